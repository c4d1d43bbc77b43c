"""Validation of arguments. Each message says what was passed, what is needed and how to get it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, Protocol, TypeGuard

import numpy as np
from numpy.typing import ArrayLike, NDArray


def numbers(name: str, value: ArrayLike) -> NDArray:
    """Return ``value`` as a float array of the same shape.

    Raises
    ------
    ValueError
        If anything in it is not a real number. Text, dates and complex numbers are rejected even where NumPy would
        convert them, and so are masked values.
    """
    if _is_masked(value):
        raise ValueError(
            f"{name} has masked numbers, but every number must be known. Remove such samples first, for example with "
            f"{name}[:, ~np.ma.getmaskarray({name}).any(axis=0)]."
        )
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":  # bool, integers and floats
            for item in array.flat:
                if not _is_real(item):
                    raise ValueError(f"it contains {item!r}")
        with np.errstate(over="ignore"):  # a number beyond double precision becomes infinite
            return array.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} must contain only real numbers, but {error}. Pass an array of floats.") from None


def matrix(name: str, value: ArrayLike, rows: int | None = None, columns: int | None = None) -> NDArray:
    """Return ``value`` as a float array of shape (rows, columns).

    Raises
    ------
    ValueError
        If it is not numeric, not two-dimensional, empty, not finite, or not of the required shape.
    """
    array = numbers(name, value)
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


def labels(name: str, value: ArrayLike, rows: int | None = None, columns: int | None = None) -> NDArray:
    """Return ``value`` as a float matrix of zeros and ones, or raise ``ValueError``."""
    array = matrix(name, value, rows, columns)
    wrong = array[(array != 0) & (array != 1)]
    if wrong.size:
        raise ValueError(
            f"{name} contains the label {wrong[0]:g}, but every label must be 0 or 1. "
            f"If your classes are called a and b, use ({name} == b).astype(float). To predict numbers, use "
            "loss='squared error'."
        )
    return array


def one_hot(name: str, value: ArrayLike, rows: int | None = None, columns: int | None = None) -> NDArray:
    """Return ``value`` as a float matrix with a single 1 in each column, the rest zeros, or raise ``ValueError``."""
    array = matrix(name, value, columns=columns)
    use = (
        f"If {name} holds class numbers from 0 to K - 1, use np.eye(K)[:, {name}.ravel()]. To predict numbers, use "
        "loss='squared error'."
    )
    if len(array) < 2:
        raise ValueError(f"{name} has shape {array.shape}, but must have a row for each of at least two classes. {use}")
    wrong = ((array != 0) & (array != 1)).any(axis=0) | (array.sum(axis=0) != 1)
    if wrong.any():
        column = int(wrong.argmax())
        came = ", ".join(f"{number:g}" for number in array[:6, column]) + (", …" if len(array) > 6 else "")
        raise ValueError(
            f"{name} has the column {column} with [{came}], but every column must be one-hot: a single 1, in the row "
            f"of the sample's class, and zeros. {use}"
        )
    return matrix(name, array, rows, columns)


def quantities(name: str, value: ArrayLike, rows: int | None = None, columns: int | None = None) -> NDArray:
    """Return ``value`` as a float matrix of finite numbers, not of true and false, or raise ``ValueError``."""
    array = matrix(name, value, rows, columns)
    if np.asarray(value).dtype.kind == "b":
        raise ValueError(
            f"{name} contains True and False, which are classes, but must contain the numbers to be predicted. For two "
            f"classes, use loss='sigmoid'; otherwise pass {name}.astype(float)."
        )
    return array


def probabilities(name: str, value: ArrayLike, rows: int | None = None, columns: int | None = None) -> NDArray:
    """Return ``value`` as a float matrix of numbers from 0 to 1, or raise ``ValueError``."""
    array = matrix(name, value, rows, columns)
    if array.min() < 0 or array.max() > 1:
        raise ValueError(
            f"{name} ranges from {array.min():g} to {array.max():g}, but must contain probabilities from 0 to 1."
        )
    return array


def distributions(name: str, value: ArrayLike, rows: int | None = None, columns: int | None = None) -> NDArray:
    """Return ``value`` as a float matrix of probabilities that add up to 1 in each column, or raise ``ValueError``."""
    array = probabilities(name, value, rows, columns)
    wrong = np.abs(array.sum(axis=0) - 1)
    if wrong.max() > 1e-6:
        column = int(wrong.argmax())
        raise ValueError(
            f"The column {column} of {name} has the sum {array[:, column].sum():g}, but the probabilities of all "
            "classes add up to 1. Pass what forward_propagation returned."
        )
    return array


class Check(Protocol):
    """A check of a matrix, such as :func:`labels` or :func:`probabilities`."""

    def __call__(
        self, name: str, value: ArrayLike, rows: int | None = None, columns: int | None = None, /
    ) -> NDArray: ...


def samples(
    X: ArrayLike, Y: ArrayLike, n_x: int | None = None, n_y: int | None = None, labels: Check = labels
) -> tuple[NDArray, NDArray]:
    """Return X, (n_x, m), and Y, (n_y, m), as float matrices with one column per sample, or raise ``ValueError``."""
    X, shape = matrix("X", X, rows=n_x), matrix("Y", Y, rows=n_y).shape
    if X.shape[1] != shape[1]:
        raise ValueError(
            f"X has {X.shape[1]} columns and Y has {shape[1]}, but both must have one column per sample. "
            f"X has shape {X.shape}, Y has shape {shape}: if one of them is transposed, pass its .T."
        )
    return X, labels("Y", Y)


def scalar(value: Any) -> Any:
    """Return the element of a zero-dimensional array such as ``np.array(4)``; anything else unchanged."""
    return value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value


def whole_number(name: str, value: Any, least: int = 1) -> int:
    """Return ``value`` as an int of at least ``least``, or raise ``ValueError``."""
    number = scalar(value)
    if isinstance(number, bool | np.bool_ | np.timedelta64) or not isinstance(number, Integral) or number < least:
        raise ValueError(
            f"{name} is {value!r}, but must be a whole number of at least {least}, such as {max(least, 4)}."
        )
    return int(number)


def seed(value: Any, name: str = "seed") -> int:
    """Return ``value`` as a seed of NumPy's legacy generator, or raise ``ValueError``."""
    try:
        number = whole_number(name, value, least=0)
    except ValueError:
        number = 2**32
    if number >= 2**32:
        raise ValueError(f"{name} is {value!r}, but must be a whole number from 0 to 4294967295.")
    return number


