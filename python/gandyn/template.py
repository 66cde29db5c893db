"""The commented configuration that `gandyn init` writes, generated from the tables themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from ._parameters import required
from .models import parameters
from .vector_games import VECTOR_GAMES

HEADER = """\
# A configuration for gandyn: every key, with a value, its range and its meaning.
#   run it:          gandyn run FILE
#   change a value:  gandyn run FILE num_steps=100 rates.generator=0.05
#   look around:     gandyn list games | penalties | methods | optimizers | kernels | discriminators
"""

RING: dict[str, Any] = {
    "num_particles": 64,
    "num_steps": 400,
    "targets": {"shape": "ring"},
    "initial": {"name": "normal", "scale": 0.2},
    "kernel": {"bandwidth": 0.4},
    "rates": {"generator": 5.0},
}
"""Where the template differs from the defaults: a cloud in the middle finds the whole ring."""

STARTS: dict[str, list[float]] = {"MixtureGAN": [-1.0, 1.0, -1.5, 0.5, -0.5, 1.5]}
"""Where games of two vectors start, if not near 0."""

COLUMN, WIDTH = 26, 96

LARGEST = 10**6
"""Upper bounds beyond this only catch slips, and are not worth a reader's time."""


def start_of(game: str) -> dict[str, Any]:
    """Return where the template of a game of two vectors differs from the defaults."""
    cls: Any = VECTOR_GAMES[game]
    needed = required(cls)
    table = parameters(cls, game).model_fields
    given = {} if needed is None else {needed: table[needed].examples[0]}  # type: ignore[index]
    values = STARTS.get(game) or [0.1] * cls(**given).size
    return {"game": {"name": game, **given}, "initial": {"values": values}, "num_steps": 400}


def render(config: type[BaseModel], values: dict[str, Any]) -> str:
    """Return the template for a model whose fields are plain values and tables.

    Parameters
    ----------
    config : model
        The configuration.
    values : dict
        Where the template differs from the defaults.
    """
    chosen = config.model_validate(values)
    plain: list[str] = []
    tables: list[str] = []
    for name, field in config.model_fields.items():
        value = getattr(chosen, name)
        if not isinstance(value, BaseModel):
            plain += _lines(name, field, value)
            continue
        tables += ["", f"[{name}]  # {field.description}", *_body(type(value), value)]
        for other in _tables(field.annotation):
            if other is not type(value):
                tables += ["#", f"# instead: {_first_line(other)}"]
                tables += [f"# {line}" for line in _body(other)]
    return "\n".join([HEADER, *plain, *tables, ""])


def _tables(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the tables that a type of tables is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _tables(part)


def _first_line(table: type[BaseModel]) -> str:
    return (table.__doc__ or table.__name__).strip().partition("\n")[0]


def _body(table: type[BaseModel], values: BaseModel | None = None) -> list[str]:
    given = {} if values is None else dict(values)
    return [
        line
        for name, field in table.model_fields.items()
        for line in _lines(name, field, given.get(name, field.default))
    ]


def _lines(name: str, field: FieldInfo, value: Any) -> list[str]:
    """Return ``key = value  # range: meaning``, itself a comment where there is no value."""
    example = _toml(field.examples[0]) if field.examples else "..."
    if value is PydanticUndefined:
        assignment = f"{name} = {example}"
    else:
        assignment = f"# {name} = {example}" if value is None else f"{name} = {_toml(value)}"
    names = " | ".join(table.__name__ for table in _tables(field.annotation))
    remark = ": ".join(filter(None, [names, _range(field), field.description]))
    line = f"{assignment:<{COLUMN}}  # {remark}" if remark else assignment
    if len(line) <= WIDTH:
        return [line]
    return [*(f"# {part}" for part in wrap(remark, WIDTH - 4)), assignment]


def _range(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal and len(options := get_args(field.annotation)) > 1:
        return " | ".join(map(str, options))
    limits: list[tuple[str, Any]] = []
    for limit in field.metadata:
        match limit:
            case Ge(ge=bound):
                limits.append((">=", bound))
            case Gt(gt=bound):
                limits.append((">", bound))
            case Le(le=bound):
                limits.append(("<=", bound))
            case Lt(lt=bound):
                limits.append(("<", bound))
    return ", ".join(f"{sign} {bound:g}" for sign, bound in limits if bound < LARGEST)


def _toml(value: Any) -> str:
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, dict):
        items = (f"{key} = {_toml(item)}" for key, item in value.items() if item is not None)
        return f"{{{', '.join(items)}}}"
    # JSON's strings, booleans and lists are TOML's; its infinity is not.
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
