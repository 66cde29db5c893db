"""Approximate mode collapse and self-propelled particles, by theory and by simulation."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import gandyn as gd
import reference_moments as oracle
from reference import Array, profile

KERNELS = {
    "Gaussian": gd.Gaussian(0.7),
    "GaussianMixture": gd.GaussianMixture([0.5, 1.0, 3.0], [0.5, 0.25, 0.25]),
    "RationalQuadratic": gd.RationalQuadratic(0.7, 1.7),
    "InverseMultiquadric": gd.InverseMultiquadric(1.2),
    "Matern52": gd.Matern52(1.1),
}
ROUGH = {"Matern32": gd.Matern32(0.9), "Laplace": gd.Laplace(1.3)}

# -------------------------------------------------------------------------------- the trap's radius


@pytest.mark.parametrize("ratio", [1 + 1e-9, 1.001, 1.25, 2.0, 4.0, 50.0])
def test_the_closed_form_of_the_radius(ratio: float) -> None:
    p, s = 0.4, 0.3
    got = gd.trap_radius(p, [ratio * p / 2] * 2, gd.Gaussian(s))
    assert got == pytest.approx(s * np.sqrt(2 / 3 * np.log(ratio * p / p)), rel=1e-7)
    if ratio > 1.1:
        assert got == pytest.approx(s * np.sqrt(2 / 3 * np.log(ratio)), rel=1e-14)


@pytest.mark.parametrize("ratio", [1.01, 1.5, 3.0])
@pytest.mark.parametrize("name", KERNELS)
def test_the_radius_is_a_root_of_the_witness_slope(name: str, ratio: float) -> None:
    kernel, p = KERNELS[name], 0.6
    r = gd.trap_radius(p, [ratio * p / 2] * 2, kernel)
    gamma, gamma2 = oracle.gammas(kernel)
    near = np.sqrt(2 / 3 * np.log(ratio) * gamma / gamma2)  # small radii: gamma2 is what counts
    assert r == pytest.approx(oracle.trap_radius(kernel, p, ratio * p, near), rel=1e-9)
    points, masses = np.array([[0.0], [r], [-r]]), np.array([p, -ratio * p / 2, -ratio * p / 2])
    slope = gd.kernels.kernel_sum_gradient(kernel, points, points, masses)
    np.testing.assert_allclose(slope, 0, rtol=0, atol=1e-10 * gamma)
    between = np.linspace(0, 0.999 * r, 200)[1:, None]  # the particles come from within: first root
    values = [gd.kernels.kernel_sum_gradient(kernel, y[None], np.array([[0], y, -y]), masses)
              for y in between]  # fmt: skip
    assert (np.ravel(values) > 0).all()


@pytest.mark.parametrize(("p", "q"), [
    (0.5, [0.5, 0.4]), (0.5, [0.4, 0.4, 0.4]), (0.5, [0.2, 0.2]), (0.5, [0.25, 0.25]),
])  # fmt: skip
def test_only_an_overloading_equal_pair_has_a_radius(p: float, q: list[float]) -> None:
    with pytest.raises(ValueError):
        gd.trap_radius(p, q, gd.Gaussian(1.0))
    with pytest.raises(ValueError):
        gd.trap(p, q, gd.Gaussian(1.0), 0.5, gd.Rates(0.1, 0.1))


# ---------------------------------------------------------------------------------- its stability


def thresholds(p: float, P: float, s: float, mu: float) -> tuple[float, float]:
    """Ridges below which the pair is unstable along its line, and below which it rotates (9.3)."""
    E, x, unit = (p / P) ** (4 / 3), 2 / 3 * np.log(P / p), mu * (P / 2) ** 2 / s**2
    return float(np.sqrt(unit * (1 - E * (1 + 2 * x)))), float(np.sqrt(unit * (1 - E)))


def settle(
    p: float,
    P: float,
    s: float,
    ridge: float,
    mu: float,
    start: Array,
    num_steps: int,
    push: Any = 0,
) -> Array:
    """Particles (T, 2, d) of a pair about one target, in small steps, pushed after 600 of them."""
    game = gd.KernelGAN(
        np.zeros((1, start.shape[1])), [p], [P / 2] * 2, gd.Gaussian(s), ridge, gd.History()
    )
    rates = gd.Rates(0.02 * mu, 0.02)
    rest = gd.simulate(game, gd.AltGD(), rates=rates, num_steps=600, initial=start).state
    pushed = replace(rest, particles=rest.particles + push)
    run = gd.simulate(game, gd.AltGD(), rates=rates, num_steps=num_steps, state=pushed)
    return np.asarray(run.particles)


CASES = [(0.5, 1.0, 0.3, 0.2), (0.6, 1.0, 1.0, 1.0), (0.3, 1.0, 0.5, 1.0)]


@pytest.mark.parametrize(("p", "P", "s", "mu"), CASES)
def test_the_thresholds_of_the_page(p: float, P: float, s: float, mu: float) -> None:
    line, turning = thresholds(p, P, s, mu)
    for ridge in np.array([0.01, 0.5, 0.999, 1.001]) * line:
        trap = gd.trap(p, [P / 2] * 2, gd.Gaussian(s), ridge, gd.Rates(0.02 * mu, 0.02))
        assert trap.escapes is bool(ridge < line) and not trap.stable
    for ridge in np.array([0.999, 1.001, 3.0, 100.0]) * turning:
        trap = gd.trap(p, [P / 2] * 2, gd.Gaussian(s), ridge, gd.Rates(0.02 * mu, 0.02))
        assert trap.rotates is bool(ridge < turning) and trap.stable is bool(ridge > turning)
        assert not trap.escapes
        assert trap.radius == gd.trap_radius(p, [P / 2] * 2, gd.Gaussian(s))
        assert len(trap.text) > 10


def test_a_much_overloaded_target_holds_no_pair() -> None:
    """gamma r^2 >= 1, from P = 4.48 p on: no ridge makes it stable."""
    limit = np.exp(1.5)
    assert limit == pytest.approx(4.48, abs=2e-3)
    for ratio, holds in ((0.99 * limit, True), (1.01 * limit, False), (10.0, False)):
        trap = gd.trap(0.1, [ratio * 0.05] * 2, gd.Gaussian(1.0), 1e3, gd.Rates(0.1, 0.1))
        assert trap.stable is holds


@pytest.mark.parametrize("ratio", [4.0, 5.0])
def test_simulated_pairs_know_that_limit(ratio: float) -> None:
    """A shift of both, of 1e-6, dies out about P = 4 p and grows about P = 5 p."""
    p, q = 1 / ratio, [0.5, 0.5]
    r = gd.trap_radius(p, q, gd.Gaussian(1.0))
    game = gd.KernelGAN([[0.0]], [p], q, gd.Gaussian(1.0), 2.0, gd.History())
    start = [[r + 1e-6], [1e-6 - r]]
    run = gd.simulate(game, gd.AltGD(), rates=gd.Rates(0.5, 0.1), num_steps=1500, initial=start)
    shift = np.abs(run.particles.sum(axis=(1, 2)))
    grows = bool(shift[-1] > shift[200])
    assert grows is (ratio == 5) and max(shift[-1] / shift[200], shift[200] / shift[-1]) > 2
    assert gd.trap(p, q, gd.Gaussian(1.0), 2.0, gd.Rates(0.5, 0.1)).stable is not grows


@pytest.mark.parametrize("factor", [0.9, 1.1])
@pytest.mark.parametrize(("p", "P", "s", "mu"), CASES)
def test_simulated_pairs_on_a_line(p: float, P: float, s: float, mu: float, factor: float) -> None:
    """Pushed apart by 1e-6 the pair comes back above the threshold only."""
    ridge = factor * thresholds(p, P, s, mu)[0]
    trap = gd.trap(p, [P / 2] * 2, gd.Gaussian(s), ridge, gd.Rates(mu, 1.0))
    r = trap.radius
    push = np.array([[1e-6], [-1e-6]])
    found = settle(p, P, s, ridge, mu, np.array([[r], [-r]]), 2400, push)
    width = np.abs(found[:, 0, 0] - found[:, 1, 0] - 2 * r)
    early, late = width[100:600].max(), width[1900:].max()
    assert bool(late > early) is trap.escapes is (factor < 1)
    assert max(late / early, early / late) > 1.5


@pytest.mark.parametrize("factor", [0.9, 1.1])
@pytest.mark.parametrize(("p", "P", "s", "mu"), CASES)
def test_simulated_pairs_in_the_plane(
    p: float, P: float, s: float, mu: float, factor: float
) -> None:
    """Turned by 1e-6 while f stays as it was, the pair goes on ever faster below it only."""
    ridge = factor * thresholds(p, P, s, mu)[1]
    trap = gd.trap(p, [P / 2] * 2, gd.Gaussian(s), ridge, gd.Rates(mu, 1.0))
    start = np.array([[trap.radius, 0], [-trap.radius, 0]])
    push = np.array([[0, 1e-6], [0, -1e-6]])
    found = settle(p, P, s, ridge, mu, start, 2200, push)
    turning = np.abs(np.diff(found[:, 0, 1] - found[:, 1, 1]))
    early, late = turning[400], turning[-1]
    assert bool(late > early) is trap.rotates is (factor < 1)
    assert max(late / early, early / late) > 1.5


@pytest.mark.parametrize(("ridge", "fate"), [(2.0, "trapped"), (0.5, "rotates"), (0.1, "escapes")])
def test_the_example_of_the_page(ridge: float, fate: str) -> None:
    """Two targets, both particles near one of them."""
    trap = gd.trap(0.5, [0.5, 0.5], gd.Gaussian(0.3), ridge, gd.Rates(0.02, 0.1))
    assert (trap.stable, trap.escapes) == (fate == "trapped", fate == "escapes")
    assert trap.rotates or fate != "rotates"
    game = gd.KernelGAN([[-1.5, 0], [1.5, 0]], kernel=gd.Gaussian(0.3), ridge=ridge)
    run = gd.simulate(
        game.keeping(gd.History()), gd.AltGD(), rates=gd.Rates(0.02, 0.1), num_steps=3000,
        initial=[[1.4, 0.03], [1.62, -0.05]],
    )  # fmt: skip
    away = run.particles[[2000, 3000]] - [1.5, 0]
    radii = np.linalg.norm(away, axis=2)
    turned = np.abs(np.diff(np.unwrap(np.arctan2(*(run.particles[2000:, 0] - [1.5, 0]).T[::-1]))))
    if fate == "trapped":
        np.testing.assert_allclose(radii, trap.radius, rtol=1e-6)
        assert turned.sum() < 1e-6
    elif fate == "rotates":
        assert (radii[-1] > 1.03 * trap.radius).all() and (radii[-1] < 0.3).all()
        assert turned.min() > 0.01
    else:
        assert radii[-1].max() > 10 * 0.3


# ---------------------------------------------------------------------------------- stray particles


def speed(kernel: Any, q: float, ridge: float, mu: float) -> float:
    return gd.runaway_speed(kernel, q, ridge, gd.Rates(0.02 * mu, 0.02))


@pytest.mark.parametrize("name", KERNELS | ROUGH)
def test_without_a_ridge_the_speed_knows_no_kernel(name: str) -> None:
    kernel = (KERNELS | ROUGH)[name]
    for q, mu in ((0.8, 0.5), (0.01, 3.0)):
        assert speed(kernel, q, 0.0, mu) == pytest.approx(q * np.sqrt(mu), rel=1e-8)


@pytest.mark.parametrize("name", KERNELS | ROUGH)
def test_the_pull_of_the_oracle_is_the_slope_of_the_kernel(name: str) -> None:
    kernel = (KERNELS | ROUGH)[name]
    for t in (0.01, 0.3, 4.0):
        slope = float(profile(kernel, np.array([2 * t]))[1][0])
        assert float(oracle.pull(kernel, t)) == pytest.approx(-2 * slope, rel=1e-14)


@pytest.mark.parametrize("name", KERNELS | ROUGH)
def test_the_speed_solves_the_integral(name: str) -> None:
    kernel, q, mu = (KERNELS | ROUGH)[name], 0.8, 0.5
    gamma = oracle.gammas(kernel)[0] if name in KERNELS else 4.0
    for share in (0.1, 0.7):
        ridge = share * q * np.sqrt(mu * gamma)
        v = speed(kernel, q, ridge, mu)
        assert 0 < v < q * np.sqrt(mu)
        low, high = (
            oracle.runaway_surplus(kernel, q, ridge, mu, v * k) for k in (1 - 1e-8, 1 + 1e-8)
        )
        assert low > 0 > high


def test_closed_forms_of_the_speed() -> None:
    """Laplace: mu q^2 = v (s ridge + v). Matern 3/2: v = q sqrt(mu) - ridge s / sqrt(3)."""
    for q, ridge, mu in ((0.8, 0.3, 0.5), (0.2, 0.04, 2.0)):
        root = -1.3 * ridge + np.sqrt((1.3 * ridge) ** 2 + 4 * mu * q**2)
        assert speed(ROUGH["Laplace"], q, ridge, mu) == pytest.approx(root / 2, rel=1e-8)
        line = q * np.sqrt(mu) - ridge * 0.9 / np.sqrt(3)
        assert speed(ROUGH["Matern32"], q, ridge, mu) == pytest.approx(line, rel=1e-8)


@pytest.mark.parametrize("name", KERNELS)
def test_the_pitchfork(name: str) -> None:
    """From ridge = q sqrt(mu gamma) on the particle stays; below, v^2 grows from 0 linearly.

    v^2 = (ridge^2 gamma / (3 gamma2)) (1 - ridge^2 / (mu q^2 gamma)) to first order.
    """
    kernel, q, mu = KERNELS[name], 0.8, 0.5
    gamma, gamma2 = oracle.gammas(kernel)
    onset = q * np.sqrt(mu * gamma)
    for share in (1 + 1e-9, 1.1, 10.0):
        assert speed(kernel, q, share * onset, mu) == 0.0
    assert isinstance(speed(kernel, q, 2 * onset, mu), float)
    for gap, tolerance in ((1e-3, 0.03), (1e-5, 0.003)):
        ridge = onset * np.sqrt(1 - gap)
        want = ridge * np.sqrt(gamma / (3 * gamma2) * gap)
        assert speed(kernel, q, ridge, mu) == pytest.approx(want, rel=tolerance)


def stray(kernel: Any, q: float, ridge: float, rates: Any, num_steps: int, off: float) -> float:
    """Speed per unit tau, over the last tenth, of a particle pushed out of its hole."""
    game = gd.KernelGAN([[1e6]], [1.0], [q], kernel, ridge, gd.History())
    still = gd.simulate(game, gd.AltGD(), rates=rates, num_steps=2, initial=[[0.0]]).state
    run = gd.simulate(
        game, gd.AltGD(), rates=rates, num_steps=num_steps,
        state=replace(still, particles=np.array([[off]])),
    )  # fmt: skip
    y, tenth = run.particles[:, 0, 0], num_steps // 10
    return float(y[-1] - y[-1 - tenth]) / tenth / rates.discriminator


@pytest.mark.parametrize("name", ["Gaussian", "RationalQuadratic", "GaussianMixture"])
def test_simulated_strays_without_a_ridge(name: str) -> None:
    rates = gd.Rates(0.01, 0.02)
    got = stray(KERNELS[name], 0.8, 0.0, rates, 4000, 0.1)
    assert got == pytest.approx(gd.runaway_speed(KERNELS[name], 0.8, 0.0, rates), rel=4e-5)


@pytest.mark.parametrize(("name", "share"), [
    ("Gaussian", 0.2), ("Gaussian", 0.5), ("RationalQuadratic", 0.4), ("Matern52", 0.4),
])  # fmt: skip
def test_simulated_strays_with_a_ridge(name: str, share: float) -> None:
    kernel, rates = KERNELS[name], gd.Rates(0.005, 0.005)
    ridge = share * 0.8 * np.sqrt(oracle.gammas(kernel)[0])
    got = stray(kernel, 0.8, ridge, rates, 5000, 0.3)
    assert got == pytest.approx(gd.runaway_speed(kernel, 0.8, ridge, rates), rel=9e-4)


@pytest.mark.parametrize("share", [0.9, 1.1])
def test_simulated_strays_near_the_pitchfork(share: float) -> None:
    """Where the speed depends steeply on the ridge: what counts is -log(1 - a) / eta_d."""
    kernel, rates, ridge = gd.Gaussian(0.7), gd.Rates(0.02, 0.02), share * 0.8 / 0.7
    got = stray(kernel, 0.8, ridge, rates, 4000, 0.01)
    real = -np.log1p(-0.02 * ridge) / 0.02
    for lam, tolerance in ((ridge, 0.06), (real, 2e-3)):
        want = gd.runaway_speed(kernel, 0.8, lam, rates)
        assert got == pytest.approx(want, rel=tolerance, abs=1e-6)
