"""Figure 1: how first-order dynamics fail, and how slowly they succeed."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ... import _style as style
from ..._checks import Array
from ..._core import Rates
from ...eigen import eigenvalues
from ...methods import SimGD
from ...plot import mixture
from ...vector_games import MixtureGAN
from ...vector_trajectory import VectorTrajectory
from ..registry import Item
from ..report import Claim, Outcome, at_least, at_most, near, same
from ..task import Task
from .setting import TRUE

RATE = 0.1
SAME_START = [-1.0, 1.0, -2.5, 2.0, -2.0, 2.5]
MERGING_START = [-0.74, -0.26, -1.58, 0.52, -0.54, 1.71]
REFERENCE_START = [-0.8, 0.3, -1.5, 0.2, -0.4, 1.6]
REFERENCE = {
    1: [
        -0.791822000636, 0.299614009018, -1.495237879968, 0.197264076158, -0.400874313815,
        1.603403632534,
    ],
    10: [
        -0.717739800084, 0.299635005143, -1.456261501886, 0.177661639434, -0.411662688380,
        1.632703552028,
    ],
}  # fmt: skip
INNER = 0.35  # b of the symmetric equilibrium l = (-a, b), r = (-b, a)


def make(task: Task) -> Outcome:
    """Play four starts, and draw means, intervals and densities."""
    projected, signed = (MixtureGAN(TRUE, ordering) for ordering in ("projected", "signed"))
    outer, equilibrium = _equilibrium(projected)
    kick = np.array([1.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    merged = _play(task, projected, MERGING_START, 4500)
    vanished = _play(task, projected, SAME_START, 500)
    circling = _play(task, signed, SAME_START, 5000)
    local = _play(task, projected, equilibrium + 0.2 * kick, 3000)
    reference = _play(task, projected, REFERENCE_START, 10, 1)

    figure = style.new_figure(10.4, 7.0)
    titles = (
        "mode collapse: the means merge and never part",
        "vanishing gradient: empty intervals, all stands still",
        "oscillation: intervals cross, means collapse and part",
        "near the truth: success, but swinging and slow",
    )
    runs = (merged, vanished, circling, local)
    for k, (run, title) in enumerate(zip(runs, titles, strict=True)):
        ax = figure.add_subplot(2, 2, k + 1)
        mixture(run, ax=ax)
        ax.set_title(title, loc="left", fontsize=style.LABEL, color=style.INK, pad=19.0)
        legend = ax.get_legend()
        assert legend is not None
        legend.set_in_layout(False)  # the panels would have different widths
        style.panel_letter(ax, "abcd"[k])
    claims = [
        near(
            "first-order steps from (-0.8, 0.3) follow the reference trajectory after 1 and 10",
            [REFERENCE[1], REFERENCE[10]], reference.states[[1, 10]], 1e-11,
            "independent computation, given to 12 decimals",
        ),
        at_most(
            "a: |mu_1 - mu_2| at the end", abs(np.subtract(*merged.final[:2])), 0.05,
            "for equal means both gradients are equal, so that they never separate; at first 0.48",
        ),
        at_least(
            "a: the pair does not come to rest: extent in the run's last third over its second",
            _extent(merged.generator), 0.9, "one that converges shrinks to nothing",
        ),
        at_most(
            "b: both intervals have width 0", vanished.final[4:] - vanished.final[2:4], 0.0,
            "discriminator-collapse theorem",
        ),
        at_most(
            "b: the generator's gradient", np.abs(projected.field(vanished.final)[:2]), 3e-17,
            "discriminator-collapse theorem; the bound is round-off",
        ),
        at_least(
            "b: d_TV, though all stands still", projected.total_variation(vanished.final[:2]),
            0.127, "least of 18,000 simulations of the same box",
        ),
        near(
            "c: after 5000 steps the signed run is at (-0.079, 0.079), near mode collapse",
            [-0.079, 0.079], np.sort(circling.final[:2]), 5e-4,
            "independent computation, given to 3 decimals",
        ),
        at_least(
            "c: it does not come to rest: extent in the run's last third over its second",
            _extent(circling.generator), 0.9, "one that converges shrinks to nothing",
        ),
        *_local_claims(task, projected, outer, equilibrium, kick),
    ]  # fmt: skip
    caption = (
        f"Means (black), intervals of the discriminator (bands) and generated densities of "
        f"first-order dynamics, mu* = {TRUE}, eta_g = eta_d = {RATE}, simultaneous; time is the "
        f"step times eta_d. a: (mu, l, r) begins at {MERGING_START}. b and c begin alike, mu = (-1,"
        " 1), intervals [-2.5, -2] and [2, 2.5]: in b the ends are projected on their order, as in "
        f"a and d, in c they may cross (signed). d: the equilibrium with b = {INNER}, a = "
        f"{outer:.4f}, its means moved by 0.2. The starts of the paper's Figure 1 are unknown; "
        "these show the same failures."
    )
    names = ("mode-collapse", "vanishing-gradient", "oscillation", "local")
    columns = ("mu_1", "mu_2", "l_1", "l_2", "r_1", "r_2")
    tables = {
        name: {"step": run.steps, **dict(zip(columns, run.states.T, strict=True))}
        for name, run in zip(names, runs, strict=True)
    }
    return Outcome(figure, claims, caption, tables)


def _play(
    task: Task, game: MixtureGAN, start: ArrayLike, num_steps: int, save_every: int = 5
) -> VectorTrajectory:
    rates = Rates(RATE, RATE)
    return task.play(
        game, SimGD(), rates=rates, num_steps=num_steps, initial=start, save_every=save_every
    )


def _extent(means: Array) -> float:
    """Return how far mu_1 goes in the last third of a run, in units of the second."""
    _, second, last = (np.ptp(part) for part in np.array_split(means[:, 0], 3))
    return float(last / second)


def _equilibrium(game: MixtureGAN) -> tuple[float, Array]:
    """Return a and the state mu*, l = (-a, b), r = (-b, a) whose generator has no gradient."""
    low, high = 1.5, 2.5
    for _ in range(3):  # every pass has the root 10^4 times as sharp
        outer = np.linspace(low, high, 10001)
        states = np.column_stack(np.broadcast_arrays(*TRUE, -outer, INNER, -INNER, outer))
        pull = game.field(states)[:, 0]
        place = int(np.flatnonzero(np.diff(np.sign(pull)))[0])
        low, high = float(outer[place]), float(outer[place + 1])
    root = low + (high - low) * pull[place] / (pull[place] - pull[place + 1])
    return float(root), np.array([*TRUE, -root, INNER, -INNER, root])


def _local_claims(
    task: Task, game: MixtureGAN, outer: float, equilibrium: Array, kick: Array
) -> list[Claim]:
    """Compare the Jacobian's eigenvalues with the theory, and the run's multiplier with both."""
    known = np.array([-0.01713 + 0.16534j, -0.01713 + 0.15045j])
    pairs = eigenvalues(game.jacobian(equilibrium))
    found = np.sort_complex(pairs[pairs.imag > 1e-6])[::-1]
    run = _play(task, game, equilibrium + 1e-4 * kick, 400, 1)
    # The kick moves both means alike: one pair of modes, and d_(k+1) = p d_k - q d_(k-1) for the
    # differences d of mu_1 + mu_2, which rest on the neutral modes do not enter.
    moves = np.diff(run.generator.sum(axis=1))
    (p, q), *_ = np.linalg.lstsq(np.column_stack([moves[1:-1], -moves[:-2]]), moves[2:], rcond=None)
    rho = complex(p, np.sqrt(4.0 * q - p * p)) / 2.0
    mode = found[np.argmin(np.abs(1.0 + RATE * found - rho))]
    why = "Jacobian of the first-order flow at the equilibrium"
    return [
        near("d: the equilibrium's outer end a", 1.9703, outer, 5e-5, f"{why}, 4 decimals"),
        near(
            "d: eigenvalues with positive imaginary part", known, np.sort(found)[::-1], 1e-5,
            f"{why}, 5 decimals",
        ),
        same("d: neutral eigenvalues", 2, int(np.sum(np.abs(pairs) < 1e-8)), why),
        near(
            "d: a run's multiplier a step is 1 + eta times an eigenvalue", 1.0 + RATE * mode, rho,
            1e-6, f"{why}; the kick is 1e-4, so that its square is neglected",
        ),
    ]  # fmt: skip


ITEM = Item(
    "tv-mixture/first-order-failures",
    "Figure 1",
    "Failures of first-order dynamics: mode collapse, vanishing gradient, oscillation",
    make,
    (4.0, 5.0),
    {},
)
