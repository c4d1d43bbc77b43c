"""A chart in three dimensions stays as somebody has turned it, also when it is drawn anew."""

import pytest
from playwright.sync_api import Page

from playground.ui.components.browser_files import PLOTLY_JS
from tests.browser.alone import modules_alone
from tests.conftest import missing

SHAPE = {"type": "mesh3d", "x": [0, 1, 0, 1], "y": [0, 0, 1, 1], "z": [0, 1, 2, 0]}
ANGLE = "() => Math.atan2(chart.layout.scene.camera.eye.y, chart.layout.scene.camera.eye.x)"
DRAW_ANEW = "(trace) => Plotly.react(chart, [trace], { scene: { camera: chart.layout.scene.camera } })"


@pytest.mark.nightly
@pytest.mark.parametrize("pointer", ["mouse", "mouse that leaves the chart", "finger"])
def test_it_stays_as_it_was_turned(page: Page, pointer: str) -> None:
    with modules_alone(page, "frontend/chart/fitting.js") as here:
        page.add_script_tag(path=PLOTLY_JS)
        if not page.evaluate("Boolean(document.createElement('canvas').getContext('webgl'))"):
            missing("a browser with WebGL")
        page.evaluate(
            """async ([here, trace]) => {
              document.body.innerHTML = '<div id="chart" style="width: 600px; height: 400px"></div>';
              const { endTurn, keepCamera } = await import(`${here}/chart/fitting.js`);
              await Plotly.newPlot(chart, [trace], { scene: { camera: { eye: { x: 1.2, y: -1.6, z: 0.8 } } } });
              await Plotly.react(chart, [trace], { scene: { camera: { eye: { x: 1.2, y: -1.6, z: 0.8 } } } });
              keepCamera(chart);
              await new Promise((done) => setTimeout(done, 300)); // the first pictures take long
              const end = () => requestAnimationFrame(() => endTurn(chart));
              for (const each of ["pointerup", "pointercancel"]) addEventListener(each, end, true);
            }""",
            [here, SHAPE],
        )
        before = page.evaluate(ANGLE)
        if pointer == "finger":
            touch = page.context.new_cdp_session(page)
            for kind, places in (("Start", [300]), *(("Move", [x]) for x in range(305, 340, 5)), ("End", [])):
                points = [{"x": x, "y": 200} for x in places]
                touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        else:
            page.mouse.move(300, 200)
            page.mouse.down()
            page.mouse.move(340, 200, steps=8)
            if pointer != "mouse":
                page.wait_for_timeout(100)
                page.mouse.move(700, 500)
            page.mouse.up()
        page.wait_for_function(f"(before) => Math.abs(({ANGLE})() - before) > 0.1", arg=before)
        page.evaluate(DRAW_ANEW, SHAPE)
        assert abs(page.evaluate(ANGLE) - before) > 0.1
