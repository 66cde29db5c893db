"""Reading weighted points from csv, csv.gz, npy and npz files."""

from __future__ import annotations

import csv
import gzip
import io
import os
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import DataError
from .files import read_arrays

MASS_NAMES = ("mass", "weight", "population")


@dataclass(frozen=True)
class Points:
    """Points read from a file.

    Attributes
    ----------
    points : ndarray (m, d), float64
        The positions.
    weights : ndarray (m,) or None
        The masses as the file gives them (not normalised), or None if it gives none.
    columns : tuple of str
        Names of the d coordinates; their indices where the file has no header.
    mass : str or None
        The column that the masses came from.
    """

    points: NDArray[np.float64]
    weights: NDArray[np.float64] | None
    columns: tuple[str, ...]
    mass: str | None = None


def read_points(
    path: str | os.PathLike[str],
    *,
    columns: Sequence[str | int] | None = None,
    mass: str | int | None = None,
) -> Points:
    """Read points, and their masses if wanted, from a ``.csv``, ``.csv.gz``, ``.npy`` or ``.npz``.

    A csv file may have a header; an npy file holds one array (m, d); an npz file holds ``points``
    or ``targets``, and perhaps ``weights``, which are then the masses.

    Parameters
    ----------
    path : path-like
        The file.
    columns : sequence of str or int, optional
        The coordinates, by name or by index from 0. Default: every column but the mass.
    mass : str, int or None
        The column of the masses, by name or by index from 0; ``"auto"`` takes the one called
        mass, weight or population, if there is one. None: all columns are coordinates.

    Raises
    ------
    DataError
        Something in the file is not as wanted; the message names file, line and column.
    OSError
        The file could not be read.
    """
    name = os.fspath(path)
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    if suffixes[-1:] == [".csv"] or suffixes[-2:] == [".csv", ".gz"]:
        return _read_csv(name, columns, mass)
    if suffixes[-1:] == [".npy"]:
        return _from_array(name, _load_npy(name), columns, mass)
    if suffixes[-1:] == [".npz"]:
        return _read_npz(name, columns, mass)
    raise DataError(f"{name}: name must end in .csv, .csv.gz, .npy or .npz")


def _read_csv(path: str, columns: Sequence[str | int] | None, mass: str | int | None) -> Points:
    text = _decode(path, _read_bytes(path))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        numbered = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise DataError(f"{path}: line {reader.line_num}: {error}") from error
    while numbered and len(numbered[-1][1]) <= 1 and not "".join(numbered[-1][1]).strip():
        numbered.pop()
    if not numbered:
        raise DataError(f"{path}: empty file: wanted rows of numbers")
    rows = [row for _, row in numbered]

    def line(index: int) -> str:  # a quoted field may span lines: a row starts after the last one
        return f"line {numbered[index - 1][0] + 1 if index else 1}"

    width = len(next(filter(None, rows)))
    if set(map(len, rows)) != {width}:
        index = next(i for i, row in enumerate(rows) if len(row) != width)
        raise DataError(f"{path}: {line(index)}: {len(rows[index])} fields, wanted {width}")

    header = _has_header(path, rows[0], [*(columns or ()), *([] if mass is None else [mass])])
    names = [field.strip() for field in rows[0]] if header else None
    if header and len(rows) == 1:
        raise DataError(f"{path}: only a header: wanted rows of numbers below line 1")
    chosen, mass_index = _choose(path, width, names, columns, mass)
    body = rows[header:]
    table = np.empty((len(body), len(chosen)))
    for position, column in enumerate(chosen):
        fields = [row[column] for row in body]
        try:
            table[:, position] = np.fromiter(map(float, fields), np.float64, len(fields))
            if "_" in "".join(fields):  # float() takes 1_000
                raise ValueError
        except ValueError:
            index = next(i for i, field in enumerate(fields) if not _is_number(field))
            what = repr(fields[index][:80]) if fields[index].strip() else "a missing value"
            where = f"{line(index + header)}, column {_label(column, names)}"
            raise DataError(f"{path}: {where}: wanted a number, got {what}") from None
    return _checked(path, table, chosen, mass_index, names, lambda i: line(i + header))


def _read_bytes(path: str) -> bytes:
    if not path.lower().endswith(".gz"):
        return Path(path).read_bytes()
    try:
        with gzip.open(path) as file:
            return file.read()
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path}: not a readable gzip file: {error}") from error


def _decode(path: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}: line {number}: wanted UTF-8 text, got {error.reason}") from error


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return "_" not in field


def _has_header(path: str, first: list[str], selected: list[str | int]) -> bool:
    """Whether the first row is names: asked of the selected columns, all of them when none is."""
    if any(isinstance(column, str) and column != "auto" for column in selected):
        return True
    picked = [c for c in selected if isinstance(c, int) and 0 <= c < len(first)]
    filled = [field for field in (first[c] for c in picked or range(len(first))) if field.strip()]
    numbers = sum(map(_is_number, filled))
    if 0 < numbers < len(filled):
        text = next(field for field in filled if not _is_number(field))
        raise DataError(
            f"{path}: line 1: wanted a header or numbers, got both: {text[:80]!r} among numbers"
        )
    return bool(filled) and numbers == 0


