"""Slow oracles of the local analysis: Jacobians of the kernel GAN as the theory prints them.

Nothing here imports gandyn. `isolated` is one target, per coordinate, state (b, u_1 .. u_N)
(sections 3.2, 5.1, 8.3); `whole` is the whole system, state (dy, g) (sections 7.1, 8.3). Spectra
are numpy's, and phases are read off them by their definitions.
"""

from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from reference import Array, extended, metric_matrix, profile

ORDERS = ("alternating", "simultaneous", "continuous")

# ------------------------------------------------------------------------------------- spectra


def spectral_gap(got: Any, expected: Any) -> float:
    """The largest distance between partners, in the pairing with the least sum of distances."""
    got, expected = np.ravel(got), np.ravel(expected)
    assert len(got) == len(expected)
    distance = np.abs(got[:, None] - expected[None, :])
    return float(distance[linear_sum_assignment(distance)].max(initial=0.0))


def backward_error(A: Array, values: Array) -> Array:
    """smallest singular value of A - v I over |A|_2, for every v;  A (..., n, n), v (..., n)."""
    one = np.eye(A.shape[-1])
    shifted = A[..., None, :, :] - values[..., :, None, None] * one
    smallest = np.linalg.svd(shifted, compute_uv=False)[..., -1]
    size = np.linalg.norm(A, 2, axis=(-2, -1))[..., None]
    return np.asarray(smallest / np.where(size == 0, 1, size))


def conditioning(A: Array) -> float:
    """The condition of the eigenvectors: how far a backward error may move an eigenvalue."""
    return float(np.linalg.cond(np.linalg.eig(A).eigenvectors))


def out_of_order(rows: Array) -> Array:
    """The rows that are not their conjugates in lexicographic order."""
    turned = rows.conj()
    turned = np.take_along_axis(turned, np.lexsort((-turned.imag, -turned.real), axis=-1), -1)
    return np.asarray(rows[(turned != rows).any(axis=-1)])


def is_sorted(values: Array) -> bool:
    """Decreasing real parts, then decreasing imaginary parts; each with its conjugate exactly.

    Where several pairs share a real part they may stand one after the other, or the upper ones
    first.
    """
    for row in out_of_order(values.reshape(-1, values.shape[-1])):
        if (np.diff(row.real) > 0).any():
            return False
        for real in np.unique(row.real):
            imaginary = row.imag[row.real == real]
            falling = -np.sort(-imaginary)
            upper = falling[falling > 0]
            rest = falling[falling == 0]
            in_pairs = np.stack([upper, -upper], axis=-1).ravel()
            choices = (falling, np.r_[in_pairs, rest], np.r_[rest, in_pairs])
            if not np.array_equal(falling, -falling[::-1]):
                return False
            if not any(np.array_equal(imaginary, choice) for choice in choices):
                return False
    return True


# -------------------------------------------------------------------------------------- kernels


def gamma_of(kernel: Any) -> float:
    """-k'(0) of K = k(r2 / 2): -2 dK/d(r2) at 0."""
    return float(-2 * profile(kernel, 0.0)[1])


def gamma2_of(kernel: Any) -> float:
    """k''(0): 4 d2K/d(r2)2 at 0."""
    return float(4 * profile(kernel, 0.0)[2])


def mixed(kernel: Any, x: Array, y: Array) -> Array:
    """Blocks d_x d_y K(x_j, y_l) = -(2 K' M + 4 K'' M delta delta' M), (n d, m d)."""
    x, y = extended(x), extended(y)
    (n, d), m = x.shape, len(y)
    M = metric_matrix(kernel, d)
    G = np.zeros((n, d, m, d))
    for j in range(n):
        for k in range(m):
            pulled = M @ (x[j] - y[k])
            _, slope, curvature = profile(kernel, (x[j] - y[k]) @ pulled)
            G[j, :, k, :] = -(2 * slope * M + 4 * curvature * np.outer(pulled, pulled))
    return G.reshape(n * d, m * d)


