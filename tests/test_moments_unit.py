"""Moment closures, laws and traps against slow loops, the theory's table and quadrature."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot
from numpy.typing import NDArray
from scipy import integrate, special

import gandyn as gd
from gandyn.plot import covariance, covariance_eigenvalues

Array = NDArray[np.float64]

RATES = gd.Rates(generator=0.07, discriminator=0.05)
RIDGE, TARGET, MASSES = 0.3, 0.9, np.full(5, 0.15)  # Delta = 0.15
MEAN = {1: [0.2], 2: [0.2, -0.1], 3: [0.2, -0.1, 0.3], 5: [0.2, -0.1, 0.3, 0.0, 0.1]}
CLOSURES = ["smm", "smm3", "gaussian_source", "gaussian"]
ORDERS = ["alternating", "simultaneous"]


def spread(d: int) -> Array:
    root = np.random.default_rng(d).normal(size=(d, d)) * 0.3
    return root @ root.T


def components(kernel: Any) -> list[tuple[float, float]]:
    return list(kernel.components())


def blurred(kernel: Any, delta: Array, S: Array) -> tuple[Array, Array]:
    """Gradient and Hessian of Phi, section 10.2."""
    d = len(delta)
    gradient, hessian = np.zeros(d), np.zeros((d, d))
    for s, w in components(kernel):
        A = np.linalg.inv(s**2 * np.eye(d) + S)
        u = A @ delta
        phi = w * s**d * np.sqrt(np.linalg.det(A)) * np.exp(-0.5 * delta @ u)
        gradient -= u * phi
        hessian += (np.outer(u, u) - A) * phi
    return gradient, hessian


def slow(
    kernel: Any, e: Array, S: Array, num_steps: int, closure: str, order: str
) -> tuple[Array, Array]:
    """Sections 10.1 and 10.2, word by word."""
    p, q, P = TARGET, float(MASSES[0]), float(MASSES.sum())
    eta_d, eta_g, d = RATES.discriminator, RATES.generator, len(e)
    a, one = eta_d * RIDGE, np.eye(d)
    gamma, gamma2 = -2 * kernel.slope(0.0), 4 * kernel.curvature(0.0)
    means, spreads = [e], [S]
    b, C = np.zeros(d), np.zeros((d, d))
    for k in range(num_steps):
        V = S + np.outer(e, e)
        if closure == "gaussian":
            n = k + 1 if order == "alternating" else k
            W = eta_d * sum((1 - a) ** s for s in range(n))
            g, H = (p * W * part for part in blurred(kernel, e, S))
            for s in range(n):
                weight = eta_d * P * (1 - a) ** (n - 1 - s)
                g_s, H_s = blurred(kernel, e - means[s], S + spreads[s])
                g, H = g - weight * g_s, H - weight * H_s
            F = one + eta_g * q * H
            e, S = e + eta_g * q * g, F @ S @ F.T
        else:
            if closure == "gaussian_source":
                g, H = blurred(kernel, -e, S)
                add_b, add_C = -P * g, p * gamma * one + P * H
            else:
                add_b = -gamma * P * e
                add_C = gamma * (p - P) * one + P * gamma2 * (V + np.trace(V) * one / 2)
                if closure == "smm3":
                    add_b = add_b + P * gamma2 / 2 * (np.trace(S) * e + 2 * S @ e + e @ e * e)
            new = (1 - a) * b + eta_d * add_b, (1 - a) * C + eta_d * add_C
            if order == "alternating":
                b, C = new
            F = one - eta_g * q * C
            e, S = F @ e + eta_g * q * b, F @ S @ F.T
            b, C = new
        means.append(e)
        spreads.append(S)
    return np.array(means), np.array(spreads)


@pytest.mark.parametrize("d", MEAN)
@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "kernel", [gd.Gaussian(0.8), gd.GaussianMixture([0.5, 1.5], weights=[0.6, 0.7])], ids=str
)
def test_closures_are_those_of_the_slow_loops(
    d: int, closure: Any, order: Any, kernel: Any
) -> None:
    e, S = np.array(MEAN[d]), spread(d)
    got = gd.moments(kernel, TARGET, MASSES, e, S, RIDGE, RATES, 60, closure, order)
    mean, covariance = slow(kernel, e, S, 60, closure, order)
    assert got.mean.shape == (61, d) and got.covariance.shape == (61, d, d)
    np.testing.assert_allclose(got.mean, mean, atol=1e-12, rtol=0)
    np.testing.assert_allclose(got.covariance, covariance, atol=1e-12, rtol=0)
    assert got.status is gd.Status.max_steps and got.times[-1] == 60 * RATES.discriminator


TABLE = [  # section 10.6: bandwidth, ridge, closure, variances after 2500 steps
    (1.0, 1.0, "smm", [0.02887, 0.0943]),
    (1.0, 1.0, "gaussian", [0.03045, 0.1096]),
    (5.0, 0.01, "smm", [0.03737, 0.1499]),
    (5.0, 0.01, "gaussian", [0.03738, 0.1499]),
]


@pytest.mark.parametrize(("bandwidth", "ridge", "closure", "variances"), TABLE)
def test_closures_give_the_table_of_the_theory(
    bandwidth: float, ridge: float, closure: Any, variances: list[float]
) -> None:
    masses, start = np.full(20, 0.05), np.diag([0.0376, 0.1516])
    kernel, rates = gd.Gaussian(bandwidth), gd.Rates(0.01, 0.01)
    got = gd.moments(kernel, 1.0, masses, [0, 0], start, ridge, rates, 2500, closure)
    digits = [5e-6, 5e-5]
    assert (np.abs(got.eigenvalues[-1] - variances) <= digits).all()


def test_a_metric_is_a_change_of_coordinates_for_a_diagonal_cloud() -> None:
    """M = c I is a bandwidth smaller by sqrt(c)."""
    e, S = np.array([0.2, -0.1]), spread(2)
    for closure in CLOSURES:
        runs = [
            gd.moments(kernel, TARGET, MASSES, e, S, RIDGE, RATES, 40, closure)  # type: ignore[arg-type]
            for kernel in (gd.Gaussian(0.8, metric=[4.0, 4.0]), gd.Gaussian(0.4))
        ]
        np.testing.assert_allclose(runs[0].mean, runs[1].mean, atol=1e-14)
        np.testing.assert_allclose(runs[0].covariance, runs[1].covariance, atol=1e-14)


def test_bits_do_not_depend_on_threads() -> None:
    e, S = np.array(MEAN[5]), spread(5)
    one, two, five = (
        gd.moments(
            gd.Gaussian(), TARGET, MASSES, e, S, RIDGE, RATES, 700, "gaussian", num_threads=n
        )
        for n in (1, 2, 5)
    )
    assert one.covariance.tobytes() == two.covariance.tobytes() == five.covariance.tobytes()


def test_what_diverges_is_nan_from_there() -> None:
    got = gd.moments(gd.Gaussian(0.05), 1.0, [1.0], [0.1], [[0.0]], 0.1, gd.Rates(1.0, 1.0), 500)
    assert got.status is gd.Status.diverged
    last = int(np.flatnonzero(np.isfinite(got.mean[:, 0]))[-1])
    assert 0 < last < 500 and np.isfinite(got.mean[: last + 1]).all()
    assert np.isnan(got.mean[last + 1 :]).all() and np.isnan(got.covariance[last + 1 :]).all()
    assert np.isnan(got.eigenvalues[-1]).all()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"particle_weights": [0.1, 0.2]}, "must be equal"),
        ({"covariance": [[1.0, 0.2], [0.0, 1.0]]}, "symmetric"),
        ({"covariance": [[1.0, 0.0], [0.0, -1.0]]}, "negative eigenvalue"),
        ({"covariance": np.eye(3)}, r"shape \(2, 2\)"),
        ({"ridge": -1.0}, "ridge must be finite and >= 0"),
        ({"closure": "cubic"}, "closure must be one of"),
        ({"order": "flow"}, "order must be one of"),
        ({"kernel": gd.Laplace()}, "second derivative"),
        ({"kernel": gd.Matern32()}, "second derivative"),
        ({"kernel": gd.Matern52(), "closure": "gaussian"}, "sum of Gaussians"),
        ({"kernel": gd.Gaussian(metric=[1.0, 1.0, 1.0])}, "dimension 3"),
    ],
)
def test_wrong_arguments_are_named(changed: dict[str, Any], message: str) -> None:
    good = {
        "kernel": gd.Gaussian(),
        "target_weight": 1.0,
        "particle_weights": [0.5, 0.5],
        "mean": [0.0, 0.0],
        "covariance": np.eye(2),
        "ridge": 0.1,
        "rates": RATES,
        "num_steps": 3,
    }
    with pytest.raises(ValueError, match=message):
        gd.moments(**(good | changed))


# ------------------------------------------------------------------------------------------- laws


def test_the_sech_squared_law_is_the_limit_of_the_second_moment_model() -> None:
    kernel, masses, d = gd.Gaussian(1.0), np.full(20, 0.05), 2
    kappa2 = gd.laws.curvature_gain(kernel, 1.0, d)
    errors = []
    for eta in (0.1, 0.05):
        steps = round(40 / eta)
        rates = gd.Rates(eta, eta)
        got = gd.moments(kernel, 1.0, masses, [0, 0], 0.02 * np.eye(d), 0.0, rates, steps)
        law = gd.laws.sech_squared(got.times, 0.02, 1.0, 0.05, kappa2)
        errors.append(np.abs(got.covariance[:, 0, 0] - law).max())
    assert errors[1] < 2e-5 and errors[1] < 0.55 * errors[0]
    half = gd.laws.half_life(0.02, 1.0, 0.05, kappa2)
    assert half / 0.05 == pytest.approx(394.2, abs=0.05)
    assert gd.laws.sech_squared([half], 0.02, 1.0, 0.05, kappa2)[0] == pytest.approx(0.01)


def test_the_envelope_gives_the_time_of_the_theory() -> None:
    times = 0.01 * np.arange(3000)
    amplitude, curvature = gd.laws.envelope(times, 0.3, 0.01, 1.0, gd.Gaussian(1.0))

    def slope(_: float, y: Array) -> list[float]:
        return [-(0.01 + y[1]) * y[0] / 2, -0.01 * y[1] + 0.75 * y[0] ** 2]

    exact = integrate.solve_ivp(
        slope, (0, 30), [0.3, 0.0], t_eval=times, rtol=1e-12, atol=1e-14, method="DOP853"
    ).y
    np.testing.assert_allclose(amplitude, exact[0], rtol=1e-9)
    np.testing.assert_allclose(curvature, exact[1], rtol=1e-9, atol=1e-12)
    assert int(np.argmax(amplitude < 0.03)) == pytest.approx(1688, abs=2)


@pytest.mark.parametrize("ridge", [0.0, 0.01, 1.0])
@pytest.mark.parametrize("delta", [0.0, 0.2])
def test_the_bound_holds_and_its_envelope_is_the_lowest(ridge: float, delta: float) -> None:
    eta, q, P = 4e-3, 0.1, 0.8
    got = gd.moments(
        gd.Gaussian(1.0), P + delta, np.full(8, q), [0], [[1.0]], ridge, gd.Rates(eta, eta), 10000
    )
    t, actual = got.times, got.covariance[:, 0, 0]
    one = {"delta": delta, "mass": P}
    for sharp in (False, True):
        lowest = gd.laws.variance_bound(t, 1.0, 1.0, ridge, q, sharp=sharp, **one)
        assert (actual <= lowest * (1 + 1e-3)).all()
        some = [
            gd.laws.variance_bound(t, 1.0, 1.0, ridge, q, epsilon=e, sharp=sharp, **one)
            for e in np.geomspace(1e-4, 1.0, 800)
        ]
        least = np.min(some, axis=0)
        assert (lowest <= least * (1 + 1e-12)).all()
        within = least > 2e-4
        assert (lowest[within] >= 0.99 * least[within]).all()


def test_lowest_bound_is_lambert_w() -> None:
    t = np.geomspace(1e-3, 1e6, 50)
    got = gd.laws.variance_bound(t, 2.0, 0.5, 0.0, 0.1, sharp=True)
    slope = 1.5 / 0.25 * 2 * 0.1 * (t**2 / 2) / 0.25
    np.testing.assert_allclose(got, special.lambertw(2.0 * slope).real / slope, rtol=1e-12)


# ------------------------------------------------------------------------------------------ traps


def test_the_gaussian_trap_is_the_closed_form() -> None:
    p, P, s = 0.5, 1.0, 0.3
    radius = gd.trap_radius(p, [0.5, 0.5], gd.Gaussian(s))
    assert radius == pytest.approx(s * np.sqrt(2 / 3 * np.log(P / p)), rel=1e-15)
    same = gd.GaussianMixture([s, s], weights=[0.3, 0.7])
    assert gd.trap_radius(p, [0.5, 0.5], same) == pytest.approx(radius, rel=1e-13)
    mu, gamma, E, g = 0.2, 1 / s**2, (p / P) ** (4 / 3), (radius / s) ** 2
    got = gd.trap(p, [0.5, 0.5], gd.Gaussian(s), 2.0, gd.Rates(0.02, 0.1))
    strength = mu * 0.25 * gamma
    assert got.escape_ridge**2 == pytest.approx(strength * (1 - E * (1 + 2 * g)))
    assert got.rotation_ridge**2 == pytest.approx(strength * (1 - E))


@pytest.mark.parametrize("ridge", [2.0, 0.5, 0.1])
def test_traps_hold_rotate_and_release_as_simulated(ridge: float) -> None:
    """The example of section 9.3: two particles start near one of two targets."""
    kernel, rates = gd.Gaussian(0.3), gd.Rates(generator=0.02, discriminator=0.1)
    said = gd.trap(0.5, [0.5, 0.5], kernel, ridge, rates)
    assert (said.stable, said.rotates, said.escapes) == (ridge == 2.0, ridge == 0.5, ridge == 0.1)
    game = gd.KernelGAN([[1.5, 0.0], [-1.5, 0.0]], kernel=kernel, ridge=ridge)
    start, steps = [[1.52, 0.01], [1.47, -0.03]], 3000 if said.stable else 8000
    run = gd.simulate(game, gd.AltGD(), rates=rates, num_steps=steps, initial=start, save_every=50)
    late = run.particles[-40:] - np.array([1.5, 0.0])
    distance = np.linalg.norm(late, axis=2)
    if said.stable:
        np.testing.assert_allclose(distance, said.radius, rtol=1e-3)
    elif said.rotates:
        assert distance.min() > said.radius and distance.max() < 2 * said.radius
        assert np.ptp(np.unwrap(np.arctan2(late[:, 0, 1], late[:, 0, 0]))) > 1.0
    else:
        assert (distance > 4 * said.radius).any()


TRAPPING = [gd.GaussianMixture(), gd.Matern32(), gd.Matern52(0.3), gd.RationalQuadratic()]


@pytest.mark.parametrize("kernel", TRAPPING, ids=str)
def test_no_gradient_is_felt_at_the_trap_radius(kernel: Any) -> None:
    p, q = 0.6, 0.4
    r = gd.trap_radius(p, [q, q], kernel)
    places, masses = np.array([[0.0], [r], [-r]]), np.array([p, -q, -q])
    force = gd.kernel_sum_gradient(kernel, np.array([[r]]), places, masses)
    assert abs(force[0, 0]) < 1e-13 * abs(p * 2 * r * kernel.slope(r**2)) + 1e-15


def test_heavy_tails_do_not_trap_and_light_pairs_are_refused() -> None:
    assert gd.trap_radius(0.1, [0.5, 0.5], gd.InverseMultiquadric()) == np.inf  # P/p >= 8
    assert gd.trap(0.1, [0.5, 0.5], gd.InverseMultiquadric(), 1.0, gd.Rates()).escapes
    with pytest.raises(ValueError, match="heavier together"):
        gd.trap_radius(1.0, [0.5, 0.5], gd.Gaussian())
    with pytest.raises(ValueError, match="smooth"):
        gd.trap_radius(0.5, [0.5, 0.5], gd.Laplace())


# --------------------------------------------------------------------------------------- run-away

KERNELS = [
    gd.Gaussian(0.5),
    gd.GaussianMixture([0.3, 2.0]),
    gd.Matern32(0.7),
    gd.Matern52(0.7),
    gd.RationalQuadratic(1.0, 0.2),
    gd.InverseMultiquadric(0.5),
]


@pytest.mark.parametrize("kernel", KERNELS, ids=str)
@pytest.mark.parametrize("share", [0.0, 1e-3, 0.3, 0.9, 0.9999, 1.0001])
def test_runaway_speeds_solve_their_equation(kernel: Any, share: float) -> None:
    q, mu = 0.8, 0.3
    pitchfork = q * np.sqrt(mu * -2 * kernel.slope(0.0))
    ridge = share * pitchfork
    v = gd.runaway_speed(kernel, q, ridge, gd.Rates(0.003, 0.01))
    if share == 0.0:
        assert v == pytest.approx(q * np.sqrt(mu), rel=1e-15)
        return
    if share > 1.0:
        assert v == 0.0
        return

    def integrand(x: float) -> float:  # x = log s
        s = np.exp(x)
        return float(s * s * np.exp(-ridge * s) * -2 * kernel.slope((v * s) ** 2))

    edges = np.linspace(-40.0, np.log(700.0 / ridge), 60)
    parts = [
        integrate.quad(integrand, *pair, epsabs=0, epsrel=1e-12)[0] for pair in pairwise(edges)
    ]
    assert mu * q * q * sum(parts) == pytest.approx(1.0, abs=1e-12)


def test_a_stray_particle_runs_at_the_speed_said() -> None:
    kernel, rates = gd.Gaussian(0.5), gd.Rates(0.005, 0.005)
    game = gd.KernelGAN([[-50.0]], particle_weights=[1.0], kernel=kernel, ridge=0.3)
    start = gd.simulate(game, gd.AltGD(), rates=rates, num_steps=2, initial=[[0.0]])
    pushed = gd.State(2, start.state.particles + 0.01, start.state.discriminator)
    run = gd.simulate(game, gd.AltGD(), rates=rates, num_steps=12000, state=pushed, save_every=1000)
    speed = abs(run.particles[-1] - run.particles[-3])[0, 0] / (run.times[-1] - run.times[-3])
    assert speed == pytest.approx(gd.runaway_speed(kernel, 1.0, 0.3, rates), rel=3e-3)


# --------------------------------------------------------------------------------------- pictures


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("method", [gd.AltGD(), gd.SimGD()], ids=["alternating", "simultaneous"])
@pytest.mark.parametrize("mass_factor", [True, False])
def test_pictures_draw_the_moments_of_the_run(d: int, method: Any, mass_factor: bool) -> None:
    target = np.arange(1.0, d + 1)
    game = gd.KernelGAN([target], kernel=gd.Gaussian(3.0), ridge=0.5, mass_factor=mass_factor)
    cloud = target + 0.3 * np.random.default_rng(4).normal(size=(30, d))
    rates = gd.Rates(0.5 if mass_factor else 0.02, 0.05)
    run = gd.simulate(game, method, rates=rates, num_steps=200, initial=cloud, save_every=10)
    ax = covariance(run, "gaussian")
    lines = {gid: [x for x in ax.lines if x.get_gid() == gid] for gid in ("actual", "prediction")}
    assert len(lines["actual"]) == len(lines["prediction"]) == (2 if d == 1 else 4)
    for solid, dashed in zip(*lines.values(), strict=True):
        size = np.ptp(np.asarray(solid.get_ydata()))
        np.testing.assert_allclose(solid.get_ydata(), dashed.get_ydata(), atol=0.02 * (size + 0.1))
    both = covariance_eigenvalues(run, ["smm", "gaussian"])
    assert len(both.lines) == 3 * d
    pyplot.close("all")


def test_pictures_refuse_what_is_not_predicted() -> None:
    two = gd.KernelGAN([[0.0], [1.0]])
    run = gd.simulate(two, gd.AltGD(), rates=gd.Rates(), num_steps=2, initial=[[0.0]])
    with pytest.raises(ValueError, match="one target"):
        covariance(run)
    one = gd.KernelGAN([[0.0]])
    run = gd.simulate(one, gd.BestResponse(), rates=gd.Rates(), num_steps=2, initial=[[0.1]])
    with pytest.raises(ValueError, match="AltGD"):
        covariance(run)
