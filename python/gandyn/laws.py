r"""Closed formulas for clouds and particles near a target, beyond linear theory.

To first order the relative displacements in a balanced region (as much mass of particles as of the
target) do not move at all; these laws say what second order does. Time t is eta_d times the step,
mu = eta_g / eta_d, q the mass of a particle, P that of all in the region, gamma2 = k''(0) of the
kernel K = k(r2 / 2).

=====================  ==================================================================
``curvature_gain``     kappa2 = P gamma2 (1 + d/2): the curvature of f that variance makes
``sech_squared``       variance of a balanced cloud without ridge
``half_life``          when it has halved
``envelope``           how a particle's swing around its target fades
``variance_bound``     a bound on the variance (Proposition 1 of Becker et al.)
=====================  ==================================================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from . import _core
from ._checks import Array, as_integer
from ._kernel import Kernel
from ._region import as_nonnegative, as_plain, as_positive, as_times, curvature_at_zero

__all__ = ["curvature_gain", "envelope", "half_life", "sech_squared", "variance_bound"]


def curvature_gain(kernel: Kernel, mass: float, dimension: int) -> float:
    """Return kappa2 = P gamma2 (1 + d/2), the curvature that a unit of variance makes in f.

    An isotropic cloud of variance v a coordinate feeds the curvature c of f at its target by
    c' = -ridge c + gamma Delta + kappa2 v.

    Parameters
    ----------
    kernel : Kernel
        One with a second derivative at 0, gamma2.
    mass : float
        P >= 0, the mass of all particles in the region.
    dimension : int
        d of the points.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    mass, dimension = as_nonnegative("mass", mass), as_integer("dimension", dimension, 1)
    return mass * curvature_at_zero(as_plain(kernel)) * (1.0 + 0.5 * dimension)


def _frequency(variance: float, mu: float, particle_weight: float, kappa2: float) -> float:
    """Return sqrt(mu q kappa2 variance), the rate of the sech-squared law."""
    variance, mu = as_positive("variance", variance), as_positive("mu", mu)
    q, kappa2 = as_positive("particle_weight", particle_weight), as_positive("kappa2", kappa2)
    return float(np.sqrt(mu * q * kappa2 * variance))


def sech_squared(
    times: ArrayLike, variance: float, mu: float, particle_weight: float, kappa2: float
) -> Array:
    """Return the variance of a balanced cloud without ridge at `times`.

    v = v_0 sech^2(t sqrt(mu q kappa2 v_0)), the solution of c' = kappa2 v, v' = -2 mu q c v: in
    kernel GANs without ridge curvature builds up like momentum.

    Parameters
    ----------
    times : array_like, shape (T,)
        Continuous times >= 0, eta_d times the step.
    variance : float
        v_0 > 0, of each coordinate at time 0.
    mu : float
        eta_g / eta_d.
    particle_weight : float
        q > 0.
    kappa2 : float
        See `curvature_gain`.

    Returns
    -------
    ndarray, shape (T,)

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    phase = _frequency(variance, mu, particle_weight, kappa2) * as_times(times)
    # sech(x) = 2 e^-x / (1 + e^-2x) overflows nowhere
    fall = np.exp(-phase)
    return np.asarray(variance * (2.0 * fall / (1.0 + fall**2)) ** 2)


def half_life(variance: float, mu: float, particle_weight: float, kappa2: float) -> float:
    """Return when a balanced cloud without ridge has lost half of its variance.

    log(1 + sqrt(2)) / sqrt(mu q kappa2 v_0) in continuous time; with gamma2 of a Gaussian kernel
    it goes like bandwidth^2.

    Parameters
    ----------
    variance, mu, particle_weight, kappa2 : float
        As in `sech_squared`.
    """
    return float(np.arcsinh(1.0)) / _frequency(variance, mu, particle_weight, kappa2)


def envelope(
    times: ArrayLike,
    amplitude: float,
    ridge: float,
    rates_ratio: float,
    kernel: Kernel,
    particle_weight: float = 1.0,
    mass: float = 1.0,
) -> tuple[Array, Array]:
    """Return how the swing of a particle around its target fades, on a line, from f = 0.

    Averaged over an oscillation, A' = -(ridge + mu q c) A / 2 and
    c' = -ridge c + (3/4) P gamma2 A^2: the curvature c that the swing leaves behind damps it far
    more than the linear rate ridge / 2.

    Parameters
    ----------
    times : array_like, shape (T,)
        Continuous times >= 0, not falling.
    amplitude : float
        A > 0 at time 0.
    ridge : float
        lambda >= 0.
    rates_ratio : float
        mu = eta_g / eta_d >= 0.
    kernel : Kernel
        One with a second derivative at 0, gamma2.
    particle_weight, mass : float, default 1
        q of the particle and P of all in the region.

    Returns
    -------
    amplitude, curvature : ndarray, shape (T,)
        A and c, to a relative error of about 1e-10.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    times = as_times(times)
    if (np.diff(times) < 0.0).any():
        raise ValueError("times must not fall")
    amplitude, ridge = as_positive("amplitude", amplitude), as_nonnegative("ridge", ridge)
    mu = as_nonnegative("rates_ratio", rates_ratio)
    q, mass = as_nonnegative("particle_weight", particle_weight), as_nonnegative("mass", mass)
    gain = 0.75 * mass * curvature_at_zero(as_plain(kernel))
    columns = np.asarray(_core.envelope(amplitude, ridge, mu * q, gain, times))
    return columns[:, 0], columns[:, 1]


