"""The sound of the runs, as an analyser between it and the loudspeakers hears it."""

import json
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from scipy.stats import spearmanr

from playground.export.lesson_file.lesson import LessonFile
from playground.language import ENGLISH
from playground.pages.playground.lesson import PLAYGROUND
from tests.browser.playground import settled
from tests.export.lesson_files import preset

LISTEN = """
const CLICKS = -85; // decibels
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to instanceof AudioDestinationNode) {
    const sides = new ChannelSplitterNode(this.context, { numberOfOutputs: 2 });
    connect.call(this, sides);
    window.ears = [0, 1].map((side) => {
      const ear = new AnalyserNode(this.context, { fftSize: 4096, smoothingTimeConstant: 0 });
      connect.call(sides, ear, side);
      return ear;
    });
    window.memory = new AnalyserNode(this.context, { fftSize: 32_768 }); // 0.7 seconds: a busy page may look only then
    connect.call(this, window.memory);
  }
  return connect.call(this, to, ...rest);
};
const loudest = (ear) => {
  const heard = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(heard);
  return (heard.indexOf(Math.max(...heard)) * ear.context.sampleRate) / ear.fftSize;
};
const hears = (ear) => {
  const heard = new Float32Array(ear.fftSize);
  ear.getFloatTimeDomainData(heard);
  return heard.some((value) => Math.abs(value) >= 1e-3);
};
window.isSilent = () => !window.ears.some(hears);
window.wasHeard = () => Boolean(window.memory) && hears(window.memory);
// Of each side the pitch in hertz, and the cost of the run that is heard there, at about the same time.
window.listen = (runs) => {
  window.heard = [];
  setInterval(() => {
    const { data } = document.querySelector("[data-chart=cost]");
    const costs = runs.map((run) => data[run].y.at(-1));
    if (!window.isSilent()) window.heard.push(window.ears.map((ear, side) => [loudest(ear), costs[side]]));
  }, 50);
};
// For the first run and the last, the decibels on each side at the pitch of its cost; first: by which it is measured.
window.weigh = (first) => {
  window.weighed = [];
  setInterval(() => {
    const { data, layout } = document.querySelector("[data-chart=cost]");
    const runs = layout.meta.voices;
    window.weighed.push([runs[0], runs.at(-1)].map((run) => {
      const hertz = 150 * 8 ** (1 + Math.log10(data[run].y.at(-1) / (1.5 * first)) / 4);
      return window.ears.map((ear) => {
        const heard = new Float32Array(ear.frequencyBinCount);
        ear.getFloatFrequencyData(heard);
        const at = Math.round((hertz / ear.context.sampleRate) * ear.fftSize);
        const most = Math.max(...heard.slice(at - 2, at + 3));
        return Number.isFinite(most) ? most : null;
      });
    }));
  }, 50);
};
// The most that a side has swung, of 1; and the iterations on screen when tones were so high that only noise has them.
window.attend = () => {
  Object.assign(window, { swung: 0, clicked: [] });
  setInterval(() => {
    for (const ear of window.ears) {
      const [samples, heard] = [new Float32Array(ear.fftSize), new Float32Array(ear.frequencyBinCount)];
      ear.getFloatTimeDomainData(samples);
      ear.getFloatFrequencyData(heard);
      window.swung = samples.reduce((most, each) => Math.max(most, Math.abs(each)), window.swung);
      const high = heard.slice(Math.round((12_000 / ear.context.sampleRate) * ear.fftSize));
      const mean = high.reduce((sum, each) => sum + each, 0) / high.length;
      if (mean > CLICKS) window.clicked.push(document.querySelector(".live-metrics dd").textContent);
    }
  }, 20);
};
"""
AT_ONCE = """
const sheet = document.querySelector(".live-boundary-left .cursor svg");
sheet.focus();
sheet.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
"""
"""Have the cursor say where it is, before the server has been asked what is there."""
IN_LIST = ".keys-list dl > div:has-text('Sound on or off')"
"""Its key, in the list of keys."""


def switch_on(page: Page) -> None:
    """Until its tone is over."""
    settled(page)
    page.locator("body").press("m")
    page.wait_for_function("window.wasHeard()")  # a tone tells that it is on
    page.wait_for_function("!window.wasHeard()")


