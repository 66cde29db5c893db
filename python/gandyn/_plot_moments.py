"""Pictures of a cloud's covariance: that of the particles against that predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _marks as marks
from . import _style as style
from ._checks import as_floats
from ._run_moments import LONGEST_MEMORY, actual, forecast, prediction
from .closures import Moments, principal_variances

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from ._checks import Array
    from .trajectory import Trajectory

    Indices = marks.Indices
    Prediction = Moments | str

RADIUS = 1.5  # of the ellipses, in standard deviations
NAMES = {
    "smm": "second moments",
    "smm3": "second moments, third order",
    "gaussian_source": "Gaussian source",
    "gaussian": "Gaussian cloud",
}


def covariance(
    run: Trajectory,
    moments: Prediction | None = None,
    times: ArrayLike | None = None,
    ax: Axes | None = None,
    *,
    axes: Sequence[int] = (0, 1),
    targets: bool = True,
) -> Axes:
    """Draw how a cloud around its target shrinks: ellipses actual (solid) and predicted (dashed).

    An ellipse is the mean with 1.5 standard deviations in every direction; the particles' tracks
    are faint, and cut where they begin far outside. For d = 1: the band of 1.5 standard deviations
    against time.

    Parameters
    ----------
    run : Trajectory
        Of a game with one target.
    moments : Moments or a closure's name, optional
        The prediction, by `gandyn.moments` or made by it from the run's first frame; default:
        "smm". A run that began with f = 0 and equal masses, under ``AltGD()`` or ``SimGD()``.
    times : array_like, shape (k,), optional
        Continuous times of the ellipses, the nearest recorded frames are drawn; default: four,
        evenly from the first to the last. For d = 1 without a meaning.
    ax : Axes, optional
        Where to draw; default: a new figure.
    axes : two integers
        The coordinates drawn, from 0, when d > 2.
    targets : bool
        Draw the target.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted, or the run is none of those that are predicted.
    """
    predicted = prediction(run, "smm" if moments is None else moments)
    picked = style.check_axes(axes, run.game.dimension)
    if len(picked) == 1:
        return _bands(run, predicted, targets, ax)
    frames = _frames(run, times)
    solids = _outline(*actual(run, frames), picked)
    dashes = _outline(*forecast(run, predicted, frames), picked)
    ax = _plane(run, np.concatenate(solids), picked, ax)
    if targets:
        marks.mark_targets(ax, run.game, picked)
    some = style.evenly(len(run.steps), 1000), style.evenly(run.particles.shape[1], 200)
    tracks = run.particles[np.ix_(*some, np.array(picked))]
    marks.fading_tracks(ax, tracks, style.PALE, linewidths=0.8)
    dots: dict[str, Any] = {"s": 7.0, "color": style.PALE, "linewidths": 0.0, "zorder": 3.0}
    ax.scatter(tracks[-1, :, 0], tracks[-1, :, 1], **dots)
    hues = style.sequential()(np.linspace(0.0, 0.92, len(frames)))
    for frame, hue, solid, dashed in zip(frames, hues, solids, dashes, strict=True):
        label = f"$t$ = {float(run.times[frame]):.3g}"
        ax.plot(*solid.T, color=hue, linewidth=1.5, zorder=4.0, label=label, gid="actual")
        ax.plot(
            *dashed.T, color=hue, linewidth=1.3, linestyle=style.DASHES[1], zorder=5.0,
            gid="prediction",
        )  # fmt: skip
    _legend(ax, predicted)
    _note(ax, run)
    return ax


def covariance_eigenvalues(
    run: Trajectory,
    moments: Prediction | Sequence[Prediction] | None = None,
    ax: Axes | None = None,
    *,
    max_frames: int = 400,
) -> Axes:
    """Draw the variances along a cloud's principal axes against time, actual and predicted.

    Parameters
    ----------
    run : Trajectory
        Of a game with one target.
    moments : Moments, a closure's name, or several, optional
        The predictions, as for `covariance`; default: "smm", and "gaussian" too where the kernel
        is a sum of Gaussians and the run has at most 5000 steps.
    ax : Axes, optional
        Where to draw; default: a new figure.
    max_frames : int
        At most so many recorded frames, evenly chosen.

    Raises
    ------
    TypeError, ValueError
        As for `covariance`.
    """
    if moments is None:
        memory = hasattr(run.game.kernel, "components") and run.steps[-1] <= LONGEST_MEMORY
        moments = ("smm", "gaussian") if memory else ("smm",)
    wanted = [moments] if isinstance(moments, str | Moments) else list(moments)
    predicted = [prediction(run, one) for one in wanted]
    frames = style.evenly(len(run.steps), max_frames)
    values = principal_variances(actual(run, frames)[1])
    ax = style.new_figure(style.WIDTH, 3.6).add_subplot() if ax is None else ax
    hues = [style.LINES[k % len(style.LINES)] for k in range(values.shape[1])]
    for k, hue in enumerate(hues):
        look: dict[str, Any] = {"color": hue, "linewidth": 3.2, "alpha": 0.35, "zorder": 2.0}
        ax.plot(run.times[frames], values[:, k], gid="actual", solid_capstyle="butt", **look)
    top = float(np.nanmax(values, initial=0.0)) or 1.0
    if len(hues) <= 3 and (np.diff(values[0]) > 0.07 * top).all():
        place: dict[str, Any] = {"xytext": (6.0, 5.0), "textcoords": "offset points"}
        for k, hue in enumerate(hues):
            start = (float(run.times[0]), float(values[0, k]))
            ax.annotate(rf"$\nu_{k}$", start, color=hue, fontsize=style.LABEL, **place)
    for number, theory in enumerate(predicted):
        dash = style.DASHES[1 + number % 3]
        along = principal_variances(forecast(run, theory, frames)[1])
        look = {"linestyle": dash, "linewidth": 1.2, "zorder": 3.0, "gid": "prediction"}
        for k, hue in enumerate(hues):
            ax.plot(run.times[frames], along[:, k], color=hue, **look)
    first, last = float(run.times[0]), float(run.times[-1])
    ax.set_xlim(first, last if last > first else first + 1.0)
    ax.set_ylim(0.0, 1.12 * top)
    style.dress(ax, "time  $t$", "variance along principal axes")
    _styles_legend(ax, predicted)
    _note(ax, run)
    return ax


def _frames(run: Trajectory, times: ArrayLike | None) -> Indices:
    """Return the recorded frames nearest to the times, each once, in order."""
    if times is None:
        return style.evenly(len(run.steps), 4)
    wanted = as_floats("times", times, 1, "(k,)")
    if not wanted.size:
        raise ValueError("times must have at least one entry")
    return np.unique(np.abs(run.times - wanted[:, None]).argmin(axis=1))


def _outline(mean: Array, spread: Array, axes: tuple[int, ...]) -> list[Array]:
    """Return the ellipses (181, 2) around means (k, d) with covariances (k, d, d)."""
    angle = np.linspace(0.0, 2.0 * np.pi, 181)
    circle = RADIUS * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    pick = list(axes)
    outlines = []
    for centre, matrix in zip(mean[:, pick], spread[:, pick][:, :, pick], strict=True):
        if not (np.isfinite(matrix).all() and np.isfinite(centre).all()):
            outlines.append(np.full((181, 2), np.nan))
            continue
        variances, directions = np.linalg.eigh(matrix)
        outlines.append(centre + circle * np.sqrt(np.maximum(variances, 0.0)) @ directions.T)
    return outlines


def _plane(run: Trajectory, extent: Array, axes: tuple[int, ...], ax: Axes | None) -> Axes:
    """Prepare square axes around the target, a third wider than what must be seen."""
    target = run.game.targets[0, list(axes)]
    seen = extent[np.isfinite(extent).all(axis=1)]
    half = 1.35 * float(np.abs(seen - target).max(initial=1e-300))
    ax = style.new_figure(style.WIDTH, style.WIDTH).add_subplot() if ax is None else ax
    ax.set_xlim(float(target[0]) - half, float(target[0]) + half)
    ax.set_ylim(float(target[1]) - half, float(target[1]) + half)
    ax.set_aspect("equal", adjustable="box")
    style.dress(ax, *(style.axis_label(axis, run.game.dimension) for axis in axes))
    return ax


def _bands(run: Trajectory, predicted: Moments, targets: bool, ax: Axes | None) -> Axes:
    """Draw position against time for d = 1."""
    frames = style.evenly(len(run.steps), 1000)
    some = style.evenly(len(run.steps), 50)
    ax = style.time_plane(run, run.particles[some].reshape(-1, 1), ax)
    if targets:
        marks.target_lines(ax, run.game)
    chosen = style.evenly(run.particles.shape[1], 200)
    times = run.times[frames]
    tracks = run.particles[np.ix_(frames, chosen)]
    along = np.broadcast_to(times[:, None, None], tracks.shape)
    look: dict[str, Any] = {"linewidths": 0.5, "alpha": 0.35}
    marks.fading_tracks(ax, np.concatenate([along, tracks], axis=2), style.PALE, **look)
    solid: dict[str, Any] = {"color": style.PARTICLE, "linewidth": 1.6, "gid": "actual"}
    dashed: dict[str, Any] = {"color": style.LINES[1], "linewidth": 1.3, "gid": "prediction"}
    dashed["linestyle"] = style.DASHES[1]
    sides = ((actual(run, frames), solid), (forecast(run, predicted, frames), dashed))
    for (mean, spread), line in sides:
        reach = RADIUS * np.sqrt(spread[:, 0, 0])
        for sign in (-1.0, 1.0):
            ax.plot(times, mean[:, 0] + sign * reach, zorder=4.0, **line)
    _styles_legend(ax, [predicted], solid=style.PARTICLE, dashed=style.LINES[1], width=1.6)
    _note(ax, run)
    return ax


def _legend(ax: Axes, predicted: Moments) -> None:
    """Name the times by colour and the two kinds of ellipse by line."""
    from matplotlib.lines import Line2D

    kinds = [
        Line2D([], [], color=style.INK, linewidth=1.5, label="particles"),
        Line2D(
            [], [], color=style.INK, linewidth=1.3, linestyle=style.DASHES[1],
            label=NAMES[predicted.closure],
        ),
    ]  # fmt: skip
    look: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}
    times = [line for line in ax.lines if line.get_gid() == "actual"]
    first = ax.legend(handles=times, loc="upper left", handlelength=1.2, **look)
    ax.legend(handles=kinds, loc="upper right", handlelength=2.4, **look)
    ax.add_artist(first)


def _styles_legend(
    ax: Axes,
    predicted: Sequence[Moments],
    solid: str = style.INK,
    dashed: str = style.INK,
    width: float = 3.2,
) -> None:
    """Name particles and closures by their lines."""
    from matplotlib.lines import Line2D

    alpha = 0.35 if width > 2.0 else 1.0
    handles = [Line2D([], [], color=solid, linewidth=width, alpha=alpha, label="particles")]
    for k, one in enumerate(predicted):
        look: dict[str, Any] = {"color": dashed, "linestyle": style.DASHES[1 + k % 3]}
        handles.append(Line2D([], [], linewidth=1.2, label=NAMES[one.closure], **look))
    words: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}
    ax.legend(handles=handles, loc="best", handlelength=2.6, **words)


def _note(ax: Axes, run: Trajectory) -> None:
    """Say what was played."""
    count = run.particles.shape[1]
    style.note(
        ax,
        f"{count:,} particle{'s' * (count > 1)},  ridge $\\lambda$ = {run.game.ridge:g},  "
        f"bandwidth {style.bandwidth(run.game):g},  steps {int(run.steps[0]):,} to "
        f"{int(run.steps[-1]):,}",
    )
