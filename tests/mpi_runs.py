"""What tests/test_mpi.py plays on every number of ranks: ``mpiexec -n 3 python mpi_runs.py``."""

import hashlib
import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import gandyn as gd
from gandyn.config import load_config
from gandyn.resumable import play as play_folder
from gandyn.resumable import play_across

RATES = gd.Rates(generator=0.4, discriminator=0.3)
STEPS = 4


def ring(dimension: int) -> Any:
    return np.random.default_rng(1).normal(size=(7, dimension))


def start(n: int, dimension: int, scale: float = 1.0) -> Any:
    return scale * np.random.default_rng(2).normal(size=(n, dimension))


def game(targets: Any, discriminator: Any, **options: Any) -> gd.KernelGAN:
    return gd.KernelGAN(targets, discriminator=discriminator, **options)


def unequal(n: int) -> Any:
    return np.random.default_rng(3).uniform(0.1, 2.0, n) / n


# Name -> game, method, initial particles. Numbers of particles are no multiples of anything; of 4
# ranks not all have particles of "few" and "history"; those of "far" lie outside of the mesh's box;
# three dimensions are sorted by brick; those of "crowd" share cells enough for polynomials, but not
# those of one rank of several.
CASES: dict[str, tuple[gd.KernelGAN, Any, Any]] = {
    "mesh 1-D": (game(ring(1), gd.Mesh()), gd.AltGD(), start(9001, 1)),
    "mesh 2-D": (
        game(
            ring(2),
            gd.Mesh(),
            kernel=gd.GaussianMixture([0.5, 20.0], metric=[[2.0, 0.3], [0.3, 1.0]]),
            particle_weights=unequal(10007),
        ),
        gd.SimGD(),
        start(10007, 2),
    ),
    "mesh 3-D": (
        game(ring(3), gd.Mesh(1e-4), kernel=gd.Gaussian(0.6)),
        gd.KStep(2),
        start(8500, 3),
    ),
    "mesh far": (
        game(ring(2), gd.Mesh(), mass_factor=False),
        gd.BestResponse(),
        start(900, 2, 1e5),
    ),
    "mesh crowd": (game(ring(2) + 4.0, gd.Mesh()), gd.AltGD(), start(10007, 2, 0.5) + 4.0),
    "mesh few": (game(ring(2), gd.Mesh()), gd.AltGD(), start(3, 2)),
    "mesh JARE": (game(ring(2), gd.Mesh()), gd.JARE(0.1), start(5000, 2)),
    "history": (game(ring(2), gd.History()), gd.AltGD(), start(700, 2)),
    "history 40-D": (
        game(ring(40), gd.History(), kernel=gd.Gaussian(5.0)),
        gd.JARE(0.1),
        start(600, 40),
    ),
    "features": (
        game(
            ring(5),
            gd.RandomFeatures(300),
            kernel=gd.Matern52(2.0),
            particle_weights=unequal(1500),
        ),
        gd.ConOpt(0.1),
        start(1500, 5),
    ),
    "momentum": (game(ring(2), gd.RandomFeatures(50)), gd.Momentum(0.5), start(1500, 2)),
}


def digest(run: gd.Trajectory) -> str:
    """A run in one word: frames, restart state and how it ended."""
    state = {"particles": run.state.particles, **run.state.discriminator, **run.state.memory}
    seen = hashlib.sha256(run.particles.tobytes() + run.times.tobytes())
    for name in sorted(state):
        seen.update(name.encode() + np.ascontiguousarray(state[name]).tobytes())
    seen.update(repr((run.status, run.stats.message, run.stats.last_displacement)).encode())
    return seen.hexdigest()


def play(name: str, comm: Any = None, **options: Any) -> gd.Trajectory:
    played, method, initial = CASES[name]
    if not {"state", "initial"} & set(options):
        options["initial"] = initial if comm is None or comm.rank == 0 else None
    given = {"rates": RATES, "num_steps": STEPS, "save_every": 3, "comm": comm} | options
    return gd.simulate(played, method, **given)


