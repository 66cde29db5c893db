"""JARE and ConOpt on the kernel GAN by their definitions, section 8.1, by differences in 60 digits.

Nothing here imports gandyn, and no derivative of a kernel is ever written down. With
L(f, Y) = sum_i p_i f(x_i) - sum_j q_j f(y_j) - (ridge / 2) |f|^2 one step from the old (f, Y) is

    y_j+ = y_j - eta_g d/dy_j [ L + (gamma / 2) N ]
    f+(z) = f(z) + eta_d d/de [ L - (gamma / 2) N ](f + e K(., z)) at e = 0

since <g, K(., z)> = g(z) for the gradient g in the space of the kernel. N is the other player's
squared gradient (JARE) or the sum of both (ConOpt):

    |grad_f L|^2 = |w - ridge f|^2,  w = m_p - m_q(Y)
    |grad_Y L|^2 = sum_j q_j^2 |grad f(y_j)|^2
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import mpmath as mp
import numpy as np

Point = list[Any]
Function = Callable[[Point], Any]
DIGITS = 60
STEP = mp.mpf(10) ** -15  # differences of a second order: errors of 1e-30


def gaussian(r2: Any, kernel: Any) -> Any:
    return mp.exp(-r2 / (2 * mp.mpf(kernel.bandwidth) ** 2))


def rational_quadratic(r2: Any, kernel: Any) -> Any:
    a, s = mp.mpf(kernel.mixing), mp.mpf(kernel.bandwidth)
    return (1 + r2 / (2 * a * s**2)) ** -a


def inverse_multiquadric(r2: Any, kernel: Any) -> Any:
    return 1 / mp.sqrt(1 + r2 / mp.mpf(kernel.bandwidth) ** 2)


def gaussian_mixture(r2: Any, kernel: Any) -> Any:
    pairs = zip(kernel.weights, kernel.bandwidths, strict=True)
    return mp.fsum(mp.mpf(w) * mp.exp(-r2 / (2 * mp.mpf(s) ** 2)) for w, s in pairs)


def matern52(r2: Any, kernel: Any) -> Any:
    u = mp.sqrt(5 * r2) / mp.mpf(kernel.bandwidth)
    return (1 + u + u**2 / 3) * mp.exp(-u)


KERNELS: dict[str, Callable[[Any, Any], Any]] = {
    "Gaussian": gaussian,
    "RationalQuadratic": rational_quadratic,
    "InverseMultiquadric": inverse_multiquadric,
    "GaussianMixture": gaussian_mixture,
    "Matern52": matern52,
}


def numbers(values: Any) -> list[Any]:
    """Doubles as exact numbers."""
    return [mp.mpf(float(value)) for value in values]


def gradient(function: Function, point: Sequence[Any]) -> Point:
    """Central differences."""
    slopes = []
    for a in range(len(point)):
        ahead, behind = list(point), list(point)
        ahead[a] += STEP
        behind[a] -= STEP
        slopes.append((function(ahead) - function(behind)) / (2 * STEP))
    return slopes


def square(vector: Sequence[Any]) -> Any:
    return mp.fsum(x * x for x in vector)


@dataclass
class Model:
    """The game, and its discriminator as the list of what every step has added to it."""

    kernel: Any
    targets: list[Point]
    p: list[Any]
    q: list[Any]
    ridge: Any
    rates: tuple[Any, Any]
    gamma: Any
    conopt: bool = False
    players: str = "both"
    steps: list[tuple[list[Point], list[Point]]] = field(default_factory=list)

    def k(self, x: Point, y: Point) -> Any:
        r2 = mp.fsum((a - b) ** 2 for a, b in zip(x, y, strict=True))
        return KERNELS[type(self.kernel).__name__](r2, self.kernel)

    def mean(self, points: list[Point], masses: list[Any], z: Point) -> Any:
        """The mean embedding of the masses at z."""
        pairs = zip(masses, points, strict=True)
        return mp.fsum(mass * self.k(point, z) for mass, point in pairs)

    def f(self, z: Point) -> Any:
        """The discriminator: every step's gain, from 0; each step knows its Y and grad f(y_j)."""
        value = mp.mpf(0)
        for cloud, slopes in self.steps:
            value += self.gain(value, cloud, slopes, z)
        return value

    def gain(self, old: Any, cloud: list[Point], slopes: list[Point], z: Point) -> Any:
        """F+(z) - f(z) at the cloud, where f(z) is old and grad f(y_j) the slopes."""
        residual = self.mean(self.targets, self.p, z) - self.mean(cloud, self.q, z)
        residual -= self.ridge * old  # <w - ridge f, K(., z)>
        pull = [gradient(lambda y: self.k(y, z), y) for y in cloud]

        def penalty(e: Any) -> Any:
            """|grad_Y L|^2 at f + e K(., z); of the second degree in e."""
            moved = [
                square([s + e * t for s, t in zip(slope, own, strict=True)])
                for slope, own in zip(slopes, pull, strict=True)
            ]
            return mp.fsum(q**2 * value for q, value in zip(self.q, moved, strict=True))

        slope = mp.mpf(0)
        if self.players != "generator":
            slope += (penalty(1) - penalty(-1)) / 2
        if self.conopt:
            slope += -2 * self.ridge * residual  # |r - e ridge K(., z)|^2, of the second degree
        return self.rates[1] * (residual - self.gamma / 2 * slope)

    def force(self, cloud: list[Point], j: int) -> Point:
        """-grad of L + (gamma / 2) N in y_j."""
        cloud = [list(point) for point in cloud]

        def objective(point: Point) -> Any:
            """The terms of L + (gamma / 2) N that y_j enters."""
            q, others = self.q[j], [i for i in range(len(cloud)) if i != j]
            value = -q * self.f(point)
            if self.players == "discriminator":
                return value
            # |m_p - ridge f - m_q|^2 = const - 2 <m_p - ridge f, m_q> + |m_q|^2
            pull = self.mean(self.targets, self.p, point) - self.ridge * self.f(point)
            own = mp.fsum(self.q[i] * self.k(cloud[i], point) for i in others)
            norm = -2 * q * pull + 2 * q * own + q**2 * self.k(point, point)
            if self.conopt:
                norm += q**2 * square(gradient(self.f, point))
            return value + self.gamma / 2 * norm

        return [-slope for slope in gradient(objective, cloud[j])]

    def step(self, cloud: list[Point]) -> list[Point]:
        """Both players from the old point."""
        forces = [self.force(cloud, j) for j in range(len(cloud))]
        slopes = [gradient(self.f, point) for point in cloud]
        self.steps.append((cloud, slopes))
        return [
            [y + self.rates[0] * g for y, g in zip(point, force, strict=True)]
            for point, force in zip(cloud, forces, strict=True)
        ]


def run(
    game: Any,
    initial: Any,
    num_steps: int,
    rates: tuple[float, float],
    gamma: float,
    *,
    conopt: bool = False,
    players: str = "both",
    probes: Any = (),
) -> tuple[Any, Any]:
    """Clouds y^0 .. y^T from f = 0, and the last f at the probes. The game is read by its names."""
    with mp.workdps(DIGITS):
        model = Model(
            game.kernel,
            [numbers(x) for x in game.targets],
            numbers(game.target_weights),
            numbers(game.particle_weights),
            mp.mpf(float(game.ridge)),
            (mp.mpf(rates[0]), mp.mpf(rates[1])),
            mp.mpf(gamma),
            conopt,
            players,
        )
        clouds = [[numbers(y) for y in initial]]
        for _ in range(num_steps):
            clouds.append(model.step(clouds[-1]))
        values = [float(model.f(numbers(z))) for z in probes]
        return np.array([[[float(c) for c in y] for y in cloud] for cloud in clouds]), values
