"""The kernels: values and derivatives against oracles, and the parameter objects."""

import copy
import pickle
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from reference import Array, extended, kernel_sum, parameters, profile, replace

# What a field may be; an object may be left out.
KINDS = {"float", "int", "bool", "floats", "metric", "choice", "matrix", "object"}
KINDS |= {"object or None", "int or None"}

R2 = np.geomspace(1e-12, 30, 200)
DERIVATIVES = ("value", "slope", "curvature")

CLASSES = [
    *gd.kernels.KERNELS.values(),
    *gd.methods.METHODS.values(),
    *gd.discriminators.DISCRIMINATORS.values(),
    gd.Rates,
]


def differences(function: Any, x: Any, h: Any) -> Array:
    """f'(x) by central differences of fourth order, exact up to O(h^4)."""
    near = function(x + h) - function(x - h)
    far = function(x + 2 * h) - function(x - 2 * h)
    return (8 * near - far) / (12 * h)


# ---------------------------------------------------------------------------------- the oracles


@pytest.mark.parametrize("order", [0, 1])
def test_the_oracle_agrees_with_its_own_complex_step(kernel: Any, order: int) -> None:
    """f'(r2) = Im f(r2 + ih) / h without cancellation: guards the formulas of the reference."""
    r2, h = np.geomspace(1e-4, 30, 200), np.longdouble(1e-40)
    step = profile(kernel, r2 + 1j * h)[order].imag / h
    np.testing.assert_allclose(profile(kernel, r2)[order + 1], step, rtol=1e-14)


# -------------------------------------------------------------------------- radial derivatives


@pytest.mark.parametrize("order", range(3))
def test_derivatives_match_the_formulas(kernel: Any, order: int) -> None:
    got = getattr(kernel, DERIVATIVES[order])(R2)
    assert got.dtype == np.float64
    assert got.shape == R2.shape
    np.testing.assert_allclose(got, profile(kernel, R2)[order].astype(float), rtol=1e-13)


@pytest.mark.parametrize("order", [0, 1])
def test_derivatives_match_differences(kernel: Any, order: int) -> None:
    r2 = np.geomspace(0.05, 20, 100)
    primitive, derivative = (getattr(kernel, DERIVATIVES[order + k]) for k in (0, 1))
    expected = differences(primitive, r2, 1e-3 * r2)
    np.testing.assert_allclose(derivative(r2), expected, rtol=1e-7, atol=1e-11)


@pytest.mark.parametrize("order", range(3))
def test_derivatives_at_the_centre(kernel: Any, order: int) -> None:
    got = getattr(kernel, DERIVATIVES[order])(np.zeros(1))
    if (type(kernel), order) in {(gd.Laplace, 1), (gd.Laplace, 2), (gd.Matern32, 2)}:
        expected = np.zeros(1)  # infinite in truth; 0 is the convention
    else:
        expected = profile(kernel, np.zeros(1))[order].astype(float)
    np.testing.assert_allclose(got, expected, rtol=1e-14)


def test_a_kernel_is_one_at_its_centre_and_decays(kernel: Any) -> None:
    values = kernel.value(np.array([0.0, 0.1, 1.0, 10.0, 100.0]))
    assert values[0] == pytest.approx(1, abs=1e-15)
    assert np.all(np.diff(values) < 0)
    assert np.all(values > 0)


@pytest.mark.parametrize("derivative", DERIVATIVES)
def test_derivatives_vanish_far_away_without_nan(kernel: Any, derivative: str) -> None:
    got = getattr(kernel, derivative)(np.array([1e100, 1e300, 1e308]))
    assert np.all(np.isfinite(got))
    assert np.all(np.abs(got) < 1e-40)


def test_the_shape_of_the_argument_is_kept(kernel: Any) -> None:
    r2 = np.linspace(0.1, 3, 6)
    for derivative in DERIVATIVES:
        function = getattr(kernel, derivative)
        np.testing.assert_array_equal(function(r2.reshape(2, 3)), function(r2).reshape(2, 3))
        assert function(np.empty(0)).shape == (0,)


def test_the_kernel_matrix_is_the_profile_of_every_pair(
    kernel: Any, rng: np.random.Generator
) -> None:
    x, y = rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    expected = [[kernel.value(np.array([np.sum((a - b) ** 2)]))[0] for b in y] for a in x]
    np.testing.assert_allclose(gd.kernel_matrix(kernel, x, y), expected, rtol=1e-13)


# ------------------------------------------------------------------------- spatial derivatives


@pytest.fixture(params=["none", "diagonal", "full"])
def metric(request: pytest.FixtureRequest) -> Any:
    """A metric of each kind in three dimensions."""
    full = np.array([[2.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 0.7]])
    return {"none": None, "diagonal": np.array([0.5, 2.0, 1.3]), "full": full}[request.param]


