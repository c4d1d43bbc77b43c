"""What a visitor computes and predicts of an iteration by hand, before the stage that shows it."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.language import _, ngettext
from playground.lessons.claims import Answer
from playground.lessons.exercises import SHAPE, Make, Question, Slip
from playground.lessons.rising_cost import ROUNDING
from playground.training.formatting import decimals, setting

from .code import stretched_by_a_sum
from .formulas import shape
from .lesson import OneStepByHand, Step, take_apart


def _shape(settings: OneStepByHand) -> Question | None:
    """The shape of the last layer's dW, to be typed."""
    step = _taken_apart(settings)
    if not step:
        return None
    names = settings.names
    W, dW, dZ = (names.of(kind, names.last) for kind in ("W", "dW", "dZ"))
    before = names.of("A", names.last - 1)
    return Question(
        _("**What is the shape of {dW}?** It is {dZ} times {before}ᵀ, divided by m.", dW=dW, dZ=dZ, before=before),
        about=_all_but_the_stage(settings),
        found=step.values[dW].shape,
        there={"stage": dW},
        answer=Answer(
            _("{dW} has the shape {found}, as {W} has.", dW=dW, W=W, found=shape(step.values[dW])),
            _(
                "{dZ} is {first}, and {before}ᵀ is {second}. The product adds up over the samples, so the {m} in the "
                "middle is gone.",
                dZ=dZ,
                before=before,
                first=shape(step.values[dZ]),
                second=shape(step.values[before].T),
                m=step.m,
            ),
        ),
        slips=[*_slips_in_shape(step)],
        hint=_(
            "Each weight has its own derivative, so {dW} has the shape of {W}: a row for each unit of the layer, a "
            "column for each of its inputs.",
            dW=dW,
            W=W,
        ),
        typed=SHAPE,
    )


def _slips_in_shape(step: Step) -> Iterator[Slip]:
    """Typical mistakes in the shape of the last layer's dW."""
    names, values, m = step.settings.names, step.values, step.m
    W, dW, dZ = (names.of(kind, names.last) for kind in ("W", "dW", "dZ"))
    before = names.of("A", names.last - 1)
    rows, columns = values[dW].shape
    yield Slip(
        (columns, rows),
        _(
            "That is {dW}ᵀ. Like {W}, {dW} has a row for each unit of the layer, and a column for each of its inputs.",
            dW=dW,
            W=W,
        ),
    )
    for value in ((columns,), (rows,), (rows * columns,), (m,)):
        one = _("That is a rank-1 array, neither a row nor a column. Like {W}, {dW} has two dimensions.", W=W, dW=dW)
        yield Slip(value, one)
    first, second = values[dZ].shape, values[before].T.shape
    for value in (first, first[::-1], second, second[::-1], (m, m)) if m > 1 else ():
        summed = _(
            "There is an m in it. {dZ} is {first}, and {before}ᵀ is {second}: the product adds up over the {m} "
            "samples, so no m is left.",
            dZ=dZ,
            before=before,
            first=shape(values[dZ]),
            second=shape(values[before].T),
            m=m,
        )
        yield Slip(value, summed)
    for name in (f"d{each}" for each in names.parameters()):
        if name != dW:
            yield Slip(values[name].shape, _("That is the shape of {name}.", name=name))


def _labels(settings: OneStepByHand) -> Question | None:
    """The shape of A - Y with a rank-1 Y, to be predicted."""
    step = _taken_apart(settings)
    if not step or step.m == 1 or settings.loss == "softmax":
        return None
    A, Y = step.values[settings.names.of("A", settings.names.last)], step.values["Y"][0]
    by_luck = A - Y
    try:
        fails = str(Y.shape[1])
    except IndexError as error:
        fails = f"IndexError: {error}"
    return Question(
        _(
            "**If Y were `np.array({labels})`, of shape {shape}, what would be the shape of {A} − Y?** {A} is {of_A}.",
            labels=Y.astype(int).tolist(),
            shape=shape(Y),
            A=settings.names.of("A", settings.names.last),
            of_A=shape(A),
        ),
        about=_all_but_the_stage(settings),
        found=by_luck.shape,
        claims=_shapes(A.shape, Y.shape, (step.m, step.m)),
        answer=Answer(
            _("It is {found}, the right shape, by luck.", found=shape(by_luck)),
            _(
                "NumPy treats Y as a row, which is what {A} is. What fails is `Y.shape[1]`: `{fails}`. If {A} were a "
                "column, {A} − Y would be {of_column}, without an error: see “The rank-1 trap”.",
                A=settings.names.of("A", settings.names.last),
                fails=fails,
                of_column=shape(A.T - Y),
            ),
        ),
    )


