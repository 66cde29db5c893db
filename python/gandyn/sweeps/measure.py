"""The numbers kept of a point: how it ended, moments of its last state, and what was asked for.

==================  ================================================================================
mmd                 distance of the particles from the targets, of the game's own kernel
wasserstein2        the like, 2-Wasserstein
coverage            share of the targets' mass that has a particle within a bandwidth;
                    ``coverage:0.5`` within 0.5
distance            of a game of two vectors: from its equilibrium
loss                of the last state
fitted_rate         factor a step by which the run approached its end, nan where it shows none
predicted_rate      factor a step that the theory gives, nan where it gives none
predicted_phase     "converges", "converges and oscillates", ..., empty where theory knows none
==================  ================================================================================

The predictions look at the configuration alone: of a kernel GAN at its median target with its
share of the particles, of a game of two vectors at its equilibrium.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import numpy as np

from .._checks import Array
from ..errors import ConfigError
from ..games import KernelGAN
from ..settings import Problem, Settings
from .values import unknown

__all__ = ["End", "check_measures", "needs_the_run", "results"]

LISTED = 8
"""Of states of so many coordinates means and covariances are kept number by number."""

VECTOR = 16
"""The like for the numbers of both vectors."""


@dataclass(frozen=True)
class End:
    """How a run ended.

    Attributes
    ----------
    status : str
        "converged", "max_steps" or "diverged".
    step : int
        The step of its last good state.
    time : float
        Its time.
    state : ndarray, shape (n, d) or (n + m,)
        Particles, or both vectors.
    run : Trajectory or VectorTrajectory or None
        All of it; None where it was one of a batch.
    """

    status: str
    step: int
    time: float
    state: Array
    run: Any = None


def results(problem: Problem, end: End, names: Sequence[str], num_threads: int) -> dict[str, Any]:
    """Return what is kept of a point, by name: numbers and texts."""
    found: dict[str, Any] = {"steps": end.step, "time": end.time}
    with np.errstate(all="ignore"):  # of a run that flew away
        found |= _moments(problem.game, end.state)
        for name in names:
            base, _, argument = name.partition(":")
            found[name] = MEASURES[base](problem, end, argument, num_threads)
    return found


def needs_the_run(names: Sequence[str]) -> bool:
    """Tell whether the last state is not enough."""
    return "fitted_rate" in names or "loss" in names


def check_measures(names: Sequence[str], settings: Settings, origin: str) -> None:
    """Refuse names of numbers that this game has not.

    Raises
    ------
    ConfigError
        The message says which there are.
    """
    of_particles = hasattr(settings, "kernel")
    known = tuple(name for name in MEASURES if name not in _OTHERS[of_particles])
    for name in names:
        base, colon, argument = name.partition(":")
        if base not in known:
            raise ConfigError(f"{origin}: [sweep] measure {unknown(base, known)}")
        if not colon and base != "coverage":
            continue
        if base != "coverage":
            raise ConfigError(f"{origin}: [sweep] measure {name}: {base} takes no number")
        if not _is_radius(argument) if colon else not _reach(settings):
            wanted = "coverage:RADIUS, such as coverage:0.5"
            raise ConfigError(f"{origin}: [sweep] measure {name}: must be {wanted}")


def _reach(settings: Settings) -> bool:
    return hasattr(settings.kernel, "bandwidth")  # type: ignore[attr-defined]


def _is_radius(text: str) -> bool:
    try:
        return 0.0 <= float(text) < float("inf")
    except ValueError:
        return False


def _moments(game: Any, state: Array) -> dict[str, Any]:
    """Return the first two moments of a cloud, or both vectors; of large ones sums alone."""
    if not isinstance(game, KernelGAN):
        if len(state) > VECTOR:
            return {"norm": float(np.linalg.norm(state))}
        x, y = state[: game.generator_size], state[game.generator_size :]
        return {"generator": x.tolist(), "discriminator": y.tolist()}
    masses = game.masses(len(state))
    share = masses / masses.sum()
    # Not matrix products, whose order of summation may depend on the number of threads.
    mean = (share[:, None] * state).sum(axis=0)
    apart = state - mean
    if len(mean) > LISTED:
        spread = float((share[:, None] * apart**2).sum())
        return {"mean_norm": float(np.sqrt((mean**2).sum())), "variance": spread}
    covariance = [
        [float((share * (apart[:, i] * apart[:, j])).sum()) for j in range(len(mean))]
        for i in range(len(mean))
    ]
    return {"mean": mean.tolist(), "covariance": covariance}


# ------------------------------------------------------------------------------------ measures


def _mmd(problem: Problem, end: End, argument: str, num_threads: int) -> float:
    from ..metrics import mmd

    game: Any = problem.game
    masses = game.masses(len(end.state))
    clouds = (game.targets, end.state, game.target_weights, masses)
    return mmd(game.kernel, *clouds, num_threads=num_threads)


def _wasserstein2(problem: Problem, end: End, argument: str, num_threads: int) -> float:
    from ..metrics import wasserstein2

    game: Any = problem.game
    masses = game.masses(len(end.state))
    clouds = (game.targets, end.state, game.target_weights, masses)
    return float(wasserstein2(*clouds, num_threads=num_threads))


def _coverage(problem: Problem, end: End, argument: str, num_threads: int) -> float:
    from ..metrics import coverage

    game: Any = problem.game
    radius = float(argument) if argument else game.kernel.bandwidth
    return coverage(game.targets, end.state, radius, game.target_weights, num_threads)


def _distance(problem: Problem, end: End, argument: str, num_threads: int) -> float:
    try:
        return float(np.linalg.norm(end.state - problem.game.equilibrium()))  # type: ignore[union-attr]
    except ValueError:  # no single one is known
        return nan


def _loss(problem: Problem, end: End, argument: str, num_threads: int) -> float:
    if isinstance(problem.game, KernelGAN):
        return float(end.run.loss(num_threads))
    return float(problem.game.loss(end.state))


def _fitted_rate(problem: Problem, end: End, argument: str, num_threads: int) -> float:
    try:
        told = end.run.predict()
    except ValueError:
        return nan
    if not isinstance(problem.game, KernelGAN):
        return float(told.fitted_rate)
    rates = [region.fitted_rate for region in told.targets if isfinite(region.fitted_rate)]
    return float(max(rates, default=nan))


def _predicted_rate(problem: Problem, end: End, argument: str, num_threads: int) -> float:
    found = _theory(problem, end)
    return nan if found is None else float(found.rate)


def _predicted_phase(problem: Problem, end: End, argument: str, num_threads: int) -> str:
    found = _theory(problem, end)
    return "" if found is None else str(found.phase)


def _theory(problem: Problem, end: End) -> Any:
    """Return what has a predicted rate and phase, or None."""
    from ..local_models import local_model
    from ..verdict import typical_point

    game, method, rates = problem.game, problem.method, problem.rates
    try:
        if isinstance(game, KernelGAN):
            return typical_point(game, method, rates, len(end.state))[0]
        return local_model(game, method, rates).stability
    except ValueError:
        return None


MEASURES: dict[str, Callable[[Problem, End, str, int], Any]] = {
    "mmd": _mmd,
    "wasserstein2": _wasserstein2,
    "coverage": _coverage,
    "distance": _distance,
    "loss": _loss,
    "fitted_rate": _fitted_rate,
    "predicted_rate": _predicted_rate,
    "predicted_phase": _predicted_phase,
}
_OTHERS = {True: ("distance",), False: ("mmd", "wasserstein2", "coverage")}
"""What games of particles have not, and games of two vectors."""
