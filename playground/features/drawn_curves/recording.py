"""What a lesson in one file has of lines to draw, which ``lesson_drawn.js`` reads; see ``docs/architecture.md``."""

from collections.abc import Mapping
from typing import Any

from playground.language import Message
from playground.lessons.course import course
from playground.lessons.drawn.curve import STEPS
from playground.training import Run, RunGroup
from playground.training.field import RESOLUTION
from playground.training.formatting import percent

from . import boundary

RULES: Mapping[str, Any] = {
    "drawn": {"steps": STEPS, "meet": boundary.MEET, "stretch": boundary.STRETCH, "far": boundary.FAR}
}
"""By which lines are measured."""


def described(chapter: Any, run: Run | None) -> Mapping[str, Any]:
    """What can be drawn: a curve; and a boundary, with what it is compared with. Of a sweep, nothing."""
    if run is None:
        return {"drawn": False, "draws": False}
    drawn = {"drawn": _is_drawn(chapter), "draws": _draws(chapter)}
    return {**drawn, **_plane(run)} if drawn["draws"] else drawn


def _plane(run: Run) -> Mapping[str, Any]:
    """The ends of the picture and its rows, and the points."""
    left, right, bottom, top = RunGroup.extent_of([run])
    x1, x2 = run.X.round(3).tolist()
    points = {"x1": x1, "x2": x2, "class": run.train.labels.tolist()}
    plane = {"x": [left, right], "y": [bottom, top], "side": RESOLUTION, "points": points}
    return {"plane": plane}


def is_fine(chapter: Any) -> bool:
    """Where there is a boundary, so that a line agrees with the network as in the app."""
    return _draws(chapter)


def said(chapter: Any, run: Run) -> Mapping[str, Message | str]:
    """What the cost did; how many of the points the network gets right, and what its boundary never does."""
    came = {"came": course(run, chapter.view.log_iteration)} if _is_drawn(chapter) else {}
    if not _draws(chapter):
        return came
    accuracy = "" if run.divergence else percent(run.measure().score)
    return {**came, "accuracy": accuracy, "never": boundary.NEVER[boundary.never(run.recipe)]}


def _is_drawn(chapter: Any) -> bool:
    """Whether a curve can be drawn."""
    return bool(chapter.predicts and len(chapter.experiment) == 1)


def _draws(chapter: Any) -> bool:
    first, *others = chapter.experiment.values()
    return bool(chapter.predicts and chapter.preset.draws and not others and not first.recipe.asks_for_number)
