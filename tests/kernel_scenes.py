"""Kernel GANs at states whose spectra are known: balanced, coincident, trapped, anywhere."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import root

import gandyn as gd
from reference import Array, kernel_sum_gradient, kernel_sum_hessian
from reference_local import diagonal_blocks, is_sorted, mixed, spectral_gap, whole

RIDGE, RATES = 0.5, gd.Rates(0.3, 0.4)
MAPS = ("alternating", "generator_first", "simultaneous")
KERNELS = [
    gd.Gaussian(0.8), gd.Matern52(1.1), gd.RationalQuadratic(0.7, 1.7),
    gd.InverseMultiquadric(1.2), gd.GaussianMixture([0.5, 2.0], [0.75, 0.25]),
    gd.Gaussian(1.0, metric=[[2.0, 0.3], [0.3, 0.7]]),
]  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """Targets, masses and particles, from which every matrix follows."""

    targets: Array
    p: Array
    y: Array
    q: Array
    kernel: Any = KERNELS[0]
    ridge: float = RIDGE
    mass_factor: bool = True

    @property
    def game(self) -> gd.KernelGAN:
        return gd.KernelGAN(
            self.targets, self.p, self.q, self.kernel, self.ridge, gd.History(),
            mass_factor=self.mass_factor,
        )  # fmt: skip

    @property
    def sources(self) -> tuple[Array, Array]:
        """The witness w = m_p - m_q as centres and weights."""
        return np.concatenate([self.targets, self.y]), np.concatenate([self.p, -self.q])

    @property
    def G(self) -> Array:
        return mixed(self.kernel, self.y, self.y)

    @property
    def W(self) -> Array:
        """Hessians of the witness, (M, M)."""
        return diagonal_blocks(kernel_sum_hessian(self.kernel, self.y, *self.sources).astype(float))

    @property
    def D(self) -> Array:
        return np.repeat(self.q, self.y.shape[1])

    @property
    def S(self) -> Array:
        """D G D; without the mass factor D^1/2 G D^1/2."""
        root = self.D if self.mass_factor else np.sqrt(self.D)
        return root[:, None] * self.G * root

    def matrix(self, order: str, H: Array, **options: Any) -> Array:
        rates = options.pop("rates", RATES)
        options = {"mass_factor": self.mass_factor} | options
        ridge = options.pop("ridge", self.ridge)
        return whole(
            order, self.G, H, self.q, ridge, rates.generator, rates.discriminator, **options
        )

    def spectrum(self, state: Any = None, order: Any = "alternating", **options: Any) -> Any:
        rates = options.pop("rates", RATES)
        state = self.y if state is None else state
        return gd.kernel_gan_spectrum(self.game, state, rates, order, **options)


def balanced(n: int = 4, d: int = 2, seed: int = 3, **options: Any) -> Scene:
    """Every particle on a target of its own mass: f = 0 is the best response."""
    rng = np.random.default_rng(seed)
    y, q = rng.normal(size=(n, d)), rng.uniform(0.1, 0.5, size=n)
    return Scene(y, q, y, q, **options)


def trapped(**options: Any) -> Scene:
    """Two particles on either side of a target lighter than both: the trap of section 9.3."""
    sigma, p = 0.3, 0.6
    r = sigma * np.sqrt(2 / 3 * np.log(1 / p))
    y = np.array([[r, 0.0], [-r, 0.0]])
    options = {"kernel": gd.Gaussian(sigma)} | options
    return Scene(np.zeros((1, 2)), np.array([p]), y, np.array([0.5, 0.5]), **options)


def coincident() -> Scene:
    """Three particles on one target, two on another."""
    targets = np.array([[0.0, 0.0], [1.0, 0.5]])
    y, q = targets[[0, 0, 0, 1, 1]], np.array([0.1, 0.2, 0.3, 0.15, 0.25])
    return Scene(targets, np.array([0.6, 0.4]), y, q)


def settled(**options: Any) -> Scene:
    """Three particles of different masses at a fixed point of the descent on the MMD."""
    targets, p = np.array([[-1.0, 0.0], [1.0, 0.3]]), np.array([0.4, 0.6])
    q, kernel = np.array([0.3, 0.35, 0.3]), KERNELS[0]

    def slopes(y: Array) -> Array:
        y = y.reshape(-1, 2)
        sources = np.concatenate([targets, y]), np.concatenate([p, -q])
        return kernel_sum_gradient(kernel, y, *sources).astype(float).ravel()

    y = root(slopes, [-1.0, 0.1, 1.1, 0.5, 0.9, 0.0], tol=1e-15).x
    assert np.abs(slopes(y)).max() < 1e-14
    return Scene(targets, p, y.reshape(-1, 2), q, kernel, **options)


def anywhere(n: int = 3, seed: int = 5, **options: Any) -> Scene:
    """Two targets, particles of different masses, at no fixed point."""
    rng = np.random.default_rng(seed)
    targets, y = rng.normal(size=(2, 2)), rng.normal(size=(n, 2))
    q = rng.uniform(0.5, 1.5, size=n)
    return Scene(targets, np.array([0.4, 0.6]), y, q / q.sum(), **options)


def assert_spectrum(sp: Any, J: Array, slack: float = 1e-10) -> None:
    expected = np.linalg.eigvals(J)
    assert sp.eigenvalues.shape == (len(J),)
    assert sp.eigenvalues.dtype == np.complex128
    assert is_sorted(sp.eigenvalues)
    assert spectral_gap(sp.eigenvalues, expected) <= slack * (1 + np.abs(expected).max())
