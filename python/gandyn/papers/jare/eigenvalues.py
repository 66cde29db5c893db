"""Theorems 1 to 3: eigenvalues of SimGD, ConOpt and JARE, and their two factors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _style as style
from ..._core import JARE, ConOpt, LinearGAN
from ...methods import Method
from ...phases import stability
from ..registry import Item
from ..report import Claim, Outcome, at_most, near
from ..task import Task
from .spectra import ABLATIONS, GAME, METHODS, STD, closed_form, exponents, ordered

TABLE = {"SimGD": (3.957, 18.105), "ConOpt": (0.0, 272.3), "JARE": (0.0, 5.906)}
THRESHOLDS = {0.1: 199.995, 0.3: 22.18, 0.7: 3.8366, 1.0: 1.5, 1.4: 0.0404}
WORDS: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}


def make(task: Task) -> Outcome:
    """Draw both factors over (s, |v|) and over gamma, and check the theorems."""
    size = task.pick(24, 40)
    stds, means = np.linspace(0.1, 2.0, size), np.linspace(0.0, 3.0, size)
    figure = style.new_figure(10.8, 8.4)
    grid = figure.add_gridspec(3, 3, height_ratios=(1.0, 1.0, 1.1))
    claims, wrong = [], 0.0
    table: dict[str, Any] = {}
    for column, (name, method) in enumerate(METHODS.items()):
        spectra = np.array(
            [[exponents(LinearGAN([0.0, v], s), method) for s in stds] for v in means]
        )
        blocks = np.stack(np.broadcast_arrays(stds**2, stds**2 + means[:, None] ** 2), axis=-1)
        told = closed_form(name, blocks, 10.0).reshape(*spectra.shape)
        wrong = max(wrong, _apart(spectra, told))
        says = stability(spectra)
        factors = (("zeta", says.phase_factor), ("tau", says.conditioning_factor))
        for row, (symbol, values) in enumerate(factors):
            ax = figure.add_subplot(grid[row, column])
            _map(ax, stds, means, values, symbol, name)
            table[f"{name}_{symbol}"] = values.ravel()
        zeta, tau = TABLE[name]
        here = stability(exponents(GAME, method))
        claims += [
            near(
                f"{name}: phase factor zeta at s = 0.7, |v| = 2", zeta, here.phase_factor, 5e-4,
                "independent computation, 4 digits",
            ),
            near(
                f"{name}: conditioning factor tau", tau, here.conditioning_factor, 1e-3,
                "the same", relative=True,
            ),
        ]  # fmt: skip
    claims.insert(
        0,
        at_most(
            "Theorems 1 to 3: largest error of an eigenvalue over the whole map, gamma = 10", wrong,
            1e-6, "closed forms; where two eigenvalues meet, rounding grows to its square root",
        ),
    )  # fmt: skip
    _gammas(figure, grid)
    claims += _more_claims()
    caption = (
        "Phase factor zeta = max |Im/Re| (0: nothing turns) and conditioning factor tau = max/min "
        "modulus of the eigenvalues of three methods at the equilibrium of the linear GAN, n = 2, "
        "vanilla loss, gamma = 10, over the data's standard deviation s and distance |v|; the ring "
        "marks the published s = 0.7, |v| = 2. Below: the same against gamma there. The theorems "
        "hold at the equilibrium only; the source gives Theorems 1 and 3, Theorem 2 is derived."
    )
    v, s = np.meshgrid(means, stds, indexing="ij")
    data = {"map": {"s": s.ravel(), "v": v.ravel(), **table}}
    return Outcome(figure, claims, caption, data)


def _apart(one: Any, other: Any) -> float:
    """Return the largest distance between two sets of eigenvalues (..., k), paired by order."""
    pairs = zip(one.reshape(-1, one.shape[-1]), other.reshape(-1, one.shape[-1]), strict=True)
    return max(
        float(np.abs(np.sort_complex(np.round(a, 9)) - np.sort_complex(np.round(b, 9))).max())
        / max(1.0, float(np.abs(b).max()))
        for a, b in pairs
    )


def _map(ax: Any, stds: Any, means: Any, values: Any, symbol: str, name: str) -> None:
    top = 10.0 if symbol == "zeta" else 1e3
    shown = np.log10(np.clip(values, 1.0 if symbol == "tau" else 0.01, top))
    low = 0.0 if symbol == "tau" else -2.0
    cells = ax.pcolormesh(stds, means, shown, cmap=style.sequential(), vmin=low, vmax=np.log10(top),
                          rasterized=True)  # fmt: skip
    ax.plot(STD, 2.0, "o", color="none", markeredgecolor="white", markersize=7)
    style.dress(ax, "standard deviation  $s$", "distance  $|v|$")
    ax.set_title(rf"{name}:  $\{symbol}$", loc="left", fontsize=style.LABEL, color=style.INK)
    style.colour_bar(ax, cells, rf"$\log_{{10}}\ \{symbol}$")


def _gammas(figure: Any, grid: Any) -> None:
    gammas = np.geomspace(0.1, 1e4, 60)
    kinds: dict[str, Any] = {
        "ConOpt": ConOpt,
        "JARE": JARE,
        "one-sided": lambda gamma: JARE(gamma, players="generator"),
    }
    axes = [figure.add_subplot(grid[2, :2]), figure.add_subplot(grid[2, 2])]
    for (name, kind), hue in zip(kinds.items(), style.LINES, strict=False):
        says = stability(np.array([exponents(GAME, kind(float(gamma))) for gamma in gammas]))
        for ax, values in zip(axes, (says.conditioning_factor, says.phase_factor), strict=True):
            ax.plot(gammas, values, color=hue, linewidth=1.3, label=name)
    for ax, label in zip(
        axes, (r"conditioning factor  $\tau$", r"phase factor  $\zeta$"), strict=True
    ):
        ax.set_xscale("log")
        style.dress(ax, r"weight  $\gamma$", label)
    axes[0].set_yscale("log")
    axes[0].legend(**WORDS)


def _more_claims() -> list[Claim]:
    def tau(method: Method, game: LinearGAN = GAME) -> float:
        return float(stability(exponents(game, method)).conditioning_factor)

    turns = []
    for s, gamma in THRESHOLDS.items():
        game = LinearGAN([0.0, 2.0], s)
        below, above = (
            stability(exponents(game, JARE(gamma * factor))).phase_factor for factor in (0.99, 1.01)
        )
        turns.append(float(below > 1e-6 and above < 1e-6))
    wrong = 0.0
    for method in ABLATIONS.values():
        told = closed_form("one-sided", np.array([0.49, 4.49]), 10.0).ravel()
        wrong = max(wrong, float(np.abs(ordered(told) - ordered(exponents(GAME, method))).max()))
    return [
        near(
            "JARE: eigenvalues become real within 1 % of gamma = (4 - s^4) / (2 s^2), five s", 1.0,
            turns, 0.0, "threshold of the block of least b; 1: complex just below, real just above",
        ),
        near(
            "ConOpt, gamma = 1e8: tau tends to beta^8-like 489.07, not to 1", 489.07,
            tau(ConOpt(1e8)), 1e-3, "rho^2, rho = c + sqrt(c^2 - 1), c = 1 + beta^4 / 2",
            relative=True,
        ),
        near(
            "JARE: (tau - 1) sqrt(gamma) at 1e8 over that at 1e6", 1.0,
            10.0 * (tau(JARE(1e8)) - 1.0) / (tau(JARE(1e6)) - 1.0), 0.02,
            "tau tends to 1 like 1 + O(gamma^-1/2)",
        ),
        near(
            "one-sided, gamma = 1e4: tau over gamma^2 / 4", 1.0,
            tau(JARE(1e4, players="generator")) / 2.5e7, 0.01,
            "the product of a pair stays 1/4: the phase is cured, the conditioning destroyed",
        ),
        at_most(
            "one-sided penalties: largest error of an eigenvalue, gamma = 10", wrong, 1e-12,
            "[-(2b + gamma) +- sqrt((2b + gamma)^2 - 16)] / 8, the same for either player",
        ),
    ]  # fmt: skip


ITEM = Item(
    "jare/eigenvalues",
    "Theorems 1 to 3; phase and conditioning factors",
    "Eigenvalues of SimGD, ConOpt and JARE over spread and distance of the data, and over gamma",
    make,
    (4.0, 12.0),
    {},
)
