"""What the pictures of a run show, in sentences, for those who do not see them: boundary, points, units.

Each sentence says what can be read off the numbers for certain; where that is not clear, there is none.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.language import Message, _, enumerated, listed, ngettext, pgettext, sentences
from playground.nn import TARGETS, Network
from playground.training import TOLERANCE, Extent, Run, hidden_units
from playground.training.formatting import decimals
from playground.training.number_words import as_word

from .areas import COUNTS, FLAT, MOST, SEVERAL, Area, areas, direction, extremes, inside_out, is_straight, largest
from .plane.scale import Scale

IN_THE_MIDDLE = 0.15
"""Areas come near the middle of the picture that are at most this far from it, in its sides."""
NEARLY = 0.05
"""Outputs that differ by at most this share of how far they spread have maps that can hardly be told apart."""
CONSTANT = 1e-12
"""Outputs that differ by less than this are the same but for rounding."""
TIED = 1e-5
"""Probabilities that differ by less than this share of the largest lead are equal: else rounding would decide."""
LISTED = 5
"""More classes are too many to say of each where it is."""
NAMED = 6
"""More units are counted instead of named."""
FEW = 3
"""More groups of units that do the same, or the opposite, are counted instead of told."""

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
    return "" if run.divergence else network_in_words(run.train, outputs)


def network_in_words(samples: Dataset, outputs: NDArray) -> str:
    """The same of a network of which there is no run, beside these samples."""
    names = samples.class_names
    if not np.isfinite(outputs).all():
        return ""
    if not TARGETS[samples.target].classes:
        return _surface(samples, outputs[0])
    if _is_constant(outputs):
        return _constant_field(names, outputs)
    low, high = float(outputs[0].min()), float(outputs[0].max())
    flat = ""
    if len(outputs) == 1 and high - low < FLAT:  # a shade, but the colour changes where the class does
        flat = _("The network's output is about {value} everywhere.", value=decimals((low + high) / 2, 2))
    lead = _lead(outputs)
    if np.mean(lead < TIED * lead.max()) >= COUNTS:
        unclear = _("In part of the picture no single class is the most probable, so there is no clear boundary.")
        return sentences(flat, unclear)
    n = outputs.shape[1]
    classes = TARGETS[samples.target].read(outputs.reshape(len(outputs), -1))[0].reshape(n, n)
    found = [areas(classes == number) for number in range(len(names))]
    said = (_two if len(found) == 2 else _several)(names, found, classes)
    return sentences(flat, said)


def _lead(outputs: NDArray) -> NDArray:
    """By how much the most probable class is ahead of the next in each cell."""
    if len(outputs) == 1:
        return np.abs(2 * outputs[0] - 1)
    first, second = np.sort(outputs, axis=0)[:-3:-1]
    return np.asarray(first - second)


def _constant_field(names: Sequence[str], outputs: NDArray) -> str:
    """That the outputs are the same everywhere."""
    if len(outputs) == 1:
        value = decimals(float(outputs[0, 0, 0]), 2)
        return _("The network's output is {value} everywhere: there is no boundary.", value=value)
    if np.ptp(outputs) < CONSTANT:
        return _("The network gives each class the same probability everywhere, so there is no boundary to see.")
    return _("The network predicts {name} everywhere.", name=names[int(outputs[:, 0, 0].argmax())])


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
        said = _("There are {count} areas of {name}, each of which comes near the middle.")
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


def _surface(samples: Dataset, outputs: NDArray) -> str:
    """Where the output is high and where it is low; and the point that is farthest from it."""
    labels, scale = samples.labels, Scale.of(samples.labels, samples.unit)
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
    """Which units of a hidden layer do the same, or the opposite, and which always give the same output.

    Parameters
    ----------
    network : after a forward pass of its samples, by which units are compared
    """
    layers = range(1, len(network.hidden) + 1)
    said = [_layer_in_words(network, layer) for layer in layers]
    if len(said) == 1:
        return said[0]
    if all(said) and len(set(said)) == 1:
        return _("Each hidden layer: {said}", said=said[0])
    numbered = zip(layers, said, strict=True)
    return sentences(*(_("Layer {layer}: {said}", layer=layer, said=its) for layer, its in numbered if its))


def _layer_in_words(network: Network, layer: int) -> str:
    A = network.hidden[layer - 1].A
    if len(A) == 1:
        return ""
    constant = np.ptp(A, axis=1) <= 1e-9 * max(1.0, float(np.abs(A).max()))
    units = hidden_units(network.parameters, layer)
    apart = A - A.mean(axis=1, keepdims=True)
    spread = np.linalg.norm(apart, axis=1)
    grouped, mirrored, kinds = constant.copy(), np.zeros(len(A), bool), 0
    same: list[str] = []
    pairs: list[str] = []
    for unit in range(len(A)):
        if grouped[unit]:
            continue
        least = NEARLY * np.minimum(spread, spread[unit])
        like = np.flatnonzero(~grouped & (np.linalg.norm(A - A[unit], axis=1) <= least))
        opposite = np.flatnonzero(~grouped & (np.linalg.norm(apart + apart[unit], axis=1) <= least))
        kinds += not mirrored[unit]
        grouped[like] = mirrored[opposite] = True
        if len(like) > 1:
            same.append(_alike(like.tolist(), units))
        if len(opposite):
            pairs.append(
                _(
                    "Units {units} are mirror images: where one is high, the other is low.",
                    units=listed(_numbers([unit, int(opposite[0])])),
                )
            )
    said = [*same, *pairs]
    if len(said) > FEW:
        said = [_("The {n} units have {kinds} different maps, mirror images counted once.", n=len(A), kinds=kinds)]
    return sentences(*said, _constant(np.flatnonzero(constant).tolist(), len(A)))


def _alike(members: Sequence[int], units: NDArray) -> str:
    """That some of the units of a layer, from :func:`hidden_units`, are equal, or at least have nearly the same map."""
    first, of = members[0], len(units)
    equal = np.abs(units[members] - units[first]).max() <= TOLERANCE * np.abs(units).max()
    if len(members) == of > 2:
        return _("All {n} units are equal.", n=of) if equal else _("All {n} units have nearly the same map.", n=of)
    if len(members) > NAMED:
        many = _("{n} of {of} units are equal.") if equal else _("{n} of {of} units have nearly the same map.")
        return many.filled(n=len(members), of=of)
    text = _("Units {units} are equal.") if equal else _("Units {units} have nearly the same map.")
    return text.filled(units=listed(_numbers(members)))


def _constant(units: Sequence[int], of: int) -> str:
    """That units of a layer do not depend on the inputs."""
    if not units:
        return ""
    if len(units) == of:
        return _("Every unit gives the same output for all points.")
    if len(units) > NAMED:
        return _("{n} of {of} units give the same output for all points.", n=len(units), of=of)
    return ngettext(
        "Unit {units} gives the same output for all points.",
        "Units {units} give the same output for all points.",
        len(units),
        units=listed(_numbers(units)),
    )


def _numbers(units: Sequence[int]) -> list[str]:
    return [str(unit + 1) for unit in units]
