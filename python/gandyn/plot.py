"""Pictures of a run: each function draws into `ax` (or a new figure) and returns its axes.

The same look everywhere: targets are grey discs with area proportional to mass, particles are
coloured points, f is blue where negative and vermilion where positive. In more than two
dimensions two coordinates are drawn (argument `axes`) and the labels say so. Nothing is shown,
no setting of matplotlib is changed, and matplotlib is imported at the first picture.

Of a kernel GAN with one target `covariance` and `covariance_eigenvalues` show the cloud beside
what `gandyn.moments` predicts. Of games of two vectors there are phase portraits, tracks,
convergence against the predicted rate, and of the mixture GAN its course and the map of its
success.

A new picture is one function, here or in a file beside this one, and one line in `KINDS`; of a
vector game in `VECTOR_KINDS`.
"""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _marks as marks
from . import _style as style
from ._plot_convergence import convergence
from ._plot_discriminator import discriminator
from ._plot_metrics import metrics
from ._plot_mixture import mixture
from ._plot_moments import covariance, covariance_eigenvalues
from ._plot_portrait import portrait
from ._plot_prediction import prediction
from ._plot_success import success
from ._plot_trajectories import trajectories
from ._plot_vectors import VECTOR_KINDS, track
from .vector_trajectory import VectorTrajectory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .games import KernelGAN
    from .trajectory import Trajectory

    Colour = str | tuple[float, ...]

__all__ = [
    "KINDS",
    "VECTOR_KINDS",
    "convergence",
    "covariance",
    "covariance_eigenvalues",
    "discriminator",
    "draw",
    "kinds",
    "metrics",
    "mixture",
    "overview",
    "particles",
    "portrait",
    "prediction",
    "success",
    "targets",
    "track",
    "trajectories",
]


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
    "prediction": prediction,
}


def kinds(run: Trajectory | VectorTrajectory) -> dict[str, Callable[..., Any]]:
    """Return the pictures there are of such a run, by their names.

    Parameters
    ----------
    run : Trajectory or VectorTrajectory
    """
    return VECTOR_KINDS if isinstance(run, VectorTrajectory) else KINDS


def draw(run: Trajectory | VectorTrajectory, kind: str = "overview", **kw: Any) -> Any:
    """Draw one kind of picture by its name.

    Parameters
    ----------
    run : Trajectory or VectorTrajectory
    kind : str
        A name of `kinds(run)`: of `KINDS`, or for a game of two vectors of `VECTOR_KINDS`.
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
    table = kinds(run)
    if kind not in table:
        raise ValueError(f"kind must be one of {', '.join(table)}; got {kind!r}")
    return table[kind](run, **kw)


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
