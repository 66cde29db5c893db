"""Checks at the entry: arrays become contiguous float64 or the caller is told what is wrong."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def as_real(name: str, values: ArrayLike, dimensions: int | None, shape: str) -> Array:
    """Return `values` as a C-contiguous, native float64 array; None: of any number of axes.

    Narrower numbers are widened; what float64 cannot hold, text and objects are refused.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} must have shape {shape}: {error}") from error
    if isinstance(values, np.ma.MaskedArray):
        raise TypeError(f"{name} must not be a masked array: fill it, or leave the points out")
    if array.dtype.kind not in "fiu" or array.dtype.itemsize > 8:
        raise TypeError(
            f"{name} must hold real numbers of at most 64 bits, got dtype {array.dtype}"
        )
    if dimensions is not None and array.ndim != dimensions:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    if array.dtype.itemsize == 8 and array.dtype.kind in "iu" and array.size:
        largest = max(abs(int(array.min())), abs(int(array.max())))
        if largest > 2**53:
            raise ValueError(f"{name} must hold integers of at most 2**53 in size, got {largest}")
    return np.ascontiguousarray(array, dtype=np.float64)


def as_floats(
    name: str, values: ArrayLike, dimensions: int, shape: str, infinite: bool = False
) -> Array:
    """Return `values` as `as_real` does, all finite; with `infinite`, none of them nan."""
    array = as_real(name, values, dimensions, shape)
    bad = np.isnan(array) if infinite else ~np.isfinite(array)
    if bad.any():
        place = tuple(int(i) for i in np.argwhere(bad)[0])
        wanted = "not be nan" if infinite else "be finite"
        raise ValueError(f"{name} must {wanted}, got {array[place]} at index {place}")
    return array


def as_points(
    name: str, values: ArrayLike, dimension: int | None = None, empty: bool = False
) -> Array:
    """Return `values` as points, one a row: (n, d) with d = `dimension` if given and n >= 1."""
    columns = "d" if dimension is None else dimension
    array = as_floats(name, values, 2, f"(n, {columns})")
    if array.shape[1] == 0 or (dimension is not None and array.shape[1] != dimension):
        raise ValueError(f"{name} must have shape (n, {columns}) with d >= 1, got {array.shape}")
    if array.shape[0] == 0 and not empty:
        raise ValueError(f"{name} must have at least one point, got shape {array.shape}")
    return array


def as_masses(name: str, values: ArrayLike | None, count: int) -> Array:
    """Return masses (count,), none negative and not all zero; None: uniform, summing to 1."""
    if values is None:
        return np.full(count, 1.0 / count)
    array = as_floats(name, values, 1, f"({count},)")
    if array.shape != (count,):
        raise ValueError(f"{name} must have shape ({count},), got {array.shape}")
    if (array < 0).any():
        raise ValueError(f"{name} must not be negative, got {array.min()}")
    if not array.sum() > 0:
        raise ValueError(f"{name} must not sum to zero")
    return array


def as_integer(name: str, value: object, low: int, high: int = 2**53) -> int:
    """Return `value` as an int in [low, high]; bool and float are refused."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {value!r}")
    if not low <= number <= high:
        raise ValueError(f"{name} must be an integer from {low} to {high}, got {number}")
    return number


def as_number(name: str, value: object) -> float:
    """Return `value` as a float; bool, complex and text are refused."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} must be a number, got {value!r}")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{name} must be a number that float64 can hold, got {value!r}") from None


def as_instance(name: str, value: object, choices: dict[str, type], like: str) -> Any:
    """Return `value` if it is one of the parameter classes in `choices`."""
    if not isinstance(value, tuple(choices.values())):
        wanted = ", ".join(choices)
        raise TypeError(f"{name} must be one of {wanted}, such as {like}, got {value!r}")
    return value
