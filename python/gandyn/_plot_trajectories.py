"""The picture of the particles' tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _marks as marks
from . import _style as style
from ._checks import as_integer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from .trajectory import Trajectory

    Colour = str | tuple[float, ...]


def trajectories(
    run: Trajectory,
    ax: Axes | None = None,
    max_tracks: int = 200,
    *,
    color: Colour = style.PARTICLE,
    targets: bool = True,
    axes: Sequence[int] = (0, 1),
    equal: bool = True,
    max_frames: int = 1000,
    **kw: Any,
) -> Axes:
    """Draw the particles' tracks in the plane, pale at first and full at the end.

    For d = 1: position against time, with a line at each target.

    Parameters
    ----------
    run : Trajectory
    ax, axes, equal
        As for :func:`gandyn.plot.targets`.
    max_tracks : int
        At most so many particles, evenly chosen by index.
    color : colour of matplotlib
    targets : bool
        Draw the targets below.
    max_frames : int
        At most so many recorded frames, evenly chosen.
    **kw
        For :class:`matplotlib.collections.LineCollection`.

    Raises
    ------
    TypeError, ValueError
        A wrong `color`, `axes`, `max_tracks` or `max_frames`.
    """
    style.check_colour("color", color)
    game = run.game
    picked = style.check_axes(axes, game.dimension)
    frames = style.evenly(len(run.steps), as_integer("max_frames", max_frames, 2))
    chosen = style.evenly(run.particles.shape[1], as_integer("max_tracks", max_tracks, 1))
    tracks = run.particles[np.ix_(frames, chosen, np.array(picked))]
    some = style.evenly(len(run.steps), 50)
    cloud = run.particles[some].reshape(-1, game.dimension)
    if len(picked) == 1:
        times = np.broadcast_to(run.times[frames, None, None], tracks.shape)
        tracks = np.concatenate([times, tracks], axis=2)
        ax = style.time_plane(run, cloud, ax)
        if targets:
            marks.target_lines(ax, game)
    else:
        ax = style.plane(game, cloud, picked, ax, equal)
        if targets:
            marks.mark_targets(ax, game, picked)
    marks.fading_tracks(ax, tracks, color, **kw)
    ends = tracks[-1].T
    sizes = 0.5 * marks.particle_areas(ax, run.particle_weights)[chosen]
    look: dict[str, Any] = {"s": sizes, "linewidths": 0.0, "zorder": 4.0, "label": "particles"}
    ax.scatter(ends[0], ends[1], color=color, **look)
    count = run.particles.shape[1]
    part = f"{len(chosen):,} of " if len(chosen) < count else ""
    number = f"{part}{count:,} particle{'s' * (count > 1)}"
    style.note(ax, f"{number},  steps {int(run.steps[0]):,} to {int(run.steps[-1]):,}")
    return ax
