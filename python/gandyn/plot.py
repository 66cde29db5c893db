"""Pictures of a run: each function draws into `ax` (or a new figure) and returns its axes.

The same look everywhere: targets are grey discs with area proportional to mass, particles are
coloured points, f is blue where negative and vermilion where positive. In more than two
dimensions two coordinates are drawn (argument `axes`) and the labels say so. Nothing is shown,
no setting of matplotlib is changed, and matplotlib is imported at the first picture.

A new picture is one function, here or in a file beside this one, and one line in `KINDS`.
"""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _marks as marks
from . import _style as style
from ._checks import as_integer
from ._plot_metrics import metrics
from ._plot_trajectories import trajectories

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .games import KernelGAN
    from .trajectory import Trajectory

    Colour = str | tuple[float, ...]


def targets(
    run_or_game: Trajectory | KernelGAN,
    ax: Axes | None = None,
    *,
    axes: Sequence[int] = (0, 1),
    equal: bool = True,
    **kw: Any,
) -> Axes:
    """Draw the targets, area proportional to mass.

    Parameters
    ----------
    run_or_game : Trajectory or KernelGAN
        What has targets (m, d) and target_weights (m,). For d = 1 they lie on a line.
    ax : Axes, optional
        Where to draw; default: a new figure.
    axes : two integers
        The coordinates drawn, from 0, when d > 2.
    equal : bool
        One unit has the same length on both axes; no meaning for d = 1.
    **kw
        For :meth:`matplotlib.axes.Axes.scatter`.

    Raises
    ------
    ValueError
        `axes` does not name two different coordinates.
    """
    game: Any = getattr(run_or_game, "game", run_or_game)
    picked = style.check_axes(axes, game.dimension)
    ax = style.plane(game, np.empty((0, game.dimension)), picked, ax, equal)
    marks.mark_targets(ax, game, picked, **kw)
    return ax


def particles(
    run: Trajectory,
    step: float | None = None,
    color: Colour = "speed",
    targets: bool = True,
    ax: Axes | None = None,
    *,
    axes: Sequence[int] = (0, 1),
    equal: bool = True,
    colorbar: bool = True,
    **kw: Any,
) -> Axes:
    """Draw the particles of one recorded frame over the targets.

    For d = 1 the particles are stacked over their positions in 60 bins; the height is the mass.

    Parameters
    ----------
    run : Trajectory
    step : number, optional
        The frame recorded nearest to this step is drawn; default: the final one.
    color : "speed", "region" or a colour of matplotlib
        speed: distance moved since the recorded frame before, per step.
        region: one colour for all particles with the same (Euclidean) nearest target; nine
        colours in turn.
    targets : bool
        Draw the targets below.
    ax, axes, equal
        As for :func:`targets`.
    colorbar : bool
        With color="speed": draw the colour bar, to the right of the axes; a figure with
        several wants `layout="constrained"`.
    **kw
        For :meth:`matplotlib.axes.Axes.scatter`.

    Raises
    ------
    TypeError, ValueError
        A wrong `color`, `axes` or `step`.
    """
    style.check_colour("color", color, ("speed", "region"))
    game, frame = run.game, style.nearest_frame(run, step)
    picked = style.check_axes(axes, game.dimension)
    cloud = run.particles[frame]
    ax = style.plane(game, cloud, picked, ax, equal)
    beneath: Any = style.TARGET
    look: dict[str, Any] = {"c": [color]}
    if color == "region":
        beneath = marks.region_colours(np.arange(len(game.targets)))
        look = {"c": marks.region_colours(marks.nearest_target(game, cloud))}
    elif color == "speed":
        speed = marks.speeds(run, frame)
        look = {"c": speed, "cmap": style.sequential(), "norm": marks.speed_norm(speed)}
    if targets:
        marks.mark_targets(ax, game, picked, beneath)
    points = marks.mark_particles(ax, run, cloud, picked, **(look | kw))
    if len(picked) == 1:
        style.mass_axis(ax)
    if color == "speed" and colorbar:
        style.colour_bar(ax, points, r"speed  $|\Delta y|$ per step")
    style.note(ax, style.when(run, frame))
    return ax


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
        As for :func:`targets`.
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


def overview(run: Trajectory, fig: Figure | None = None, **kw: Any) -> Figure:
    """Compose the four pictures: particles, tracks, discriminator, metrics.

    Parameters
    ----------
    run : Trajectory
    fig : Figure, optional
        Where to draw; default: a new one. Without a layout engine it gets the compressed one.
    **kw
        `axes` and `equal`, as for :func:`targets`.

    Raises
    ------
    ValueError
        A wrong `axes`.
    """
    picked = style.check_axes(kw.get("axes", (0, 1)), run.game.dimension)
    drawn = fig or style.new_figure(9.2, style.overview_height(run, picked))
    if fig is None or fig.get_layout_engine() is None:
        drawn.set_layout_engine("compressed", h_pad=0.08, w_pad=0.08)
    a, b, c, d = drawn.subplots(2, 2).ravel()
    trajectories(run, ax=a, **kw)
    particles(run, ax=b, **kw)
    discriminator(run, ax=c, **kw)
    metrics(run, ax=d, max_frames=40 if len(run.game.targets) < 2000 else 20)
    for letter, ax in zip("abcd", (a, b, c, d), strict=True):
        style.panel_letter(ax, letter)
    return drawn


# Every function takes the run first and returns its axes; `overview` its figure.
KINDS: dict[str, Callable[..., Any]] = {
    "overview": overview,
    "trajectories": trajectories,
    "particles": particles,
    "discriminator": discriminator,
    "metrics": metrics,
    "targets": targets,
}


def draw(run: Trajectory, kind: str = "overview", **kw: Any) -> Any:
    """Draw one kind of picture by its name.

    Parameters
    ----------
    run : Trajectory
    kind : str
        A name of `KINDS`.
    **kw
        For that function.

    Returns
    -------
    Axes
        Its `.figure` can be saved. (Figure for kind="overview"; it is its own `.figure`.)

    Raises
    ------
    ValueError
        An unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}; got {kind!r}")
    return KINDS[kind](run, **kw)


class PlotAccessor:
    """The pictures of one run, as `run.plot.particles(step=100)` or `run.plot("particles")`.

    Every name in `KINDS` is a method: that function, with the run given.
    """

    def __init__(self, run: Trajectory) -> None:
        self._run = run

    def __call__(self, kind: str = "overview", **kw: Any) -> Any:
        """See :func:`draw`."""
        return draw(self._run, kind, **kw)

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        """Return the function of `KINDS` as a method."""
        if kind not in KINDS:
            raise AttributeError(f"no picture {kind!r}: there are {', '.join(KINDS)}")
        return MethodType(KINDS[kind], self._run)

    def __dir__(self) -> list[str]:
        """Return the names, those of `KINDS` too."""
        return [*super().__dir__(), *KINDS]
