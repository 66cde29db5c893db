"""Kernel sums with gradients: gandyn against the tools that could do the same.

    python -m bench.pairwise [--dims 2 3 8 64] [--size 10000] [--threads 1 2] [--rounds 5]
                             [--peers numpy torch ...] [--json FILE]

Tables go to standard output, what is going on and what the tools say to standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from .peers import PEERS
from .probe import SIZE as PROBE_SIZE
from .problem import Array, error
from .table import LEGEND, Sample, table
from .workers import FLOAT32, Worker, WorkerError

TOLERANCE, FLOAT32_TOLERANCE = 1e-9, 1e-4
CHOICES = [*PEERS, *(name + FLOAT32 for name in PEERS)]
SECONDS, PROBE_SECONDS = 0.3, 0.2  # shortest measurement of a contestant, of the probe
PAUSE = 0.05  # for the threads of the contestant before to fall asleep


class Crew:
    """The workers of one number of threads; only one of them computes at a time."""

    def __init__(self, peers: Iterable[str], threads: int, stack: ExitStack) -> None:
        self.threads = threads
        self._workers = {
            name: stack.enter_context(Worker(name, threads))
            for name in ("probe", "gandyn", "gandyn" + FLOAT32, *peers)
        }
        self.ready: list[str] = []

    def prepare(self, size: int, dimension: int, folder: Path) -> dict[str, str]:
        """Give everyone the problem; return who cannot take part, and why."""
        self._size, self._dimension, self.ready = size, dimension, []
        left_out: dict[str, str] = {}
        self._workers["probe"].prepare(size, dimension)
        reference = self._result("gandyn", folder)
        for name in self._workers:
            if name != "probe":
                try:
                    _check(self._result(name, folder), reference, name.endswith(FLOAT32))
                    self.ready.append(name)
                except WorkerError as problem:
                    left_out[name] = "not installed" if problem.missing else str(problem)
        return left_out

    def sample(self, name: str) -> Sample:
        """Measure the probe, gandyn and the contestant, one after the other."""
        float32 = name.endswith(FLOAT32)
        own = "gandyn" + FLOAT32 if float32 else "gandyn"
        probe, _ = self._measure("probe", PROBE_SECONDS)
        gandyn, cores = self._measure(own, SECONDS)
        seconds = gandyn
        if name != own:
            seconds, cores = self._measure(name, SECONDS)
        return Sample(
            name=name,
            dimension=self._dimension,
            threads=self.threads,
            pairs=self._size**2,
            seconds=seconds,
            cores=cores,
            gandyn_seconds=gandyn,
            multiply_adds=self.threads * PROBE_SIZE**3 / probe,
            float32=float32,
        )

    def _result(self, name: str, folder: Path) -> tuple[Array, Array]:
        self._workers[name].prepare(self._size, self._dimension)
        return self._workers[name].result(folder)

    def _measure(self, name: str, seconds: float) -> tuple[float, float]:
        time.sleep(PAUSE)
        return self._workers[name].measure(seconds)


def _check(
    result: tuple[Array, Array], reference: tuple[Array, Array], float32: bool = False
) -> None:
    wrong = error(result, reference)
    if not wrong < (FLOAT32_TOLERANCE if float32 else TOLERANCE):
        raise WorkerError(f"its result differs by {wrong:.0e}")


def contest(
    crews: list[Crew], size: int, dimension: int, rounds: int, folder: Path
) -> tuple[list[Sample], dict[str, str]]:
    """Return the samples of one dimension, and who could not take part."""
    _say(f"d = {dimension}: compiling, comparing results")
    left_out: dict[str, str] = {}
    for crew in crews:
        left_out |= crew.prepare(size, dimension, folder)
    samples: list[Sample] = []
    for k in range(rounds):
        _say(f"d = {dimension}: round {k + 1} of {rounds}")
        for crew in crews:
            for name in list(crew.ready):
                try:
                    samples.append(crew.sample(name))
                except WorkerError as problem:
                    crew.ready.remove(name)
                    left_out[name] = str(problem)
    return samples, left_out


def main() -> None:
    options = _arguments()
    samples: list[Sample] = []
    with ExitStack() as stack, TemporaryDirectory() as folder:
        crews = [Crew(options.peers, threads, stack) for threads in options.threads]
        for d in options.dims:
            found, left_out = contest(crews, options.size, d, options.rounds, Path(folder))
            print(
                f"d = {d}: value and gradient of a Gaussian kernel sum, "
                f"{options.size} x {options.size} pairs, rounds: {options.rounds} (medians)\n"
            )
            print(table(found), *(f"{name}: {why}" for name, why in left_out.items()), sep="\n")
            print(flush=True)
            samples += found
    print(LEGEND)
    if options.json:
        options.json.write_text(json.dumps([asdict(s) for s in samples], indent=1) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pairwise", description=__doc__)
    parser.add_argument("--dims", type=int, nargs="+", default=[2, 3, 8, 64])
    parser.add_argument("--size", type=int, default=10_000, help="points, and as many sources")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5, help="3 or more for a figure to quote")
    parser.add_argument("--peers", nargs="*", choices=CHOICES, default=CHOICES)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
