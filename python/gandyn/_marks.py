"""The marks that pictures are made of: targets, particles, gradient arrows, curves.

Coordinates come as `axes`, one (d = 1) or two indices; functions draw into the axes they get.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _style as style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.colors import Normalize
    from matplotlib.contour import QuadContourSet
    from numpy.typing import NDArray

    from ._checks import Array
    from .games import KernelGAN
    from .trajectory import Trajectory

    Indices = NDArray[np.int64]


def areas(ax: Axes, weights: Array, share: float, largest: float) -> Array:
    """Return areas (k,) in square points, exactly proportional to the masses (k,).

    Together at most the `share` of the axes, each at most the share `largest`: small panels get
    small marks, and neither thousands of points nor one heavy point cover the picture.
    """
    root: Any = ax.get_figure(root=True)
    box = ax.get_window_extent()
    room = abs(box.width * box.height) * (72.0 / root.dpi) ** 2
    per_mass = min(share * room / weights.sum(), largest * room / weights.max())
    return np.asarray(weights * per_mass, dtype=np.float64)


def mark_targets(
    ax: Axes, game: KernelGAN, axes: tuple[int, ...], color: Any = style.TARGET, **kw: Any
) -> PathCollection:
    """Draw discs with area proportional to mass; for d = 1 on the line y = 0."""
    shown = game.targets[:, list(axes)]
    x, y = (shown[:, 0], np.zeros(len(shown))) if len(axes) == 1 else shown.T
    look: dict[str, Any] = {
        "s": areas(ax, game.target_weights, 0.045, 0.0028),
        "alpha": 0.55 if len(shown) > 200 else 0.32,
        "linewidths": 0.0,
        "zorder": 2.0,
        "label": "targets",
    }
    return ax.scatter(x, y, c=color, **(look | kw))


def particle_areas(ax: Axes, weights: Array) -> Array:
    """Return areas (k,) in square points for the marks of particles with these masses (k,)."""
    return areas(ax, weights, 0.06, 0.00026)


def mark_particles(
    ax: Axes, run: Trajectory, cloud: Array, axes: tuple[int, ...], **kw: Any
) -> PathCollection:
    """Draw points with area proportional to mass; for d = 1 stacked, the height being mass."""
    shown = cloud[:, list(axes)]
    x, y = shown[:, 0], shown[:, -1]
    if len(axes) == 1:
        y = stack(x, run.particle_weights, *ax.get_xlim())
    sizes = particle_areas(ax, run.particle_weights)
    look: dict[str, Any] = {
        "s": sizes,
        "edgecolors": "white",
        "linewidths": np.minimum(0.35, 0.1 * np.sqrt(sizes)),
        "zorder": 4.0,
        "label": "particles",
    }
    return ax.scatter(x, y, **(look | kw))


def stack(x: Array, weights: Array, low: float, high: float, num_bins: int = 60) -> Array:
    """Return heights (n,): each particle lies on the mass that is already in its bin."""
    edges = np.linspace(low, high, num_bins + 1)
    place = np.searchsorted(edges, x)
    heights = np.zeros(len(x))
    for one in np.unique(place):
        here = np.flatnonzero(place == one)
        here = here[np.argsort(x[here], kind="stable")]
        heights[here] = np.cumsum(weights[here])
    return heights


def speeds(run: Trajectory, frame: int) -> Array:
    """Return the distances (n,) per step since the frame before (for the first: to the next)."""
    last = max(frame, min(1, len(run.steps) - 1))
    first = max(last - 1, 0)
    moved = run.particles[last] - run.particles[first]
    return np.asarray(np.hypot.reduce(moved, axis=1) / max(1, run.steps[last] - run.steps[first]))


def speed_norm(speed: Array) -> Normalize:
    """Scale from 0 to the 99 % quantile; logarithmic where speeds span a factor of 30."""
    from matplotlib.colors import LogNorm, Normalize

    moving = speed[np.isfinite(speed) & (speed > 0.0)]
    if not len(moving):
        return Normalize(0.0, 1.0)
    low, high = np.quantile(moving, [0.02, 0.99])
    return LogNorm(low, high) if high > 30.0 * low else Normalize(0.0, high)


def nearest_target(game: KernelGAN, particles: Array) -> Indices:
    """Return the index (n,) of the Euclidean nearest target of each particle (n, d)."""
    centre = game.targets.mean(axis=0)
    targets, points = game.targets - centre, particles - centre
    half = 0.5 * np.sum(targets**2, axis=1)
    block = max(1, 4_000_000 // len(targets))
    found = [
        np.argmin(half - points[i : i + block] @ targets.T, axis=1)
        for i in range(0, len(points), block)
    ]
    return np.concatenate(found).astype(np.int64)


def region_colours(index: Indices) -> list[str]:
    """Return a colour of the qualitative palette for each target's index (n,)."""
    return [style.REGIONS[i % len(style.REGIONS)] for i in index]


def grid(ax: Axes, longest: int) -> tuple[Array, Array]:
    """Return a mesh x, y, each (rows, columns), over the limits: `longest` points a side."""
    low, high = np.array([ax.get_xlim(), ax.get_ylim()]).T
    sides = np.maximum(2, np.rint(longest * (high - low) / (high - low).max())).astype(int)
    x, y = (np.linspace(low[i], high[i], sides[i]) for i in (0, 1))
    across, up = np.meshgrid(x, y)
    return across, up


