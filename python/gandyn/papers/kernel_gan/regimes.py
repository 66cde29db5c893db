"""Converge, oscillate, diverge: three places of the map, their runs, and their rates."""

from __future__ import annotations

import numpy as np

from ... import _style as style
from ..._checks import Array
from ..._core import Gaussian, Rates
from ...games import KernelGAN
from ...isolated import isolated_point
from ...methods import AltGD, SimGD
from ..registry import Item
from ..report import Claim, Outcome, near, same
from ..task import Task

STEP = 0.1
MASSES = (0.4, 0.4)
PLACES = (
    ("converges", "simultaneous", 0.5, 2.5, 140),
    ("oscillates and converges", "simultaneous", 0.5, 0.8, 400),
    ("oscillates and diverges", "simultaneous", 0.05, 5.65, 48),
    ("oscillates and converges", "alternating", 0.05, 5.65, 48),
)
"""Phase in words, order, bandwidth, ridge, steps."""
START = 1e-9


def make(task: Task) -> Outcome:
    """Play the four, and fit the multipliers of mean and difference."""
    figure = style.new_figure(10.4, 6.4)
    claims: list[Claim] = []
    data: dict[str, dict[str, Array]] = {}
    for k, (words, order, sigma, ridge, steps) in enumerate(PLACES):
        rates, kernel = Rates(STEP, STEP), Gaussian(sigma)
        game = KernelGAN(
            [[0.0]], target_weights=[1.0], particle_weights=list(MASSES), kernel=kernel, ridge=ridge
        )
        method = SimGD() if order == "simultaneous" else AltGD()
        start = START * np.array([[1.0], [0.4]])
        run = task.simulate(game, method, rates=rates, num_steps=steps, initial=start)
        point = isolated_point(1.0, MASSES, kernel, ridge, rates, order)  # type: ignore[arg-type]
        mean, half = run.particles[:, :, 0].mean(axis=1), np.diff(run.particles[:, :, 0])[:, 0]
        # f begins at 0 and becomes that of the equilibrium like rho_a^n: fit what comes after
        after = min(steps - 8, int(np.ceil(np.log(1e-8) / np.log(abs(point.rho_a)))))
        pair, relative = _pair(mean[after:]), float(half[after + 1] / half[after])
        name = f"{'abcd'[k]} ({words}, {order})"
        claims += [
            same(f"{name}: phase", words, _words(str(point.phase)), "spectrum in closed form"),
            near(
                f"{name}: the pair of the mean", point.rho_c, pair, 1e-6,
                "roots of the characteristic polynomial; the fit is of a run of size 1e-9, whose "
                "square is neglected",
            ),
            near(
                f"{name}: the relative mode", float(np.real(point.rho_b)), relative, 1e-5,
                "rho_b = 1 - eta_g q gamma Delta / ridge",
            ),
        ]  # fmt: skip
        ax = figure.add_subplot(2, 2, k + 1)
        _draw(ax, run.steps, mean, half, float(np.abs(point.rho_c).max()), float(point.rho_b))
        title = rf"{order}, {words}: $\sigma$ = {sigma:g}, $\lambda$ = {ridge:g}"
        ax.set_title(title, loc="left", fontsize=style.LABEL, color=style.INK)
        style.panel_letter(ax, "abcd"[k])
        data[f"{'abcd'[k]}"] = {"step": run.steps, "mean": mean, "difference": half}
    caption = (
        f"Mean and difference of two particles of mass 0.4 at a target of mass 1 (Delta = 0.2), "
        f"eta_g = eta_d = {STEP}, Gaussian kernel, d = 1, from f = 0 and y = (1, 0.4) 1e-9; broken "
        "lines: predicted rate |rho_c| of the mean and rho_b of the difference. c and d differ in "
        "the order of moves alone: the simultaneous one diverges where the alternating one "
        "converges. The source's examples have no published numbers; these lie in each region of "
        "the map."
    )
    return Outcome(figure, claims, caption, data)


def _words(phase: str) -> str:
    """Return a phase with the oscillation first, as `PhaseDiagram.CLASSES` has it."""
    parts = phase.split(" and ")
    return " and ".join(sorted(parts, key=lambda part: part != "oscillates"))


def _pair(mean: Array) -> Array:
    """Return the two multipliers of a series m_(n+1) = s m_n - t m_(n-1), + imaginary first."""
    scale = np.abs(mean[1:-1]) + np.abs(mean[:-2])  # every step counts alike
    past = np.column_stack([mean[1:-1], -mean[:-2]]) / scale[:, None]
    (s, t), *_ = np.linalg.lstsq(past, mean[2:] / scale, rcond=None)
    roots = np.roots([1.0, -s, t]).astype(complex)
    return np.asarray(roots[np.lexsort((-roots.imag, -roots.real))])


def _draw(ax, steps, mean, half, pair: float, relative: float) -> None:  # type: ignore[no-untyped-def]
    sizes = ((mean, pair, style.LINES[0], "mean"), (half, relative, style.LINES[1], "difference"))
    floor = 1e-300
    for values, rate, hue, name in sizes:
        size = np.maximum(np.abs(values), floor)
        ax.semilogy(steps, size, color=hue, linewidth=1.2, label=name)
        middle = len(steps) // 2
        around = slice(max(0, middle - 12), middle + 12)
        best = around.start + int(np.argmax(size[around] / abs(rate) ** steps[around]))
        ax.semilogy(
            steps, size[best] * abs(rate) ** (steps - float(steps[best])), color=hue,
            linestyle=style.DASHES[1], linewidth=0.9, label=f"predicted, {abs(rate):.4g} a step",
        )  # fmt: skip
    low = max(1e-40, 1e-14 * START)
    ax.set_ylim(low, 30.0 * float(max(np.abs(mean).max(), np.abs(half).max())))
    style.dress(ax, "step", "distance")
    ax.legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK, ncols=2)


ITEM = Item(
    "kernel-gan/regimes",
    "Examples of the map's regions",
    "Converge, oscillate, diverge: measured against predicted rates, and what the order changes",
    make,
    (1.5, 1.5),
    {},
)
