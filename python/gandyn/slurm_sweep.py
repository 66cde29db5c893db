"""What a sweep asks of Slurm: how long its points take, how many make a task, which are left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .costs import Cost
from .slurm import Submission
from .slurm_chunks import MAX_ARRAY, TARGET_SECONDS, points_per_task
from .slurm_resources import Resources, enough

if TYPE_CHECKING:
    from .sweeps.ledger import Ledger
    from .sweeps.plan import Plan

__all__ = ["cost_of_a_point", "pack", "submission"]

LOOKED_AT = 5
"""Points whose cost is estimated: the first, the last and some between."""

LOGS = 100
"""Points done whose times are looked at."""

Wish = Callable[[Resources], Resources]
"""Changes what would be asked for."""


def cost_of_a_point(plan: Plan, ids: Sequence[str]) -> Cost:
    """Return the highest estimates of a few of these points."""
    from .sweeps.costs import cost_of

    found = [Cost(1e-3, 0, 0)]
    for id in {ids[k * (len(ids) - 1) // (LOOKED_AT - 1)] for k in range(LOOKED_AT)} if ids else ():
        try:
            found.append(cost_of(plan.settings(id).build()))
        except Exception:  # it will be recorded with the point
            continue
    columns = zip(*((cost.seconds, cost.memory, cost.disk) for cost in found), strict=True)
    return Cost(*map(max, columns))


def pack(
    cost: Cost,
    num_points: int,
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
    cost : Cost
        Of one point on one thread.
    num_points : int
        That are to be played.
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
    seconds = cost.seconds / threads
    if per_task is None:
        asked = wish(enough(TARGET_SECONDS, cost.memory, threads, name))
        target = min(TARGET_SECONDS, (asked.seconds - asked.signal_seconds) / 2)
        per_task = points_per_task(num_points, seconds, target, workers)
    return per_task, wish(enough(seconds * per_task, cost.memory, threads, name))


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
    """
    missing = ledger.missing(retry_failed)
    cost = cost_of_a_point(ledger.plan, missing)
    if (measured := _measured(ledger)) is not None:
        cost = Cost(measured, cost.memory, cost.disk)
    per_task, resources = pack(
        cost,
        len(missing),
        wish,
        threads=threads,
        per_task=per_task,
        workers=workers,
        name=ledger.plan.name,
    )
    left = set(missing)
    places = (place for place, id in enumerate(ledger.plan.points) if id in left)
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
