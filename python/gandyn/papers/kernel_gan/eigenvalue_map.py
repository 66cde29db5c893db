"""The eigenvalue map: dominating eigenvalue at one target over bandwidth and ridge."""

from __future__ import annotations

import numpy as np

from ... import _style as style
from ..._checks import Array
from ..._core import Gaussian, Rates
from ...diagrams import PhaseDiagram, phase_diagram
from ...isolated import IsolatedPoint, isolated_point
from ...phases import Phase
from ..registry import Item, Option
from ..report import Claim, Outcome, near, same
from ..task import Task

TARGET, MASS = 1.0, 0.8  # p, P
DELTA = TARGET - MASS
COLOURS = (0.7**0.5, 0.7**-0.5)  # |rho|^2 from 0.7 to 1 and beyond
PANELS = (
    ("first map", 1e-3, (100, 100), None),
    ("second map", 1e-2, (100, 400), None),
    ("third map, left", 0.1, (100, 400), COLOURS),
    ("third map, right", 0.01, (100, 400), COLOURS),
)
"""Name, step size, cells along a side (quick, full), ends of the colours."""


def point(masses: str, step: float) -> IsolatedPoint:
    """Return the local model of the map; see the option ``masses``."""
    kernel, weights = Gaussian(2.0), (MASS / 2, MASS / 2)  # outside of the map, no mark there
    if masses == "two":
        rates = Rates(step, step)
        return isolated_point(TARGET, weights, kernel, 20.0, rates, "simultaneous")
    # Steps that do not carry the mass, but a generator's rate that does, give q = P = .8 to all.
    rates = Rates(MASS * step, step)
    return isolated_point(
        TARGET, weights, kernel, 20.0, rates, "simultaneous", mass_factor=False
    )  # fmt: skip


