"""The predictions of runs of vector games, against the linear map read off their states."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import fits
import gandyn as gd
import reference_matrices as matrices
from reference import Array

METHODS: list[tuple[Any, Callable[[matrices.Quadratic], Array]]] = [
    (gd.SimGD(), matrices.simgd),
    (gd.AltGD("discriminator"), lambda q: matrices.altgd(q, "discriminator", 1, 1)),
    (gd.AltGD("generator"), lambda q: matrices.altgd(q, "generator", 1, 1)),
    (gd.JARE(0.7), lambda q: matrices.jare(q, 0.7)),
    (gd.ConOpt(0.4), lambda q: matrices.conopt(q, 0.4)),
    (gd.ExtraGradient(), matrices.extra_gradient),
]
PHASES = ("converges", "converges oscillates", "diverges")


def flags(phase: Any) -> set[str]:
    """The names of a phase's flags."""
    return {flag.name for flag in phase}


def assert_same_rate(got: float, fitted: float, tolerance: float = 0.01) -> None:
    """Two factors a step: their exponents agree to 1 %."""
    assert abs(np.log(got) - np.log(fitted)) <= tolerance * abs(np.log(fitted)), (got, fitted)


# --------------------------------------------------------------------------------- quadratic games


def draws(phase: str, count: int, seed: int) -> Iterator[tuple[matrices.Quadratic, Any, Array]]:
    """Games, methods and multipliers of this phase, clear of its borders and of one another."""
    rng = np.random.default_rng(seed)
    while count:
        n, m = rng.integers(1, 3, size=2)
        q = matrices.random_game(rng, int(n), int(m))
        bend, cross = rng.uniform(-0.5, 1), 10 ** rng.uniform(-1, 0.5)
        B = q.B @ q.B * bend + np.eye(n) * bend / 2
        q = matrices.Quadratic(B, cross * q.C, q.D / 2, q.generator, q.discriminator)
        method, matrix = METHODS[rng.integers(len(METHODS))]
        rho = np.linalg.eigvals(matrix(q))
        gaps = np.abs(np.subtract.outer(rho, rho))[np.triu_indices(len(rho), 1)]
        log = np.log(np.abs(rho).max())
        fair = 0.02 < abs(log) < 0.4 and gaps.min() > 0.03 and np.abs(rho).min() > 0.2
        same = fits.words(rho) - {"flips"} >= set(phase.split())
        if phase == "converges":
            same = same and "oscillates" not in fits.words(rho)
        if fair and same:
            count -= 1
            yield q, method, rho


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("seed", range(3))
def test_quadratic_games(phase: str, seed: int) -> None:
    """Twenty draws a seed: sixty of every phase; the whole map is read off the first steps."""
    rng = np.random.default_rng(seed)
    for q, method, rho in draws(phase, 20, seed):
        steps = int(np.clip(14 / abs(np.log(np.abs(rho).max())), 40, 400))
        game, rates = gd.QuadraticGame(q.B, q.C, q.D), gd.Rates(q.generator, q.discriminator)
        run = gd.simulate(
            game, method, rates=rates, num_steps=steps, initial=rng.normal(size=q.n + q.m)
        )
        fitted = fits.linear_map(run.states[:30])
        prediction = run.predict()
        assert_same_rate(prediction.rate, np.abs(fitted).max(), 1e-4)
        assert flags(prediction.phase) == fits.words(fitted)
        sizes = np.sort(np.log(np.abs(rho)))[::-1]
        others = sizes[sizes < sizes[0] - 1e-9]
        if not len(others) or steps * (sizes[0] - others[0]) > 12:  # it ends with one mode
            assert_same_rate(prediction.fitted_rate, prediction.rate, 0.02)


# -------------------------------------------------------------------------------------- linear GAN

