"""Checks of what describes one target and the particles around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import _core
from ._checks import Array, as_floats, as_instance, as_masses, as_number
from ._core import Rates
from ._kernel import as_kernel

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from ._kernel import Kernel


def as_nonnegative(name: str, value: object) -> float:
    """Return a finite number >= 0."""
    number = as_number(name, value)
    if not 0.0 <= number < np.inf:
        raise ValueError(f"{name} must be finite and >= 0, got {number}")
    return number


def as_positive(name: str, value: object) -> float:
    """Return a finite number > 0."""
    number = as_number(name, value)
    if not 0.0 < number < np.inf:
        raise ValueError(f"{name} must be finite and > 0, got {number}")
    return number


def as_times(times: ArrayLike) -> Array:
    """Return finite times >= 0 as an array (T,)."""
    array = as_floats("times", times, 1, "(T,)")
    if (array < 0.0).any():
        raise ValueError(f"times must not be negative, got {array.min()}")
    return array


def as_equal_masses(particle_weights: ArrayLike) -> tuple[int, float]:
    """Return the number of particles and the mass of each."""
    given = as_floats("particle_weights", particle_weights, 1, "(N,)")
    if not given.size:
        raise ValueError("particle_weights must have at least one mass")
    masses = as_masses("particle_weights", given, len(given))
    low, high = float(masses.min()), float(masses.max())
    if high - low > 1e-12 * high:
        raise ValueError(f"particle_weights must be equal, got masses from {low} to {high}")
    return len(masses), high


def as_rates(rates: object) -> Rates:
    """Return rates, else raise TypeError."""
    known: Rates = as_instance("rates", rates, {"Rates": Rates}, "Rates(0.1, 0.1)")
    return known


def rates_ratio(rates: object) -> float:
    """Return mu = eta_g / eta_d, the generator's rate in units of the discriminator's."""
    known = as_rates(rates)
    if not known.discriminator > 0.0:
        raise ValueError(f"rates must have discriminator > 0, got {known!r}: time stands still")
    ratio: float = known.generator / known.discriminator
    return ratio


def as_plain(kernel: object) -> Kernel:
    """Return a kernel that measures Euclidean distance."""
    known = as_kernel(kernel)
    if known.metric is not None:
        raise ValueError(f"kernel must have no metric here, got {known!r}")
    return known


def curvature_at_zero(kernel: Kernel) -> float:
    """Return gamma2 = k''(0) of K = k(r2 / 2)."""
    gamma2: float = _core.kernel_shape(kernel)[2]
    if not np.isfinite(gamma2):
        name = type(kernel).__name__
        raise ValueError(f"kernel must have a second derivative where points coincide, got {name}")
    return gamma2