def diagonal_blocks(blocks: Array) -> Array:
    """(n, d, d) -> (n d, n d)."""
    n, d, _ = blocks.shape
    full = np.zeros((n, d, n, d))
    for j in range(n):
        full[j, :, j, :] = blocks[j]
    return full.reshape(n * d, n * d)


# ------------------------------------------------------------------------------------ one target


def isolated(
    p: Any, q: Any, gamma: Any, ridge: Any, generator: Any, discriminator: Any,
    order: str = "alternating", method: str | None = None, weight: Any = 0.0,
    mass_factor: bool = True,
) -> Array:  # fmt: skip
    """Jacobians (..., N+1, N+1) of one step, or of the flow per unit tau.

    q (..., N) and all else (...), broadcast. `method`: None, "JARE" or "ConOpt" of this weight. A
    particle moves by eta_g s_j, s_j = q_j, or 1 without the mass factor; the discriminator always
    feels q_j. c = gamma Delta / ridge is minus the curvature of f at the equilibrium.
    """
    q = np.asarray(q, dtype=float)
    numbers = (p, gamma, ridge, generator, discriminator, weight)
    p, gamma, ridge, eta_g, eta_d, W, _ = np.broadcast_arrays(*numbers, q[..., 0])
    q = np.broadcast_to(q, (*p.shape, q.shape[-1]))
    p, gamma, ridge, eta_g, eta_d, W = (
        np.asarray(x, float)[..., None] for x in (p, gamma, ridge, eta_g, eta_d, W)
    )
    s = q if mass_factor else np.ones_like(q)
    delta = p - q.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        c = np.where(delta == 0, 0.0, gamma * delta / ridge)
    keep = 1 - eta_d * ridge
    # SimGD: b+ = keep b - eta_d gamma q.u,   u+ = (1 - eta_g s c) u + eta_g s b
    bb, bu = keep, -eta_d * gamma * q
    ub, diagonal, uu = eta_g * s, 1 - eta_g * s * c, np.zeros((*q.shape, q.shape[-1]))
    outer = gamma[..., None] * s[..., :, None] * q[..., None, :]
    if method is not None:
        bb = keep - eta_d * W * gamma * (q * q).sum(axis=-1, keepdims=True)
        bu = bu * (1 - W * c * q)
        ub = ub * (1 - W * ridge)
        uu = -(eta_g * W)[..., None] * outer
    if method == "ConOpt":
        bb = bb - eta_d * ridge * W * ridge
        bu = bu - eta_d * gamma * q * W * ridge
        ub = ub + eta_g * s * W * q * c
        diagonal = diagonal - eta_g * s * c * W * q * c
    if order == "alternating":  # u sees the new b
        assert method is None
        ub = keep * ub
        uu = -(eta_d * eta_g)[..., None] * outer
    J = np.zeros((*q.shape[:-1], q.shape[-1] + 1, q.shape[-1] + 1))
    J[..., 0, 0], J[..., 0, 1:], J[..., 1:, 0] = bb[..., 0], bu, ub
    J[..., 1:, 1:] = uu + diagonal[..., None] * np.eye(q.shape[-1])
    if order == "continuous":
        return np.asarray((J - np.eye(J.shape[-1])) / eta_d[..., None])
    return J


def decay(
    ridge: Any, discriminator: Any, order: str, method: str | None = None, weight: Any = 0.0
) -> Array:
    """The mode a: functions that no particle sees."""
    forget = np.asarray(ridge * (1 + weight * ridge) if method == "ConOpt" else ridge, float)
    return -forget if order == "continuous" else 1 - np.asarray(discriminator) * forget


def modes(J: Array) -> tuple[Array, Array]:
    """Of equal masses: the relative mode (...) and the pair of the mean (..., 2)."""
    pair = np.stack([J[..., :2, 0], J[..., :2, 1:].sum(axis=-1)], axis=-1)
    relative = J[..., 1, 1] - J[..., 1, 2] if J.shape[-1] > 2 else np.full(J.shape[:-2], np.nan)
    return relative, np.linalg.eigvals(pair)


