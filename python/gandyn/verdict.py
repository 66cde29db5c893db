"""What a configuration will do, in words, before it is run."""

from __future__ import annotations

import math

import numpy as np

from ._region_point import region_point
from .games import KernelGAN
from .isolated import IsolatedPoint
from .methods import Method, Rates
from .phases import Phase, Stability

__all__ = ["in_words", "typical_point"]


def typical_point(
    game: KernelGAN, method: Method, rates: Rates, num_particles: int
) -> tuple[IsolatedPoint, str]:
    """Return the local model of the game's median target with its share of the particles.

    Parameters
    ----------
    game : KernelGAN
    method : Method
    rates : Rates
    num_particles : int
        Particles in all; each has the mass that they have on average.

    Returns
    -------
    point : IsolatedPoint
    words : str
        What it is of.

    Raises
    ------
    ValueError
        The method, or a kernel with a kink, has no local model.
    """
    masses = game.masses(num_particles)
    mass, share = float(np.median(game.target_weights)), float(masses.sum()) / num_particles
    count = max(1, int(mass / share * (1 + 1e-9)))
    point = region_point(game, mass, np.full(count, share), method, rates)
    words = f"the median target, mass {mass:.4g}, alone with {count} particles of mass {share:.4g}"
    return point, words


def in_words(found: Stability) -> str:
    """Say in a sentence what a spectrum of multipliers means for training."""
    phase: Phase = found.phase
    turn = f": period {found.period:.4g} steps" if math.isfinite(found.period) else ""
    words = f"{phase}{turn}, rate {found.rate:.6g} a step"
    if phase & Phase.converges:
        digit = math.log(10) / -math.log(max(found.rate, 1e-300))
        words += f"; {digit:.4g} steps a digit"
    elif phase & Phase.diverges:
        words += "; gandyn phase-diagram shows which rates converge, if any do"
    return words
