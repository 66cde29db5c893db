"""Theory beside a simulation: what the linearised dynamics say of a run, and what it did."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ._checks import Array
from ._fitted import fitted, late_factor
from ._marks import nearest_target
from ._region_point import region_point
from ._run_moments import moments_now, moments_of
from .closures import Moments
from .isolated import IsolatedPoint
from .jacobians import update_jacobian
from .methods import AltGD, Method, SimGD
from .phases import Phase, Stability

if TYPE_CHECKING:
    from .trajectory import Trajectory
    from .vector_trajectory import VectorTrajectory

__all__ = [
    "Prediction",
    "RegionPrediction",
    "VectorPrediction",
    "predict",
    "predict_vector",
]


@dataclass(frozen=True, eq=False)
class RegionPrediction:
    """One target with the particles nearest to it at the end of a run.

    Attributes
    ----------
    target : int
        Its index.
    particles : ndarray of int64, shape (N,)
        Theirs.
    point : IsolatedPoint
        The local model: only this target and these particles.
    fitted_rate : float
        Factor by which their distances shrank, or grew, each step of the linear regime of the run;
        nan where the run has none.
    fitted_period : float
        Steps in a turn of the mean displacement; inf if it does not turn, nan if unknown.
    frames : ndarray, shape (T, N, d)
        Their places relative to the target.
    steps : ndarray, shape (T,)
        The steps of the frames.
    method : Method
        What the run was played by.
    """

    target: int
    particles: NDArray[np.int64]
    point: IsolatedPoint
    fitted_rate: float
    fitted_period: float
    frames: Array
    steps: NDArray[np.int64]
    method: Method

    @property
    def delta(self) -> float:
        """Mass of the target less that of its particles."""
        return float(self.point.delta)

    @property
    def rate(self) -> float:
        """Predicted factor a step of the slowest mode of all."""
        return float(self.point.rate)

    @property
    def particle_rate(self) -> float:
        """The like of the modes that move particles, to compare with `fitted_rate`."""
        return float(max(abs(mode.value) for mode in self.point.modes if mode.name != "a"))

    @property
    def phase(self) -> Phase:
        """Predicted phase."""
        return self.point.phase

    @cached_property
    def moments(self) -> Moments:
        """Mean and covariance as predicted from the first frame on; equal masses only.

        By the gaussian closure for sums of Gaussians and at most 2000 steps, else by smm.

        Raises
        ------
        ValueError
            The masses differ, the method is none of ``SimGD`` and ``AltGD``, or the run began
            later than at step 0.
        """
        if not self.point.equal_masses or type(self.method) not in (SimGD, AltGD):
            raise ValueError(
                "moments are known for equal masses under SimGD and AltGD, got "
                f"{self.method!r} and masses {self.point.particle_weights}"
            )
        if self.steps[0] != 0:
            raise ValueError(f"moments begin with f = 0 at step 0, the run at step {self.steps[0]}")
        return moments_of(self.point, self.frames[0], int(self.steps[-1]))

    @property
    def spread(self) -> tuple[float, float]:
        """Root of the covariance's trace at the last frame: as predicted, and as it is.

        Raises
        ------
        ValueError
            As for `moments`, or these do not reach so far.
        """
        predicted, last = self.moments.covariance, int(self.steps[-1])
        if last >= len(predicted):
            raise ValueError(f"moments are known for {len(predicted) - 1} steps, not for {last}")
        here = moments_now(self.frames[-1:])[1][0]
        there = max(float(np.trace(predicted[last])), 0.0)
        return math.sqrt(there), math.sqrt(float(np.trace(here)))

    def explain(self) -> str:
        """Say in a sentence what is predicted, and what was seen."""
        seen = "no linear regime was recorded"
        if math.isfinite(self.fitted_rate):
            seen = f"the run shows {self.fitted_rate:.6g}"
        with suppress(ValueError):  # of masses and methods without moments nothing is said
            predicted, there = self.spread
            seen += f"; spread at the end {predicted:.4g} predicted, {there:.4g} seen"
        return (
            f"target {self.target}: {len(self.particles)} particles, mass left {self.delta:.4g}; "
            f"{self.phase}, predicted factor {self.particle_rate:.6g} a step, {seen}"
        )


@dataclass(frozen=True, eq=False)
class Prediction:
    """What isolated points say of a run of the kernel GAN (Becker et al. 2022).

    Attributes
    ----------
    targets : tuple of RegionPrediction
        One for every target that has particles.
    empty : ndarray of int64
        Targets that have none.
    """

    targets: tuple[RegionPrediction, ...]
    empty: NDArray[np.int64]

    @property
    def rate(self) -> float:
        """Predicted factor a step of the slowest region."""
        return max(region.rate for region in self.targets)

    @property
    def phase(self) -> Phase:
        """Phase of all regions together."""
        phases = [region.phase for region in self.targets]
        together = Phase.neutral
        for phase in phases:
            together |= phase & (Phase.oscillates | Phase.diverges | Phase.flips)
        if all(phase & Phase.converges for phase in phases):
            together |= Phase.converges
        return together

    def explain(self) -> str:
        """Say in a line a target what is predicted, and what was seen."""
        lines = [region.explain() for region in self.targets]
        if len(self.empty):
            lines.append(f"{len(self.empty)} targets have no particles")
        return "\n".join(lines)


@dataclass(frozen=True, eq=False)
class VectorPrediction:
    """What one step's Jacobian says of a run of a game of two vectors.

    Attributes
    ----------
    stability : Stability
        Of the map at the game's equilibrium, or at the last frame where none is known.
    fitted_rate : float
        Factor a step by which the run's distance from there shrank over its second half.
    """

    stability: Stability
    fitted_rate: float

    @property
    def rate(self) -> float:
        """Predicted factor a step."""
        return float(self.stability.rate)

    @property
    def phase(self) -> Phase:
        """Predicted phase."""
        phase: Phase = self.stability.phase
        return phase

    def explain(self) -> str:
        """Say in a sentence what is predicted, and what was seen."""
        turn = ""
        if math.isfinite(self.stability.period):
            turn = f", a turn in {self.stability.period:.4g} steps"
        seen = (
            f"the run shows {self.fitted_rate:.6g}"
            if math.isfinite(self.fitted_rate)
            else "the run shows no rate"
        )
        return f"{self.phase}, predicted factor {self.rate:.6g} a step{turn}; {seen}"


def predict(run: Trajectory) -> Prediction:
    """Hold the theory of isolated points beside a run of the kernel GAN.

    Every particle belongs to the target nearest to it at the end.

    Parameters
    ----------
    run : Trajectory
        Played by SimGD, AltGD with one move each, BestResponse, JARE or ConOpt.

    Raises
    ------
    ValueError
        The method, or a kernel with a kink, has no local model.
    """
    game, final = run.game, run.final.particles
    nearest = nearest_target(game, final)
    regions = []
    for target in np.unique(nearest):
        members = np.flatnonzero(nearest == target)
        weight, masses = float(game.target_weights[target]), run.particle_weights[members]
        point = region_point(game, weight, masses, run.method, run.rates)
        frames = run.particles[:, members] - game.targets[target]
        rounding = 1e-14 * float(np.abs(game.targets[target]).max())
        rate, period = fitted(frames, run.steps, 1.0 / math.sqrt(point.gamma), rounding)
        regions.append(
            RegionPrediction(
                int(target), members, point, rate, period, frames, run.steps, run.method
            )
        )
    empty = np.setdiff1d(np.arange(len(game.targets)), nearest)
    return Prediction(tuple(regions), empty)


def predict_vector(run: VectorTrajectory) -> VectorPrediction:
    """Hold the spectrum of one step beside a run of a game of two vectors.

    Parameters
    ----------
    run : VectorTrajectory

    Raises
    ------
    ValueError
        A step has no Jacobian there, as under Adam.
    """
    try:
        centre = run.game.equilibrium()
    except ValueError:  # a family of them: the one that was reached
        centre = run.final
    spectrum = update_jacobian(run.game, run.method, centre, run.rates).stability()
    with np.errstate(over="ignore"):  # of a run that flew away
        return VectorPrediction(spectrum, late_factor(run.states - centre, run.steps))
