"""Every vector game beside its oracle, and every method beside its oracle's step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import gandyn as gd
import reference_matrices as matrices
import reference_methods as steps
from reference_games import Array, Play, dirac, linear_gan, quadratic
from reference_mixture import mixture

RNG = np.random.default_rng(4)
B, C, D = (RNG.normal(size=size) for size in ((2, 2), (2, 3), (3, 3)))
B, D = (B + B.T) / 2, -(D @ D.T) / 2 - np.eye(3) / 2


@dataclass(frozen=True)
class Case:
    """A game, its oracle and a point where nothing is special."""

    game: Any
    oracle: Play
    point: tuple[float, ...]

    def points(self, count: int, spread: float = 0.1) -> Array:
        """Points about the case's own."""
        rng = np.random.default_rng(len(self.point))
        return np.array(self.point) + spread * rng.uniform(-1, 1, size=(count, len(self.point)))


def dirac_case(loss: str = "logistic", penalty: Any = None, **options: Any) -> Case:
    return Case(gd.DiracGAN(loss, penalty), dirac(loss, **options), (0.8, -0.6))


SMALL = (0.3, -0.2, 0.4, 0.5, -0.1, 0.6)  # of a linear GAN in three dimensions
ENDS = (-0.8, 0.3, -1.5, 0.2, -0.4, 1.6)

CASES: dict[str, Case] = {
    "quadratic": Case(gd.QuadraticGame(B, C, D), quadratic(B, C, D), (0.3, -1.0, 0.5, 0.2, -0.7)),
    "bilinear": Case(
        gd.QuadraticGame(xy=C), quadratic(0 * B, C, 0 * D), (0.3, -1.0, 0.5, 0.2, -0.7)
    ),
    "general": Case(gd.GeneralGAN(C, D), quadratic(0 * B, C, D), (0.3, -1.0, 0.5, 0.2, -0.7)),
    "dirac": dirac_case(),
    "dirac nonsaturating": dirac_case("nonsaturating"),
    "dirac wasserstein": dirac_case("wasserstein"),
    "dirac R1": dirac_case(penalty=gd.R1(0.3), ridge=0.3),
    "dirac R2": dirac_case(penalty=gd.R2(1.7), ridge=1.7),
    "dirac nonsaturating R1": dirac_case("nonsaturating", gd.R1(0.3), ridge=0.3),
    "dirac gradient penalty": dirac_case(
        "wasserstein", gd.GradientPenalty(0.7, 1.0), gradient=(0.7, 1.0)
    ),
    "dirac clipping": dirac_case("wasserstein", gd.Clipping(0.7), bound=0.7),
    "dirac noise": dirac_case(penalty=gd.InstanceNoise(0.7), noise=0.7),
    "dirac nonsaturating noise": dirac_case("nonsaturating", gd.InstanceNoise(1.3), noise=1.3),
    "linear": Case(gd.LinearGAN([0, 2], 0.7), linear_gan([0, 2], 0.7), (0.3, -0.2, 0.5, -0.4)),
    "linear on a line": Case(gd.LinearGAN([0.4]), linear_gan([0.4]), (0.3, -0.2)),
    "linear in space": Case(gd.LinearGAN([0.5, -1, 1], 1.4), linear_gan([0.5, -1, 1], 1.4), SMALL),
    "linear wasserstein": Case(
        gd.LinearGAN([0.5, -1, 1], 1.4, "wasserstein"),
        linear_gan([0.5, -1, 1], 1.4, "wasserstein"),
        SMALL,
    ),
    "mixture": Case(gd.MixtureGAN(ordering="signed"), mixture(), ENDS),
    "mixture projected": Case(gd.MixtureGAN(), mixture(ordering="projected"), ENDS),
    "mixture weighted": Case(
        gd.MixtureGAN((-1.0, 0.7), "signed", 0.3), mixture((-1.0, 0.7), weights=(0.3, 0.7)), ENDS
    ),
    "mixture crossed": Case(
        gd.MixtureGAN(ordering="signed"), mixture(), (-0.8, 0.3, 0.4, 1.2, -0.7, -0.2)
    ),
}
NONZERO = ("dirac nonsaturating", "dirac nonsaturating R1", "dirac nonsaturating noise")


