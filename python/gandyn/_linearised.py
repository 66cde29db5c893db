"""A kernel GAN around a state, as the core's spectra want it."""

from __future__ import annotations

from dataclasses import replace

from . import _core
from ._checks import Array, as_instance, as_points
from ._schemes import as_scheme
from .beginning import as_begun
from .games import KernelGAN
from .methods import Rates
from .threads import resolve
from .trajectory import State, Trajectory

LARGEST_DENSE = 3000
"""Coordinates n d of all particles, beyond which the matrix of (dy, g) is not written down."""
LARGEST_FLAT = 6000
"""The like for the symmetric matrix S of a flat discriminator."""


def begin(game: object, state: object) -> tuple[KernelGAN, State]:
    """Return the game and the state, checked; particles alone are those of f = 0."""
    played: KernelGAN = as_instance("game", game, {"KernelGAN": KernelGAN}, "KernelGAN(targets)")
    if isinstance(state, Trajectory):
        state = state.state
    if isinstance(state, State):
        begun = replace(state, particles=as_points("state", state.particles, played.dimension))
    else:
        particles = as_points("state", state, played.dimension)  # type: ignore[arg-type]
        begun = State(0, particles, {})
    played.masses(len(begun.particles))
    return as_begun(played, begun), begun


def refuse(game: KernelGAN, scheme: _core.Scheme, rates: Rates) -> None:
    """Refuse what divides by 0."""
    if scheme.order == "best_response" and not game.ridge > 0:
        raise ValueError("game: ridge must be > 0 for a best response, got 0")
    if scheme.order == "continuous" and not rates.discriminator > 0:
        raise ValueError("rates: discriminator must be > 0 for the flow, got 0")


def is_flat(game: KernelGAN, state: State, scheme: _core.Scheme, threads: int) -> bool:
    """Whether the eigenvalues of D G D tell the spectrum of a scheme."""
    core = game.core(len(state.particles))
    found = _core.is_flat(core, state.particles, dict(state.discriminator), [scheme], threads)
    return bool(found[0])


def linear_step(
    game: KernelGAN, state: State, scheme: _core.Scheme, rates: Rates, dense: bool, threads: int
) -> _core.LinearStep:
    """Return the linearised step; `dense`: with all that its matrix wants."""
    return _core.LinearStep(
        game.core(len(state.particles)),
        state.particles,
        dict(state.discriminator),
        scheme,
        rates,
        dense,
        threads,
    )


def step_matrix(
    game: KernelGAN, state: State, scheme: _core.Scheme, rates: Rates, num_threads: int | None
) -> Array:
    """Return the matrix of (dy, g)."""
    if state.particles.size > LARGEST_DENSE:
        raise ValueError(
            f"state: a matrix for n d = {state.particles.size} coordinates is too large, "
            f"at most {LARGEST_DENSE} are possible"
        )
    threads = resolve(num_threads)[0]
    matrix: Array = linear_step(game, state, scheme, rates, True, threads).matrix(threads)
    return matrix


def field_matrix(game: KernelGAN, state: State) -> Array:
    """Return the field's own matrix, [[D H, D], [-G D, -ridge I]]: the flow's, at equal rates."""
    return step_matrix(game, state, as_scheme("continuous"), Rates(1.0, 1.0), None)
