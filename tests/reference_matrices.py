"""One-step matrices on f = x'Bx/2 + x'Cy + y'Dy/2, section 4 of the methods, for two rates.

Nothing here imports gandyn. M acts on w = (x, y), or on an enlarged state (w, memory).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.linalg import inv, matrix_power

from reference_games import Array, blocks


@dataclass(frozen=True)
class Quadratic:
    """The matrices of a game and its two rates."""

    B: Array
    C: Array
    D: Array
    generator: float
    discriminator: float

    @property
    def n(self) -> int:
        return self.C.shape[0]

    @property
    def m(self) -> int:
        return self.C.shape[1]

    @property
    def A(self) -> Array:
        """The matrix of the field."""
        return blocks(-self.B, -self.C, self.C.T, self.D)

    @property
    def eye(self) -> Array:
        return np.eye(self.n + self.m)

    @property
    def EA(self) -> Array:
        """diag(rates) A."""
        return self.E @ self.A

    @property
    def E(self) -> Array:
        """diag(rates)."""
        return np.diag(np.repeat([self.generator, self.discriminator], [self.n, self.m]))

    @property
    def only_x(self) -> Array:
        return np.diag(np.repeat([1.0, 0.0], [self.n, self.m]))

    @property
    def only_y(self) -> Array:
        return self.eye - self.only_x


def simgd(q: Quadratic) -> Array:
    return q.eye + q.EA


def altgd(q: Quadratic, first: str, generator_steps: int, discriminator_steps: int) -> Array:
    x = matrix_power(q.eye + q.only_x @ q.EA, generator_steps)
    y = matrix_power(q.eye + q.only_y @ q.EA, discriminator_steps)
    return y @ x if first == "generator" else x @ y


def extra_gradient(q: Quadratic) -> Array:
    return q.eye + q.EA + q.EA @ q.EA


def conopt(q: Quadratic, gamma: float) -> Array:
    return q.eye + q.E @ (q.A - gamma * q.A.T @ q.A)


def jare(q: Quadratic, gamma: float, players: str = "both") -> Array:
    """A + gamma [[-CC', -CD], [-C'B, -C'C]], one row of the bracket for one player."""
    extra = blocks(-q.C @ q.C.T, -q.C @ q.D, -q.C.T @ q.B, -q.C.T @ q.C)
    rows = {"both": q.eye, "generator": q.only_x, "discriminator": q.only_y}[players]
    return q.eye + q.E @ (q.A + gamma * rows @ extra)


def sga(q: Quadratic, gamma: float) -> Array:
    """I - E (I + gamma A_anti') H."""
    H = -q.A
    return q.eye - q.E @ (q.eye + gamma * (H - H.T).T / 2) @ H


def competitive(q: Quadratic) -> Array:
    """(M - I) w = (dx, dy) solves dx = -eta_g (f_x + C dy), dy = eta_d (f_y + C' dx)."""
    zero_x, zero_y = np.zeros((q.n, q.n)), np.zeros((q.m, q.m))
    return q.eye + inv(q.eye - q.E @ blocks(zero_x, -q.C, q.C.T, zero_y)) @ q.EA


def follow_the_ridge(q: Quadratic) -> Array:
    """The y row has eta_g D^-1 C' (Bx + Cy) besides."""
    ridge = inv(q.D) @ q.C.T @ np.concatenate([q.B, q.C], axis=1)
    extra = np.concatenate([np.zeros((q.n, q.n + q.m)), q.generator * ridge])
    return q.eye + q.EA + extra


def unrolled(q: Quadratic, inner_steps: int, order: str) -> Array:
    """d/dx f(x, y_K(x)) = (B + C P C' eta_d) x + C S^2K y, P = I + S + .. + S^(2K-1)."""
    S = np.eye(q.m) + q.discriminator * q.D
    P = sum((matrix_power(S, j) for j in range(2 * inner_steps)), np.zeros((q.m, q.m)))
    own = q.B + q.discriminator * q.C @ P @ q.C.T
    row = np.concatenate([own, q.C @ matrix_power(S, 2 * inner_steps)], axis=1)
    x = q.eye - q.generator * np.concatenate([row, np.zeros((q.m, q.n + q.m))])
    y = q.eye + q.only_y @ q.EA
    if order == "simultaneous":
        return x + y - q.eye
    return y @ x if order == "generator" else x @ y


def best_response(q: Quadratic) -> Array:
    """x+ = (I - eta_g (B - C D^-1 C')) x; y is the best response to the old x."""
    answer = -inv(q.D) @ q.C.T
    x = np.eye(q.n) - q.generator * (q.B + q.C @ answer)
    return np.concatenate([np.concatenate([x, answer]), np.zeros((q.n + q.m, q.m))], axis=1)


def lookahead(q: Quadratic, k: int, alpha: float, inner: Array) -> Array:
    return (1 - alpha) * q.eye + alpha * matrix_power(inner, k)


# ------------------------------------------------------------------------------- enlarged states


def optimistic(q: Quadratic) -> Array:
    """On (w_k, w_{k-1})."""
    return blocks(q.eye + 2 * q.EA, -q.EA, q.eye, 0 * q.eye)


def past_extra_gradient(q: Quadratic) -> Array:
    """On (w_k, w'_{k-1}): w'_k = w_k + EA w'_{k-1},  w_{k+1} = w_k + EA w'_k."""
    return blocks(q.eye + q.EA, q.EA @ q.EA, q.eye, q.EA)


def momentum(q: Quadratic, beta: float, alternating: bool) -> Array:
    """On (w_k, w_{k-1}); alternating: y sees the new x."""
    now, last = (1 + beta) * q.eye + q.EA, -beta * q.eye
    if alternating:
        mixed = q.only_y @ q.EA @ q.only_x
        now = now - mixed + mixed @ (q.only_x @ now)
        last = last + mixed @ (q.only_x @ last)
    return blocks(now, last, q.eye, 0 * q.eye)


# ------------------------------------------------------------------------------------- random games


def random_game(rng: np.random.Generator, n: int, m: int) -> Quadratic:
    """Any B; D negative definite, so that every method makes sense; two different rates."""
    B, C, D = (rng.normal(size=size) for size in ((n, n), (n, m), (m, m)))
    rates: Any = rng.uniform(0.05, 0.4, size=2)
    return Quadratic((B + B.T) / 2, C, -(D @ D.T) - np.eye(m) / 2, *rates)
