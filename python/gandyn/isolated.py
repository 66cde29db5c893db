"""The neighbourhood of one target: the local model whose spectrum is known in closed form."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _isolated_map as over_grid
from . import _isolated_words as words
from ._checks import Array
from ._core import Gaussian, Rates
from ._isolated_parameters import NUMBERS, Order, PointParameters
from ._isolated_words import Condition
from ._kernel import Kernel
from .phases import Phase, Stability, non_normality, stability

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["NUMBERS", "Condition", "IsolatedPoint", "Mode", "isolated_point"]


class Mode(NamedTuple):
    """One eigenvalue of a local model.

    Attributes
    ----------
    name : str
        "a": functions that no particle sees; "b": displacements of particles relative to each
        other; "c": the mean displacement together with the slope of f.
    value : complex
        The multiplier rho of a step, or the exponent s of the flow.
    multiplicity : int or float
        How often it occurs, all coordinates counted; inf for "a".
    """

    name: str
    value: complex
    multiplicity: float


def isolated_point(
    target_weight: float = 1.0,
    particle_weights: ArrayLike = (1.0,),
    kernel: Kernel | None = None,
    ridge: float = 0.1,
    rates: Rates | None = None,
    order: Order | None = None,
    method: Any = None,
    mass_factor: bool = True,
    dimension: int = 1,
) -> IsolatedPoint:
    """Return the local model of a kernel GAN around one target that is far from all others.

    All particles of the target's region sit on it and f = (Delta / ridge) K(target, .); what
    happens to small displacements u_j of the particles and b of the slope of f is a linear map,
    the same in every coordinate.

    Parameters
    ----------
    target_weight : float, default 1.0
        Mass p >= 0 of the target; 0: particles astray, without a target.
    particle_weights : array_like, shape (N,), default (1.0,)
        Masses q_j of the particles in its region; P is their sum.
    kernel : Kernel, default Gaussian()
        One of `gandyn.kernels.KERNELS` in its Euclidean form, smooth where points coincide.
    ridge : float, default 0.1
        lambda of the game; > 0 unless target and particles have the same mass.
    rates : Rates, default Rates()
        eta_g and eta_d. For the flow only eta_g / eta_d means something.
    order : {"alternating", "simultaneous", "continuous"}, optional
        Who moves when: ``AltGD`` (the two firsts have one spectrum), ``SimGD``, or the flow per
        unit of tau = eta_d * step. Default: alternating, with a `method` simultaneous.
    method : JARE or ConOpt, optional
        A regulariser, which needs the order simultaneous or continuous.
    mass_factor : bool, default True
        Whether a particle's step is proportional to its mass, as in `KernelGAN`.
    dimension : int, default 1
        d of the points; every eigenvalue occurs d times.

    Returns
    -------
    IsolatedPoint

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.

    Notes
    -----
    Without a regulariser the spectrum for equal masses is published with the method (Becker et al.
    2022, 2023, 2025) for the flow; the alternating order, unequal masses (a secular equation),
    ``JARE`` and ``ConOpt`` are worked out here.
    """
    return IsolatedPoint(
        target_weight,
        particle_weights,  # type: ignore[arg-type]  # becomes a tuple
        Gaussian() if kernel is None else kernel,
        ridge,
        Rates() if rates is None else rates,
        order if order is not None else "alternating" if method is None else "simultaneous",
        method,
        mass_factor,
        dimension,
    )


@dataclass(frozen=True)
class IsolatedPoint(PointParameters):
    """A local model of the kernel GAN around one target; `isolated_point` makes one.

    Symbols: a = eta_d ridge, c* = gamma Delta / ridge (minus the curvature of f), h_j = eta_g q_j
    c*, Q = eta_d eta_g gamma q P. The parameters are those of `isolated_point`.

    Parameters
    ----------
    target_weight, particle_weights, kernel, ridge, rates, order, method, mass_factor, dimension
        See `isolated_point`.
    """

    # ------------------------------------------------------------------------------ spectrum

    @cached_property
    def jacobian(self) -> Array:
        """The map of one step per coordinate, state (b, u_1 .. u_N); (N + 1, N + 1).

        b is the slope of f minus that at the equilibrium, u_j the displacement of particle j. For
        the order "continuous" the matrix of the flow per unit of tau.
        """
        jacobian: Array = self.model.jacobian(list(self.numbers.values()))
        return jacobian

    @cached_property
    def _spectrum(self) -> tuple[float, NDArray[np.complex128], NDArray[np.complex128]]:
        a, b, c = self.model.spectrum(list(self.numbers.values()))
        return a, np.array(b, dtype=np.complex128), np.array(c, dtype=np.complex128)

    @property
    def rho_a(self) -> float:
        """Multiplier (exponent) of functions that no particle sees: 1 - a, of the flow -ridge.

        ``ConOpt``: 1 - a (1 + Gamma ridge).
        """
        return self._spectrum[0]

    @property
    def rho_b(self) -> float | NDArray[Any]:
        """Multipliers (exponents) of relative displacements.

        Equal masses: one number, 1 - h; nan for a single particle. Unequal ones: an array (N - 1,),
        decreasing, complex only where several pairs are (then c is the one that f feels most).
        """
        b = self._spectrum[1]
        if self.equal_masses:
            return float(b[0].real) if len(b) else math.nan
        return b if b.imag.any() else b.real

    @property
    def rho_c(self) -> NDArray[np.complex128]:
        """The pair (2,) of the mean displacement and the slope of f: + imaginary, or larger, first.

        Equal masses: roots of rho^2 - (2 - a - h) rho + (1 - a)(1 - h) + Q (simultaneous), rho^2 -
        (2 - a - h - Q) rho + (1 - a)(1 - h) (alternating).
        """
        return self._spectrum[2]

    @cached_property
    def eigenvalues(self) -> NDArray[np.complex128]:
        """Of `jacobian`, (N + 1,), in the order of `gandyn.eigenvalues`."""
        _, b, c = self._spectrum
        copies = len(self.particle_weights) - 1 if self.equal_masses else 1
        values = np.concatenate([np.repeat(b, copies), c])
        return values[np.lexsort((-values.imag, -values.real))]

    @property
    def modes(self) -> tuple[Mode, ...]:
        """Every eigenvalue with its name and multiplicity, all coordinates counted."""
        a, b, c = self._spectrum
        found = [Mode("a", complex(a), math.inf)]
        copies = len(self.particle_weights) - 1 if self.equal_masses else 1
        for value, count in zip(*np.unique(b, return_counts=True), strict=True):
            found.append(Mode("b", complex(value), int(count) * copies * self.dimension))
        if c[0] == c[1]:
            found.append(Mode("c", complex(c[0]), 2 * self.dimension))
        else:
            found += [Mode("c", complex(value), self.dimension) for value in c]
        return tuple(found)

    @cached_property
    def _judged(self) -> Stability:
        """What the eigenvalues alone say, in closed form for any number of equal masses."""
        values = np.concatenate([[self.rho_a], self.eigenvalues])
        return stability(values, discrete=self.order != "continuous")

    @cached_property
    def stability(self) -> Stability:
        """What the eigenvalues say together, those of the modes a included; costs O(N^3)."""
        fastest, departure = non_normality(self.jacobian, self.eigenvalues)
        fastest -= self.order != "continuous"
        return dataclasses.replace(self._judged, numerical_abscissa=fastest, departure=departure)

    @property
    def rate(self) -> float:
        """How fast errors change: the factor a step, of the flow the exponent per unit of tau."""
        return float(self._judged.rate) + 0.0  # a flow that stands still has no -0

    @property
    def phase(self) -> Phase:
        """Whether the point converges, oscillates, diverges or flips."""
        phase: Phase = self._judged.phase
        return phase

    @property
    def period(self) -> float:
        """Steps (units of tau) in a turn of the oscillation that fades last; inf without."""
        return float(self._judged.period)

    @property
    def dominant(self) -> str:
        """Name of the slowest mode, "a", "b" or "c"; of equals the first."""
        sizes = {mode.name: -math.inf for mode in self.modes}
        for mode in self.modes:
            size = mode.value.real if self.order == "continuous" else abs(mode.value)
            sizes[mode.name] = max(sizes[mode.name], size)
        slack = 1e-12 * max(abs(size) for size in sizes.values())
        return next(name for name, size in sizes.items() if size >= max(sizes.values()) - slack)

    # --------------------------------------------------------------------------- closed forms

    @cached_property
    def oscillation_window(self) -> tuple[float, float] | None:
        """The ridges (low, high) between which the pair c is not real, all else as it is.

        None if there are none. Closed form for equal masses without a regulariser: with mu =
        eta_g / eta_d, for the flow and the simultaneous order sqrt(mu q gamma) |sqrt(p) -+
        sqrt(P)|. Else found numerically, between 1e-8 and 1e8 times the ridge's natural scale; the
        outermost edges if there are several windows.
        """
        window: tuple[float, float] | None = self.model.window(list(self.numbers.values()))
        return window

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The inequalities that together mean stable; none with a regulariser or unequal masses."""
        return words.conditions(self)

    def explain(self) -> str:
        """Return what the spectrum says in sentences, and which ridge would be faster."""
        return words.explain(self)

    # ------------------------------------------------------------------------ phase diagrams

    @property
    def names(self) -> tuple[str, ...]:
        """What `phase_diagram` can vary."""
        return over_grid.names(self)

    @property
    def values(self) -> dict[str, float]:
        """What these are now."""
        return over_grid.values(self)

    def grid(
        self, x_name: str, x: Array, y_name: str, y: Array, num_threads: int | None = None
    ) -> dict[str, Any]:
        """Return stability and modes at every pair of values, as `phase_diagram` wants them.

        Parameters
        ----------
        x_name, y_name : str
            Two of `names`.
        x, y : ndarray, shape (nx,) and (ny,)
            Their values.
        num_threads : int, optional
            See `gandyn.threads.resolve`.
        """
        return over_grid.grid(self, x_name, x, y_name, y, num_threads)

    @property
    def boundaries(self) -> Callable[..., dict[str, Array]] | None:
        """Functions over a grid whose zeros are the closed-form boundaries, if they are known."""
        if not self.equal_masses or self.method is not None:
            return None
        return lambda *arguments: over_grid.boundaries(self, *arguments)