def slice_points(game: KernelGAN, axes: tuple[int, ...], x: Array, y: Array) -> Array:
    """Return points (x.size, d) of the plane through the targets' weighted mean, along two axes."""
    mean = game.target_weights @ game.targets / game.target_weights.sum()
    points = np.tile(mean, (x.size, 1))
    points[:, axes[0]], points[:, axes[1]] = x.ravel(), y.ravel()
    return points


def bands(ax: Axes, x: Array, y: Array, f: Array, levels: int | Array, **kw: Any) -> QuadContourSet:
    """Draw filled contours of f, the diverging colours centred on 0."""
    shown = np.ma.masked_invalid(f)
    if isinstance(levels, int):
        top = float(np.abs(shown).max()) if shown.count() else 0.0
        levels = (top or 1.0) * np.linspace(-1.0, 1.0, levels + 1)
    top = float(np.abs(levels).max())
    look: dict[str, Any] = {"cmap": style.diverging(), "vmin": -top, "vmax": top, "zorder": 0.5}
    return ax.contourf(x, y, shown, levels=levels, **(look | kw))


def fading_tracks(ax: Axes, tracks: Array, color: Any, **kw: Any) -> None:
    """Draw tracks (frames, k, 2), pale at first and full at the end.

    One poly-line per track and spell: every frame is there, and it draws fast.
    """
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgba

    cuts = np.unique(np.linspace(0, len(tracks) - 1, 25).astype(int))
    spells = [tracks[a : b + 1] for a, b in pairwise(cuts)]
    lines = [line for spell in spells for line in spell.transpose(1, 0, 2)]
    ages = np.linspace(0.0, 1.0, len(spells)).repeat(tracks.shape[1])
    hues = [to_rgba(color, 0.16 + 0.6 * age**1.5) for age in ages]
    look: dict[str, Any] = {"colors": hues, "linewidths": 0.7, "zorder": 3.0}
    ax.add_collection(LineCollection(lines, **(look | kw)), autolim=False)


def target_lines(ax: Axes, game: KernelGAN) -> None:
    """Draw a line at each target, width by mass, for d = 1 against time."""
    widths = 3.0 * game.target_weights / game.target_weights.max()
    for place, width in zip(game.targets[:, 0], widths, strict=True):
        ax.axhline(place, color=style.TARGET, alpha=0.3, linewidth=width, zorder=2.0)


def gradient_arrows(ax: Axes, run: Trajectory, axes: tuple[int, ...]) -> None:
    """Draw thin arrows along the gradient of f, length as the square root of its size."""
    x, y = grid(ax, 21)
    half = 0.5 * np.array([x[0, 1] - x[0, 0], y[1, 0] - y[0, 0]])
    x, y = x[:-1, :-1] + half[0], y[:-1, :-1] + half[1]
    slope = run.discriminator_gradient(slice_points(run.game, axes, x, y))[:, list(axes)]
    size = np.linalg.norm(slope, axis=1)
    seen = np.isfinite(size) & (size > 0.0025 * np.nanmax(size, initial=0.0))
    if not seen.any():
        return
    # Longest arrow: 0.9 of a cell. Direction and length in data units, so any aspect is right.
    arrow = slope[seen] / np.sqrt(size[seen] * size[seen].max())[:, None] * 1.8 * half.min()
    ax.quiver(
        x.ravel()[seen], y.ravel()[seen], arrow[:, 0], arrow[:, 1],
        angles="xy", scale_units="xy", scale=1.0, units="width", width=0.0016, pivot="mid",
        headwidth=4.0, headlength=4.5, headaxislength=4.0, color=style.INK, alpha=0.45, zorder=1.5,
    )  # fmt: skip


def curve(ax: Axes, x: Array, f: Array, **kw: Any) -> None:
    """Draw a function of one coordinate, filled blue below zero and vermilion above."""
    warm, cold = style.diverging()(0.8), style.diverging()(0.2)
    ax.fill_between(x, f, 0.0, where=f > 0.0, interpolate=True, color=warm, alpha=0.45, lw=0.0)
    ax.fill_between(x, f, 0.0, where=f < 0.0, interpolate=True, color=cold, alpha=0.45, lw=0.0)
    ax.axhline(0.0, color=style.INK, linewidth=0.5, zorder=1.0)
    look: dict[str, Any] = {"color": style.INK, "linewidth": 1.2, "zorder": 3.0}
    ax.plot(x, f, **(look | kw))
    low, high = ax.get_ylim()
    ax.set_ylim(low - 0.16 * (high - low), high)  # room for the rug


def rug(ax: Axes, run: Trajectory, targets: bool, particles: bool) -> None:
    """Draw below a curve, for d = 1: discs at the targets, ticks at the particles."""
    along = ax.get_xaxis_transform()
    if targets:
        discs = mark_targets(ax, run.game, (0,), transform=along, clip_on=False)
        discs.set_offsets(np.c_[run.game.targets[:, 0], np.full(len(run.game.targets), 0.10)])
    if particles:
        ax.plot(
            run.final.particles[:, 0], np.full(len(run.particle_weights), 0.03), linestyle="",
            marker="|", markersize=7.0, markeredgewidth=0.7, alpha=0.7, color=style.PARTICLE,
            transform=along, label="particles", zorder=4.0,
        )  # fmt: skip
