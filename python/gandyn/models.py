"""Strict tables for configurations, generated from the field lists of the core's classes.

A kernel, discriminator or method that the core gains can be configured without a change here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from math import isfinite
from sys import float_info
from typing import Annotated, Any, ClassVar, Literal, Union

import numpy as np
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ._parameters import is_nested, nested, required
from .complaints import CHOICE


class Table(BaseModel):
    """A table that converts nothing, and of an unknown key says which one may be meant."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _keys_are_known(cls, table: Any) -> Any:
        for key in table if isinstance(table, dict) else ():
            if key not in cls.model_fields:
                near = get_close_matches(key, cls.model_fields, 1)
                keys = ", ".join(cls.model_fields) or "none"
                hint = f"did you mean {near[0]}?" if near else f"the keys here are: {keys}"
                raise broken_rule(key, f"unknown key; {hint}")
        return table


def broken_rule(key: str, sentence: str) -> PydanticCustomError:
    """Return the complaint about a key, or a dotted path of them, in a sentence of its own."""
    return PydanticCustomError("rule", "{hint}", {"key": key, "hint": sentence})


class Parameters(Table):
    """A table that stands for one object of the core."""

    source: ClassVar[Any]

    def build(self) -> Any:
        """Return the object of the core.

        Raises
        ------
        ValueError
            The core refuses the values.
        """
        values = ((field.name, getattr(self, field.name)) for field in self.source.fields())
        return self.source(
            **{
                name: value.build() if isinstance(value, Parameters) else value
                for name, value in values
            }
        )

    @model_validator(mode="after")
    def _core_accepts(self) -> Parameters:
        self.build()  # rules that join several fields are the core's own
        return self


@cache  # one class, however many tables can hold it
def parameters(cls: Any, name: str | None = None) -> type[Parameters]:
    """Generate the table of a core class; given a name, the table has it under the key ``name``."""
    fields: dict[str, Any] = {} if name is None else {"name": (Literal[name], name)}
    needed = required(cls)
    for field in cls.fields():
        described = Field(description=field.prose, examples=[_EXAMPLES.get(field.kind)])
        fields[field.name] = (_type(field), described if field.name == needed else as_field(field))
    model = create_model(name or cls.__name__, __base__=Parameters, __doc__=cls.__doc__, **fields)
    model.source = cls
    return model


def choices(classes: Mapping[str, Any], default: str | None) -> Any:
    """Generate the type of a table that is one of the classes, as its key ``name`` says."""
    tables = {name: parameters(cls, name) for name, cls in classes.items()}
    return one_of(tables, "name", lambda table: table.get("name", default))


def one_of(
    tables: Mapping[str, type[Table]], key: str, choose: Callable[[dict[str, Any]], Any]
) -> Any:
    """Join tables to one type.

    Parameters
    ----------
    tables : mapping
        Label to table.
    key : str
        The key of a table that is wrong when its label is none of these.
    choose : callable
        The label of the table that is meant, from the keys and values given.
    """

    def label(value: Any) -> str:
        if isinstance(value, dict):
            return f"<{choose(value)!s:.80}>"
        # A table already made; or no table at all, which the first one of them says as well.
        made = (name for name, table in tables.items() if type(value) is table)
        return f"<{next(made, next(iter(tables)))}>"

    if len(tables) == 1:
        return next(iter(tables.values()))
    # Brackets, for a label in the path of an error must not pass for a key of the document.
    members = tuple(Annotated[table, Tag(f"<{name}>")] for name, table in tables.items())
    wanted = ", ".join(name for name, table in tables.items() if key in table.model_fields)
    # All in the error's type and text: a context would keep the union from being a part of another.
    choice = Discriminator(label, f"{CHOICE}{key}", f"must be one of {wanted}")
    return Annotated[Union[members], choice]  # noqa: UP007


def as_field(field: Any) -> Any:
    """Return the pydantic field, with default, bounds and prose, for a field of the core."""
    default = field.default
    if field.kind == "floats":
        return Field(np.asarray(default).tolist(), description=field.prose)
    if field.kind == "object":
        return Field(
            {"name": type(default).__name__}, validate_default=True, description=field.prose
        )
    if default is None:
        example = next(iter(field.choices), None)
        examples = [_EXAMPLES[field.kind] if example is None else {"name": example}]
        bounds = _bounds(field) if field.kind == "int or None" else {}
        return Field(None, description=field.prose, examples=examples, **bounds)
    if field.kind not in ("float", "int"):
        return Field(default, description=field.prose)
    endless: dict[str, Any] = {} if isfinite(default) else {"allow_inf_nan": True}
    return Field(default, description=field.prose, **(_bounds(field) | endless))


def _bounds(field: Any) -> dict[str, Any]:
    number = float if field.kind in ("float", "floats") else int
    low = {"gt" if field.low_open else "ge": number(field.low)} if isfinite(field.low) else {}
    high = {"lt" if field.high_open else "le": number(field.high)} if isfinite(field.high) else {}
    return ({"le": 2**63 - 1} if number is int else {}) | low | high


def _type(field: Any) -> Any:
    if field.kind == "choice":
        return Literal[tuple(field.choices)]
    if field.kind == "floats":
        return list[Annotated[float, Field(**_bounds(field))]]
    if is_nested(field):
        default = None if field.default is None else type(field.default).__name__
        table = choices(nested(field), default)
        return table if field.kind == "object" else table | None
    return _TYPES[field.kind]


def _metric(value: Any) -> Any:
    if value is None or _is_vector(value):
        return value
    if isinstance(value, list) and all(_is_vector(r) and len(r) == len(value) for r in value):
        return value
    raise ValueError("must be a list (d,) or a list of lists (d, d) of finite numbers")


def _matrix(value: Any) -> Any:
    rows = value if isinstance(value, list) else []
    if value is None or (
        rows and rows[0] and all(_is_vector(row) and len(row) == len(rows[0]) for row in rows)
    ):
        return value
    raise ValueError("must be a list of rows of equally many finite numbers")


def _is_vector(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(x, int | float) and not isinstance(x, bool) and abs(x) <= float_info.max
        for x in value
    )


_NUMBERS = {"type": "array", "items": {"type": "number"}}
_ROWS = {"type": "array", "items": _NUMBERS}
_NONE = {"type": "null"}

_TYPES: dict[str, Any] = {
    "float": float,
    "int": int,
    "int or None": int | None,
    "bool": bool,
    "metric": Annotated[
        Any, AfterValidator(_metric), WithJsonSchema({"anyOf": [_NONE, _NUMBERS, _ROWS]})
    ],
    "matrix": Annotated[Any, AfterValidator(_matrix), WithJsonSchema({"anyOf": [_NONE, _ROWS]})],
}
_EXAMPLES: dict[str, Any] = {
    "floats": [1.0],
    "int or None": 64,
    "metric": [1.0, 1.0],
    "matrix": [[1.0]],
}
