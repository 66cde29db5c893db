"""Recipes of initial particles: shapes, seeds and moments."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from reference import Array

RECIPES = {name: getattr(gd.initial, name) for name in ("normal", "uniform", "near_targets")}
TARGETS = np.array([[10.0, -3.0, 0.0], [-20.0, 5.0, 1.0], [0.0, 40.0, 2.0], [7.0, 7.0, -9.0]])
MASSES = np.array([0.1, 0.2, 0.3, 0.8])  # not normalised: recipes use shares
SHARES = MASSES / MASSES.sum()
CENTRE = SHARES @ TARGETS
MANY = 20_000
SIGMAS = 5

GAME = gd.KernelGAN(TARGETS, target_weights=MASSES)
each_recipe = pytest.mark.parametrize("make", RECIPES.values(), ids=RECIPES.keys())

Recipe = Callable[..., Any]


def assert_moments(points: Array, mean: Array, variance: float, kurtosis: float) -> None:
    """Mean, variance and covariance of independent coordinates within five standard errors."""
    n = len(points)
    assert np.all(np.abs(points.mean(axis=0) - mean) < SIGMAS * np.sqrt(variance / n))
    covariance = np.cov(points, rowvar=False)
    spread = variance * np.sqrt((kurtosis - 1) / n)
    assert np.all(np.abs(np.diag(covariance) - variance) < SIGMAS * spread)
    mixed = covariance[np.triu_indices(3, 1)]
    assert np.all(np.abs(mixed) < SIGMAS * variance / np.sqrt(n))


@each_recipe
@pytest.mark.parametrize("n", [1, 2, 17, 1000])
def test_shapes(make: Recipe, n: int) -> None:
    points = make(n).sample(GAME)
    assert points.shape == (n, 3)
    assert points.dtype == np.float64
    assert np.all(np.isfinite(points))
    assert len(np.unique(points, axis=0)) == n


@each_recipe
def test_the_same_seed_gives_the_same_points(make: Recipe) -> None:
    np.testing.assert_array_equal(make(20).sample(GAME, seed=3), make(20).sample(GAME, seed=3))
    np.testing.assert_array_equal(make(20).sample(GAME), make(20).sample(GAME, seed=0))
    assert not np.any(make(20).sample(GAME, seed=3) == make(20).sample(GAME, seed=4))


@each_recipe
def test_a_seed_of_its_own_comes_first(make: Recipe) -> None:
    own = make(20, seed=5)
    np.testing.assert_array_equal(own.sample(GAME, seed=1), own.sample(GAME, seed=2))
    np.testing.assert_array_equal(own.sample(GAME, seed=1), make(20).sample(GAME, seed=5))


@each_recipe
def test_more_particles_extend_fewer(make: Recipe) -> None:
    few, many = make(10).sample(GAME, seed=3), make(20).sample(GAME, seed=3)
    np.testing.assert_array_equal(many[:10], few)


def test_moments_of_the_normal_recipe() -> None:
    points = gd.initial.normal(MANY, scale=0.7).sample(GAME, seed=1)
    assert_moments(points, CENTRE, 0.7**2, kurtosis=3)


def test_moments_of_the_uniform_recipe() -> None:
    points = gd.initial.uniform(MANY, scale=0.7).sample(GAME, seed=1)
    assert_moments(points, CENTRE, 0.7**2 / 3, kurtosis=1.8)
    reach = np.abs(points - CENTRE).max(axis=0)
    assert np.all(reach <= 0.7 * (1 + 1e-12))
    assert np.all(reach > 0.69)


def test_particles_start_near_targets_in_proportion_to_their_masses() -> None:
    points = gd.initial.near_targets(MANY, scale=0.5).sample(GAME, seed=1)
    owner = np.argmin(np.linalg.norm(points[:, None] - TARGETS, axis=2), axis=1)
    counts = np.bincount(owner, minlength=4)
    spread = np.sqrt(MANY * SHARES * (1 - SHARES))
    assert np.all(np.abs(counts - MANY * SHARES) < SIGMAS * spread)
    assert_moments(points - TARGETS[owner], np.zeros(3), 0.5**2, kurtosis=3)


def test_a_target_without_mass_has_no_particles_near_it() -> None:
    game = gd.KernelGAN(np.array([[0.0], [100.0]]), target_weights=[1.0, 1e-12])
    assert np.all(gd.initial.near_targets(1000).sample(game) < 50)


@each_recipe
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n", 0),
        ("n", -1),
        ("n", 2.5),
        ("n", True),
        ("n", "many"),
        ("scale", -1.0),
        ("scale", np.nan),
        ("scale", np.inf),
        ("scale", "wide"),
        ("seed", -1),
        ("seed", 0.5),
    ],
)
def test_bad_recipes_are_refused(make: Recipe, name: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=rf"\b{name}\b"):
        make(**{"n": 5, name: value}).sample(GAME)
