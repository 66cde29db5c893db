"""Theorems 4 and 5 of general GANs and JARE as a mass-spring system, against spectra by NumPy."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd

SHAPES = [(1, 1), (3, 3), (2, 4), (4, 2), (1, 5), (5, 1)]


def game(n: int, m: int, seed: int = 0) -> tuple[gd.GeneralGAN, Any, Any]:
    rng = np.random.default_rng([seed, n, m])
    P, root = rng.normal(size=(n, m)), rng.normal(size=(m, m))
    Q = -root @ root.T / m - 0.1 * np.eye(m)
    return gd.GeneralGAN(P, Q), P, Q


def jare(P: Any, Q: Any, gamma: float) -> Any:
    return np.block([[-gamma * P @ P.T, -P - gamma * P @ Q], [P.T, Q - gamma * P.T @ P]])


@pytest.mark.parametrize(("n", "m"), SHAPES)
@pytest.mark.parametrize("seed", range(20))
def test_every_eigenvalue_is_a_root_of_its_quadratic(n: int, m: int, seed: int) -> None:
    played, P, Q = game(n, m, seed)
    told = gd.eigenvalue_weights(played)
    A = np.block([[np.zeros((n, n)), -P], [P.T, Q]])
    for value in np.linalg.eigvals(A):
        assert np.abs(told.eigenvalues - value).min() < 1e-7
    assert (~told.covered).sum() == max(n - m, 0)
    kept = told.covered
    for weights in (told.q_weights[kept], told.p_weights[kept]):
        np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=0, atol=1e-12)
        assert (weights >= 0).all()
    values = told.eigenvalues[kept]
    left = np.abs(values**2 - told.a1[kept] * values + told.a2[kept])
    assert (left < 1e-9 * (1 + np.abs(values) ** 2)).all()
    assert np.isnan(told.a1[~kept]).all() and np.isnan(told.q_weights[~kept]).all()


@pytest.mark.parametrize(("n", "m"), SHAPES)
def test_the_limit_of_jare(n: int, m: int) -> None:
    played, P, Q = game(n, m)
    told, gamma = gd.jare_limit(played), 1e8
    values = np.linalg.eigvals(jare(P, Q, gamma))
    values = values[np.argsort(-np.abs(values))]
    rank = min(n, m)
    assert (len(told.scaled), len(told.finite), told.num_zero) == (2 * rank, m - rank, n - rank)
    np.testing.assert_allclose(
        np.sort(-values[: 2 * rank].real / gamma)[::-1], told.scaled, rtol=2e-3
    )
    if m > n:
        found = np.sort(values[2 * rank :].real)[::-1]
        np.testing.assert_allclose(found, told.finite, rtol=1e-4, atol=1e-5)
    if n > m:
        assert (np.abs(values[2 * rank :]) < 1e-6 * np.abs(values[0])).all()
    if n == m:
        assert told.conditioning_factor == pytest.approx(np.linalg.cond(P) ** 2, rel=1e-9)
    else:
        assert told.conditioning_factor == np.inf


def test_a_singular_square_coupling() -> None:
    P, Q = np.diag([2.0, 0.0]), np.diag([-1.0, -3.0])
    told = gd.jare_limit(gd.GeneralGAN(P, Q))
    np.testing.assert_allclose(told.scaled, [4, 4])
    np.testing.assert_allclose(told.finite, [-3])
    assert told.num_zero == 1 and told.conditioning_factor == np.inf


@pytest.mark.parametrize(("n", "m"), SHAPES)
@pytest.mark.parametrize("gamma", [0.0, 0.3, 10.0])
def test_jare_is_a_mass_spring_system(n: int, m: int, gamma: float) -> None:
    played, P, Q = game(n, m)
    damping, stiffness = gd.mass_spring(played, gamma)
    one, nothing = np.eye(m), np.zeros((m, m))
    pencil = np.linalg.eigvals(np.block([[nothing, one], [-stiffness, -damping]]))
    # The pencil has 2 m roots, of which m - n too many are 0 where the generator is smaller.
    for value in np.linalg.eigvals(jare(P, Q, gamma)):
        if abs(value) > 1e-9:
            assert np.abs(pencil - value).min() < 1e-6 * (1 + abs(value))
    assert pencil.real.max() < 1e-9 * (1 + np.abs(pencil).max())


def test_what_is_no_general_gan() -> None:
    for function in (gd.eigenvalue_weights, gd.jare_limit):
        with pytest.raises(TypeError, match="GeneralGAN"):
            function(gd.DiracGAN())  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="gamma must be"):
        gd.mass_spring(game(2, 2)[0], -1.0)
