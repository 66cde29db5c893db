"""The picture of the discriminator of a kernel GAN."""

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


def discriminator(
    run: Trajectory,
    ax: Axes | None = None,
    arrows: bool = True,
    levels: int | Sequence[float] = 13,
    targets: bool = True,
    particles: bool = True,
    *,
    axes: Sequence[int] = (0, 1),
    equal: bool = True,
    colorbar: bool = True,
    resolution: int = 120,
    **kw: Any,
) -> Axes:
    """Draw the discriminator f of the final state: filled contours, colours centred on f = 0.

    For d = 1 the curve f(x), with the targets and the particles as marks below it. For d > 2
    the slice through the weighted mean of the targets; targets and particles are projected.

    Parameters
    ----------
    run : Trajectory
    ax, axes, equal
        As for :func:`gandyn.plot.targets`.
    arrows : bool
        Arrows along the gradient of f, which the particles climb; their length is proportional
        to the square root of its size. Not for d = 1.
    levels : int or sequence of floats
        Number of bands from -max|f| to max|f| (odd: one band holds 0), or the rising levels.
    targets, particles : bool
        Draw them.
    colorbar : bool
        Draw the colour bar, to the right of the axes.
    resolution : int
        Points of the grid along the longer side; f is evaluated at each (d = 1: four times so
        many).
    **kw
        For :meth:`matplotlib.axes.Axes.contourf` (d = 1: `plot`).

    Raises
    ------
    TypeError, ValueError
        A wrong `axes`, `levels` or `resolution`.
    """
    game, cloud = run.game, run.final.particles
    picked = style.check_axes(axes, game.dimension)
    resolution = as_integer("resolution", resolution, 2)
    edges = style.check_levels(levels)
    if len(picked) == 1:
        ax = style.plane(game, cloud, picked, ax, equal)
        x = np.linspace(*ax.get_xlim(), 4 * resolution)
        marks.curve(ax, x, run.discriminator(x[:, None]), **kw)
        marks.rug(ax, run, targets, particles)
        style.dress(ax, "$x$", "discriminator  $f(x)$")
    else:
        ax = style.plane(game, cloud, picked, ax, equal)
        across, up = marks.grid(ax, resolution)
        f = run.discriminator(marks.slice_points(game, picked, across, up)).reshape(across.shape)
        bands = marks.bands(ax, across, up, f, edges, **kw)
        if colorbar:
            style.colour_bar(ax, bands, "discriminator  $f$", style.zero_in_the_middle())
        if arrows:
            marks.gradient_arrows(ax, run, picked)
        if targets:
            marks.mark_targets(ax, game, picked, style.INK, alpha=0.4)
        if particles:
            marks.mark_particles(ax, run, cloud, picked, c=[style.INK])
    cut = ",  slice through the mean of the targets" if game.dimension > 2 else ""
    style.note(ax, style.when(run, len(run.steps) - 1) + cut)
    return ax
