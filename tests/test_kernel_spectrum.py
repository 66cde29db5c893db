"""gd.kernel_gan_spectrum against the dense J of the theory, built from the kernel's derivatives.

The map that is simulated: test_kernel_spectrum_maps.py.
"""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from kernel_scenes import (
    KERNELS,
    MAPS,
    RATES,
    RIDGE,
    Scene,
    anywhere,
    assert_spectrum,
    balanced,
    coincident,
    settled,
    trapped,
)
from local_cases import best_at
from reference import Array, kernel_sum_gradient, kernel_sum_hessian
from reference_local import diagonal_blocks, mixed, spectral_gap

# ------------------------------------------------------------------------------------------- flat


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda k: type(k).__name__)
@pytest.mark.parametrize("mass_factor", [True, False])
@pytest.mark.parametrize("order", [*MAPS, "continuous"])
def test_a_flat_discriminator(order: str, mass_factor: bool, kernel: Any) -> None:
    scene = balanced(kernel=kernel, mass_factor=mass_factor)
    sp = scene.spectrum(order=order)
    J = scene.matrix(order, 0 * scene.G)
    assert sp.route == "flat"
    assert_spectrum(sp, J)
    kappa = np.linalg.eigvalsh(scene.S)
    np.testing.assert_allclose(sp.coupling, kappa, rtol=0, atol=1e-13 * kappa.max())
    assert sp.decay == pytest.approx(-RIDGE if order == "continuous" else 1 - 0.4 * RIDGE)
    got = np.linalg.eigvals(sp.jacobian)
    assert spectral_gap(got, np.linalg.eigvals(J)) <= 1e-10 * (1 + np.abs(got).max())


@pytest.mark.parametrize(("d", "n"), [(1, 1), (1, 6), (3, 4), (5, 2)])
def test_any_dimension(d: int, n: int) -> None:
    scene = balanced(n, d)
    for order in MAPS:
        assert_spectrum(scene.spectrum(order=order), scene.matrix(order, 0 * scene.G))


@pytest.mark.parametrize("order", ["simultaneous", "generator_first", "continuous"])
def test_no_discriminator_yet(order: str) -> None:
    """f = 0 anywhere: H = 0 until the discriminator moves, which it does after the particles."""
    scene = anywhere()
    assert_spectrum(scene.spectrum(order=order), scene.matrix(order, 0 * scene.G))
    run = gd.simulate(scene.game, gd.AltGD(), rates=RATES, num_steps=0, initial=scene.y)
    for state in (run, run.state):
        np.testing.assert_array_equal(
            scene.spectrum(state, order).eigenvalues, scene.spectrum(order=order).eigenvalues
        )


def test_the_discriminator_moves_first() -> None:
    """From f = 0 the particles meet f+ = eta_d w, whose Hessians are not 0 (7.1)."""
    scene = anywhere()
    J = scene.matrix("alternating", 0 * scene.G, after=(0.4 * scene.W, scene.G))
    assert_spectrum(scene.spectrum(order="alternating"), J)


@pytest.mark.parametrize("order", [*MAPS, "continuous"])
def test_coincident_particles(order: str) -> None:
    """M - m = 6 further copies of the decay, and 6 neutral directions."""
    scene = coincident()
    sp = scene.spectrum(order=order)
    still = 0 if order == "continuous" else 1
    assert np.sum(np.abs(sp.eigenvalues - sp.decay) < 1e-9) == 6
    assert np.sum(np.abs(sp.eigenvalues - still) < 1e-9) == 6
    assert sp.num_neutral == 6
    assert np.sum(sp.coupling > 1e-12) == 4
    assert_spectrum(sp, scene.matrix(order, 0 * scene.G), 1e-7)
    assert not sp.phase & (gd.Phase.converges | gd.Phase.diverges)


@pytest.mark.parametrize("method", ["JARE", "ConOpt"])
@pytest.mark.parametrize("mass_factor", [True, False])
def test_flat_with_a_regulariser(method: str, mass_factor: bool) -> None:
    """One block for each kappa (8.3), any masses."""
    scene, weight = balanced(mass_factor=mass_factor), 0.7
    sp = scene.spectrum(order=getattr(gd, method)(weight))
    J = scene.matrix(method, 0 * scene.G, weight=weight)
    assert_spectrum(sp, J)
    a = 0.4 * RIDGE * (1 + (weight * RIDGE if method == "ConOpt" else 0))
    assert sp.decay == pytest.approx(1 - a)


