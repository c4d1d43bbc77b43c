"""What a lesson in one file has of lines to draw, which ``lesson_drawn.js`` reads; see ``docs/architecture.md``."""

from collections.abc import Mapping
from typing import Any

from playground.language import Message
from playground.training import Run, RunGroup
from playground.training.field import RESOLUTION
from playground.training.formatting import percent

from . import boundary, curve

RULES: Mapping[str, Any] = {"curve": curve.RULE, "boundary": boundary.RULE}
"""By which lines are judged."""


def described(chapter: Any, run: Run | None) -> Mapping[str, Any]:
    """What can be drawn: a curve; and a boundary, with what it is compared with. Of a sweep, nothing."""
    if run is None:
        return {"drawn": False, "draws": False}
    drawn = {"drawn": chapter.predicts and len(chapter.experiment) == 1, "draws": _draws(chapter)}
    return {**drawn, **_plane(run)} if drawn["draws"] else drawn


def _plane(run: Run) -> Mapping[str, Any]:
    """The ends of the picture and its rows, the points, and what the network's boundary never does."""
    left, right, bottom, top = RunGroup.extent_of([run])
    x1, x2 = run.X.round(3).tolist()
    points = {"x1": x1, "x2": x2, "class": run.train.labels.tolist()}
    plane = {"x": [left, right], "y": [bottom, top], "side": RESOLUTION, "points": points}
    return {"plane": plane, "never": boundary.never(run.recipe)}


def is_fine(chapter: Any) -> bool:
    """Where there is a boundary, so that a line agrees with the network as in the app."""
    return _draws(chapter)


def said(chapter: Any, run: Run) -> Mapping[str, Message | str]:
    """How many of the points the network gets right; none once it has diverged."""
    return {"accuracy": "" if run.divergence else percent(run.measure().score)} if _draws(chapter) else {}


def _draws(chapter: Any) -> bool:
    first, *others = chapter.experiment.values()
    return bool(chapter.predicts and chapter.preset.draws and not others and not first.recipe.asks_for_number)
