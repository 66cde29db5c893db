"""Slow oracles of second order: moment closures, laws, traps and self-propelled particles.

Loops over steps, formulas as they stand (sections 9 and 10 of the theory), the differential
equations solved by SciPy and the roots by mpmath. Nothing here imports gandyn or shares a line with
it. Kernels are read by class name and attributes, k(t) with t = r2 / 2.
"""

from collections.abc import Callable, Sequence
from typing import Any

import mpmath as mp
import numpy as np
import numpy.typing as npt
from scipy.integrate import solve_ivp
from scipy.special import lambertw

from reference import Array, profile

# ---------------------------------------------------------------------------------------- moments


def gammas(kernel: Any) -> tuple[float, float]:
    """(gamma, gamma2) = (-k'(0), k''(0))."""
    _, slope, curvature = profile(kernel, np.zeros(1))
    return -2 * float(slope[0]), 4 * float(curvature[0])


def components(kernel: Any) -> list[tuple[float, float]]:
    """(weight, bandwidth) of every Gaussian in a Gaussian or a mixture."""
    if type(kernel).__name__ == "Gaussian":
        return [(1.0, float(kernel.bandwidth))]
    return [(float(w), float(s)) for w, s in zip(kernel.weights, kernel.bandwidths, strict=True)]


def smoothed(kernel: Any, x: Array, mean: Array, covariance: Array) -> tuple[float, Array, Array]:
    """E K(x, X), X ~ N(mean, covariance), its gradient and its Hessian in x.

    Phi = s^d sqrt(det A) exp(-v'Av/2), A = (s^2 I + S)^-1, v = x - mean; -A v Phi;
    (A v v'A - A) Phi; a mixture adds up.
    """
    d = len(x)
    value, gradient, hessian = 0.0, np.zeros(d), np.zeros((d, d))
    v = x - mean
    for weight, s in components(kernel):
        A = np.linalg.inv(s**2 * np.eye(d) + covariance)
        phi = weight * s**d * np.sqrt(np.linalg.det(A)) * np.exp(-v @ A @ v / 2)
        value += phi
        gradient += -A @ v * phi
        hessian += (np.outer(A @ v, A @ v) - A) * phi
    return value, gradient, hessian


def quadratic_sources(
    closure: str, kernel: Any, p: float, P: float, e: Array, S: Array
) -> tuple[Array, Array]:
    """What a step of the discriminator adds to b and to C, per unit rate (10.1, 10.2)."""
    one = np.eye(len(e))
    if closure == "gaussian_source":
        _, gradient, hessian = smoothed(kernel, np.zeros(len(e)), e, S)
        g, _ = gammas(kernel)
        return -P * gradient, p * g * one + P * hessian
    g, g2 = gammas(kernel)
    V = S + np.outer(e, e)
    to_b = -g * P * e
    if closure == "smm3":
        to_b = to_b + P * g2 / 2 * (np.trace(S) * e + 2 * S @ e + (e @ e) * e)
    return to_b, g * (p - P) * one + P * g2 * (V + np.trace(V) / 2 * one)


def quadratic_closure(
    closure: str,
    kernel: Any,
    p: float,
    masses: Sequence[float],
    e: npt.ArrayLike,
    S: npt.ArrayLike,
    ridge: float,
    rates: tuple[float, float],
    num_steps: int,
    order: str,
) -> tuple[Array, Array]:
    """Means (T, d) and covariances (T, d, d) of smm, smm3 and gaussian_source.

    f = b.x - x'Cx/2;  e+ = (I - eta_g q C) e + eta_g q b,  S+ = (I - eta_g q C) S (I - eta_g q C)'.
    """
    e, S = np.array(e, dtype=float), np.array(S, dtype=float)
    eta_g, eta_d = rates
    q, P, one = float(masses[0]), float(np.sum(masses)), np.eye(len(e))
    b, C = np.zeros(len(e)), np.zeros((len(e), len(e)))
    means, covariances = [e], [S]
    for _ in range(num_steps):
        to_b, to_C = quadratic_sources(closure, kernel, p, P, e, S)
        new_b = (1 - eta_d * ridge) * b + eta_d * to_b
        new_C = (1 - eta_d * ridge) * C + eta_d * to_C
        acts_b, acts_C = (new_b, new_C) if order == "alternating" else (b, C)
        M = one - eta_g * q * acts_C
        e, S = M @ e + eta_g * q * acts_b, M @ S @ M.T
        b, C = new_b, new_C
        means.append(e)
        covariances.append(S)
    return np.array(means), np.array(covariances)


