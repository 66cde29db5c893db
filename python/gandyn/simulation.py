"""Play a game by a method."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, overload

from numpy.typing import ArrayLike

from . import _core
from ._checks import as_instance, as_integer, as_number
from ._core import Options, Rates, Status
from ._mpi_run import Ranks, play_across, processes_sharing
from .beginning import start_of, with_discriminator
from .errors import NumericalError
from .games import KernelGAN
from .initial import Recipe
from .methods import METHODS, Method
from .mpi import ROOT
from .support import GAMES
from .threads import resolve
from .trajectory import State, Stats, Trajectory
from .vector_games import VectorGame
from .vector_simulation import simulate_vector
from .vector_trajectory import VectorState, VectorTrajectory

if TYPE_CHECKING:
    from mpi4py import MPI

__all__ = ["simulate"]


@overload
def simulate(
    game: KernelGAN,
    method: Method,
    *,
    rates: Rates,
    num_steps: int,
    initial: ArrayLike | Recipe | None = ...,
    save_every: int = ...,
    seed: int = ...,
    num_threads: int | None = ...,
    state: State | None = ...,
    tolerance: float = ...,
    bound: float = ...,
    progress: Callable[[int, int], object] | None = ...,
    stop: Callable[[], bool] | None = ...,
    throw: bool = ...,
    comm: MPI.Comm | None = ...,
) -> Trajectory: ...


@overload
def simulate(
    game: VectorGame,
    method: Method,
    *,
    rates: Rates,
    num_steps: int,
    initial: ArrayLike | None = ...,
    save_every: int = ...,
    seed: int = ...,
    num_threads: int | None = ...,
    state: VectorState | None = ...,
    tolerance: float = ...,
    bound: float = ...,
    progress: Callable[[int, int], object] | None = ...,
    stop: Callable[[], bool] | None = ...,
    throw: bool = ...,
) -> VectorTrajectory: ...


def simulate(
    game: KernelGAN | VectorGame,
    method: Method,
    *,
    rates: Rates,
    num_steps: int,
    initial: ArrayLike | Recipe | None = None,
    save_every: int = 1,
    seed: int = 0,
    num_threads: int | None = None,
    state: State | VectorState | None = None,
    tolerance: float = 0.0,
    bound: float = math.inf,
    progress: Callable[[int, int], object] | None = None,
    stop: Callable[[], bool] | None = None,
    throw: bool = False,
    comm: MPI.Comm | None = None,
) -> Trajectory | VectorTrajectory:
    """Play `game` by `method` and record what the players do.

    Parameters
    ----------
    game : KernelGAN, or game of `gandyn.vector_games`
        What is played.
    method : Method
        How it is played; see `gandyn.methods`.
    rates : Rates
        Step sizes eta_g and eta_d.
    num_steps : int
        Steps to make, >= 0.
    initial : array_like, shape (n, d), or recipe; for a game of two vectors shape (n + m,)
        Particles to begin with, or how to draw them (`gandyn.initial`), f begins at 0; or both
        vectors.
    save_every : int, default 1
        Record the steps divisible by it; the first and the last are always recorded.
    seed : int, default 0
        Seed of everything random, for recipes that have none of their own.
    num_threads : int, optional
        Threads; None: see `gandyn.threads.resolve`. Results do not depend on it, bit for bit.
    state : State or VectorState, optional
        In place of `initial`: go on from ``run.state``, with the same bits as one longer run.
        Another method, or a game of the same sizes, may go on from there too; a method's memory
        serves that method alone.
    tolerance : float, default 0.0
        Converged once every particle, or w, moves less than this in a step; 0: never.
    bound : float, default inf
        Diverged once a coordinate exceeds this in size; inf: only when it is not finite.
    progress : callable, optional
        ``progress(step, num_steps)`` is called some times a second and at the end.
    stop : callable, optional
        ``stop()`` is asked some times a second; once it is true the run ends with
        ``Status.stopped``, after its last whole step. See `gandyn.interruption`.
    throw : bool, default False
        Raise `NumericalError`, which carries the run, when it diverged.
    comm : mpi4py.MPI.Comm, optional
        For a kernel GAN: its ranks call this together and share the particles; the bits are those
        of one process. `initial`, `state` and `progress` are those of rank 0, everything else must
        be the same on all ranks. Rank 0 returns the whole run; the others that of their own
        particles, with the same status. See `gandyn.mpi` for jobs that end when one rank fails.

    Returns
    -------
    Trajectory or VectorTrajectory
        Divergence is a status, with the last good state kept. Ctrl-C ends the run within a tenth
        of a second and returns the part done, with ``Status.stopped``.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted, or the combination makes no sense; the message says why.
    MemoryError
        The run needs more memory than there is; nothing was allocated.
    NumericalError
        The run diverged and `throw` is set.
    """
    as_instance("game", game, GAMES, "KernelGAN(targets)")
    as_instance("method", method, METHODS, 'AltGD(first="discriminator")')
    as_instance("rates", rates, {"Rates": Rates}, "Rates(generator=0.05, discriminator=0.1)")
    options = Options(
        as_integer("num_steps", num_steps, 0),
        as_integer("save_every", save_every, 1),
        as_number("tolerance", tolerance),
        as_number("bound", bound),
    )
    seed = as_integer("seed", seed, 0, 2**64 - 1)
    for name, function in (("progress", progress), ("stop", stop)):
        if not (function is None or callable(function)):
            raise TypeError(f"{name} must be callable, got {function!r}")
    if not isinstance(game, KernelGAN):
        if isinstance(initial, Recipe):
            raise TypeError("initial must be an array for this game: recipes draw particles")
        if isinstance(state, State):
            raise TypeError("state must be that of a run of this game, got a state of particles")
        if comm is not None:
            raise TypeError("comm must be None for this game: it has no particles to share")
        vectors = simulate_vector(
            game, method, rates, options, initial, state, seed, num_threads, progress, stop
        )
        return _checked(vectors, throw)
    kernel_gan = game
    threads, reason = resolve(num_threads, 1 if comm is None else processes_sharing(comm))
    if comm is not None and comm.rank != ROOT:
        progress = None
    report = None if progress is None else lambda step: progress(step, options.num_steps)

    def prepare() -> tuple[KernelGAN, State]:
        start = start_of(kernel_gan, initial, state, seed)
        return with_discriminator(kernel_gan, start, options, rates), start

    def play(
        core: _core.KernelGAN,
        start: State,
        stop: Callable[[], bool] | None,
        first: int = 0,
        ranks: Ranks | None = None,
    ) -> dict[str, Any]:
        players = (core, method, rates, options)
        begin = (start.step, start.particles, dict(start.discriminator), dict(start.memory))
        began = time.perf_counter()
        played = _core.simulate(*players, *begin, threads, report, stop, first, ranks)
        return played | {"seconds": time.perf_counter() - began}

    if comm is None:
        game, start = prepare()
        played = play(game.core(len(start.particles)), start, stop)
    else:
        game, played = play_across(comm, game, (method, rates, options), prepare, play, stop)
    if progress is not None:
        with suppress(KeyboardInterrupt):  # a second Ctrl-C must not lose the part done
            progress(played["num_steps"], options.num_steps)

    run = Trajectory(
        game=game,
        method=method,
        rates=rates,
        times=played["steps"] * played["time_step"],
        steps=played["steps"],
        particles=played["particles"],
        status=played["status"],
        state=State(
            played["state_step"],
            played["state_particles"],
            played["state_discriminator"],
            played["state_memory"],
        ),
        stats=Stats(
            num_steps=played["num_steps"],
            seconds=played["seconds"],
            num_threads=threads,
            threads_reason=reason,
            instruction_set=_core.instruction_set(),
            last_displacement=played["last_displacement"],
            version=_core.__version__,
            message=played["message"],
        ),
    )
    return _checked(run, throw)


def _checked(run: Trajectory | VectorTrajectory, throw: bool) -> Trajectory | VectorTrajectory:
    """Return the run, or raise what it carries where that was asked for."""
    if throw and run.status is Status.diverged:
        raise NumericalError(run)
    return run
