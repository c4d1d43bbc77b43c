"""A room's run on phones: trained again to where the lecturer's is, and shown as frames on the page's figures.

Runs are exact, so the settings, the iteration and what was changed on the way are all that has to be known of it.
"""

from base64 import b64encode
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.charts.cost import cost_curves, cost_now
from playground.charts.curve import Curve
from playground.charts.in_words import plane_in_words
from playground.charts.plane.targets import Shaded, scale_of, shaded
from playground.charts.scene import MOST_COURSES
from playground.charts.style import VALUE_COLOURS
from playground.data import COORDINATES
from playground.features.classroom.questions.figures import costs_on_phone, plane_on_phone
from playground.language import _
from playground.lessons.course import course
from playground.lessons.drawn.curve import MOST_ITERATIONS
from playground.training import Event, Experiment, Field, Run, RunGroup, View
from playground.training.changes import read
from playground.training.formatting import beside, decimals
from playground.training.retraining import advance_for
from playground.training.scores import SCORES
from playground.training.stop_rule import NO_RULE

SIDE, MANY_SIDE = 48, 28
"""Cells along each side of a picture of the plane; of one of many, which are as small as that on a phone."""
MOST_FIELDS = 6
"""Runs whose plane is shown."""
FEW = 2
"""Runs that are not many."""
MOST_POINTS = 110
"""Points of a cost curve."""
VIEW = View()
"""How runs are shown unless their page says otherwise."""


