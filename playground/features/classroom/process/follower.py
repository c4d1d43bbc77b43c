"""A room's run on phones: trained again to where the lecturer's is, and described as a small picture.

Runs are exact, so the settings, the iteration and what was changed on the way are all that has to be known of it.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.charts.in_words import plane_in_words
from playground.charts.plane.small_plane import colours_of, on_scale, placed
from playground.charts.plane.targets import scale_of
from playground.charts.scene import MOST_COURSES
from playground.data import COORDINATES, Dataset
from playground.language import Language, _, rendered
from playground.lessons.course import course
from playground.lessons.drawn.curve import MOST_ITERATIONS
from playground.training import Event, Experiment, Field, Run, RunGroup
from playground.training.changes import read
from playground.training.formatting import beside, decimals
from playground.training.retraining import advance_for
from playground.training.scores import SCORES

SIDE, MANY_SIDE = 48, 28
"""Cells along each side of a picture of the plane; of one of many, which are as small as that on a phone."""
MOST_FIELDS = 6
"""Runs whose plane is shown."""
FEW = 2
"""Runs that are not many."""
MOST_POINTS = 120
"""Points of a cost curve."""
DIGITS = 4
"""Significant digits of a number in a picture."""


class Picture(NamedTuple):
    """The runs at one moment, for JSON; ``said`` has to be said in a language first.

    Attributes
    ----------
    seen : iteration, fields, points, colours and costs
    said : the numbers; the titles of the fields and the names of the curves; and what each of these shows, in words
    """

    seen: Mapping[str, Any]
    said: Mapping[str, Any]

    def in_language(self, language: Language) -> dict[str, Any]:
        """Both together, as a phone draws them."""
        said = rendered(dict(self.said), language)
        fields = [
            {"title": title, "inWords": words} | each
            for title, words, each in zip(said["titles"], said["planes"], self.seen["fields"], strict=False)
        ]
        costs = [
            {"name": name, "inWords": words} | each
            for name, words, each in zip(said["names"], said["courses"], self.seen["costs"], strict=True)
        ]
        return dict(self.seen) | {"fields": fields, "costs": costs, "numbers": said["numbers"]}


class Follower:
    """The runs of an experiment, on the way to the iteration that was named last.

    Parameters
    ----------
    experiment : what is trained; a ``ValueError`` from the core or the data is passed on
    """

    def __init__(self, experiment: Experiment) -> None:
        self.runs = RunGroup(_without_end(experiment))
        self._iteration, self._changes = 0, ""
        self._logs = self._read("")
        self._shown: dict[str, Run] = {}
        self._static: dict[str, Any] = {}
        first = self.runs.first
        if len(first.X) == len(COORDINATES):
            self._shown = dict([*self.runs.items()][:MOST_FIELDS])
            self._extent = self.runs.extent
            self._side = SIDE if len(self._shown) <= FEW else MANY_SIDE
            self._static = {"points": placed(first.train, scale_of(first.train), 2), **colours_of(first.train)}
        self._fields = {
            name: Field(run.parameters, self._extent, self._side, run.recipe.inputs_of)
            for name, run in self._shown.items()
        }

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

    def picture(self) -> Picture:
        """The runs as they are now."""
        runs = [*self.runs.values()]
        names = [variant.label for variant in self.runs.experiment.values()]
        colours = [variant.colour for variant in self.runs.experiment.values()]
        costs = [{"colour": colour} | _cost(run) for colour, run in zip(colours, runs, strict=True)]
        outputs = {name: self._fields[name].evaluate(run.parameters) for name, run in self._shown.items()}
        fields = [self._field(name, each) for name, each in outputs.items()]
        seen = {"iteration": self.runs.iteration, "fields": fields, "costs": costs}
        said = {
            "titles": names,
            "names": names,
            "numbers": _numbers(runs, names),
            "planes": [plane_in_words(self._shown[name], each, self._extent) for name, each in outputs.items()],
            "courses": [course(run) if len(runs) <= MOST_COURSES else "" for run in runs],
        }
        return Picture(self._static | seen, said)

    def _field(self, name: str, outputs: NDArray) -> dict[str, Any]:
        run, extent = self._shown[name], self._extent
        cells = _cells(run.train, outputs)
        return {
            "image": base64.b64encode(cells[::-1].tobytes()).decode(),  # the lowest row first
            "side": self._side,
            "classes": len(run.class_names),
            "x": [extent.left, extent.right],
            "y": [extent.bottom, extent.top],
        }


def _without_end(experiment: Experiment) -> Experiment:
    """The same runs, which don't end: the lecturer may have raised the limit, and has the same numbers on the way."""
    return Experiment(
        {
            name: variant._replace(recipe=replace(variant.recipe, limit=MOST_ITERATIONS))
            for name, variant in experiment.items()
        }
    )


def _until(logs: Mapping[str, list[Event]], iteration: int) -> dict[str, list[Event]]:
    return {name: [event for event in log if event.iteration <= iteration] for name, log in logs.items()}


def _cells(samples: Dataset, outputs: NDArray) -> NDArray:
    """A byte for each cell: the probability of class 1, of 255; of several classes the most probable one.

    Of numbers it is the place on their scale.
    """
    if scale := scale_of(samples):
        return on_scale(scale, outputs[0])
    if len(outputs) > 1:
        return outputs.argmax(axis=0).astype(np.uint8)
    return np.ceil(outputs[0] * 255 - 0.5).astype(np.uint8)  # 0.5 is class 0, as it is for the lecturer


def _cost(run: Run) -> dict[str, Any]:
    """The cost from the first iteration to this one, with few enough points for a small chart."""
    points = run.history.points
    some = sorted({*np.linspace(0, len(points) - 1, min(len(points), MOST_POINTS - 1)).round().astype(int).tolist()})
    at, cost = [points[i].iteration for i in some], [points[i].cost for i in some]
    if at[-1] < run.iteration:
        at, cost = [*at, run.iteration], [*cost, run.measure().cost]
    return {"at": at, "cost": [float(f"{each:.{DIGITS}g}") for each in cost]}


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
