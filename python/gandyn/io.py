"""Trajectories as files.

Reading points and writing files whole belong here too for a user of the package; they are written
in `gandyn.points` and `gandyn.files`, runs of games of two vectors in `gandyn.vector_io`.
"""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ._parameters import describe, restore
from .files import StrPath, write_atomically
from .points import Points, read_points
from .run_files import TRAJECTORY, Arrays, prefixed, read_run, under, write_run
from .segments import SEGMENTS, Frames, plain, restored
from .vector_io import VECTORS, assemble_vectors, save_vector_trajectory, vector_parts

if TYPE_CHECKING:
    from .trajectory import Trajectory
    from .vector_trajectory import VectorTrajectory

    AnyRun: TypeAlias = Trajectory | VectorTrajectory

__all__ = [
    "TRAJECTORY",
    "Points",
    "load_trajectory",
    "read_points",
    "save_trajectory",
    "save_vector_trajectory",
    "write_atomically",
]


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
    return write_run(path, *_parts(run))


def stored(run: AnyRun) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a run's folder keeps of it: the frames that are in segments stay there."""
    from .vector_trajectory import VectorTrajectory

    if isinstance(run, VectorTrajectory):
        name, (metadata, arrays) = "states", vector_parts(run)
    else:
        name, (metadata, arrays) = "particles", _parts(run)
    if isinstance(frames := arrays[name], Frames):
        return {**metadata, "segments": plain(frames.segments)}, {**arrays, name: frames.tail}
    return metadata, arrays


def _parts(run: Trajectory) -> tuple[dict[str, Any], dict[str, Any]]:
    from .discriminators import DISCRIMINATORS
    from .kernels import KERNELS
    from .methods import METHODS

    game, state = run.game, run.state
    metadata = {
        "kernel": describe(game.kernel, KERNELS),
        "discriminator": describe(game.discriminator, DISCRIMINATORS),
        "ridge": game.ridge,
        "mass_factor": game.mass_factor,
        "method": describe(run.method, METHODS),
        "rates": run.rates.to_dict(),
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
        **prefixed("state.discriminator.", state.discriminator),
        **prefixed("state.memory.", state.memory),
    }
    if game.particle_weights is not None:
        arrays["particle_weights"] = game.particle_weights
    return metadata, arrays


def load(path: StrPath) -> AnyRun:
    """Read a run that `Trajectory.save` wrote, or that lies in a run folder.

    Parameters
    ----------
    path : path-like
        The file or the folder.

    Raises
    ------
    DataError
        The file is not a whole gandyn run.
    OSError
        The file cannot be read.
    """
    return load_trajectory(path)


def load_trajectory(path: StrPath) -> Trajectory | VectorTrajectory:
    """Read a trajectory of any game, every number with the bits it had.

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
    folder = Path(path) if os.path.isdir(path) else Path(path).parent
    return in_memory(read_run(path, lambda metadata, arrays: assemble(metadata, arrays, folder)))


def in_memory(run: AnyRun) -> AnyRun:
    """Return a run of vectors with all of its frames read: they are few numbers each."""
    from .vector_trajectory import VectorTrajectory

    if isinstance(run, VectorTrajectory) and isinstance(run.states, Frames):
        return replace(run, states=np.asarray(run.states))
    return run


def assemble(metadata: dict[str, Any], arrays: Arrays, folder: Path) -> AnyRun:
    """Make a run of what a file says; `folder` is where its segments are.

    Raises
    ------
    KeyError, TypeError, ValueError
        Something is missing, or does not fit together.
    """
    vectors = metadata.get("kind") == VECTORS
    if segments := restored(metadata.get("segments", ())):
        for one in segments:
            if not (folder / SEGMENTS / one.name).exists():
                raise ValueError(f"the folder {SEGMENTS} beside it has no {one.name}")
        name = "states" if vectors else "particles"
        frames: Any = Frames(folder, segments, arrays[name])
        arrays = {**arrays, name: frames}
    return assemble_vectors(metadata, arrays) if vectors else _assemble_particles(metadata, arrays)


def _assemble_particles(metadata: dict[str, Any], arrays: Arrays) -> Trajectory:
    from . import Rates, Status
    from .discriminators import DISCRIMINATORS
    from .games import KernelGAN
    from .kernels import KERNELS
    from .methods import METHODS
    from .trajectory import State, Stats, Trajectory

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
        kernel=restore(metadata["kernel"], KERNELS),
        ridge=metadata["ridge"],
        discriminator=restore(metadata["discriminator"], DISCRIMINATORS),
        mass_factor=metadata["mass_factor"],
    )
    state = State(
        step=metadata["step"],
        particles=last,
        discriminator=under("state.discriminator.", arrays),
        memory=under("state.memory.", arrays),
    )
    return Trajectory(
        game=game,
        method=restore(metadata["method"], METHODS),
        rates=Rates(**metadata["rates"]),
        times=times,
        steps=steps,
        particles=particles,
        status=Status.__members__[metadata["status"]],
        state=state,
        stats=Stats(**metadata["stats"]),
    )
