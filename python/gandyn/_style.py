"""What every picture shares: palette, axes, limits, checks. Nothing is set globally.

matplotlib is imported inside the functions, so that importing this module costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._checks import as_integer, as_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.ticker import MaxNLocator
    from numpy.typing import NDArray

    from ._checks import Array
    from .games import KernelGAN
    from .trajectory import Trajectory

    Indices = NDArray[np.int64]

INK = "#2b2b2b"
PALE = "#8c8c8c"
TARGET = "#5f5f5f"
PARTICLE = "#0072b2"
# Okabe and Ito: told apart with every common form of colour blindness.
LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
# Paul Tol's "muted": nine hues for regions.
REGIONS = (
    "#332288", "#cc6677", "#117733", "#ddaa33", "#88ccee",
    "#882255", "#44aa99", "#999933", "#aa4499",
)  # fmt: skip
DASHES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), "-.")
MARGIN = 0.05  # of each side, around everything shown
WIDTH = 5.2  # of a single picture, inches
LABEL, TICK = 9.0, 8.0  # font sizes, points


def diverging() -> Colormap:
    """Return the map from blue (f < 0: too many particles) by white to vermilion (f > 0)."""
    from matplotlib.colors import LinearSegmentedColormap

    colours = ["#1f5f99", "#5f9fce", "#b9d7ea", "#fbfaf8", "#f7cfae", "#e8955a", "#bf5518"]
    return LinearSegmentedColormap.from_list("gandyn.diverging", colours, N=256)


def sequential() -> Colormap:
    """Return a map from dark to bright, without the pale end that would vanish on paper."""
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    return ListedColormap(colormaps["plasma"](np.linspace(0.0, 0.86, 256)), "gandyn.sequential")


def new_figure(width: float, height: float) -> Figure:
    """Make a figure (inches) with constrained layout, known to pyplot, never shown."""
    from matplotlib import pyplot

    return pyplot.figure(figsize=(width, height), layout="constrained", facecolor="white")


def dress(ax: Axes, xlabel: str, ylabel: str) -> None:
    """Give these axes alone thin lines, small ticks and readable labels."""
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_linewidth(0.6)
        spine.set_color(INK)
    ax.tick_params(which="major", width=0.6, length=3.0, labelsize=TICK, color=INK, labelcolor=INK)
    ax.tick_params(which="minor", width=0.4, length=1.8, color=INK)
    ax.set_xlabel(xlabel, fontsize=LABEL, color=INK)
    ax.set_ylabel(ylabel, fontsize=LABEL, color=INK)


def note(ax: Axes, text: str) -> Text:
    """Write one quiet line above the axes, on the left."""
    return ax.set_title(text, loc="left", fontsize=TICK, color=PALE, pad=4.0)


def colour_bar(ax: Axes, mappable: ScalarMappable, label: str, ticks: Any = None) -> None:
    """Draw a slim bar, exactly as tall as the axes whatever their aspect."""
    from matplotlib.ticker import ScalarFormatter

    beside = ax.inset_axes((1.025, 0.0, 0.03, 1.0))
    bar = ax.figure.colorbar(mappable, cax=beside, ticks=ticks)
    bar.outline.set_linewidth(0.4)
    beside.tick_params(which="both", width=0.5, length=2.5, labelsize=TICK, labelcolor=INK)
    if isinstance(bar.formatter, ScalarFormatter):
        bar.formatter.set_useMathText(True)
        bar.formatter.set_powerlimits((-2, 4))
        beside.yaxis.get_offset_text().set(fontsize=TICK, color=INK)
    bar.set_label(label, fontsize=LABEL, color=INK)


def zero_in_the_middle() -> MaxNLocator:
    """Place few round ticks, 0 among them."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=6, symmetric=True, steps=[1, 2, 2.5, 5, 10])


def check_axes(axes: Any, dimension: int) -> tuple[int, ...]:
    """Return the coordinates to draw: (0,) for d = 1, else two different ones, from 0."""
    if dimension == 1:
        return (0,)
    good = isinstance(axes, tuple | list) and len(axes) == 2
    good = good and all(isinstance(a, int | np.integer) and 0 <= a < dimension for a in axes)
    if not good or axes[0] == axes[1]:
        wanted = f"two different integers from 0 to {dimension - 1}"
        raise ValueError(f"axes must be {wanted}, got {axes!r}")
    return (int(axes[0]), int(axes[1]))


def check_colour(name: str, value: Any, words: tuple[str, ...] = ()) -> None:
    """Raise a ValueError that names the argument unless it is one of the words or a colour."""
    from matplotlib.colors import is_color_like

    if not (isinstance(value, str) and value in words) and not is_color_like(value):
        wanted = " or ".join([*(f'"{word}"' for word in words), "a colour of matplotlib"])
        raise ValueError(f"{name} must be {wanted}, got {value!r}")


def check_levels(levels: Any) -> int | Array:
    """Return a number of bands, or at least two rising levels."""
    if isinstance(levels, int | np.integer):
        return as_integer("levels", levels, 1)
    try:
        edges = np.asarray(levels, dtype=np.float64)
    except (TypeError, ValueError):
        edges = np.empty(0)
    if edges.ndim != 1 or edges.size < 2 or not np.all(np.diff(edges) > 0.0):
        raise ValueError(f"levels must be a number of bands or rising numbers, got {levels!r}")
    return edges


def nearest_frame(run: Trajectory, step: Any) -> int:
    """Return the index of the frame recorded nearest to a step; None: the last."""
    if step is None:
        return len(run.steps) - 1
    return int(np.argmin(np.abs(run.steps - as_number("step", step))))


