"""What we draw on Plotly's charts is where Plotly itself draws the same: its own points are the measure."""

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


def test_a_value_is_where_plotly_draws_it_also_on_an_axis_that_is_dragged(page: Page) -> None:
    with modules_alone(page, "frontend/chart/plot_area.js") as here:
        page.add_script_tag(path=PLOTLY_JS)
        page.evaluate(
            """async (here) => {
              document.body.innerHTML = '<div id="chart" style="width: 600px; height: 400px"></div>';
              window.PlotArea = (await import(`${here}/chart/plot_area.js`)).PlotArea;
            }""",
            here,
        )
        assert page.evaluate("new PlotArea(chart).axes") is None  # Plotly has yet to draw it
        for name, (layout, traces, upright) in CHARTS.items():
            page.evaluate(
                "([traces, layout]) => Plotly.newPlot(chart, traces, { showlegend: false, ...layout })",
                [traces, layout],
            )
            assert page.evaluate(OFF, upright) < 0.02, name
            page.evaluate("Plotly.relayout(chart, { width: 500, 'xaxis.autorange': 'reversed' })")
            assert page.evaluate(OFF, upright) < 0.02, f"{name}, from right to left"
        page.evaluate("Plotly.purge(chart)")
        assert page.evaluate("new PlotArea(chart).axes") is None
        follows_an_axis(page)


def follows_an_axis(page: Page) -> None:
    """One that is dragged, and no zoom that is only being marked."""
    page.evaluate(
        """async (points) => {
          await Plotly.newPlot(chart, [points], {});
          const area = new PlotArea(chart);
          area.follow(() => (window.drawn = area.axes.toPixels([100, 7])));
          window.drawn = area.axes.toPixels([100, 7]);
        }""",
        POINTS,
    )
    (x, y), box = page.evaluate("drawn"), page.locator(".nsewdrag").bounding_box()
    assert box
    middle, numbers = box["x"] + box["width"] / 2, box["y"] + box["height"] + 10
    page.mouse.move(middle, numbers)
    page.mouse.down()
    page.mouse.move(middle + 50, numbers, steps=5)
    there = pytest.approx([x + 50, y], abs=0.02)
    assert page.evaluate("drawn") == there
    page.mouse.up()
    page.wait_for_function("chart.layout.xaxis.autorange === false")
    assert page.evaluate("drawn") == there

    page.mouse.move(middle - 50, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(middle + 50, box["y"] + 150, steps=5)
    assert page.evaluate("drawn") == there
    page.mouse.up()
    page.wait_for_function("(x) => Math.abs(drawn[0] - x) > 50", arg=x + 50)
