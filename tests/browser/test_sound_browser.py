"""The sound of the runs, as an analyser between it and the loudspeakers hears it."""

import json

from playwright.sync_api import Page
from scipy.stats import spearmanr

from tests.browser.playground import settled

LISTEN = """
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
  }
  return connect.call(this, to, ...rest);
};
const loudest = (ear) => {
  const heard = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(heard);
  return (heard.indexOf(Math.max(...heard)) * ear.context.sampleRate) / ear.fftSize;
};
window.isSilent = () => window.ears.every((ear) => {
  const heard = new Float32Array(ear.fftSize);
  ear.getFloatTimeDomainData(heard);
  return heard.every((value) => Math.abs(value) < 1e-3);
});
// Of each side the pitch in hertz, and the cost, at about the same time.
window.listen = () => {
  window.heard = [];
  setInterval(() => {
    const costs = document.querySelector("[data-chart=cost]").data.slice(0, 2).map(({ y }) => y.at(-1));
    if (!window.isSilent()) window.heard.push(window.ears.map((ear, side) => [loudest(ear), costs[side]]));
  }, 50);
};
"""
AT_ONCE = """
const sheet = document.querySelector(".live-boundary-left .cursor svg");
sheet.focus();
sheet.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
"""
"""Have the cursor say where it is, before the server has been asked what is there."""


def test_the_run_on_the_left_is_heard_to_stay_and_the_one_on_the_right_to_fall(page: Page, app: str) -> None:
    page.add_init_script(LISTEN)
    page.goto(f"{app}/zero_or_random?zero_limit=100000")
    settled(page)
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('[data-chart=cost]').data[0].y.length > 2")
    assert page.evaluate("window.ears === undefined")  # nothing is made before it is asked for
    page.keyboard.press("Space")
    settled(page)
    page.keyboard.press("m")
    try:
        page.wait_for_function("window.ears && !window.isSilent()")  # a tone tells that it is on
        page.wait_for_function("window.isSilent()")
        page.evaluate(AT_ONCE)
        page.wait_for_function("!window.isSilent()")  # once the server has said what is there
        page.wait_for_function("window.isSilent()")
        page.keyboard.press("Space")
        page.evaluate("window.listen()")
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
