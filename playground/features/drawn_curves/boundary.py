"""The boundary that a visitor expects: how a link holds it, and how it compares with the network's.

The line goes on straight beyond its ends, or is closed if they nearly meet. So it divides the plane in two, also where
it crosses itself: whoever crosses the line is on the other side.

A lesson without a server measures in the same way how far both agree (``lesson_off.js``).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.language import Message, _, sentences
from playground.lessons.drawn.line import LEVELS, in_letters, levels, pairs
from playground.training import Extent, Field, Recipe, Run, RunGroup, cell_centres
from playground.training.formatting import percent

Line = Sequence[tuple[float, float]]
"""Its points x₁, x₂, straight in between; at least two of them differ."""

REACH = 8.0
"""The largest coordinate that a link holds; the points of every preset with a line to draw are closer to the origin."""
MEET = 0.1
"""Ends at most this share of the line's length apart meet."""
STRETCH = 0.05
"""A line goes on as its last stretch does: this share of the picture's side, since hands tremble."""
FAR = 100
"""Sides of the picture from one far outside it."""
TREMBLE = 0.06
"""A line may stray by this share of the picture's side from one that the network could have."""
NEVER = {
    "": "",
    "bends": _("This network's boundary never bends."),
    "turns": _("The boundary of two tanh units never turns back, and is at most an S."),
}
"""What a network's boundary never does with any weights, by the name from :func:`never`."""


def pack(points: Any) -> str:
    """An untrusted list of points as letters for a link; empty for an empty list.

    Raises
    ------
    ValueError
        If it is no such list, or too long, or all points are the same.
    """
    at = np.clip(pairs(points), -REACH, REACH)
    text = in_letters(np.rint(LEVELS * (at + REACH) / (2 * REACH)).astype(int))
    if text:
        unpack(text)
    return text


def unpack(text: str) -> Line:
    """Parse the line in an untrusted link.

    Raises
    ------
    ValueError
        If it is no line.
    """
    at = 2 * REACH * levels(text) / LEVELS - REACH
    if not np.ptp(at, axis=0).any():
        raise ValueError(_("A line has two different points at least."))
    return tuple((float(x1), float(x2)) for x1, x2 in at)


def whole(line: Line, extent: Extent) -> Line:
    """The line with what it needs to divide the picture: its beginning once more, or a point far out at each end."""
    points, side = np.array(line), extent.right - extent.left
    length = np.hypot(*np.diff(points, axis=0).T).sum()
    if np.hypot(*(points[0] - points[-1])) <= MEET * length:
        return (*line, line[0])
    return (_beyond(points[::-1], side), *line, _beyond(points, side))


def _beyond(points: NDArray, side: float) -> tuple[float, float]:
    """The point far out to which the line goes on from its last point."""
    back = points[-1] - points
    apart = np.hypot(*back.T)
    i = np.flatnonzero(apart >= min(STRETCH * side, apart.max()))[-1]
    x1, x2 = points[-1] + FAR * side * back[i] / apart[i]
    return float(x1), float(x2)


def sides(line: Line, extent: Extent, X: NDArray) -> NDArray:
    """Which of the points ``X`` (2, m) in the picture are on one side of the line, and not on the other."""
    outline = np.array(whole(line, extent))
    if (outline[0] != outline[-1]).any():  # closed far outside the picture
        middle = np.array([extent.left + extent.right, extent.bottom + extent.top]) / 2
        (x1_end, x2_end), (x1, x2) = outline[-1] - middle, outline[0] - middle
        angles = np.linspace(np.arctan2(x2_end, x1_end), np.arctan2(x2, x1), 13)
        arc = FAR * (extent.right - extent.left) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        outline = np.vstack([outline, middle + arc, outline[:1]])
    inside = np.zeros(X.shape[1], bool)
    for (a1, a2), (b1, b2) in pairwise(outline):  # from inside, a ray to the right crosses it an odd number of times
        if a2 != b2:
            inside ^= ((a2 > X[1]) != (b2 > X[1])) & (X[0] < a1 + (X[1] - a2) / (b2 - a2) * (b1 - a1))
    return inside


