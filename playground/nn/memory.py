"""The memory of a network: reserved once, in rows that are padded to whole blocks.

A reader of the algebra (:mod:`playground.nn.network`) needs to know three things:

* ``Z`` holds the units, as in the notes; ``Z_padded`` is the same memory with its spare rows, which hold zeros. The
  result of a matrix product is padded, what it sums over is not.
* ``A_and_1`` is A above a row of ones, and ``W_and_b`` is W beside b: a bias is the weight of one more input that is
  always 1. So ``W_and_b @ A_and_1`` is ``W A + b`` in one product, and ``dZ @ A_and_1.T`` is ``dZ Aᵀ`` beside ``Σ dZ``.
* ``matmul`` and ``matmul_over_samples`` are both NumPy's ``matmul``; only where there are many inputs do they take the
  samples in portions.

Why spare rows? The algebra says that hidden units that start equal stay equal. On a computer a matrix product works on
a few rows at once, and the rows left over at the edge go through other instructions, which round differently: equal
units part in the last bit, and training amplifies that. With rows padded to a multiple of what common processors take
at once, no unit ever lies at an edge.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import DTypeLike, NDArray

BLOCK = 16
"""Rows of hidden layers are padded to multiples of this (those of a small layer to half of it).

Multiples of 8 are not enough: ``benchmarks/equal_units.py`` shows where units part. All this is so with one BLAS
thread, as the app runs; several threads cut the products of two layers of about 50 units elsewhere, and they part by
1e-18.
"""

MOST_AT_ONCE = 10**6
"""Multiplications in one product of weights and samples: up to this size OpenBLAS has a quicker way on some processors,
and one in which no row is at an edge."""


def padded_rows(units: int, block: int = BLOCK) -> int:
    """Rows to reserve for a hidden layer: its units, and spare ones to fill the last block.

    Of several blocks at least one row is spare: the last rows are an edge, too, where a product is very large.
    """
    if block == BLOCK and units <= BLOCK:
        return BLOCK // 2 if units <= BLOCK // 2 else BLOCK
    return units if block == 1 else (units // block + 1) * block


def reserve_parameters(sizes: Sequence[int], dtype: DTypeLike, block: int) -> tuple[NDArray, list[NDArray]]:
    """One vector of zeros, (N,), and a view of it for each layer: ``[W | b]``, its rows and columns padded."""
    rows = [sizes[0] + 1, *(padded_rows(n, block) for n in sizes[1:-1]), sizes[-1]]
    shapes = [(rows[layer], max(rows[layer - 1], sizes[layer - 1] + 1)) for layer in range(1, len(sizes))]
    ends = np.cumsum([r * c for r, c in shapes])
    vector = np.zeros(ends[-1], dtype)
    parts = np.split(vector, ends[:-1])
    return vector, [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


class Inputs:
    """What a layer sees before it: ``A`` (n, m), here the samples, above a row of ones; at least ``rows`` in all."""

    def __init__(self, units: int, samples: int, dtype: DTypeLike, rows: int = 0) -> None:
        self.units = units
        self.A_and_1_padded = np.zeros((max(rows, units + 1), samples), dtype)
        self.A_and_1_padded[units] = 1
        self.A_and_1 = self.A_and_1_padded[: units + 1]
        self.A = self.A_and_1_padded[:units]


class LayerMemory(Inputs):
    """The arrays of a layer, which the layer after it sees as its inputs.

    Parameters
    ----------
    before : what it sees
    units : how many it has
    W_and_b, dW_and_db : its parts of parameters and gradients, padded, from :func:`reserve_parameters`

    Attributes
    ----------
    computed : the arrays that ``forward`` and, once they are reserved, ``backward`` write
    """

    def __init__(self, before: Inputs, units: int, W_and_b: NDArray, dW_and_db: NDArray) -> None:
        rows, samples = len(W_and_b), before.A.shape[1]
        super().__init__(units, samples, W_and_b.dtype, rows)
        self.before = before
        self.W_and_b_padded, self.dW_and_db_padded = W_and_b[:, : before.units + 1], dW_and_db
        self.W_padded = W_and_b[:units]  # its columns are padded: they are the rows of Wᵀ
        self.W = W_and_b[:units, : before.units]
        self.Z_padded = np.zeros((rows, samples), W_and_b.dtype)
        self.Z = self.Z_padded[:units]
        self.computed = [self.Z_padded, self.A_and_1_padded]
        self.matmul: Callable[..., object] = np.matmul
        self.matmul_over_samples: Callable[..., object] = np.matmul
        # The inputs may be many; of the units of a hidden layer, which are few, all samples are taken at once.
        if not isinstance(before, LayerMemory) and len(parts := portions(samples, self.W_and_b_padded.size)) > 1:
            self.matmul = partial(matmul_in_portions, parts)
            self.matmul_over_samples = partial(matmul_over_portions, parts)

    def reserve_for_backward(self) -> None:
        """Reserve dZ and dA, which a network that only goes forward does without."""
        self.dZ_padded, self.dA_padded = np.zeros_like(self.Z_padded), np.zeros_like(self.A_and_1_padded)
        self.dZ, self.dA = self.dZ_padded[: self.units], self.dA_padded[: self.units]
        self.computed += [self.dZ_padded, self.dA_padded]


def portions(samples: int, each: int) -> list[slice]:
    """All samples, in portions of whole blocks if there are many; ``each``: the multiplications for one sample."""
    columns = max(1, MOST_AT_ONCE // each // BLOCK) * BLOCK
    return [slice(first, first + columns) for first in range(0, samples or 1, columns)]


def matmul_in_portions(parts: Sequence[slice], left: NDArray, right: NDArray, out: NDArray) -> None:
    """``left @ right``, where a sample is a column of ``right``."""
    for part in parts:
        np.matmul(left, right[:, part], out=out[:, part])


def matmul_over_portions(parts: Sequence[slice], left: NDArray, right: NDArray, out: NDArray) -> None:
    """``left @ right``, the sum over the samples, where a sample is a column of ``left`` and a row of ``right``."""
    first, *more = parts
    np.matmul(left[:, first], right[first], out=out)
    for part in more:
        out += np.matmul(left[:, part], right[part])
