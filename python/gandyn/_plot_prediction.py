"""Distances of particles from their targets against what isolated points predict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import _style as style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ._checks import Array
    from .prediction import Prediction, RegionPrediction
    from .trajectory import Trajectory

MOST = 5
"""Regions drawn, those of the heaviest particles."""


def prediction(
    run: Trajectory, ax: Axes | None = None, *, predicted: Prediction | None = None
) -> Axes:
    """Draw how far particles are from their targets against the step, and the predicted slopes.

    Every particle belongs to the target nearest to it at the end. Solid: the root mean square
    distance of a target's particles, weighted by mass. Dashed: the rate of the isolated point
    (Becker et al. 2022), through the frame where the linear regime begins or ends.

    Parameters
    ----------
    run : Trajectory
    ax : Axes, optional
        Where to draw; default: a new figure.
    predicted : Prediction, optional
        Default: ``run.predict()``.

    Raises
    ------
    ValueError
        The method or the kernel has no local model.
    """
    predicted = run.predict() if predicted is None else predicted
    ax = style.new_figure(style.WIDTH, 3.6).add_subplot() if ax is None else ax
    shown = sorted(predicted.targets, key=lambda region: -float(region.point.mass))[:MOST]
    for region, hue in zip(shown, style.LINES, strict=False):
        distances = _distances(region)
        seen = distances > 0.0
        label = f"target {region.target}: {region.phase}, {region.particle_rate:.5g} a step"
        ax.plot(region.steps[seen], distances[seen], color=hue, linewidth=1.3, label=label)
        _slope(ax, region, distances, hue)
    ax.set_yscale("log")
    style.dress(ax, "step  $k$", r"distance to the target  $|y - x|$")
    ax.tick_params(which="minor", labelsize=style.TICK, labelcolor=style.INK)
    ax.legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK, handlelength=1.8)
    left_out = len(predicted.targets) - len(shown)
    if left_out > 0:
        style.note(ax, f"{left_out} lighter regions are not drawn")
    return ax


def _distances(region: RegionPrediction) -> Array:
    """Root mean square distance of the particles of a region, (T,)."""
    masses = np.asarray(region.point.particle_weights)
    squared = np.einsum("tnd,tnd,n->t", region.frames, region.frames, masses) / masses.sum()
    distances: Array = np.sqrt(squared)
    return distances


def _slope(ax: Axes, region: RegionPrediction, distances: Array, hue: str) -> None:
    """Draw the predicted slope over the linear regime, where there is one."""
    length = 1.0 / np.sqrt(region.point.gamma)
    near = np.flatnonzero((distances < 0.3 * length) & (distances > 1e-11 * distances.max()))
    if len(near) < 2:
        return
    steps = region.steps[near].astype(float)
    slope = np.log(max(region.particle_rate, 1e-300))
    height = np.median(np.log(distances[near]) - slope * steps)
    with np.errstate(over="ignore", under="ignore"):
        line = np.exp(height + slope * steps)
    ax.plot(steps, line, color=hue, linestyle=style.DASHES[1], linewidth=1.1, alpha=0.8)
