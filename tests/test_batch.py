"""Batches: each run is the run alone, bit for bit, whatever the threads and its neighbours."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from game_cases import CASES, RECIPES
from reference_games import Array

RATES = gd.Rates(0.11, 0.07)
PLAYED = ["quadratic", "dirac", "dirac noise", "linear", "linear in space", "mixture projected"]
PAIRS = [(g, m) for g in PLAYED for m in ("SimGD", "AltGD 2 3", "ConOpt", "JARE", "Optimistic",
         "Momentum", "Lookahead", "Unrolled", "ExtraGradient")]  # fmt: skip


def batch(game: Any, initial: Any, method: Any = None, **changes: Any) -> Any:
    """A batch of 25 steps, unless told otherwise."""
    options = {"rates": RATES, "num_steps": 25} | changes
    return gd.simulate_batch(game, method or gd.SimGD(), initial=initial, **options)


def alone(game: Any, initial: Any, method: Any = None, **changes: Any) -> Any:
    options = {"rates": RATES, "num_steps": 25} | changes
    return gd.simulate(game, method or gd.SimGD(), initial=initial, **options)


def assert_same(runs: Any, singles: list[Any]) -> None:
    """Final states, statuses and steps of ending, to the bit."""
    np.testing.assert_array_equal(runs.final, [run.states[-1] for run in singles])
    assert list(runs.status) == [run.status for run in singles]
    np.testing.assert_array_equal(runs.steps, [run.state.step for run in singles])


def starts(name: str, count: int, spread: float = 0.3) -> Array:
    return CASES[name].points(count, spread)


@pytest.mark.parametrize(("name", "method"), PAIRS, ids=[f"{g}-{m}" for g, m in PAIRS])
def test_a_batch_is_its_runs(name: str, method: str) -> None:
    game, how, initial = CASES[name].game, RECIPES[method].method, starts(name, 9)
    runs = batch(game, initial, how)
    assert isinstance(runs, gd.Batch)
    assert runs.final.shape == (9, game.size) and runs.states is None
    assert runs.status.shape == runs.steps.shape == (9,)
    assert len(np.unique(runs.final, axis=0)) == 9
    assert_same(runs, [alone(game, w, how) for w in initial])


@pytest.mark.parametrize("name", ["linear", "mixture projected", "dirac noise"])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 17, 64, 100])
def test_neither_threads_nor_neighbours_change_a_bit(name: str, count: int) -> None:
    """Whatever the width of the machine's vectors: any part of a batch, in any order."""
    game, initial = CASES[name].game, starts(name, 100)
    whole = batch(game, initial, num_threads=1)
    for threads in (1, 2, 3, None):
        part = batch(game, initial[:count], num_threads=threads)
        np.testing.assert_array_equal(part.final, whole.final[:count])
    backwards = batch(game, initial[::-1][:count])
    np.testing.assert_array_equal(backwards.final, whole.final[::-1][:count])
    same = batch(game, np.repeat(initial[:1], count, axis=0))
    np.testing.assert_array_equal(same.final, np.repeat(whole.final[:1], count, axis=0))


def test_a_neighbour_that_is_not_finite_leaves_the_others_alone() -> None:
    """Runs that overflow at once, among good ones."""
    game = CASES["quadratic"].game
    good = starts("quadratic", 12)
    mixed = np.insert(good, [0, 3, 5, 12], 1e308, axis=0)
    runs, expected = batch(game, mixed), batch(game, good)
    kept = np.abs(mixed[:, 0]) < 1e300
    np.testing.assert_array_equal(runs.final[kept], expected.final)
    assert all(status is gd.Status.diverged for status in runs.status[~kept])
    assert all(status is gd.Status.max_steps for status in runs.status[kept])


# ----------------------------------------------------------------------------------- own endings


