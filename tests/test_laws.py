"""Laws of the second order: sech squared, half-life, envelope and the bound of the variance."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
import reference_moments as oracle
from reference import Array

laws = gd.laws

SMOOTH = [
    gd.Gaussian(0.8),
    gd.GaussianMixture([0.5, 1.0, 3.0], [0.5, 0.25, 0.25]),
    gd.RationalQuadratic(0.7, 1.7),
    gd.InverseMultiquadric(1.2),
    gd.Matern52(1.1),
]


# --------------------------------------------------------------------------- sech squared, no ridge

# variance, mu, mass of a particle, kappa2
BALANCED = [(0.02, 1.0, 0.05, 2.0), (1.5, 0.2, 0.3, 0.7), (1e-4, 3.0, 1e-3, 40.0), (8.0, 1, 1, 1)]


@pytest.mark.parametrize("case", BALANCED)
def test_sech_squared_solves_the_equations(case: tuple[float, float, float, float]) -> None:
    nu, mu, q, kappa2 = case
    times = np.linspace(0, 5, 41) / np.sqrt(mu * q * kappa2 * nu)
    got = laws.sech_squared(times, *case)
    assert got.shape == (41,) and got[0] == nu
    np.testing.assert_allclose(got, oracle.momentum(times, *case), rtol=1e-8)


def test_sech_squared_of_long_times_is_zero() -> None:
    """cosh overflows beyond 710; no warning, no nan."""
    np.testing.assert_array_equal(laws.sech_squared(np.array([1e3, 1e6, 1e300]), 1, 1, 1, 1), 0)


@pytest.mark.parametrize("case", BALANCED)
def test_half_of_the_variance_is_left_at_the_half_life(
    case: tuple[float, float, float, float],
) -> None:
    nu, mu, q, kappa2 = case
    time = laws.half_life(*case)
    assert time == pytest.approx(np.arccosh(np.sqrt(2)) / np.sqrt(mu * q * kappa2 * nu), rel=1e-14)
    assert laws.sech_squared(np.array([time]), *case)[0] == pytest.approx(nu / 2, rel=1e-13)


@pytest.mark.parametrize("kernel", SMOOTH, ids=lambda kernel: type(kernel).__name__)
@pytest.mark.parametrize("d", [1, 2, 10])
def test_the_gain_of_the_curvature(kernel: Any, d: int) -> None:
    _, gamma2 = oracle.gammas(kernel)
    assert laws.curvature_gain(kernel, 0.8, d) == pytest.approx(
        0.8 * gamma2 * (1 + d / 2), rel=1e-14
    )


def test_the_ring_of_the_page() -> None:
    """Twenty particles on a circle: half the variance is left after 401 steps, by law 394.2."""
    kappa2 = laws.curvature_gain(gd.Gaussian(1.0), 1.0, 2)
    assert kappa2 == 2
    law = laws.half_life(0.02, 1.0, 0.05, kappa2) / 0.05
    assert law == pytest.approx(394.2, abs=0.05)
    angles = 2 * np.pi * np.arange(20) / 20
    ring = 0.2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    game = gd.KernelGAN([[0, 0]], kernel=gd.Gaussian(1.0), ridge=0, discriminator=gd.History())
    run = gd.simulate(game, gd.AltGD(), rates=gd.Rates(0.05, 0.05), num_steps=420, initial=ring)
    variance = np.mean(run.particles**2, axis=(1, 2))
    assert variance[0] == pytest.approx(0.02, rel=1e-14)
    assert int(np.argmax(variance <= 0.01)) == 401


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_second_moment_model_follows_the_law(d: int) -> None:
    """Isotropic, balanced, no ridge: the flow of smm, from which its steps of .01 differ by 1 %."""
    q, nu, kernel = 0.1, 0.05, gd.Gaussian(1.0)
    result = gd.moments(
        kernel, 1.0, np.full(10, q), np.zeros(d), nu * np.eye(d), 0.0, gd.Rates(0.02, 0.01), 3000
    )
    law = laws.sech_squared(result.times, nu, 2.0, q, laws.curvature_gain(kernel, 1.0, d))
    assert law[-1] < 0.03 * nu
    np.testing.assert_allclose(result.covariance[:, 0, 0], law, rtol=0, atol=2e-3 * nu)


def test_with_a_ridge_the_variance_falls_algebraically_at_last() -> None:
    """nu = ridge / (2 mu q kappa2 tau), within .7 % at tau = 900 for a ridge of 1."""
    q, kappa2 = 0.1, laws.curvature_gain(gd.Gaussian(1.0), 1.0, 1)
    result = gd.moments(
        gd.Gaussian(1.0), 1.0, np.full(10, q), [0.0], [[1.0]], 1.0, gd.Rates(0.05, 0.05), 18000
    )
    late = 1 / (2 * q * kappa2 * result.times[-1])
    assert result.times[-1] == pytest.approx(900)
    assert result.covariance[-1, 0, 0] == pytest.approx(late, rel=0.01)
    exact = oracle.momentum(result.times[-1:], 1.0, 1.0, q, kappa2, 1.0)
    assert result.covariance[-1, 0, 0] == pytest.approx(exact[0], rel=1e-3)


# --------------------------------------------------------------------------------------- envelope


@pytest.mark.parametrize("kernel", SMOOTH, ids=lambda kernel: type(kernel).__name__)
@pytest.mark.parametrize(("ridge", "mu", "q", "mass"), [
    (0.01, 1.0, 1.0, 1.0), (0.3, 0.2, 0.8, 1.1), (0.0, 2.0, 0.25, 0.75),
])  # fmt: skip
def test_the_envelope_solves_its_equations(
    kernel: Any, ridge: float, mu: float, q: float, mass: float
) -> None:
    times = np.concatenate([[0], np.geomspace(1e-2, 60, 40)])
    amplitude, curvature = laws.envelope(times, 0.4, ridge, mu, kernel, q, mass)
    A, c = oracle.envelope(times, 0.4, ridge, mu, oracle.gammas(kernel)[1], q, mass)
    assert A[-1] < 0.1
    assert amplitude[0] == 0.4 and curvature[0] == 0
    np.testing.assert_allclose(amplitude, A, rtol=1e-6, atol=1e-13)
    np.testing.assert_allclose(curvature, c, rtol=1e-6, atol=1e-10)


def test_times_may_be_far_apart() -> None:
    """A coarse grid is a selection of a fine one."""
    fine = np.linspace(0, 100, 1001)
    some = fine[[0, 1, 500, 1000]]
    A, c = laws.envelope(fine, 0.3, 0.01, 1.0, gd.Gaussian(1.0))
    B, e = laws.envelope(some, 0.3, 0.01, 1.0, gd.Gaussian(1.0))
    np.testing.assert_allclose(B, A[[0, 1, 500, 1000]], rtol=1e-6)
    np.testing.assert_allclose(e, c[[0, 1, 500, 1000]], rtol=1e-6, atol=1e-10)


def test_the_four_counts_of_the_page() -> None:
    """Steps until |y| stays below .03: exact 1634, SMM 1620, envelope 1688, linear 46052.

    The page's 1688 are Euler's steps of the envelope; its flow crosses at 16.8909 / .01.
    """

    def last(y: Array) -> int:
        return int(np.flatnonzero(np.abs(y) >= 0.03)[-1]) + 1

    rates, steps = gd.Rates(0.01, 0.01), 4000
    game = gd.KernelGAN([[0.0]], kernel=gd.Gaussian(1.0), ridge=0.01, discriminator=gd.History())
    run = gd.simulate(game, gd.AltGD(), rates=rates, num_steps=steps, initial=[[0.3]])
    assert last(run.particles[:, 0, 0]) == 1634
    result = gd.moments(gd.Gaussian(1.0), 1.0, [1.0], [0.3], [[0.0]], 0.01, rates, steps)
    assert last(result.mean[:, 0]) == 1620
    amplitude, _ = laws.envelope(0.01 * np.arange(steps), 0.3, 0.01, 1.0, gd.Gaussian(1.0))
    assert last(amplitude) == 1690
    assert np.log(10) / (0.01 / 2) / 0.01 == pytest.approx(46052, abs=1)


# ----------------------------------------------------------------------------------- Proposition 1

BOUNDS = [
    (1.0, 1.0, 0.01, 0.1, 0.0, 1.0),
    (0.3, 0.5, 0.7, 0.05, 0.2, 0.8),
    (2.0, 1.5, 3.0, 0.4, 0.0, 1.3),
    (0.5, 1.0, 0.0, 0.2, 0.1, 1.0),
]
TIMES = np.concatenate([[0], np.geomspace(1e-3, 1e3, 200)])


def ours(case: tuple[float, ...], times: Array = TIMES, **options: Any) -> Array:
    nu, s, ridge, q, delta, mass = case
    return np.asarray(laws.variance_bound(times, nu, s, ridge, q, delta, mass, **options))


@pytest.mark.parametrize("sharp", [False, True])
@pytest.mark.parametrize("case", BOUNDS)
def test_the_bound_is_the_formula(case: tuple[float, ...], sharp: bool) -> None:
    for epsilon in (0.5, 0.1, 0.05, 0.01):
        got = ours(case, epsilon=epsilon, sharp=sharp)
        np.testing.assert_allclose(got, oracle.bound(TIMES, *case, epsilon, sharp), rtol=1e-12)


@pytest.mark.parametrize("sharp", [False, True])
@pytest.mark.parametrize("case", BOUNDS)
def test_the_envelope_of_the_bounds_is_the_lowest(case: tuple[float, ...], sharp: bool) -> None:
    lowest = ours(case, sharp=sharp)
    np.testing.assert_allclose(lowest, oracle.bound(TIMES, *case, None, sharp), rtol=1e-9)
    assert lowest[0] == pytest.approx(case[0], rel=1e-12) and (np.diff(lowest) <= 0).all()
    grid = np.geomspace(1e-6, 10, 4000)
    all_of_them = np.array([ours(case, epsilon=e, sharp=sharp) for e in grid])
    assert (all_of_them >= lowest * (1 - 1e-9)).all()
    inside = lowest > 1e-5 * case[1] ** 2
    assert (all_of_them.min(axis=0)[inside] < 1.005 * lowest[inside]).all()


@pytest.mark.parametrize("case", BOUNDS)
@pytest.mark.parametrize("epsilon", [None, 0.1])
def test_the_sharp_bound_is_sharper(case: tuple[float, ...], epsilon: float | None) -> None:
    plain, sharp = ours(case, epsilon=epsilon), ours(case, epsilon=epsilon, sharp=True)
    assert (sharp <= plain * (1 + 1e-12)).all() and (sharp < 0.999 * plain).any()


def test_the_exponent_of_the_bound_is_continuous() -> None:
    """At time 2 / ridge the two pieces of G meet."""
    case = (1.0, 1.0, 0.5, 0.1, 0.2, 1.0)
    before, at, after = ours(case, np.array([4 - 1e-9, 4.0, 4 + 1e-9]), epsilon=1e-9)
    assert before == pytest.approx(at, rel=1e-8) and after == pytest.approx(at, rel=1e-8)


def test_no_variance_exceeds_its_bounds(rng: np.random.Generator) -> None:
    """Three hundred random flows, half of them balanced; every bound and both exponents."""
    count = 300
    nu = 10 ** rng.uniform(-2, 1, count)
    s, ridge = 10 ** rng.uniform(-0.5, 0.5, count), 10 ** rng.uniform(-2, 1, count)
    q, mass = 10 ** rng.uniform(-2, 0, count), rng.uniform(0.3, 1.5, count)
    delta = np.where(np.arange(count) % 2, rng.uniform(0, 1, count), 0)
    scale = 1 / ridge + s**2 / np.sqrt(q * mass * nu)  # memory and half-life
    times, fallen = np.linspace(0, 1, 101)[:, None] ** 2 * 20 * scale, 0
    for k in range(count):
        case = (nu[k], s[k], ridge[k], q[k], delta[k], mass[k])
        exact = oracle.variances(times[:, k], *case)
        for epsilon in (None, 0.5, 0.1, 0.05, 0.01):
            for sharp in (False, True):
                limit = ours(case, times[:, k], epsilon=epsilon, sharp=sharp)
                assert (exact <= limit * (1 + 1e-8)).all(), (case, epsilon, sharp)
        fallen += exact[-1] < nu[k] / 2
    assert fallen > 0.9 * count


def test_no_particles_exceed_their_bound() -> None:
    """The page's figure with particles: ten of them on a line, ridge .01, bandwidth 1."""
    points = np.linspace(-1, 1, 10)[:, None] * 0.3
    game = gd.KernelGAN([[0.0]], kernel=gd.Gaussian(1.0), ridge=0.01, discriminator=gd.History())
    run = gd.simulate(game, gd.AltGD(), rates=gd.Rates(0.02, 0.02), num_steps=1500, initial=points)
    variance = np.mean(run.particles[:, :, 0] ** 2, axis=1)
    limit = laws.variance_bound(run.times, variance[0], 1.0, 0.01, 0.1)
    assert (variance <= 1.1 * limit).all() and variance[-1] < 0.5 * variance[0]
