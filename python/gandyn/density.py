"""How densely points lie: a Gaussian kernel on each."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._checks import Array, as_masses, as_points
from ._core import Gaussian
from .sums import kernel_sum

__all__ = ["kernel_density"]


def kernel_density(
    points: ArrayLike,
    at: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    num_threads: int | None = None,
) -> Array:
    r"""Return the kernel density estimate of points, with the bandwidth of Scott's rule.

    The density is the mean of normal ones, one around each point, of covariance
    n^(-2/(d+4)) C with C the points' own (Scott, Multivariate Density Estimation, 1992), as by
    `scipy.stats.gaussian_kde`. With weights w that sum to 1, n is 1 / sum w^2, and C the weighted
    covariance over 1 - sum w^2.

    Parameters
    ----------
    points : array_like, shape (n, d)
        More than d of them, not all in one plane.
    at : array_like, shape (m, d)
        Where the density is wanted.
    weights : array_like, shape (n,), optional
        Masses of the points; only their shares count. None: equal ones.
    num_threads : int, optional
        See `gandyn.threads.resolve`; results do not depend on it.

    Returns
    -------
    ndarray, shape (m,)
        Density in units of 1 / length^d. It integrates to 1.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it. The points have no spread in some
        direction.
    """
    points = as_points("points", points)
    count, d = points.shape
    at = as_points("at", at, d, empty=True)
    shares = as_masses("weights", weights, count)
    shares = shares / shares.sum()
    squares = float((shares**2).sum())
    away = points - shares @ points
    if count <= d or not squares < 1.0:
        raise ValueError(f"points must be more than {d} in {d} dimensions, got {count}")
    spread = (away * shares[:, None]).T @ away / (1.0 - squares)
    spread *= squares ** (2.0 / (d + 4))
    scales, axes = np.linalg.eigh(spread)
    if not scales[0] > 1e-14 * scales[-1]:
        raise ValueError("points must not lie in one plane: their covariance has no inverse")
    # Along the axes of the covariance every bandwidth is 1, and the kernel the plain one.
    white = axes / np.sqrt(scales)
    total = kernel_sum(Gaussian(1.0), at @ white, points @ white, shares, num_threads)
    density: Array = total / np.sqrt((2.0 * np.pi) ** d * np.prod(scales))
    return density