# Section 6 of the theory: bandwidth .7, mean (0, 2); the best rates and those of a rate of .1.
PAGE = [
    (gd.SimGD(), 0.1, 0.9889388252, 2e-6),
    (gd.AltGD(), 0.1, 0.9883933266, 2e-6),
    (gd.ExtraGradient(), 0.1, 0.9883871516, 2e-6),
    (gd.SimGD(), 0.490, 0.96952, 1e-4),
    (gd.JARE(10), 0.276, 0.71040, 1e-3),
    (gd.ConOpt(10), 0.0347, 0.99268, 5e-4),
]


@pytest.mark.parametrize(("method", "rate", "radius", "tolerance"), PAGE)
def test_the_linear_gan_of_the_page(
    method: Any, rate: float, radius: float, tolerance: float
) -> None:
    """Started beside the equilibrium, where the page's spectra hold, in four directions."""
    game, rates = gd.LinearGAN([0, 2], 0.7), gd.Rates(rate, rate)
    runs = [gd.simulate(game, method, rates=rates, num_steps=60, initial=start)
            for start in 1e-6 * np.eye(4)]  # fmt: skip
    fitted = fits.linear_map(np.stack([run.states[:12] for run in runs], axis=1))
    prediction = runs[0].predict()
    assert prediction.rate == pytest.approx(radius, rel=tolerance)
    assert_same_rate(prediction.rate, np.abs(fitted).max(), 1e-3)
    assert "converges" in flags(prediction.phase)
    turns = type(method) in (gd.SimGD, gd.AltGD, gd.ExtraGradient)
    assert ("oscillates" in flags(prediction.phase)) is turns


def test_the_fit_of_a_long_run(rng: np.random.Generator) -> None:
    """Its slowest mode alone remains: 1 - eta 1.049 of JARE with gamma 10 at a small step."""
    run = gd.simulate(
        gd.LinearGAN([0, 2], 0.7), gd.JARE(10), rates=gd.Rates(0.05, 0.05), num_steps=250,
        initial=1e-3 * rng.normal(size=4),
    )  # fmt: skip
    prediction = run.predict()
    assert prediction.rate == pytest.approx(1 - 0.05 * 1.049, rel=1e-4)
    assert_same_rate(prediction.fitted_rate, prediction.rate, 0.02)


def test_too_long_a_step_flips_and_diverges(rng: np.random.Generator) -> None:
    """Beyond eta = .94007 the quickest mode of simultaneous descent overshoots."""
    run = gd.simulate(
        gd.LinearGAN([0, 2], 0.7), gd.SimGD(), rates=gd.Rates(1.0, 1.0), num_steps=60,
        initial=1e-8 * rng.normal(size=4),
    )  # fmt: skip
    prediction = run.predict()
    assert flags(prediction.phase) == {"diverges", "flips", "oscillates"}
    b = 0.7**2 + 2**2
    assert prediction.rate == pytest.approx((b + np.sqrt(b**2 - 4)) / 4 - 1, rel=1e-6)
    assert_same_rate(prediction.rate, np.abs(fits.linear_map(run.states)).max())
    assert_same_rate(prediction.fitted_rate, prediction.rate, 0.02)


@pytest.mark.parametrize("loss", ["logistic", "wasserstein"])
def test_a_game_without_damping_is_the_methods_affair(loss: str) -> None:
    """The Wasserstein loss of a linear GAN is bilinear: SimGD diverges, AltGD is neutral."""
    game = gd.LinearGAN([0, 2], 0.7, loss)
    for method, word in ((gd.SimGD(), "diverges"), (gd.AltGD(), "neutral")):
        run = gd.simulate(
            game, method, rates=gd.Rates(0.1, 0.1), num_steps=60, initial=[1e-6, 0, 1e-6, 1e-6]
        )
        found = flags(run.predict().phase)
        if loss == "logistic":
            assert {"converges", "oscillates"} <= found
        else:
            assert "oscillates" in found and "converges" not in found
            assert ("diverges" in found) is (word == "diverges")