@dataclass(frozen=True)
class Recipe:
    """A method beside its step, and the step's options."""

    method: Any
    step: Callable[..., Array]
    options: dict[str, Any]


def recipe(method: Any, step: Callable[..., Array], **options: Any) -> Recipe:
    return Recipe(method, step, options)


def altgd(first: str, x: int, y: int) -> Recipe:
    options = {"first": first, "generator_steps": x, "discriminator_steps": y}
    return recipe(gd.AltGD(first, x, y), steps.altgd, **options)


def lookahead(inner: Any, step: Callable[..., Array], **options: Any) -> Recipe:
    def inside(runner: Any, w: Array) -> Array:
        return step(runner, w, **options)

    return recipe(gd.Lookahead(3, 0.4, inner), steps.lookahead, k=3, alpha=0.4, inner=inside)


KSTEP = {"first": "discriminator", "generator_steps": 1, "discriminator_steps": 4}

RECIPES: dict[str, Recipe] = {
    "SimGD": recipe(gd.SimGD(), steps.simgd),
    "AltGD": altgd("discriminator", 1, 1),
    "AltGD generator": altgd("generator", 1, 1),
    "AltGD 2 3": altgd("discriminator", 2, 3),
    "AltGD generator 3 2": altgd("generator", 3, 2),
    "KStep": recipe(gd.KStep(4), steps.altgd, **KSTEP),
    "ConOpt": recipe(gd.ConOpt(0.7), steps.conopt, gamma=0.7),
    "JARE": recipe(gd.JARE(0.7), steps.jare, gamma=0.7),
    "JARE generator": recipe(gd.JARE(0.7, "generator"), steps.jare, gamma=0.7, players="generator"),
    "JARE discriminator": recipe(
        gd.JARE(0.7, "discriminator"), steps.jare, gamma=0.7, players="discriminator"
    ),
    "SGA": recipe(gd.SGA(0.7), steps.sga, gamma=0.7),
    "ExtraGradient": recipe(gd.ExtraGradient(), steps.extra_gradient),
    "PastExtraGradient": recipe(gd.PastExtraGradient(), steps.past_extra_gradient),
    "Optimistic": recipe(gd.Optimistic(), steps.optimistic, first_step="plain"),
    "Optimistic doubled": recipe(gd.Optimistic("doubled"), steps.optimistic, first_step="doubled"),
    "Momentum": recipe(gd.Momentum(-0.4), steps.momentum, beta=-0.4, alternating=True),
    "Momentum simultaneous": recipe(
        gd.Momentum(0.3, False), steps.momentum, beta=0.3, alternating=False
    ),
    "Lookahead": lookahead(gd.SimGD(), steps.simgd),
    "Lookahead AltGD": lookahead(
        gd.AltGD("generator", 2, 1),
        steps.altgd, first="generator", generator_steps=2, discriminator_steps=1,
    ),
    "Lookahead JARE": lookahead(gd.JARE(0.5), steps.jare, gamma=0.5),
    "Unrolled": recipe(gd.Unrolled(4), steps.unrolled, inner_steps=4, order="simultaneous"),
    "Unrolled generator": recipe(
        gd.Unrolled(2, "generator"), steps.unrolled, inner_steps=2, order="generator"
    ),
    "Unrolled discriminator": recipe(
        gd.Unrolled(2, "discriminator"), steps.unrolled, inner_steps=2, order="discriminator"
    ),
    "Unrolled 0": recipe(gd.Unrolled(0), steps.unrolled, inner_steps=0, order="simultaneous"),
    "CompetitiveGD": recipe(gd.CompetitiveGD(), steps.competitive),
    "FollowTheRidge": recipe(gd.FollowTheRidge(), steps.follow_the_ridge),
    "BestResponse": recipe(gd.BestResponse(), steps.best_response),
}  # fmt: skip
# f_yy must be negative definite, or at least regular, and the losses opposite.
SPECIAL = ("BestResponse", "FollowTheRidge", "CompetitiveGD")

