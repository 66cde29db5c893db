"""What can go wrong, by name. A wrong argument is a ValueError or TypeError at entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .trajectory import Trajectory
    from .vector_trajectory import VectorTrajectory

__all__ = ["ConfigError", "DataError", "NumericalError"]


class ConfigError(ValueError):
    """A configuration that cannot be used; the message names the file and the key."""


class DataError(ValueError):
    """A data file that cannot be used; the message names the file and the place in it."""


class NumericalError(ArithmeticError):
    """A run that diverged, where ``throw=True`` asked for an exception.

    Attributes
    ----------
    run : Trajectory or VectorTrajectory
        The part done, up to the last good state.
    """

    def __init__(self, run: Trajectory | VectorTrajectory) -> None:
        super().__init__(run.stats.message)
        self.run = run

    def __reduce__(self) -> tuple[type[NumericalError], tuple[Trajectory | VectorTrajectory]]:
        return NumericalError, (self.run,)
