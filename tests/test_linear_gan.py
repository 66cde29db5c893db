"""The linear GAN: population expectations at any scale, the numbers of the theory, minibatches."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from game_cases import one_step_jacobian, play
from reference_games import LOGISTIC_FAKE, LOGISTIC_REAL, linear_gan, moments

MEAN, STD = (0.0, 2.0), 0.7
GAME = gd.LinearGAN(MEAN, STD)
SQUARES = (STD**2, STD**2 + 4)  # b across and along the mean


def quadratic_roots(trace: float, determinant: float) -> list[complex]:
    root = np.sqrt(complex(trace**2 - 4 * determinant))
    return [(trace + root) / 2, (trace - root) / 2]


def assert_same_spectrum(matrix: Any, expected: Any, atol: float) -> None:
    """Every eigenvalue has a partner, within atol; a double one is only good to its root."""
    values, left = np.linalg.eigvals(matrix), list(expected)
    assert len(values) == len(left)
    for value in values:
        nearest = min(range(len(left)), key=lambda i: abs(left[i] - value))
        assert abs(left.pop(nearest) - value) <= atol


# ---------------------------------------------------------------------------- the theory's numbers


def test_the_reference_point() -> None:
    w = np.full(4, 0.05)
    assert GAME.loss(w) == pytest.approx(-1.392032040654624, abs=1e-13)
    field = [0.0263105, 0.0263105, -0.03852094, -0.14086865]
    np.testing.assert_allclose(GAME.field(w), field, rtol=0, atol=5e-9)
    # multiples of I plus theta (..)': the diagonal less the other entry of its column is E g2'
    mixed = [[-0.52681683186598, -0.02552301628185], [-0.0006069221611, -0.55173292598673]]
    np.testing.assert_allclose(GAME.jacobian(w)[2:, :2].T, mixed, rtol=0, atol=1e-13)


FIRST_STEPS = [
    (gd.SimGD(), 1e-3, 0.05, 9.993670923245e-2),
    (gd.SimGD(), 1e-2, 0.5, 9.940173983361e-1),
    (gd.ConOpt(10), 1e-3, 0.05, 9.764197408677e-2),
    (gd.ConOpt(10), 1e-2, 0.5, 7.285369927239e-1),
    (gd.JARE(10), 1e-3, 0.05, 9.928419250212e-2),
    (gd.JARE(10), 1e-2, 0.5, 8.467628247705e-1),
    (gd.SGA(10), 1e-3, 0.05, 9.928419250212e-2),
    (gd.SGA(10), 1e-2, 0.5, 8.467628247705e-1),
    (gd.JARE(10, "generator"), 1e-2, 0.5, 8.907088097377e-1),
    (gd.JARE(10, "discriminator"), 1e-2, 0.5, 9.548380416929e-1),
]


@pytest.mark.parametrize(("method", "eta", "component", "expected"), FIRST_STEPS, ids=str)
def test_the_golden_first_steps(method: Any, eta: float, component: float, expected: float) -> None:
    after = play(GAME, method, (eta, eta), [component] * 4, 1)[1]
    assert np.linalg.norm(after) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("loss", ["logistic", "wasserstein"])
@pytest.mark.parametrize("n", [1, 2, 5])
def test_the_jacobian_at_the_equilibrium(loss: str, n: int) -> None:
    """Blocks [[0, -p], [p, q]], one along the mean, n - 1 across."""
    mean = np.random.default_rng(n).normal(size=n)
    p, curvature = (-0.5, -0.5) if loss == "logistic" else (-1.0, 0.0)
    squares = [0.49 + mean @ mean] + [0.49] * (n - 1)
    expected = [root for b in squares for root in quadratic_roots(curvature * b, p * p)]
    game = gd.LinearGAN(mean, 0.7, loss)
    assert_same_spectrum(game.jacobian(np.zeros(2 * n)), expected, 1e-7)
    covariance = 0.49 * np.eye(n) + np.outer(mean, mean)
    block = game.jacobian(np.zeros(2 * n))[n:, n:]
    np.testing.assert_allclose(block, curvature * covariance, rtol=0, atol=1e-13)


def theorem2(b: float, gamma: float) -> list[complex]:
    a = b + gamma + gamma * b**2 / 2
    root = np.sqrt(complex(a**2 - (gamma**2 + 2 * gamma * b + 4)))
    return [(-a + root) / 4, (-a - root) / 4]


def theorem3(b: float, gamma: float) -> list[complex]:
    root = np.sqrt(complex((b + gamma) ** 2 - (gamma**2 + 4)))
    return [(-(b + gamma) + root) / 4, (-(b + gamma) - root) / 4]


def one_sided(b: float, gamma: float) -> list[complex]:
    root = np.sqrt(complex((2 * b + gamma) ** 2 - 16))
    return [(-(2 * b + gamma) + root) / 8, (-(2 * b + gamma) - root) / 8]


FIELDS: dict[str, tuple[Any, Any]] = {
    "theorem 1": (gd.SimGD(), lambda b: theorem3(b, 0.0)),
    "theorem 2": (gd.ConOpt(3.0), lambda b: theorem2(b, 3.0)),
    "theorem 3": (gd.JARE(3.0), lambda b: theorem3(b, 3.0)),
    "SGA": (gd.SGA(3.0), lambda b: theorem3(b, 3.0)),
    "generator only": (gd.JARE(3.0, "generator"), lambda b: one_sided(b, 3.0)),
    "discriminator only": (gd.JARE(3.0, "discriminator"), lambda b: one_sided(b, 3.0)),
    "ridge": (gd.FollowTheRidge(), lambda b: [-b / 2, -1 / (2 * b)]),
}


@pytest.mark.parametrize(("method", "roots"), FIELDS.values(), ids=FIELDS.keys())
def test_theorems_1_to_3(method: Any, roots: Any) -> None:
    """One step from near the equilibrium multiplies by 1 + eta lambda."""
    eta = 0.1
    matrix = one_step_jacobian(GAME, method, (eta, eta), np.zeros(4))
    expected = [1 + eta * root for b in SQUARES for root in roots(b)]
    assert_same_spectrum(matrix, expected, 1e-9)


RADII = [
    (gd.SimGD(), 0.9889388252),
    (gd.AltGD(), 0.9883933266),
    (gd.AltGD("generator"), 0.9883933266),
    (gd.ExtraGradient(), 0.9883871516),
]


@pytest.mark.parametrize(("method", "radius"), RADII, ids=str)
def test_the_spectral_radii_of_one_step(method: Any, radius: float) -> None:
    matrix = one_step_jacobian(GAME, method, (0.1, 0.1), np.zeros(4))
    assert np.abs(np.linalg.eigvals(matrix)).max() == pytest.approx(radius, abs=1e-10)


# -------------------------------------------------------------------------- any scale of s |theta|


def scales() -> list[Any]:
    """s |theta| from 1e-8 to 1e4, means to 1e3, n to 4; the discriminator across and along."""
    rng = np.random.default_rng(11)
    cases = []
    for scale in (1e-8, 1e-4, 0.1, 1.0, 4.0, 10.0, 30.0, 300.0, 1e4):
        for size in (0.0, 1.0, 1e3):
            n, std = int(rng.integers(1, 5)), float(rng.uniform(0.3, 3))
            mean, theta = size * unit(rng, n), scale / std * unit(rng, n)
            if scale >= 1 and size > 0 and n > 1:  # theta . v of the order of the spread
                theta -= (theta @ mean) * (1 - 1 / size) * mean / (mean @ mean)
                theta *= scale / std / np.linalg.norm(theta)
            x = max(size, 1.0) * rng.normal(size=n) * rng.choice([1e-3, 1.0])
            label = f"{scale:g}-{size:g}-{n}"
            cases.append(pytest.param(mean, std, np.concatenate([x, theta]), id=label))
    return cases


def unit(rng: np.random.Generator, n: int) -> Any:
    v = rng.normal(size=n)
    return v / np.linalg.norm(v)


@pytest.mark.parametrize(("mean", "std", "w"), scales())
def test_population_expectations_at_any_scale(mean: Any, std: float, w: Any) -> None:
    """To 1e-12 of E |g''| |x|^2 and the like, and a few roundings of theta . mean."""
    n = len(mean)
    game, oracle = gd.LinearGAN(mean, std), linear_gan(mean, std)
    length = float(np.linalg.norm(mean) + np.linalg.norm(mean + w[:n]))
    rounding = 1e-12 + 8 * 2.3e-16 * float(np.linalg.norm(w[n:])) * length
    size = length + 2 * std * np.sqrt(n)
    f = -oracle.losses(w)[1]
    assert abs(game.loss(w) - f) <= rounding * max(1.0, abs(float(f)))
    np.testing.assert_allclose(
        game.field(w)[:n], oracle.field(w)[:n].astype(float), rtol=1e-10, atol=rounding
    )
    np.testing.assert_allclose(
        game.field(w)[n:], oracle.field(w)[n:].astype(float), rtol=0, atol=rounding * size
    )
    real = moments(LOGISTIC_REAL, mean, std, w[n:])
    fake = moments(LOGISTIC_FAKE, mean + w[:n], std, w[n:])
    bound = float(real.size + fake.size)
    J, expected = game.jacobian(w), oracle.jacobian(w).astype(float)
    np.testing.assert_allclose(J[n:, n:], expected[n:, n:], rtol=0, atol=rounding * (1 + bound))
    tilt = float(np.linalg.norm(w[n:]) * np.sqrt(bound))
    np.testing.assert_allclose(J[n:, :n], expected[n:, :n], rtol=0, atol=rounding * (1 + tilt))
    steep = float(w[n:] @ w[n:])
    np.testing.assert_allclose(J[:n, :n], expected[:n, :n], rtol=0, atol=rounding * (1 + steep))


def test_a_flat_discriminator() -> None:
    """Theta = 0: f = -2 log 2 and the forms of the equilibrium at any phi."""
    v, x, s = np.array([0.3, -1.0]), np.array([0.5, 2.0]), 0.7
    game, w = gd.LinearGAN(v, s), np.concatenate([x, np.zeros(2)])
    assert game.loss(w) == pytest.approx(-2 * np.log(2), abs=1e-15)
    np.testing.assert_allclose(game.field(w), [0, 0, *(-x / 2)], rtol=0, atol=1e-15)
    curvature = -(2 * s**2 * np.eye(2) + np.outer(v, v) + np.outer(v + x, v + x)) / 4
    np.testing.assert_allclose(game.jacobian(w)[2:, 2:], curvature, rtol=0, atol=1e-14)


def test_without_spread_it_is_two_points() -> None:
    """S = 0: f = g1(theta v) + g2(theta (v + x))."""
    game, (x, t, v) = gd.LinearGAN([0.6], 0.0), (0.4, 1.5, 0.6)
    real, fake = 1 / (1 + np.exp(t * v)), 1 / (1 + np.exp(-t * (v + x)))
    expected = [fake * t, real * v - fake * (v + x)]
    np.testing.assert_allclose(game.field([x, t]), expected, rtol=0, atol=1e-14)


# ------------------------------------------------------------------------------------ minibatches


def sampled(seed: int, batch_size: int, steps: int = 1, **options: Any) -> Any:
    return gd.simulate(
        gd.LinearGAN(MEAN, STD, batch_size=batch_size),
        gd.SimGD(),
        rates=gd.Rates(0.1, 0.1),
        num_steps=steps,
        initial=[0.3, -0.2, 0.5, -0.4],
        seed=seed,
        **options,
    )


def test_minibatches_average_to_the_population() -> None:
    """1,000 first steps: their mean is the population's, within 5 standard errors; 1/b variance."""
    exact = play(GAME, gd.SimGD(), (0.1, 0.1), [0.3, -0.2, 0.5, -0.4], 1)[1]
    spreads = []
    for size in (8, 128):
        ends = np.array([sampled(seed, size).final for seed in range(1000)])
        error = ends.std(axis=0) / np.sqrt(len(ends))
        assert (error > 0).all()
        assert (np.abs(ends.mean(axis=0) - exact) <= 5 * error).all()
        spreads.append(ends.var(axis=0))
    np.testing.assert_allclose(spreads[0] / spreads[1], 16, rtol=0.35)


def test_a_seed_is_a_run() -> None:
    one, two, other = sampled(3, 16, 20), sampled(3, 16, 20, num_threads=2), sampled(4, 16, 20)
    np.testing.assert_array_equal(one.states, two.states)
    assert not np.array_equal(one.final, other.final)
    moves = np.diff(one.states, axis=0)
    assert len(np.unique(moves.round(12), axis=0)) == 20  # a new batch every step


def test_the_functions_stay_those_of_the_population() -> None:
    w, game = [0.3, -0.2, 0.5, -0.4], gd.LinearGAN(MEAN, STD, batch_size=16)
    for name in ("loss", "field", "jacobian"):
        np.testing.assert_array_equal(getattr(game, name)(w), getattr(GAME, name)(w))
