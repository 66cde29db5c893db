"""The spectrum of a whole kernel GAN around any state, no isolation of its targets assumed.

What is disturbed is the particles y by dy and f by a function whose gradients at the old particles
are g: nothing else of it is felt, and the step of (dy, g) is a matrix, 2 n d numbers each way.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from . import _core, _krylov
from ._at_rest import update_at_rest
from ._checks import Array, as_instance, as_integer
from ._linearised import (
    LARGEST_DENSE,
    LARGEST_FLAT,
    begin,
    field_matrix,
    is_flat,
    linear_step,
    refuse,
    step_matrix,
)
from ._schemes import as_scheme, is_scheme
from .eigen import eigenvalues
from .games import KernelGAN
from .kernel_spectrum import Spectrum
from .methods import Method, Rates
from .threads import resolve
from .trajectory import State, Trajectory

__all__ = ["Spectrum", "kernel_gan_spectrum", "kernel_jacobian", "kernel_update_jacobian"]


def kernel_gan_spectrum(
    game: KernelGAN,
    state: State | Trajectory | ArrayLike,
    rates: Rates,
    order: str | Method = "alternating",
    *,
    num_eigenvalues: int | None = None,
    num_threads: int | None = None,
) -> Spectrum:
    """Return the exact spectrum of one step of a kernel GAN around a state.

    Every eigenvalue of the step but `Spectrum.decay`, with its multiplicity, is an eigenvalue of
    the matrix of (dy, g): displacements of the particles, and changes of the gradient of f there.
    With D the masses, H the Hessians of f and G = d_x d_y K at the particles, ``SimGD`` has ::

        [ I + eta_g D H    eta_g D            ]
        [ -eta_d G D       (1 - eta_d ridge) I ]

    It holds around any state, a fixed point or not; then it describes one step only.

    Parameters
    ----------
    game : KernelGAN
        The game.
    state : State, Trajectory or array_like, shape (n, d)
        Where: a state, the end of a run, or particles with f = 0.
    rates : Rates
        Step sizes. Of the flow their ratio counts alone.
    order : str or Method, default "alternating"
        "alternating" (``AltGD``, discriminator first), "generator_first", "simultaneous"
        (``SimGD``), "best_response", "continuous" (the flow, per unit of time eta_d step), or one
        of the methods `SimGD`, `AltGD`, `BestResponse`, `JARE`, `ConOpt`.
    num_eigenvalues : int, optional
        The leading ones only, by modulus (of the flow by real part), without a matrix: the route
        "krylov", which needs SciPy. None: all, where n d is at most 3000 (6000 where the
        discriminator is flat), and beyond it the leading 6.
    num_threads : int, optional
        See `gandyn.threads.resolve`; results do not depend on it.

    Returns
    -------
    Spectrum

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted. ``ConOpt``: the gradient of f does not vanish at the
        particles, where a step depends on more than (dy, g). A kernel that is not smooth where
        points coincide (``Laplace``) has no spectrum but with random features.
    ImportError
        The route is "krylov", and SciPy is not installed.
    """
    game, start = begin(game, state)
    as_instance("rates", rates, {"Rates": Rates}, "Rates(0.1, 0.1)")
    scheme, threads = as_scheme(order), resolve(num_threads)[0]
    refuse(game, scheme, rates)
    size = start.particles.size
    if num_eigenvalues is None:
        flat = size <= LARGEST_FLAT and is_flat(game, start, scheme, threads)
        if flat:
            return _from_coupling(Spectrum(game, start, rates, order, "flat"), threads)
        if size <= LARGEST_DENSE:
            found = Spectrum(game, start, rates, order, "dense")
            found.jacobian = step_matrix(game, start, scheme, rates, num_threads)
            found.eigenvalues = eigenvalues(found.jacobian, num_threads=num_threads)
            return found
    found = Spectrum(game, start, rates, order, "krylov")
    step = linear_step(game, start, scheme, rates, False, threads)
    count = 6 if num_eigenvalues is None else num_eigenvalues
    if step.size < 3:
        raise ValueError(f"num_eigenvalues must be left out where there are only {step.size}")
    count = as_integer("num_eigenvalues", count, 1, step.size - 2)
    found.eigenvalues, found._vectors = _krylov.leading(
        lambda x: step.apply(x, threads), step.size, count, order == "continuous"
    )
    return found


def balanced_spectrum(run: Trajectory, num_threads: int | None = None) -> Spectrum:
    """Return the spectrum around the final particles of a run as if they were balanced, f = 0."""
    state = State(run.state.step, run.state.particles, {})
    if state.particles.size > LARGEST_FLAT:
        raise ValueError(
            f"run: an eigenvalue problem of size n d = {state.particles.size} is too large, "
            f"at most {LARGEST_FLAT} are possible"
        )
    refuse(run.game, as_scheme(run.method), run.rates)
    spectrum = Spectrum(run.game, state, run.rates, run.method, "flat")
    return _from_coupling(spectrum, resolve(num_threads)[0])


def kernel_jacobian(game: KernelGAN, state: State | Trajectory | ArrayLike) -> Array:
    """Return the Jacobian of the kernel GAN's field in coordinates (dy, g), (2 n d, 2 n d).

    [[D H, D], [-G D, -ridge I]] with D the masses, H the Hessians of f at the particles and G the
    mixed second derivatives of the kernel between them; of the flow per unit of eta_d step, with
    equal rates. Without mass factor the upper D are 1.
    """
    game, start = begin(game, state)
    return field_matrix(game, start)


def kernel_update_jacobian(
    game: KernelGAN, method: Method, state: State | Trajectory | ArrayLike, rates: Rates
) -> tuple[Array, str]:
    """Return the Jacobian of one step of `method`, and how it was found: "exact".

    Coordinates (dy, g), (2 n d, 2 n d); of dy alone, (n d, n d), under ``BestResponse``. Methods
    that `kernel_gan_spectrum` does not know want a state at rest, and those with a memory act on
    (dy, g) and the like of each direction they keep.
    """
    game, start = begin(game, state)
    as_instance("rates", rates, {"Rates": Rates}, "Rates(0.1, 0.1)")
    if not is_scheme(method):
        return update_at_rest(game, start, method, rates), "exact"
    scheme = as_scheme(method)
    refuse(game, scheme, rates)
    return step_matrix(game, start, scheme, rates, None), "exact"


def _from_coupling(spectrum: Spectrum, threads: int) -> Spectrum:
    """Return the spectrum with its coupling and all that follows."""
    core = spectrum.game.core(len(spectrum.particles))
    coupling = _core.coupling(core, spectrum.particles, threads)
    spectrum.coupling = coupling
    spectrum.eigenvalues = _core.flat_eigenvalues(
        core, coupling, spectrum._scheme, spectrum.rates, spectrum.game.ridge
    )
    return spectrum
