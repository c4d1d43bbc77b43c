"""Checks of what a caller passes in. Each message says what came, what it must be and how to get it."""

import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def matrix(name: str, value: ArrayLike, rows: int | None = None, columns: int | None = None) -> NDArray:
    """Return ``value`` as a float array of shape (rows, columns).

    Raises
    ------
    ValueError
        If it is not numeric, not two-dimensional, empty, not finite, or does not have the shape asked for.
    """
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} must contain only numbers, but {error}. Pass a NumPy array of floats.") from None
    if array.ndim == 1:
        raise ValueError(
            f"{name} has shape {array.shape}, a rank-1 array: neither a row nor a column. It must be a matrix, with "
            f"samples as columns. Use {name}.reshape(1, -1) for one row or {name}.reshape(-1, 1) for one column."
        )
    if array.ndim != 2:
        raise ValueError(
            f"{name} has shape {array.shape}, but must be a matrix: two dimensions, with samples as columns."
        )
    if array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}, so it is empty. Pass at least one row and one sample.")
    if not _fits(array.shape, rows, columns):
        transposed = f" Its transpose fits: pass {name}.T." if _fits(array.shape[::-1], rows, columns) else ""
        wanted = f"({'n' if rows is None else rows}, {'m' if columns is None else columns})"
        raise ValueError(f"{name} has shape {array.shape}, but must have shape {wanted}.{transposed}")
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise ValueError(
            f"{name} contains {array[row, column]} at row {row}, column {column}, but every number must be finite. "
            f"Remove such samples first, for example with {name}[:, np.isfinite({name}).all(axis=0)]."
        )
    return array


def _fits(shape: tuple[int, ...], rows: int | None, columns: int | None) -> bool:
    """Whether a matrix of this shape has as many rows and columns as wanted (None: any number)."""
    return rows in (None, shape[0]) and columns in (None, shape[1])


def labels(name: str, value: ArrayLike, rows: int | None = None, columns: int | None = None) -> NDArray:
    """Return ``value`` as a float matrix of zeros and ones, or raise ``ValueError``."""
    array = matrix(name, value, rows, columns)
    wrong = array[(array != 0) & (array != 1)]
    if wrong.size:
        raise ValueError(
            f"{name} contains the label {wrong[0]:g}, but every label must be 0 or 1. "
            f"If your classes are called a and b, use ({name} == b).astype(float)."
        )
    return array


def whole_number(name: str, value: Any, least: int = 1) -> int:
    """Return ``value`` as an int of at least ``least``, or raise ``ValueError``."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool | np.bool_) or number < least:
        raise ValueError(
            f"{name} is {value!r}, but must be a whole number of at least {least}, such as {max(least, 4)}."
        )
    return number


def seed(value: Any) -> int:
    """Return ``value`` as a seed of NumPy's legacy generator, or raise ``ValueError``."""
    try:
        number = whole_number("seed", value, least=0)
    except ValueError:
        number = 2**32
    if number >= 2**32:
        raise ValueError(f"seed is {value!r}, but must be a whole number from 0 to 4294967295.")
    return number


def finite_number(name: str, value: Any) -> float:
    """Return ``value`` as a finite float, or raise ``ValueError``."""
    try:
        number = np.nan if isinstance(value, str | bool | np.bool_) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = np.nan
    if not np.isfinite(number):
        raise ValueError(f"{name} is {value!r}, but must be a finite number, such as 0.01.")
    return number


def known(name: str, value: Any, table: Mapping[str, Any]) -> str:
    """Return ``value`` if it is a key of ``table``, or raise ``ValueError`` with the keys."""
    if not isinstance(value, str) or value not in table:
        raise ValueError(f"{name} is {value!r}, but must be one of {', '.join(map(repr, table))}.")
    return value


def hidden_sizes(n_h: int | Sequence[int]) -> tuple[int, ...]:
    """Return the sizes of the hidden layers as a tuple: ``4`` → ``(4,)``, ``(4, 3)``, or ``()`` for none."""
    if isinstance(n_h, Iterable) and not isinstance(n_h, str | bytes):
        return tuple(whole_number(f"n_h[{i}]", size) for i, size in enumerate(n_h))
    return (whole_number("n_h", n_h),)