def memory_closure(
    kernel: Any,
    p: float,
    masses: Sequence[float],
    e: npt.ArrayLike,
    S: npt.ArrayLike,
    ridge: float,
    rates: tuple[float, float],
    num_steps: int,
    order: str,
) -> tuple[Array, Array]:
    """Means and covariances of the full Gaussian closure: every old cloud at every step."""
    means, covariances = [np.array(e, dtype=float)], [np.array(S, dtype=float)]
    eta_g, eta_d = rates
    q, P, d = float(masses[0]), float(np.sum(masses)), len(means[0])
    keep = np.float64(1 - eta_d * ridge)
    for k in range(num_steps):
        n = k + 1 if order == "alternating" else k
        pull = (1 - keep**n) / ridge if ridge > 0 else eta_d * n
        e, S = means[k], covariances[k]
        _, g, H = smoothed(kernel, e, np.zeros(d), S)
        g, H = pull * p * g, pull * p * H
        for s in range(n):
            _, gradient, hessian = smoothed(kernel, e, means[s], S + covariances[s])
            g = g - eta_d * P * keep ** (n - 1 - s) * gradient
            H = H - eta_d * P * keep ** (n - 1 - s) * hessian
        M = np.eye(d) + eta_g * q * H
        means.append(e + eta_g * q * g)
        covariances.append(M @ S @ M.T)
    return np.array(means), np.array(covariances)


def moments(closure: str, *arguments: Any) -> tuple[Array, Array]:
    """Any of the four closures; arguments as of `memory_closure`."""
    with np.errstate(all="ignore"):
        if closure == "gaussian":
            return memory_closure(*arguments)
        return quadratic_closure(closure, *arguments)


# ------------------------------------------------------------------------------------------- laws


def flow(
    function: Callable[..., Any],
    start: Sequence[float],
    times: npt.ArrayLike,
    method: str = "DOP853",
) -> Array:
    """Solution (len(start), T) of y' = function(y) from y(0) = start, to some 1e-10."""
    times = np.asarray(times, dtype=float)
    solved = solve_ivp(
        lambda _, y: function(*y), (0, times.max()), start, method, times, rtol=1e-12, atol=1e-14
    )
    assert solved.success
    return np.asarray(solved.y)


def momentum(
    times: npt.ArrayLike, nu: float, mu: float, q: float, kappa2: float, ridge: float = 0.0
) -> Array:
    """nu of c' = -ridge c + kappa2 nu, nu' = -2 mu q c nu, c(0) = 0 (10.3, balanced)."""
    return flow(lambda c, v: (-ridge * c + kappa2 * v, -2 * mu * q * c * v), (0, nu), times)[1]


def envelope(
    times: npt.ArrayLike, amplitude: float, ridge: float, mu: float, g2: float, q: float, P: float
) -> tuple[Array, Array]:
    """(A, c) of A' = -(ridge + mu q c) A / 2, c' = -ridge c + .75 P g2 A^2."""

    def slopes(A: float, c: float) -> tuple[float, float]:
        return -(ridge + mu * q * c) * A / 2, -ridge * c + 0.75 * P * g2 * A**2

    A, c = flow(slopes, (amplitude, 0), times)
    return A, c


def exponent(t: Array, ridge: float, sharp: bool) -> Array:
    """G of 10.4: t^2 / 4 until 2 / ridge, then t / ridge - 1 / ridge^2; sharp: the integral."""
    if ridge == 0:
        return t**2 / (2 if sharp else 4)
    if sharp:
        return t / ridge + np.expm1(-ridge * t) / ridge**2
    return np.where(t <= 2 / ridge, t**2 / 4, t / ridge - 1 / ridge**2)


