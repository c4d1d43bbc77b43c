"""A visitor's own points in the plane, as a record and as text for a link.

Coordinates are rounded once, when the record is made, to a grid of 4,096 × 4,096 places. So the points in the link are
exactly those that are trained on, and the same points give the same numbers wherever they come from.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct, error

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.language import _, pgettext

from .dataset import Dataset, class_name
from .datasets import MOST_CLASSES
from .scaling import AS_THEY_ARE, Scaling, Unit
from .values import BYTES, Values

OWN_POINTS = "own points"
"""Their name among the datasets."""
MOST_POINTS = 2000
MOST_OWN_CLASSES = 10
LONGEST_NAME = 20
"""Characters in a class's name, at most."""
HALF = 6.0
"""Half the side of the smallest square; larger ones are 2, 4, 8, … times as large."""
MOST_DOUBLINGS = 7
LONGEST_TEXT = 14_000
"""Characters in a packed text, at most: enough for 2,000 points with values, or with classes of the longest names."""

NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
"""Numbers as people and spreadsheets write them, with a decimal point or comma."""

SYMBOLS = ("x₁", "x₂")
"""The inputs of points that have no names for them."""

_VERSION, _VERSION_WITH_INPUTS, _VERSION_WITH_VALUES, _VERSION_WITH_UNIT = 1, 2, 3, 4
_UNIT = Struct(">2d")
_STEPS = 2048
"""Grid steps from the middle of the square to its edge."""
_PLACE = 3
"""Bytes of a place."""
_NAME = 1 + 4 * LONGEST_NAME
"""Bytes of a name, at most."""
_MOST_BYTES = (
    3 + _UNIT.size + 2 * _NAME + _PLACE * MOST_POINTS + max(MOST_OWN_CLASSES * (_NAME + 2), BYTES * MOST_POINTS)
)


def is_number(cell: str) -> bool:
    """Whether a cell of a table is a number."""
    return NUMBER.fullmatch(cell.replace("−", "-")) is not None


def as_float(cell: str) -> float:
    """The number in a cell that has one."""
    return float(cell.replace("−", "-").replace(",", "."))


