"""The two-Gaussian GAN: loss, variation, optimal intervals, reference trajectories, projection."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr

import gandyn as gd
from game_cases import play
from reference_games import differences
from reference_mixture import (
    dense_variation,
    difference,
    mixture,
    ordered,
    scanned_intervals,
    scanned_variation,
)

MEANS = (-0.5, 0.5)
START = (-0.8, 0.3, -1.5, 0.2, -0.4, 1.6)
GAME, SIGNED = gd.MixtureGAN(MEANS), gd.MixtureGAN(MEANS, "signed")


def pairs(count: int, seed: int = 3) -> list[tuple[Any, Any, float]]:
    """Random target means, generated means and weights; the first ones are of equal weights."""
    rng = np.random.default_rng(seed)
    made = []
    for i in range(count):
        means, mu = np.sort(rng.normal(size=2)), 1.5 * rng.normal(size=2)
        made.append((means, mu, 0.5 if i < count // 2 else float(rng.uniform(0.1, 0.9))))
    return made


# ------------------------------------------------------------------------------ values of the game


def test_the_defaults() -> None:
    game = gd.MixtureGAN()
    assert (tuple(game.means), game.ordering, game.weight) == (MEANS, "projected", 0.5)
    assert (game.generator_size, game.discriminator_size, game.zero_sum) == (2, 4, True)


@pytest.mark.parametrize(("mu", "zeros", "variation"), [
    ((-1.0, 1.0), [-1.1131530561452303, 1.1131530561452303], 0.149005240635),
    ((0.2, 0.9), [0.14578100128760518], 0.199318789349),
])  # fmt: skip
def test_the_reference_values(mu: Any, zeros: Any, variation: float) -> None:
    np.testing.assert_allclose(GAME.zeros(mu), zeros, rtol=0, atol=1e-14)
    assert GAME.total_variation(mu) == pytest.approx(variation, abs=1e-12)


@pytest.mark.parametrize(
    ("mu", "variation"), [((0.0, 0.0), 0.05805886573), ((-0.5, 1.0), 0.09870632568)]
)
def test_why_variation_is_no_test_of_success(mu: Any, variation: float) -> None:
    assert GAME.total_variation(mu) == pytest.approx(variation, abs=1e-10)


@pytest.mark.parametrize(("means", "mu", "weight"), pairs(24), ids=range(24))
def test_the_variation_is_the_integral(means: Any, mu: Any, weight: float) -> None:
    game, weights = gd.MixtureGAN(means, weight=weight), (weight, 1 - weight)
    expected = scanned_variation(means, mu, weights)
    assert game.total_variation(mu) == pytest.approx(expected, abs=1e-12)
    assert expected == pytest.approx(dense_variation(means, mu, weights), abs=1e-7)
    x = np.linspace(-6, 6, 50)
    want = difference(x, means, mu, weights).astype(float)
    np.testing.assert_allclose(game.density_difference(x, mu), want, rtol=0, atol=1e-15)


@pytest.mark.parametrize(("means", "mu", "weight"), pairs(24), ids=range(24))
def test_the_best_response_is_where_the_difference_is_positive(
    means: Any, mu: Any, weight: float
) -> None:
    """At most two components; an unused interval is empty; the loss is then 1 + variation."""
    game, weights = gd.MixtureGAN(means, weight=weight), (weight, 1 - weight)
    left, right = game.best_response(mu).reshape(2, 2)
    used = sorted((a, b) for a, b in zip(left, right, strict=True) if a != b)
    np.testing.assert_allclose(used, scanned_intervals(means, mu, weights), rtol=0, atol=1e-10)
    assert left[0] <= right[0] <= left[1] <= right[1]
    w = np.concatenate([mu, left, right])
    assert game.loss(w) == pytest.approx(1 + scanned_variation(means, mu, weights), abs=1e-12)
    np.testing.assert_allclose(game.field(w)[2:], 0, rtol=0, atol=1e-12)


def test_the_variation_of_a_shift_and_its_slope() -> None:
    """Lemma B.2, and the envelope theorem: grad d_TV is grad_mu of the loss."""
    for shift in (1e-6, 0.1, 1.0, 40.0):
        exact = 2 * ndtr(shift / 2) - 1
        both = gd.MixtureGAN((0.3, 0.3)).total_variation((0.3 + shift, 0.3 + shift))
        assert both == pytest.approx(exact, rel=1e-9, abs=1e-16)
        assert exact <= shift / np.sqrt(2 * np.pi)
    for mu in ([-1.0, 1.0], [0.2, 0.9], [-0.7, 0.6]):
        w = np.concatenate([mu, GAME.best_response(mu)])
        slope = differences(lambda z: GAME.total_variation(z.astype(float)), mu, 1e-3)
        np.testing.assert_allclose(-GAME.field(w)[:2], slope.astype(float), rtol=0, atol=1e-10)


def test_no_variation_at_the_target() -> None:
    for mu in (MEANS, MEANS[::-1]):
        assert GAME.total_variation(mu) == 0
        w = np.concatenate([mu, GAME.best_response(mu)])
        assert not np.isnan(w).any()
        assert GAME.loss(w) == pytest.approx(1, abs=1e-15)
        np.testing.assert_allclose(GAME.field(w)[:2], 0, rtol=0, atol=1e-15)


def test_batch_axes_of_the_mixture() -> None:
    mu = np.random.default_rng(0).normal(size=(3, 4, 2))
    assert GAME.total_variation(mu).shape == (3, 4)
    assert GAME.best_response(mu).shape == (3, 4, 4)
    for i, j in np.ndindex(3, 4):
        assert GAME.total_variation(mu)[i, j] == GAME.total_variation(mu[i, j])
        one = GAME.best_response(mu[i, j])
        np.testing.assert_array_equal(GAME.best_response(mu)[i, j], one)


INFINITE = [
    [-0.8, 0.3, -np.inf, 0.2, -0.4, np.inf],
    [-0.8, 0.3, -np.inf, np.inf, np.inf, np.inf],
    [-0.8, 0.3, -np.inf, -np.inf, -np.inf, 1.6],
]


@pytest.mark.parametrize("w", INFINITE, ids=str)
def test_infinite_endpoints_are_exact(w: Any) -> None:
    """As endpoints at 40, where every density is 0 in double precision, but without a nan."""
    near, oracle = np.clip(w, -40, 40), mixture(MEANS)
    for name in ("loss", "losses", "field", "jacobian"):
        values = np.asarray(getattr(GAME, name)(w))
        assert np.isfinite(values).all()
        np.testing.assert_allclose(values, getattr(GAME, name)(near), rtol=0, atol=1e-300)
    np.testing.assert_allclose(
        GAME.field(w), oracle.field(np.array(w)).astype(float), rtol=0, atol=1e-15
    )
    stay = play(GAME, gd.SimGD(), (0.1, 0.1), w, 5)[-1]
    np.testing.assert_array_equal(np.isinf(stay), np.isinf(w))


def test_the_whole_line_is_no_discriminator() -> None:
    w = [0.3, 2.0, -np.inf, np.inf, np.inf, np.inf]
    assert GAME.loss(w) == pytest.approx(1, abs=1e-15)
    np.testing.assert_array_equal(GAME.field(w)[:2], 0)


# ------------------------------------------------------------------------------------ trajectories

TABLE = {
    1: [-0.791822000636, 0.299614009018, -1.495237879968, 0.197264076158, -0.400874313815,
        1.603403632534],
    10: [-0.717739800084, 0.299635005143, -1.456261501886, 0.177661639434, -0.411662688380,
         1.632703552028],
}  # fmt: skip


@pytest.mark.parametrize("game", [GAME, SIGNED], ids=["projected", "signed"])
def test_the_first_order_trajectory(game: Any) -> None:
    states = play(game, gd.SimGD(), (0.1, 0.1), START, 10)
    for step, expected in TABLE.items():
        np.testing.assert_allclose(states[step], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("game", [GAME, SIGNED], ids=["projected", "signed"])
def test_the_optimal_trajectory(game: Any) -> None:
    states = play(game, gd.BestResponse(), (0.1, 0.1), START, 10)
    table = {
        1: ([-0.782714245627, 0.317005999699], 0.081460571931),
        10: ([-0.618860715975, 0.460233922604], 0.028802813569),
    }
    for step, (mu, variation) in table.items():
        np.testing.assert_allclose(states[step][:2], mu, rtol=0, atol=1e-12)
        assert game.total_variation(states[step][:2]) == pytest.approx(variation, abs=1e-12)


def test_the_optimal_dynamics_leave_a_small_cycle_at_the_target() -> None:
    """Off the diagonal: the floor is proportional to the rate. On it: both means at 0."""
    grid = np.linspace(-1, 1, 10)
    for eta, low, high in ((0.1, 0.002, 0.017), (0.3, 0.012, 0.043)):
        for mu in ([grid[1], grid[7]], [grid[0], grid[9]], [grid[4], grid[5]]):
            states = play(GAME, gd.BestResponse(), (eta, eta), [*mu, 0, 0, 0, 0], 3000)
            floor = np.abs(np.sort(states[-50:, :2], axis=1) - MEANS).max()
            assert low <= floor <= high
    states = play(GAME, gd.BestResponse(), (0.1, 0.1), [0.7, 0.7, 0, 0, 0, 0], 3000)
    assert np.abs(states[-1, :2]).max() < 0.02 and states[-1, 0] == states[-1, 1]


def test_the_local_picture() -> None:
    """The damping is tiny and two directions are neutral."""
    b = 0.35
    # phi(b - 1/2) - phi(b + 1/2) = phi(a - 1/2) - phi(a + 1/2)
    a = 1.97025352285
    w = [-0.5, 0.5, -a, b, -b, a]
    np.testing.assert_allclose(SIGNED.field(w)[:2], 0, rtol=0, atol=1e-10)
    values = np.linalg.eigvals(SIGNED.jacobian(w))
    expected = [-0.01713 + 0.16534j, -0.01713 - 0.16534j, -0.01713 + 0.15045j, -0.01713 - 0.15045j]
    for value in expected:
        assert np.abs(values - value).min() < 5e-6
    assert np.sort(np.abs(values))[:2].max() < 1e-8


# -------------------------------------------------------------------------------------- projection


def test_a_step_ends_at_the_nearest_ordered_intervals() -> None:
    """From random starts: isotonic regression of what the unconstrained step gives."""
    rng, seen = np.random.default_rng(5), 0
    for _ in range(200):
        w = np.concatenate([rng.normal(size=2), np.sort(rng.uniform(-2, 2, size=4))[[0, 2, 1, 3]]])
        free = play(SIGNED, gd.SimGD(), (0.5, 4.0), w, 1)[1]
        got = play(GAME, gd.SimGD(), (0.5, 4.0), w, 1)[1]
        expected = ordered(free)
        np.testing.assert_allclose(got, expected, rtol=0, atol=1e-14)
        chain = got[[2, 4, 3, 5]]
        assert (np.diff(chain) >= 0).all()
        seen += int(np.abs(expected - free).max() > 1e-3)
    assert seen > 20


def test_the_isotonic_regression_of_the_oracle_is_the_nearest() -> None:
    """No random ordered point is nearer."""
    rng = np.random.default_rng(6)
    for _ in range(50):
        w = rng.normal(size=6)
        best = ordered(w)
        assert all(x <= y for x, y in pairwise(best[[2, 4, 3, 5]]))
        for _ in range(50):
            other = best.copy()
            other[[2, 4, 3, 5]] = np.sort(best[[2, 4, 3, 5]] + 0.3 * rng.normal(size=4))
            assert np.sum((other - w) ** 2) >= np.sum((best - w) ** 2) - 1e-12


def test_signed_intervals_may_cross() -> None:
    """A crossed interval counts minus its indicator."""
    w = [-0.8, 0.3, -0.4, 0.2, -1.5, 1.6]
    straight = [-0.8, 0.3, -1.5, 0.2, -0.4, 1.6]
    second = [-0.8, 0.3, 0.2, 0.2, 0.2, 1.6]
    # (the first part + the second) + (the second - the first) = twice the second
    assert SIGNED.loss(w) + SIGNED.loss(straight) == pytest.approx(2 * SIGNED.loss(second))
    crossed = play(SIGNED, gd.SimGD(), (0.1, 0.1), w, 1)[1]
    assert crossed[2] > crossed[4]
