"""Clouds around one target whose covariance is predicted: what the items on them share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _style as style
from ..._checks import Array
from ..._core import Gaussian, Mesh, Rates
from ..._kernel import Kernel
from ..._run_moments import actual, forecast, prediction
from ...closures import principal_variances
from ...games import KernelGAN
from ...methods import AltGD, Method
from ...trajectory import Trajectory
from ..report import Claim, at_most
from ..task import Task

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

VARIANCES = (0.0376, 0.1516)
"""Of the published cloud along its axes, after its mean was removed and it was turned."""
COUNT = 20


def cloud(
    mean: Sequence[float], variances: Sequence[float], seed: int, count: int = COUNT
) -> Array:
    """Return normal points (count, 2) whose mean and covariance are exactly these."""
    points = np.random.default_rng(seed).normal(size=(count, 2))
    points -= points.mean(axis=0)
    spread, axes = np.linalg.eigh(points.T @ points / count)
    whole: Array = points @ axes / np.sqrt(spread) * np.sqrt(np.asarray(variances)) + mean
    return whole


def one_target(kernel: Kernel | float, ridge: float, mass: float, count: int) -> KernelGAN:
    """Return the game of so many particles of this mass and a target of mass 1 at 0."""
    return KernelGAN(
        [[0.0, 0.0]], target_weights=[1.0], particle_weights=[mass / count] * count,
        kernel=Gaussian(kernel) if isinstance(kernel, float) else kernel, ridge=ridge,
        discriminator=Mesh(1e-7),  # far below what is drawn or claimed, in a thirtieth of the time
    )  # fmt: skip


def play(
    task: Task,
    start: Array,
    kernel: Kernel | float,
    ridge: float,
    *,
    mass: float = 1.0,
    step: float = 0.01,
    num_steps: int = 2500,
    method: Method | None = None,
) -> Trajectory:
    """Play a cloud of this mass at a target of mass 1."""
    game = one_target(kernel, ridge, mass, len(start))
    run: Trajectory = task.simulate(
        game, AltGD() if method is None else method, rates=Rates(step, step), num_steps=num_steps,
        initial=start, save_every=10,
    )  # fmt: skip
    return run


def curves(run: Trajectory, closure: str) -> tuple[Array, Array]:
    """Return the variances along principal axes of a run and of its prediction, (T, d) each."""
    frames = np.arange(len(run.steps))
    found = principal_variances(actual(run, frames)[1])
    told = principal_variances(forecast(run, prediction(run, closure), frames)[1])
    return found, told


def error(run: Trajectory, closure: str) -> float:
    """Return the largest error of a principal variance, in units of the largest at the start."""
    found, told = curves(run, closure)
    return float(np.nanmax(np.abs(found - told)) / found[0].max())


def off(name: str, run: Trajectory, closure: str, most: float, why: str) -> Claim:
    """Claim that a closure is never farther off than this."""
    words = f"{name}: largest error of {closure} in units of the largest variance at the start"
    return at_most(words, error(run, closure), most, why)


def clear_legends(ax: Axes) -> None:
    """Remove the legends of a panel of ellipses; `legend_below` has one for all panels."""
    for legend in [ax.get_legend(), *(one for one in ax.artists if hasattr(one, "legend_handles"))]:
        if legend is not None:
            legend.remove()


def legend_below(figure: Figure) -> None:
    """Name the times of the first panel and the two kinds of ellipse below all panels."""
    from matplotlib.lines import Line2D

    looks: list[dict[str, Any]] = [
        {"color": style.INK, "linestyle": style.DASHES[k]} for k in (0, 1)
    ]
    solid, dashed = looks
    handles: list[Any] = [
        line for line in figure.axes[0].lines if not str(line.get_label()).startswith("_")
    ]
    handles += [Line2D([], [], label="particles", **solid)]
    handles += [Line2D([], [], label="second moments", **dashed)]
    figure.legend(
        handles=handles, loc="outside lower center", ncols=len(handles), frameon=False,
        fontsize=style.LABEL, labelcolor=style.INK,
    )  # fmt: skip
