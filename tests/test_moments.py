"""Moment closures: explicit loops, exact invariances, and clouds of particles."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
import reference_moments as oracle
from reference import Array

CLOSURES = ("smm", "smm3", "gaussian_source", "gaussian")
QUADRATIC = CLOSURES[:3]
ORDERS = ("alternating", "simultaneous")
METHODS = {"alternating": gd.AltGD("discriminator"), "simultaneous": gd.SimGD()}
EXACT = 1e-12

GAUSSIANS = {
    "Gaussian": gd.Gaussian(0.8),
    "GaussianMixture": gd.GaussianMixture([0.7, 1.0, 3.0], [0.5, 0.25, 0.25]),
}
KERNELS = GAUSSIANS | {
    "RationalQuadratic": gd.RationalQuadratic(0.9, 1.7),
    "InverseMultiquadric": gd.InverseMultiquadric(1.2),
    "Matern52": gd.Matern52(1.1),
}
ALL = pytest.mark.parametrize("closure", CLOSURES)
BOTH = pytest.mark.parametrize("order", ORDERS)

MEAN = {1: [0.3], 2: [0.3, -0.2], 3: [0.3, -0.2, 0.1]}
MIX = np.array([[0.4, 0.1, -0.1], [0.0, 0.3, 0.1], [0.05, 0.0, 0.2]])


def closed(closure: str, order: str = "alternating", d: int = 2, **changes: Any) -> Any:
    """A cloud of mass 0.8 about a target of mass 1.1, 25 steps, unless told otherwise."""
    options: dict[str, Any] = {
        "kernel": GAUSSIANS["Gaussian"],
        "target_weight": 1.1,
        "particle_weights": np.full(4, 0.2),
        "mean": MEAN[d],
        "covariance": MIX[:d, :d] @ MIX[:d, :d].T,
        "ridge": 0.3,
        "rates": gd.Rates(0.9, 0.4),
        "num_steps": 25,
    } | changes
    return gd.moments(**options, closure=closure, order=order), options


def reference(closure: str, order: str, options: dict[str, Any]) -> tuple[Array, Array]:
    """The explicit loop on the same arguments."""
    rates = options["rates"]
    return oracle.moments(
        closure, options["kernel"], options["target_weight"], options["particle_weights"],
        options["mean"], options["covariance"], options["ridge"],
        (rates.generator, rates.discriminator), options["num_steps"], order,
    )  # fmt: skip


def assert_is_the_loop(closure: str, order: str, d: int = 2, **changes: Any) -> None:
    result, options = closed(closure, order, d, **changes)
    mean, covariance = reference(closure, order, options)
    moved = np.abs(mean[-1] - mean[0]).max()
    assert moved > 0.02 or options["target_weight"] == 0  # a stray cloud does not push itself
    assert np.abs(covariance[-1] / covariance[0] - 1).max() > 0.1
    np.testing.assert_allclose(result.mean, mean, rtol=0, atol=EXACT)
    np.testing.assert_allclose(result.covariance, covariance, rtol=EXACT, atol=EXACT)


# -------------------------------------------------------------------------------- explicit loops


@pytest.mark.parametrize("d", [1, 2, 3])
@BOTH
@ALL
def test_every_closure_is_the_explicit_loop(closure: str, order: str, d: int) -> None:
    for kernel in (KERNELS if closure.startswith("smm") else GAUSSIANS).values():
        assert_is_the_loop(closure, order, d, kernel=kernel)


OPTIONS: dict[str, dict[str, Any]] = {
    "no ridge": {"ridge": 0.0},
    "no memory": {"ridge": 2.5},
    "overshooting memory": {"ridge": 3.6},
    "balanced": {"target_weight": 0.8},
    "overloaded": {"target_weight": 0.3},
    "one particle": {"particle_weights": [0.7]},
    "stray": {"target_weight": 0.0, "num_steps": 60, "ridge": 0.1},
}


@pytest.mark.parametrize("changes", OPTIONS.values(), ids=OPTIONS.keys())
@BOTH
@ALL
def test_every_option_is_the_explicit_loop(closure: str, order: str, changes: Any) -> None:
    assert_is_the_loop(closure, order, **changes)


@ALL
def test_what_comes_back(closure: str) -> None:
    result, options = closed(closure, d=3)
    assert result.mean.shape == (26, 3) and result.covariance.shape == (26, 3, 3)
    np.testing.assert_array_equal(result.steps, np.arange(26))
    np.testing.assert_allclose(result.times, 0.4 * np.arange(26), rtol=1e-15)
    np.testing.assert_array_equal(result.mean[0], options["mean"])
    np.testing.assert_array_equal(result.covariance[0], options["covariance"])
    assert result.closure == closure and result.status is not gd.Status.diverged
    none, _ = closed(closure, num_steps=0)
    assert none.mean.shape == (1, 2) and none.covariance.shape == (1, 2, 2)


def test_the_mean_of_the_kernel_over_a_normal_cloud() -> None:
    """The oracle's Phi and its derivatives against quadrature in two dimensions."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    mean, covariance, x = np.array([0.4, -0.1]), MIX[:2, :2] @ MIX[:2, :2].T, np.array([0.2, 0.5])
    grid = np.stack(np.meshgrid(nodes, nodes, indexing="ij"), axis=-1).reshape(-1, 2)
    points = mean + grid @ np.linalg.cholesky(covariance).T
    masses = np.outer(weights, weights).ravel() / (2 * np.pi)
    want = [np.zeros(()), np.zeros(2), np.zeros((2, 2))]
    for w, s in oracle.components(GAUSSIANS["GaussianMixture"]):
        away = x - points
        k = w * masses * np.exp(-np.sum(away**2, axis=1) / (2 * s**2))
        outer = np.einsum("n,ni,nj->ij", k, away, away) / s**4
        parts = (k.sum(), -k @ away / s**2, outer - k.sum() * np.eye(2) / s**2)
        want = [a + b for a, b in zip(want, parts, strict=True)]
    got = oracle.smoothed(GAUSSIANS["GaussianMixture"], x, mean, covariance)
    for one, other in zip(got, want, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)


