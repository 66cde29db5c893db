"""gd.isolated_point: the theory's matrix, and the map that gd.simulate plays."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from local_cases import MASSES, METHODS, SMOOTH, UNEQUAL, WEIGHT, Map, history_at, point
from reference import Array
from reference_local import (
    ORDERS,
    conditioning,
    decay,
    gamma2_of,
    gamma_of,
    isolated,
    modes,
    spectral_gap,
    spectrum_of,
)


def random_points(count: int, seed: int) -> Any:
    """Points of every kind with their Jacobians."""
    rng = np.random.default_rng(seed)
    for k in range(count):
        order, method = METHODS[k % len(METHODS)]
        n = int(rng.integers(1, 5))
        q = np.full(n, rng.uniform(0.05, 0.5)) if k % 2 else rng.uniform(0.05, 0.5, size=n)
        options: dict[str, Any] = {
            "kernel": SMOOTH[int(rng.integers(5))], "order": order, "method": method,
            "p": rng.uniform(0.3, 2), "ridge": 10 ** rng.uniform(-1.3, 0.5),
            "rates": tuple(10 ** rng.uniform(-2, 0, size=2)), "weight": rng.uniform(0, 2),
            "mass_factor": bool(rng.random() < 0.7),
        }  # fmt: skip
        yield q, options, *point(q, **options)


# ----------------------------------------------------------------------------- matrix and spectrum


@pytest.mark.parametrize("mass_factor", [True, False])
@pytest.mark.parametrize(("order", "method"), METHODS)
@pytest.mark.parametrize("masses", MASSES)
def test_the_jacobian_and_its_spectrum(
    masses: str, order: str, method: str | None, mass_factor: bool
) -> None:
    q = MASSES[masses]
    pt, J = point(q, order=order, method=method, mass_factor=mass_factor)
    assert pt.jacobian.shape == (len(q) + 1, len(q) + 1)
    np.testing.assert_allclose(pt.jacobian, J, rtol=0, atol=1e-14 * (1 + np.abs(J).max()))
    assert pt.eigenvalues.shape == (len(q) + 1,)
    slack = 1e-12 if np.isfinite(conditioning(J)) and conditioning(J) < 1e3 else 1e-7
    assert spectral_gap(pt.eigenvalues, np.linalg.eigvals(J)) <= slack
    assert (np.diff(pt.eigenvalues.real) <= 0).all()
    assert pt.delta == pytest.approx(1 - sum(q), abs=1e-15)
    assert pt.mass == pytest.approx(sum(q), rel=1e-15)


@pytest.mark.parametrize("kernel", [*SMOOTH, gd.Matern32(0.9)], ids=lambda k: type(k).__name__)
@pytest.mark.parametrize("order", ORDERS)
def test_any_kernel_through_its_two_numbers(kernel: Any, order: str) -> None:
    pt, J = point(UNEQUAL, kernel, order)
    assert pt.gamma == pytest.approx(gamma_of(kernel), rel=1e-14)
    wanted = np.inf if isinstance(kernel, gd.Matern32) else gamma2_of(kernel)
    assert pt.gamma2 == pytest.approx(wanted, rel=1e-14)
    np.testing.assert_allclose(pt.jacobian, J, rtol=0, atol=1e-14 * (1 + np.abs(J).max()))


def test_random_points() -> None:
    """Spectrum, modes a, b and c, rate, phase, the mode to blame: by the dense matrix."""
    for q, options, pt, J in random_points(210, 11):
        order, method = options["order"], options["method"]
        flow, equal = order == "continuous", len(set(q)) == 1
        a = decay(options["ridge"], options["rates"][1], order, method, options["weight"])
        dense = np.linalg.eigvals(J)
        slack = 1e-13 * conditioning(J) * (1 + np.abs(dense).max())
        assert spectral_gap(pt.eigenvalues, dense) <= slack
        assert pt.rho_a == pytest.approx(float(a), abs=1e-14 * (1 + abs(a)))
        got_b = np.repeat(pt.rho_b, len(q) - 1) if equal else pt.rho_b
        assert got_b.shape == (len(q) - 1,)
        assert (len(q) == 1) is bool(np.isnan(pt.rho_b).all() if equal else len(got_b) == 0)
        together = np.concatenate([got_b[: len(q) - 1], pt.rho_c])
        assert spectral_gap(together, dense) <= slack
        assert pt.rho_c.shape == (2,)
        c, d = pt.rho_c
        assert (c.imag > 0 and d == c.conjugate()) or (c.imag == d.imag == 0 and c.real >= d.real)
        if equal:
            relative, pair = modes(J)
            assert spectral_gap(pt.rho_c, pair) <= slack
            if len(q) > 1:
                assert pt.rho_b == pytest.approx(relative, abs=slack)
        values = np.append(dense, a)
        size = np.exp(values.real.max()) if flow else np.abs(values).max()
        rate = -values.real.max() if flow else size
        assert pt.rate == pytest.approx(rate, abs=slack)
        assert pt.stability.spectral_radius == pytest.approx(size, rel=2 * slack)
        if abs(size - 1) > 1e-9:
            assert (gd.Phase.converges in pt.phase) is bool(size < 1)
            assert (gd.Phase.diverges in pt.phase) is bool(size > 1)
        if np.abs(dense.imag).max() > 1e-6 or conditioning(J) < 1e3:
            assert (gd.Phase.oscillates in pt.phase) is bool((np.abs(dense.imag) > 1e-9).any())
        blame(pt, a, got_b, flow)


def blame(pt: Any, a: Any, b: Array, flow: bool) -> None:
    """The mode of the largest size, unless two are as large."""
    sizes = {
        name: max(x.real if flow else abs(x) for x in np.atleast_1d(values).astype(complex))
        for name, values in {"a": a, "b": b, "c": pt.rho_c}.items()
        if np.size(values) and not np.isnan(values).any()
    }
    first, second = sorted(sizes.values())[:-3:-1]
    if first - second > 1e-9:
        assert sizes[pt.dominant] == first
    assert pt.dominant in sizes
    turning = pt.rho_c[0].imag > 0
    angle = pt.rho_c[0].imag if flow else np.angle(pt.rho_c[0])
    expected = 2 * np.pi / angle if turning else np.inf
    if not np.iscomplex(b).any():  # else two pairs turn
        assert pt.period == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("order", "method"), METHODS)
def test_the_secular_equation(order: str, method: str | None) -> None:
    """Roots by NumPy, one between two masses under SimGD and in the flow."""
    q = np.array([0.3, 0.05, 0.2, 0.12])
    pt, J = point(q, order=order, method=method)
    assert spectral_gap(np.append(pt.rho_b, pt.rho_c), np.linalg.eigvals(J)) <= 1e-12
    if method is None and order != "alternating":
        c = pt.gamma * pt.delta / 0.5
        poles = -0.3 / 0.4 * q * c if order == "continuous" else 1 - 0.3 * q * c
        bounds = np.sort(poles)
        roots = np.sort(pt.rho_b.real)
        assert (pt.rho_b.imag == 0).all()
        assert (bounds[:-1] < roots).all() and (roots < bounds[1:]).all()


@pytest.mark.parametrize("dimension", [1, 3])
@pytest.mark.parametrize("masses", ["equal", "unequal", "one", "repeated"])
def test_multiplicities(masses: str, dimension: int) -> None:
    q = MASSES[masses]
    pt, J = point(q, dimension=dimension)
    finite = [mode for mode in pt.modes if mode.name != "a"]
    (endless,) = [mode for mode in pt.modes if mode.name == "a"]
    assert endless.multiplicity == np.inf
    assert endless.value == pt.rho_a
    assert {mode.name for mode in finite} == ({"c"} if len(q) == 1 else {"b", "c"})
    every = np.repeat([m.value for m in finite], [m.multiplicity for m in finite])
    assert spectral_gap(every, np.repeat(np.linalg.eigvals(J), dimension)) <= 1e-12
    assert sum(m.multiplicity for m in finite if m.name == "c") == 2 * dimension


# ---------------------------------------------------------------------- the map that is simulated

PLAYED: list[tuple[Any, str, str | None]] = [
    (gd.SimGD(), "simultaneous", None),
    (gd.AltGD(), "alternating", None),
    (gd.JARE(WEIGHT), "simultaneous", "JARE"),
    (gd.ConOpt(WEIGHT), "simultaneous", "ConOpt"),
]


def played(method: Any, q: Any, kernel: Any, mass_factor: bool, p: float = 1.0) -> Array:
    """The Jacobian of gd.simulate's step at the target, per coordinate, state (b, u)."""
    n, d, ridge = len(q), 2, 0.5
    game = gd.KernelGAN(
        np.zeros((1, d)), [p], q, kernel, ridge, gd.History(), mass_factor=mass_factor
    )
    state = history_at(game, np.zeros((n, d)), (p - np.sum(q)) / (p * ridge), 0.0)
    J = Map(game, method, gd.Rates(0.3, 0.4), state).on_gradients(np.zeros((1, d)))
    first, second = ([n * d + k, *range(k, n * d, d)] for k in (0, 1))
    np.testing.assert_allclose(J[np.ix_(second, second)], J[np.ix_(first, first)], atol=1e-8)
    np.testing.assert_allclose(J[np.ix_(first, second)], 0, atol=1e-8)
    return J[np.ix_(first, first)]


