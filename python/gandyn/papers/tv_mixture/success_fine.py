"""Figure 2, finely: which starts of the means succeed for one start of the intervals."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _style as style
from ..._core import Rates, Status
from ...methods import BestResponse, KStep, SimGD, Unrolled
from ...plot import success
from ...vector_games import MixtureGAN
from ..registry import Item
from ..report import Outcome, at_least, at_most, same
from ..task import Task
from .setting import ORDERING, RATE, STEPS, TRUE, distance, grid, states

ENDS = (-1.5, -0.4, 0.2, 1.6)
TOLERANCE = 0.1
OPTIONS = {"rate": RATE, "ordering": ORDERING}


def make(task: Task) -> Outcome:
    """Play every cell once by four methods, each in one call."""
    from matplotlib.colors import LogNorm

    game = MixtureGAN(TRUE, task.options["ordering"])
    rate = task.options["rate"]
    cells, coarse = task.pick((20, 20), (100, 50))
    plans: list[tuple[str, Any, int, int]] = [
        ("first order", SimGD(), cells, STEPS),
        ("5-step", KStep(5), cells, STEPS),
        ("unrolled 5", Unrolled(5), cells, 1500),
        ("optimal", BestResponse(), coarse, task.pick(300, 500)),
    ]
    figure = style.new_figure(9.4, 8.2)
    tables, share, ended = {}, {}, 0
    for k, (name, method, side, steps) in enumerate(plans):
        start = grid(side)
        initial = states(start, np.tile(ENDS, (len(start), 1)))
        played = task.batch(game, method, rates=Rates(rate, rate), num_steps=steps, initial=initial)
        away = distance(game, played.final)
        off = start[:, 0] < start[:, 1]
        share[name] = float((away[off] < TOLERANCE).mean())
        ended += played.count(Status.diverged)
        ax = figure.add_subplot(2, 2, k + 1)
        success(
            game, played, start, ax=ax, show="distance", num_cells=side, linewidth=0.0,
            edgecolors="none", rasterized=True, norm=LogNorm(1e-3, 1.0, clip=True),
            colorbar=k % 2 == 1,
        )  # fmt: skip
        style.note(ax, f"{name}: {100.0 * share[name]:.3g} % succeed off the diagonal")
        style.panel_letter(ax, "abcd"[k])
        tables[name.replace(" ", "-")] = {
            "mu_1_start": start[:, 0],
            "mu_2_start": start[:, 1],
            "mu_1_end": played.final[:, 0],
            "mu_2_end": played.final[:, 1],
            "distance": away,
        }
        if name == "first order":
            diagonal = distance(game, played.final[~off])
            edge = start[:, 1] - start[:, 0] > 1.0
            middle = float((away[edge] < TOLERANCE).mean())
    claims = [
        same("runs that diverge", 0, ended, "the gradients are bounded"),
        at_least("a: least distance from the truth of a start on the diagonal", diagonal,
                 0.5 - TOLERANCE, "equal means never separate: the distance is 1/2 or more"),
        at_least("a: share of starts more than 1 apart that succeed, above that of all",
                 middle - share["first order"], 0.0,
                 "first-order dynamics fail by merging the means, and the diagonal is nearest"),
        at_most("first order succeeds less often than unrolled", share["first order"],
                share["unrolled 5"], "the paper: unrolled lies in between"),
        at_most("and unrolled not more often than optimal", share["unrolled 5"], share["optimal"],
                "Theorem 3.1: the optimal one succeeds off the diagonal"),
        at_least("d: off-diagonal share of the optimal one", share["optimal"], 1.0, "Theorem 3.1"),
    ]  # fmt: skip
    caption = (
        f"How far the generator ends from the truth, over the start of its means: one run a cell, "
        f"{cells} x {cells} values of each (d: {coarse} x {coarse}), all with intervals [{ENDS[0]},"
        f" {ENDS[1]}] and [{ENDS[2]}, {ENDS[3]}] at the start, mu* = {TRUE}, eta_g = eta_d = {rate}"
        f", ends {task.options['ordering']}; {plans[0][3]} steps (a, b), {plans[2][3]} (c), "
        f"{plans[3][3]} (d). Success: max |mu_j - mu*_j| < {TOLERANCE}. The paper draws the "
        "intervals anew for every run; with one draw for all, the basins appear."
    )
    return Outcome(figure, claims, caption, tables)


ITEM = Item(
    "tv-mixture/success-fine",
    "Figure 2, finely",
    "The basins of success of four dynamics for one start of the discriminator",
    make,
    (8.0, 60.0),
    OPTIONS,
)
