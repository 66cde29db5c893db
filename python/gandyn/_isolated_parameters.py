"""What is given about the neighbourhood of one target, checked, and the numbers it means."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from . import _core
from ._checks import as_floats, as_instance, as_integer, as_number
from ._core import Rates
from ._kernel import Kernel, as_kernel
from .methods import JARE, ConOpt

if TYPE_CHECKING:
    from typing import Self

Order = Literal["alternating", "simultaneous", "continuous"]
ORDERS = ("alternating", "simultaneous", "continuous")
NUMBERS = ("target_weight", "mass", "kernel", "ridge", "generator", "discriminator", "gamma")
"""What the core wants to know of a point, in its order; "kernel" is the kernel's gamma."""


@dataclass(frozen=True)
class PointParameters:
    """The arguments of `isolated_point`, and what follows from them without a spectrum."""

    target_weight: float
    particle_weights: tuple[float, ...]
    kernel: Kernel
    ridge: float
    rates: Rates
    order: Order
    method: Any
    mass_factor: bool
    dimension: int

    def __post_init__(self) -> None:
        """Check what can be wrong."""
        weights = as_floats("particle_weights", np.atleast_1d(self.particle_weights), 1, "(N,)")
        if not len(weights) or (weights < 0.0).any() or not weights.sum() > 0.0:
            raise ValueError(
                "particle_weights must be N >= 1 masses >= 0, not all zero, got "
                f"{self.particle_weights!r}"
            )
        object.__setattr__(self, "particle_weights", tuple(weights.tolist()))
        for name in ("target_weight", "ridge"):
            number = as_number(name, getattr(self, name))
            if not 0.0 <= number < math.inf:
                raise ValueError(f"{name} must be finite and >= 0, got {number}")
            object.__setattr__(self, name, number)
        as_kernel(self.kernel)
        as_integer("dimension", self.dimension, 1)
        if not isinstance(self.rates, Rates):
            raise TypeError(f"rates must be Rates, such as Rates(0.1, 0.1), got {self.rates!r}")
        if not isinstance(self.mass_factor, bool | np.bool_):
            raise TypeError(f"mass_factor must be True or False, got {self.mass_factor!r}")
        if self.order not in ORDERS:
            raise ValueError(f"order must be one of {', '.join(ORDERS)}, got {self.order!r}")
        if self.order == "continuous" and not self.rates.discriminator > 0.0:
            raise ValueError("rates: discriminator must be > 0 for the flow, got 0")
        _check_method(self.method, self.order)
        if getattr(self.kernel, "metric", None) is not None:
            raise ValueError(
                "kernel must have no metric, for coordinates then differ: scale the points, or use "
                "kernel_gan_spectrum"
            )
        if not math.isfinite(self.gamma):
            raise ValueError(
                "kernel must be smooth where points coincide, or there is no linear model, got "
                f"{self.kernel!r}"
            )
        if self.ridge == 0.0 and self.delta != 0.0:
            raise ValueError(
                "ridge must be > 0 where target and particles differ in mass, for f grows without "
                f"bound otherwise, got ridge 0 with masses {self.target_weight} and {self.mass}"
            )

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        fields = dataclasses.fields(self)
        return type(self), tuple(getattr(self, field.name) for field in fields)

    def replace(self, **changes: Any) -> Self:
        """Return a copy with other values, such as ``pt.replace(ridge=0.2)``.

        Parameters
        ----------
        **changes
            Arguments of `isolated_point`.
        """
        return dataclasses.replace(self, **changes)

    @cached_property
    def _at_zero(self) -> tuple[float, float]:
        _, gamma, gamma2 = _core.kernel_shape(self.kernel)
        return float(gamma), float(gamma2)

    @property
    def gamma(self) -> float:
        """-k'(0) of the kernel K(x, y) = k(|x - y|^2 / 2), 1 / bandwidth^2 of a Gaussian."""
        return self._at_zero[0]

    @property
    def gamma2(self) -> float:
        """k''(0) of the kernel, 1 / bandwidth^4 of a Gaussian; inf where there is none."""
        return self._at_zero[1]

    @cached_property
    def mass(self) -> float:
        """P, the mass of all particles."""
        return math.fsum(self.particle_weights)

    @property
    def delta(self) -> float:
        """Delta = p - P, what the particles lack; 0 where it is rounding."""
        difference = self.target_weight - self.mass
        rounding = 8.0 * np.finfo(float).eps * max(self.target_weight, self.mass)
        return 0.0 if abs(difference) <= rounding else difference

    @cached_property
    def model(self) -> Any:
        """What the core knows of it beside its numbers."""
        regularizer = "" if self.method is None else type(self.method).__name__
        weights = np.array(self.particle_weights)
        return _core.PointModel(weights, self.mass, self.order, regularizer, self.mass_factor)

    @cached_property
    def numbers(self) -> dict[str, float]:
        """What the core computes with; "kernel" is the kernel's gamma, "gamma" the method's."""
        strength = 0.0 if self.method is None else float(self.method.gamma)
        steps = float(self.rates.generator), float(self.rates.discriminator)
        all_of = (self.target_weight, self.mass, self.gamma, self.ridge, *steps, strength)
        return dict(zip(NUMBERS, all_of, strict=True))

    @property
    def equal_masses(self) -> bool:
        """Whether all particles have one mass; then all is known in closed form."""
        return len(set(self.particle_weights)) == 1

    @cached_property
    def coefficients(self) -> tuple[float, float, float, float]:
        """a, h and Q of the largest mass, and a h + Q = eta_d eta_g gamma q p, no cancellation."""
        grid = [np.full((1, 1), number) for number in self.numbers.values()]
        a, h, Q, product = self.model.coefficients(grid, 1)[0, 0].tolist()
        return a, h, Q, product


def _check_method(method: Any, order: str) -> None:
    """Raise unless there is no regulariser, or one whose local model is known."""
    if method is None:
        return
    as_instance("method", method, {"JARE": JARE, "ConOpt": ConOpt}, "JARE(1.0), or None")
    name = type(method).__name__
    if order == "alternating":
        raise ValueError(
            f"order must be 'simultaneous' or 'continuous' with {name}, got 'alternating'"
        )
    if getattr(method, "players", "both") != "both" or _optimizer(method) is not None:
        raise ValueError(f"method must regularise both players by plain steps here, got {method!r}")


def _optimizer(method: Any) -> Any:
    return getattr(method, "optimizer", None)
