"""gd.phase_diagram: every cell is the spectrum of the model with that cell's two numbers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from local_cases import METHODS, point
from reference import Array
from reference_local import decay, gamma_of, isolated, modes, radius_of

CLASSES = (
    "converges", "oscillates and converges", "neutral", "oscillates and diverges", "diverges",
    "flips",
)  # fmt: skip
Q, RIDGE, RATES = np.array([0.2, 0.2, 0.2]), 0.5, (0.3, 0.4)
SIGMA, P = 0.6, 1.0
# What a name changes in (p, q, gamma, ridge, generator, discriminator).
AXES: dict[str, tuple[Array, Any]] = {
    "bandwidth": (np.geomspace(0.1, 3, 23), lambda v: {"gamma": 1 / v**2}),
    "ridge": (np.geomspace(0.01, 10, 19), lambda v: {"ridge": v}),
    "generator": (np.geomspace(0.01, 5, 21), lambda v: {"generator": v}),
    "discriminator": (np.geomspace(0.01, 5, 17), lambda v: {"discriminator": v}),
    "rates": (np.geomspace(0.01, 5, 18), lambda v: {"generator": v, "discriminator": v}),
    "target_weight": (np.linspace(0.1, 2, 16), lambda v: {"p": v}),
    "mass": (np.linspace(0.1, 2, 20), lambda v: {"q": v[..., None] * Q / Q.sum()}),
}


def options_at(x: str, xs: Array, y: str, ys: Array, q: Any = Q) -> dict[str, Any]:
    base = {
        "p": P, "q": np.asarray(q), "gamma": 1 / SIGMA**2, "ridge": RIDGE,
        "generator": RATES[0], "discriminator": RATES[1],
    }  # fmt: skip
    return base | AXES[x][1](xs[None, :]) | AXES[y][1](ys[:, None])


def grid(x: str, y: str, q: Any = Q, **options: Any) -> tuple[Any, dict[str, Any]]:
    """A diagram and the numbers of its cells."""
    xs, ys = AXES[x][0], AXES[y][0]
    pt, _ = point(list(q), **options)
    return gd.phase_diagram(pt, x=(x, xs), y=(y, ys)), options_at(x, xs, y, ys, q)


# ------------------------------------------------------------------------------------ every axis


@pytest.mark.parametrize(("order", "method"), METHODS)
@pytest.mark.parametrize("x", AXES)
def test_every_pair_of_names(x: str, order: str, method: str | None) -> None:
    taken = {"generator": ("generator", "rates"), "discriminator": ("discriminator", "rates"),
             "rates": ("rates", "generator", "discriminator")}.get(x, (x,))  # fmt: skip
    for y in (name for name in AXES if name not in taken):
        dia, cells = grid(x, y, order=order, method=method, weight=0.7)
        radius = radius_of(**cells, order=order, method=method, weight=0.7)
        assert dia.spectral_radius.shape == dia.phase.shape == dia.period.shape == radius.shape
        np.testing.assert_allclose(dia.spectral_radius, radius, rtol=1e-9, atol=1e-7)
        np.testing.assert_array_equal(dia.x, AXES[x][0])
        np.testing.assert_array_equal(dia.y, AXES[y][0])
        assert (dia.x_name, dia.y_name) == (x, y)


@pytest.mark.parametrize("order", ["alternating", "simultaneous", "continuous"])
def test_unequal_masses(order: str) -> None:
    q = [0.25, 0.1, 0.15]
    for x, y in (("bandwidth", "ridge"), ("generator", "target_weight")):
        dia, cells = grid(x, y, q, order=order)
        np.testing.assert_allclose(
            dia.spectral_radius, radius_of(**cells, order=order), rtol=1e-9, atol=1e-7
        )


def test_the_mass_is_shared_as_now() -> None:
    q = np.array([0.25, 0.1, 0.15])
    pt, _ = point(list(q))
    mass, ridge = np.array([0.2, 0.9, 1.4]), np.array([0.1, 0.8])
    dia = gd.phase_diagram(pt, x=("mass", mass), y=("ridge", ridge))
    expected = radius_of(P, mass[:, None] * q / q.sum(), 1 / SIGMA**2, ridge[:, None], *RATES)
    np.testing.assert_allclose(dia.spectral_radius, expected, rtol=1e-9)


@pytest.mark.parametrize("method", ["JARE", "ConOpt"])
def test_the_weight_of_a_method(method: str) -> None:
    pt, _ = point(list(Q), order="simultaneous", method=method)
    weights, ridge = np.linspace(0, 3, 14), np.geomspace(0.05, 2, 11)
    dia = gd.phase_diagram(pt, x=("gamma", weights), y=("ridge", ridge))
    expected = radius_of(
        P, Q, 1 / SIGMA**2, ridge[:, None], *RATES, "simultaneous", method, weights
    )
    np.testing.assert_allclose(dia.spectral_radius, expected, rtol=1e-9, atol=1e-7)


def test_numbers_of_the_kernel() -> None:
    kernel = gd.RationalQuadratic(0.7, 1.7)
    pt, _ = point(list(Q), kernel)
    mixing, sigma = np.array([0.5, 1.0, 4.0]), np.array([0.3, 1.0])
    dia = gd.phase_diagram(pt, x=("mixing", mixing), y=("bandwidth", sigma))
    for i, j in np.ndindex(2, 3):
        gamma = gamma_of(gd.RationalQuadratic(sigma[i], mixing[j]))
        expected = radius_of(P, Q, gamma, RIDGE, *RATES)
        assert dia.spectral_radius[i, j] == pytest.approx(float(expected), rel=1e-12)


# ---------------------------------------------------------------------------------- random cells


@pytest.mark.parametrize(("order", "method"), METHODS)
def test_cells_are_points(order: str, method: str | None, rng: np.random.Generator) -> None:
    pt, _ = point(list(Q), order=order, method=method)
    sigma, ridge = AXES["bandwidth"][0], AXES["ridge"][0]
    dia = gd.phase_diagram(pt, x=("bandwidth", sigma), y=("ridge", ridge))
    for i, j in zip(rng.integers(19, size=25), rng.integers(23, size=25), strict=True):
        one = pt.replace(kernel=gd.Gaussian(sigma[j]), ridge=ridge[i])
        close: dict[str, Any] = {"rel": 1e-12, "abs": 1e-12}
        radius = one.stability.spectral_radius
        assert dia.spectral_radius[i, j] == pytest.approx(radius, **close)
        assert gd.Phase(int(dia.phase[i, j])) == one.phase
        assert dia.period[i, j] == pytest.approx(one.period, rel=1e-9)
        assert dia.rho_a[i, j] == pytest.approx(one.rho_a, **close)
        assert dia.rho_b[i, j] == pytest.approx(one.rho_b, **close)
        np.testing.assert_allclose(dia.rho_c[i, j], one.rho_c, rtol=1e-12, atol=1e-12)


def test_modes_by_the_dense_matrix() -> None:
    dia, cells = grid("bandwidth", "ridge")
    relative, pair = modes(isolated(**cells))
    np.testing.assert_allclose(dia.rho_b, relative, rtol=0, atol=1e-12 * np.abs(relative).max())
    shape = dia.spectral_radius.shape
    a = np.broadcast_to(decay(cells["ridge"], RATES[1], "alternating"), shape)
    np.testing.assert_allclose(dia.rho_a, a, rtol=0, atol=1e-15 * 4)
    assert dia.rho_c.shape == (*shape, 2)
    np.testing.assert_allclose(dia.rho_c.sum(axis=-1), pair.sum(axis=-1), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(dia.rho_c.prod(axis=-1), pair.prod(axis=-1), rtol=1e-9, atol=1e-9)


# --------------------------------------------------------------------------- classes and the best


def test_the_classes_are_named() -> None:
    assert tuple(map(str, gd.PhaseDiagram.CLASSES)) == CLASSES


@pytest.mark.parametrize("order", ["alternating", "simultaneous", "continuous"])
@pytest.mark.parametrize("q", [[0.2] * 3, [0.25] * 4, [0.6]])
def test_classes_follow_the_phases(order: str, q: Any) -> None:
    """A number a cell; flips are a class of their own only where the phase says so."""
    pt, _ = point(q, order=order)
    sigma, ridge = np.geomspace(0.05, 3, 40), np.geomspace(0.01, 6, 41)
    dia = gd.phase_diagram(pt, x=("bandwidth", sigma), y=("ridge", ridge))
    assert dia.classes.shape == (41, 40)
    assert dia.classes.dtype == np.uint8
    for value, kind in zip(dia.phase.ravel(), dia.classes.ravel(), strict=True):
        phase, name = gd.Phase(int(value)), CLASSES[kind]
        if name == "flips":
            assert gd.Phase.flips in phase
            continue
        assert ("converges" in name) is (gd.Phase.converges in phase)
        assert ("diverges" in name) is (gd.Phase.diverges in phase)
        assert name == "neutral" or ("oscillates" in name) is (gd.Phase.oscillates in phase)
    if q == [0.2] * 3:
        seen = set(np.unique(dia.classes).tolist())
        assert {0, 1} <= seen
        assert order == "continuous" or seen & {3, 4, 5}
    if q == [0.25] * 4 and order != "simultaneous":
        assert 2 in dia.classes


def test_the_closed_boundaries() -> None:
    """SimGD: the window's two edges, and item 3's growing spiral, between neighbouring cells."""
    pt, _ = point([0.2] * 3, order="simultaneous")
    sigma, ridge = np.geomspace(0.1, 3, 15), np.geomspace(0.01, 4, 1500)
    dia = gd.phase_diagram(pt, x=("bandwidth", sigma), y=("ridge", ridge))
    turning = dia.phase & gd.Phase.oscillates.value != 0
    for j in range(0, 15, 3):
        low, high = pt.replace(kernel=gd.Gaussian(sigma[j])).oscillation_window
        clear = (np.abs(ridge / low - 1) > 1e-9) & (np.abs(ridge / high - 1) > 1e-9)
        inside = (ridge > low) & (ridge < high)
        np.testing.assert_array_equal(turning[clear, j], inside[clear])
        spiral = RATES[0] * RATES[1] * 0.2 * P / sigma[j] ** 2
        h = RATES[0] * 0.2 * (P - 0.6) / sigma[j] ** 2 / ridge
        grows = inside & (spiral > (RATES[1] * ridge + h) * (1 + 1e-9))
        assert (dia.spectral_radius[grows, j] > 1).all()


def test_the_best_cell_is_the_least() -> None:
    dia, cells = grid("generator", "discriminator")
    x, y, radius = dia.best
    radii = radius_of(**cells)
    assert radius == dia.spectral_radius.min() == pytest.approx(radii.min(), rel=1e-9)
    i, j = np.unravel_index(np.argmin(dia.spectral_radius), radii.shape)
    assert (x, y) == (dia.x[j], dia.y[i])


def test_the_best_is_near_the_prescription() -> None:
    pr = gd.prescribe(P, [0.2] * 3, gd.Gaussian(SIGMA), RIDGE)
    steps = 1 + np.linspace(-0.02, 0.02, 41)
    dia = gd.phase_diagram(
        pr.point,
        x=("generator", pr.rates.generator * steps),
        y=("discriminator", pr.rates.discriminator * steps),
    )
    assert dia.best[2] == pytest.approx(pr.rate, abs=1e-6)
    assert dia.best[:2] == pytest.approx((pr.rates.generator, pr.rates.discriminator), rel=1e-9)


# ----------------------------------------------------------------------------------- other models


def test_the_linear_gan() -> None:
    """Theorems 1 (gamma = 0) and 3 with one step for both players: max |1 + eta lam|."""
    model = gd.local_model(gd.LinearGAN([0.0, 2.0], 0.7), gd.JARE(3.0), gd.Rates(0.1, 0.1))
    eta, weights = np.geomspace(1e-3, 2, 30), np.linspace(0, 8, 7)
    dia = gd.phase_diagram(model, x=("rates", eta), y=("gamma", weights))
    assert dia.spectral_radius.shape == (7, 30)
    for i, j in np.ndindex(7, 30):
        sums = np.array([0.49, 4.49]) + weights[i]
        root = np.sqrt((sums**2 - weights[i] ** 2 - 4).astype(complex))
        values = np.concatenate([-sums + root, -sums - root]) / 4
        radius = np.abs(1 + eta[j] * values).max()
        assert dia.spectral_radius[i, j] == pytest.approx(radius, abs=1e-9)


@pytest.mark.parametrize("method", [gd.SimGD(), gd.AltGD(), gd.ExtraGradient()], ids=repr)
def test_two_rates_of_a_vector_game(method: Any) -> None:
    """One step's matrix of the linear GAN, from gd.update_jacobian, at random cells."""
    game = gd.LinearGAN([0.3], 0.9)
    model = gd.local_model(game, method, gd.Rates(0.1, 0.1))
    g, d = np.geomspace(0.01, 3, 9), np.geomspace(0.01, 3, 8)
    dia = gd.phase_diagram(model, x=("generator", g), y=("discriminator", d))
    for i, j in np.ndindex(8, 9):
        step = gd.update_jacobian(game, method, np.zeros(2), gd.Rates(g[j], d[i]))
        rho = np.linalg.eigvals(np.asarray(step))
        assert dia.spectral_radius[i, j] == pytest.approx(np.abs(rho).max(), abs=1e-7)


