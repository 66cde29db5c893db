"""Spectra of whole kernel GANs: a sweep against one eigen-decomposition, and every route by size.

    python -m bench.spectra [--particles 500] [--settings 10000] [--sizes 100 300 600]
                            [--large 2000] [--threads 1 2] [--rounds 3] [--json FILE]

The sweep is timed in every round between gandyn's own decomposition and NumPy's of the same
matrix; a ratio is of neighbours. It is done by the closed form, and checked at some settings
against the eigenvalues of their matrices.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import gandyn as gd

RATES = gd.Rates(0.7, 0.4)


def cloud(count: int) -> tuple[gd.KernelGAN, Any]:
    """A balanced cloud in the plane whose neighbours feel one another."""
    y = np.random.default_rng(0).normal(size=(count, 2))
    return gd.KernelGAN(y, kernel=gd.Gaussian(0.3), ridge=0.3), y


def seconds(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def sweep(options: argparse.Namespace, threads: int) -> list[dict[str, Any]]:
    """Of (rates, ridge) pairs over one state."""
    game, y = cloud(options.particles)
    spectrum = gd.kernel_gan_spectrum(game, y, RATES, num_threads=threads)
    side = round(options.settings**0.5)
    rates, ridge = np.geomspace(0.01, 10, side)[:, None], np.geomspace(0.01, 10, side)
    size = y.size
    # D G D with equal masses, from the upper right and lower left blocks of the matrix.
    matrix = -spectrum.jacobian[size:, :size] / RATES.discriminator / len(y)
    rows = []
    for _ in range(options.rounds):
        alone = seconds(
            lambda: gd.kernel_gan_spectrum(game, y, RATES, "simultaneous", num_threads=threads)
        )
        peer = seconds(lambda: np.linalg.eigvalsh(matrix))
        swept = seconds(lambda: spectrum.sweep(rates, rates, ridge=ridge, num_threads=threads))
        rows.append({"decomposition": alone, "numpy": peer, "sweep": swept, "threads": threads})
    whole = median((row["decomposition"] + row["sweep"]) / row["decomposition"] for row in rows)
    against = median(row["sweep"] / row["numpy"] for row in rows)
    print(
        f"{side * side} settings, {options.particles} particles in the plane, {threads} thread(s): "
        f"decomposition and sweep {whole:.2f} x the decomposition "
        f"({median(row['sweep'] for row in rows) * 1e3:.0f} ms the sweep, {against:.2f} x "
        "numpy.linalg.eigvalsh)"
    )
    return rows


def check() -> None:
    """The sweep says what the matrices say."""
    game, y = cloud(20)
    spectrum = gd.kernel_gan_spectrum(game, y, RATES)
    for rate, ridge in ((0.1, 0.05), (2.0, 0.4), (9.0, 3.0)):
        other = gd.KernelGAN(y, kernel=game.kernel, ridge=ridge)
        matrix = gd.kernel_gan_spectrum(other, y, gd.Rates(rate, rate)).jacobian
        wanted = max(np.abs(np.linalg.eigvals(matrix)).max(), abs(1 - rate * ridge))
        error = abs(spectrum.sweep(rate, rate, ridge).spectral_radius / wanted - 1)
        if not error < 1e-9:
            raise SystemExit(f"the sweep is wrong by {error:.1e}")


def every_eigenvalue(game: gd.KernelGAN, run: Any, leading: int | None, threads: int) -> Any:
    return gd.kernel_gan_spectrum(
        game, run, RATES, "simultaneous", num_eigenvalues=leading, num_threads=threads
    ).eigenvalues


def by_size(options: argparse.Namespace, threads: int) -> list[dict[str, Any]]:
    """Every eigenvalue of the matrix, and the leading ones by products."""
    rows = []
    routes: list[tuple[str, int, int | None]] = [
        ("dense", size // 2, None) for size in options.sizes
    ]
    routes += [("krylov", count, 6) for count in options.large]
    for route, count, leading in routes:
        game, y = cloud(count)
        run = gd.simulate(game, gd.SimGD(), rates=RATES, num_steps=2, initial=y * 1.05)
        took = seconds(partial(every_eigenvalue, game, run, leading, threads))
        rows.append({"route": route, "coordinates": y.size, "seconds": took, "threads": threads})
        print(f"  {route:<7} n d = {y.size:<6} {took:9.3f} s   {threads} thread(s)")
    return rows


def main() -> None:
    options = _arguments()
    check()
    found = []
    for threads in options.threads:
        found += sweep(options, threads)
        found += by_size(options, threads)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.spectra", description=__doc__)
    parser.add_argument("--particles", type=int, default=500)
    parser.add_argument("--settings", type=int, default=10_000)
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 300, 600], metavar="ND")
    parser.add_argument("--large", type=int, nargs="*", default=[2000], metavar="N")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
