"""Where the particles begin: recipes that a game's targets turn into points.

Every particle is a function of the seed and its number alone, so that the first 10 of 20 particles
are the 10 of 10, for any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import _core
from ._checks import Array, as_integer, as_number
from .games import KernelGAN

__all__ = ["RECIPES", "Recipe", "near_targets", "normal", "uniform"]

_PARTICLES, _TARGETS = 1, 2  # random streams, as in the core


@dataclass(frozen=True)
class Recipe:
    """Initial particles still to be drawn; see `normal`, `uniform` and `near_targets`.

    Attributes
    ----------
    name : str
        The function that made it.
    n : int
        Number of particles.
    scale : float
        Width of the cloud, in the units of the points.
    seed : int or None
        Seed; None: that of `gandyn.simulate`.
    """

    name: str
    n: int
    scale: float
    seed: int | None

    def sample(self, game: KernelGAN, seed: int = 0) -> Array:
        """Return the particles, shape (n, d), for the targets of `game`.

        Parameters
        ----------
        game : KernelGAN
            Gives the targets and the dimension d.
        seed : int, default 0
            Used where the recipe has no seed of its own.
        """
        seed = self.seed if self.seed is not None else as_integer("seed", seed, 0, 2**64 - 1)
        return _SAMPLERS[self.name](self, game, seed)


def normal(n: int, scale: float = 1.0, seed: int | None = None) -> Recipe:
    """Particles from a normal distribution around the weighted mean of the targets.

    Parameters
    ----------
    n : int
        Number of particles, >= 1.
    scale : float, default 1.0
        Standard deviation along each axis, >= 0.
    seed : int, optional
        From 0 to 2^64 - 1; None: the seed of `gandyn.simulate`.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    return _recipe("normal", n, scale, seed)


def uniform(n: int, scale: float = 1.0, seed: int | None = None) -> Recipe:
    """Particles uniform in the cube of half-width `scale` around the weighted mean of the targets.

    Parameters and errors as in `normal`.
    """
    return _recipe("uniform", n, scale, seed)


def near_targets(n: int, scale: float = 1.0, seed: int | None = None) -> Recipe:
    """Particles at targets drawn in proportion to their masses, plus `scale` times normal numbers.

    Parameters and errors as in `normal`.
    """
    return _recipe("near_targets", n, scale, seed)


RECIPES: dict[str, Callable[..., Recipe]] = {
    "normal": normal,
    "uniform": uniform,
    "near_targets": near_targets,
}


def _recipe(name: str, n: int, scale: float, seed: int | None) -> Recipe:
    scale = as_number("scale", scale)
    if not 0 <= scale < np.inf:
        raise ValueError(f"scale must be finite and >= 0, got {scale}")
    if seed is not None:
        seed = as_integer("seed", seed, 0, 2**64 - 1)
    return Recipe(name, as_integer("n", n, 1, 2**40), scale, seed)


def _centre(game: KernelGAN) -> Array:
    # Not a matrix product, whose order of summation may depend on the number of threads.
    total: Array = (game.target_weights[:, None] * game.targets).sum(axis=0)
    centre: Array = total / game.target_weights.sum()
    return centre


def _normal_numbers(recipe: Recipe, game: KernelGAN, seed: int) -> Array:
    count = recipe.n * game.dimension
    return _core.normal(seed, _PARTICLES, count).reshape(recipe.n, game.dimension)


def _sample_normal(recipe: Recipe, game: KernelGAN, seed: int) -> Array:
    return _centre(game) + recipe.scale * _normal_numbers(recipe, game, seed)


def _sample_uniform(recipe: Recipe, game: KernelGAN, seed: int) -> Array:
    unit = _core.uniform(seed, _PARTICLES, recipe.n * game.dimension)
    return _centre(game) + recipe.scale * (2 * unit.reshape(recipe.n, game.dimension) - 1)


def _sample_near_targets(recipe: Recipe, game: KernelGAN, seed: int) -> Array:
    levels = np.cumsum(game.target_weights)
    chosen = np.searchsorted(levels / levels[-1], _core.uniform(seed, _TARGETS, recipe.n))
    return game.targets[chosen] + recipe.scale * _normal_numbers(recipe, game, seed)


_SAMPLERS: dict[str, Callable[[Recipe, KernelGAN, int], Array]] = {
    "normal": _sample_normal,
    "uniform": _sample_uniform,
    "near_targets": _sample_near_targets,
}
