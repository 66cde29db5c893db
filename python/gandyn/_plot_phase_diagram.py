"""The picture of a phase diagram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _style as style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize

    from ._checks import Array
    from .diagrams import PhaseDiagram

LABELS = {
    "bandwidth": r"bandwidth  $\sigma$",
    "ridge": r"ridge  $\lambda$",
    "generator": r"generator's rate  $\eta_g$",
    "discriminator": r"discriminator's rate  $\eta_d$",
    "rates": r"both rates  $\eta_g = \eta_d$",
    "target_weight": r"mass of the target  $p$",
    "mass": r"mass of the particles  $P$",
    "gamma": r"weight of the regulariser  $\Gamma$",
    "mixing": r"mixing of the kernel  $\alpha$",
}
HATCHES = ("", "////", "....", "xxxx", "----", "\\\\\\\\")
"""One a class of `PhaseDiagram.CLASSES`; blank, rising, dots, crossed, level, falling."""
DECADES = 0.02
"""Of the largest |log(radius)|: what is nearer to 1 is drawn evenly, the rest in logarithms."""
FINEST = 400
"""Cells along a side for hatches and for boundaries in closed form; more cannot be seen."""


def phase_diagram(
    diagram: PhaseDiagram,
    ax: Axes | None = None,
    *,
    colorbar: bool = True,
    legend: bool = True,
    limits: tuple[float, float] | None = None,
    **kw: Any,
) -> Axes:
    """Draw spectral radius (colour), classes (hatches), boundaries (lines) and the optimum (star).

    Parameters
    ----------
    diagram : PhaseDiagram
        At least 2 x 2 values.
    ax : Axes, optional
        Where to draw; default: a new figure.
    colorbar, legend : bool
        Draw the colour bar to the right, the legend above.
    limits : (float, float), optional
        Spectral radii at the ends of the colours, on both sides of 1.
    **kw
        For :meth:`matplotlib.axes.Axes.pcolormesh`.

    Raises
    ------
    ValueError
        The diagram is a line or a point.
    """
    if len(diagram.x) < 2 or len(diagram.y) < 2:
        raise ValueError(
            "diagram must have at least 2 x 2 values to be drawn, got "
            f"{len(diagram.x)} x {len(diagram.y)}"
        )
    ax = style.new_figure(6.0, 4.9).add_subplot() if ax is None else ax
    x_log, y_log = is_log(diagram.x), is_log(diagram.y)
    norm, colours = _colours(diagram, limits)
    look: dict[str, Any] = {"norm": norm, "cmap": colours, "rasterized": True, "zorder": 0.5}
    x_edges, y_edges = cell_edges(diagram.x, x_log), cell_edges(diagram.y, y_log)
    cells = ax.pcolormesh(
        x_edges, y_edges, np.ma.masked_invalid(diagram.spectral_radius), **(look | kw)
    )
    seen = _hatch(ax, diagram)
    lines = _boundaries(ax, diagram)
    marks = [*lines, *_mark(ax, diagram)]
    ax.set_xscale("log" if x_log else "linear")
    ax.set_yscale("log" if y_log else "linear")
    ax.set(xlim=(x_edges[0], x_edges[-1]), ylim=(y_edges[0], y_edges[-1]))
    style.dress(ax, _label(diagram, diagram.x_name), _label(diagram, diagram.y_name))
    if colorbar:
        _bar(ax, diagram, cells, norm)
    if legend:
        _legend(ax, diagram, seen, marks)
    return ax


# ------------------------------------------------------------------------------------- colours


def _colours(
    diagram: PhaseDiagram, limits: tuple[float, float] | None
) -> tuple[Normalize, Colormap]:
    """Return a norm with 1 in the middle: fast dark blue, slow pale, growing vermilion.

    It is asinh(log(radius) / s), so that rates of several orders of magnitude can be told apart.
    """
    from matplotlib.colors import FuncNorm

    if limits is None:
        radius = diagram.spectral_radius[np.isfinite(diagram.spectral_radius)]
        least, most = float(radius.min(initial=1.0)), float(radius.max(initial=1.0))
        fastest = max(-np.log(max(least, 1e-3)), 1e-12)
        # What grows faster than the fastest shrinks is all the same.
        grows = min(np.log(most), fastest) if most > 1.0 else fastest
        limits = (float(np.exp(-fastest)), float(np.exp(max(grows, 1e-3 * fastest))))
    scale = DECADES * max(-np.log(limits[0]), np.log(limits[1]))

    def forward(radius: Any) -> Any:
        with np.errstate(divide="ignore"):
            depth = np.arcsinh(np.log(np.maximum(radius, 1e-300)) / scale)
        return np.where(depth < 0.0, depth / low, depth / high)

    def backward(place: Any) -> Any:
        place = np.asarray(place, dtype=np.float64)
        return np.exp(scale * np.sinh(np.where(place < 0.0, place * low, place * high)))

    low = -float(np.arcsinh(np.log(limits[0]) / scale))
    high = float(np.arcsinh(np.log(limits[1]) / scale))
    return FuncNorm((forward, backward), *limits), style.diverging()


def _bar(ax: Axes, diagram: PhaseDiagram, cells: Any, norm: Any) -> None:
    """Draw the colour bar with ticks at powers of ten of the distance from 1."""
    flow = getattr(diagram.model, "order", "") == "continuous"
    label = "spectral radius  " + (r"$e^{\max\,\mathrm{Re}\, s}$" if flow else r"$\max |\rho|$")
    style.colour_bar(ax, cells, label, (ticks := _ticks(norm)))
    bar = ax.child_axes[-1]
    bar.set_yticks(ticks, [f"{tick:.6g}" for tick in ticks])
    bar.minorticks_off()
    if not np.nanmax(diagram.spectral_radius) > 1.0:
        bar.set_ylim(norm.vmin, 1.0)


def _ticks(norm: Any) -> list[float]:
    """Return 1 and a few round radii on either side, with room between them."""
    found = [1.0]
    for end in (norm.vmin, norm.vmax):
        side = 1.0 if end > 1.0 else -1.0
        reach = abs(end - 1.0)
        power = 10.0 ** np.floor(np.log10(reach))
        for distance in (power * np.floor(reach / power + 1e-9), power, power / 10, power / 100):
            tick = float(1.0 + side * distance)
            if all(abs(norm(tick) - norm(other)) > 0.07 for other in found):
                found.append(tick)
    return sorted(found)


# ------------------------------------------------------------------------------------- regions


def _thinned(diagram: PhaseDiagram) -> tuple[Any, Any]:
    """Return which columns and rows to use for what needs no more of them."""
    columns, rows = (
        np.unique(np.linspace(0, len(v) - 1, min(len(v), FINEST)).round().astype(np.int64))
        for v in (diagram.x, diagram.y)
    )
    return columns, rows


def _hatch(ax: Axes, diagram: PhaseDiagram) -> list[int]:
    """Hatch the classes and outline them; return which ones there are."""
    columns, rows = _thinned(diagram)
    classes = diagram.classes[np.ix_(rows, columns)]
    x, y = diagram.x[columns], diagram.y[rows]
    # A cell in ten thousand is where a boundary happens to pass, no region.
    share = [np.mean(diagram.classes == k) for k in range(len(diagram.CLASSES))]
    seen = [k for k in range(len(share)) if share[k] > 1e-4]
    for k in seen:
        if not HATCHES[k]:
            continue
        inside = (classes == k).astype(np.float64)
        drawn = ax.contourf(
            x, y, inside, levels=[0.5, 1.5], colors="none", hatches=[HATCHES[k]], zorder=1.0
        )
        drawn.set_edgecolor(_faint())
        drawn.set_linewidth(0.0)
        _thin_hatches(drawn)
    return seen


def _faint() -> tuple[float, float, float, float]:
    from matplotlib.colors import to_rgba

    return to_rgba(style.INK, 0.45)


def _thin_hatches(artist: Any) -> None:
    if hasattr(artist, "set_hatch_linewidth"):
        artist.set_hatch_linewidth(0.4)


def _boundaries(ax: Axes, diagram: PhaseDiagram) -> list[Any]:
    """Draw what is known in closed form, else the limits as they were computed."""
    from matplotlib.lines import Line2D

    columns, rows = _thinned(diagram)
    x, y = diagram.x[columns], diagram.y[rows]
    known = getattr(diagram.model, "boundaries", None)
    if known is None:
        levels = {"stable": 1.0 - diagram.spectral_radius[np.ix_(rows, columns)]}
        if diagram.rho_c is not None:
            half = 0.5 * np.subtract(*np.moveaxis(diagram.rho_c[np.ix_(rows, columns)], -1, 0))
            levels["window"] = (half**2).real
    else:
        levels = known(diagram.x_name, x, diagram.y_name, y)
    looks: dict[str, tuple[str, Any]] = {
        "stable": ("limit of stability", {"colors": style.INK, "linewidths": 1.6}),
        "window": ("edge of oscillation", {"colors": style.INK, "linewidths": 0.9,
                                           "linestyles": [(0, (5, 1.5))]}),
        "equal": (r"$\rho_a = \rho_b$", {"colors": style.INK, "linewidths": 0.9,
                                         "linestyles": [(0, (1.2, 1.2))]}),
    }  # fmt: skip
    drawn = []
    for name, (label, look) in looks.items():
        level = levels.get(name)
        if level is None or not (np.nanmin(level) < 0.0 < np.nanmax(level)):
            continue
        ax.contour(x, y, level, levels=[0.0], zorder=2.0, **look)
        line_look = {"linestyle": look.get("linestyles", ["-"])[0]}
        line_look |= {"color": look["colors"], "linewidth": look["linewidths"]}
        drawn.append(Line2D([], [], label=label, **line_look))
    return drawn


def _mark(ax: Axes, diagram: PhaseDiagram) -> list[Any]:
    """Mark the optimum, and where the model is now if that is in sight."""
    x, y, radius = diagram.best
    marks: list[Any] = []
    look: dict[str, Any] = {"linestyle": "", "color": "white", "markeredgecolor": style.INK}
    look |= {"zorder": 4.0}
    now = getattr(diagram.model, "values", {})
    a, b = (now.get(name, np.nan) for name in (diagram.x_name, diagram.y_name))
    if diagram.x[0] <= a <= diagram.x[-1] and diagram.y[0] <= b <= diagram.y[-1]:
        marks += ax.plot(a, b, marker="o", markersize=5.0, label="here", **look)
    if np.isfinite(radius) and radius < 1.0:
        name = f"fastest, {_number(radius)}"
        marks += ax.plot(x, y, marker="*", markersize=12.0, clip_on=False, label=name, **look)
    return marks


def _legend(ax: Axes, diagram: PhaseDiagram, seen: list[int], marks: list[Any]) -> None:
    from matplotlib.patches import Patch

    shown = [
        Patch(facecolor="white", edgecolor=style.INK, linewidth=0.5, hatch=HATCHES[k],
              label=diagram.CLASSES[k])
        for k in seen
    ]  # fmt: skip
    for patch in shown:
        _thin_hatches(patch)
    ax.legend(
        handles=[*shown, *marks], loc="lower left", bbox_to_anchor=(0.0, 1.01), ncols=3,
        frameon=False, fontsize=style.TICK, labelcolor=style.INK, borderaxespad=0.0,
        handlelength=2.0, columnspacing=1.4, handletextpad=0.5, labelspacing=0.35,
    )  # fmt: skip


# ---------------------------------------------------------------------------------------- axes


def is_log(values: Array) -> bool:
    """Whether values are spaced like powers rather than evenly."""
    if values[0] <= 0.0 or len(values) < 3:
        return False
    even, powers = np.diff(values), np.diff(np.log(values))
    return float(np.ptp(powers) / powers.mean()) < float(np.ptp(even) / even.mean())


def cell_edges(values: Array, log: bool) -> Array:
    """Return the edges of cells around values."""
    v = np.log(values) if log else values
    middle = 0.5 * (v[1:] + v[:-1])
    edges = np.concatenate([[1.5 * v[0] - 0.5 * v[1]], middle, [1.5 * v[-1] - 0.5 * v[-2]]])
    found: Array = np.exp(edges) if log else edges
    return found


def _label(diagram: PhaseDiagram, name: str) -> str:
    own = getattr(diagram.model, "labels", {})
    return str(own.get(name, LABELS.get(name, name)))


def _number(radius: float) -> str:
    return f"{radius:.3g}" if radius < 0.99 else f"{radius:.5g}"