@dataclass(frozen=True)
class Points:
    """Points of one or more classes: ordered by class, and within a class as they were given.

    Or points with a value each, a number to be predicted: in the order in which they were given. Create them with
    :meth:`of`, which rounds.

    Attributes
    ----------
    names : names of the classes; none if the points have values
    counts : number of points in each, at least one
    doublings : how many times the side of the smallest square was doubled to hold all points
    places : three bytes for each point: 12 bits for the column of the grid, 12 for the row
    inputs : names of the inputs: if not :data:`SYMBOLS`, those of a table's columns, which are standardised
    values : the values of the points; None if they have classes
    unit : the values' own unit, if they are those of a table, which are standardised
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]
    doublings: int
    places: bytes
    inputs: tuple[str, str] = SYMBOLS
    values: Values | None = None
    unit: Unit = AS_THEY_ARE

    def __post_init__(self) -> None:
        fewest, most = (0, 0) if self.values else (1, MOST_OWN_CLASSES)
        if not fewest <= len(self.names) <= most or len(self.names) != len(self.counts):
            raise ValueError(
                _(
                    "There are {count} classes, but there must be 1 to {most}.",
                    count=len(self.names),
                    most=MOST_OWN_CLASSES,
                )
            )
        for name in (*self.names, *self.inputs):
            check_name(name)
        if len(set(self.names)) < len(self.names):
            raise ValueError(_("Two classes have the same name: give each one of its own."))
        if min(self.counts, default=1) < 1:
            raise ValueError(_("A class has no points: leave it out."))
        if self.size > MOST_POINTS:
            raise ValueError(
                _(
                    "There are {count:,} points, but no more than {most:,} are possible.",
                    count=self.size,
                    most=MOST_POINTS,
                )
            )
        if len(self.places) != _PLACE * self.size:
            raise ValueError(_("There are not as many places as points."))

    @classmethod
    def of(
        cls,
        X: ArrayLike,
        labels: ArrayLike,
        names: Sequence[str],
        inputs: tuple[str, str] = SYMBOLS,
        unit: Unit = AS_THEY_ARE,
    ) -> "Points":
        """Round points to the grid and sort them by class, or round their values.

        Parameters
        ----------
        X : (2, m) coordinates
        labels : (m,) class numbers, from 0; or values
        names : names of the classes; those without points are left out. Without names, the labels are values
        inputs : names of the inputs
        unit : the own unit of values

        Raises
        ------
        ValueError
            If there are no points or too many, or coordinates or values are too large or not numbers.
        """
        places, given = np.asarray(X, float), np.asarray(labels, int if names else float)
        if places.ndim != 2 or len(places) != 2 or given.shape != places.shape[1:]:
            raise ValueError(_("Points need two coordinates each, and a class or a value."))
        if not 1 <= given.size <= MOST_POINTS:
            raise ValueError(
                _(
                    "There are {count:,} points, but there must be 1 to {most:,}.",
                    count=given.size,
                    most=MOST_POINTS,
                )
            )
        if names and not 0 <= given.min() <= given.max() < len(names):
            raise ValueError(_("A point has a class that is not among the names."))
        largest = np.abs(places).max()
        grids = (np.rint(places * (_STEPS / (HALF * 2**k))) for k in range(MOST_DOUBLINGS + 1))
        # This way round NaN fails the comparison, too.
        fitting = enumerate(grids) if largest <= HALF * 2**MOST_DOUBLINGS else iter(())
        doublings, grid = next(
            ((k, grid) for k, grid in fitting if grid.min() >= -_STEPS and grid.max() < _STEPS), (0, None)
        )
        if grid is None:
            raise ValueError(
                _(
                    "Coordinates must be numbers, and none may be beyond ±{most:g}.",
                    most=HALF * 2**MOST_DOUBLINGS - 1,
                )
            )
        if not names:
            return cls((), (), doublings, _as_bytes(grid), inputs, Values.of(given), unit)
        used, numbers, counts = np.unique(given, return_inverse=True, return_counts=True)
        grid = grid[:, np.argsort(numbers, kind="stable")]
        kept = tuple(names[number] for number in used)
        return cls(kept, tuple(map(int, counts)), doublings, _as_bytes(grid), inputs)

    @classmethod
    def of_dataset(cls, dataset: Dataset) -> "Points":
        """The points of a dataset in the plane, rounded."""
        x1, x2 = dataset.input_names
        return cls.of(dataset.X, dataset.labels, dataset.class_names, (x1, x2), dataset.unit)

    @property
    def size(self) -> int:
        """How many points there are."""
        return len(self.values.packed) // BYTES if self.values else sum(self.counts)

    @property
    def X(self) -> NDArray:
        """The coordinates, (2, m)."""
        grid = _from_bytes(self.places)
        return grid * (HALF * 2**self.doublings / _STEPS)  # a power of two times three: exact

    @property
    def labels(self) -> NDArray:
        """The class of each point, or its value, (m,)."""
        if self.values:
            return self.values.numbers
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @property
    def remarks(self) -> list[str]:
        """What is unusual about them as a task for a network, a sentence each."""
        said: list[str] = []
        if len(self.names) == 1:
            said.append(_("Only one class so far: add another."))
        if self.values and np.ptp(self.labels) == 0:
            said.append(_("All points have the same value so far: add some with another."))
        if len(self.names) > MOST_CLASSES:
            said.append(
                _(
                    "With more than {most} classes, colours repeat: tell the classes apart by their symbols.",
                    most=MOST_CLASSES,
                )
            )
        return said

    @property
    def dataset(self) -> Dataset:
        """The points as a dataset. A single class gets an empty second one, since training needs two."""
        names = [_said(name) for name in self.names]
        if len(names) == 1:
            names.append(pgettext("a class", "none yet"))
        return Dataset(np.ascontiguousarray(self.X), self.labels, names, self.inputs, self.unit)


def _said(name: str) -> str:
    """A class's name as a visitor reads it: default names are translated."""
    numbered = re.fullmatch(r"class (\d+)", name)
    return class_name(numbered[1]) if numbered else name


def check_name(name: str) -> str:
    """Return a class's name if it is allowed.

    Raises
    ------
    ValueError
        If it is empty, too long, not printable, or begins like a formula, which a spreadsheet would evaluate.
    """
    if not isinstance(name, str) or not name.strip():
        raise ValueError(_("A class has no name."))
    if len(name) > LONGEST_NAME:
        raise ValueError(
            _(
                "The class {name} has more than {most} characters.",
                name=repr(name[:LONGEST_NAME] + "…"),
                most=LONGEST_NAME,
            )
        )
    if name != " ".join(name.split()) or not name.isprintable():
        raise ValueError(_("The class {name} has characters that can't be shown.", name=repr(name)))
    if name[0] in "=@" or (name[0] in "+-" and not NUMBER.fullmatch(name)):
        raise ValueError(_("The class {name} begins as a formula does: call it something else.", name=repr(name)))
    return name