def make(task: Task) -> Outcome:
    """Draw the published settings, and compare regions, window and optimum with closed forms."""
    q = MASS if task.options.get("masses", "published") == "published" else MASS / 2
    panels = PANELS[::2] if task.quick else PANELS
    figure = style.new_figure(11.0, 4.2 * ((len(panels) + 1) // 2))
    claims: list[Claim] = []
    table: dict[str, list[float]] = {name: [] for name in ("step", "sigma", "ridge", "radius")}
    for k, (name, step, sizes, colours) in enumerate(panels):
        size = task.pick(*sizes)
        diagram = phase_diagram(
            point("published" if q == MASS else "two", step),
            ("bandwidth", np.linspace(0.01, 1.0, size)),
            ("ridge", np.geomspace(0.01, 10.0, size)),
        )
        ax = figure.add_subplot((len(panels) + 1) // 2, 2, k + 1)
        diagram.plot(ax, limits=colours)
        title = rf"{name}: $\eta_g = \eta_d$ = {step:g}, {size} x {size} cells"
        ax.text(0.97, 0.95, title, transform=ax.transAxes, ha="right", va="top",
                fontsize=style.TICK, color=style.INK,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85})  # fmt: skip
        claims += _claims(name, diagram, q, step)
        for column, row in zip(*np.meshgrid(range(0, size, 4), range(0, size, 4)), strict=True):
            table["step"] += [step] * len(row)
            table["sigma"] += list(diagram.x[column])
            table["ridge"] += list(diagram.y[row])
            table["radius"] += list(diagram.spectral_radius[row, column])
    caption = (
        "Spectral radius (the source's |rho|^2 is its square) of a simultaneous step around one "
        f"target, p = {TARGET:g}, P = {MASS:g}, Delta = {DELTA:g}, Gaussian kernel; hatches: "
        "classes; lines: oscillation window, stability, rho_a = rho_b. The source takes one "
        f"particle of mass {MASS:g}, yet counts the relative mode rho_b, which needs two; masses = "
        "published does so, with q = P = 0.8 in every formula, masses = two has two particles of "
        "0.4. Bandwidths are spaced evenly, ridges in logarithms: the source does not say. The "
        "table has every fourth cell."
    )
    return Outcome(figure, claims, caption, {"map": table})


def _claims(name: str, diagram: PhaseDiagram, q: float, step: float) -> list[Claim]:
    sigma, ridge = diagram.x[None, :], diagram.y[:, None]
    product = ridge * sigma
    edges = np.sqrt(q) * np.array([1.0 - np.sqrt(MASS), 1.0 + np.sqrt(MASS)])
    inside = (product > edges[0]) & (product < edges[1])
    swings = (diagram.phase & Phase.oscillates.value) != 0
    a, h = step * ridge, step * q * DELTA / (ridge * sigma**2)
    pull = (step / sigma) ** 2 * q * TARGET
    spare = np.minimum(np.minimum(2.0 - a, 2.0 - h), a + h - pull)
    spare = np.minimum(spare, 4.0 - 2.0 * (a + h) + pull)
    stable, decided = spare > 0.0, np.abs(spare) > 1e-11  # a cell may lie on a boundary
    converges = (diagram.phase & Phase.converges.value) != 0
    line = np.sqrt(q * DELTA) / diagram.x
    ratio = float(np.log(diagram.y[1] / diagram.y[0]))
    # Below it discrete steps have passed their own optimum, and nothing lies between the modes
    small = step**2 * q * DELTA / diagram.x**2 < 0.9 * (1.0 - MASS / (TARGET + DELTA))
    seen = small & (line < 8.0) & (line > 0.012)
    fastest = diagram.spectral_radius.min(axis=0)[seen]
    claims = [
        same(
            f"{name}: cells inside the oscillation window by eigenvalue and by closed form",
            int(inside.sum()), int(swings.sum()) if (swings == inside).all() else -1,
            "sqrt(q)|sqrt p - sqrt P| < ridge sigma < sqrt(q)(sqrt p + sqrt P); exact, -1 if any "
            "cell differs",
        ),
        same(
            f"{name}: cells that converge by eigenvalue and by the four inequalities",
            int(stable[decided].sum()),
            int(converges[decided].sum()) if (stable == converges)[decided].all() else -1,
            "stability of the simultaneous step, exact; -1 if any cell differs",
        ),
        near(
            f"{name}: log(1 - radius) of the fastest ridge at each bandwidth",
            np.log(_fastest(step, q, diagram.x[seen])), np.log(1.0 - fastest), ratio,
            "h of h^3 - h^2 - (c + Q) h + c = 0, c = eta^2 q gamma Delta, Q = eta^2 q gamma P, "
            "where |rho_b| (or |rho_a|) meets |rho_c|; the tolerance is one cell of the map",
        ),
    ]  # fmt: skip
    if step <= 1e-3:
        best = diagram.y[np.argmin(diagram.spectral_radius, axis=0)]
        claims.append(
            near(
                f"{name}: log of the fastest ridge is that of the line rho_a = rho_b",
                np.log(line[seen]), np.log(best[seen]), ratio,
                "ridge = sqrt(q Delta) / sigma in the limit of small steps; tolerance: a cell",
            )
        )  # fmt: skip
    return claims


def _fastest(step: float, q: float, sigma: Array) -> Array:
    """Return the root h in (0, sqrt(c)] at each bandwidth."""
    found = []
    for pull in q * (step / sigma) ** 2:
        c = DELTA * pull
        roots = np.roots([1.0, -1.0, -c - MASS * pull, c])
        real = roots[np.abs(roots.imag) < 1e-12].real
        found.append(np.min(real[real > 0.0]))
    return np.array(found)


ITEM = Item(
    "kernel-gan/eigenvalue-map",
    "Eigenvalue map (three published settings)",
    "Dominating eigenvalue over bandwidth and ridge: regions, oscillation window, optimum line",
    make,
    (6.0, 14.0),
    {
        "masses": Option(
            "published", "one particle of 0.8 that counts for two, or two of 0.4",
            ("published", "two"),
        )
    },
)  # fmt: skip
