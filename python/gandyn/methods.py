"""Methods: the update rules by which the two players move, with ``Rates`` eta_g and eta_d.

================================  ==============================================================
``SimGD()``                       both players move from the same old state
``AltGD(first="discriminator")``  f moves, then the particles against the new f (Becker et al.
                                  2022, App. D); or ``first="generator"``
``BestResponse()``                f is optimal at each step, f = w / ridge: the flow of MMD^2 / 2
================================  ==============================================================

``METHODS`` maps every name to its class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from ._core import AltGD, BestResponse, Rates, SimGD

__all__ = ["METHODS", "AltGD", "BestResponse", "Method", "Rates", "SimGD"]

METHODS: dict[str, type] = _core.METHODS

if TYPE_CHECKING:
    Method = AltGD | BestResponse | SimGD
else:
    Method = Any
