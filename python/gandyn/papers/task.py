"""What an item is asked to make, and the simulations it makes for that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .._core import Status
from ..batch import Batch, simulate_batch
from ..resampled import simulate_resampled
from ..simulation import simulate
from ..trajectory import Trajectory
from ..vector_trajectory import VectorTrajectory

__all__ = ["Task"]

Value = TypeVar("Value")


@dataclass(frozen=True)
class Task:
    """What an item is asked.

    Attributes
    ----------
    quick : bool
        Whether a reduced version is wanted.
    options : dict
        A value for every option of the item.
    progress : callable, optional
        ``progress(part, whole)`` of the simulation under way.
    """

    quick: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    progress: Callable[[int, int], object] | None = None

    def pick(self, quick: Value, full: Value) -> Value:
        """Return the one for the version that is wanted."""
        return quick if self.quick else full

    def simulate(self, *arguments: Any, **keywords: Any) -> Any:
        """Do as `gandyn.simulate`, but Ctrl-C raises: half a run must not become a figure.

        Raises
        ------
        KeyboardInterrupt
            The run was stopped.
        """
        return _ended(simulate(*arguments, **{"progress": self.progress, **keywords}))

    def resample(self, *arguments: Any, **keywords: Any) -> Trajectory:
        """Do as `gandyn.resampled.simulate_resampled`, but Ctrl-C raises.

        Raises
        ------
        KeyboardInterrupt
            The run was stopped.
        """
        run = simulate_resampled(*arguments, **{"progress": self.progress, **keywords})
        kept: Trajectory = _ended(run)
        return kept

    def play(self, *arguments: Any, **keywords: Any) -> VectorTrajectory:
        """Do as `simulate` for a game of two vectors."""
        run = self.simulate(*arguments, **keywords)
        assert isinstance(run, VectorTrajectory)
        return run

    def batch(self, *arguments: Any, **keywords: Any) -> Batch:
        """Do as `gandyn.simulate_batch`, but Ctrl-C raises.

        Raises
        ------
        KeyboardInterrupt
            The batch was stopped.
        """
        played = simulate_batch(*arguments, **{"progress": self.progress, **keywords})
        if played.count(Status.stopped):
            raise KeyboardInterrupt
        return played


def _ended(run: Any) -> Any:
    if run.status is Status.stopped:
        raise KeyboardInterrupt
    return run