def pack(points: Points) -> str:
    """Encode points as text for a link: letters, digits, "-" and "_"."""
    inputs = () if points.inputs == SYMBOLS else points.inputs
    if points.values:
        version, unit = (
            (_VERSION_WITH_UNIT, _UNIT.pack(*points.unit)) if points.unit.is_own else (_VERSION_WITH_VALUES, b"")
        )
        head = [bytes([version, points.doublings, points.values.decimals]), unit]
        head += map(_as_letters, inputs or ("", ""))
        return _as_text(b"".join(head) + points.places + points.values.packed)
    head = [bytes([_VERSION_WITH_INPUTS if inputs else _VERSION, points.doublings, len(points.names)])]
    for name, count in zip(points.names, points.counts, strict=True):
        head.append(_as_letters(name) + count.to_bytes(2))
    head += map(_as_letters, inputs)
    return _as_text(b"".join(head) + points.places)


def unpack(text: str) -> Points:
    """Decode a text from :func:`pack`.

    However malicious, a text takes no more time or memory than the largest one from there.

    Raises
    ------
    ValueError
        If it is not such a text, or was truncated or altered.
    """
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise ValueError(
            _("Points in a link have no more than {most:,} characters: copy the whole link again.", most=LONGEST_TEXT)
        )
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(packed, _MOST_BYTES)
        if not unpacker.eof or unpacker.unused_data:
            raise ValueError
        if not _VERSION <= data[0] <= _VERSION_WITH_UNIT or data[1] > MOST_DOUBLINGS:
            raise ValueError
        points = _with_values(data) if data[0] >= _VERSION_WITH_VALUES else _with_classes(data)
        # Stored in a larger square than needed, or with fewer decimals than possible?
        if Points.of(points.X, points.labels, points.names, points.inputs, points.unit) != points:
            raise ValueError
    except (ValueError, IndexError, UnicodeError, error, binascii.Error, zlib.error):
        raise ValueError(_("The points in this link were cut or changed: copy the whole link again.")) from None
    return points


@lru_cache(maxsize=32)
def have_values(text: str) -> bool:
    """Whether the points of a text from :func:`pack` have values instead of classes; without points, they don't."""
    return bool(text) and unpack(text).values is not None


def _with_classes(data: bytes) -> Points:
    version, doublings, classes = data[:3]
    names: list[str] = []
    counts, at = [], 3
    while len(names) < classes:
        name, end = _letters(data, at)
        names.append(name)
        counts.append(int.from_bytes(data[end : end + 2]))
        at = end + 2
    inputs = SYMBOLS
    if version == _VERSION_WITH_INPUTS:
        x1, at = _letters(data, at)
        x2, at = _letters(data, at)
        inputs = (x1, x2)
    return Points(tuple(names), tuple(counts), doublings, data[at:], inputs)


def _with_values(data: bytes) -> Points:
    version, doublings, decimals = data[:3]
    unit, at = AS_THEY_ARE, 3
    if version == _VERSION_WITH_UNIT:
        at += _UNIT.size
        mean, deviation = _UNIT.unpack(data[3:at])
        unit = Scaling("", mean, deviation).unit
        if not unit.is_own:
            raise ValueError
    x1, at = _letters(data, at)
    x2, at = _letters(data, at)
    end = at + (len(data) - at) * _PLACE // (_PLACE + BYTES)
    inputs = (x1, x2) if x1 or x2 else SYMBOLS
    return Points((), (), doublings, data[at:end], inputs, Values(decimals, data[end:]), unit)


def _as_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def _as_letters(name: str) -> bytes:
    """A name, after its length in bytes."""
    letters = name.encode()
    return bytes([len(letters)]) + letters


def _letters(data: bytes, at: int) -> tuple[str, int]:
    """The name there, and where it ends."""
    end = at + 1 + data[at]
    return data[at + 1 : end].decode(), end


def _as_bytes(grid: NDArray) -> bytes:
    """Pack two rows of whole numbers from -2048 to 2047 into three bytes per column."""
    column, row = (grid + _STEPS).astype(np.uint32)
    both = column << 12 | row
    return np.stack([both >> 16, both >> 8 & 255, both & 255]).astype(np.uint8).T.tobytes()


def _from_bytes(places: bytes) -> NDArray:
    high, middle, low = np.frombuffer(places, np.uint8).reshape(-1, 3).T.astype(int)
    return np.stack([high << 4 | middle >> 4, (middle & 15) << 8 | low]) - _STEPS
