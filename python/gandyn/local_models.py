"""A game of two vectors and a method, linearised at one state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._checks import Array, as_floats, as_instance
from ._core import Rates
from .batch_parameters import owned
from .diagrams import as_grid
from .eigen import eigenvalues
from .jacobians import UpdateJacobian, update_jacobian
from .methods import METHODS, Method
from .phases import Phase, Stability, stability
from .threads import resolve
from .vector_games import VECTOR_GAMES, VectorGame
from .vector_simulation import as_vector, check_start

__all__ = ["LocalModel", "local_model"]

TOGETHER = 1 << 24
"""Numbers of matrices made at once."""


@dataclass(frozen=True, eq=False)
class LocalModel:
    """One step of a method near a state of a game; see `local_model`.

    Attributes
    ----------
    game, method, rates
        What is played, and how.
    state : ndarray, shape (n + m,)
        Where.
    """

    game: VectorGame
    method: Method
    rates: Rates
    state: Array

    @property
    def values(self) -> dict[str, float]:
        """The numbers that can vary, as they are: of the game, the method and the rates."""
        both = {"generator": self.rates.generator, "discriminator": self.rates.discriminator}
        if self.rates.generator == self.rates.discriminator:
            both["rates"] = self.rates.generator
        return _numbers(self.game) | _numbers(self.method) | both

    @property
    def names(self) -> tuple[str, ...]:
        """What can vary; ``rates`` is both rates at once."""
        return tuple(dict.fromkeys([*self.values, "rates"]))

    @cached_property
    def update_jacobian(self) -> UpdateJacobian:
        """The Jacobian of one step's map."""
        return update_jacobian(self.game, self.method, self.state, self.rates)

    @property
    def eigenvalues(self) -> NDArray[np.complex128]:
        """The multipliers rho of a step, sorted as by `gandyn.eigenvalues`."""
        return self.update_jacobian.eigenvalues

    @cached_property
    def stability(self) -> Stability:
        """What they say."""
        return self.update_jacobian.stability()

    @property
    def jacobian(self) -> Array:
        """The matrix of one step, on the state and the method's memory."""
        return self.update_jacobian.matrix

    @property
    def phase(self) -> Phase:
        """How it behaves."""
        phase: Phase = self.stability.phase
        return phase

    @property
    def rate(self) -> float:
        """Factor a step of the slowest mode."""
        return float(self.stability.rate)

    def sweep(self, num_threads: int | None = None, **parameters: ArrayLike) -> Stability:
        """Judge many settings at the same state.

        Parameters
        ----------
        num_threads : int, optional
            See `gandyn.threads.resolve`.
        **parameters : array_like
            Numbers of the game or of the method, ``generator``, ``discriminator`` or ``rates`` (of
            both players), of shapes that can be broadcast together.

        Returns
        -------
        Stability
            Arrays of their common shape.

        Raises
        ------
        TypeError, ValueError
            A name is no number here, or a value is out of its bounds.
        """
        named = {
            name: as_floats(name, values, np.ndim(values), "(...)")
            for name, values in parameters.items()
        }
        arrays = dict(zip(named, np.broadcast_arrays(*named.values()), strict=True))
        shape = np.broadcast_shapes(*(array.shape for array in named.values()))
        flat = {name: np.ascontiguousarray(array).ravel() for name, array in arrays.items()}
        count = int(np.prod(shape))
        if count == 0:
            raise ValueError("parameters must have at least one value each, got none")
        if "rates" in flat and flat.keys() & {"generator", "discriminator"}:
            raise ValueError("rates are both rates: give them, or generator and discriminator")
        both = np.tile([self.rates.generator, self.rates.discriminator], (count, 1))
        if "rates" in flat:
            both[:] = flat.pop("rates")[:, None]
        for column, name in enumerate(("generator", "discriminator")):
            if name in flat:
                both[:, column] = flat.pop(name)
        if both.min() < 0.0:
            raise ValueError(f"rates must be >= 0, got {both.min()}")
        of_game, of_method = owned(self.game, self.method, flat)
        threads = resolve(num_threads)[0]
        spectra = []
        block = max(1, TOGETHER // self.update_jacobian.matrix.size)
        for first in range(0, count, block):
            part = slice(first, first + block)
            matrices = _core.step_jacobians(
                self.game,
                self.method,
                both[part],
                self.state,
                [(name, flat[name][part, None]) for name in of_game],
                [(name, flat[name][part, None]) for name in of_method],
                threads,
            )
            spectra.append(eigenvalues(matrices, num_threads=threads))
        found = np.concatenate(spectra)
        return stability(found.reshape(*shape, found.shape[-1]), discrete=True)

    def grid(
        self, x_name: str, x: Array, y_name: str, y: Array, num_threads: int | None = None
    ) -> dict[str, Any]:
        """Return what `phase_diagram` wants, arrays (len(y), len(x))."""
        return as_grid(self.sweep(num_threads, **{x_name: x[None, :], y_name: y[:, None]}))


def _numbers(owner: Any) -> dict[str, float]:
    """Return the plain numbers of an object, and of the objects within it."""
    found: dict[str, float] = {}
    for field in owner.fields():
        value = getattr(owner, field.name)
        if field.kind == "float":
            found[field.name] = value
        elif hasattr(value, "fields"):
            found |= _numbers(value)
    return found


def local_model(
    game: VectorGame, method: Method, rates: Rates, state: ArrayLike | None = None
) -> LocalModel:
    """Linearise one step of a method near a state of a game of two vectors.

    Parameters
    ----------
    game : game
        A game of `gandyn.vector_games`; minibatches are left out.
    method : Method
        How it is played.
    rates : Rates
        Step sizes.
    state : array_like, shape (n + m,), optional
        Where; None: the game's equilibrium.

    Returns
    -------
    LocalModel
        Its Jacobian and spectrum, and a model for `phase_diagram`.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted, or the game has no single known equilibrium.
    """
    as_instance("game", game, VECTOR_GAMES, "LinearGAN(mean=[0, 2])")
    as_instance("method", method, METHODS, "JARE(gamma=10)")
    as_instance("rates", rates, {"Rates": Rates}, "Rates(0.1, 0.1)")
    at = game.equilibrium() if state is None else as_vector("state", state, game.size)
    check_start(game, at, "state")
    model = LocalModel(game, method, rates, np.asarray(at))
    model.update_jacobian  # noqa: B018  # says what is wrong
    return model
