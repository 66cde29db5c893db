"""The phase portrait of a game of two vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _style as style
from . import _vector_marks as vector
from ._checks import as_integer
from ._core import Rates
from ._one_step import has_memory, population
from .batch import simulate_batch
from .vector_simulation import as_vector
from .vector_trajectory import VectorTrajectory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from ._checks import Array
    from .methods import Method
    from .vector_games import VectorGame

FLOW_STEP = 0.05  # of time, for the flow of the field
FRAMES = 1000  # of a track, at most


def portrait(
    run_or_game: VectorTrajectory | VectorGame,
    ax: Axes | None = None,
    *,
    method: Method | None = None,
    rates: Rates | None = None,
    plane: Sequence[int] | None = None,
    center: ArrayLike | None = None,
    extent: float | Sequence[float] | None = None,
    starts: ArrayLike | None = None,
    num_arrows: int = 19,
    num_steps: int = 500,
    **kw: Any,
) -> Axes:
    """Draw a game's phase portrait in the plane of two coordinates of w, and tracks on it.

    The arrows are those of the field or of one step of a method, their length proportional to the
    square root of their size. With a run: its method's, or the field's where a step depends on the
    steps before; and its track.

    Parameters
    ----------
    run_or_game : VectorTrajectory or game of two vectors
    ax : Axes, optional
        Where to draw; default: a new figure.
    method, rates : Method and Rates, optional
        Whose steps the arrows and the tracks from `starts` are. Default: the field, and its flow
        w' = field(w), by Runge and Kutta's method with steps of 0.05; of a run: its own.
    plane : two integers
        Coordinates of w, from 0. Default: the first of each player; both means of a mixture GAN.
    center : array_like, shape (n + m,)
        The middle of the picture; every other coordinate has its value of here. Default: the
        equilibrium; where none is known, the end of the run.
    extent : float or two floats
        From the middle to the edges. Default: 2; with a run, as far as its track goes.
    starts : array_like, shape (k, 2) or (k, n + m)
        Where tracks begin: points of the plane, or whole states.
    num_arrows : int
        Arrows along each side.
    num_steps : int
        Steps of the tracks from `starts`.
    **kw
        For :meth:`matplotlib.axes.Axes.quiver`.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; a method without rates; no `center` is known.
    """
    run = run_or_game if isinstance(run_or_game, VectorTrajectory) else None
    game: Any = run_or_game if run is None else run.game
    vector.check_game("run_or_game", game)
    picked = vector.check_plane(plane, game)
    middle = _middle(game, run, center, picked)
    half = _extent(extent, run, middle, picked)
    num_arrows = as_integer("num_arrows", num_arrows, 2)
    num_steps = as_integer("num_steps", num_steps, 1)
    played, rates = _played(game, run, method, rates)
    begin = None if starts is None else _states(starts, game, middle, picked)

    across, up = (np.linspace(-h, h, num_arrows) * (1.0 - 1.0 / num_arrows) for h in half)
    x, y = np.meshgrid(middle[picked[0]] + across, middle[picked[1]] + up)
    grid = np.tile(middle, (x.size, 1))
    grid[:, picked[0]], grid[:, picked[1]] = x.ravel(), y.ravel()
    moves = _moves(population(game), played, rates, grid)[:, list(picked)]

    low, high = middle[list(picked)] - half, middle[list(picked)] + half
    equal = bool(half[0] == half[1])
    if ax is None:
        ax = style.new_figure(style.WIDTH, style.fitting_height(low, high, equal)).add_subplot()
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    ax.set_aspect("equal" if equal else "auto", adjustable="box")
    style.dress(ax, *(vector.label(game, one) for one in picked))
    _arrows(ax, x.ravel(), y.ravel(), moves, 2.0 * half / num_arrows, **kw)
    if begin is not None:
        _draw(ax, _tracks(game, played, rates, begin, num_steps)[:, :, list(picked)])
    if run is not None:
        frames = style.evenly(len(run.steps), FRAMES)
        track = np.where(np.isfinite(run.states), run.states, np.nan)[frames]
        _draw(ax, track[:, None, list(picked)], style.LINES[1])
    vector.mark_goal(ax, game, picked)
    what = "the field" if played is None else f"one step of {type(played).__name__}"
    fixed = "" if game.size == 2 else ";  other coordinates fixed"
    vector.caption(ax, f"{type(game).__name__},  arrows: {what}{fixed}")
    return ax


def _middle(
    game: VectorGame, run: VectorTrajectory | None, center: Any, plane: tuple[int, int]
) -> Array:
    """Return the middle of the picture, (n + m,)."""
    if center is not None:
        middle = as_vector("center", center, game.size)
        if not np.isfinite(middle[list(plane)]).all():
            raise ValueError(f"center must be finite in the plane {plane}, got {center!r}")
        return middle
    try:
        return np.asarray(game.equilibrium(), dtype=np.float64)
    except ValueError as error:
        if run is None:
            raise ValueError(f"center must be given: {error}") from error
    middle = np.array(run.final)
    place = vector.goal(game, plane)
    middle[list(plane)] = middle[list(plane)] if place is None else place
    if not np.isfinite(middle[list(plane)]).all():
        raise ValueError(f"center must be given: the run ends at infinity in the plane {plane}")
    return middle


def _extent(
    extent: Any, run: VectorTrajectory | None, middle: Array, plane: tuple[int, int]
) -> Array:
    """Return half the sides, (2,)."""
    if extent is None:
        if run is None:
            return np.full(2, 2.0)
        away = np.abs(run.states[:, list(plane)] - middle[list(plane)])
        reach = float(away[np.isfinite(away)].max(initial=0.0))
        return np.full(2, 1.12 * reach if reach > 0.0 else 1.0)
    try:
        half = np.broadcast_to(np.asarray(extent, dtype=np.float64), 2)
    except (TypeError, ValueError):
        half = np.zeros(2)
    if not (np.isfinite(half).all() and (half > 0.0).all()):
        raise ValueError(f"extent must be one or two positive numbers, got {extent!r}")
    return half


def _played(
    game: VectorGame, run: VectorTrajectory | None, method: Method | None, rates: Rates | None
) -> tuple[Method | None, Rates]:
    """Return whose steps are drawn (None: the field), and the rates."""
    if rates is None and run is not None:
        rates = run.rates
    if method is None and run is not None and not has_memory(game, run.method, run.rates):
        method = run.method
    if method is not None and rates is None:
        raise ValueError("rates must be given with a method, such as Rates(0.1, 0.1), got None")
    return method, Rates() if rates is None else rates


def _states(starts: Any, game: VectorGame, middle: Array, plane: tuple[int, int]) -> Array:
    """Return whole states (k, n + m) of starts in the plane, or of whole ones."""
    points = vector.as_plane_points("starts", starts, game)
    if points.shape[1] == game.size and (game.size != 2 or plane == (0, 1)):
        return points
    states = np.tile(middle, (len(points), 1))
    states[:, list(plane)] = points
    return states


def _moves(game: VectorGame, method: Method | None, rates: Rates, points: Array) -> Array:
    """Return the field at points (k, n + m), or a step from each; 0 where it is not finite."""
    if method is None:
        moves = game.field(points)
    else:
        batch = simulate_batch(game, method, rates=rates, num_steps=1, initial=points)
        with np.errstate(invalid="ignore"):  # between infinite ends of intervals
            moves = batch.final - points
    return np.where(np.isfinite(moves), moves, 0.0)


def _tracks(
    game: VectorGame, method: Method | None, rates: Rates, starts: Array, num_steps: int
) -> Array:
    """Return tracks (frames, k, n + m), nan after the end of a run."""
    if method is None:
        return _flow(game, starts, num_steps)
    every = -(-num_steps // FRAMES)
    batch = simulate_batch(
        game, method, rates=rates, num_steps=num_steps, initial=starts, save_every=every
    )
    assert batch.states is not None
    return batch.states.transpose(1, 0, 2)


def _flow(game: VectorGame, starts: Array, num_steps: int) -> Array:
    """Return the flow w' = field(w), (num_steps + 1, k, n + m), of order 4 in the step."""
    h, w = FLOW_STEP, starts
    frames = [w]
    with np.errstate(all="ignore"):  # a flow may end at infinity
        for _ in range(num_steps):
            a = game.field(w)
            b = game.field(w + 0.5 * h * a)
            c = game.field(w + 0.5 * h * b)
            w = w + h / 6.0 * (a + 2.0 * b + 2.0 * c + game.field(w + h * c))
            frames.append(w)
    tracks = np.stack(frames)
    return np.where(np.isfinite(tracks), tracks, np.nan)


def _arrows(ax: Axes, x: Array, y: Array, moves: Array, cell: Array, **kw: Any) -> None:
    """Draw the moves (k, 2) from points; the longest 0.9 of a cell, in units of the cell."""
    shape = moves / cell
    size = np.hypot(*shape.T)
    seen = size > 1e-6 * size.max(initial=0.0)
    if not seen.any():
        return
    arrow = 0.9 * cell * shape[seen] / np.sqrt(size[seen] * size[seen].max())[:, None]
    look: dict[str, Any] = {
        "angles": "xy", "scale_units": "xy", "scale": 1.0, "units": "width", "width": 0.0026,
        "pivot": "mid", "headwidth": 5.0, "headlength": 5.5, "headaxislength": 5.0,
        "color": style.PALE, "zorder": 1.5,
    }  # fmt: skip
    ax.quiver(x[seen], y[seen], arrow[:, 0], arrow[:, 1], **(look | kw))


def _draw(ax: Axes, tracks: Array, color: str = style.PARTICLE) -> None:
    """Draw tracks (frames, k, 2) with their ends."""
    vector.mark_tracks(ax, tracks, color)
    vector.mark_ends(ax, tracks, color)
