"""The Dirac GAN: eigenvalues of every variant, orbits, clipping."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from game_cases import one_step_jacobian, play
from test_linear_gan import assert_same_spectrum, quadratic_roots

SLOPE, CURVATURE = 0.5, -0.25  # f'(0), f''(0)

VARIANTS: dict[str, tuple[Any, Any]] = {
    "GAN": (gd.DiracGAN(), [0.5j, -0.5j]),
    "NS-GAN": (gd.DiracGAN("nonsaturating"), [0.5j, -0.5j]),
    "WGAN": (gd.DiracGAN("wasserstein"), [1j, -1j]),
    "WGAN, clipped": (gd.DiracGAN("wasserstein", gd.Clipping(1.0)), [1j, -1j]),
    **{
        f"{penalty} of {loss}": (
            gd.DiracGAN(loss, penalty),
            quadratic_roots(-penalty.gamma, SLOPE**2),
        )
        for loss in ("logistic", "nonsaturating")
        for penalty in (gd.R1(0.3), gd.R2(0.3), gd.R1(1.0), gd.R2(2.5))
    },
    **{
        f"noise {s}": (
            gd.DiracGAN(penalty=gd.InstanceNoise(s)),
            quadratic_roots(2 * CURVATURE * s**2, SLOPE**2),
        )
        for s in (0.3, 0.7, 2.0)
    },
}


@pytest.mark.parametrize(("game", "expected"), VARIANTS.values(), ids=VARIANTS.keys())
def test_the_eigenvalues_at_the_equilibrium(game: Any, expected: Any) -> None:
    """Those of R1 are double at gamma = 2 f'(0): good to the root of the rounding."""
    assert_same_spectrum(game.jacobian([0.0, 0.0]), expected, 1e-7)
    assert np.trace(game.jacobian([0, 0])) == pytest.approx(sum(expected).real, abs=1e-13)
    determinant = np.linalg.det(game.jacobian([0, 0]))
    assert determinant == pytest.approx(np.prod(expected).real, abs=1e-13)


def test_noise_is_a_linear_gan_around_zero() -> None:
    """In one dimension, v = 0: the same field and Jacobian, away from the equilibrium too."""
    dirac, linear = gd.DiracGAN(penalty=gd.InstanceNoise(0.9)), gd.LinearGAN([0.0], 0.9)
    for w in ([0.4, -1.3], [-0.2, 2.5], [0.0, 0.0]):
        # the Dirac GAN's real point has the sign of its generated one, and noise has none
        expected, got = linear.jacobian([w[0], -w[1]]), dirac.jacobian(w)
        np.testing.assert_allclose(got, expected * [[1, -1], [-1, 1]], rtol=0, atol=1e-12)
        field = linear.field([w[0], -w[1]]) * [1, -1]
        np.testing.assert_allclose(dirac.field(w), field, rtol=0, atol=1e-12)
        assert dirac.loss(w) == pytest.approx(linear.loss([w[0], -w[1]]), abs=1e-12)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 3.0])
@pytest.mark.parametrize("method", [gd.ConOpt, gd.JARE])
def test_the_regularised_eigenvalues(method: Any, gamma: float) -> None:
    eta = 0.1
    matrix = one_step_jacobian(gd.DiracGAN(), method(gamma), (eta, eta), [0.0, 0.0])
    expected = [1 + eta * (-gamma * SLOPE**2 + s * 1j * SLOPE) for s in (1, -1)]
    assert_same_spectrum(matrix, expected, 1e-10)


@pytest.mark.parametrize(("steps", "eta"), [((1, 1), 0.2), ((1, 5), 0.2), ((3, 2), 1.0)])
@pytest.mark.parametrize("first", ["generator", "discriminator"])
def test_alternating_steps_neither_shrink_nor_grow(
    first: str, steps: tuple[int, int], eta: float
) -> None:
    """1 - a^2/2 +- sqrt((1 - a^2/2)^2 - 1), a^2 = n_g n_d eta^2 f'(0)^2 <= 4."""
    half = 1 - steps[0] * steps[1] * (eta * SLOPE) ** 2 / 2
    expected = quadratic_roots(2 * half, 1.0)
    assert np.abs(expected) == pytest.approx(1, abs=1e-14)
    method = gd.AltGD(first, *steps)
    matrix = one_step_jacobian(gd.DiracGAN(), method, (eta, eta), [0.0, 0.0])
    assert_same_spectrum(matrix, expected, 1e-9)


def test_simultaneous_steps_always_grow() -> None:
    matrix = one_step_jacobian(gd.DiracGAN(), gd.SimGD(), (0.2, 0.2), [0.0, 0.0])
    assert_same_spectrum(matrix, [1 + 0.1j, 1 - 0.1j], 1e-10)


@pytest.mark.parametrize("loss", ["logistic", "wasserstein"])
def test_the_flow_conserves_the_distance(loss: str) -> None:
    w = np.random.default_rng(0).normal(size=(200, 2))
    field = gd.DiracGAN(loss).field(w)
    assert np.abs(np.sum(w * field, axis=1)).max() <= 1e-14
    assert np.abs(field).max() > 0.5


def test_the_tails_are_finite() -> None:
    """F at psi theta = -+1e4: no overflow, f(t) = t below."""
    game = gd.DiracGAN()
    assert game.loss([100.0, -100.0]) == pytest.approx(-1e4 - np.log(2), rel=1e-14)
    np.testing.assert_allclose(game.field([100.0, -100.0]), [100, 100], rtol=1e-14)
    np.testing.assert_allclose(game.field([100.0, 100.0]), [0, 0], rtol=0, atol=1e-300)


def test_clipping_binds_after_every_step_of_the_discriminator() -> None:
    game = gd.DiracGAN("wasserstein", gd.Clipping(0.3))
    states = play(game, gd.SimGD(), (0.2, 0.2), [1.0, 1.0], 60)
    assert np.abs(states[1:, 1]).max() == 0.3 and states[1, 1] == 0.3
    assert states[1:, 1].min() == -0.3  # the generator crosses 0 and the sign turns
    free = play(gd.DiracGAN("wasserstein"), gd.SimGD(), (0.2, 0.2), [1.0, 1.0], 60)
    assert np.abs(free[:, 1]).max() > 1
    five = play(game, gd.AltGD("discriminator", 1, 5), (0.2, 0.2), [1.0, -0.3], 1)[1]
    assert five.tolist() == pytest.approx([0.94, 0.3], abs=1e-15)


def test_a_gradient_penalty_does_not_converge() -> None:
    """It jumps over psi = 0 for ever."""
    game = gd.DiracGAN("wasserstein", gd.GradientPenalty(0.7, 1.0))
    states = play(game, gd.AltGD("generator"), (0.2, 0.2), [1.0, 1.0], 3000)
    assert np.abs(states[-500:]).max(axis=1).min() > 0.05
    assert np.abs(states).max() < 5
