"""A reload, and the browser's way back and forth: run, edits, frozen parameters and points are still there."""

import re

import pytest
from playwright.sync_api import Page, expect

from playground.data import OWN_POINTS, Points, pack
from playground.training import Recipe, Run
from tests.browser.alone import modules_alone
from tests.browser.playground import Playground
from tests.browser.test_diagram_browser import unit, weights
from tests.browser.test_digits_browser import ONE, READ_AS, draw, opened, read_as

EVENTS = "document.querySelector('.live-cost').data.find(({ text }) => text?.length && Array.isArray(text))"


def choose_rate(page: Page, rate: str) -> None:
    box = page.locator(".st-key-learning_rate input:visible").first
    box.fill(rate)
    box.press("Enter")
    expect(page).to_have_url(re.compile(f"learning_rate={rate}"))


def choose_dataset(page: Page, name: str) -> None:
    page.locator(".st-key-own button:visible").first.click()
    page.locator(f".st-key-own_of_{name.replace(' ', '-')} button").click()


def changed_by_hand(page: Page) -> None:
    """Set a bias and freeze its layer."""
    unit(page, "Layer 1, unit 3").click()
    weights(page).locator("select").select_option("bias")
    number = weights(page).locator("[type=number]")
    number.fill("-0.75")
    number.press("Enter")
    weights(page).locator("[type=checkbox]").last.check()
    expect(page.locator(".live-network line.live-frozen").first).to_be_attached()


