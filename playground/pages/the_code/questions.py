"""What a change of the code does to training: predicted first, then the code and the changed code both run."""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import unified_diff
from functools import lru_cache
from textwrap import dedent
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset, make_dataset
from playground.language import _
from playground.lessons.claims import Answer
from playground.lessons.exercises import Make, Question
from playground.training.formatting import decimals, magnitude

from . import seven_functions as notes
from .plain import train_plainly

Parameters = Mapping[str, NDArray]
ITERATIONS = 1000
"""For which both train the network that `layer_sizes` suggests, on the flower."""
SAME, LEARNS, STUCK = "the same", "learns", "stuck"
"""What is found of the changed code: its numbers are the same; they are not, but the cost falls; it hardly falls."""


class Change(NamedTuple):
    """A change of a function that the page shows.

    ``lines``: texts that its source has once, and what stands in their place, one after the other; ``train``: trains
    with the function, or with the changed one, and returns the parameters.
    """

    function: Callable[..., Any]
    lines: Sequence[tuple[str, str]]
    train: Callable[[Callable[..., Any]], Parameters]

    @property
    def source(self) -> str:
        """The changed source."""
        source = inspect.getsource(self.function)
        for before, after in self.lines:
            assert source.count(before) == 1
            source = source.replace(before, after)
        return source

    @property
    def changed(self) -> Callable[..., Any]:
        """The function that this source makes, which calls the same others."""
        names = dict(self.function.__globals__)
        exec(self.source, names)
        function: Callable[..., Any] = names[self.function.__name__]
        return function

    @property
    def difference(self) -> str:
        """The changed lines and those around them, each after a sign: "-" for what has gone, "+" for what has come."""
        before, after = (text.splitlines() for text in (inspect.getsource(self.function), self.source))
        _from, _to, _where, *lines = unified_diff(before, after, lineterm="")
        code = dedent("\n".join(line[1:] for line in lines)).splitlines()
        return "\n".join(f"{line[0]} {text}" for line, text in zip(lines, code, strict=True))


COST = "        cost = compute_cost(A2, Y, parameters)\n"
UPDATE_OF_W2, DZ1 = "        W2 = W2 - learning_rate * dW2\n", "        dZ1 = "
CHANGES: Mapping[str, Change] = {
    "no cost": Change(
        notes.nn_model, [(COST, "")], lambda nn_model: nn_model(*_flower(), _n_h(), num_iterations=ITERATIONS)
    ),
    "W2 first": Change(
        train_plainly,
        [(UPDATE_OF_W2, ""), (DZ1, UPDATE_OF_W2 + DZ1)],
        lambda train: train(_start(), *_flower(), ITERATIONS)[0],
    ),
}
"""The changes that can be predicted, by the names of their questions."""


class Compared(NamedTuple):
    """The code and the changed code after training.

    ``equal``: of the ``total`` numbers in the parameters, how many are equal in every bit; ``apart``: the largest
    difference; ``start``, ``before``, ``after``: the costs at the start, and with either code at the end.
    """

    equal: int
    total: int
    apart: float
    start: float
    before: float
    after: float

    @property
    def found(self) -> str:
        """What has come of the change; it learns if the cost falls at least half as far."""
        if self.equal == self.total:
            return SAME
        return LEARNS if self.start - self.after >= (self.start - self.before) / 2 else STUCK


_ONE_AT_A_TIME = Lock()
"""The notes' functions take random numbers from NumPy's own generator, which all visitors of a process share."""


def compared(name: str) -> Compared:
    """What a change comes to; the first who asks has it computed."""
    with _ONE_AT_A_TIME:
        return _compared(name)


@lru_cache(maxsize=8)
def _compared(name: str) -> Compared:
    change = CHANGES[name]
    before, after = change.train(change.function), change.train(change.changed)
    pairs = [(before[each], after[each]) for each in before]
    return Compared(
        equal=sum(int(np.sum(one == other)) for one, other in pairs),
        total=sum(one.size for one, _other in pairs),
        apart=max(float(np.abs(one - other).max()) for one, other in pairs),
        start=_cost(_start()),
        before=_cost(before),
        after=_cost(after),
    )


def _flower() -> Dataset:
    return make_dataset("flower")


def _n_h() -> int:
    n_h: int = notes.layer_sizes(*_flower())[1]
    return n_h


def _start() -> Parameters:
    parameters: Parameters = notes.initialize_parameters(*notes.layer_sizes(*_flower()))
    return parameters


def _cost(parameters: Parameters) -> float:
    X, Y = _flower()
    cost: float = notes.compute_cost(notes.forward_propagation(X, parameters)[0], Y, parameters)
    return cost


def _without_cost(ran: Collection[str]) -> Question:
    """Whether the network learns without the value of the cost; ``ran``: the names of the changes that have run."""
    claims = {
        STUCK: _("Yes, it no longer learns"),
        LEARNS: _("Yes, it learns worse"),
        SAME: _("No, it stays the same"),
    }
    came = compared("no cost") if "no cost" in ran else None
    return Question(
        _(
            "The line “cost = …” is deleted from nn_model. **Does training change?** Predict, then press Show: both "
            "versions run."
        ),
        about=None,
        found=came.found if came else None,
        claims=claims,
        answer=Answer(
            _(
                "{claim}: {equal} of {total} parameters are equal, bit for bit.",
                claim=claims[came.found],
                equal=came.equal,
                total=came.total,
            ),
            _(
                "Both versions ran {n:,} iterations on the flower. The cost is only printed: *dZ2* is A2 − Y, and "
                "needs no value of the cost. With `print_cost=True` the changed program stops with an error where it "
                "prints.",
                n=ITERATIONS,
            ),
        )
        if came
        else Answer(),
    )


def _w2_first(ran: Collection[str]) -> Question:
    """Whether all gradients have to be there before the first update."""
    claims = {
        SAME: _("No, the numbers are the same"),
        LEARNS: _("Yes, but it still learns"),
        STUCK: _("Yes, it no longer learns"),
    }
    came = compared("W2 first") if "W2 first" in ran else None
    return Question(
        _(
            "In the loop, W2 is updated before dZ1 is computed. **Does it matter?** Predict, then press Show: both "
            "versions run."
        ),
        about=None,
        found=came.found if came else None,
        claims=claims,
        answer=Answer(
            _(
                "{claim}: the cost comes to {after} instead of {before}.",
                claim=claims[came.found],
                after=decimals(came.after),
                before=decimals(came.before),
            ),
            _(
                "Both versions ran {n:,} iterations on the flower; their parameters differ by up to {apart}. A2 "
                "comes from the old W2, but *dZ1* now goes back through the new one, so dW1 and db1 are no longer "
                "the derivatives of the cost. All gradients first, then the update.",
                n=ITERATIONS,
                apart=magnitude(came.apart),
            ),
        )
        if came
        else Answer(),
    )


QUESTIONS: Mapping[str, Make] = {"no cost": _without_cost, "W2 first": _w2_first}
"""What a visitor predicts of a change, before both versions run."""
