"""Spectral radii of every method's step on a bilinear and on a linear game."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _style as style
from ..._checks import Array
from ..._core import Rates
from ...eigen import eigenvalues
from ...jacobians import update_jacobian
from ...methods import AltGD, BestResponse, Momentum, Optimistic, PastExtraGradient
from ...support import supports
from ...vector_games import LinearGAN, QuadraticGame
from ..registry import Item
from ..report import Outcome, at_least, at_most, near
from ..task import Task
from .one_step import BETA, GAMMA, METHODS, PLAIN, local

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...vector_games import VectorGame

ETA = 0.1
BILINEAR: dict[str, float] = {
    "SimGD": 1.004987562112,
    "AltGD": 1.0,
    "ExtraGradient": 0.995037687728,
    "Optimistic": 0.994936153005,
    "ConOpt": 0.955248658727,
    "JARE": 0.955248658727,
    "SGA": 0.955248658727,
    "CompetitiveGD": float(1.0 / np.sqrt(1.0 + ETA**2)),
    "Lookahead(5)": abs(0.5 + 0.5 * (1.0 + 1j * ETA) ** 5),
}
# Of methods that share a curve the first is broad, the last dotted.
BLUE, RED, GREEN, PINK, AMBER = style.LINES
LOOKS: dict[str, tuple[str, int, float]] = {
    "SimGD": (BLUE, 0, 1.5),
    "AltGD": (RED, 0, 1.5),
    "KStep(5)": (GREEN, 1, 1.5),
    "ExtraGradient": (PINK, 0, 1.5),
    "Optimistic": (AMBER, 0, 3.0),
    "PastExtraGradient": (style.INK, 2, 1.4),
    "Momentum(-0.5)": (style.PALE, 1, 1.5),
    "Lookahead(5)": (GREEN, 3, 1.5),
    "ConOpt": (AMBER, 0, 3.4),
    "JARE": (BLUE, 0, 1.8),
    "SGA": (style.INK, 2, 1.4),
    "CompetitiveGD": (RED, 0, 1.5),
    "Unrolled(5)": (GREEN, 3, 1.5),
    "FollowTheRidge": (PINK, 1, 1.5),
    "BestResponse": (style.PALE, 0, 1.5),
}
NOTES = {
    "bilinear": "bilinear game, $f = xy$",
    "linear": r"linear GAN, $v = (0, 2)$, $\sigma = 0.7$",
}
LINEAR = {"SimGD": 0.9889388252, "AltGD": 0.9883933266, "ExtraGradient": 0.9883871516}


def make(task: Task) -> Outcome:
    """Compare matrices of the theory, Jacobians of the engine's steps, and runs."""
    games: dict[str, VectorGame] = {
        "bilinear": QuadraticGame(xy=[[1.0]]),
        "linear": LinearGAN(mean=[0.0, 2.0], std=0.7),
    }
    etas = np.linspace(0.0, 2.0, task.pick(41, 161))[1:]
    figure = style.new_figure(9.6, 6.6)
    panels = figure.subplots(2, 2, sharex="col", sharey="row")
    tables: dict[str, dict[str, Any]] = {}
    differences, runs, radii = [], [], {}
    for row, (which, game) in zip(panels, games.items(), strict=True):
        start = np.random.default_rng(1).normal(size=game.size)
        q = local(np.asarray(game.jacobian(game.equilibrium())), game.generator_size)
        table: dict[str, Any] = {"eta": etas}
        for name, (method, matrix) in METHODS.items():
            if not supports(game, method):
                continue
            predicted = np.array([_radius(matrix(q, eta)) for eta in etas])
            # A best response is searched for, hundreds of times a Jacobian.
            every = task.pick(len(etas), len(etas) // 4) if name == "BestResponse" else 1
            some = np.arange(len(etas)) % every == 0
            measured = np.full(len(etas), np.nan)
            measured[some] = [_engine(game, method, eta) for eta in etas[some]]
            differences.append(np.nanmax(np.abs(measured / predicted - 1.0)))
            radii[which, name] = _engine(game, method, ETA)
            grown = _played(task, game, method, start)
            runs.append((grown, radii[which, name]))
            ax = row[0 if name in PLAIN else 1]
            _draw(ax, name, etas, predicted, grown)
            table |= {f"{name} theory": predicted, f"{name} engine": measured}
        tables[which] = table
        for ax in row:
            _dress(ax, which)
    for ax, letter in zip(panels.ravel(), "abcd", strict=True):
        style.panel_letter(ax, letter)
    for ax in panels[:, 1]:
        ax.set_ylabel("")

    bilinear = games["bilinear"]
    neutral = [_engine(bilinear, AltGD(), eta) for eta in etas[etas <= 1.95]]
    betas = np.linspace(-0.95, 0.95, task.pick(9, 39))
    simultaneous = [_engine(bilinear, Momentum(beta, False), ETA) for beta in betas]
    table_why = "published values of each method's own formula, 12 decimals"
    claims = [
        near(f"bilinear game, eta = {ETA}: spectral radii of {', '.join(BILINEAR)}",
             list(BILINEAR.values()), [radii["bilinear", name] for name in BILINEAR], 1e-11,
             table_why),
        near(f"linear GAN, eta = {ETA}: spectral radii of {', '.join(LINEAR)}",
             list(LINEAR.values()), [radii["linear", name] for name in LINEAR], 1e-10,
             "values of the theory, 10 decimals"),
        at_most(f"{len(differences)} pairs of method and game, {len(etas)} steps: the theory's "
                "radius against that of the engine's step, relative", differences, 1e-7,
                "one-step matrices; double eigenvalues are good to the root of round-off"),
        near(f"{len(runs)} runs at eta = {ETA}: radius of the linear map that their steps follow",
             [radius for _, radius in runs], [grown for grown, _ in runs], 1e-5,
             "the theory is linear; the runs begin 1e-5 from the equilibrium, 60 steps"),
        near("AltGD on the bilinear game is neutral for eta < 2", 1.0, neutral, 1e-10,
             "1 - a^2/2 +- sqrt((1 - a^2/2)^2 - 1), a = eta"),
        near("SGA is JARE on zero-sum games", [radii[which, "JARE"] for which in games],
             [radii[which, "SGA"] for which in games], 1e-12, "identity of both updates"),
        at_least(f"simultaneous momentum is unstable for {len(betas)} beta in (-1, 1)",
                 simultaneous, 1.0, f"bilinear game, eta = {ETA}; general statement unconfirmed"),
        at_most("alternating momentum is stable for beta = -0.5",
                _engine(bilinear, Momentum(-0.5), ETA), 1.0 - 1e-6, "negative momentum"),
        at_least("and unstable for beta = 0.5", _engine(bilinear, Momentum(0.5), ETA), 1.0 + 1e-6,
                 "negative momentum"),
    ]  # fmt: skip
    caption = (
        "Spectral radius of one step over its size eta, the same for both players. a, b: the "
        "bilinear game f = xy, where methods that need f_yy to be invertible cannot play; c, d: "
        "the linear GAN with v = (0, 2), sigma = 0.7 at its equilibrium. a, c: methods of first "
        "order; b, d: methods with second derivatives, or with a best discriminator. Lines: the "
        "theory's one-step matrices; circles: the linear maps that runs of the engine follow, eta "
        f"= {ETA}. gamma = {GAMMA}; momentum {BETA}, alternating; five inner steps."
    )
    return Outcome(figure, claims, caption, tables)


def _radius(matrix: Array) -> float:
    return float(np.abs(eigenvalues(matrix)).max())


def _engine(game: VectorGame, method: Any, eta: float) -> float:
    """Return the spectral radius of the Jacobian of the engine's own step at the equilibrium."""
    step = update_jacobian(game, method, np.asarray(game.equilibrium()), Rates(eta, eta))
    return float(np.abs(step.eigenvalues).max())


def _played(task: Task, game: VectorGame, method: Any, start: Array) -> float:
    """Return the spectral radius of the linear map that a run's steps follow.

    The map is of w; of (w_k, w_(k-1)) where a method remembers; of the generator's part alone where
    the discriminator is the best one.
    """
    run = task.play(
        game, method, rates=Rates(ETA, ETA), num_steps=60,
        initial=np.asarray(game.equilibrium()) + 1e-5 * start,
    )  # fmt: skip
    away = run.states - game.equilibrium()
    if isinstance(method, BestResponse):
        away = away[:, : game.generator_size]
    if isinstance(method, Optimistic | PastExtraGradient | Momentum):
        away = np.hstack([away[1:], away[:-1]])
    size = np.linalg.norm(away[:-1], axis=1, keepdims=True)  # every step counts the same
    matrix, *_ = np.linalg.lstsq(away[:-1] / size, away[1:] / size, rcond=1e-9)
    return _radius(matrix)


def _draw(ax: Axes, name: str, etas: Array, radii: Array, grown: float) -> None:
    color, dash, width = LOOKS[name]
    ax.plot(etas, radii, lw=width, ls=style.DASHES[dash], color=color, label=name)
    ax.plot([ETA], [grown], "o", ms=4.0, mfc="white", mew=1.1, mec=color, zorder=3.0)


def _dress(ax: Axes, which: str) -> None:
    ax.axhline(1.0, color=style.PALE, lw=0.6, zorder=0.5)
    ax.set(xlim=(0.0, 2.0), ylim=(0.4, 1.4) if which == "bilinear" else (0.72, 1.08))
    style.dress(ax, r"step  $\eta$" if which == "linear" else "", "spectral radius")
    style.note(ax, NOTES[which])
    ax.legend(
        fontsize=style.TICK, labelcolor=style.INK, frameon=False, loc="center left",
        bbox_to_anchor=(1.0, 0.5), handlelength=2.2,
    )  # fmt: skip


ITEM = Item(
    "dirac/spectral-radii",
    "Update rules of every method's paper",
    "Spectral radii of fifteen methods on bilinear and linear games, against theory",
    make,
    (5.0, 8.0),
    {},
)
