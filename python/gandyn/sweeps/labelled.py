"""What came of a sweep with names on its dimensions, for xarray and netCDF."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._extras import needed
from .ledger import Ledger
from .table import column_of, provenance, table_of

__all__ = ["dataset_of"]


def dataset_of(ledger: Ledger) -> Any:
    """Return an `xarray.Dataset` with a dimension an axis.

    A grid axis is a dimension with its values as coordinate; ``zip``, ``random`` and ``list`` are
    one each, with a coordinate for every key of theirs. Points without a record are nan, or empty.

    Raises
    ------
    ModuleNotFoundError
        xarray is not installed.
    """
    xarray = needed("xarray", "xarray")
    plan, table = ledger.plan, table_of(ledger)
    names = [name for name, _, _, _ in plan.axes]
    shape = tuple(size for _, _, _, size in plan.axes)
    rows = np.array([plan.points[id].place for id in table["id"]], dtype=np.int64)
    data = {
        name: (names, _placed(column, rows, shape))
        for name, column in table.items()
        if name not in table.swept
    }
    return xarray.Dataset(data, _coordinates(ledger, shape), provenance(ledger))


def _coordinates(ledger: Ledger, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the values of every key along the axis that it is of."""
    plan = ledger.plan
    points = list(plan.points.values())
    steps = np.unravel_index([point.place for point in points], shape)
    found = {}
    for (name, _, keys, size), step in zip(plan.axes, steps, strict=True):
        for key in keys:
            values: list[Any] = [None] * size
            for index, point in zip(step, points, strict=True):
                values[index] = point.values.get(key)
            found[key] = (name, column_of(values))
    return found


def _placed(column: Any, rows: Any, shape: tuple[int, ...]) -> Any:
    """Return the rows of a column at their places, nan or empty where there is none."""
    if column.dtype == object:
        whole = np.full(shape, "", dtype=object)
    elif len(rows) < np.prod(shape):
        whole = np.full(shape, np.nan)
    else:
        whole = np.empty(shape, dtype=column.dtype)
    whole.flat[rows] = column
    return whole
