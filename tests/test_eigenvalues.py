"""gd.eigenvalues against NumPy, SciPy and 40 digits: backward errors, sorting, vectors, shapes."""

from typing import Any

import mpmath as mp
import numpy as np
import pytest

import gandyn as gd
from hard_matrices import hard
from reference import Array
from reference_local import backward_error, conditioning, is_sorted, spectral_gap

SIZES = [*range(1, 25), 40, 100]
EPSILON = 1e-15


def assert_exact(A: Any, values: Array | None = None, factor: float = 4.0) -> Array:
    """Each value is one of a matrix within factor n 1e-15 |A|; the order and the pairs are kept."""
    A = np.asarray(A, dtype=float)
    got = np.asarray(gd.eigenvalues(A) if values is None else values)
    assert got.dtype == np.complex128
    assert got.shape == A.shape[:-1]
    assert (backward_error(A, got) <= factor * A.shape[-1] * EPSILON).all()
    assert is_sorted(got)
    if values is None and A.ndim == 2 and len(A) > 16:  # alone and in company they go other ways
        assert_exact(np.stack([A] * 5), factor=factor)
    return got


def batch_of(n: int) -> int:
    return 40 if n <= 24 else 5


# ---------------------------------------------------------------------------------- random ones


@pytest.mark.parametrize("n", SIZES)
def test_random_matrices(n: int, rng: np.random.Generator) -> None:
    A = rng.normal(size=(batch_of(n), n, n))
    got = assert_exact(A)
    for matrix, values in zip(A, got, strict=True):
        slack = 1e-14 * n * np.linalg.norm(matrix, 2) * conditioning(matrix)
        assert spectral_gap(values, np.linalg.eigvals(matrix)) <= slack
    np.testing.assert_allclose(got.sum(axis=1).imag, 0, atol=1e-12 * n)
    np.testing.assert_allclose(got.sum(axis=1), np.trace(A, axis1=1, axis2=2), atol=1e-12 * n)


@pytest.mark.parametrize("n", [2, 3, 5, 8, 16, 17, 24])
def test_normal_matrices_are_exact_forwards(n: int, rng: np.random.Generator) -> None:
    """A = U B U', B of rotations and numbers: condition 1."""
    for _ in range(10):
        U = np.linalg.qr(rng.normal(size=(n, n)))[0]
        B, expected = np.zeros((n, n)), np.zeros(n, dtype=complex)
        for i in range(0, n - 1, 2):
            x, y = rng.normal(size=2)
            B[i : i + 2, i : i + 2] = [[x, y], [-y, x]]
            expected[i : i + 2] = x + 1j * y, x - 1j * y
        if n % 2:
            B[-1, -1] = expected[-1] = rng.normal()
        A = U @ B @ U.T
        got = assert_exact(A)
        assert spectral_gap(got, expected) <= 4 * n * EPSILON * np.abs(expected).max()


@pytest.mark.parametrize("n", [2, 3, 4, 6])
def test_against_forty_digits(n: int, rng: np.random.Generator) -> None:
    with mp.workdps(40):
        for _ in range(3):
            A = rng.normal(size=(n, n))
            roots = mp.eig(mp.matrix(A.tolist()), left=False, right=False)
            expected = np.array([complex(root) for root in roots])
            slack = 4 * n * EPSILON * np.linalg.norm(A, 2) * conditioning(A)
            assert spectral_gap(gd.eigenvalues(A), expected) <= slack


@pytest.mark.parametrize("n", [3, 8, 24])
def test_orthogonal_and_skew_matrices(n: int, rng: np.random.Generator) -> None:
    U = np.linalg.qr(rng.normal(size=(n, n)))[0]
    np.testing.assert_allclose(np.abs(assert_exact(U)), 1, rtol=0, atol=4 * n * EPSILON)
    skew = U - U.T
    assert np.abs(assert_exact(skew).real).max() <= 4 * n * EPSILON


# --------------------------------------------------------------------------------------- 2 by 2


def test_two_by_two_with_integers() -> None:
    """t^2 - 4 det is exact, and so is what follows; real if and only if it is not negative."""
    rng = np.random.default_rng(1)
    A = rng.integers(-20, 21, size=(2000, 2, 2)).astype(float)
    got = assert_exact(A)
    trace = A[:, 0, 0] + A[:, 1, 1]
    determinant = A[:, 0, 0] * A[:, 1, 1] - A[:, 0, 1] * A[:, 1, 0]
    disc = trace**2 - 4 * determinant
    root = np.sqrt(disc.astype(complex))
    expected = np.stack([(trace + root) / 2, (trace - root) / 2], axis=1)
    size = np.linalg.norm(A, 2, axis=(1, 2))[:, None]
    assert (np.abs(got - expected) <= 4 * EPSILON * (1 + size)).all()
    np.testing.assert_array_equal((got.imag == 0).all(axis=1), disc >= 0)