def blown_up(comm: Any = None) -> gd.Trajectory:
    """A run that leaves its bound in a particle that is not on the first rank."""
    game = gd.KernelGAN([[0.0]], discriminator=gd.Mesh())
    initial = np.linspace(0.0, 1.0, 2000)[:, None]
    return gd.simulate(
        game,
        gd.AltGD(),
        rates=gd.Rates(500.0, 10.0),
        num_steps=50,
        bound=1.5,
        initial=initial,
        comm=comm,
    )


def digests(comm: Any = None) -> dict[str, str]:
    found = {name: digest(play(name, comm)) for name in CASES}
    return found | {"blown up": digest(blown_up(comm))}


def resumed(comm: Any = None) -> dict[str, str]:
    """The second half on fewer ranks than the first."""
    few = None if comm is None else comm.Split(comm.rank < (comm.size + 1) // 2, comm.rank)
    found = {}
    for name in CASES:
        state = play(name, comm, num_steps=STEPS // 2).state
        state = state if comm is None else comm.bcast(state, 0)
        found[name] = digest(play(name, few, num_steps=STEPS - STEPS // 2, state=state))
    return found


def in_folder(comm: Any = None) -> str:
    """A run in a folder, which the last rank interrupts at once and fewer ranks carry on."""
    config = ["targets.shape=ring", "num_particles=20000", "num_steps=1200", "save_every=90"]
    settings = load_config(None, [*config, "discriminator.name=Mesh"])
    with tempfile.TemporaryDirectory() as name:
        if comm is None:
            return digest(play_folder(settings, Path(name)))
        few = comm.Split(comm.rank < (comm.size + 1) // 2, comm.rank)
        folder = Path(comm.bcast(name, 0))
        wish: Any = (lambda: True) if comm.rank == comm.size - 1 else None
        run = play_across(comm, settings, folder, interruption=wish)
        if comm.rank == 0:
            assert run.status is gd.Status.stopped and run.state.step < 1200
        if comm.rank < few.size:
            run = play_across(few, settings, folder)
        comm.Barrier()
        return digest(run) if comm.rank == 0 else ""


def stopped(comm: Any) -> list[Any]:
    """Interrupt the last rank alone, once it is under way: how the run ends on each."""
    signals: list[threading.Timer] = []

    def under_way() -> bool:
        if comm.rank == comm.size - 1 and not signals:
            signals.append(threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)))
            signals[0].start()
        return False

    run = play("mesh few", comm, num_steps=10**8, save_every=10**8, stop=under_way)
    return comm.gather((run.status.name, run.stats.num_steps, len(run.particles[0])), 0)


def refused(comm: Any) -> list[str]:
    """What each rank says where rank 0 alone finds fault, or all of them do."""

    def message(call: Callable[[], object]) -> str:
        try:
            call()
        except (TypeError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
        return "accepted"

    played, _, initial = CASES["mesh few"]
    options = {"rates": RATES, "num_steps": 1, "initial": initial, "comm": comm}
    calls = [
        lambda: play("mesh few", comm, initial=[[np.nan, 0.0]] if comm.rank == 0 else None),
        lambda: play("mesh few", comm, num_steps=STEPS + comm.rank),
        lambda: gd.simulate(played, gd.CompetitiveGD(), **options),
    ]
    said = comm.gather([message(call) for call in calls], 0)
    return [" | ".join(sorted(set(words))) for words in zip(*said, strict=True)] if said else []


def fail(comm: Any, how: str) -> None:
    """Play on, but for the last rank, which ends in some way."""
    if comm.rank == comm.size - 1:
        if how == "raise":
            raise RuntimeError("one rank fails")
        if how == "exit":
            sys.exit(65)
        os.kill(os.getpid(), signal.SIGSEGV)
    play("mesh few", comm, num_steps=10**9, save_every=10**9)


def main() -> None:
    from mpi4py import MPI

    comm, task = MPI.COMM_WORLD, sys.argv[1]
    if task == "all":
        gd.mpi.install_abort_hook()
        found = digests(comm), resumed(comm), in_folder(comm), stopped(comm), refused(comm)
        if comm.rank == 0:
            print(json.dumps(found))
    elif task == "exit":
        with gd.mpi.ending_together():
            fail(comm, task)
    else:
        gd.mpi.install_abort_hook()
        fail(comm, task)


if __name__ == "__main__":
    main()