def _column(settings: OneStepByHand) -> Question | None:
    """The shape of the first layer's b after an update without ``keepdims=True``, to be predicted."""
    step = _taken_apart(settings)
    if not step:
        return None
    b, db, dZ = (settings.names.of(kind, 1) for kind in ("b", "db", "dZ"))
    column = step.values[b]
    total, stretched = stretched_by_a_sum(step, 1)
    sentence = (
        _("It is {found}, as it should be, but by luck.", found=shape(stretched))
        if stretched.shape == column.shape
        else _("It is {found}: {b} becomes a matrix, without an error.", found=shape(stretched), b=b)
    )
    return Question(
        _(
            "**What is the shape of {b} − α {db} if {db} is `np.sum({dZ}, axis=1) / m`, without `keepdims=True`?**",
            b=b,
            db=db,
            dZ=dZ,
        ),
        about=_all_but_the_stage(settings),
        found=stretched.shape,
        claims=_shapes(column.shape, total.shape, (len(column), len(column))),
        there={"stage": db},
        answer=Answer(
            sentence,
            _(
                "The sum has the shape {total}, which NumPy treats as a row; {b} is {column}, a column. Each is "
                "stretched to the size of the other. The stage {db} runs it, under “Why keepdims=True”.",
                total=shape(total),
                b=b,
                column=shape(column),
                db=db,
            ),
        ),
    )


def _shapes(*shapes: tuple[int, ...]) -> Mapping[Any, str]:
    """Shapes to choose from, each once, or that there is none."""
    return {**{shape: str(shape) for shape in shapes}, "error": _("An error")}


def _weight(settings: OneStepByHand) -> Question | None:
    """The derivative by a weight of the first layer, to be computed."""
    step = _taken_apart(settings)
    if not step:
        return None
    names = settings.names
    dW, dZ = names.of("dW", 1), names.of("dZ", 1)
    found = float(step.values[dW][0, 0])
    return Question(
        _(
            "**Compute {dW}[0, 0] yourself, to two significant digits.** The stages up to {dZ} have all the numbers "
            "that it takes.",
            dW=dW,
            dZ=dZ,
        ),
        about=_all_but_the_stage(settings),
        found=found,
        there={"stage": dW},
        answer=Answer(
            _("{dW}[0, 0] = {found}.", dW=dW, found=decimals(found)),
            ngettext(
                "With {n} sample, it is {dZ}[0, 0] times X[0, 0].",
                "It is the first row of {dZ} times the first row of X, added up over {n} samples, and divided by {n}.",
                step.m,
                dZ=dZ,
            ),
        ),
        slips=[slip for slip in _slips(step, found) if np.isfinite(slip.value)],
        hint=_(
            "Multiply the first row of {dZ} by the first row of X, element by element, add the products up, and "
            "divide by m.",
            dZ=dZ,
        ),
    )


