"""The pictures of a recording, as bytes: of runs on points in the plane, of one on digits, and of any other scene."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.charts import Frame, Scene
from playground.charts.comparison import ComparisonScene
from playground.charts.plane.small_plane import MOST, colours_of, placed
from playground.charts.plane.targets import LEVELS as FIELD_LEVELS
from playground.charts.plane.targets import scale_of, shaded
from playground.charts.plane.unit_maps import LEVELS, tiles, unit_maps_shades
from playground.charts.style import INK_COLOUR, PAPER_COLOUR
from playground.data import Dataset
from playground.data.digits import SIDE as DIGIT_SIDE
from playground.nn import ACTIVATIONS
from playground.pages.digits.confusion import counts_in_the_test, worst_mistakes
from playground.pages.digits.confusion_chart import confusion_shares
from playground.pages.digits.lesson import EXCITING
from playground.pages.digits.reading import what_excites
from playground.pages.digits.scene import MISTAKES, MISTAKES_COLUMNS, DigitsScene
from playground.pages.playground.scene import PlaygroundScene
from playground.pages.too_good_to_be_true.scene import TooGoodToBeTrueScene
from playground.training import Field, Run, RunGroup, UnitMaps

from .recorded_figures import FigurePictures

SIDE, MAP_SIDE = 64, 32
"""Cells along each side of a picture of the plane, and of a unit's map."""
MOST_MAPS = 32
"""Units of a run whose maps are recorded."""
DIGITS = 5
"""Significant digits of a recorded number."""


class Pictures(Protocol):
    """The pictures of runs."""

    @property
    def described(self) -> Mapping[str, Any]:
        """What the script needs to know of them, once they have been made."""

    @property
    def words(self) -> Sequence[str]:
        """Texts that they refer to by their places, to be said in each language."""

    def now(self, frame: Frame) -> NDArray:
        """The bytes of this moment, always as many; ``frame``: what the page shows."""

    def labels(self, frame: Frame) -> Sequence[str]:
        """What stands under pictures at this moment, always as many texts."""


class PlanePictures:
    """The planes of the runs, and the maps of their hidden units, as bytes."""

    def __init__(self, runs: RunGroup, side: int, map_side: int, hard: bool) -> None:
        self._runs, self._side, self._map_side, self._hard = [*runs.values()], side, map_side, hard
        self._extent = runs.extent
        self._fields = [Field(run.parameters, runs.extent, side, run.recipe.inputs_of) for run in self._runs]
        self._maps = [
            UnitMaps(run.parameters, runs.extent, map_side, run.recipe.inputs_of) if map_side else None
            for run in self._runs
        ]
        self._numbers: list[list[int]] = []
        """Of each run and layer, the number of maps."""

    @property
    def described(self) -> dict[str, Any]:
        """How the bytes of a moment follow each other: the planes, then the maps, run by run and layer by layer."""
        left, right, bottom, top = map(short, self._extent)
        return {
            **{"side": self._side, "mapSide": self._map_side, "planes": len(self._runs), "units": self._numbers},
            **{"x": [left, right], "y": [bottom, top], "points": _points(self._runs[0]), "sheets": [], "skipped": []},
            **colours_of(self._runs[0].train),
        }

    words: Sequence[str] = ()

    def labels(self, frame: Frame) -> Sequence[str]:
        """None."""
        return ()

    def now(self, frame: Frame) -> NDArray:
        """The bytes of this moment; of the units that a diagram shows, if there is one."""
        diagram = frame.get("diagram")
        parts = [
            _cells(run.train, field.evaluate(run.parameters), self._hard)[::-1]
            for field, run in zip(self._fields, self._runs, strict=True)
        ]
        numbers: list[list[int]] = []
        for run, maps in zip(self._runs, self._maps, strict=True):
            numbers.append([])
            if maps is None:
                continue
            hidden, centre = maps.evaluate(run.parameters)[:-1], ACTIVATIONS[run.recipe.activation].centre
            if diagram:
                units = [column["units"] for column in diagram["columns"][1:-1]]
                shown = [_map_cells(_centred(maps.inputs), 0)]
                shown += [_map_cells(layer[some], centre) for layer, some in zip(hidden, units, strict=True)]
            else:
                shown = [_map_cells(layer[:MOST_MAPS], centre) for layer in hidden[:1]]
            parts += shown
            numbers[-1] += map(len, shown)
        self._numbers = numbers
        return np.concatenate([part.ravel() for part in parts])


class _Atlas(NamedTuple):
    """Pictures of digits side by side, as the script of a lesson shows them.

    Attributes
    ----------
    panel : the number of the page's panel that they belong to
    kind : "units", each in two colours; "ink" on paper; or "confusion", the background of a table
    number, side : how many, and cells along each side
    columns : pictures in a row
    names : under each picture; empty if there are none, or if they change
    labelled : whether they change
    """

    panel: int
    kind: str
    number: int
    side: int
    columns: int
    names: Sequence[str] = ()
    labelled: bool = False