# ------------------------------------------------------------------------------------ invariances


@BOTH
@ALL
def test_turning_the_cloud_turns_the_moments(
    closure: str, order: str, rng: np.random.Generator
) -> None:
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))  # a reflection or a rotation
    plain, options = closed(closure, order, 3)
    mean, covariance = turn @ options["mean"], turn @ options["covariance"] @ turn.T
    turned, _ = closed(closure, order, 3, mean=mean, covariance=(covariance + covariance.T) / 2)
    np.testing.assert_allclose(turned.mean, plain.mean @ turn.T, rtol=0, atol=EXACT)
    want = turn @ plain.covariance @ turn.T
    np.testing.assert_allclose(turned.covariance, want, rtol=0, atol=EXACT)


@BOTH
@ALL
def test_scaling_lengths_scales_the_moments(closure: str, order: str) -> None:
    """Lengths and bandwidth by c, eta_g by c^2: forces fall as 1 / c and ways grow as c."""
    plain, options = closed(closure, order)
    for c in (0.3, 7.0):
        scaled, _ = closed(
            closure, order, kernel=gd.Gaussian(0.8 * c), mean=c * np.array(options["mean"]),
            covariance=c**2 * options["covariance"], rates=gd.Rates(0.9 * c**2, 0.4),
        )  # fmt: skip
        np.testing.assert_allclose(scaled.mean / c, plain.mean, rtol=0, atol=EXACT)
        np.testing.assert_allclose(scaled.covariance / c**2, plain.covariance, rtol=0, atol=EXACT)


