"""Kernel sums against extended precision, for every shape, layout and number of threads.

The promise: an error of at most 1e-13 of the sum of the sizes of the terms,

    value      sum_j |w_j| K(x, z_j)
    gradient   sum_j |w_j| |grad K(x, z_j)|
    Hessian    sum_j |w_j| (2 |K'| |M| + 4 |K''| |M (x - z_j)|^2)

so that cancellation between sources is forgiven and cancellation within one kernel is not.
"""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
import reference
from reference import Array, replace

PROMISE = 1e-13
SUMS = {
    "value": (gd.kernel_sum, reference.kernel_sum),
    "gradient": (gd.kernel_sum_gradient, reference.kernel_sum_gradient),
    "hessian": (gd.kernel_sum_hessian, reference.kernel_sum_hessian),
}
ORDERS = tuple(SUMS)
DIMENSIONS = (1, 2, 3, 4, 5, 8, 16, 17, 64)
SIZES = (1, 7, 31, 32, 33, 257, 5000)


def cloud(rng: np.random.Generator, size: int, d: int) -> Array:
    """Points at a typical distance of 2.8 whatever the dimension."""
    return 2 * rng.normal(size=(size, d)) / np.sqrt(d)


def term_sizes(order: str, kernel: Any, points: Array, sources: Array, weights: Array) -> Array:
    """The normalisation of the promise, one number a point."""
    if order == "value":
        return reference.kernel_sum(kernel, points, sources, np.abs(weights))
    size = {"gradient": reference.gradient_size, "hessian": reference.hessian_size}[order]
    return size(kernel, points, sources, weights)


def assert_kept(order: str, kernel: Any, points: Array, sources: Array, weights: Array) -> None:
    """The promise holds at each of the points."""
    computed, oracle = SUMS[order]
    got = computed(kernel, points, sources, weights)
    expected = oracle(kernel, points, sources, weights)
    assert got.dtype == np.float64
    assert got.shape == expected.shape
    errors = np.abs(got - expected).reshape(len(points), -1).max(axis=1)
    assert np.all(errors <= PROMISE * term_sizes(order, kernel, points, sources, weights))


# ------------------------------------------------------------------------------------- accuracy


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("d", DIMENSIONS)
@pytest.mark.parametrize("size", SIZES)
def test_any_number_of_sources_in_any_dimension(
    kernel: Any, size: int, d: int, order: str, rng: np.random.Generator
) -> None:
    points, sources, weights = cloud(rng, 3, d), cloud(rng, size, d), rng.normal(size=size)
    if size * d > 100_000:
        points = points[:1]
    assert_kept(order, kernel, points, sources, weights)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("d", [1, 2, 3, 17])
@pytest.mark.parametrize("num_points", [1, 7, 31, 32, 33, 257])
def test_any_number_of_points(
    kernel: Any, num_points: int, d: int, order: str, rng: np.random.Generator
) -> None:
    points, sources, weights = cloud(rng, num_points, d), cloud(rng, 9, d), rng.normal(size=9)
    assert_kept(order, kernel, points, sources, weights)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("shape", ["diagonal", "full"])
@pytest.mark.parametrize("d", [1, 2, 3, 5, 16])
def test_with_a_metric(
    kernel: Any, d: int, shape: str, order: str, rng: np.random.Generator
) -> None:
    root = np.eye(d) + 0.3 * rng.normal(size=(d, d)) / np.sqrt(d)
    metric = rng.uniform(0.5, 2, size=d) if shape == "diagonal" else root @ root.T
    metric = (metric + metric.T) / 2
    points, sources, weights = cloud(rng, 5, d), cloud(rng, 40, d), rng.normal(size=40)
    assert_kept(order, replace(kernel, metric=metric), points, sources, weights)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("with_metric", [False, True])
@pytest.mark.parametrize("d", [1, 2, 3, 8])
def test_far_from_the_origin(
    kernel: Any, d: int, with_metric: bool, order: str, rng: np.random.Generator
) -> None:
    """An expanded square |x|^2 - 2 x.z + |z|^2 would lose every digit here."""
    if with_metric:
        kernel = replace(kernel, metric=np.eye(d) + 0.3 * np.ones((d, d)))
    offset = 1e6 * np.where(np.arange(d) % 2, -1, 1)
    points, sources = cloud(rng, 5, d) + offset, cloud(rng, 40, d) + offset
    assert_kept(order, kernel, points, sources, rng.normal(size=40))


