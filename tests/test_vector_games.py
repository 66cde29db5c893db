"""The games of vectors: losses, fields and Jacobians against their definitions."""

import pickle
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from game_cases import CASES, NONZERO, Case
from reference_games import differences

ALL = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
ANALYTIC = 1e-12


@ALL
def test_the_loss_is_the_oracles(case: Case) -> None:
    for w in case.points(5):
        first, second = case.oracle.losses(w).astype(float)
        assert case.game.loss(w) == pytest.approx(-second, rel=ANALYTIC, abs=ANALYTIC)
        assert case.game.losses(w)[1] == pytest.approx(second, rel=ANALYTIC, abs=ANALYTIC)
        if case.game.zero_sum:  # the constant of a generator's own loss is free
            assert case.game.losses(w)[0] == pytest.approx(first, rel=ANALYTIC, abs=ANALYTIC)


@ALL
def test_the_field_is_the_oracles(case: Case) -> None:
    for w in case.points(5):
        expected = case.oracle.field(w).astype(float)
        assert np.abs(expected).max() > 1e-2
        np.testing.assert_allclose(case.game.field(w), expected, rtol=0, atol=ANALYTIC)


@ALL
def test_the_jacobian_is_the_oracles(case: Case) -> None:
    for w in case.points(5):
        expected = case.oracle.jacobian(w).astype(float)
        assert np.abs(expected).max() > 1e-2
        np.testing.assert_allclose(case.game.jacobian(w), expected, rtol=0, atol=10 * ANALYTIC)


@ALL
def test_the_field_is_the_gradient_of_the_losses(case: Case) -> None:
    n = case.game.generator_size
    for w in case.points(3):
        slopes = differences(lambda z: case.game.losses(np.asarray(z, float)), w).astype(float)
        expected = np.concatenate([-slopes[0, :n], -slopes[1, n:]])
        np.testing.assert_allclose(case.game.field(w), expected, rtol=0, atol=1e-10)


@ALL
def test_the_jacobian_is_the_differences_of_the_field(case: Case) -> None:
    for w in case.points(3):
        slopes = differences(lambda z: case.game.field(np.asarray(z, float)), w).astype(float)
        np.testing.assert_allclose(case.game.jacobian(w), slopes, rtol=0, atol=1e-10)


@ALL
def test_sizes(case: Case) -> None:
    game = case.game
    assert (game.generator_size, game.discriminator_size) == (case.oracle.n, case.oracle.m)
    assert game.size == case.oracle.n + case.oracle.m == len(case.point)


@pytest.mark.parametrize("name", CASES)
def test_only_the_nonsaturating_losses_do_not_sum_to_zero(name: str) -> None:
    game = CASES[name].game
    assert game.zero_sum is (name not in NONZERO)
    losses = game.losses(CASES[name].points(20, 0.5))
    assert bool(np.abs(losses.sum(axis=-1)).max() > 1e-2) is (name in NONZERO)


@ALL
@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (0,)])
def test_batch_axes_lead_and_change_no_bit(case: Case, shape: tuple[int, ...]) -> None:
    size = case.game.size
    count = int(np.prod(shape))
    w = case.points(count).reshape(*shape, size)
    single: dict[str, tuple[int, ...]] = {
        "loss": (), "losses": (2,), "field": (size,), "jacobian": (size, size),
    }  # fmt: skip
    for name, tail in single.items():
        method = getattr(case.game, name)
        values = np.asarray(method(w))
        assert values.shape == (*shape, *tail) and values.dtype == np.float64
        flat = values.reshape(count, *tail)
        for one, row in zip(flat, w.reshape(count, size), strict=True):
            np.testing.assert_array_equal(one, method(row))
    if w.size:  # an empty list has lost its shape
        np.testing.assert_array_equal(case.game.field(w.tolist()), case.game.field(w))


@ALL
@pytest.mark.parametrize("name", ["loss", "losses", "field", "jacobian"])
def test_bad_points_are_refused(case: Case, name: str) -> None:
    method, w = getattr(case.game, name), np.array(case.point)
    bad: list[Any] = [w[:-1], np.append(w, 0.0), 1.0, w.astype(complex), ["a"] * len(w), None]
    for point in bad:
        with pytest.raises((TypeError, ValueError), match=r"\bw\b"):
            method(point)


# --------------------------------------------------------------------------------------- equilibria


@pytest.mark.parametrize("name", [n for n in CASES if n != "dirac gradient penalty"])
def test_the_field_vanishes_at_the_equilibrium(name: str) -> None:
    game = CASES[name].game
    try:
        w = game.equilibrium()
    except ValueError:
        assert name.startswith("mixture")
        return
    assert w.shape == (game.size,)
    assert np.abs(game.field(w)).max() <= 1e-15
    if name.startswith("mixture"):
        np.testing.assert_array_equal(np.sort(w[:2]), np.sort(game.means))
    else:
        np.testing.assert_array_equal(w, 0)


