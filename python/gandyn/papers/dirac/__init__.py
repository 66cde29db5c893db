"""The Dirac-GAN and other toy games (Mescheder, Geiger and Nowozin 2018)."""

from __future__ import annotations

from ..registry import Item

ITEMS: tuple[Item, ...] = ()
