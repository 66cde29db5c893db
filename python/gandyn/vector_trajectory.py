"""What a run of a game of two vectors leaves behind."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._checks import Array
from ._core import Rates, Status
from .methods import Method
from .trajectory import Stats
from .vector_games import VectorGame

if TYPE_CHECKING:
    from ._plot_vectors import VectorPlots
    from .prediction import VectorPrediction

__all__ = ["VectorState", "VectorTrajectory"]


@dataclass(frozen=True, eq=False)
class VectorState:
    """The restart state: from here a run goes on with the same bits as one that never stopped.

    Attributes
    ----------
    step : int
        Steps made since the very first start.
    w : ndarray, shape (n + m,)
        Both players.
    seed : int
        Seed of the minibatches.
    memory : dict of str to ndarray
        The method's memory; empty for methods that have none.
    """

    step: int
    w: Array
    seed: int = 0
    memory: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class VectorTrajectory:
    """The record of one run of a game of two vectors.

    Attributes
    ----------
    game, method, rates
        What was played, and how.
    times : ndarray, shape (T,)
        Continuous time of every frame: steps times eta_d; under ``BestResponse`` times eta_g.
    steps : ndarray of int64, shape (T,)
        Steps of the frames; the first and the last good one are always among them.
    states : ndarray, shape (T, n + m)
        The frames w = (x, y).
    status : Status
        How the run ended: converged, max_steps, diverged or stopped.
    state : VectorState
        Where to go on: ``simulate(..., state=run.state)``.
    stats : Stats
        How the run went.
    """

    game: VectorGame
    method: Method
    rates: Rates
    times: Array
    steps: NDArray[np.int64]
    states: Array
    status: Status
    state: VectorState
    stats: Stats

    def __post_init__(self) -> None:
        """Make the record read-only, so that nobody changes it behind its pictures' backs."""
        for array in (self.times, self.steps, self.states):
            if isinstance(array, np.ndarray):  # else files
                array.flags.writeable = False

    @property
    def final(self) -> Array:
        """The last frame, (n + m,)."""
        frame: Array = self.states[-1]
        return frame

    @property
    def generator(self) -> Array:
        """The generator's part of the frames, (T, n)."""
        return self.states[:, : self.game.generator_size]

    @property
    def discriminator(self) -> Array:
        """The discriminator's part of the frames, (T, m)."""
        return self.states[:, self.game.generator_size :]

    @property
    def distances(self) -> Array:
        """Distance of every frame from the game's equilibrium, (T,).

        Raises
        ------
        ValueError
            The game has no single known equilibrium.
        """
        lengths: Array = np.linalg.norm(self.states - self.game.equilibrium(), axis=1)
        return lengths

    @property
    def plot(self) -> VectorPlots:
        """Pictures of this run: ``run.plot.track()``, ``.portrait()``, ``.convergence()``."""
        from ._plot_vectors import VectorPlots

        return VectorPlots(self)

    def predict(self) -> VectorPrediction:
        """Hold one step's spectrum beside this run; see `gandyn.prediction.predict_vector`."""
        from .prediction import predict_vector

        return predict_vector(self)

    def to_xarray(self) -> Any:
        """Return both vectors of every frame with names on their dimensions.

        Returns
        -------
        xarray.Dataset
            ``generator (time, generator_index)``, ``discriminator (time, discriminator_index)``;
            steps beside the times; game, method, rates, status, versions as attributes.

        Raises
        ------
        ModuleNotFoundError
            xarray is not installed: ``pip install 'gandyn[xarray]'``.
        """
        from .labelled import dataset_of_vectors

        return dataset_of_vectors(self)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write everything to one file, whole or not at all; `gandyn.load` reads it.

        Raises
        ------
        OSError
            The file cannot be written; what stood there before is untouched.
        """
        from .vector_io import save_vector_trajectory

        return save_vector_trajectory(self, path)

    def __repr__(self) -> str:
        return (
            f"VectorTrajectory({type(self.game).__name__}, {len(self.steps)} frames, "
            f"steps {self.steps[0]} to {self.steps[-1]}, status={self.status.name})"
        )