def test_every_run_ends_for_itself() -> None:
    """Slow, fast and growing ones: status, step and final state of each run alone."""
    game = gd.QuadraticGame([[1.0]], [[0.5]], [[-1.0]])
    rates = np.array([[1e-3, 1e-3], [0.5, 0.5], [0.9, 0.3], [3.0, 0.1], [2.5, 2.5], [0.1, 0.1]])
    options: dict[str, Any] = {"num_steps": 200, "tolerance": 1e-8, "bound": 1e4}
    initial = np.tile([1.0, -0.5], (6, 1))
    runs = batch(game, initial, rates=rates, save_every=7, **options)
    singles = [
        alone(game, w, rates=gd.Rates(*pair), save_every=7, **options)
        for w, pair in zip(initial, rates, strict=True)
    ]
    assert_same(runs, singles)
    assert set(runs.status) == set(gd.Status) - {gd.Status.stopped}
    assert len(set(runs.steps.tolist())) >= 5
    np.testing.assert_array_equal(runs.frames, [*range(0, 200, 7), 200])
    for track, single in zip(runs.states, singles, strict=True):
        end = single.state.step
        for frame, step in zip(track, runs.frames, strict=True):
            if step > end:
                assert np.isnan(frame).all()
            elif step in single.steps:
                np.testing.assert_array_equal(frame, single.states[single.steps == step][0])


@pytest.mark.parametrize(("save_every", "frames"), [
    (1, list(range(26))), (10, [0, 10, 20, 25]), (25, [0, 25]), (400, [0, 25]),
])  # fmt: skip
def test_tracks(save_every: int, frames: list[int]) -> None:
    game, initial = CASES["linear"].game, starts("linear", 6)
    runs = batch(game, initial, save_every=save_every)
    np.testing.assert_array_equal(runs.frames, frames)
    assert runs.states.shape == (6, len(frames), 4)
    np.testing.assert_array_equal(runs.states[:, 0], initial)
    np.testing.assert_array_equal(runs.states[:, -1], runs.final)
    for w, track in zip(initial, runs.states, strict=True):
        np.testing.assert_array_equal(track, alone(game, w, save_every=save_every).states)


def test_no_steps_and_one_run() -> None:
    game, initial = CASES["linear"].game, starts("linear", 3)
    still = batch(game, initial, num_steps=0)
    np.testing.assert_array_equal(still.final, initial)
    np.testing.assert_array_equal(still.steps, 0)
    np.testing.assert_array_equal(batch(game, initial[:1]).final[0], alone(game, initial[0]).final)


def test_a_batch_takes_copies() -> None:
    initial = starts("linear", 3)
    before = initial.copy()
    runs = batch(CASES["linear"].game, initial, save_every=5)
    np.testing.assert_array_equal(initial, before)
    initial[:] = 7
    np.testing.assert_array_equal(runs.states[:, 0], before)


# ----------------------------------------------------------------------------------- minibatches


def test_each_sampled_run_draws_its_own() -> None:
    """Run b of seed s is the same run in every batch; run 0 is the run alone."""
    game = gd.LinearGAN([0, 2], 0.7, batch_size=8)
    initial = np.tile(CASES["linear"].point, (6, 1))
    runs = batch(game, initial, seed=9, num_threads=1)
    assert len(np.unique(runs.final, axis=0)) == 6
    for count, threads in ((1, 1), (3, 2), (6, 4)):
        part = batch(game, initial[:count], seed=9, num_threads=threads)
        np.testing.assert_array_equal(part.final, runs.final[:count])
    np.testing.assert_array_equal(runs.final[0], alone(game, initial[0], seed=9).final)
    assert not (batch(game, initial, seed=10).final == runs.final).any()
    flat = np.abs(np.corrcoef(runs.final)) - np.eye(6)
    assert np.isfinite(flat).all()


def test_a_callback_sees_a_batch() -> None:
    calls: list[tuple[int, int]] = []
    initial = starts("linear", 50)
    batch(CASES["linear"].game, initial, progress=lambda *a: calls.append(a) or True)
    assert calls and all(0 <= done <= total for done, total in calls)
    assert calls[-1][0] == calls[-1][1]
