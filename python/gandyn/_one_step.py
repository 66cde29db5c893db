"""One step of a method near a game's equilibrium, for pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._core import Rates, Status
from .eigen import eigenvalues
from .jacobians import update_jacobian
from .simulation import simulate
from .vector_games import LinearGAN

if TYPE_CHECKING:
    from ._checks import Array
    from .methods import Method
    from .vector_games import VectorGame


def population(game: VectorGame) -> VectorGame:
    """Return the game that is played on average: minibatches replaced by exact means."""
    if isinstance(game, LinearGAN) and game.batch_size is not None:
        return LinearGAN(game.mean, std=game.std, loss=game.loss_kind)
    return game


def has_memory(game: VectorGame, method: Method, rates: Rates) -> bool:
    """Whether a step of the method depends on more than both players."""
    rest = np.zeros(game.size)
    run: Any = simulate(game, method, rates=rates, num_steps=1, initial=rest)
    return bool(run.state.memory)


def one_step_matrix(game: VectorGame, method: Method, rates: Rates) -> Array:
    """Return the Jacobian of one step at the equilibrium, (N, N), on the enlarged state.

    Raises
    ------
    ValueError
        The game has no single known equilibrium, the method cannot play it, does not rest there,
        or a step has no Jacobian there.
    """
    centre = population(game).equilibrium()
    matrix = update_jacobian(game, method, centre, rates).matrix
    one: Any = simulate(population(game), method, rates=rates, num_steps=1, initial=centre)
    if one.status is Status.diverged or not np.allclose(one.final, centre, rtol=0.0, atol=1e-9):
        raise ValueError(f"{method!r} does not rest at the equilibrium of this game")
    return matrix


def leading_eigenvalue(matrix: Array) -> complex:
    """Return the eigenvalue of largest modulus, of a conjugate pair the one above."""
    values = eigenvalues(matrix)
    lead = complex(values[np.argmax(np.abs(values))])
    return complex(lead.real, abs(lead.imag))
