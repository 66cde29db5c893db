"""What can be chosen: games, methods and the rest, in the words of their own documentation.

Names, parameters and prose are those of the core's classes; formulas that these have not
are those in the documentation of `gandyn.vector_games` and `gandyn.methods`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from textwrap import wrap
from typing import Any

from . import discriminators, games, kernels, methods, vector_games
from ._parameters import required

__all__ = ["FAMILIES", "Entry", "Parameter", "entries", "render"]

FAMILIES: dict[str, tuple[Mapping[str, Any], Any]] = {
    "games": ({"KernelGAN": games.KernelGAN, **vector_games.VECTOR_GAMES}, vector_games),
    "penalties": (vector_games.PENALTIES, None),
    "methods": (methods.METHODS, methods),
    "optimizers": (methods.OPTIMIZERS, None),
    "kernels": (kernels.KERNELS, None),
    "discriminators": (discriminators.DISCRIMINATORS, None),
}
"""Every family: its classes by name, and the module whose docstring has their formulas."""

WIDTH = 100

_CITATION = re.compile(r" ?\(([A-Z][^()]*\b(?:19|20)\d\d\b[^()]*)\)")


@dataclass(frozen=True)
class Parameter:
    """A parameter of something that can be chosen.

    Attributes
    ----------
    name, default, prose : str
        The default as Python writes it; empty for what must be given.
    allowed : str
        Bounds or choices; empty if there are none.
    """

    name: str
    default: str
    prose: str
    allowed: str = ""


@dataclass(frozen=True)
class Entry:
    """Something that can be chosen.

    Attributes
    ----------
    name, prose : str
        Its class, and what that says of itself.
    formula : str
        What else there is to say; empty if the prose has it all.
    papers : tuple of str
        Where it comes from.
    parameters : tuple of Parameter
        What can be given.
    """

    name: str
    prose: str
    formula: str
    papers: tuple[str, ...]
    parameters: tuple[Parameter, ...]


def entries(family: str) -> list[Entry]:
    """Return all of a family of `FAMILIES`."""
    classes, module = FAMILIES[family]
    formulas = _formulas(_doc(module))
    return [_entry(name, cls, formulas.get(name, "")) for name, cls in classes.items()]


def render(family: str) -> str:
    """Return a family as text for people."""
    blocks = [_shown(entry) for entry in entries(family)]
    return "\n\n".join([*_legend(_doc(FAMILIES[family][1])), *blocks])


def _doc(thing: Any) -> str:
    return "" if thing is None else inspect.getdoc(thing) or ""


def _legend(doc: str) -> list[str]:
    """Return the paragraphs between a module's first line and its table."""
    paragraphs = doc.partition("\n====")[0].split("\n\n")[1:] if "\n====" in doc else []
    return ["\n".join(wrap(" ".join(paragraph.split()), WIDTH)) for paragraph in paragraphs]


def _entry(name: str, cls: Any, formula: str) -> Entry:
    head, _, _ = (_doc(cls) or name).partition("\nParameters\n---")
    prose, _, rest = head.strip().partition("\n")
    papers = _papers(head) or _papers(formula)
    if not hasattr(cls, "fields"):  # it is written in Python
        return Entry(name, _uncited(prose), _uncited(rest), papers, _of_signature(cls))
    if formula and name in vector_games.VECTOR_GAMES:  # all that the class says
        prose, formula = formula, ""
    needed = required(cls)
    parameters = tuple(_parameter(field, field.name == needed) for field in cls.fields())
    return Entry(name, _uncited(prose), _uncited(formula), papers, parameters)


def _papers(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_CITATION.findall(" ".join(text.split()))))


def _uncited(text: str) -> str:
    """Return a text on one line and without its citations, which stand apart."""
    return _CITATION.sub("", " ".join(text.split()).replace(" ::", ":")).strip()


def _parameter(field: Any, needed: bool) -> Parameter:
    default = "" if needed else repr(field.default)
    if field.choices:
        return Parameter(field.name, default, field.prose, " | ".join(field.choices))
    low = f"{'>' if field.low_open else '>='} {field.low:g}" if isfinite(field.low) else ""
    high = f"{'<' if field.high_open else '<='} {field.high:g}" if field.high < 1e6 else ""
    return Parameter(field.name, default, field.prose, ", ".join(filter(None, [low, high])))


def _of_signature(cls: Any) -> tuple[Parameter, ...]:
    """Return the parameters of a class that is written in Python, in the words of its docstring."""
    section = _doc(cls).partition("Parameters\n----------\n")[2]
    prose = dict(re.findall(r"^(\w+) : .*\n((?:    .*\n?)+)", section, re.MULTILINE))
    return tuple(
        Parameter(
            name,
            "" if given.default is inspect.Parameter.empty else repr(given.default),
            " ".join(prose.get(name, "").split()),
        )
        for name, given in inspect.signature(cls).parameters.items()
    )


def _formulas(doc: str) -> dict[str, str]:
    """Return what a module's docstring says of names: ``Name(...)``, and text beside or below."""
    found = re.findall(r"^``(\w+)(?:\([^`]*)?``((?: .*)?\n(?:[ ].*\n)*)", doc, re.MULTILINE)
    return dict(found)


def _shown(entry: Entry) -> str:
    given = (f"{p.name}={p.default}" if p.default else p.name for p in entry.parameters)
    lines = [*_wrapped(f"{entry.name}({', '.join(given)})", 0, 4), *_wrapped(entry.prose)]
    lines += _wrapped(entry.formula)
    lines += _wrapped(f"paper: {'; '.join(entry.papers)}") if entry.papers else []
    width = max((len(parameter.name) for parameter in entry.parameters), default=0)
    for parameter in entry.parameters:
        text = ": ".join(filter(None, [parameter.allowed, parameter.prose]))
        lines += _wrapped(f"{parameter.name:<{width}}  {text}", 6, width + 2)
    return "\n".join(lines)


def _wrapped(text: str, indent: int = 4, hanging: int = 0) -> list[str]:
    first, later = " " * indent, " " * (indent + hanging)
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=later)
