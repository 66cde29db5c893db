"""Proposition 1: bounds on the variance of a cloud, and that they hold."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _style as style
from ..._core import Gaussian, Rates
from ...closures import moments
from ...laws import variance_bound
from ..registry import Item
from ..report import Outcome, at_most, near
from ..task import Task

SIGMA, RIDGE, MASS, VARIANCE = 1.0, 0.01, 0.1, 1.0
EPSILONS = (0.5, 0.1, 0.05, 0.01)
COUNT = 10


def make(task: Task) -> Outcome:
    """Draw the four bounds, their lower envelope and the second moment model."""
    step = task.pick(0.01, 1e-3)
    steps = round(100 / step)
    weights, rates = [MASS] * COUNT, Rates(step, step)
    centred, offset = (
        moments(Gaussian(SIGMA), 1.0, weights, [mean], [[VARIANCE]], RIDGE, rates, steps)
        for mean in (0.0, 1.0)
    )
    every = max(1, steps // 1000)
    times = centred.times[::every]
    variance = centred.covariance[::every, 0, 0]
    bounds = [
        variance_bound(times, VARIANCE, SIGMA, RIDGE, MASS, epsilon=epsilon) for epsilon in EPSILONS
    ]
    lowest = variance_bound(times, VARIANCE, SIGMA, RIDGE, MASS)
    sharp = variance_bound(times, VARIANCE, SIGMA, RIDGE, MASS, sharp=True)
    figure = style.new_figure(10.4, 3.8)
    left, right = figure.subplots(1, 2)
    for epsilon, bound, hue in zip(EPSILONS, bounds, style.LINES, strict=False):
        left.semilogy(times, bound, color=hue, linewidth=1.1, label=rf"$\epsilon$ = {epsilon:g}")
    left.semilogy(times, lowest, color=style.INK, linewidth=1.6, label="lowest bound")
    left.semilogy(times, sharp, color=style.INK, linewidth=1.0, linestyle=style.DASHES[1],
                  label="sharper")  # fmt: skip
    left.semilogy(times, variance, color=style.PALE, linewidth=2.4, label="second moments")
    left.set_ylim(2e-4, 1.5)
    style.dress(left, "time  $t$", r"variance  $\nu$")
    words: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}
    left.legend(ncols=2, **words)
    style.panel_letter(left, "a")
    right.semilogy(times, variance, color=style.LINES[0], linewidth=1.4, label="mean 0")
    moved = offset.covariance[::every, 0, 0]
    right.semilogy(times, moved, color=style.LINES[1], linewidth=1.4, label="mean 1 at the start")
    right.semilogy(times, np.abs(offset.mean[::every, 0]), color=style.LINES[1], linewidth=0.6,
                   alpha=0.6, label="its mean")  # fmt: skip
    right.set_ylim(2e-4, 1.5)
    style.dress(right, "time  $t$", r"variance  $\nu$, mean $|e|$")
    right.legend(**words)
    style.panel_letter(right, "b")
    over, drawn = _cases(task)
    each = np.min(bounds, axis=0)
    claims = [
        at_most(
            "log of the variance over the lowest bound", np.log(variance / lowest), 0.0,
            "Proposition 1, for the flow; the steps are small",
        ),
        at_most(
            "log of the lowest bound over each of the four", np.log(lowest / each), 1e-9,
            "it is the least over all epsilon",
        ),
        at_most("log of the sharper bound over it", np.log(sharp / lowest), 1e-9, "a larger G"),
        at_most(
            f"the largest log of variance over bound among {drawn} random settings", over, 0.0,
            "no violation in 1200 cases in the theory; masses, Delta, ridge, bandwidth at random",
        ),
        near(
            "exponents at the start agree with the formula: epsilon = 0.5, t = 1",
            np.exp(-2 * MASS * 1.5 * 0.5 * 0.25), bounds[0][np.argmin(np.abs(times - 1.0))], 1e-9,
            "nu_0 exp(-2 q (Delta + 1.5 epsilon) t^2 / 4)",
        ),
    ]  # fmt: skip
    caption = (
        f"a: bounds of Proposition 1 for four epsilon, their lower envelope, the same with the "
        f"integral in place of its bound G, and the variance of the second moment model. b: the "
        f"model with mean 0 and with mean 1 at the start. sigma = {SIGMA:g}, ridge = {RIDGE}, q = "
        f"{MASS}, Delta = 0, nu_0 = {VARIANCE:g}, d = 1, dt = {step:g}. The reference code's curve "
        "integrates nu' = -q c nu, without the factor 2 of the model; here it has it."
    )
    names = [f"epsilon_{epsilon:g}" for epsilon in EPSILONS]
    table = {"time": times, "variance": variance, "lowest": lowest, "sharp": sharp}
    return Outcome(
        figure, claims, caption, {"bounds": table | dict(zip(names, bounds, strict=True))}
    )


def _cases(task: Task) -> tuple[float, int]:
    """Return the largest log(variance / bound) of random settings, and how many they are."""
    count, random = task.pick(60, 400), np.random.default_rng(1)
    worst = -np.inf
    for _ in range(count):
        particles = int(random.integers(2, 12))
        mass, delta = random.uniform(0.2, 1.0), random.uniform(0.0, 0.5)
        sigma, ridge, variance = np.exp(
            random.uniform(np.log([0.5, 0.01, 0.05]), np.log([2, 2, 1]))
        )
        q = mass / particles
        run = moments(
            Gaussian(sigma), mass + delta, [q] * particles, [0.0], [[variance]], ridge,
            Rates(0.005, 0.005), 4000,
        )  # fmt: skip
        bound = variance_bound(run.times, variance, sigma, ridge, q, delta=delta, mass=mass)
        worst = max(worst, float(np.log(run.covariance[:, 0, 0] / bound)[1:].max()))
    return worst, count


ITEM = Item(
    "kernel-gan/proposition-1",
    "Proposition 1",
    "Bounds on the variance of a balanced cloud, their lower envelope, and the model below them",
    make,
    (1.5, 3.0),
    {},
)
