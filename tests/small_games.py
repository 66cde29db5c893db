"""Small games that tests of several discriminators play; the methods by the names of schemes."""

from dataclasses import replace
from typing import Any

import numpy as np

import gandyn as gd
from reference import Array, Game

METHODS = {
    "discriminator": gd.AltGD("discriminator"),
    "generator": gd.AltGD("generator"),
    "simultaneous": gd.SimGD(),
    "best": gd.BestResponse(),
}


def make_game(kernel: Any = None, d: int = 2, n: int = 6, **changes: Any) -> Game:
    """Four targets, n particles, unequal masses that sum to 1 and to 0.8, ridge 0.5."""
    rng = np.random.default_rng(7)
    p, q = rng.uniform(0.5, 2, size=4), rng.uniform(0.5, 2, size=n)
    kernel = gd.Gaussian(0.8) if kernel is None else kernel
    game = Game(rng.normal(size=(4, d)), p / p.sum(), 0.8 * q / q.sum(), kernel, ridge=0.5)
    return replace(game, **changes)


def make_initial(d: int = 2, n: int = 6) -> Array:
    """Particles spread about the targets."""
    return np.random.default_rng(8).normal(size=(n, d))


def build(game: Game, discriminator: Any) -> Any:
    """The same game in gandyn."""
    return gd.KernelGAN(
        game.targets,
        target_weights=game.target_weights,
        particle_weights=game.particle_weights,
        kernel=game.kernel,
        ridge=game.ridge,
        discriminator=discriminator,
        mass_factor=game.mass_factor,
    )