def test_gradient_and_hessian_match_differences(
    kernel: Any, metric: Any, rng: np.random.Generator
) -> None:
    kernel = replace(kernel, metric=metric)
    points, sources, weights = rng.normal(size=(6, 3)), rng.normal(size=(9, 3)), rng.normal(size=9)
    gradient = gd.kernel_sum_gradient(kernel, points, sources, weights)
    hessian = gd.kernel_sum_hessian(kernel, points, sources, weights)
    # The reference sum in extended precision, so that only the truncation of the stencil is left.
    for i, direction in enumerate(np.eye(3)):

        def along(t: Array, direction: Array = direction) -> Array:
            return kernel_sum(kernel, extended(points) + t * direction, sources, weights)

        def slope(t: float, direction: Array = direction) -> Array:
            return gd.kernel_sum_gradient(kernel, points + t * direction, sources, weights)

        expected = differences(along, np.longdouble(0), np.longdouble(1e-4)).astype(float)
        np.testing.assert_allclose(gradient[:, i], expected, atol=1e-11, rtol=1e-11)
        expected = differences(slope, 0.0, 1e-3)
        np.testing.assert_allclose(hessian[:, :, i], expected, atol=1e-8, rtol=1e-8)


def test_the_hessian_is_symmetric(kernel: Any, metric: Any, rng: np.random.Generator) -> None:
    points, sources, weights = rng.normal(size=(6, 3)), rng.normal(size=(9, 3)), rng.normal(size=9)
    hessian = gd.kernel_sum_hessian(replace(kernel, metric=metric), points, sources, weights)
    np.testing.assert_allclose(hessian, np.swapaxes(hessian, 1, 2), atol=1e-14)


def test_a_source_does_not_pull_a_point_on_top_of_it(kernel: Any) -> None:
    point = np.array([[0.3, -0.7]])
    got = gd.kernel_sum_gradient(kernel, point, point, np.array([2.0]))
    np.testing.assert_array_equal(got, np.zeros((1, 2)))


def test_the_hessian_on_top_of_a_source(kernel: Any) -> None:
    """2 w K'(0) M, and no 0 * inf from a curvature that is infinite at r = 0."""
    metric = np.array([[2.0, 0.5], [0.5, 1.0]])
    kink = type(kernel) is gd.Laplace  # infinite there in truth; 0 is the convention
    slope = 0.0 if kink else float(profile(kernel, np.zeros(1))[1][0])
    point = np.array([[0.3, -0.7]])
    got = gd.kernel_sum_hessian(replace(kernel, metric=metric), point, point, np.array([1.5]))
    np.testing.assert_allclose(got[0], 3 * slope * metric, rtol=1e-14)


def test_the_laplace_hessian_on_top_of_a_source_is_finite() -> None:
    point = np.array([[0.3, -0.7]])
    got = gd.kernel_sum_hessian(gd.Laplace(1.3), point, point, np.array([1.5]))
    assert np.all(np.isfinite(got))


@pytest.mark.parametrize("distance", [1e-300, 1e-170, 1e-100, 1e-20, 1e-8])
def test_derivatives_stay_bounded_next_to_a_source(kernel: Any, distance: float) -> None:
    """|grad K| is at most its largest value, even where r2 underflows."""
    point, source = np.array([[distance, 0.0]]), np.zeros((1, 2))
    gradient = gd.kernel_sum_gradient(kernel, point, source, np.ones(1))
    assert np.all(np.isfinite(gradient))
    size = np.hypot(*gradient[0])
    if type(kernel) is gd.Laplace:
        assert size <= (1 + 1e-13) / kernel.bandwidth
    else:
        steepest = 2 * float(profile(kernel, np.zeros(1))[1][0])
        assert size <= -steepest * distance * (1 + 1e-13)
        hessian = gd.kernel_sum_hessian(kernel, point, source, np.ones(1))[0]
        np.testing.assert_allclose(hessian, steepest * np.eye(2), rtol=1e-6, atol=1e-6)


# --------------------------------------------------------------------------- parameter objects


def variants(cls: Any) -> list[Any]:
    """The default object, and for a kernel the same with a metric of each kind."""
    default = cls(**{field.name: field.default for field in cls.fields()})
    if not any(field.name == "metric" for field in cls.fields()):
        return [default]
    metrics = ([2.0, 0.5], [[2.0, 0.3], [0.3, 1.0]])
    return [default, *(replace(default, metric=np.array(metric)) for metric in metrics)]


OBJECTS = [config for cls in CLASSES for config in variants(cls)] + [
    gd.Gaussian(0.1),
    gd.GaussianMixture([0.1, 1 / 3], [0.25, 0.75]),
    gd.RationalQuadratic(1 / 3, 2.5),
    gd.AltGD("generator"),
    gd.History(0.01),
    gd.Rates(0.01, 1 / 3),
]


@pytest.mark.parametrize("config", OBJECTS, ids=repr)
def test_a_parameter_object_survives_every_round_trip(config: Any) -> None:
    names = {**vars(gd), "gd": gd, "gandyn": gd, "np": np, "array": np.array}
    listed = config.to_dict()
    assert parameters(config).keys() <= listed.keys()
    copies = [
        eval(repr(config), names),
        pickle.loads(pickle.dumps(config)),
        copy.copy(config),
        copy.deepcopy(config),
        type(config)(**parameters(config)),
        type(config)(*parameters(config).values()),
        type(config)(**{name: listed[name] for name in parameters(config)}),
    ]
    for other in copies:
        assert type(other) is type(config)
        assert other == config
        assert (other != config) is False
        assert hash(other) == hash(config)
        assert repr(other) == repr(config)