def test_a_reload_and_the_way_back_keep_the_run_and_what_was_changed_by_hand(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?samples=60&limit=1000000&speed=600&n_h=5")
    playground.play()
    playground.wait_for_iteration(100)
    playground.pause()
    changed = playground.iteration
    choose_rate(page, "0.5")
    changed_by_hand(page)
    playground.play()
    playground.wait_for_iteration(changed + 60)
    playground.pause()
    run = Run(Recipe(samples=60, n_h=5))
    run.advance(changed)
    run.adjust(Recipe(samples=60, n_h=5, learning_rate=0.5))
    run.edit("b1:2", -0.75)
    run.freeze(["W1", "b1"])
    run.advance(playground.iteration - changed)
    shown = {"Iteration": f"{run.iteration:,}", "Cost": f"{run.measure().cost:.4f}"}

    def there() -> None:
        playground.wait_for_picture()
        playground.wait_for_iteration(run.iteration)
        playground.wait_until_still()
        assert {name: playground.metrics[name] for name in shown} == shown
        expect(page.locator(".live-network line.live-frozen").first).to_be_attached()
        assert page.evaluate(f"{EVENTS}.x") == [changed]
        expect(page.locator(".st-key-message")).to_contain_text("not in the address")

    there()
    page.reload()
    there()
    playground.go_to("Zero or random")
    expect(page.locator(".st-key-zero_left")).to_be_visible()
    page.reload()
    expect(page.locator(".st-key-zero_left")).to_be_visible()
    page.go_back()  # Streamlit has emptied the address there
    there()
    expect(page).to_have_url(re.compile("n_h=5"))
    # While it plays, it plays on from where it was.
    playground.play()
    playground.wait_for_iteration(run.iteration + 60)
    page.reload()
    playground.wait_for_picture()
    playground.watch()
    playground.wait_for_iteration(run.iteration + 200)
    expect(playground.button("Pause")).to_be_visible()
    assert all(each == 0 or each >= run.iteration + 60 for each in playground.seen)
    # A link that is followed shows what it says.
    page.goto(f"{app}/?samples=60&limit=1000000&speed=600&n_h=5&learning_rate=0.5")
    playground.wait_for_picture()
    assert playground.iteration == 0
    # What was changed before the first iteration is kept, too.
    changed_by_hand(page)
    playground.wait_until_still()
    page.reload()
    playground.wait_for_picture()
    expect(page.locator(".live-network line.live-frozen").first).to_be_attached()
    assert playground.iteration == 0


@pytest.mark.nightly
def test_a_reload_keeps_points_of_ones_own_that_are_not_in_the_address_and_a_drawn_digit(page: Page, app: str) -> None:
    mine = pack(Points.of_dataset(Recipe("moons", samples=60, seed=7).whole))
    playground = Playground(page, f"{app}/?dataset=own+points&points={mine}")
    choose_dataset(page, "circles")
    page.wait_for_function("JSON.parse(sessionStorage.belongings).points")
    page.reload()
    playground.wait_for_picture()
    playground.wait_until_still()
    choose_dataset(page, OWN_POINTS)
    expect(page).to_have_url(re.compile(f"points={mine}"))

    opened(page, app)
    nothing = read_as(page)
    draw(page, ONE)
    read = page.locator(READ_AS).first
    expect(read).not_to_have_text(nothing)
    page.reload()
    expect(read).not_to_have_text(nothing)
    expect(page.locator(".pad-hint")).to_be_hidden()


TOLD = """async ([here, ...data]) => {
  const { default: component } = await import(`${here}/device/tab_memory.js`);
  const told = [];
  for (const [session, room, settings, taken = [], my_lesson] of data)
    component({
      data: { session, taken, stay: ["room", "my_lesson"], parts: { room, settings, my_lesson } },
      setTriggerValue: (_name, back) => told.push(back),
    });
  return told;
}"""
OPENS = "KWXRT.key"
REMEMBERED = "JSON.parse(sessionStorage.belongings).room"


def test_a_restarted_server_gets_back_what_the_page_had_but_not_its_settings(page: Page) -> None:
    with modules_alone(page, "frontend/device/tab_memory.js", "frontend/device/memory.js") as here:
        before = [["before", None, {}], ["before", OPENS, {"n_h": 3}]]
        after = [["after", None, {"n_h": 4}], ["after", OPENS, {"n_h": 4}, ["room"]], ["after", None, {}, ["room"]]]
        assert page.evaluate(TOLD, [here, *before, *after]) == [{"room": OPENS}]  # once: the lecturer may leave it
        assert page.evaluate(REMEMBERED) is None


def test_a_class_and_a_collected_lesson_stay_with_their_lecturer_whatever_link_they_open(page: Page) -> None:
    lesson = ["Mine", [["?n_h=3", "", ""]]]
    with modules_alone(page, "frontend/device/tab_memory.js", "frontend/device/memory.js") as here:
        assert page.evaluate(TOLD, [here, ["before", OPENS, {"n_h": 3}, [], lesson]]) == []
        page.goto(f"{here}/?")
        back = [{"room": OPENS, "my_lesson": lesson}]
        assert page.evaluate(TOLD, [here, ["after", None, {"n_h": 5}]]) == back
        page.goto(f"{here}/")
        assert page.evaluate(TOLD, [here, ["own link", "HJKLM.key", {}, [], lesson]]) == []


@pytest.mark.new_tab  # whose clock is of no use to another test
def test_a_page_drawn_before_the_server_had_what_was_given_back_takes_nothing_away(page: Page) -> None:
    page.add_init_script(
        "setInterval = (give) => (globalThis.give = give); clearInterval = () => (globalThis.give = null)"
    )
    with modules_alone(page, "frontend/device/tab_memory.js", "frontend/device/memory.js") as here:
        page.evaluate(TOLD, [here, ["before", OPENS, {}]])
        page.reload()
        on_their_way = [["after", None, {}]] * 3
        assert page.evaluate(f"async (given) => globalThis.told = await ({TOLD})(given)", [here, *on_their_way]) == [
            {"room": OPENS}
        ]
        assert page.evaluate(REMEMBERED) == OPENS
        for times in (2, 3):  # a message may get lost
            page.evaluate("give()")  # as after a few seconds
            assert page.evaluate("told") == [{"room": OPENS}] * times
        assert page.evaluate(TOLD, [here, ["after", None, {}, ["room"]]]) == []  # it has ended meanwhile
        assert page.evaluate("give") is None
        assert page.evaluate(REMEMBERED) is None