def test_a_flat_spectrum(rng: np.random.Generator) -> None:
    """The particles on their targets, f = 0."""
    y = rng.normal(size=(5, 2))
    game = gd.KernelGAN(y, kernel=gd.Gaussian(0.8), ridge=0.4)
    sp = gd.kernel_gan_spectrum(game, y, gd.Rates(0.1, 0.2))
    ridge, generator = np.geomspace(0.05, 3, 7), np.geomspace(0.05, 30, 9)
    dia = gd.phase_diagram(sp, x=("ridge", ridge), y=("generator", generator))
    for i, j in np.ndindex(9, 7):
        other = gd.KernelGAN(y, kernel=gd.Gaussian(0.8), ridge=ridge[j])
        one = gd.kernel_gan_spectrum(other, y, gd.Rates(generator[i], 0.2))
        assert dia.spectral_radius[i, j] == pytest.approx(one.spectral_radius, abs=1e-9)


# -------------------------------------------------------------------------------------- the rest


def test_threads_change_no_bit() -> None:
    pt, _ = point([0.25, 0.1, 0.15])
    x, y = ("bandwidth", np.geomspace(0.1, 3, 60)), ("ridge", np.geomspace(0.01, 5, 50))
    one, two = (gd.phase_diagram(pt, x=x, y=y, num_threads=k) for k in (1, 2))
    for name in ("spectral_radius", "phase", "period", "classes", "rho_c"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_it_can_be_kept(tmp_path: Path) -> None:
    dia, _ = grid("bandwidth", "ridge")
    dia.save(tmp_path / "diagram.npz")
    with np.load(tmp_path / "diagram.npz") as kept:
        np.testing.assert_array_equal(kept["spectral_radius"], dia.spectral_radius)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (("width", [1.0]), ("ridge", [1.0])),
        (("ridge", [1.0]), ("ridge", [1.0])),
        (("bandwidth", [-1.0]), ("ridge", [1.0])),
        (("bandwidth", [1.0]), ("ridge", [np.nan])),
        (("bandwidth", []), ("ridge", [1.0])),
        (("gamma", [1.0]), ("ridge", [1.0])),
        (("bandwidth", [[1.0]]), ("ridge", [1.0])),
    ],
)
def test_bad_axes(x: Any, y: Any) -> None:
    pt, _ = point([0.2] * 3)
    with pytest.raises((TypeError, ValueError)):
        gd.phase_diagram(pt, x=x, y=y)
