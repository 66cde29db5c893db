"""What keeping a run costs: `play` in a folder against `simulate` that records nothing.

Both make the same steps from the same start, in turns, each in a process of its own; `play` writes
every so many steps' particles into segments, checkpoints beside them. On a machine that is not
quiet, the better figures are processor time, and `not steps`: seconds when the core did not work.

    python -m bench.recording [--size 1e6] [--steps 400] [--every 100] [--threads 2] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

CONTESTANTS = ("simulate", "play")


def settings(size: int, steps: int, every: int, threads: int) -> Any:
    """A ring of 8 Gaussians and particles around 0, on a mesh."""
    from gandyn.config import load_config

    return load_config(
        None,
        [
            "targets.shape=ring", "kernel.bandwidth=0.2", "discriminator.name=Mesh",
            "initial.name=normal", f"num_particles={size}", f"num_steps={steps}",
            f"save_every={every}", f"num_threads={threads}", "rates.generator=0.01",
        ],
    )  # fmt: skip


def measure(contestant: str, options: argparse.Namespace) -> dict[str, float]:
    """Play once, in this process: seconds, and MiB at the highest beyond what was there before."""
    from gandyn.resumable import Every, play

    size = (options.size, options.steps, options.every, options.threads)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        if contestant == "play":
            run = settings(*size)
            begun, before, worked = time.perf_counter(), _peak(), time.process_time()
            every = Every(options.checkpoint_seconds)
            played = play(run, Path(name), checkpoint_every=every)
        else:
            run = settings(options.size, options.steps, options.steps, options.threads).build()
            begun, before, worked = time.perf_counter(), _peak(), time.process_time()
            played = run.simulate()
        seconds = time.perf_counter() - begun
        written = sum(path.stat().st_size for path in Path(name).rglob("*") if path.is_file())
    return {
        "seconds": seconds,
        "processor": time.process_time() - worked,
        "outside": seconds - played.stats.seconds,
        "peak": _peak() - before,
        "written": written / 2**20,
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    options = _arguments()
    if options.child:
        print(json.dumps(measure(options.child, options)))
        return
    print(f"{options.size} particles, {options.steps} steps, every {options.every} recorded")
    samples: dict[str, list[dict[str, float]]] = {name: [] for name in CONTESTANTS}
    for _ in range(options.rounds):
        for name in CONTESTANTS:
            command = [sys.executable, "-m", "bench.recording", "--child", name, *sys.argv[1:]]
            out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            samples[name].append(json.loads(out))
    print(f"{'':10}{'seconds':>9}{'processor':>11}{'not steps':>11}{'peak MiB':>10}{'written':>9}")
    for name, own in samples.items():
        seconds, work, outside, peak, written = (median(s[key] for s in own) for key in own[0])
        print(f"{name:10}{seconds:9.2f}{work:11.2f}{outside:11.3f}{peak:10.0f}{written:9.0f}")
    for key in ("seconds", "processor"):
        pairs = zip(samples["play"], samples["simulate"], strict=True)
        ratios = [kept[key] / bare[key] for kept, bare in pairs]
        print(f"{key}: play takes {median(ratios) - 1:+.1%} (rounds: {_percent(ratios)})")


def _percent(ratios: list[float]) -> str:
    return ", ".join(f"{ratio - 1:+.1%}" for ratio in ratios)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.recording", description=__doc__)
    parser.add_argument("--size", type=_number, default=1_000_000)
    parser.add_argument("--steps", type=_number, default=400)
    parser.add_argument("--every", type=_number, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--checkpoint-seconds", type=float, default=60.0)
    parser.add_argument("--folder", default=os.curdir, help="on the disk that is to be measured")
    parser.add_argument("--child", choices=CONTESTANTS, help=argparse.SUPPRESS)
    return parser.parse_args()


def _number(text: str) -> int:
    return int(float(text))


if __name__ == "__main__":
    main()
