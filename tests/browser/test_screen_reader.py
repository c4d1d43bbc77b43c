"""A whole lesson by keys alone, by someone who only hears it: on its page, and in its file."""

import re
import time

from playwright.sync_api import Page, expect

from playground.export.lesson_file.lesson import LessonFile
from playground.language import ENGLISH, rendered
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from tests.browser.playground import PATIENCE, settled
from tests.browser.screen_reader import Announced, Reader
from tests.export.lesson_files import preset

LIMIT = 40
FEW = 10
"""Iterations."""
TITLE = "Zero or random"
CHAPTER = preset(ZERO_OR_RANDOM, "Dead start", limit=LIMIT)
QUESTION = rendered(CHAPTER.preset.question, ENGLISH).replace("*", "")
assert CHAPTER.preset.claims
CLAIMS = [rendered(claim, ENGLISH) for claim in CHAPTER.preset.claims.each]
LAST = CLAIMS[-1]
MIDDLE = (
    "(() => { const { top, height } = document.activeElement.getBoundingClientRect(); return top + height / 2; })()"
)


def asked(reader: Reader) -> list[str]:
    """What the page is about, what it asks, and the answers that it offers, as they are read."""
    everything = reader.all()
    headings = [(each.level, each.name) for each in everything if each.role == "heading"]
    assert [name for level, name in headings if level == 1] == [TITLE]
    assert headings[1] == (2, QUESTION)
    assert {level for level, _name in headings[2:]} == {3}
    place = next(i for i, each in enumerate(everything) if each.name == QUESTION)
    group = next(i for i, each in enumerate(everything) if each.role == "group" and i > place)
    return [each.name for each in everything[group + 1 :] if each.role == "button"][: len(CLAIMS)]


def from_top_to_bottom(reader: Reader, until: str, most: int) -> list[Announced]:
    """Press Tab until that button is reached: the focus never goes back up."""
    passed, height = [], 0.0
    for _ in range(most):
        reader.page.keyboard.press("Tab")
        now = reader.focused
        if now is None or now.role in ("RootWebArea", "main"):
            continue
        assert now.name, f"a {now.role} has no name"
        middle = reader.page.evaluate(MIDDLE)
        assert middle > height - 12, f"{now.name!r} is above what comes before it"
        height = middle
        passed.append(now)
        if (now.role, now.name) == ("button", until):
            return passed
    raise AssertionError(f"{until!r} is not reached: {[each.name for each in passed]}")


def announced(reader: Reader, words: str) -> str:
    """What is said by itself, once it has these words."""
    until = time.monotonic() + PATIENCE / 1000
    while True:
        said = [each.text for each in reader.all() if each.state.get("live") == "polite"]
        found = [each for each in said if re.search(words, each)]
        if found:
            return found[0]
        assert time.monotonic() < until, f"not said: {words}; but {said}"
        reader.page.wait_for_timeout(100)


def in_the_details(reader: Reader, words: str) -> None:
    """Open what else there is to say, and hear these words there."""
    reader.tab_to("button", "More")
    reader.page.keyboard.press("Enter")
    reader.page.locator(".live-help-words:popover-open").wait_for()
    assert any(words in each.text for each in reader.all())


def iteration(reader: Reader) -> int:
    """The iteration on screen, a number beside its name."""
    everything = reader.all()
    term = next(i for i, each in enumerate(everything) if (each.role, each.name) == ("term", "Iteration"))
    return int(next(each.text for each in everything[term:] if each.role == "definition").replace(",", ""))


def test_on_its_page(page: Page, app: str) -> None:
    page.goto(f"{app}/zero_or_random")
    settled(page)
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    reader = Reader(page)
    assert asked(reader) == CLAIMS
    passed = [each.name for each in from_top_to_bottom(reader, LAST, most=30)]
    assert passed.index("Play") < passed.index("Learning rate") < passed.index(CLAIMS[0])
    page.keyboard.press("Enter")
    announced(reader, f"You said: {LAST}")
    expect(page.get_by_role("button", pressed=True)).to_have_count(1)  # said before the script has run
    assert [each.name for each in reader.all() if each.state.get("pressed") == "true"] == [LAST]
    reader.tab_to("button", "Play", key="Shift+Tab")
    page.keyboard.press("Enter")
    while iteration(reader) < FEW:
        page.wait_for_timeout(100)
    now = reader.focused
    assert now is not None
    assert now.name == "Pause"
    page.keyboard.press("Enter")
    said = announced(reader, f"You said: {LAST}. Wrong. {CLAIMS[0]}.")
    assert said.endswith("More")
    in_the_details(reader, "On the left the cost is still 0.6931.")
    page.keyboard.press("Escape")
    reader.tab_to("button", "Try ")  # what follows from it is reached on the way on


def test_in_its_file(page: Page) -> None:
    lesson = LessonFile(TITLE, [CHAPTER], [ENGLISH], predict=True)
    list(lesson.make())
    page.set_content(lesson.file.decode())
    expect(page.get_by_role("group", name="Answers")).to_be_visible()
    reader = Reader(page)
    assert asked(reader) == CLAIMS
    announced(reader, "Choose your answer first")
    from_top_to_bottom(reader, LAST, most=10)
    page.keyboard.press("Enter")
    announced(reader, f"You said: {LAST}")
    from_top_to_bottom(reader, "Play", most=3)
    page.keyboard.press("Enter")
    said = announced(reader, f"You said: {LAST}. Wrong. {CLAIMS[0]}.")
    assert said.endswith("More")
    in_the_details(reader, "On the left the cost is still 0.6931.")
