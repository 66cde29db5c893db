"""Where particles end that are too many for their target, or have none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from . import _core
from ._checks import as_integer
from ._core import Rates
from ._kernel import Kernel
from ._region import as_equal_masses, as_nonnegative, as_plain, as_positive, rates_ratio

__all__ = ["Trap", "runaway_speed", "trap", "trap_radius"]


@dataclass(frozen=True)
class Trap:
    """What becomes of two particles that share a target too light for them.

    Attributes
    ----------
    radius : float
        Distance from the target, on opposite sides, where neither feels a gradient; inf where
        they repel each other at every distance.
    stable : bool
        The flow holds them there: approximate mode collapse.
    rotates : bool
        Held along their line, but not across it: they circle the target on a wider orbit.
    escapes : bool
        Not held along their line.
    text : str
        The verdict in a sentence.
    escape_ridge : float
        They are held along their line above this ridge; inf where no ridge does.
    rotation_ridge : float
        They do not rotate above this ridge.
    """

    radius: float
    stable: bool
    rotates: bool
    escapes: bool
    text: str
    escape_ridge: float
    rotation_ridge: float


def trap_radius(target_weight: float, particle_weights: ArrayLike, kernel: Kernel) -> float:
    """Return how far from their target two particles come to rest that are too heavy for it.

    Two equal particles with P = 2 q > p settle on opposite sides, where the target's attraction
    and their own repulsion balance, p k'(r^2/2) = P k'(2 r^2). Gaussian kernel:
    r = bandwidth sqrt((2/3) log(P/p)). For other kernels the smallest root.

    Parameters
    ----------
    target_weight : float
        p > 0.
    particle_weights : array_like, shape (2,)
        Two equal masses q with 2 q > p.
    kernel : Kernel
        One that is smooth where points coincide, without a metric.

    Returns
    -------
    float
        r; inf where a heavy-tailed kernel lets repulsion win at every distance.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; P <= p: the particles then rest on the target.
    """
    radius: float = _core.trap_radius(*_pair(target_weight, particle_weights, kernel))
    return radius


def trap(
    target_weight: float,
    particle_weights: ArrayLike,
    kernel: Kernel,
    ridge: float,
    rates: Rates,
    *,
    dimension: int = 2,
) -> Trap:
    """Say whether two particles too heavy for their target stay beside it, rotate or escape.

    Of each mode of the pair at the trap radius with S-eigenvalue kappa and Hessian eigenvalue H of
    f, the flow obeys s^2 + (ridge - mu q H) s + mu (kappa - ridge q H) = 0: stable iff
    ridge > mu q H and kappa > ridge q H. Gaussian kernel, E = (p/P)^(4/3), g = (2/3) log(P/p):
    held along the line iff ridge^2 > mu q^2 gamma (1 - E (1 + 2 g)) and g < 1, across it iff
    ridge^2 > mu q^2 gamma (1 - E).

    Parameters
    ----------
    target_weight : float
        p > 0.
    particle_weights : array_like, shape (2,)
        Two equal masses q with 2 q > p.
    kernel : Kernel
        One that is smooth where points coincide, without a metric.
    ridge : float
        lambda >= 0; without ridge f grows and nothing rests.
    rates : Rates
        Only their ratio mu = eta_g / eta_d matters: the thresholds are those of small steps.
    dimension : int, default 2
        d of the points; on a line (1) nothing rotates.

    Returns
    -------
    Trap

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    known, p, mass = _pair(target_weight, particle_weights, kernel)
    ridge, mu = as_nonnegative("ridge", ridge), rates_ratio(rates)
    dimension = as_integer("dimension", dimension, 1)
    radius, line, rotation, held = _core.trap_modes(known, p, mass, mu)
    line, rotation = line if held else np.inf, rotation if dimension > 1 else 0.0
    escapes = not (ridge > line)
    rotates = not escapes and not ridge > rotation
    if radius == np.inf:
        text = "escapes: the two repel each other more than the target attracts, at every distance"
    elif not held:
        text = f"escapes: the balance at distance {radius:.4g} gives way whatever the ridge"
    elif escapes:
        text = f"escapes: ridge {ridge:.4g} is not above {line:.4g}, swings along the line grow"
    elif rotates:
        text = (
            f"rotates: ridge {ridge:.4g} is not above {rotation:.4g}, the pair circles the target"
        )
    else:
        text = f"trapped: the pair rests at distance {radius:.4g} on opposite sides of the target"
    return Trap(radius, not (escapes or rotates), rotates, escapes, text, line, rotation)


def runaway_speed(kernel: Kernel, particle_weight: float, ridge: float, rates: Rates) -> float:
    """Return the steady speed of a particle without a target, driven by its own trail.

    f is lowest where the particle has been; it stays in the hole that it has dug iff
    ridge^2 >= mu q^2 gamma, else it leaves with the speed v of ::

        1 = mu q^2 int_0^inf s exp(-ridge s) (-k'(v^2 s^2 / 2)) ds

    Without ridge v = q sqrt(mu k(0)) for every kernel that vanishes at infinity.

    Parameters
    ----------
    kernel : Kernel
        Any without a metric.
    particle_weight : float
        q >= 0.
    ridge : float
        lambda >= 0.
    rates : Rates
        mu is their ratio eta_g / eta_d; speeds are those of small steps.

    Returns
    -------
    float
        Distance per unit of time, eta_d times the step; 0 where the particle stays.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    mass = as_nonnegative("particle_weight", particle_weight)
    ridge = as_nonnegative("ridge", ridge)
    speed: float = _core.runaway_speed(as_plain(kernel), mass, ridge, rates_ratio(rates))
    return speed


def _pair(
    target_weight: float, particle_weights: ArrayLike, kernel: Kernel
) -> tuple[Kernel, float, float]:
    """Return the kernel and the masses of target and pair, P > p."""
    known, p = as_plain(kernel), as_positive("target_weight", target_weight)
    count, q = as_equal_masses(particle_weights)
    if count != 2:
        raise ValueError(f"particle_weights must be two equal masses, got {count}")
    if not 2.0 * q > p:
        raise ValueError(
            f"particle_weights must be heavier together than the target, got {2.0 * q} against "
            f"{p}: such particles rest on it"
        )
    if not np.isfinite(_core.kernel_shape(known)[1]):
        name = type(known).__name__
        raise ValueError(f"kernel must be smooth where points coincide, got {name}")
    return known, p, 2.0 * q
