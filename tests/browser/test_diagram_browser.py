"""Inside the network, in a real browser: it moves with the run, says its numbers, and shows a chosen unit large."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.serving import Proxy, proxied
from playground.training import Recipe, Run
from tests.browser.playground import Playground

# Ticks both boxes, the second before the answer to the first is here; all that is seen of the second box
# until its layer is drawn as frozen.
TICKED_IN_A_HURRY = """async (weights) => {
    const [one, layer] = weights.querySelectorAll("[type=checkbox]");
    const seen = new Set();
    one.click();
    await new Promise((resolve) => setTimeout(resolve, 200));
    layer.click();
    while (!document.querySelector(".live-network line.live-frozen")) {
        seen.add(layer.checked);
        await new Promise(requestAnimationFrame);
    }
    return [...seen];
}"""


@pytest.fixture
def proxy(app: str) -> Iterator[Proxy]:
    """A proxy in front of the app."""
    with proxied(app) as proxy:
        yield proxy


def opened(page: Page, app: str, link: str = "") -> Playground:
    playground = Playground(page, f"{app}/?{link}")
    expect(page.locator(".live-network button").first).to_be_visible()
    return playground


def number(text: str, label: str) -> float:
    """The number behind ``label`` in a text."""
    found = re.search(rf"{label} (−?\d+(?:\.\d+)?(?:e[−\d]+)?)", text)
    assert found, text
    return float(found[1].replace("−", "-"))


def weights(page: Page) -> Locator:
    return page.locator(".live-weights")


def unit(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="The network as a diagram").get_by_role("button", name=name, exact=True)


def test_a_chosen_unit_is_large_all_moves_while_it_plays_and_its_numbers_are_those_of_the_run(
    page: Page, app: str
) -> None:
    playground = opened(page, app, "limit=1000000&depth=2&learning_rate=0.5&scale=1&speed=1200")
    title = page.locator(".live-unit strong")
    expect(title).to_have_text("Layer 1, unit 1")
    unit(page, "Layer 1, unit 3").click()
    expect(title).to_have_text("Layer 1, unit 3")
    chosen = unit(page, "Layer 1, unit 2")
    chosen.focus()
    page.keyboard.press("Enter")
    expect(title).to_have_text("Layer 1, unit 2")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    assert playground.iteration == 0
    map_of = "(part) => part.style.backgroundImage + part.style.backgroundPosition"
    large = page.locator(".live-unit .live-map")
    before = large.evaluate(map_of)
    assert before == chosen.evaluate(map_of)
    playground.press("Step")
    playground.wait_for_iteration(1)
    expect(title).to_have_text("Layer 1, unit 2")
    assert large.evaluate(map_of) != before

    drawn = """[...document.querySelectorAll(".live-network line, .live-map")].map(
        (part) => part.getAttribute("stroke-width") ?? part.style.backgroundImage).join()"""
    playground.play()
    for _ in range(4):
        page.wait_for_function(f"(before) => {drawn} !== before", arg=page.evaluate(drawn))
    playground.wait_for_iteration(200)
    playground.pause()
    still = page.evaluate(drawn)
    page.wait_for_timeout(500)
    assert page.evaluate(drawn) == still
    run = Run(Recipe(limit=1_000_000, depth=2, learning_rate=0.5, scale=1))
    run.advance(playground.iteration)
    network = run.evaluate()
    page.locator(".live-network").scroll_into_view_if_needed()
    for at, layer, to, of in (("1,2,1", 1, 2, 1), ("2,0,3", 2, 0, 3), ("3,0,1", 3, 0, 1)):
        page.locator(f"[data-at='{at}']").dispatch_event("pointerover", {"clientX": 500, "clientY": 500})
        tip = page.locator(".live-tip").inner_text()
        assert tip.startswith(f"W{layer}, from")
        assert number(tip, "weight") == pytest.approx(run.parameters[f"W{layer}"][to, of], rel=6e-3)
        assert number(tip, "gradient") == pytest.approx(network.gradients[f"dW{layer}"][to, of], rel=0.06)
    unit(page, "Layer 2, unit 3").hover()
    tip = page.locator(".live-tip").inner_text()
    assert number(tip, "bias") == pytest.approx(run.parameters["b2"][2, 0], rel=6e-3)
    assert number(tip, "gradient") == pytest.approx(network.gradients["db2"][2, 0], rel=0.06)
    page.mouse.move(0, 0)
    expect(page.locator(".live-tip")).to_be_hidden()


def test_lines_are_drawn_by_sign_and_size_and_a_typed_number_is_the_networks_and_what_is_frozen_stays(
    page: Page, proxy: Proxy
) -> None:
    playground = opened(page, proxy.url, "scale=1")
    # A line has the colour of its weight's sign, and the width of its size.
    lines = page.locator(".live-network line:not(.live-hit)")
    run = Run(Recipe(scale=1))
    drawn = [*run.parameters["W1"].ravel(), *run.parameters["W2"].ravel()]
    expect(lines).to_have_count(len(drawn))
    largest = max(map(abs, drawn))
    for line, weight in zip(lines.all(), drawn, strict=True):
        assert line.get_attribute("class") == ("live-positive" if weight > 0 else "live-negative")
        assert float(line.get_attribute("stroke-width") or 0) == pytest.approx(0.5 + 6.5 * abs(weight) / largest, 0.01)
    # A number that is typed.
    unit(page, "Layer 1, unit 3").click()
    weights(page).locator("select").select_option("bias")
    number_of_it = weights(page).locator("[type=number]")
    number_of_it.fill("-0.75")
    number_of_it.press("Enter")
    run.edit("b1:2", -0.75)
    expect(page.locator(".live-metrics dd").nth(1)).to_have_text(f"{run.measure().cost:.4f}")
    proxy.seconds = 0.3  # from here on: back while something is on its way would change its order
    assert weights(page).evaluate(TICKED_IN_A_HURRY) == [True]
    expect(page.locator(".live-network line.live-frozen")).to_have_count(8)
    weights(page).locator("select").select_option("weight from x₂")
    playground.press("Step")
    playground.wait_for_iteration(1)
    expect(weights(page).get_by_label("frozen", exact=True)).to_be_disabled()
    run.freeze(["W1", "b1"])
    run.advance(1)
    assert float(number_of_it.input_value()) == pytest.approx(run.parameters["W1"][2, 1], rel=6e-3)
    expect(page.locator(".live-metrics dd").nth(1)).to_have_text(f"{run.measure().cost:.4f}")
    expect(page.locator(".st-key-message")).to_contain_text("Frozen, so not trained: W1 and b1.")
    weights(page).get_by_label("whole layer frozen").uncheck()
    expect(page.locator(".live-network line.live-frozen")).to_have_count(0)


@pytest.mark.nightly
def test_any_depth_is_drawn_anew(page: Page, app: str) -> None:
    playground = opened(page, app, "depth=0&n_h=50")
    playground.open_settings()
    playground.wait_until_still()  # until the page has answered, its default counts as what was there before
    slider = page.get_by_role("slider", name="Hidden layers")
    for depth in range(5):
        if depth:
            slider.press("ArrowRight")
        expect(page.locator(".live-network button")).to_have_count(3 + 8 * depth)
        expect(page.locator(".live-network text", has_text="and 42 more")).to_have_count(depth)


@pytest.mark.nightly
def test_a_line_that_is_dragged_changes_its_weight_and_the_boundary_answers(page: Page, app: str) -> None:
    playground = opened(page, app, "scale=1&limit=200")
    playground.play()
    playground.wait_for_iteration(200)
    playground.wait_until_still()
    line = page.locator("[data-at='2,0,1']")
    line.scroll_into_view_if_needed()
    tip, pictures = page.locator(".live-tip"), [playground.picture]
    box = line.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    value = number(tip.inner_text(), "weight")
    page.mouse.down()
    for pixels in (40, 80, 120):
        said = tip.inner_text()
        page.mouse.move(x + pixels, y)
        expect(tip).not_to_have_text(said)
        pictures.append(playground.picture)
    page.mouse.up()
    assert len(set(pictures)) == 4
    raised = float(weights(page).locator("[type=number]").input_value())
    assert raised > value
    expect(page.locator(".live-unit strong")).to_have_text("Output")
    expect(weights(page).locator("select")).to_have_value("weight from unit 2")
    run = Run(Recipe(scale=1))
    run.advance(200)
    run.edit("W2:1", raised)
    playground.wait_until_still()
    assert float(playground.metrics["Cost"]) == pytest.approx(run.measure().cost, rel=5e-3)
    assert playground.iteration == 200


def test_layers_that_differ_in_their_activation_have_its_name_below_them(page: Page, app: str) -> None:
    opened(page, app, "depth=3&later_activation=relu&n_h=10")
    names = page.locator(".live-network text", has_text="and 2 more")
    expect(names).to_have_text(["tanh · and 2 more", *["ReLU · and 2 more"] * 2])
    opened(page, app, "depth=3&n_h=10")
    expect(names).to_have_text(["and 2 more"] * 3)
