"""The time line in a real browser: dragged, clicked, moved by keys and by finger; backwards."""

import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from playground.training import Recipe, Run
from tests.browser.playground import Playground, settled

SHOWN = """[document.querySelector(".live-metrics dd").textContent,
  [...document.querySelectorAll(".live-map")].map((map) => map.style.backgroundImage).join()]"""
EACH = "/?at=300&speed=600"
ON_ITS_AXIS = """() => {
  const [chart, handle] = [".live-cost", ".live-handle"].map((each) => document.querySelector(each));
  const [from, to] = chart.layout.xaxis.range;
  const [axis, box] = [chart.querySelector(".nsewdrag"), handle].map((each) => each.getBoundingClientRect());
  const place = axis.left + ((Number(handle.ariaValueNow) - from) / (to - from)) * axis.width;
  return from > 10 && Math.abs(box.left + box.width / 2 - place) < 1;
}"""
"""Whether the handle is at its iteration on an axis that does not begin at 0."""


def handle(page: Page) -> Locator:
    return page.get_by_role("slider", name="Iteration")


def place(page: Page, share: float) -> tuple[float, float]:
    """Where on screen a share of the chart's iteration axis is, and the handle's height."""
    track, box = page.locator(".live-track").bounding_box(), handle(page).bounding_box()
    assert track
    assert box
    return track["x"] + share * track["width"], box["y"] + box["height"] / 2


def there(page: Page, iteration: int) -> None:
    """Wait until that is on screen, and its handle, dot and number agree."""
    page.wait_for_function(
        """(wanted) => {
          const number = Number(document.querySelector(".live-metrics dd").textContent.replaceAll(",", ""));
          const dot = document.querySelector(".live-cost").data.find((trace) => trace.mode === "markers");
          const slider = document.querySelector(".live-handle");
          return [number, dot.x.at(-1), Number(slider.ariaValueNow)].every((each) => each === wanted);
        }""",
        arg=iteration,
    )


def cost_at(iteration: int) -> str:
    """The cost that the page must show there: of a run that was only trained forward."""
    run = Run(Recipe())
    run.advance(iteration)
    return f"{run.measure().cost:.4f}"


def test_a_link_opens_at_its_moment_and_the_time_line_goes_anywhere_before(page: Page, app: str) -> None:
    playground = Playground(page, app + EACH)
    there(page, 300)
    assert playground.metrics["Cost"] == cost_at(300)
    expect(playground.button("Play")).to_be_enabled()
    slider = handle(page)
    # Keys: one iteration, a tenth, the ends; what is said of the run follows when the key is up again.
    for key, iteration in (
        ("ArrowLeft", 299),
        ("PageDown", 269),
        ("Home", 0),
        ("ArrowUp", 1),
        ("PageUp", 31),
        ("End", 300),
    ):
        slider.press(key)
        there(page, iteration)
        assert playground.metrics["Cost"] == cost_at(iteration)
    expect(page.locator(".run-outcome")).to_be_visible()
    slider.press("PageDown")
    expect(page.locator(".run-outcome")).to_be_visible()
    assert page.evaluate("document.querySelector('.live-cost').data[0].x.at(-1)") == 300  # the curve stays
    # The mouse: pictures, numbers and diagram follow while it is held.
    settled(page)  # else the handle moves from where the mouse goes
    playground.watch()
    page.mouse.move(*place(page, 270 / 315))
    page.mouse.move(
        *[
            slider.bounding_box()[side] + slider.bounding_box()[size] / 2
            for side, size in (("x", "width"), ("y", "height"))
        ]
    )
    page.mouse.down()
    for share in np.linspace(0.8, 0.1, 8):
        before = page.evaluate(SHOWN)
        page.mouse.move(*place(page, share))
        page.wait_for_function(f"(before) => {SHOWN}.every((part, i) => part !== before[i])", arg=before)
    page.wait_for_function("Number(document.querySelector('.live-metrics dd').textContent) < 60")
    assert all(later < earlier for earlier, later in pairwise(playground.seen))
    page.mouse.up()
    playground.wait_until_still()
    now = playground.iteration
    assert 20 < now < 60
    assert playground.metrics["Cost"] == cost_at(now)
    expect(page.locator(".run-outcome")).to_be_visible()
    # A click on the curve.
    x, _ = place(page, 0.5)
    page.mouse.click(x, page.locator(".live-track").bounding_box()["y"] + 20)
    playground.wait_until_still()
    assert 120 < playground.iteration < 190
    # A part of the axis: the handle goes where its iteration is now.
    axes = page.locator(".live-cost .nsewdrag").bounding_box()
    assert axes
    page.mouse.move(axes["x"] + 0.2 * axes["width"], axes["y"] + 0.2 * axes["height"])
    page.mouse.down()
    page.mouse.move(axes["x"] + 0.8 * axes["width"], axes["y"] + 0.8 * axes["height"], steps=5)
    page.mouse.up()
    page.wait_for_function(ON_ITS_AXIS)
    # Play goes on from there, along the same run.
    playground.press("Step")
    playground.wait_until_still()
    now = playground.iteration
    assert playground.metrics["Cost"] == cost_at(now)
    # Another rate in the past leaves the old future pale until Reset.
    curves = "document.querySelector('.live-cost').data"
    pale = f"{curves}.filter((trace) => trace.opacity < 1).map(({{ x }}) => [x[0], x.at(-1)])"
    assert page.evaluate(pale) == []
    rate = page.get_by_role("combobox", name="Learning rate")
    rate.fill("0.1")
    rate.press("Enter")
    page.wait_for_function(f"({pale}).length === 1")
    assert page.evaluate(pale) == [[now, 300]]
    assert page.evaluate("document.querySelector('.live-cost').data[0].x.at(-1)") == now
    playground.play()
    playground.wait_for_iteration(400)
    playground.pause()
    assert page.evaluate(pale) == [[now, 300]]
    playground.press("Reset")
    there(page, 0)
    assert page.evaluate(pale) == []


