"""The oracles against one another and against the numbers that the theory prints."""

from typing import Any

import mpmath as mp
import numpy as np
import pytest

import reference_matrices as matrices
import reference_methods as steps
from reference_games import (
    LINEAR_REAL,
    LOGISTIC_FAKE,
    LOGISTIC_REAL,
    Play,
    differences,
    dirac,
    extended,
    linear_gan,
    moments,
    quadratic,
)
from reference_mixture import dense_variation, mixture, scanned_variation, scanned_zeros

RNG = np.random.default_rng(2)
ENDS = (-0.8, 0.3, -1.5, 0.2, -0.4, 1.6)
GAMES: dict[str, tuple[Play, Any]] = {
    "quadratic": (
        quadratic(np.diag([1.0, -2]), RNG.normal(size=(2, 3)), np.diag([-1.0, -2, 0.5])),
        RNG.normal(size=5),
    ),
    "dirac": (dirac(), (0.4, -0.6)),
    "dirac nonsaturating": (dirac("nonsaturating", ridge=0.3), (0.4, -0.6)),
    "dirac gradient penalty": (dirac("wasserstein", gradient=(0.7, 1.0)), (0.4, -0.6)),
    "dirac noise": (dirac("nonsaturating", noise=0.7), (0.4, -0.6)),
    "linear": (linear_gan((0.3, -1.0, 0.4), 0.7), RNG.normal(size=6) / 2),
    "linear wasserstein": (linear_gan((0.3, -1.0), 0.7, "wasserstein"), RNG.normal(size=4)),
    "mixture": (mixture(), ENDS),
    "mixture weighted": (mixture(weights=(0.3, 0.7)), ENDS),
}


@pytest.mark.parametrize(("play", "w"), GAMES.values(), ids=GAMES.keys())
def test_fields_are_gradients_and_jacobians_their_differences(play: Play, w: Any) -> None:
    slopes = differences(play.losses, w).astype(float)
    V, J = play.field(extended(w)), play.jacobian(extended(w))
    expected = np.concatenate([-slopes[0, play.x], -slopes[1, play.y]])
    np.testing.assert_allclose(V.astype(float), expected, rtol=0, atol=1e-12)
    columns = differences(play.field, w).astype(float)
    np.testing.assert_allclose(J.astype(float), columns, rtol=0, atol=1e-12)


@pytest.mark.parametrize("scale", [1e-8, 4.0, 1e3])
def test_expectations_against_more_digits(scale: float) -> None:
    """E g, E[g' x], E[g'' x^2] in one dimension, at theta x of mean 2."""
    theta, mean = np.array([scale / 0.7]), np.array([0.7 * 2 / scale])
    for kind, sign in ((LOGISTIC_REAL, 1), (LOGISTIC_FAKE, -1)):
        got = moments(kind, mean, 0.7, theta)
        with mp.workdps(25):
            t, m, s = mp.mpf(float(theta[0])), mp.mpf(float(mean[0])), mp.mpf(0.7)
            kink = -m / s  # theta x = 0
            near = [kink + k / mp.mpf(scale) for k in (-60, -20, -5, 0, 5, 20, 60)]
            ends = sorted({mp.mpf(e) for e in (-14, -5, 0, 5, 14)} | {
                e for e in near if -14 < e < 14
            })  # fmt: skip

            def expected(h: Any, t: Any = t, m: Any = m, s: Any = s, ends: Any = ends) -> float:
                def integrand(z: Any) -> Any:
                    x = m + s * z
                    return h(t * x, x) * mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)

                return float(mp.quad(integrand, ends))

            def soft(u: Any, x: Any, sign: int = sign) -> Any:
                return -mp.log1p(mp.exp(-sign * u))

            def pull(u: Any, x: Any, sign: int = sign) -> Any:
                return sign * x / (1 + mp.exp(sign * u))

            def curve(u: Any, x: Any) -> Any:
                return -x * x / (2 + 2 * mp.cosh(u))

            want = [expected(h) for h in (soft, pull, curve)]
        found = [float(got.g), float(got.g1_x[0]), float(got.g2_xx[0, 0])]
        size = [1 + abs(want[0]), abs(mean[0]) + 0.7, mean[0] ** 2 + 0.49]
        np.testing.assert_array_less(np.abs(np.subtract(found, want)) / size, 1e-14)


def test_the_linear_gain_is_the_mean() -> None:
    got = moments(LINEAR_REAL, np.array([1.0, 2.0]), 0.7, np.array([3.0, -1.0]))
    assert float(got.g) == pytest.approx(1.0, abs=1e-15)
    np.testing.assert_allclose(got.g1_x.astype(float), [1, 2], rtol=0, atol=1e-15)


