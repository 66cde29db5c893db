"""Zeros of the difference of two mixtures: their number by Descartes' rule, their places."""

from typing import Any

import mpmath as mp
import numpy as np
import pytest

import gandyn as gd
from reference_mixture import (
    HALVES,
    coefficients,
    density,
    difference_slope,
    scanned_zeros,
    sign_changes,
    signs_at,
)

GAMES, EACH = 500, 220  # 110,000 pairs
ALLOWED = {0: {0}, 1: {1}, 2: {2}, 3: {1, 3}}


def spread(rng: np.random.Generator, means: Any) -> Any:
    return rng.normal(size=(EACH, 2)) * rng.uniform(0.3, 4)


def nearly_coincident(rng: np.random.Generator, means: Any) -> Any:
    """Each mean beside one of the target, from 1e-16 to 1 away."""
    away = 10.0 ** rng.uniform(-16, 0, size=(EACH, 2)) * rng.choice([-1, 1], size=(EACH, 2))
    return means[rng.integers(0, 2, size=(EACH, 2))] + away


def nearly_the_same(rng: np.random.Generator, means: Any) -> Any:
    """Both means beside their own targets, or beside each other."""
    away = 10.0 ** rng.uniform(-16, 0, size=(EACH, 2)) * rng.choice([-1, 1], size=(EACH, 2))
    together = rng.normal(size=(EACH, 1)) + away
    return np.where(rng.random((EACH, 1)) < 0.5, means + away, together)


def far(rng: np.random.Generator, means: Any) -> Any:
    return rng.normal(size=(EACH, 2)) * 10.0 ** rng.uniform(0, 7, size=(EACH, 2))


def ties(rng: np.random.Generator, means: Any) -> Any:
    """On a lattice: means that coincide exactly."""
    return rng.integers(-2, 3, size=(EACH, 2)) / 2


KINDS = [spread, nearly_coincident, nearly_the_same, far, ties]


