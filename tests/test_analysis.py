"""The balanced spectrum against the full Jacobian of theory, built by NumPy."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import gandyn as gd

Array = NDArray[np.float64]


def run_at(
    particles: Array, method: Any, rates: Any, kernel: Any, ridge: float, q: Array, mass: bool
) -> Any:
    game = gd.KernelGAN(
        np.zeros((1, particles.shape[1])),
        particle_weights=q,
        kernel=kernel,
        ridge=ridge,
        mass_factor=mass,
    )
    return gd.simulate(game, method, rates=rates, num_steps=0, initial=particles)


def mixed_derivatives(kernel: Any, y: Array) -> Array:
    """G with blocks d_x d_y K(y_j, y_l) = -(2 slope I + 4 curvature delta delta')."""
    n, d = y.shape
    G = np.zeros((n, d, n, d))
    for j in range(n):
        for k in range(n):
            delta = y[j] - y[k]
            r2 = np.array([delta @ delta])
            slope, curvature = kernel.slope(r2)[0], kernel.curvature(r2)[0]
            G[j, :, k, :] = -2 * slope * np.eye(d) - 4 * curvature * np.outer(delta, delta)
    return G.reshape(n * d, n * d)


def jacobian(
    method: Any, rates: Any, kernel: Any, y: Array, q: Array, ridge: float, mass: bool
) -> Array:
    """Section 7.1 of the kernel GAN's theory at f = 0, where every Hessian H vanishes."""
    n, d = y.shape
    G, one = mixed_derivatives(kernel, y), np.eye(n * d)
    D = np.repeat(q, d)[:, None] * one
    step = D if mass else one  # how far a particle moves; the discriminator always feels D
    g, f = rates.generator, rates.discriminator
    a = f * ridge
    if isinstance(method, gd.SimGD):
        return np.block([[one, g * step], [-f * G @ D, (1 - a) * one]])
    if isinstance(method, gd.AltGD):
        return np.block(
            [[one - f * g * step @ G @ D, (1 - a) * g * step], [-f * G @ D, (1 - a) * one]]
        )
    return one - g / ridge * step @ G @ D


METHODS = [gd.SimGD(), gd.AltGD("discriminator"), gd.AltGD("generator"), gd.BestResponse()]


@pytest.mark.parametrize("kernel", [gd.Gaussian(0.8), gd.Matern52(1.1), gd.RationalQuadratic()])
@pytest.mark.parametrize("mass", [True, False])
@pytest.mark.parametrize("method", METHODS, ids=repr)
@pytest.mark.parametrize("ridge", [0.05, 2.0])
def test_phase_is_that_of_the_full_jacobian(
    kernel: Any, mass: bool, method: Any, ridge: float, rng: np.random.Generator
) -> None:
    y, q = rng.normal(size=(4, 2)), rng.uniform(0.5, 1.5, size=4)
    for generator in (0.01, 0.3, 3.0):
        rates = gd.Rates(generator, 0.4)
        rho = np.linalg.eigvals(jacobian(method, rates, kernel, y, q, ridge, mass))
        phase = gd.phase(run_at(y, method, rates, kernel, ridge, q, mass))
        assert (gd.Phase.diverges in phase) == (np.abs(rho).max() > 1 + 1e-9)
        assert (gd.Phase.converges in phase) == (np.abs(rho).max() < 1 - 1e-9)
        assert (gd.Phase.oscillates in phase) == (np.abs(rho.imag).max() > 1e-7)


def test_the_metric_is_followed(rng: np.random.Generator) -> None:
    """A metric M = L L' is the change of coordinates u = x L."""
    L = np.array([[2.0, 0.0], [0.7, 0.5]])
    y, q = rng.normal(size=(3, 2)), np.full(3, 1 / 3)
    plain, scaled = gd.Gaussian(1.0), gd.Gaussian(1.0, metric=np.diag([4.0, 0.25]))
    rates = gd.Rates(0.3, 0.4)
    for kernel, metric in ((scaled, np.diag([4.0, 0.25])), (gd.Gaussian(1.0, L @ L.T), L @ L.T)):
        root = np.linalg.cholesky(metric)
        G = mixed_derivatives(plain, y @ root)
        pull = np.kron(np.eye(3), root)
        kappa = np.linalg.eigvalsh(pull @ G @ pull.T / 9)
        game = gd.KernelGAN(y, q, q, kernel, ridge=1.0)
        sp = gd.kernel_gan_spectrum(game, y, rates, gd.BestResponse())
        assert sp.spectral_radius == pytest.approx(np.abs(1 - 0.3 * kappa).max(), rel=1e-12)


def test_phases_read_as_words() -> None:
    assert str(gd.Phase.converges | gd.Phase.oscillates) == "converges and oscillates"
    assert str(gd.Phase.neutral) == "neutral"
    assert str(gd.Phase.oscillates) == "neutral and oscillates"


def test_coincident_particles_are_neutral_against_each_other() -> None:
    """Two particles on one target: only their mean is pulled back, to first order."""
    q, rates = np.full(2, 0.5), gd.Rates(0.1, 0.1)
    run = run_at(np.zeros((2, 1)), gd.AltGD(), rates, gd.Gaussian(1.0), 0.5, q, True)
    assert not gd.phase(run) & (gd.Phase.converges | gd.Phase.diverges)
    one = run_at(np.zeros((1, 1)), gd.AltGD(), rates, gd.Gaussian(1.0), 0.5, np.ones(1), True)
    assert gd.Phase.converges in gd.phase(one)


def test_a_critical_step_does_not_oscillate() -> None:
    """BestResponse has real multipliers, also where two of them nearly meet."""
    run = run_at(
        np.zeros((1, 1)), gd.BestResponse(), gd.Rates(1.0), gd.Gaussian(1.0), 1.0, np.ones(1), True
    )
    assert gd.Phase.oscillates not in gd.phase(run)


def test_a_kernel_with_a_kink_has_no_phase() -> None:
    run = run_at(np.zeros((1, 1)), gd.AltGD(), gd.Rates(), gd.Laplace(1.0), 1.0, np.ones(1), True)
    with pytest.raises(ValueError, match="kernel must be smooth"):
        gd.phase(run)


def test_the_closed_form_of_one_balanced_particle() -> None:
    """N = 1: AltGD at eta_d ridge = 1 with eta_g = ridge s^2 / q^2 is dead beat, rho^2 = 0."""
    rates = gd.Rates(generator=0.5, discriminator=2.0)
    sp = gd.kernel_gan_spectrum(gd.KernelGAN([[0.0]], ridge=0.5), [[0.0]], rates, gd.AltGD())
    assert sp.spectral_radius == pytest.approx(0, abs=1e-7)
