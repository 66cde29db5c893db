"""Pictures of runs of games of two vectors: the track, the table of kinds, `run.plot`."""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _style as style
from . import _vector_marks as vector
from ._plot_convergence import convergence
from ._plot_mixture import mixture
from ._plot_portrait import FRAMES, portrait
from .vector_games import LinearGAN, MixtureGAN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .vector_trajectory import VectorTrajectory

PANELS = 9  # of a linear GAN's track, at most


def track(
    run: VectorTrajectory,
    ax: Axes | None = None,
    *,
    plane: Sequence[int] | None = None,
    color: str | tuple[float, ...] = style.PARTICLE,
    **kw: Any,
) -> Axes:
    """Draw the run's track in the plane of two coordinates of w, pale at first.

    An open circle is the start, a full one the end, a grey cross the equilibrium.

    Parameters
    ----------
    run : VectorTrajectory
    ax : Axes, optional
        Where to draw; default: a new figure.
    plane : two integers
        Coordinates of w, from 0. Default: the first of each player; both means of a mixture GAN;
        of a linear GAN without `ax` every pair (phi_i - v_i, theta_i), up to nine, each in a panel
        of its own.
    color : colour of matplotlib
    **kw
        For :class:`matplotlib.collections.LineCollection`.

    Returns
    -------
    Axes
        Of several panels the first; all are in ``.figure.axes``.

    Raises
    ------
    ValueError
        A wrong `plane` or `color`.
    """
    style.check_colour("color", color)
    game = run.game
    planes = [vector.check_plane(plane, game)]
    if plane is None and ax is None and isinstance(game, LinearGAN):
        size = game.generator_size
        planes = [(i, size + i) for i in range(min(size, PANELS))]
    panels = _panels(len(planes)) if ax is None else [ax]
    for panel, picked in zip(panels, planes, strict=True):
        _track(run, panel, picked, color, **kw)
    names = f"{type(run.game).__name__},  {type(run.method).__name__}"
    span = f"steps {int(run.steps[0]):,} to {int(run.steps[-1]):,}"
    vector.caption(panels[0], f"{names},  {span}")
    return panels[0]


def _panels(count: int) -> list[Axes]:
    """Return the axes of a new figure, at most three a row."""
    columns = min(count, 3)
    rows = -(-count // columns)
    width = {1: style.WIDTH, 2: 7.2}.get(columns, 9.6)
    figure = style.new_figure(width, 3.9 if count == 1 else 0.4 + 3.0 * rows)
    return [figure.add_subplot(rows, columns, k + 1) for k in range(count)]


def _track(run: VectorTrajectory, ax: Axes, picked: tuple[int, int], color: Any, **kw: Any) -> None:
    """Draw the track in one plane."""
    frames = style.evenly(len(run.steps), FRAMES)
    track = np.where(np.isfinite(run.states), run.states, np.nan)[frames][:, None, list(picked)]
    place = vector.goal(run.game, picked)
    shown = track[:, 0] if place is None else np.vstack([track[:, 0], place])
    low, high = vector.corners(shown)
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    vector.mark_tracks(ax, track, color, **kw)
    vector.mark_ends(ax, track, color)
    vector.mark_goal(ax, run.game, picked)
    style.dress(ax, *(vector.label(run.game, one) for one in picked))


def overview(run: VectorTrajectory, fig: Figure | None = None) -> Figure:
    """Compose two pictures: portrait and convergence; of a mixture GAN track and mixture.

    Where there is no equilibrium or no predicted rate, the track, or the distances alone.

    Parameters
    ----------
    run : VectorTrajectory
    fig : Figure, optional
        Where to draw; default: a new one.
    """
    drawn = fig or style.new_figure(10.4 if isinstance(run.game, MixtureGAN) else 9.2, 4.0)
    left, right = drawn.subplots(1, 2)
    if isinstance(run.game, MixtureGAN):
        track(run, left)
        mixture(run, right)
    else:
        portrait(run, left)
        try:
            convergence(run, right)
        except ValueError:
            convergence(run, right, prediction=False)
    for letter, ax in zip("ab", (left, right), strict=True):
        style.panel_letter(ax, letter)
    return drawn


# Every function takes the run first and returns its axes; `overview` its figure.
VECTOR_KINDS: dict[str, Callable[..., Any]] = {
    "overview": overview,
    "portrait": portrait,
    "track": track,
    "convergence": convergence,
    "mixture": mixture,
    "prediction": convergence,
}


class VectorPlots:
    """The pictures of one run, as `run.plot.track()` or `run.plot("track")`.

    Every name in `VECTOR_KINDS` is a method: that function, with the run given.
    """

    def __init__(self, run: VectorTrajectory) -> None:
        self._run = run

    def __call__(self, kind: str = "overview", **kw: Any) -> Any:
        """See :func:`gandyn.plot.draw`."""
        from .plot import draw

        return draw(self._run, kind, **kw)

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        """Return the function of `VECTOR_KINDS` as a method."""
        if kind not in VECTOR_KINDS:
            raise AttributeError(f"no picture {kind!r}: there are {', '.join(VECTOR_KINDS)}")
        return MethodType(VECTOR_KINDS[kind], self._run)

    def __dir__(self) -> list[str]:
        """Return the names, those of `VECTOR_KINDS` too."""
        return [*super().__dir__(), *VECTOR_KINDS]