def drawn(kind: Any, game: int) -> tuple[Any, Any]:
    """Target means and EACH pairs of generated ones."""
    rng = np.random.default_rng([game, KINDS.index(kind)])
    means = rng.integers(-2, 3, size=2) / 2 if kind is ties else rng.normal(size=2)
    if kind is far:
        means = means * 10.0 ** rng.uniform(0, 7)
    return means, kind(rng, means)


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_zeros_obeys_the_rule_of_signs(kind: Any) -> None:
    """Not one failure in 22,000 pairs of each kind; every pattern of signs is met."""
    met = set()
    for number in range(GAMES // len(KINDS)):
        means, pairs = drawn(kind, number)
        game = gd.MixtureGAN(means)
        for mu in pairs:
            zeros = np.asarray(game.zeros(mu))
            changes = sign_changes(means, mu)
            met.add((changes, len(zeros)))
            assert len(zeros) in ALLOWED[changes], (means.tolist(), mu.tolist(), zeros.tolist())
            assert np.isfinite(zeros).all() and (np.diff(zeros) > 0).all()
    assert {(1, 1), (2, 2), (3, 1)} <= met
    if kind is not ties:
        assert {(3, 3)} <= met


@pytest.mark.parametrize("kind", [spread, far])
def test_the_sign_alternates_at_the_zeros(kind: Any) -> None:
    """Between zeros, and beyond the last ones, the sign is that of the rule."""
    for number in range(12):
        means, pairs = drawn(kind, number)
        game = gd.MixtureGAN(means)
        for mu in pairs[:100]:
            zeros, terms = np.asarray(game.zeros(mu)), coefficients(means, mu)
            gaps = np.concatenate([[zeros[0] - 1], (zeros[1:] + zeros[:-1]) / 2, [zeros[-1] + 1]])
            if np.diff(zeros, prepend=-np.inf).min() < 1e-6 * (1 + abs(zeros).max()):
                continue  # a double zero, to rounding
            first = np.sign(next(iter(terms.values())))
            expected = first * (-1.0) ** np.arange(len(gaps))
            np.testing.assert_array_equal(signs_at(gaps, terms).astype(float), expected)


def allowed(zero: float, means: Any, mu: Any, weights: Any) -> float:
    """1e-12 of its size, and what rounding of the terms of F moves it by."""
    size = sum(
        a * float(density(zero - c)) * (1 + abs(zero - c))
        for a, pair in zip(weights, zip(means, mu, strict=True), strict=True)
        for c in pair
    )
    slope = abs(float(difference_slope(zero, means, mu, weights)))
    return 1e-12 * (1 + abs(zero)) + 200 * 2.3e-16 * (1 + abs(zero)) * size / max(slope, 1e-300)


@pytest.mark.parametrize("kind", [spread, nearly_coincident, nearly_the_same])
def test_zeros_against_a_dense_scan_in_fifty_digits(kind: Any) -> None:
    """Gaps of means from 1e-10 on, where the scan in extended precision is to be trusted."""
    checked = 0
    for number in range(100, 125):
        means, pairs = drawn(kind, number)
        for mu in pairs[:2]:
            gaps = np.diff(list(coefficients(means, mu)))
            if len(gaps) == 0 or gaps.min() < 1e-10:
                continue
            expected = [float(z) for z in scanned_zeros(means, mu)]
            zeros = np.asarray(gd.MixtureGAN(means).zeros(mu))
            if len(zeros) != len(expected):  # a pair within one cell of the scan
                assert len(zeros) == len(expected) + 2
                assert np.diff(zeros).min() < 1e-2 * (1 + abs(zeros).max())
                continue
            for zero, exact in zip(zeros, expected, strict=True):
                if abs(exact) < 30:  # the densities do not underflow
                    assert abs(zero - exact) <= allowed(exact, means, mu, HALVES)
                else:
                    assert zero == pytest.approx(exact, rel=1e-8)
                checked += 1
    assert checked > 15


@pytest.mark.parametrize("weight", [0.1, 0.3, 0.9])
def test_zeros_of_unequal_weights(weight: float) -> None:
    rng, weights = np.random.default_rng(17), (weight, 1 - weight)
    counts = set()
    for _ in range(12):
        means, mu = rng.normal(size=2), 1.5 * rng.normal(size=2)
        zeros = np.asarray(gd.MixtureGAN(means, weight=weight).zeros(mu))
        expected = [float(z) for z in scanned_zeros(means, mu, weights)]
        assert len(zeros) == len(expected)
        for zero, exact in zip(zeros, expected, strict=True):
            assert abs(zero - exact) <= 1e-9 * (1 + abs(exact))
        counts.add(len(zeros))
    assert len(counts) >= 2


@pytest.mark.parametrize("gap", [1e-1, 1e-3, 1e-6, 1e-9, 1e-12])
def test_a_zero_that_runs_off(gap: float) -> None:
    """+-+- with the outer means nearly equal: no window holds the outer zeros."""
    means, mu = (-0.5, 0.5), (-0.5 - gap, 0.9)  # - + + -: two zeros, the left one far out
    zeros = np.asarray(gd.MixtureGAN(means).zeros(mu))
    with mp.workdps(80):
        s, g = [mp.mpf(m) for m in means], [mp.mpf(m) for m in mu]

        def F(x: Any) -> Any:
            return mp.fsum(
                sign * mp.exp(c * x - c**2 / 2) for sign, cs in ((1, s), (-1, g)) for c in cs
            )

        for zero in zeros:
            exact = mp.findroot(F, mp.mpf(float(zero)))
            slack = 1e-10 + 1e-15 / gap
            assert abs(zero - exact) <= slack * (1 + abs(exact))
    assert len(zeros) == 2
    if gap <= 1e-3:
        assert zeros[0] < -3 or zeros[1] - zeros[0] > 3


def test_three_zeros_and_how_two_of_them_vanish() -> None:
    """+-+-: widely spaced means give three zeros; near ones, a single one."""
    wide = gd.MixtureGAN((-6.0, 2.0)).zeros((-2.0, 6.0))
    np.testing.assert_allclose(wide, [-4, 0, 4], rtol=0, atol=1e-3)
    assert len(gd.MixtureGAN((-0.6, 0.2)).zeros((-0.2, 0.6))) == 1


@pytest.mark.parametrize("mu", [np.zeros(3), np.zeros((2, 2)), 1.0, [np.nan, 0.0], "ab", None])
def test_zeros_are_those_of_one_pair(mu: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=r"\bmu\b"):
        gd.MixtureGAN().zeros(mu)
