"""gd.isolated_point: phases on 100,000 draws, conditions and windows in closed form, errors."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from local_cases import METHODS, method_of, point
from reference import Array
from reference_local import (
    ORDERS,
    decay,
    gamma_of,
    isolated,
    modes,
    radius_of,
    size_of,
    spectrum_of,
)

# ------------------------------------------------------------------------------- phases, 100,000


def draw(rng: np.random.Generator, k: int) -> tuple[dict[str, Any], Array, Array]:
    """Options of a point, and 71 x 71 values of (bandwidth, ridge) in no order."""
    order, method = METHODS[k % len(METHODS)]
    n = 1 + k % 4
    q = np.full(n, rng.uniform(0.05, 0.4)) if k % 3 else rng.uniform(0.05, 0.4, size=n)
    p = float(q.sum()) if k % 5 == 0 else rng.uniform(0.2, 1.5)
    options = {
        "q": q, "p": p, "order": order, "method": method,
        "rates": tuple(10 ** rng.uniform(-1, 0.3, size=2)), "weight": rng.uniform(0, 1.5),
    }  # fmt: skip
    sigma, ridge = 10 ** rng.uniform(-1, 0.5, size=71), 10 ** rng.uniform(-1.5, 0.7, size=71)
    return options, np.sort(sigma), np.sort(ridge)


def test_phases_have_no_mismatch_with_the_spectral_radius() -> None:
    """20 draws of masses, rates and methods by 5041 of bandwidths and ridges."""
    rng = np.random.default_rng(23)
    seen = np.zeros(3, dtype=int)
    for k in range(20):
        options, sigma, ridge = draw(rng, k)
        pt, _ = point(**options)
        dia = gd.phase_diagram(pt, x=("bandwidth", sigma), y=("ridge", ridge))
        args = (options["p"], options["q"], 1 / sigma**2, ridge[:, None], *options["rates"])
        kind = (options["order"], options["method"], options["weight"])
        a = decay(ridge[:, None], options["rates"][1], *kind)
        values = spectrum_of(isolated(*args, *kind), a, len(set(options["q"])) == 1)
        radius = size_of(values, options["order"])
        clear = np.abs(radius - 1) > 1e-9
        converges = dia.phase & gd.Phase.converges.value != 0
        diverges = dia.phase & gd.Phase.diverges.value != 0
        np.testing.assert_array_equal(converges[clear], (radius < 1)[clear])
        np.testing.assert_array_equal(diverges[clear], (radius > 1)[clear])
        assert not (converges | diverges)[np.abs(radius - 1) < 1e-14].any()
        oscillates = dia.phase & gd.Phase.oscillates.value != 0
        certain = np.abs(values.imag).max(axis=-1) > 1e-6
        assert oscillates[certain].all()
        seen += [(radius < 1).sum(), (radius > 1).sum(), certain.sum()]
    assert (seen > 10_000).all()


# ----------------------------------------------------------------------------------- conditions


@pytest.mark.parametrize("order", ORDERS)
def test_the_closed_conditions_hold_where_it_converges(order: str) -> None:
    """Section 5.4, on the theory's own formulas and the spectrum of the dense matrix."""
    rng = np.random.default_rng(29)
    seen = set()
    for n in (1, 2, 3) * 2:
        count = 150
        mass, p = rng.uniform(0.05, 0.5, size=count), rng.uniform(0.05, 1.5, size=count)
        p[::10] = n * mass[::10]
        ridge, *rates = 10 ** rng.uniform(-1.5, 1, size=(3, count))
        sigma = 10 ** rng.uniform(-0.7, 0.5, size=count)
        q = mass[:, None] * np.ones(n)
        radii = radius_of(p, q, 1 / sigma**2, ridge, *rates, order)
        for k, radius in enumerate(radii):
            numbers = {"p": p[k], "ridge": ridge[k], "rates": (rates[0][k], rates[1][k])}
            pt, _ = point(q[k], gd.Gaussian(sigma[k]), order, **numbers)
            holds = all(condition.holds for condition in pt.conditions)
            assert pt.conditions
            if abs(radius - 1) > 1e-9:
                assert holds is bool(radius < 1), (q[k], numbers, sigma[k])
                seen.add((holds, n))
            elif k % 10 == 0 and n == 2:  # neutral: not stable to first order
                assert not holds
            for condition in pt.conditions:
                assert isinstance(condition.name, str) and isinstance(condition.text, str)
                inside = condition.low < condition.value < condition.high
                assert condition.holds is bool(inside)
    assert len(seen) == 6


