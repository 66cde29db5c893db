"""Who computes when: everyone in turn, each right after the probe and gandyn."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from .probe import SIZE as PROBE_SIZE
from .problem import Array, error
from .table import Sample
from .workers import FLOAT32, Worker, WorkerError

FLOAT32_TOLERANCE = 1e-4
SECONDS, PROBE_SECONDS = 0.3, 0.2  # shortest measurement of a contestant, of the probe
PAUSE = 0.05  # for the threads of the contestant before to fall asleep


class Crew:
    """The workers of a contest with one number of threads; only one of them computes at a time.

    Everyone's result is compared with that of the `reference`, who need not be a contestant.
    """

    def __init__(
        self,
        contest: str,
        peers: Iterable[str],
        threads: int,
        stack: ExitStack,
        reference: str = "gandyn",
    ) -> None:
        self.threads, self._reference = threads, reference
        self._contestants = ["gandyn", *peers]
        self._workers = {
            name: stack.enter_context(Worker(contest, name, threads))
            for name in {"probe": 0, reference: 0} | dict.fromkeys(self._contestants)
        }
        self.errors: dict[str, float] = {}

    @property
    def ready(self) -> list[str]:
        """Who can take part in the problem of the day."""
        return list(self.errors)

    def prepare(self, problem: dict[str, Any], tolerance: float, folder: Path) -> dict[str, str]:
        """Give everyone the problem; return who cannot take part, and why."""
        self._problem, self.errors = problem, {}
        left_out: dict[str, str] = {}
        self._workers["probe"].prepare()
        reference = self._result(self._reference, folder)
        for name in self._contestants:
            try:
                bearable = FLOAT32_TOLERANCE if name.endswith(FLOAT32) else tolerance
                self.errors[name] = _check(self._result(name, folder), reference, bearable)
            except WorkerError as problem_met:
                left_out[name] = "not installed" if problem_met.missing else str(problem_met)
        return left_out

    def sample(self, name: str, work: int) -> Sample:
        """Measure the probe, gandyn and the contestant, one after the other."""
        probe, _ = self._measure("probe", PROBE_SECONDS)
        float32 = name.endswith(FLOAT32)
        own = "gandyn" + FLOAT32 if float32 else "gandyn"
        gandyn, cores = self._measure(own, SECONDS)
        seconds = gandyn
        if name != own:
            seconds, cores = self._measure(name, SECONDS)
        return Sample(
            name=name,
            size=self._problem["size"],
            dimension=self._problem["dimension"],
            threads=self.threads,
            work=work,
            error=self.errors[name],
            seconds=seconds,
            cores=cores,
            gandyn_seconds=gandyn,
            multiply_adds=self.threads * PROBE_SIZE**3 / probe,
            float32=float32,
        )

    def drop(self, name: str) -> None:
        """Go on without a contestant."""
        del self.errors[name]

    def _result(self, name: str, folder: Path) -> tuple[Array, ...]:
        self._workers[name].prepare(**self._problem)
        return self._workers[name].result(folder)

    def _measure(self, name: str, seconds: float) -> tuple[float, float]:
        time.sleep(PAUSE)
        return self._workers[name].measure(seconds)


def _check(result: tuple[Array, ...], reference: tuple[Array, ...], tolerance: float) -> float:
    wrong = error(result, reference)
    if not wrong < tolerance:
        raise WorkerError(f"its result differs by {wrong:.0e}")
    return wrong


def contest(
    crews: list[Crew],
    problem: dict[str, Any],
    work: int,
    rounds: int,
    tolerance: float,
    folder: Path,
) -> tuple[list[Sample], dict[str, str]]:
    """Return the samples of one problem, and who could not take part.

    `problem` has a size and a dimension; `work` is what a call does: pairs, or steps.
    """
    text = ", ".join(f"{key} = {value}" for key, value in problem.items())
    say(f"{text}: compiling, comparing results")
    left_out: dict[str, str] = {}
    for crew in crews:
        left_out |= crew.prepare(problem, tolerance, folder)
    samples: list[Sample] = []
    for k in range(rounds):
        say(f"{text}: round {k + 1} of {rounds}")
        for crew in crews:
            for name in crew.ready:
                try:
                    samples.append(crew.sample(name, work))
                except WorkerError as problem_met:
                    crew.drop(name)
                    left_out[name] = str(problem_met)
    return samples, left_out


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
