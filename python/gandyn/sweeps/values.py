"""Values along an axis of a sweep: lists of them, ranges, and numbers drawn at random."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from math import floor, isfinite, log
from typing import Any

import numpy as np

from ..complaints import shown
from ..errors import ConfigError

__all__ = ["MOST_POINTS", "along", "drawn", "flat", "natural", "unknown"]

MOST_POINTS = 100_000
"""Every point is a file or two; more than this are for `gandyn.simulate_batch`."""

SPACED = ("from", "to", "num", "scale")
SCALES = ("linear", "log")

_KEY = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")

Column = tuple[list[Any], tuple[int, ...] | None]
"""Values; and, where they are spaced between two integers, the integers nearest to them."""


def unknown(key: str, known: tuple[str, ...]) -> str:
    """Say that a key is none of those known, and which one may be meant."""
    near = get_close_matches(key, known, 1)
    hint = f"did you mean {near[0]}?" if near else f"the keys here are: {', '.join(known)}"
    return f"{key}: unknown key; {hint}"


def flat(table: Any, origin: str, whole: bool = False) -> list[tuple[str, Any]]:
    """Return dotted keys and their values: ``"a.b" = v``, ``a.b = v`` and ``{a = {b = v}}`` alike.

    Of whole points a table is never a range of values.

    Raises
    ------
    ConfigError
        It is no table, is empty, or names a key twice.
    """
    if not isinstance(table, dict) or not table:
        raise ConfigError(f"{origin} must be a table of keys and values, got {shown(table)}")
    found: dict[str, Any] = {}
    for key, value in table.items():
        if not _KEY.fullmatch(key):
            raise ConfigError(f"{origin}: no key of a configuration: {shown(key)}")
        if isinstance(value, dict) and value and (whole or not set(SPACED) & set(value)):
            inner = [(f"{key}.{sub}", v) for sub, v in flat(value, f"{origin} {key!r}", whole)]
        else:
            inner = [(key, value)]
        for name, one in inner:
            if name in found:
                raise ConfigError(f"{origin}: {name} is given twice")
            found[name] = one
    return list(found.items())


def along(values: Any, where: str) -> Column:
    """Return the values that a list or a range stands for.

    Raises
    ------
    ConfigError
        It is neither, or empty.
    """
    if not isinstance(values, dict):
        return _listed(values, where), None
    low, high, logarithmic = _range(values, where)
    num = natural(values.get("num"), f"{where} num", 1, MOST_POINTS)
    numbers = (np.geomspace if logarithmic else np.linspace)(low, high, num).tolist()
    return numbers, tuple(map(round, numbers)) if _whole(values) else None


def drawn(values: Any, unit: Any, where: str) -> Column:
    """Return the values that numbers u of [0, 1) draw from a list or a range.

    Raises
    ------
    ConfigError
        It is neither, or empty.
    """
    if not isinstance(values, dict):
        given = _listed(values, where)
        return [given[int(u * len(given))] for u in unit], None
    low, high, logarithmic = _range(values, where)
    if "num" in values:
        raise ConfigError(f"{where} num: belongs beside the keys, for all of them")
    low, high = min(low, high), max(low, high)
    if logarithmic:
        numbers = np.clip(np.exp(log(low) + unit * (log(high) - log(low))), low, high).tolist()
        integers = tuple(map(round, numbers))
    else:
        numbers = np.clip(low + unit * (high - low), low, high).tolist()
        integers = tuple(floor(low + u * (high - low + 1)) for u in unit)  # both ends alike
    return numbers, integers if _whole(values) else None


def natural(value: Any, where: str, least: int, most: int = 2**63) -> int:
    """Return an integer >= `least`.

    Raises
    ------
    ConfigError
        It is not.
    """
    if not _is_int(value) or value < least:
        raise ConfigError(f"{where} must be an integer >= {least}, got {_given(value)}")
    if value > most:
        raise ConfigError(f"{where} must be at most {most:,}, got {shown(value)}")
    return int(value)


def _range(table: Mapping[str, Any], where: str) -> tuple[float, float, bool]:
    for key in table:
        if key not in SPACED:
            raise ConfigError(f"{where} {unknown(key, SPACED)}")
    ends = []
    for key in ("from", "to"):
        value = table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
            raise ConfigError(f"{where} {key} must be a finite number, got {_given(value)}")
        ends.append(float(value))
    if (scale := table.get("scale", "linear")) not in SCALES:
        raise ConfigError(f"{where} scale must be linear or log, got {shown(scale)}")
    if scale == "log" and min(ends) <= 0.0:
        raise ConfigError(
            f"{where}: a log scale needs from and to > 0, got {ends[0]} and {ends[1]}"
        )
    return ends[0], ends[1], scale == "log"


def _listed(values: Any, where: str) -> list[Any]:
    if not isinstance(values, list) or not values:
        wanted = "a list of values, or a table of from, to, num and scale"
        raise ConfigError(f"{where} must be {wanted}, got {_given(values)}")
    return values


def _whole(table: Mapping[str, Any]) -> bool:
    return _is_int(table["from"]) and _is_int(table["to"])


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _finite(value: float) -> bool:
    try:
        return isfinite(value)
    except OverflowError:
        return False


def _given(value: Any) -> str:
    return "nothing" if value is None else shown(value)