# ------------------------------------------------------------------------------------------ sweep


def roots(order: str, kappa: Array, g: Any, f: Any, lam: Any) -> Array:
    """z of section 7.3, (..., 2 M), as rho = 1 - z, or s of the flow."""
    g, f, lam = (np.asarray(x, float)[..., None] for x in np.broadcast_arrays(g, f, lam))
    a, Q = f * lam, f * g * kappa
    if order == "continuous":
        half, product = -lam / 2, g / f * kappa
    else:
        half, product = (a + (0 if order == "simultaneous" else Q)) / 2, Q
    root = np.sqrt((half**2 - product).astype(complex))
    values = np.concatenate([half + root, half - root], axis=-1)
    return values if order == "continuous" else 1 - values


@pytest.mark.parametrize("order", [*MAPS, "continuous"])
@pytest.mark.parametrize("mass_factor", [True, False])
def test_a_sweep(order: str, mass_factor: bool) -> None:
    """Rates and ridge over grids that broadcast, against the closed forms."""
    scene = balanced(mass_factor=mass_factor)
    sp = scene.spectrum(order=order)
    g, lam = np.geomspace(0.01, 60, 25), np.geomspace(0.02, 4, 9)[:, None]
    swept = sp.sweep(generator=g, ridge=lam)
    rho = roots(order, np.linalg.eigvalsh(scene.S), g, 0.4, lam)
    size = np.exp(rho.real.max(-1)) if order == "continuous" else np.abs(rho).max(-1)
    assert swept.spectral_radius.shape == (9, 25)
    np.testing.assert_allclose(swept.spectral_radius, size, rtol=1e-7)
    clear = np.abs(size - 1) > 1e-9
    stable = swept.phase & gd.Phase.converges.value != 0
    np.testing.assert_array_equal(stable[clear], (size < 1)[clear])
    turning = swept.phase & gd.Phase.oscillates.value != 0
    np.testing.assert_array_equal(turning, (np.abs(rho.imag) > 1e-12).any(axis=-1))


@pytest.mark.parametrize("method", [gd.JARE(0.7), gd.ConOpt(0.7)], ids=repr)
def test_a_sweep_with_a_regulariser(method: Any) -> None:
    """The pairs are 1 - 0.05 ridge or closer to 1: the decay never leads."""
    scene, name = balanced(), type(method).__name__
    sp = scene.spectrum(order=method, rates=gd.Rates(0.05, 0.05))
    g, lam = np.array([0.01, 0.05, 0.2]), np.array([0.1, 0.5, 1.0])
    swept = sp.sweep(generator=g, ridge=lam)
    for k in range(3):
        J = scene.matrix(name, 0 * scene.G, weight=0.7, ridge=lam[k], rates=gd.Rates(g[k], 0.05))
        radius = np.abs(np.linalg.eigvals(J)).max()
        assert swept.spectral_radius[k] == pytest.approx(radius, rel=1e-9)


def test_a_sweep_is_many_spectra() -> None:
    scene = balanced()
    sp = scene.spectrum()
    g, f, lam = np.array([0.1, 1, 20]), np.array([0.2, 0.5, 1.2]), np.array([0.1, 0.6, 1.1])
    for order in (None, *MAPS, "continuous"):
        swept = sp.sweep(generator=g, discriminator=f, ridge=lam, order=order)
        for k in range(3):
            other = Scene(scene.y, scene.q, scene.y, scene.q, ridge=lam[k])
            rates = gd.Rates(g[k], f[k])
            one = other.spectrum(order=order or "alternating", rates=rates)
            assert swept.spectral_radius[k] == pytest.approx(one.spectral_radius, rel=1e-9)
            assert swept.rate[k] == pytest.approx(one.rate, rel=1e-9)
            assert gd.Phase(int(swept.phase[k])) == one.phase
    same = sp.sweep()
    assert float(np.squeeze(same.spectral_radius)) == pytest.approx(sp.spectral_radius)


