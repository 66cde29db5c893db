"""Eigenvalues of the Dirac-GAN at its equilibrium, against the weight of the penalty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _style as style
from ..._checks import Array
from ..._core import Rates
from ...eigen import eigenvalues
from ...jacobians import jacobian, update_jacobian
from ...methods import JARE, AltGD, ConOpt, SimGD
from ...vector_games import R1, R2, DiracGAN, InstanceNoise
from ..registry import Item
from ..report import Outcome, near, same
from ..task import Task

SLOPE, CURVATURE = 0.5, -0.25  # f'(0), f''(0) of f(t) = -log(1 + e^-t)
ETA = 0.2
Spectra = NDArray[np.complex128]


def make(task: Task) -> Outcome:
    """Compute eigenvalues along every family, and the radii of its steps."""
    weights = np.linspace(0.0, 3.0 * SLOPE, task.pick(61, 601))
    found: dict[str, Spectra] = {}
    theory: dict[str, Spectra] = {}
    for name, (formula, engine) in FAMILIES.items():
        theory[name] = np.array([formula(weight) for weight in weights])
        found[name] = np.array([engine(weight) for weight in weights])

    figure = style.new_figure(10.2, 3.5)
    panels = figure.subplots(1, 3)
    shown = {"R1": "R1, R2", "ConOpt": "ConOpt, JARE", "instance noise": "instance noise"}
    real, imag = panels[:2]
    for k, (name, words) in enumerate(shown.items()):
        color, width = style.LINES[k], 3.0 if name == "ConOpt" else 1.5  # another covers it in a
        for branch in (0, 1):
            look: dict[str, Any] = {"color": color, "lw": width}
            real.plot(weights, theory[name][:, branch].real, **look,
                      label=words if branch == 0 else None)  # fmt: skip
            imag.plot(weights, theory[name][:, branch].imag, **look)
            few = slice(None, None, max(1, len(weights) // 15))
            marks: dict[str, Any] = {"ls": "", "marker": "o", "ms": 3.4, "mfc": "white"}
            real.plot(weights[few], found[name][few, branch].real, color=color, **marks)
            imag.plot(weights[few], found[name][few, branch].imag, color=color, **marks)
    for ax, part in ((panels[0], "real"), (panels[1], "imaginary")):
        ax.axvline(2.0 * SLOPE, color=style.PALE, lw=0.6, ls=style.DASHES[1])
        style.dress(ax, r"weight  $\gamma$, or variance  $s^2$", f"{part} part of the eigenvalues")
        ax.set_xlim(0.0, 3.0 * SLOPE)
    panels[0].legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK, loc="lower left")

    orders = {
        "SimGD": SimGD(),
        "AltGD, 1 D step": AltGD("generator"),
        "AltGD, 5 D steps": AltGD("generator", 1, 5),
    }
    radii = {
        name: np.array([_step(DiracGAN(penalty=R1(w)), method) for w in weights])
        for name, method in orders.items()
    }
    for (name, radius), color in zip(radii.items(), style.LINES, strict=False):
        panels[2].plot(weights, radius, color=color, lw=1.5, label=name)
    panels[2].axhline(1.0, color=style.PALE, lw=0.6)
    panels[2].set_xlim(0.0, 3.0 * SLOPE)
    style.dress(panels[2], r"weight  $\gamma$ of R1", "spectral radius of a step")
    panels[2].legend(frameon=False, fontsize=style.TICK, labelcolor=style.INK, loc="lower right")
    for ax, letter in zip(panels, "abc", strict=True):
        style.panel_letter(ax, letter)

    oscillates = np.abs(found["R1"].imag).max(axis=1) > 1e-6
    lam = theory["R1"]
    claims = [
        *(
            near(f"{name}: both eigenvalues over {len(weights)} weights", theory[name], found[name],
                 1e-7, "closed form; at double eigenvalues good to the root of round-off")
            for name in found
        ),
        near("R1 stops turning at the critical weight 2 f'(0)", 2.0 * SLOPE,
             weights[int(np.argmin(oscillates))], float(weights[1]), "closed form; a grid's cell"),
        near("SimGD with R1: spectral radius of a step", np.abs(1.0 + ETA * lam).max(axis=1),
             radii["SimGD"], 1e-7, "1 + eta times the field's eigenvalues"),
        near("AltGD without penalty, 1 and 5 D steps: both multipliers have modulus", 1.0,
             [radii[name][0] for name in list(orders)[1:]], 1e-8,
             "1 - a^2/2 +- sqrt((1 - a^2/2)^2 - 1), a = sqrt(n_g n_d) eta f'(0) < 2"),
        same("the weight of R1 with the least radius for SimGD",
             f"{2.0 * SLOPE:g}", f"{weights[int(np.argmin(radii['SimGD']))]:.6g}",
             "both eigenvalues meet there"),
    ]  # fmt: skip
    caption = (
        "Eigenvalues of the logistic Dirac-GAN at (0, 0) against the weight of the regulariser, 0 "
        "to 3 f'(0), f'(0) = 1/2. a, b: real and imaginary parts of the field's Jacobian, of "
        "ConOpt and JARE those of their own fields; lines: closed forms, circles: the engine. R2 "
        "equals R1, and the non-saturating loss changes nothing here. Dashed: the critical weight "
        f"2 f'(0) of R1. c: spectral radius of a step with R1 and eta = {ETA} for both players."
    )
    tables: dict[str, dict[str, Any]] = {
        "eigenvalues": {"weight": weights}
        | {
            f"{name} {part} {branch + 1}": getattr(values[:, branch], part)
            for name, values in found.items()
            for branch in (0, 1)
            for part in ("real", "imag")
        },
        "radii": {"weight": weights, **radii},
    }
    return Outcome(figure, claims, caption, tables)


def _pair(middle: float, square: float) -> Spectra:
    """Return middle +- sqrt(square), the greater first."""
    root = np.sqrt(complex(square))
    return np.array([middle + root, middle - root])


def _field(game: DiracGAN) -> Spectra:
    return eigenvalues(jacobian(game, [0.0, 0.0]))


def _own_field(method: Any) -> Spectra:
    """Return the eigenvalues of the field that a method follows: (M - 1) / eta."""
    step = update_jacobian(DiracGAN(), method, [0.0, 0.0], Rates(ETA, ETA))
    return (step.eigenvalues - 1.0) / ETA


def _step(game: DiracGAN, method: Any) -> float:
    step = update_jacobian(game, method, [0.0, 0.0], Rates(ETA, ETA))
    return float(np.abs(step.eigenvalues).max())


def _penalised(weight: float) -> Spectra:
    return _pair(-0.5 * weight, 0.25 * weight**2 - SLOPE**2)


def _consensus(weight: float) -> Spectra:
    return _pair(-weight * SLOPE**2, -(SLOPE**2))


def _noisy(variance: float) -> Spectra:
    return _pair(CURVATURE * variance, CURVATURE**2 * variance**2 - SLOPE**2)


def _noise(variance: float) -> DiracGAN:
    return DiracGAN(penalty=InstanceNoise(float(np.sqrt(variance))))


FAMILIES: dict[str, tuple[Callable[[float], Array | Spectra], Callable[[float], Spectra]]] = {
    "R1": (_penalised, lambda w: _field(DiracGAN(penalty=R1(w)))),
    "R2": (_penalised, lambda w: _field(DiracGAN(penalty=R2(w)))),
    "NS-GAN with R1": (_penalised, lambda w: _field(DiracGAN("nonsaturating", R1(w)))),
    "ConOpt": (_consensus, lambda w: _own_field(ConOpt(w))),
    "JARE": (_consensus, lambda w: _own_field(JARE(w))),
    "instance noise": (_noisy, lambda w: _field(_noise(w))),
}

ITEM = Item(
    "dirac/eigenvalues",
    "Figure of eigenvalues",
    "Eigenvalues of the Dirac-GAN against the weight of each regulariser",
    make,
    (2.0, 3.0),
    {},
)
