"""The cursor on the charts, moved by keys in a real browser: it says what the network itself says there."""

from urllib.parse import urlencode

import numpy as np
from playwright.sync_api import Page, expect

from playground.charts import PlaygroundScene
from playground.language import rounded
from playground.nn import predict
from playground.training.formatting import minus
from tests.browser.axe import violations
from tests.browser.playground import Playground
from tests.charts import scenes

SETTINGS = {"dataset": "moons", "samples": 40, "n_h": 3, "scale": 1.0, "limit": 200}
SAID = ".live-{} .cursor-said"


def coordinate(value: float) -> str:
    return minus(str(rounded(round(float(value), 3), ".2f")))  # figures have three decimals


def read_as(run, point) -> str:
    """The class of a point and its probability, by the formulas."""
    W1, b1, W2, b2 = (run.parameters[name] for name in ("W1", "b1", "W2", "b2"))
    (probability,) = 1 / (1 + np.exp(-(W2 @ np.tanh(W1 @ point + b1[:, 0]) + b2[:, 0])))
    label = int(probability > 0.5)
    return f"class {label} with {100 * (probability if label else 1 - probability):.1f} %"


def test_keys_say_what_the_network_says_and_tab_visits_the_misread_points(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?{urlencode(SETTINGS)}")
    runs, scene = scenes.scene_of(PlaygroundScene, **SETTINGS)
    run, extent = runs.first, scene.extent
    plane, said = page.locator(".live-boundary .cursor svg"), page.locator(SAID.format("boundary"))
    plane.focus()
    page.keyboard.press("Tab")
    expect(plane).not_to_be_focused()  # for whoever only passes, it is one stop
    plane.focus()
    for keys, right, up in (("Enter", 0, 0), ("ArrowRight", 1, 0), ("Shift+ArrowUp", 1, 5)):
        page.keyboard.press(keys)
        cell = (extent.right - extent.left) / 41
        x = np.array([(extent.left + extent.right) / 2 + right * cell, (extent.bottom + extent.top) / 2 + up * cell])
        place = f"x₁ {coordinate(x[0])}, x₂ {coordinate(x[1])}"
        expect(said).to_contain_text(f"{place}: {read_as(run, x)}. ")
    assert violations(page) == []
    wrong = np.flatnonzero(predict(run.parameters, run.X)[0] != run.train.labels)
    wrong = wrong[np.argsort(run.X[0, wrong])]  # from left to right
    X, labels = run.X[:, wrong], run.train.labels[wrong]
    for number in range(X.shape[1]):
        page.keyboard.press("Tab")
        expect(said).to_have_text(
            f"Misread point {number + 1} of {X.shape[1]}: class {labels[number]}, at x₁ {coordinate(X[0, number])}, "
            f"x₂ {coordinate(X[1, number])}, read as {read_as(run, X[:, number])}."
        )
    page.keyboard.press("Tab")
    expect(plane).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(plane).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".live-boundary .cursor-used")).to_be_visible()
    page.keyboard.press("Space")
    playground.wait_for_iteration(200)
    expect(page.locator(".live-cost .cursor svg")).to_have_role("application")
    page.locator(".live-cost .cursor svg").focus()
    for keys in ("Enter", "Home"):
        page.keyboard.press(keys)
    expect(page.locator(SAID.format("cost"))).to_have_text(f"iteration 0: cost {run.measure().cost:.3f}.")
    runs.advance(200)
    page.keyboard.press("End")
    expect(page.locator(SAID.format("cost"))).to_have_text(f"iteration 200: cost {run.measure().cost:#.3g}.")
