"""What a mesh promises of f, anywhere in space, and what follows from it.

With W the sum of |weights| times K(0), and s the smallest bandwidth of the kernel,

    |f_mesh(y) - f(y)| <= tolerance W        s |grad f_mesh(y) - grad f(y)| <= tolerance W

where a metric M measures the gradient as it measures the points: |g|^2 = g' M^-1 g.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from reference import Array, extended, metric_matrix, profile

TOLERANCES = [10.0**-k for k in range(1, 13)]
LATTICE = 0.05  # every spacing that a mesh may have, in bandwidths, is likely a multiple of this


def exact(kernel: Any, points: Array, sources: Array, weights: Array) -> tuple[Array, Array]:
    """f and its gradient in extended precision, from explicit differences."""
    offsets = extended(points)[:, None] - extended(sources)
    pulled = offsets if kernel.metric is None else offsets @ metric_matrix(kernel, points.shape[1])
    k, slope, _ = profile(kernel, np.sum(offsets * pulled, axis=2))
    weights = extended(weights)
    return k @ weights, np.einsum("ij,ijk->ik", 2 * slope * weights, pulled)


def bandwidths(kernel: Any) -> Array:
    """The bandwidths of a kernel, smallest first."""
    return np.sort(np.atleast_1d(getattr(kernel, "bandwidths", getattr(kernel, "bandwidth", None))))


def game_of(kernel: Any, sources: Array, weights: Array, tolerance: float) -> tuple[Any, Array]:
    """A game whose f, after one best response, is the sum over the sources; its particles.

    Positive weights are targets and the others particles, each kind with at least one point.
    """
    up = weights > 0
    targets, particles = sources[up], sources[~up]
    mesh = gd.Mesh(tolerance=tolerance)
    return gd.KernelGAN(targets, weights[up], -weights[~up], kernel, 1.0, mesh), particles


def answer(game: Any, particles: Array, **options: Any) -> Any:
    """The run of one best response: f = (sum p_i K(x_i, .) - sum q_j K(y_j, .)) / ridge."""
    rates = gd.Rates(generator=0.0, discriminator=0.1)
    options = {"num_steps": 1, "num_threads": 1} | options
    return gd.simulate(game, gd.BestResponse(), rates=rates, initial=particles, **options)


def broken(
    kernel: Any, tolerance: float, computed: Any, expected: Any, weights: Array
) -> tuple[float, float]:
    """The largest errors of f and of its gradient, in units of what is allowed: 1 is the limit."""
    (value, gradient), (f, slope) = computed, expected
    assert value.shape == f.shape and gradient.shape == slope.shape
    assert np.isfinite(value).all() and np.isfinite(gradient).all()
    allowed = tolerance * np.abs(weights).sum() * float(profile(kernel, 0.0)[0])
    errors = (gradient - slope).astype(float)
    inverse = np.linalg.inv(metric_matrix(kernel, errors.shape[1]).astype(float))
    norms = np.sqrt(np.einsum("ij,jk,ik->i", errors, inverse, errors))
    worst = float(np.abs(value - f).max()), float(norms.max() * bandwidths(kernel)[0])
    return worst[0] / allowed, worst[1] / allowed


def worst_of(
    kernel: Any, tolerance: float, sources: Array, weights: Array, points: Array, by: str = "game"
) -> float:
    """The larger error at the points, in units of the promise, by a game or by a kernel sum."""
    if by == "game":
        run = answer(*game_of(kernel, sources, weights, tolerance))
        computed = run.discriminator(points, 1), run.discriminator_gradient(points, 1)
    else:
        computed = gd.kernel_sum_with_gradient(
            kernel, points, sources, weights, 1, method="mesh", tolerance=tolerance
        )
    return max(
        broken(kernel, tolerance, computed, exact(kernel, points, sources, weights), weights)
    )


# ------------------------------------------------------------------------------------ the promise


@dataclass(frozen=True)
class Case:
    """A kernel, weighted sources of both signs, and places to look at."""

    kernel: Any
    tolerance: float
    sources: Array
    weights: Array
    points: Array


def some_kernel(rng: np.random.Generator, d: int) -> Any:
    """A bandwidth of 1e-3 to 1e3, at times a mixture up to 1000 times as wide, or a metric."""
    smallest = 10 ** rng.uniform(-3, 3)
    root = np.eye(d) + 0.5 * rng.normal(size=(d, d))
    metric = [None, rng.uniform(0.2, 5, size=d), root @ root.T + 0.1 * np.eye(d)][rng.integers(3)]
    if metric is not None and metric.ndim == 2:
        metric = (metric + metric.T) / 2
    if rng.random() < 0.6:
        return gd.Gaussian(smallest, metric=metric)
    count = rng.integers(1, 4 if d < 3 else 2)
    wide = smallest * 10 ** np.append(0, rng.uniform(0, 3, size=count))
    return gd.GaussianMixture(wide, 10 ** rng.uniform(-2, 2, size=count + 1), metric=metric)


def some_case(d: int, tolerance: float, seed: int) -> Case:
    """Sources over 0.1 to 1e4 bandwidths, near the origin or 1e6 bandwidths away."""
    rng = np.random.default_rng([d, seed, round(-np.log10(tolerance))])
    kernel = some_kernel(rng, d)
    scales, size = bandwidths(kernel), 2 + int(10 ** rng.uniform(0, 2.4 if d < 3 else 1.3))
    domain = scales[0] * 10 ** rng.uniform(-1, 4)
    offset = scales[0] * rng.choice([0, 1e6], p=[0.7, 0.3]) * rng.choice([-1, 1], size=d)
    sources = offset + domain * rng.uniform(-0.5, 0.5, size=(size, d))
    weights = rng.normal(size=size) * 10 ** rng.uniform(-3, 3)
    weights[: rng.integers(1, size)] *= rng.choice([1.0, 1e-6])  # few that matter, or all
    weights[[0, -1]] = [1e-9, -abs(weights[-1])]
    if rng.random() < 0.3:
        sources[: size // 2] = sources[-1]
    near = sources[rng.integers(size, size=70)]
    scale = scales[rng.integers(len(scales), size=(70, 1))]
    along = rng.uniform(-4, 4, size=(70, 1)) * np.eye(d)[rng.integers(d, size=70)]
    points = np.concatenate(
        [
            near + scale * rng.normal(size=(70, d)),
            near + scale * along,
            sources[-20:],
            offset + domain * rng.uniform(-0.6, 0.6, size=(20, d)),
            offset + scales[-1] * 10 ** rng.uniform(1, 6, size=(10, 1)) * rng.normal(size=(10, d)),
        ]
    )
    return Case(kernel, tolerance, sources, weights, points)


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("tolerance", TOLERANCES)
def test_the_promise_is_kept(d: int, tolerance: float) -> None:
    """432 cases, one in four by a game."""
    for seed in range(12):
        finer = max(1e-12, tolerance * 10 ** -np.random.default_rng(seed).random())
        case, by = some_case(d, finer, seed), "sum" if seed % 4 else "game"
        worst = worst_of(case.kernel, finer, case.sources, case.weights, case.points, by)
        assert worst <= 1, (seed, by, case.kernel, finer, worst)


def pair(d: int, place: float) -> tuple[Array, Array]:
    """A source at (place, 0, ..) that matters and one far away that does not."""
    sources = np.array([[place] + [0.0] * (d - 1), [place + 1e3] + [0.0] * (d - 1)])
    return sources, np.array([1.0, -1e-9])


def coarsest_tolerances(kernel: Any, d: int) -> list[float]:
    """The tolerances at which f changes, from above: there a mesh has the least to spare."""
    sources, weights = pair(d, 0.3)

    def bits(tolerance: float) -> bytes:
        arguments = kernel, sources + 0.4, sources, weights, 1
        return bytes(gd.kernel_sum(*arguments, method="mesh", tolerance=tolerance))

    found: list[float] = []
    ends = [(10.0**-k, bits(10.0**-k)) for k in np.linspace(12, 1, 23)]
    for (low, one), (high, other) in pairwise(ends):
        if one == other:
            continue
        while high / low > 1.001:
            middle = np.sqrt(low * high)
            if bits(middle) == one:
                low = middle
            else:
                high = middle
        found.append(float(high))
    return found


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_promise_is_kept_where_a_mesh_has_the_least_to_spare(d: int) -> None:
    """One source, looked at from everywhere: nothing averages its error away."""
    kernel, line, worst = gd.Gaussian(1.0), np.linspace(-4, 4, 401)[:, None], {}
    for tolerance in coarsest_tolerances(kernel, d):
        for k, place in enumerate(np.linspace(0, 0.96, 17)):
            sources, weights = pair(d, place)
            points, by = sources[0] + line * np.eye(d)[0], "sum" if k else "game"
            found = worst_of(kernel, tolerance, sources, weights, points, by)
            worst[tolerance] = max(worst.get(tolerance, 0.0), found)
    assert len(worst) > 3
    assert max(worst.values()) <= 1, worst


@pytest.mark.parametrize("tolerance", [1e-3, 1e-6, 1e-9, 1e-12])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_edges_of_cells(d: int, tolerance: float) -> None:
    """Sources and points on likely nodes, and the floats next to them on either side."""
    kernel, rng = gd.Gaussian(0.2), np.random.default_rng(d)
    nodes = LATTICE * 0.2 * np.arange(-60, 61)
    lines = np.concatenate([np.nextafter(nodes, -np.inf), nodes, np.nextafter(nodes, np.inf)])
    points = lines[rng.integers(len(lines), size=(400, d))]
    points[: len(lines), 0] = lines
    sources = lines[rng.integers(len(lines), size=(12, d))]
    sources[0] = 0
    weights = np.where(np.arange(12) % 2, -1.0, 1.0) * rng.uniform(0, 1, size=12) ** 4
    points[: len(lines), 1:] = sources[np.abs(weights).argmax(), 1:]
    assert worst_of(kernel, tolerance, sources, weights, points) <= 1


@pytest.mark.parametrize(
    ("distance", "metric", "tolerance"),
    [(10.0**k, None, 1e-12) for k in (6, 9, 12)]
    # A metric rounds coordinates, here at 1e6 bandwidths.
    + [(1e6, metric, 1e-9) for metric in ("diagonal", "full")]
    + [(1e9, metric, 1e-6) for metric in ("diagonal", "full")],
)
@pytest.mark.parametrize("d", [1, 2, 3])
def test_clusters_far_from_each_other(
    d: int, distance: float, metric: str | None, tolerance: float
) -> None:
    """Explicit differences are exact at any distance; so must be the places on a mesh."""
    matrix = np.eye(d) + 0.3 * np.ones((d, d))
    chosen = {None: None, "diagonal": np.linspace(0.5, 2, d), "full": matrix}[metric]
    kernel, rng = gd.Gaussian(0.2, metric=chosen), np.random.default_rng(3)
    centres = 0.2 * distance * np.array([[0.0] * d, [1.0] * d, [-1.0] + [0.7] * (d - 1)])
    sources = np.repeat(centres, 6, axis=0) + 0.3 * rng.normal(size=(18, d))
    points = np.repeat(centres, 50, axis=0) + 0.3 * rng.normal(size=(150, d))
    weights = rng.normal(size=18)
    assert worst_of(kernel, tolerance, sources, weights, points) <= 1


# ------------------------------------------------------------------------------ Hessian and norm


def sampled(kernel: Any, d: int, tolerance: float) -> tuple[Any, Array, Array]:
    """A run of one best response, and its sources and weights."""
    rng = np.random.default_rng(11)
    sources, weights = rng.normal(size=(20, d)), rng.normal(size=20)
    return answer(*game_of(kernel, sources, weights, tolerance)), sources, weights


MIXTURE = gd.GaussianMixture([0.4, 0.8, 6.0], [0.5, 1.0, 0.25])
KERNELS = [gd.Gaussian(0.5), MIXTURE]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("tolerance", [1e-3, 1e-6, 1e-9])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_hessian(d: int, tolerance: float, kernel: Any) -> None:
    """Symmetric, and within 100 tolerances of the exact one."""
    run, sources, weights = sampled(kernel, d, tolerance)
    points = np.random.default_rng(12).normal(size=(60, d))
    got = run.discriminator_hessian(points, 1)
    expected = gd.kernel_sum_hessian(kernel, points, sources, weights)
    allowed = tolerance * np.abs(weights).sum() * float(profile(kernel, 0.0)[0])
    assert got.shape == (60, d, d)
    np.testing.assert_array_equal(got, got.transpose(0, 2, 1))
    errors = np.abs(got - expected).max() * bandwidths(kernel)[0] ** 2 / allowed
    assert errors <= 100
    assert np.abs(expected).max() * bandwidths(kernel)[0] ** 2 > 1e4 * allowed or tolerance > 1e-6


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("d", [1, 2, 3])
def test_value_gradient_and_hessian_agree(d: int, kernel: Any) -> None:
    """Central differences of order four, on the finest mesh."""
    run, _, weights = sampled(kernel, d, 1e-12)
    points, h = np.random.default_rng(13).normal(size=(20, d)), 2e-3
    for i, direction in enumerate(np.eye(d)):
        for computed, derivative in (
            (run.discriminator, run.discriminator_gradient(points)[:, i]),
            (run.discriminator_gradient, run.discriminator_hessian(points)[:, i]),
        ):
            steps = h * np.array([-2, -1, 1, 2])[:, None, None] * direction
            near = computed((points + steps).reshape(-1, d)).reshape(4, 20, *derivative.shape[1:])
            slope = (near[0] - 8 * near[1] + 8 * near[2] - near[3]) / (12 * h)
            size = np.abs(weights).sum()
            assert np.abs(derivative).max() > 1e-2 * size
            np.testing.assert_allclose(derivative, slope, rtol=0, atol=1e-8 * size)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("tolerance", [1e-2, 1e-6, 1e-12])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_loss(d: int, tolerance: float, kernel: Any) -> None:
    """L = sum p f(x) - sum q f(y) - |f|^2 / 2, each f within tolerance W; here p, q are f's own."""
    run, sources, weights = sampled(kernel, d, tolerance)
    loss = float(weights @ exact(kernel, sources, sources, weights)[0] / 2)
    total = np.abs(weights).sum()
    allowed = 1.5 * tolerance * total**2 * float(profile(kernel, 0.0)[0])
    assert loss > 10 * allowed or tolerance > 1e-6
    assert abs(run.loss(1) - loss) <= max(allowed, 1e-13 * total**2)
