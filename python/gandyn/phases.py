"""What a spectrum says: whether dynamics converge, oscillate or diverge, and how fast."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from . import _core
from ._checks import as_number
from ._core import Rates
from .eigen import as_square

__all__ = ["Phase", "Stability", "non_normality", "stability"]


COLUMNS = (
    "spectral_radius",
    "abscissa",
    "phase_factor",
    "conditioning_factor",
    "period",
    "max_stable_step",
    "num_neutral",
    "phase",
)
"""What the core says of a spectrum, in its order."""


class Phase(enum.Flag):
    """How linearised dynamics behave; flags combine, none set is neutral.

    ``converges``: every multiplier rho of a step is smaller than 1 in modulus; ``diverges``: one is
    larger; neither: neutral to first order. ``oscillates``: a multiplier is not real. ``flips``: a
    multiplier of largest modulus is real and negative, so that errors change sign every step.
    ``unknown``: a number is nan.
    """

    neutral = 0
    converges = enum.auto()
    oscillates = enum.auto()
    diverges = enum.auto()
    flips = enum.auto()
    unknown = enum.auto()

    def __str__(self) -> str:
        """Return the flags in words, "converges and oscillates"."""
        names = [flag.name or "" for flag in self]
        if not self & (Phase.converges | Phase.diverges | Phase.unknown):
            names.insert(0, "neutral")
        return " and ".join(names)


@dataclass(frozen=True, eq=False)
class Stability:
    """What one spectrum says, or each of many: then every attribute is an array (...).

    Below, lambda are eigenvalues of a field's Jacobian and rho the multipliers of one step; where
    multipliers were given, lambda = rho - 1.

    Attributes
    ----------
    spectral_radius : float
        max |rho|; of a flow, over a unit of time, exp(abscissa).
    abscissa : float
        max Re lambda.
    phase_factor : float
        zeta = max |Im lambda / Re lambda|, rotation against contraction (Nie and Patel 2019);
        inf where a real part vanishes.
    conditioning_factor : float
        tau = max |lambda| / min |lambda|, the spread of time scales (Nie and Patel 2019).
    rate : float
        How fast errors change: of steps the factor each, which is `spectral_radius`; of a flow the
        exponent -abscissa per unit of time.
    period : float
        Steps (units of time of a flow) in one turn of the oscillation that fades last, of equals
        the slowest; inf if nothing oscillates.
    max_stable_step : float
        The largest eta with |1 + eta lambda| <= 1 for every lambda but 0; 0 if there is none. For
        multipliers in units of the present step.
    num_neutral : int
        Multipliers whose modulus is 1 within the tolerance.
    phase : Phase
        For many spectra an array of uint8, the values of `Phase`.
    numerical_abscissa, departure : float or None
        See `non_normality`, of the matrix that has the eigenvalues lambda; None where no Jacobian
        was given.
    """

    spectral_radius: Any
    abscissa: Any
    phase_factor: Any
    conditioning_factor: Any
    rate: Any
    period: Any
    max_stable_step: Any
    num_neutral: Any
    phase: Any
    numerical_abscissa: Any = None
    departure: Any = None


def stability(
    eigenvalues: ArrayLike,
    rates: float | Rates | None = None,
    *,
    discrete: bool = False,
    jacobian: ArrayLike | None = None,
    tolerance: float = 1e-12,
) -> Stability:
    """Tell from a spectrum whether dynamics converge, oscillate or diverge, and how fast.

    Parameters
    ----------
    eigenvalues : array_like of complex, shape (..., n)
        Of the Jacobian of a field, or with ``discrete=True`` of that of one step's map.
    rates : float or Rates, optional
        Step eta of both players: the map 1 + eta lambda is judged. None: the flow.
    discrete : bool, default False
        Whether `eigenvalues` are the multipliers of a step.
    jacobian : array_like, shape (..., n, n), optional
        The matrix that has these eigenvalues: fills in what they cannot tell, `non_normality`.
    tolerance : float, default 1e-12
        Moduli of multipliers nearer to 1 are neutral, imaginary parts below it are zero.

    Returns
    -------
    Stability

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted. Two different rates: the field's eigenvalues do not say
        then; give those of `update_jacobian` with ``discrete=True``.
    """
    spectra = _as_spectra(eigenvalues)
    kind, step = "multipliers" if discrete else "flow", 1.0
    if rates is not None:
        if discrete:
            raise ValueError("rates must be left out with discrete=True: multipliers contain them")
        kind, step = "steps", _one_rate(rates)
    tolerance = as_number("tolerance", tolerance)
    if not 0.0 <= tolerance < 1.0:
        raise ValueError(f"tolerance must be from 0 to 1, got {tolerance}")
    lead = spectra.shape[:-1]
    numbers = _core.stability(spectra.reshape(-1, spectra.shape[-1]), kind, step, tolerance)
    extra = None
    if jacobian is not None:
        fastest, departure = non_normality(jacobian, spectra)
        extra = (fastest - 1.0 if discrete else fastest, departure)
    return as_stability(numbers, lead, kind == "flow", extra)


def as_stability(
    numbers: Any, lead: tuple[int, ...], flow: bool, extra: tuple[Any, Any] | None = None
) -> Stability:
    """Return what the core says of spectra (B, 8), with leading axes `lead`; () for one."""
    columns = [np.asarray(column).reshape(lead) for column in np.asarray(numbers).T]
    of = dict(zip(COLUMNS, columns, strict=True))
    of["rate"] = -of["abscissa"] if flow else of["spectral_radius"]
    if extra is not None:
        of["numerical_abscissa"], of["departure"] = extra
    if lead:
        neutral, phase = of["num_neutral"].astype(np.int64), of["phase"].astype(np.uint8)
        return Stability(**(of | {"num_neutral": neutral, "phase": phase}))
    one: dict[str, Any] = {name: float(number) for name, number in of.items()}
    one |= {"num_neutral": int(one["num_neutral"]), "phase": Phase(int(one["phase"]))}
    return Stability(**one)


def non_normality(jacobian: ArrayLike, eigenvalues: ArrayLike) -> tuple[Any, Any]:
    """Return what transients depend on and eigenvalues do not tell.

    Parameters
    ----------
    jacobian : array_like, shape (..., n, n)
        A real matrix A.
    eigenvalues : array_like of complex, shape (..., n)
        Its eigenvalues lambda.

    Returns
    -------
    numerical_abscissa : float or ndarray
        The largest eigenvalue of (A + A') / 2, the fastest growth of a distance at the start.
    departure : float or ndarray
        Henrici's departure from normality, (|A|_F^2 - sum |lambda|^2)^(1/2); 0 if A is normal.
    """
    matrices, spectra = as_square(jacobian, "jacobian"), _as_spectra(eigenvalues)
    if matrices.shape[:-1] != spectra.shape:
        raise ValueError(
            f"jacobian must have shape {(*spectra.shape, spectra.shape[-1])}, got {matrices.shape}"
        )
    n = spectra.shape[-1]
    numbers = np.asarray(_core.non_normality(matrices.reshape(-1, n, n), spectra.reshape(-1, n)))
    lead = spectra.shape[:-1]
    first, second = numbers[:, 0].reshape(lead), numbers[:, 1].reshape(lead)
    return (first, second) if lead else (float(first), float(second))


def _as_spectra(values: ArrayLike) -> Any:
    """Return eigenvalues (..., n) as complex128."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiuc" or array.dtype.itemsize > 16:
        raise TypeError(f"eigenvalues must hold numbers, got dtype {array.dtype}")
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"eigenvalues must have shape (..., n) with n >= 1, got {array.shape}")
    return np.ascontiguousarray(array, dtype=np.complex128)


def _one_rate(rates: float | Rates) -> float:
    if not isinstance(rates, Rates):
        step = as_number("rates", rates)
        if not 0.0 <= step < math.inf:
            raise ValueError(f"rates must be finite and >= 0, got {step}")
        return step
    if rates.generator != rates.discriminator:
        raise ValueError(
            "rates must be equal, for the field's eigenvalues do not say what two different steps "
            f"do, got {rates!r}: give update_jacobian(...).eigenvalues with discrete=True"
        )
    return float(rates.generator)
