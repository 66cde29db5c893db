"""Kernel sums on a mesh: the promise of `tolerance`, beside the direct sums."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from reference import Array
from test_mesh import MIXTURE, bandwidths, broken, exact

GAUSSIAN = gd.Gaussian(0.3)
SUMS = [
    gd.kernel_sum,
    gd.kernel_sum_gradient,
    gd.kernel_sum_hessian,
    gd.kernel_sum_with_gradient,
]


def cloud(d: int, size: int = 200) -> tuple[Array, Array, Array]:
    """Points, sources and weights of both signs."""
    rng = np.random.default_rng([d, size])
    return rng.normal(size=(50, d)), rng.normal(size=(size, d)), rng.normal(size=size)


def parts(result: Any) -> tuple[Array, ...]:
    """The arrays of a result, one or two."""
    return result if isinstance(result, tuple) else (result,)


def equal(one: Any, two: Any) -> None:
    """The same bits, of one array or of a pair."""
    for a, b in zip(parts(one), parts(two), strict=True):
        np.testing.assert_array_equal(a, b)


def both(*arguments: Any, **options: Any) -> tuple[Array, Array]:
    """The sum and its gradient, one call each."""
    return (
        gd.kernel_sum(*arguments, **options),
        gd.kernel_sum_gradient(*arguments, **options),
    )


@pytest.mark.parametrize("kernel", [GAUSSIAN, MIXTURE], ids=["Gaussian", "mixture"])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_weights_of_one_sign_and_one_source(d: int, sign: float, kernel: Any) -> None:
    points, sources, weights = cloud(d)
    for size in (1, 2, 200):
        arguments = kernel, points, sources[:size], sign * np.abs(weights[:size])
        computed = both(*arguments, method="mesh", tolerance=1e-7)
        assert max(broken(kernel, 1e-7, computed, exact(*arguments), arguments[3])) <= 1


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_hessian_is_near(d: int) -> None:
    points, sources, weights = cloud(d)
    for kernel in (GAUSSIAN, MIXTURE):
        arguments = kernel, points, sources, weights
        mesh = gd.kernel_sum_hessian(*arguments, method="mesh", tolerance=1e-9)
        direct = gd.kernel_sum_hessian(*arguments, method="direct")
        assert mesh.shape == (50, d, d)
        size = np.abs(weights).sum() / bandwidths(kernel)[0] ** 2
        assert 0 < np.abs(mesh - direct).max() <= 1e-6 * size


@pytest.mark.parametrize("d", [1, 2, 3])
def test_value_and_gradient_in_one_pass(d: int) -> None:
    points, sources, weights = cloud(d)
    options = {"method": "mesh", "tolerance": 1e-6}
    value, gradient = gd.kernel_sum_with_gradient(MIXTURE, points, sources, weights, **options)
    assert value.shape == (50,) and gradient.shape == (50, d)
    apart = both(MIXTURE, points, sources, weights, **options)
    np.testing.assert_allclose(value, apart[0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(gradient, apart[1], rtol=0, atol=1e-11)


@pytest.mark.parametrize("compute", SUMS, ids=lambda f: f.__name__)
@pytest.mark.parametrize(("d", "size"), [(1, 1), (1, 20_000), (2, 7), (2, 20_000), (3, 3000)])
def test_threads_leave_every_bit(d: int, size: int, compute: Any) -> None:
    _, sources, weights = cloud(d, size)
    points = sources[::-1] + 0.1
    results = [
        compute(GAUSSIAN, points, sources, weights, threads, method="mesh", tolerance=1e-6)
        for threads in (1, 2, 4)
    ]
    for result in results[1:]:
        equal(results[0], result)


@pytest.mark.parametrize("compute", SUMS, ids=lambda f: f.__name__)
def test_the_order_of_points_does_not_matter(compute: Any) -> None:
    _, sources, weights = cloud(2, 3000)
    options = {"method": "mesh", "tolerance": 1e-6}
    forward = compute(GAUSSIAN, sources, sources, weights, **options)
    backward = compute(GAUSSIAN, sources[::-1], sources, weights, **options)
    equal(forward, tuple(part[::-1] for part in parts(backward)))


@pytest.mark.parametrize("compute", SUMS, ids=lambda f: f.__name__)
def test_small_sums_are_direct_unless_told_otherwise(compute: Any, kernel: Any) -> None:
    """Every kernel in every dimension has a direct sum; auto falls back to it."""
    for d in (1, 3, 5):
        arguments = (kernel, *cloud(d))
        equal(compute(*arguments), compute(*arguments, method="direct"))
        equal(compute(*arguments), compute(*arguments, method="auto"))


@pytest.mark.parametrize("name", ["Laplace", "Matern52", "Gaussian"])
@pytest.mark.parametrize("size", [3000, 20_000])
def test_large_sums_keep_the_default_tolerance(size: int, name: str) -> None:
    """Whatever auto chooses, it is within 1e-9 sum |w| of the direct sum."""
    _, sources, weights = cloud(2, size)
    kernel, points = gd.kernels.KERNELS[name](0.3), sources[:500]
    got = gd.kernel_sum(kernel, points, sources, weights)
    direct = gd.kernel_sum(kernel, points, sources, weights, method="direct")
    assert np.abs(got - direct).max() <= 1e-9 * np.abs(weights).sum()
    assert np.abs(direct).max() > 1


def test_no_points_and_no_weight() -> None:
    points, sources, weights = cloud(2)
    empty = gd.kernel_sum(GAUSSIAN, points[:0], sources, weights, method="mesh")
    assert empty.shape == (0,)
    for compute in (gd.kernel_sum, gd.kernel_sum_gradient):
        assert not compute(GAUSSIAN, points, sources, 0 * weights, method="mesh").any()


@pytest.mark.parametrize("compute", SUMS, ids=lambda f: f.__name__)
def test_wrong_arguments(compute: Any) -> None:
    arguments = (GAUSSIAN, *cloud(2))
    for method in ("nufft", "", "Mesh"):
        with pytest.raises(ValueError, match=r"method must be .*auto.*direct.*mesh"):
            compute(*arguments, method=method)
    for tolerance in (0, 1e-13, 0.2, np.nan, -1):
        with pytest.raises(ValueError, match="tolerance"):
            compute(*arguments, method="mesh", tolerance=tolerance)
    with pytest.raises(ValueError, match=r"Gaussian.*Laplace"):
        compute(gd.Laplace(1.0), *cloud(2), method="mesh")
    with pytest.raises(ValueError, match="1, 2 or 3"):
        compute(GAUSSIAN, *cloud(4), method="mesh")
    with pytest.raises(TypeError):
        compute(*arguments, 1, "mesh")
