"""What a run leaves behind."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._checks import Array, as_points
from ._core import Rates, Status
from .games import KernelGAN
from .methods import Method
from .segments import Frames
from .threads import resolve

if TYPE_CHECKING:
    from .plot import PlotAccessor
    from .prediction import Prediction

__all__ = ["Snapshot", "State", "Stats", "Trajectory"]


@dataclass(frozen=True, eq=False)
class State:
    """The restart state: from here a run goes on with the same bits as one that never stopped.

    Attributes
    ----------
    step : int
        Steps made since the very first start.
    particles : ndarray, shape (n, d)
        The generator.
    discriminator : dict of str to ndarray
        The discriminator, as its representation keeps it.
    memory : dict of str to ndarray
        The method's memory; empty for methods that have none.
    """

    step: int
    particles: Array
    discriminator: Mapping[str, Array]
    memory: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One recorded frame.

    Attributes
    ----------
    step : int
        Steps made since the very first start.
    time : float
        Continuous time.
    particles : ndarray, shape (n, d)
        The generator.
    """

    step: int
    time: float
    particles: Array


@dataclass(frozen=True)
class Stats:
    """How a run went.

    Attributes
    ----------
    num_steps : int
        Steps made by this call.
    seconds : float
        Wall time.
    num_threads : int
        Threads used.
    threads_reason : str
        Why so many.
    instruction_set : str
        The pair loops' instruction set.
    last_displacement : float
        Longest way of a particle in the last step.
    version : str
        Version of gandyn.
    message : str
        Why the run ended.
    """

    num_steps: int
    seconds: float
    num_threads: int
    threads_reason: str
    instruction_set: str
    last_displacement: float
    version: str
    message: str


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The record of one run.

    Attributes
    ----------
    game, method, rates
        What was played, and how.
    times : ndarray, shape (T,)
        Continuous time of every frame: steps times eta_d; under ``BestResponse`` steps times
        eta_g / ridge, the time of the MMD flow.
    steps : ndarray of int64, shape (T,)
        Steps of the frames; the first and the last step are always among them.
    particles : ndarray or Frames, shape (T, n, d)
        The frames; those of a long run lie in files, and are read as they are looked at.
    status : Status
        How the run ended: converged, max_steps, diverged or stopped.
    state : State
        Where to go on: ``simulate(..., state=run.state)``.
    stats : Stats
        How the run went.
    """

    game: KernelGAN
    method: Method
    rates: Rates
    times: Array
    steps: NDArray[np.int64]
    particles: Array | Frames
    status: Status
    state: State
    stats: Stats

    def __post_init__(self) -> None:
        """Make the record read-only, so that nobody changes it behind its pictures' backs."""
        for array in (self.times, self.steps, self.particles):
            if isinstance(array, np.ndarray):
                array.flags.writeable = False

    @property
    def final(self) -> Snapshot:
        """The last frame."""
        return Snapshot(int(self.steps[-1]), float(self.times[-1]), self.particles[-1])

    @property
    def particle_weights(self) -> Array:
        """Masses of the particles, (n,)."""
        return self.game.masses(self.particles.shape[1])

    @property
    def plot(self) -> PlotAccessor:
        """Pictures of this run: ``run.plot.particles()``, ``.discriminator()``, and so on."""
        from .plot import PlotAccessor

        return PlotAccessor(self)

    def animate(self, path: str | os.PathLike[str], **options: Any) -> Path:
        """Write an animation to `path`; see `gandyn.animate.animate`."""
        from .animate import animate

        return animate(self, path, **options)

    def discriminator(self, points: ArrayLike, num_threads: int | None = None) -> Array:
        """Return f of the final state at `points` (M, d), shape (M,).

        Raises
        ------
        TypeError, ValueError
            `points` is not what is wanted.
        """
        return self._discriminator(points, "value", num_threads)[:, 0]

    def discriminator_gradient(self, points: ArrayLike, num_threads: int | None = None) -> Array:
        """Return the gradient of f of the final state at `points` (M, d), shape (M, d)."""
        return self._discriminator(points, "gradient", num_threads)

    def discriminator_hessian(self, points: ArrayLike, num_threads: int | None = None) -> Array:
        """Return the Hessian of f of the final state at `points` (M, d), shape (M, d, d)."""
        flat = self._discriminator(points, "hessian", num_threads)
        return flat.reshape(len(flat), self.game.dimension, self.game.dimension)

    def loss(self, num_threads: int | None = None) -> float:
        """Return L(f, y) of the final state."""
        state = self.state
        game = self.game.core(len(state.particles))
        value: float = game.loss(
            state.particles, dict(state.discriminator), resolve(num_threads)[0]
        )
        return value

    def predict(self) -> Prediction:
        """Hold the theory of isolated points beside this run; see `gandyn.prediction.predict`."""
        from .prediction import predict

        return predict(self)

    def to_xarray(self) -> Any:
        """Return frames, targets and masses with names on their dimensions.

        Returns
        -------
        xarray.Dataset
            ``particles (time, particle, coordinate)``, ``particle_weights``, ``targets``,
            ``target_weights``; steps beside the times; method, rates, status, versions as
            attributes.

        Raises
        ------
        ModuleNotFoundError
            xarray is not installed: ``pip install 'gandyn[xarray]'``.
        """
        from .labelled import dataset_of_particles

        return dataset_of_particles(self)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write everything to one file, whole or not at all; `gandyn.load` reads it.

        Raises
        ------
        OSError
            The file cannot be written; what stood there before is untouched.
        """
        from .io import save_trajectory

        return save_trajectory(self, path)

    def __repr__(self) -> str:
        frames, n, d = self.particles.shape
        return (
            f"Trajectory({n} particles in {d}-D, {frames} frames, "
            f"steps {self.steps[0]} to {self.steps[-1]}, status={self.status.name})"
        )

    def _discriminator(self, points: ArrayLike, what: str, num_threads: int | None) -> Array:
        points = as_points("points", points, self.game.dimension, empty=True)
        state = self.state
        values: Array = self.game.core(len(state.particles)).discriminator(
            state.particles, dict(state.discriminator), points, what, resolve(num_threads)[0]
        )
        return values