def test_the_linear_gan_of_the_theory() -> None:
    play, w = linear_gan((0, 2), 0.7), np.full(4, 0.05)
    assert float(play.losses(w)[0]) == pytest.approx(-1.392032040654624, abs=1e-13)
    field = [0.0263105, 0.0263105, -0.03852094, -0.14086865]
    np.testing.assert_allclose(play.field(w).astype(float), field, rtol=0, atol=5e-9)
    J = play.jacobian(np.zeros(4)).astype(float)
    expected = {complex(-0.1225, s * 0.4847615) for s in (1, -1)} | {-0.117521, -2.127264}
    for value in expected:
        assert np.abs(np.linalg.eigvals(J) - value).min() < 1e-3


@pytest.mark.parametrize(("step", "options", "eta", "component", "length"), [
    (steps.simgd, {}, 1e-2, 0.5, 9.940173983361e-1),
    (steps.conopt, {"gamma": 10}, 1e-2, 0.5, 7.285369927239e-1),
    (steps.jare, {"gamma": 10}, 1e-2, 0.5, 8.467628247705e-1),
    (steps.jare, {"gamma": 10, "players": "generator"}, 1e-2, 0.5, 8.907088097377e-1),
    (steps.jare, {"gamma": 10, "players": "discriminator"}, 1e-2, 0.5, 9.548380416929e-1),
])  # fmt: skip
def test_first_steps_of_the_theory(
    step: Any, options: Any, eta: float, component: float, length: float
) -> None:
    play = linear_gan((0, 2), 0.7)
    after = steps.trajectory(play, step, [component] * 4, 1, (eta, eta), **options)[1]
    assert float(np.linalg.norm(after.astype(float))) == pytest.approx(length, abs=1e-13)


def test_steps_are_the_matrices() -> None:
    """On random quadratic games; the rest of the recipes is compared by the package's tests."""
    rng = np.random.default_rng(5)
    for n, m in ((1, 1), (2, 4), (5, 3)):
        q = matrices.random_game(rng, n, m)
        w, play = rng.normal(size=n + m), quadratic(q.B, q.C, q.D)
        order = {"inner_steps": 3, "order": "generator"}
        alt = {"first": "generator", "generator_steps": 2, "discriminator_steps": 3}
        for step, matrix, options in (
            (steps.altgd, matrices.altgd(q, **alt), alt),
            (steps.conopt, matrices.conopt(q, 0.7), {"gamma": 0.7}),
            (steps.jare, matrices.jare(q, 0.7), {"gamma": 0.7}),
            (steps.sga, matrices.jare(q, 0.7), {"gamma": 0.7}),
            (steps.sga, matrices.sga(q, 0.7), {"gamma": 0.7}),
            (steps.extra_gradient, matrices.extra_gradient(q), {}),
            (steps.competitive, matrices.competitive(q), {}),
            (steps.follow_the_ridge, matrices.follow_the_ridge(q), {}),
            (steps.best_response, matrices.best_response(q), {}),
            (steps.unrolled, matrices.unrolled(q, **order), order),
        ):
            rates = (q.generator, q.discriminator)
            got = steps.trajectory(play, step, w, 1, rates, **options)[1].astype(float)
            size = np.abs(matrix) @ np.abs(w)
            assert np.abs(got - matrix @ w).max() <= 1e-13 * (1 + size.max())


def test_the_closed_form_of_competitive_descent() -> None:
    """Dx = -eta_g (I + eta_g eta_d CC')^-1 (f_x + eta_d C f_y), dy = eta_d (f_y + C' dx)."""
    q = matrices.random_game(np.random.default_rng(6), 3, 2)
    w = np.array([0.3, -1.0, 0.5, 0.2, -0.7])
    fx, fy = q.B @ w[:3] + q.C @ w[3:], q.C.T @ w[:3] + q.D @ w[3:]
    g, d = q.generator, q.discriminator
    dx = -g * np.linalg.solve(np.eye(3) + g * d * q.C @ q.C.T, fx + d * q.C @ fy)
    after = w + np.concatenate([dx, d * (fy + q.C.T @ dx)])
    np.testing.assert_allclose(matrices.competitive(q) @ w, after, rtol=0, atol=1e-14)


def test_the_mixture_of_the_theory() -> None:
    for mu, zeros, variation in (
        ((-1.0, 1.0), [-1.1131530561452303, 1.1131530561452303], 0.149005240635),
        ((0.2, 0.9), [0.14578100128760518], 0.199318789349),
    ):
        found = [float(z) for z in scanned_zeros((-0.5, 0.5), mu)]
        np.testing.assert_allclose(found, zeros, rtol=0, atol=1e-15)
        assert scanned_variation((-0.5, 0.5), mu) == pytest.approx(variation, abs=1e-12)
        assert dense_variation((-0.5, 0.5), mu) == pytest.approx(variation, abs=1e-7)
    states = steps.trajectory(mixture(), steps.simgd, ENDS, 10, (0.1, 0.1)).astype(float)
    last = [-0.717739800084, 0.299635005143, -1.456261501886, 0.177661639434, -0.411662688380,
            1.632703552028]  # fmt: skip
    np.testing.assert_allclose(states[10], last, rtol=0, atol=1e-12)
