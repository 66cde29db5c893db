"""Variances of clouds under kernels of several bandwidths, and of clouds that are drawn anew."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _style as style
from ..._core import Gaussian, GaussianMixture, Rates
from ..._kernel import Kernel
from ...laws import curvature_gain
from ...methods import AltGD
from ...plot import covariance_eigenvalues as draw_curves
from ...trajectory import Trajectory
from ..registry import Item, Option
from ..report import Claim, Outcome, at_most, near
from ..task import Task
from .clouds import COUNT, VARIANCES, cloud, curves, error, off, one_target, play
from .covariance import _WHY, RIDGES, SEED, bound

SETS = ((1.0,), (2.0,), (5.0,), (1.0, 2.0), (1.0, 10.0))
SHAPES = {(1.0, 2.0): 0.53125, (1.0, 10.0): 0.50005}
"""gamma2 = mean of 1 / sigma^4, of the reference code."""
SIGMAS = (0.5, 1.0, 2.0)
RATES = Rates(0.01, 0.01)


def multiscale(task: Task) -> Outcome:
    """Draw both variances against time for five sets of bandwidths, every ridge."""
    start = cloud((0.0, 0.0), VARIANCES, int(task.options.get("seed", 0)))
    sets, ridges = task.pick((SETS[::3], (0.1,)), (SETS, RIDGES))
    steps = task.pick(700, 2500)
    figure = style.new_figure(3.1 * len(sets), 2.5 * len(ridges))
    panels = figure.subplots(len(ridges), len(sets), squeeze=False)
    claims: list[Claim] = []
    data = {}
    for ridge, row in zip(ridges, panels, strict=True):
        for widths, ax in zip(sets, row, strict=True):
            run = play(task, start, _kernel(widths), ridge, num_steps=steps)
            name = ", ".join(f"{width:g}" for width in widths)
            _panel(ax, run, rf"$\sigma$ = {name}, $\lambda$ = {ridge:g}")
            # Two bandwidths bend f as much as the smaller, with half of its weight: less is told
            claims += [
                off(f"sigma {name}, ridge {ridge:g}", run, closure,
                    bound(task, closure, min(widths), ridge, 1.0), why)
                for closure, why in _WHY.items()
            ]  # fmt: skip
            data[f"{name.replace(', ', '-')}-{ridge:g}"] = _columns(run)
    _one_legend(panels)
    claims.append(
        near(
            "gamma2 of bandwidths 1, 2 and of 1, 10 in equal shares", list(SHAPES.values()),
            [curvature_gain(_kernel(widths), 1.0, 2) / 2.0 for widths in SHAPES], 1e-12,
            "mean of 1 / sigma^4; .53125 and .50005 in the reference code",
        )
    )  # fmt: skip
    caption = (
        "Variances along the principal axes under kernels of one and two bandwidths in equal "
        "shares: particles (pale), second moments (dashed), full Gaussian closure (dotted). "
        f"{COUNT} particles of mass 1/{COUNT}, one target, start {VARIANCES}, eta_g = eta_d = "
        f"0.01, {steps} steps, alternating."
    )
    return Outcome(figure, claims, caption, data)


def resampled(task: Task) -> Outcome:
    """Draw the same when the cloud is a normal distribution, drawn anew after every step."""
    seed = int(task.options.get("seed", 0))
    start = cloud((0.0, 0.0), VARIANCES, seed)
    sigmas, ridges = task.pick(((1.0,), (0.1,)), (SIGMAS, RIDGES))
    steps = task.pick(900, 2500)
    figure = style.new_figure(3.5 * len(ridges) + 3.6, max(2.5 * len(sigmas), 3.4))
    grid = figure.add_gridspec(len(sigmas), len(ridges) + 1)
    panels = np.array(
        [[figure.add_subplot(grid[i, j]) for j in range(len(ridges))] for i in range(len(sigmas))]
    )
    claims: list[Claim] = []
    data = {}
    for sigma, row in zip(sigmas, panels, strict=True):
        for ridge, ax in zip(ridges, row, strict=True):
            run = _resample(task, sigma, ridge, steps, start, "exact", 0.0)
            _panel(ax, run, rf"$\sigma$ = {sigma:g}, $\lambda$ = {ridge:g}")
            name = f"sigma {sigma:g}, ridge {ridge:g}"
            if sigma >= 1.0:
                most = bound(Task(), "gaussian", sigma, ridge, 1.0)
                claims.append(off(f"{name}, drawn anew", run, "gaussian", most, _WHY_DRAWN))
            data[f"sigma-{sigma:g}-ridge-{ridge:g}"] = _columns(run)
    _one_legend(panels)
    kept = play(task, start, 1.0, ridges[-1], num_steps=steps)
    drawn = _resample(task, 1.0, ridges[-1], steps, start, "exact", 0.0)
    jitter = float(task.options.get("jitter", 1e-5))
    plain = _resample(task, 1.0, ridges[-1], steps, start, "plain", jitter)
    floor = (COUNT - 1) * jitter
    ax = figure.add_subplot(grid[:, -1])
    for run, hue, name in ((kept, style.INK, "particles kept"), (drawn, style.LINES[0], "exact"),
                           (plain, style.LINES[1], f"plain, + {jitter:g}")):  # fmt: skip
        total = curves(run, "smm")[0].mean(axis=1)
        ax.semilogy(
            run.times,
            np.maximum(total, 1e-12),
            color=hue,
            linewidth=1.2,
            label=name,
            linestyle=style.DASHES[run is drawn],
        )
    ax.axhline(floor, color=style.PALE, linewidth=0.9, linestyle=style.DASHES[1],
               label=f"{COUNT - 1} x {jitter:g}")  # fmt: skip
    style.dress(ax, "time  $t$", "mean variance")
    title = rf"$\sigma$ = 1, $\lambda$ = {ridges[-1]:g}"
    ax.set_title(title, loc="left", fontsize=style.TICK, color=style.INK)
    ax.legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK)
    late = curves(plain, "smm")[0][len(plain.steps) // 3 :].mean()
    claims += [
        at_most(
            "error of the full Gaussian closure, drawn anew over kept", error(drawn, "gaussian")
            / error(kept, "gaussian"), 1.0, "a cloud that is kept grows tails, a drawn one does not"
        ),
        near(
            "independent draws: log of the mean variance late, over 19 jitters", 0.0,
            np.log(late / floor) if jitter else 0.0, 0.7,
            "E S' = (1 - 1/N)(S + jitter I) without a discriminator: chance alone shrinks the "
            "cloud in N steps, long before the game does; a factor of 2 for one draw's noise",
        ),
    ]  # fmt: skip
    caption = (
        "Left: variances of a cloud drawn anew after every step from a normal distribution with "
        "the moments that the step gave; draws are turned and scaled to have exactly these, so "
        "that the game alone changes them. Pale: the cloud, dashed: second moments, dotted: full "
        f"Gaussian closure. {COUNT} points, start {VARIANCES}, eta_g = eta_d = 0.01, {steps} "
        "steps, alternating. Right: the particles kept; drawn exactly; and drawn independently "
        f"with {jitter:g} I added to the covariance, as the source is described: whether it draws "
        "so, of how many points and with which divisor is not said."
    )
    return Outcome(figure, claims, caption, data)


_WHY_DRAWN = (
    "theory's 1.7 % of the full Gaussian closure with particles that are kept, less for wider "
    "kernels; drawn anew, the cloud is normal as the closure has it"
)


def _kernel(widths: tuple[float, ...]) -> Kernel:
    return Gaussian(widths[0]) if len(widths) == 1 else GaussianMixture(list(widths))


def _panel(ax: Any, run: Trajectory, title: str) -> None:
    draw_curves(run, ax=ax)
    ax.set_title(title, loc="left", fontsize=style.TICK, color=style.INK)


def _one_legend(panels: Any) -> None:
    for ax in panels.ravel()[:-1]:
        if ax.get_legend() is not None:
            ax.get_legend().set_visible(False)


def _columns(run: Trajectory) -> dict[str, Any]:
    found, told = curves(run, "smm")
    _, memory = curves(run, "gaussian")
    return {
        "step": run.steps, "nu_0": found[:, 0], "nu_1": found[:, 1],
        "smm_0": told[:, 0], "smm_1": told[:, 1],
        "gaussian_0": memory[:, 0], "gaussian_1": memory[:, 1],
    }  # fmt: skip


def _resample(
    task: Task, sigma: float, ridge: float, steps: int, start: Any, draws: Any, jitter: float
) -> Trajectory:
    return task.resample(
        one_target(sigma, ridge, 1.0, COUNT), AltGD(), rates=RATES, num_steps=steps, initial=start,
        draws=draws, jitter=jitter, save_every=10,
    )  # fmt: skip


MULTISCALE = Item(
    "kernel-gan/variance-multiscale",
    "Variance, multi-scale",
    "How a cloud shrinks under kernels of one and two bandwidths: particles and two closures",
    multiscale,
    (3.0, 12.0),
    {"seed": SEED},
)
RESAMPLED = Item(
    "kernel-gan/variance-resampled",
    "Variance, resampled",
    "The same for a normal distribution that is drawn anew after every step",
    resampled,
    (6.0, 55.0),
    {"seed": SEED, "jitter": Option(1e-5, "added to the covariance of independent draws", low=0.0)},
)
