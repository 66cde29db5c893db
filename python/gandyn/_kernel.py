"""What a kernel is to Python: the classes of the core, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from ._checks import as_instance

KERNELS: dict[str, type] = _core.KERNELS

if TYPE_CHECKING:
    from ._core import (
        Gaussian,
        GaussianMixture,
        InverseMultiquadric,
        Laplace,
        Matern32,
        Matern52,
        RationalQuadratic,
    )

    Kernel = (
        Gaussian
        | GaussianMixture
        | InverseMultiquadric
        | Laplace
        | Matern32
        | Matern52
        | RationalQuadratic
    )
else:
    Kernel = Any


def as_kernel(kernel: object) -> Kernel:
    """Return a kernel, else raise TypeError."""
    known: Kernel = as_instance("kernel", kernel, KERNELS, "Gaussian(bandwidth=0.5)")
    return known
