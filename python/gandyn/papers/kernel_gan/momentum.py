"""Beyond linear theory: the momentum law of balanced clouds, and of one particle."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _style as style
from ..._checks import Array
from ..._core import Gaussian, Rates
from ...closures import moments
from ...games import KernelGAN
from ...laws import curvature_gain, envelope, half_life, sech_squared
from ...methods import AltGD
from ..registry import Item
from ..report import Outcome, near
from ..task import Task

COUNT, VARIANCE, STEP = 20, 0.02, 0.05
SIGMAS = (0.75, 1.0, 1.5)


def make(task: Task) -> Outcome:
    """Play circles of particles without ridge, and one particle with a small one."""
    figure = style.new_figure(10.4, 3.8)
    left, right = figure.subplots(1, 2)
    halves, laws, data = [], [], {}
    for sigma, hue in zip(SIGMAS, style.LINES, strict=False):
        times, found = _cloud(task, sigma)
        gain = curvature_gain(Gaussian(sigma), 1.0, 2)
        law = sech_squared(times, VARIANCE, 1.0, 1.0 / COUNT, gain)
        halves.append(float(times[np.argmax(found <= 0.5 * VARIANCE)]) / STEP)
        laws.append(half_life(VARIANCE, 1.0, 1.0 / COUNT, gain) / STEP)
        left.plot(times, found, color=hue, linewidth=3.2, alpha=0.35)
        left.plot(times, law, color=hue, linewidth=1.2, linestyle=style.DASHES[1],
                  label=rf"$\sigma$ = {sigma:g}")  # fmt: skip
        data[f"cloud-{sigma:g}"] = {"time": times, "variance": found, "law": law}
    style.dress(left, r"time  $\tau = \eta_d k$", "variance of each coordinate")
    words: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}
    left.legend(**words)
    style.note(left, r"$\lambda$ = 0: particles (solid), $\mathrm{sech}^2$ law (dashed)")
    style.panel_letter(left, "a")
    swing, columns = _swing(task, right)
    data["one-particle"] = columns
    right.legend(**words)
    style.panel_letter(right, "b")
    tail = _tail(task)
    claims = [
        near(
            "steps until half of the variance is left, sigma = 1", 401, halves[1], 0.5,
            "independent simulation: 401 steps",
        ),
        near(
            "the law's own number of steps", 394.2, laws[1], 0.05,
            "0.8814 / sqrt(mu q kappa2 nu_0), kappa2 = 2 P / sigma^4 in two dimensions",
        ),
        near(
            "half-lives over the law's, every bandwidth", np.ones(3), np.array(halves) / laws,
            0.05, "the law neglects nu_0 / sigma^2: 0.02 to 0.036, twice",
        ),
        near(
            "half-life grows like sigma^2: 1.5 against 0.75", 4.0, halves[2] / halves[0], 0.2,
            "as above; linear theory predicts no decay at all",
        ),
        *swing,
        near(
            "with ridge 1 the variance falls at last like ridge / (2 mu q kappa2 tau)", 1.0, tail,
            0.02, "second moment model at tau = 900; 0.7 % in the theory",
        ),
    ]  # fmt: skip
    caption = (
        f"a: {COUNT} particles of mass 1/{COUNT} on a circle of variance {VARIANCE} a coordinate "
        f"around a target of mass 1 (balanced), no ridge, eta_d = eta_g = {STEP}, alternating. b: "
        "one particle, p = q = 1, sigma = 1, ridge 0.01, eta_d = eta_g = 0.01, from 0.3: |y|, the "
        "second moment model, the envelope A' = -(ridge + mu q c) A / 2, and linear theory."
    )
    return Outcome(figure, claims, caption, data)


def _cloud(task: Task, sigma: float) -> tuple[Array, Array]:
    """Return times and variance a coordinate of a circle of particles."""
    angle = 2.0 * np.pi * np.arange(COUNT) / COUNT
    start = np.sqrt(2.0 * VARIANCE) * np.column_stack([np.cos(angle), np.sin(angle)])
    game = KernelGAN([[0.0, 0.0]], kernel=Gaussian(sigma), ridge=0.0)
    steps = round(520 * sigma**2) if sigma < 1.2 else 960
    run = task.simulate(
        game, AltGD(), rates=Rates(STEP, STEP), num_steps=steps, initial=start
    )  # fmt: skip
    return run.times, (run.particles**2).sum(axis=2).mean(axis=1) / 2.0


def _swing(task: Task, ax):  # type: ignore[no-untyped-def]
    """Play one particle with a small ridge, draw, and return claims and the columns drawn."""
    kernel, ridge, rates, steps = Gaussian(1.0), 0.01, Rates(0.01, 0.01), 6000
    game = KernelGAN([[0.0]], kernel=kernel, ridge=ridge)
    run = task.simulate(game, AltGD(), rates=rates, num_steps=steps, initial=[[0.3]])
    size = np.abs(run.particles[:, 0, 0])
    model = moments(kernel, 1.0, [1.0], [0.3], [[0.0]], ridge, rates, steps)
    swing, _ = envelope(run.times, 0.3, ridge, 1.0, kernel)
    linear = 0.3 * np.exp(-0.5 * ridge * run.times)
    exact, second, law = (
        int(np.flatnonzero(values >= 0.03)[-1]) + 1
        for values in (size, np.abs(model.mean[:, 0]), swing)
    )
    ax.semilogy(run.times, size, color=style.LINES[0], linewidth=0.8, label="particle")
    ax.semilogy(run.times, np.abs(model.mean[:, 0]), color=style.LINES[2], linewidth=0.8,
                linestyle=style.DASHES[1], label="second moments")  # fmt: skip
    ax.semilogy(run.times, swing, color=style.LINES[1], linewidth=1.4, label="envelope")
    ax.semilogy(run.times, linear, color=style.PALE, linewidth=1.2, linestyle=style.DASHES[2],
                label="linear theory")  # fmt: skip
    ax.set_ylim(1e-4, 0.6)
    style.dress(ax, r"time  $\tau = \eta_d k$", "distance  $|y|$")
    why = "independent computation: exact 1634, second moments 1620, envelope 1688, linear 46052"
    claims = [
        near("one particle: steps until |y| stays below 0.03", 1634, exact, 1, why),
        near("the same by second moments", 1620, second, 1, why),
        near(
            "the same by the envelope",
            1688,
            law,
            3,
            f"{why}; the equations solved to 1e-11 give 1689.1",
        ),
    ]
    thin = slice(None, None, 5)
    columns = {
        "time": run.times[thin], "distance": size[thin], "smm": np.abs(model.mean[thin, 0]),
        "envelope": swing[thin],
    }  # fmt: skip
    return claims, columns


def _tail(task: Task) -> float:
    """Return the variance at tau = 900 with ridge 1 over the algebraic law."""
    q, ridge, step = 0.05, 1.0, 0.02
    model = moments(
        Gaussian(1.0), 1.0, [q] * COUNT, [0.0, 0.0], 0.5 * np.eye(2), ridge, Rates(step, step),
        round(900 / step),
    )  # fmt: skip
    gain = curvature_gain(Gaussian(1.0), 1.0, 2)
    return float(model.covariance[-1, 0, 0] * 2.0 * q * gain * 900.0 / ridge)


ITEM = Item(
    "kernel-gan/momentum-law",
    "Momentum: decay stronger than linearised analysis predicts",
    "Balanced clouds decay like sech squared, one particle like its envelope",
    make,
    (2.0, 2.5),
    {},
)
