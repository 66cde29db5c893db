"""Games: what the two players play."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from . import _core
from ._checks import Array, as_floats, as_instance, as_integer, as_masses, as_number, as_points
from ._core import Gaussian, Rates
from ._kernel import Kernel, as_kernel
from .discriminators import DISCRIMINATORS, Discriminator, History

__all__ = ["KernelGAN"]


class KernelGAN:
    """The kernel GAN: particles y against a discriminator f in the RKHS of a kernel.

    The generator is its list of particles; it minimises, and f maximises ::

        L(f, y) = sum_i p_i f(x_i) - sum_j q_j f(y_j) - (ridge / 2) |f|^2

    (Becker, Pandit, Rangan, Fletcher, NeurIPS 35, 2022).

    Parameters
    ----------
    targets : array_like, shape (m, d)
        True points x.
    target_weights : array_like, shape (m,), optional
        Their masses p, used as they are; None: uniform, summing to 1.
    particle_weights : array_like, shape (n,), optional
        Masses q of the particles, used as they are (a region may hold more or less mass than 1);
        None: uniform, summing to 1, for any n.
    kernel : Kernel, default Gaussian(bandwidth=1.0)
        See `gandyn.kernels`.
    ridge : float, default 0.1
        Weight lambda >= 0 of the norm penalty.
    discriminator : Discriminator or "auto", default "auto"
        How f is kept; see `gandyn.discriminators`. "auto" chooses when a run begins, by its size:
        `explain` says what and why, ``run.game.discriminator`` what it was.
    mass_factor : bool, default True
        Whether a particle's step carries its mass: y_j moves by eta_g q_j grad f(y_j), else by
        eta_g grad f(y_j).

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """

    def __init__(
        self,
        targets: ArrayLike,
        target_weights: ArrayLike | None = None,
        particle_weights: ArrayLike | None = None,
        kernel: Kernel | None = None,
        ridge: float = 0.1,
        discriminator: Discriminator | Literal["auto"] = "auto",
        mass_factor: bool = True,
    ) -> None:
        self._targets = _frozen(as_points("targets", targets))
        self._target_weights = _frozen(
            as_masses("target_weights", target_weights, len(self._targets))
        )
        self._particle_weights = None
        if particle_weights is not None:
            given = as_floats("particle_weights", particle_weights, 1, "(n,)")
            self._particle_weights = _frozen(as_masses("particle_weights", given, len(given)))
        self._kernel = as_kernel(Gaussian() if kernel is None else kernel)
        self._ridge = as_number("ridge", ridge)
        self._discriminator: Discriminator | Literal["auto"] = "auto"
        if not isinstance(discriminator, str) or discriminator != "auto":
            self._discriminator = as_instance(
                "discriminator", discriminator, DISCRIMINATORS, '"auto" or Mesh(tolerance=1e-6)'
            )
        if not isinstance(mass_factor, (bool, np.bool_)):
            raise TypeError(f"mass_factor must be a bool, got {mass_factor!r}")
        self._mass_factor = bool(mass_factor)
        self.core(1 if self._particle_weights is None else len(self._particle_weights))

    @property
    def targets(self) -> Array:
        """True points, (m, d), read-only."""
        return self._targets

    @property
    def target_weights(self) -> Array:
        """Masses of the targets, (m,), read-only."""
        return self._target_weights

    @property
    def particle_weights(self) -> Array | None:
        """Masses of the particles, (n,), read-only; None: uniform for any n."""
        return self._particle_weights

    @property
    def kernel(self) -> Kernel:
        """The kernel."""
        return self._kernel

    @property
    def ridge(self) -> float:
        """Weight of the norm penalty of f."""
        return self._ridge

    @property
    def discriminator(self) -> Discriminator | Literal["auto"]:
        """How f is kept."""
        return self._discriminator

    @property
    def mass_factor(self) -> bool:
        """Whether a particle's step carries its mass."""
        return self._mass_factor

    @property
    def dimension(self) -> int:
        """Dimension d of the points."""
        return int(self._targets.shape[1])

    def masses(self, num_particles: int) -> Array:
        """Return the masses (n,) of `num_particles` particles.

        Raises
        ------
        ValueError
            The game has particle weights for another number of particles.
        """
        if self._particle_weights is None:
            return as_masses("particle_weights", None, num_particles)
        if len(self._particle_weights) != num_particles:
            raise ValueError(
                f"particle_weights has {len(self._particle_weights)} masses, "
                f"but there are {num_particles} particles"
            )
        return self._particle_weights

    def part(self, begin: int, end: int, num_particles: int) -> Array:
        """Return the masses of the particles [begin, end) of so many."""
        if self._particle_weights is None:
            return np.full(end - begin, 1.0 / num_particles)
        return self._particle_weights[begin:end]

    def core(self, num_particles: int, kept: Discriminator | None = None) -> _core.KernelGAN:
        """Return the game of `num_particles` particles in the C++ core.

        Parameters
        ----------
        num_particles : int
        kept : Discriminator, optional
            How f is kept; None: as the game says, exactly where that is "auto".
        """
        return self.core_of(self.masses(num_particles), kept=kept)

    def core_of(
        self,
        masses: Array,
        of_all: tuple[float, float] | None = None,
        kept: Discriminator | None = None,
    ) -> _core.KernelGAN:
        """Return the game of particles with these masses in the C++ core.

        Parameters
        ----------
        masses : ndarray, shape (n,)
        of_all : tuple of float, optional
            Largest mass and sum of the masses of all particles, where these are some of them.
        kept : Discriminator, optional
            As in `core`.
        """
        own = History() if self._discriminator == "auto" else self._discriminator
        return _core.KernelGAN(
            self._targets,
            self._target_weights,
            masses,
            self._kernel,
            self._ridge,
            own if kept is None else kept,
            self._mass_factor,
            of_all,
        )

    def explain(
        self, num_particles: int | None = None, num_steps: int = 1000, rates: Rates | None = None
    ) -> str:
        """Say how a run of this size keeps the discriminator, why, and what it costs.

        Parameters
        ----------
        num_particles : int, optional
            None: as many as there are particle weights, else as targets.
        num_steps : int, default 1000
            Steps of the run.
        rates : Rates, optional
            They say how soon a history with a window forgets.

        Returns
        -------
        str
            One sentence with estimates of time and memory.
        """
        from .costs import plan

        if num_particles is None:
            given = self._particle_weights
            num_particles = len(self._targets if given is None else given)
        n, steps = (
            as_integer("num_particles", num_particles, 1),
            as_integer("num_steps", num_steps, 0),
        )
        return f"{n} particles, {steps} steps: {plan(self, n, steps, steps + 1, rates)}"

    def keeping(self, discriminator: Discriminator) -> KernelGAN:
        """Return the same game with the discriminator kept in this way."""
        return KernelGAN(**(self.to_dict() | {"discriminator": discriminator}))

    def to_dict(self) -> dict[str, Any]:
        """Return the constructor's arguments by name."""
        return {
            "targets": self._targets,
            "target_weights": self._target_weights,
            "particle_weights": self._particle_weights,
            "kernel": self._kernel,
            "ridge": self._ridge,
            "discriminator": self._discriminator,
            "mass_factor": self._mass_factor,
        }

    def __repr__(self) -> str:
        m, d = self._targets.shape
        return (
            f"KernelGAN({m} targets in {d}-D, kernel={self._kernel!r}, ridge={self._ridge!r}, "
            f"discriminator={self._discriminator!r}, mass_factor={self._mass_factor!r})"
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, KernelGAN):
            return NotImplemented
        mine, theirs = self.to_dict(), other.to_dict()
        return all(np.array_equal(mine[name], theirs[name]) for name in mine)

    def __hash__(self) -> int:
        return hash((self._targets.tobytes(), self._kernel, self._ridge, self._discriminator))

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return KernelGAN, tuple(self.to_dict().values())


def _frozen(array: Array) -> Array:
    """Return a copy that nobody can change behind the game's back."""
    array = array.copy()
    array.flags.writeable = False
    return array
