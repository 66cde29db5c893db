"""Runs with names on their dimensions, for xarray, and netCDF files of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ._extras import needed
from .files import write_atomically

if TYPE_CHECKING:
    from .trajectory import Trajectory
    from .vector_trajectory import VectorTrajectory

__all__ = ["dataset_of_particles", "dataset_of_vectors", "write_netcdf"]


def dataset_of_particles(run: Trajectory) -> Any:
    """Return frames, targets and masses of a run as an `xarray.Dataset`."""
    game = run.game
    axes = [f"x{axis}" for axis in range(game.dimension)]
    data = {
        "particles": (("time", "particle", "coordinate"), np.asarray(run.particles)),
        "particle_weights": ("particle", run.particle_weights),
        "targets": (("target", "coordinate"), game.targets),
        "target_weights": ("target", game.target_weights),
    }
    coordinates = {"time": run.times, "step": ("time", run.steps), "coordinate": axes}
    about = {
        "game": "KernelGAN",
        "kernel": repr(game.kernel),
        "ridge": game.ridge,
        "mass_factor": int(game.mass_factor),  # netCDF knows no truth
        "discriminator": repr(game.discriminator),
    }
    return needed("xarray", "xarray").Dataset(data, coordinates, about | _provenance(run))


def dataset_of_vectors(run: VectorTrajectory) -> Any:
    """Return both vectors of every frame of a run as an `xarray.Dataset`."""
    data = {
        "generator": (("time", "generator_index"), run.generator),
        "discriminator": (("time", "discriminator_index"), run.discriminator),
    }
    coordinates = {"time": run.times, "step": ("time", run.steps)}
    return needed("xarray", "xarray").Dataset(
        data, coordinates, {"game": repr(run.game)} | _provenance(run)
    )


def _provenance(run: Trajectory | VectorTrajectory) -> dict[str, Any]:
    """Return how a run went and with what, as values that netCDF can hold."""
    stats = run.stats
    return {
        "method": repr(run.method),
        "rates": repr(run.rates),
        "status": run.status.name,
        "message": stats.message,
        "gandyn": stats.version,
        "instruction_set": stats.instruction_set,
        "num_threads": stats.num_threads,
        "threads_reason": stats.threads_reason,
        "seconds": stats.seconds,
    }


def write_netcdf(dataset: Any, path: Path) -> None:
    """Write a dataset, whole or not at all.

    Raises
    ------
    ModuleNotFoundError
        h5netcdf is not installed.
    OSError
        The file could not be written.
    """
    needed("h5netcdf", "xarray")
    needed("h5py", "xarray")  # which does the writing
    buffer = io.BytesIO()
    dataset.to_netcdf(buffer, engine="h5netcdf")
    write_atomically(path, lambda file: file.write(buffer.getbuffer()))
