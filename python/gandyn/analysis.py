"""What the theory says about a state."""

from __future__ import annotations

from . import _core
from .stability import Phase
from .threads import resolve
from .trajectory import Trajectory

__all__ = ["Phase", "phase"]


LARGEST = 6000
"""Coordinates of all particles together, beyond which a dense eigenvalue problem is refused."""


def phase(run: Trajectory, tolerance: float = 1e-12, num_threads: int | None = None) -> Phase:
    """Phase of the game linearised around the final particles as a balanced state, f = 0.

    There every eigenvalue kappa of S = D G D (G the mixed second derivatives of the kernel between
    the particles, D their masses) gives, with Q = eta_d eta_g kappa and a = eta_d ridge, two
    one-step multipliers rho = 1 - z: z^2 - a z + Q = 0 for ``SimGD``, z^2 - (a + Q) z + Q = 0 for
    ``AltGD``; ``BestResponse`` has rho = 1 - (eta_g / ridge) kappa. Directions with kappa = 0 have
    rho = 1: to first order nothing moves them back.

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
        ``oscillates`` if a multiplier is not real.

    Raises
    ------
    ValueError
        The kernel is not smooth where points coincide (``Laplace``): it has no local spectrum. Or
        the eigenvalue problem is too large: n d > 6000.
    """
    game, state = run.game, run.state
    if state.particles.size > LARGEST:
        raise ValueError(
            f"run: an eigenvalue problem of size n d = {state.particles.size} is too large, "
            f"at most {LARGEST} are possible"
        )
    radius, oscillates, num_neutral = _core.balanced_spectrum(
        game.kernel,
        state.particles,
        run.particle_weights,
        game.ridge,
        game.mass_factor,
        run.method,
        run.rates,
        resolve(num_threads)[0],
    )
    if num_neutral:
        radius = max(radius, 1.0)
    phase = Phase.oscillates if oscillates else Phase.neutral
    if radius < 1 - tolerance:
        phase |= Phase.converges
    elif radius > 1 + tolerance:
        phase |= Phase.diverges
    return phase
