"""Play a game by a method."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import ArrayLike

from . import _core
from ._checks import Array, as_instance, as_integer, as_number, as_points
from ._core import Options, Rates, Status
from ._mpi_run import Ranks, play_across, processes_sharing
from .costs import AUTO_TOLERANCE, plan, refuse_what_cannot_fit
from .discriminators import History, Mesh
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
    if not (progress is None or callable(progress)):
        raise TypeError(f"progress must be callable, got {progress!r}")
    if not isinstance(game, KernelGAN):
        if isinstance(initial, Recipe):
            raise TypeError("initial must be an array for this game: recipes draw particles")
        if isinstance(state, State):
            raise TypeError("state must be that of a run of this game, got a state of particles")
        if comm is not None:
            raise TypeError("comm must be None for this game: it has no particles to share")
        vectors = simulate_vector(
            game, method, rates, options, initial, state, seed, num_threads, progress
        )
        return _checked(vectors, throw)
    kernel_gan = game
    threads, reason = resolve(num_threads, 1 if comm is None else processes_sharing(comm))
    if comm is not None and comm.rank != ROOT:
        progress = None
    report = None if progress is None else lambda step: progress(step, options.num_steps)

    def prepare() -> tuple[KernelGAN, State]:
        start = _start(kernel_gan, initial, state, seed)
        return _with_discriminator(kernel_gan, start, options, rates), start

    def play(
        core: _core.KernelGAN, start: State, first: int = 0, ranks: Ranks | None = None
    ) -> dict[str, Any]:
        players = (core, method, rates, options)
        begin = (start.step, start.particles, dict(start.discriminator), dict(start.memory))
        began = time.perf_counter()
        played = _core.simulate(*players, *begin, threads, report, first, ranks)
        return played | {"seconds": time.perf_counter() - began}

    if comm is None:
        game, start = prepare()
        played = play(game.core(len(start.particles)), start)
    else:
        game, played = play_across(comm, game, (method, rates, options), prepare, play)
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


def _start(
    game: KernelGAN,
    initial: ArrayLike | Recipe | None,
    state: State | VectorState | None,
    seed: int,
) -> State:
    """Return the state to begin with, from exactly one of `initial` and `state`."""
    if (initial is None) == (state is None):
        raise ValueError(
            "initial must be an array of shape (n, d) or a recipe of gandyn.initial"
            if state is None
            else "initial must be left out when state is given"
        )
    if state is not None:
        kept: State = as_instance("state", state, {"State": State}, "run.state")
        particles = as_points("state.particles", kept.particles, game.dimension)
        game.masses(len(particles))
        step = as_integer("state.step", kept.step, 0)
        return State(step, particles, kept.discriminator, kept.memory)
    particles = _particles(game, initial, seed)
    game.masses(len(particles))
    return State(0, particles, {})


def as_begun(game: KernelGAN, state: State) -> KernelGAN:
    """Return the game with the discriminator that was chosen when the run of `state` began."""
    if game.discriminator != "auto" or not state.discriminator:
        return game
    mesh = "mesh0_spacing" in state.discriminator
    return game.keeping(Mesh(AUTO_TOLERANCE) if mesh else History())


def _with_discriminator(game: KernelGAN, start: State, options: Options, rates: Rates) -> KernelGAN:
    """Return the game with its discriminator chosen; refuse a run that no memory can hold."""
    game = as_begun(game, start)
    size = (len(start.particles), options.num_steps, options.save_every, rates, start.particles)
    planned = plan(game, *size)
    refuse_what_cannot_fit("run", planned.cost.memory, planned.discriminator)
    return game.keeping(planned.discriminator) if game.discriminator == "auto" else game


def _particles(game: KernelGAN, initial: ArrayLike | Recipe | None, seed: int) -> Array:
    if isinstance(initial, Recipe):
        return initial.sample(game, seed)
    return np.ascontiguousarray(as_points("initial", initial, game.dimension))  # type: ignore[arg-type]
