"""Iterates of a game of two vectors against what the spectrum of one step predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _style as style
from ._one_step import leading_eigenvalue, one_step_matrix

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ._checks import Array
    from .vector_trajectory import VectorTrajectory

FLOOR = 1e-12  # of distances, relative to the largest: what is below is rounding


def convergence(
    run: VectorTrajectory, ax: Axes | None = None, *, prediction: bool = True, **kw: Any
) -> Axes:
    """Draw the distance to the equilibrium against the step, and the slope that is predicted.

    Near the equilibrium the distance goes like rho^k, with rho the spectral radius of the matrix of
    one step there: of the method as it is, on the enlarged state where it has a memory, and of the
    exact means where a game samples minibatches. The straight line has that slope; its height is
    fitted to the half of the frames that are nearest to the equilibrium.

    Parameters
    ----------
    run : VectorTrajectory
    ax : Axes, optional
        Where to draw; default: a new figure.
    prediction : bool
        Draw the line; False: the distances alone.
    **kw
        For the curve's :meth:`matplotlib.axes.Axes.plot`.

    Raises
    ------
    ValueError
        The game has no single known equilibrium; with `prediction`, a step has no Jacobian there,
        as under Adam or RMSProp.
    """
    distances = np.asarray(run.distances)
    lead = None
    if prediction:
        matrix = one_step_matrix(run.game, run.method, run.rates)
        lead = leading_eigenvalue(matrix)
    ax = style.new_figure(style.WIDTH, 3.6).add_subplot() if ax is None else ax
    seen = np.isfinite(distances) & (distances > 0.0)
    look: dict[str, Any] = {"color": style.PARTICLE, "linewidth": 1.4, "zorder": 3.0, "gid": "run"}
    ax.plot(run.steps[seen], distances[seen], **(look | {"label": type(run.method).__name__} | kw))
    ax.set_yscale("log")
    _limits(ax, run, distances[seen])
    if lead is not None and abs(lead) > 0.0:
        _predict(ax, run, distances, lead)
    style.dress(ax, "step  $k$", r"distance to the equilibrium  $|w_k - w^*|$")
    ax.tick_params(which="minor", labelsize=style.TICK, labelcolor=style.INK)
    ax.legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK, handlelength=2.0)
    style.note(ax, f"{type(run.game).__name__},  {rates_text(run)}")
    return ax


def rates_text(run: VectorTrajectory) -> str:
    """Return both rates in a few letters."""
    eta = (run.rates.generator, run.rates.discriminator)
    if eta[0] == eta[1]:
        return rf"$\eta$ = {eta[0]:g}"
    return rf"$\eta_g$ = {eta[0]:g},  $\eta_d$ = {eta[1]:g}"


def rate_text(lead: complex) -> str:
    """Return the predicted rate, and after how many steps a leading oscillation has turned."""
    if abs(abs(lead) - 1.0) < 1e-9:
        kind = "neither grows nor shrinks"
    else:
        kind = rf"$\rho^k$,  $\rho$ = {abs(lead):.6g}"
    turn = abs(np.angle(lead))
    spin = turn > 1e-6 and turn < np.pi - 1e-6
    return f"predicted  {kind}" + (f",  a turn in {2.0 * np.pi / turn:.3g} steps" if spin else "")


def _limits(ax: Axes, run: VectorTrajectory, shown: Array) -> None:
    """Set limits by the run alone: a straight line has no end."""
    first, last = float(run.steps[0]), float(run.steps[-1])
    ax.set_xlim(first, last if last > first else first + 1.0)
    if not len(shown):
        ax.set_ylim(0.1, 1.0)
        return
    low, high = np.log10(shown.min()), np.log10(shown.max())
    room = max(0.06 * (high - low), 0.05)
    ax.set_ylim(10.0 ** max(low - room, -307.0), 10.0 ** min(high + room, 307.0))


def _predict(ax: Axes, run: VectorTrajectory, distances: Array, lead: complex) -> None:
    """Draw the line of slope log(rho) through the frames nearest to the equilibrium."""
    slope = np.log(abs(lead))
    top = distances[np.isfinite(distances)].max(initial=0.0)
    clear = np.isfinite(distances) & (distances > FLOOR * top)
    if not clear.any():
        return
    near = clear & (distances <= np.median(distances[clear]))
    height = float(np.mean(np.log(distances[near]) - slope * run.steps[near]))
    steps = np.linspace(float(run.steps[0]), float(run.steps[-1]), 200)
    with np.errstate(over="ignore", under="ignore"):
        line = np.exp(height + slope * steps)
    kept = (line > 0.0) & np.isfinite(line)
    ax.plot(
        steps[kept], line[kept], color=style.LINES[1], linestyle=style.DASHES[1], linewidth=1.3,
        zorder=4.0, gid="prediction", label=rate_text(lead),
    )  # fmt: skip
