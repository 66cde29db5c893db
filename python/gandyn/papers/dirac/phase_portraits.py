"""Phase portraits of the Dirac-GAN: nine variants, three update orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ... import _style as style
from ... import _vector_marks as vector
from ..._checks import Array
from ..._core import Rates
from ...eigen import eigenvalues
from ...jacobians import update_jacobian
from ...methods import AltGD, ConOpt, SimGD
from ...plot import portrait
from ...vector_games import (
    R1,
    Clipping,
    DiracGAN,
    GradientPenalty,
    InstanceNoise,
)
from ..registry import Item, Option
from ..report import Outcome, at_least, near, same
from ..task import Task

START = [1.0, 1.0]
NOISE = 0.7
OPTIONS = {
    "rate": Option(0.2, "eta of both players, of the public code", low=0.05),
    "steps": Option(500, "of every run, of the public code", low=500),
}


@dataclass(frozen=True)
class Variant:
    """A panel: a game, what the theory says of it, and the method if it is part of the variant."""

    name: str
    game: DiracGAN
    converges: bool
    method: Any = None


VARIANTS = (
    Variant("GAN", DiracGAN(), False),
    Variant("non-saturating GAN", DiracGAN("nonsaturating"), False),
    Variant("WGAN, clip 1", DiracGAN("wasserstein", Clipping(1.0)), False),
    Variant("WGAN-GP, 0.7, target 1", DiracGAN("wasserstein", GradientPenalty(0.7, 1.0)), False),
    Variant(f"GAN, instance noise {NOISE}", DiracGAN(penalty=InstanceNoise(NOISE)), True),
    Variant("GAN, R1 0.3", DiracGAN(penalty=R1(0.3)), True),
    Variant("GAN, R1 1 (critical)", DiracGAN(penalty=R1(1.0)), True),
    Variant("GAN, ConOpt 1", DiracGAN(), True, ConOpt(1.0)),
    Variant("non-saturating GAN, R1 0.3", DiracGAN("nonsaturating", R1(0.3)), True),
)
ORDERS = {
    "SimGD": SimGD(),
    "AltGD, 1 D step": AltGD("generator"),
    "AltGD, 5 D steps": AltGD("generator", 1, 5),
}


def make(task: Task) -> Outcome:
    """Play every variant in every order."""
    rate, steps = task.options["rate"], task.options["steps"]
    rates = Rates(rate, rate)
    figure = style.new_figure(9.0, 9.4)
    panels = figure.subplots(3, 3, sharex=True, sharey=True)
    outcome, factors = {}, []
    tables: dict[str, dict[str, Any]] = {}
    for ax, variant in zip(panels.ravel(), VARIANTS, strict=True):
        portrait(variant.game, ax=ax, extent=2.0, num_arrows=10, method=variant.method,
                 rates=rates if variant.method else None)  # fmt: skip
        orders = {"SimGD": variant.method} if variant.method else ORDERS
        table: dict[str, Any] = {"step": np.arange(steps + 1)}
        for (order, method), color in zip(orders.items(), style.LINES, strict=False):
            run = task.play(variant.game, method, rates=rates, num_steps=steps, initial=START)
            track = run.states[:, None, :]
            vector.mark_tracks(ax, track, color)
            vector.mark_ends(ax, track, color)
            sizes = run.distances
            outcome[variant.name, order] = bool(sizes[-1] < 1e-3 * sizes[0])
            if variant.converges:
                step = update_jacobian(variant.game, method, [0.0, 0.0], rates)
                factors.append((float(np.abs(step.eigenvalues).max()), _multiplier(run.states)))
            table |= {f"theta {order}": run.states[:, 0], f"psi {order}": run.states[:, 1]}
        tables[variant.name.replace(",", "").replace(" ", "-").lower()] = table
        legend = ax.get_legend()
        assert legend is not None
        legend.remove()
        style.note(ax, variant.name).set_color(style.INK)
    for ax in panels.ravel():
        ax.label_outer()
    for (order, _), color in zip(ORDERS.items(), style.LINES, strict=False):
        panels[0, 0].plot([], [], color=color, lw=1.6, label=order)
    handles, labels = panels[0, 0].get_legend_handles_labels()
    known = {
        label: handle for label, handle in zip(labels, handles, strict=True) if label in ORDERS
    }
    figure.legend(
        known.values(), known.keys(), loc="outside lower center", ncols=3, frameon=False,
        fontsize=style.LABEL, labelcolor=style.INK,
    )  # fmt: skip

    wanted = [variant.name for variant in VARIANTS if variant.converges]
    converged = [
        variant.name
        for variant in VARIANTS
        if all(outcome[key] for key in outcome if key[0] == variant.name)
    ]
    some = [name for name in converged if name not in wanted]
    lasting = [
        variant.name
        for variant in VARIANTS
        if not any(outcome[key] for key in outcome if key[0] == variant.name)
    ]
    flow, small = _flow(task), _small(task, rate)
    claims = [
        same("variants that converge, whatever the order", "; ".join(wanted),
             "; ".join(converged) if not some else f"also {some}",
             "eigenvalues with negative real part; 'converges': 1000 times nearer at the end"),
        same("variants that converge in no order",
             "; ".join(variant.name for variant in VARIANTS if not variant.converges),
             "; ".join(lasting), "no eigenvalue has negative real part, or there is no Jacobian"),
        near(f"{len(factors)} runs that converge: their factor a step",
             [radius for radius, _ in factors], [factor for _, factor in factors], 1e-4,
             "spectral radius of the step's Jacobian; fitted to a run's last steps"),
        near("GAN, SimGD, near (0, 0): distances grow a step by", np.sqrt(1.0 + (0.5 * rate) ** 2),
             small["SimGD"], 1e-6, "|1 + i eta f'(0)|"),
        near("GAN, AltGD, near (0, 0): by", 1.0, [small[name] for name in list(ORDERS)[1:]], 1e-6,
             "modulus exactly 1 for sqrt(n_g n_d) eta f'(0) <= 2, as for every rate up to 1.7"),
        near("GAN, the flow: theta^2 + psi^2 is conserved", 1.0, flow, 1e-4,
             "closed orbits; the flow is SimGD with eta = 1e-5, whose own drift is eta t / 4"),
        at_least("GAN, WGAN and WGAN-GP: nearest of the last 100 steps of any order",
                 min(float(np.hypot(*[table[f"{part} {order}"][-100:] for part in ("theta", "psi")])
                     .min()) for table in list(tables.values())[:4:2] + list(tables.values())[3:4]
                     for order in ORDERS), 0.1, "they circle for ever"),
    ]  # fmt: skip
    caption = (
        f"Generator theta and discriminator psi of the Dirac-GAN from (1, 1), eta = {rate} for both"
        f" players, {steps} steps; blue SimGD, vermilion AltGD with one, green AltGD with five "
        "steps of the discriminator after one of the generator. Arrows: the field (of ConOpt, its "
        "step). R1 with weight (gamma / 2) psi^2. Instance noise is its exact mean, where the "
        "public code draws 1000 samples a step. ConOpt is simultaneous, and its field the gradient "
        "of |V|^2 / 2, where the public code has another half on the cross term: the Jacobian at "
        "the equilibrium is the same, tracks are not."
    )
    return Outcome(figure, claims, caption, tables)


def _multiplier(states: Array) -> float:
    """Return the spectral radius of the matrix that takes a run's late states to the next."""
    late = np.flatnonzero(np.linalg.norm(states, axis=1) > 1e-200)[-1]
    begin = states[max(0, late - 40) : late]
    scale = np.linalg.norm(begin, axis=1, keepdims=True)  # every step counts the same
    after = states[max(0, late - 40) + 1 : late + 1] / scale
    matrix, *_ = np.linalg.lstsq(begin / scale, after, rcond=None)
    return float(np.abs(eigenvalues(matrix)).max())


def _small(task: Task, rate: float) -> dict[str, float]:
    """Return the factor a step of each order from near the equilibrium."""
    found = {}
    for name, method in ORDERS.items():
        run = task.play(
            DiracGAN(), method, rates=Rates(rate, rate), num_steps=200, initial=[1e-6, 1e-6]
        )
        found[name] = _multiplier(run.states)
    return found


def _flow(task: Task) -> Array:
    """Return theta^2 + psi^2 along the flow, in units of its start."""
    num_steps = task.pick(100_000, 1_000_000)
    run = task.play(
        DiracGAN(), SimGD(), rates=Rates(1e-5, 1e-5), num_steps=num_steps, initial=START,
        save_every=num_steps // 100,
    )  # fmt: skip
    squares: Array = (run.states**2).sum(axis=1) / sum(x * x for x in START)
    return squares


ITEM = Item(
    "dirac/phase-portraits",
    "Figures of trajectories",
    "Phase portraits of nine variants of the Dirac-GAN in three update orders",
    make,
    (3.0, 5.0),
    OPTIONS,
)