@pytest.mark.parametrize("order", ["value", "gradient"])
@pytest.mark.parametrize("d", [1, 2, 5])
def test_points_among_their_own_sources(
    kernel: Any, d: int, order: str, rng: np.random.Generator
) -> None:
    points = cloud(rng, 40, d)
    assert_kept(order, kernel, points, points, rng.normal(size=40))


def test_kernel_matrix(kernel: Any, rng: np.random.Generator) -> None:
    for d in DIMENSIONS:
        x, y = cloud(rng, 7, d), cloud(rng, 33, d)
        expected = reference.kernel_matrix(kernel, x, y)
        np.testing.assert_allclose(gd.kernel_matrix(kernel, x, y), expected, rtol=PROMISE, atol=0)
        square = gd.kernel_matrix(kernel, y, y)
        np.testing.assert_allclose(square, square.T, rtol=1e-14)
        np.testing.assert_allclose(np.diag(square), 1, atol=1e-15)
        assert np.linalg.eigvalsh(square)[0] > -1e-12


def test_weights_are_linear_and_zero_weights_are_nothing(
    kernel: Any, rng: np.random.Generator
) -> None:
    points, sources, weights = cloud(rng, 7, 3), cloud(rng, 33, 3), rng.normal(size=33)
    for function, _ in SUMS.values():
        one = function(kernel, points, sources, weights)
        np.testing.assert_array_equal(function(kernel, points, sources, 2 * weights), 2 * one)
        np.testing.assert_array_equal(function(kernel, points, sources, -weights), -one)
        assert not np.any(function(kernel, points, sources, 0 * weights))


def test_no_points_give_no_sums(kernel: Any) -> None:
    points, sources, weights = np.empty((0, 3)), np.ones((4, 3)), np.ones(4)
    assert gd.kernel_sum(kernel, points, sources, weights).shape == (0,)
    assert gd.kernel_sum_gradient(kernel, points, sources, weights).shape == (0, 3)
    assert gd.kernel_sum_hessian(kernel, points, sources, weights).shape == (0, 3, 3)


# --------------------------------------------------------------- matrix products in high dimension


def assert_products_kept(kernel: Any, points: Array, sources: Array, weights: Array) -> None:
    """As promised where matrix products may serve: the gradient's terms count |x - y| + s."""
    value, gradient = gd.kernel_sum_with_gradient(kernel, points, sources, weights)
    sizes = wide_sizes(kernel, points, sources, weights)
    expected = reference.kernel_sum(kernel, points, sources, weights)
    assert np.all(np.abs(value - expected) <= PROMISE * sizes[0])
    expected = reference.kernel_sum_gradient(kernel, points, sources, weights)
    assert np.all(np.abs(gradient - expected).max(axis=1) <= PROMISE * sizes[1])


def wide_sizes(kernel: Any, points: Array, sources: Array, weights: Array) -> tuple[Array, Array]:
    """sum_j |w_j| K and sum_j |w_j| |2 slope| (|x - y_j| + s), a number a point."""
    r = np.linalg.norm(points[:, None] - sources, axis=2)
    k, slope = kernel.value(r**2), kernel.slope(r**2)
    return k @ np.abs(weights), 2 * np.abs(slope) * (r + length(kernel)) @ np.abs(weights)


def length(kernel: Any) -> float:
    """The bandwidth, the smallest of several."""
    return float(np.min(getattr(kernel, "bandwidths", getattr(kernel, "bandwidth", None))))


@pytest.mark.parametrize("offset", [0.0, 1e6])
@pytest.mark.parametrize("d", [32, 33, 64, 100, 784])
def test_products_keep_the_promise(
    kernel: Any, d: int, offset: float, rng: np.random.Generator
) -> None:
    size = 300 if d < 784 else 100
    points, sources = cloud(rng, 35, d) / 2 + offset, cloud(rng, size, d) / 2 + offset
    points[5:10] = sources[5:10]
    assert_products_kept(kernel, points, sources, rng.normal(size=size))


def test_products_leave_far_points_to_differences(kernel: Any, rng: np.random.Generator) -> None:
    """Where the bound on their error is above the promise; their own error would be far above."""
    d, far = 40, np.full(40, 3e3)
    points, sources = cloud(rng, 64, d), cloud(rng, 200, d)
    points[::2] += far
    assert_products_kept(kernel, points, sources, rng.normal(size=200))
    near = gd.kernel_sum(kernel, points[1::2], sources, np.ones(200))
    np.testing.assert_array_equal(gd.kernel_sum(kernel, points, sources, np.ones(200))[1::2], near)
    sources[::2] += far
    assert_products_kept(kernel, points, sources, rng.normal(size=200))


