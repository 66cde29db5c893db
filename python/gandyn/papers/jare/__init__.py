"""Jacobian regularisation (Nie and Patel 2019)."""

from __future__ import annotations

from ..registry import Item
from . import corollaries, dynamics, eigenvalues, requirements, ring, theorems

ITEMS: tuple[Item, ...] = (
    eigenvalues.ITEM,
    corollaries.ITEM,
    dynamics.ITEM,
    theorems.THEOREM4,
    theorems.THEOREM5,
    requirements.ITEM,
    ring.ITEM,
)
