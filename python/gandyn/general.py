"""What is known of every GAN near an equilibrium, A = [[0, -P], [P', Q]] (Nie and Patel 2019)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ._checks import Array, as_instance, as_number
from ._core import GeneralGAN
from .eigen import eigenvalues

__all__ = ["EigenvalueWeights", "JARELimit", "eigenvalue_weights", "jare_limit", "mass_spring"]


@dataclass(frozen=True, eq=False)
class EigenvalueWeights:
    """Every eigenvalue as a root of lambda^2 - a1 lambda + a2 = 0, one row an eigenpair (x, y).

    Attributes
    ----------
    eigenvalues : ndarray of complex128, shape (n + m,)
        Of A, in the order of `gandyn.eigenvalues`.
    covered : ndarray of bool, shape (n + m,)
        Whether the eigenvector has a discriminator's part y. Without, which happens for n > m, its
        eigenvalue is 0, the theorem says nothing of it, and its row is nan.
    q_weights, p_weights : ndarray, shape (n + m, m)
        |<u_i, y>|^2, convex, with u_i the eigenvectors of Q and of P'P, eigenvalues increasing.
    a1, a2 : ndarray, shape (n + m,)
        Means of the eigenvalues of Q, and of P'P, with these weights.
    """

    eigenvalues: NDArray[np.complex128]
    covered: NDArray[np.bool_]
    q_weights: Array
    p_weights: Array
    a1: Array
    a2: Array


@dataclass(frozen=True, eq=False)
class JARELimit:
    """Where the eigenvalues of JARE's Jacobian go as gamma grows.

    Attributes
    ----------
    scaled : ndarray, shape (2 r,)
        Limits of -lambda / gamma, decreasing: the r eigenvalues of P'P that are not 0, each twice.
        They are met like gamma^(-1/2) only.
    finite : ndarray, shape (m - r,)
        Limits of the eigenvalues that do not grow, decreasing: those of N'QN, N a basis of the null
        space of P. Where there are any, the conditioning factor grows like gamma.
    num_zero : int
        Eigenvalues that are 0 for every gamma: n - r flat directions of the generator.
    conditioning_factor : float
        Limit of max |lambda| / min |lambda|; inf with finite or zero eigenvalues.
    """

    scaled: Array
    finite: Array
    num_zero: int
    conditioning_factor: float


def eigenvalue_weights(game: GeneralGAN) -> EigenvalueWeights:
    """Return the convex weights that tie every eigenvalue of A to those of Q and P'P.

    Theorem 4 of Nie and Patel (2019), whose weights are those of the eigenvector: eliminating x
    leaves lambda^2 y - lambda Q y + P'P y = 0. The other root of a real eigenvalue's quadratic is
    in general no eigenvalue.

    Parameters
    ----------
    game : GeneralGAN
        P and Q.

    Raises
    ------
    TypeError
        It is another game.
    """
    P, Q, coupling = _parts(game)
    values, vectors = eigenvalues(game.jacobian(np.zeros(game.size)), vectors=True)
    y = vectors[len(P) :].T
    length = np.linalg.norm(y, axis=1)
    covered = length > 1e-8
    y = np.divide(y, length[:, None], out=np.full_like(y, np.nan), where=covered[:, None])
    (of_q, q_vectors), (of_p, p_vectors) = np.linalg.eigh(Q), np.linalg.eigh(coupling)
    q_weights, p_weights = np.abs(y @ q_vectors) ** 2, np.abs(y @ p_vectors) ** 2
    return EigenvalueWeights(
        values, covered, q_weights, p_weights, q_weights @ of_q, p_weights @ of_p
    )


def jare_limit(game: GeneralGAN) -> JARELimit:
    """Return where the eigenvalues of JARE go as gamma grows.

    Theorem 5 of Nie and Patel (2019), lambda = -gamma lambda(P'P), with what it leaves out: it
    needs n = m and P invertible. For m > n some eigenvalues keep those of Q, for n > m some are 0.

    Parameters
    ----------
    game : GeneralGAN
        P and Q.

    Raises
    ------
    TypeError
        It is another game.
    """
    P, Q, _ = _parts(game)
    n, m = P.shape
    _, sizes, rows = np.linalg.svd(P)
    rank = int(np.sum(sizes > max(n, m) * np.finfo(float).eps * sizes.max(initial=0.0)))
    squares, null = sizes[:rank] ** 2, rows[rank:].T
    finite = np.linalg.eigvalsh(null.T @ Q @ null)[::-1]
    whole = rank == n == m
    return JARELimit(
        np.repeat(squares, 2),
        finite,
        n - rank,
        float(squares[0] / squares[-1]) if whole else np.inf,
    )


def mass_spring(game: GeneralGAN, gamma: float) -> tuple[Array, Array]:
    """Return damping and stiffness of the mass-spring system that JARE is near an equilibrium.

    With G = P'P every eigenpair with a discriminator's part y solves ::

        [lambda^2 I + lambda (2 gamma G - Q) + (gamma^2 G^2 + G)] y = 0

    so that Q <= 0 implies Re lambda <= 0 for every gamma >= 0: JARE never destabilises.

    Parameters
    ----------
    game : GeneralGAN
        P and Q.
    gamma : float
        Weight of the regulariser, >= 0.

    Returns
    -------
    damping, stiffness : ndarray, shape (m, m)
        2 gamma G - Q and gamma^2 G^2 + G.

    Raises
    ------
    TypeError, ValueError
        It is another game, or gamma is negative.
    """
    _, Q, coupling = _parts(game)
    weight = as_number("gamma", gamma)
    if not 0.0 <= weight < np.inf:
        raise ValueError(f"gamma must be finite and >= 0, got {weight}")
    return 2.0 * weight * coupling - Q, weight**2 * (coupling @ coupling) + coupling


def _parts(game: GeneralGAN) -> tuple[Array, Array, Array]:
    """Return P, the symmetric Q and P'P."""
    as_instance("game", game, {"GeneralGAN": GeneralGAN}, "GeneralGAN(P, Q)")
    P, Q = np.asarray(game.P, dtype=float), np.asarray(game.Q, dtype=float)
    return P, (Q + Q.T) / 2.0, P.T @ P