@pytest.mark.parametrize("mass_factor", [True, False])
@pytest.mark.parametrize("masses", MASSES)
@pytest.mark.parametrize(("method", "order", "name"), PLAYED, ids=repr)
def test_against_differences_of_simulated_steps(
    method: Any, order: str, name: str | None, masses: str, mass_factor: bool
) -> None:
    q = MASSES[masses]
    brute = played(method, q, gd.Gaussian(0.6), mass_factor)
    pt, _ = point(q, order=order, method=name, mass_factor=mass_factor)
    np.testing.assert_allclose(pt.jacobian, brute, rtol=0, atol=1e-8)
    if conditioning(brute) < 1e3:
        assert spectral_gap(pt.eigenvalues, np.linalg.eigvals(brute)) <= 1e-8


@pytest.mark.parametrize("kernel", SMOOTH[1:], ids=lambda k: type(k).__name__)
@pytest.mark.parametrize(("method", "order", "name"), PLAYED, ids=repr)
def test_other_kernels_against_simulated_steps(
    method: Any, order: str, name: str | None, kernel: Any
) -> None:
    brute = played(method, UNEQUAL, kernel, True)
    pt, _ = point(UNEQUAL, kernel, order, name)
    np.testing.assert_allclose(pt.jacobian, brute, rtol=0, atol=1e-8)


