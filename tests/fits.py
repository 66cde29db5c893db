"""Multipliers of one step read off simulated displacements, and the spectra that tests draw by."""

from typing import Any

import numpy as np

from reference import Array
from reference_moments import gammas

# A row says little once what it tells is this small beside the whole displacement.
FAINT = 1e-5


def one_target(
    kernel: Any,
    p: float,
    q: Array,
    ridge: float,
    rates: tuple[float, float],
    order: str,
    mass_factor: bool = True,
) -> Array:
    """The Jacobian (N + 1, N + 1) of (b, u_1 .. u_N) at one target, sections 3.2 and 5.1."""
    eta_g, eta_d = rates
    g, n, a = gammas(kernel)[0], len(q), eta_d * ridge
    step = eta_g * (q if mass_factor else np.ones(n))
    h = step * g * (p - q.sum()) / ridge
    J = np.zeros((n + 1, n + 1))
    J[0, 0], J[0, 1:], J[1:, 0], J[1:, 1:] = 1 - a, -eta_d * g * q, step, np.diag(1 - h)
    if order == "alternating":  # the particles feel the new b
        J[1:, 0] *= 1 - a
        J[1:, 1:] -= eta_d * g * np.outer(step, q)
    return J


def least_squares(left: Array, right: Array) -> Array:
    """X of left X = right, (rows, k) and (rows, l), every row scaled to the size of its numbers."""
    size = np.maximum(np.abs(left).max(axis=1), np.abs(right).max(axis=1))
    kept = size > 0
    scale = size[kept, None]
    solution, *_ = np.linalg.lstsq(left[kept] / scale, right[kept] / scale, rcond=1e-13)
    return np.asarray(solution)


def mean_pair(u: Array, q: Array) -> Array:
    """The two multipliers of the mean of displacements u (T, N, d): m'' = tr m' - det m."""
    mean = np.einsum("n,tnd->td", q / q.sum(), u)
    loud = np.abs(mean[:-2]).max(axis=1) > FAINT * np.abs(u[:-2]).max(axis=(1, 2))
    now, after, last = mean[:-2][loud], mean[1:-1][loud], mean[2:][loud]
    rows = np.stack([after.ravel(), now.ravel()], axis=1)
    trace, minus_det = least_squares(rows, last.reshape(-1, 1))[:, 0]
    return np.roots([1, -trace, -minus_det])


def relative(u: Array, q: Array) -> float:
    """The multiplier of the displacements about their mean, r' = rho r."""
    r = u - np.einsum("n,tnd->td", q / q.sum(), u)[:, None]
    loud = np.abs(r[:-1]).max(axis=(1, 2)) > FAINT * np.abs(u[:-1]).max(axis=(1, 2))
    return float(least_squares(r[:-1][loud].reshape(-1, 1), r[1:][loud].reshape(-1, 1))[0, 0])


def linear_map(states: Array) -> Array:
    """Multipliers of w' = A w from states (T, k) or from several tracks (T, tracks, k)."""
    tracks = states.reshape(len(states), -1, states.shape[-1])
    before, after = tracks[:-1], tracks[1:]
    k = states.shape[-1]
    return np.linalg.eigvals(least_squares(before.reshape(-1, k), after.reshape(-1, k)).T)


def masses_apart(u: Array, q: Array) -> Array:
    """Multipliers of unequal masses, one track a coordinate: the state is (u, next q.u)."""
    pulled = np.einsum("n,tnd->td", q, u)[1:, :, None]
    return linear_map(np.concatenate([np.moveaxis(u[:-1], 1, 2), pulled], axis=2))


def words(rho: Array, real: float = 1e-6) -> set[str]:
    """The names of the flags of a phase, for multipliers that are clear of all borders."""
    rho = np.asarray(rho, dtype=complex)
    largest = rho[np.abs(rho) > (1 - 1e-9) * np.abs(rho).max()]
    radius, turning = np.abs(rho).max(), np.abs(rho.imag) > real
    found = {"converges"} if radius < 1 else {"diverges"}
    if turning.any():
        found.add("oscillates")
    if any(abs(z.imag) <= real and z.real < 0 for z in largest):
        found.add("flips")
    return found
