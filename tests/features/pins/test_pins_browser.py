"""Pins in a real browser: held while a run plays, put back, swapped in, beside each other, by mouse and keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from playground.charts.plane.targets import scale_of
from playground.training import Recipe
from tests.browser.axe import violations
from tests.browser.layout import misplaced
from tests.browser.lesson import Lesson
from tests.browser.playground import Playground, fit, theme
from tests.browser.test_reload import changed_by_hand


def lines(page: Page) -> dict[str, list[float]]:
    """The lines of the cost chart by name, each its costs."""
    return page.evaluate(
        """() => Object.fromEntries(document.querySelector(".live-cost").data
          .filter(({ mode }) => mode === "lines").map(({ name, y }) => [name, [...y]]))"""
    )


def card(page: Page, place: int) -> str:
    """What a pin says."""
    return page.locator(f".st-key-pin_{place}_back button:visible").first.inner_text()


def pin(page: Page, place: int) -> None:
    """Press Pin, and wait for the pin with its picture."""
    page.locator(".st-key-pin button:visible").first.click()
    expect(page.locator(f".st-key-pin_{place}_back img:visible").first).to_be_visible()


def more(page: Page, place: int, name: str) -> None:
    """Press a button behind the second one of a pin."""
    page.locator(f".st-key-pin_{place}_more button:visible").first.click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name=name).click()


@pytest.mark.nightly
def test_a_pin_stays_while_another_run_plays_comes_back_and_survives_a_reload_and_no_link(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?samples=60&limit=1000000&speed=600")
    playground.play()
    playground.wait_for_iteration(100)
    pin(page, 0)
    expect(playground.button("Pause")).to_be_visible()  # it plays on
    label, numbers = card(page, 0).splitlines()
    assert label == "same settings"
    pinned = int(numbers.split(" ")[0].replace(",", ""))
    playground.wait_for_iteration(pinned + 60)
    page.locator(".st-key-activation").get_by_text("ReLU", exact=True).click()
    expect(page.locator(".st-key-pin_0_back")).to_contain_text("tanh")
    page.wait_for_function("() => document.querySelector('.live-cost').data.some(({ name }) => name === 'tanh')")
    first = lines(page)["tanh"]
    playground.wait_for_iteration(60)  # the new run plays
    assert lines(page)["tanh"] == first
    assert len(first) >= 100
    assert card(page, 0).splitlines()[1] == numbers

    playground.pause()
    playground.wait_until_still()  # until the server has heard where
    here = playground.iteration
    pin(page, 1)
    assert card(page, 1).splitlines()[1].startswith(f"{here:,} · cost {playground.metrics['Cost']}")
    page.locator(".st-key-pin_0_back button:visible").first.press("Enter")  # by keys
    expect(page.locator(".st-key-activation [aria-checked=true]")).to_have_text("tanh")
    expect(page.locator(".st-key-pin_1_back")).to_contain_text("ReLU")
    expect(page).to_have_url(re.compile(r"pins=\d+~\d+\+activation\+relu"))
    playground.wait_until_still()
    assert playground.iteration == 0

    more(page, 1, "Swap in")
    page.wait_for_function("(at) => document.querySelector('.live-metrics dd').textContent === at", arg=f"{here:,}")
    expect(page.locator(".st-key-activation [aria-checked=true]")).to_have_text("ReLU")
    changed_by_hand(page)
    pin(page, 2)
    before = card(page, 2)
    assert before.splitlines()[1].startswith(f"{here:,} · cost ")
    page.wait_for_function("JSON.parse(sessionStorage.belongings).pins?.length === 3")
    page.reload()
    playground.wait_for_picture()
    expect(page.locator(".st-key-pin_2_back")).to_contain_text(before.splitlines()[1])
    page.goto(f"{app}/?samples=60&limit=1000000&speed=600&n_h=6")
    playground.wait_for_picture()
    expect(page.locator(".st-key-pin_0_back")).to_have_count(0)


@pytest.mark.nightly
def test_a_link_brings_its_pins_and_any_of_them_plays_beside_the_present_run(page: Page, app: str) -> None:
    link = "samples=60&pins=300+dataset+moons+activation+relu+scale+1~200+n_h+8~100+learning_rate+0.1~50+depth+2"
    playground = Playground(page, f"{app}/?{link}")
    for place in range(4):
        expect(page.locator(f".st-key-pin_{place}_back img").first).to_be_visible()
    assert card(page, 0).startswith("moons · ReLU · scale 1\n300 · cost")
    page.wait_for_function("() => document.querySelector('.live-cost').data.length === 6")
    for width, scheme in ((1280, "dark"), (390, "light")):  # and below 1280, light
        fit(page, width, scheme)
        assert not violations(page)
    theme(page, "light")
    page.set_viewport_size({"width": 1280, "height": 720})

    page.locator(".st-key-pin_table button:visible").first.click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    assert not violations(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    assert download.value.suggested_filename == "runs.csv"
    page.keyboard.press("Escape")

    more(page, 0, "Beside")
    expect(page.locator(".live-boundary-pinned")).to_be_visible()
    lesson = Lesson.__new__(Lesson)
    lesson.page, lesson.prefix = page, ""
    lesson.wait_for_picture()
    assert lesson.titles[:2] == ["Now: flower · tanh · scale 0.01", "Pinned: moons · ReLU · scale 1"]
    pictures = page.locator(".live-boundary-now image, .live-boundary-pinned image")
    before = pictures.evaluate_all("(all) => all.map((image) => image.getAttribute('href'))")
    playground.play()
    playground.wait_for_iteration(60)
    playground.pause()
    after = pictures.evaluate_all("(all) => all.map((image) => image.getAttribute('href'))")
    assert all(one != other for one, other in zip(before, after, strict=True))
    costs = [lesson.panel(number).number("Cost") for number in (0, 1)]
    assert costs[0] != costs[1]
    assert not violations(page)
    page.locator(".st-key-pin_alone button:visible").first.click()
    expect(page.locator(".live-boundary-pinned")).to_have_count(0)
    expect(page.locator(".live-boundary")).to_be_visible()


@pytest.mark.nightly
def test_two_runs_of_numbers_side_by_side_have_one_bar_of_colours(page: Page, app: str) -> None:
    recipe = Recipe(dataset="bump", samples=60)
    page.goto(f"{app}/?dataset=bump&learning_rate=0.1&samples=60&pins=0~beside+1")
    for width, height in ((1280, 720), (800, 600), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator(".live-scale .small-scale > *")).to_have_text(["", *scale_of(recipe.whole).ends])
        fields = {f".live-boundary-{name}": (120, 120) for name in ("now", "pinned")}
        assert misplaced(page, {".small-scale": (140, 15), ".live-screen .live-numbers": (50, 10), **fields}) == []
        assert not violations(page)
