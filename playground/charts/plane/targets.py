"""How each target is drawn: the field of a network's outputs, its output's maps, and groups of points.

To draw another target, write its functions and add a line to :data:`RENDERINGS`.
"""

from collections.abc import Callable, Sequence
from itertools import cycle
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.charts.style import CLASS_COLOURS, CLASS_SYMBOLS, shades, tints
from playground.data import Dataset

from .scale import SHADES, Scale

LEVELS = 64
"""Shades in a picture: finer steps are hard to see and take twice the bytes."""
PALEST, STRONGEST = 0.12, 0.42
"""Opacity where the network is undecided, and where it is certain."""
OF_EACH = 32
"""Shades of each class if there are more than two: as many on each side of a border as with two."""

_OF_TWO = shades(LEVELS, *CLASS_COLOURS[:2], PALEST, STRONGEST)
"""Colours and opacities, from certain of class 0 to certain of class 1."""
_OF_EACH = tints(OF_EACH, CLASS_COLOURS, PALEST, STRONGEST)


class Shaded(NamedTuple):
    """Pictures, (…, n, n) of uint8, as indices of shades: three bytes of colour for each shade, one of opacity."""

    picture: NDArray
    colours: bytes
    opacity: bytes


class Group(NamedTuple):
    """Points that are drawn alike: their name in the legend, colour and symbol, and which they are, (m,) of bool."""

    name: str
    colour: str
    symbol: str
    members: NDArray


class Rendering(NamedTuple):
    """How a target is drawn.

    ``field``: the outputs over the plane, (n_y, n, n), shaded; optionally by what is read from them alone
    ``maps``: each output by itself, shaded
    ``groups``: the groups that samples are drawn in, in the order of the legend; none where there is a scale
    ``outputs``: names of the outputs, for a diagram; none for a single one
    ``scale``: of the colours of numbers, given the training samples; None for classes
    ``classes``: of each shade of the field, whose colour it is; None for numbers

    Field and maps are given the training samples, too.
    """

    field: Callable[[Dataset, NDArray, bool], Shaded]
    maps: Callable[[Dataset, NDArray], Shaded]
    groups: Callable[[Dataset], list[Group]]
    outputs: Callable[[Sequence[str]], Sequence[str]]
    scale: Callable[[Dataset], Scale | None]
    classes: NDArray | None


def shaded(samples: Dataset, outputs: NDArray, hard: bool = False) -> Shaded:
    """A network's outputs over the plane.

    Parameters
    ----------
    samples : that it is trained on
    outputs : (n_y, n, n), top row first
    hard : colour by what is read from the outputs only, such as the predicted class
    """
    return RENDERINGS[samples.target].field(samples, outputs, hard)


def output_maps(samples: Dataset, outputs: NDArray) -> Shaded:
    """Each output by itself; the parameters are those of :func:`shaded`."""
    return RENDERINGS[samples.target].maps(samples, outputs)


def scale_of(samples: Dataset) -> Scale | None:
    """The scale of the colours of numbers, given the training samples; None for classes."""
    return RENDERINGS[samples.target].scale(samples)


def shade_of_two(probability: NDArray, hard: bool = False) -> NDArray:
    """The shade of each probability of class 1."""
    if hard:
        # The first and last shades mean "certain", which hard classes do not: use those a third of the way in.
        return np.where(probability > 0.5, LEVELS - 1 - LEVELS // 6, LEVELS // 6).astype(np.uint8)
    # The two middle shades meet at one half, which is class 0: the colour changes where the class does.
    shade = probability * LEVELS
    np.ceil(shade, out=shade)
    return np.maximum(shade, 1, out=shade).astype(np.uint8) - np.uint8(1)


def _two(samples: Dataset, outputs: NDArray, hard: bool) -> Shaded:
    return Shaded(shade_of_two(outputs[0], hard), *_OF_TWO)


def _map_of_two(samples: Dataset, outputs: NDArray) -> Shaded:
    return Shaded(shade_of_two(outputs), *_OF_TWO)


def _winners(samples: Dataset, outputs: NDArray, hard: bool) -> Shaded:
    """The most probable class's colour in each cell, paler the smaller its lead over the second."""
    winner = outputs.argmax(axis=0)
    if hard:
        ahead = np.float64(2 / 3)  # the strongest shade means "certain", which hard classes do not
    else:
        first, second = np.sort(outputs, axis=0)[:-3:-1]
        ahead = first - second
    return Shaded((_coloured(winner) * OF_EACH + np.rint(ahead * (OF_EACH - 1))).astype(np.uint8), *_OF_EACH)


def _map_of_each(samples: Dataset, outputs: NDArray) -> Shaded:
    """Each map in the colour of its class, stronger where that is more probable."""
    picture = np.rint(outputs * (OF_EACH - 1)) + OF_EACH * _coloured(np.arange(len(outputs)))[:, None, None]
    return Shaded(picture.astype(np.uint8), *_OF_EACH)


def _coloured(classes: NDArray) -> NDArray:
    """The index of each class's colour; colours repeat if there are more classes."""
    return classes % len(CLASS_COLOURS)


def _classes(samples: Dataset) -> list[Group]:
    """A group for each class; colours repeat if there are more."""
    looks = zip(samples.class_names, cycle(CLASS_COLOURS), CLASS_SYMBOLS, strict=False)
    return [Group(*rendering, members=samples.labels == label) for label, rendering in enumerate(looks)]


def _values(samples: Dataset, outputs: NDArray, hard: bool) -> Shaded:
    return Shaded(_scale(samples).shades(outputs[0]), *SHADES)


def _map_of_values(samples: Dataset, outputs: NDArray) -> Shaded:
    return Shaded(_scale(samples).shades(outputs), *SHADES)


def _scale(samples: Dataset) -> Scale:
    return Scale.of(samples.labels, samples.unit)


RENDERINGS: dict[str, Rendering] = {
    "two classes": Rendering(
        field=_two,
        maps=_map_of_two,
        groups=_classes,
        outputs=lambda names: (),
        scale=lambda samples: None,
        classes=np.arange(2).repeat(LEVELS // 2),
    ),
    "several classes": Rendering(
        field=_winners,
        maps=_map_of_each,
        groups=_classes,
        outputs=lambda names: names,
        scale=lambda samples: None,
        classes=np.arange(len(CLASS_COLOURS)).repeat(OF_EACH),
    ),
    "number": Rendering(
        field=_values,
        maps=_map_of_values,
        groups=_classes,
        outputs=lambda names: (),
        scale=_scale,
        classes=None,
    ),
}
"""How targets are drawn, by name."""
