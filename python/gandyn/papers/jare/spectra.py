"""What the items on spectra of the linear GAN share: the published setting and closed forms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..._checks import Array
from ..._core import JARE, ConOpt, LinearGAN, Rates
from ...jacobians import update_jacobian
from ...methods import Method, SimGD

Complex = NDArray[np.complex128]

STD, MEAN, GAMMA = 0.7, (0.0, 2.0), 10.0
GAME = LinearGAN(mean=list(MEAN), std=STD)
METHODS: dict[str, Method] = {"SimGD": SimGD(), "ConOpt": ConOpt(GAMMA), "JARE": JARE(GAMMA)}
ABLATIONS: dict[str, Method] = {
    "generator only": JARE(GAMMA, players="generator"),
    "discriminator only": JARE(GAMMA, players="discriminator"),
}


def exponents(game: LinearGAN, method: Method) -> Complex:
    """Return the eigenvalues lambda of the method's field at the equilibrium, (2 n,)."""
    step = update_jacobian(game, method, np.zeros(2 * len(game.mean)), Rates(1.0, 1.0))
    values: Complex = step.eigenvalues - 1.0  # one step of length 1 multiplies by 1 + lambda
    return values


def closed_form(name: str, b: Array | float, gamma: float) -> Complex:
    """Return the pair of every block b, (..., 2): Theorems 1 to 3 and the one-sided penalties."""
    b = np.asarray(b, dtype=complex)
    if name == "SimGD":
        trace, under, scale = b, b**2 - 4.0, 4.0
    elif name == "ConOpt":
        trace = b + gamma + gamma * b**2 / 2.0
        under, scale = trace**2 - (gamma**2 + 2.0 * gamma * b + 4.0), 4.0
    elif name == "JARE":
        trace, under, scale = b + gamma, (b + gamma) ** 2 - (gamma**2 + 4.0), 4.0
    else:
        trace, under, scale = 2.0 * b + gamma, (2.0 * b + gamma) ** 2 - 16.0, 8.0
    root = np.sqrt(under)
    pair = np.stack([-trace + root, -trace - root], axis=-1).astype(np.complex128) / scale
    return pair


def ordered(values: Complex) -> Complex:
    """Return eigenvalues by real part, then imaginary part, rounding apart."""
    return values[np.lexsort((values.imag, np.round(values.real, 9)))]
