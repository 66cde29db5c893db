"""Matrices on which eigenvalue solvers stumble: defective, graded, cyclic, nearly split."""

import numpy as np
from scipy.linalg import companion

from reference import Array


def jordan(n: int, value: float) -> Array:
    return np.diag(np.full(n, value)) + np.diag(np.ones(n - 1), 1)


def frank(n: int) -> Array:
    i, j = np.indices((n, n))
    return np.where(j >= i - 1, n - np.maximum(i, j), 0).astype(float)


def hard(n: int) -> dict[str, Array]:
    rng = np.random.default_rng(n)
    S, cycle = rng.normal(size=(n, n)), np.roll(np.eye(n), 1, axis=0)
    scales = 10.0 ** rng.uniform(-8, 8, size=n)
    return {
        "jordan": jordan(n, 2.0),
        "jordan below": jordan(n, -1.0).T,
        "nilpotent": jordan(n, 0.0),
        "hidden jordan": S @ jordan(n, 1.0) @ np.linalg.inv(S),
        "cycle": cycle,
        "signed cycle": cycle * np.where(np.arange(n) == 0, -1, 1)[:, None],
        "companion": companion(np.poly(np.arange(1, n + 1))),
        "companion of 1": companion(np.r_[1.0, np.zeros(n - 1), -1.0]),
        "frank": frank(n),
        "ones": np.ones((n, n)),
        "rank one": np.outer(S[0], S[1]),
        "graded": S * scales[:, None] / scales,
        "rows of all sizes": S * scales[:, None],
        "symmetric": S + S.T,
        "repeated": np.kron(np.eye(n), [[0.0, 1.0], [-1.0, 0.0]])[:n, :n],
        "upper": np.triu(S),
        "lower": np.tril(S),
        "grcar": np.triu(np.tril(np.ones((n, n)), 3)) - np.diag(np.ones(n - 1), -1),
        "almost split": jordan(n, 0.0) + 1e-17 * S,
        "zero": np.zeros((n, n)),
        "one": np.eye(n),
    }
