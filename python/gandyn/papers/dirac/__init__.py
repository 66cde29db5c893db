"""The Dirac-GAN and other toy games (Mescheder, Geiger and Nowozin 2018)."""

from __future__ import annotations

from ..registry import Item
from . import eigenvalue_curves, minimax_toys, phase_portraits, spectral_radii

ITEMS: tuple[Item, ...] = (
    phase_portraits.ITEM,
    eigenvalue_curves.ITEM,
    spectral_radii.ITEM,
    minimax_toys.ITEM,
)
