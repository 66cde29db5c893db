"""Eigenvalues of many small real matrices against `numpy.linalg.eigvals`.

    OPENBLAS_NUM_THREADS=1 python -m bench.eigenvalues [--sizes 2 3 4 6 8 16 100] [--threads 1 2]
                                                       [--rounds 5] [--json FILE]

Both solve the same matrices, one after the other in every round; a ratio is of neighbours. NumPy's
LAPACK works on one matrix at a time, and several threads only slow it down here.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import gandyn as gd


def seconds(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def measure(n: int, threads: int, rounds: int) -> dict[str, Any]:
    """Times a matrix of both, and their ratio."""
    count = max(20, 2_000_000 // (n * n * n + 20))
    matrices = np.random.default_rng(n).normal(size=(count, n, n))
    pairs = []
    for _ in range(rounds):
        ours = seconds(lambda: gd.eigenvalues(matrices, num_threads=threads))
        pairs.append((ours, seconds(lambda: np.linalg.eigvals(matrices))))
    return {
        "n": n,
        "threads": threads,
        "gandyn": median(ours for ours, _ in pairs) / count,
        "numpy": median(theirs for _, theirs in pairs) / count,
        "ratio": median(theirs / ours for ours, theirs in pairs),
    }


def main() -> None:
    options = _arguments()
    print(f"{'n':>4} {'threads':>8} {'gandyn us':>11} {'numpy us':>10} {'ratio':>7}")
    found = []
    for threads in options.threads:
        for n in options.sizes:
            row = measure(n, threads, options.rounds)
            found.append(row)
            times = f"{row['gandyn'] * 1e6:11.3f} {row['numpy'] * 1e6:10.3f}"
            print(f"{n:>4} {threads:>8} {times} {row['ratio']:7.1f}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.eigenvalues", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2, 3, 4, 6, 8, 16, 100])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every row there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
