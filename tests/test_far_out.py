"""Games of two vectors where numbers are absurd: an answer or a refusal, at once and in words."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd

LINEAR = gd.LinearGAN([0, 2], 0.7)
RATES = gd.Rates(0.1, 0.1)


@pytest.mark.parametrize("size", [1e15, 1e16, 1e18, 1e30])
def test_the_linear_gan_far_out_is_a_step_function(size: float) -> None:
    """There S is 0 or 1: E S(t) = P(t > 0), t ~ N(theta . mu, (std |theta|)^2)."""
    w = np.full(4, size)
    field = LINEAR.field(w)
    np.testing.assert_allclose(field, [size, size, -size, -size], rtol=1e-12)
    assert LINEAR.loss(w) == pytest.approx(-2 * size**2, rel=1e-12)


@pytest.mark.parametrize("value", [np.inf, np.nan, 1e300])
def test_what_has_no_value_is_nan(value: float) -> None:
    assert np.isnan(LINEAR.field([value] * 4)).all()
    assert np.isnan(LINEAR.loss([value] * 4))


def test_noise_far_out() -> None:
    """psi -> inf: f' is 1 or 0 by the sign of theta + noise; its derivatives fade."""
    field = gd.DiracGAN(penalty=gd.InstanceNoise(1.0)).field([1.0, 1e17])
    below = 0.15865525393145705  # P(1 + noise < 0)
    assert field[0] == pytest.approx(-1e17 * below, rel=1e-9)
    density = np.exp(-0.5) / np.sqrt(2 * np.pi)
    # E (1 + e) [1 + e < 0] + E e [e < 0]
    assert field[1] == pytest.approx(below - density - 1 / np.sqrt(2 * np.pi), rel=1e-9)


def test_a_run_that_explodes_ends_alone() -> None:
    gamma = np.geomspace(0.1, 1000, 20)
    runs = gd.simulate_batch(
        LINEAR, gd.JARE(), rates=gd.Rates(1e3, 1e3), num_steps=200,
        initial=np.full((20, 4), 0.05), gamma=gamma,
    )  # fmt: skip
    assert runs.count(gd.Status.diverged) > 0
    assert np.isfinite(runs.final).all()


def test_means_far_apart() -> None:
    tv = gd.MixtureGAN()
    assert tv.total_variation((1e8, -1e8)) == pytest.approx(1.0, abs=1e-15)
    assert tv.total_variation((-0.5, 1e8)) == pytest.approx(0.5, abs=1e-15)
    for name in ("total_variation", "zeros", "best_response"):
        with pytest.raises(ValueError, match="mu must be"):
            getattr(tv, name)((1e9, 0.0))
    with pytest.raises(ValueError, match="means"):
        gd.MixtureGAN(means=(0.0, 1e9))


MASKED = np.ma.array([1.0, 2.0, 3.0, 4.0], mask=[0, 1, 0, 0])


@pytest.mark.parametrize(
    "use",
    [
        lambda: LINEAR.loss(MASKED),
        lambda: gd.QuadraticGame(xy=MASKED.reshape(2, 2)),
        lambda: gd.simulate(LINEAR, gd.SimGD(), rates=RATES, num_steps=0, initial=MASKED),
        lambda: gd.simulate_batch(
            LINEAR, gd.SimGD(), rates=RATES, num_steps=0, initial=MASKED.reshape(1, 4)
        ),
    ],
)
def test_masks_are_not_ignored(use: Any) -> None:
    with pytest.raises(TypeError, match="masked"):
        use()


def test_starts_of_two_vectors_are_looked_at_as_other_arrays() -> None:
    for start, told in (
        ([[0.0], [1.0, 2.0], 1.0], "initial must have shape"),
        ([2**53 + 1, 0, 0, 0], "initial must hold integers of at most"),
        ([0.0, np.nan, 0.0, 0.0], r"initial must not be nan, got nan at index \(1,\)"),
        ([0.0, np.inf, 0.0, 0.0], "initial must be finite, but for the ends of intervals"),
    ):
        with pytest.raises(ValueError, match=told):
            gd.simulate(LINEAR, gd.SimGD(), rates=RATES, num_steps=0, initial=start)


def test_a_record_too_large_is_refused_at_once() -> None:
    with pytest.raises(MemoryError, match="save_every"):
        gd.simulate(LINEAR, gd.SimGD(), rates=RATES, num_steps=10**15, initial=[0.0] * 4)
    with pytest.raises(MemoryError, match="save_every"):
        gd.simulate_batch(
            LINEAR, gd.SimGD(), rates=RATES, num_steps=10**15, initial=np.zeros((2, 4)),
            save_every=1,
        )  # fmt: skip


def test_batch_sizes_of_runs_may_differ() -> None:
    game = gd.LinearGAN([0, 1], batch_size=4)
    sizes = [1, 5, 1]
    runs = gd.simulate_batch(
        game, gd.SimGD(), rates=RATES, num_steps=3, initial=np.full((3, 4), 0.1), batch_size=sizes
    )
    alone = gd.simulate(
        gd.LinearGAN([0, 1], batch_size=1), gd.SimGD(), rates=RATES, num_steps=3, initial=[0.1] * 4
    )
    np.testing.assert_array_equal(runs.final[0], alone.final)
    assert not np.array_equal(runs.final[0], runs.final[2])  # the same game, other draws
    with pytest.raises(TypeError, match="sequence"):
        gd.simulate_batch(
            game, gd.SimGD(), rates=RATES, num_steps=1, initial=np.zeros((1, 4)), loss=[1.0]
        )
    with pytest.raises(ValueError, match="at least one run"):
        gd.simulate_batch(game, gd.SimGD(), rates=RATES, num_steps=1, initial=np.zeros((0, 4)))