def test_products_really_serve(rng: np.random.Generator) -> None:
    """From 32 points on; their rounding differs from that of differences."""
    points, sources, weights = cloud(rng, 64, 64) / 2, cloud(rng, 300, 64) / 2, rng.normal(size=300)
    for kernel, served in ((gd.Gaussian(1.0), True), (gd.Laplace(1.0), False)):
        many = gd.kernel_sum(kernel, points, sources, weights)
        few = gd.kernel_sum(kernel, points[:31], sources, weights)
        assert np.any(many[:31] != few) == served
        np.testing.assert_allclose(many[:31], few, rtol=0, atol=1e-12)


def test_coincident_points_have_no_gradient(kernel: Any, rng: np.random.Generator) -> None:
    points = np.repeat(rng.normal(size=(1, 64)), 40, axis=0)
    value, gradient = gd.kernel_sum_with_gradient(kernel, points, points, np.ones(40))
    np.testing.assert_allclose(value, 40.0, rtol=1e-13)
    assert np.all(np.abs(gradient) < 1e-12)


# ----------------------------------------------------------------------------------- in float32


def assert_float32_kept(kernel: Any, points: Array, sources: Array, weights: Array) -> None:
    """The promise of float32 for value and gradient, together and alone."""
    together = gd.kernel_sum_with_gradient(kernel, points, sources, weights, precision="float32")
    alone = [
        function(kernel, points, sources, weights, precision="float32")
        for function in (gd.kernel_sum, gd.kernel_sum_gradient)
    ]
    promise = 2e-5 + 1e-6 * points.shape[1]
    sizes = wide_sizes(kernel, points, sources, weights)
    floor = 1e-4 * kernel.value(0.0) * np.abs(weights).sum()
    oracles = (reference.kernel_sum, reference.kernel_sum_gradient)
    for k, least in enumerate((floor, floor / length(kernel))):
        expected = oracles[k](kernel, points, sources, weights)
        for result in (together[k], alone[k]):
            assert result.dtype == np.float64
            errors = np.abs(result - expected).reshape(len(points), -1).max(axis=1)
            assert np.all(errors <= promise * (sizes[k] + least))


@pytest.mark.parametrize("offset", [0.0, 1e6])
@pytest.mark.parametrize("spread", [0.01, 1.0, 4.0, 100.0])
@pytest.mark.parametrize("d", [1, 2, 3, 8, 64])
def test_float32_keeps_its_promise(
    kernel: Any, d: int, spread: float, offset: float, rng: np.random.Generator
) -> None:
    points = spread * cloud(rng, 40, d) + offset
    sources = spread * cloud(rng, 300, d) + offset
    points[5:10] = sources[5:10]
    assert_float32_kept(kernel, points, sources, rng.normal(size=300))


@pytest.mark.parametrize("d", [2, 8])
def test_float32_is_float32_only_where_that_is_exact_enough(
    kernel: Any, d: int, rng: np.random.Generator
) -> None:
    points, sources, weights = cloud(rng, 40, d), cloud(rng, 300, d), rng.normal(size=300)
    for spread, narrow in ((1.0, True), (1000.0, False)):
        wide = gd.kernel_sum(kernel, spread * points, spread * sources, weights)
        got = gd.kernel_sum(kernel, spread * points, spread * sources, weights, precision="float32")
        assert np.any(wide != got) == narrow


@pytest.mark.parametrize("scale", [1e-30, 1e-16, 1e-14, 1e-12, 1e12, 1e14, 1e16, 1e30])
def test_float32_at_any_scale(scale: float, rng: np.random.Generator) -> None:
    """Where squares would leave float32's range, the sum is the float64 one to the last bit."""
    points, sources, weights = cloud(rng, 40, 2), cloud(rng, 300, 2), rng.normal(size=300)
    one = gd.kernel_sum(gd.Gaussian(1.0), points, sources, weights)
    arguments = gd.Gaussian(scale), scale * points, scale * sources, 1e200 * weights
    wide = gd.kernel_sum(*arguments)
    got = gd.kernel_sum(*arguments, precision="float32")
    np.testing.assert_allclose(wide / 1e200, one, rtol=0, atol=1e-10)
    np.testing.assert_allclose(got / 1e200, one, rtol=0, atol=1e-3)
    if 1e-15 <= scale <= 1e15:
        assert not np.array_equal(got, wide)
    else:
        np.testing.assert_array_equal(got, wide)


