"""Run-away: a particle without a target, driven by its own trail, and its speed."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _style as style
from ..._core import Gaussian, GaussianMixture, Rates, RationalQuadratic
from ..._kernel import Kernel
from ...games import KernelGAN
from ...methods import AltGD
from ...traps import runaway_speed
from ..registry import Item
from ..report import Outcome, near
from ..task import Task

RIDGES = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.85)  # the threshold is 1
STAYS = (1.15, 1.4)
KERNELS = (
    ("Gaussian", Gaussian(1.0)),
    ("rational quadratic", RationalQuadratic(1.0, 2.0)),
    ("Gaussian mixture", GaussianMixture([0.5, 1.0], [0.5, 0.5])),
)


def make(task: Task) -> Outcome:
    """Play strays at several ridges and kernels, and measure their speeds."""
    step, time = task.pick(0.02, 0.01), 64.0
    rates, steps = Rates(step, step), round(time / step)
    cases: list[tuple[float, Kernel]] = [(ridge, KERNELS[0][1]) for ridge in (*RIDGES, *STAYS)]
    cases += [(0.0, kernel) for _, kernel in KERNELS[1:]]
    # A target too light and too far to matter breaks the symmetry: f = 0 would move nothing.
    games = [
        KernelGAN(
            [[-2.0]], target_weights=[1e-5], particle_weights=[1.0], kernel=kernel, ridge=ridge
        )
        for ridge, kernel in cases
    ]
    played = task.batch(
        games, AltGD(), rates=rates, num_steps=steps, initial=np.zeros((len(games), 1, 1)),
        save_every=steps // 80,
    )  # fmt: skip
    assert played.states is not None
    times, paths = step * played.frames, np.abs(played.states[:, :, 0, 0])
    speeds = (paths[:, -1] - paths[:, -9]) / (times[-1] - times[-9])
    law = np.array([runaway_speed(kernel, 1.0, ridge, rates) for ridge, kernel in cases])
    n = len(RIDGES)
    figure = style.new_figure(10.0, 3.8)
    left, right = figure.subplots(1, 2)
    hues = style.sequential()(np.linspace(0.0, 0.92, n + len(STAYS)))
    for k in range(n + len(STAYS)):
        left.plot(times, paths[k], color=hues[k], linewidth=1.2, label=f"{cases[k][0]:g}")
    style.dress(left, r"time  $\tau = \eta_d k$", "distance from the start")
    words: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}
    left.legend(title=r"ridge  $\lambda$", title_fontsize=style.TICK, ncols=2, **words)
    style.panel_letter(left, "a")
    fine = np.linspace(0.0, 1.5, 120)
    curve = [runaway_speed(KERNELS[0][1], 1.0, ridge, rates) for ridge in fine]
    right.plot(fine, curve, color=style.LINES[0], linewidth=1.2, label="theory")
    right.plot(
        [case[0] for case in cases[: n + len(STAYS)]], speeds[: n + len(STAYS)], "o",
        color=style.LINES[1], markersize=5, label="runs",
    )  # fmt: skip
    right.axvline(1.0, color=style.PALE, linewidth=0.8, linestyle=style.DASHES[1])
    style.dress(right, r"ridge  $\lambda\sigma / (\sqrt{\mu}\,q)$", r"speed per unit of $\tau$")
    right.legend(**words)
    style.panel_letter(right, "b")
    why = "speed of small steps by the closed form of a steady trail"
    claims = [
        near(
            "speed for ridges 0.1 to 0.7 of the threshold", law[1 : n - 1], speeds[1 : n - 1],
            1.5e-2, f"{why}; 1.5e-2 is what steps of 0.02 allow", relative=True,
        ),
        near(
            "speed at 0.85, near the pitchfork", law[n - 1], speeds[n - 1],
            task.pick(3e-2, 1.5e-2), f"{why}; theory's tolerance there, twice that for the steps "
            "of 0.02 of the quick version", relative=True,
        ),
        near(
            "without ridge: q sqrt(mu k(0)) for three kernels", np.ones(3),
            speeds[[0, -2, -1]], 1e-3,
            "any kernel that vanishes at infinity; the rational quadratic one does so slowly, "
            "within the time played",
        ),
        near(
            "above the threshold the particle stays", np.zeros(2), speeds[n : n + 2], 1e-3,
            "stable iff ridge sigma > sqrt(mu) q",
        ),
    ]  # fmt: skip
    caption = (
        f"A particle of mass 1 far from any target, d = 1, sigma = 1, eta_d = eta_g = {step:g}, "
        "alternating. a: paths; b: speed over the last tenth against theory, Gaussian kernel. A "
        "target of mass 1e-5 at -2 gives the first push. Distance grows linearly, the squared "
        "Wasserstein distance like its square: the shape of the published curves that diverge."
    )
    table = {
        "kernel": [type(kernel).__name__ for _, kernel in cases],
        "ridge": [ridge for ridge, _ in cases], "speed": speeds, "theory": law,
    }  # fmt: skip
    return Outcome(figure, claims, caption, {"speed": table})


ITEM = Item(
    "kernel-gan/run-away",
    "Divergence of stray particles",
    "A particle without a target drives itself away from its trail: when, and how fast",
    make,
    (2.0, 5.0),
    {},
)
