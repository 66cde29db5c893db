"""The picture of the metrics against time, and the table of what it can draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _marks as marks
from . import _style as style
from ._checks import as_integer
from .metrics import coverage, mmd, wasserstein2

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    from .trajectory import Trajectory


def _squared_mmd(run: Trajectory, frame: int) -> tuple[float, str]:
    game, cloud = run.game, run.particles[frame]
    weights = game.target_weights, run.particle_weights
    return mmd(game.kernel, game.targets, cloud, *weights, squared=True), "squared MMD"


def _w2(run: Trajectory, frame: int) -> tuple[float, str]:
    p, q = run.game.target_weights, run.particle_weights
    clouds = run.game.targets, run.particles[frame]
    projections = 256 if len(clouds[1]) <= 5000 else 64  # many points: a curve needs no more
    found = wasserstein2(*clouds, p / p.sum(), q / q.sum(), num_projections=projections)
    return float(found), "$W_2$" + (" (sliced)" if found.method == "sliced" else "")


def _uncovered(run: Trajectory, frame: int) -> tuple[float, str]:
    game, radius = run.game, style.bandwidth(run.game)
    share = coverage(game.targets, run.particles[frame], radius, game.target_weights)
    return 1.0 - share, "uncovered mass"


def _displacement(run: Trajectory, frame: int) -> tuple[float, str]:
    speed = marks.speeds(run, frame)
    mean = float(np.hypot.reduce(speed) / np.sqrt(len(speed)))
    return mean, r"r.m.s.  $|\Delta y|$ per step"


# name -> (run, frame) -> (value, label)
METRICS: dict[str, Callable[[Trajectory, int], tuple[float, str]]] = {
    "mmd": _squared_mmd,
    "wasserstein2": _w2,
    "displacement": _displacement,
    "uncovered": _uncovered,
}


def metrics(
    run: Trajectory,
    ax: Axes | None = None,
    names: Sequence[str] | None = None,
    max_frames: int = 40,
    **kw: Any,
) -> Axes:
    """Draw distances between particles and targets against time, both axes logarithmic.

    Frames at time 0 and values of 0 have no place there and are left out.

    Parameters
    ----------
    run : Trajectory
    ax : Axes, optional
        Where to draw; default: a new figure.
    names : sequence of str
        mmd: the squared MMD with the game's kernel (no unit). wasserstein2: W2 of the normalised
        masses (unit of the coordinates), called sliced where it is. displacement: root mean
        square distance moved per step. uncovered: share of the target mass without a particle
        within one bandwidth. Default: the first three.
    max_frames : int
        At most so many recorded frames, evenly spaced in log(time).
    **kw
        For :meth:`matplotlib.axes.Axes.plot`.

    Raises
    ------
    TypeError, ValueError
        An unknown name, or a wrong `max_frames`.
    """
    names = list(METRICS)[:3] if names is None else names
    names = [names] if isinstance(names, str) else names
    if not names or not set(names) <= set(METRICS):
        raise ValueError(f"names must be some of {', '.join(METRICS)}; got {', '.join(names)}")
    frames = style.evenly_in_log(run.times, as_integer("max_frames", max_frames, 1))
    ax = style.new_figure(style.WIDTH, 3.6).add_subplot() if ax is None else ax
    looks = dict(zip(METRICS, zip(style.LINES, style.DASHES, strict=False), strict=True))
    for name in names:
        hue, dash = looks[name]
        rows = [METRICS[name](run, int(k)) for k in frames]
        values, label = np.array([value for value, _ in rows]), rows[-1][1] if rows else name
        look: dict[str, Any] = {"color": hue, "linestyle": dash, "linewidth": 1.3, "gid": name}
        ax.plot(run.times[frames], values, **(look | {"label": label} | kw))
    ax.set_xscale("log")
    ax.set_yscale("log", nonpositive="mask")
    if not any((np.asarray(line.get_ydata()) > 0.0).any() for line in ax.lines):
        ax.set(xlim=(0.1, 1.0), ylim=(0.1, 1.0))
        style.note(ax, "nothing above 0 after time 0")
    only = ax.lines[-1].get_label() if len(names) == 1 else "metric"
    style.dress(ax, "time  $t$", str(only))
    ax.legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK, handlelength=1.8)
    return ax
