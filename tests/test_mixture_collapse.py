"""Discriminator collapse of the projected mixture GAN: the theorem's instance and its vicinity."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from game_cases import play
from reference_mixture import difference

MEANS = (-0.5, 0.5)
GAME, SIGNED = gd.MixtureGAN(MEANS), gd.MixtureGAN(MEANS, "signed")
CERTIFIED = np.array([-1.0, 1.0, -2.4, 2.2, -2.2, 2.4])
WIDE = np.array([-1.0, 1.0, -2.5, 2.0, -2.0, 2.5])
LIPSCHITZ = np.exp(-0.5) / np.sqrt(2 * np.pi)


def widths(w: Any) -> Any:
    """(r1 - l1, r2 - l2)."""
    w = np.asarray(w)
    return w[..., 4:] - w[..., 2:4]


def test_the_hypotheses_hold_at_the_certified_instance() -> None:
    """(H1) on a grid of the rho-box, (H2) with its c: the test below is one of the theorem."""
    rho, offsets = 0.1, np.linspace(-0.1, 0.1, 41)
    x = np.concatenate([np.linspace(-2.4, -2.2, 9), np.linspace(2.2, 2.4, 9)])
    largest = max(
        float(difference(x, MEANS, (-1 + a, 1 + b)).max()) for a in offsets for b in offsets
    )
    c = -largest
    assert c > 0
    assert 0.5 * LIPSCHITZ * 2 * 0.2**2 / (4 * c) <= rho


@pytest.mark.parametrize("eta", [0.3, 0.1, 0.01])
def test_the_certified_instance_collapses(eta: float) -> None:
    """Both widths fall to 0 and stay there; the generator is stuck within rho of its start."""
    states = play(GAME, gd.SimGD(), (eta, eta), CERTIFIED, int(100 / eta))
    width = widths(states)
    assert (np.diff(width, axis=0) <= 0).all()
    assert (width[0] > 0.19).all() and (width[-1] == 0).all()
    first = int(np.argmax((width == 0).all(axis=1)))
    assert 0 < first < int(50 / eta)
    assert (states[first:, :2] == states[-1, :2]).all()
    assert 0 < np.abs(states[-1, :2] - CERTIFIED[:2]).max() <= 0.1
    np.testing.assert_array_equal(GAME.field(states[-1])[:2], 0)
    assert GAME.total_variation(states[-1, :2]) > 0.1


@pytest.mark.parametrize(("centre", "box", "floor"), [(CERTIFIED, 0.02, 0.127), (WIDE, 0.2, 0.1)])
@pytest.mark.parametrize("eta", [0.3, 0.1])
def test_so_do_all_starts_about_it(centre: Any, box: float, floor: float, eta: float) -> None:
    rng = np.random.default_rng(12)
    initial = centre + box * rng.uniform(-1, 1, size=(1000, 6))
    runs = gd.simulate_batch(
        GAME, gd.SimGD(), rates=gd.Rates(eta, eta), num_steps=int(300 / eta), initial=initial
    )
    assert (widths(runs.final) == 0).all()
    np.testing.assert_array_equal(GAME.field(runs.final)[:, :2], 0)
    assert np.abs(runs.final[:, :2] - initial[:, :2]).max() <= 0.48
    assert GAME.total_variation(runs.final[:, :2]).min() >= floor


@pytest.mark.parametrize("k", [1, 5, 20])
def test_more_steps_of_the_discriminator_do_not_help(k: int) -> None:
    final = play(GAME, gd.KStep(k), (0.1, 0.1), WIDE, 300)[-1]
    ends = {1: (1.136333835831, 2.26963969969), 5: (1.027993553918, 2.270925441522),
            20: (1.005240912089, 2.271169673137)}[k]  # fmt: skip
    mean, end = ends
    np.testing.assert_allclose(final, [-mean, mean, -end, end, -end, end], rtol=0, atol=1e-10)
    assert (widths(final) == 0).all()


def test_signed_intervals_invert_and_the_generator_nearly_collapses() -> None:
    final = play(SIGNED, gd.SimGD(), (0.1, 0.1), WIDE, 5000)[-1]
    np.testing.assert_allclose(final[:2], [-0.078865914, 0.078865914], rtol=0, atol=1e-6)
    assert (widths(final) < 0).all()


def test_unrolling_moves_the_generator_on_while_the_intervals_are_empty() -> None:
    final = play(GAME, gd.Unrolled(5), (0.1, 0.1), WIDE, 3000)[-1]
    np.testing.assert_allclose(final[:2], [-0.523796547248, 0.523796547248], rtol=0, atol=1e-8)
    assert (widths(final) == 0).all()


def test_most_starts_fail() -> None:
    """Four sorted U(-2, 2), T = 3000, 45 cells: about 13 % succeed, a third collapse."""
    rng, grid = np.random.default_rng(13), np.linspace(-1, 1, 10)
    cells = [(a, b) for i, a in enumerate(grid) for b in grid[i + 1 :]]
    mu = np.repeat(cells, 40, axis=0)
    ends = np.sort(rng.uniform(-2, 2, size=(len(mu), 4)), axis=1)[:, [0, 2, 1, 3]]
    runs = gd.simulate_batch(
        GAME, gd.SimGD(), rates=gd.Rates(0.1, 0.1), num_steps=3000,
        initial=np.concatenate([mu, ends], axis=1),
    )  # fmt: skip
    success = np.abs(np.sort(runs.final[:, :2], axis=1) - MEANS).max(axis=1) < 0.1
    assert 0.09 < success.mean() < 0.165
    assert 0.26 < (widths(runs.final) == 0).all(axis=1).mean() < 0.40
    best = gd.simulate_batch(
        GAME, gd.BestResponse(), rates=gd.Rates(0.1, 0.1), num_steps=400,
        initial=np.concatenate([cells, np.zeros((45, 4))], axis=1),
    )  # fmt: skip
    assert (np.abs(np.sort(best.final[:, :2], axis=1) - MEANS).max(axis=1) < 0.1).all()
