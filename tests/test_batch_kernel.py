"""Batches of kernel GANs: how each run keeps f, what runs share, and what no memory can hold."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from gandyn import costs
from test_batch import alone, batch

RNG = np.random.default_rng(5)
TARGETS = RNG.normal(size=(8, 2))
NEAR, FAR = RNG.normal(size=(100, 2)), 10.0 * RNG.normal(size=(100, 2))
EXACT, MESH = gd.History(), gd.Mesh(costs.AUTO_TOLERANCE)


@pytest.fixture
def choosy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small runs choose as large ones do."""
    monkeypatch.setattr(costs, "EXACT_SECONDS", 0.0)


def game(bandwidth: float = 0.3, **options: Any) -> Any:
    return gd.KernelGAN(TARGETS, kernel=gd.Gaussian(bandwidth), **options)


def assert_each_is_alone(runs: Any, singles: list[Any]) -> None:
    for final, single in zip(runs.final, singles, strict=True):
        np.testing.assert_array_equal(final, single.particles[-1])


@pytest.mark.usefixtures("choosy")
@pytest.mark.parametrize("clouds", [[NEAR, FAR, NEAR[::-1]], [FAR, NEAR, FAR[::-1]]])
@pytest.mark.parametrize("save_every", [None, 7])
def test_every_run_keeps_f_as_it_would_alone(clouds: list[Any], save_every: int | None) -> None:
    shared = game()
    runs = batch(shared, np.stack(clouds), gd.AltGD(), num_steps=30, save_every=save_every)
    singles = [alone(shared, cloud, gd.AltGD(), num_steps=30) for cloud in clouds]
    assert {single.game.discriminator for single in singles} == {EXACT, MESH}
    assert_each_is_alone(runs, singles)
    if save_every is not None:
        for track, single in zip(runs.states, singles, strict=True):
            np.testing.assert_array_equal(track, single.particles[[0, 7, 14, 21, 28, 30]])
    other = alone(game(discriminator=MESH), FAR, gd.AltGD(), num_steps=30)
    far = 1 if clouds[0] is NEAR else 0
    assert not np.array_equal(other.particles[-1], runs.final[far])  # the choice is seen


@pytest.mark.usefixtures("choosy")
def test_a_number_may_change_how_f_is_kept() -> None:
    bandwidths = np.array([3.0, 0.1, 0.3, 5.0])
    clouds = np.repeat(FAR[None], 4, axis=0)
    runs = batch(game(), clouds, gd.AltGD(), num_steps=30, bandwidth=bandwidths)
    singles = [alone(game(float(b)), FAR, gd.AltGD(), num_steps=30) for b in bandwidths]
    assert [one.game.discriminator for one in singles] == [MESH, EXACT, EXACT, MESH]
    assert_each_is_alone(runs, singles)


@pytest.mark.usefixtures("choosy")
def test_what_runs_share_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Any] = []
    core = gd.KernelGAN.core

    def counting(self: Any, *arguments: Any) -> Any:
        built.append(arguments)
        return core(self, *arguments)

    shared, other = game(), game(discriminator=EXACT)
    monkeypatch.setattr(gd.KernelGAN, "core", counting)
    clouds = np.stack([NEAR, FAR, FAR, NEAR])
    batch(shared, clouds, gd.AltGD(), num_steps=30)
    assert built == [(100, MESH), (100, EXACT)]
    built.clear()
    batch([other, shared, other, other], clouds, gd.AltGD(), num_steps=30)
    assert built == [(100, EXACT), (100, EXACT)]


def test_a_batch_that_cannot_fit_is_refused_before_it_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clouds = np.zeros((3, 4, 2))
    one = costs.plan(game(discriminator=EXACT), 4, 100).cost.memory
    monkeypatch.setattr(costs, "available_memory", lambda: int(1.1 * one))
    options = {"num_steps": 100, "save_every": 1, "num_threads": 1}
    alone(game(discriminator=EXACT), clouds[0], num_steps=100)
    batch(game(discriminator=EXACT), clouds, **(options | {"num_steps": 9, "save_every": None}))
    with pytest.raises(MemoryError, match=r"the batch needs .* kB, but .* less than History"):
        batch(game(discriminator=EXACT), clouds, **options)


def test_every_game_has_the_dimension_of_the_particles_and_there_are_some() -> None:
    with pytest.raises(ValueError, match="initial must have at least one run and one particle"):
        batch(game(), np.zeros((3, 0, 2)))
    line = gd.KernelGAN([[0.0], [1.0]])
    for games in ([game(), line], [line, game()], line):
        with pytest.raises(ValueError, match=r"initial must have shape \(B, n, 1\), got \(2, 4, 2"):
            batch(games, np.zeros((2, 4, 2)))