def test_different_parameter_objects_are_unequal() -> None:
    distinct: list[Any] = []
    for config in OBJECTS:
        if not any(type(c) is type(config) and repr(c) == repr(config) for c in distinct):
            distinct.append(config)
    assert len(distinct) > len(CLASSES)
    for i, a in enumerate(distinct):
        for j, b in enumerate(distinct):
            assert (a == b) == (i == j)
    assert len(set(distinct)) == len(distinct)
    assert gd.Gaussian(1.0) != 1.0
    assert gd.Gaussian(1.0) != "Gaussian(1.0)"


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_fields_describe_the_constructor(cls: Any) -> None:
    fields = cls.fields()
    assert isinstance(fields, tuple)
    assert cls() == cls(**{field.name: field.default for field in fields})
    for field in fields:
        assert field.kind in KINDS
        assert bool(field.choices) == field.kind.startswith(("choice", "object"))
        assert isinstance(field.prose, str)
        assert field.prose
        if field.kind in {"float", "int"}:
            assert field.low <= field.default <= field.high
        if field.kind == "choice":
            assert field.default in field.choices


@pytest.mark.parametrize("config", OBJECTS, ids=repr)
def test_parameter_objects_are_immutable(config: Any) -> None:
    for name, value in parameters(config).items():
        with pytest.raises(AttributeError):
            setattr(config, name, value)


def test_a_metric_is_copied() -> None:
    metric = np.array([1.0, 2.0])
    kernel = gd.Gaussian(1.0, metric=metric)
    metric[0] = 9.0
    np.testing.assert_array_equal(kernel.metric, [1.0, 2.0])


NUMBERS = [(c, f) for c in CLASSES for f in c.fields() if f.kind in {"float", "int"}]


@pytest.mark.parametrize(
    ("cls", "field"), NUMBERS, ids=[f"{c.__name__}-{f.name}" for c, f in NUMBERS]
)
def test_a_number_out_of_its_range_is_refused_by_name(cls: Any, field: Any) -> None:
    others = {f.name: f.default for f in cls.fields()}
    bad: list[Any] = [float("nan")] if field.kind == "float" else []
    for bound, sign, is_open in ((field.low, -1, field.low_open), (field.high, 1, field.high_open)):
        if np.isfinite(bound):
            bad.append(type(field.default)(bound + sign))
        if is_open:
            bad.append(type(field.default)(bound) if np.isfinite(bound) else bound)
    assert bad
    for value in bad:
        with pytest.raises(ValueError, match=field.name):
            cls(**{**others, field.name: value})
    for wrong in ("wide", None, [1.0, 2.0]):
        with pytest.raises((TypeError, ValueError), match=field.name):
            cls(**{**others, field.name: wrong})


@pytest.mark.parametrize("bandwidth", [0.0, -1.0, float("nan"), float("inf"), -float("inf")])
def test_a_bandwidth_must_be_positive_and_finite(kernel: Any, bandwidth: float) -> None:
    name = "bandwidths" if "bandwidths" in parameters(kernel) else "bandwidth"
    with pytest.raises(ValueError, match=name):
        replace(kernel, **{name: [bandwidth, 1.0, 1.0] if name == "bandwidths" else bandwidth})


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("bandwidths", {"bandwidths": [], "weights": []}),
        ("weights", {"bandwidths": [1.0, 2.0], "weights": [1.0]}),
        ("weights", {"bandwidths": [1.0, 2.0], "weights": [1.5, -0.5]}),
        ("weights", {"bandwidths": [1.0, 2.0], "weights": [0.0, 0.0]}),
        ("weights", {"bandwidths": [1.0, 2.0], "weights": [float("nan"), 1.0]}),
    ],
)
def test_a_bad_mixture_is_refused(name: str, parameters: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=name):
        gd.GaussianMixture(**parameters)


BAD_METRICS = {
    "empty": np.empty(0),
    "negative": np.array([1.0, -1.0]),
    "zero": np.array([1.0, 0.0]),
    "nan": np.array([1.0, np.nan]),
    "infinite": np.array([1.0, np.inf]),
    "asymmetric": np.array([[1.0, 0.5], [0.0, 1.0]]),
    "indefinite": np.array([[1.0, 2.0], [2.0, 1.0]]),
    "singular": np.array([[1.0, 1.0], [1.0, 1.0]]),
    "oblong": np.ones((2, 3)),
    "3-D": np.ones((2, 2, 2)),
}


@pytest.mark.parametrize("bad", BAD_METRICS.values(), ids=BAD_METRICS.keys())
def test_a_bad_metric_is_refused(kernel: Any, bad: Array) -> None:
    with pytest.raises(ValueError, match="metric"):
        replace(kernel, metric=bad)


def test_an_unknown_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="first"):
        gd.AltGD(first="both")
