"""Sums over kernels and their derivatives, over all pairs or by a mesh."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from . import _core
from ._checks import Array, as_floats, as_points
from ._core import Mesh
from ._kernel import Kernel, as_kernel
from .threads import resolve

__all__ = [
    "kernel_sum",
    "kernel_sum_gradient",
    "kernel_sum_hessian",
    "kernel_sum_with_gradient",
]

Precision = Literal["float64", "float32"]
Route = Literal["auto", "direct", "mesh"]


def kernel_sum(
    kernel: Kernel,
    points: ArrayLike,
    sources: ArrayLike,
    weights: ArrayLike,
    num_threads: int | None = None,
    *,
    precision: Precision = "float64",
    method: Route = "auto",
    tolerance: float = 1e-9,
) -> Array:
    """Return sum_j weights_j K(points_i, sources_j) for every i.

    Parameters
    ----------
    kernel : Kernel
        One of ``KERNELS``.
    points : array_like, shape (M, d)
        Where to evaluate; M may be 0.
    sources : array_like, shape (N, d)
        Centres of the kernels.
    weights : array_like, shape (N,)
        Weights of either sign.
    num_threads : int, optional
        Threads; None: see `gandyn.threads.resolve`. The result does not depend on it.
    precision : {"float64", "float32"}, optional
        "float32" allows kernels to be evaluated in float32, about twice as fast in few dimensions;
        blocks of at most 64 of them are added up in float32, the blocks in float64.
    method : {"auto", "direct", "mesh"}, optional
        "direct" visits all pairs; "mesh", for sums of Gaussians in 1 to 3 dimensions, costs
        O(M + N) and errs by `tolerance`; "auto" takes the mesh where it is cheaper by far.
    tolerance : float, optional
        Of the mesh, from 1e-12 to 0.1: its error is below tolerance * sum_j |weights_j| * K(0).

    Returns
    -------
    ndarray, shape (M,)
        The error of "direct" is below 1e-13 times sum_j |weights_j| K(points_i, sources_j), but for
        far tails (K < 1e-30), whose relative rounding grows with r2 / bandwidth^2. With "float32"
        it is below 2e-5 + 1e-6 d times sum_j |weights_j| (K(points_i, sources_j) + 1e-4 K(0)).

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.

    Notes
    -----
    Squared distances come from differences of the coordinates as they are, which keeps the promise
    for any data, except where a cheaper way keeps it too. With c the mean of the sources,
    S = max_j |sources_j - c|, X = |points_i - c| and s the (smallest) bandwidth:

    - From d = 32 and M = 32 on, matrix products of the centred coordinates. The error of r2 is
      then at most (2 n + 6) 2^-53 (X^2 + S^2), n = 32 + ceil(d / 32); a point takes this way if
      q (2 n + 6) 2^-53 (X^2 + S^2) / s^2 <= 5e-14, half the promise, where q is 1/2 for
      ``Gaussian`` and ``GaussianMixture``, 1/2 + 1/(2 m) for ``RationalQuadratic``, 3/2 for
      ``InverseMultiquadric``, 5/2 for ``Matern52``. ``Laplace`` and ``Matern32``, not smooth in
      r2, never do.
    - With "float32", differences of the centred coordinates in float32, for points with
      X + S <= 48 s and bandwidths between 1e-15 and 1e15.
    """
    given = (kernel, points, sources, weights, num_threads)
    return _sum("", given, precision, method, tolerance).reshape(-1)


def kernel_sum_gradient(
    kernel: Kernel,
    points: ArrayLike,
    sources: ArrayLike,
    weights: ArrayLike,
    num_threads: int | None = None,
    *,
    precision: Precision = "float64",
    method: Route = "auto",
    tolerance: float = 1e-9,
) -> Array:
    """Return the gradient of `kernel_sum` in the point, shape (M, d).

    The gradient of a pair is 2 slope (x - y), slope = dK/d(r2); ``Laplace``, which has a kink where
    point and source coincide, counts 0 there. The error is below 1e-13 times the sum of the sizes
    of the terms, or, where matrix products serve, of |weights_j| |2 slope| (|x - y| + s), s the
    bandwidth; with "float32" below 2e-5 + 1e-6 d times the latter and 1e-4 sum_j |weights_j|
    K(0) / s; by a mesh below tolerance * sum_j |weights_j| * K(0) / s in length, s the smallest
    bandwidth. Parameters and errors as in `kernel_sum`.
    """
    given = (kernel, points, sources, weights, num_threads)
    return _sum("_gradient", given, precision, method, tolerance)


def kernel_sum_hessian(
    kernel: Kernel,
    points: ArrayLike,
    sources: ArrayLike,
    weights: ArrayLike,
    num_threads: int | None = None,
    *,
    method: Route = "auto",
    tolerance: float = 1e-9,
) -> Array:
    """Return the Hessian of `kernel_sum` in the point, shape (M, d, d).

    The Hessian of a pair is 2 slope I + 4 curvature (x - y)(x - y)', curvature = d2K/d(r2)2. A
    mesh promises nothing for it; two or three digits less than for the sum are usual. Parameters
    and errors as in `kernel_sum`.
    """
    arguments = (kernel, points, sources, weights, num_threads)
    flat = _sum("_hessian", arguments, "float64", method, tolerance)
    d = math.isqrt(flat.shape[1])
    return flat.reshape(len(flat), d, d)


def kernel_sum_with_gradient(
    kernel: Kernel,
    points: ArrayLike,
    sources: ArrayLike,
    weights: ArrayLike,
    num_threads: int | None = None,
    *,
    precision: Precision = "float64",
    method: Route = "auto",
    tolerance: float = 1e-9,
) -> tuple[Array, Array]:
    """Return `kernel_sum`, shape (M,), and its gradient, shape (M, d), for the price of one pass.

    Parameters and errors as in `kernel_sum`.
    """
    arguments = (kernel, points, sources, weights, num_threads)
    both = _sum("_with_gradient", arguments, precision, method, tolerance)
    return both[:, 0].copy(), np.ascontiguousarray(both[:, 1:])


def _sum(
    what: str,
    arguments: tuple[Kernel, ArrayLike, ArrayLike, ArrayLike, int | None],
    precision: Precision,
    method: Route,
    tolerance: float,
) -> Array:
    """Add up by the route chosen; `what` completes the name of the core's function."""
    if precision not in ("float64", "float32"):
        raise ValueError(f"precision must be 'float64' or 'float32', got {precision!r}")
    checked = as_sum_arguments(*arguments)
    tolerance = Mesh(tolerance).tolerance
    if method == "auto" and precision == "float32":
        method = "direct"
    if route(checked, method, tolerance) == "mesh":
        if precision == "float32":
            raise ValueError("precision must be 'float64' with method='mesh', got 'float32'")
        total: Array = getattr(_core, "mesh_sum" + what)(*checked, tolerance)
    else:
        options = () if what == "_hessian" else (precision == "float32",)
        total = getattr(_core, "kernel_sum" + what)(*checked, *options)
    return total


