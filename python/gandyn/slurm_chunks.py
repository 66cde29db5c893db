"""How the points of a sweep become tasks, and the tasks arrays that Slurm accepts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["MAX_ARRAY", "TARGET_SECONDS", "Chunk", "chunks", "points_per_task", "ranges"]

MAX_ARRAY = 1001
"""Slurm's own default of MaxArraySize, for where none can be asked."""

TARGET_SECONDS = 15 * 60.0
"""Of a task: long beside what Slurm needs to start one, short beside what a crash may cost."""


@dataclass(frozen=True)
class Chunk:
    """One array of tasks: Slurm counts from zero, and the task is its index plus the offset."""

    offset: int
    indices: tuple[int, ...]

    def spec(self, at_once: int | None = None) -> str:
        """Return what ``--array`` wants, at most so many tasks running at once."""
        return ranges(self.indices) + ("" if at_once is None else f"%{at_once}")


def chunks(tasks: Iterable[int], max_array: int) -> list[Chunk]:
    """Return arrays that together hold each task once.

    Parameters
    ----------
    tasks : iterable of int
        Numbers of the tasks that are to run, with or without gaps.
    max_array : int
        Slurm's MaxArraySize, which every index stays below: it bounds the index, not the count.

    Raises
    ------
    ValueError
        `max_array` is not positive.
    """
    if max_array < 1:
        raise ValueError(f"max_array must be at least 1, got {max_array}")
    found: list[Chunk] = []
    indices: list[int] = []
    offset = 0
    for task in sorted(set(tasks)):
        if indices and task - offset >= max_array:
            found.append(Chunk(offset, tuple(indices)))
            indices = []
        if not indices:
            offset = task
        indices.append(task - offset)
    return [*found, Chunk(offset, tuple(indices))] if indices else found


def ranges(indices: Iterable[int]) -> str:
    """Return increasing numbers in short, such as 0-3,7."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and index == runs[-1][1] + 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def points_per_task(
    num_points: int, seconds: float, target: float = TARGET_SECONDS, workers: int | None = None
) -> int:
    """Return how many points make a task of about the target's length, as even as can be.

    With the default target a task takes 5 to 30 minutes, unless one point takes longer or all
    together less.

    Parameters
    ----------
    num_points : int
        All points.
    seconds : float
        That one of them takes, with the processors of a task.
    target : float
        Seconds that a task should take.
    workers : int, optional
        Tasks that run at once: there are no fewer tasks, as long as there are points.
    """
    if not num_points:
        return 1
    fitting = num_points if seconds * num_points <= target else max(1, round(target / seconds))
    tasks = math.ceil(num_points / fitting)
    return math.ceil(num_points / max(tasks, min(workers or 1, num_points)))
