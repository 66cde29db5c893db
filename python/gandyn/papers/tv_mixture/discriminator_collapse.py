"""The discriminator-collapse theorem: a box of starts whose failure is certain.

Projected first-order flow. Where F <= -c < 0 on both intervals, of widths w_i, for every mu within
rho of the start (H1), and kappa = (eta_g / eta_d) (Lip / 2) sum_i w_i^2 / (4 c) <= rho (H2), both
intervals shrink to nothing before the time max_i w_i / (2 c eta_d), and the generator never moves
further than kappa from where it began. Lip = e^(-1/2) / sqrt(2 pi) is the slope of phi at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ... import _style as style
from ..._checks import Array
from ..._core import Rates
from ...methods import KStep, SimGD
from ...vector_games import MixtureGAN
from ..registry import Item
from ..report import Outcome, at_least, at_most, near
from ..task import Task
from .setting import TRUE, states

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MEANS = (-1.0, 1.0)
ENDS = (-2.4, -2.2, 2.2, 2.4)
WIDE_ENDS = (-2.5, -2.0, 2.0, 2.5)
RHO = 0.1
SURE, BOX, WIDE_BOX = 0.002, 0.02, 0.2  # how far all six numbers are moved at most
SIDE = 41  # values of each mean, and points of each interval, at which (H1) is evaluated
LIPSCHITZ = np.exp(-0.5) / np.sqrt(2.0 * np.pi)


def make(task: Task) -> Outcome:
    """Certify the box, and play starts in it and in a wider one."""
    game = MixtureGAN(TRUE)
    widest = max(ENDS[1] - ENDS[0], ENDS[3] - ENDS[2])
    strict, certain = _least_descent(game)
    kappa = LIPSCHITZ / 2.0 * 2.0 * widest**2 / (4.0 * certain)
    deadline = widest / (2.0 * certain)

    # Moving every coordinate by at most SURE changes F at an end by 3 Lip SURE at most.
    sure_c = certain - 3.0 * LIPSCHITZ * SURE
    sure_kappa = LIPSCHITZ / 2.0 * 2.0 * (widest + 2.0 * SURE) ** 2 / (4.0 * sure_c)

    etas = task.pick([0.3, 0.1], [0.3, 0.1, 0.01])
    starts = _perturbed(ENDS, BOX, task.pick(200, 1000))
    wide_starts = _perturbed(WIDE_ENDS, WIDE_BOX, task.pick(200, 2000))
    moved, late, left_over, pull, ends = [], [], [], [], []
    for eta in etas:
        for here in (starts, wide_starts):
            steps = round((40.0 if here is starts else 400.0) / eta)
            played = task.batch(
                game, SimGD(), rates=Rates(eta, eta), num_steps=steps, initial=here,
                tolerance=1e-300,
            )  # fmt: skip
            final = played.final
            moved.append(float(np.abs(final[:, :2] - here[:, :2]).max()))
            late.append(eta * float(played.steps.max()))
            left_over.append(float((final[:, 4:] - final[:, 2:4]).max()))
            pull.append(float(np.abs(game.field(final)[:, :2]).max()))
            ends.append(final)
    narrow, wider = slice(0, None, 2), slice(1, None, 2)
    others = [
        task.batch(game, KStep(k), rates=Rates(0.1, 0.1), num_steps=400,
                   initial=states(np.array([MEANS]), np.array([WIDE_ENDS]))).final
        for k in (1, 5, 20)
    ]  # fmt: skip
    track = task.batch(
        game, SimGD(), rates=Rates(0.01, 0.01), num_steps=600, initial=starts[:200], save_every=2
    )
    exact = task.play(
        game, SimGD(), rates=Rates(1e-3, 1e-3), num_steps=6000, save_every=20,
        initial=states(np.array([MEANS]), np.array([ENDS]))[0],
    )  # fmt: skip
    assert track.states is not None
    track_times = np.asarray(0.01 * track.frames, dtype=np.float64)

    figure = style.new_figure(10.4, 3.6)
    a, b, c = figure.subplots(1, 3)
    x = np.linspace(-4.0, 4.0, 401)
    _draw_difference(a, game, x)
    _draw_widths(b, track_times, track.states, exact.times, exact.states, certain, deadline)
    _draw_moves(c, ends[narrow], ends[wider], starts, wide_starts, kappa)
    for ax, letter in zip((a, b, c), "abc", strict=True):
        style.panel_letter(ax, letter)

    drift = float(np.abs(exact.generator - MEANS).max())
    shown = ", ".join(map(str, etas))
    theorem = "discriminator-collapse theorem"
    known = "18,000 independent simulations"
    claims = [
        at_most(f"(H1): greatest F on the intervals, mu within {RHO} of (-1, 1), {SIDE}^3 points",
                -strict, 0.0, "hypothesis of the theorem"),
        at_most("(H1) between the grid's points too: greatest F, by Lipschitz bounds", -certain,
                0.0, "|F'| <= 2 Lip, |dF/dmu_j| <= Lip / 2 times the distance to the grid"),
        at_most("(H2): kappa", kappa, RHO, "hypothesis of the theorem"),
        at_most(f"(H2) for all starts whose six numbers are moved by up to {SURE}: kappa",
                sure_kappa, RHO, "the same with the widest intervals and the least c of them"),
        at_most("the exact start: both widths are 0 from this time on",
                _empty_from(exact.times, exact.states), deadline, theorem),
        at_most("the exact start: the generator's way", drift, kappa, theorem),
        at_most(f"{len(starts):,} starts moved by up to {BOX}, played with steps {shown}: widths",
                left_over[narrow], 0.0, theorem),
        at_most("their generators' way", moved[narrow], kappa,
                "the bound of the exact start"),
        at_most(f"{len(wide_starts):,} starts in a box of 0.2 about [-2.5, -2], [2, 2.5]: widths",
                left_over[wider], 0.0, known),
        at_most("their generators' way", moved[wider], 0.55,
                f"{known}: at most 0.48, the greatest of a sample; others reach a little further"),
        at_least("their d_TV at the end",
                 min(float(game.total_variation(final[:, :2]).min()) for final in ends[wider]),
                 0.1, "independent simulations: 0.127, the least of 50 a setting; likewise"),
        at_most("all generators' gradients at the end", pull, 3e-17, f"{known}; round-off"),
        at_most("k-step play collapses too, k = 1, 5, 20: widths",
                [float((final[:, 4:] - final[:, 2:4]).max()) for final in others], 0.0,
                "independent computation: more steps do not help"),
        near("F(1.1132) = 0 for mu = (-1, 1)", 1.1131530561452303, game.zeros(np.array(MEANS))[-1],
             1e-12, "independent computation"),
    ]  # fmt: skip
    caption = (
        f"The certified box: mu* = {TRUE}, mu = {MEANS}, intervals [{ENDS[0]}, {ENDS[1]}] and "
        f"[{ENDS[2]}, {ENDS[3]}], eta_g = eta_d, ends projected. a: F, the true less the generated "
        f"density, for mu within {RHO} of the start (band), and the intervals. b: widths of the "
        f"intervals, {len(track)} starts with every coordinate moved by up to {BOX} (step 0.01), "
        f"the exact start (step 0.001) and the theorem's bound with c = {certain:.4f}. c: how far "
        f"each generator moves, starts of the box and of the wider one, moved by up to {WIDE_BOX}."
    )
    tables = {
        "starts": {
            "box": np.repeat([BOX, WIDE_BOX], [len(starts), len(wide_starts)]),
            **{
                f"{name}_{when}": np.concatenate(rows)[:, k]
                for when, rows in (("start", (starts, wide_starts)), ("end", (ends[-2], ends[-1])))
                for k, name in enumerate(("mu_1", "mu_2", "l_1", "l_2", "r_1", "r_2"))
            },
        },
        "exact": {"time": exact.times, "width": exact.states[:, 4] - exact.states[:, 2]},
    }
    return Outcome(figure, claims, caption, tables)


def _least_descent(game: MixtureGAN) -> tuple[float, float]:
    """Return the least -F on both intervals over the box of means: on a grid, and for certain."""
    across = np.linspace(-RHO, RHO, SIDE)
    points = np.concatenate([np.linspace(*ENDS[:2], SIDE), np.linspace(*ENDS[2:], SIDE)])
    greatest = max(
        float(game.density_difference(points, np.array([MEANS[0] + i, MEANS[1] + j])).max())
        for i in across
        for j in across
    )
    gap_x, gap_mu = 0.5 * (points[1] - points[0]), 0.5 * (across[1] - across[0])
    slack = 2.0 * LIPSCHITZ * gap_x + 2.0 * (0.5 * LIPSCHITZ) * gap_mu
    return -greatest, -greatest - slack


def _perturbed(ends: tuple[float, ...], box: float, count: int) -> Array:
    """Return starts (count, 6) with every coordinate moved by up to `box`."""
    middle = states(np.array([MEANS]), np.array([ends]))
    moves: Array = np.random.default_rng(0).uniform(-box, box, (count, 6))
    return middle + moves


def _empty_from(times: Array, frames: Array) -> float:
    """Return the first time at which both intervals have width 0; inf: never."""
    empty = (frames[:, 4:] == frames[:, 2:4]).all(axis=1)
    return float(times[np.argmax(empty)]) if empty.any() else np.inf


def _draw_difference(ax: Axes, game: MixtureGAN, x: Array) -> None:
    moves = np.linspace(-RHO, RHO, 9)
    curves = np.stack([
        game.density_difference(x, np.array([MEANS[0] + i, MEANS[1] + j]))
        for i in moves for j in moves
    ])  # fmt: skip
    ax.axhline(0.0, color=style.PALE, lw=0.6)
    ax.fill_between(x, curves.min(axis=0), curves.max(axis=0), color=style.PARTICLE, alpha=0.3,
                    lw=0.0, label=rf"$\mu$ within {RHO} of $(-1, 1)$")  # fmt: skip
    ax.plot(x, curves[len(curves) // 2], color=style.PARTICLE, lw=1.4, label=r"$\mu = (-1, 1)$")
    for k in (0, 2):
        ax.axvspan(ENDS[k], ENDS[k + 1], color=style.diverging()(0.8), alpha=0.6, lw=0.0,
                   label="intervals" if k == 0 else None)  # fmt: skip
    ax.set_xlim(-4.0, 4.0)
    ax.set_ylim(top=1.45 * float(curves.max()))
    style.dress(ax, "$x$", r"$F = G_{\mu^*} - G_\mu$")
    ax.legend(
        fontsize=style.TICK, labelcolor=style.INK, loc="upper center", edgecolor="none",
        framealpha=1.0, borderpad=0.2,
    )  # fmt: skip


def _draw_widths(
    ax: Axes, times: Array, frames: Array, fine: Array, exact: Array, rate: float, deadline: float
) -> None:
    widths = (frames[:, :, 4:] - frames[:, :, 2:4]).transpose(0, 2, 1).reshape(-1, len(times))
    for k, one in enumerate(widths):
        ax.plot(times, one, color=style.PARTICLE, lw=0.4, alpha=0.25,
                label="starts in the box" if k == 0 else None)  # fmt: skip
    ax.plot(fine, exact[:, 4] - exact[:, 2], color=style.INK, lw=1.6, label="the exact start")
    bound = np.maximum(0.2 - 2.0 * rate * fine, 0.0)
    ax.plot(fine, bound, color=style.LINES[1], lw=1.4, ls=style.DASHES[1], label="bound: $w - 2ct$")
    ax.set(xlim=(0.0, 1.25 * deadline), ylim=(0.0, 0.33))
    style.dress(ax, r"time  $\eta_d t$", "width of an interval")
    legend = ax.legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK, loc="upper right")
    for line in legend.get_lines():
        line.set(linewidth=1.4, alpha=1.0)


def _draw_moves(
    ax: Axes, narrow: list[Array], wide: list[Array], start: Array, wide_start: Array, kappa: float
) -> None:
    bins = np.geomspace(1e-3, 1.0, 50).tolist()
    for ends, begin, color, name in (
        (narrow[-1], start, style.PARTICLE, "certified box"),
        (wide[-1], wide_start, style.LINES[2], "wider box"),
    ):
        moved = np.abs(ends[:, :2] - begin[:, :2]).max(axis=1)
        ax.hist(moved, bins=bins, weights=np.full(len(moved), 1.0 / len(moved)), color=color,
                alpha=0.6, label=name)  # fmt: skip
    ax.axvline(kappa, color=style.LINES[1], lw=1.4, ls=style.DASHES[1], label=r"bound $\kappa$")
    ax.set_xscale("log")
    style.dress(ax, r"generator's way  $\max_j |\mu_j - \mu_j^{(0)}|$", "share of starts")
    ax.legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK, loc="upper left")


ITEM = Item(
    "tv-mixture/discriminator-collapse",
    "Section 5 (failure of first-order dynamics)",
    "A certified box of starts from which the discriminator collapses and all learning stops",
    make,
    (4.0, 12.0),
    {},
)