def closed_conditions(
    order: str, p: Any, q: Any, n: Any, g: Any, lam: Any, e: Any, f: Any
) -> Array:
    """Section 5.4 as it is printed; g = gamma, e = eta_g, f = eta_d."""
    delta = p - n * q
    a, h, Q = f * lam, e * q * g * delta / lam, f * e * g * q * n * q
    second = (n == 1) | ((h > 0) & (h < 2))
    if order == "simultaneous":
        third = f * e * g * q * p < a + h
        return (a < 2) & second & third & (4 - 2 * (a + h) + f * e * g * q * p > 0)
    if order == "alternating":
        single = (n > 1) | (np.abs((1 - a) * (1 - h)) < 1)
        return (a < 2) & second & ((2 - a) * (2 - h) > Q) & single
    alone = lam**2 > e / f * q * np.abs(delta) * g
    return np.where(n > 1, delta > 0, (delta >= 0) | alone)


@pytest.mark.parametrize("order", ORDERS)
def test_the_conditions_of_the_theory_on_100000_draws(order: str) -> None:
    """The oracle itself: its conditions against its spectra."""
    rng = np.random.default_rng(31)
    for n in (1, 2):
        count = 50_000
        q, p = rng.uniform(0.05, 0.5, size=count), rng.uniform(0.05, 1.5, size=count)
        g, lam, e, f = 10 ** rng.uniform(-1, 1.3, size=(4, count))
        e, f = e / 10, f / 10
        radius = radius_of(p, q[:, None] * np.ones(n), g, lam, e, f, order)
        holds = closed_conditions(order, p, q, n, g, lam, e, f)
        clear = np.abs(radius - 1) > 1e-9
        np.testing.assert_array_equal(holds[clear], (radius < 1)[clear])
        assert 1000 < holds.sum() < count - 1000


def test_conditions_are_for_equal_masses_and_plain_steps() -> None:
    assert point([0.2, 0.3])[0].conditions == ()
    assert point([0.2, 0.2], order="simultaneous", method="JARE")[0].conditions == ()


# --------------------------------------------------------------------------------------- windows


def turns(pt: Any, ridge: Any, **options: Any) -> Array:
    """Whether the pair c turns at these ridges, by the dense matrix."""
    q = np.array(options["q"])
    J = isolated(
        options["p"], q, pt.gamma, ridge, 0.3, 0.4,
        options.get("order", "alternating"), options.get("method"), 0.3,
    )  # fmt: skip
    return np.asarray(modes(J)[1].imag != 0).any(axis=-1)


@pytest.mark.parametrize(("order", "method"), [*METHODS[:3], ("simultaneous", "JARE")])
@pytest.mark.parametrize(
    ("p", "q"),
    [
        (1.0, [0.2] * 3),
        (1.0, [0.5]),
        (0.4, [0.5]),
        (0.9, [0.5, 0.5]),
        (1.0, [0.25] * 4),
        (1.0, [1.0]),
    ],
)
def test_the_window_of_oscillation(p: float, q: Any, order: str, method: str | None) -> None:
    """Its edges, and what lies between and beyond them, on 2000 ridges."""
    options: dict[str, Any] = {"p": p, "q": q, "order": order, "method": method}
    pt, _ = point(**options, weight=0.3)
    window = pt.oscillation_window
    ridges = np.geomspace(1e-3, 1e3, 2000)
    turning = turns(pt, ridges, **options)
    if window is None:
        assert not turning.any()
        return
    low, high = window
    assert 0 <= low < high
    clear = (np.abs(ridges / high - 1) > 1e-6) & (np.abs(ridges - low) > 1e-6 * low)
    np.testing.assert_array_equal(turning[clear], ((ridges > low) & (ridges < high))[clear])
    if method is None and order != "alternating":
        mu, total = 0.3 / 0.4, sum(q)
        edge = np.sqrt(mu * q[0] * pt.gamma)
        assert low == pytest.approx(edge * abs(np.sqrt(p) - np.sqrt(total)), rel=1e-12, abs=1e-12)
        assert high == pytest.approx(edge * (np.sqrt(p) + np.sqrt(total)), rel=1e-12)


def test_no_window() -> None:
    """AltGD with a huge discriminator step: the pair c is real for every ridge."""
    pt, _ = point([0.2] * 3, rates=(30.0, 40.0), ridge=1e-3)
    J = isolated(1.0, np.full(3, 0.2), pt.gamma, np.geomspace(1e-6, 1e3, 4000), 30.0, 40.0)
    assert not (modes(J)[1].imag != 0).any()
    assert pt.oscillation_window is None


# --------------------------------------------------------------------------- JARE and ConOpt, 8.4


