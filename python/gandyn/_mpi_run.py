"""One run across the processes of an MPI job.

Rank 0 has the run: its start is dealt out, its frames and its state are gathered. A particle lives
on one rank; the discriminator, which on a mesh does not grow with their number, on all of them.
What is added up over particles is added exactly, so that a run has the bits of a single process,
whatever the number of ranks.
"""

from __future__ import annotations

import os
import signal
import zlib
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._checks import Array
from .games import KernelGAN
from .interruption import Interruption
from .mpi import ROOT, agreed
from .trajectory import State

if TYPE_CHECKING:
    from mpi4py import MPI

__all__ = ["Conductor", "Ranks", "follow", "play_across", "processes_sharing"]


class Ranks:
    """What the core asks of the ranks of a run. Sums, unions and maxima replace the values."""

    def __init__(self, comm: MPI.Comm, total: int) -> None:
        from mpi4py import MPI

        self._comm, self._MPI, self.total = comm, MPI, total

    def add(self, values: NDArray[np.int64]) -> None:
        """Add up the ranks' values."""
        self._comm.Allreduce(self._MPI.IN_PLACE, values, self._MPI.SUM)

    def unite(self, values: NDArray[np.int64]) -> None:
        """Set the bits that any rank has set."""
        self._comm.Allreduce(self._MPI.IN_PLACE, values, self._MPI.BOR)

    def largest(self, values: Array) -> None:
        """Take the largest of the ranks' values."""
        self._comm.Allreduce(self._MPI.IN_PLACE, values, self._MPI.MAX)

    def join(self, values: Array) -> Array:
        """Return the values of all ranks, one after the other."""
        counts = self._comm.allgather(len(values))
        out = np.empty(sum(counts))
        self._comm.Allgatherv(values, (out, counts))
        return out


class Shares:
    """Which particles are whose, and their rows (n, d) of numbers on the way out and back."""

    def __init__(self, comm: MPI.Comm, total: int, dimension: int) -> None:
        bounds = [_core.share_of(total, rank, comm.size) for rank in range(comm.size)]
        self._comm = comm
        self._counts = [dimension * (end - begin) for begin, end in bounds]
        self.whole = total, dimension
        self.begin, self.end = bounds[comm.rank]

    def deal(self, whole: Array | None) -> Array:
        """Return the rows of this rank, of those that rank 0 has."""
        own = np.empty((self.end - self.begin, self.whole[1]))
        sent = None if whole is None else (np.ascontiguousarray(whole), self._counts)
        self._comm.Scatterv(sent, own, ROOT)
        return own

    def gather(self, frames: Array) -> Array:
        """Return all rows of every frame (T, n, d) at rank 0, elsewhere those of this rank."""
        if self._comm.rank != ROOT:
            for frame in frames:
                self._comm.Gatherv(frame, None, ROOT)
            return frames
        whole = np.empty((len(frames), *self.whole))
        for frame, out in zip(frames, whole, strict=True):
            self._comm.Gatherv(frame, (out, self._counts), ROOT)
        return whole


class Play(Protocol):
    """Plays a game of the particles that are here, of which the first has the number `first`."""

    def __call__(
        self,
        core: _core.KernelGAN,
        start: State,
        stop: Callable[[], bool] | None,
        first: int = 0,
        ranks: Ranks | None = None,
    ) -> dict[str, Any]: ...