@pytest.mark.nightly
def test_it_plays_backwards_and_forwards_again_and_a_hand_on_it_stops_that_and_loses_nothing(
    page: Page, app: str
) -> None:
    playground = Playground(page, app + EACH + "&limit=9000")  # which does not rest where the experiment is decided
    there(page, 300)
    playground.watch()
    page.get_by_role("button", name="Play backwards").click()
    expect(playground.button("Pause")).to_be_visible()
    there(page, 0)
    expect(playground.button("Play")).to_be_visible()
    seen = [300, *playground.seen]
    assert all(later < earlier for earlier, later in pairwise(seen))
    assert len(seen) > 20
    expect(page).not_to_have_url(re.compile("at="))
    playground.play()
    playground.wait_for_iteration(360)
    page.mouse.click(place(page, 0.5)[0], page.locator(".live-track").bounding_box()["y"] + 20)
    expect(playground.button("Play")).to_be_visible()
    playground.wait_until_still()
    now, reached = playground.iteration, int(handle(page).get_attribute("aria-valuemax") or 0)
    assert 0 < now < reached
    assert playground.metrics["Cost"] == cost_at(now)
    handle(page).press("End")
    there(page, reached)
    assert playground.metrics["Cost"] == cost_at(reached)


@pytest.mark.phone
@pytest.mark.parametrize(
    "link",
    ["/?at=300", pytest.param("/going_downhill?at=12", marks=pytest.mark.nightly)],
    ids=["on the chart", "beside the numbers"],
)
def test_a_finger_drags_it_on_a_phone(page: Page, app: str, link: str) -> None:
    page.set_default_timeout(60_000)
    page.goto(app + link)
    expect(handle(page)).to_have_attribute("aria-valuenow", re.compile(r"^(300|12)$"), timeout=60_000)
    before = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    slider = handle(page)
    slider.scroll_into_view_if_needed()
    (x, y), (to, _) = place(page, 1), place(page, 0.5)
    box = slider.bounding_box()
    assert box
    x = box["x"] + box["width"] / 2
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for share in np.linspace(0, 1, 6):
        session.send(
            "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + share * (to - x), "y": y}]}
        )
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function(
        "() => { const s = document.querySelector('.live-handle'); return s.ariaValueNow < 0.7 * s.ariaValueMax; }"
    )
    page.wait_for_function(
        """() => Number(document.querySelector(".live-metrics dd").textContent)
          === Number(document.querySelector(".live-handle").ariaValueNow)"""
    )
    if "downhill" not in link:
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") >= before
