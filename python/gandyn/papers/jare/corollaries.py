"""Corollaries 1 and 2: steps to epsilon against zeta squared and tau."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _style as style
from ..._checks import Array
from ..._core import LinearGAN
from ...methods import SimGD
from ...phases import stability
from ...prescription import prescribe
from ..registry import Item
from ..report import Claim, Outcome, at_least, near
from ..task import Task
from .spectra import exponents

COMPLEX = (0.35, 0.45, 0.55, 0.7, 0.9, 1.1)  # s < sqrt 2: the pair is complex
REAL = (1.6, 1.9, 2.3, 2.8, 3.4)
START, END = 1e-4, 1e-60  # a long way, on which steps of transient do not count
WORDS: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}


def make(task: Task) -> Outcome:
    """Play SimGD with its best step for several s, and count."""
    figure = style.new_figure(10.0, 3.9)
    panels = figure.subplots(1, 2)
    claims: list[Claim] = []
    data: dict[str, Any] = {}
    cases = (("zeta", COMPLEX, "complex"), ("tau", REAL, "real"))
    for ax, (symbol, stds, kind), letter in zip(panels, cases, "ab", strict=True):
        factors, counts, bounds, told = _count(task, stds, symbol)
        x = factors**2 if symbol == "zeta" else factors
        ax.loglog(x, bounds, color=style.LINES[0], linewidth=1.3, label="bound of the corollary")
        ax.loglog(x, counts, "o", color=style.LINES[1], markersize=5, label="SimGD, best step")
        style.dress(
            ax, r"$\zeta^2$" if symbol == "zeta" else r"$\tau$", r"steps to $10^{-56}$ of the start"
        )
        ax.set_title(f"{kind} eigenvalues", loc="left", fontsize=style.LABEL, color=style.INK)
        ax.legend(**WORDS)
        style.panel_letter(ax, letter)
        number = 1 if symbol == "zeta" else 2
        large = slice(None, 3) if number == 1 else slice(-3, None)
        slope = float(np.polyfit(np.log(x[large]), np.log(counts[large]), 1)[0])
        claims += [
            near(
                f"Corollary {number}: steps over those of the best factor a step", 1.0,
                counts / told, 0.01,
                ("zeta / sqrt(1 + zeta^2)" if number == 1 else "(tau - 1) / (tau + 1)")
                + " is exact; 1 % for the transient, of 2 to 19 steps in 276 and more",
            ),
            at_least(
                f"Corollary {number}: steps over the bound", counts / bounds, 1.0,
                "a lower bound with the run's own constant, without allowance"
                if number == 1 else "1 - 2/tau is the slow mode's factor at the limit step",
            ),
            near(
                f"Corollary {number}: steps grow like {'zeta^2' if number == 1 else 'tau'}: slope "
                "of the logarithms where it is large", 1.0, slope, 0.02,
                "Omega(.) of the corollary; terms of order 1/zeta^2 and 1/tau remain",
            ),
        ]  # fmt: skip
        data[kind] = {"s": stds, symbol: factors, "steps": counts, "bound": bounds}
    caption = (
        f"Steps of SimGD from |w| = {START:g} to {END:g} on the linear GAN, v = 0, n = 2, so that "
        "all blocks are alike; the step is the best one of `prescribe`. a: s = 0.35 to 1.1, "
        "complex eigenvalues; b: s = 1.6 to 3.4, real ones. Lines: 2 log(C/eps) / log(1 + "
        "1/zeta^2) and log(eps/C) / log(1 - 2/tau) with C = |w_0|."
    )
    return Outcome(figure, claims, caption, data)


def _count(task: Task, stds: tuple[float, ...], symbol: str) -> tuple[Array, Array, Array, Array]:
    """Return factors, steps, bounds, and steps of the best factor a step."""
    rows = []
    ratio = np.log(START / END)
    for s in stds:
        game = LinearGAN([0.0, 0.0], s)
        says = stability(exponents(game, SimGD()))
        zeta, tau = float(says.phase_factor), float(says.conditioning_factor)
        best = prescribe(game, SimGD())
        start = START * np.array([0.5, 0.5, 0.5, 0.5])
        run = task.play(
            game, SimGD(), rates=best.rates, num_steps=4 * int(ratio / -np.log(best.rate)) + 40,
            initial=start,
        )  # fmt: skip
        sizes = run.distances
        # the last step above, so that a swing that dips below early does not count
        count = float(np.flatnonzero(sizes >= END)[-1] + 1)
        if symbol == "zeta":
            bound, factor = 2.0 * ratio / np.log1p(1.0 / zeta**2), zeta / np.hypot(1.0, zeta)
        else:
            bound, factor = -ratio / np.log1p(-2.0 / tau), (tau - 1.0) / (tau + 1.0)
        rows.append((zeta if symbol == "zeta" else tau, count, bound, -ratio / np.log(factor)))
    factors, counts, bounds, told = np.array(rows).T
    return factors, counts, bounds, told


ITEM = Item(
    "jare/corollaries",
    "Corollaries 1 and 2",
    "Steps to epsilon against the phase factor squared and the conditioning factor",
    make,
    (1.5, 1.5),
    {},
)
