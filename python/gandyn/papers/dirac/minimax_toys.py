"""Three functions of two numbers: which methods find local minimax points, and only these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ... import _style as style
from ..._core import ExtraGradient, FollowTheRidge, Optimistic, QuadraticGame, Rates
from ...jacobians import update_jacobian
from ...methods import SGA, ConOpt, Method, SimGD
from ..registry import Item
from ..report import Claim, Outcome, near, same, unknowable
from ..task import Task


@dataclass(frozen=True)
class Toy:
    """A quadratic function f(x, y), where it is played from, and whether (0, 0) is minimax."""

    name: str
    words: str
    game: QuadraticGame
    start: tuple[float, float]
    minimax: bool


def quadratic(b: float, c: float, d: float) -> QuadraticGame:
    """Return the game f = b x^2 / 2 + c x y + d y^2 / 2."""
    return QuadraticGame(xx=[[b]], xy=[[c]], yy=[[d]])


TOYS = (
    Toy("f1", "$-3x^2 - y^2 + 4xy$", quadratic(-6.0, 4.0, -2.0), (5.0, 7.0), True),
    Toy("f2", "$3x^2 + y^2 + 4xy$", quadratic(6.0, 4.0, 2.0), (6.0, 5.0), False),
    Toy("f3 near 0", "$-0.5x^2 - 0.1y^2 + 0.6xy$", quadratic(-1.0, 0.6, -0.2), (0.7, 0.5), True),
)
METHODS: dict[str, Method] = {
    "SimGD": SimGD(),
    "ExtraGradient": ExtraGradient(),
    "Optimistic": Optimistic(),
    "ConOpt": ConOpt(0.1),
    "SGA": SGA(1.0),
    "FollowTheRidge": FollowTheRidge(),
}
STEPS = 1000
FINDS = {"f1": 0.9, "f2": 1.1, "f3 near 0": 0.99}
"""Factor a step of FollowTheRidge: 1 + eta times the larger of D and -(B - C D^-1 C)."""


def make(task: Task) -> Outcome:
    """Play every function by every method."""
    figure = style.new_figure(11.0, 4.4)
    panels = figure.subplots(1, 3)
    claims: list[Claim] = []
    columns: dict[str, list[Any]] = {
        name: [] for name in ("function", "method", "radius", "distance")
    }
    for ax, toy, letter in zip(panels, TOYS, "abc", strict=True):
        size = 1.7 * max(toy.start)
        _levels(ax, toy, size)
        told, found = [], []
        for (name, method), hue in zip(METHODS.items(), style.REGIONS, strict=False):
            rate = 0.01 if name == "SGA" else 0.05
            rates = Rates(rate, rate)
            run = task.play(toy.game, method, rates=rates, num_steps=STEPS, initial=list(toy.start))
            step = update_jacobian(toy.game, method, [0.0, 0.0], rates)
            radius = float(np.abs(step.eigenvalues).max())
            told += [name] * (radius < 1.0)
            found += [name] * bool(run.distances[-1] < 0.02 * run.distances[0])
            track = run.states[np.abs(run.states).max(axis=1) < 4.0 * size]
            dash = style.DASHES[name not in ("SimGD", "FollowTheRidge")]
            ax.plot(*track.T, color=hue, linewidth=1.2, label=name, linestyle=dash)
            for key, value in zip(
                columns, (toy.name, name, radius, run.distances[-1]), strict=True
            ):
                columns[key].append(value)
            if name == "FollowTheRidge":
                late = run.distances[run.distances > 1e-250][-20:]
                claims.append(
                    near(
                        f"{toy.name}: factor a step of FollowTheRidge", FINDS[toy.name],
                        (late[-1] / late[0]) ** (1.0 / (len(late) - 1)), 1.5e-3,
                        "1 + eta max(D, -(B - C D^-1 C)), theory's second-order values; a pair of "
                        "equal factors comes near it like 1/steps, 1.1e-3 after 1000",
                    )
                )  # fmt: skip
        ax.plot(*toy.start, "o", color=style.INK, markersize=4)
        ax.plot(0, 0, "+", color=style.INK, markersize=9)
        ax.set(xlim=(-size, size), ylim=(-size, size), aspect="equal")
        style.dress(ax, "$x$, minimises", "$y$, maximises" if letter == "a" else "")
        ax.set_title(f"{toy.name}: {toy.words}", loc="left", fontsize=style.TICK, color=style.INK)
        style.panel_letter(ax, letter)
        claims.append(
            same(
                f"{toy.name}: methods that end at (0, 0)", ", ".join(told), ", ".join(found),
                "spectral radius below 1; ended: fifty times nearer after 1000 steps",
            )
        )  # fmt: skip
        claims.append(
            same(
                f"{toy.name}: FollowTheRidge ends at (0, 0) iff it is a local minimax point",
                toy.minimax, "FollowTheRidge" in found, "D < 0 and B - C D^-1 C > 0",
            )
        )  # fmt: skip
    claims.append(
        unknowable(
            "f3 from (7, 5), far from 0",
            "the package's games of two vectors have no function of one's own, so f3 is played as "
            "its second-order part, from a tenth of that start; its ends far from 0 are not shown",
        )
    )  # fmt: skip
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=6, frameon=False,
                  fontsize=style.TICK, labelcolor=style.INK)  # fmt: skip
    caption = (
        "Tracks from the dot over level lines of f; eta = 0.05 (SGA: 0.01, weight 1; ConOpt: "
        f"gamma 0.1), {STEPS} steps. (0, 0), the cross, is a local minimax point of f1 and f3, of "
        "f2 it is not, though the gradient methods end there. f3 = (0.4 x^2 - 0.1 (y - 3x + "
        "0.05 x^3)^2 - 0.01 y^4) exp(-0.01 (x^2 + y^2)) is played as its second-order part, from "
        "(0.7, 0.5); the source begins at (7, 5)."
    )
    return Outcome(figure, claims, caption, {"ends": columns})


def _levels(ax: Any, toy: Toy, size: float) -> None:
    x, y = np.meshgrid(*(np.linspace(-size, size, 161),) * 2)
    points = np.column_stack([x.ravel(), y.ravel()])
    values = np.asarray(toy.game.loss(points)).reshape(x.shape)
    ax.contour(x, y, np.sign(values) * np.sqrt(np.abs(values)), levels=14, linewidths=0.5,
               colors=style.PALE, alpha=0.5)  # fmt: skip


ITEM = Item(
    "dirac/minimax-toys",
    "Toy functions f1 to f3 (Wang, Zhang and Ba, ICLR 2020, arXiv:1910.07512)",
    "Which methods find local minimax points of two numbers, and which find others too",
    make,
    (1.5, 1.5),
    {},
)
