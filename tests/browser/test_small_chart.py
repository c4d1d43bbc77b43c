"""The small charts by themselves, on a page that has nothing else: no app, no library."""

import base64
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from playground.charts.plane.targets import PALEST, STRONGEST
from playground.charts.style import CLASS_COLOURS, VALUE_COLOURS, rgb
from tests.browser.alone import modules_alone


@pytest.fixture
def alone(page: Page) -> Iterator[Page]:
    """A page on which the small charts are at hand as ``charts``."""
    with modules_alone(page, "frontend/chart/small_chart.js", "frontend/basics/scale_bar.js") as here:
        both = ", ".join(f'import("{here}/{name}.js")' for name in ("chart/small_chart", "basics/scale_bar"))
        page.evaluate(f"Promise.all([{both}]).then((modules) => (window.charts = Object.assign({{}}, ...modules)))")
        yield page


def field(rows: list[list[int]], classes: int) -> dict[str, Any]:
    """A field with these bytes, in rows from the bottom up, over the plane from 0 to 1."""
    image = base64.b64encode(bytes(value for row in rows for value in row)).decode()
    return {"image": image, "classes": classes, "side": len(rows), "x": [0, 1], "y": [0, 1]}


def plane(page: Page, rows: list[list[int]], points: dict[str, Any], classes: int = 2) -> Any:
    """The colour, with its opacity, of a plane of 200 by 200 pixels at shares of its sides from its left and bottom.

    Lines of the second class's pattern cross pixels whose distances from the left and the top add up to a multiple of
    10.
    """
    page.evaluate(
        """([field, colours, points]) => {
          const parent = document.body.appendChild(document.createElement("div"));
          parent.style.width = "200px";
          window.plane = new charts.Plane(parent);
          plane.canvas.style.width = "100%";
          plane.show({ field, colours, points, label: "a plane" });
        }""",
        [field(rows, classes), [*CLASS_COLOURS], points],
    )

    def at(x: float, y: float) -> list[int]:
        return page.evaluate(
            """([x, y]) => {
              const { width, height } = plane.canvas;
              return [...plane.canvas.getContext("2d").getImageData(x * width, (1 - y) * height, 1, 1).data];
            }""",
            [x, y],
        )

    return at


def tint(colour: str, opacity: float) -> Any:
    """A translucent colour; the browser keeps it multiplied by its opacity, and so not exactly."""
    return pytest.approx([*rgb(colour), 255 * opacity], abs=4)


NO_POINTS: dict[str, Any] = {"x1": [], "x2": [], "class": []}


def test_a_plane_has_the_classes_colours_where_the_network_has_them(alone: Page) -> None:
    one, other = CLASS_COLOURS[:2]
    points = {"x1": [0.5], "x2": [0.9], "class": [1]}
    at = plane(alone, [[0, 0, 128, 128], [0, 0, 128, 128], [255, 255, 0, 0], [255, 255, 0, 0]], points)
    assert at(0.05, 0.05) == tint(one, STRONGEST)  # rows go from the bottom up
    assert at(0.925, 0.05) == tint(other, PALEST)
    assert at(0.075, 0.95) == tint(other, STRONGEST)
    assert at(0.95, 0.95) == tint(one, STRONGEST)
    assert at(0.5, 0.9) == [*rgb(other), 255]
    assert alone.get_by_role("img", name="a plane").count() == 1


def test_with_several_classes_each_place_has_the_colour_of_its_own(alone: Page) -> None:
    at = plane(alone, [[0, 1], [2, 2]], NO_POINTS, classes=3)
    opacity = at(0.02, 0.02)[3] / 255
    assert PALEST < opacity < STRONGEST
    assert [at(0.02, 0.02), at(0.98, 0.02), at(0.5, 0.98)] == [tint(each, opacity) for each in CLASS_COLOURS[:3]]


def lines_at(page: Page, step: tuple[int, int]) -> set[int]:
    """How many pixels apart lines are in a plane, from its middle on, in steps right and down."""
    opacity = page.evaluate(
        """([right, down]) => {
          const { data, width } = plane.canvas.getContext("2d").getImageData(0, 0, 200, 200);
          return Array.from({ length: 60 }, (_, i) => data[4 * ((100 + i * down) * width + 100 + i * right) + 3]);
        }""",
        step,
    )
    dark = [i for i in range(1, 59) if opacity[i] > min(opacity) + 4 and opacity[i - 1] <= opacity[i] > opacity[i + 1]]
    return {after - before for before, after in pairwise(dark)}


def test_classes_differ_in_pattern_too(alone: Page) -> None:
    looks = []
    for label in range(5):
        plane(alone, [[label] * 2] * 2, NO_POINTS, classes=5)
        looks.append([lines_at(alone, step) for step in ((1, 0), (0, 1), (1, 1), (1, -1))])
    none, up, down, _, across = looks
    assert none == [set()] * 4
    assert up == [{10}, {10}, {5}, set()]
    assert down == [{10}, {10}, set(), {5}]
    assert across == [set(), {10}, {10}, {10}]
    assert len({str(each) for each in looks}) == 5


