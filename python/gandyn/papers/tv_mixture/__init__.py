"""The two-Gaussian GAN under total variation (Li, Madry, Peebles and Schmidt 2018)."""

from __future__ import annotations

from ..registry import Item
from . import (
    discriminator_collapse,
    first_order_failures,
    optimal_convergence,
    success,
    success_fine,
)

ITEMS: tuple[Item, ...] = (
    first_order_failures.ITEM,
    success.ITEM,
    success_fine.ITEM,
    optimal_convergence.ITEM,
    discriminator_collapse.ITEM,
)
