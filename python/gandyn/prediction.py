"""Theory beside a simulation: what the linearised dynamics say of a run, and what it did."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from ._checks import Array
from ._core import Gaussian, GaussianMixture, Rates
from .games import KernelGAN
from .isolated import IsolatedPoint, isolated_point
from .jacobians import update_jacobian
from .methods import JARE, AltGD, BestResponse, ConOpt, Method, SimGD
from .moments import Moments, moments
from .stability import Phase, Stability

if TYPE_CHECKING:
    from .trajectory import Trajectory
    from .vector_trajectory import VectorTrajectory

__all__ = ["Prediction", "RegionPrediction", "VectorPrediction", "predict", "predict_vector"]

FLOOR = 1e-11
"""Distances below this share of the largest before are what rounding left of them."""
NEAR = 0.1
"""Distances below this share of the kernel's length are the linear regime."""


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
    """

    target: int
    particles: NDArray[np.int64]
    point: IsolatedPoint
    fitted_rate: float
    fitted_period: float
    frames: Array
    steps: NDArray[np.int64]

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

        Raises
        ------
        ValueError
            The masses differ, or the method is none of ``SimGD`` and ``AltGD``.
        """
        point, start = self.point, self.frames[0]
        if point.method is not None or point.order == "continuous":
            raise ValueError("moments are known for SimGD and AltGD alone")
        mean = start.mean(axis=0)
        spread = start - mean
        return moments(
            point.kernel,
            point.target_weight,
            point.particle_weights,
            mean,
            spread.T @ spread / len(start),
            point.ridge,
            point.rates,
            int(self.steps[-1] - self.steps[0]),
            closure=_closure(point),
            order=point.order,
        )

    def explain(self) -> str:
        """Say in a sentence what is predicted, and what was seen."""
        seen = "no linear regime was recorded"
        if math.isfinite(self.fitted_rate):
            seen = f"the run shows {self.fitted_rate:.6g}"
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
    order, method, rates = _local_order(run.method, run.rates, game.ridge)
    squared = ((final[:, None, :] - game.targets[None, :, :]) ** 2).sum(axis=2)
    nearest = squared.argmin(axis=1)
    regions = []
    for target in np.unique(nearest):
        members = np.flatnonzero(nearest == target)
        point = isolated_point(
            target_weight=float(game.target_weights[target]),
            particle_weights=run.particle_weights[members],
            kernel=game.kernel,
            ridge=game.ridge,
            rates=rates,
            order=order,
            method=method,
            mass_factor=game.mass_factor,
            dimension=game.dimension,
        )
        frames = run.particles[:, members] - game.targets[target]
        rounding = 1e-14 * float(np.abs(game.targets[target]).max())
        rate, period = _fit(frames, run.steps, 1.0 / math.sqrt(point.gamma), rounding)
        regions.append(
            RegionPrediction(int(target), members, point, rate, period, frames, run.steps)
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
    distances = np.linalg.norm(run.states - centre, axis=1)
    return VectorPrediction(spectrum, _slope(distances, run.steps))


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
    order, kind, own = _local_order(method, rates, game.ridge)
    masses = game.masses(num_particles)
    mass, share = float(np.median(game.target_weights)), float(masses.sum()) / num_particles
    count = max(1, int(mass / share * (1 + 1e-9)))
    point = isolated_point(
        target_weight=mass,
        particle_weights=np.full(count, share),
        kernel=game.kernel,
        ridge=game.ridge,
        rates=own,
        order=order,
        method=kind,
        mass_factor=game.mass_factor,
        dimension=game.dimension,
    )
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
    elif found.max_stable_step > 0:
        words += f"; both rates times less than {found.max_stable_step:.4g} would converge"
    elif phase & Phase.diverges:
        words += "; no smaller steps would converge"
    return words


def _local_order(
    method: Method, rates: Rates, ridge: float
) -> tuple[Literal["alternating", "simultaneous"], JARE | ConOpt | None, Rates]:
    """Return how the local model is played."""
    if isinstance(method, SimGD):
        return "simultaneous", None, rates
    if isinstance(method, AltGD) and method.generator_steps == method.discriminator_steps == 1:
        return "alternating", None, rates
    if isinstance(method, BestResponse):  # AltGD that forgets all at once
        return "alternating", None, Rates(rates.generator, 1.0 / ridge)
    if isinstance(method, JARE | ConOpt):
        return "simultaneous", method, rates
    raise ValueError(
        f"predict: no local model is known for {method!r}; there are SimGD, AltGD with one move "
        "each, BestResponse, JARE and ConOpt"
    )


def _closure(point: IsolatedPoint) -> Literal["gaussian", "smm"]:
    """Return the best closure that this kernel has."""
    return "gaussian" if isinstance(point.kernel, Gaussian | GaussianMixture) else "smm"


def _fit(
    frames: Array, steps: NDArray[np.int64], length: float, rounding: float
) -> tuple[float, float]:
    """Return the factor a step and the period that displacements (T, N, d) show while small."""
    sizes = np.abs(frames).max(axis=(1, 2))
    floor = np.maximum(FLOOR * np.maximum.accumulate(sizes), max(rounding, 1e-290))
    clear = (sizes < NEAR * length) & (sizes > floor)
    stretch = _longest(clear, steps)
    if stretch.stop - stretch.start < 6:
        return math.nan, math.nan
    shown, stride = frames[stretch], float(np.diff(steps[stretch])[0])
    mean = shown.mean(axis=1)
    relative = (shown - mean[:, None]).reshape(len(shown), -1)
    whole = np.abs(shown).max()
    factors, period = [], math.inf
    if np.abs(mean).max() > 1e-6 * whole:
        pair = _multipliers(mean, 2)
        factors.append(abs(pair[0]))
        if abs(pair[0].imag) > 1e-9 * abs(pair[0]):
            period = 2 * math.pi / abs(np.angle(pair[0])) * stride
    if np.abs(relative).max() > 1e-6 * whole:
        factors.append(abs(_multipliers(relative, 1)[0]))
    return float(max(factors)) ** (1 / stride), period


def _longest(clear: NDArray[np.bool_], steps: NDArray[np.int64]) -> slice:
    """Return the longest stretch of frames that are clear and evenly spaced."""
    best, start = slice(0, 0), 0
    for k in range(len(clear)):
        uneven = k - start >= 2 and steps[k] - steps[k - 1] != steps[k - 1] - steps[k - 2]
        if not clear[k] or uneven:
            start = k if clear[k] else k + 1
        if k + 1 - start > best.stop - best.start:
            best = slice(start, k + 1)
    return best


def _multipliers(rows: Array, order: int) -> NDArray[np.complex128]:
    """Return the multipliers of the recursion of this order that rows (T, k) follow, largest first.

    Prony's method; every equation is divided by its size, so that late rows count as early ones.
    """
    windows = np.stack([rows[i : len(rows) - order + i] for i in range(order + 1)])
    size = np.abs(windows).max(axis=(0, 2))
    windows = windows[:, size > 0.0] / size[size > 0.0][:, None]
    known = windows[:-1].reshape(order, -1).T
    coefficients = np.linalg.lstsq(known, windows[-1].ravel(), rcond=None)[0]
    roots = np.roots(np.concatenate([[1.0], -coefficients[::-1]]))
    if len(roots) < order:  # np.roots drops zeros at the end
        roots = np.concatenate([roots, np.zeros(order - len(roots))])
    return np.asarray(roots[np.argsort(-np.abs(roots))], dtype=np.complex128)


def _slope(distances: Array, steps: NDArray[np.int64]) -> float:
    """Return the factor a step over the later half of the distances (T,) that are no rounding."""
    top = np.nanmax(distances, initial=0.0)
    clear = np.flatnonzero(np.isfinite(distances) & (distances > FLOOR * max(top, 1e-290)))
    late = clear[len(clear) // 2 :]
    if len(late) < 3:
        return math.nan
    return float(np.exp(np.polyfit(steps[late].astype(float), np.log(distances[late]), 1)[0]))
