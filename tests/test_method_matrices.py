"""Every method on quadratic games: one step is its matrix, its spectra are the theory's."""

from typing import Any

import numpy as np
import pytest
from numpy.linalg import eigvals

import gandyn as gd
from game_cases import CASES, ENLARGED, MATRICES, NONZERO, RECIPES, one_step_jacobian, play
from reference_games import Array
from reference_matrices import Quadratic, random_game

BILINEAR = gd.QuadraticGame(xy=[[1.0]])
SIZES = [(n, m) for n in range(1, 6) for m in range(1, 6)]


def games(count: int = 2) -> list[tuple[Any, Quadratic, Array]]:
    """Random games of every size up to 5 with two rates, and a start."""
    rng = np.random.default_rng(21)
    made = []
    for n, m in SIZES * count:
        q = random_game(rng, n, m)
        made.append((gd.QuadraticGame(q.B, q.C, q.D), q, rng.normal(size=n + m)))
    return made


def assert_close(got: Array, matrix: Array, start: Array) -> None:
    """1e-12 of the terms that the product sums."""
    size = np.abs(matrix) @ np.abs(start)
    count = len(got)
    assert (np.abs(got - (matrix @ start)[:count]) <= 1e-12 * (1 + size[:count].max())).all()


def test_every_method_has_a_matrix() -> None:
    assert MATRICES.keys() | ENLARGED.keys() == RECIPES.keys()
    names = {type(recipe.method).__name__ for recipe in RECIPES.values()}
    assert names == {
        "SimGD", "AltGD", "ConOpt", "JARE", "SGA", "ExtraGradient", "PastExtraGradient",
        "Optimistic", "Momentum", "Lookahead", "CompetitiveGD", "FollowTheRidge", "BestResponse",
        "Unrolled", "KStep",
    }  # fmt: skip


@pytest.mark.parametrize("name", MATRICES)
def test_one_step_is_the_matrix(name: str) -> None:
    for game, q, w in games():
        matrix = MATRICES[name](q)
        states = play(game, RECIPES[name].method, (q.generator, q.discriminator), w, 2)
        assert np.abs(states[1] - w).max() > 1e-4
        assert_close(states[1], matrix, w)
        assert_close(states[2], matrix @ matrix, w)


@pytest.mark.parametrize("name", ENLARGED)
def test_several_steps_are_powers_of_the_enlarged_matrix(name: str) -> None:
    make, whole = ENLARGED[name]
    for game, q, w in games(1):
        matrix, z = make(q), np.concatenate([w, w if whole else 0 * w])
        states = play(game, RECIPES[name].method, (q.generator, q.discriminator), w, 5)
        power = np.eye(len(z))
        for state in states[1:]:
            power = matrix @ power
            assert_close(state, power, z)


def test_the_matrices_tell_the_methods_apart() -> None:
    """On one game no two recipes share a matrix, but JARE and SGA, and Unrolled(0) and SimGD."""
    _, q, _ = games(1)[12]
    matrices = {name: make(q) for name, make in MATRICES.items()}
    same = [
        {a, b}
        for a in matrices
        for b in matrices
        if a < b and np.allclose(matrices[a], matrices[b], rtol=0, atol=1e-6)
    ]
    assert sorted(map(sorted, same)) == [["JARE", "SGA"], ["SimGD", "Unrolled 0"]]


@pytest.mark.parametrize("players", ["both", "generator", "discriminator"])
def test_the_local_model_is_a_quadratic_game(players: str) -> None:
    """A_JARE of Lemma 3: [[-gamma PP', -P - gamma PQ], [P', Q - gamma P'P]], or one of its rows."""
    rng = np.random.default_rng(3)
    P, Q = rng.normal(size=(3, 2)), -np.diag([0.3, 1.2])
    A = np.block([[np.zeros((3, 3)), -P], [P.T, Q]])
    extra = np.block([[-P @ P.T, -P @ Q], [np.zeros((2, 3)), -P.T @ P]])
    extra[3:] *= players != "generator"
    extra[:3] *= players != "discriminator"
    w = rng.normal(size=5)
    states = play(gd.GeneralGAN(P, Q), gd.JARE(0.7, players), (0.1, 0.1), w, 1)
    expected = w + 0.1 * (A + 0.7 * extra) @ w
    np.testing.assert_allclose(states[1], expected, rtol=0, atol=1e-14)


# ------------------------------------------------------------------------------- printed radii