def _slips(step: Step, found: float) -> Iterator[Slip]:
    """Typical mistakes on the way to the first number of the first layer's dW."""
    names, values, m = step.settings.names, step.values, step.m
    W, dW, dZ = (names.of(kind, 1) for kind in ("W", "dW", "dZ"))
    x = values["X"][0]

    def mean(row: NDArray) -> float:
        return float(row @ x / m)

    yield Slip(found * m, _("The factor 1/m is missing: that is the sum over the {m} samples, not the mean.", m=m))
    yield Slip(-found, _("The sign is the other way round: it all begins with A − Y, not with Y − A."))
    if step.settings.depth:
        slope, after = values["g'(Z1)"][0], names.of("dZ", 2)
        dA, later, W_next = values["dA1"][0], values[after][0], names.of("W", 2)
        yield Slip(mean(dA), _("The factor g′(Z1) is missing: {dZ} is what comes back, times the slope.", dZ=dZ))
        yield Slip(mean(dA) * m, _("Two factors are missing: g′(Z1) and 1/m."))
        yield Slip(mean(later), _("That is made with {after}: the first layer needs {dZ}.", after=after, dZ=dZ))
        without_weights = _("The factor {W}ᵀ is missing: {after} comes back through it.", W=W_next, after=after)
        yield Slip(mean(later * slope), without_weights)
    else:
        yield Slip(mean(values[names.of("A", 1)][0]), _("The labels are missing: {dZ} is A − Y, not A.", dZ=dZ))
    if step.settings.loss == "sigmoid":
        A, last = values[names.of("A", names.last)], names.of("dZ", names.last)
        passed = values[last] * A * (1 - A)
        for layer in range(step.settings.depth, 0, -1):
            passed = values[names.of("W", layer + 1)].T @ passed * values[f"g'(Z{layer})"]
        once_too_often = _(
            "The slope of the sigmoid is in it once too often: {dZ} is {A} − Y, without the factor a(1 − a).",
            dZ=last,
            A=names.of("A", names.last),
        )
        yield Slip(mean(passed[0]), once_too_often)
    for unit, place in np.ndindex(values[dW].shape):
        if (unit, place) != (0, 0):
            other = _(
                "That is {dW}[{unit}, {place}]. The first index is the row of {dZ}, the second the row of X; both "
                "count from 0.",
                dW=dW,
                dZ=dZ,
                unit=unit,
                place=place,
            )
            yield Slip(float(values[dW][unit, place]), other)
    yield Slip(
        float(values[dZ][0, 0] * x[0]), _("That is the first sample alone. Add up all {m}, and divide by {m}.", m=m)
    )
    yield Slip(
        float(values[f"new {W}"][0, 0]), _("That is the new {W}[0, 0]. The question is about its derivative.", W=W)
    )
    yield Slip(
        -float(values["α"]) * found, _("That is the step that the weight makes. −α comes in only with the update.")
    )
    yield Slip(float(values["α"]) * found, _("α comes in only with the update."))


def _bias(settings: OneStepByHand) -> Question | None:
    """Which way the output's bias moves, to be predicted."""
    step = _taken_apart(settings)
    if not step:
        return None
    names, values = settings.names, step.values
    b, db, A = (names.of(kind, names.last) for kind in ("b", "db", "A"))
    before, after, slope = (float(values[name][0, 0]) for name in (b, f"new {b}", db))
    slope *= abs(slope) > ROUNDING
    places = next((each for each in range(4, 17) if decimals(before, each) != decimals(after, each)), 4)
    numbers = {
        "b": b,
        "db": db,
        "A": A,
        "slope": decimals(slope),
        "before": decimals(before, places),
        "after": decimals(after, places),
        "rate": setting(settings.learning_rate),
    }
    if not slope:
        answer = Answer(
            _("It does not move: its derivative is 0 but for rounding."),
            _("On average, the outputs {A} are as large as the labels.", **numbers),
        )
    elif slope > 0:
        answer = Answer(
            _("Down, from {before} to {after}.", **numbers),
            _(
                "On average, the outputs {A} are larger than the labels: {db}[0, 0] = {slope}. {rate} times that is "
                "subtracted from {b}[0, 0].",
                **numbers,
            ),
        )
    else:
        answer = Answer(
            _("Up, from {before} to {after}.", **numbers),
            _(
                "On average, the outputs {A} are smaller than the labels: {db}[0, 0] = {slope}. {rate} times that is "
                "subtracted from {b}[0, 0].",
                **numbers,
            ),
        )
    return Question(
        _(
            "**Which way will the update move {b}[0, 0], a bias of the output?** Compare {A} with Y, then go to the "
            "last stage.",
            b=b,
            A=A,
        ),
        about=_all_but_the_stage(settings),
        found=np.sign(slope),
        claims={1: _("Down"), 0: _("It does not move"), -1: _("Up")},
        there={"stage": "update"},
        answer=answer,
    )


def _taken_apart(settings: OneStepByHand) -> Step | None:
    """The iteration; None if training diverges, and there is nothing to ask."""
    try:
        return take_apart(settings)
    except FloatingPointError:
        return None


def _all_but_the_stage(settings: OneStepByHand) -> Mapping[str, object]:
    return {name: value for name, value in vars(settings).items() if name != "stage"}


QUESTIONS: Mapping[str, Make] = {
    "shape": _shape,
    "labels": _labels,
    "column": _column,
    "weight": _weight,
    "bias": _bias,
}
"""What a visitor answers, and then finds at a later stage."""
