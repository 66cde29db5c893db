"""Slow oracles of the two-Gaussian GAN under total variation: w = (mu1, mu2, l1, l2, r1, r2).

Zeros are found by a dense scan of signs, then refined in 50 digits; nothing imports gandyn.
"""

from collections.abc import Sequence
from itertools import pairwise

import mpmath as mp
import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from reference_games import Array, Play, blocks, extended, long, unchanged

Pair = Sequence[float]
HALVES = (0.5, 0.5)
ROOT = np.sqrt(2 * long("3.14159265358979323846264338327950288"))


def density(x: Array) -> Array:
    """The standard normal density."""
    return np.exp(-(extended(x) ** 2) / 2) / ROOT


def slope(x: Array) -> Array:
    """x times the density, 0 at infinity."""
    x = extended(x)
    return np.where(np.isinf(x), 0, np.where(np.isinf(x), 0, x) * density(x))


def difference(x: npt.ArrayLike, means: Pair, mu: Pair, weights: Pair = HALVES) -> Array:
    """F(x) = sum_j alpha_j (phi(x - mu*_j) - phi(x - mu_j))."""
    x = extended(x)
    pairs = zip(weights, means, mu, strict=True)
    return sum(long(a) * (density(x - s) - density(x - g)) for a, s, g in pairs)


def difference_slope(x: npt.ArrayLike, means: Pair, mu: Pair, weights: Pair = HALVES) -> Array:
    """F'(x)."""
    x = extended(x)
    pairs = zip(weights, means, mu, strict=True)
    return sum(long(a) * (slope(x - g) - slope(x - s)) for a, s, g in pairs)


def integral(low: float, high: float, means: Pair, mu: Pair, weights: Pair = HALVES) -> float:
    """int_low^high F."""
    pairs = zip(weights, means, mu, strict=True)
    return sum(
        a * (ndtr(high - s) - ndtr(low - s) - ndtr(high - g) + ndtr(low - g)) for a, s, g in pairs
    )


def mixture(means: Pair = (-0.5, 0.5), *, ordering: str = "signed", weights: Pair = HALVES) -> Play:
    """L = 1 + sum_i int_{l_i}^{r_i} F."""
    alphas = extended(weights)

    def losses(w: Array) -> Array:
        mu, left, right = np.asarray(w, dtype=float).reshape(3, 2)
        ends = zip(left, right, strict=True)
        value = 1 + sum(integral(a, b, means, mu, weights) for a, b in ends)
        return np.array([value, -value])

    def field(w: Array) -> Array:
        mu, left, right = extended(w).reshape(3, 2)
        pull = [
            a * np.sum(density(right - c) - density(left - c))
            for a, c in zip(alphas, mu, strict=True)
        ]
        gains = [-difference(left, means, mu, weights), difference(right, means, mu, weights)]
        return np.concatenate([-np.array(pull), *gains])

    def jacobian(w: Array) -> Array:
        mu, ends = extended(w)[:2], extended(w)[2:]
        signs = np.repeat([-1, 1], 2)
        at = alphas[:, None] * slope(ends - mu[:, None])  # (generator, end)
        mixed = -signs * at  # d2L / dmu dend
        return blocks(
            np.diag(-np.sum(signs * at, axis=1)),
            -mixed,
            mixed.T,
            np.diag(signs * difference_slope(ends, means, mu, weights)),
        )

    return Play(2, 4, losses, field, jacobian, ordered if ordering == "projected" else unchanged)


def ordered(w: Array) -> Array:
    """The nearest w with l1 <= r1 <= l2 <= r2, by the min-max formula of isotonic regression."""
    w = np.array(w)
    chain = w[[2, 4, 3, 5]]
    if (chain[1:] >= chain[:-1]).all():
        return w
    for i in range(4):
        w[[2, 4, 3, 5][i]] = max(
            min(np.mean(chain[j : k + 1]) for k in range(i, 4)) for j in range(i + 1)
        )
    return w


# -------------------------------------------------------------------------------------------- zeros


