"""Slow oracles of the min-max methods: one step of each as the theory writes it, on any game.

Nothing here imports gandyn. V = (-a_x, -b_y) is the field and J = DV its Jacobian; a zero-sum game
has C = f_xy = J_yx'. Rates and optimisers act component by component.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from reference_games import Array, Play, differences, extended, long


@dataclass
class Plain:
    """Directions as they are."""

    def turn(self, direction: Array, part: slice) -> Array:
        """The direction of one player or of both, transformed; 0 for the other player."""
        turned = np.zeros_like(direction)
        turned[part] = self.scaled(direction, part)[part]
        return turned

    def scaled(self, direction: Array, part: slice) -> Array:
        """The transformed direction."""
        return direction


@dataclass
class Adam(Plain):
    """m / (sqrt(v) + epsilon), both moments corrected for their start at 0."""

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    moments: list[Any] = field(default_factory=lambda: [0, 0, 0])

    def scaled(self, direction: Array, part: slice) -> Array:
        if np.ndim(self.moments[0]) == 0:
            self.moments = [np.zeros_like(direction) for _ in range(3)]
        m, v, count = self.moments
        b1, b2 = long(self.beta1), long(self.beta2)
        count[part] += 1
        m[part] = b1 * m[part] + (1 - b1) * direction[part]
        v[part] = b2 * v[part] + (1 - b2) * direction[part] ** 2
        k = np.maximum(count, 1)
        return m / (1 - b1**k) / (np.sqrt(v / (1 - b2**k)) + long(self.epsilon))


@dataclass
class TensorflowRMSProp(Plain):
    """g / sqrt(v + epsilon), v starts at 1."""

    decay: float = 0.9
    epsilon: float = 1e-10
    square: Any = 1.0

    def scaled(self, direction: Array, part: slice) -> Array:
        square = self.square * np.ones_like(direction)
        square[part] += (1 - long(self.decay)) * (direction[part] ** 2 - square[part])
        self.square = square
        return direction / np.sqrt(square + long(self.epsilon))


@dataclass
class CorrectedRMSProp(Plain):
    """g / (sqrt(v / (1 - decay^t)) + epsilon), v starts at 0."""

    decay: float = 0.9
    epsilon: float = 1e-10
    state: Any = None

    def scaled(self, direction: Array, part: slice) -> Array:
        if self.state is None:
            self.state = np.zeros_like(direction), np.zeros_like(direction)
        square, count = self.state
        count[part] += 1
        square[part] += (1 - long(self.decay)) * (direction[part] ** 2 - square[part])
        corrected = square / (1 - long(self.decay) ** np.maximum(count, 1))
        return direction / (np.sqrt(corrected) + long(self.epsilon))


@dataclass
class Runner:
    """A game with two rates, an optimiser and the memory of a method."""

    play: Play
    eta: Array
    optimizer: Plain
    memory: dict[str, Array] = field(default_factory=dict)

    @property
    def both(self) -> slice:
        return slice(0, self.play.n + self.play.m)

    def move(self, w: Array, direction: Array, part: slice | None = None) -> Array:
        """W + eta turned(direction), for one player or for both, within the constraint."""
        step = self.eta * self.optimizer.turn(direction, part or self.both)
        return self.play.project(w + step)

    def partial(self, w: Array) -> tuple[Array, Array, Array, Array, Array]:
        """f_x, f_y, f_xx, f_xy, f_yy of a zero-sum game."""
        x, y, V, J = self.play.x, self.play.y, self.play.field(w), self.play.jacobian(w)
        return -V[x], V[y], -J[x, x], J[y, x].T, J[y, y]


def simgd(r: Runner, w: Array) -> Array:
    return r.move(w, r.play.field(w))


def altgd(r: Runner, w: Array, first: str, generator_steps: int, discriminator_steps: int) -> Array:
    turns = [(r.play.x, generator_steps), (r.play.y, discriminator_steps)]
    for part, count in turns if first == "generator" else turns[::-1]:
        for _ in range(count):
            w = r.move(w, r.play.field(w), part)
    return w


def conopt(r: Runner, w: Array, gamma: float) -> Array:
    """V - gamma grad |V|^2 / 2."""
    V, J = r.play.field(w), r.play.jacobian(w)
    return r.move(w, V - long(gamma) * (J.T @ V))


def jare(r: Runner, w: Array, gamma: float, players: str = "both") -> Array:
    """x also descends gamma |V_y|^2 / 2, y gamma |V_x|^2 / 2."""
    x, y, V, J = r.play.x, r.play.y, r.play.field(w), r.play.jacobian(w)
    direction = V.copy()
    if players != "discriminator":
        direction[x] -= long(gamma) * (J[y, x].T @ V[y])
    if players != "generator":
        direction[y] -= long(gamma) * (J[x, y].T @ V[x])
    return r.move(w, direction)


def sga_product(play: Play, w: Array) -> Any:
    """<xi, h> <A_anti' xi, h>: with its sign the adjustment is aligned."""
    xi, H = -play.field(w), -play.jacobian(w)
    h = H.T @ xi
    return (xi @ h) * (((H.T - H) / 2 @ xi) @ h)


def sga(r: Runner, w: Array, gamma: float, align: bool = False, tensors: int = 2) -> Array:
    xi, H = -r.play.field(w), -r.play.jacobian(w)
    weight = long(gamma)
    if align:
        weight *= np.sign(sga_product(r.play, w) / tensors + long("0.1"))
    return r.move(w, -(xi + weight * ((H.T - H) / 2 @ xi)))


