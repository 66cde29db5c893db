"""What a sweep asks of Slurm: how long its points take, how many make a task, which are left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .slurm import Submission
from .slurm_chunks import MAX_ARRAY, TARGET_SECONDS, points_per_task
from .slurm_resources import Resources, enough

if TYPE_CHECKING:
    from .sweeps.costs import SweepCost
    from .sweeps.ledger import Ledger

__all__ = ["pack", "submission"]

LOGS = 100
"""Points done whose times are looked at."""

Wish = Callable[[Resources], Resources]
"""Changes what would be asked for."""


def pack(
    cost: SweepCost,
    wish: Wish = lambda usual: usual,
    *,
    threads: int = 1,
    per_task: int | None = None,
    workers: int | None = None,
    name: str = "sweep",
) -> tuple[int, Resources]:
    """Return how many points make a task, and what a task asks for.

    Parameters
    ----------
    cost : SweepCost
        Of the points that are to be played.
    wish : callable
        What was asked for in place of what is usual.
    threads : int
        Processors of a task.
    per_task : int, optional
        Points of a task; None: for a quarter of an hour, or half of the time that was asked for.
    workers : int, optional
        Tasks that run at once.
    name : str
        Shown in the queue.
    """
    seconds = cost.seconds / max(cost.points, 1) / threads
    if per_task is None:
        asked = wish(enough(TARGET_SECONDS, cost.memory, threads, name))
        target = min(TARGET_SECONDS, (asked.seconds - asked.signal_seconds) / 2)
        per_task = points_per_task(cost.points, seconds, target, workers)
    longest = max(seconds * per_task, cost.longest / threads)
    return per_task, wish(enough(longest, cost.memory, threads, name))


def submission(
    ledger: Ledger,
    wish: Wish = lambda usual: usual,
    *,
    threads: int = 1,
    per_task: int | None = None,
    retry_failed: bool = False,
    workers: int | None = None,
    max_array: int = MAX_ARRAY,
    table: Path | None = None,
) -> Submission:
    """Return the tasks of a sweep that have a point to be played.

    Parameters
    ----------
    ledger : Ledger
        The sweep's folder.
    retry_failed : bool
        Play points again that failed.
    max_array : int
        Every index of an array is below it.
    table : path, optional
        Where a last job collects what came of all points.
    wish, threads, per_task, workers
        As for `pack`.

    Raises
    ------
    DataError, OSError
        A file that the points name is not as it was.
    """
    from .sweeps.costs import cost_of_sweep

    cost = cost_of_sweep(ledger.plan)
    missing = set(ledger.missing(retry_failed))
    seconds = _measured(ledger) or cost.seconds / max(cost.points, 1)
    per_task, resources = pack(
        replace(cost, points=len(missing), seconds=seconds * len(missing)),
        wish,
        threads=threads,
        per_task=per_task,
        workers=workers,
        name=ledger.plan.name,
    )
    places = (place for place, id in enumerate(ledger.plan.points) if id in missing)
    return Submission(
        sweep=ledger.folder,
        tasks=sorted({place // per_task for place in places}),
        points_per_task=per_task,
        resources=resources,
        max_array=max_array,
        at_once=workers,
        retry_failed=retry_failed,
        table=table,
    )


def _measured(ledger: Ledger) -> float | None:
    """Return the mean of seconds and threads of points that are done, None where none is."""
    done = (point.id for point, record in ledger.records() if record is not None)
    logs = [ledger.log(id) for id, _ in zip(done, range(LOGS), strict=False)]
    times = [log["seconds"] * log.get("threads", 1) for log in logs if "seconds" in log]
    return max(1e-3, sum(times) / len(times)) if times else None
