"""All points of a sweep, checked before anything runs, each named by its complete configuration."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from ..complaints import shown
from ..config import Change, Config, apply, configure
from ..errors import ConfigError, DataError
from ..settings import Settings, finite
from .axes import Axis, Sweeping, read_sweeping
from .measure import check_measures

__all__ = ["Plan", "Point", "copied", "make_plan", "name_of"]


@dataclass(frozen=True)
class Point:
    """One run of a sweep.

    Attributes
    ----------
    id : str
        The hash of its complete configuration.
    place : int
        Its number among all combinations of the axes' steps, the last axis fastest.
    values : dict
        What the axes say, by dotted key.
    """

    id: str
    place: int
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return ", ".join(f"{key}={shown(value)}" for key, value in self.values.items())


@dataclass(frozen=True)
class Plan:
    """A sweep before it runs.

    Attributes
    ----------
    name : str
        What it is called.
    document : dict
        The configuration that the points share.
    table : dict
        The table ``[sweep]`` as it was given.
    axes : tuple of (name, kind, keys, size)
        In the order in which they multiply.
    points : dict of str to Point
        By id; those that are the same run are there once.
    doubles : int
        How many were left out for that.
    measure, keep
        As in ``[sweep]``.
    """

    name: str
    document: dict[str, Any]
    table: dict[str, Any]
    axes: tuple[tuple[str, str, tuple[str, ...], int], ...]
    points: dict[str, Point] = field(repr=False)
    doubles: int = 0
    measure: tuple[str, ...] = ()
    keep: str = "result"

    @property
    def keys(self) -> list[str]:
        """The dotted keys that vary."""
        return [key for _, _, keys, _ in self.axes for key in keys]

    def settings(self, id: str) -> Settings:
        """Return the configuration of a point.

        Raises
        ------
        DataError
            It is not what was planned: a file that it names has changed since.
        OSError
            Such a file cannot be read.
        """
        changes = [(k.split("."), v, self.name) for k, v in self.points[id].values.items()]
        settings = _settings(self.document, changes, self.name)
        if name_of(settings) != id:
            raise DataError(
                f"{self.name}: the files of point {id} have changed since it was planned"
            )
        return settings


def make_plan(
    document: dict[str, Any],
    name: str,
    origin: str,
    changes: Sequence[Change] = (),
    progress: Callable[[int, int], object] | None = None,
) -> Plan:
    """Read a configuration with a table ``[sweep]``, and check every point that it describes.

    Parameters
    ----------
    document : dict
        Plain values, the names of files absolute.
    name : str
        What the sweep is called.
    origin : str
        What complaints begin with.
    changes : sequence of (keys, value, label)
        Overrides of the configuration.
    progress : callable, optional
        ``progress(checked, points)``.

    Raises
    ------
    ConfigError
        A point is wrong: the message names axis and value.
    DataError, OSError
        A file named is not as wanted.
    """
    if "sweep" not in document:
        raise ConfigError(f"{origin}: there is no table [sweep]; gandyn run plays a single run")
    base = {key: value for key, value in document.items() if key != "sweep"}
    sweeping = read_sweeping(document["sweep"], origin)
    for keys, _, label in changes:
        for key in sweeping.keys:
            if key.split(".")[: len(keys)] == keys:
                raise ConfigError(f"{label}: {key} is swept, and cannot be given as well")
    apply(base := copied(base), changes)
    sweeping = _with_integers(base, sweeping, changes, origin)
    points: dict[str, Point] = {}
    total, doubles, built = 1, 0, set[str]()
    for axis in sweeping.axes:
        total *= len(axis.steps)
    for place, values in enumerate(sweeping.points()):
        point = Point("", place, values)
        at = f"{origin}: point {place + 1} of {total} ({point})"
        settings = _settings(base, _labelled(sweeping, values, origin), at, changes)
        check_measures(sweeping.measure, settings, at)
        _build(settings, built, at)
        point = replace(point, id=name_of(settings))
        doubles += point.id in points
        points.setdefault(point.id, point)
        if progress is not None:
            progress(place + 1, total)
    axes = tuple((a.name, a.kind, tuple(a.keys), len(a.steps)) for a in sweeping.axes)
    table = document["sweep"]
    return Plan(name, base, table, axes, points, doubles, sweeping.measure, sweeping.keep)


def name_of(settings: Settings) -> str:
    """Return the hash of all that a run's result depends on: a file by its content, not its name.

    Raises
    ------
    OSError
        A file cannot be read.
    """
    table = finite(settings.model_dump())
    table.pop("num_threads", None)  # results do not depend on it
    for key in ("targets", "initial"):
        if (path := table.get(key, {}).get("file")) is not None:
            status = os.stat(path)
            table[key]["file"] = _content(path, status.st_mtime_ns, status.st_size)
    text = json.dumps(table, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _content(path: str, changed: int, size: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settings(
    base: Mapping[str, Any], changes: Sequence[Change], origin: str, made: Sequence[Change] = ()
) -> Settings:
    """Return the configuration of one point."""
    # Whole tables before what is within them.
    ordered = sorted(changes, key=lambda change: len(change[0]))
    own = [(keys, copied(value), label) for keys, value, label in ordered]
    return configure(copied(base), own, origin, made)


def _labelled(sweeping: Sweeping, values: Mapping[str, Any], origin: str) -> list[Change]:
    kinds = {key: axis.kind for axis in sweeping.axes for key in axis.keys}
    return [
        (key.split("."), value, f"{origin}: [sweep] {kinds[key]} {key!r}, value {shown(value)}")
        for key, value in values.items()
    ]


def _with_integers(
    base: Mapping[str, Any], sweeping: Sweeping, changes: Sequence[Change], origin: str
) -> Sweeping:
    """Return the axes with integers for those keys whose type in the configuration that is."""
    first: dict[str, Any] = {}
    for axis in sweeping.axes:
        first |= axis.steps[0]
        first |= {key: whole[0] for key, whole in axis.integers.items()}
    spaced = {key for axis in sweeping.axes for key in axis.integers}
    if not spaced:
        return sweeping
    settings = _settings(base, _labelled(sweeping, first, origin), origin, changes)
    integers = {key for key in spaced if _wants_integer(settings, key.split("."))}

    def rounded(axis: Axis) -> Axis:
        for key in integers & set(axis.integers):
            axis = replace(axis.rounded(key), integers=axis.integers)
        return axis

    return replace(sweeping, axes=tuple(map(rounded, sweeping.axes)))


def _wants_integer(table: Any, keys: Sequence[str]) -> bool:
    for key in keys[:-1]:
        table = getattr(table, key, None)
    described = getattr(type(table), "model_fields", {}).get(keys[-1])
    return described is not None and described.annotation in (int, int | None)


def _build(settings: Settings, built: set[str], origin: str) -> None:
    """Refuse parts that do not fit together; those that differ in numbers alone are built once."""
    if not isinstance(settings, Config):
        return  # checked when it was read
    table = finite(settings.model_dump())
    if "file" in table["targets"] or "file" in table["initial"]:
        look = [table["targets"], table["initial"], table.get("num_particles")]
        look += [table[key]["name"] for key in ("kernel", "discriminator", "method")]
        if (seen := json.dumps(look)) in built:
            return
        built.add(seen)
    try:
        settings.build()
    except (ConfigError, DataError) as error:
        raise type(error)(f"{origin}: {error}") from error


def copied(value: Any) -> Any:
    """Return tables copied, and what is in them shared."""
    return {k: copied(v) for k, v in value.items()} if isinstance(value, dict) else value
