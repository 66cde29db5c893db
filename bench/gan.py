"""The game measured at large N: particles of a kernel GAN, moved step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from .problem import Array

TARGETS = 8000  # of the ring and of the box
CHECK_STEPS = 3
BANDWIDTH = {2: 0.2, 3: 0.3, "cities": 0.5}


@dataclass(frozen=True)
class Gan:
    """Targets x (m, d) with masses p (m,), particles y (n, d) of mass 1/n each.

    A step: f <- (1 - eta_d ridge) f + eta_d (sum_i p_i K(x_i, .) - 1/n sum_j K(y_j, .)), and then
    y_j <- y_j + eta_g grad f(y_j), with K(x, y) = exp(-|x - y|^2 / (2 s^2)).
    """

    targets: Array
    masses: Array
    particles: Array
    bandwidth: float
    steps: int  # of a call
    start: int = 0  # steps made before the first
    ridge: float = 0.1
    rate: float = 0.01  # eta_g
    ascent: float = 0.5  # eta_d
    tolerance: float = 1e-6

    @property
    def dimension(self) -> int:
        return int(self.targets.shape[1])

    @cached_property
    def game(self) -> Any:
        """The arguments of gandyn's game that do not say how f is kept."""
        import gandyn as gd

        return {
            "targets": self.targets,
            "target_weights": self.masses,
            "kernel": gd.Gaussian(self.bandwidth),
            "ridge": self.ridge,
            "mass_factor": False,
        }

    @property
    def check_steps(self) -> int:
        """Steps after which results are compared."""
        return min(CHECK_STEPS, self.steps)

    def mean_gradient(self, frames: Sequence[Array]) -> tuple[Array]:
        """Return the mean of grad f where the particles were, from the frames of the check."""
        return ((frames[-1] - frames[0]) / (self.rate * self.check_steps),)


def gan(size: int, dimension: int, steps: int, start: int = 0, cities: str | None = None) -> Gan:
    """The same numbers in every process: a ring (d = 2), a box (d = 3), or cities from a file."""
    random = np.random.default_rng([size, dimension])
    if cities:
        return _cities(Path(cities), random, size, steps)
    if dimension == 2:
        angle = random.integers(8, size=TARGETS) * np.pi / 4
        targets = 2 * np.stack([np.cos(angle), np.sin(angle)], 1)
        targets += 0.1 * random.normal(size=(TARGETS, 2))
        particles = random.normal(size=(size, 2))
    else:
        targets = random.uniform(-3, 3, size=(TARGETS, dimension))
        particles = random.uniform(-3, 3, size=(size, dimension))
    masses = np.full(TARGETS, 1 / TARGETS)
    return Gan(targets, masses, particles, BANDWIDTH[dimension], steps, start)


def _cities(path: Path, random: np.random.Generator, size: int, steps: int) -> Gan:
    """Longitude, latitude and population; particles begin near places drawn evenly."""
    columns = np.loadtxt(path, delimiter=",", skiprows=1)  # unpacks a .gz itself
    targets, people = np.ascontiguousarray(columns[:, :2]), columns[:, 2]
    particles = targets[random.integers(len(targets), size=size)] + random.normal(size=(size, 2))
    return Gan(targets, people / people.sum(), particles, BANDWIDTH["cities"], steps, rate=1.0)
