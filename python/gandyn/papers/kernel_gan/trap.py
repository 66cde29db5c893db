"""Approximate mode collapse: the trap, rotation and escape of two particles at one target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ... import _marks as marks
from ... import _style as style
from ..._checks import Array
from ..._core import Gaussian, Rates
from ...games import KernelGAN
from ...methods import AltGD
from ...trajectory import Trajectory
from ...traps import trap, trap_radius
from ..registry import Item
from ..report import Outcome, at_least, near, same
from ..task import Task

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIGMA, RATES = 0.3, Rates(0.02, 0.1)
TARGETS = [[-1.5, 0.0], [1.5, 0.0]]
HALF = (0.5, 0.5)
START = [[1.56, 0.03], [1.43, -0.04]]
PANELS = ((2.0, "trapped", 6000), (0.5, "rotates", 12000), (0.1, "escapes", 6000))
MASSES = (1.1, 1.5, 2.0, 3.0, 4.0)  # P / p


def make(task: Task) -> Outcome:
    """Play the three ridges, the two thresholds, and pairs of several masses."""
    kernel = Gaussian(SIGMA)
    figure = style.new_figure(10.4, 7.0)
    grid = figure.add_gridspec(2, 3, height_ratios=(1.25, 1.0))
    claims = []
    for k, (ridge, word, steps) in enumerate(PANELS):
        told = trap(0.5, HALF, kernel, ridge, RATES)
        run = _play(task, ridge, task.pick(steps // 2, steps))
        _draw(figure.add_subplot(grid[0, k]), run, word)
        style.panel_letter(figure.axes[-1], "abc"[k])
        claims.append(
            same(f"ridge {ridge:g}: theory's word", word, told.text.split(":")[0], "theory")
        )
        claims.append(same(f"ridge {ridge:g}: the run's word", word, _word(run), _WHY))
    told = trap(0.5, HALF, kernel, 2.0, RATES)
    claims += _thresholds(task, told.rotation_ridge, told.escape_ridge)
    ratios, law, found = _radii(task)
    claims.append(
        near(
            "radius of the trap in units of the bandwidth, for P/p = 1.1 to 4",
            law, found, 1e-6, "r = sigma sqrt((2/3) log(P/p)); d = 1, where nothing rotates",
        )
    )  # fmt: skip
    ax = figure.add_subplot(grid[1, :])
    fine = np.linspace(1.001, 4.4, 200)
    lines = [trap_radius(1.0, (x / 2, x / 2), Gaussian(1.0)) for x in fine]
    ax.plot(fine, lines, color=style.LINES[0], linewidth=1.2, label="theory, $P/p < 4.48$")
    ax.plot(ratios, found, "o", color=style.LINES[1], markersize=5, label="runs")
    style.dress(ax, "mass of the pair over that of the target  $P/p$", r"trap radius  $r/\sigma$")
    ax.legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK)
    style.panel_letter(ax, "d")
    caption = (
        f"a-c: two particles of mass 1/2 that both start near the target +1.5, targets +-1.5 of "
        f"mass 1/2, Gaussian kernel, sigma = {SIGMA}, eta_d = {RATES.discriminator}, eta_g = "
        f"{RATES.generator}: with ridge they are trapped beside it, with less they circle, with "
        "little both leave. The start is our choice, near the target and off its axes. d: where "
        "pairs of several masses come to rest, d = 1."
    )
    table = {"mass_ratio": ratios, "radius_theory": law, "radius": found}
    return Outcome(figure, claims, caption, {"radius": table})


def _draw(ax: Axes, run: Trajectory, word: str) -> None:
    """Draw the two tracks, from circles to dots."""
    marks.mark_targets(ax, run.game, (0, 1))
    for k, hue in enumerate(style.LINES[:2]):
        track = run.particles[:, k]
        ax.plot(*track.T, color=hue, linewidth=0.8)
        ax.plot(*track[0], "o", color="white", markeredgecolor=hue, markersize=5)
        ax.plot(*track[-1], "o", color=hue, markersize=5)
    centre, width = (np.zeros(2), 4.0) if word == "escapes" else (np.array(TARGETS[1]), 0.33)
    ax.set(xlim=centre[0] + width * np.array([-1, 1]), ylim=width * np.array([-1, 1]))
    ax.set_aspect("equal")
    style.dress(ax, "$x_1$", "$x_2$")
    title = rf"$\lambda$ = {run.game.ridge:g}: {word}"
    ax.set_title(title, loc="left", fontsize=style.LABEL, color=style.INK)


_WHY = "by the distances from +1.5 over the last fifth: steady, turning, or beyond 3 sigma"


def _play(task: Task, ridge: float, steps: int) -> Trajectory:
    game = KernelGAN(TARGETS, particle_weights=list(HALF), kernel=Gaussian(SIGMA), ridge=ridge)
    run: Trajectory = task.simulate(
        game, AltGD(), rates=RATES, num_steps=steps, initial=START, save_every=4
    )
    return run


def _word(run: Trajectory) -> str:
    """Return what the pair does over the last fifth of a run."""
    late = run.particles[-len(run.steps) // 5 :] - np.array(TARGETS[1])
    if np.linalg.norm(late, axis=2).max() > 3.0 * SIGMA:
        return "escapes"
    apart = late[:, 1] - late[:, 0]
    turned = np.ptp(np.unwrap(np.arctan2(apart[:, 1], apart[:, 0])))
    return "rotates" if turned > 0.3 else "trapped"


def _thresholds(task: Task, rotation: float, escape: float):  # type: ignore[no-untyped-def]
    """Return claims on growth of small rotations, and of small swings along the line."""
    steps = task.pick(20000, 40000) // 4
    radius = trap_radius(0.5, HALF, Gaussian(SIGMA))
    words, spins = [], []
    for factor in (0.85, 1.15):
        game = KernelGAN(
            [[0.0, 0.0]], target_weights=[0.5], particle_weights=list(HALF),
            kernel=Gaussian(SIGMA), ridge=factor * rotation,
        )  # fmt: skip
        start = radius * np.array([[1.0, 0.02], [-1.0, -0.02]])
        run = task.simulate(
            game, AltGD(), rates=RATES, num_steps=steps, initial=start, save_every=4
        )
        apart = run.particles[:, 1] - run.particles[:, 0]
        angle = np.unwrap(np.arctan2(apart[:, 1], apart[:, 0]))
        spins.append(float(np.ptp(angle[-len(angle) // 5 :])))
        words.append("rotates" if spins[-1] > 0.1 else "rests")
    swings = []
    for factor in (0.85, 1.15):
        game = KernelGAN(
            [[0.0]], target_weights=[0.5], particle_weights=list(HALF),
            kernel=Gaussian(SIGMA), ridge=factor * escape,
        )  # fmt: skip
        run = task.simulate(
            game, AltGD(), rates=RATES, num_steps=steps, save_every=4,
            initial=radius * np.array([[1.0], [-1.0]]) * 1.02,
        )  # fmt: skip
        late = run.particles[-len(run.steps) // 5 :]
        swings.append("swings" if np.ptp(late, axis=0).max() > 0.05 * radius else "rests")
    why = "thresholds of the flow; onsets were found between 0.9 and 1.1 of them"
    return [
        same(
            f"0.85 and 1.15 of the rotation ridge {rotation:.4g}, in the plane", "rotates, rests",
            ", ".join(words), why,
        ),
        same(
            f"0.85 and 1.15 of the escape ridge {escape:.4g}, on a line", "swings, rests",
            ", ".join(swings), why,
        ),
        at_least("turn over the last fifth below the rotation ridge, rad", spins[0], 0.1, why),
    ]  # fmt: skip


def _radii(task: Task) -> tuple[Array, Array, Array]:
    """Return mass ratios, radii in theory, and those where runs come to rest."""
    steps = task.pick(2500, 4000)
    start = 0.3 * np.array([[[1.0], [-0.9]]] * len(MASSES))
    games = [
        KernelGAN(
            [[0.0]], target_weights=[1.0], particle_weights=[x / 2, x / 2], ridge=3.0 * x,
            kernel=Gaussian(1.0),
        )
        for x in MASSES
    ]  # fmt: skip
    rates = Rates(0.4, 0.1)
    played = task.batch(games, AltGD(), rates=rates, num_steps=steps, initial=start)
    found = np.abs(np.diff(played.final[:, :, 0], axis=1)[:, 0]) / 2.0
    law = [trap_radius(1.0, (x / 2, x / 2), Gaussian(1.0)) for x in MASSES]
    return np.array(MASSES), np.array(law), found


ITEM = Item(
    "kernel-gan/trap",
    "Good and bad local minima; approximate mode collapse",
    "Two particles at one target: trapped, rotating or escaping, and the radius of the trap",
    make,
    (4.0, 16.0),
    {},
)