def test_float32_underflows_without_nan(kernel: Any) -> None:
    sources = np.array([[0.0, 0.0], [40.0, 0.0]])
    points = np.array([[0.0, 0.0], [-1.0, 0.0], [1e150, 0.0], [1e300, 1e300]])
    for function in (gd.kernel_sum, gd.kernel_sum_gradient):
        assert np.all(
            np.isfinite(function(kernel, points, sources, np.ones(2), precision="float32"))
        )


@pytest.mark.parametrize("precision", ["float16", "double", None, 32])
def test_an_unknown_precision_is_refused(precision: Any) -> None:
    for function in (gd.kernel_sum, gd.kernel_sum_gradient, gd.kernel_sum_with_gradient):
        with pytest.raises(ValueError, match="precision must be 'float64' or 'float32', got"):
            function(gd.Gaussian(1.0), **GOOD, precision=precision)
    with pytest.raises(TypeError, match="precision"):
        gd.kernel_sum_hessian(gd.Gaussian(1.0), **GOOD, precision="float32")  # type: ignore[call-arg]


# ------------------------------------------------------------------------------------- extremes

EXPONENTIAL = [
    gd.Gaussian(1.0),
    gd.GaussianMixture([0.5, 1.0], [0.5, 0.5]),
    gd.Laplace(1.0),
    gd.Matern32(1.0),
    gd.Matern52(1.0),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("d", [1, 3, 17])
@pytest.mark.parametrize("far", EXPONENTIAL, ids=lambda kernel: type(kernel).__name__)
def test_exponential_kernels_underflow_to_nothing(far: Any, d: int, order: str) -> None:
    function = SUMS[order][0]
    for distance in (1e3, 1e8, 1e150):
        got = function(far, np.full((3, d), distance), np.zeros((9, d)), np.ones(9))
        assert np.all(np.abs(got) < 1e-300)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("distance", [1e3, 1e10, 1e20])
def test_heavy_tails_stay_accurate(order: str, distance: float) -> None:
    points, sources = np.array([[distance, -distance]]), np.array([[0.0, 1.0], [2.0, 3.0]])
    for far in (gd.RationalQuadratic(0.7, 1.5), gd.InverseMultiquadric(1.2)):
        assert_kept(order, far, points, sources, np.array([1.0, -0.5]))


@pytest.mark.parametrize("order", ORDERS)
def test_no_nan_where_squares_overflow(kernel: Any, order: str) -> None:
    function = SUMS[order][0]
    for distance in (1e154, 1e160, 1e300):
        got = function(kernel, np.full((1, 2), distance), np.zeros((9, 2)), np.ones(9))
        assert np.all(np.abs(got) < 1e-100)


# ----------------------------------------------------------------------- threads and repetition


@pytest.mark.parametrize("d", [1, 2, 3, 10])
def test_threads_do_not_change_a_bit(kernel: Any, d: int, rng: np.random.Generator) -> None:
    points, sources, weights = cloud(rng, 301, d), cloud(rng, 1025, d), rng.normal(size=1025)
    for function, _ in SUMS.values():
        one = function(kernel, points, sources, weights, num_threads=1)
        for num_threads in (1, 2, 4, 0, None):
            again = function(kernel, points, sources, weights, num_threads=num_threads)
            np.testing.assert_array_equal(again, one)


@pytest.mark.parametrize(("d", "precision"), [(2, "float32"), (9, "float32"), (64, "float64")])
def test_threads_do_not_change_a_bit_of_the_cheaper_ways(
    kernel: Any, d: int, precision: Any, rng: np.random.Generator
) -> None:
    points, sources, weights = cloud(rng, 301, d), cloud(rng, 4100, d), rng.normal(size=4100)
    points[::3] *= 1000
    results = [
        gd.kernel_sum_with_gradient(kernel, points, sources, weights, n, precision=precision)
        for n in (1, 2, 4)
    ]
    for again in results[1:]:
        np.testing.assert_array_equal(again[0], results[0][0])
        np.testing.assert_array_equal(again[1], results[0][1])


@pytest.mark.parametrize("num_threads", [-1, 1.5, "two", True])
def test_a_bad_number_of_threads_is_refused(num_threads: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="num_threads"):
        gd.kernel_sum(gd.Gaussian(1.0), np.ones((1, 2)), np.ones((1, 2)), [1.0], num_threads)


# ---------------------------------------------------------------------------------------- input


def reordered(values: Array) -> Array:
    """The same values in every second place of a larger array."""
    holder = np.full(tuple(2 * n for n in values.shape), np.nan)
    view = holder[tuple(slice(None, None, 2) for _ in values.shape)]
    view[...] = values
    return view


def frozen(values: Array) -> Array:
    """A read-only copy."""
    values = values.copy()
    values.flags.writeable = False
    return values


LAYOUTS = {
    "float32": lambda a: a.astype(np.float32),
    "float16": lambda a: a.astype(np.float16),
    "int64": lambda a: a.astype(np.int64),
    "uint8": lambda a: np.abs(a).astype(np.uint8),
    "fortran": np.asfortranarray,
    "scattered": reordered,
    "reversed": lambda a: a[::-1],
    "byte-swapped": lambda a: a.astype(a.dtype.newbyteorder()),
    "read-only": frozen,
    "list": lambda a: a.tolist(),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_layout_is_widened_without_a_change(layout: Any, rng: np.random.Generator) -> None:
    arrays = [layout(4 * rng.normal(size=shape)) for shape in ((7, 3), (33, 3), (33,))]
    plain = [np.array(a, dtype=np.float64, order="C") for a in arrays]
    for function, _ in SUMS.values():
        got = function(gd.Gaussian(2.0), *arrays)
        assert got.dtype == np.float64
        np.testing.assert_array_equal(got, function(gd.Gaussian(2.0), *plain))
    for array, copied in zip(arrays, plain, strict=True):
        np.testing.assert_array_equal(array, copied)


GOOD = {"points": np.zeros((2, 3)), "sources": np.ones((4, 3)), "weights": np.ones(4)}
BAD: list[tuple[str, Any, type[Exception]]] = [
    ("points", np.zeros((2, 3), dtype=complex), TypeError),
    ("sources", np.ones((4, 3), dtype=np.complex64), TypeError),
    ("weights", np.ones(4, dtype=complex), TypeError),
    ("points", np.full((2, 3), np.nan), ValueError),
    ("points", np.full((2, 3), np.inf), ValueError),
    ("sources", np.full((4, 3), np.nan), ValueError),
    ("sources", np.full((4, 3), -np.inf), ValueError),
    ("weights", np.array([1, 1, 1, np.nan]), ValueError),
    ("weights", np.array([1, 1, 1, np.inf]), ValueError),
    ("points", np.zeros(3), ValueError),
    ("points", np.zeros((2, 3, 1)), ValueError),
    ("points", np.zeros((2, 0)), ValueError),
    ("sources", np.zeros(3), ValueError),
    ("sources", np.ones((0, 3)), ValueError),
    ("weights", np.ones(3), ValueError),
    ("weights", np.ones((4, 1)), ValueError),
    ("weights", np.float64(1), ValueError),
]


@pytest.mark.parametrize("function", [pair[0] for pair in SUMS.values()])
@pytest.mark.parametrize(("name", "value", "error"), BAD)
def test_bad_arrays_are_refused_by_name(
    function: Any, name: str, value: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match=name):
        function(gd.Gaussian(1.0), **{**GOOD, name: value})


@pytest.mark.parametrize("function", [pair[0] for pair in SUMS.values()])
def test_dimensions_must_agree(function: Any) -> None:
    with pytest.raises(ValueError, match=r"points|sources"):
        function(gd.Gaussian(1.0), np.zeros((2, 2)), np.ones((4, 3)), np.ones(4))
    with pytest.raises(ValueError, match="metric"):
        function(gd.Gaussian(1.0, metric=[1.0, 2.0]), **GOOD)


@pytest.mark.parametrize(
    ("x", "y", "error", "name"),
    [
        (np.zeros((2, 2)), np.zeros((2, 3)), ValueError, "x|y"),
        (np.zeros(2), np.zeros((2, 2)), ValueError, "x"),
        (np.zeros((2, 2)), np.full((2, 2), np.nan), ValueError, "y"),
        (np.zeros((2, 2), dtype=complex), np.zeros((2, 2)), TypeError, "x"),
    ],
)
def test_kernel_matrix_refuses_bad_arrays(
    x: Array, y: Array, error: type[Exception], name: str
) -> None:
    with pytest.raises(error, match=rf"\b({name})\b"):
        gd.kernel_matrix(gd.Gaussian(1.0), x, y)


@pytest.mark.parametrize("bad", ["Gaussian", None, 1.0])
def test_the_kernel_must_be_a_kernel(bad: Any) -> None:
    with pytest.raises(TypeError, match="kernel"):
        gd.kernel_sum(bad, **GOOD)
