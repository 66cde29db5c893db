"""How far random features are from the kernel that they stand for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from . import _core
from ._checks import Array, as_instance
from ._core import RandomFeatures
from ._kernel import Kernel
from .sums import as_sum_arguments

__all__ = ["FeatureErrors", "feature_error"]


class FeatureErrors(NamedTuple):
    """Relative errors of a function kept by random features.

    Attributes
    ----------
    value : float
        Root mean square of f~ - f over the points, in units of that of f.
    gradient : float
        The same of their gradients.
    """

    value: float
    gradient: float


def feature_error(
    kernel: Kernel,
    discriminator: RandomFeatures,
    points: ArrayLike,
    sources: ArrayLike,
    weights: ArrayLike,
    num_threads: int | None = None,
) -> FeatureErrors:
    """Measure f~ = sum_j weights_j K~(., sources_j) against f, the same sum with the kernel itself.

    Parameters
    ----------
    kernel : Kernel
        One of ``KERNELS``.
    discriminator : RandomFeatures
        Which features make K~.
    points : array_like, shape (M, d)
        Where to compare; M >= 1.
    sources : array_like, shape (N, d)
        Centres of the kernels.
    weights : array_like, shape (N,)
        Weights of either sign, such as target weights and the negated particle weights.
    num_threads : int, optional
        Threads; None: see `gandyn.threads.resolve`. The result does not depend on it.

    Returns
    -------
    FeatureErrors
        Errors of f and of its gradient; inf or nan where that of f itself is 0.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted, or the kernel has no known spectral density.
    """
    as_instance(
        "discriminator", discriminator, {"RandomFeatures": RandomFeatures}, "RandomFeatures(4096)"
    )
    arguments = as_sum_arguments(kernel, points, sources, weights, num_threads)
    if arguments[1].size == 0:
        raise ValueError(f"points must have at least one point, got shape {arguments[1].shape}")
    f = _core.kernel_sum_with_gradient(*arguments, False)
    error = _core.feature_sum_with_gradient(arguments[0], discriminator, *arguments[1:]) - f
    with np.errstate(divide="ignore", invalid="ignore"):
        return FeatureErrors(_ratio(error[:, :1], f[:, :1]), _ratio(error[:, 1:], f[:, 1:]))


def _ratio(error: Array, of: Array) -> float:
    return float(np.linalg.norm(error) / np.linalg.norm(of))