@pytest.mark.parametrize(
    ("A", "expected"),
    [
        ([[0, 1], [-1, 0]], [1j, -1j]),
        ([[3, -2], [4, -1]], [1 + 2j, 1 - 2j]),
        ([[2, 0], [0, 5]], [5, 2]),
        ([[1, 7], [0, 1]], [1, 1]),
        ([[3, 1], [-1, 1]], [2, 2]),
        ([[1, 2], [2, 1]], [3, -1]),
        ([[0, 0], [0, 0]], [0, 0]),
        ([[0, 0], [4, 0]], [0, 0]),
    ],
)
def test_two_by_two_to_the_last_bit(A: Any, expected: Any) -> None:
    np.testing.assert_array_equal(gd.eigenvalues(A), np.array(expected, dtype=complex))


def test_two_by_two_nearly_defective() -> None:
    """Values 1 +- sqrt(e): the discriminant is a small difference."""
    for e in (1e-3, 1e-8, 1e-12, 1e-15, -1e-3, -1e-8, -1e-15):
        got = assert_exact([[1.0, 1.0], [e, 1.0]])
        expected = 1 + np.sqrt(complex(e)) * np.array([1, -1])
        assert spectral_gap(got, expected) <= 1e-15 + 1e-15 / np.sqrt(abs(e))


# ---------------------------------------------------------------------------------- hard matrices


@pytest.mark.parametrize("name", hard(3))
@pytest.mark.parametrize("n", [2, 3, 4, 5, 8, 12, 16, 20, 40])
def test_hard_matrices(n: int, name: str) -> None:
    assert_exact(hard(n)[name], factor=8.0)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 16, 24])
def test_zero_one_and_diagonal_matrices_to_the_last_bit(n: int) -> None:
    np.testing.assert_array_equal(gd.eigenvalues(np.zeros((n, n))), np.zeros(n))
    np.testing.assert_array_equal(gd.eigenvalues(np.eye(n)), np.ones(n))
    numbers = np.random.default_rng(n).normal(size=n)
    got = gd.eigenvalues(np.diag(numbers))
    np.testing.assert_array_equal(got, np.sort(numbers)[::-1])


@pytest.mark.parametrize("n", [2, 3, 8, 16, 20])
def test_triangular_matrices_show_their_diagonal(n: int, rng: np.random.Generator) -> None:
    A = np.triu(rng.normal(size=(n, n)))
    got = gd.eigenvalues(A)
    assert (got.imag == 0).all()
    np.testing.assert_allclose(got.real, np.sort(np.diag(A))[::-1], rtol=0, atol=1e-14 * n)


@pytest.mark.parametrize("scale", [1e300, 1e150, 1e-150, 1e-300])
@pytest.mark.parametrize("n", [1, 2, 3, 5, 8, 16, 20, 40])
def test_huge_and_tiny_matrices(n: int, scale: float, rng: np.random.Generator) -> None:
    A = rng.uniform(-1, 1, size=(n, n))
    for got in (gd.eigenvalues(A * scale), *gd.eigenvalues(np.stack([A * scale] * 5))):
        assert (backward_error(A, got / scale) <= 8 * n * EPSILON).all()


@pytest.mark.parametrize("n", [2, 5, 16, 20])
def test_a_power_of_two_scales_along(n: int, rng: np.random.Generator) -> None:
    A = rng.normal(size=(n, n))
    np.testing.assert_allclose(gd.eigenvalues(A * 2.0**40), gd.eigenvalues(A) * 2.0**40, rtol=1e-10)


# --------------------------------------------------------------------------- batches and threads


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("n", [1, 2, 3, 6, 16, 20])
def test_a_bad_matrix_spoils_itself_alone(n: int, bad: float, rng: np.random.Generator) -> None:
    A = rng.normal(size=(9, n, n))
    whole = gd.eigenvalues(A)
    for k in (0, 4, 8):
        A[k, rng.integers(n), rng.integers(n)] = bad
    got = gd.eigenvalues(A)
    assert np.isnan(got[[0, 4, 8]].real).all() and np.isnan(got[[0, 4, 8]].imag).all()
    rest = [1, 2, 3, 5, 6, 7]
    np.testing.assert_array_equal(got[rest], whole[rest])
    values, vectors = gd.eigenvalues(A, vectors=True)
    assert np.isnan(values[4]).all() and np.isnan(vectors[4]).all()
    assert np.isfinite(values[rest]).all() and np.isfinite(vectors[rest]).all()


