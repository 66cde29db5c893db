"""The fastest hyperparameters around one target in closed form: equal masses, no regulariser."""

from __future__ import annotations

import math

from ._core import Rates
from .isolated import IsolatedPoint


def closed_form(
    start: IsolatedPoint, order: str, free: bool, mu: float
) -> tuple[IsolatedPoint, float]:
    """Return the point, equal masses, by the table of `prescribe`."""
    if order == "continuous":
        return _closed_flow(start, free, mu)
    p, P, delta = start.target_weight, start.mass, start.delta
    if len(start.particle_weights) > 1:
        if order == "alternating":
            low, high = math.sqrt(delta), math.sqrt(p)
            a = h = 2.0 * low / (high + low)
            rate = P / (high + low) ** 2  # (high - low) / (high + low), no cancellation
        elif order == "simultaneous":
            rate = math.sqrt(P / (p + delta))
            a, h = 2.0 * delta / (p + delta) / (1.0 + rate), 1.0 + rate
        else:
            a, h, rate = 1.0, 2.0 * delta / (p + delta), P / (p + delta)
        product = a * h * p / delta
    elif order == "simultaneous":
        rate = math.sqrt(P) / (2.0 * math.sqrt(p) + math.sqrt(P))
        a, product = 1.0 + rate, (1.0 - rate) ** 2
    else:
        a, product, rate = 1.0, 1.0, 0.0
    # a = eta_d ridge and product = eta_d eta_g gamma q p; where the ridge is free, eta_g = mu eta_d
    pull = product / (start.gamma * start.particle_weights[0] * p)
    ridge = a * math.sqrt(mu / pull) if free else start.ridge
    eta_d = a / ridge
    return start.replace(ridge=ridge, rates=Rates(pull / eta_d, eta_d)), rate


def _closed_flow(start: IsolatedPoint, free: bool, mu: float) -> tuple[IsolatedPoint, float]:
    q, p, gamma = start.particle_weights[0], start.target_weight, start.gamma
    single = len(start.particle_weights) == 1
    # ridge^2 = mu scale; one particle that lacks mass gains from that only where mu is given
    scale = q * gamma * start.delta
    if single and (free or start.delta <= 0.0):
        scale = q * gamma * (math.sqrt(p) + math.sqrt(start.mass)) ** 2
        critical = True
    else:
        critical = False
    if not free:
        mu = start.ridge**2 / scale
    ridge = math.sqrt(mu * scale) if free else start.ridge
    rate = math.sqrt(mu * q * gamma * p) if critical else ridge
    return start.replace(ridge=ridge, rates=Rates(mu, 1.0)), rate
