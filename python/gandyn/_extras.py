"""Packages that gandyn can do without, loaded where they are used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["needed"]


def needed(module: str, extra: str) -> Any:
    """Return a module of an extra.

    Raises
    ------
    ModuleNotFoundError
        It is not installed; the message says how to get it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        wanted = f"this needs {module}: pip install 'gandyn[{extra}]'"
        raise ModuleNotFoundError(wanted, name=module) from error
