"""Mean and covariance of a run's particles, and what is predicted from its first frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._core import Gaussian, GaussianMixture, Rates
from ._region_point import region_point
from .closures import CLOSURES, Moments, moments
from .games import KernelGAN
from .isolated import IsolatedPoint
from .methods import AltGD, SimGD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._checks import Array
    from .trajectory import Trajectory

    Indices = NDArray[np.int64]


LONGEST_MEMORY = 2000
"""Steps for which the gaussian closure is taken unasked: its cost grows with their square."""


def prediction(run: Trajectory, wanted: Moments | str) -> Moments:
    """Return moments as they are, or those that a closure predicts from the run's first frame.

    Raises
    ------
    TypeError, ValueError
        Something is not as the prediction wants it.
    """
    game = run.game
    if not isinstance(game, KernelGAN):
        raise ValueError(f"run must be of a KernelGAN, got {type(game).__name__}")
    if len(game.targets) != 1:
        raise ValueError(f"run must have one target, got {len(game.targets)}")
    if isinstance(wanted, Moments):
        if wanted.mean.shape[1] != game.dimension:
            raise ValueError(
                f"moments must be of dimension {game.dimension}, got {wanted.mean.shape[1]}"
            )
        return wanted
    if not isinstance(wanted, str) or wanted not in CLOSURES:
        raise ValueError(f"moments must be Moments or one of {', '.join(CLOSURES)}, got {wanted!r}")
    if run.steps[0] != 0:
        raise ValueError(
            f"run must begin at step 0, where f = 0, got step {int(run.steps[0])}: give moments"
        )
    if run.method not in (AltGD(), SimGD()):
        raise ValueError(f"run must be of AltGD() or SimGD(), got {run.method!r}: give moments")
    weight = float(game.target_weights[0])
    point = region_point(game, weight, run.particle_weights, run.method, run.rates)
    return moments_of(point, run.particles[0] - game.targets[0], int(run.steps[-1]), wanted)


def moments_of(
    point: IsolatedPoint, displacements: Array, num_steps: int, closure: str | None = None
) -> Moments:
    """Return what becomes of a cloud of displacements (N, d) around one target, from f = 0.

    None: the best closure that the kernel has.
    """
    rates, masses = point.rates, np.asarray(point.particle_weights)
    if not point.mass_factor:  # a particle's step does not carry its mass then
        rates = Rates(rates.generator / masses[0], rates.discriminator)
    if closure is None:
        gaussians = isinstance(point.kernel, Gaussian | GaussianMixture)
        closure = "gaussian" if gaussians and num_steps <= LONGEST_MEMORY else "smm"
    mean, spread = moments_now(displacements[None])
    return moments(
        point.kernel,
        point.target_weight,
        masses,
        mean[0],
        spread[0],
        point.ridge,
        rates,
        num_steps,
        closure,  # type: ignore[arg-type]  # checked there
        point.order,  # type: ignore[arg-type]
    )


def actual(run: Trajectory, frames: Indices) -> tuple[Array, Array]:
    """Return mean (k, d) and covariance (k, d, d) of the particles."""
    return moments_now(run.particles[frames])


def moments_now(clouds: Array) -> tuple[Array, Array]:
    """Return mean (k, d) and covariance (k, d, d) of clouds (k, N, d)."""
    mean = clouds.mean(axis=1)
    away = clouds - mean[:, None]
    return mean, np.asarray(np.einsum("kni,knj->kij", away, away) / clouds.shape[1])


def forecast(run: Trajectory, predicted: Moments, frames: Indices) -> tuple[Array, Array]:
    """Return the like of the prediction, nan where it has ended."""
    steps = run.steps[frames]
    known = steps < len(predicted.steps)
    at = np.where(known, steps, 0)
    mean = np.where(known[:, None], predicted.mean[at], np.nan)
    spread = np.where(known[:, None, None], predicted.covariance[at], np.nan)
    return run.game.targets[0] + mean, np.asarray(spread)
