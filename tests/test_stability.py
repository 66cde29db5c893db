"""gd.stability by its definitions, and on the Jacobians of the linear GAN: Theorems 1 to 5."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from reference import Array

INF = np.inf


def random_spectra(count: int, n: int, rng: np.random.Generator, around: float) -> Array:
    """Real numbers and conjugate pairs, (count, n), about `around`; n even."""
    pairs = rng.normal(size=(count, n // 2, 2)) * 0.5
    values = np.empty((count, n), dtype=complex)
    turning = rng.random(size=(count, n // 2)) < 0.4
    plus = np.where(turning, pairs[..., 0] + 1j * pairs[..., 1], pairs[..., 0])
    minus = np.where(turning, plus.conj(), pairs[..., 1])
    values[:, ::2], values[:, 1::2] = around + plus, around + minus
    return values


def phases(rho: Array, radius: Array) -> Array:
    """By the definition, bit by bit."""
    bits = (radius < 1 - 1e-12) * gd.Phase.converges.value
    bits |= (radius > 1 + 1e-12) * gd.Phase.diverges.value
    bits |= (rho.imag != 0).any(axis=-1) * gd.Phase.oscillates.value
    largest = np.abs(rho) == np.abs(rho).max(axis=-1, keepdims=True)
    flips = (largest & (rho.imag == 0) & (rho.real < 0)).any(axis=-1)
    return bits | flips * gd.Phase.flips.value


# -------------------------------------------------------------------------- 100,000 random draws


@pytest.mark.parametrize("eta", [None, 0.3, 1.0])
def test_the_phase_is_that_of_the_spectral_radius(eta: float | None) -> None:
    """100,000 draws of multipliers, of fields with a step; no mismatch."""
    rng = np.random.default_rng(17)
    for n in (2, 4):
        values = random_spectra(50_000, n, rng, 0.0 if eta is None else -0.7)
        rho = values if eta is None else 1 + eta * values
        got = gd.stability(values, eta, discrete=eta is None)
        radius = np.abs(rho).max(axis=-1)
        clear = np.abs(radius - 1) > 1e-9
        np.testing.assert_allclose(got.spectral_radius, radius, rtol=1e-14)
        np.testing.assert_array_equal(got.rate, got.spectral_radius)
        assert got.phase.dtype == np.uint8
        np.testing.assert_array_equal(got.phase[clear], phases(rho, radius)[clear])
        assert len(np.unique(got.phase)) >= 4


def test_a_flow_by_its_abscissa() -> None:
    values = random_spectra(100_000, 4, np.random.default_rng(18), -0.3)
    got = gd.stability(values)
    abscissa = values.real.max(axis=-1)
    np.testing.assert_array_equal(got.abscissa, abscissa)
    np.testing.assert_allclose(got.spectral_radius, np.exp(abscissa), rtol=1e-14)
    np.testing.assert_array_equal(got.rate, -abscissa)
    clear = np.abs(abscissa) > 1e-9
    for flag, wanted in (
        (gd.Phase.converges, abscissa < 0),
        (gd.Phase.diverges, abscissa > 0),
        (gd.Phase.oscillates, (values.imag != 0).any(axis=-1)),
        (gd.Phase.flips, np.zeros(len(values), dtype=bool)),
        (gd.Phase.unknown, np.zeros(len(values), dtype=bool)),
    ):
        np.testing.assert_array_equal((got.phase & flag.value)[clear] != 0, wanted[clear])


def test_the_largest_stable_step() -> None:
    """min -2 Re / |lam|^2: converges just below, diverges just above; 0 if some part is not < 0."""
    values = random_spectra(800, 4, np.random.default_rng(19), -0.6)
    limits = gd.stability(values).max_stable_step
    for row, limit in zip(values, limits, strict=True):
        if (row.real >= 0).any():
            assert limit == 0
            continue
        assert limit == pytest.approx((-2 * row.real / np.abs(row) ** 2).min(), rel=1e-13)
        assert gd.Phase.converges in gd.stability(row, limit * (1 - 1e-6)).phase
        assert gd.Phase.diverges in gd.stability(row, limit * (1 + 1e-6)).phase


def test_the_largest_stable_step_of_a_map_is_in_steps_of_now() -> None:
    values = random_spectra(500, 2, np.random.default_rng(20), -0.6)
    field = gd.stability(values).max_stable_step
    np.testing.assert_allclose(
        gd.stability(1 + 0.25 * values, discrete=True).max_stable_step, field / 0.25, rtol=1e-12
    )


def test_what_does_not_move_sets_no_limit() -> None:
    assert gd.stability([-2.0, 0.0]).max_stable_step == 1
    assert gd.stability([0.0, 0.0]).max_stable_step == INF
    assert gd.stability([-2.0, 1j, -1j]).max_stable_step == 0


# ---------------------------------------------------------------------------------- single spectra

CASES: list[tuple[str, list[complex], dict[str, Any], dict[str, Any]]] = [
    ("turning", [-1 + 2j, -1 - 2j], {},
     {"abscissa": -1, "phase_factor": 2, "conditioning_factor": 1, "rate": 1,
      "period": np.pi, "max_stable_step": 0.4, "spectral_radius": np.exp(-1), "num_neutral": 0}),
    ("turning step", [-1 + 2j, -1 - 2j], {"rates": 0.25},
     {"abscissa": -1, "phase_factor": 2, "rate": np.hypot(0.75, 0.5), "max_stable_step": 0.4,
      "period": 2 * np.pi / np.arctan2(0.5, 0.75), "spectral_radius": np.hypot(0.75, 0.5)}),
    ("map", [0.5j, -0.5j], {"discrete": True},
     {"abscissa": -1, "spectral_radius": 0.5, "rate": 0.5, "period": 4,
      "phase_factor": 0.5, "conditioning_factor": 1, "max_stable_step": 1.6, "num_neutral": 0}),
    ("two times", [-1, -10], {},
     {"phase_factor": 0, "conditioning_factor": 10, "period": INF, "max_stable_step": 0.2}),
    ("imaginary", [1j, -1j], {},
     {"phase_factor": INF, "conditioning_factor": 1, "max_stable_step": 0, "abscissa": 0,
      "period": 2 * np.pi, "num_neutral": 2}),
    ("with zero", [-1, 0], {},
     {"phase_factor": INF, "conditioning_factor": INF, "num_neutral": 1, "rate": 0}),
    ("neutral map", [1, 0.5, -0.2], {"discrete": True},
     {"spectral_radius": 1, "num_neutral": 1, "period": INF}),
    ("two pairs", [-0.1 + 1j, -0.1 - 1j, -1 + 5j, -1 - 5j], {}, {"period": 2 * np.pi}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "options", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_fields(values: Any, options: dict[str, Any], expected: dict[str, float]) -> None:
    got = gd.stability(values, **options)
    for name, value in expected.items():
        assert getattr(got, name) == pytest.approx(value, rel=1e-14, abs=1e-15), name
        assert np.ndim(getattr(got, name)) == 0
    assert got.numerical_abscissa is None
    assert got.departure is None


@pytest.mark.parametrize(
    ("rho", "phase"),
    [
        ([0.5, -0.2], gd.Phase.converges),
        ([0.5j, -0.5j], gd.Phase.converges | gd.Phase.oscillates),
        ([1.0, 0.3], gd.Phase.neutral),
        ([1j, -1j], gd.Phase.oscillates),
        ([1.5, -0.2], gd.Phase.diverges),
        ([1 + 1j, 1 - 1j], gd.Phase.diverges | gd.Phase.oscillates),
        ([np.nan, 0.3], gd.Phase.unknown),
    ],
)
def test_phases_of_maps(rho: Any, phase: gd.Phase) -> None:
    got = gd.stability(rho, discrete=True).phase
    assert isinstance(got, gd.Phase)
    assert got == phase


def test_flips() -> None:
    converging = gd.stability([-0.5, 0.3], discrete=True).phase
    assert converging == gd.Phase.converges | gd.Phase.flips
    assert gd.stability([-1.5, 0.3], discrete=True).phase == gd.Phase.diverges | gd.Phase.flips
    assert gd.stability([-4.0, -1.0], 0.6).phase == gd.Phase.diverges | gd.Phase.flips
    assert gd.Phase.flips not in gd.stability([-0.5, 0.7], discrete=True).phase


def test_the_tolerance_is_the_callers() -> None:
    rho = [1 + 1e-6, 0.5]
    assert gd.Phase.diverges in gd.stability(rho, discrete=True).phase
    loose = gd.stability(rho, discrete=True, tolerance=1e-5)
    assert loose.phase == gd.Phase.neutral
    assert loose.num_neutral == 1
    assert gd.stability([1 - 1e-13], discrete=True).phase == gd.Phase.neutral


FIELDS = (
    "spectral_radius", "abscissa", "phase_factor", "conditioning_factor", "rate", "period",
    "max_stable_step", "num_neutral",
)  # fmt: skip


@pytest.mark.parametrize("options", [{}, {"rates": 0.2}, {"discrete": True}], ids=str)
def test_batches_equal_singles(options: dict[str, Any], rng: np.random.Generator) -> None:
    values = random_spectra(24, 4, rng, -0.4).reshape(4, 3, 2, 4)
    values[0, 0, 0, 1] = np.nan
    whole = gd.stability(values, **options)
    for index in np.ndindex(4, 3, 2):
        one = gd.stability(values[index], **options)
        assert gd.Phase(int(whole.phase[index])) == one.phase
        if not np.isnan(values[index]).any():
            for name in FIELDS:
                assert getattr(whole, name)[index] == getattr(one, name), name
    assert gd.Phase(int(whole.phase[0, 0, 0])) == gd.Phase.unknown
    assert np.isnan(whole.spectral_radius[0, 0, 0])
    assert all(getattr(whole, name).shape == (4, 3, 2) for name in FIELDS)


def test_rates() -> None:
    values = [-1 + 2j, -1 - 2j]
    same = gd.stability(values, gd.Rates(0.2, 0.2))
    assert same.spectral_radius == gd.stability(values, 0.2).spectral_radius
    with pytest.raises(ValueError, match="update_jacobian"):
        gd.stability(values, gd.Rates(0.1, 0.2))
    with pytest.raises(ValueError, match="rates"):
        gd.stability(values, 0.2, discrete=True)
    for bad in (-0.1, np.nan, INF):
        with pytest.raises(ValueError, match="rates"):
            gd.stability(values, bad)
    with pytest.raises((TypeError, ValueError), match="eigenvalues"):
        gd.stability(["a"])


def test_transients(rng: np.random.Generator) -> None:
    """(A + A') / 2, and |A|_F^2 - sum |lam|^2 = |strictly upper part of the Schur form|^2."""
    A = rng.normal(size=(5, 4, 4))
    got = gd.stability(gd.eigenvalues(A), jacobian=A)
    symmetric = np.linalg.eigvalsh((A + A.transpose(0, 2, 1)) / 2)[:, -1]
    np.testing.assert_allclose(got.numerical_abscissa, symmetric, rtol=1e-13)
    squares = (np.abs(np.linalg.eigvals(A)) ** 2).sum(axis=1)
    expected = np.sqrt((A**2).sum(axis=(1, 2)) - squares)
    np.testing.assert_allclose(got.departure, expected, rtol=1e-10)
    shear = gd.stability([-1.0, -1.0], jacobian=[[-1.0, 8.0], [0.0, -1.0]])
    assert shear.numerical_abscissa == pytest.approx(3, rel=1e-14)
    assert shear.departure == pytest.approx(8, rel=1e-14)
    normal = gd.stability([-1 + 2j, -1 - 2j], jacobian=[[-1.0, 2.0], [-2.0, -1.0]])
    assert normal.departure == pytest.approx(0, abs=1e-7)
    with pytest.raises(ValueError, match="jacobian"):
        gd.stability([-1.0, -1.0], jacobian=np.eye(3))
