"""The rank-1 trap: what an array of shape (5,) does where a matrix was meant, in snippets that run."""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from playground.nn import compute_cost


def rank_1_array() -> Iterator[Any]:
    a = np.random.RandomState(1).randn(5)
    yield a.shape
    yield a.T.shape
    yield np.dot(a, a.T)


def column() -> Iterator[Any]:
    b = np.random.RandomState(1).randn(5, 1)
    yield b.shape
    yield b.T.shape
    yield np.dot(b, b.T).shape


def wrong_without_a_word() -> Iterator[Any]:
    A2 = np.array([[0.9], [0.2], [0.8], [0.1], [0.7]])
    Y = np.array([1, 0, 1, 0, 1])
    yield (A2 - Y).shape
    yield -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    Y = Y.reshape(5, 1)
    yield (A2 - Y).shape
    yield -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


def refused() -> Iterator[Any]:
    A2 = np.array([[0.9, 0.2, 0.8, 0.1, 0.7]])
    Y = np.array([1, 0, 1, 0, 1])
    try:
        compute_cost(A2, Y)
    except ValueError as error:
        yield str(error)


class Trap(NamedTuple):
    """A snippet on rank-1 arrays (notes, section 4): a function that yields what each expression gives."""

    title: str
    words: str
    run: Callable[[], Iterator[Any]]

    def ran(self) -> str:
        """Run the snippet now; returns its source with a comment under each expression: what it gave."""
        results, lines = self.run(), []
        for line in textwrap.dedent(inspect.getsource(self.run).split("\n", 1)[1]).splitlines():
            shown = line.replace("yield ", "")
            indent = " " * (len(line) - len(line.lstrip()))
            lines += [shown] if shown == line else [f"{indent}{shown.strip()}", f"{indent}# → {next(results)}"]
        return "\n".join(lines)


TRAPS = (
    Trap(
        "A rank-1 array",
        "It is neither a row nor a column. Turned it is the same, and np.dot with itself is a number, not a matrix.",
        rank_1_array,
    ),
    Trap(
        "A column",
        "With both dimensions there is something to turn, and np.dot of a column and a row is a matrix.",
        column,
    ),
    Trap(
        "Wrong without a word",
        "Here A2 is a column. NumPy takes the rank-1 Y for a row and stretches both: each output meets every label. "
        "There is no error, only a wrong cost; below it the right one.",
        wrong_without_a_word,
    ),
    Trap(
        "What the code of this app does",
        "Its functions check what they are given. This is the message of the error that compute_cost raises.",
        refused,
    ),
)
"""What goes wrong with arrays of shape (5,), and what does not."""
