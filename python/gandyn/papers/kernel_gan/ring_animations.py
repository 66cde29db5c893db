"""Two animations on a ring: particles that roam, and particles that change targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _marks as marks
from ... import _style as style
from ..._checks import Array
from ..._core import Gaussian, Mesh, Rates
from ...games import KernelGAN
from ...isolated import isolated_point
from ...methods import AltGD
from ...phases import Phase
from ...plot import discriminator as draw_discriminator
from ...trajectory import Trajectory
from ...traps import runaway_speed
from ..registry import Item, Option
from ..report import Animation, Claim, Outcome, at_least, near, same, unknowable
from ..task import Task
from .rings import softmax

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ANGLES = 0.5 * np.pi * np.arange(4)
TARGETS = np.column_stack([np.cos(ANGLES), np.sin(ANGLES)])
ROAM = {"sigma": 0.1, "ridge": 0.01, "rates": Rates(0.01, 0.1), "beside": 0.03}
CHANGE = {"sigma": 0.5, "ridge": 0.0, "rates": Rates(0.05, 0.1), "beside": 0.125}
SEEDS = {"roam": 2, "change": 12}
EXTENT = 1.9
WORDS: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}


def make(task: Task) -> Outcome:
    """Play both, draw tracks, and what comes of every particle."""
    steps = task.pick(2000, 3000)
    roam = _play(task, ROAM, 1, int(task.options.get("roam", SEEDS["roam"])), steps)
    change = _play(task, CHANGE, 2, int(task.options.get("change", SEEDS["change"])), steps)
    figures = {"roam": _picture(roam, False), "change": _picture(change, True)}
    how = {"extent": EXTENT, "dpi": task.pick(50, 80), "max_frames": task.pick(40, 200), "fps": 20}
    caption = (
        "Four targets on the unit circle, Gaussian kernel, alternating, random softmax masses on "
        f"both sides. First: 4 particles beside them (std {ROAM['beside']}), sigma = 0.1, ridge "
        f"{ROAM['ridge']}, eta_d = 0.1, eta_g = 0.01: all leave, three run away, and one keeps "
        f"swinging across the heaviest target. Second: 8 particles (std {CHANGE['beside']}), sigma "
        "= 0.5, no ridge, eta_d = 0.1, eta_g = 0.05: they change targets, turn around them, and "
        "one runs away; right: f at the end, and its gradient, along which particles climb. The "
        "source gives the numbers of points, sigma, "
        "and ridge 0 of the second; masses, rates, the other ridge and the starts are ours, and "
        "seeds were chosen that show what it describes. The GIFs show the same runs, the second "
        "over the best response to its particles."
    )
    return Outcome(
        figures, [*_roam_claims(roam), *_change_claims(change)], caption,
        {"roam": _columns(roam), "change": _columns(change)},
        {
            "animation-1": Animation(roam, how),
            "animation-2": Animation(change, how | {"discriminator": True}),
        },
    )  # fmt: skip


def _play(task: Task, setting: dict[str, Any], each: int, seed: int, steps: int) -> Trajectory:
    random = np.random.default_rng([seed, 6 + each])
    p, q = softmax(random, 4), softmax(random, 4 * each)
    start = np.repeat(TARGETS, each, axis=0)
    start = start + setting["beside"] * random.normal(size=start.shape)
    game = KernelGAN(
        TARGETS, target_weights=list(p), particle_weights=list(q),
        kernel=Gaussian(setting["sigma"]), ridge=setting["ridge"], discriminator=Mesh(1e-6),
    )  # fmt: skip
    run: Trajectory = task.simulate(
        game, AltGD(), rates=setting["rates"], num_steps=steps, initial=start, save_every=5
    )
    return run


def _roam_claims(run: Trajectory) -> list[Claim]:
    game, q = run.game, run.particle_weights
    points = [
        isolated_point(float(game.target_weights[j]), (float(q[j]),), game.kernel, game.ridge,
                       run.rates)
        for j in range(4)
    ]  # fmt: skip
    told = [j for j in range(4) if Phase.diverges in points[j].phase]
    away = _distances(run)
    left = [j for j in range(4) if away[:, j, j].max() > 3.0 * ROAM["sigma"]]  # type: ignore[operator]
    late = away[-len(away) // 3 :].min(axis=2)
    stays = [j for j in range(4) if late[:, j].max() < 5.0 * ROAM["sigma"]]  # type: ignore[operator]
    far = int(np.argmax(away[-1].min(axis=1)))
    speed = np.linalg.norm(run.particles[-1, far] - run.particles[-101, far])
    return [
        same(
            "first: particles that leave their targets", str(told), str(left),
            "those whose isolated point diverges; they come three bandwidths away",
        ),
        same(
            "first: particles near a target for the last third", 1, len(stays),
            "source: in the end one orbits one target; of our seed",
        ),
        at_least(
            "first: its mean distance from it in that time, in bandwidths",
            [late[:, j].mean() / ROAM["sigma"] for j in stays] or [0.0], 1.0,
            "source: it orbits; here it swings to and fro at steps of this length; one is ours",
        ),
        near(
            "first: speed of the particle that is farthest, per unit of time",
            runaway_speed(game.kernel, float(q[far]), game.ridge, run.rates),
            speed / (run.times[-1] - run.times[-101]), 1.5e-2,
            "steady trail; 1.5e-2 as in theory 9", relative=True,
        ),
        unknowable(
            "the source's own tracks", "its masses, rates and starts are not given; "
            "another seed gives other tracks",
        ),
    ]  # fmt: skip


def _change_claims(run: Trajectory) -> list[Claim]:
    away = _distances(run)
    near_one = away.min(axis=2) < 0.35
    changes = 0
    turns = []
    for j in range(away.shape[1]):
        at = away[near_one[:, j], j].argmin(axis=1)  # targets met, in their order
        changes += int((np.diff(at) != 0).sum())
        turns.append(float(np.ptp(_turns(run, j))))
    return [
        at_least(
            "second: how often a particle goes from one target to another", changes, 4,
            "source: particles exchange between targets; near is within 0.35, a quarter of the way",
        ),
        at_least(
            "second: particles that turn once or more around the target they end at",
            int((np.array(turns) >= 1.0).sum()), 3, "source: they orbit; three of 8 is ours",
        ),
    ]  # fmt: skip


def _distances(run: Trajectory) -> Array:
    """Return distances (T, n, 4) of particles from targets."""
    away: Array = np.linalg.norm(run.particles[:, :, None] - TARGETS, axis=3)
    return away


def _turns(run: Trajectory, j: int) -> Array:
    """Return turns (T,) of a particle around the target it is nearest to at the end."""
    to = run.particles[:, j] - TARGETS[_distances(run)[-1, j].argmin()]
    angle: Array = np.unwrap(np.arctan2(to[:, 1], to[:, 0])) / (2.0 * np.pi)
    return angle


def _picture(run: Trajectory, field: bool) -> Any:
    figure = style.new_figure(10.4, 4.6)
    left, right = figure.subplots(1, 2)
    hues = style.REGIONS
    marks.mark_targets(left, run.game, (0, 1))
    away = _distances(run).min(axis=2)
    for j in range(run.particles.shape[1]):
        marks.fading_tracks(left, run.particles[:, j : j + 1], hues[j % len(hues)], linewidths=0.6)
        left.plot(*run.particles[-1, j], "o", color=hues[j % len(hues)], markersize=4)
    _frame(left)
    if field:
        draw_discriminator(run, ax=right)
    else:
        for j in range(run.particles.shape[1]):
            right.semilogy(run.steps, away[:, j], color=hues[j % len(hues)], linewidth=1.0,
                           label=f"mass {run.particle_weights[j]:.2f}")  # fmt: skip
        style.dress(right, "step", "distance from the nearest target")
        right.legend(**WORDS)
    style.panel_letter(left, "a")
    style.panel_letter(right, "b")
    return figure


def _frame(ax: Axes) -> None:
    ax.set(xlim=(-EXTENT, EXTENT), ylim=(-EXTENT, EXTENT))
    ax.set_aspect("equal")
    style.dress(ax, "$x_1$", "$x_2$")


def _columns(run: Trajectory) -> dict[str, Any]:
    away = _distances(run).min(axis=2)
    return {"step": run.steps} | {f"distance_{j}": away[:, j] for j in range(away.shape[1])}


ITEM = Item(
    "kernel-gan/ring-animations",
    "Ring animations 1 and 2",
    "Particles leave their targets and roam, or change targets and orbit, in motion",
    make,
    (6.0, 15.0),
    {
        "roam": Option(SEEDS["roam"], "seed of masses and starts of the first; none given", low=0),
        "change": Option(SEEDS["change"], "the same of the second", low=0),
    },
)