@pytest.mark.nightly
def test_the_run_on_the_left_is_heard_to_stay_and_the_one_on_the_right_to_fall(page: Page, app: str) -> None:
    page.add_init_script(LISTEN)
    page.goto(f"{app}/zero_or_random?zero_limit=100000")
    settled(page)
    page.keyboard.press("?")
    expect(page.locator(IN_LIST)).to_contain_text("M")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('[data-chart=cost]').data[0].y.length > 2")
    assert page.evaluate("window.ears === undefined")  # nothing is made before it is asked for
    page.keyboard.press("Space")
    try:
        switch_on(page)
        page.evaluate(AT_ONCE)
        page.wait_for_function("window.wasHeard()")  # once the server has said what is there
        page.wait_for_function("!window.wasHeard()")
        page.keyboard.press("Space")
        page.evaluate("window.listen([0, 1])")
        page.wait_for_function("window.heard.at(-1)?.[1][1] < 0.45")
        page.keyboard.press("Space")
        page.wait_for_function("window.isSilent()")
        heard = page.evaluate("window.heard")
        page.wait_for_function("window.ears[0].context.state === 'suspended'")  # silence takes no power
        page.keyboard.press("Space")
        page.wait_for_function("!window.isSilent()")
    finally:
        page.keyboard.press("m")
    page.wait_for_function("window.ears[0].context.state === 'closed'")
    assert json.loads(page.evaluate("localStorage.way"))["sound"]["on"] is False
    standing, falling = ([sides[run] for sides in heard] for run in (0, 1))
    assert spearmanr(*zip(*falling, strict=True)).statistic > 0.9
    assert len(falling) > 15
    assert falling[0][0] > 1.2 * falling[-1][0]
    assert max(pitch for pitch, _cost in standing) < 1.1 * min(pitch for pitch, _cost in standing)


@pytest.mark.nightly
def test_of_six_runs_the_first_is_on_the_left_the_last_on_the_right_and_all_are_as_loud_as_one(
    page: Page, app: str
) -> None:
    page.add_init_script(LISTEN)
    page.goto(f"{app}/how_large_a_start")
    try:
        switch_on(page)
        costs = "document.querySelector('[data-chart=cost]').data.slice(0, 6).map(({ y }) => y.at(-1))"
        _small, _smaller, middle, *others = sorted(page.evaluate(costs))
        assert max(others) > 10 * middle  # which does not make the others low
        page.evaluate("window.attend()")
        page.keyboard.press("Space")
        page.wait_for_function(f"({costs}).at(-1) < 0.55")  # far enough below the first to tell their tones apart
        page.evaluate("(first) => window.weigh(first)", middle)
        page.wait_for_function("window.weighed.length > 20")
        weighed, swung = page.evaluate("[window.weighed, window.swung]")
    finally:
        page.keyboard.press("m")
    weighed = np.array([each for each in weighed if None not in np.ravel(each)])  # without silence
    first, last = np.median(weighed[:, :, 0] - weighed[:, :, 1], axis=0)  # how much louder on the left
    assert len(weighed) > 10
    assert first > 3
    assert last < -3
    assert np.median(weighed[:, 0, 0]) > -40
    assert 0.05 < swung < 0.6


@pytest.mark.nightly
def test_a_click_is_heard_when_the_run_has_decided_and_at_no_other_time(page: Page, app: str) -> None:
    page.add_init_script(LISTEN)
    page.goto(f"{app}/zero_or_random?zero_left=constant&zero_speed=max")
    try:
        switch_on(page)
        page.evaluate("window.attend()")
        page.keyboard.press("a")  # the claim that is the first
        page.keyboard.press("Space")
        page.wait_for_function("window.clicked.length > 0")
        page.wait_for_timeout(500)
        clicked = page.evaluate("window.clicked")
        last = page.locator(".live-metrics dd").first.inner_text()
        expect(page.get_by_role("button", name="Play", exact=True).first).to_be_visible()  # it rests
        assert set(clicked) == {last}
        page.keyboard.press("Home")  # what has been decided is not decided again
        page.wait_for_timeout(500)
        assert page.evaluate("window.clicked.length") == len(clicked)
    finally:
        page.keyboard.press("m")


def test_its_key_is_listed_and_works_in_a_lesson_file(browser: Browser, tmp_path: Path) -> None:
    lesson, path = LessonFile("Sound", [preset(PLAYGROUND, "Reference", limit=10)], [ENGLISH]), tmp_path / "lesson.html"
    list(lesson.make())
    path.write_bytes(lesson.file)
    page = browser.new_page(locale="en-US")
    page.goto(path.as_uri())
    page.keyboard.press("?")
    expect(page.locator(IN_LIST)).to_contain_text("M")
    page.keyboard.press("m")  # the page does not hear it meanwhile
    page.keyboard.press("?")
    page.keyboard.press("m")
    expect(page.locator(".keys-said")).to_have_text("The sound is on.")
    page.close()
