"""Trajectories as files: one ``.npz`` of arrays and one JSON text, without pickles.

Reading points and writing files whole belong here too for a user of the package; they are written
in `gandyn.points` and `gandyn.files`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .errors import DataError
from .files import StrPath, read_arrays, write_arrays, write_atomically
from .points import Points, read_points

if TYPE_CHECKING:
    from .trajectory import Trajectory

__all__ = ["Points", "load_trajectory", "read_points", "save_trajectory", "write_atomically"]

TRAJECTORY = "trajectory.npz"
"""The file that makes a folder a finished run."""

FORMAT = 1
"""Version of the file format: raised when an older reader would misread what is written."""


def save_trajectory(run: Trajectory, path: StrPath) -> Path:
    """Write a trajectory to one file, whole or not at all.

    Parameters
    ----------
    run : Trajectory
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
    from . import __version__
    from .discriminators import DISCRIMINATORS
    from .kernels import KERNELS
    from .methods import METHODS

    game, state = run.game, run.state
    metadata = {
        "format": FORMAT,
        "versions": {"gandyn": __version__, "numpy": np.__version__},
        "kernel": _describe(game.kernel, KERNELS),
        "discriminator": _describe(game.discriminator, DISCRIMINATORS),
        "ridge": game.ridge,
        "mass_factor": game.mass_factor,
        "method": _describe(run.method, METHODS),
        "rates": _values(run.rates),
        "status": run.status.name,
        "stats": asdict(run.stats),
        "step": state.step,
    }
    arrays = {
        "times": run.times,
        "steps": run.steps,
        "particles": run.particles,
        "targets": game.targets,
        "target_weights": game.target_weights,
        "state.particles": state.particles,
        **{f"state.discriminator.{name}": array for name, array in state.discriminator.items()},
        **{f"state.memory.{name}": array for name, array in state.memory.items()},
    }
    if game.particle_weights is not None:
        arrays["particle_weights"] = game.particle_weights
    # Named, because a damaged table of contents can lose an array without a trace.
    metadata["arrays"] = sorted(arrays)
    arrays["metadata"] = np.array(json.dumps(metadata, default=_plain))
    write_atomically(path, lambda file: write_arrays(file, arrays))
    return Path(path)


def load_trajectory(path: StrPath) -> Trajectory:
    """Read a trajectory written by `save_trajectory`, every number with the bits it had.

    Parameters
    ----------
    path : path-like
        The file, or the folder of a finished run.

    Raises
    ------
    DataError
        The file is no trajectory, is damaged or cut short, or a newer gandyn wrote it; or the
        folder holds no finished run.
    OSError
        The file could not be read.
    """
    name = os.fspath(path)
    if os.path.isdir(path):
        path = Path(path) / TRAJECTORY
        if not path.exists():
            raise DataError(f"{name}: no finished run: there is no {TRAJECTORY}")
    arrays = read_arrays(path)
    try:
        metadata = json.loads(str(arrays["metadata"]))
        version = metadata["format"]
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{name}: not a gandyn trajectory") from error
    if not isinstance(version, int) or version > FORMAT:
        raise DataError(
            f"{name}: written by a newer gandyn: format {version}, this one reads up to {FORMAT}"
        )
    try:
        return _assemble(metadata, arrays)
    except Exception as error:  # a foreign file can be wrong in any way
        reason = f"{type(error).__name__}: {error}"
        raise DataError(f"{name}: not a complete gandyn trajectory: {reason}") from error


def _assemble(metadata: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Trajectory:
    from . import Rates, Status
    from .discriminators import DISCRIMINATORS
    from .games import KernelGAN
    from .kernels import KERNELS
    from .methods import METHODS
    from .trajectory import State, Stats, Trajectory

    if sorted(arrays) != sorted([*metadata["arrays"], "metadata"]):
        raise ValueError("arrays are missing, or others are there")
    times, steps, particles = arrays["times"], arrays["steps"], arrays["particles"]
    targets, last = arrays["targets"], arrays["state.particles"]
    if not (
        times.shape == steps.shape == particles.shape[:1]
        and particles.ndim == 3
        and particles.shape[1:] == last.shape
        and particles.shape[2:] == targets.shape[1:]
    ):
        raise ValueError("the shapes of its arrays do not fit together")
    game = KernelGAN(
        targets,
        target_weights=arrays["target_weights"],
        particle_weights=arrays.get("particle_weights"),
        kernel=_restore(metadata["kernel"], KERNELS),
        ridge=metadata["ridge"],
        discriminator=_restore(metadata["discriminator"], DISCRIMINATORS),
        mass_factor=metadata["mass_factor"],
    )
    state = State(
        step=metadata["step"],
        particles=last,
        discriminator=_under("state.discriminator.", arrays),
        memory=_under("state.memory.", arrays),
    )
    return Trajectory(
        game=game,
        method=_restore(metadata["method"], METHODS),
        rates=Rates(**metadata["rates"]),
        times=times,
        steps=steps,
        particles=particles,
        status=Status.__members__[metadata["status"]],
        state=state,
        stats=Stats(**metadata["stats"]),
    )


def _under(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }


def _values(parameters: Any) -> dict[str, Any]:
    values: dict[str, Any] = parameters.to_dict()
    return values


def _describe(parameters: Any, choices: Mapping[str, type]) -> dict[str, Any]:
    name = next(name for name, choice in choices.items() if type(parameters) is choice)
    return {"name": name, **_values(parameters)}


def _restore(table: dict[str, Any], choices: Mapping[str, type]) -> Any:
    values = dict(table)
    return choices[values.pop("name")](**values)


def _plain(value: Any) -> Any:
    return np.asarray(value).tolist()
