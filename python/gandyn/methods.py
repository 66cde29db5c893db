"""Methods: the update rules by which the two players move, with ``Rates`` eta_g and eta_d.

v = (v_g, v_d) is the game's field, A its Jacobian; for a loss f that x minimises and y maximises
v = (-f_x, f_y), and B, C, D are f_xx, f_xy, f_yy.

==============================  ================================================================
``SimGD()``                     w+ = w + eta v(w): both move from the same old state
``AltGD(first, ...)``           one moves, the other answers; several moves of either player
``ExtraGradient()``             w' = w + eta v(w), w+ = w + eta v(w') (Korpelevich 1976)
``PastExtraGradient()``         the like with v(w') of the step before (Popov 1980)
``Optimistic(first_step)``      w+ = w + 2 eta v_k - eta v_(k-1) (Daskalakis et al. 2018)
``Momentum(beta, ...)``         w+ = w + eta v + beta (w - w_before) (Gidel et al. 2019)
``ConOpt(gamma)``               w+ = w + eta (v - gamma A'v) (Mescheder et al. 2017)
``JARE(gamma, players)``        x+ = x - eta (f_x + gamma C f_y), y+ = y + eta (f_y - gamma C'f_x)
                                (Nie and Patel 2019)
``SGA(gamma, align)``           w+ = w + eta (v - gamma (A' - A) v / 2) (Balduzzi et al. 2018)
``CompetitiveGD()``             equilibrium of the local bilinear game (Schafer, Anandkumar 2019)
``FollowTheRidge()``            y+ = y + eta_d f_y + eta_g D^-1 C'f_x (Wang, Zhang, Ba 2020)
``Unrolled(inner_steps)``       x descends f(x, y_K(x)), y_K after K ascents (Metz et al. 2017)
``KStep(inner_steps)``          y moves several times, then x once
``BestResponse()``              y is best at each step; in the kernel GAN the flow of MMD^2 / 2
``Lookahead(k, alpha, inner)``  w+ = w + alpha (w_k - w), k inner steps (Chavdarova et al. 2021)
==============================  ================================================================

Where two rates differ, each player's whole step has its own. ``optimizer=Adam()`` or ``RMSProp()``
makes the steps of a method's directions, regularisers and all; it needs coordinates, which the
discriminator of a kernel GAN has not. `supports` says which game a method can play, and why not.

``METHODS`` maps every name to its class, ``OPTIMIZERS`` those of the inner optimisers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from ._core import (
    JARE,
    SGA,
    Adam,
    AltGD,
    BestResponse,
    CompetitiveGD,
    ConOpt,
    ExtraGradient,
    FollowTheRidge,
    KStep,
    Lookahead,
    Momentum,
    Optimistic,
    PastExtraGradient,
    Rates,
    RMSProp,
    SimGD,
    Unrolled,
)

__all__ = [
    "JARE",
    "METHODS",
    "OPTIMIZERS",
    "SGA",
    "Adam",
    "AltGD",
    "BestResponse",
    "CompetitiveGD",
    "ConOpt",
    "ExtraGradient",
    "FollowTheRidge",
    "KStep",
    "Lookahead",
    "Method",
    "Momentum",
    "Optimistic",
    "PastExtraGradient",
    "RMSProp",
    "Rates",
    "SimGD",
    "Unrolled",
]

METHODS: dict[str, type] = _core.METHODS
OPTIMIZERS: dict[str, type] = {"Adam": Adam, "RMSProp": RMSProp}

if TYPE_CHECKING:
    Method = (
        SimGD
        | AltGD
        | ExtraGradient
        | PastExtraGradient
        | Optimistic
        | Momentum
        | ConOpt
        | JARE
        | SGA
        | CompetitiveGD
        | FollowTheRidge
        | Unrolled
        | KStep
        | BestResponse
        | Lookahead
    )
else:
    Method = Any