# ---------------------------------------------------------------------------------------- f not 0


@pytest.mark.parametrize("kernel", KERNELS[:4], ids=lambda k: type(k).__name__)
@pytest.mark.parametrize("mass_factor", [True, False])
def test_in_the_middle_of_a_run(kernel: Any, mass_factor: bool) -> None:
    """Any state, any masses: the f of the run, its Hessians, and after one step those of f+."""
    scene = anywhere(kernel=kernel, mass_factor=mass_factor)
    run = gd.simulate(scene.game, gd.AltGD(), rates=RATES, num_steps=6, initial=scene.y)
    y = run.particles[-1]
    now = Scene(scene.targets, scene.p, y, scene.q, kernel, mass_factor=mass_factor)
    H = diagonal_blocks(run.discriminator_hessian(y))
    newer = diagonal_blocks(
        (1 - 0.4 * RIDGE) * run.discriminator_hessian(y)
        + 0.4 * kernel_sum_hessian(kernel, y, *now.sources).astype(float)
    )
    push = now.q[:, None] if mass_factor else 1.0
    moved = y + 0.3 * push * run.discriminator_gradient(y)
    cases = {
        "simultaneous": None,
        "continuous": None,
        "alternating": (newer, now.G),
        "generator_first": (H, mixed(kernel, y, moved)),
    }
    for order, after in cases.items():
        sp = now.spectrum(run.state, order)
        assert sp.route == "dense"
        assert sp.coupling is None
        J = now.matrix(order, H, after=after)
        assert_spectrum(sp, J)
        np.testing.assert_allclose(sp.jacobian, J, rtol=0, atol=1e-11 * (1 + np.abs(J).max()))
        again = now.spectrum(run, order)
        np.testing.assert_array_equal(again.eigenvalues, sp.eigenvalues)
    best = now.spectrum(run.state, "best_response")
    assert_spectrum(best, now.matrix("best_response", now.W))
    assert best.decay == 0
    field = gd.jacobian(now.game, run.state)
    np.testing.assert_allclose(
        field, np.block([[now.D[:, None] * H if mass_factor else H,
                          np.diag(now.D) if mass_factor else np.eye(6)],
                         [-now.G * now.D, -RIDGE * np.eye(6)]]), rtol=0, atol=1e-11)  # fmt: skip


SPELLINGS = [
    ("simultaneous", gd.SimGD()), ("alternating", gd.AltGD()),
    ("generator_first", gd.AltGD("generator")), ("best_response", gd.BestResponse()),
]  # fmt: skip


@pytest.mark.parametrize(("word", "method"), SPELLINGS, ids=lambda x: str(x))
def test_orders_are_words_or_methods(word: str, method: Any) -> None:
    scene = trapped()
    one, two = (scene.spectrum(best_at(scene.game, scene.y), order) for order in (word, method))
    np.testing.assert_array_equal(one.eigenvalues, two.eigenvalues)
    assert one.decay == two.decay


@pytest.mark.parametrize("make", [trapped, settled])
@pytest.mark.parametrize("mass_factor", [True, False])
@pytest.mark.parametrize("order", [*MAPS, "continuous", "JARE", "ConOpt", "best_response"])
def test_fixed_points(order: str, mass_factor: bool, make: Any) -> None:
    """With f = w / ridge; the spectra of 7.2 and 8.3."""
    scene = make(mass_factor=mass_factor)
    assert np.abs(kernel_sum_gradient(scene.kernel, scene.y, *scene.sources)).max() < 1e-14
    H = scene.W if order == "best_response" else scene.W / RIDGE
    method = getattr(gd, order)(0.7) if order in ("JARE", "ConOpt") else order
    sp = scene.spectrum(best_at(scene.game, scene.y), method)
    J = scene.matrix(order, H, weight=0.7 if order in ("JARE", "ConOpt") else 0.0)
    assert_spectrum(sp, J, 1e-7)  # double numbers
    size = (
        np.exp(sp.eigenvalues.real.max()) if order == "continuous" else np.abs(sp.eigenvalues).max()
    )
    assert sp.spectral_radius == pytest.approx(size, rel=1e-12)