@pytest.mark.parametrize("weight", [0.1, 0.7, 2.0])
def test_jare_without_curvature_turns_by_a_formula(weight: float) -> None:
    """mu = 1, H = 0: oscillates iff ridge^2 + 4 ridge weight k < 4 k."""
    for ridge in (0.05, 0.3, 0.8, 1.6):
        for sigma in (0.1, 0.4, 1.0, 3.0):
            pt, _ = point(
                [0.5, 0.5], gd.Gaussian(sigma), "continuous", "JARE",
                ridge=ridge, rates=(0.1, 0.1), weight=weight,
            )  # fmt: skip
            k = 0.5 / sigma**2
            assert (gd.Phase.oscillates in pt.phase) is (ridge**2 + 4 * ridge * weight * k < 4 * k)


def test_conopt_can_hold_an_overloaded_target() -> None:
    """Delta < 0, N >= 2, in the flow: JARE never; ConOpt iff both conditions of 8.4 hold."""
    rng = np.random.default_rng(37)
    held = 0
    for _ in range(400):
        q, ridge, weight = rng.uniform(0.2, 0.8), 10 ** rng.uniform(-1, 0.3), rng.uniform(0.1, 3)
        p, sigma = rng.uniform(0.3, 2) * q, 10 ** rng.uniform(-0.5, 0.5)
        args: dict[str, Any] = {"p": p, "ridge": ridge, "rates": (0.1, 0.1), "weight": weight}
        kernel = gd.Gaussian(sigma)
        jare, _ = point([q, q], kernel, "continuous", "JARE", **args)
        conopt, _ = point([q, q], kernel, "continuous", "ConOpt", **args)
        c = jare.gamma * abs(p - 2 * q) / ridge
        if p >= 2 * q:
            continue
        assert gd.Phase.converges not in jare.phase
        second = 1 + weight * ridge - weight * q * c + weight**2 * jare.gamma * q * p
        if min(abs(weight * q * c - 1), abs(second)) > 1e-9:
            wanted = weight * q * c > 1 and second > 0
            assert (gd.Phase.converges in conopt.phase) is bool(wanted)
            held += wanted
    assert held > 20


# ----------------------------------------------------------------------- without a ridge, ends


def test_without_a_ridge_a_balanced_target_is_never_stable() -> None:
    """lambda = 0: SimGD spirals out; AltGD turns on a circle."""
    for order, phase in (("simultaneous", gd.Phase.diverges), ("alternating", gd.Phase.neutral)):
        pt = gd.isolated_point(1.0, [1.0], gd.Gaussian(), 0.0, gd.Rates(0.1, 0.1), order)
        assert pt.phase == phase | gd.Phase.oscillates
        assert pt.rho_a == 1
        np.testing.assert_array_equal(
            pt.jacobian, isolated(1.0, np.ones(1), 1.0, 0.0, 0.1, 0.1, order)
        )


def test_a_changed_copy() -> None:
    pt, _ = point([0.2] * 3)
    other = pt.replace(ridge=0.2, order="simultaneous")
    same, J = point([0.2] * 3, ridge=0.2, order="simultaneous")
    assert other == same
    assert other != pt
    np.testing.assert_allclose(other.jacobian, J, rtol=0, atol=1e-14)
    assert "ridge=0.2" in repr(other)
    with pytest.raises(AttributeError):
        other.ridge = 0.3
    assert pt.explain()


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"kernel": gd.Laplace(1.0)}, "kernel"),
        ({"kernel": 3}, "kernel"),
        ({"order": "sideways"}, "order"),
        ({"order": "alternating", "method": gd.JARE(1.0)}, "order|method"),
        ({"method": gd.ExtraGradient()}, "method"),
        ({"particle_weights": []}, "particle_weights"),
        ({"particle_weights": [0.2, -0.1]}, "particle_weights"),
        ({"particle_weights": [[0.2]]}, "particle_weights"),
        ({"particle_weights": [np.nan]}, "particle_weights"),
        ({"target_weight": -1.0}, "target_weight"),
        ({"target_weight": np.inf}, "target_weight"),
        ({"ridge": -0.1}, "ridge"),
        ({"ridge": np.nan}, "ridge"),
        ({"rates": 0.1}, "rates"),
        ({"dimension": 0}, "dimension"),
    ],
)
def test_bad_input_is_named(changes: dict[str, Any], match: str) -> None:
    options: dict[str, Any] = {"particle_weights": [0.2], "rates": gd.Rates(0.1, 0.1)}
    with pytest.raises((TypeError, ValueError), match=match):
        gd.isolated_point(**(options | changes))


def test_a_method_is_simultaneous_by_default() -> None:
    pt = gd.isolated_point(particle_weights=[0.2], method=method_of("JARE"))
    assert pt.order == "simultaneous"
    assert pt.gamma == pytest.approx(gamma_of(gd.Gaussian()))
