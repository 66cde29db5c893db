"""The matrix of one step of a method at a game's equilibrium, by differences of the step itself.

It acts on the restart state: both players and, for a method that has one, its memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._core import Rates, Status
from .methods import SGA, Lookahead
from .simulation import simulate
from .vector_games import GeneralGAN, GradientPenalty, LinearGAN, QuadraticGame
from .vector_trajectory import VectorState

if TYPE_CHECKING:
    from ._checks import Array
    from .methods import Method
    from .vector_games import VectorGame

# Of central differences: the cube's term is of size 4e-10, rounding 1e-11. A linear game has no
# such term, and any width will do.
WIDTH, LINEAR_WIDTH = 2e-5, 1.0


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
        The game has no single known equilibrium, the method cannot play it, or a step has no
        Jacobian there.
    """
    game = population(game)
    centre = game.equilibrium()
    plain = method
    while isinstance(plain, Lookahead):
        plain = plain.inner
    optimizer = getattr(plain, "optimizer", None)
    if optimizer is not None:
        raise ValueError(
            f"{type(optimizer).__name__} has no rate: its steps do not shrink with the field, "
            "so they have no Jacobian at the equilibrium"
        )
    if isinstance(getattr(game, "penalty", None), GradientPenalty):
        game.jacobian(centre)  # says why there is none
    first: Any = simulate(game, method, rates=rates, num_steps=1, initial=centre)
    shapes = {name: np.asarray(part).shape for name, part in first.state.memory.items()}
    rest = np.concatenate([centre, *(np.ravel(part) for part in first.state.memory.values())])

    def step(point: Array) -> Array:
        memory, start = {}, game.size
        for name, shape in shapes.items():
            end = start + int(np.prod(shape))
            memory[name] = point[start:end].reshape(shape)
            start = end
        state = VectorState(1, point[: game.size], 0, memory)
        run: Any = simulate(game, method, rates=rates, num_steps=1, state=state)
        if run.status is Status.diverged:
            raise ValueError("a step from beside the equilibrium is not finite")
        parts = (np.ravel(part) for part in run.state.memory.values())
        return np.concatenate([run.final, *parts])

    if not np.allclose(step(rest), rest, rtol=0.0, atol=1e-9):
        raise ValueError(f"{method!r} does not rest at the equilibrium of this game")
    linear = isinstance(game, QuadraticGame | GeneralGAN) and not isinstance(plain, SGA)
    width = LINEAR_WIDTH if linear else WIDTH  # the sign of SGA's alignment may change far away
    columns = [step(rest + h) - step(rest - h) for h in width * np.eye(len(rest))]
    return np.stack(columns, axis=1) / (2.0 * width)


def leading_eigenvalue(matrix: Array) -> complex:
    """Return the eigenvalue of largest modulus, of a conjugate pair the one above."""
    values = np.linalg.eigvals(matrix)
    lead = complex(values[np.argmax(np.abs(values))])
    return complex(lead.real, abs(lead.imag))
