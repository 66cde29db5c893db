"""What the pictures of games of two vectors share: names of coordinates, planes, ends of tracks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _style as style
from ._checks import as_floats
from .vector_games import VECTOR_GAMES, DiracGAN, LinearGAN, MixtureGAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from ._checks import Array
    from .vector_games import VectorGame

# The letters of both players' vectors, by game; every other game has x and y.
LETTERS: dict[type, tuple[str, str]] = {
    DiracGAN: (r"\theta", r"\psi"),
    LinearGAN: (r"\varphi", r"\theta"),
}
INTERVALS = ("l_1", "l_2", "r_1", "r_2")


def check_game(name: str, game: object) -> None:
    """Raise a TypeError unless it is a game of two vectors."""
    if not isinstance(game, tuple(VECTOR_GAMES.values())):
        wanted = f"a VectorTrajectory, or one of {', '.join(VECTOR_GAMES)}"
        raise TypeError(f"{name} must be {wanted}, got {type(game).__name__}")


def symbol(game: VectorGame, coordinate: int) -> str:
    """Return the mathematical name of a coordinate of w."""
    size = game.generator_size
    player, index = divmod(coordinate, size) if coordinate < size else (1, coordinate - size)
    if isinstance(game, MixtureGAN):
        return f"${INTERVALS[index]}$" if player else rf"$\mu_{index + 1}$"
    letter = LETTERS.get(type(game), ("x", "y"))[player]
    lone = (game.discriminator_size if player else size) == 1
    low = "" if lone else f"_{{{index + 1}}}"
    shift = f" - v{low}" if isinstance(game, LinearGAN) and not player else ""
    return f"${letter}{low}{shift}$"


def label(game: VectorGame, coordinate: int) -> str:
    """Return whose coordinate it is, and its name."""
    player = "generator" if coordinate < game.generator_size else "discriminator"
    return f"{player}  {symbol(game, coordinate)}"


def default_plane(game: VectorGame) -> tuple[int, int]:
    """Return the first coordinate of each player; of a mixture GAN both means."""
    return (0, 1) if isinstance(game, MixtureGAN) else (0, game.generator_size)


def check_plane(plane: Any, game: VectorGame) -> tuple[int, int]:
    """Return the two coordinates of w that are drawn; None: the default ones."""
    if plane is None:
        return default_plane(game)
    good = isinstance(plane, tuple | list) and len(plane) == 2
    good = good and all(type(a) is int or isinstance(a, np.integer) for a in plane)
    if not good or plane[0] == plane[1] or not all(0 <= a < game.size for a in plane):
        wanted = f"two different integers from 0 to {game.size - 1}"
        raise ValueError(f"plane must be {wanted}, got {plane!r}")
    return (int(plane[0]), int(plane[1]))


def goal(game: VectorGame, plane: Sequence[int]) -> Array | None:
    """Return where the equilibrium lies in a plane, (2,); None: it is not known."""
    if isinstance(game, MixtureGAN):
        return np.array(game.means, dtype=np.float64)[list(plane)] if max(plane) < 2 else None
    try:
        return np.asarray(game.equilibrium()[list(plane)], dtype=np.float64)
    except ValueError:
        return None


def as_plane_points(name: str, values: Any, game: VectorGame) -> Array:
    """Return points (k, 2) of a plane or (k, n + m) of the game."""
    points = as_floats(name, values, 2, f"(k, 2) or (k, {game.size})")
    if points.shape[1] not in (2, game.size) or not len(points):
        raise ValueError(f"{name} must have shape (k, 2) or (k, {game.size}), got {points.shape}")
    return points


def corners(points: Array) -> tuple[Array, Array]:
    """Return both corners (2,) of the finite points (k, 2), with a margin."""
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return np.full(2, -1.0), np.full(2, 1.0)
    low, high = points.min(axis=0), points.max(axis=0)
    room = style.MARGIN * (high - low)
    flat = 0.5 * np.maximum(high - low == 0.0, 0.0) * np.maximum(1.0, np.abs(high))
    return low - room - flat, high + room + flat


def mark_goal(ax: Axes, game: VectorGame, plane: Sequence[int]) -> None:
    """Draw a cross at the equilibrium if it is known, above the tracks but below their ends.

    Of a mixture GAN at the true means, in both orders where they are alike; nothing is rescaled.
    """
    place = goal(game, plane)
    if place is None:
        return
    mixture = isinstance(game, MixtureGAN)
    alike = isinstance(game, MixtureGAN) and game.weight == 0.5
    places = np.stack([place, place[::-1]] if alike else [place])
    ax.plot(
        *places.T, linestyle="", marker="+", markersize=13.0, markeredgewidth=1.4,
        color=style.INK, zorder=4.0, label="true means" if mixture else "equilibrium",
        scalex=False, scaley=False,
    )  # fmt: skip


def mark_tracks(ax: Axes, tracks: Array, color: Any, **kw: Any) -> None:
    """Draw tracks (frames, k, 2), paler at first; pieces of equal length, whatever the speed."""
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgba

    for track in tracks.transpose(1, 0, 2):
        track = track[np.isfinite(track).all(axis=1)]
        if len(track) < 2:
            continue
        length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(track, axis=0).T))])
        wanted = np.linspace(0.0, length[-1], 31)
        cuts = np.unique([0, *np.searchsorted(length, wanted[1:-1]), len(track) - 1])
        pieces = [track[a : b + 1] for a, b in pairwise(cuts)]
        hues = [to_rgba(color, alpha) for alpha in np.linspace(0.45, 1.0, len(pieces))]
        look: dict[str, Any] = {"colors": hues, "linewidths": 1.2, "zorder": 3.0}
        ax.add_collection(LineCollection(pieces, **(look | kw)), autolim=False)


def mark_ends(ax: Axes, tracks: Array, color: Any = style.PARTICLE) -> None:
    """Draw an open circle at the start and a full one at the end of tracks (frames, k, 2)."""
    look: dict[str, Any] = {"linestyle": "", "marker": "o", "markersize": 5.0, "zorder": 4.5}
    ax.plot(*tracks[0].T, markerfacecolor="white", markeredgecolor=color, label="start", **look)
    ends = np.stack([last_finite(track) for track in tracks.transpose(1, 0, 2)])
    look["zorder"] = 5.5
    ax.plot(*ends.T, color=color, markeredgecolor="white", markeredgewidth=0.6, label="end", **look)


def last_finite(track: Array) -> Array:
    """Return the last finite point (2,) of a track (frames, 2); nan if there is none."""
    good = np.flatnonzero(np.isfinite(track).all(axis=1))
    return track[good[-1]] if len(good) else np.full(2, np.nan)


def caption(ax: Axes, text: str) -> None:
    """Write one quiet line above the axes and, below it, the legend; every label once."""
    from matplotlib.lines import Line2D

    handles, labels = ax.get_legend_handles_labels()
    once = dict(zip(labels, handles, strict=True))
    ax.set_title(text, loc="left", fontsize=style.TICK, color=style.PALE, pad=19.0 if once else 4.0)
    if once:
        legend = ax.legend(
            once.values(), once.keys(), ncols=len(once), frameon=False,
            loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2, borderpad=0.0,
            fontsize=style.TICK, labelcolor=style.INK,
            handlelength=1.2, handletextpad=0.4, columnspacing=1.2,
        )  # fmt: skip
        for handle in legend.legend_handles:
            if isinstance(handle, Line2D):
                handle.set_markersize(min(7.0, handle.get_markersize()))
