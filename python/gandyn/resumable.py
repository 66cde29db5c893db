"""Runs that survive being killed: begun or continued in a folder, bit for bit.

A run is played in pieces of whole steps. Its frames go to segments (`gandyn.segments`), its restart
state to checkpoints (`gandyn.checkpoints`); one process writes at a time (`gandyn.locks`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import runs
from ._core import Status
from ._mpi_run import Conductor, follow
from .checkpoints import forget_checkpoints
from .errors import ConfigError, DataError
from .heartbeat import HEARTBEAT, Heartbeat
from .interruption import Interruption
from .io import in_memory, load_trajectory
from .locks import lock
from .mpi import ROOT
from .pieces import AnyRun, Every, Progress, Record, play_pieces, sweep
from .run_files import TRAJECTORY
from .segments import forget_segments
from .settings import Problem, Settings
from .simulation import simulate

if TYPE_CHECKING:
    from mpi4py import MPI

__all__ = ["Every", "finished", "forget", "play", "play_across"]


def play(
    settings: Settings,
    folder: Path,
    *,
    problem: Problem | None = None,
    checkpoint_every: Every | None = None,
    progress: Progress | None = None,
    interruption: Interruption | None = None,
    conductor: Conductor | None = None,
) -> AnyRun:
    """Begin or continue the run of a configuration in a folder; read it back if it is finished.

    Parameters
    ----------
    settings : Settings
        What is run.
    folder : Path
        Where; it is there.
    problem : Problem, optional
        ``settings.build()``, where that has been done already.
    checkpoint_every : Every, optional
        Default: 60 seconds. A last one is written where a run is interrupted.
    progress : callable, optional
        ``progress(step, num_steps)`` is called some times a second.
    interruption : Interruption, optional
        Asked some times a second whether to stop.
    conductor : Conductor, optional
        Of other ranks of an MPI job, which play along; see `play_across`.

    Returns
    -------
    Trajectory or VectorTrajectory
        With ``Status.stopped`` where it was interrupted: the same call goes on from there. The bits
        are those of a run that never stopped, whatever the number of threads.

    Raises
    ------
    Busy
        Another process plays it.
    ConfigError
        The folder holds another run, or the files that it reads have changed.
    DataError
        What is left of the run is damaged, beyond its checkpoints.
    OSError
        A file could not be written; what was written before goes on to be good.
    MemoryError
        The run needs more memory than there is; nothing was allocated.
    """
    with lock(folder):
        sweep(folder)
        if (done := finished(settings, folder)) is not None:
            forget_checkpoints(folder)  # it may have been killed just before
            return done
        problem = problem or settings.build()
        record = Record.continued(folder, problem) or Record.begun(folder, problem)
        record.clear()
        runs.write_settings(folder, settings, record.last)
        heartbeat = Heartbeat(folder / HEARTBEAT)
        run = play_pieces(
            problem,
            record,
            checkpoint_every or Every(),
            _both(heartbeat, progress),
            interruption,
            simulate if conductor is None else conductor.simulate,
        )
        runs.write_run(folder, settings, run)
        heartbeat.write(run.status.name, run.state.step, settings.num_steps)
        if run.status is not Status.stopped:
            forget_checkpoints(folder)
        return in_memory(run)


def play_across(
    comm: MPI.Comm,
    settings: Settings,
    folder: Path,
    *,
    interruption: Interruption | None = None,
    **options: Any,
) -> AnyRun | None:
    """Do what `play` does with one run on all ranks; rank 0 alone reads and writes the folder.

    Parameters
    ----------
    comm : mpi4py.MPI.Comm
        All of its ranks call this. A run may go on with another number of them.
    settings, folder, interruption, **options
        As for `play`; all but `interruption` are those of rank 0.

    Returns
    -------
    Trajectory or None
        The run at rank 0, None elsewhere. An error is raised on all ranks.
    """
    if comm.rank != ROOT:
        follow(comm, interruption)
        return None
    with Conductor(comm) as conductor:
        return play(settings, folder, interruption=interruption, conductor=conductor, **options)


def finished(settings: Settings, folder: Path) -> AnyRun | None:
    """Return the run in a folder if it has ended, well or not; one that was interrupted has not.

    Raises
    ------
    ConfigError
        The folder holds another run; the message says what differs.
    DataError, OSError
        As for `gandyn.load`.
    """
    path = folder / runs.CONFIG
    if path.exists() and (changed := _differences(_table(path), json.loads(settings.to_json()))):
        raise ConfigError(
            f"{folder}: holds another run: {'; '.join(changed)}; choose another folder, or "
            "--overwrite"
        )
    if not (folder / TRAJECTORY).exists():
        return None
    run = load_trajectory(folder)
    return None if run.status is Status.stopped else run


def forget(folder: Path) -> None:
    """Remove all that is left of a run, for another to begin.

    Raises
    ------
    Busy
        It is being written.
    """
    with lock(folder):
        for name in (TRAJECTORY, runs.CONFIG, HEARTBEAT):
            (folder / name).unlink(missing_ok=True)
        forget_checkpoints(folder)
        forget_segments(folder)


def _table(path: Path) -> dict[str, Any]:
    """Return the table in a file of our own."""
    try:
        table = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        table = None
    if not isinstance(table, dict):
        raise DataError(
            f"{path}: damaged: not a configuration that a run has written; give it back, choose "
            "another folder, or --overwrite"
        )
    return table


def _differences(there: dict[str, Any], here: dict[str, Any]) -> list[str]:
    """Return where two configurations differ; how many threads there are makes no difference."""
    before, now = _flat(there), _flat(here)
    return [
        f"{key} = {before.get(key, 'nothing')} there, {now.get(key, 'nothing')} here"
        for key in sorted({*before, *now} - {"num_threads"})
        if before.get(key) != now.get(key)
    ]


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return the values of a nested table as text, by their keys joined with dots."""
    out: dict[str, str] = {}
    for key, value in table.items():
        inner = isinstance(value, dict)
        out |= _flat(value, f"{prefix}{key}.") if inner else {prefix + key: json.dumps(value)}
    return out


def _both(*reports: Progress | None) -> Progress:
    def report(step: int, num_steps: int) -> None:
        for one in reports:
            if one is not None:
                one(step, num_steps)

    return report
