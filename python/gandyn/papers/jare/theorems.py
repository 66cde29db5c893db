"""Theorems 4 and 5 for general GANs, with their caveats."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _style as style
from ..._checks import Array
from ..._core import JARE, GeneralGAN, Rates
from ...eigen import eigenvalues
from ...general import JARELimit, eigenvalue_weights, jare_limit
from ...jacobians import update_jacobian
from ...phases import stability
from ..registry import Item
from ..report import Claim, Outcome, at_least, at_most, near, same
from ..task import Task

WORDS: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}
SHAPES = (("n = m", 3, 3), ("m > n", 2, 4), ("n > m", 4, 2))


def game(random: np.random.Generator, n: int, m: int) -> GeneralGAN:
    """Return a game with the Jacobian [[0, -P], [P', Q]] of an equilibrium."""
    p = random.normal(size=(n, m))
    root = random.normal(size=(m, m))
    return GeneralGAN(p, -root @ root.T / m)


def theorem4(task: Task) -> Outcome:
    """Check the quadratic of every eigenpair of random games, and what it does not say."""
    random, draws = np.random.default_rng(0), task.pick(150, 600)
    residual, weights, uncovered, real, again = 0.0, 0.0, 0, 0, 0
    points: list[tuple[float, float]] = []
    for _ in range(draws):
        n, m = (int(size) for size in random.integers(1, 7, size=2))
        told = eigenvalue_weights(game(random, n, m))
        values, covered = told.eigenvalues, told.covered
        uncovered += int((~covered).sum())
        for alphas in (told.q_weights[covered], told.p_weights[covered]):
            weights = max(weights, float(np.abs(alphas.sum(axis=1) - 1.0).max()))
        for value, a1, a2 in zip(values[covered], told.a1[covered], told.a2[covered], strict=True):
            residual = max(residual, float(abs(value**2 - a1 * value + a2)))
            if abs(value.imag) < 1e-12:
                real += 1
                again += bool(np.min(np.abs(values - (a1 - value))) < 1e-8 * max(1.0, abs(a1)))
            points.append((float(a1), float(a2)))
    figure = style.new_figure(6.4, 4.4)
    ax = figure.add_subplot()
    x, y = np.array(points).T
    turning = x**2 < 4.0 * y
    ax.plot(-x[turning], y[turning], ".", color=style.LINES[1], markersize=3, label="complex")
    ax.plot(-x[~turning], y[~turning], ".", color=style.LINES[0], markersize=3, label="real")
    fine = np.geomspace(1e-3, 12.0, 200)
    ax.plot(fine, fine**2 / 4.0, color=style.INK, linewidth=1.2, label=r"$a_1^2 = 4 a_2$")
    ax.set(xscale="log", yscale="log", xlim=(2e-3, 20), ylim=(1e-4, 60))
    style.dress(ax, r"$-a_1$, mean of $-\lambda(Q)$", r"$a_2$, mean of $\lambda(P^T P)$")
    ax.legend(**WORDS)
    claims = [
        at_most(
            f"|lambda^2 - a1 lambda + a2| over {len(points)} eigenpairs of {draws} games", residual,
            1e-8, "Theorem 4 with weights |<u_i, y>|^2; 2e-12 relative to well-conditioned vectors",
        ),
        at_most("weights sum to 1", weights, 1e-12, "they are convex"),
        at_least(
            "caveat: eigenvectors without a discriminator's part, not covered", uncovered, 1,
            "flat directions of the generator, n > m, eigenvalue 0",
        ),
        at_most(
            "caveat: share of real eigenvalues whose other root is an eigenvalue too", again / real,
            0.1, "weights belong to one eigenvector: 8 of 1032 in the theory",
        ),
    ]  # fmt: skip
    caption = (
        f"Every eigenvalue of [[0, -P], [P', Q]] is a root of x^2 - a1 x + a2 with a1 and a2 means "
        f"of the eigenvalues of Q and of P'P, weighted by its own eigenvector. {draws} random "
        "games, n and m from 1 to 6, P normal, Q = -R R'/m with normal R; above the line the pair "
        "turns. P is n x m: the source writes m x n, which does not fit its own formulas."
    )
    return Outcome(figure, claims, caption, {"weights": {"a1": x, "a2": y}})


def theorem5(task: Task) -> Outcome:
    """Follow the spectrum of JARE as gamma grows, for three shapes of P."""
    gammas = np.geomspace(1.0, 1e6, task.pick(25, 49))
    random = np.random.default_rng(1)
    figure = style.new_figure(11.0, 6.6)
    panels = figure.subplots(2, 3)
    claims: list[Claim] = []
    data: dict[str, Any] = {}
    for column, (name, n, m) in enumerate(SHAPES):
        played = game(random, n, m)
        limit = jare_limit(played)
        spectra = np.array([_spectrum(played, float(gamma), n + m) for gamma in gammas])
        top, low = panels[0, column], panels[1, column]
        scaled = np.maximum(np.abs(spectra) / gammas[:, None], 1e-12)
        top.loglog(gammas, scaled, color=style.LINES[0], linewidth=0.9)
        for value in limit.scaled:
            top.axhline(value, color=style.INK, linewidth=0.8, linestyle=style.DASHES[1])
        top.set_ylim(1e-8, 30.0)
        style.dress(top, "", r"$|\lambda| / \gamma$" if column == 0 else "")
        top.set_title(
            f"{name}:  n = {n}, m = {m}", loc="left", fontsize=style.LABEL, color=style.INK
        )
        moving = np.array(
            [row[np.abs(row) > 1e-9 * np.abs(row).max()] for row in spectra], dtype=object
        )
        says = [stability(np.asarray(row, dtype=complex)) for row in moving]
        tau = np.array([one.conditioning_factor for one in says])
        zeta = np.array([one.phase_factor for one in says])
        low.loglog(gammas, tau, color=style.LINES[1], linewidth=1.3, label=r"$\tau$")
        low.loglog(
            gammas, np.maximum(zeta, 1e-12), color=style.LINES[2], linewidth=1.3, label=r"$\zeta$"
        )
        low.set_ylim(1e-4, 1e8)
        style.dress(low, r"weight  $\gamma$", "factors of the non-zero" if column == 0 else "")
        low.legend(**WORDS)
        claims += _shape_claims(name, limit, spectra[-1], gammas, tau)
        if n == m:
            away = np.abs(np.sort(-spectra.real / gammas[:, None]) - np.sort(limit.scaled))
            claims.append(
                near(
                    "n = m: log-log slope of the error of lambda / gamma", -0.5,
                    _slope(gammas, away.max(axis=1)), 0.05,
                    "O(gamma^-1/2), for the limit has Jordan blocks; measured -0.50 in the theory",
                )
            )  # fmt: skip
        data[name] = {"gamma": gammas, "tau": tau, "zeta": zeta}
    caption = (
        "Eigenvalues of JARE's Jacobian over gamma (lines) against the eigenvalues of P'P "
        "(dashed), and phase and conditioning factor of those that are not zero. n = m as claimed; "
        "m > n: m - n eigenvalues stay finite and keep Q's, tau grows like gamma; n > m: n - m "
        "eigenvalues are zero for every gamma. One random P, Q for each shape (seed 1)."
    )
    return Outcome(figure, claims, caption, data)


def _spectrum(played: GeneralGAN, gamma: float, size: int) -> Any:
    step = update_jacobian(played, JARE(gamma), np.zeros(size), Rates(1.0 / gamma, 1.0 / gamma))
    return eigenvalues((step.matrix - np.eye(size)) * gamma)


def _shape_claims(
    name: str, limit: JARELimit, last: Array, gammas: Array, tau: Array
) -> list[Claim]:
    if len(limit.finite):
        kept = np.sort(limit.finite)
        found = np.sort(last[np.argsort(np.abs(last))[: len(kept)]].real)
        return [
            near(
                f"{name}: what stays finite is eig(N'QN), N the null space of P", kept, found,
                1e-4, "nine digits in the theory; rounding of gamma P'P here",
            ),
            near(
                f"{name}: tau grows like gamma: log-log slope", 1.0,
                _slope(gammas, tau), 0.05,
                "independence of Q fails",
            ),
        ]  # fmt: skip
    if limit.num_zero:
        zero = int(np.sum(np.abs(last) < 1e-9 * np.abs(last).max()))
        return [
            same(
                f"{name}: eigenvalues that are zero at gamma = 1e6", limit.num_zero, zero,
                "flat directions",
            )
        ]  # fmt: skip
    return [
        near(
            f"{name}: tau at gamma = 1e6 is the condition number of P'P",
            limit.conditioning_factor, tau[-1], 0.03,
            "54.49 against 54.38 in the theory's example", relative=True,
        )
    ]  # fmt: skip


def _slope(gammas: Array, values: Array) -> float:
    """Return the log-log slope over the last nine values."""
    return float(np.polyfit(np.log(gammas[-9:]), np.log(values[-9:]), 1)[0])


THEOREM4 = Item(
    "jare/theorem-4",
    "Theorem 4",
    "Eigenvalues of a general GAN are roots of a quadratic in means of those of Q and P'P",
    theorem4,
    (1.5, 3.0),
    {},
)
THEOREM5 = Item(
    "jare/theorem-5",
    "Theorem 5",
    "JARE's eigenvalues as gamma grows, and where independence of Q fails",
    theorem5,
    (3.0, 4.0),
    {},
)