def play_across(
    comm: MPI.Comm,
    game: KernelGAN,
    settings: tuple[object, ...],
    prepare: Callable[[], tuple[KernelGAN, State]],
    play: Play,
    stop: Callable[[], bool] | None,
) -> tuple[KernelGAN, dict[str, Any]]:
    """Play one run on all ranks.

    Parameters
    ----------
    comm : mpi4py.MPI.Comm
        All of its ranks call this.
    game : KernelGAN
        The game of all particles, the same on every rank.
    settings : tuple
        What else must be the same on every rank.
    prepare : callable
        Returns the game with its discriminator chosen and the start; called at rank 0 alone.
    play : callable
        Plays a game of some particles.
    stop : callable, optional
        Tells that this rank wishes to stop.

    Returns
    -------
    game : KernelGAN
        The game of those particles whose run follows.
    played : dict
        What `play` returned: at rank 0 for all particles, elsewhere for those that are here.
    """
    _require_alike(comm, game, settings)
    whole: Mapping[str, Array] = {}

    def described() -> tuple[Any, ...]:
        nonlocal whole
        chosen, start = prepare()
        own = {name: a for name, a in start.memory.items() if _of_particles(name)}
        whole = {"particles": start.particles} | own
        if any(array.shape != start.particles.shape for array in whole.values()):
            raise ValueError("state.memory must be that of this game: its particles do not fit")
        memory = {name: a for name, a in start.memory.items() if name not in own}
        weights = chosen.core(len(start.particles)).of_all
        common = State(start.step, np.empty((0, game.dimension)), dict(start.discriminator), memory)
        return chosen.discriminator, weights, len(start.particles), list(whole), common

    kept, weights, total, names, common = agreed(comm, described)
    game = game.keeping(kept)
    shares = Shares(comm, total, game.dimension)
    own = {name: shares.deal(whole.get(name)) for name in names}
    part = game.part(shares.begin, shares.end, total)
    start = State(common.step, own.pop("particles"), common.discriminator, {**common.memory, **own})
    with _interrupts() as interrupted:
        wished = interrupted if stop is None else lambda: interrupted() or stop()
        core = game.core_of(part, weights)
        played = play(core, start, wished, shares.begin, Ranks(comm, total))
    played["particles"] = shares.gather(played["particles"])
    played["state_particles"] = shares.gather(played["state_particles"][None])[0]
    memory = played["state_memory"]
    for name in sorted(filter(_of_particles, memory)):
        memory[name] = shares.gather(memory[name][None])[0]
    if comm.rank != ROOT and len(part) > 0:
        game = KernelGAN(**(game.to_dict() | {"particle_weights": part}))
    return game, played


def _of_particles(name: str) -> bool:
    """Tell whether an array of a method's memory has a row a particle, by its name."""
    return name.endswith("_particles")


class Conductor:
    """Rank 0 of a run in pieces, as a context: whatever it simulates, the others simulate with it.

    They `follow`. What rank 0 does between the pieces, such as to write files, it does alone; an
    error there is raised on all ranks.
    """

    def __init__(self, comm: MPI.Comm) -> None:
        self._comm, self._together = comm, False

    def __enter__(self) -> Self:
        return self

    def simulate(
        self, game: Any, method: Any, *, state: Any, progress: Any, stop: Any, **options: Any
    ) -> Any:
        """Play a piece on all ranks; the arguments are those of `gandyn.simulate`."""
        from .simulation import simulate

        self._comm.bcast((game, method, options), ROOT)
        self._together = True  # an error here is one of all ranks
        run = simulate(
            game, method, state=state, progress=progress, stop=stop, comm=self._comm, **options
        )
        self._together = False
        return run

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the others go."""
        if not self._together:
            self._comm.bcast(error, ROOT)


def follow(comm: MPI.Comm, stop: Callable[[], bool] | None) -> None:
    """Play the pieces of a `Conductor` at rank 0, until there are no more; raise its errors."""
    from .simulation import simulate

    while isinstance(order := comm.bcast(None, ROOT), tuple):
        game, method, options = order
        simulate(game, method, stop=stop, comm=comm, **options)
    if order is not None:
        raise order


def _interrupts() -> Interruption:
    """Turn Ctrl-C into a wish: an exception amid an exchange would leave the other ranks waiting.

    Signals that the caller watches are his.
    """
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    return Interruption(("SIGINT",) if ours else ())


def _require_alike(comm: MPI.Comm, game: KernelGAN, settings: tuple[object, ...]) -> None:
    """Raise ValueError on all ranks where they were given different things."""
    points = b"".join(array.tobytes() for array in (game.targets, game.target_weights))
    mine = (zlib.crc32(points), repr(game), *map(repr, settings))
    alike = comm.allgather((_core.__version__, _core.instruction_set(), mine))
    versions, sets, given = ({each[i] for each in alike} for i in range(3))
    if len(versions) > 1:
        raise ValueError(f"ranks must have one version of gandyn, got {sorted(versions)}")
    if len(sets) > 1:
        raise ValueError(
            f"ranks must use one instruction set, got {sorted(sets)}: set GANDYN_ISA to one that "
            "all of the machines have"
        )
    if len(given) > 1:
        raise ValueError("game, method, rates and options must be the same on all ranks")


def processes_sharing(comm: MPI.Comm) -> int:
    """Return how many ranks share the processors of this one."""
    from mpi4py import MPI

    node = comm.Split_type(MPI.COMM_TYPE_SHARED)
    affinity = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    sharing = node.allgather(affinity).count(affinity)
    node.Free()
    return sharing