def coefficients(means: Pair, mu: Pair, weights: Pair = HALVES) -> dict[float, float]:
    """Distinct mean -> coefficient of its density in F, without the zeros, by rising mean."""
    total: dict[float, float] = {}
    for sign, centres in ((1, means), (-1, mu)):
        for a, c in zip(weights, centres, strict=True):
            total[float(c)] = total.get(float(c), 0.0) + sign * a
    return {c: total[c] for c in sorted(total) if total[c] != 0}


def sign_changes(means: Pair, mu: Pair, weights: Pair = HALVES) -> int:
    """Of the coefficients by rising mean."""
    signs = np.sign(list(coefficients(means, mu, weights).values()))
    return int(np.sum(signs[1:] != signs[:-1]))


def signs_at(x: Array, terms: dict[float, float]) -> Array:
    """The sign of F, the largest exponent subtracted."""
    c = extended(list(terms))[:, None]
    a = extended(list(terms.values()))[:, None]
    exponents = c * extended(x) - c**2 / 2
    return np.sign(np.sum(a * np.exp(exponents - exponents.max(axis=0)), axis=0))


def narrowed(
    low: float, high: float, sign: float, terms: dict[float, float]
) -> tuple[float, float]:
    """Thirty halvings of a cell that has the sign at its lower end."""
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if signs_at(middle, terms) == sign else (low, middle)
    return float(low), float(high)


def scanned_zeros(means: Pair, mu: Pair, weights: Pair = HALVES) -> list[mp.mpf]:
    """Zeros of F: 8,000 signs out to +-1e11, denser near the origin, then secants."""
    terms = coefficients(means, mu, weights)
    if len(terms) < 2:
        return []
    x = np.sinh(np.linspace(-26, 26.01, 8_000))
    signs = signs_at(x, terms)
    with mp.workdps(50):

        def scaled(z: mp.mpf) -> mp.mpf:
            exponents = [mp.mpf(c) * z - mp.mpf(c) ** 2 / 2 for c in terms]
            top = max(exponents)
            pairs = zip(terms.values(), exponents, strict=True)
            return mp.fsum(mp.mpf(a) * mp.exp(e - top) for a, e in pairs)

        zeros = []
        for i in np.flatnonzero(signs[1:] * signs[:-1] <= 0):
            if signs[i] == 0 or signs[i + 1] == 0:
                raise ValueError("a node of the scan is too near a zero")
            low, high = narrowed(x[i], x[i + 1], signs[i], terms)
            root = mp.findroot(scaled, (mp.mpf(low), mp.mpf(high)), tol=1e-60, maxsteps=60)
            if not x[i] <= root <= x[i + 1]:
                raise ValueError("the secants left their cell")
            zeros.append(root)
    return zeros


def scanned_intervals(means: Pair, mu: Pair, weights: Pair = HALVES) -> list[tuple[float, float]]:
    """The components of {F > 0}."""
    terms = coefficients(means, mu, weights)
    ends = [-np.inf, *map(float, scanned_zeros(means, mu, weights)), np.inf]
    positive = next(iter(terms.values())) > 0
    return [pair for i, pair in enumerate(pairwise(ends))
            if (i % 2 == 0) == positive]  # fmt: skip


def scanned_variation(means: Pair, mu: Pair, weights: Pair = HALVES) -> float:
    """d_TV = the integral of F over {F > 0}."""
    return sum(integral(a, b, means, mu, weights) for a, b in scanned_intervals(means, mu, weights))


def dense_variation(means: Pair, mu: Pair, weights: Pair = HALVES) -> float:
    """int |F| / 2 by a sum over 100,001 nodes within 12 of the means: good to 1e-7."""
    both = [*means, *mu]
    x = np.linspace(min(both) - 12, max(both) + 12, 100_001)
    pairs = zip(weights, means, mu, strict=True)
    F = sum(a * (np.exp(-((x - s) ** 2) / 2) - np.exp(-((x - g) ** 2) / 2)) for a, s, g in pairs)
    return float(np.abs(F).sum() * (x[1] - x[0]) / 2 / np.sqrt(2 * np.pi))