def test_the_generator_first_has_the_same_spectrum() -> None:
    brute = played(gd.AltGD("generator"), UNEQUAL, gd.Gaussian(0.6), True)
    pt, _ = point(UNEQUAL)
    assert spectral_gap(pt.eigenvalues, np.linalg.eigvals(brute)) <= 1e-8


def test_a_simulation_shrinks_at_the_rate() -> None:
    """Without a curvature to remember, f stays in the span of b: u_j(t) is J^t (0, u)."""
    kernel, q, u = gd.Gaussian(0.6), [0.4], 1e-5
    game = gd.KernelGAN([[0.0]], [0.4], q, kernel, 0.5, gd.History())
    run = gd.simulate(game, gd.AltGD(), rates=gd.Rates(0.3, 0.4), num_steps=40, initial=[[u]])
    pt, _ = point(q, kernel, p=0.4)
    state = np.array([0.0, u])
    for particles in run.particles:
        assert particles[0, 0] == pytest.approx(state[1], abs=1e-9 * u)
        state = pt.jacobian @ state


def test_spectra_of_the_closed_form(rng: np.random.Generator) -> None:
    """The oracle's own modes: a, b and c of equal masses are the eigenvalues of its matrix."""
    q = rng.uniform(0.1, 0.4, size=(50, 1)) * np.ones(4)
    J = isolated(1.0, q, 2.0, 0.3, 0.2, 0.3)
    got = spectrum_of(J, decay(0.3, 0.3, "alternating"), True)
    for matrix, values in zip(J, got, strict=True):
        every = np.concatenate([np.repeat(values[1], 3), values[2:]])
        assert spectral_gap(every, np.linalg.eigvals(matrix)) <= 1e-12