def real_number(value: Any) -> float:
    """Return ``value`` as a float; NaN if it is not a real number, or too large."""
    number = scalar(value)
    if not _is_real(number) or isinstance(number, bool | np.bool_):
        return float("nan")
    try:
        return float(str(number) if isinstance(number, np.floating) else number)  # np.float32(0.2) is meant as 0.2
    except (ValueError, OverflowError):
        return float("nan")


def finite_number(name: str, value: Any) -> float:
    """Return ``value`` as a finite float, or raise ``ValueError``."""
    number = real_number(value)
    if not np.isfinite(number):
        raise ValueError(f"{name} is {value!r}, but must be a finite number, such as 0.01.")
    return number


def penalty(name: str, value: Any) -> float:
    """Return ``value`` as a penalty factor, a finite non-negative float, or raise ``ValueError``."""
    number = real_number(value)
    if not 0 <= number < np.inf:
        raise ValueError(f"{name} is {value!r}, but must be a finite number of at least 0, such as 0.01.")
    return number


def entry(name: str, arrays: Mapping[str, ArrayLike], key: str, source: str) -> ArrayLike:
    """Return ``arrays[key]``, or raise a ``ValueError`` that names ``source``, the function that returns ``arrays``."""
    if not isinstance(arrays, Mapping):
        raise ValueError(
            f"{name} is a {type(arrays).__name__}, but must hold arrays by name. Pass what {source} returned."
        )
    if key not in arrays:
        raise ValueError(
            f"{name} has the keys {', '.join(map(str, arrays))}, but {key} is missing. Pass what {source} returned."
        )
    return arrays[key]


def known(name: str, value: Any, table: Mapping[str, Any]) -> str:
    """Return ``value`` if it is a key of ``table``, or raise a ``ValueError`` that lists the keys."""
    if not isinstance(value, str) or value not in table:
        raise ValueError(f"{name} is {value!r}, but must be one of {', '.join(map(repr, table))}.")
    return value


def are_sizes(n_h: Any) -> TypeGuard[Sequence[int]]:
    """Whether ``n_h`` is a sequence of layer sizes; a number or a zero-dimensional array is a single size."""
    if isinstance(n_h, np.ndarray):
        return n_h.ndim > 0
    return isinstance(n_h, Sequence) and not isinstance(n_h, str | bytes)


def hidden_sizes(n_h: int | Sequence[int]) -> tuple[int, ...]:
    """Return the sizes of the hidden layers as a tuple: ``4`` → ``(4,)``, ``(4, 3)``, or ``()`` for none."""
    if are_sizes(n_h):
        return tuple(whole_number(f"n_h[{i}]", size) for i, size in enumerate(n_h))
    return (whole_number("n_h", n_h),)


def _is_real(value: Any) -> bool:
    """Whether it is a real number; NumPy counts ``timedelta64`` among its integers."""
    return isinstance(value, Real | Decimal | np.bool_) and not isinstance(value, np.timedelta64)


def _is_masked(value: Any) -> bool:
    """Whether any number is masked, also in a list of masked arrays, where NumPy would ignore the masks."""
    return np.ma.is_masked(value) or (isinstance(value, list | tuple) and any(map(_is_masked, value)))


def _fits(shape: tuple[int, ...], rows: int | None, columns: int | None) -> bool:
    """Whether a matrix of this shape has the wanted numbers of rows and columns (None: any number)."""
    return rows in (None, shape[0]) and columns in (None, shape[1])