def spectrum_of(J: Array, a: Array, equal: bool) -> Array:
    """All multipliers or exponents once: a, then b (if any) and c, or all of J."""
    a = np.broadcast_to(a, J.shape[:-2])[..., None]
    if not equal:
        return np.concatenate([a, np.linalg.eigvals(J)], axis=-1)
    relative, pair = modes(J)
    parts = [a, pair] if J.shape[-1] == 2 else [a, relative[..., None], pair]
    return np.concatenate(parts, axis=-1)


def size_of(values: Array, order: str) -> Array:
    """Spectral radius of a map, exp(abscissa) of a flow."""
    if order == "continuous":
        with np.errstate(over="ignore"):
            return np.asarray(np.exp(values.real.max(axis=-1)))
    return np.asarray(np.abs(values).max(axis=-1))


def radius_of(
    p: Any, q: Any, gamma: Any, ridge: Any, generator: Any, discriminator: Any,
    order: str = "alternating", method: str | None = None, weight: Any = 0.0,
    mass_factor: bool = True,
) -> Array:  # fmt: skip
    """The spectral radius at one target with the mode a; equal masses by their modes."""
    J = isolated(p, q, gamma, ridge, generator, discriminator, order, method, weight, mass_factor)
    a = decay(ridge, discriminator, order, method, weight)
    q = np.asarray(q, dtype=float)
    return size_of(spectrum_of(J, a, bool((q == q[..., :1]).all())), order)


# -------------------------------------------------------------------------------- whole system


def whole(
    order: str, G: Array, H: Array, q: Array, ridge: float, generator: float, discriminator: float,
    *, after: tuple[Array, Array] | None = None, mass_factor: bool = True, weight: float = 0.0,
) -> Array:  # fmt: skip
    """J of 7.1 and 8.3 on (dy, g).

    G (M, M), H (M, M) the blocks of the Hessians of f; best_response: of w. `after` = (H+, G+) off
    fixed points: Hessians of the new f at the old y, and d_x d_y K(y_j, y_l+). "continuous": of the
    flow per unit tau.
    """
    one = np.eye(len(G))
    D = np.repeat(q, len(G) // len(q))[:, None] * one
    S = D if mass_factor else one  # how far a particle moves
    newer_H, newer_G = (H, G) if after is None else after
    e, f, k = generator, discriminator, weight
    a = f * ridge
    if order == "best_response":
        return one + e / ridge * (S @ H - S @ G @ D)
    if order == "continuous":
        return np.block([[e / f * S @ H, e / f * S], [-G @ D, -ridge * one]])
    if order == "simultaneous":
        return np.block([[one + e * S @ H, e * S], [-f * G @ D, (1 - a) * one]])
    if order == "alternating":
        return np.block(
            [[one + e * S @ newer_H - f * e * S @ G @ D, (1 - a) * e * S],
             [-f * G @ D, (1 - a) * one]]
        )  # fmt: skip
    if order == "generator_first":
        first = one + e * S @ H
        return np.block(
            [[first, e * S],
             [-f * newer_G @ D @ first, (1 - a) * one - f * e * newer_G @ D @ S]]
        )  # fmt: skip
    if order == "JARE":
        return np.block(
            [[one + e * S @ H - e * k * S @ G @ D, e * (1 - k * ridge) * S],
             [-f * G @ D @ (one + k * D @ H), (1 - a) * one - f * k * G @ D @ D]]
        )  # fmt: skip
    assert order == "ConOpt"
    return np.block(
        [[one + e * S @ H - e * k * S @ H @ D @ H - e * k * S @ G @ D,
          e * S @ ((1 - k * ridge) * one - k * D @ H)],
         [-f * G @ D @ ((1 + k * ridge) * one + k * D @ H),
          (1 - a * (1 + k * ridge)) * one - f * k * G @ D @ D]]
    )  # fmt: skip
