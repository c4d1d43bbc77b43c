"""Questions, claims and answers are whole in every window and language, and nothing below moves when the answer comes.

The texts of all presets, computed as on the page from runs that were trained for a few iterations, are put into the
message of one run that has been played: by day on a phone. Each page's own message is looked at in test_one_screen.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from playground.charts import MakeScene
from playground.charts.pair import PairScene
from playground.language import LANGUAGES, _, rendered, sentences
from playground.lessons.claims import Answer
from playground.lessons.lesson import Lesson, Preset
from playground.pages.contents import WITH_RUNS
from playground.pages.how_many_units.lesson import HOW_MANY_UNITS
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import RunGroup, View
from playground.ui.components.tick import Said
from tests.browser.layout import lasting, unreadable
from tests.browser.playground import settled
from tests.ui.pages import comment

WINDOWS = {"projector": (1280, 720), "phone": (390, 844), "slide": (800, 600), "wide slide": (1024, 576)}
LESSONS = [lesson for page in WITH_RUNS.values() for lesson in page.parts.values() if lesson is not HOW_MANY_UNITS]
"""Those whose experiments play."""
FEW = 5
"""Iterations of the runs whose answers are put in."""

_OF_LAYOUT = (Path(__file__).parent / "layout.js").read_text()
_PUT_IN = f"""([texts, more]) => {{
  const unreadable = {_OF_LAYOUT};
  const message = document.querySelector(".st-key-message");
  const question = message.querySelector(".st-key-lines :is([data-testid=stMarkdown] p, [data-testid=stText])");
  const said = message.querySelector(".run-comment");
  const claims = message.querySelector(".run-claims");
  const top = () => document.querySelector(".live-screen").getBoundingClientRect().top;
  const before = top();
  return texts.flatMap(([asked, html, offered]) => {{
    question.innerHTML = `<strong>${{asked}}</strong>`;
    said.innerHTML = html.replace(/<span class='run-details'>.*<\\/span>/, `<button class=run-more>${{more}}</button>`);
    const chip = (text) => `<button class="run-button"><kbd>1</kbd><span>${{text}}</span></button>`;
    claims.innerHTML = offered.map(chip).join("");
    [claims.hidden, said.hidden] = [!offered.length, Boolean(offered.length)];
    const parts = [message, ...message.querySelectorAll(".st-key-lines, .st-key-lines > *")];
    const cut = parts.some((part) => part.scrollHeight > part.clientHeight + 1);
    const low = [...claims.children].some((each) => innerWidth <= 640 && each.offsetHeight && each.offsetHeight < 44);
    if (low) return [`${{asked}}: too low for a finger`];
    const moved = top() !== before ? [`${{asked}}: what is below has moved`] : [];
    const faults = unreadable({{ within: ".st-key-message", scrolls: "main" }});
    const isQuiet = getComputedStyle(question.closest(".st-key-lines > *")).opacity < 1;
    if (isQuiet !== html.includes("run-outcome")) faults.push(`${{asked}}: ${{isQuiet ? "quiet" : "loud"}}`);
    return [...(cut ? [`${{asked}} ${{offered.join(" | ")}}${{said.textContent}}: cut off`] : []), ...moved, ...faults];
  }});
}}"""


def with_answers(lesson: Lesson) -> Iterator[tuple[Preset, Answer]]:
    """Each preset with its longer answer: that of runs trained for a few iterations."""
    for preset in lesson.presets:
        runs = _trained(lesson, preset.settings)
        said = [preset.answer(runs)]
        if preset.against is not None:
            said.append(preset.answer(runs, _trained(lesson, preset.against)))
        yield preset, max(said, key=lambda answer: len(answer.sentence))


def _trained(lesson: Lesson, settings: Mapping[str, object]) -> RunGroup:
    runs = RunGroup(lesson.experiment(lesson.settings.read(settings)[0]))
    runs.advance(FEW)
    return runs


@cache
def answered() -> list[tuple[Preset, Answer]]:
    """The presets of all pages that play, each with its answer."""
    return [each for lesson in LESSONS for each in with_answers(lesson)]


@cache
def texts() -> dict[str, tuple[list[tuple[str, str, list[str]]], str]]:
    """Of every preset, by language: the question with its claims, with the comment on the runs, and with the answer.

    What is predicted is the longest claim, and wrong. And what the button says that opens the details.
    """
    found: dict[str, tuple[list[tuple[str, str, list[str]]], str]] = {
        code: ([], rendered(_("More"), language)) for code, language in LANGUAGES.items()
    }
    for preset, answer in [*answered(), *((preset, Answer()) for preset in HOW_MANY_UNITS.presets)]:
        each = preset.claims.each if preset.claims else []
        said = [_("You said: {claim}.", claim=claim) for claim in each]
        hint = _("Look at {what}", what=preset.look_at) if preset.look_at else ""
        for code, language in LANGUAGES.items():
            question, claims, looks, sentence = rendered((preset.question, [*each], hint, answer.sentence), language)
            predicted = max(rendered(said, language), key=len, default="")
            wrong = rendered(sentences(predicted, _("Wrong.")), language) if said else ""
            put_in = found[code][0]
            put_in += [(question, "", claims)] if claims else []
            put_in.append((question, comment(Said(rest=looks, predicted=predicted).shown), []))
            if sentence:
                right = False if wrong else None
                put_in.append((question, comment(Said(sentence, details="…", predicted=wrong, right=right).shown), []))
    return found


def end(page: Page) -> None:
    """Play the run that is on the page to its end."""
    page.locator("[data-command=play]:visible").first.click()
    page.locator("[data-command=play]:visible:disabled").first.wait_for(timeout=180_000)
    page.wait_for_function("() => document.querySelector('.run-comment').textContent")


@pytest.mark.nightly
def test_every_question_hint_and_answer_is_whole(page: Page, app: str) -> None:
    # Its units die, so that there are both buttons: to go on, and with advice.
    dead = "activation=relu&n_h=8&initialisation=he&learning_rate=5"
    page.goto(f"{app}/?{dead}&limit=30&speed=max")
    settled(page)
    end(page)
    expect(page.locator("[data-command=take_advice]:visible")).to_have_count(1)
    for name, (width, height) in WINDOWS.items():
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        for code in LANGUAGES:
            assert page.evaluate(_PUT_IN, texts()[code]) == [], f"{name}, {code}"


_QUESTION_IN_SIGHT = """() => {
  const question = document.querySelector(".st-key-lines p");
  const { left, top } = question.getBoundingClientRect();
  return question.contains(document.elementFromPoint(left + 5, top + 5));
}"""


@pytest.mark.nightly
def test_on_a_phone_the_question_stays_above_a_wrong_number(page: Page, app: str) -> None:
    width, height = WINDOWS["phone"]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{app}/activations?question=ten+layers.0.777")
    expect(page.locator(".run-said")).to_contain_text("Wrong.")
    page.wait_for_function(_QUESTION_IN_SIGHT)
    assert lasting(page, lambda: unreadable(page, ".st-key-message")) == []


def verdicts(lesson: Lesson, make: MakeScene) -> set[str]:
    """What the scene says under its pictures: of each preset's runs, early and late, in every language."""
    said = set()
    for preset in lesson.presets:
        runs = _trained(lesson, preset.settings)
        for iterations in (0, 300):
            runs.advance(iterations)
            texts = [panel.sentence or "" for panel in make(runs, View()).now().panels]
            said |= {text for language in LANGUAGES.values() for text in rendered(texts, language)}
    return said


