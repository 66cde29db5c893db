"""How time and memory grow: with the steps made, with N, and what direct sums would need."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import numpy as np

from .crew import PAUSE, SECONDS, say
from .gan import TARGETS
from .table import Sample
from .workers import Worker

CONTEST = "bench.steps"
EARLY, LATE, SEGMENT = 0, 990, 10
LATER_STEP = 1000  # of the exact history, extrapolated


def flatness(options: argparse.Namespace) -> None:
    """Print the time of a step early and late in a run; the later begins from `run.state`."""
    n = options.flat_size
    for d in options.dims:
        for threads in options.threads:
            with (
                Worker(CONTEST, "gandyn", threads) as early,
                Worker(CONTEST, "gandyn", threads) as late,
            ):
                times: dict[int, list[float]] = {EARLY: [], LATE: []}
                say(f"d = {d}: {LATE} steps of {n} particles")
                for worker, start in ((early, EARLY), (late, LATE)):
                    worker.prepare(size=n, dimension=d, steps=SEGMENT, start=start)
                for _ in range(max(3, options.rounds)):
                    for worker, start in ((early, EARLY), (late, LATE)):
                        time.sleep(PAUSE)
                        times[start].append(worker.measure(SECONDS)[0] / SEGMENT)
            ratio = median(b / a for a, b in zip(times[EARLY], times[LATE], strict=True))
            first, last = (1e3 * median(times[start]) for start in (EARLY, LATE))
            print(
                f"d = {d}, N = {n:,}, {threads} thread(s): a step of {EARLY + 1} to "
                f"{EARLY + SEGMENT} takes {first:.3g} ms, of {LATE + 1} to {LATE + SEGMENT} "
                f"{last:.3g} ms, ratio {ratio:.2f}",
                flush=True,
            )
    print(flush=True)


def memory(options: argparse.Namespace) -> None:
    """Print what a run of two steps holds at most beside what it is given and what it records."""
    n, d, threads = options.memory_size, 2, max(options.threads)
    with Worker(CONTEST, "gandyn", threads) as worker:
        say(f"memory of {n} particles")
        before, peak = worker.prepare(size=n, dimension=d, steps=2)
    frame = 8.0 * d * n
    own = peak - before - 2 * frame
    print(
        f"memory, d = {d}, N = {n:,}, {threads} thread(s): peak {peak / 1e9:.2f} GB = "
        f"{before / 1e9:.2f} before the run, initial particles included, + "
        f"{2 * frame / 1e9:.2f} recorded (2 frames) + {own / 1e9:.2f} "
        f"({own / n:.0f} bytes a particle, {own / frame:.1f} frames)\n",
        flush=True,
    )


def exponents(samples: Iterable[Sample]) -> str:
    """Return the slopes of log time against log N, a line a contestant."""
    lines = []
    for (name, d, threads), sizes in sorted(medians(samples).items()):
        if len(sizes) > 1:
            n, seconds = np.log(list(sizes)), np.log(list(sizes.values()))
            slope = np.polyfit(n, seconds, 1)[0]
            lines.append(
                f"d = {d}, {threads} thread(s): {name} grows as N^{slope:.2f} "
                f"from N = {min(sizes):,} to {max(sizes):,}"
            )
    return "\n".join(lines) + "\n"


def medians(samples: Iterable[Sample]) -> dict[tuple[str, int, int], dict[int, float]]:
    """Return seconds a step by size, by name, dimension and threads."""
    times: dict[tuple[str, int, int], dict[int, list[float]]] = {}
    for s in samples:
        one = times.setdefault((s.name, s.dimension, s.threads), {})
        one.setdefault(s.size, []).append(s.seconds / s.work)
    return {key: {n: median(t) for n, t in sorted(of.items())} for key, of in times.items()}


def pairs(size: Any, step: int = 1) -> Any:
    """Pairs of a step of the exact history: every cloud so far is a source."""
    return size * (TARGETS + step * size)


def extrapolated(samples: Sequence[Sample], sizes: Sequence[int]) -> str:
    """Return what was not measured: larger sizes, later steps, from the largest size measured."""
    lines = ["Extrapolated by the number of pairs, not measured:"]
    for (name, d, threads), measured in sorted(medians(samples).items()):
        largest = max(measured)
        speed = pairs(largest) / measured[largest]
        for step in (1, LATER_STEP):
            missing = [n for n in sizes if n > largest or step > 1]
            times = [f"{pairs(n, step) / speed:.3g} s at N = {n:,}" for n in missing]
            if times:
                lines.append(
                    f"d = {d}, {threads} thread(s): {name}, step {step}: {', '.join(times)}"
                )
    return "\n".join(lines) + "\n"
