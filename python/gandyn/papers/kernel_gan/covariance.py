"""Predicted against actual covariance: ellipses and curves of its eigenvalues."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _style as style
from ..._core import Gaussian, Rates
from ...closures import moments
from ...plot import covariance as draw_ellipses
from ...plot import covariance_eigenvalues as draw_curves
from ..registry import Item, Option
from ..report import Claim, Outcome, near
from ..task import Task
from .clouds import COUNT, VARIANCES, clear_legends, cloud, curves, legend_below, off, play

RIDGES = (1.0, 0.1, 0.01)
SEED = Option(0, "seed of the cloud: that of the source is not given", low=0)
SMM = {(1.0, 1.0): 0.117, 1.0: 0.122, 2.0: 0.037, 5.0: 0.005}
"""How far second moments may be off by bandwidth, or bandwidth and ridge, balanced: theory 10.6.

8.4 % in its draw and 11.7 % in its others at (1, 1), 12.2 % at sigma = 1; 3.7 % where S_0 / sigma^2
is 0.3 of that, and 0.5 % in proportion at 0.04.
"""
GAUSSIAN = {1.0: 0.017, 2.0: 0.006, 5.0: 0.0007}
"""The same of the full Gaussian closure: 1.7 % in its draw, and in proportion."""
UNBALANCED = {"smm": 0.10, "gaussian": 0.015}
"""The same for Delta = 0.2, sigma = 1: 9 to 10 %, and 1 % as one digit says it."""
OTHER_SEED = {"smm": 2.0, "gaussian": 6.0}
"""So much more for other seeds: tails of 20 points decide, and seeds 1 to 3 have up to this."""
TABLE = {
    "smm": ([0.02887, 0.0943], [0.03737, 0.1499]),
    "gaussian": ([0.03045, 0.1096], [0.03738, 0.1499]),
}
"""Final variances, (bandwidth, ridge) = (1, 1) and (5, 0.01)."""


def bound(task: Task, closure: str, sigma: float, ridge: float, mass: float) -> float:
    """Return how far a closure may be off."""
    table = SMM if closure == "smm" else GAUSSIAN
    most = table.get((sigma, ridge), table[sigma])  # type: ignore[call-overload]
    if mass < 1.0 and sigma == 1.0:
        most = UNBALANCED[closure]
    return float(most if task.options.get("seed", 0) == 0 else most * OTHER_SEED[closure])


def ellipses(task: Task) -> Outcome:
    """Draw ellipses at four times for three ridges, balanced and unbalanced."""
    start = cloud((0.0, 0.0), VARIANCES, int(task.options.get("seed", 0)))
    steps = task.pick(900, 2100)
    masses = (1.0, 0.8)
    figure = style.new_figure(11.0, 7.6)
    claims: list[Claim] = []
    data: dict[str, Any] = {}
    for row, mass in enumerate(masses):
        for column, ridge in enumerate(RIDGES):
            run = play(task, start, 1.0, ridge, mass=mass, num_steps=steps)
            ax = figure.add_subplot(2, 3, 3 * row + column + 1)
            times = 0.01 * steps / 3 * np.arange(4)
            draw_ellipses(run, "smm", times, ax)
            ax.set(xlim=(-0.65, 0.65), ylim=(-0.65, 0.65))
            title = rf"$P$ = {mass:g}, $\lambda$ = {ridge:g}"
            ax.set_title(title, loc="left", fontsize=style.LABEL, color=style.INK)
            style.panel_letter(ax, "abcdef"[3 * row + column])
            clear_legends(ax)
            name = f"P = {mass:g}, ridge {ridge:g}"
            claims.append(off(name, run, "smm", bound(task, "smm", 1.0, ridge, mass), _WHY["smm"]))
            found, told = curves(run, "smm")
            data[f"P-{mass:g}-ridge-{ridge:g}"] = {
                "step": run.steps, "nu_0": found[:, 0], "nu_1": found[:, 1],
                "smm_0": told[:, 0], "smm_1": told[:, 1],
            }  # fmt: skip
    legend_below(figure)
    caption = (
        f"Ellipses of 1.5 standard deviations at four times up to {0.01 * steps:g} (source: steps "
        "0, 700, 1400, 2100), particles solid, second moment model dashed. One target at 0, p = 1; "
        f"{COUNT} particles of mass P/{COUNT}; above balanced, below P = 0.8 (Delta = 0.2); "
        "sigma = 1, eta_g = eta_d = 0.01, alternating. The cloud is one normal draw, turned and "
        f"scaled to the variances {VARIANCES} of the published one. The mass P is kept in the "
        "model, where "
        "the reference code has 1."
    )
    return Outcome(figure, claims, caption, data)


_WHY = {
    "smm": "theory's accuracy table: sigma = 1 balanced 8.4 to 12.2 % by ridge and draw, 9 to 10 % "
    "unbalanced; first order in variance / sigma^2. Of seed 0; twice that for other draws of 20",
    "gaussian": "theory's accuracy table: 1.6 to 1.7 % balanced, 1 % unbalanced at sigma = 1, less "
    "for wider kernels. Of seed 0; six times that for other draws of 20, by their tails",
}


def eigenvalue_curves(task: Task) -> Outcome:
    """Draw both variances against time, every bandwidth and ridge, balanced and unbalanced."""
    start = cloud((0.0, 0.0), VARIANCES, int(task.options.get("seed", 0)))
    sigmas, ridges = task.pick(((1.0, 5.0), (1.0, 0.01)), ((1.0, 2.0, 5.0), RIDGES))
    steps = task.pick(700, 2500)
    claims = _closures()
    figures, data = {}, {}
    for mass, kind in ((1.0, "balanced"), (0.8, "unbalanced")):
        figure = style.new_figure(3.5 * len(ridges), 2.5 * len(sigmas))
        panels = figure.subplots(len(sigmas), len(ridges), squeeze=False)
        for sigma, row in zip(sigmas, panels, strict=True):
            for ridge, ax in zip(ridges, row, strict=True):
                run = play(task, start, sigma, ridge, mass=mass, num_steps=steps)
                draw_curves(run, ax=ax)
                title = rf"{kind}, $\sigma$ = {sigma:g}, $\lambda$ = {ridge:g}"
                ax.set_title(title, loc="left", fontsize=style.TICK, color=style.INK)
                if ax is not panels[-1, -1] and ax.get_legend() is not None:
                    ax.get_legend().set_visible(False)
                name = f"{kind}, sigma {sigma:g}, ridge {ridge:g}"
                claims += [
                    off(name, run, closure, bound(task, closure, sigma, ridge, mass), why)
                    for closure, why in _WHY.items()
                ]
                found, told = curves(run, "smm")
                _, memory = curves(run, "gaussian")
                data[f"{kind}-{sigma:g}-{ridge:g}"] = {
                    "step": run.steps, "nu_0": found[:, 0], "nu_1": found[:, 1],
                    "smm_0": told[:, 0], "smm_1": told[:, 1],
                    "gaussian_0": memory[:, 0], "gaussian_1": memory[:, 1],
                }  # fmt: skip
        figures[kind] = figure
    caption = (
        "Variances along the principal axes: particles (pale), second moments (dashed) and the "
        f"full Gaussian closure (dotted). {COUNT} particles, start {VARIANCES}, eta_g = eta_d = "
        f"0.01, {steps} steps, alternating, p = 1; balanced P = 1, unbalanced P = 0.8."
    )
    return Outcome(figures, claims, caption, data)


def _closures() -> list[Claim]:
    """Compare what closures say after 2500 steps with the theory's table."""
    claims = []
    for closure, rows in TABLE.items():
        told = [
            moments(
                Gaussian(sigma), 1.0, [1.0 / COUNT] * COUNT, [0.0, 0.0], np.diag(VARIANCES), ridge,
                Rates(0.01, 0.01), 2500, closure,  # type: ignore[arg-type]
            ).eigenvalues[-1]
            for sigma, ridge in ((1.0, 1.0), (5.0, 0.01))
        ]  # fmt: skip
        claims.append(
            near(
                f"{closure} after 2500 steps, (sigma, ridge) = (1, 1) and (5, 0.01)", rows, told,
                6e-5, "independent computation, four digits; no particles needed",
            )
        )  # fmt: skip
    return claims


ELLIPSES = Item(
    "kernel-gan/covariance-ellipses",
    "Predicted against actual covariance",
    "How a cloud shrinks: ellipses of particles and of the second moment model",
    ellipses,
    (4.0, 5.0),
    {"seed": SEED},
)
CURVES = Item(
    "kernel-gan/covariance-eigenvalues",
    "Evolution of eigenvalues, balanced and unbalanced",
    "Variances along principal axes against time: particles and two closures",
    eigenvalue_curves,
    (4.0, 12.0),
    {"seed": SEED},
)
