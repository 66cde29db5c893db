"""A normal distribution that is drawn anew after every step."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from gandyn.resampled import simulate_resampled

START = np.random.default_rng(7).normal(size=(12, 2))
GAME = gd.KernelGAN([[0.0, 0.0]], ridge=0.2)
HOW: dict[str, Any] = {"rates": gd.Rates(0.3, 0.1), "num_steps": 5, "initial": START}


def test_exact_draws_have_the_moments_that_a_step_gave() -> None:
    """Also the second step's, which f remembers the first of."""
    played = simulate_resampled(GAME, gd.AltGD(), jitter=1e-3, **HOW)
    run = gd.simulate(GAME, gd.AltGD(), **(HOW | {"num_steps": 0}))
    state = run.state
    for step in (1, 2):
        state = gd.simulate(
            run.game, gd.AltGD(), rates=HOW["rates"], num_steps=1, state=state
        ).state
        drawn = played.particles[step]
        assert np.allclose(drawn.mean(axis=0), state.particles.mean(axis=0), atol=1e-13)
        moved = np.cov(state.particles.T, bias=True) + 1e-3 * np.eye(2)
        assert np.allclose(np.cov(drawn.T, bias=True), moved, atol=1e-13)
        assert not np.allclose(drawn, state.particles, atol=0.1)
        state = gd.State(state.step, drawn, state.discriminator, state.memory)


def test_frames_and_times_are_those_of_a_run() -> None:
    how = HOW | {"num_steps": 7, "save_every": 3}
    drawn = simulate_resampled(GAME, gd.AltGD(), **how)
    kept = gd.simulate(GAME, gd.AltGD(), **how)
    assert list(drawn.steps) == list(kept.steps) == [0, 3, 6, 7]
    assert np.allclose(drawn.times, kept.times, rtol=1e-15)
    assert drawn.status is gd.Status.max_steps
    again = simulate_resampled(GAME, gd.AltGD(), **how)
    assert np.array_equal(drawn.particles, again.particles)
    other = simulate_resampled(GAME, gd.AltGD(), seed=1, **how)
    assert not np.allclose(drawn.particles[1], other.particles[1])


def test_plain_draws_shrink_by_chance() -> None:
    """E S' = (1 - 1/n) S: over many clouds without a force."""
    still: dict[str, Any] = HOW | {"rates": gd.Rates(1e-9, 0.1), "num_steps": 1}
    spreads = []
    for seed in range(300):
        run = simulate_resampled(GAME, gd.AltGD(), draws="plain", jitter=0.0, seed=seed, **still)
        spreads.append(np.cov(run.particles[-1].T, bias=True).trace())
    kept = np.cov(START.T, bias=True).trace()
    assert np.mean(spreads) / kept == pytest.approx(11 / 12, abs=0.06)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"draws": "some"}, "draws must be one of exact, plain, got 'some'"),
        ({"jitter": -1.0}, "jitter must be finite and not negative"),
        ({"initial": START[:2]}, "draws must be 'plain' unless"),
        ({"seed": -1}, "seed must be an integer"),
    ],
)
def test_wrong_arguments_are_told(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        simulate_resampled(GAME, gd.AltGD(), **(HOW | wrong))
