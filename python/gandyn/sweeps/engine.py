"""Hands points to an executor; hands those out again whose process died."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass
from typing import Any

from ..interruption import Interruption
from . import play
from .costs import seconds_of
from .executors import Crew
from .ledger import Ledger
from .play import Outcome, run_points
from .worker import WorkerDied

__all__ = ["Progress", "drive", "points_a_task"]

DEATHS = 3
"""A point during which so many processes died is recorded as failed."""

LARGEST_TASK = 4096

Tell = Callable[["Progress"], object]


@dataclass
class Progress:
    """How far a sweep is.

    Attributes
    ----------
    total : int
        Points of the sweep.
    before : int
        Those that had a record when this began.
    finished, failed : int
        Those that have got one since.
    words : str
        What plays them.
    """

    total: int
    before: int
    finished: int = 0
    failed: int = 0
    words: str = ""

    @property
    def done(self) -> int:
        """Points with a record."""
        return self.before + self.finished + self.failed


def points_a_task(left: int, crew: Crew, seconds: float) -> int:
    """Return how many points a task should have: some seconds of work, and enough for everybody."""
    wanted = crew.seconds * (crew.num_threads or 1) / max(seconds, 1e-4)
    shares = math.ceil(left / (2 * crew.workers)) if crew.executor else left
    return int(max(1, min(wanted, shares, LARGEST_TASK)))


def drive(
    ledger: Ledger,
    ids: Sequence[str],
    crew: Crew,
    interruption: Interruption,
    retry_failed: bool = False,
    per_task: int | None = None,
    tell: Tell | None = None,
) -> Outcome:
    """Have points played until each has a record, or a signal comes.

    Raises
    ------
    OSError
        A record could not be written.
    BrokenExecutor
        The caller's executor broke; what was finished is recorded.
    """
    engine = _Engine(ledger, crew, interruption, retry_failed, tell)
    if per_task is None:
        per_task = points_a_task(len(ids), crew, _typical_seconds(ledger, ids))
    engine.told.before = len(ledger.plan.points) - len(ids)
    tasks = [list(ids[first : first + per_task]) for first in range(0, len(ids), per_task)]
    play.halt.clear()
    return engine.serial(tasks) if crew.executor is None else engine.parallel(tasks)


def _typical_seconds(ledger: Ledger, ids: Sequence[str]) -> float:
    """Return about how long a point takes: the longest of a few."""
    longest = 0.0
    for id in {ids[0], ids[len(ids) // 2], ids[-1]} if ids else ():
        try:
            longest = max(longest, seconds_of(ledger.plan.settings(id).build()))
        except Exception:  # it will be recorded with the point
            continue
    return longest


class _Engine:
    def __init__(
        self,
        ledger: Ledger,
        crew: Crew,
        interruption: Interruption,
        retry_failed: bool,
        tell: Tell | None,
    ) -> None:
        self._ledger, self._crew, self._stop = ledger, crew, interruption
        self._retry, self._tell = retry_failed, tell or (lambda told: None)
        self._deaths: Counter[str] = Counter()
        self._outcome = Outcome()
        self.told = Progress(len(ledger.plan.points), 0, words=crew.words)

    def serial(self, tasks: list[list[str]]) -> Outcome:
        for ids in tasks:
            self._tell(self.told)
            threads = self._crew.num_threads
            call = (str(self._ledger.folder), ids, threads, self._retry, 0, self._stop)
            self._add(run_points(*call))
            if self._stop():
                break
        self._tell(self.told)
        return self._outcome

    def parallel(self, tasks: list[list[str]]) -> Outcome:
        pending: dict[Future[Any], list[str]] = self._submit(tasks)
        error: BaseException | None = None
        try:
            while pending:
                self._tell(self.told)
                done, _ = wait(pending, timeout=0.1, return_when=FIRST_COMPLETED)
                for future in done:
                    ids = pending.pop(future)
                    try:
                        self._add(future.result())
                    except CancelledError:
                        self._outcome.stopped = True
                    except Exception as failure:
                        if not self._died(failure) or self._stop():
                            error = error or failure
                        else:
                            pending |= self._submit(self._again(ids))
                if error is not None or self._stop():
                    break
        finally:
            if pending:
                self._end(pending)
        if self._stop():
            self._outcome.stopped = True
        elif error is not None:
            raise error
        self._tell(self.told)
        return self._outcome

    def _submit(self, tasks: list[list[str]], attempt: int = 0) -> dict[Future[Any], list[str]]:
        executor: Any = self._crew.executor
        attempt = max(self._deaths.values(), default=0)
        rest = (self._crew.num_threads, self._retry, attempt)
        calls = [(str(self._ledger.folder), ids, *rest) for ids in tasks]
        if hasattr(executor, "submit_all") and len(calls) > 1:
            futures = executor.submit_all(run_points, calls)
        else:
            futures = [executor.submit(run_points, *call) for call in calls]
        return dict(zip(futures, tasks, strict=True))

    def _add(self, outcome: Outcome) -> None:
        for name in ("finished", "failed", "busy"):
            setattr(self._outcome, name, getattr(self._outcome, name) + getattr(outcome, name))
        self._outcome.stopped |= outcome.stopped
        self.told.finished, self.told.failed = self._outcome.finished, self._outcome.failed

    def _died(self, error: BaseException) -> bool:
        """Tell whether a process died, and others can do its work."""
        if isinstance(error, BrokenExecutor):
            return False  # with a process a pool loses all work, and only its owner can mend it
        return isinstance(error, WorkerDied) or type(error).__name__ == "KilledWorker"

    def _again(self, ids: list[str]) -> list[list[str]]:
        """Return tasks of one point each, to find the one to blame; it is recorded at last."""
        left = [id for id in ids if not self._ledger.is_done(id, failed=not self._retry)]
        self.told.finished += len(ids) - len(left)
        self._outcome.finished += len(ids) - len(left)
        if len(left) == 1:
            self._deaths[left[0]] += 1
            if self._deaths[left[0]] >= DEATHS:
                words = f"the process that played it died {DEATHS} times"
                self._ledger.write_failure(left[0], "ProcessDied", words)
                self._add(Outcome(failed=1))
                return []
        return [[id] for id in left]

    def _end(self, pending: dict[Future[Any], list[str]]) -> None:
        """Let go of what has not begun, and let what runs find its end."""
        play.halt.set()
        self._crew.interrupt()
        for future in pending:
            future.cancel()
        if self._crew.own:
            wait(pending, timeout=60.0)
