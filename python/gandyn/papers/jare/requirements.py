"""What each method needs for fast local convergence: the table, computed."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _style as style
from ..._core import JARE, ConOpt, QuadraticGame, Rates
from ...jacobians import update_jacobian
from ...methods import Method, SimGD
from ...phases import stability
from ..registry import Item
from ..report import Outcome, at_least, at_most
from ..task import Task

EVEN, UNEVEN = (0.9, 1.0), (0.03, 1.0)
CASES = (
    ("all well", EVEN, EVEN, 1.0),
    ("Q ill-conditioned", UNEVEN, EVEN, 1.0),
    ("P'P ill-conditioned", EVEN, UNEVEN, 1.0),
    ("Q much smaller than P'P", EVEN, EVEN, 0.01),
    ("Q much larger than P'P", EVEN, EVEN, 30.0),
)
"""Name, eigenvalues of -Q (before its scale) and of P'P, scale of Q."""
GAMMAS = np.geomspace(0.1, 1e3, 41)
METHODS = ("SimGD", "ConOpt", "JARE")
NEED = {
    "SimGD": (True, False, False, False, False),
    "JARE": (True, True, False, True, True),
}
"""Whether the source's requirements are met, case by case."""
FAST, SLOW = 10.0, 15.0


def make(task: Task) -> Outcome:
    """Reckon phase and conditioning factors, gamma at its best, and the steps they cost."""
    zeta, tau, steps = (np.zeros((3, len(CASES))) for _ in range(3))
    for column, (_, own, coupling, scale) in enumerate(CASES):
        n = len(own)
        game = QuadraticGame(
            xx=np.zeros((n, n)), xy=np.diag(np.sqrt(coupling)), yy=-scale * np.diag(own)
        )
        for row, name in enumerate(METHODS):
            options = [_costs(game, method) for method in _methods(name)]
            best = min(options, key=lambda costs: costs[2])
            zeta[row, column], tau[row, column], steps[row, column] = best
    figure = style.new_figure(9.0, 3.0)
    ax = figure.add_subplot()
    cells = ax.imshow(
        np.log10(steps), cmap=style.sequential(), aspect="auto", vmin=0.0, vmax=3.5
    )  # fmt: skip
    for (row, column), count in np.ndenumerate(steps):
        text = (
            rf"{count:.3g} steps"
            + "\n"
            + (rf"$\zeta$ = {zeta[row, column]:.2g}, $\tau$ = {tau[row, column]:.3g}")
        )
        bright = np.log10(count) > 2.2
        ax.text(column, row, text, ha="center", va="center", fontsize=style.TICK,
                color=style.INK if bright else "white")  # fmt: skip
    names = [name.replace(" ill", "\nill").replace(" much", "\nmuch") for name, *_ in CASES]
    ax.set_xticks(range(len(CASES)), names)
    ax.set_yticks(range(3), METHODS)
    style.dress(ax, "", "")
    ax.tick_params(length=0)
    style.colour_bar(ax, cells, r"$\log_{10}$ steps")
    claims: list[Any] = []
    for name, needs in NEED.items():
        row, met = METHODS.index(name), np.array(needs)
        claims += [
            at_most(
                f"{name}: steps a factor e where its requirements are met", steps[row][met],
                FAST, "source's table: SimGD needs Q and P'P well conditioned and matched, JARE "
                "P'P alone, in words; 10 steps are ours",
            ),
            at_least(
                f"{name}: the same where they are not", steps[row][~met], SLOW,
                "the conditions are not only sufficient; 15 steps are ours: the page has none",
            ),
        ]  # fmt: skip
    claims.append(
        at_most(
            "JARE over SimGD, steps in the worst case", (steps[2] / steps[0]).max(), 1.05,
            "a weight of its own choice never makes it slower here",
        )
    )  # fmt: skip
    caption = (
        "Steps in which errors shrink by e at the best step, with phase and conditioning factor; "
        "gamma of ConOpt and JARE is the best of 41 values from 0.1 to 1000. Games [[0, -P], [P', "
        f"Q]] with n = m = 2; even eigenvalues are {EVEN}, uneven ones {UNEVEN}; the scale of Q is "
        "1, in the last two columns 0.01 and 30. The source gives the requirements in words; the "
        "numbers, and fast for fewer than 10 steps, slow for more than 15, are chosen here."
    )
    at = np.array(list(np.ndindex(*steps.shape)))
    table: dict[str, Any] = {
        "method": [METHODS[k] for k in at[:, 0]], "case": [CASES[k][0] for k in at[:, 1]],
        "zeta": zeta.ravel(), "tau": tau.ravel(), "steps": steps.ravel(),
    }  # fmt: skip
    return Outcome(figure, claims, caption, {"requirements": table})


def _methods(name: str) -> list[Method]:
    if name == "SimGD":
        return [SimGD()]
    return [JARE(float(g)) if name == "JARE" else ConOpt(float(g)) for g in GAMMAS]


def _costs(game: QuadraticGame, method: Method) -> tuple[float, float, float]:
    """Return zeta, tau and the steps a factor e at the best step."""
    size = game.size
    step = update_jacobian(game, method, np.zeros(size), Rates(1.0, 1.0))
    values = step.eigenvalues - 1.0
    says = stability(values)
    etas = says.max_stable_step * np.linspace(0.02, 0.999, 200)
    radius = np.abs(1.0 + etas[:, None] * values).max(axis=1).min()
    return float(says.phase_factor), float(says.conditioning_factor), float(-1.0 / np.log(radius))


ITEM = Item(
    "jare/requirements",
    "Requirements for fast local convergence",
    "Which method is fast when Q or P'P is ill-conditioned, or their scales differ",
    make,
    (2.0, 2.0),
    {},
)
