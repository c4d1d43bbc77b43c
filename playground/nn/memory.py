"""The memory of a network: allocated once, with rows padded to whole blocks.

A reader of the algebra (:mod:`playground.nn.network`) needs to know three things:

* ``Z`` holds the units, as in the notes; ``Z_padded`` is the same memory including its spare rows, which hold zeros.
  The result of a matrix product is padded; the dimension summed over is not.
* ``A_and_1`` is A above a row of ones, and ``W_and_b`` is W beside b: a bias is the weight of one more input that is
  always 1. So ``W_and_b @ A_and_1`` is ``W A + b`` in one product, and ``dZ @ A_and_1.T`` is ``dZ Aᵀ`` beside ``Σ dZ``.
* ``matmul`` and ``matmul_over_samples`` are both NumPy's ``matmul``; only with many inputs do they process the samples
  in portions.

Why spare rows? By the algebra, hidden units that start equal stay equal. In floating point, a matrix product processes
several rows at once, and the rows left over at the edge go through other instructions, which round differently: equal
units diverge in the last bit, and training amplifies that. With rows padded to a multiple of what common processors
handle at once, no unit ever lies at an edge.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import DTypeLike, NDArray

BLOCK = 16
"""Rows of hidden layers are padded to multiples of this (small layers to half of it).

Multiples of 8 are not enough: ``benchmarks/equal_units.py`` shows where units diverge. All this holds for one BLAS
thread, as in the app; several threads split the products of two layers of about 50 units differently, and units
diverge by 1e-18.
"""

MOST_AT_ONCE = 10**6
"""Multiplications in one product of weights and samples: up to this size OpenBLAS has a faster kernel on some
processors, one in which no row is at an edge."""


def padded_rows(units: int, block: int = BLOCK) -> int:
    """Rows to allocate for a hidden layer: its units, and spare rows to fill the last block.

    With several blocks at least one row is spare: in very large products the last rows are an edge, too.
    """
    if block == BLOCK and units <= BLOCK:
        return BLOCK // 2 if units <= BLOCK // 2 else BLOCK
    return units if block == 1 else (units // block + 1) * block


def reserve_parameters(sizes: Sequence[int], dtype: DTypeLike, block: int) -> tuple[NDArray, list[NDArray]]:
    """One vector of zeros, (N,), and a view of it for each layer: ``[W | b]``, rows and columns padded."""
    rows = [sizes[0] + 1, *(padded_rows(n, block) for n in sizes[1:-1]), sizes[-1]]
    shapes = [(rows[layer], max(rows[layer - 1], sizes[layer - 1] + 1)) for layer in range(1, len(sizes))]
    ends = np.cumsum([r * c for r, c in shapes])
    vector = np.zeros(ends[-1], dtype)
    parts = np.split(vector, ends[:-1])
    return vector, [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


class Inputs:
    """The inputs of a layer: ``A`` (n, m), here the samples, above a row of ones; at least ``rows`` rows in all."""

    def __init__(self, units: int, samples: int, dtype: DTypeLike, rows: int = 0) -> None:
        self.units = units
        self.A_and_1_padded = np.zeros((max(rows, units + 1), samples), dtype)
        self.A_and_1_padded[units] = 1
        self.A_and_1 = self.A_and_1_padded[: units + 1]
        self.A = self.A_and_1_padded[:units]


class LayerMemory(Inputs):
    """The arrays of a layer, which are the inputs of the next layer.

    Parameters
    ----------
    before : its inputs
    units : number of units
    W_and_b, dW_and_db : its parts of the parameters and gradients, padded, from :func:`reserve_parameters`

    Attributes
    ----------
    computed : the arrays that ``forward`` and, once they are allocated, ``backward`` write
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
        # The network may have many inputs; a hidden layer has few units, so all samples are processed at once.
        if not isinstance(before, LayerMemory) and len(parts := portions(samples, self.W_and_b_padded.size)) > 1:
            self.matmul = partial(matmul_in_portions, parts)
            self.matmul_over_samples = partial(matmul_over_portions, parts)

    def reserve_for_backward(self) -> None:
        """Allocate dZ and dA, which a network that only goes forward does not need."""
        self.dZ_padded, self.dA_padded = np.zeros_like(self.Z_padded), np.zeros_like(self.A_and_1_padded)
        self.dZ, self.dA = self.dZ_padded[: self.units], self.dA_padded[: self.units]
        self.computed += [self.dZ_padded, self.dA_padded]


def portions(samples: int, each: int) -> list[slice]:
    """Slices of the samples, of whole blocks if there are many; ``each``: the multiplications for one sample."""
    columns = max(1, MOST_AT_ONCE // each // BLOCK) * BLOCK
    return [slice(first, first + columns) for first in range(0, samples or 1, columns)]


def matmul_in_portions(parts: Sequence[slice], left: NDArray, right: NDArray, out: NDArray) -> None:
    """``left @ right``, with samples as the columns of ``right``."""
    for part in parts:
        np.matmul(left, right[:, part], out=out[:, part])


def matmul_over_portions(parts: Sequence[slice], left: NDArray, right: NDArray, out: NDArray) -> None:
    """``left @ right``, a sum over the samples, which are the columns of ``left`` and the rows of ``right``."""
    first, *more = parts
    np.matmul(left[:, first], right[first], out=out)
    for part in more:
        out += np.matmul(left[:, part], right[part])