def agreement(line: Line, run: Run) -> tuple[float, float]:
    """The share of the points that a line gets right, and of the plane that on which it agrees with the network.

    Each side of the line is of the class that makes it right more often.
    """
    extent = RunGroup.extent_of([run])
    right = float((sides(line, extent, run.X) == run.train.labels).mean())
    field = Field(run.parameters, extent, inputs_of=run.recipe.inputs_of)
    network = field.evaluate(run.parameters).ravel() > 0.5
    agree = float((sides(line, extent, cell_centres(extent, field.shape[0])) == network).mean())
    return (1 - right, 1 - agree) if right < 0.5 else (right, agree)


def comparison(line: Line, run: Run) -> Message | str:
    """How many points a line gets right, and the network, and where both agree; empty if the network has diverged."""
    if run.divergence:
        return ""
    recipe, extent = run.recipe, RunGroup.extent_of([run])
    right, agree = agreement(line, run)
    return sentences(
        _(
            "Your line gets {yours} of the points right, the network {its}; both agree on {share} of the plane.",
            yours=percent(right),
            its=percent(run.measure().score),
            share=percent(agree),
        ),
        _beyond_it(np.array(line), never(recipe), TREMBLE * (extent.right - extent.left)),
    )


def never(recipe: Recipe) -> str:
    """The name of what a line can do that the network's boundary doesn't with any weights; empty if none is known.

    "bends": it is straight; "turns": it is that of two tanh units, which never turns back.
    """
    if not recipe.draws_straight:
        return ""
    if recipe.depth == 0 or {*recipe.activations} == {"identity"} or recipe.n_h == 1:
        return "bends"
    return "turns" if (recipe.depth, recipe.activation, recipe.n_h) == (1, "tanh", 2) else ""


def _beyond_it(points: NDArray, never: str, tremble: float) -> Message | str:
    """What the line does that the network's boundary never does."""
    angles = np.linspace(0, 2 * np.pi, 360, endpoint=False)
    along = points @ np.stack([np.cos(angles), np.sin(angles)])  # how far it is in each direction
    if never == "bends":
        bends = np.ptp(along, axis=0).min() > tremble
        return _("Yours bends, which this network's boundary never does.") if bends else ""
    if never != "turns":
        return ""
    # v₁ tanh z₁ + v₂ tanh z₂ = c: along it z₂ only ever grows with z₁, or only falls. So there is a direction in which
    # the boundary never goes back; in particular it is not closed.
    if (np.maximum.accumulate(along) - along).max(axis=0).min() > tremble:
        return _("Yours turns back, which the boundary of two tanh units never does.")
    # With k = v₁ / v₂, C = c / v₂ and u = tanh z₁, z₂″ is 0 where kCu² + (1 − C² − k²)u + kC is. The product of the two
    # roots is 1, so at most one lies between −1 and 1.
    if _bows(points, tremble) > 2:
        return _("Yours bends to and fro; the boundary of two tanh units is at most an S.")
    return ""


def _bows(line: NDArray, least: float) -> int:
    """How many stretches of a line, one after the other, bow by more than ``least`` to alternate sides."""
    points = np.insert(line, range(1, len(line)), (line[:-1] + line[1:]) / 2, axis=0)  # where stretches may meet
    found = []
    for side in (1, -1):
        begin = count = 0
        for end in range(len(points)):
            if _bow(points[begin : end + 1], side) > least:
                begin, side, count = end, -side, count + 1
        found.append(count)
    return max(found)


def _bow(points: NDArray, side: int) -> float:
    """How far any point lies to one side (1: left) of a chord from an earlier point to the last, if it is beside it."""
    chords, to = points[-1] - points, points - points[:, np.newaxis]  # from each point: to the last, and to all
    lengths = np.hypot(*chords.T)[:, np.newaxis]
    along = (to @ chords[..., np.newaxis])[..., 0]
    left = chords[:, :1] * to[..., 1] - chords[:, 1:] * to[..., 0]
    beside = np.triu((along > 0) & (along < lengths**2))
    return float(np.divide(side * left, lengths, out=np.zeros_like(left), where=beside).max())
