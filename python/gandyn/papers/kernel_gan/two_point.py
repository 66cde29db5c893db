"""One target and few particles: rates and ridges, dimensions, multi-scale kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _style as style
from ..._checks import Array
from ..._core import Gaussian, GaussianMixture, History, Mesh, Rates
from ...closures import moments
from ...games import KernelGAN
from ...isolated import isolated_point
from ...methods import AltGD
from ..registry import Item
from ..report import Outcome, at_least, at_most, near, same
from ..task import Task

SIGMAS, RIDGES = (0.1, 1.0, 10.0), (1.0, 0.1, 0.01)
RATES = ((1.0, 0.1), (0.1, 0.1), (0.1, 0.01), (0.01, 0.01))  # eta_d, eta_g
WORDS: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}


def hyperparameters(task: Task) -> Outcome:
    """Draw squared distance against step, four pairs of rates by three ridges."""
    steps, start = 1000, 0.1
    figure = style.new_figure(10.4, 9.0)
    panels = figure.subplots(4, 3, sharex=True)
    worst, faster = 0.0, []
    rows: dict[str, list[float]] = {
        name: [] for name in ("eta_d", "eta_g", "ridge", "sigma", "final", "smm")
    }
    for row, (eta_d, eta_g) in enumerate(RATES):
        for ridge, ax in zip(RIDGES, panels[row], strict=True):
            rates = Rates(eta_g, eta_d)
            played = task.batch(
                KernelGAN([[0.0]], ridge=ridge), AltGD(), rates=rates, num_steps=steps,
                initial=np.full((3, 1, 1), start), save_every=2, bandwidth=SIGMAS,
            )  # fmt: skip
            assert played.states is not None
            for k, (sigma, hue) in enumerate(zip(SIGMAS, style.LINES, strict=False)):
                found = played.states[k, :, 0, 0]
                model = moments(
                    Gaussian(sigma), 1.0, [1.0], [start], [[0.0]], ridge, rates, steps
                ).mean[played.frames, 0]  # fmt: skip
                ax.semilogy(played.frames, found**2 + 1e-300, color=hue, linewidth=1.1,
                            label=rf"$\sigma$ = {sigma:g}")  # fmt: skip
                ax.semilogy(played.frames, model**2 + 1e-300, color=hue, linewidth=0.9,
                            linestyle=style.DASHES[2])  # fmt: skip
                if sigma >= 1.0:
                    worst = max(worst, float(np.abs(found - model).max()) / start)
                if (eta_d, eta_g) == (0.1, 0.01) and sigma == 0.1:
                    rate = isolated_point(1.0, (1.0,), Gaussian(sigma), ridge, rates)
                    linear = abs(rate.rho_c[0]) ** played.frames[-1]
                    faster.append(linear / (np.abs(found[-25:]).max() / start))
                    ax.semilogy(
                        played.frames, (start * abs(rate.rho_c[0]) ** played.frames) ** 2,
                        color=style.PALE, linewidth=1.0, linestyle=style.DASHES[1],
                        label=r"linear, $\sigma$ = 0.1",
                    )  # fmt: skip
                for name, value in zip(
                    rows, (eta_d, eta_g, ridge, sigma, found[-1], model[-1]), strict=True
                ):
                    rows[name].append(float(value))
            ax.set_ylim(1e-14, 1.0)
            last, first = row == len(RATES) - 1, ridge == RIDGES[0]
            style.dress(ax, "step" if last else "", "squared distance" if first else "")
            style.note(
                ax, rf"$\eta_d$ = {eta_d:g}, $\eta_g$ = {eta_g:g}, $\lambda$ = {ridge:g}"
            )  # fmt: skip
    panels[2, 0].legend(**WORDS)
    claims = [
        at_most(
            "second moments against the particle, sigma = 1 and 10: largest error over 0.1", worst,
            0.06, "of the order (0.1 / sigma)^2 = 0.01 in the swing's frequency, summed over turns",
        ),
        at_least(
            "rates (0.1, 0.01), sigma = 0.1, ridge 0.01: linear theory's distance after 1000 steps "
            "over the particle's", faster[-1], 3.0,
            "curvature that accumulates damps the swing; the linear model misses it",
        ),
    ]  # fmt: skip
    caption = (
        "Squared distance of one particle from its target, from 0.1, d = 1, p = q = 1, Gaussian "
        "kernels, alternating; dotted: second moment model, dashed: linear theory where the source "
        "draws it. The model is meant for distances below the bandwidth: for 0.1 it is beyond."
    )
    return Outcome(figure, claims, caption, {"final": rows})


def dimensions(task: Task) -> Outcome:
    """Draw the squared Wasserstein distance, three numbers of particles by three dimensions."""
    sizes, sigmas = (1, 10, 100), (0.1, 0.5, 1.0)
    counts, steps = task.pick(((2, 5), 500), ((2, 5, 10), 1000))
    figure = style.new_figure(10.4, 2.5 * len(counts))
    panels = figure.subplots(len(counts), 3, sharex=True, sharey=True)
    final, tenth = np.zeros((len(counts), 3, 3)), np.zeros((len(counts), 3, 3))
    for i, count in enumerate(counts):
        for j, d in enumerate(sizes):
            start = sphere(count, d, 0.2)
            game = KernelGAN([[0.0] * d], ridge=0.1)
            played = task.batch(
                game, AltGD(), rates=Rates(0.01, 0.01), num_steps=steps, save_every=5,
                initial=np.broadcast_to(start, (3, *start.shape)), bandwidth=sigmas,
            )  # fmt: skip
            assert played.states is not None
            square = (played.states**2).sum(axis=3).mean(axis=2)
            final[i, j] = square[:, -1] / square[:, 0]
            below = square < 0.1 * square[:, :1]
            tenth[i, j] = np.where(below.any(axis=1), played.frames[below.argmax(axis=1)], np.inf)
            ax = panels[i, j]
            for curve, sigma, hue in zip(square, sigmas, style.LINES, strict=False):
                ax.semilogy(played.frames, curve, color=hue, linewidth=1.2,
                            label=rf"$\sigma$ = {sigma:g}")  # fmt: skip
            style.dress(
                ax, "step" if i == len(counts) - 1 else "", "squared $W_2$" if j == 0 else ""
            )
            style.note(ax, f"N = {count}, d = {d}")
    panels[0, 0].legend(**WORDS)
    spread = np.ptp(np.log(tenth[1:, 1:, 0]), axis=1)
    claims = [
        at_least(
            "what sigma = 1 leaves over what sigma = 0.1 leaves, least of all panels",
            final[:, :, 2] / final[:, :, 0], 1.1, "small bandwidths are far faster in the source",
        ),
        at_most(
            "log ratio of the steps to a tenth in 10 and 100 dimensions, sigma 0.1, N > 2", spread,
            0.7, "little dependence on d in the source; within a factor of 2",
        ),
    ]  # fmt: skip
    caption = (
        "Squared 2-Wasserstein distance of N particles of mass 1/N to one target (mean squared "
        "distance), from a sphere of radius 0.2 (normal draws of seed 0, normalised), Gaussian "
        "kernels, ridge 0.1, eta_g = eta_d = 0.01, alternating."
    )
    at = np.array(list(np.ndindex(*final.shape)))
    table = {
        "N": np.array(counts)[at[:, 0]], "d": np.array(sizes)[at[:, 1]],
        "sigma": np.array(sigmas)[at[:, 2]], "left": final.ravel(),
        "steps_to_a_tenth": tenth.ravel(),
    }  # fmt: skip
    return Outcome(figure, claims, caption, {"left": table})


def sphere(count: int, d: int, radius: float) -> Array:
    """Return points (count, d) on a sphere; a regular polygon for d = 2."""
    if d == 2:
        angle = 2.0 * np.pi * np.arange(count) / count
        return radius * np.column_stack([np.cos(angle), np.sin(angle)])
    points = np.random.default_rng(0).normal(size=(count, d))
    scaled: Array = radius * points / np.linalg.norm(points, axis=1, keepdims=True)
    return scaled


FLOWS = ((0.01, 2000), (1e-3, 20000))  # step and number of steps: quick, full
WIDTHS = ((0.1,), (1.0,), (10.0,), (0.1, 1.0), (1.0, 10.0), (0.1, 1.0, 10.0))


def multiscale(task: Task) -> Outcome:
    """Draw squared distance for one and several widths, from near and far."""
    starts, ridges = (0.1, 1.0, 10.0), task.pick((0.1, 0.0), (0.1, 0.01, 0.0))
    step = task.pick(*FLOWS)[0]
    figure = style.new_figure(10.4, 2.5 * len(ridges))
    panels = figure.subplots(len(ridges), 3, sharex=True)
    shape = (len(ridges), 3, len(WIDTHS))
    frames, paths = _paths(task, [(ridge, start) for ridge in ridges for start in starts], 1)
    paths = paths.reshape(*shape, -1)
    left = np.abs(paths[..., -50:]).max(axis=-1) / np.array(starts)[:, None]
    for i, ridge in enumerate(ridges):
        for j, start in enumerate(starts):
            for k, (path, widths) in enumerate(zip(paths[i, j], WIDTHS, strict=True)):
                panels[i, j].semilogy(
                    step * frames, path**2, color=style.REGIONS[k], linewidth=1.2,
                    linestyle="-" if len(widths) == 1 else style.DASHES[1],
                    label=", ".join(f"{width:g}" for width in widths),
                )  # fmt: skip
            panels[i, j].set_ylim(1e-9 * start**2, 30.0 * start**2)
            last = i == len(ridges) - 1
            style.dress(
                panels[i, j], r"time  $\tau$" if last else "", "squared distance" if j == 0 else ""
            )  # fmt: skip
            style.note(panels[i, j], rf"start {start:g}, $\lambda$ = {ridge:g}")
    _, plane = _paths(task, [(ridges[0], starts[0])], 2)
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=6, title="bandwidths",
                  title_fontsize=style.TICK, **WORDS)  # fmt: skip
    claims = [
        at_most(
            "bandwidth 0.1 from 1, and 1 from 10: the particle does not move",
            np.abs(left[:, [1, 2], [0, 1]] - 1.0), 1e-15,
            "e^-50 is nothing; curves of the source that move there are driven by its rounding",
        ),
        same(
            "ridge 0.1: widths that bring the particle nearer from every start",
            "0.1, 1, 10; 1, 10; 10",
            "; ".join(
                sorted(
                    ", ".join(f"{width:g}" for width in widths)
                    for widths, worst in zip(WIDTHS, left[0].max(axis=0), strict=True)
                    if worst < 0.9
                )
            ),
            "those with a component as wide as the farthest start; small cores are blind from afar",
        ),
        at_least(
            "ridge 0.1 from 0.1: what 10 alone leaves, which is slow from near", left[0, 0, 2], 0.1,
            "half-lives go like sigma^2",
        ),
        near(
            "ridge 0.1 from 0.1: 0.1, 1, 10 leave as little as 0.1 alone (logarithm)",
            np.log(left[0, 0, 0]), np.log(left[0, 0, 5]), 1.5,
            "the small core has the largest weight: 0.9 of the mixture",
        ),
        near(
            "ridge 0.1 from 0.1, on an axis of the plane: squared distances are those on the line",
            (paths[0, 0] / starts[0]) ** 2, (plane / starts[0]) ** 2, 1e-6,
            "one coordinate does not know of the other; 1e-6 for the two meshes",
        ),
    ]  # fmt: skip
    caption = (
        f"Squared distance of one particle from its target, d = 1, p = q = 1, eta_g = eta_d = "
        f"{step:g}, alternating; weights of several bandwidths are proportional to 1/sigma. "
        "Distances are explicit differences in float64. Where the kernel reaches the target f is "
        "kept on a mesh (tolerance 1e-9); where it is blind, the start being ten bandwidths off or "
        "more, exactly, for rounding would move the particle. The source repeats it on an axis of "
        "the plane."
    )
    at = np.array(list(np.ndindex(*left.shape)))
    table = {
        "ridge": np.array(ridges)[at[:, 0]], "start": np.array(starts)[at[:, 1]],
        "widths": [" ".join(map(str, WIDTHS[k])) for k in at[:, 2]], "left": left.ravel(),
    }  # fmt: skip
    return Outcome(figure, claims, caption, {"left": table})


def _paths(
    task: Task, places: list[tuple[float, float]], d: int
) -> tuple[NDArray[np.int64], Array]:
    """Return frames (T,) and distances (places * widths, T) from every ridge and start."""
    step, steps = task.pick(*FLOWS)
    games, begins = [], []
    for ridge, start in places:
        for widths in WIDTHS:
            kept = History() if start >= 10.0 * max(widths) else Mesh(1e-9)
            games.append(
                KernelGAN([[0.0] * d], kernel=_kernel(widths), ridge=ridge, discriminator=kept)
            )
            begins.append([[start] + [0.0] * (d - 1)])
    played = task.batch(
        games, AltGD(), rates=Rates(step, step), num_steps=steps, initial=begins,
        save_every=steps // 500,
    )  # fmt: skip
    assert played.states is not None
    return played.frames, played.states[:, :, 0, 0]


def _kernel(widths: tuple[float, ...]) -> Gaussian | GaussianMixture:
    if len(widths) == 1:
        return Gaussian(widths[0])
    weights = 1.0 / np.array(widths)
    return GaussianMixture(list(widths), list(weights / weights.sum()))


HYPERPARAMETERS = Item(
    "kernel-gan/two-point-hyperparameters",
    "Two-point hyperparameters",
    "Distance of one particle against step for four pairs of rates and three ridges",
    hyperparameters,
    (4.0, 12.0),
    {},
)
DIMENSIONS = Item(
    "kernel-gan/two-point-dimensions",
    "Two-point dimensions",
    "Decay for 2 to 10 particles in 1 to 100 dimensions",
    dimensions,
    (4.0, 15.0),
    {},
)
MULTISCALE = Item(
    "kernel-gan/two-point-multiscale",
    "Two-point multi-scale",
    "Kernels of several bandwidths are fast from near and from far",
    multiscale,
    (4.0, 50.0),
    {},
)
