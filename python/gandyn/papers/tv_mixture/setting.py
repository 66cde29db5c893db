"""What the items of the two-Gaussian GAN share: starts, and the settings in which sources differ.

Figure and theorem numbers are those of Li, Madry, Peebles and Schmidt (2018); "replication" is the
public one of the paper, from which most settings come, as the paper leaves them open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..._checks import Array
from ...vector_games import MixtureGAN
from ..registry import Option

if TYPE_CHECKING:
    from collections.abc import Mapping

TRUE = (-0.5, 0.5)
"""mu*, of the replication; the paper's own is unknown."""

STEPS = 3000
"""Of a run, by the replication."""

RATE = Option(0.1, "step of both players: 0.1 in the replication, 0.3 in other accounts", low=0.0)
REPEATS = Option(100, "draws a cell: 100 in the replication, 120 in other accounts", low=1)
WIDTH = Option(2.0, "ends begin as 4 sorted U(-width, width): 2 or 3 in the replication", low=0.0)
ORDERING = Option(
    "projected", "what ends that cross do; signed in the replication", ("projected", "signed")
)
CRITERION = Option(
    "means", "success: max|mu - mu*| or d_TV below the tolerance; the paper's is unknown",
    ("means", "tv"),
)  # fmt: skip
TOLERANCE = Option(0.1, "of success; with d_TV it counts collapsed generators too", low=0.0)


def grid(num: int) -> Array:
    """Return the pairs mu_1 <= mu_2 of `num` numbers from -1 to 1, (num (num + 1) / 2, 2)."""
    values = np.linspace(-1.0, 1.0, num)
    first, second = np.triu_indices(num)
    return np.column_stack([values[first], values[second]])


def states(means: Array, ends: Array) -> Array:
    """Return states (B, 6) of means (B, 2) and sorted ends (B, 4) of both intervals."""
    return np.column_stack([means, ends[:, [0, 2, 1, 3]]])


def draw_ends(count: int, width: float, seed: int) -> Array:
    """Return ends of intervals (count, 4), sorted U(-width, width)."""
    return np.sort(np.random.default_rng(seed).uniform(-width, width, (count, 4)), axis=1)


def distance(game: MixtureGAN, final: Array, criterion: str = "means") -> Array:
    """Return how far generators (B, 2 or 6) are from the truth, (B,): sorted means, or d_TV."""
    means = np.sort(final[:, :2], axis=1)
    if criterion == "tv":
        return np.asarray(game.total_variation(means))
    away: Array = np.abs(means - np.sort(game.means)).max(axis=1)
    return away


def differ(options: Mapping[str, Any], defaults: Mapping[str, Option]) -> str:
    """Return which options are not at their defaults, in words; empty: none."""
    changed = [name for name, value in options.items() if value != defaults[name].default]
    return ", ".join(f"{name} = {options[name]}" for name in changed)
