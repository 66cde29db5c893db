"""Theorem 3.1: the optimal dynamics converge, to an error floor in proportion to the step.

d_TV has a kink at the truth: a constant step eta ends in a cycle of two points, across the kink in
the direction (1, 1), where its slope g is greatest. Their distance is eta g, so that the error is
eta g / 2 on average.
"""

from __future__ import annotations

import numpy as np

from ... import _style as style
from ..._core import Rates
from ...methods import BestResponse
from ...vector_games import MixtureGAN
from ..registry import Item
from ..report import Outcome, at_most, near, same
from ..task import Task
from .setting import TRUE, distance, grid, states

CELLS = 10
SHOWN = 400  # steps
LAST = 50  # steps in which the floor is read
TIME = 60.0  # eta times steps of every run
REFERENCE = {
    1: [-0.782714245627, 0.317005999699, 0.081460571931],
    10: [-0.618860715975, 0.460233922604, 0.028802813569],
}
FLOORS = {0.1: (0.003, 0.015), 0.3: (0.014, 0.039)}


def make(task: Task) -> Outcome:
    """Descend from every cell with several steps eta."""
    from matplotlib.ticker import NullFormatter

    game = MixtureGAN(TRUE)
    etas = np.array(task.pick([0.1, 0.3, 1.0], [0.01, 0.03, 0.1, 0.3, 1.0]))
    start = grid(CELLS)
    off = start[:, 0] < start[:, 1]
    figure = style.new_figure(9.4, 3.9)
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
    errors = {}
    for eta in etas:
        played = task.batch(
            game, BestResponse(), rates=Rates(eta, eta), num_steps=max(400, round(TIME / eta)),
            initial=states(start, np.zeros((len(start), 4))), save_every=1,
        )  # fmt: skip
        assert played.states is not None
        last = played.states[off, -LAST:, :2].reshape(-1, 2)
        errors[eta] = distance(game, last).reshape(-1, LAST)  # (45 runs, 50 steps)
        if eta == 0.1:
            main = played
            means = played.states[:, : SHOWN + 1, :2]
            reached = distance(game, means.reshape(-1, 2)).reshape(len(start), -1)
    collapsed = float(game.total_variation(np.zeros(2)))
    tv = np.asarray(game.total_variation(means))
    calm = 0.5 * (tv[:, 1:] + tv[:, :-1])  # without the cycle of two steps
    for values, apart in zip(calm, off, strict=True):
        look = {"color": style.PARTICLE, "lw": 0.6, "alpha": 0.6}
        left.semilogy(values, **(look if apart else {"color": style.LINES[1], "lw": 1.0}))
    left.axhline(collapsed, color=style.INK, lw=0.8, ls=style.DASHES[1])
    left.plot([], [], color=style.PARTICLE, lw=1.2, label=r"$\mu_1 < \mu_2$ at the start")
    left.plot([], [], color=style.LINES[1], lw=1.2, label=r"$\mu_1 = \mu_2$ at the start")
    left.plot([], [], color=style.INK, lw=0.8, ls=style.DASHES[1], label=r"$d_{TV}$ of $(0, 0)$")
    left.set_xlim(0, SHOWN // 2)
    style.dress(left, "step", r"total variation  $d_{\mathrm{TV}}$")
    left.legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK, loc="upper right")
    style.note(left, rf"optimal discriminator, $\eta = 0.1$, {len(start)} starts")

    nearby = np.add(TRUE, 1e-7)
    slope = float(np.abs(game.field(np.append(nearby, game.best_response(nearby)))[0]))
    mean = np.array([error.mean(axis=1) for error in errors.values()])  # (etas, 45)
    right.loglog(etas, 0.5 * slope * etas, color=style.INK, lw=1.0, label=r"$\eta\, g / 2$")
    for eta, error in errors.items():
        right.plot([eta] * 2, [error.min(), error.max()], color=style.PARTICLE, lw=4.0, alpha=0.3,
                   label="every step" if eta == 0.1 else None)  # fmt: skip
        right.plot(eta, error.mean(), "o", ms=4.5, color=style.PARTICLE,
                   label="mean" if eta == 0.1 else None)  # fmt: skip
    right.set_xticks(etas, [f"{eta:g}" for eta in etas])
    for axis in (right.xaxis, right.yaxis):
        axis.set_minor_formatter(NullFormatter())
    style.dress(right, r"generator step  $\eta$", r"floor of  $\max_j |\mu_j - \mu_j^*|$")
    right.legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK, loc="upper left")
    style.note(right, f"last {LAST} steps, {int(off.sum())} starts with $\\mu_1 < \\mu_2$")
    for ax, letter in ((left, "a"), (right, "b")):
        style.panel_letter(ax, letter)
    tables = {
        "convergence": {
            "step": np.tile(np.arange(tv.shape[1]), len(tv)),
            "mu_1_start": np.repeat(start[:, 0], tv.shape[1]),
            "mu_2_start": np.repeat(start[:, 1], tv.shape[1]),
            "d_tv": tv.ravel(),
        },
        "floor": {
            "eta": np.repeat(etas, mean.shape[1]),
            "mu_1_start": np.tile(start[off, 0], len(etas)),
            "mu_2_start": np.tile(start[off, 1], len(etas)),
            "mean": mean.ravel(),
            "least": np.array([error.min(axis=1) for error in errors.values()]).ravel(),
            "greatest": np.array([error.max(axis=1) for error in errors.values()]).ravel(),
        },
    }
    run = task.play(
        game, BestResponse(), rates=Rates(0.1, 0.1), num_steps=10, initial=[-0.8, 0.3, 0, 0, 0, 0]
    )
    pair = run.generator[[1, 10]]
    within = np.argmax(reached[off] < 0.1, axis=1)
    why = "independent computation over the same 45 cells, given to 3 decimals"
    claims = [
        near("the run from (-0.8, 0.3): means and d_TV after 1 and 10 steps",
             [REFERENCE[1], REFERENCE[10]], np.column_stack([pair, game.total_variation(pair)]),
             1e-11, "independent computation, 12 decimals"),
        same("starts with mu_1 < mu_2 that come within 0.1 of the truth in 400 steps", 45,
             int((reached[off] < 0.1).any(axis=1).sum()), "Theorem 3.1; independent computation"),
        at_most("the latest of them, in steps", within, 400, "independent computation"),
        near("starts with mu_1 = mu_2 end at (0, 0)", 0.0, main.final[~off, :2], 0.015,
             "equal means have equal gradients; the tolerance is the floor"),
        near("whose d_TV is", 0.05806, collapsed, 5e-6, "quadrature, 5 decimals"),
        *(
            near(f"range of the last {LAST} errors for eta = {eta:g}", FLOORS[eta],
                 [errors[eta].min(), errors[eta].max()], 5e-4, why)
            for eta in FLOORS
        ),
        near("the mean floor is eta g / 2, for eta up to 0.3", 0.5 * slope * etas[etas <= 0.3],
             [errors[eta].mean() for eta in etas[etas <= 0.3]], 0.03,
             "a cycle of two points across the kink of d_TV; to first order in eta", relative=True),
    ]  # fmt: skip
    caption = (
        f"The optimal discriminator's dynamics from {len(start)} starts, {CELLS} x {CELLS} values "
        f"from -1 to 1 with mu_1 <= mu_2, mu* = {TRUE}. a: total variation along every run for eta "
        "= 0.1, the mean of every step and the next: without the cycle of the floor. b: errors in "
        f"the last {LAST} of max(400, {TIME:g}/eta) steps; line: half a step across the kink of "
        f"d_TV at the truth, whose slope is g = {slope:.4f}."
    )
    return Outcome(figure, claims, caption, tables)


ITEM = Item(
    "tv-mixture/optimal-convergence",
    "Theorem 3.1",
    "The optimal dynamics converge from every separated start, to a floor set by the step",
    make,
    (3.0, 12.0),
    {},
)