def evenly(count: int, most: int) -> Indices:
    """Choose at most `most` of the indices 0..count-1, evenly spaced, the last included."""
    if most == 1:
        return np.array([count - 1], dtype=np.int64)
    return np.unique(np.rint(np.linspace(0, count - 1, min(most, count))).astype(np.int64))


def evenly_in_log(times: Array, most: int) -> Indices:
    """Choose at most `most` indices of positive times, evenly in log(time), the last included."""
    positive = np.flatnonzero(times > 0.0)
    if len(positive) <= most:
        return positive
    wanted = np.geomspace(times[positive[0]], times[positive[-1]], most)[-most:]
    found = np.unique(np.searchsorted(times, wanted * (1.0 - 1e-9)))
    found[-1] = positive[-1]
    return found.astype(np.int64)


def bandwidth(game: KernelGAN) -> float:
    """Return the kernel's length (the mean one of a mixture), 1 for a kernel without."""
    kernel: Any = game.kernel
    found = getattr(kernel, "bandwidth", None)
    return float(np.mean(getattr(kernel, "bandwidths", 1.0)) if found is None else found)


def limits(game: KernelGAN, cloud: Array, axes: tuple[int, ...]) -> tuple[Array, Array]:
    """Return the corners, each (k,), of the targets and 99 % of the particles, with a margin.

    The farthest 1 % (at least one) are shown as well unless they are runaways: more than one
    length of the box outside of it. What is a million lengths of the targets' box away is not
    shown at all. `cloud` (N, d) holds particles of one or of many frames.
    """
    low, high = game.targets[:, list(axes)].min(axis=0), game.targets[:, list(axes)].max(axis=0)
    thin = np.maximum(0.0, bandwidth(game) - 0.5 * (high - low))
    low, high = low - thin, high + thin
    cloud = cloud[:, list(axes)]
    away = np.maximum(low - cloud, cloud - high).max(axis=1)
    cloud = cloud[away <= 1e6 * (high - low).max()]
    if len(cloud):
        away = np.maximum(low - cloud, cloud - high).max(axis=1)
        core = cloud[np.argsort(away, kind="stable")[: max(1, int(0.99 * len(cloud)))]]
        low, high = np.minimum(low, core.min(axis=0)), np.maximum(high, core.max(axis=0))
        away = np.maximum(low - cloud, cloud - high).max(axis=1)
        core = cloud[away <= (high - low).max()]
        low, high = np.minimum(low, core.min(axis=0)), np.maximum(high, core.max(axis=0))
    margin = MARGIN * (high - low)
    return low - margin, high + margin


def fitting_height(low: Array, high: Array, equal: bool, width: float = WIDTH) -> float:
    """Return the height (inches) of a figure of one plane whose limits have these corners."""
    ratio = (high[1] - low[1]) / (high[0] - low[0]) if equal else 0.75
    return 0.6 + (width - 1.0) * float(np.clip(ratio, 0.3, 1.3))


def plane(
    game: KernelGAN, cloud: Array, axes: tuple[int, ...], ax: Axes | None, equal: bool
) -> Axes:
    """Dress the given axes, or those of a new figure shaped like the box, and set the limits.

    For d = 1 a line: the second axis has no unit yet.
    """
    low, high = limits(game, cloud, axes)
    if len(axes) == 1:
        ax = new_figure(WIDTH, 2.6).add_subplot() if ax is None else ax
        dress(ax, "$x$", "")
    else:
        ax = new_figure(WIDTH, fitting_height(low, high, equal)).add_subplot() if ax is None else ax
        ax.set_ylim(float(low[1]), float(high[1]))
        ax.set_aspect("equal" if equal else "auto", adjustable="box")
        dress(ax, *(axis_label(axis, game.dimension) for axis in axes))
    ax.set_xlim(float(low[0]), float(high[0]))
    return ax


def mass_axis(ax: Axes) -> None:
    """Name the second axis of stacked particles, for d = 1."""
    ax.set_ylabel("mass in the bin", fontsize=LABEL, color=INK)


def time_plane(run: Trajectory, cloud: Array, ax: Axes | None) -> Axes:
    """Prepare the axes of position against time, for d = 1."""
    ax = new_figure(WIDTH, 3.6).add_subplot() if ax is None else ax
    low, high = limits(run.game, cloud, (0,))
    start, end = float(run.times[0]), float(run.times[-1])
    ax.set_xlim(start, end if end > start else start + 1.0)
    ax.set_ylim(float(low[0]), float(high[0]))
    dress(ax, "time  $t$", "position  $x$")
    return ax


def axis_label(axis: int, dimension: int) -> str:
    """Return the coordinate's symbol; with more than two, which of how many."""
    symbol = f"$x_{{{axis + 1}}}$"
    return symbol if dimension == 2 else f"{symbol}  (coordinate {axis + 1} of {dimension})"


def when(run: Trajectory, frame: int) -> str:
    """Return step and time of a recorded frame, in words."""
    time, _, power = f"{float(run.times[frame]):.4g}".partition("e")
    exact = rf"${time} \times 10^{{{int(power)}}}$" if power else time
    return f"step {int(run.steps[frame]):,},  time {exact}"


def overview_height(run: Trajectory, axes: tuple[int, ...]) -> float:
    """Return the height (inches) at which the panels of `overview` fit the final state."""
    if len(axes) == 1:
        return 6.0
    low, high = limits(run.game, run.final.particles, axes)
    return float(np.clip(1.5 + 6.6 * (high[1] - low[1]) / (high[0] - low[0]), 4.0, 9.0))


def panel_letter(ax: Axes, letter: str) -> None:
    """Write a bold letter at the upper left, outside of the axes."""
    ax.annotate(
        letter, (0.0, 1.0), xytext=(-26.0, 4.0), xycoords="axes fraction",
        textcoords="offset points", fontsize=11.0, fontweight="bold", color=INK,
    )  # fmt: skip
