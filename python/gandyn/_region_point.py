"""The local model of a region of a kernel GAN, as a method plays it."""

from __future__ import annotations

from typing import Literal

from ._checks import Array
from ._core import Rates
from .games import KernelGAN
from .isolated import IsolatedPoint, isolated_point
from .methods import JARE, AltGD, BestResponse, ConOpt, Method, SimGD

__all__ = ["region_point"]


def region_point(
    game: KernelGAN, target_weight: float, particle_weights: Array, method: Method, rates: Rates
) -> IsolatedPoint:
    """Return the isolated point of one target of a game with these particles in its region.

    Raises
    ------
    ValueError
        The method, or a kernel with a kink, has no local model.
    """
    order, kind, own = local_order(method, rates, game.ridge)
    return isolated_point(
        target_weight=target_weight,
        particle_weights=particle_weights,
        kernel=game.kernel,
        ridge=game.ridge,
        rates=own,
        order=order,
        method=kind,
        mass_factor=game.mass_factor,
        dimension=game.dimension,
    )


def local_order(
    method: Method, rates: Rates, ridge: float
) -> tuple[Literal["alternating", "simultaneous"], JARE | ConOpt | None, Rates]:
    """Return how the local model is played."""
    if isinstance(method, SimGD):
        return "simultaneous", None, rates
    if isinstance(method, AltGD) and method.generator_steps == method.discriminator_steps == 1:
        return "alternating", None, rates
    if isinstance(method, BestResponse):  # AltGD that forgets all at once
        if not ridge > 0.0:
            raise ValueError("game: ridge must be > 0 for a best response, got 0")
        return "alternating", None, Rates(rates.generator, 1.0 / ridge)
    if isinstance(method, JARE | ConOpt):
        return "simultaneous", method, rates
    raise ValueError(
        f"predict: no local model is known for {method!r}; there are SimGD, AltGD with one move "
        "each, BestResponse, JARE and ConOpt"
    )