@pytest.mark.parametrize("lead", [(), (0,), (1,), (5,), (2, 3), (2, 0, 3), (1, 1, 2, 2)])
@pytest.mark.parametrize("n", [1, 2, 4, 17])
def test_shapes(n: int, lead: tuple[int, ...], rng: np.random.Generator) -> None:
    A = rng.normal(size=(*lead, n, n))
    kept = A.copy()
    values, vectors = gd.eigenvalues(A, vectors=True)
    assert gd.eigenvalues(A).shape == values.shape == (*lead, n)
    assert vectors.shape == (*lead, n, n)
    assert vectors.dtype == np.complex128
    np.testing.assert_array_equal(A, kept)
    for index in np.ndindex(lead):
        np.testing.assert_allclose(values[index], gd.eigenvalues(A[index]), rtol=1e-9)


@pytest.mark.parametrize("n", [2, 3, 9, 16, 30])
def test_threads_change_no_bit(n: int, rng: np.random.Generator) -> None:
    A = rng.normal(size=(300 if n < 20 else 40, n, n))
    one, *others = (gd.eigenvalues(A, vectors=True, num_threads=k) for k in (1, 2, 3))
    for other in others:
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_array_equal(one[1], other[1])


def test_any_layout_and_any_real_numbers(rng: np.random.Generator) -> None:
    A = rng.normal(size=(6, 4, 4))
    np.testing.assert_array_equal(gd.eigenvalues(A[::2]), gd.eigenvalues(A[::2].copy()))
    turned = A.transpose(0, 2, 1)
    np.testing.assert_array_equal(gd.eigenvalues(turned), gd.eigenvalues(turned.copy()))
    whole = rng.integers(-3, 4, size=(4, 4))
    np.testing.assert_array_equal(gd.eigenvalues(whole), gd.eigenvalues(whole.astype(float)))
    np.testing.assert_array_equal(gd.eigenvalues([[5]]), [5 + 0j])


# -------------------------------------------------------------------------------------- vectors


def assert_vectors(A: Array) -> None:
    """A v = lam v, length 1, and the largest entry is real and positive."""
    n = A.shape[-1]
    values, vectors = gd.eigenvalues(A, vectors=True)
    size = np.linalg.norm(A, 2, axis=(-2, -1))[..., None, None]
    assert (np.abs(A @ vectors - vectors * values[..., None, :]) <= 8 * n * EPSILON * size).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=-2), 1, rtol=0, atol=1e-14 * n)
    moduli = np.abs(vectors)
    largest = moduli >= moduli.max(axis=-2, keepdims=True) - 1e-14
    positive = (np.abs(vectors.imag) <= 1e-14) & (vectors.real > 0)
    assert (largest & positive).any(axis=-2).all()


@pytest.mark.parametrize("n", SIZES)
def test_vectors_of_random_matrices(n: int, rng: np.random.Generator) -> None:
    A = rng.normal(size=(batch_of(n), n, n))
    assert_vectors(A)
    values, _ = gd.eigenvalues(A, vectors=True)
    np.testing.assert_allclose(values, gd.eigenvalues(A), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", ["cycle", "symmetric", "upper", "hidden jordan", "one", "grcar"])
@pytest.mark.parametrize("n", [2, 3, 8, 20])
def test_vectors_of_hard_matrices(n: int, name: str) -> None:
    assert_vectors(hard(n)[name])


# ---------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    "matrices", [np.zeros((3, 4)), np.zeros((2, 4, 3)), np.zeros(4), 3.0, [[1.0, 2.0], [3.0]]]
)
def test_only_square_matrices(matrices: Any) -> None:
    with pytest.raises(ValueError, match="matrices"):
        gd.eigenvalues(matrices)


@pytest.mark.parametrize("matrices", [np.eye(2) * 1j, [["a", "b"], ["c", "d"]], None])
def test_only_real_numbers(matrices: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="matrices"):
        gd.eigenvalues(matrices)


def test_the_number_of_threads_is_checked() -> None:
    with pytest.raises(ValueError, match="num_threads"):
        gd.eigenvalues(np.eye(2), num_threads=-1)