def variance_bound(
    times: ArrayLike,
    variance: float,
    bandwidth: float,
    ridge: float,
    particle_weight: float,
    delta: float = 0.0,
    mass: float = 1.0,
    epsilon: float | None = None,
    sharp: bool = False,
) -> Array:
    """Return a bound on the variance of a cloud on a line under a Gaussian kernel, from f = 0.

    For every epsilon > 0, with q times mu where the two rates differ ::

        v <= max(epsilon s^2, v_0 exp(-2 q (Delta + 1.5 P epsilon) G(t) / s^2))
        G(t) = t^2 / 4 up to t = 2 / ridge, then t / ridge - 1 / ridge^2

    (Proposition 1 of Becker, Pandit, Rangan, Fletcher, there for P = 1 and equal rates). It holds
    for the flow of the second moment model, ``closure="smm"``.

    Parameters
    ----------
    times : array_like, shape (T,)
        Continuous times >= 0.
    variance : float
        v_0 > 0.
    bandwidth : float
        s > 0 of the Gaussian kernel.
    ridge : float
        lambda >= 0.
    particle_weight : float
        q > 0, times mu = eta_g / eta_d.
    delta : float, default 0
        Delta = p - P >= 0.
    mass : float, default 1
        P > 0.
    epsilon : float, optional
        None: the lowest of the bounds at every time.
    sharp : bool, default False
        In place of G the integral that it bounds, t / ridge - (1 - e^(-ridge t)) / ridge^2.

    Returns
    -------
    ndarray, shape (T,)

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    t, variance = as_times(times), as_positive("variance", variance)
    s, ridge = as_positive("bandwidth", bandwidth), as_nonnegative("ridge", ridge)
    q, mass = as_positive("particle_weight", particle_weight), as_positive("mass", mass)
    delta = as_nonnegative("delta", delta)
    gain = _gain_integral(t, ridge) if sharp else _gain_bound(t, ridge)
    strength = 2.0 * q * gain / s**2
    if epsilon is None:
        slope = 1.5 * mass / s**2 * strength
        return np.asarray(_core.lowest_bound(variance, delta * strength, slope))
    epsilon = as_positive("epsilon", epsilon)
    fall = np.exp(-(delta + 1.5 * mass * epsilon) * strength)
    return np.asarray(np.maximum(epsilon * s**2, variance * fall))


def _gain_bound(t: Array, ridge: float) -> Array:
    """Return G(t)."""
    early = ridge * t <= 2.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(early, 0.25 * t**2, (t - 1.0 / max(ridge, 1e-300)) / ridge))


def _gain_integral(t: Array, ridge: float) -> Array:
    """Return (x + e^-x - 1) / ridge^2 at x = ridge t; its series where the terms cancel."""
    x = ridge * t
    small = x < 1e-2
    y = np.where(small, x, 0.0)
    series = 0.5 * t**2 * (1 - y / 3 * (1 - y / 4 * (1 - y / 5 * (1 - y / 6 * (1 - y / 7)))))
    large = np.where(small, 1.0, x)
    full = (large + np.expm1(-large)) / large**2 * t**2
    return np.asarray(np.where(small, series, full))
