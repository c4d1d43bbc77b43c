"""What the live chart plays: the pictures and numbers of a run at one moment."""

from typing import TypedDict

from playground.training import Field, Measurement, Run

from .boundary import boundary_picture
from .cost import cost_now

METRICS = ("Iteration", "Cost", "Train accuracy", "Test accuracy")


class Frame(TypedDict):
    """What is on screen at one moment.

    ``x``: the iteration; ``images``: for each chart its layout images, base64-encoded PNG; ``tips``: for each chart
    with curves the last y of each trace; ``texts``: one for each metric.
    """

    x: int
    images: dict[str, list[str]]
    tips: dict[str, list[float]]
    texts: list[str]


def frame(run: Run, field: Field, hard: bool = False) -> Frame:
    """The run at this moment, for the charts ``boundary`` and ``cost`` and the numbers in ``METRICS``."""
    point = run.measure()
    picture = boundary_picture(field.evaluate(run.parameters), hard)
    return {
        "x": point.iteration,
        "images": {"boundary": [picture]},
        "tips": {"cost": cost_now(point)},
        "texts": metric_texts(point),
    }


def metric_texts(point: Measurement) -> list[str]:
    """The numbers in ``METRICS`` as a person reads them."""
    return [f"{point.iteration:,}", f"{point.cost:.4f}", _percent(point.accuracy), _percent(point.test_accuracy)]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"
