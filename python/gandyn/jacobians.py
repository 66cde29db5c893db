"""Jacobians of a game's field, and of the map that a method makes of one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._checks import Array, as_instance
from ._core import Rates
from .eigen import eigenvalues
from .games import KernelGAN
from .methods import METHODS, Method
from .phases import Stability, stability
from .spectrum import kernel_jacobian, kernel_update_jacobian
from .support import GAMES
from .trajectory import State, Trajectory
from .vector_games import VectorGame
from .vector_simulation import as_vector, check_start
from .vector_trajectory import VectorState, VectorTrajectory

__all__ = ["UpdateJacobian", "jacobian", "update_jacobian"]


AnyState: TypeAlias = ArrayLike | State | Trajectory | VectorState | VectorTrajectory


@dataclass(frozen=True, eq=False)
class UpdateJacobian:
    """The Jacobian F' of one step's map; an array where one is wanted.

    Attributes
    ----------
    matrix : ndarray, shape (N, N)
        For games of two vectors N counts both players and the numbers that the method remembers;
        for the kernel GAN 2 n d, displacements of the particles and gradients of f there.
    source : "exact" or "differences"
        Where it is from.
    error : float
        Estimated error of its entries; 0 where exact.
    """

    matrix: Array
    source: Literal["exact", "differences"]
    error: float = 0.0

    @property
    def eigenvalues(self) -> NDArray[np.complex128]:
        """The multipliers rho of a step, (N,), sorted as by `gandyn.eigenvalues`."""
        return eigenvalues(self.matrix)

    def stability(self, tolerance: float = 1e-12) -> Stability:
        """Return what the multipliers say; see `gandyn.stability`."""
        return stability(self.eigenvalues, discrete=True, jacobian=self.matrix, tolerance=tolerance)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the matrix."""
        return np.array(self.matrix, dtype=dtype, copy=copy)


def jacobian(
    game: KernelGAN | VectorGame,
    state: AnyState,
) -> Array:
    """Return the exact Jacobian of a game's field.

    Parameters
    ----------
    game : game
        What is played.
    state : array_like, state or run
        Where: w of shape (n + m,), or for the kernel GAN particles (n, d), with f = 0; or what a
        run left behind.

    Returns
    -------
    ndarray
        (n + m, n + m) of a game of two vectors. Of the kernel GAN (2 n d, 2 n d), in the
        coordinates (dy, g), g the gradients of a change of f at the particles, per unit of time
        with equal rates: [[D H, D], [-G D, -ridge I]], D the masses, H the Hessians of f, G the
        mixed derivatives of the kernel. f has more directions, which decay by the ridge alone.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted, or the field is not differentiable there.
    """
    as_instance("game", game, GAMES, "LinearGAN(mean=[0, 2])")
    if isinstance(game, KernelGAN):
        return kernel_jacobian(game, _kernel_state(state))
    exact: Array = game.jacobian(_vector_state(game, state).w)
    return exact


def update_jacobian(
    game: KernelGAN | VectorGame,
    method: Method,
    state: AnyState,
    rates: Rates,
) -> UpdateJacobian:
    """Return the Jacobian of the map that one step of a method makes.

    It is exact where the field's Jacobian suffices (``SimGD``, ``AltGD``, ``KStep``), where the
    game's field is linear, and for the kernel GAN; else it is from differences of eighth order,
    with the steps that agree best. A method that remembers acts on the state and its memory; where
    `state` brings none, it is that of a first step from there, right at fixed points.

    A kernel GAN is disturbed in its particles and in the gradients of f there, see
    `kernel_gan_spectrum`. The methods that it lists have a matrix at any state; every other one at
    a state of rest, where the game is a quadratic one of the particles and of orthonormal functions
    that they feel.

    Parameters
    ----------
    game : game
        What is played; minibatches are left out.
    method : Method
        How. An optimiser that counts its moves (``Adam``, ``RMSProp``) has no such map.
    state : array_like, state or run
        Where; see `jacobian`.
    rates : Rates
        Step sizes.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted, or the method cannot play the game. Of a kernel GAN: the
        state is not at rest, or there is no mass factor, and the method needs them.
    """
    as_instance("game", game, GAMES, "LinearGAN(mean=[0, 2])")
    as_instance("method", method, METHODS, "JARE(gamma=10)")
    as_instance("rates", rates, {"Rates": Rates}, "Rates(0.1, 0.1)")
    if isinstance(game, KernelGAN):
        matrix, _ = kernel_update_jacobian(game, method, _kernel_state(state), rates)
        return UpdateJacobian(matrix, "exact")
    at = _vector_state(game, state)
    game.jacobian(at.w)  # says why there is none
    memory = [np.asarray(array).ravel() for array in _kept(at, method)]
    flat = np.concatenate(memory) if memory else np.empty(0)
    matrix, exact, error = _core.step_jacobian(game, method, rates, at.w, flat)
    return UpdateJacobian(matrix, "exact" if exact else "differences", error)


def _kernel_state(state: AnyState) -> State | Trajectory | ArrayLike:
    if isinstance(state, VectorState | VectorTrajectory):
        raise TypeError("state must be of a kernel GAN, got one of a game of two vectors")
    return state


def _vector_state(game: VectorGame, state: AnyState) -> VectorState:
    """Return where a game of two vectors is."""
    if isinstance(state, State | Trajectory):
        raise TypeError("state must be of a game of two vectors, got one of a kernel GAN")
    given = state.state if isinstance(state, VectorTrajectory) else state
    if not isinstance(given, VectorState):
        given = VectorState(0, as_vector("state", given, game.size))
    check_start(game, as_vector("state.w", given.w, game.size), "state")
    return given


def _kept(state: VectorState, method: Method) -> list[Any]:
    """Return the directions that a method keeps, the generator's part of each first."""
    parts: dict[str, Any] = {}
    for name, array in state.memory.items():  # such as "Optimistic.kept0_generator"
        owner, _, part = name.partition(".")
        if owner == type(method).__name__:  # another method begins with none
            parts[part] = array
    found = []
    for i in range(len(parts)):
        if f"kept{i}_generator" not in parts:
            break
        found += [parts[f"kept{i}_generator"], parts[f"kept{i}_discriminator"]]
    return found
