"""One number of a sweep over one axis or two, beside what the theory predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _style as style
from ._plot_phase_diagram import LABELS, cell_edges, is_log

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ._checks import Array
    from .sweeps.sweep import Sweep
    from .sweeps.table import Table

__all__ = ["sweep_map"]


def sweep_map(
    sweep: Sweep,
    x: str | None = None,
    y: str | None = None,
    value: str | None = None,
    ax: Axes | None = None,
    **kw: Any,
) -> Axes:
    """Draw a number over one axis of a sweep (a line) or over two (a map).

    Where points share their places, as under further axes, their mean is drawn. Points that
    diverged are crosses; where ``predicted_rate`` was measured, the line along which it is 1
    parts what the theory says converges from what diverges.

    Parameters
    ----------
    sweep : Sweep
        At least one of its points must have a result.
    x, y : str, optional
        Keys of axes; default: the first two whose values are numbers. An empty `y`: a line.
    value : str, optional
        A column of ``sweep.table()``; default: the first number that was measured.
    ax : Axes, optional
        Where to draw; default: a new figure.
    **kw
        For :meth:`matplotlib.axes.Axes.pcolormesh`, or ``plot``.

    Raises
    ------
    ValueError
        There is no such axis or number, or nothing to draw.
    """
    table = sweep.table()
    numeric = [key for key in table.swept if table[key].dtype != object]
    x = _one_of("x", x, numeric, 0)
    y = None if y == "" or (y is None and len(numeric) < 2) else _one_of("y", y, numeric, 1)
    names = [n for n, c in table.items() if n not in table.swept and c.dtype != object]
    measured = [*sweep.plan.measure, "steps"]
    value = _one_of("value", value, sorted(names, key=lambda n: _rank(n, measured)), 0)
    if y == x:
        raise ValueError(f"y must be another axis than x, got {y}")
    ax = style.new_figure(5.4, 4.2).add_subplot() if ax is None else ax
    if y is None:
        _line(ax, table, x, value, kw)
    else:
        _map(ax, table, x, y, value, kw)
    style.dress(ax, _label(x), value if y is None else _label(y))
    style.note(ax, f"{sweep.plan.name}: {table.num_rows} of {len(sweep)} points")
    return ax


def _rank(name: str, measured: list[str]) -> int:
    return measured.index(name) if name in measured else len(measured)


def _one_of(what: str, name: str | None, known: list[str], place: int) -> str:
    if not known[place:]:
        raise ValueError(f"{what}: there is nothing to draw: no numbers but {known}")
    if name is not None and name not in known:
        raise ValueError(f"{what} must be one of {', '.join(known)}, got {name}")
    return known[place] if name is None else name


def _label(key: str) -> str:
    return LABELS.get(key.rpartition(".")[2], key)


def _line(ax: Axes, table: Table, x: str, value: str, kw: dict[str, Any]) -> None:
    at, mean = _means([table[x]], table[value])
    look: dict[str, Any] = {
        "color": style.LINES[0],
        "marker": "o",
        "markersize": 3.0,
        "linewidth": 1.0,
    }
    ax.plot(at[0], mean, **(look | kw), label="measured")
    predicted = f"predicted_{value.removeprefix('fitted_')}"
    if predicted in table and predicted != value and table[predicted].dtype != object:
        at, theory = _means([table[x]], table[predicted])
        ax.plot(at[0], theory, color=style.LINES[1], linewidth=1.0, label="predicted")
        ax.legend(frameon=False, fontsize=style.TICK)
    if is_log(at[0]):
        ax.set_xscale("log")


def _map(ax: Axes, table: Table, x: str, y: str, value: str, kw: dict[str, Any]) -> None:
    columns, rows, cells = _grid(table, x, y, table[value])
    ax.set_xscale("log" if is_log(columns) else "linear")
    ax.set_yscale("log" if is_log(rows) else "linear")
    look: dict[str, Any] = {"cmap": style.sequential(), "rasterized": True}
    edges = _edges(columns), _edges(rows)
    drawn = ax.pcolormesh(*edges, np.ma.masked_invalid(cells), **(look | kw))
    style.colour_bar(ax, drawn, value)
    gone = table["status"] == "diverged"
    look = {"color": style.INK, "linewidth": 0.7, "s": 12.0}
    if gone.any():
        ax.scatter(table[x][gone], table[y][gone], marker="x", label="diverged", **look)
    if "predicted_rate" in table and min(len(columns), len(rows)) > 1:
        _, _, rates = _grid(table, x, y, table["predicted_rate"])
        if np.nanmin(rates) < 1.0 < np.nanmax(rates):
            ax.contour(columns, rows, rates, levels=[1.0], colors="white", linewidths=1.4)
            line: dict[str, Any] = {"color": "white", "linewidth": 1.4, "label": "theory: rate 1"}
            ax.plot([], [], **line)
    if ax.get_legend_handles_labels()[0]:
        above: dict[str, Any] = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "ncols": 2}
        ax.legend(fontsize=style.TICK, facecolor=style.PALE, framealpha=0.6, **above)


def _grid(table: Table, x: str, y: str, values: Array) -> tuple[Array, Array, Array]:
    """Return the places of both axes, and the mean of what was measured there, (rows, columns)."""
    (at_x, at_y), mean = _means([table[x], table[y]], values)
    columns, column = np.unique(at_x, return_inverse=True)
    rows, row = np.unique(at_y, return_inverse=True)
    cells = np.full((len(rows), len(columns)), np.nan)
    cells[row, column] = mean
    return columns, rows, cells


def _edges(values: Array) -> Array:
    """Return the edges of cells around one place or more."""
    if len(values) == 1:
        return np.array([values[0] - 0.5, values[0] + 0.5])
    return cell_edges(values, is_log(values))


def _means(places: list[Any], values: Any) -> tuple[list[Array], Array]:
    """Return the different places, and the mean of the finite values at each."""
    at, inverse = np.unique(np.column_stack(places), axis=0, return_inverse=True)
    inverse, good = inverse.ravel(), np.isfinite(values)
    sums = np.bincount(inverse[good], np.asarray(values, float)[good], len(at))
    with np.errstate(invalid="ignore"):
        mean = sums / np.bincount(inverse[good], minlength=len(at))
    return list(at.T), mean