class Follower:
    """The runs of an experiment, on the way to the iteration that was named last.

    Parameters
    ----------
    experiment : what is trained; a ``ValueError`` from the core or the data is passed on
    view : how the page shows it
    """

    def __init__(self, experiment: Experiment, view: View = VIEW) -> None:
        self.runs, self._view = RunGroup(_without_end(experiment)), view
        self._iteration, self._changes = 0, ""
        self._logs = self._read("")
        self._shown: dict[str, Run] = {}
        first = self.runs.first
        if len(first.X) == len(COORDINATES):
            self._shown = dict([*self.runs.items()][:MOST_FIELDS])
            self._extent = self.runs.extent
        side = SIDE if len(self._shown) <= FEW else MANY_SIDE
        self._fields = {
            name: Field(run.parameters, self._extent, side, run.recipe.inputs_of) for name, run in self._shown.items()
        }
        planes = [
            plane_on_phone(run, self._extent, self._shaded(name, self._outputs(name)))
            for name, run in self._shown.items()
        ]
        alike = all(each == planes[0] for each in planes)
        cost = costs_on_phone(experiment, view)
        self._figures: dict[str, Any] = {"figures": {"planes": planes[:1] if alike else planes, "cost": cost}}
        if self._shown and (scale := scale_of(first.train)):
            self._figures["scale"] = {"colours": [*VALUE_COLOURS], "ends": [*scale.ends]}

    @property
    def nbytes(self) -> int:
        """Memory in use, in bytes."""
        return sum(run.nbytes for run in self.runs.values()) + sum(each.nbytes for each in self._fields.values())

    def go_to(self, iteration: int, changes: str) -> None:
        """Set out for an iteration, with these changes on the way, as in a link.

        Raises
        ------
        ValueError
            If the changes do not fit these runs; they stay as they are then.
        """
        if changes != self._changes or iteration > self._iteration:
            logs = self._read(changes)
            # On the way back the lecturer's run has fewer changes behind it; ours may know those that come.
            if logs != _until(self._logs, iteration):
                self._restore(logs)
            self._changes = changes
        self._iteration = iteration

    def _read(self, changes: str) -> dict[str, list[Event]]:
        if not changes:
            rates = {name: variant.recipe.learning_rate for name, variant in self.runs.experiment.items()}
            return {name: [Event(0, {"learning_rate": rate})] for name, rate in rates.items()}
        return {name: read(changes, run) for name, run in self.runs.items()}

    def _restore(self, logs: Mapping[str, list[Event]]) -> None:
        """Go back to the first weights, with these events to come."""
        try:
            self.runs.restore(logs)
        except (ValueError, IndexError):
            self._changes, self._logs = "", self._read("")
            self.runs.restore(self._logs)
            raise
        self._logs = dict(logs)

    @property
    def arrived(self) -> bool:
        """Whether the runs are where they are to be, or can't get there: they have diverged on the way."""
        there = self.runs.iteration
        return there == self._iteration or (there < self._iteration and self.runs.ended)

    def approach(self, seconds: float) -> bool:
        """Train for about so many seconds, or go back; returns whether the runs have arrived."""
        if not self.arrived:
            self.runs.approach(self._iteration)
            advance_for(self.runs, self._iteration, seconds)
        return self.arrived

    def frame(self) -> dict[str, Any]:
        """The runs as they are now, for JSON, once it is rendered in a language.

        Returns
        -------
        ``figures``: those of the ``planes``, or one for all of them if they are alike, and that of the ``cost``;
        ``scale``: the ``colours`` of numbers and their ``ends``, if the runs are asked for some; ``cells``: of each
        plane its picture, in base64; ``curve`` and ``traces``: of the costs, see :class:`Curve` and :class:`Frame`;
        ``shown`` and ``costs``: what planes and lines are called, and show in words; ``numbers``; ``iteration``
        """
        runs, names = [*self.runs.values()], self.runs.experiment.labels
        outputs = {name: self._outputs(name) for name in self._shown}
        planes = [plane_in_words(self._shown[name], each, self._extent) for name, each in outputs.items()]
        courses = [course(run) if len(runs) <= MOST_COURSES else "" for run in runs]
        return self._figures | {
            "iteration": self.runs.iteration,
            "cells": [b64encode(self._shaded(*each).picture.tobytes()).decode() for each in outputs.items()],
            "curve": self._so_far(),
            "traces": cost_now((now.iteration, now.cost) for now in (run.measure() for run in runs)),
            "shown": [{"name": name, "inWords": words} for name, words in zip(names, planes, strict=False)],
            "costs": [{"name": name, "inWords": words} for name, words in zip(names, courses, strict=True)],
            "numbers": _numbers(runs, names),
        }

    def _outputs(self, name: str) -> NDArray:
        return self._fields[name].evaluate(self._shown[name].parameters)

    def _shaded(self, name: str, outputs: NDArray) -> Shaded:
        return shaded(self._shown[name].train, outputs, self._view.hard)

    def _so_far(self) -> Curve:
        """The costs before this iteration, with few enough points for a small chart."""
        curve = cost_curves(self.runs.values())
        known = bisect_left(curve["at"], self.runs.iteration)
        some = sorted({*np.linspace(0, known - 1, min(known, MOST_POINTS - 1)).round().astype(int).tolist()})
        return {"at": [curve["at"][i] for i in some], "y": [[line[i] for i in some if line] for line in curve["y"]]}


def _without_end(experiment: Experiment) -> Experiment:
    """The same runs, which don't end: the lecturer may have put off their end, and has the same numbers on the way."""
    return Experiment(
        {
            name: variant._replace(recipe=replace(variant.recipe, limit=MOST_ITERATIONS, stop=NO_RULE))
            for name, variant in experiment.items()
        }
    )


def _until(logs: Mapping[str, list[Event]], iteration: int) -> dict[str, list[Event]]:
    return {name: [event for event in log if event.iteration <= iteration] for name, log in logs.items()}


def _numbers(runs: Sequence[Run], names: Sequence[str]) -> str:
    """The cost of each run and its score on the training samples; nothing if there are many runs."""
    if len(runs) > FEW:
        return ""
    said: list[str] = []
    for run, name in zip(runs, names, strict=True):
        now = run.measure()
        numbers = {"cost": decimals(now.cost), "score": SCORES[run.train.target].named(now.score)}
        said.append(
            _("{name}: cost {cost}, {score}", name=name, **numbers)
            if len(runs) > 1
            else _("Cost {cost} · {score}", **numbers)
        )
    return beside(said)
