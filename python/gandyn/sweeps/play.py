"""Points are played here, whatever handed them over, and their records written."""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from .. import resumable
from .._core import Status
from ..batch import simulate_batch
from ..games import KernelGAN
from ..interruption import Interruption
from ..locks import Busy
from ..methods import BestResponse
from ..settings import Problem, Settings
from ..threads import resolve
from .costs import seconds_of
from .ledger import Ledger
from .measure import End, needs_the_run, results

__all__ = ["Outcome", "run_points"]

TOGETHER = 1024
"""Points of a batch: a killed process loses no more than one batch."""

SHORT = 20.0
"""Seconds: a point that takes less is played without checkpoints."""

halt = threading.Event()
"""Stops the points that this very process plays in threads, where signals are not seen."""


@dataclass
class Outcome:
    """What came of a task.

    Attributes
    ----------
    finished, failed, busy : int
        Points that have a result now, that ended in an error, that another process plays.
    stopped : bool
        Whether a signal came before the end.
    """

    finished: int = 0
    failed: int = 0
    busy: int = 0
    stopped: bool = False


def run_points(
    folder: str,
    ids: Sequence[str],
    num_threads: int | None = None,
    retry_failed: bool = False,
    attempt: int = 0,
    interruption: Interruption | None = None,
) -> Outcome:
    """Play points of a sweep and write their records; those that have one are skipped.

    An error is recorded with the point that it is of, and the others go on.

    Parameters
    ----------
    folder : str
        The folder of the sweep.
    ids : sequence of str
        The points.
    num_threads : int, optional
        In place of what the configurations say.
    retry_failed : bool
        Play those again that failed.
    attempt : int
        Tells calls apart that executors could take for the same.
    interruption : Interruption, optional
        Ends the work; None: SIGTERM, SIGUSR1 and SIGINT do.

    Raises
    ------
    OSError
        A record could not be written.
    """
    ledger = _ledger(folder, (Path(folder) / "sweep.json").stat().st_mtime_ns)
    with Interruption() if interruption is None else nullcontext(interruption) as stop:
        left = [id for id in ids if not ledger.is_done(id, failed=not retry_failed)]
        return _Player(ledger, num_threads, _Wish(stop)).play(left)


@lru_cache(4)
def _ledger(folder: str, changed: int) -> Ledger:
    return Ledger(folder)


class _Wish(Interruption):
    """That of another one, or of this process's threads."""

    def __init__(self, other: Interruption) -> None:
        super().__init__()
        self._other = other

    def __call__(self) -> bool:
        return self._other() or halt.is_set()


@dataclass
class _Loaded:
    id: str
    settings: Settings
    problem: Problem


