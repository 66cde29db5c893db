"""The folder of a run: what was asked, with what, what came of it, and pictures of it.

====================  ===================================================================
config.json           the configuration as used, defaults and overrides included
environment.json      versions, threads and the reason for their number, instruction set
trajectory.npz        the trajectory; a folder without it holds no finished run
segments/*.npz        frames of a long run, numbered; trajectory.npz says which are its own
checkpoints/*.npz     where a run goes on that was killed: the two newest
heartbeat.json        how far it is, and when it will end
run.lock              held by the process that writes
figures/*.png         pictures
animation.gif         the particles' motion, where there are particles
====================  ===================================================================
"""

from __future__ import annotations

import errno
import json
import platform
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .files import StrPath, is_temporary, write_atomically, write_text
from .io import TRAJECTORY, load_trajectory, stored
from .locks import LOCK
from .run_files import write_run as write_stored
from .vector_trajectory import VectorTrajectory

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .settings import Settings
    from .trajectory import Trajectory

    AnyRun = Trajectory | VectorTrajectory

CONFIG, ENVIRONMENT = "config.json", "environment.json"
FIGURES, ANIMATION = "figures", "animation.gif"


class FormatError(ValueError):
    """A file name that ends in no format of pictures."""


def create(out: StrPath, overwrite: bool = False) -> Path:
    """Make the folder of a run, or find the one that is there; nothing in it is touched.

    Parameters
    ----------
    out : path-like
        The folder; its parents are made too.
    overwrite : bool
        Take a folder in which there is something else than a run, too; other files stay.

    Raises
    ------
    FileExistsError
        The folder is not empty and holds no run, and `overwrite` is false.
    OSError
        The folder could not be made.
    """
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    if not (overwrite or (folder / CONFIG).exists() or _is_empty(folder)):
        raise FileExistsError(errno.EEXIST, "is not empty, and is not overwritten", str(out))
    return folder


def _is_empty(folder: Path) -> bool:
    """Tell whether nothing is there, but for what a run leaves that was killed as it began."""
    return all(path.name == LOCK or is_temporary(path) for path in folder.iterdir())


def create_next(stem: str, parent: StrPath = "runs") -> Path:
    """Make the first folder ``parent/stem-<n>`` that is free, also beside other processes.

    Raises
    ------
    OSError
        The folder could not be made.
    """
    Path(parent).mkdir(parents=True, exist_ok=True)
    for number in count(1):
        folder = Path(parent) / f"{stem}-{number}"
        with suppress(FileExistsError):
            folder.mkdir()
            return folder
    raise AssertionError  # count() has no end


def write_settings(folder: Path, config: Settings, run: AnyRun) -> None:
    """Write what is asked and with what, before much has come of it.

    Raises
    ------
    OSError
        A file could not be written.
    """
    write_text(folder / CONFIG, config.to_json())
    write_text(folder / ENVIRONMENT, json.dumps(environment(run), indent=2) + "\n")


def write_run(folder: Path, config: Settings, run: AnyRun) -> None:
    """Write what came of a run, what was asked and with what; pictures of an older run go.

    The trajectory comes first: should it fail, an older run is still whole.

    Raises
    ------
    OSError
        A file could not be written.
    """
    write_stored(folder / TRAJECTORY, *stored(run))
    for picture in (folder / ANIMATION, *(folder / FIGURES).glob("*.png")):
        picture.unlink(missing_ok=True)
    write_settings(folder, config, run)


def environment(run: AnyRun) -> dict[str, Any]:
    """Return what a run's numbers and speed may depend on, as plain values."""
    import numpy as np

    stats = run.stats
    return {
        "gandyn": stats.version,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "platform": platform.platform(),
        "instruction_set": stats.instruction_set,
        "num_threads": stats.num_threads,
        "threads_reason": stats.threads_reason,
        "seconds": stats.seconds,
        "command": sys.argv,
    }


def info(path: StrPath) -> dict[str, Any]:
    """Return what a run was and how it ended, as plain values.

    Raises
    ------
    DataError, OSError
        As for `load_trajectory`.
    """
    run = load_trajectory(path)
    what = _of_vectors(run) if isinstance(run, VectorTrajectory) else _of_particles(run)
    return {
        "status": run.status.name,
        "step": run.state.step,
        "time": float(run.times[-1]),
        "frames": len(run.steps),
        **what,
        "method": repr(run.method),
        "rates": repr(run.rates),
        "seconds": run.stats.seconds,
        "num_threads": run.stats.num_threads,
        "threads_reason": run.stats.threads_reason,
        "instruction_set": run.stats.instruction_set,
        "gandyn": run.stats.version,
    }


def _of_particles(run: Trajectory) -> dict[str, Any]:
    _, particles, dimension = run.particles.shape
    return {
        "particles": particles,
        "targets": len(run.game.targets),
        "dimension": dimension,
        "kernel": repr(run.game.kernel),
        "ridge": run.game.ridge,
        "mass_factor": run.game.mass_factor,
        "discriminator": repr(run.game.discriminator),
    }


def _of_vectors(run: VectorTrajectory) -> dict[str, Any]:
    return {"game": repr(run.game), "seed": run.state.seed, **ending(run)}


def ending(run: AnyRun) -> dict[str, Any]:
    """Return where a run of a game of two vectors ended, in lines for people; else nothing."""
    if not isinstance(run, VectorTrajectory):
        return {}
    parts = {"generator": run.generator[-1], "discriminator": run.discriminator[-1]}
    lines = {name: _numbers(values) for name, values in parts.items()}
    with suppress(ValueError):  # no single equilibrium is known
        distances = run.distances
        lines["distance"] = f"{distances[-1]:.6g} from the equilibrium, {distances[0]:.6g} at first"
    return lines


def _numbers(values: Any) -> str:
    shown = ", ".join(f"{value:.6g}" for value in values[:8])
    return f"({shown}{f', ... {len(values)} numbers' if len(values) > 8 else ''})"


def picture(folder: StrPath, kind: str) -> Path:
    """Return where a run's folder keeps a kind of picture."""
    return Path(folder) / FIGURES / f"{kind}.png"


def draw(run: AnyRun, kind: str, path: Path) -> Path:
    """Draw one kind of picture into a file, in the format that the file's name ends in.

    Raises
    ------
    FormatError
        No picture can be written in that format.
    ValueError
        An unknown kind, or one that this game has not.
    OSError
        The file could not be written.
    """
    from . import plot

    return save_figure(plot.draw(run, kind).figure, path)


def save_figure(figure: Figure, path: Path) -> Path:
    """Write a figure into a file, in the format that its name ends in, and close it.

    Raises
    ------
    FormatError
        No picture can be written in that format.
    OSError
        The file could not be written.
    """
    from matplotlib import pyplot

    try:
        suffix = path.suffix.removeprefix(".")
        if suffix not in (formats := figure.canvas.get_supported_filetypes()):
            raise FormatError(f"must end in one of {', '.join(formats)}, got {path}")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, lambda file: figure.savefig(file, format=suffix, dpi=160))
    finally:
        pyplot.close(figure)
    return path
