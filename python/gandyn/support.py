"""Which method can play which game."""

from __future__ import annotations

from dataclasses import dataclass

from . import _core
from ._checks import as_instance
from .games import KernelGAN
from .methods import METHODS, Method
from .vector_games import VECTOR_GAMES, VectorGame

__all__ = ["GAMES", "Support", "supports"]

GAMES: dict[str, type] = {"KernelGAN": KernelGAN, **VECTOR_GAMES}
"""Every game by its name."""


@dataclass(frozen=True)
class Support:
    """Whether a method can play a game; true or false where a truth value is wanted.

    Attributes
    ----------
    reason : str
        Why not, in a sentence; empty if it can.
    """

    reason: str

    def __bool__(self) -> bool:
        """Whether it can."""
        return not self.reason


def supports(game: KernelGAN | VectorGame, method: Method) -> Support:
    """Say whether `method` can play `game`, and if not, why.

    Parameters
    ----------
    game : game
        A `KernelGAN` or a game of `gandyn.vector_games`.
    method : Method
        A method of `gandyn.methods`.

    Raises
    ------
    TypeError
        An argument is not what is wanted.
    """
    as_instance("game", game, GAMES, "LinearGAN(mean=[0, 2])")
    as_instance("method", method, METHODS, "JARE(gamma=10)")
    if isinstance(game, KernelGAN):
        weights = game.particle_weights
        return Support(_core.refusal(game.core(1 if weights is None else len(weights)), method))
    return Support(_core.refusal(game, method))
