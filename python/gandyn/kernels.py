r"""Kernels and sums over them.

========================  ================================================================
``Gaussian``              exp(-r2 / (2 s^2))
``GaussianMixture``       sum_m w_m exp(-r2 / (2 s_m^2))
``Laplace``               exp(-r / s)
``Matern32``              (1 + a r) exp(-a r), a = sqrt(3) / s
``Matern52``              (1 + a r + a^2 r^2 / 3) exp(-a r), a = sqrt(5) / s
``RationalQuadratic``     (1 + r2 / (2 m s^2))^-m, m = ``mixing``
``InverseMultiquadric``   (1 + r2 / s^2)^(-1/2)
========================  ================================================================

Here s is ``bandwidth``, r2 = (x - y)'M(x - y) the squared distance in the kernel's ``metric`` M
(None: Euclidean; d numbers: a diagonal, axis a scaled by c being the entry c^2; or a symmetric
positive definite matrix) and r its root. ``KERNELS`` maps every name to its class.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from . import _core
from ._checks import Array, as_points
from ._core import (
    Gaussian,
    GaussianMixture,
    InverseMultiquadric,
    Laplace,
    Matern32,
    Matern52,
    RationalQuadratic,
)
from ._kernel import KERNELS, Kernel, as_kernel
from .sums import (
    kernel_sum,
    kernel_sum_gradient,
    kernel_sum_hessian,
    kernel_sum_with_gradient,
)
from .threads import resolve

__all__ = [
    "KERNELS",
    "Gaussian",
    "GaussianMixture",
    "InverseMultiquadric",
    "Kernel",
    "Laplace",
    "Matern32",
    "Matern52",
    "RationalQuadratic",
    "kernel_matrix",
    "kernel_sum",
    "kernel_sum_gradient",
    "kernel_sum_hessian",
    "kernel_sum_with_gradient",
]


def kernel_matrix(
    kernel: Kernel, x: ArrayLike, y: ArrayLike, num_threads: int | None = None
) -> Array:
    """Return the matrix K(x_i, y_j), shape (M, N).

    Parameters
    ----------
    kernel : Kernel
        One of ``KERNELS``.
    x, y : array_like, shape (M, d) and (N, d)
        The points; M may be 0.
    num_threads : int, optional
        See `gandyn.threads.resolve`.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    kernel = as_kernel(kernel)
    y = as_points("y", y)
    x = as_points("x", x, y.shape[1], empty=True)
    matrix: Array = _core.kernel_matrix(kernel, x, y, resolve(num_threads)[0])
    return matrix