def route(
    arguments: tuple[Kernel, Array, Array, Array, int], method: Route, tolerance: float
) -> Literal["direct", "mesh"]:
    """Return how to add up: as `method` says, or whichever is cheaper.

    Raises
    ------
    ValueError
        `method` is unknown.
    """
    if method not in ("auto", "direct", "mesh"):
        raise ValueError(f"method must be 'auto', 'direct' or 'mesh', got {method!r}")
    if method != "auto":
        return method
    kernel, points, sources, *_ = arguments
    dimension, pairs = sources.shape[1], len(points) * len(sources)
    if dimension > 3 or not hasattr(kernel, "components") or pairs < 4e6:
        return "direct"
    from .costs import mesh_sum_seconds, pair_seconds

    # A mesh is less exact than all pairs, so it is taken only where it is cheaper by far.
    by_mesh = 4.0 * mesh_sum_seconds(kernel, points, sources, tolerance)
    return "mesh" if by_mesh < pairs * pair_seconds(kernel, dimension) else "direct"


def as_sum_arguments(
    kernel: Kernel,
    points: ArrayLike,
    sources: ArrayLike,
    weights: ArrayLike,
    num_threads: int | None,
) -> tuple[Kernel, Array, Array, Array, int]:
    """Return the arguments of a sum as the core wants them, else raise TypeError or ValueError."""
    kernel = as_kernel(kernel)
    sources = as_points("sources", sources)
    points = as_points("points", points, sources.shape[1], empty=True)
    weights = as_floats("weights", weights, 1, f"({len(sources)},)")
    if len(weights) != len(sources):
        raise ValueError(f"weights must have shape ({len(sources)},), got {weights.shape}")
    return kernel, points, sources, weights, resolve(num_threads)[0]
