"""What a table ``[sweep]`` says: its axes, and the points that they give.

Axes of different kinds multiply: grid x zip x random x list, the last one fastest.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from .. import _core
from ..complaints import shown
from ..errors import ConfigError
from .values import MOST_POINTS, Column, along, drawn, flat, natural, unknown

__all__ = ["Axis", "Sweeping", "read_sweeping"]

KINDS = ("grid", "zip", "random", "list")
KEYS = (*KINDS, "measure", "keep")
KEEP = ("result", "trajectory")

Values = Mapping[str, Any]
"""Values of keys of a configuration, by dotted key."""


@dataclass(frozen=True)
class Axis:
    """Steps along which keys take values together.

    Attributes
    ----------
    kind : str
        "grid", "zip", "random" or "list".
    steps : tuple of mapping
        The values of the keys at every step.
    integers : mapping of str to tuple of int
        For keys whose values are spaced between two integers, integers for all the steps: used
        where the configuration wants those.
    """

    kind: str
    steps: tuple[Values, ...]
    integers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """The keys that take values, in the order in which they were given."""
        return list(dict.fromkeys(key for step in self.steps for key in step))

    @property
    def name(self) -> str:
        """The key, where there is one alone; else the kind."""
        return self.keys[0] if self.kind == "grid" else self.kind

    def rounded(self, key: str) -> Axis:
        """Return the axis with integers for a key; on a grid each of them once."""
        pairs = zip(self.steps, self.integers[key], strict=True)
        steps = [{**step, key: integer} for step, integer in pairs]
        if self.kind == "grid":
            steps = list({step[key]: step for step in steps}.values())
        return Axis(self.kind, tuple(steps))


@dataclass(frozen=True)
class Sweeping:
    """A table ``[sweep]``.

    Attributes
    ----------
    axes : tuple of Axis
        In the order in which they multiply.
    measure : tuple of str
        Numbers kept of every point beside those that always are.
    keep : str
        "result", or "trajectory": the folders of the runs stay.
    """

    axes: tuple[Axis, ...]
    measure: tuple[str, ...] = ()
    keep: str = "result"

    @property
    def keys(self) -> list[str]:
        """The keys of all axes."""
        return [key for axis in self.axes for key in axis.keys]

    def points(self) -> Iterator[dict[str, Any]]:
        """Yield the values of every point."""
        for steps in itertools.product(*(axis.steps for axis in self.axes)):
            yield {key: value for step in steps for key, value in step.items()}


def read_sweeping(table: Any, origin: str) -> Sweeping:
    """Read a table ``[sweep]``.

    Parameters
    ----------
    table : any
        The table, of plain values.
    origin : str
        What complaints begin with.

    Raises
    ------
    ConfigError
        The message names the kind, the key and what came.
    """
    origin = f"{origin}: [sweep]"
    if not isinstance(table, dict):
        raise ConfigError(f"{origin} must be a table, got {shown(table)}")
    for key in table:
        if key not in KEYS:
            raise ConfigError(f"{origin} {unknown(key, KEYS)}")
    axes = [axis for kind in KINDS if kind in table for axis in _READERS[kind](table[kind], origin)]
    if not axes:
        raise ConfigError(f"{origin} must have a grid, zip, random or list of points")
    _refuse_keys_of_two(axes, origin)
    count = prod(len(axis.steps) for axis in axes)
    if count > MOST_POINTS:
        raise ConfigError(
            f"{origin} has {count:,} points, and at most {MOST_POINTS:,} are kept in files; "
            f"gandyn.simulate_batch plays millions of runs in one call"
        )
    measure = table.get("measure", [])
    if not isinstance(measure, list) or not all(isinstance(name, str) for name in measure):
        raise ConfigError(f"{origin} measure must be a list of names, got {shown(measure)}")
    if (keep := table.get("keep", "result")) not in KEEP:
        raise ConfigError(f"{origin} keep must be one of {', '.join(KEEP)}, got {shown(keep)}")
    return Sweeping(tuple(axes), tuple(dict.fromkeys(measure)), keep)


def _refuse_keys_of_two(axes: Sequence[Axis], origin: str) -> None:
    seen: dict[str, str] = {}
    for axis in axes:
        for key in axis.keys:
            if key in seen:
                raise ConfigError(f"{origin} {axis.kind}: {key} is swept by {seen[key]} already")
            seen[key] = axis.kind


def _grid(table: Any, origin: str) -> list[Axis]:
    columns = {k: along(v, f"{origin} grid {k!r}") for k, v in flat(table, f"{origin} grid")}
    return [_axis("grid", {key: column}) for key, column in columns.items()]


def _zip(table: Any, origin: str) -> list[Axis]:
    columns = {k: along(v, f"{origin} zip {k!r}") for k, v in flat(table, f"{origin} zip")}
    if len({len(values) for values, _ in columns.values()}) > 1:
        told = ", ".join(f"{key} {len(values)}" for key, (values, _) in columns.items())
        raise ConfigError(f"{origin} zip: all must have the same number of values, got {told}")
    return [_axis("zip", columns)]


def _random(table: Any, origin: str) -> list[Axis]:
    origin = f"{origin} random"
    if not isinstance(table, dict):
        raise ConfigError(f"{origin} must be a table, got {shown(table)}")
    num = natural(table.get("num"), f"{origin} num", 1, MOST_POINTS)
    seed = natural(table.get("seed", 0), f"{origin} seed", 0)
    rest = {key: value for key, value in table.items() if key not in ("num", "seed")}
    columns = {}
    for key, values in flat(rest, origin):
        # Every key draws from a stream of its own, every point at its own place in it.
        stream = int.from_bytes(hashlib.sha256(f"{seed} {key}".encode()).digest()[:8], "big")
        unit = _core.uniform(stream, 0, num).ravel()
        columns[key] = drawn(values, unit, f"{origin} {key!r}")
    return [_axis("random", columns)]


def _list(points: Any, origin: str) -> list[Axis]:
    origin = f"{origin} list"
    if not isinstance(points, list) or not points:
        raise ConfigError(f"{origin} must be a list of points, got {shown(points)}")
    # An empty point is the configuration itself.
    steps = (dict(flat(point, origin, whole=True)) if point != {} else {} for point in points)
    return [Axis("list", tuple(steps))]


def _axis(kind: str, columns: Mapping[str, Column]) -> Axis:
    rows = zip(*(values for values, _ in columns.values()), strict=True)
    steps = tuple(dict(zip(columns, row, strict=True)) for row in rows)
    return Axis(kind, steps, {key: whole for key, (_, whole) in columns.items() if whole})


_READERS: dict[str, Callable[[Any, str], list[Axis]]] = {
    "grid": _grid,
    "zip": _zip,
    "random": _random,
    "list": _list,
}
