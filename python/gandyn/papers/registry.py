"""What can be reproduced: works, their items, and the items' options."""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Any

from .report import Outcome
from .task import Task

__all__ = ["WORKS", "Item", "Option", "Work", "choose", "items", "options_of"]


@dataclass(frozen=True)
class Option:
    """A setting that the source leaves open, or in which sources are in conflict.

    Attributes
    ----------
    default : int, float or str
        Its type is the type of every value.
    about : str
        What it is, and which sources say what.
    choices : tuple
        The values there are; empty: any.
    low : number
        The least number allowed.
    """

    default: Any
    about: str
    choices: tuple[Any, ...] = ()
    low: float = -math.inf

    def parse(self, name: str, text: str) -> Any:
        """Return the value that a text means.

        Raises
        ------
        ValueError
            It is no such value; the message says what is wanted.
        """
        kind = type(self.default)
        try:
            value = kind(text)
        except ValueError:
            noun = {int: "an integer", float: "a number"}[kind]
            raise ValueError(f"{name} must be {noun}, got {text!r}") from None
        if self.choices and value not in self.choices:
            wanted = ", ".join(map(str, self.choices))
            raise ValueError(f"{name} must be one of {wanted}, got {text!r}")
        if kind is not str and not self.low <= value < math.inf:
            raise ValueError(f"{name} must be finite and at least {self.low:g}, got {text!r}")
        return value


@dataclass(frozen=True)
class Item:
    """One figure, table or theorem check.

    Attributes
    ----------
    name : str
        ``work/item``, which is its folder too.
    figure : str
        Where it is in the source: "Figure 2(a)", "Theorem 3.1".
    shows : str
        What it shows, in a line.
    make : callable
        Makes it: takes a `Task`, returns an `Outcome`.
    seconds : (float, float)
        Expected on two cores: quick, full.
    options : dict of str to Option
        What may be chosen.
    """

    name: str
    figure: str
    shows: str
    make: Callable[[Task], Outcome]
    seconds: tuple[float, float]
    options: Mapping[str, Option]

    @property
    def work(self) -> str:
        """The name of its work."""
        return self.name.partition("/")[0]


@dataclass(frozen=True)
class Work:
    """A published work.

    Attributes
    ----------
    title, reference : str
        What it is called, and where it is published.
    module : str
        The package here that has its ``ITEMS``.
    """

    title: str
    reference: str
    module: str


WORKS: dict[str, Work] = {
    "kernel-gan": Work(
        "Instability and local minima in GAN training with kernel discriminators; GAN training "
        "with kernel discriminators: what parameters control convergence rates?",
        "Becker, Pandit, Rangan and Fletcher, NeurIPS 35, 2022, arXiv:2208.09938; arXiv:2305.08277;"
        " IEEE Transactions on Signal Processing 73, 2025",
        "kernel_gan",
    ),
    "jare": Work(
        "Towards a better understanding and regularization of GAN training dynamics",
        "Nie and Patel, UAI 2019, arXiv:1806.09235",
        "jare",
    ),
    "tv-mixture": Work(
        "On the limitations of first-order approximation in GAN dynamics",
        "Li, Madry, Peebles and Schmidt, ICML 2018, arXiv:1706.09884",
        "tv_mixture",
    ),
    "dirac": Work(
        "Which training methods for GANs do actually converge?, and methods for min-max games",
        "Mescheder, Geiger and Nowozin, ICML 2018, arXiv:1801.04406; every method's own paper",
        "dirac",
    ),
}


@cache
def items() -> dict[str, Item]:
    """Return every item by its name, work by work."""
    found: dict[str, Item] = {}
    for name, work in WORKS.items():
        for item in import_module(f"{__package__}.{work.module}").ITEMS:
            if item.work != name or item.name in found:
                raise ValueError(f"item {item.name} of {name} has a wrong name, or one twice")
            found[item.name] = item
    return found


def choose(
    names: Iterable[str], papers: Iterable[str] = (), everything: bool = False
) -> list[Item]:
    """Return the items that are meant, in the order of `items`, each once.

    Parameters
    ----------
    names : iterable of str
        Of items, or patterns of a shell such as ``dirac/*``.
    papers : iterable of str
        Works of which every item is meant.
    everything : bool
        Every item is.

    Raises
    ------
    ValueError
        There is no such item or work; the message has a guess.
    """
    known, wanted = items(), set()
    for name in names:
        matches = fnmatch.filter(known, name)
        if not matches:
            raise ValueError(f"there is no item {name!r}{_guess(name, known)}")
        wanted |= set(matches)
    for paper in papers:
        if paper not in WORKS:
            raise ValueError(f"there is no paper {paper!r}: there are {', '.join(WORKS)}")
        wanted |= {name for name, item in known.items() if item.work == paper}
    return [item for name, item in known.items() if everything or name in wanted]


def options_of(chosen: Sequence[Item], given: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return every chosen item's options, the given ones in place of the defaults.

    Raises
    ------
    ValueError
        None of the items has such an option, or the value is wrong.
    """
    known = {name for item in chosen for name in item.options}
    for name in given:
        if name not in known:
            there = f"there are {', '.join(sorted(known))}" if known else "they have none"
            raise ValueError(f"none of these items has an option {name!r}: {there}")
    return {
        item.name: {
            name: option.parse(name, given[name]) if name in given else option.default
            for name, option in item.options.items()
        }
        for item in chosen
    }


def _guess(name: str, known: Iterable[str]) -> str:
    by_end = {one.partition("/")[2]: one for one in known}
    near = get_close_matches(name, [*known, *by_end], 1)
    return f"; did you mean {by_end.get(near[0], near[0])}?" if near else ": see --list"
