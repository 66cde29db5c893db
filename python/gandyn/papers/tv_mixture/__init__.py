"""The two-Gaussian GAN under total variation (Li, Madry, Peebles and Schmidt 2018)."""

from __future__ import annotations

from ..registry import Item

ITEMS: tuple[Item, ...] = ()