def test_points_held_out_from_training_are_hollow(alone: Page) -> None:
    test = {"x1": [0.75], "x2": [0.5], "class": [0]}
    at = plane(alone, [[0, 0], [0, 0]], {"x1": [0.25], "x2": [0.5], "class": [0], "test": test})
    edge = 3.2 / 200
    assert at(0.25, 0.5) == at(0.25 + edge / 2, 0.5) == [*rgb(CLASS_COLOURS[0]), 255]
    assert at(0.75, 0.5) == [255, 255, 255, 255]
    assert at(0.75 + edge, 0.5) == pytest.approx([*rgb(CLASS_COLOURS[0]), 255], abs=60)


COSTS = """(given) => {
  const parent = document.body.appendChild(document.createElement("div"));
  Object.assign(parent.style, { width: "400px", height: "300px", display: "grid" });
  window.costs = new charts.CostChart(parent, { texts: { iteration: "Iteration", cost: "Cost" }, count: String });
  costs.show({ label: "a curve", ...given });
}"""


def centre(page: Page, text: str) -> tuple[float, float]:
    """Where this text is in the chart."""
    box = page.locator(".small-costs text", has_text=text).last.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def places(page: Page, kind: str) -> Any:
    """The corners of the lines of a kind, as they are on the page."""
    return page.evaluate(
        """(kind) => {
          const { x, y } = costs.inner.getBoundingClientRect();
          const [left, top] = [costs.axes.left, costs.axes.top];
          const lines = [...document.querySelectorAll(`.small-costs-${kind} path:nth-child(odd)`)];
          return lines.map((line) => line.getAttribute("d").slice(1).split("L").map((place) => {
            const [across, down] = place.split(",").map(Number);
            return [left + across, top + down];
          }));
        }""",
        kind,
    )


def test_a_curve_is_where_the_numbers_on_the_axes_say(alone: Page) -> None:
    run = {"name": "cost", "at": [0, 50, 100], "cost": [1, 0.6, 0.25]}
    expected = [[[0, 1], [100, 0.5]]] * 300
    alone.evaluate(COSTS, {"span": 120, "highest": 1.2, "runs": [run], "expected": expected, "own": [[0, 1], [50, 1]]})
    [[_, middle, _]] = places(alone, "run")
    assert middle == pytest.approx([centre(alone, "50")[0], centre(alone, "0.6")[1]], abs=2.5)
    assert len(places(alone, "class")) == 300
    [[start, end]] = places(alone, "own")
    assert start[1] == end[1] == pytest.approx(centre(alone, "1.0")[1], abs=2.5)
    assert alone.get_by_role("img", name="a curve").count() == 1
    run["cost"][1] = 0.75  # the same lines go on
    alone.evaluate('(run) => costs.show({ span: 120, highest: 1.2, runs: [run], label: "" })', run)
    [[_, moved, _]] = places(alone, "run")
    assert moved[1] < middle[1]
    assert places(alone, "class") == places(alone, "own") == []


def test_iterations_on_a_logarithmic_axis_are_as_far_apart_as_their_powers(alone: Page) -> None:
    run = {"name": "cost", "at": [1, 10, 100], "cost": [1, 1, 1]}
    alone.evaluate(COSTS, {"span": 100, "highest": 2, "log": True, "runs": [run]})
    [[one, ten, hundred]] = places(alone, "run")
    assert ten[0] - one[0] == pytest.approx(hundred[0] - ten[0], abs=0.3)
    assert alone.evaluate("costs.axes.toValues(costs.axes.toPixels([10, 1]))") == pytest.approx([10, 1])


def test_numbers_have_the_colours_of_their_scale_and_a_point_that_is_met_looks_like_the_field(alone: Page) -> None:
    low, middle, high = map(rgb, VALUE_COLOURS)
    points = {"x1": [0.25, 0.75], "x2": [0.25, 0.75], "share": [0, 191]}
    page_plane = plane(alone, [[0, 128], [64, 255]], points, classes=0)
    alone.evaluate("(colours) => plane.show({ ...plane, colours, label: '' })", [*VALUE_COLOURS])
    assert page_plane(0.02, 0.02) == page_plane(0.25, 0.25) == [*low, 255]
    assert page_plane(0.98, 0.02) == pytest.approx([*middle, 255], abs=1)
    assert page_plane(0.98, 0.98) == [*high, 255]
    between = [(one + other) / 2 for one, other in zip(middle, high, strict=True)]
    assert page_plane(0.75, 0.75) == pytest.approx([*between, 255], abs=1)


def test_the_bar_of_a_scale_has_its_colours_and_its_three_numbers(alone: Page) -> None:
    bar = "document.querySelector('.small-scale')"
    alone.evaluate("(given) => charts.scaleBar(document.body, ...given)", [[*VALUE_COLOURS], ["≤ −1", "0", "≥ 1"]])
    assert alone.evaluate(f"[...{bar}.children].map((each) => each.textContent)") == ["", "≤ −1", "0", "≥ 1"]
    background = alone.evaluate(f"{bar}.firstChild.style.background")
    assert re.findall(r"rgb\((\d+), (\d+), (\d+)\)", background) == [
        tuple(map(str, rgb(colour))) for colour in VALUE_COLOURS
    ]