def extra_gradient(r: Runner, w: Array) -> Array:
    return r.move(w, r.play.field(r.move(w, r.play.field(w))))


def past_extra_gradient(r: Runner, w: Array) -> Array:
    half = r.move(w, r.play.field(r.memory.get("half", w)))
    r.memory["half"] = half
    return r.move(w, r.play.field(half))


def optimistic(r: Runner, w: Array, first_step: str = "plain") -> Array:
    """W + 2 s_k - s_{k-1}, s_k = eta turned(V_k)."""
    s = r.eta * r.optimizer.turn(r.play.field(w), r.both)
    last = r.memory.get("last", s if first_step == "plain" else 0 * s)
    r.memory["last"] = s
    return r.play.project(w + 2 * s - last)


def momentum(r: Runner, w: Array, beta: float, alternating: bool) -> Array:
    V, drift = r.play.field(w), long(beta) * (w - r.memory.get("last", w))
    r.memory["last"] = w
    if not alternating:
        return r.play.project(w + r.eta * V + drift)
    x, y, new = r.play.x, r.play.y, w.copy()
    new[x] += (r.eta * V + drift)[x]
    new[y] += (r.eta * r.play.field(new) + drift)[y]
    return r.play.project(new)


def competitive(r: Runner, w: Array) -> Array:
    """dx = -eta_g (f_x + C dy), dy = eta_d (f_y + C' dx), solved as one linear system."""
    fx, fy, _, C, _ = r.partial(w)
    x, y = r.play.x, r.play.y
    system = np.eye(len(w))
    system[x, y] = (r.eta[x, None] * C).astype(float)
    system[y, x] = -(r.eta[y, None] * C.T).astype(float)
    right = np.concatenate([-r.eta[x] * fx, r.eta[y] * fy])
    return r.play.project(w + solve(system, right))


def solve(matrix: Array, right: Array) -> Array:
    """A solution in double precision, refined once in extended precision."""
    double = matrix.astype(float)
    z = extended(np.linalg.solve(double, right.astype(float)))
    return z + np.linalg.solve(double, (right - matrix @ z).astype(float))


def follow_the_ridge(r: Runner, w: Array) -> Array:
    """y+ = y + eta_d f_y + eta_g D^-1 C' f_x."""
    fx, fy, _, C, D = r.partial(w)
    x, y = r.play.x, r.play.y
    dy = r.eta[y] * fy + r.eta[x][0] * solve(D, C.T @ fx)
    return r.play.project(w + np.concatenate([-r.eta[x] * fx, dy]))


def best_response(r: Runner, w: Array) -> Array:
    """y = argmax f(x, .) of a quadratic game, x+ = x - eta_g f_x(x, y)."""
    x, y, J = r.play.x, r.play.y, r.play.jacobian(w)
    best = w.copy()
    best[y] = -solve(J[y, y], J[y, x] @ w[x])
    best[x] += r.eta[x] * r.play.field(best)[x]
    return best


def lookahead(r: Runner, w: Array, k: int, alpha: float, inner: Callable[..., Array]) -> Array:
    fast = w
    for _ in range(k):
        fast = inner(r, fast)
    return r.play.project(w + long(alpha) * (fast - w))


def unrolled(r: Runner, w: Array, inner_steps: int, order: str) -> Array:
    """X descends the total derivative of a(x, y_K(x)), by differences; y takes one plain step."""
    x, y = r.play.x, r.play.y

    def outcome(new_x: Array, old_y: Array) -> Any:
        z = np.concatenate([new_x, old_y])
        for _ in range(inner_steps):
            z[y] = z[y] + (r.eta * r.play.field(z))[y]
        return r.play.losses(z)[0]

    def generator(at: Array) -> Array:
        return -r.eta[x] * differences(lambda new: outcome(new, at[y]), at[x])

    new = w.copy()
    if order == "discriminator":
        new = r.move(new, r.play.field(new), y)
    moved = new[x] + generator(new)
    if order == "generator":
        new[x] = moved
    after = r.move(new, r.play.field(new), y) if order != "discriminator" else new
    return np.concatenate([moved, after[y]])


STEPS: dict[str, Callable[..., Array]] = {
    "SimGD": simgd,
    "AltGD": altgd,
    "ConOpt": conopt,
    "JARE": jare,
    "SGA": sga,
    "ExtraGradient": extra_gradient,
    "PastExtraGradient": past_extra_gradient,
    "Optimistic": optimistic,
    "Momentum": momentum,
    "Lookahead": lookahead,
    "CompetitiveGD": competitive,
    "FollowTheRidge": follow_the_ridge,
    "BestResponse": best_response,
    "Unrolled": unrolled,
}


def trajectory(
    play: Play,
    step: Callable[..., Array],
    initial: npt.ArrayLike,
    num_steps: int,
    rates: tuple[float, float],
    optimizer: Plain | None = None,
    **options: Any,
) -> Array:
    """W_0 .. w_T, (T + 1, n + m); rates are those of the generator and of the discriminator."""
    eta = np.repeat(extended(rates), [play.n, play.m])
    runner = Runner(play, eta, optimizer or Plain())
    states = [extended(initial)]
    for _ in range(num_steps):
        states.append(step(runner, states[-1], **options))
    return np.array(states)
