"""Mean and covariance of a cloud around its target, step by step, without the particles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._checks import Array, as_floats, as_integer
from ._core import Rates, Status
from ._kernel import Kernel, as_kernel
from ._region import as_equal_masses, as_nonnegative, as_rates
from .threads import resolve

__all__ = ["CLOSURES", "Closure", "Moments", "moments"]

Closure = Literal["smm", "smm3", "gaussian_source", "gaussian"]
CLOSURES: tuple[Closure, ...] = ("smm", "smm3", "gaussian_source", "gaussian")
ORDERS = ("alternating", "simultaneous")


@dataclass(frozen=True, eq=False)
class Moments:
    """Predicted mean and covariance of a cloud, T = num_steps + 1 times.

    Attributes
    ----------
    steps : ndarray of int64, shape (T,)
        0, 1, ..., num_steps.
    times : ndarray, shape (T,)
        Continuous time: steps times eta_d.
    mean : ndarray, shape (T, d)
        Mean of the cloud, relative to the target; nan after the last finite step.
    covariance : ndarray, shape (T, d, d)
        Its covariance, likewise.
    status : Status
        ``max_steps``, or ``diverged`` where a number ceased to be finite.
    closure : str
        How the equations were closed; see `moments`.
    order : str
        "alternating" or "simultaneous".
    """

    steps: NDArray[np.int64]
    times: Array
    mean: Array
    covariance: Array
    status: Status
    closure: str
    order: str

    @property
    def eigenvalues(self) -> Array:
        """Variances along the principal axes, rising, (T, d); nan where the covariance is."""
        return principal_variances(self.covariance)

    def __repr__(self) -> str:
        frames, d = self.mean.shape
        return (
            f"Moments({self.closure!r}, {self.order!r}, {frames} frames in {d}-D, "
            f"status={self.status.name})"
        )


def moments(
    kernel: Kernel,
    target_weight: float,
    particle_weights: ArrayLike,
    mean: ArrayLike,
    covariance: ArrayLike,
    ridge: float,
    rates: Rates,
    num_steps: int,
    closure: Closure = "smm",
    order: Literal["alternating", "simultaneous"] = "alternating",
    *,
    num_threads: int | None = None,
) -> Moments:
    r"""Predict mean and covariance of a cloud of particles around one target, from f = 0.

    With e, S the cloud's mean and covariance, V = S + ee', p, q, P = N q the masses of target, one
    particle and all particles, Delta = p - P, gamma = -k'(0), gamma2 = k''(0), a = eta_d ridge and
    f(x) = const + b'x - x'Cx/2 near the target ("smm") ::

        b+ = (1-a) b - eta_d gamma P e
        C+ = (1-a) C + eta_d [gamma Delta I + P gamma2 (V + tr(V) I/2)]
        e+ = (I - eta_g q C) e + eta_g q b
        S+ = (I - eta_g q C) S (I - eta_g q C)'

    with the new b, C in the alternating order and the old ones in the simultaneous. "smm3" adds
    eta_d P (gamma2/2) (tr(S) e + 2 S e + |e|^2 e) to b, the next term of a Gaussian cloud.
    "gaussian_source" takes b and C from the exact field of the target and of a Gaussian cloud:
    -P A e Phi and p gamma I + P (A ee'A - A) Phi with A = (bandwidth^2 I + S)^-1. "gaussian" keeps
    f in full, as the trail of all earlier Gaussian clouds, and averages its gradient and Hessian
    over the present one: the only one of the four for clouds wider than the kernel; its cost grows
    with the square of the steps. "smm" is that of the reference code of Becker et al. (2022), but
    for the mass P that stands for 1 there; the others are derived in this package.

    Parameters
    ----------
    kernel : Kernel
        Any with a second derivative at 0 for "smm" and "smm3"; ``Gaussian`` or ``GaussianMixture``
        for the others. In a metric M, M and M^-1 take the places of I.
    target_weight : float
        Mass p >= 0 of the target.
    particle_weights : array_like, shape (N,)
        Masses q of the particles, all equal.
    mean, covariance : array_like, shape (d,) and (d, d)
        Of the cloud at step 0, relative to the target; the covariance of N points is the sum of
        squares divided by N.
    ridge : float
        lambda >= 0.
    rates : Rates
        eta_g and eta_d.
    num_steps : int
        Steps, >= 0.
    closure : {"smm", "smm3", "gaussian_source", "gaussian"}, default "smm"
        See above.
    order : {"alternating", "simultaneous"}, default "alternating"
        ``AltGD`` with the discriminator first, or ``SimGD``.
    num_threads : int, optional
        See `gandyn.threads.resolve`; results do not depend on it.

    Returns
    -------
    Moments

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted, such as unequal masses (their moments do not close), a
        covariance that is not symmetric or has a negative eigenvalue, or a kernel that lacks what
        the closure needs.
    """
    kernel = as_kernel(kernel)
    target_weight = as_nonnegative("target_weight", target_weight)
    count, mass = as_equal_masses(particle_weights)
    mean = as_floats("mean", mean, 1, "(d,)")
    if not mean.size:
        raise ValueError(f"mean must have shape (d,) with d >= 1, got {mean.shape}")
    covariance = _as_covariance(covariance, mean.size)
    ridge = as_nonnegative("ridge", ridge)
    rates = as_rates(rates)
    num_steps = as_integer("num_steps", num_steps, 0, 10**9)
    if closure not in CLOSURES:
        raise ValueError(f"closure must be one of {', '.join(CLOSURES)}, got {closure!r}")
    if order not in ORDERS:
        raise ValueError(f"order must be one of {', '.join(ORDERS)}, got {order!r}")
    means, covariances, status = _core.moments(
        kernel,
        target_weight,
        mass,
        count * mass,
        mean,
        covariance,
        ridge,
        rates,
        num_steps,
        closure,
        order == "alternating",
        resolve(num_threads)[0],
    )
    steps = np.arange(num_steps + 1, dtype=np.int64)
    times = rates.discriminator * steps.astype(np.float64)
    return Moments(steps, times, means, covariances, status, closure, order)


def principal_variances(covariance: Array) -> Array:
    """Return the eigenvalues (T, d), rising, of covariances (T, d, d); nan where one is."""
    out = np.full(covariance.shape[:2], np.nan)
    good = np.isfinite(covariance).all(axis=(1, 2))
    out[good] = np.linalg.eigvalsh(covariance[good])
    return out


def _as_covariance(covariance: ArrayLike, dimension: int) -> Array:
    """Return a symmetric matrix (d, d) without negative eigenvalues, but for rounding."""
    array = as_floats("covariance", covariance, 2, f"({dimension}, {dimension})")
    if array.shape != (dimension, dimension):
        raise ValueError(
            f"covariance must have shape ({dimension}, {dimension}), got {array.shape}"
        )
    slack = 1e-10 * np.abs(array).max()
    if (np.abs(array - array.T) > slack).any():
        raise ValueError("covariance must be symmetric")
    array = 0.5 * (array + array.T)
    lowest = float(np.linalg.eigvalsh(array)[0])
    if lowest < -slack:
        raise ValueError(f"covariance must have no negative eigenvalue, got {lowest}")
    return array
