"""How the discriminator, a function of the kernel's RKHS, is kept.

``History(tolerance=0.0)``
    Exact: f is the kernel expansion over every cloud it has met (Becker et al. 2022, App. D), so a
    step costs O(k n^2) at step k. ``tolerance`` > 0 forgets a cloud once its weight, relative to
    the one it entered with, fell below it. For 0 < eta_d ridge <= 1 the error of f is then at most
    tolerance / ridge times the particles' mass and K(0); without ridge nothing is ever forgotten.

``DISCRIMINATORS`` maps every name to its class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from ._core import History, Mesh

__all__ = ["DISCRIMINATORS", "Discriminator", "History", "Mesh"]

DISCRIMINATORS: dict[str, type] = _core.DISCRIMINATORS

if TYPE_CHECKING:
    Discriminator = History | Mesh
else:
    Discriminator = Any
