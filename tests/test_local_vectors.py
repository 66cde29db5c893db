"""Local analysis of games of two vectors: Theorems 1 to 5, the page's table, Jacobians of steps."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from game_cases import ENLARGED, MATRICES, RECIPES, one_step_jacobian
from reference import Array
from reference_local import spectral_gap
from reference_matrices import random_game

MEAN, STD = (0.0, 2.0), 0.7
GAME = gd.LinearGAN(MEAN, STD)


def blocks_of(game: Any) -> tuple[Array, Array, Array]:
    """A at the equilibrium, and its P and Q: A = [[0, -P], [P', Q]]."""
    A = gd.jacobian(game, np.zeros(game.size))
    np.testing.assert_allclose(A, game.jacobian(np.zeros(game.size)), rtol=0, atol=1e-14)
    n = game.generator_size
    return A, -A[:n, n:], A[n:, n:]


def jare(P: Array, Q: Array, gamma: float) -> Array:
    return np.block([[-gamma * P @ P.T, -P - gamma * P @ Q], [P.T, Q - gamma * P.T @ P]])


def regularised(game: Any, name: str, gamma: float) -> Array:
    """A, A - gamma A'A (ConOpt), or Lemma 3's with JARE."""
    A, P, Q = blocks_of(game)
    if name == "JARE":
        return jare(P, Q, gamma)
    return A - gamma * A.T @ A if name == "ConOpt" else A


def theorem(name: str, b: float, gamma: float) -> list[complex]:
    """Theorems 1 to 3: one pair for each b."""
    a = b + gamma + gamma * b**2 / 2 if name == "ConOpt" else b + gamma
    product = gamma**2 + 4 + (2 * gamma * b if name == "ConOpt" else 0)
    root = np.sqrt(complex(a**2 - product))
    return [(-a + root) / 4, (-a - root) / 4]


# ------------------------------------------------------------------------------- Theorems 1 to 3


@pytest.mark.parametrize(("name", "gamma"), [("SimGD", 0.0), ("JARE", 3.0), ("ConOpt", 3.0)])
@pytest.mark.parametrize(
    ("mean", "std"), [(MEAN, STD), ([0.4], 1.4), ([0.5, -1.0, 0.3], 0.3), ([0.1, 0.2], 1.9)]
)
def test_theorems_1_to_3(mean: Any, std: float, name: str, gamma: float) -> None:
    """To 1e-12; b = s^2 n - 1 times and s^2 + |v|^2 once. Double values are good to their root."""
    game = gd.LinearGAN(mean, std)
    squares = [std**2 + np.dot(mean, mean)] + [std**2] * (len(mean) - 1)
    expected = [root for b in squares for root in theorem(name, b, gamma)]
    got = gd.eigenvalues(regularised(game, name, gamma))
    assert spectral_gap(got, expected) <= 1e-12 * max(1, np.abs(expected).max())


@pytest.mark.parametrize("gamma", [0.5, 10.0])
def test_the_wasserstein_choice_turns(gamma: float) -> None:
    """SimGD +-i;  ConOpt = JARE: -gamma +- i."""
    game = gd.LinearGAN(MEAN, STD, "wasserstein")
    for name, part in (("SimGD", 0.0), ("JARE", gamma), ("ConOpt", gamma)):
        expected = [-part + 1j, -part - 1j] * 2
        assert spectral_gap(gd.eigenvalues(regularised(game, name, gamma)), expected) <= 1e-7


def test_the_field_of_a_step_has_these_eigenvalues() -> None:
    for method, name in ((gd.SimGD(), "SimGD"), (gd.JARE(3.0), "JARE"), (gd.ConOpt(3.0), "ConOpt")):
        step = gd.update_jacobian(GAME, method, np.zeros(4), gd.Rates(0.1, 0.1))
        expected = [
            1 + 0.1 * r for b in (0.49, 4.49) for r in theorem(name, b, 3.0 * (name != "SimGD"))
        ]
        slack = 1e-12 if step.source == "exact" else 1e-9 + 10 * step.error
        assert spectral_gap(step.eigenvalues, expected) <= slack
        radius = np.abs(expected).max()
        assert step.stability().spectral_radius == pytest.approx(radius, abs=slack)


# ----------------------------------------------------------------------------- the table of page 6

TABLE = [  # name, gamma, zeta, tau, min |Re|, max |lam|, largest step, steps to 1e-6 at 1e-3
    ("SimGD", 0.0, 3.957, 18.105, 0.1175, 2.127, 0.94007, 117_563),
    ("ConOpt", 10.0, 0.0, 272.3, 0.2109, 57.43, 0.03482, 65_503),
    ("JARE", 10.0, 0.0, 5.906, 1.049, 6.196, 0.32279, 13_162),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_the_predicted_spectra(row: Any) -> None:
    name, gamma, zeta, tau, slowest, largest, step, steps = row
    values = gd.eigenvalues(regularised(GAME, name, gamma))
    got = gd.stability(values)
    assert got.phase_factor == pytest.approx(zeta, rel=2e-4, abs=1e-12)
    assert got.conditioning_factor == pytest.approx(tau, rel=2e-4)
    assert np.abs(values.real).min() == pytest.approx(slowest, rel=5e-4)
    assert got.abscissa == -np.abs(values.real).min()
    assert np.abs(values).max() == pytest.approx(largest, rel=3e-4)
    assert got.max_stable_step == pytest.approx(step, abs=6e-6)
    radius = gd.stability(values, 1e-3).spectral_radius
    assert np.log(1e-6) / np.log(radius) == pytest.approx(steps, abs=1)


@pytest.mark.parametrize(
    ("mean", "std"), [(MEAN, STD), ([0.1, 0.1], 0.3), ([3.0, 0], 1.8), ([1.2, 0], 1.0)]
)
def test_the_two_corollaries_are_jointly_exact(mean: Any, std: float) -> None:
    """SimGD's largest step: min(4 / sqrt(1 + zeta^2), 4 / sqrt(tau)), real, complex or mixed."""
    got = gd.stability(gd.eigenvalues(blocks_of(gd.LinearGAN(mean, std))[0]))
    limits = 4 / np.sqrt(1 + got.phase_factor**2), 4 / np.sqrt(got.conditioning_factor)
    assert got.max_stable_step == pytest.approx(min(limits), rel=1e-12)


@pytest.mark.parametrize(
    ("std", "threshold"), [(0.1, 199.995), (0.3, 22.18), (0.7, 3.8366), (1.0, 1.5), (1.4, 0.0404)]
)
def test_jare_is_real_from_a_finite_gamma_on(std: float, threshold: float) -> None:
    game, b = gd.LinearGAN(MEAN, std), std**2
    exact = (4 - b**2) / (2 * b)
    assert exact == pytest.approx(threshold, abs=6e-4 if std != 0.3 else 6e-3)
    for factor, real in ((0.999, False), (1.001, True)):
        values = gd.eigenvalues(regularised(game, "JARE", exact * factor))
        assert (gd.stability(values).phase_factor == 0) is real


# --------------------------------------------------------------------------------- general GANs


def general(n: int, m: int, rng: np.random.Generator) -> tuple[Any, Array, Array]:
    P, R = rng.normal(size=(n, m)), rng.normal(size=(m, m))
    Q = -R @ R.T
    return gd.GeneralGAN(P, Q), P, Q


@pytest.mark.parametrize(("n", "m"), [(1, 1), (2, 2), (2, 4), (4, 2), (5, 5)])
def test_theorem_4(n: int, m: int, rng: np.random.Generator) -> None:
    """lam^2 - a1 lam + a2 = 0, a1 and a2 convex means of the eigenvalues of Q and P'P."""
    game, P, Q = general(n, m, rng)
    values, vectors = gd.eigenvalues(blocks_of(game)[0], vectors=True)
    covered = 0
    for value, vector in zip(values, vectors.T, strict=True):
        y = vector[n:]
        if np.linalg.norm(y) < 1e-6:  # the generator's flat directions, n > m
            assert abs(value) < 1e-7
            continue
        y = y / np.linalg.norm(y)
        means = []
        for matrix in (Q, P.T @ P):
            numbers, basis = np.linalg.eigh(matrix)
            weights = np.abs(basis.T @ y) ** 2
            assert weights.sum() == pytest.approx(1, abs=1e-12)
            means.append(weights @ numbers)
        assert abs(value**2 - means[0] * value + means[1]) <= 1e-10
        covered += 1
    assert covered >= 2 * min(n, m)


@pytest.mark.parametrize(("n", "m"), [(3, 3), (2, 4), (4, 2)])
def test_jare_is_a_damped_mass_spring_system(n: int, m: int, rng: np.random.Generator) -> None:
    """[lam^2 I + lam (2 gamma G - Q) + gamma^2 G^2 + G] y = 0, and no Re lam > 0."""
    _, P, Q = general(n, m, rng)
    G = P.T @ P
    for gamma in (0.1, 1.0, 5.0):
        values, vectors = gd.eigenvalues(jare(P, Q, gamma), vectors=True)
        assert values.real.max() <= 1e-12
        for value, y in zip(values, vectors[n:].T, strict=True):
            pencil = value**2 * np.eye(m) + value * (2 * gamma * G - Q) + gamma**2 * G @ G + G
            size = np.linalg.norm(pencil) + np.linalg.norm(gamma**2 * G @ G)
            assert np.linalg.norm(pencil @ y) <= 1e-9 * size


def test_theorem_5(rng: np.random.Generator) -> None:
    """lam / gamma tends to minus the spectra of PP' and P'P together, like gamma^-1/2."""
    _, P, Q = general(3, 3, rng)
    squares = np.linalg.svd(P, compute_uv=False) ** 2
    gaps = [
        spectral_gap(gd.eigenvalues(jare(P, Q, gamma)) / gamma, -np.repeat(squares, 2))
        for gamma in (1e4, 1e6)
    ]
    assert gaps[1] == pytest.approx(gaps[0] / 10, rel=0.2)
    tau = gd.stability(gd.eigenvalues(jare(P, Q, 1e8))).conditioning_factor
    assert tau == pytest.approx(squares.max() / squares.min(), rel=0.01)


def test_theorem_5_has_exceptions(rng: np.random.Generator) -> None:
    """m > n: m - n values stay, those of N'QN; n > m: n - m values are 0 for every gamma."""
    _, P, Q = general(2, 4, rng)
    null = np.linalg.svd(P)[2][2:].T
    values = gd.eigenvalues(jare(P, Q, 1e7))
    kept = values[np.argsort(np.abs(values))[:2]]
    assert spectral_gap(kept, np.linalg.eigvalsh(null.T @ Q @ null)) <= 1e-4
    _, P, Q = general(4, 2, rng)
    for gamma in (0.5, 20.0):
        assert np.sum(np.abs(gd.eigenvalues(jare(P, Q, gamma))) < 1e-9) == 2


# ---------------------------------------------------------------------------- Jacobians of a step


@pytest.mark.parametrize("name", MATRICES)
def test_a_step_on_a_quadratic_game(name: str, rng: np.random.Generator) -> None:
    q = random_game(rng, 3, 2)
    game, rates = gd.QuadraticGame(q.B, q.C, q.D), gd.Rates(q.generator, q.discriminator)
    step = gd.update_jacobian(game, RECIPES[name].method, rng.normal(size=5), rates)
    assert step.source in ("exact", "differences")
    assert step.error == 0 or step.source == "differences"
    assert 0 <= step.error < 1e-6
    expected = MATRICES[name](q)
    slack = 1e-11 + 10 * step.error
    np.testing.assert_allclose(step.matrix, expected, rtol=0, atol=slack)
    np.testing.assert_array_equal(np.asarray(step), step.matrix)


@pytest.mark.parametrize("name", ENLARGED)
def test_a_step_with_a_memory(name: str, rng: np.random.Generator) -> None:
    """Up to zeros the spectrum is that of the enlarged matrix."""
    make, _ = ENLARGED[name]
    q = random_game(rng, 2, 2)
    game, rates = gd.QuadraticGame(q.B, q.C, q.D), gd.Rates(q.generator, q.discriminator)
    step = gd.update_jacobian(game, RECIPES[name].method, np.zeros(4), rates)
    assert step.matrix.shape[0] == step.matrix.shape[1] > 4
    got, expected = step.eigenvalues, np.linalg.eigvals(make(q))
    got, expected = (v[np.abs(v) > 1e-4] for v in (got, expected))
    assert spectral_gap(got, expected) <= 1e-7


@pytest.mark.parametrize("name", ["SimGD", "AltGD", "ConOpt", "JARE", "ExtraGradient", "SGA"])
@pytest.mark.parametrize("game", [GAME, gd.DiracGAN(), gd.DiracGAN(penalty=gd.R1(0.7))], ids=str)
def test_a_step_anywhere_against_differences_of_runs(game: Any, name: str) -> None:
    at = np.linspace(0.3, -0.4, game.size)
    method, rates = RECIPES[name].method, (0.11, 0.07)
    step = gd.update_jacobian(game, method, at, gd.Rates(*rates))
    np.testing.assert_allclose(
        step.matrix, one_step_jacobian(game, method, rates, at), rtol=0, atol=1e-8
    )
