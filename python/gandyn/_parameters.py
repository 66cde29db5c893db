"""Parameter objects of the core, also such as hold others, as plain tables and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import _core

__all__ = ["describe", "is_nested", "nested", "required", "restore"]


def is_nested(field: Any) -> bool:
    """Whether a field of the core holds a parameter object, or may hold one."""
    return field.kind in ("object", "object or None")


def nested(field: Any) -> dict[str, Any]:
    """Return the classes that a nested field may hold, by name."""
    return {name: getattr(_core, name) for name in field.choices}


def required(cls: Any) -> str | None:
    """Return the field without which the core refuses an object, or None."""
    try:
        cls()
    except ValueError as error:
        named = re.match(r"\w+: (\w+) must", str(error))  # as all of the core's complaints begin
        if named is None:
            raise
        return named[1]
    return None


def describe(parameters: Any, classes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table of an object: the name of its class, and its fields.

    Raises
    ------
    ValueError
        The object is of none of `classes`, which map names to them.
    """
    name = type(parameters).__name__
    if classes.get(name) is not type(parameters):
        raise ValueError(f"{name} is none of {', '.join(classes)}")
    table = {"name": name, **parameters.to_dict()}
    for field in type(parameters).fields():
        if is_nested(field) and table[field.name] is not None:
            table[field.name] = describe(table[field.name], nested(field))
    return table


def restore(table: Mapping[str, Any], classes: Mapping[str, Any]) -> Any:
    """Return the object that `describe` made a table of.

    Raises
    ------
    KeyError, TypeError, ValueError
        The table is of none of `classes`, or the core refuses it.
    """
    values = dict(table)
    cls = classes[values.pop("name")]
    for field in cls.fields():
        if is_nested(field) and values.get(field.name) is not None:
            values[field.name] = restore(values[field.name], nested(field))
    return cls(**values)
