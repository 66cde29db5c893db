"""The theory's one-step matrices, from the second derivatives of the loss alone.

For f = x'Bx/2 + x'Cy + y'Dy/2, or any game at an equilibrium, and one rate eta for both players:
w_(k+1) = M w_k with A = [[-B, -C], [C', D]], E = eta. Every formula is its method's own paper's;
the engine's steps are not used, so that these predict them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.linalg import inv, matrix_power

from ..._checks import Array
from ...methods import (
    JARE,
    SGA,
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
    SimGD,
    Unrolled,
)

GAMMA, INNER, BETA = 0.5, 5, -0.5


@dataclass(frozen=True)
class Local:
    """The second derivatives of a loss: B = f_xx, C = f_xy, D = f_yy."""

    B: Array
    C: Array
    D: Array

    @property
    def A(self) -> Array:
        """The Jacobian of the field."""
        return np.block([[-self.B, -self.C], [self.C.T, self.D]])

    @property
    def eye(self) -> Array:
        """The identity."""
        return np.eye(len(self.B) + len(self.D))

    @property
    def x(self) -> Array:
        """The projection on the generator's part."""
        return np.diag(np.repeat([1.0, 0.0], self.C.shape))

    @property
    def skew(self) -> Array:
        """The antisymmetric part of -A."""
        return 0.5 * (self.A.T - self.A)


def local(jacobian: Array, generator_size: int) -> Local:
    """Return the second derivatives of a zero-sum loss, from the Jacobian of its field."""
    x, y = slice(generator_size), slice(generator_size, None)
    return Local(-jacobian[x, x], -jacobian[x, y], jacobian[y, y])


def turns(q: Local, eta: float, discriminator_steps: int) -> Array:
    """Return M of one generator step after so many of the discriminator."""
    x, y = q.eye + eta * q.x @ q.A, q.eye + eta * (q.eye - q.x) @ q.A
    matrix: Array = x @ matrix_power(y, discriminator_steps)
    return matrix


def extra_gradient(q: Local, eta: float) -> Array:
    """Return I + eta A + (eta A)^2."""
    return q.eye + eta * q.A + eta**2 * q.A @ q.A


def optimistic(q: Local, eta: float) -> Array:
    """Return M on (w_k, w_(k-1))."""
    return np.block([[q.eye + 2.0 * eta * q.A, -eta * q.A], [q.eye, 0.0 * q.eye]])


def momentum(q: Local, eta: float, beta: float = BETA) -> Array:
    """Return M on (w_k, w_(k-1)), the discriminator answering the generator's move."""
    old = q.eye + eta * q.A + beta * q.eye
    x = np.hstack([q.x @ old, -beta * q.x])
    plain = np.hstack([q.eye, 0.0 * q.eye])
    moved = np.hstack([q.x, 0.0 * q.x]) @ np.vstack([x, plain]) + (q.eye - q.x) @ plain
    kept = np.hstack([beta * q.eye, -beta * q.eye])
    y = (q.eye - q.x) @ (plain + eta * q.A @ moved + kept)
    return np.vstack([x + y, plain])


def conopt(q: Local, eta: float) -> Array:
    """Return I + eta (A - gamma A'A)."""
    return q.eye + eta * (q.A - GAMMA * q.A.T @ q.A)


def jare(q: Local, eta: float) -> Array:
    """Return I + eta (A + gamma [[-CC', -CD], [-C'B, -C'C]])."""
    rows = [[-q.C @ q.C.T, -q.C @ q.D], [-q.C.T @ q.B, -q.C.T @ q.C]]
    return q.eye + eta * (q.A + GAMMA * np.block(rows))


def sga(q: Local, eta: float) -> Array:
    """Return I + eta (I + gamma S') A, S the antisymmetric part of -A."""
    return q.eye + eta * (q.eye + GAMMA * q.skew.T) @ q.A


def competitive(q: Local, eta: float) -> Array:
    """Return I + eta (I + eta S)^-1 A: the equilibrium of the local bilinear game."""
    return q.eye + eta * inv(q.eye + eta * q.skew) @ q.A


def follow_the_ridge(q: Local, eta: float) -> Array:
    """Return I + eta A, with eta D^-1 C' (B, C) besides in the row of y."""
    ridge = inv(q.D) @ q.C.T @ np.hstack([q.B, q.C])
    return q.eye + eta * (q.A + np.vstack([np.zeros((len(q.B), len(q.eye))), ridge]))


def unrolled(q: Local, eta: float) -> Array:
    """Return M with the row of x from (B + C P C') x + C S^(2K) y, S = I + eta D."""
    S = np.eye(len(q.D)) + eta * q.D
    P = eta * np.sum([matrix_power(S, j) for j in range(2 * INNER)], axis=0)
    row = np.hstack([q.B + q.C @ P @ q.C.T, q.C @ matrix_power(S, 2 * INNER)])
    return q.eye + eta * np.vstack([-row, q.A[len(q.B) :]])


def best_response(q: Local, eta: float) -> Array:
    """Return I - eta (B - C D^-1 C'), of the generator alone."""
    return np.eye(len(q.B)) - eta * (q.B - q.C @ inv(q.D) @ q.C.T)


def lookahead(q: Local, eta: float) -> Array:
    """Return (1 - alpha) I + alpha (I + eta A)^k, alpha = 1/2."""
    return 0.5 * q.eye + 0.5 * matrix_power(q.eye + eta * q.A, INNER)


METHODS: dict[str, tuple[Any, Callable[[Local, float], Array]]] = {
    "SimGD": (SimGD(), lambda q, eta: q.eye + eta * q.A),
    "AltGD": (AltGD(), lambda q, eta: turns(q, eta, 1)),
    "KStep(5)": (KStep(INNER), lambda q, eta: turns(q, eta, INNER)),
    "ExtraGradient": (ExtraGradient(), extra_gradient),
    "Optimistic": (Optimistic(), optimistic),
    "PastExtraGradient": (PastExtraGradient(), optimistic),
    "Momentum(-0.5)": (Momentum(BETA), momentum),
    "Lookahead(5)": (Lookahead(INNER, 0.5), lookahead),
    "ConOpt": (ConOpt(GAMMA), conopt),
    "JARE": (JARE(GAMMA), jare),
    "SGA": (SGA(GAMMA), sga),
    "CompetitiveGD": (CompetitiveGD(), competitive),
    "Unrolled(5)": (Unrolled(INNER), unrolled),
    "FollowTheRidge": (FollowTheRidge(), follow_the_ridge),
    "BestResponse": (BestResponse(), best_response),
}
"""Every method, and the theory's matrix of it; the past extragradient has Optimistic's spectrum."""

PLAIN = tuple(METHODS)[:8]
"""Those that need no second derivatives."""
