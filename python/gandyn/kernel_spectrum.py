"""What a spectrum of a whole kernel GAN says, also of other rates and ridges."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._checks import Array, as_floats, as_integer, as_number
from ._linearised import is_flat, step_matrix
from ._schemes import as_scheme
from ._spectrum_words import explain
from .diagrams import as_grid
from .games import KernelGAN
from .methods import Method, Rates
from .phases import Phase, Stability, as_stability, stability
from .threads import resolve
from .trajectory import State

__all__ = ["Spectrum"]

Complex = NDArray[np.complex128]

TOLERANCE = 1e-12
HINT = (
    "At f = 0 any particles are flat for 'simultaneous', 'generator_first' and 'continuous', and "
    "balanced ones (w = 0) for every order"
)


class Spectrum:
    """What multiplies disturbances of a state in a step, or their exponents in the flow.

    `kernel_gan_spectrum` makes it.

    Attributes
    ----------
    game, state, rates, order
        What it is of; `order` as it was given.
    eigenvalues : ndarray of complex128, shape (2 n d,), or (n d,) under best response
        Those of `jacobian`, sorted as by `gandyn.eigenvalues`; on the route "krylov" the leading
        ones alone, a number that did not settle being nan.
    decay : float
        The eigenvalue of all functions that no particle sees, of infinite multiplicity: 1 - a with
        a = eta_d ridge; of ConOpt 1 - a (1 + gamma ridge); of the flow -ridge.
    num_neutral : int
        How many of `eigenvalues` neither grow nor shrink, within the tolerance.
    route : str
        "flat": no Hessian bends the step, and every eigenvalue kappa of S = D G D gives two in
        closed form. "dense": the eigenvalues of the matrix. "krylov": leading ones, by products.
    coupling : ndarray of shape (n d,), or None
        The kappas, increasing, where the route is "flat"; what is 0 to rounding is 0.
    stability : Stability
        What the eigenvalues and `decay` say together; its `num_neutral` leaves `decay` out.
    """

    def __init__(self, game: KernelGAN, state: State, rates: Rates, order: Any, route: str) -> None:
        self.game, self.state, self.rates = game, state, rates
        self.order, self.route = order, route
        self._flow = order == "continuous"
        self.coupling: Array | None = None
        self._vectors: Complex | None = None
        self.eigenvalues: Complex = np.empty(0, dtype=np.complex128)
        self.decay: float = self._scheme.decay(rates, game.ridge)

    @property
    def _scheme(self) -> _core.Scheme:
        return as_scheme(self.order)  # the core's own does not travel between processes

    @property
    def particles(self) -> Array:
        """The particles of the state, (n, d)."""
        return self.state.particles

    @property
    def num_neutral(self) -> int:
        """Eigenvalues that neither grow nor shrink."""
        return int(self.stability.num_neutral)

    @property
    def spectral_radius(self) -> float:
        """The largest modulus of a multiplier, or of `decay`; of the flow over a unit of time."""
        return float(self.stability.spectral_radius)

    @property
    def phase(self) -> Phase:
        """Whether the linearised game converges, oscillates or diverges."""
        phase: Phase = self.stability.phase
        return phase

    @property
    def rate(self) -> float:
        """The factor a step of what lasts longest; of the flow the exponent, -abscissa."""
        return float(self.stability.rate)

    @cached_property
    def stability(self) -> Stability:
        """What the eigenvalues and `decay` say together."""
        if self.coupling is not None:
            return self.sweep()
        # Eigenvalues of a large matrix are known to its rounding alone.
        of_all = np.append(self.eigenvalues, self.decay)
        size = 2 * self.particles.size
        tolerance = max(TOLERANCE, 16 * np.finfo(float).eps * size)
        of = stability(of_all, discrete=not self._flow, tolerance=tolerance)
        modulus = np.exp(self.decay) if self._flow else abs(self.decay)
        outside = int(abs(modulus - 1) <= tolerance)
        return replace(of, num_neutral=max(0, of.num_neutral - outside))

    @cached_property
    def jacobian(self) -> Array:
        """The matrix of (dy, g), (2 n d, 2 n d); of dy alone under best response.

        Raises
        ------
        ValueError
            It would have more than 6000 rows.
        """
        return step_matrix(self.game, self.state, self._scheme, self.rates, None)

    def mode(self, k: int) -> Complex:
        """Return how the particles move in the mode of ``eigenvalues[k]``.

        Parameters
        ----------
        k : int
            Which one; for one that is repeated, some vector of its space.

        Returns
        -------
        ndarray of complex128, shape (n, d)
            Displacements of the particles, the largest being real and positive and their squares
            adding up to 1; 0 where the mode is one of f alone. A mode turns by the angle of its
            eigenvalue in a step.

        Raises
        ------
        TypeError, ValueError
            `k` is no index, the eigenvalue is nan, or the matrix is too large to be written down.
        """
        k = as_integer("k", k, 0, len(self.eigenvalues) - 1)
        if np.isnan(self.eigenvalues[k]):
            raise ValueError(f"k: eigenvalue {k} is not known")
        if self._vectors is not None:
            vector = self._vectors[:, k]
        else:
            vector = _core.eigenvector(self.jacobian, complex(self.eigenvalues[k]))
        moves = np.asarray(vector)[: self.particles.size].reshape(self.particles.shape)
        size = np.linalg.norm(moves)
        if not size > 1e-10:
            return np.zeros_like(moves)
        largest = moves.flat[np.argmax(np.abs(moves) > np.abs(moves).max() * (1 - 1e-9))]
        scaled: Complex = moves / size * (abs(largest) / largest)
        return scaled

    def sweep(
        self,
        generator: ArrayLike | None = None,
        discriminator: ArrayLike | None = None,
        ridge: ArrayLike | None = None,
        order: str | Method | None = None,
        *,
        tolerance: float = TOLERANCE,
        num_threads: int | None = None,
    ) -> Stability:
        """Return what the spectrum says at other numbers, all from one decomposition.

        Parameters
        ----------
        generator, discriminator, ridge : array_like, optional
            Step sizes eta_g and eta_d, and the ridge; arrays are broadcast together. None: as now.
        order : str or Method, optional
            As in `kernel_gan_spectrum`; None: as now.
        tolerance : float, default 1e-12
            Moduli nearer to 1 are neutral.
        num_threads : int, optional
            See `gandyn.threads.resolve`; results do not depend on it.

        Returns
        -------
        Stability
            Arrays of the shape of the arguments.

        Raises
        ------
        ValueError
            The route is not "flat", or the state is not flat for `order`; a number is negative, or
            0 where it divides (eta_d of the flow, the ridge of a best response).
        """
        if self.coupling is None:
            raise ValueError(
                f"sweep: the route must be 'flat', got {self.route!r}: where Hessians bend the "
                f"step every setting has a matrix of its own. {HINT}"
            )
        scheme, flow = self._scheme, self._flow
        threads = resolve(num_threads)[0]
        if order is not None:
            scheme, flow = as_scheme(order), order == "continuous"
            if not is_flat(self.game, self.state, scheme, threads):
                raise ValueError(
                    f"order: the state is not flat for {order!r} as it is for {self.order!r}: the "
                    f"witness w has Hessians at the particles. {HINT}"
                )
        given = {
            "generator": (generator, self.rates.generator),
            "discriminator": (discriminator, self.rates.discriminator),
            "ridge": (ridge, self.game.ridge),
        }
        numbers = {
            name: np.asarray(own) if value is None else _numbers(name, value)
            for name, (value, own) in given.items()
        }
        divides = {"continuous": "discriminator", "best_response": "ridge"}.get(scheme.order)
        if divides is not None and not (numbers[divides] > 0).all():
            raise ValueError(f"{divides} must be > 0 for order {scheme.order!r}, got 0")
        try:
            arrays = np.broadcast_arrays(*numbers.values())
        except ValueError as error:
            raise ValueError(f"generator, discriminator and ridge: {error}") from None
        lead = arrays[0].shape
        etas_g, etas_d, ridges = (np.array(array, dtype=float).ravel() for array in arrays)
        core = self.game.core(len(self.particles))
        rows = _core.flat_sweep(
            core, self.coupling, scheme, etas_g, etas_d, ridges, as_number("tolerance", tolerance),
            threads,
        )  # fmt: skip
        return as_stability(rows, lead, flow)

    @property
    def values(self) -> dict[str, float]:
        """The numbers that `sweep` can vary, as they are."""
        eta_g, eta_d = self.rates.generator, self.rates.discriminator
        found = {"generator": eta_g, "discriminator": eta_d, "ridge": self.game.ridge}
        return found | ({"rates": eta_g} if eta_g == eta_d else {})

    @property
    def names(self) -> tuple[str, ...]:
        """What a phase diagram of a flat spectrum can vary; ``rates`` is both rates at once."""
        return tuple(dict.fromkeys([*self.values, "rates"]))

    def grid(
        self, x_name: str, x: Array, y_name: str, y: Array, num_threads: int | None = None
    ) -> dict[str, Any]:
        """Return what `phase_diagram` wants, arrays (len(y), len(x)); see `sweep`."""
        given: dict[str, Any] = {x_name: x[None, :], y_name: y[:, None]}
        if "rates" in given:
            given["generator"] = given["discriminator"] = given.pop("rates")
        return as_grid(self.sweep(**given, num_threads=num_threads))

    def explain(self) -> str:
        """Say in a sentence or two what happens here, how fast, and by which kind of mode."""
        return explain(self.eigenvalues, self.decay, self.stability, self._flow, self.route)

    def __repr__(self) -> str:
        n, d = self.particles.shape
        return (
            f"Spectrum({n} particles in {d}-D, order={self.order!r}, route={self.route!r}, "
            f"spectral_radius={self.spectral_radius:.6g}, phase={self.phase})"
        )


def _numbers(name: str, values: ArrayLike) -> Array:
    array = as_floats(name, values, np.ndim(values), "(...)")
    if (array < 0).any():
        raise ValueError(f"{name} must be >= 0, got {array.min()}")
    return array.reshape(np.shape(values))
