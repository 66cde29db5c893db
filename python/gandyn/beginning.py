"""Where a run begins: its particles or vectors, and how its discriminator is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._checks import Array, as_instance, as_integer, as_points
from ._core import Options, Rates
from .costs import AUTO_TOLERANCE, plan, refuse_what_cannot_fit
from .discriminators import History, Mesh
from .games import KernelGAN
from .initial import Recipe
from .trajectory import State
from .vector_games import VectorGame
from .vector_simulation import as_vector, check_start
from .vector_trajectory import VectorState

__all__ = ["as_begun", "begin", "start_of", "with_discriminator"]


def start_of(
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


def begin(
    game: KernelGAN | VectorGame,
    rates: Rates,
    initial: Any,
    *,
    num_steps: int,
    save_every: int,
    seed: int,
    held: int,
    **_: object,
) -> tuple[KernelGAN | VectorGame, State | VectorState]:
    """Return game and state at which a run begins that is to be played in pieces.

    Parameters
    ----------
    game, rates, initial, num_steps, save_every, seed
        As for `simulate`.
    held : int
        Bytes of frames that are in memory at a time.

    Returns
    -------
    game : game
        Its discriminator is the one that suits the whole run.
    state : State or VectorState
        ``simulate(game, ..., state=state)`` plays a piece.

    Raises
    ------
    TypeError, ValueError, MemoryError
        As for `simulate`.
    """
    if not isinstance(game, KernelGAN):
        start = as_vector("initial", initial, game.size)
        check_start(game, start)
        return game, VectorState(0, start, seed)
    state = start_of(game, initial, None, seed)
    options = Options(num_steps, held_every(num_steps, save_every, state.particles.nbytes, held))
    return with_discriminator(game, state, options, rates), state


def held_every(num_steps: int, save_every: int, frame: int, held: int) -> int:
    """Return how seldom a run in pieces would record if its frames were not written as it goes.

    It never holds more than `held` bytes of frames, of `frame` bytes each.
    """
    return max(save_every, -(-num_steps // max(1, held // max(frame, 1))))


def as_begun(game: KernelGAN, state: State) -> KernelGAN:
    """Return the game with the discriminator that was chosen when the run of `state` began."""
    if game.discriminator != "auto" or not state.discriminator:
        return game
    mesh = "mesh0_spacing" in state.discriminator
    return game.keeping(Mesh(AUTO_TOLERANCE) if mesh else History())


def with_discriminator(game: KernelGAN, start: State, options: Options, rates: Rates) -> KernelGAN:
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
