"""Slow oracles of the vector games: each loss, field and Jacobian by its definition.

Nothing here imports gandyn or shares a line with it. w = (x, y): x minimises its loss a, y its b.
Expectations are sums by the trapezoidal rule in extended precision, with steps that leave errors of
1e-17 (the error falls like exp(-2 pi^2 / (step s |theta|))); nothing uses Stein's identity.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
long = np.longdouble

# Central differences of order 8: f'(0) = sum_k c_k (f(k h) - f(-k h)) / h.
CENTRAL = [long(4) / 5, -long(1) / 5, long(4) / 105, -long(1) / 280]


def extended(values: npt.ArrayLike) -> Array:
    """The values in extended precision."""
    return np.asarray(values) * long(1)


def differences(function: Callable[[Array], Any], w: npt.ArrayLike, h: float = 1e-2) -> Array:
    """d function_i / d w_j, the derivative's index last."""
    w = extended(w)
    columns = []
    for j in range(len(w)):
        unit = np.zeros_like(w)
        unit[j] = long(h)
        terms = [
            c * (np.asarray(function(w + k * unit)) - np.asarray(function(w - k * unit)))
            for k, c in enumerate(CENTRAL, start=1)
        ]
        columns.append(np.sum(terms, axis=0) / long(h))
    return np.stack(columns, axis=-1)


def unchanged(w: Array) -> Array:
    """No constraint."""
    return w


@dataclass(frozen=True)
class Play:
    """A game: losses (a, b), field V = (-a_x, -b_y), Jacobian DV, constraint after a step of y."""

    n: int
    m: int
    losses: Callable[[Array], Array]
    field: Callable[[Array], Array]
    jacobian: Callable[[Array], Array]
    project: Callable[[Array], Array] = unchanged

    @property
    def x(self) -> slice:
        """Where the generator stands in w."""
        return slice(0, self.n)

    @property
    def y(self) -> slice:
        """Where the discriminator stands in w."""
        return slice(self.n, self.n + self.m)


def blocks(xx: Array, xy: Array, yx: Array, yy: Array) -> Array:
    """[[xx, xy], [yx, yy]]."""
    return np.concatenate([np.concatenate([xx, xy], 1), np.concatenate([yx, yy], 1)])


# ----------------------------------------------------------------------------------- quadratic game


def quadratic(B: Array, C: Array, D: Array) -> Play:
    """f = x'Bx/2 + x'Cy + y'Dy/2."""
    B, C, D = extended(B), extended(C), extended(D)
    n, m = C.shape
    A = blocks(-B, -C, C.T, D)

    def losses(w: Array) -> Array:
        x, y = extended(w)[:n], extended(w)[n:]
        f = x @ B @ x / 2 + x @ C @ y + y @ D @ y / 2
        return np.array([f, -f])

    return Play(n, m, losses, lambda w: A @ extended(w), lambda w: A)


# ------------------------------------------------------------------------------ logistic functions
# g1 is the discriminator's gain on real points, g2 the one on generated points.

LOGISTIC_REAL, LOGISTIC_FAKE = "logistic real", "logistic fake"
LINEAR_REAL, LINEAR_FAKE = "linear real", "linear fake"


def sigmoid(t: Array) -> Array:
    """1 / (1 + e^-t)."""
    e = np.exp(-np.abs(t))
    return np.where(t >= 0, 1 / (1 + e), e / (1 + e))


def gain(kind: str, t: Array, order: int) -> Array:
    """The gain or its first or second derivative."""
    sign = 1 if kind.endswith("real") else -1
    if kind.startswith("linear"):
        return sign * (t, np.ones_like(t), np.zeros_like(t))[order]
    if order == 0:
        return -np.logaddexp(0, -sign * t)
    return sign * sigmoid(-sign * t) if order == 1 else -sigmoid(t) * sigmoid(-t)


def normal_nodes(scale: float) -> tuple[Array, Array]:
    """Nodes and weights of E h(e), e ~ N(0, 1), for h with poles at distance pi / scale."""
    step = min(1 / 8, 0.45 / max(float(scale), 1e-300))
    count = int(np.ceil(10 / step))
    e = np.arange(-count, count + 1) * long(10) / count
    if scale > 100:  # a million nodes: double precision, whose sums are good to 1e-14
        e = e.astype(float)
    weights = np.exp(-(e**2) / 2)
    return e, weights / weights.sum()


# ---------------------------------------------------------------------------------------- Dirac GAN


