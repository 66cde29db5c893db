"""A kernel GAN at rest as the quadratic game that it is nearby, for methods of any kind."""

from __future__ import annotations

import numpy as np

from . import _core
from ._checks import Array
from ._linearised import field_matrix
from .games import KernelGAN
from .methods import Method, Rates, SimGD
from .simulation import simulate
from .trajectory import State
from .vector_games import QuadraticGame

STILL = 1e-9
"""Slopes times a length, and bends times its square, that pass for none."""


def update_at_rest(game: KernelGAN, state: State, method: Method, rates: Rates) -> Array:
    """Return the Jacobian of one step of any method in (dy, g), and in its memory's likewise.

    Raises
    ------
    ValueError
        The state is not at rest, the players have no common metric, or the method cannot play.
    """
    if not game.mass_factor:
        raise ValueError(
            f"game: mass_factor must be True, got False: without it {method!r} is not known as the "
            "method of one quadratic game"
        )
    near, axes, lengths = _quadratic_game(game, state)
    found: Array
    found, _, _ = _core.step_jacobian(near, method, rates, np.zeros(near.size), np.empty(0))
    size = state.particles.size
    for k in range(size, len(found), 2 * size):  # the halves that are of f, the memory's too
        half = slice(k, k + size)
        found[half] = (axes * lengths) @ found[half]
        found[:, half] = found[:, half] @ (axes / lengths).T
    return found


def _quadratic_game(game: KernelGAN, state: State) -> tuple[QuadraticGame, Array, Array]:
    """Return the game of dy and of f's change in orthonormal functions.

    Their gradients at the particles are the columns of an orthogonal matrix times lengths, both of
    which are returned.
    """
    size = state.particles.size
    masses = np.repeat(game.masses(len(state.particles)), state.particles.shape[1])
    if not masses.min() > 0.0:
        raise ValueError("game: particle weights must be > 0 here, got 0")
    flow = field_matrix(game, state)
    bends, mixed = flow[:size, :size], -flow[size:, :size] / masses
    _refuse_unrest(game, state, bends, float(mixed.trace()) / size)
    # G = B B': the columns of B are the gradients of orthonormal functions.
    squares, axes = np.linalg.eigh((mixed + mixed.T) / 2.0)
    real = squares > 64.0 * np.finfo(float).eps * size * squares.max()
    # No function has the other gradients: nothing is felt of them, and any length will do.
    lengths = np.sqrt(np.where(real, squares, 1.0))
    near = QuadraticGame(
        xx=-(bends + bends.T) / 2.0,
        xy=-masses[:, None] * axes * np.where(real, lengths, 0.0),
        yy=-game.ridge * np.eye(size),
    )
    return near, axes, lengths


def _refuse_unrest(game: KernelGAN, state: State, bends: Array, inverse_length2: float) -> None:
    """Refuse a state whose particles or whose f, as they feel it, move."""

    def step(at: State, rates: Rates) -> State:
        moved: State = simulate(game, SimGD(), rates=rates, num_steps=1, state=at).state
        return moved

    # f goes by w - ridge f, which must have neither slopes nor bends at the particles.
    later = step(state, Rates(0.0, 1.0))
    size = state.particles.size
    slopes = [step(at, Rates(1.0, 0.0)).particles - state.particles for at in (state, later)]
    bent = field_matrix(game, later)[:size, :size] - bends
    felt = max(
        np.abs(slopes).max() * np.sqrt(inverse_length2), np.abs(bent).max() / inverse_length2
    )
    if not felt <= STILL:
        raise ValueError(
            "state must be at rest, with no slope of f and of w - ridge f at the particles: "
            f"elsewhere more of f counts in a step of this method; they are {felt:.2g} here"
        )
