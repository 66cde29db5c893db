"""The fastest step of a linear GAN, from the eigenvalues of its 2 x 2 blocks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._checks import as_instance, as_number
from ._core import LinearGAN, Rates
from .methods import JARE, ConOpt, SimGD

if TYPE_CHECKING:
    from .prescription import Prescription

KNOWN: dict[str, type] = {"SimGD": SimGD, "ConOpt": ConOpt, "JARE": JARE}
LEAST, MOST = 1e-3, 1e3
"""Of gamma, where it is searched."""


def prescribe_linear(game: LinearGAN, method: Any, gamma: Any) -> Prescription:
    """Return the step of both players, and gamma if it is None; see `prescribe`."""
    from .prescription import Prescription

    as_instance("method", method, KNOWN, "JARE(10.0)")
    if getattr(method, "optimizer", None) is not None:
        raise ValueError(f"method must make plain steps, got {method!r}")
    regularised = not isinstance(method, SimGD)
    if gamma == "given":
        weight, source = float(getattr(method, "gamma", 0.0)), "closed form"
    elif not regularised:
        raise ValueError("gamma must be left out with SimGD, which has none")
    elif gamma is None:
        weight, source = _search(game, method), "numerical"
    else:
        weight, source = as_number("gamma", gamma), "closed form"
        type(method)(weight)  # says what is wrong
    step, rate = _best(game, method, weight)
    if step == 0.0:
        raise ValueError(
            f"{type(method).__name__} converges at no step: an eigenvalue of this game has no "
            "negative real part; take JARE or ConOpt with gamma > 0"
        )
    binding = tuple(
        name
        for name, values in _blocks(game, method, weight).items()
        if max(abs(1.0 + step * value) for value in values) >= rate - 1e-9
    )
    name = type(method).__name__ + (f"({weight:.6g})" if regularised else "()")
    bound = " and ".join(f"{which} the mean" for which in binding)
    text = f"{name} with steps {step:.6g}: rate {rate:.6g} a step ({source}), bound by {bound}."
    if source == "numerical" and weight > 0.99 * MOST:
        text += f" The larger gamma, the faster; it was searched up to {MOST:g}."
    strength = weight if regularised else None
    rates = Rates(step, step)
    return Prescription(None, rates, rate, binding, "simultaneous", strength, source, text)


def _blocks(game: LinearGAN, method: Any, gamma: float) -> dict[str, list[complex]]:
    """Return the eigenvalues by direction: theory of the linear GAN, section 3.1."""
    logistic = game.loss_kind == "logistic"
    slope, curvature = (-0.5, -0.5) if logistic else (-1.0, 0.0)  # g2'(0), g1''(0) + g2''(0)
    name = type(method).__name__
    if name == "JARE" and method.players != "both":
        name = "one-sided"
    variance, shift = game.std**2, math.fsum(v * v for v in game.mean)
    spreads = {"along": variance + shift} | ({"across": variance} if len(game.mean) > 1 else {})
    return {
        which: _core.block_eigenvalues(slope, curvature * spread, name, gamma)
        for which, spread in spreads.items()
    }


def _best(game: LinearGAN, method: Any, gamma: float) -> tuple[float, float]:
    values = [value for pair in _blocks(game, method, gamma).values() for value in pair]
    step, rate = _core.best_step(values)
    return float(step), float(rate)


def _search(game: LinearGAN, method: Any) -> float:
    """Return the gamma of the smallest rate: a grid in its logarithm, refined around the best."""
    low, high = math.log(LEAST), math.log(MOST)
    best = high
    for _ in range(12):
        grid = np.linspace(low, high, 241)
        rates = [_best(game, method, math.exp(place))[1] for place in grid.tolist()]
        k = int(np.argmin(rates))
        best = float(grid[k])
        low, high = float(grid[max(k - 4, 0)]), float(grid[min(k + 4, len(grid) - 1)])
    return math.exp(best)