def dirac(
    loss: str = "logistic",
    *,
    ridge: float = 0.0,
    gradient: tuple[float, float] | None = None,
    bound: float = np.inf,
    noise: float = 0.0,
) -> Play:
    """w = (theta, psi): ridge of R1/R2, (gamma, target) of the gradient penalty, clip, noise."""
    kind = LINEAR_REAL if loss == "wasserstein" else LOGISTIC_REAL
    nonsaturating = loss == "nonsaturating"

    def mean(order: int, psi: Any, theta: Any, power: int = 0, sign: int = 1) -> Any:
        """E[(theta + s e)^power f^(order)(sign psi (theta + s e))]."""
        e, weights = normal_nodes(abs(float(psi)) * noise) if noise else (np.zeros(1), np.ones(1))
        points = theta + long(noise) * e
        return weights @ (points**power * gain(kind, sign * psi * points, order))

    def losses(w: Array) -> Array:
        theta, psi = extended(w)
        f = mean(0, psi, theta) + mean(0, psi, long(0)) - long(ridge) * psi**2 / 2
        if gradient:
            f -= long(gradient[0]) / 2 * (abs(psi) - long(gradient[1])) ** 2
        return np.array([-mean(0, psi, theta, 0, -1) if nonsaturating else f, -f])

    def field(w: Array) -> Array:
        theta, psi = extended(w)
        first = -psi * mean(1, psi, theta, 0, -1 if nonsaturating else 1)
        second = mean(1, psi, theta, 1) + mean(1, psi, long(0), 1) - long(ridge) * psi
        if gradient:
            second -= long(gradient[0]) * (abs(psi) - long(gradient[1])) * np.sign(psi)
        return np.array([first, second])

    def jacobian(w: Array) -> Array:
        theta, psi = extended(w)
        s = -1 if nonsaturating else 1
        xx = -s * psi**2 * mean(2, psi, theta, 0, s)
        xy = -mean(1, psi, theta, 0, s) - s * psi * mean(2, psi, theta, 1, s)
        yx = mean(1, psi, theta) + psi * mean(2, psi, theta, 1)
        yy = mean(2, psi, theta, 2) + mean(2, psi, long(0), 2) - long(ridge)
        yy -= long(gradient[0]) if gradient else 0
        return np.array([[xx, xy], [yx, yy]])

    def project(w: Array) -> Array:
        return np.array([w[0], min(max(w[1], -long(bound)), long(bound))])

    return Play(1, 1, losses, field, jacobian, project)


# --------------------------------------------------------------------------------------- linear GAN


@dataclass(frozen=True)
class Moments:
    """E g, E g', E[g' x], E g'', E[g'' x], E[g'' x x'] at theta . x, and E |g''| |x|^2."""

    g: Any
    g1: Any
    g1_x: Array
    g2: Any
    g2_x: Array
    g2_xx: Array
    size: Any


def moments(kind: str, mean: Array, std: Any, theta: Array) -> Moments:
    """x = mean + s e u + (rest orthogonal to u), u = theta / |theta|: the rest has mean 0."""
    mean, theta, std = extended(mean), extended(theta), long(std)
    length = np.sqrt(theta @ theta)
    u = theta / length if length > 0 else np.eye(len(theta), dtype=long)[0]
    e, weights = normal_nodes(float(std * length))
    t = (theta @ mean + std * length * e).astype(e.dtype)
    first, second = weights * gain(kind, t, 1), weights * gain(kind, t, 2)
    outer = np.outer(mean, mean) * second.sum()
    cross = std * (second @ e) * (np.outer(mean, u) + np.outer(u, mean))
    along = std**2 * (second @ e**2) * np.outer(u, u)
    across = std**2 * second.sum() * (np.eye(len(mean)) - np.outer(u, u))
    return Moments(
        g=weights @ gain(kind, t, 0),
        g1=first.sum(),
        g1_x=mean * first.sum() + std * u * (first @ e),
        g2=second.sum(),
        g2_x=mean * second.sum() + std * u * (second @ e),
        g2_xx=outer + cross + along + across,
        size=abs(second).sum() * (mean @ mean + len(mean) * std**2),
    )


def linear_gan(mean: npt.ArrayLike, std: float = 1.0, loss: str = "logistic") -> Play:
    """Real N(v, s^2 I), generated N(phi, s^2 I), D(x) = theta . x, w = (phi - v, theta)."""
    v = extended(mean)
    n = len(v)

    def both(w: Array) -> tuple[Moments, Moments, Array]:
        return remembered(tuple(extended(w)))

    @lru_cache(maxsize=4)
    def remembered(w: tuple[Any, ...]) -> tuple[Moments, Moments, Array]:
        x, theta = np.array(w)[:n], np.array(w)[n:]
        real, fake = f"{loss} real", f"{loss} fake"
        if loss == "wasserstein":
            real, fake = LINEAR_REAL, LINEAR_FAKE
        return moments(real, v, std, theta), moments(fake, v + x, std, theta), theta

    def losses(w: Array) -> Array:
        real, fake, _ = both(w)
        return np.array([real.g + fake.g, -(real.g + fake.g)])

    def field(w: Array) -> Array:
        real, fake, theta = both(w)
        return np.concatenate([-fake.g1 * theta, real.g1_x + fake.g1_x])

    def jacobian(w: Array) -> Array:
        real, fake, theta = both(w)
        mixed = fake.g1 * np.eye(n) + np.outer(theta, fake.g2_x)
        return blocks(-fake.g2 * np.outer(theta, theta), -mixed, mixed.T, real.g2_xx + fake.g2_xx)

    return Play(n, n, losses, field, jacobian)
