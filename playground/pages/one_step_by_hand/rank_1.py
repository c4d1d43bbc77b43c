"""The rank-1 trap: what an array of shape (5,) does in place of a matrix, in runnable snippets."""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from playground.language import _
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


def right_by_luck() -> Iterator[Any]:
    A2 = np.array([[0.9, 0.2, 0.8, 0.1, 0.7]])
    Y = np.array([1, 0, 1, 0, 1])
    yield (A2 - Y).shape
    yield -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    try:
        print(Y.shape[1])
    except IndexError as error:
        yield error
    Y = Y.reshape(1, 5)
    yield Y.shape[1]
    yield -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


def wrong_without_a_warning() -> Iterator[Any]:
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
    """A snippet on rank-1 arrays (notes: NumPy vectors): a function that yields the value of each expression."""

    title: str
    words: str
    run: Callable[[], Iterator[Any]]

    def ran(self) -> str:
        """Run the snippet; return its source with the value of each expression in a comment below."""
        results, lines = self.run(), []
        for line in textwrap.dedent(inspect.getsource(self.run).split("\n", 1)[1]).splitlines():
            shown = line.replace("yield ", "")
            indent = " " * (len(line) - len(line.lstrip()))
            lines += [shown] if shown == line else [f"{indent}{shown.strip()}", f"{indent}# → {next(results)}"]
        return "\n".join(lines)


TRAPS = (
    Trap(
        _("A rank-1 array"),
        _(
            "It is neither a row nor a column. Its transpose is the same array, and np.dot with itself gives a number, "
            "not a matrix."
        ),
        rank_1_array,
    ),
    Trap(
        _("A column"),
        _("With two dimensions there is something to transpose, and np.dot of a column and a row gives a matrix."),
        column,
    ),
    Trap(
        _("Right by luck"),
        _(
            "Here A2 is a row, as in the notes. NumPy treats the rank-1 Y as a row, too, so the cost is right. What "
            "fails is `Y.shape[1]`, the number of samples; with a Y of two dimensions it is there, and the cost is the "
            "same."
        ),
        right_by_luck,
    ),
    Trap(
        _("Wrong without a warning"),
        _(
            "Here A2 is a column, which is not the notes’ way. NumPy treats the rank-1 Y as a row and stretches both, "
            "so each output meets every label. There is no error, only a wrong cost; the right one comes after it."
        ),
        wrong_without_a_warning,
    ),
    Trap(
        _("What the code of this app does"),
        _("Its functions check what they are given. This is the error message of compute_cost."),
        refused,
    ),
)
"""Snippets: what goes wrong with arrays of shape (5,), and what does not."""