@BOTH
@ALL
def test_scaling_all_masses_is_scaling_the_generator(closure: str, order: str) -> None:
    """f grows with the masses c, forces on the particles with c^2."""
    plain, _ = closed(closure, order)
    heavy, _ = closed(
        closure, order, target_weight=3.3, particle_weights=np.full(4, 0.6),
        rates=gd.Rates(0.1, 0.4),
    )  # fmt: skip
    np.testing.assert_allclose(heavy.mean, plain.mean, rtol=0, atol=EXACT)
    np.testing.assert_allclose(heavy.covariance, plain.covariance, rtol=0, atol=EXACT)


@ALL
def test_a_centred_cloud_stays_centred_and_keeps_its_axes(closure: str) -> None:
    result, options = closed(closure, d=3, mean=np.zeros(3))
    np.testing.assert_array_equal(result.mean, 0)
    first = options["covariance"]
    for S in result.covariance:
        np.testing.assert_allclose(S @ first, first @ S, rtol=0, atol=1e-14)
        np.testing.assert_allclose(S, S.T, rtol=0, atol=1e-15)


@BOTH
def test_a_point_is_its_own_gaussian(order: str) -> None:
    """Coincident particles: the full closure is exact, whatever the masses."""
    for kernel in GAUSSIANS.values():
        still = {"covariance": np.zeros((2, 2)), "kernel": kernel, "num_steps": 60}
        result, options = closed("gaussian", order, **still)
        game = gd.KernelGAN([[0, 0]], [1.1], np.full(4, 0.2), kernel, 0.3, gd.History())
        run = gd.simulate(
            game, METHODS[order], rates=gd.Rates(0.9, 0.4), num_steps=60,
            initial=np.tile(options["mean"], (4, 1)),
        )  # fmt: skip
        np.testing.assert_allclose(result.mean, run.particles[:, 0], rtol=0, atol=EXACT)
        np.testing.assert_array_equal(result.covariance, 0)


# --------------------------------------------------------------------------- divergence, refusals


FAST = {"rates": gd.Rates(2e3, 0.4)}  # not for "gaussian": the force of a bounded f is bounded


@pytest.mark.parametrize(("closure", "changes"), [
    *[(closure, {"ridge": 25.0}) for closure in CLOSURES],
    *[(closure, FAST) for closure in CLOSURES if closure != "gaussian"],
])  # fmt: skip
@BOTH
def test_divergence_is_a_status_and_nan_after(closure: str, order: str, changes: Any) -> None:
    result, options = closed(closure, order, **changes, num_steps=400)
    bad = np.isnan(result.mean).any(axis=1)
    assert result.status is gd.Status.diverged and bad[-1] and not bad[0]
    first = int(np.argmax(bad))
    for moment in (result.mean, result.covariance):
        assert np.isfinite(moment[:first]).all() and np.isnan(moment[first:]).all()
    if closure != "gaussian":
        mean, covariance = reference(closure, order, options)
        sizes = np.abs(covariance).max(axis=(1, 2)) + np.abs(mean).max(axis=1)
        last = int(np.argmax(~(sizes < 1e6)))
        assert 1 < last <= first
        np.testing.assert_allclose(result.mean[:last], mean[:last], rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(result.covariance[:last], covariance[:last], rtol=1e-6)


@pytest.mark.parametrize(("closure", "changes"), [
    *[(closure, {"particle_weights": [0.2, 0.2, 0.3]}) for closure in CLOSURES],
    *[(closure, {"covariance": np.eye(3)}) for closure in CLOSURES],
    *[(closure, {"kernel": gd.Laplace(1.0)}) for closure in CLOSURES],
    *[(closure, {"kernel": gd.Matern32(1.0)}) for closure in CLOSURES],
    *[(closure, {"kernel": gd.Matern52(1.0)}) for closure in CLOSURES[2:]],
    ("smm2", {}),
])  # fmt: skip
def test_what_no_closure_can_answer_is_refused(closure: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        closed(closure, **changes)


def test_only_alternating_and_simultaneous_orders() -> None:
    with pytest.raises(ValueError, match="order"):
        closed("smm", "continuous")
