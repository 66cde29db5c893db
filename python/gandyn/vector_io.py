"""Runs of games of two vectors as files; `gandyn.load` reads them as those of particles."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ._parameters import describe, restore
from .files import StrPath
from .run_files import Arrays, prefixed, under, write_run

if TYPE_CHECKING:
    from .vector_trajectory import VectorTrajectory

__all__ = ["VECTORS", "assemble_vectors", "save_vector_trajectory"]

VECTORS = "vectors"
"""What a file of this kind says that it is; files of particles say nothing."""


def save_vector_trajectory(run: VectorTrajectory, path: StrPath) -> Path:
    """Write a trajectory to one file, whole or not at all.

    Parameters
    ----------
    run : VectorTrajectory
        What `simulate` returned.
    path : path-like
        The file, used exactly as given; ``.npz`` is its format whatever its name.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        The file could not be written; a file that was there before is untouched.
    """
    return write_run(path, *vector_parts(run))


def vector_parts(run: VectorTrajectory) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return metadata and arrays of a run."""
    from .methods import METHODS
    from .vector_games import VECTOR_GAMES

    state = run.state
    metadata = {
        "kind": VECTORS,
        "game": describe(run.game, VECTOR_GAMES),
        "method": describe(run.method, METHODS),
        "rates": run.rates.to_dict(),
        "status": run.status.name,
        "stats": asdict(run.stats),
        "step": state.step,
        "seed": state.seed,
    }
    arrays = {
        "times": run.times,
        "steps": run.steps,
        "states": run.states,
        "state.w": state.w,
        **prefixed("state.memory.", state.memory),
    }
    return metadata, arrays


def assemble_vectors(metadata: dict[str, Any], arrays: Arrays) -> VectorTrajectory:
    """Make a run of what a file says.

    Raises
    ------
    KeyError, TypeError, ValueError
        Something is missing, or does not fit together.
    """
    from . import Rates, Status
    from .methods import METHODS
    from .trajectory import Stats
    from .vector_games import VECTOR_GAMES
    from .vector_trajectory import VectorState, VectorTrajectory

    game: Any = restore(metadata["game"], VECTOR_GAMES)
    times, steps, states = arrays["times"], arrays["steps"], arrays["states"]
    last = arrays["state.w"]
    if not (
        times.shape == steps.shape == states.shape[:1]
        and len(steps) > 0
        and states.shape[1:] == last.shape == (game.size,)
    ):
        raise ValueError("the shapes of its arrays do not fit together")
    floats = {array.dtype for array in (times, states, last)}
    if floats != {np.dtype(np.float64)} or steps.dtype != np.int64:
        raise ValueError("its arrays are not of the types wanted")
    return VectorTrajectory(
        game=game,
        method=restore(metadata["method"], METHODS),
        rates=Rates(**metadata["rates"]),
        times=times,
        steps=steps,
        states=states,
        status=Status.__members__[metadata["status"]],
        state=VectorState(
            step=_natural(metadata, "step"),
            w=last,
            seed=_natural(metadata, "seed"),
            memory=under("state.memory.", arrays),
        ),
        stats=Stats(**metadata["stats"]),
    )


def _natural(metadata: dict[str, Any], name: str) -> int:
    number = metadata[name]
    if type(number) is not int or number < 0:
        raise ValueError(f"{name} must be an integer >= 0, got {number!r}")
    return number