class _Player:
    """Plays the points of one task."""

    def __init__(self, ledger: Ledger, num_threads: int | None, stop: Interruption) -> None:
        self._ledger, self._stop = ledger, stop
        self._threads, self._outcome = num_threads, Outcome()

    def play(self, ids: Sequence[str]) -> Outcome:
        """Play points, those of small games together; signals end it between and within them."""
        groups: dict[Any, list[_Loaded]] = {}
        for id in ids:
            if self._stop():
                break
            if (point := self._load(id)) is None:
                continue
            if (kind := self._kind(point)) is None:
                self._single(point)
                continue
            group = groups.setdefault(kind, [])
            group.append(point)
            if len(group) == TOGETHER:
                self._batch(groups.pop(kind))
        for group in groups.values():
            if not self._stop():
                self._batch(group)
        self._outcome.stopped |= self._stop()
        return self._outcome

    def _load(self, id: str) -> _Loaded | None:
        """Return a point; None: it cannot be made, and that is recorded."""
        try:
            settings = self._ledger.plan.settings(id)
            return _Loaded(id, settings, settings.build())
        except Exception as error:  # whatever files and values make go wrong
            self._fail(id, error)
            return None

    def _kind(self, one: _Loaded) -> Any:
        """Return what the points of a batch share; None: this one is played alone."""
        game, options = one.problem.game, one.problem.options
        if (
            isinstance(game, KernelGAN)
            or self._ledger.plan.keep == "trajectory"
            or needs_the_run(self._ledger.plan.measure)
            or getattr(game, "batch_size", None) is not None  # minibatches count the runs
        ):
            return None
        same = (options[name] for name in ("num_steps", "tolerance", "bound"))
        return (type(game), game.size, type(one.problem.method), self._threads_of(one), *same)

    def _batch(self, points: list[_Loaded]) -> None:
        options, threads = points[0].problem.options, self._threads_of(points[0])
        problems: list[Any] = [point.problem for point in points]
        began = time.perf_counter()
        try:
            batch = simulate_batch(
                [problem.game for problem in problems],
                [problem.method for problem in problems],
                rates=[problem.rates for problem in problems],
                num_steps=options["num_steps"],
                initial=np.stack([problem.initial for problem in problems]),
                tolerance=options["tolerance"],
                bound=options["bound"],
                num_threads=threads,
                stop=self._stop,
            )
        except Exception:  # one of them is not as wanted; alone it will say so
            for point in points:
                if not self._stop():
                    self._single(point)
            return
        each = (time.perf_counter() - began) / len(points)
        for row, point in enumerate(points):
            if (status := batch.status[row]) is not Status.stopped:
                rates, step = point.problem.rates, int(batch.steps[row])
                paced = isinstance(point.problem.method, BestResponse)
                pace = rates.generator if paced else rates.discriminator
                end = End(status.name, step, step * pace, batch.final[row])
                self._record(point, end, each, threads)

    def _single(self, point: _Loaded) -> None:
        threads = self._threads_of(point)
        self._note(point.id, threads, attempt=True)
        began = time.perf_counter()
        try:
            run = self._run(point, threads)
        except Busy:
            self._outcome.busy += 1
            return
        except Exception as error:
            self._fail(point.id, error)
            return
        if run.status is Status.stopped:
            self._outcome.stopped = True
            return
        state = run.final.particles if isinstance(run.game, KernelGAN) else run.final
        end = End(run.status.name, int(run.steps[-1]), float(run.times[-1]), state, run)
        self._record(point, end, time.perf_counter() - began, threads)
        if self._ledger.plan.keep == "result":
            shutil.rmtree(self._ledger.run_folder(point.id), ignore_errors=True)

    def _run(self, point: _Loaded, threads: int) -> Any:
        """Play one point: long ones with checkpoints, short ones are sooner played again."""
        problem = replace(point.problem, options={**point.problem.options, "num_threads": threads})
        folder = self._ledger.run_folder(point.id)
        if (
            self._ledger.plan.keep == "result"
            and not folder.exists()
            and seconds_of(problem) <= SHORT * threads
        ):
            return problem.simulate(stop=self._stop)
        folder.mkdir(parents=True, exist_ok=True)
        return resumable.play(point.settings, folder, problem=problem, interruption=self._stop)

    def _record(self, point: _Loaded, end: End, seconds: float, threads: int) -> None:
        try:
            found = results(point.problem, end, self._ledger.plan.measure, threads)
        except Exception as error:
            self._fail(point.id, error)
            return
        self._ledger.write_result(point.id, end.status, found)
        self._note(point.id, threads, seconds=seconds, attempt=end.run is None)
        self._outcome.finished += 1

    def _fail(self, id: str, error: Exception) -> None:
        if isinstance(error, OSError) and _of_the_disk(error):
            raise error
        words = str(error)
        if isinstance(error, MemoryError):
            words = re.sub(r", but \S+ \S+ are free", "", words)  # of this machine, just now
        self._ledger.write_failure(id, type(error).__name__, words)
        self._outcome.failed += 1

    def _note(
        self, id: str, threads: int, seconds: float | None = None, attempt: bool = False
    ) -> None:
        before = self._ledger.log(id)
        log: dict[str, Any] = {
            "attempts": before.get("attempts", 0) + attempt,
            "host": socket.gethostname(),
            "process": os.getpid(),
            "threads": threads,
        }
        if seconds is not None:
            log["seconds"] = round(seconds, 6)
        self._ledger.write_log(id, log)

    def _threads_of(self, point: _Loaded) -> int:
        wanted = [number for number in (self._threads, point.settings.num_threads) if number]
        return resolve(min(wanted, default=None))[0]


def _of_the_disk(error: OSError) -> bool:
    """Tell whether an error says more about this machine than about a point."""
    import errno

    names = ("ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE", "ENFILE")
    return error.errno in {getattr(errno, name, None) for name in names}
