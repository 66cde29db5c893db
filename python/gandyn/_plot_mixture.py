"""The mixture GAN through time: its means, the intervals of its discriminator, its density."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _style as style
from . import _vector_marks as vector
from ._checks import as_number
from .vector_games import MixtureGAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from ._checks import Array
    from .vector_trajectory import VectorTrajectory

REACH = 3.2  # standard deviations beyond the outermost means
MOST = 6  # densities, at most
SPLIT = 0.72  # of the width for the course, the rest for the densities


def mixture(
    run: VectorTrajectory,
    ax: Axes | None = None,
    *,
    steps: Sequence[float] | None = None,
    densities: bool = True,
    **kw: Any,
) -> Axes:
    """Draw a mixture GAN through time: means as lines, intervals as bands; densities beside.

    Vermilion bands are where the discriminator is 1; blue ones, only in the signed game, belong to
    an interval whose ends have crossed, so that it counts as -1. Infinite ends reach the edge. The
    panel on the right has the generated density at some steps, pale at first and full at the end,
    over the true one in grey.

    Parameters
    ----------
    run : VectorTrajectory
        Of a `MixtureGAN`.
    ax : Axes, optional
        Where to draw; default: a new figure. The panel takes place on its right.
    steps : sequence of numbers, optional
        Densities of the frames recorded nearest to these steps, at most 6; default: the first,
        the middle and the last frame.
    densities : bool
        Draw the panel on the right.
    **kw
        For the means' :meth:`matplotlib.axes.Axes.plot`.

    Raises
    ------
    TypeError, ValueError
        The run is not of a mixture GAN; wrong `steps`.
    """
    game: Any = run.game
    if not isinstance(game, MixtureGAN):
        raise ValueError(f"run.game must be a MixtureGAN, got {type(game).__name__}")
    frames = _frames(run, steps)
    low, high = _reach(game, run.states[:, :2])
    ax = (
        style.new_figure(6.4 if densities else style.WIDTH, 3.6).add_subplot() if ax is None else ax
    )
    start, end = float(run.times[0]), float(run.times[-1])
    ax.set(xlim=(start, end if end > start else start + 1.0), ylim=(low, high))
    for left, right in ((2, 4), (3, 5)):
        _band(ax, run.times, run.states[:, left], run.states[:, right], (low, high))
    for place in game.means:
        ax.axhline(
            place, color=style.TARGET, linewidth=1.0, linestyle=style.DASHES[1], zorder=2.0,
            label=r"true means",
        )  # fmt: skip
    look: dict[str, Any] = {"color": style.INK, "linewidth": 1.5, "zorder": 3.0}
    for k in (0, 1):
        ax.plot(run.times, run.states[:, k], **(look | {"label": r"means  $\mu$", "gid": k} | kw))
    style.dress(ax, "time  $t$", "$x$")
    names = f"{type(game).__name__} ({game.ordering}),  {type(run.method).__name__}"
    vector.caption(ax, names)
    if densities:
        _densities(ax, run, frames, (low, high))
    return ax


def density(means: Array, weight: float, x: Array) -> Array:
    """Return weight N(means[0], 1) + (1 - weight) N(means[1], 1) at x."""
    bells = np.exp(-0.5 * (x[:, None] - means) ** 2) / np.sqrt(2.0 * np.pi)
    return np.asarray(bells @ np.array([weight, 1.0 - weight]), dtype=np.float64)


def _frames(run: VectorTrajectory, steps: Any) -> list[int]:
    """Return the frames of the densities, rising."""
    if steps is None:
        return sorted({0, (len(run.steps) - 1) // 2, len(run.steps) - 1})
    try:
        wanted = [as_number("steps", step) for step in steps]
    except TypeError:
        wanted = []
    if not 1 <= len(wanted) <= MOST:
        raise ValueError(f"steps must be 1 to {MOST} numbers, got {steps!r}")
    return sorted({int(np.argmin(np.abs(run.steps - step))) for step in wanted})


def _reach(game: Any, means: Array) -> tuple[float, float]:
    """Return the limits of x: all means, true and generated, and their bells."""
    every = np.concatenate([means[np.isfinite(means)], np.asarray(game.means)])
    return float(every.min() - REACH), float(every.max() + REACH)


def _band(ax: Axes, times: Array, left: Array, right: Array, edges: tuple[float, float]) -> None:
    """Fill between the ends of one interval, by its sign, and draw both ends thinly."""
    first, second = (np.clip(side, *edges) for side in (left, right))
    warm, cold = style.diverging()(0.8), style.diverging()(0.2)
    for up, color, name in ((True, warm, "$D = 1$"), (False, cold, "$D = -1$, crossed")):
        here = second > first if up else second < first
        if here.any():
            ax.fill_between(
                times, first, second, where=here, interpolate=True, color=color, alpha=0.35, lw=0.0,
                zorder=0.8, label=name,
            )  # fmt: skip
    for side in (left, right):
        inside = np.where(np.isfinite(side), side, np.nan)
        ax.plot(times, inside, color=style.LINES[1], linewidth=0.6, alpha=0.7, zorder=1.0)


def _densities(
    ax: Axes, run: VectorTrajectory, frames: list[int], edges: tuple[float, float]
) -> None:
    """Draw densities in a panel on the right that shares the axis of x."""
    game: Any = run.game
    panel = _beside(ax)
    x = np.linspace(*edges, 400)
    true = density(np.asarray(game.means), game.weight, x)
    panel.fill_betweenx(x, true, color=style.TARGET, alpha=0.28, lw=0.0, label="true")
    for rank, frame in enumerate(frames):
        age = rank / max(1, len(frames) - 1) if len(frames) > 1 else 1.0
        curve = density(run.states[frame, :2], game.weight, x)
        panel.plot(
            curve, x, color=style.PARTICLE, alpha=0.3 + 0.7 * age, linewidth=1.0 + 0.5 * age,
            label=f"step {int(run.steps[frame]):,}",
        )  # fmt: skip
    panel.set_xlim(left=0.0)
    style.dress(panel, "density", "")
    panel.tick_params(labelleft=False)
    panel.legend(
        frameon=False, fontsize=style.TICK - 0.5, labelcolor=style.INK, loc="upper right",
        handlelength=1.2, borderaxespad=0.0,
    )  # fmt: skip


def _beside(ax: Axes) -> Axes:
    """Split the place of these axes and return new ones on their right with the same axis y."""
    spec = ax.get_subplotspec()
    if spec is not None:
        parts = spec.subgridspec(1, 2, width_ratios=(SPLIT, 1.0 - SPLIT), wspace=0.06)
        ax.set_subplotspec(parts[0])
        return ax.figure.add_subplot(parts[1], sharey=ax)
    box = ax.get_position()
    ax.set_position((box.x0, box.y0, SPLIT * box.width, box.height))
    place = (box.x0 + (SPLIT + 0.03) * box.width, box.y0, (0.97 - SPLIT) * box.width, box.height)
    return ax.figure.add_axes(place, sharey=ax)
