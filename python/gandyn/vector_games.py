"""Games of two vectors: x of the generator and y of the discriminator, w = (x, y).

``QuadraticGame(xx, xy, yy)``
    f = x'Bx/2 + x'Cy + y'Dy/2 with a linear field: the test bed whose spectrum is known.
``DiracGAN(loss, penalty)``
    One true point 0 against one generated point theta, D(x) = psi x (Mescheder et al. 2018):
    f = h(psi theta) + h(0) with h(t) = -log(1 + e^-t), or t. The penalty is `R1`, `R2`,
    `GradientPenalty`, `Clipping` or `InstanceNoise`.
``LinearGAN(mean, std, loss, batch_size)``
    N(phi, std^2 I) against N(mean, std^2 I) under D(x) = theta . x (Nie and Patel 2019), in the
    coordinates w = (phi - mean, theta): f = E h(theta . x) + E h(-theta . x~) with h(t) =
    -log(1 + e^-t), or t. Exact means over all points; with ``batch_size`` a simulation draws
    minibatches instead, a fresh one for every evaluation of the field.
``GeneralGAN(P, Q)``
    The local model A = [[0, -P], [P', Q]] of any GAN at its equilibrium (Nie and Patel 2019).
``MixtureGAN(means, ordering, weight)``
    Two unit normal distributions against two intervals under total variation (Li et al. 2018),
    w = (mu1, mu2, l1, l2, r1, r2): f = 1 + the integral of the true less the generated density
    over [l1, r1] and [l2, r2].

Each has ``loss(w)``, ``losses(w)``, ``field(w)`` and ``jacobian(w)``, exact and for any leading
axes of w, ``equilibrium()``, ``zero_sum`` and its sizes. All are immutable, equal where their
parameters are, and picklable.

``VECTOR_GAMES`` maps every name to its class, ``PENALTIES`` those of the Dirac-GAN's penalties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from ._core import (
    R1,
    R2,
    Clipping,
    DiracGAN,
    GeneralGAN,
    GradientPenalty,
    InstanceNoise,
    LinearGAN,
    MixtureGAN,
    QuadraticGame,
)

__all__ = [
    "PENALTIES",
    "R1",
    "R2",
    "VECTOR_GAMES",
    "Clipping",
    "DiracGAN",
    "GeneralGAN",
    "GradientPenalty",
    "InstanceNoise",
    "LinearGAN",
    "MixtureGAN",
    "QuadraticGame",
    "VectorGame",
]

VECTOR_GAMES: dict[str, type] = _core.VECTOR_GAMES
PENALTIES: dict[str, type] = {
    "R1": R1,
    "R2": R2,
    "GradientPenalty": GradientPenalty,
    "Clipping": Clipping,
    "InstanceNoise": InstanceNoise,
}

if TYPE_CHECKING:
    VectorGame = DiracGAN | GeneralGAN | LinearGAN | MixtureGAN | QuadraticGame
else:
    VectorGame = Any
