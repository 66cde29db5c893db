"""Cases of the local analysis, and brute force: the Jacobian of the map that `gd.simulate` plays.

A state of the game is (y, f). y is set as it is; f through the arrays that a restart state keeps
it in, in which it is linear. Where f has too many numbers, it is moved along functions with given
gradients at given points, and seen by its gradient there.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

import gandyn as gd
from reference import Array
from reference_local import ORDERS, gamma_of, isolated

EQUAL, UNEQUAL = [0.2, 0.2, 0.2], [0.25, 0.1, 0.15]
MASSES = {
    "equal": EQUAL, "unequal": UNEQUAL, "repeated": [0.3, 0.1, 0.1, 0.2], "one": [0.7],
    "two": [0.3, 0.2], "overloaded": [0.5, 0.4, 0.6], "balanced": [0.25] * 4,
    "balanced unequal": [0.5, 0.125, 0.375],
}  # fmt: skip
SMOOTH = [
    gd.Gaussian(0.6), gd.Matern52(1.1), gd.RationalQuadratic(0.7, 1.7),
    gd.InverseMultiquadric(1.2), gd.GaussianMixture([0.5, 2.0], [0.75, 0.25]),
]  # fmt: skip
WEIGHT = 0.8
METHODS: list[tuple[str, str | None]] = [
    *((order, None) for order in ORDERS),
    *((order, name) for order in ORDERS[1:] for name in ("JARE", "ConOpt")),
]


def method_of(name: str | None, weight: float = WEIGHT) -> Any:
    return None if name is None else getattr(gd, name)(weight)


def point(
    q: Any, kernel: Any = None, order: str = "alternating", method: str | None = None,
    p: float = 1.0, ridge: float = 0.5, rates: tuple[float, float] = (0.3, 0.4),
    weight: float = WEIGHT, mass_factor: bool = True, dimension: int = 1,
) -> tuple[Any, Array]:  # fmt: skip
    """The point and the oracle's Jacobian."""
    kernel = kernel or gd.Gaussian(0.6)
    made = gd.isolated_point(
        target_weight=p, particle_weights=q, kernel=kernel, ridge=ridge, rates=gd.Rates(*rates),
        order=order, method=method_of(method, weight), mass_factor=mass_factor, dimension=dimension,
    )  # fmt: skip
    return made, isolated(p, q, gamma_of(kernel), ridge, *rates, order, method, weight, mass_factor)


# ------------------------------------------------------------------------ steps that are simulated

# Central differences of order 8: f'(0) = sum_k c_k (f(k h) - f(-k h)) / h.
CENTRAL = (4 / 5, -1 / 5, 4 / 105, -1 / 280)
LINEAR = ("weights", "coefficients", "mesh0_charges")  # the array that f is linear in


def derivative(function: Any, size: int, h: float = 1e-3) -> Array:
    """d function / d x at x = 0, one column a number of x."""
    columns = []
    for j in range(size):
        unit = h * np.eye(size)[j]
        terms = [
            c * (function(k * unit) - function(-k * unit)) for k, c in enumerate(CENTRAL, start=1)
        ]
        columns.append(sum(terms) / h)
    return np.stack(columns, axis=-1)


def shifted(state: gd.State, dy: Array, df: Array | None = None) -> gd.State:
    """The state with y + dy, and df added to the numbers of f."""
    held = {name: np.array(values) for name, values in state.discriminator.items()}
    if df is not None:
        name = next(name for name in LINEAR if name in held)
        held[name] = held[name] + df.reshape(held[name].shape)
    particles = state.particles + dy.reshape(state.particles.shape)
    return gd.State(state.step, particles, held, dict(state.memory))


def of_f(state: gd.State) -> Array:
    """The numbers that f is linear in."""
    return next(state.discriminator[name] for name in LINEAR if name in state.discriminator)


def touched(state: gd.State) -> Array:
    """Which of them to move: those of the largest half on a mesh, where most do nothing."""
    sizes = np.abs(of_f(state)).ravel()
    if "mesh0_charges" not in state.discriminator:
        return np.arange(len(sizes))
    return np.flatnonzero(sizes > 0.02 * sizes.max())


@dataclass(frozen=True)
class Map:
    """One step of a method on a game, as a function of small changes of a state."""

    game: Any
    method: Any
    rates: Any
    state: gd.State

    def play(self, dy: Array, df: Array | None, num_steps: int = 1) -> Any:
        return gd.simulate(
            self.game, self.method, rates=self.rates, num_steps=num_steps,
            state=shifted(self.state, dy, df),
        )  # fmt: skip

    @property
    def still(self) -> Array:
        return np.zeros(self.state.particles.size)

    def directions(self, points: Array) -> Array:
        """Changes of the numbers of f, a column each, with unit gradients at the points."""
        size = of_f(self.state).size
        base = self.play(self.still, None, 0).discriminator_gradient(points).ravel()
        probes = np.zeros((min(size, 6 * points.size), size))
        chosen = np.random.default_rng(8).permutation(touched(self.state))[: len(probes)]
        probes[np.arange(len(chosen)), chosen] = 1.0
        gradients = [
            self.play(self.still, probe, 0).discriminator_gradient(points).ravel() - base
            for probe in probes
        ]
        return probes.T @ np.linalg.pinv(np.stack(gradients, axis=-1), rcond=1e-8)

    def on_gradients(self, points: Array) -> Array:
        """The Jacobian on (dy, gradients of df at the points), a square matrix."""
        M, unit = self.still.size, self.directions(points)

        def step(x: Array) -> Array:
            run = self.play(x[:M], unit @ x[M:])
            end = run.discriminator_gradient(points).ravel()
            return np.concatenate([run.particles[-1].ravel(), end])

        return derivative(step, M + unit.shape[1])

    def on_everything(self) -> Array:
        """The Jacobian on (y, all numbers of f); random features."""
        M = self.still.size

        def step(x: Array) -> Array:
            end = self.play(x[:M], x[M:]).state
            return np.concatenate([end.particles.ravel(), of_f(end).ravel()])

        return derivative(step, M + of_f(self.state).size)

    def on_particles(self) -> Array:
        """The Jacobian on y alone: methods that do not remember f."""
        return derivative(lambda x: self.play(x, None).particles[-1].ravel(), self.still.size)


def history_at(game: Any, particles: Array, target_weight: float, weights: Any) -> gd.State:
    """The particles with f = W sum_i p_i K(., x_i) + sum_j w_j K(., y_j).

    Three clouds drawn around them stand in the history with weight 0: functions to move f along.
    """
    n, d = particles.shape
    cloud = particles + np.random.default_rng(7).normal(size=(n, d))
    run = gd.simulate(game, gd.AltGD(), rates=gd.Rates(0.1, 0.1), num_steps=4, initial=cloud)
    held = {name: np.array(values) for name, values in run.state.discriminator.items()}
    around = np.random.default_rng(9).normal(size=(3 * n, d)) + np.tile(particles, (3, 1))
    held["points"] = np.concatenate([around, particles])
    held["weights"] = np.concatenate([np.zeros(3 * n), np.zeros(n) + weights])[:, None]
    held["target_weight"] = np.array([[target_weight]])
    return gd.State(run.state.step, particles, held)


def best_at(game: Any, particles: Array) -> gd.State:
    """The particles with f = w / ridge."""
    q = game.masses(len(particles))
    return history_at(game, particles, 1 / game.ridge, -q / game.ridge)