_OF_PAIR = """(texts) => {
  const parts = [...document.querySelectorAll(".live-screen .live-sentence")];
  const height = () => document.querySelector(".live-screen .live-chart").clientHeight;
  const before = height();
  return texts.filter((text) => {
    parts.forEach((part) => (part.textContent = text));
    const cut = parts.some((part) => part.scrollHeight > part.clientHeight + 1);
    return cut || height() !== before || parts.some((part) => part.getBoundingClientRect().bottom > innerHeight);
  });
}"""


@pytest.mark.nightly
def test_in_present_the_verdicts_on_a_pair_are_whole_below_pictures_that_keep_their_size(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app}/zero_or_random?present=true")
    settled(page)
    long = page.evaluate(_OF_PAIR, sorted(verdicts(ZERO_OR_RANDOM, PairScene)))
    assert len(long) == len(LANGUAGES)  # one of them, which says two things: it gives way to the pictures
    assert "outgoing weights alone" in long[0]

    # So does what is said of several units, which can take four lines.
    wild = "dead_dataset=flower&dead_n_h=4&dead_learning_rate=5"
    for at, shown in (0, 2), (300, 1):
        page.goto(f"{app}/dead_relu?present=true&{wild}&at={at}")
        expect(page.locator(".live-metrics dd").first).to_have_text(str(at))
        settled(page)
        expect(page.locator(".live-screen .live-sentence").filter(visible=True)).to_have_count(shown)
        assert lasting(page, lambda: unreadable(page)) == []
        planes = page.locator("[class*=live-boundary-] .imagelayer image")
        assert planes.first.evaluate("(plane) => plane.getBoundingClientRect().width") >= 400
