"""What the pictures of a run show, in sentences, for those who do not see them: boundary, points, units.

Each sentence says what can be read off the numbers for certain; where that is not clear, there is none.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.language import Message, _, enumerated, listed, ngettext, pgettext, sentences
from playground.lessons.areas import (
    COUNTS,
    FLAT,
    MOST,
    SEVERAL,
    Area,
    areas,
    direction,
    extremes,
    inside_out,
    is_straight,
    largest,
)
from playground.nn import TARGETS, Network
from playground.training import Extent, Run, groups, hidden_units
from playground.training.formatting import decimals
from playground.training.number_words import as_word

from .scale import Scale

IN_THE_MIDDLE = 0.15
"""Areas that all come at least this near to the middle of the picture, in its sides, meet there."""
NEARLY = 0.05
"""Outputs that differ by at most this share of how far they spread have maps that can hardly be told apart."""
CONSTANT = 1e-12
"""Outputs that differ by less than this are the same but for rounding."""
TIED = 1e-5
"""Probabilities that differ by less than this share of the largest lead are equal: else rounding would decide."""
LISTED = 5
"""More classes are too many to say of each where it is."""
AS_MANY = 12
"""Units of a layer that are compared with each other, at most."""

# Translators: after "is" or "are"
WHERE: Mapping[str, str] = {
    "middle": pgettext("where", "in the middle"),
    "around": pgettext("where", "around the middle"),
    "right": pgettext("where", "on the right"),
    "upper right": pgettext("where", "at the upper right"),
    "top": pgettext("where", "at the top"),
    "upper left": pgettext("where", "at the upper left"),
    "left": pgettext("where", "on the left"),
    "lower left": pgettext("where", "at the lower left"),
    "bottom": pgettext("where", "at the bottom"),
    "lower right": pgettext("where", "at the lower right"),
}
NEAR: Mapping[str, str] = {**WHERE, "middle": pgettext("where", "near the middle")}
"""Of points, most of which are there."""
# Translators: after "opens"
TOWARDS: Mapping[str, str] = {
    "right": pgettext("towards", "towards the right"),
    "upper right": pgettext("towards", "towards the upper right"),
    "top": pgettext("towards", "towards the top"),
    "upper left": pgettext("towards", "towards the upper left"),
    "left": pgettext("towards", "towards the left"),
    "lower left": pgettext("towards", "towards the lower left"),
    "bottom": pgettext("towards", "towards the bottom"),
    "lower right": pgettext("towards", "towards the lower right"),
}


def plane_in_words(run: Run, outputs: NDArray, extent: Extent) -> str:
    """How the network divides the plane, and which points are on the wrong side.

    Parameters
    ----------
    outputs : (n_y, n, n) over the plane, top row first
    extent : the part of the plane
    """
    constant = TARGETS[run.train.target].classes and _is_constant(outputs)
    return sentences(field_in_words(run, outputs), "" if constant else points_in_words(run, extent))


def _is_constant(outputs: NDArray) -> bool:
    """Whether the outputs are the same everywhere: the picture has one colour."""
    return bool(np.ptp(outputs, axis=(1, 2)).max() < CONSTANT)


def field_in_words(run: Run, outputs: NDArray) -> str:
    """How the network divides the plane, or where its output is high and low; see :func:`plane_in_words`."""
    if run.divergence or not np.isfinite(outputs).all():
        return ""
    if not TARGETS[run.train.target].classes:
        return _surface(run, outputs[0])
    if _is_constant(outputs):
        return _constant_field(run, outputs)
    low, high = float(outputs[0].min()), float(outputs[0].max())
    flat = ""
    if len(outputs) == 1 and high - low < FLAT:  # a shade, but the colour changes where the class does
        flat = _("The network's output is about {value} everywhere.", value=decimals((low + high) / 2, 2))
    lead = _lead(outputs)
    if np.mean(lead < TIED * lead.max()) >= COUNTS:
        unclear = _("In part of the picture no single class is the most probable, so there is no clear boundary.")
        return sentences(flat, unclear)
    n = outputs.shape[1]
    classes = TARGETS[run.train.target].read(outputs.reshape(len(outputs), -1))[0].reshape(n, n)
    found = [areas(classes == number) for number in range(len(run.class_names))]
    said = (_two if len(found) == 2 else _several)(run.class_names, found, classes)
    return sentences(flat, said)


def _lead(outputs: NDArray) -> NDArray:
    """By how much the most probable class is ahead of the next in each cell."""
    if len(outputs) == 1:
        return np.abs(2 * outputs[0] - 1)
    first, second = np.sort(outputs, axis=0)[:-3:-1]
    return np.asarray(first - second)


def _constant_field(run: Run, outputs: NDArray) -> str:
    """That the outputs are the same everywhere."""
    if len(outputs) == 1:
        value = decimals(float(outputs[0, 0, 0]), 2)
        return _("The network's output is {value} everywhere: there is no boundary.", value=value)
    if np.ptp(outputs) < CONSTANT:
        return _("The network gives each class the same probability everywhere, so there is no boundary to see.")
    return _("The network predicts {name} everywhere.", name=run.class_names[int(outputs[:, 0, 0].argmax())])


def _two(names: Sequence[str], found: Sequence[Sequence[Area]], classes: NDArray) -> str:
    first, second = found
    if not first or not second:
        return _everywhere(names[0 if first else 1], classes)
    if len(first) == len(second) == 1:
        return _one_each(names, first[0], second[0], classes)
    return sentences(*(_of_class(names, found, label) for label in sorted((0, 1), key=lambda each: -len(found[each]))))


def _everywhere(name: str, classes: NDArray) -> str:
    """That there is one class; another may have a speck."""
    if np.ptp(classes):
        return _("The network predicts {name} nearly everywhere.", name=name)
    return _("The network predicts {name} everywhere.", name=name)


def _one_each(names: Sequence[str], first: Area, second: Area, classes: NDArray) -> str:
    """Two areas: one inside the other, or side by side."""
    for label, area, other in ((0, first, second), (1, second, first)):
        if not area.is_open and other.is_open:
            return _(
                "One area, {where}, is {name}; all around it is {other}.",
                where=WHERE[area.place],
                name=names[label],
                other=names[1 - label],
            )
    straight = is_straight(classes == 1)
    if {first.place, second.place} & {"middle", "around"} or first.place == second.place:
        return (
            _("One boundary, nearly straight, runs across the picture.")
            if straight
            else _("One curved boundary runs across the picture.")
        )
    text = (
        _("One boundary, nearly straight, runs across the picture: {one} is {here}, {other} is {there}.")
        if straight
        else _("One curved boundary runs across the picture: {one} is {here}, {other} is {there}.")
    )
    return text.filled(one=names[1], here=WHERE[second.place], other=names[0], there=WHERE[first.place])


def _of_class(names: Sequence[str], found: Sequence[Sequence[Area]], label: int) -> str:
    """The areas of one of two classes, where a class has several."""
    own, others = found[label], found[1 - label]
    if len(own) == 1:
        return _("The rest, {name}, is one area.", name=names[label])
    count, name = as_word(len(own)), names[label]
    if len(others) == 1 and not any(area.is_open for area in own):
        said = _("There are {count} separate areas of {name}, each with {other} all around it.")
    elif len(own) > 2 and all(area.inwards <= IN_THE_MIDDLE for area in own):
        said = _("There are {count} areas of {name} that meet near the middle.")
    else:
        said = _("There are {count} areas of {name}.")
    said = said.filled(count=count, name=name, other=names[1 - label])
    most = largest(own)
    if not most:
        return said
    if most.is_open and most.place in TOWARDS:
        opens = _("The larger opens {towards}.") if len(own) == 2 else _("The largest opens {towards}.")
        return sentences(said, opens.filled(towards=TOWARDS[most.place]))
    lies = _("The larger is {where}.") if len(own) == 2 else _("The largest is {where}.")
    return sentences(said, lies.filled(where=WHERE[most.place]))


def _several(names: Sequence[str], found: Sequence[Sequence[Area]], classes: NDArray) -> str:
    """More than two classes."""
    there = [label for label, own in enumerate(found) if own]
    missing = [label for label, own in enumerate(found) if not own]
    if len(there) == 1:
        return _everywhere(names[there[0]], classes)
    none = ""
    if missing:
        specks = np.isin(missing, classes).any()
        text = _("There is at most a speck of {names}.") if specks else _("There is no area of {names}.")
        none = text.filled(names=_or([names[label] for label in missing]))
    many = [label for label in there if len(found[label]) > 1]
    if many:
        counted = [
            _("There are {count} areas of {name}.", count=as_word(len(found[label])), name=names[label])
            for label in many
        ]
        single = [names[label] for label in there if label not in many]
        rest = "" if not single else _("The other classes have one area each.")
        if len(single) == 1:
            rest = _("The rest, {name}, is one area.", name=single[0])
        return sentences(none, *counted, rest)
    if nested := inside_out([classes == label for label in there]):
        rings = listed([names[there[number]] for number in nested])
        return sentences(none, _("The classes lie one inside another, innermost first: {names}.", names=rings))
    places: list[str] = [_("{name} {where}", name=names[label], where=WHERE[found[label][0].place]) for label in there]
    if len(there) <= LISTED:
        text = _("The others have one area each: {places}.") if missing else _("Each class has one area: {places}.")
        return sentences(none, text.filled(places=enumerated(places)))
    if missing:
        return sentences(none, _("Each of the other classes has one area."))
    return _("Each of the {count} classes has one area.", count=as_word(len(there)))


def _or(names: Sequence[str]) -> str:
    *most, last = names
    return pgettext("a list", "{several} or {last}", several=enumerated(most), last=last) if most else last


def _surface(run: Run, outputs: NDArray) -> str:
    """Where the output is high and where it is low; and the point that is farthest from it."""
    labels, scale = run.train.labels, Scale.of(run.train.labels, run.train.unit)
    alike = FLAT * (float(np.ptp(labels)) or 1.0)
    low, high = extremes(outputs, alike)
    if high.value - low.value < alike:
        return _("The output is about {value} everywhere.", value=scale.written((low.value + high.value) / 2))
    if low.place == high.place:
        return _(
            "The output goes from {low} to {high}; both are {where}.",
            low=scale.written(low.value),
            high=scale.written(high.value),
            where=WHERE[low.place],
        )
    return _(
        "The output is lowest {here}, {low}, and highest {there}, {high}.",
        here=WHERE[low.place],
        low=scale.written(low.value),
        there=WHERE[high.place],
        high=scale.written(high.value),
    )


def points_in_words(run: Run, extent: Extent) -> str:
    """How many points are on the wrong side, and where most of them are; or which has the largest residual."""
    if run.divergence:
        return ""
    if not TARGETS[run.train.target].classes:
        return _largest_residual(run, extent)
    read, labels = TARGETS[run.train.target].read, run.train.labels
    wrong = read(run.outputs)[0] != labels
    tested = ""
    if run.Y_test.size:
        missed = read(run.tested().output.A)[0] != run.test.labels
        tested = _how_many(missed, _OF_TEST_POINTS[len(run.class_names) > 2])
    return sentences(
        _how_many(wrong, _OF_POINTS[len(run.class_names) > 2]),
        _where_they_are(run, wrong, extent) if wrong.any() else "",
        tested,
    )


_OF_POINTS = (
    (
        _("None of the {m:,} points is on the wrong side."),
        ngettext("{n:,} of {m:,} points is on the wrong side.", "{n:,} of {m:,} points are on the wrong side.", 1, m=1),
    ),
    (
        _("None of the {m:,} points is in the area of another class."),
        ngettext(
            "{n:,} of {m:,} points is in the area of another class.",
            "{n:,} of {m:,} points are in the area of another class.",
            1,
            m=1,
        ),
    ),
)
_OF_TEST_POINTS = (
    (
        _("None of the {m:,} test points is on the wrong side."),
        ngettext(
            "{n:,} of {m:,} test points is on the wrong side.",
            "{n:,} of {m:,} test points are on the wrong side.",
            1,
            m=1,
        ),
    ),
    (
        _("None of the {m:,} test points is in the area of another class."),
        ngettext(
            "{n:,} of {m:,} test points is in the area of another class.",
            "{n:,} of {m:,} test points are in the area of another class.",
            1,
            m=1,
        ),
    ),
)
"""With two classes, and with more."""


def _how_many(wrong: NDArray, said: tuple[Message, Message]) -> str:
    n, (none, some) = int(wrong.sum()), said
    return some.filled(n, n=n, m=wrong.size) if n else none.filled(m=wrong.size)


def _where_they_are(run: Run, wrong: NDArray, extent: Extent) -> str:
    """Where the wrong points are, and of which class."""
    n, place = int(wrong.sum()), direction(run.X[:, wrong], extent)
    counts = np.bincount(run.train.labels[wrong], minlength=len(run.class_names))
    most = int(counts.argmax())
    name = run.class_names[most]
    where = ""
    if place and n < SEVERAL:
        where = ngettext("It is {where}.", "They are {where}.", n, where=NEAR[place])
    elif place:
        where = _("Most of them are {where}.", where=NEAR[place])
    which = ""
    if n >= SEVERAL and counts[most] == n:
        which = _("All of them belong to {name}.", name=name)
    elif n >= SEVERAL and counts[most] >= MOST * n and len(counts) == 2:
        which = _("{count} of them belong to {name}.", count=int(counts[most]), name=name)
    return sentences(where, which)


def _largest_residual(run: Run, extent: Extent) -> str:
    said, labels = run.outputs[0], run.train.labels
    scale = Scale.of(labels, run.train.unit)
    worst = int(np.abs(labels - said).argmax())
    place = direction(run.X[:, [worst]], extent)
    return _(
        "The largest residual is that of a point {where}: its value is {value}, the output there {output}.",
        where=WHERE[place],
        value=scale.written(float(labels[worst])),
        output=scale.written(float(said[worst])),
    )


def units_in_words(network: Network) -> str:
    """Which units of the first hidden layer do the same, or the opposite, and which always give the same output.

    Parameters
    ----------
    network : after a forward pass of its samples, by which units are compared
    """
    hidden = network.hidden
    if not hidden or not 1 < hidden[0].units <= AS_MANY:
        return ""
    A = hidden[0].A
    constant = np.ptp(A, axis=1) <= 1e-9 * max(1.0, float(np.abs(A).max()))
    equal = groups(hidden_units(network.parameters))
    apart = A - A.mean(axis=1, keepdims=True)
    spread = np.linalg.norm(apart, axis=1)
    least = NEARLY * np.minimum.outer(spread, spread)
    alike = np.linalg.norm(A[:, None] - A, axis=2) <= least
    mirrors = np.linalg.norm(apart[:, None] + apart, axis=2) <= least
    told: set[int] = {*np.flatnonzero(constant).tolist()}
    same: list[str] = []
    mirrored: list[str] = []
    for unit in range(len(A)):
        rest = [other for other in range(unit, len(A)) if other not in told]
        if unit not in rest:
            continue
        like = [other for other in rest if alike[unit, other]]
        opposite = [other for other in rest if mirrors[unit, other]]
        told |= {*like}
        if len(like) > 1:
            same.append(_alike(like, len(A), all(equal[other] == equal[unit] for other in like)))
        if opposite:
            mirrored.append(
                _(
                    "Units {units} are mirror images: where one is high, the other is low.",
                    units=listed(_numbers([unit, opposite[0]])),
                )
            )
    return sentences(*same, *mirrored, _constant(np.flatnonzero(constant).tolist(), len(A)))


def _alike(units: Sequence[int], of: int, equal: bool) -> str:
    """That units of a layer are equal, or at least have nearly the same map."""
    if len(units) == of > 2:
        return _("All {n} units are equal.", n=of) if equal else _("All {n} units have nearly the same map.", n=of)
    text = _("Units {units} are equal.") if equal else _("Units {units} have nearly the same map.")
    return text.filled(units=listed(_numbers(units)))


def _constant(units: Sequence[int], of: int) -> str:
    """That units of a layer do not depend on the inputs."""
    if not units:
        return ""
    if len(units) == of:
        return _("Every unit gives the same output for all points.")
    return ngettext(
        "Unit {units} gives the same output for all points.",
        "Units {units} give the same output for all points.",
        len(units),
        units=listed(_numbers(units)),
    )


def _numbers(units: Sequence[int]) -> list[str]:
    return [str(unit + 1) for unit in units]
