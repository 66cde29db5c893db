"""The numbers that a batch may vary: whose they are, and objects with others in their place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import numpy as np

from ._checks import Array
from .games import KernelGAN
from .methods import Method
from .vector_games import VectorGame

__all__ = ["changed", "owned"]

NUMBERS = {"float", "int", "int or None", "floats", "matrix", "metric"}
"""The kinds of fields that are numbers, or arrays of them."""

KERNEL_GAN = {"ridge": "float", "target_weights": "floats", "particle_weights": "floats"}


def owned(
    game: KernelGAN | VectorGame, method: Method, names: Collection[str]
) -> tuple[list[str], list[str]]:
    """Return which of these are numbers of the game, and which are the method's.

    Raises
    ------
    TypeError, ValueError
        A name is no number of either, or one of both.
    """
    of_game, of_method = _numbers(game), _numbers(method)
    for name in names:
        if name not in of_game | of_method:
            known = ", ".join(sorted(of_game | of_method | {"generator", "discriminator"}))
            raise TypeError(
                f"{name} is no number here; there are {known}. For anything else give a sequence "
                f"of games or methods"
            )
        if name in of_game & of_method:
            raise ValueError(
                f"{name} is a parameter of the game and of the method: give a sequence of one"
            )
    return [name for name in names if name in of_game], [one for one in names if one in of_method]


def changed(owner: Any, values: Mapping[str, Array]) -> Any:
    """Return an object with these numbers, its own or those of objects within it, changed."""
    table, own = owner.to_dict(), _own(owner.__class__)
    for name, part in table.items():
        if hasattr(part, "fields"):
            table[name] = changed(part, values)
        elif name in own and name in values:
            table[name] = _value(name, own[name], values[name])
    return owner.__class__(**table)


@cache
def _own(cls: Any) -> dict[str, str]:
    """Return the names of a class's own numbers, and of which kind they are."""
    if cls is KernelGAN:
        return KERNEL_GAN
    return {field.name: field.kind for field in cls.fields() if field.kind in NUMBERS}


def _numbers(owner: Any) -> set[str]:
    """Return the names of the numbers of an object, and of the objects within it."""
    parts = [part for part in owner.to_dict().values() if hasattr(part, "fields")]
    return set(_own(owner.__class__)).union(*map(_numbers, parts))


def _value(name: str, kind: str, value: Array) -> Any:
    if kind in ("floats", "metric"):
        return np.atleast_1d(value)
    if value.size != 1:
        raise ValueError(f"{name} must be one number a run, got an array of shape {value.shape}")
    return int(value.item()) if kind == "int" else value.item()
