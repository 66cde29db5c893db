"""What the theory says about a state."""

from __future__ import annotations

from .phases import Phase
from .spectrum import balanced_spectrum
from .trajectory import Trajectory

__all__ = ["Phase", "phase"]


def phase(run: Trajectory, tolerance: float = 1e-12, num_threads: int | None = None) -> Phase:
    """Phase of the game linearised around the final particles as a balanced state, f = 0.

    There every eigenvalue kappa of S = D G D (G the mixed second derivatives of the kernel between
    the particles, D their masses) gives, with Q = eta_d eta_g kappa and a = eta_d ridge, two
    one-step multipliers rho = 1 - z: z^2 - a z + Q = 0 for ``SimGD``, z^2 - (a + Q) z + Q = 0 for
    ``AltGD``; ``BestResponse`` has rho = 1 - (eta_g / ridge) kappa. Directions with kappa = 0 have
    rho = 1: to first order nothing moves them back. `kernel_gan_spectrum` says more, and of any
    state.

    Parameters
    ----------
    run : Trajectory
        Any run; the cost is O((n d)^3).
    tolerance : float, default 1e-12
        A spectral radius closer to 1 than this is neutral.
    num_threads : int, optional
        See `gandyn.threads.resolve`.

    Returns
    -------
    Phase
        ``converges`` or ``diverges`` by the spectral radius, neither (neutral) when it is 1;
        ``oscillates`` if a multiplier is not real; ``flips`` if one of largest modulus is negative.

    Raises
    ------
    ValueError
        The kernel is not smooth where points coincide (``Laplace``): it has no local spectrum. Or
        the eigenvalue problem is too large: n d > 6000.
    """
    spectrum = balanced_spectrum(run, num_threads)
    phase: Phase = spectrum.sweep(tolerance=tolerance, num_threads=num_threads).phase
    return phase