class DigitPictures:
    """The pictures of a run on digits: what each unit looks for, the worst mistakes, and what is mistaken for what.

    ``panels``: the layout of the page's panels.
    """

    def __init__(self, run: Run, panels: Sequence[Mapping[str, Any]]) -> None:
        self._run = run
        sizes, self._atlases, self._skipped = run.parameters.sizes, [], []
        for number, panel in enumerate(panels):
            match panel["charts"]:
                case ["weights"]:
                    names = [str(unit + 1) for unit in range(sizes[1])] if run.recipe.hidden else run.class_names
                    self._atlases.append(_Atlas(number, "units", sizes[1], DIGIT_SIDE, tiles(sizes[1])[1], names))
                case ["mistakes"]:
                    self._atlases.append(_Atlas(number, "ink", MISTAKES, DIGIT_SIDE, MISTAKES_COLUMNS, labelled=True))
                case ["confusion"]:
                    self._atlases.append(_Atlas(number, "confusion", 1, sizes[-1], 1, run.class_names))
                case [chart] if chart.startswith("layer-"):
                    units = sizes[int(chart.removeprefix("layer-"))]
                    self._atlases.append(_Atlas(number, "ink", units, DIGIT_SIDE, tiles(units)[1]))
                case ["probabilities", *_]:  # of a visitor's own digit, who can't draw one in a recording
                    self._skipped.append(number)

    @property
    def described(self) -> Mapping[str, Any]:
        """The atlases, whose bytes follow each other, beside what all of them share."""
        return {
            **{"side": 0, "mapSide": 0, "planes": 0, "units": [[]], "points": {}},
            **{"ink": INK_COLOUR, "paper": PAPER_COLOUR, "skipped": self._skipped},
            **colours_of(self._run.train),
            "sheets": [each._asdict() for each in self._atlases],
        }

    words: Sequence[str] = ()

    def labels(self, frame: Frame) -> Sequence[str]:
        """Under each of the worst mistakes what it is, and what it is read as."""
        said = [str(text) for text in frame["traces"]["mistakes"][0]["text"]]
        return [*said, *[""] * (MISTAKES - len(said))]

    def now(self, frame: Frame) -> NDArray:
        """The bytes of all atlases at this moment."""
        run = self._run
        mistakes = worst_mistakes(run.tested().output.A, run.test.labels, MISTAKES)
        misread = np.zeros((MISTAKES, DIGIT_SIDE**2))
        misread[: len(mistakes)] = run.X_test[:, [each.sample for each in mistakes]].T
        averages = [what_excites(layer.A, run.X, EXCITING) for layer in run.evaluate().hidden[1:]]
        weights = run.parameters["W1"].reshape(-1, DIGIT_SIDE, DIGIT_SIDE)
        parts = [_map_cells(weights, 0)]
        parts += [
            np.rint(MOST * each).astype(np.uint8)
            for each in (misread, confusion_shares(counts_in_the_test(run)), *averages)
        ]
        return np.concatenate([part.ravel() for part in parts])


def pictures_of(runs: RunGroup, scene: Scene, side: int = SIDE, map_side: int = MAP_SIDE) -> Pictures:
    """The pictures of a scene; ``side``, ``map_side``: of planes and of maps of hidden units; 0 for none of those."""
    match scene:
        case DigitsScene():
            return DigitPictures(runs.first, scene.layout()["panels"])
        case TooGoodToBeTrueScene():  # planes, too, but with more in its chart than a cost for each run
            return FigurePictures(scene)
        case ComparisonScene() if not scene.units:
            return PlanePictures(runs, side, 0, scene.view.hard)
        case ComparisonScene() | PlaygroundScene():
            return PlanePictures(runs, side, map_side, scene.view.hard)
    return FigurePictures(scene)


def short(value: float | None) -> float | None:
    """A number with few digits; None if it is none."""
    return float(f"{value:.{DIGITS}g}") if value is not None and np.isfinite(value) else None


def _points(run: Run) -> dict[str, Any]:
    """The training samples, and the test samples if there are any."""
    scale = scale_of(run.train)
    points = placed(run.train, scale, 3)
    return points | {"test": placed(run.test, scale, 3)} if run.Y_test.size else points


def _cells(samples: Dataset, outputs: NDArray, hard: bool) -> NDArray:
    """A byte for each cell: the probability of class 1, of 255; of several classes the most probable one.

    Of numbers it is the place on their scale.

    The shades are those of the app, which meet where the class changes; ``hard``: see :class:`View`.
    """
    if len(outputs) > 1:
        return outputs.argmax(axis=0).astype(np.uint8)
    return np.rint(shaded(samples, outputs, hard).picture * (MOST / (FIELD_LEVELS - 1))).astype(np.uint8)


def _map_cells(maps: NDArray, centre: float) -> NDArray:
    """A byte for each cell of units' maps: 0 and 255 are the colours' strongest."""
    shades, _reach = unit_maps_shades(maps, centre, columns=1)
    side = maps.shape[1] + 2
    inner = shades.reshape(len(maps), side, side)[:, 1:-1, 1:-1]
    return np.rint(inner[:, ::-1] * (MOST / (LEVELS - 1))).astype(np.uint8)


def _centred(inputs: NDArray) -> NDArray:
    """Inputs over the plane, each scaled to -1 to 1."""
    low, high = (end(axis=(1, 2), keepdims=True) for end in (inputs.min, inputs.max))
    return (2 * inputs - low - high) / (high - low)
