"""How fast this machine multiplies and adds now, and what that allows.

The hot loops are bound by the issue of vector instructions. Doing the work for one vector of pairs
takes at least so many issue slots, each of which could have held a fused multiply-add; so the limit
in pairs/s is the multiply-adds/s that a matrix product reaches, divided by the slots. A matrix
product does not fill every slot itself, so the limit is a little too low.

    python -m bench.probe [--threads 1 2]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

SIZE = 768
DIMENSIONS = (2, 3, 8, 64)


def slots(dimension: int, float32: bool = False) -> int:
    """Issue slots per vector of pairs: value and gradient of a Gaussian sum.

    The exponential and its surroundings take 14, or 9 where float32 is enough for them, and every
    axis 3: difference, square, gradient. Two matrix products take 2 an axis, with 3 more for the
    rest; they pay in high dimension.
    """
    exponential = 9 if float32 else 14
    return exponential + (3 * dimension if dimension <= 16 else 3 + 2 * dimension)


def pair_limit(multiply_adds: float, dimension: int, float32: bool = False) -> float:
    """Pairs/s that a machine with so many float64 multiply-adds/s cannot exceed."""
    return (2 if float32 else 1) * multiply_adds / slots(dimension, float32)


def matrix_product(threads: int) -> Callable[[], Any]:
    """A call that does threads * SIZE^3 multiply-adds: each thread has a product of its own."""
    import numpy as np

    triples = [np.random.default_rng(0).normal(size=(3, SIZE, SIZE)) for _ in range(threads)]
    pool = ThreadPoolExecutor(threads)
    return lambda: list(pool.map(lambda m: np.matmul(m[0], m[1], out=m[2]), triples))


def main() -> None:
    parser = argparse.ArgumentParser(description="Multiply-adds/s of this machine, and its limits.")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
    for threads in parser.parse_args().threads:
        work = matrix_product(threads)
        work()
        start, calls = time.perf_counter(), 20
        for _ in range(calls):
            work()
        speed = calls * threads * SIZE**3 / (time.perf_counter() - start)
        limits = "  ".join(f"d={d} {pair_limit(speed, d):.2e}" for d in DIMENSIONS)
        print(f"{threads} thread(s): {speed / 1e9:.1f}e9 multiply-adds/s; pairs/s at most {limits}")


if __name__ == "__main__":
    main()
