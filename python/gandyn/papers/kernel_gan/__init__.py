"""The kernel GAN and its local analysis (Becker, Pandit, Rangan and Fletcher 2022, 2023, 2025)."""

from __future__ import annotations

from ..registry import Item
from . import (
    covariance,
    digits,
    eigenvalue_map,
    momentum,
    offset,
    proposition1,
    regimes,
    ring_animations,
    rings,
    run_away,
    trap,
    two_point,
    variance,
)

ITEMS: tuple[Item, ...] = (
    eigenvalue_map.ITEM,
    regimes.ITEM,
    trap.ITEM,
    run_away.ITEM,
    covariance.ELLIPSES,
    covariance.CURVES,
    variance.MULTISCALE,
    variance.RESAMPLED,
    offset.ITEM,
    momentum.ITEM,
    proposition1.ITEM,
    two_point.HYPERPARAMETERS,
    two_point.DIMENSIONS,
    two_point.MULTISCALE,
    rings.RING,
    ring_animations.ITEM,
    rings.WORST,
    digits.ITEM,
)
