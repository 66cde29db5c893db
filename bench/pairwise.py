"""Kernel sums with gradients: gandyn against the tools that could do the same.

    python -m bench.pairwise [--dims 2 3 8 64] [--size 10000] [--threads 1 2] [--rounds 5]
                             [--peers numpy torch ...] [--json FILE]

Tables go to standard output, what is going on and what the tools say to standard error.
"""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from .crew import Crew, contest
from .peers import PEERS
from .table import LEGEND, Sample, table
from .workers import FLOAT32

TOLERANCE = 1e-9
CHOICES = [*PEERS, *(name + FLOAT32 for name in PEERS)]


def main() -> None:
    options = _arguments()
    samples: list[Sample] = []
    with ExitStack() as stack, TemporaryDirectory() as folder:
        peers = ["gandyn" + FLOAT32, *options.peers]
        crews = [Crew("bench.peers", peers, threads, stack) for threads in options.threads]
        for d in options.dims:
            problem = {"size": options.size, "dimension": d}
            found, left_out = contest(
                crews, problem, options.size**2, options.rounds, TOLERANCE, Path(folder)
            )
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


if __name__ == "__main__":
    main()
