"""Many runs of a small game in one call: gandyn against the same steps vectorised in NumPy.

    python -m bench.batches [--runs 10000] [--threads 1 2] [--rounds 3] [--json FILE]

Every round times gandyn and then each contestant for a while; a ratio is a contestant's time a
step over gandyn's just before. Both make the same steps: their states are compared first.
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

Array = np.ndarray[Any, np.dtype[np.float64]]
Step = Callable[[Array], Array]
RATE = 0.1
TOLERANCE = 1e-9


# --------------------------------------------------------------------------- the mixture GAN


def mixture_starts(runs: int) -> Array:
    """Means from the square, ends ordered: (6, B)."""
    rng = np.random.default_rng(0)
    ends = np.sort(rng.uniform(-2, 2, (4, runs)), axis=0)[[0, 2, 1, 3]]
    return np.concatenate([rng.uniform(-1, 1, (2, runs)), ends])


def mixture_step(w: Array) -> Array:
    """One projected SimGD step of all runs, (6, B)."""
    target = np.array([-0.5, 0.5])[:, None, None]
    mu, ends = w[:2, None], w[None, 2:]
    own, true = np.exp(-0.5 * (ends - mu) ** 2), np.exp(-0.5 * (ends - target) ** 2)
    scale = 0.5 / np.sqrt(2 * np.pi)
    difference = scale * (true - own).sum(axis=0)
    pull = scale * (own[:, :2] - own[:, 2:]).sum(axis=1)
    field = np.concatenate([pull, -difference[:2], difference[2:]])
    moved = w + RATE * field
    ordered = moved[[2, 4, 3, 5]]
    wrong = (np.diff(ordered, axis=0) < 0).any(axis=0)
    if wrong.any():
        moved[np.array([2, 4, 3, 5])[:, None], np.flatnonzero(wrong)] = isotonic(ordered[:, wrong])
    return moved


def isotonic(x: Array) -> Array:
    """The nearest increasing numbers, (4, B): max over a <= i of min over b >= i of means."""
    sums = np.concatenate([np.zeros((1, x.shape[1])), np.cumsum(x, axis=0)])
    mean = {(a, b): (sums[b + 1] - sums[a]) / (b + 1 - a) for a in range(4) for b in range(a, 4)}
    return np.array(
        [
            np.max(
                [np.min([mean[a, b] for b in range(i, 4)], axis=0) for a in range(i + 1)], axis=0
            )
            for i in range(4)
        ]
    )


# ----------------------------------------------------------------------------- the linear GAN


def linear_starts(runs: int) -> Array:
    """(4, B) around the equilibrium."""
    return np.random.default_rng(1).normal(size=(4, runs)) * 0.1


def linear_step(nodes: int) -> Step:
    """One SimGD step of all runs by the trapezoidal rule with this many nodes on [-10, 10]."""
    e = np.linspace(-10, 10, nodes)[:, None]
    weight = np.exp(-0.5 * e**2) / np.sqrt(2 * np.pi) * (e[1] - e[0])
    v, std = np.array([[0.0], [2.0]]), 0.7

    def means(t: Array, spread: Array) -> tuple[Array, Array]:
        s = 1 / (1 + np.exp(-(t + spread * e)))
        return (weight * s).sum(axis=0), (weight * (s * (1 - s))).sum(axis=0)

    def step(w: Array) -> Array:
        phi, theta = w[:2] + v, w[2:]
        spread = std * np.sqrt((theta**2).sum(axis=0))
        real, real_slope = means((theta * v).sum(axis=0), spread)
        fake, fake_slope = means((theta * phi).sum(axis=0), spread)
        ascent = (1 - real) * v - fake * phi - std**2 * (real_slope + fake_slope) * theta
        return w + RATE * np.concatenate([fake * theta, ascent])

    return step


CONTESTS: dict[str, tuple[Any, Callable[[int], Array], int, dict[str, Step], int]] = {
    "mixture GAN": (gd.MixtureGAN(), mixture_starts, 3000, {"numpy": mixture_step}, 200),
    "linear GAN, n = 2": (
        gd.LinearGAN(mean=[0, 2], std=0.7),
        linear_starts,
        1000,
        {"numpy, 401 nodes": linear_step(401), "numpy, 81 nodes": linear_step(81)},
        5,
    ),
}


def main() -> None:
    options = _arguments()
    found: list[dict[str, Any]] = []
    for title, (game, start, num_steps, peers, peer_steps) in CONTESTS.items():
        w = start(options.runs)
        _agree(game, w, peers)
        for threads in options.threads:
            rows: dict[str, list[tuple[float, float]]] = {name: [] for name in peers}
            for _ in range(options.rounds):
                for name, step in peers.items():
                    ours, cores = _ours(game, w, num_steps, threads)
                    theirs = _theirs(step, w, peer_steps)
                    rows[name].append((theirs / ours, ours))
                    found.append(
                        {"game": title, "peer": name, "threads": threads, "cores": cores}
                        | {"gandyn_ms": 1e3 * ours, "peer_ms": 1e3 * theirs}
                    )
            print(f"{title}, {options.runs} runs, {num_steps} steps, {threads} thread(s)")
            for name, samples in rows.items():
                ratio, ours = (median(column) for column in zip(*samples, strict=True))
                print(
                    f"  {name:<18} {ratio:7.1f} x gandyn   "
                    f"({1e6 * ours / options.runs * 1e3:.1f} ns a run and step of gandyn)"
                )
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


def _ours(game: Any, w: Array, num_steps: int, threads: int) -> tuple[float, float]:
    """Seconds a step of all runs, and the cores that were really there."""
    initial = np.ascontiguousarray(w.T)
    began, worked = time.perf_counter(), time.process_time()
    gd.simulate_batch(
        game, gd.SimGD(), rates=gd.Rates(RATE, RATE), num_steps=num_steps, initial=initial,
        num_threads=threads,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    return seconds / num_steps, (time.process_time() - worked) / seconds


def _theirs(step: Step, w: Array, num_steps: int) -> float:
    w = step(w)
    began = time.perf_counter()
    for _ in range(num_steps):
        w = step(w)
    return (time.perf_counter() - began) / num_steps


def _agree(game: Any, w: Array, peers: dict[str, Step]) -> None:
    batch = gd.simulate_batch(
        game, gd.SimGD(), rates=gd.Rates(RATE, RATE), num_steps=5, initial=w.T[:100].copy()
    )
    for name, step in peers.items():
        theirs = w[:, :100]
        for _ in range(5):
            theirs = step(theirs)
        error = np.abs(batch.final - theirs.T).max()
        if not error < TOLERANCE:
            raise SystemExit(f"{name}: makes other steps, they differ by {error:.1e}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.batches", description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
