"""Slow oracles of the kernel GAN: the formulas as they stand, in extended precision.

Nothing here imports gandyn or shares a line with it. Kernels are read by class name and attributes,
so that a test hands the same object to the library and to the oracle.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

Array = npt.NDArray[Any]
Profile = tuple[Array, Array, Array]

long = np.longdouble


def extended(values: npt.ArrayLike) -> Array:
    """The values in extended precision, real or complex."""
    return np.asarray(values) * long(1)


# ---------------------------------------------------------------------------------------- kernels
# Each profile maps r2 to (K, dK/d(r2), d2K/d(r2)2).


def _gaussian(r2: Array, kernel: Any) -> Profile:
    """K = exp(-r2 / (2 s^2))."""
    return _exponential(r2, long(kernel.bandwidth))


def _exponential(r2: Array, s: np.longdouble) -> Profile:
    """exp(-g r2) with g = 1 / (2 s^2)."""
    g = 1 / (2 * s**2)
    k = np.exp(-g * r2)
    return k, -g * k, g**2 * k


def _gaussian_mixture(r2: Array, kernel: Any) -> Profile:
    """K = sum_m w_m exp(-r2 / (2 s_m^2))."""
    pairs = zip(extended(kernel.weights), extended(kernel.bandwidths), strict=True)
    parts = [[w * part for part in _exponential(r2, s)] for w, s in pairs]
    k, slope, curvature = (np.sum(column, axis=0) for column in zip(*parts, strict=True))
    return k, slope, curvature


def _laplace(r2: Array, kernel: Any) -> Profile:
    """K = exp(-r / s)."""
    s, r = long(kernel.bandwidth), np.sqrt(r2)
    k = np.exp(-r / s)
    return k, -k / (2 * s * r), k * (r + s) / (4 * s**2 * r**3)


def _matern32(r2: Array, kernel: Any) -> Profile:
    """K = (1 + u) exp(-u),  u = sqrt(3) r / s."""
    s = long(kernel.bandwidth)
    u = np.sqrt(3 * r2) / s
    e = np.exp(-u)
    return (1 + u) * e, -3 / (2 * s**2) * e, 9 / (4 * s**4) * e / u


def _matern52(r2: Array, kernel: Any) -> Profile:
    """K = (1 + u + u^2 / 3) exp(-u),  u = sqrt(5) r / s."""
    s = long(kernel.bandwidth)
    u = np.sqrt(5 * r2) / s
    e = np.exp(-u)
    return (1 + u + u**2 / 3) * e, -5 / (6 * s**2) * (1 + u) * e, 25 / (12 * s**4) * e


def _rational_quadratic(r2: Array, kernel: Any) -> Profile:
    """K = z^-a,  z = 1 + r2 / (2 a s^2)."""
    a, s = long(kernel.mixing), long(kernel.bandwidth)
    z = 1 + r2 / (2 * a * s**2)
    return z**-a, -(z ** (-a - 1)) / (2 * s**2), (a + 1) / (4 * a * s**4) * z ** (-a - 2)


def _inverse_multiquadric(r2: Array, kernel: Any) -> Profile:
    """K = z^(-1/2),  z = 1 + r2 / s^2."""
    s = long(kernel.bandwidth)
    root = np.sqrt(1 + r2 / s**2)
    return 1 / root, -1 / (2 * s**2 * root**3), 3 / (4 * s**4 * root**5)


PROFILES: dict[str, Callable[[Array, Any], Profile]] = {
    "Gaussian": _gaussian,
    "GaussianMixture": _gaussian_mixture,
    "Laplace": _laplace,
    "Matern32": _matern32,
    "Matern52": _matern52,
    "RationalQuadratic": _rational_quadratic,
    "InverseMultiquadric": _inverse_multiquadric,
}


def profile(kernel: Any, r2: npt.ArrayLike) -> Profile:
    """(K, K', K'') with respect to r2; a derivative that is infinite at r2 = 0 is given as 0 there.

    The product with (x - y), or with its square, is then the convention of the Laplace kernel
    (gradient 0 at its own centre) and the true limit of every other kernel.
    """
    r2 = extended(r2)
    with np.errstate(divide="ignore", invalid="ignore"):
        k, slope, curvature = PROFILES[type(kernel).__name__](r2, kernel)
    slope = np.where((r2 == 0) & ~np.isfinite(slope), 0, slope)
    curvature = np.where((r2 == 0) & ~np.isfinite(curvature), 0, curvature)
    return k, slope, curvature


def metric_matrix(kernel: Any, dimension: int) -> Array:
    """M of r2 = (x - y)' M (x - y), as a (d, d) matrix."""
    if kernel.metric is None:
        return np.eye(dimension, dtype=long)
    metric = extended(kernel.metric)
    return np.diag(metric) if metric.ndim == 1 else metric


def parameters(config: Any) -> dict[str, Any]:
    """The fields of a parameter object by name."""
    return {field.name: getattr(config, field.name) for field in type(config).fields()}


def replace(config: Any, **changes: Any) -> Any:
    """A parameter object with some fields changed."""
    return type(config)(**{**parameters(config), **changes})


# ---------------------------------------------------------------------------------- kernel sums


def _offsets(kernel: Any, point: Array, sources: Array) -> tuple[Array, Array]:
    """M (x - z_j), one row a source, and r2_j."""
    delta = point - sources
    pulled = delta if kernel.metric is None else delta @ metric_matrix(kernel, len(point))
    return pulled, np.sum(delta * pulled, axis=1)


def kernel_matrix(kernel: Any, x: npt.ArrayLike, y: npt.ArrayLike) -> Array:
    """K(x_i, y_j)."""
    x, y = extended(x), extended(y)
    return np.array([profile(kernel, _offsets(kernel, point, y)[1])[0] for point in x])


def kernel_sum(
    kernel: Any, points: npt.ArrayLike, sources: npt.ArrayLike, weights: npt.ArrayLike
) -> Array:
    """S(x) = sum_j w_j K(x, z_j)."""
    return kernel_matrix(kernel, points, sources) @ extended(weights)


def kernel_sum_gradient(
    kernel: Any, points: npt.ArrayLike, sources: npt.ArrayLike, weights: npt.ArrayLike
) -> Array:
    """grad S(x) = sum_j 2 w_j K'(r2_j) M (x - z_j)."""
    points, sources, weights = extended(points), extended(sources), extended(weights)
    rows = []
    for point in points:
        pulled, r2 = _offsets(kernel, point, sources)
        rows.append((2 * weights * profile(kernel, r2)[1]) @ pulled)
    return np.array(rows)


def kernel_sum_hessian(
    kernel: Any, points: npt.ArrayLike, sources: npt.ArrayLike, weights: npt.ArrayLike
) -> Array:
    """Hess S(x) = sum_j w_j (2 K' M + 4 K'' M (x - z_j) (x - z_j)' M)."""
    points, sources, weights = extended(points), extended(sources), extended(weights)
    metric = metric_matrix(kernel, points.shape[1])
    blocks = []
    for point in points:
        pulled, r2 = _offsets(kernel, point, sources)
        _, slope, curvature = profile(kernel, r2)
        outer = (pulled * (4 * weights * curvature)[:, None]).T @ pulled
        blocks.append(2 * (weights @ slope) * metric + outer)
    return np.array(blocks)


def gradient_size(
    kernel: Any, points: npt.ArrayLike, sources: npt.ArrayLike, weights: npt.ArrayLike
) -> Array:
    """sum_j |w_j| |grad K(x, z_j)|: what a rounding error of the gradient is measured against."""
    points, sources, weights = extended(points), extended(sources), abs(extended(weights))
    sizes = []
    for point in points:
        pulled, r2 = _offsets(kernel, point, sources)
        norms = np.sqrt(np.sum(pulled**2, axis=1))
        sizes.append(2 * weights @ (abs(profile(kernel, r2)[1]) * norms))
    return np.array(sizes)


def hessian_size(
    kernel: Any, points: npt.ArrayLike, sources: npt.ArrayLike, weights: npt.ArrayLike
) -> Array:
    """sum_j |w_j| (2 |K'| |M| + 4 |K''| |M (x - z_j)|^2), |M| the Frobenius norm."""
    points, sources, weights = extended(points), extended(sources), abs(extended(weights))
    metric = np.sqrt(np.sum(metric_matrix(kernel, points.shape[1]) ** 2))
    sizes = []
    for point in points:
        pulled, r2 = _offsets(kernel, point, sources)
        _, slope, curvature = profile(kernel, r2)
        squares = np.sum(pulled**2, axis=1)
        sizes.append(weights @ (2 * abs(slope) * metric + 4 * abs(curvature) * squares))
    return np.array(sizes)


# -------------------------------------------------------------------------------------- dynamics


@dataclass(frozen=True)
class Game:
    """The kernel GAN of the theory, section 2, with the memory tolerance of section 3.3."""

    targets: Array
    target_weights: Array
    particle_weights: Array
    kernel: Any
    ridge: float
    mass_factor: bool = True
    tolerance: float = 0.0


@dataclass(frozen=True)
class Expansion:
    """A function f = sum_k c_k K(., z_k)."""

    kernel: Any
    centres: Array
    coefficients: Array

    def value(self, points: npt.ArrayLike) -> Array:
        """f(x)."""
        return kernel_sum(self.kernel, points, self.centres, self.coefficients)

    def gradient(self, points: npt.ArrayLike) -> Array:
        """grad f(x)."""
        return kernel_sum_gradient(self.kernel, points, self.centres, self.coefficients)


# The clouds in the discriminator that moves the particles at step n, of [y^0 .. y^n], and in the
# one left at the end, of [y^0 .. y^T].
MOVING: dict[str, slice] = {
    "discriminator": slice(None),
    "generator": slice(1, None),
    "simultaneous": slice(-1),
    "best": slice(-1, None),
}
FINAL: dict[str, slice] = MOVING | {"discriminator": slice(-1), "best": slice(-2, -1)}
SCHEMES = tuple(MOVING)


def history(game: Game, clouds: Sequence[Array], rate: float | np.floating) -> Expansion:
    """f^n = W_n sum_i p_i K(., x_i) - eta_d sum_s (1-a)^(n-1-s) sum_j q_j K(., y_j^s), s < n.

    a = eta_d ridge;  W_n = (1 - (1-a)^n) / ridge, or eta_d n without a ridge. A cloud of age
    n-1-s is dropped when (1-a)^age < tolerance.
    """
    n, eta, ridge = len(clouds), long(rate), long(game.ridge)
    keep = 1 - eta * ridge
    pull = (1 - keep**n) / ridge if ridge > 0 else eta * n
    centres, coefficients = [extended(game.targets)], [pull * extended(game.target_weights)]
    for s, cloud in enumerate(clouds):
        decay = keep ** (n - 1 - s)
        if abs(decay) >= game.tolerance:
            centres.append(cloud)
            coefficients.append(-eta * decay * extended(game.particle_weights))
    return Expansion(game.kernel, np.concatenate(centres), np.concatenate(coefficients))


def trajectory(
    game: Game,
    scheme: str,
    initial: npt.ArrayLike,
    num_steps: int,
    generator: float,
    discriminator: float,
) -> tuple[Array, Expansion]:
    """Clouds y^0 .. y^T, (T + 1, n, d), and the last f;  y+ = y + eta_g q_j grad f(y).

    The best response is f = w(Y) / ridge: one step of the discriminator at the rate 1 / ridge.
    """
    rate: np.floating = 1 / long(game.ridge) if scheme == "best" else long(discriminator)
    masses = extended(game.particle_weights)[:, None] if game.mass_factor else long(1)
    clouds: list[Array] = [extended(initial)]
    for _ in range(num_steps):
        force = history(game, clouds[MOVING[scheme]], rate).gradient(clouds[-1])
        clouds.append(clouds[-1] + long(generator) * masses * force)
    return np.array(clouds), history(game, clouds[FINAL[scheme]], rate)


# --------------------------------------------------------------------------------------- metrics


def uniform(n: int) -> Array:
    """n equal masses that sum to 1."""
    return np.full(n, 1 / long(n))


def mmd_squared(
    kernel: Any, x: Array, y: Array, p: Array | None = None, q: Array | None = None
) -> np.longdouble:
    """p' K_xx p - 2 p' K_xy q + q' K_yy q."""
    p = uniform(len(x)) if p is None else extended(p)
    q = uniform(len(y)) if q is None else extended(q)
    z, c = np.concatenate([x, y]), np.concatenate([p, -q])
    return c @ kernel_matrix(kernel, z, z) @ c


def wasserstein2_squared(x: Array, y: Array) -> float:
    """min over permutations of mean_i |x_i - y_pi(i)|^2."""
    cost = np.sum((x[:, None] - y[None]) ** 2, axis=2)
    return float(cost[linear_sum_assignment(cost)].mean())


def wasserstein2_squared_line(
    x: Array, y: Array, p: Array | None = None, q: Array | None = None
) -> float:
    """int_0^1 (F^-1(u) - G^-1(u))^2 du for points on a line with masses that sum to 1."""
    p = uniform(len(x)) if p is None else extended(p)
    q = uniform(len(y)) if q is None else extended(q)
    f, g = np.cumsum(p[np.argsort(x)]), np.cumsum(q[np.argsort(y)])
    levels = np.sort(np.concatenate([[0], f[:-1], g[:-1], [1]]))
    u = (levels[1:] + levels[:-1]) / 2
    gap = np.sort(x)[np.searchsorted(f[:-1], u)] - np.sort(y)[np.searchsorted(g[:-1], u)]
    return float(np.sum(np.diff(levels) * gap**2))


def sliced_wasserstein2_squared(
    x: Array, y: Array, directions: Array, p: Array | None = None, q: Array | None = None
) -> Array:
    """Squared W2 of the projections on each unit direction (k, d); sliced W2^2 is their mean."""
    return np.array([wasserstein2_squared_line(x @ u, y @ u, p, q) for u in directions])


def coverage(
    targets: Array, particles: Array, radius: float, target_weights: Array | None = None
) -> float:
    """Share of the target mass with a particle within the radius."""
    masses = np.ones(len(targets)) if target_weights is None else target_weights
    reached = [any(np.sqrt(np.sum((x - y) ** 2)) <= radius for y in particles) for x in targets]
    return float(masses[reached].sum() / masses.sum())
