"""Phase diagrams of an isolated point: time of a map, and the same map by NumPy's eigenvalues.

    python -m bench.phase_diagrams [--size 1000] [--threads 1 2] [--rounds 3] [--json FILE]

NumPy gets the Jacobians of a smaller map ready made, all at once, and only solves them; its time is
that of a point. Both are compared first.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import gandyn as gd

TOLERANCE = 1e-9
PEER_SIZE = 60

KERNEL, RATES = gd.Gaussian(0.5), gd.Rates(0.01, 0.01)
CONTESTS = {
    "equal masses, SimGD": gd.isolated_point(1, [0.2] * 4, KERNEL, 0.1, RATES, "simultaneous"),
    "equal masses, AltGD": gd.isolated_point(1, [0.2] * 4, KERNEL, 0.1, RATES),
    "equal masses, JARE": gd.isolated_point(1, [0.2] * 4, KERNEL, 0.1, RATES, method=gd.JARE()),
    "equal masses, flow": gd.isolated_point(1, [0.2] * 4, KERNEL, 0.1, RATES, "continuous"),
    "4 unequal masses, AltGD": gd.isolated_point(1, [0.1, 0.15, 0.25, 0.3], KERNEL, 0.1, RATES),
}


def axes(size: int) -> tuple[tuple[str, Any], tuple[str, Any]]:
    return ("bandwidth", np.geomspace(0.01, 1, size)), ("ridge", np.geomspace(0.01, 10, size))


def main() -> None:
    options = _arguments()
    found: list[dict[str, Any]] = []
    for title, point in CONTESTS.items():
        jacobians, decay = _matrices(point)
        _agree(point, jacobians, decay)
        for threads in options.threads:
            seconds, peers = [], []
            for _ in range(options.rounds):
                ours, cores = _ours(point, options.size, threads)
                began = time.perf_counter()
                np.linalg.eigvals(jacobians)
                peers.append((time.perf_counter() - began) / PEER_SIZE**2)
                seconds.append(ours)
                found.append(
                    {"point": title, "threads": threads, "cores": cores, "seconds": ours}
                    | {"size": options.size, "numpy_seconds_a_point": peers[-1]}
                )
            ours, peer = median(seconds), median(peers)
            each = ours / options.size**2
            print(
                f"{title:<24} {options.size} x {options.size}, {threads} thread(s): {ours:6.3f} s,"
                f" {1e9 * each:5.0f} ns a point, numpy {peer / each:5.1f} x"
            )
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


def _ours(point: Any, size: int, threads: int) -> tuple[float, float]:
    """Seconds of a map, and the cores that were really there."""
    began, worked = time.perf_counter(), time.process_time()
    gd.phase_diagram(point, *axes(size), num_threads=threads)
    seconds = time.perf_counter() - began
    return seconds, (time.process_time() - worked) / seconds


def _matrices(point: Any) -> tuple[Any, Any]:
    (_, bandwidths), (_, ridges) = axes(PEER_SIZE)
    cells = [
        point.replace(kernel=gd.Gaussian(b), ridge=ridge) for ridge in ridges for b in bandwidths
    ]
    return np.array([cell.jacobian for cell in cells]), np.array([cell.rho_a for cell in cells])


def _agree(point: Any, jacobians: Any, decay: Any) -> None:
    diagram = gd.phase_diagram(point, *axes(PEER_SIZE))
    values = np.concatenate([np.linalg.eigvals(jacobians), decay[:, None]], axis=1)
    size = np.exp(values.real) if point.order == "continuous" else np.abs(values)
    theirs = size.max(axis=1).reshape(PEER_SIZE, PEER_SIZE)
    # Near a double eigenvalue NumPy has half of its digits.
    error = np.quantile(np.abs(diagram.spectral_radius - theirs) / theirs, 0.99)
    if not error < TOLERANCE:
        raise SystemExit(f"{point}: other spectral radii, they differ by {error:.1e}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.phase_diagrams", description=__doc__)
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