def bound(
    t: npt.ArrayLike,
    nu: float,
    s: float,
    ridge: float,
    q: float,
    delta: float,
    P: float,
    epsilon: float | None,
    sharp: bool,
) -> Array:
    """max(eps s^2, nu exp(-2 q (delta + 1.5 P eps) G / s^2)), or its smallest over eps.

    The first term grows with eps and the second falls: smallest where they meet, at
    B eps e^(B eps) = B (nu / s^2) exp(-2 q delta G / s^2), B = 3 q P G / s^2.
    """
    t = np.asarray(t, dtype=float)
    G = exponent(t, ridge, sharp)
    if epsilon is not None:
        fall = nu * np.exp(-2 * q * (delta + 1.5 * P * epsilon) * G / s**2)
        return np.maximum(epsilon * s**2, fall)
    B, rest = 3 * q * P * G / s**2, nu / s**2 * np.exp(-2 * q * delta * G / s**2)
    some = np.where(B > 0, B, 1)
    return np.asarray(s**2 * np.where(B > 0, lambertw(some * rest).real / some, rest))


def variances(
    times: Array, nu: float, s: float, ridge: float, q: float, delta: float, P: float
) -> Array:
    """nu (T,) of the flow in one dimension, mu = 1.

    c' = -ridge c + (delta + 1.5 P nu / s^2) / s^2, (log nu)' = -2 q c.
    """

    def slopes(c: float, log: float) -> tuple[float, float]:
        return -ridge * c + (delta + 1.5 * P * np.exp(log) / s**2) / s**2, -2 * q * c

    return np.exp(flow(slopes, (0, np.log(nu)), times, "LSODA")[1])


# --------------------------------------------------------------------- traps and stray particles


def pull(kernel: Any, t: Any) -> Any:
    """-k'(t) in the digits of mpmath."""
    name = type(kernel).__name__
    if name in ("Gaussian", "GaussianMixture"):
        return mp.fsum(w * mp.exp(-t / mp.mpf(s) ** 2) / s**2 for w, s in components(kernel))
    s = mp.mpf(float(kernel.bandwidth))
    r = mp.sqrt(2 * t)
    if name == "RationalQuadratic":
        return (1 + t / (kernel.mixing * s**2)) ** (-kernel.mixing - 1) / s**2
    if name == "InverseMultiquadric":
        return (1 + 2 * t / s**2) ** mp.mpf("-1.5") / s**2
    if name == "Matern52":
        return 5 / (3 * s**2) * (1 + mp.sqrt(5) * r / s) * mp.exp(-mp.sqrt(5) * r / s)
    if name == "Matern32":
        return 3 / s**2 * mp.exp(-mp.sqrt(3) * r / s)
    assert name == "Laplace"
    return mp.exp(-r / s) / (s * r)


def trap_radius(kernel: Any, p: float, P: float, near: float) -> float:
    """The root r of the witness' slope, p k'(r^2 / 2) = P k'((2 r)^2 / 2), next to a guess."""
    return float(
        mp.findroot(lambda r: mp.log(p * pull(kernel, r**2 / 2) / P / pull(kernel, 2 * r**2)), near)
    )


def runaway_surplus(kernel: Any, q: float, ridge: float, mu: float, speed: float) -> float:
    """(mu q^2 / v^2) integral of x exp(-ridge x / v) (-k'(x^2 / 2)) dx - 1; it falls with v.

    A stray particle at x = v s behind which its old places push, s ago and with the mass that is
    left of them, keeps the speed v at which it is 0 (9.4, for any kernel).
    """
    ridge, v = mp.mpf(ridge), mp.mpf(speed)
    unit = 1 / mp.sqrt(gammas(kernel)[0] or 1.0)  # Laplace has none, and needs a length only
    places = sorted(unit * k * r for r in (1, v / (ridge * unit + v)) for k in (mp.mpf(1), 5))
    area = mp.quad(
        lambda x: x * mp.exp(-ridge * x / v) * pull(kernel, x**2 / 2), [0, *places, mp.inf]
    )
    return float(mu * mp.mpf(q) ** 2 / v**2 * area - 1)
