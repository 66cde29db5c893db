"""A job that was stopped queues itself again: only if it still may, and only if that helps."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .checkpoints import CHECKPOINTS
from .files import write_atomically
from .slurm import run_slurm

__all__ = [
    "LIMIT",
    "Verdict",
    "job_name",
    "judge",
    "progress_of_run",
    "progress_of_task",
    "requeue",
]

LIMIT = 3
"""How often in a row a job may queue itself again without having come any further."""


class Verdict(NamedTuple):
    """Whether to queue a job again, and why."""

    again: bool
    reason: str


def progress_of_run(folder: Path) -> str:
    """Return how far a run has come, by the name of its newest checkpoint."""
    return f"step {_step(folder)}"


def progress_of_task(sweep: Path, index: int, points_per_task: int) -> str:
    """Return how far the points of a task have come, those under way by their checkpoints."""
    from .sweeps.ledger import Ledger

    ledger = Ledger(sweep)
    ids = list(ledger.plan.points)[index * points_per_task :][:points_per_task]
    steps = [None if ledger.is_done(id) else _step(ledger.run_folder(id)) for id in ids]
    left = [step for step in steps if step is not None]
    return f"{len(ids) - len(left)} of {len(ids)} points, and step {sum(left)} of the others"


def _step(folder: Path) -> int:
    names = (path.name.partition("-")[0] for path in (folder / CHECKPOINTS).glob("*-*"))
    return max((int(name) for name in names if name.isdecimal()), default=0)


def job_name(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the job that this process belongs to, None outside of any.

    The number alone would not do in an array: one of its tasks has the number of the array, and
    with that number Slurm queues every task again.
    """
    array, task = (environment.get(f"SLURM_ARRAY_{x}_ID") for x in ("JOB", "TASK"))
    return f"{array}_{task}" if array and task else environment.get("SLURM_JOB_ID")


def requeue(
    record: Path,
    progress: str,
    say: Callable[[Verdict], object] = lambda verdict: None,
    environment: Mapping[str, str] = os.environ,
) -> Verdict:
    """Queue the job of this process again, if it was not cancelled and comes further.

    Parameters
    ----------
    record : path
        A file that remembers how far the job had come when it last queued itself.
    progress : str
        How far it has come: anything that changes when it goes on.
    say : callable
        Called with the verdict before anything is done: a job that is queued again ends at once.
    environment : mapping
        As Slurm sets it.

    Returns
    -------
    Verdict
        Why it was queued again or not.

    Raises
    ------
    SlurmError
        Slurm does not answer, or refuses.
    """
    verdict = _verdict(record, progress, environment)
    say(verdict)
    if verdict.again:
        run_slurm("scontrol", "requeue", str(job_name(environment)))
    return verdict


def _verdict(record: Path, progress: str, environment: Mapping[str, str]) -> Verdict:
    job = job_name(environment)
    if job is None:
        return Verdict(False, "not in a job of Slurm")
    # A cancelled job is told to end in the same way, and would come back.
    state = run_slurm("squeue", "--noheader", f"--jobs={job}", "--format=%T").strip()
    if state != "RUNNING":
        return Verdict(False, f"job {job} is {state.lower() or 'gone'}, not running")
    restarts = environment.get("SLURM_RESTART_COUNT", "0")
    return judge(record, job, int(restarts) if restarts.isdecimal() else 0, progress)


def judge(record: Path, job: str, restarts: int, progress: str) -> Verdict:
    """Tell whether a job has come further in its last few attempts; note how far it is.

    Where nothing can be noted, the number of restarts alone decides.
    """
    before = _read(record)
    same = (before.get("job"), before.get("progress")) == (job, progress)
    idle = before["idle"] + 1 if same else 0
    if idle >= LIMIT:
        return Verdict(False, f"job {job} came no further in {idle} attempts: at {progress}")
    now = {"job": job, "progress": progress, "idle": idle, "restarts": restarts}
    try:
        write_atomically(record, lambda file: file.write(json.dumps(now).encode() + b"\n"))
    except OSError as error:
        if restarts >= LIMIT:
            return Verdict(False, f"job {job} restarted {restarts} times, and {error}")
    return Verdict(True, f"job {job} queues itself again at {progress}")


def _read(record: Path) -> dict[str, Any]:
    try:
        known = json.loads(record.read_bytes())
        return known if isinstance(known.get("idle"), int) else {}
    except (OSError, ValueError, AttributeError):
        return {}