def test_a_gradient_penalty_has_no_jacobian_where_the_discriminator_is_flat() -> None:
    game = gd.DiracGAN("wasserstein", gd.GradientPenalty(0.7, 1.0))
    np.testing.assert_allclose(game.field([0.3, 0.0]), [0.0, 0.3], rtol=0, atol=1e-15)
    with pytest.raises(ValueError, match="psi"):
        game.jacobian([0.3, 0.0])
    centred = gd.DiracGAN("wasserstein", gd.GradientPenalty(0.7, 0.0))
    np.testing.assert_allclose(centred.jacobian([0, 0]), [[0, -1], [1, -0.7]], rtol=0, atol=1e-15)


# ------------------------------------------------------------------------------------------ objects


@ALL
def test_games_are_values(case: Case) -> None:
    game = case.game
    twin = pickle.loads(pickle.dumps(game))
    assert twin == game and hash(twin) == hash(game) and repr(twin) == repr(game)
    assert type(game).__name__ in repr(game) and isinstance(game.to_dict(), dict)
    assert game != gd.QuadraticGame(xy=[[7.0]])
    with pytest.raises((AttributeError, TypeError)):
        game.loss = 3
    np.testing.assert_array_equal(twin.field(case.point), game.field(case.point))


def test_a_game_copies_its_arrays() -> None:
    coupling, mean = np.ones((1, 2)), np.array([1.0, 2.0])
    quadratic, linear = gd.QuadraticGame(xy=coupling), gd.LinearGAN(mean)
    before = [quadratic.field([1, 2, 3]), linear.field([1, 2, 3, 4])]
    coupling[:] = mean[:] = 9.0
    np.testing.assert_array_equal(quadratic.field([1, 2, 3]), before[0])
    np.testing.assert_array_equal(linear.field([1, 2, 3, 4]), before[1])


BAD: dict[str, tuple[Any, str]] = {
    "xx not symmetric": (lambda: gd.QuadraticGame([[0, 1], [0, 0]], np.eye(2)), "xx"),
    "yy not symmetric": (lambda: gd.QuadraticGame(None, np.eye(2), [[0, 1], [0, 0]]), "yy"),
    "xx of another size": (lambda: gd.QuadraticGame(np.eye(3), np.eye(2)), "xx"),
    "yy of another size": (lambda: gd.QuadraticGame(None, np.eye(2), np.eye(3)), "yy"),
    "xy 1-D": (lambda: gd.QuadraticGame(xy=[1.0]), "xy"),
    "xy missing": (lambda: gd.QuadraticGame(), "xy"),
    "xy nan": (lambda: gd.QuadraticGame(xy=[[np.nan]]), "xy"),
    "xy empty": (lambda: gd.QuadraticGame(xy=np.empty((0, 2))), "xy"),
    "P 1-D": (lambda: gd.GeneralGAN([1.0], [[1.0]]), "P"),
    "Q of another size": (lambda: gd.GeneralGAN([[1.0]], np.eye(2)), "Q"),
    "Q not symmetric": (lambda: gd.GeneralGAN(np.eye(2), [[0, 1], [0, 0]]), "Q"),
    "unknown loss": (lambda: gd.DiracGAN("hinge"), "loss"),
    "loss of the linear GAN": (lambda: gd.LinearGAN([0.0], 1.0, "nonsaturating"), "loss"),
    "penalty a number": (lambda: gd.DiracGAN(penalty=1.0), "penalty"),
    "gamma negative": (lambda: gd.R1(-1.0), "gamma"),
    "gamma nan": (lambda: gd.R2(np.nan), "gamma"),
    "gradient gamma": (lambda: gd.GradientPenalty(-0.1), "gamma"),
    "target negative": (lambda: gd.GradientPenalty(1.0, -1.0), "target"),
    "bound zero": (lambda: gd.Clipping(0.0), "bound"),
    "noise negative": (lambda: gd.InstanceNoise(-0.1), "std"),
    "mean 2-D": (lambda: gd.LinearGAN([[0.0]]), "mean"),
    "mean empty": (lambda: gd.LinearGAN([]), "mean"),
    "mean infinite": (lambda: gd.LinearGAN([np.inf]), "mean"),
    "std negative": (lambda: gd.LinearGAN([0.0], -1.0), "std"),
    "std text": (lambda: gd.LinearGAN([0.0], "1"), "std"),
    "batch of none": (lambda: gd.LinearGAN([0.0], batch_size=0), "batch_size"),
    "batch of halves": (lambda: gd.LinearGAN([0.0], batch_size=1.5), "batch_size"),
    "three means": (lambda: gd.MixtureGAN((0.0, 1.0, 2.0)), "means"),
    "means nan": (lambda: gd.MixtureGAN((0.0, np.nan)), "means"),
    "ordering": (lambda: gd.MixtureGAN(ordering="sorted"), "ordering"),
    "weight above one": (lambda: gd.MixtureGAN(weight=1.5), "weight"),
    "weight negative": (lambda: gd.MixtureGAN(weight=-0.5), "weight"),
}


@pytest.mark.parametrize(("make", "name"), BAD.values(), ids=BAD.keys())
def test_bad_games_are_refused_by_name(make: Any, name: str) -> None:
    with pytest.raises((TypeError, ValueError), match=rf"\b{name}\b"):
        make()


def test_what_the_local_model_wants_it_does_not_require() -> None:
    """Q <= 0 is the assumption of Lemma 3, not of the game."""
    np.testing.assert_array_equal(gd.GeneralGAN([[1.0]], [[2.0]]).field([1, 3]), [-3, 7])
