"""The heat map of where mixture GANs must start to succeed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _style as style
from ._checks import as_floats, as_instance, as_integer, as_number
from .batch import Batch
from .vector_games import MixtureGAN

if TYPE_CHECKING:
    from collections.abc import Collection

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from ._checks import Array

DISTANCES = {"means": r"$\max_j |\mu_j - \mu_j^*|$", "tv": r"$d_{\mathrm{TV}}$"}
"""How far a generator is from the truth: names of the criteria, and how they are written."""


def success(
    tv: MixtureGAN,
    batch_or_final: Batch | ArrayLike,
    starts: ArrayLike,
    ax: Axes | None = None,
    *,
    tolerance: float = 0.1,
    criterion: str = "means",
    show: str = "share",
    num_cells: int = 10,
    colorbar: bool = True,
    **kw: Any,
) -> Axes:
    """Draw which share of a mixture GAN's runs succeeds, over the start of its means.

    A run succeeds if its distance, max_j |mu_j - mu*_j| after sorting both, is below the tolerance
    (Li et al. 2018). The means are alike when the weight is 1/2: then starts are sorted as well,
    and the map is a triangle; otherwise nothing is sorted, and it is a square.

    Parameters
    ----------
    tv : MixtureGAN
        The game, with the true means.
    batch_or_final : Batch or array_like, shape (B, 2) or (B, 6)
        How the runs ended.
    starts : array_like, shape (B, 2) or (B, 6)
        Where they began.
    ax : Axes, optional
        Where to draw; default: a new figure.
    tolerance : float
        How small the distance must be.
    criterion : "means" or "tv"
        The distance: that of the means, or the total variation between the distributions, which
        many a collapsed generator has small.
    show : "share" or "distance"
        Colours: the share of a cell's runs that succeed, or the mean of their distances, in log.
    num_cells : int
        Cells along each side. Starts on a grid of so many values have them in the middle of their
        cells; others are sorted into cells from the least to the greatest of them.
    colorbar : bool
        Draw the colour bar, to the right of the axes.
    **kw
        For :meth:`matplotlib.axes.Axes.pcolormesh`.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted.
    """
    as_instance("tv", tv, {"MixtureGAN": MixtureGAN}, "MixtureGAN()")
    final = batch_or_final.final if isinstance(batch_or_final, Batch) else batch_or_final
    begin, end = _means("starts", starts), _means("batch_or_final", final)
    if len(begin) != len(end):
        raise ValueError(f"starts must have {len(end)} rows, one a run, got {len(begin)}")
    tolerance = as_number("tolerance", tolerance)
    if not tolerance > 0.0:
        raise ValueError(f"tolerance must be positive, got {tolerance}")
    _check_word("criterion", criterion, DISTANCES)
    _check_word("show", show, ("share", "distance"))
    num_cells = as_integer("num_cells", num_cells, 1)
    goal, alike = np.asarray(tv.means, dtype=np.float64), bool(tv.weight == 0.5)
    if alike:
        begin, end, goal = np.sort(begin, axis=1), np.sort(end, axis=1), np.sort(goal)
    away = (
        np.abs(end - goal).max(axis=1)
        if criterion == "means"
        else np.asarray(tv.total_variation(end), dtype=np.float64)
    )
    good, edges = away < tolerance, _edges(begin, num_cells)
    drawn = good if show == "share" else away
    runs, sums = (
        np.histogramdd(begin, (edges, edges), weights=weights)[0]
        for weights in (None, drawn.astype(np.float64))
    )
    table = np.divide(sums, runs, out=np.full_like(sums, np.nan), where=runs > 0)

    ax = style.new_figure(5.3, 4.3).add_subplot() if ax is None else ax
    look: dict[str, Any] = {"cmap": style.sequential(), "edgecolors": "white", "linewidth": 0.6}
    look |= {"vmin": 0.0, "vmax": 1.0} if show == "share" else {"norm": _log_norm(table)}
    cells = ax.pcolormesh(edges, edges, np.ma.masked_invalid(table).T, **(look | kw))
    ax.set(xlim=(edges[0], edges[-1]), ylim=(edges[0], edges[-1]))
    ax.set_aspect("equal", adjustable="box")
    ax.plot(
        *goal, linestyle="", marker="*", markersize=11.0, color="white", zorder=3.0,
        markeredgecolor=style.INK, markeredgewidth=0.8, label="true means", clip_on=False,
    )  # fmt: skip
    ax.legend(
        loc="lower right", frameon=False, fontsize=style.TICK, labelcolor=style.INK,
        handletextpad=0.2,
    )  # fmt: skip
    names = ("smaller", "larger") if alike else ("first", "second")
    style.dress(ax, *(f"{name} mean at the start  $\\mu_{k}$" for k, name in enumerate(names, 1)))
    if colorbar:
        distance = DISTANCES[criterion]
        share = f"share of runs with  {distance} < {tolerance:g}"
        style.colour_bar(ax, cells, share if show == "share" else f"{distance}  at the end")
    style.note(ax, f"{100.0 * good.mean():.3g} % of {len(good):,} runs succeed")
    return ax


def _check_word(name: str, value: object, known: Collection[str]) -> None:
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, got {value!r}")


def _log_norm(values: Array) -> Any:
    """Return a norm in log from the least value but 0 (1e-4 at the least) to the greatest."""
    from matplotlib.colors import LogNorm

    seen = np.maximum(values[np.isfinite(values)], 1e-4)
    low, high = (float(seen.min()), float(seen.max())) if seen.size else (1e-4, 1.0)
    return LogNorm(low, max(high, 1.001 * low), clip=True)


def _means(name: str, values: Any) -> Array:
    """Return the means (B, 2) of whole states or of means alone."""
    array = np.asarray(values)
    if array.ndim != 2 or array.shape[1] not in (2, 6) or not len(array):
        raise ValueError(f"{name} must have shape (B, 2) or (B, 6), got {array.shape}")
    return as_floats(name, array[:, :2], 2, "(B, 2)")


def _edges(starts: Array, num_cells: int) -> Array:
    """Return the edges (num_cells + 1,) of the cells of both axes."""
    values = np.unique(starts.round(12))
    low, high = float(values[0]), float(values[-1])
    if low == high:
        low, high = low - 0.5, high + 0.5
    grid = np.linspace(low, high, num_cells)
    if len(values) == num_cells > 1 and np.allclose(values, grid, rtol=0.0, atol=1e-9):
        half = 0.5 * (grid[1] - grid[0])
        return np.linspace(low - half, high + half, num_cells + 1)
    return np.linspace(low, high, num_cells + 1)
