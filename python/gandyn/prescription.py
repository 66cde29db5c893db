"""The fastest step sizes and ridge, from theory: closed forms where they exist, else a search."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal, overload

from numpy.typing import ArrayLike

from ._checks import as_number
from ._core import ConOpt, LinearGAN, Rates
from ._kernel import Kernel
from ._prescribe_closed import closed_form
from .isolated import NUMBERS, IsolatedPoint, isolated_point
from .threads import resolve

__all__ = ["Prescription", "prescribe"]

ORDERS = ("alternating", "simultaneous", "continuous", "best_response")


@dataclass(frozen=True)
class Prescription:
    """Hyperparameters that make a local model as fast as it can be; `prescribe` makes one.

    Attributes
    ----------
    ridge : float or None
        Of the kernel GAN; None for a linear GAN.
    rates : Rates
        Of the flow only their ratio means something: (mu, 1).
    rate : float
        The factor a step that is reached, the modes a included; of the flow the exponent per unit
        of tau.
    binding : tuple of str
        The modes that are slowest together, so that none can be made faster alone: "a", "b", "c" of
        `IsolatedPoint`; of a linear GAN "along" and "across" its mean.
    order : str
        Which order of moves it speaks of.
    gamma : float or None
        Weight of ``JARE`` or ``ConOpt``.
    source : str
        "closed form" or "numerical".
    text : str
        All of it in a sentence or two.
    point : IsolatedPoint or None
        The local model with these values; for the order "best_response" as the alternating one
        with eta_d ridge = 1, which makes the same steps.
    """

    ridge: float | None
    rates: Rates
    rate: float
    binding: tuple[str, ...]
    order: str
    gamma: float | None
    source: str
    text: str = field(repr=False)
    point: IsolatedPoint | None = field(default=None, repr=False)


@overload
def prescribe(
    target_weight: float,
    particle_weights: ArrayLike,
    kernel: Kernel,
    ridge: float | None = None,
    order: str | None = None,
    *,
    rates_ratio: float = 1.0,
    method: Any = None,
) -> Prescription: ...


@overload
def prescribe(
    target_weight: LinearGAN, particle_weights: Any, *, gamma: float | Literal["given"] | None = ...
) -> Prescription: ...


def prescribe(
    target_weight: Any,
    particle_weights: Any,
    kernel: Kernel | None = None,
    ridge: float | None = None,
    order: str | None = None,
    *,
    rates_ratio: float = 1.0,
    method: Any = None,
    gamma: float | Literal["given"] | None = "given",
) -> Prescription:
    """Return the step sizes and the ridge with the fastest local convergence.

    Around one target of a kernel GAN, or at the equilibrium of a linear GAN: ``prescribe(game,
    method)`` with a `LinearGAN` and ``SimGD()``, ``ConOpt(gamma)`` or ``JARE(gamma)`` chooses the
    one step of both players, and with ``gamma=None`` the weight as well.

    Parameters
    ----------
    target_weight : float or LinearGAN
        Mass p > 0 of the target.
    particle_weights : array_like, shape (N,), or the method of a linear GAN
        Masses of the particles in its region. Several must have less mass than the target.
    kernel : Kernel
        One of `gandyn.kernels.KERNELS`.
    ridge : float, optional
        > 0; then the rates are chosen for it (of the flow their ratio). None: it is chosen as well,
        such that eta_g / eta_d is `rates_ratio`. Without a regulariser only the products of rates
        and ridge matter, and nothing is lost by that.
    order : {"alternating", "simultaneous", "continuous", "best_response"}, optional
        Who moves when. Default: alternating, with a `method` simultaneous.
    rates_ratio : float, default 1.0
        mu = eta_g / eta_d; without meaning for steps at a given ridge.
    method : JARE or ConOpt, optional
        A regulariser of the kernel GAN.
    gamma : float or None, optional
        Of a linear GAN's method: a weight in place of its own, or None to search from 1e-3 to 1e3.

    Returns
    -------
    Prescription

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; no choice converges at first order.

    Notes
    -----
    Delta = p - P, K = q gamma Delta. Closed forms for equal masses without a regulariser (worked
    out here but for the first, which is used in the papers' code): flow, ridge = sqrt(mu K), rate
    the ridge; alternating, a = h = 2 sqrt(Delta) / (sqrt(p) + sqrt(Delta)), rate (sqrt(p) -
    sqrt(Delta)) / (sqrt(p) + sqrt(Delta)); simultaneous, a = 1 - R and h = 1 + R, rate R = sqrt(P /
    (p + Delta)); best response, h = 2 Delta / (p + Delta), rate P / (p + Delta). One particle of
    any mass: flow, ridge = sqrt(mu q gamma)(sqrt(p) + sqrt(P)), rate sqrt(mu q gamma p);
    alternating and best response, a = 1 and a h + Q = 1, rate 0; simultaneous, a = 1 + R and h =
    1 - 3 R, rate R = sqrt(P) / (2 sqrt(p) + sqrt(P)).
    """
    if isinstance(target_weight, LinearGAN):
        from ._prescribe_linear import prescribe_linear

        if kernel is not None or ridge is not None:
            raise ValueError("kernel and ridge must be left out for a LinearGAN: it has none")
        return prescribe_linear(target_weight, particle_weights, gamma)
    if not isinstance(target_weight, (int, float)) and hasattr(target_weight, "field"):
        raise ValueError(
            "prescribe knows the kernel GAN around a target and the linear GAN, not "
            f"{type(target_weight).__name__}: see stability(...).max_stable_step and phase_diagram"
        )
    if gamma != "given":
        raise ValueError("gamma must be left out but for a LinearGAN: give method=JARE(gamma)")
    as_number("target_weight", target_weight)
    if kernel is None:
        raise TypeError("kernel must be given, such as Gaussian(0.5)")
    wanted = order or ("alternating" if method is None else "simultaneous")
    if wanted not in ORDERS:
        raise ValueError(f"order must be one of {', '.join(ORDERS)}, got {order!r}")
    mu = _positive("rates_ratio", rates_ratio)
    like: Any = "alternating" if wanted == "best_response" else wanted
    free = ridge is None
    start = isolated_point(
        target_weight,
        particle_weights,
        kernel,
        1.0 if ridge is None else _positive("ridge", ridge),
        Rates(mu, 1.0),
        like,
        method,
    )
    _check_attainable(start)
    if start.equal_masses and method is None:
        point, rate = closed_form(start, wanted, free, mu)
        source = "closed form"
    else:
        point, rate = _search(start, wanted, free, mu)
        source = "numerical"
    binding = _binding(point, wanted, 1e-9 if source == "closed form" else 1e-4)
    weight = None if method is None else float(method.gamma)
    text = _text(point, rate, binding, wanted, source)
    return Prescription(
        point.ridge, point.rates, rate, binding, wanted, weight, source, text, point
    )


def _check_attainable(point: IsolatedPoint) -> None:
    """Raise where nothing that can be chosen makes the point attract to first order."""
    if point.target_weight == 0.0:
        raise ValueError("target_weight must be > 0: without a target nothing converges")
    if len(point.particle_weights) == 1 or point.delta > 0.0:
        return
    masses = f"{point.mass:g} against {point.target_weight:g}"
    if point.delta == 0.0:
        raise ValueError(
            f"particle_weights must sum to less than target_weight, got {masses} (Delta = 0): "
            "several particles are then neutral to first order, whatever the rates and the ridge; "
            "see moments, or leave the target a little more mass"
        )
    if isinstance(point.method, ConOpt):
        return  # it may hold even this unwanted state
    raise ValueError(
        f"particle_weights must sum to less than target_weight, got {masses} (Delta < 0): several "
        "particles then drive each other away from the target, whatever the rates and the ridge; "
        "see trap_radius, or put fewer of them there"
    )


# ----------------------------------------------------------------------------------- search


def _search(start: IsolatedPoint, order: str, free: bool, mu: float) -> tuple[IsolatedPoint, float]:
    """Return the point that the core finds by a refined grid."""
    regularised = start.method is not None
    if order == "continuous":
        what = "ridge" if free else "ratio"
    elif order == "best_response":
        what = "ratio"
        start = start.replace(rates=Rates(1.0, 1.0 / start.ridge))
    else:
        what = "ridge and step" if free and regularised else "rates"
    numbers, objective = start.model.fastest(list(start.numbers.values()), what, resolve(None)[0])
    found = dict(zip(NUMBERS, numbers, strict=True))
    ridge, eta_g, eta_d = (found[name] for name in ("ridge", "generator", "discriminator"))
    if free and not regularised and order != "continuous":
        # Only eta_d ridge and eta_g / ridge matter: scale the ridge until eta_g = mu eta_d.
        factor = math.sqrt(mu * eta_d / eta_g)
        ridge, eta_g, eta_d = ridge * factor, eta_g * factor, eta_d / factor
    rate = -objective if order == "continuous" else objective
    if not (rate > 0.0 if order == "continuous" else rate < 1.0):
        raise ValueError("method: found no rates and ridge with which it converges")
    return start.replace(ridge=ridge, rates=Rates(eta_g, eta_d)), rate


def _binding(point: IsolatedPoint, order: str, tolerance: float) -> tuple[str, ...]:
    flow = point.order == "continuous"
    sizes: dict[str, float] = {}
    for mode in point.modes:
        if mode.name == "a" and order == "best_response":
            continue
        size = mode.value.real if flow else abs(mode.value)
        sizes[mode.name] = max(sizes.get(mode.name, -math.inf), size)
    worst = max(sizes.values())
    slack = tolerance * (abs(worst) if flow else 1.0) + (1e-7 if not flow else 1e-7 * abs(worst))
    return tuple(name for name, size in sizes.items() if size >= worst - slack)


def _text(
    point: IsolatedPoint, rate: float, binding: tuple[str, ...], order: str, source: str
) -> str:
    eta_g, eta_d = point.rates.generator, point.rates.discriminator
    *others, last = binding
    bind = (
        f"bound by the modes {', '.join(others)} and {last}" if others else f"bound by mode {last}"
    )
    if order == "continuous":
        return (
            f"Ridge {point.ridge:.6g} with eta_g / eta_d = {eta_g:.6g}: rate {rate:.6g} per unit "
            f"of tau in the flow ({source}), {bind}."
        )
    return (
        f"Ridge {point.ridge:.6g} with eta_g = {eta_g:.6g} and eta_d = {eta_d:.6g}: rate "
        f"{rate:.6g} a step in the order {order.replace('_', ' ')} ({source}), {bind}."
    )


def _positive(name: str, value: object) -> float:
    number = as_number(name, value)
    if not 0.0 < number < math.inf:
        raise ValueError(f"{name} must be finite and > 0, got {number}")
    return number