MATRICES: dict[str, Callable[[matrices.Quadratic], Array]] = {
    "SimGD": matrices.simgd,
    "AltGD": lambda q: matrices.altgd(q, "discriminator", 1, 1),
    "AltGD generator": lambda q: matrices.altgd(q, "generator", 1, 1),
    "AltGD 2 3": lambda q: matrices.altgd(q, "discriminator", 2, 3),
    "AltGD generator 3 2": lambda q: matrices.altgd(q, "generator", 3, 2),
    "KStep": lambda q: matrices.altgd(q, "discriminator", 1, 4),
    "ConOpt": lambda q: matrices.conopt(q, 0.7),
    "JARE": lambda q: matrices.jare(q, 0.7),
    "JARE generator": lambda q: matrices.jare(q, 0.7, "generator"),
    "JARE discriminator": lambda q: matrices.jare(q, 0.7, "discriminator"),
    "SGA": lambda q: matrices.sga(q, 0.7),
    "ExtraGradient": matrices.extra_gradient,
    "Lookahead": lambda q: matrices.lookahead(q, 3, 0.4, matrices.simgd(q)),
    "Lookahead AltGD": lambda q: matrices.lookahead(
        q, 3, 0.4, matrices.altgd(q, "generator", 2, 1)
    ),
    "Lookahead JARE": lambda q: matrices.lookahead(q, 3, 0.4, matrices.jare(q, 0.5)),
    "Unrolled": lambda q: matrices.unrolled(q, 4, "simultaneous"),
    "Unrolled generator": lambda q: matrices.unrolled(q, 2, "generator"),
    "Unrolled discriminator": lambda q: matrices.unrolled(q, 2, "discriminator"),
    "Unrolled 0": matrices.simgd,
    "CompetitiveGD": matrices.competitive,
    "FollowTheRidge": matrices.follow_the_ridge,
    "BestResponse": matrices.best_response,
}
# On (w_k, memory); True: the memory starts as w_0, False: as 0.
ENLARGED: dict[str, tuple[Callable[[matrices.Quadratic], Array], bool]] = {
    "PastExtraGradient": (matrices.past_extra_gradient, True),
    "Optimistic": (matrices.optimistic, True),
    "Optimistic doubled": (matrices.optimistic, False),
    "Momentum": (lambda q: matrices.momentum(q, -0.4, True), True),
    "Momentum simultaneous": (lambda q: matrices.momentum(q, 0.3, False), True),
}


def play(game: Any, method: Any, rates: tuple[float, float], initial: Any, num_steps: int) -> Array:
    """The states of a run, (num_steps + 1, n + m)."""
    run = gd.simulate(
        game, method, rates=gd.Rates(*rates), num_steps=num_steps, initial=np.asarray(initial)
    )
    return np.asarray(run.states)


def one_step_jacobian(
    game: Any, method: Any, rates: tuple[float, float], at: Any, h: float = 0.01
) -> Array:
    """D(one step) at a point, by differences of order 8: errors of about 1e-12."""
    at = np.asarray(at, dtype=float)
    columns = []
    for j in range(len(at)):
        unit = h * np.eye(len(at))[j]
        ends = [[play(game, method, rates, at + s * k * unit, 1)[1] for s in (1, -1)]
                for k in (1, 2, 3, 4)]  # fmt: skip
        weights = (4 / 5, -1 / 5, 4 / 105, -1 / 280)
        columns.append(
            sum(c * (up - down) for c, (up, down) in zip(weights, ends, strict=True)) / h
        )
    return np.stack(columns, axis=-1)
