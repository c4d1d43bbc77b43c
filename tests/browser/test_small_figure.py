"""Figures drawn without Plotly by themselves, on a page that has nothing else: no app, no library."""

import re
from base64 import b64encode
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from playground.charts.plane.targets import shaded
from playground.charts.style import CLASS_COLOURS, VALUE_COLOURS, rgb
from playground.export.figures import size_and_colours
from playground.training import Recipe, Run
from tests.browser.alone import modules_alone
from tests.browser.lesson_drawn import drawn_lines

MODULES = (
    "small_figure/figure",
    "small_figure/pictures",
    "small_figure/small_plotly",
    "chart/plot_area",
    "basics/scale_bar",
)
STYLE = "frontend/small_figure/small_figure.css"
SHOW = """([figure, cells]) => {
  const parent = document.body.appendChild(document.createElement("div"));
  Object.assign(parent.style, { width: "200px", color: "#000" });
  const { data, layout } = figure;
  const [image] = layout.images ?? [];
  if (image) {
    const look = new small.Picture(image.source, layout.meta.classes);
    Object.assign(image, { source: look.show(small.bytes(cells)), look });
  }
  window.figure = new small.Figure(parent);
  window.figure.show({ data, layout }, "a figure");
}"""

ON_CHART = """([data, layout]) => {
  const chart = document.body.appendChild(document.createElement("div"));
  Object.assign(chart.style, { width: "200px", position: "relative" });
  chart.setAttribute("aria-label", "a chart");
  small.small.react(chart, data, layout);
  window.place = new small.PlotArea(chart);
}"""


@pytest.fixture
def alone(page: Page) -> Iterator[Page]:
    """A page on which they are at hand as ``small``."""
    with modules_alone(page, *(f"frontend/{name}.js" for name in MODULES), styles=[STYLE]) as here:
        all_of_them = ", ".join(f'import("{here}/{name}.js")' for name in MODULES)
        page.evaluate(
            f"Promise.all([{all_of_them}]).then((modules) => (window.small = Object.assign({{}}, ...modules)))"
        )
        yield page


def show(page: Page, layout: dict[str, Any], data: Any = (), cells: bytes = b"") -> None:
    page.evaluate(SHOW, [{"data": [*data], "layout": layout}, b64encode(cells).decode()])


def line(points: list[tuple[float, float]]) -> dict[str, Any]:
    x, y = zip(*points, strict=True)
    return {"type": "scatter", "mode": "lines", "x": x, "y": y}


def lines_at(page: Page, step: tuple[int, int]) -> set[int]:
    """How many pixels apart the pattern's lines are, from one near the plane's middle on, in steps right and down."""
    opacity = page.evaluate(
        """([right, down]) => {
          const canvas = [...document.querySelectorAll(".small-figure-pictures canvas")].at(-1);
          const { data, width } = canvas.getContext("2d").getImageData(0, 0, 200, 200);
          const opacity = (x, y) => data[4 * (y * width + x) + 3];
          const row = Array.from({ length: 10 }, (_, i) => opacity(100 + i, 100));
          const from = 100 + row.indexOf(Math.max(...row));
          return Array.from({ length: 60 }, (_, i) => opacity(from + i * right, 100 + i * down));
        }""",
        step,
    )
    dark = [i for i in range(1, 59) if opacity[i] > min(opacity) + 4 and opacity[i - 1] <= opacity[i] > opacity[i + 1]]
    return {after - before for before, after in pairwise(dark)}


def test_classes_differ_in_pattern_too(alone: Page) -> None:
    five = Run(Recipe(dataset="spiral", classes=5, samples=50)).train
    axis = {"range": [0, 1], "showticklabels": False, "showgrid": False, "zeroline": False}
    image = {"x": 0, "y": 1, "sizex": 1, "sizey": 1, "xref": "x", "yref": "y"}
    looks = []
    for label in range(5):
        outputs = np.zeros((5, 2, 2))
        outputs[label] = 1
        picture = shaded(five, outputs)
        layout = {
            "images": [image | {"source": size_and_colours(*picture)}],
            "margin": dict.fromkeys("lrtb", 0),
            "meta": {"classes": CLASS_COLOURS, "aspect": 1},
            "xaxis": axis,
            "yaxis": axis | {"scaleanchor": "x"},
        }
        show(alone, layout, cells=picture.picture.tobytes())
        looks.append([lines_at(alone, step) for step in ((1, 0), (0, 1), (1, 1), (1, -1))])
    none, up, down, _, across = looks
    assert none == [set()] * 4
    assert up == [{10}, {10}, {5}, set()]
    assert down == [{10}, {10}, set(), {5}]
    assert across == [set(), {10}, {10}, {10}]
    assert len({str(each) for each in looks}) == 5


def test_a_line_is_where_the_numbers_on_the_axes_say_and_goes_on_when_it_is_shown_again(alone: Page) -> None:
    layout = {"xaxis": {"range": [0, 120]}, "yaxis": {"range": [0, 1.2]}, "meta": {"height": "300px"}}
    points = [(0, 1), (50, 0.6), (100, 0.25)]
    show(alone, layout, [line(points)])
    (drawn,) = drawn_lines(alone.locator(".small-figure"))
    assert drawn == pytest.approx(np.array(points), abs=0.6)
    assert drawn[:, 1] == pytest.approx([1, 0.6, 0.25], abs=0.01)
    assert alone.get_by_role("img", name="a figure").count() == 1
    points[1] = 50, 0.75
    alone.evaluate("(figure) => window.figure.show(figure, 'a figure')", {"data": [line(points)], "layout": layout})
    (drawn,) = drawn_lines(alone.locator(".small-figure"))
    assert drawn[1, 1] == pytest.approx(0.75, abs=0.01)


def test_on_a_logarithmic_axis_values_are_as_far_apart_as_their_powers_and_a_pointer_finds_them(alone: Page) -> None:
    layout = {"xaxis": {"range": [0, 2], "type": "log"}, "yaxis": {"range": [0, 2]}, "meta": {"height": "300px"}}
    alone.evaluate(ON_CHART, [[line([(1, 1), (10, 1), (100, 1)])], layout])
    one, ten, hundred = alone.evaluate("[1, 10, 100].map((value) => place.axes.toPixels([value, 1])[0])")
    assert ten - one == pytest.approx(hundred - ten, abs=0.3)
    assert alone.evaluate("place.axes.first") == 1
    assert alone.evaluate("place.axes.toValues(place.axes.toPixels([10, 1]))") == pytest.approx([10, 1])


def test_the_bar_of_a_scale_has_its_colours_and_its_three_numbers(alone: Page) -> None:
    bar = "document.querySelector('.small-scale')"
    alone.evaluate("(given) => small.scaleBar(document.body, ...given)", [[*VALUE_COLOURS], ["≤ −1", "0", "≥ 1"]])
    assert alone.evaluate(f"[...{bar}.children].map((each) => each.textContent)") == ["", "≤ −1", "0", "≥ 1"]
    background = alone.evaluate(f"{bar}.firstChild.style.background")
    assert re.findall(r"rgb\((\d+), (\d+), (\d+)\)", background) == [
        tuple(map(str, rgb(colour))) for colour in VALUE_COLOURS
    ]
