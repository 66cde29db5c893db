"""Mean and covariance of a run's particles, and what is predicted from its first frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._core import Rates
from .methods import AltGD, SimGD
from .moments import CLOSURES, Moments, moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._checks import Array
    from .trajectory import Trajectory

    Indices = NDArray[np.int64]


def prediction(run: Trajectory, wanted: Moments | str) -> Moments:
    """Return moments as they are, or those that a closure predicts from the run's first frame.

    Raises
    ------
    TypeError, ValueError
        Something is not as the prediction wants it.
    """
    game = run.game
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
    rates, masses = run.rates, run.particle_weights
    if not game.mass_factor:  # a particle's step does not carry its mass then
        rates = Rates(rates.generator / masses[0], rates.discriminator)
    mean, spread = actual(run, np.array([0]))
    return moments(
        game.kernel,
        float(game.target_weights[0]),
        masses,
        mean[0] - game.targets[0],
        spread[0],
        game.ridge,
        rates,
        int(run.steps[-1]),
        wanted,
        "alternating" if isinstance(run.method, AltGD) else "simultaneous",
    )


def actual(run: Trajectory, frames: Indices) -> tuple[Array, Array]:
    """Return mean (k, d) and covariance (k, d, d) of the particles."""
    clouds = run.particles[frames]
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