ETA = 0.1
RADII = [
    (gd.SimGD(), 1.004987562112),
    (gd.AltGD("generator"), 1.0),
    (gd.AltGD("discriminator"), 1.0),
    (gd.ExtraGradient(), 0.995037687728),
    (gd.ConOpt(0.5), 0.955248658727),
    (gd.JARE(0.5), 0.955248658727),
    (gd.SGA(0.5), 0.955248658727),
    (gd.CompetitiveGD(), 1 / np.sqrt(1 + ETA**2)),
    (gd.Lookahead(5, 0.5), abs(0.5 + 0.5 * (1 + 1j * ETA) ** 5)),
    (gd.Lookahead(8, 0.3), abs(0.7 + 0.3 * (1 + 1j * ETA) ** 8)),
]


@pytest.mark.parametrize(("method", "radius"), RADII, ids=str)
def test_spectral_radii_of_the_bilinear_game(method: Any, radius: float) -> None:
    matrix = one_step_jacobian(BILINEAR, method, (ETA, ETA), [0.0, 0.0], h=1.0)
    assert np.abs(eigvals(matrix)).max() == pytest.approx(radius, abs=1e-11)


def radius_of_memory(method: Any) -> float:
    """The largest |mu| of the matrix that takes (w_k, w_{k-1}) to (w_{k+1}, w_k) in runs."""
    runs = [play(BILINEAR, method, (ETA, ETA), w, 12) for w in ([1.0, 0.0], [0.0, 1.0])]
    pairs = [np.concatenate([run[1:], run[:-1]], axis=1) for run in runs]
    before, after = (np.concatenate([pair[part] for pair in pairs])
                     for part in (slice(None, -1), slice(1, None)))  # fmt: skip
    matrix, *_ = np.linalg.lstsq(before, after, rcond=1e-13)
    return float(np.abs(eigvals(matrix)).max())


@pytest.mark.parametrize(
    "method", [gd.Optimistic(), gd.Optimistic("doubled"), gd.PastExtraGradient()], ids=str
)
def test_the_radius_of_the_optimistic_methods(method: Any) -> None:
    assert radius_of_memory(method) == pytest.approx(0.994936153005, abs=1e-9)


@pytest.mark.parametrize("beta", [-0.5, 0.5])
@pytest.mark.parametrize("alternating", [True, False])
def test_the_radius_of_momentum(beta: float, alternating: bool) -> None:
    """(mu - 1)^2 (mu - beta)^2 + eta^2 mu^3 = 0, or the roots of mu^2 - (1 + beta +- i eta) mu + b.

    Only the alternating form with a negative coefficient is stable.
    """
    if alternating:
        square = np.polymul(np.poly([1, 1]), np.poly([beta, beta]))
        roots = np.roots(np.polyadd(square, [ETA**2, 0, 0, 0]))
    else:
        roots = np.roots([1, -(1 + beta + 1j * ETA), beta])
    radius = float(np.abs(roots).max())
    assert (radius < 1) is (alternating and beta < 0)
    assert radius_of_memory(gd.Momentum(beta, alternating)) == pytest.approx(radius, abs=1e-9)


TOYS = [
    ([[-6.0]], [[4.0]], [[-2.0]], True),  # -3x^2 - y^2 + 4xy: a local minimax
    ([[0.8 - 1.8]], [[0.6]], [[-0.2]], True),  # the third at 0: B - C D^-1 C = 0.8
    ([[6.0]], [[4.0]], [[2.0]], False),  # 3x^2 + y^2 + 4xy: y has no maximum
]


@pytest.mark.parametrize(("B", "C", "D", "minimax"), TOYS)
def test_the_ridge_leads_to_local_minimaxes_alone(B: Any, C: Any, D: Any, minimax: bool) -> None:
    """Its eigenvalues are real: those of D and of -(B - C D^-1 C')."""
    game = gd.QuadraticGame(B, C, D)
    states = play(game, gd.FollowTheRidge(), (0.05, 0.05), [0.5, 0.7], 1000)
    matrix = one_step_jacobian(game, gd.FollowTheRidge(), (0.05, 0.05), [0, 0], h=1.0)
    expected = sorted([1 + 0.05 * D[0][0], 1 - 0.05 * (B[0][0] - C[0][0] ** 2 / D[0][0])])
    np.testing.assert_allclose(sorted(eigvals(matrix).real), expected, rtol=0, atol=1e-6)
    assert bool(np.abs(states[-1]).max() < 1e-3) is minimax


def test_jare_is_sga_on_every_zero_sum_game_to_rounding() -> None:
    differs = set()
    for name, case in CASES.items():
        for w in case.points(4):
            one, two = (
                play(case.game, m, (0.11, 0.07), w, 3)[-1] for m in (gd.JARE(1.3), gd.SGA(1.3))
            )
            if name in NONZERO:
                differs |= {name} if np.abs(one - two).max() > 1e-6 else set()
            else:
                np.testing.assert_allclose(one, two, rtol=0, atol=1e-14 * (1 + np.abs(one).max()))
    assert differs == set(NONZERO)
