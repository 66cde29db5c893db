"""Points given one by one, as the list axis of a sweep: what they share, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import numpy as np

from ..errors import ConfigError
from ..settings import Settings, finite

__all__ = ["document_of", "plain"]


def document_of(points: Sequence[Settings | Mapping[str, Any]]) -> dict[str, Any]:
    """Return a configuration with a table ``[sweep]`` that lists these points.

    Parameters
    ----------
    points : sequence of Settings or mapping
        Whole configurations, as `gandyn.config.load_config` returns them or as plain tables.

    Raises
    ------
    ConfigError
        There are none.
    TypeError
        A point is no configuration.
    """
    if not points:
        raise ConfigError("points: must be at least one, got none")
    rows = [_flat(_table(point, index)) for index, point in enumerate(points)]
    shared = {
        key: value
        for key, value in rows[0].items()
        if all(key in row and _same(row[key], value) for row in rows)
    }
    own = [{key: value for key, value in row.items() if key not in shared} for row in rows]
    document: dict[str, Any] = {}
    if len(points) == 1 or not any(own):  # something must be listed
        own = [{"seed": row.get("seed", 0)} for row in rows]
        shared.pop("seed", None)
    for key, value in shared.items():
        *path, last = key.split(".")
        table = document
        for part in path:
            table = table.setdefault(part, {})
        table[last] = value
    return document | {"sweep": {"list": own}}


def plain(value: Any) -> Any:
    """Return tables, lists and numbers of Python alone: arrays become lists, paths names."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return str(value) if isinstance(value, PurePath) else value


def _table(point: Any, index: int) -> dict[str, Any]:
    if isinstance(point, Settings):
        return finite(point.model_dump())
    if isinstance(point, Mapping):
        table: dict[str, Any] = plain(point)
        return table
    wanted = "a configuration, or a table of its keys"
    raise TypeError(f"points[{index}] must be {wanted}, got {type(point).__name__}")


def _flat(table: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict) and value:
            found |= {f"{key}.{sub}": one for sub, one in _flat(value).items()}
        else:
            found[key] = value
    return found


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
