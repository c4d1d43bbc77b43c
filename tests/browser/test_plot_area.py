"""What we draw on Plotly's charts is where Plotly itself draws the same: its own points are the measure."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from playground.ui.components.browser_files import PLOTLY_JS
from tests.browser.alone import modules_alone

# How far, in pixels, the points on this axis are from where PlotArea has them, and from where they are on the way back.
OFF = """(upright) => {
  const traces = chart.data.filter(({ yaxis = "y" }) => yaxis.replace("y", "yaxis") === upright);
  const points = traces.flatMap((trace) => trace.x.map((across, i) => [across, trace.y[i]]));
  const drawn = [...chart.querySelectorAll(".point")].slice(-points.length).map((each) => each.getBoundingClientRect());
  const { left, top, toPixels, toValues } = new PlotArea(chart).axesWith(upright);
  const { x, y } = chart.getBoundingClientRect();
  return Math.max(...points.flatMap((point, i) => {
    const [right, down] = toPixels(point);
    const again = toPixels(toValues([right, down]));
    const [a, b] = [drawn[i].x + drawn[i].width / 2 - x - left, drawn[i].y + drawn[i].height / 2 - y - top];
    return [right - a, down - b, again[0] - right, again[1] - down].map(Math.abs);
  }));
}"""
POINTS = {"x": [1, 20, 300], "y": [0.5, 40_000, 7], "mode": "markers"}
OTHERS = {"x": [2, 30], "y": [0.1, 0.9], "mode": "markers", "yaxis": "y2"}
UPSIDE_DOWN = {"range": [50_000, -1], "scaleanchor": "x", "scaleratio": 0.01, "constrain": "domain"}
CHARTS = {
    "margins that grow": ({"yaxis": {"automargin": True}}, [POINTS], "yaxis"),
    "logarithms": ({"xaxis": {"type": "log"}, "yaxis": {"type": "log", "automargin": True}}, [POINTS], "yaxis"),
    "upside down, with a side as long as the other asks": ({"yaxis": UPSIDE_DOWN}, [POINTS], "yaxis"),
    "one axis over the other": (
        {"yaxis2": {"overlaying": "y", "side": "right", "range": [0, 1]}},
        [POINTS, OTHERS],
        "yaxis2",
    ),
    "one axis below the other": (
        {"yaxis": {"domain": [0.4, 1]}, "yaxis2": {"domain": [0, 0.3]}},
        [POINTS, OTHERS],
        "yaxis2",
    ),
}


@pytest.fixture
def alone(page: Page) -> Iterator[Page]:
    """A page with Plotly, PlotArea and the place of a chart."""
    with modules_alone(page, "frontend/chart/plot_area.js") as here:
        page.add_script_tag(path=PLOTLY_JS)
        page.evaluate(
            """async (here) => {
              document.body.innerHTML = '<div id="chart" style="width: 600px; height: 400px"></div>';
              window.PlotArea = (await import(`${here}/chart/plot_area.js`)).PlotArea;
            }""",
            here,
        )
        yield page


def test_a_value_is_where_plotly_draws_it(alone: Page) -> None:
    assert alone.evaluate("new PlotArea(chart).axes") is None  # Plotly has yet to draw it
    for name, (layout, traces, upright) in CHARTS.items():
        alone.evaluate(
            "([traces, layout]) => Plotly.newPlot(chart, traces, { showlegend: false, ...layout })", [traces, layout]
        )
        assert alone.evaluate(OFF, upright) < 0.02, name
        alone.evaluate("Plotly.relayout(chart, { width: 500, 'xaxis.autorange': 'reversed' })")
        assert alone.evaluate(OFF, upright) < 0.02, f"{name}, from right to left"
    alone.evaluate("Plotly.purge(chart)")
    assert alone.evaluate("new PlotArea(chart).axes") is None


def test_it_follows_an_axis_that_is_dragged_and_no_zoom_that_is_only_being_marked(alone: Page) -> None:
    alone.evaluate(
        """async (points) => {
          await Plotly.newPlot(chart, [points], {});
          const area = new PlotArea(chart);
          area.follow(() => (window.drawn = area.axes.toPixels([100, 7])));
          window.drawn = area.axes.toPixels([100, 7]);
        }""",
        POINTS,
    )
    (x, y), box = alone.evaluate("drawn"), alone.locator(".nsewdrag").bounding_box()
    assert box
    middle, numbers = box["x"] + box["width"] / 2, box["y"] + box["height"] + 10
    alone.mouse.move(middle, numbers)
    alone.mouse.down()
    alone.mouse.move(middle + 50, numbers, steps=5)
    there = pytest.approx([x + 50, y], abs=0.02)
    assert alone.evaluate("drawn") == there
    alone.mouse.up()
    alone.wait_for_function("chart.layout.xaxis.autorange === false")
    assert alone.evaluate("drawn") == there

    alone.mouse.move(middle - 50, box["y"] + 50)
    alone.mouse.down()
    alone.mouse.move(middle + 50, box["y"] + 150, steps=5)
    assert alone.evaluate("drawn") == there
    alone.mouse.up()
    alone.wait_for_function("(x) => Math.abs(drawn[0] - x) > 50", arg=x + 50)
