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

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.language import _, pgettext

from .dataset import Dataset, class_name

OWN_POINTS = "own points"
"""Their name among the datasets."""
MOST_POINTS = 2000
MOST_OWN_CLASSES = 10
LONGEST_NAME = 20
"""Characters in a class's name, at most."""
HALF = 6.0
"""Half the side of the smallest square; larger ones are 2, 4, 8, … times as large."""
MOST_DOUBLINGS = 7
LONGEST_TEXT = 9500
"""Characters in a packed text, at most: enough for 2,000 points of ten classes with the longest names."""

NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
"""Numbers as people and spreadsheets write them, with a decimal point or comma."""

SYMBOLS = ("x₁", "x₂")
"""The inputs of points that have no names for them."""

_VERSION, _VERSION_WITH_INPUTS = 1, 2
_STEPS = 2048
"""Grid steps from the middle of the square to its edge."""
_MOST_BYTES = 3 + MOST_OWN_CLASSES * (3 + 4 * LONGEST_NAME) + 2 * (1 + 4 * LONGEST_NAME) + 3 * MOST_POINTS


def is_number(cell: str) -> bool:
    """Whether a cell of a table is a number."""
    return NUMBER.fullmatch(cell.replace("−", "-")) is not None


@dataclass(frozen=True)
class Points:
    """Points of one or more classes: ordered by class, and within a class as they were given.

    Create them with :meth:`of`, which rounds.

    Attributes
    ----------
    names : names of the classes
    counts : number of points in each, at least one
    doublings : how many times the side of the smallest square was doubled to hold all points
    places : three bytes for each point: 12 bits for the column of the grid, 12 for the row
    inputs : names of the inputs: if not :data:`SYMBOLS`, those of a table's columns, which are standardised
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]
    doublings: int
    places: bytes
    inputs: tuple[str, str] = SYMBOLS

    def __post_init__(self) -> None:
        if not 1 <= len(self.names) <= MOST_OWN_CLASSES or len(self.names) != len(self.counts):
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
        if min(self.counts) < 1:
            raise ValueError(_("A class has no points: leave it out."))
        if sum(self.counts) > MOST_POINTS:
            raise ValueError(
                _(
                    "There are {count:,} points, but no more than {most:,} are possible.",
                    count=sum(self.counts),
                    most=MOST_POINTS,
                )
            )
        if len(self.places) != 3 * sum(self.counts):
            raise ValueError(_("There are not as many places as points."))

    @classmethod
    def of(cls, X: ArrayLike, labels: ArrayLike, names: Sequence[str], inputs: tuple[str, str] = SYMBOLS) -> "Points":
        """Round points to the grid and sort them by class.

        Parameters
        ----------
        X : (2, m) coordinates
        labels : (m,) class numbers, from 0
        names : names of the classes; those without points are left out
        inputs : names of the inputs

        Raises
        ------
        ValueError
            If there are no points or too many, or coordinates are too large or not numbers.
        """
        places, classes = np.asarray(X, float), np.asarray(labels, int)
        if places.ndim != 2 or len(places) != 2 or classes.shape != places.shape[1:]:
            raise ValueError(_("Points need two coordinates each, and a class."))
        if not 1 <= classes.size <= MOST_POINTS:
            raise ValueError(
                _(
                    "There are {count:,} points, but there must be 1 to {most:,}.",
                    count=classes.size,
                    most=MOST_POINTS,
                )
            )
        if not 0 <= classes.min() <= classes.max() < len(names):
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
        used, numbers, counts = np.unique(classes, return_inverse=True, return_counts=True)
        grid = grid[:, np.argsort(numbers, kind="stable")]
        kept = tuple(names[number] for number in used)
        return cls(kept, tuple(map(int, counts)), doublings, _as_bytes(grid), inputs)

    @classmethod
    def of_dataset(cls, dataset: Dataset) -> "Points":
        """The points of a dataset in the plane, rounded."""
        x1, x2 = dataset.input_names
        return cls.of(dataset.X, dataset.labels, dataset.class_names, (x1, x2))

    @property
    def X(self) -> NDArray:
        """The coordinates, (2, m)."""
        grid = _from_bytes(self.places)
        return grid * (HALF * 2**self.doublings / _STEPS)  # a power of two times three: exact

    @property
    def labels(self) -> NDArray:
        """The class of each point, (m,)."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @property
    def dataset(self) -> Dataset:
        """The points as a dataset. A single class gets an empty second one, since training needs two."""
        names = [_said(name) for name in self.names]
        if len(names) < 2:
            names.append(pgettext("a class", "none yet"))
        return Dataset(np.ascontiguousarray(self.X), self.labels, names, self.inputs)


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
    head = [bytes([_VERSION_WITH_INPUTS if inputs else _VERSION, points.doublings, len(points.names)])]
    for name, count in zip(points.names, points.counts, strict=True):
        head.append(_as_letters(name) + count.to_bytes(2))
    head += map(_as_letters, inputs)
    packed = zlib.compress(b"".join(head) + points.places, 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


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
        version, doublings, classes = data[:3]
        if version not in (_VERSION, _VERSION_WITH_INPUTS) or doublings > MOST_DOUBLINGS:
            raise ValueError
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
        points = Points(tuple(names), tuple(counts), doublings, data[at:], inputs)
        if Points.of(points.X, points.labels, points.names, inputs) != points:  # stored in a larger square than needed
            raise ValueError
    except (ValueError, IndexError, UnicodeError, binascii.Error, zlib.error):
        raise ValueError(_("The points in this link were cut or changed: copy the whole link again.")) from None
    return points


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
