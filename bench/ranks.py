"""Weak scaling of a step over MPI ranks: as many particles a rank, however many ranks.

    mpiexec -n 2 python -m bench.ranks [--particles 200000] [--dims 1,2,3] [--steps 20]

Every rank computes on one thread. Rank 0 prints, for each number of ranks up to those of the job:

ms/step     of the slowest rank, best of three runs
efficiency  time of one rank / that time
exchanged   bytes that a rank hands to MPI in a step: what is summed up (the mesh), what is united
            (a bit a brick) and what is compared (three numbers)

On a mesh of B bricks of b nodes each, b = 32, 256, 4096 in 1, 2, 3 dimensions, whose box has C
bricks, a step exchanges 8 b B + C / 8 + 24 bytes in three all-reductions, whatever the number of
particles and of ranks R. An all-reduction of v bytes by halves and back moves 2 v (1 - 1/R) bytes
through each rank, in 2 log2 R messages.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

import gandyn as gd

RATES = gd.Rates(generator=0.1, discriminator=0.1)


class Counting:
    """A communicator that counts what all-reductions are given."""

    def __init__(self, comm: Any) -> None:
        self._comm, self.bytes, self.calls = comm, 0, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._comm, name)

    def Allreduce(self, sent: Any, values: Any, op: Any) -> None:
        self.bytes, self.calls = self.bytes + values.nbytes, self.calls + 1
        self._comm.Allreduce(sent, values, op)


def game(dimension: int) -> gd.KernelGAN:
    """The ring of eight modes, or as much of it as there is room for."""
    turn = 2 * np.pi * np.arange(8) / 8
    targets = np.zeros((8, dimension))
    targets[:, 0] = np.cos(turn)
    targets[:, 1 % dimension] += np.sin(turn)
    return gd.KernelGAN(targets, kernel=gd.Gaussian(0.5), discriminator=gd.Mesh(1e-6))


def measure(comm: Any, dimension: int, particles: int, steps: int) -> tuple[float, int, int]:
    """Return the seconds of a step, and bytes and calls of a step."""
    counting = Counting(comm)
    best = float("inf")
    start = np.random.default_rng(0).normal(size=(particles * comm.size, dimension))
    for _ in range(3):
        counting.bytes = counting.calls = 0
        run = gd.simulate(
            game(dimension),
            gd.AltGD(),
            rates=RATES,
            num_steps=steps,
            save_every=10**9,
            initial=start if comm.rank == 0 else None,
            num_threads=1,
            comm=counting,
        )
        best = min(best, max(comm.allgather(run.stats.seconds)) / steps)
    return best, counting.bytes // steps, counting.calls // steps


def main() -> None:
    """Measure on 1, 2, 4, ... ranks of the job."""
    from mpi4py import MPI

    raw = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--particles", type=int, default=200_000, help="of each rank")
    parser.add_argument("--dims", default="1,2,3")
    parser.add_argument("--steps", type=int, default=20)
    options = parser.parse_args()
    gd.mpi.install_abort_hook()
    world = MPI.COMM_WORLD
    if world.rank == 0:
        print(f"{'d':>2}{'ranks':>7}{'ms/step':>10}{'efficiency':>12}{'exchanged':>12}{'calls':>7}")
    for dimension in map(int, options.dims.split(",")):
        alone = float("nan")
        for size in sorted({1, *(2**k for k in range(1, 20) if 2**k <= world.size), world.size}):
            part = world.Split(world.rank < size, world.rank)
            if world.rank < size:
                seconds, count, calls = measure(part, dimension, options.particles, options.steps)
                alone = seconds if size == 1 else alone
                if world.rank == 0:
                    print(
                        f"{dimension:>2}{size:>7}{1e3 * seconds:>10.2f}{alone / seconds:>12.2f}"
                        f"{count:>12,}{calls:>7}",
                        flush=True,
                    )
            world.Barrier()


if __name__ == "__main__":
    main()