def _label(column: int, names: list[str] | None) -> str:
    return f"{column} (from 0)" if names is None else repr(names[column])


def _find(path: str, column: str | int, width: int, names: list[str] | None) -> int:
    if isinstance(column, int):
        if 0 <= column < width:
            return column
        raise DataError(f"{path}: no column {column}: wanted an index from 0 to {width - 1}")
    if names is None:
        raise DataError(f"{path}: no column {column!r}: the columns have no names, use an index")
    if names.count(column) != 1:
        problem = "no" if column not in names else "more than one"
        near = get_close_matches(column, names, 1)
        hint = f"; did you mean {near[0]!r}?" if near and problem == "no" else ""
        listed = ", ".join(map(repr, names[:20]))
        raise DataError(f"{path}: {problem} column {column!r}: the columns are {listed}{hint}")
    return names.index(column)


def _choose(
    path: str,
    width: int,
    names: list[str] | None,
    columns: Sequence[str | int] | None,
    mass: str | int | None,
) -> tuple[list[int], int | None]:
    """Return the columns to read, the mass last, and the index of the mass."""
    if mass == "auto":
        known = [n for n in names or () if n.lower() in MASS_NAMES]
        if len(known) > 1:
            raise DataError(f"{path}: mass could be any of {', '.join(known)}: name one")
        mass = known[0] if known else None
    mass_index = None if mass is None else _find(path, mass, width, names)
    if columns is None:
        chosen = [column for column in range(width) if column != mass_index]
    else:
        chosen = [_find(path, column, width, names) for column in columns]
    if not chosen:
        raise DataError(f"{path}: no coordinates: wanted at least one column beside the mass")
    chosen += [] if mass_index is None else [mass_index]
    if len(set(chosen)) < len(chosen):
        raise DataError(f"{path}: a column is chosen twice")
    return chosen, mass_index


def _checked(
    path: str,
    table: NDArray[np.float64],
    chosen: list[int],
    mass_index: int | None,
    names: list[str] | None,
    place: Callable[[int], str],
) -> Points:
    """Split a table (m, len(chosen)) into points and masses, all of them finite."""
    for row, position in np.argwhere(~np.isfinite(table))[:1]:
        where = f"{place(int(row))}, column {_label(chosen[position], names)}"
        raise DataError(f"{path}: {where}: wanted a finite number, got {table[row, position]}")
    labels = tuple(str(c) if names is None else names[c] for c in chosen)
    if mass_index is None:
        return Points(table, None, labels)
    weights = np.ascontiguousarray(table[:, -1])
    for row in np.flatnonzero(weights < 0)[:1]:
        where = f"{place(int(row))}, column {_label(mass_index, names)}"
        raise DataError(f"{path}: {where}: wanted a mass >= 0, got {weights[row]}")
    return Points(np.ascontiguousarray(table[:, :-1]), weights, labels[:-1], labels[-1])


def _load_npy(path: str) -> NDArray[Any]:
    with open(path, "rb") as file:
        try:
            return np.lib.format.read_array(file, allow_pickle=False)
        except Exception as error:  # whatever arbitrary bytes make the reader raise
            reason = str(error) or type(error).__name__
            raise DataError(f"{path}: not a readable .npy file: {reason}") from error


def _read_npz(path: str, columns: Sequence[str | int] | None, mass: str | int | None) -> Points:
    arrays = read_arrays(path)
    keys = [key for key in ("points", "targets") if key in arrays]
    if len(keys) != 1:
        held = ", ".join(arrays) or "nothing"
        raise DataError(f"{path}: wanted one array 'points' or 'targets', got {held}")
    if "weights" not in arrays:
        return _from_array(path, arrays[keys[0]], columns, mass)
    if mass not in (None, "auto", "weights"):
        raise DataError(f"{path}: mass is {mass!r}, but the file has its own 'weights'")
    points, weights = arrays[keys[0]], arrays["weights"]
    if points.ndim != 2 or weights.shape != points.shape[:1]:
        raise DataError(
            f"{path}: wanted {keys[0]} (m, d) and weights (m,), got {points.shape}, {weights.shape}"
        )
    # One table, so that the masses pass the same tests as a column of masses does.
    table = np.column_stack([points, weights])
    coordinates = range(points.shape[1]) if columns is None else columns
    return replace(_from_array(path, table, coordinates, points.shape[1]), mass="weights")


def _from_array(
    path: str,
    array: NDArray[Any],
    columns: Sequence[str | int] | None,
    mass: str | int | None,
) -> Points:
    if array.dtype.kind not in "fiu" or array.dtype.itemsize > 8:
        raise DataError(f"{path}: wanted real numbers that float64 can hold, got {array.dtype}")
    if array.ndim != 2 or 0 in array.shape:
        raise DataError(f"{path}: wanted an array (m, d) with m, d >= 1, got shape {array.shape}")
    chosen, mass_index = _choose(path, array.shape[1], None, columns, mass)
    table = array[:, chosen].astype(np.float64)
    return _checked(path, table, chosen, mass_index, None, lambda i: f"row {i} (from 0)")
