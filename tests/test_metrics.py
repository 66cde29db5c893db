"""Distances between clouds against scikit-learn, SciPy, quantiles and closed forms."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
import reference
from reference import Array


def masses(rng: np.random.Generator, n: int) -> Array:
    """Unequal masses that sum to 1."""
    weights = rng.uniform(0.2, 2, size=n)
    return weights / weights.sum()


# ------------------------------------------------------------------------------------------ MMD


def scikit_kernels() -> list[tuple[Any, Any]]:
    """Kernels of gandyn with their counterparts in scikit-learn."""
    pairwise = pytest.importorskip("sklearn.metrics.pairwise")
    process = pytest.importorskip("sklearn.gaussian_process.kernels")

    def rbf(s: float) -> Any:
        return lambda x, y: pairwise.rbf_kernel(x, y, gamma=1 / (2 * s**2))

    return [
        (gd.Gaussian(0.7), rbf(0.7)),
        (
            gd.GaussianMixture([0.5, 2.0], [0.25, 0.75]),
            lambda x, y: 0.25 * rbf(0.5)(x, y) + 0.75 * rbf(2.0)(x, y),
        ),
        (gd.Laplace(1.3), process.Matern(1.3, nu=0.5)),
        (gd.Matern32(0.9), process.Matern(0.9, nu=1.5)),
        (gd.Matern52(1.1), process.Matern(1.1, nu=2.5)),
        (gd.RationalQuadratic(0.8, 1.7), process.RationalQuadratic(0.8, 1.7)),
        (gd.InverseMultiquadric(1.2), process.RationalQuadratic(1.2, 0.5)),
    ]


@pytest.mark.parametrize("index", range(7))
@pytest.mark.parametrize("d", [1, 3])
@pytest.mark.parametrize("weighted", [False, True])
def test_mmd_matches_scikit_learn(
    index: int, d: int, weighted: bool, rng: np.random.Generator
) -> None:
    kernel, gram = scikit_kernels()[index]
    x, y = rng.normal(size=(40, d)), rng.normal(size=(55, d)) + 1
    given = {"x_weights": masses(rng, 40), "y_weights": masses(rng, 55)} if weighted else {}
    p, q = given.values() if weighted else (np.full(40, 1 / 40), np.full(55, 1 / 55))
    expected = p @ gram(x, x) @ p - 2 * p @ gram(x, y) @ q + q @ gram(y, y) @ q
    assert gd.mmd(kernel, x, y, **given, squared=True) == pytest.approx(expected, abs=1e-12)
    assert gd.mmd(kernel, x, y, **given) == pytest.approx(np.sqrt(expected), abs=1e-12)


def test_mmd_matches_the_formula(kernel: Any, rng: np.random.Generator) -> None:
    """Masses are taken as they are: a region of a larger game has less than 1."""
    x, y = rng.normal(size=(20, 2)), rng.normal(size=(31, 2)) + 0.5
    p, q = masses(rng, 20), 0.8 * masses(rng, 31)
    for metric in (None, np.array([0.5, 2.0]), np.array([[1.0, 0.3], [0.3, 2.0]])):
        other = reference.replace(kernel, metric=metric)
        expected = float(reference.mmd_squared(other, x, y, p, q))
        got = gd.mmd(other, x, y, x_weights=p, y_weights=q, squared=True)
        assert got == pytest.approx(expected, abs=1e-13)


def test_mmd_of_a_cloud_with_itself_is_zero(kernel: Any, rng: np.random.Generator) -> None:
    x, p = rng.normal(size=(50, 2)), masses(rng, 50)
    shuffled = rng.permutation(50)
    for got in (
        gd.mmd(kernel, x, x, squared=True),
        gd.mmd(kernel, x, x[shuffled], p, p[shuffled], squared=True),
        gd.mmd(kernel, x, np.tile(x, (2, 1)), squared=True),
    ):
        assert 0 <= got <= 1e-14
    assert 0 <= gd.mmd(kernel, x, x[shuffled], p, p[shuffled]) <= 1e-7


def test_mmd_of_two_points_in_closed_form(kernel: Any) -> None:
    got = gd.mmd(kernel, np.zeros((1, 2)), np.array([[0.6, 0.8]]), squared=True)
    assert got == pytest.approx(2 - 2 * kernel.value(np.ones(1))[0], abs=1e-15)
    far = gd.mmd(gd.Gaussian(1.0), np.zeros((1, 2)), np.full((1, 2), 1e4))
    assert far == pytest.approx(np.sqrt(2), abs=1e-15)


def test_mmd_is_symmetric_and_a_float(kernel: Any, rng: np.random.Generator) -> None:
    x, y = rng.normal(size=(12, 3)), rng.normal(size=(7, 3))
    assert isinstance(gd.mmd(kernel, x, y), float)
    assert gd.mmd(kernel, x, y) == pytest.approx(gd.mmd(kernel, y, x), abs=1e-15)


# ------------------------------------------------------------------------------ Wasserstein, exact


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("n", [1, 2, 3, 10, 64, 300])
def test_wasserstein_matches_the_assignment(n: int, d: int, rng: np.random.Generator) -> None:
    x, y = rng.normal(size=(n, d)), rng.uniform(-2, 3, size=(n, d))
    expected = reference.wasserstein2_squared(x, y)
    squared = gd.wasserstein2(x, y, squared=True)
    plain = gd.wasserstein2(x, y)
    assert squared == pytest.approx(expected, rel=1e-12)
    assert plain == pytest.approx(np.sqrt(expected), rel=1e-12)
    assert isinstance(plain, float)
    assert squared.method == plain.method == "exact"
    assert gd.wasserstein2(x, y, method="exact") == plain


def test_wasserstein_of_clustered_and_equal_points(rng: np.random.Generator) -> None:
    """Ties in the cost matrix: many equal points on both sides."""
    x, y = rng.integers(0, 3, size=(60, 2)), rng.integers(0, 3, size=(60, 2))
    expected = reference.wasserstein2_squared(x, y)
    assert gd.wasserstein2(x, y, squared=True) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_wasserstein_of_permutations_and_translations(d: int, rng: np.random.Generator) -> None:
    x, shift = rng.normal(size=(100, d)), np.linspace(1, 2, d)
    y = x[rng.permutation(100)]
    assert gd.wasserstein2(x, y) == 0
    moved = gd.wasserstein2(x, y + shift)
    assert moved == pytest.approx(np.linalg.norm(shift), rel=1e-12)
    grown = gd.wasserstein2(x, 3 * y, squared=True)
    assert grown == pytest.approx(4 * np.mean(np.sum(x**2, axis=1)), rel=1e-12)


def test_wasserstein_with_one_target_is_the_mean_square() -> None:
    y = np.array([[1.0, 0.0], [0.0, 2.0], [-2.0, 1.0]])
    got = gd.wasserstein2(np.zeros((3, 2)), y, squared=True)
    assert got == pytest.approx(10 / 3, rel=1e-15)


@pytest.mark.parametrize(("n", "m"), [(1, 5), (7, 3), (50, 50), (120, 77)])
@pytest.mark.parametrize("weighted", ["neither", "one", "both"])
def test_wasserstein_on_a_line_matches_quantiles(
    n: int, m: int, weighted: str, rng: np.random.Generator
) -> None:
    x, y = rng.normal(size=n), rng.exponential(size=m)
    p = masses(rng, n) if weighted != "neither" else None
    q = masses(rng, m) if weighted == "both" else None
    expected = reference.wasserstein2_squared_line(x, y, p, q)
    got = gd.wasserstein2(x[:, None], y[:, None], p, q, squared=True)
    assert got == pytest.approx(expected, rel=1e-12)
    assert got.method == "exact"


def test_the_quantile_oracle_is_the_assignment(rng: np.random.Generator) -> None:
    """Guards the reference: repeated points stand for rational masses."""
    x, y = rng.normal(size=4), rng.normal(size=6)
    copies = np.repeat(x, 3)[:, None], np.repeat(y, 2)[:, None]
    line = reference.wasserstein2_squared_line(x, y)
    assert line == pytest.approx(reference.wasserstein2_squared(*copies), rel=1e-12)


# ----------------------------------------------------------------------------- Wasserstein, sliced


def test_unequal_sizes_and_masses_are_sliced(rng: np.random.Generator) -> None:
    x, y = rng.normal(size=(20, 2)), rng.normal(size=(20, 2))
    assert gd.wasserstein2(x, y[:15]).method == "sliced"
    assert gd.wasserstein2(x, y, x_weights=masses(rng, 20)).method == "sliced"
    assert gd.wasserstein2(x, y, y_weights=masses(rng, 20)).method == "sliced"
    assert gd.wasserstein2(x, y, method="sliced").method == "sliced"
    large = rng.normal(size=(2001, 2))
    assert gd.wasserstein2(large, large[::-1], num_projections=4).method == "sliced"


@pytest.mark.parametrize("d", [2, 3, 7])
@pytest.mark.parametrize("weighted", [False, True])
def test_sliced_translations(d: int, weighted: bool, rng: np.random.Generator) -> None:
    """Each direction u gives (u.t)^2, with mean |t|^2 / d and a known spread."""
    x, shift, size = rng.normal(size=(30, d)), np.linspace(1, 2, d), 4096
    y = np.tile(x, (2, 1)) + shift
    p = masses(rng, 30)
    given = {"x_weights": p, "y_weights": np.tile(p, 2) / 2} if weighted else {}
    got = gd.wasserstein2(x, y, **given, squared=True, num_projections=size)
    length = shift @ shift
    spread = length * np.sqrt(2 * (d - 1) / (d**2 * (d + 2)) / size)
    assert got.method == "sliced"
    assert abs(got - length / d) < 5 * spread


def test_sliced_distance_matches_quadrature(rng: np.random.Generator) -> None:
    """In the plane the mean over directions is an integral over half a turn."""
    x, y = rng.normal(size=(25, 2)), rng.uniform(-1, 3, size=(40, 2)) * [1, 2]
    p, q = masses(rng, 25), masses(rng, 40)
    turn = np.pi * (np.arange(2000) + 0.5) / 2000
    directions = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    slices = reference.sliced_wasserstein2_squared(x, y, directions, p, q)
    got = gd.wasserstein2(x, y, p, q, squared=True, num_projections=4096)
    assert abs(got - slices.mean()) < 5 * slices.std() / np.sqrt(4096)
    rooted = gd.wasserstein2(x, y, p, q, num_projections=4096)
    assert rooted == pytest.approx(np.sqrt(got), rel=1e-14)


def test_directions_are_uniform_on_the_circle() -> None:
    """A quarter of the turn lies within 22.5 degrees of an axis, and a quarter of a diagonal."""
    draws, origin = 6000, np.zeros((1, 2))
    for shift in (np.array([[1.0, 0.0]]), np.array([[1.0, 1.0]]) / np.sqrt(2)):
        lengths = [
            gd.wasserstein2(origin, shift, method="sliced", num_projections=1, seed=seed)
            for seed in range(draws)
        ]
        share = np.mean(np.array(lengths) > np.cos(np.pi / 8))
        assert abs(share - 1 / 4) < 5 * np.sqrt(3 / 16 / draws)


def test_sliced_distance_on_a_line_is_exact(rng: np.random.Generator) -> None:
    x, y = rng.normal(size=(9, 1)), rng.normal(size=(14, 1))
    sliced = gd.wasserstein2(x, y, method="sliced")
    assert sliced == pytest.approx(gd.wasserstein2(x, y, method="exact"), rel=1e-12)


def test_sliced_distance_depends_on_its_seed_alone(rng: np.random.Generator) -> None:
    x, y = rng.normal(size=(20, 3)), rng.normal(size=(30, 3))
    assert gd.wasserstein2(x, y, seed=5) == gd.wasserstein2(x, y, seed=5)
    assert gd.wasserstein2(x, y, seed=5) != gd.wasserstein2(x, y, seed=6)
    assert gd.wasserstein2(x, x[::-1], method="sliced") == pytest.approx(0, abs=1e-12)


# -------------------------------------------------------------------------------------- coverage


def test_coverage_by_hand() -> None:
    targets = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    particles = np.array([[0.1, 0.0], [0.2, 0.1], [0.0, 3.2]])
    weights = np.array([1.0, 2.0, 5.0])
    assert gd.coverage(targets, particles, 0.05) == 0
    assert gd.coverage(targets, particles, 0.5) == pytest.approx(1 / 3, rel=1e-15)
    assert gd.coverage(targets, particles, 0.5, weights) == pytest.approx(1 / 8, rel=1e-15)
    assert gd.coverage(targets, particles, 0.9, weights) == pytest.approx(6 / 8, rel=1e-15)
    assert gd.coverage(targets, particles, 3.0, weights) == pytest.approx(1, rel=1e-15)


@pytest.mark.parametrize("d", [1, 2, 7])
def test_coverage_matches_the_oracle(d: int, rng: np.random.Generator) -> None:
    targets, particles, p = rng.normal(size=(80, d)), rng.normal(size=(9, d)), masses(rng, 80)
    shares = []
    for radius in np.sqrt(d) * np.array([0.1, 0.5, 1.0, 2.0]):
        expected = reference.coverage(targets, particles, radius, p)
        shares.append(gd.coverage(targets, particles, radius, p))
        assert shares[-1] == pytest.approx(expected, abs=1e-14)
    assert isinstance(shares[0], float)
    assert 0 < shares[2] < shares[3]
    assert shares[0] < 1


# --------------------------------------------------------------------------------------- refusals

CLOUDS = {"x": np.zeros((3, 2)), "y": np.ones((3, 2))}
BAD_CLOUDS: list[tuple[str, Any, Any]] = [
    *[
        (name, value, error)
        for name in ("x", "y")
        for value, error in [
            (np.zeros(3), ValueError),
            (np.empty((0, 2)), ValueError),
            (np.full((3, 2), np.nan), ValueError),
            (np.full((3, 2), np.inf), ValueError),
            (np.zeros((3, 2), dtype=complex), TypeError),
            (np.zeros((3, 3)), ValueError),
        ]
    ],
    *[
        (name, value, error)
        for name in ("x_weights", "y_weights")
        for value, error in [
            (np.ones(2), ValueError),
            (np.array([0.5, -0.5, 1.0]), ValueError),
            (np.zeros(3), ValueError),
            (np.array([0.5, np.nan, 0.5]), ValueError),
            (np.ones(3, dtype=complex), TypeError),
        ]
    ],
]


@pytest.mark.parametrize(("name", "value", "error"), BAD_CLOUDS)
def test_bad_clouds_are_refused(name: str, value: Any, error: Any) -> None:
    # A dimension that differs may be blamed on either cloud.
    blamed = "x|y" if np.shape(value) == (3, 3) else name
    with pytest.raises(error, match=rf"\b({blamed})\b"):
        gd.mmd(gd.Gaussian(1.0), **{**CLOUDS, name: value})
    with pytest.raises(error, match=rf"\b({blamed})\b"):
        gd.wasserstein2(**{**CLOUDS, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("method", "entropic"),
        ("num_projections", 0),
        ("num_projections", -5),
        ("seed", -1),
    ],
)
def test_bad_options_of_wasserstein_are_refused(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name):
        gd.wasserstein2(**{**CLOUDS, "y": np.ones((4, 2)), name: value})


def test_an_exact_distance_that_is_not_offered_is_refused() -> None:
    for y, q in ((np.ones((4, 2)), None), (np.ones((3, 2)), [0.5, 0.25, 0.25])):
        with pytest.raises(ValueError, match="method"):
            gd.wasserstein2(np.zeros((3, 2)), y, y_weights=q, method="exact")


@pytest.mark.parametrize("radius", [-1.0, np.nan])
def test_a_bad_radius_is_refused(radius: float) -> None:
    with pytest.raises(ValueError, match="radius"):
        gd.coverage(np.zeros((3, 2)), np.ones((3, 2)), radius)


def test_clouds_too_far_apart_for_a_squared_distance() -> None:
    """The square of the distance overflows: infinite, not garbage."""
    x = np.array([[0.0, 0.0], [1.0, 0.0]])
    far = np.array([[1e200, 0.0], [0.0, 1e200]])
    assert gd.wasserstein2(x, far) == np.inf


@pytest.mark.parametrize("d", [1, 2, 3])
def test_mmd_by_a_mesh_is_the_direct_one(d: int) -> None:
    rng = np.random.default_rng(d)
    x, y = rng.normal(size=(300, d)), rng.normal(size=(200, d)) + 0.05
    p, q = rng.uniform(size=300), rng.uniform(size=200)
    bound = 4e-12 * (p.sum() + q.sum()) ** 2
    for kernel in (gd.Gaussian(0.3), gd.GaussianMixture([0.2, 3.0])):
        direct, mesh = (
            gd.mmd(kernel, x, y, p, q, squared=True, method=method) for method in ("direct", "mesh")
        )
        assert abs(direct - mesh) <= bound and mesh > 1.0
    with pytest.raises(ValueError, match="method must be 'auto', 'direct' or 'mesh', got 'fast'"):
        gd.mmd(gd.Gaussian(), x, y, method="fast")  # type: ignore[arg-type]
