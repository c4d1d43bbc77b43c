"""The pages on initialisation in a real browser: presets, nudges, pauses."""

from playwright.sync_api import Page, expect

from tests.browser.lesson import Lesson, Panel

PAGES = {
    "zero_or_random": ("zero_", "Zero or random"),
    "inside_the_symmetry": ("inside_", "Inside the symmetry"),
    "how_large_a_start": ("large_", "How large a start?"),
}

DISTINCT, GRADIENT = "Distinct", "Gradient"


def opened(page: Page, app: str, path: str, link: str = "") -> Lesson:
    """A lesson, as fast as it goes."""
    prefix, _ = PAGES[path]
    return Lesson(page, f"{app}/{path}?{prefix}speed=max&{link}", prefix)


def works_as_one(left: Panel, right: Panel) -> None:
    assert left[DISTINCT] == "1 of 4"
    assert left.number(GRADIENT) > 0
    assert right.number("Cost") < left.number("Cost") < 0.66
    assert "the 4 units work as one" in left.sentence


def dead_though_distinct(left: Panel, right: Panel) -> None:
    assert left[DISTINCT] == "8 of 8"
    assert left[GRADIENT] == "0"
    assert left["Cost"] == "0.6931"
    assert "No weight has a gradient" in left.sentence


def zero_is_no_problem(left: Panel, right: Panel) -> None:
    assert left[DISTINCT] == "–"
    assert left.number("Cost") < 0.01
    assert left["Cost"] == right["Cost"]
    assert "no hidden units" in left.sentence


def test_presets_of_zero_or_random(page: Page, app: str) -> None:
    """Three of the page's kinds of network; tests/lessons trains every preset of every page."""
    lesson = opened(page, app, "zero_or_random", "zero_activation=leaky_relu&zero_n_h=7&zero_left=constant")
    for preset, check in (
        ("Symmetry that learns", works_as_one),
        ("ReLU, W1 zero", dead_though_distinct),
        ("No hidden layer", zero_is_no_problem),
    ):
        lesson.choose(preset)
        lesson.play_to(600)
        left, right = lesson.panel(0), lesson.panel(1)
        check(left, right)
        assert right.number(GRADIENT) > 0
        if "hidden" not in preset:
            distinct, units = right[DISTINCT].split(" of ")
            assert distinct == units


def test_symmetry_holds_until_a_nudge_frees_one_unit_or_rounding_parts_them(page: Page, app: str) -> None:
    """In one visit; what a nudge of either layer does to dead units is in tests/lessons/test_symmetry.py."""
    lesson = opened(page, app, "inside_the_symmetry", "inside_amount=0.1&inside_limit=1000000")
    lesson.play_to(100)
    assert lesson.metrics["Largest distance"] == "0"
    assert [row["equal to"] for row in lesson.table] == ["", "= 1", "= 1", "= 1"]
    expect(page.locator(".live-paths .textpoint")).to_have_text("1–4 (×4)")
    lesson.play()
    page.locator(".st-key-inside_nudge button:visible").click()
    page.wait_for_function("() => Number(document.querySelectorAll('.live-metrics dd')[4]?.textContent) > 1")
    lesson.pause()
    assert lesson.metrics["Distinct units"] == "2 of 4"
    assert [row["equal to"] for row in lesson.table] == ["", "", "= 2", "= 2"]
    assert sorted(page.locator(".live-paths .textpoint").all_text_contents()) == ["1", "2–4 (×3)"]

    lesson.choose("Rounding")
    assert lesson.metrics["Largest distance"] == "0"
    lesson.play_to(300)
    assert float(lesson.metrics["Largest distance"]) > 0
    lesson.open_settings()
    plain = page.get_by_test_id("stPopoverBody").get_by_text("Plain matrix products", exact=True)
    expect(page.locator(".st-key-inside_plain_products input")).to_be_checked()  # as put: it may come as it was
    lesson.wait_until_still()  # until the server knows that it has come, a default is taken for no choice
    plain.click()
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.querySelector('.live-metrics dd')?.textContent === '0'")
    lesson.play_to(300)
    assert lesson.metrics["Largest distance"] == "0"


SCALES = ("Random × 0.0001", "Random × 0.01", "Random × 1", "Random × 10", "Xavier", "He")


def test_a_preset_of_how_large_a_start(page: Page, app: str) -> None:
    lesson = opened(page, app, "how_large_a_start", "large_activation=relu&large_scale_2=0.5")
    lesson.choose("Too small")
    lesson.play_to(1200)
    assert tuple(lesson.titles[:6]) == SCALES
    starts = {name: lesson.panel(len(SCALES) + 1 + number) for number, name in enumerate(SCALES)}
    assert starts["Random × 0.0001"].number("Cost") > 0.69
    assert starts["Random × 0.01"].number("Cost") < 0.68  # on its way down
    assert starts["Random × 10"].number("Saturated outputs before") > 80


def test_both_networks_stay_in_step_and_a_pause_keeps_the_picture(page: Page, app: str) -> None:
    lesson = opened(page, app, "zero_or_random", "zero_left=zero_W1&zero_limit=1000000")
    lesson.play_to(200)
    stopped, panels = lesson.iteration, (lesson.panel(0), lesson.panel(1))
    page.wait_for_timeout(500)
    assert (lesson.iteration, (lesson.panel(0), lesson.panel(1))) == (stopped, panels)
    again = opened(page.context.new_page(), app, "zero_or_random", f"zero_left=zero_W1&zero_limit={stopped}")
    again.play()
    again.wait_for_iteration(stopped)
    expect(again.button("Play")).to_be_disabled()
    again.wait_until_still()
    assert (again.panel(0), again.panel(1)) == panels
