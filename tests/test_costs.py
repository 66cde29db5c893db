"""What a run is said to cost, and the discriminator that its size chooses."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gandyn as gd
from gandyn import costs

RING = np.array([[np.cos(t), np.sin(t)] for t in np.arange(8) * np.pi / 4])


def game(**options: object) -> gd.KernelGAN:
    return gd.KernelGAN(RING, **({"kernel": gd.Gaussian(0.3)} | options))


def chosen(num_particles: int, num_steps: int, **options: object) -> object:
    return costs.plan(game(**options), num_particles, num_steps).discriminator


def test_small_runs_are_exact_and_large_ones_take_a_mesh() -> None:
    assert chosen(100, 100) == gd.History()
    assert chosen(10_000, 1000) == gd.Mesh(costs.AUTO_TOLERANCE)
    assert chosen(10_000, 1000, kernel=gd.GaussianMixture([0.1, 5.0])) == gd.Mesh(1e-6)
    assert chosen(10_000, 1000, kernel=gd.Laplace(0.3)) == gd.History()
    eight = gd.KernelGAN(np.zeros((3, 8)) + np.arange(3)[:, None])
    assert costs.plan(eight, 10_000, 1000).discriminator == gd.History()


def test_what_is_asked_for_is_kept() -> None:
    for kept in (gd.History(), gd.Mesh(1e-3), gd.RandomFeatures(64)):
        planned = costs.plan(game(discriminator=kept), 10**6, 10**4)
        assert planned.discriminator == kept and planned.reason == "as asked for"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, ["History(tolerance=0.0)", "small enough"]),
        ({"num_particles": 10**5}, ["Mesh(tolerance=1e-06)", "an exact history would take"]),
    ],
)
def test_explain_says_what_and_why_with_time_and_memory(
    options: dict[str, int], words: list[str]
) -> None:
    told = game().explain(**options)
    for word in [*words, "on one thread", "of memory"]:
        assert word in told
    laplace = game(kernel=gd.Laplace(1.0)).explain(10**5)
    assert "a mesh needs a sum of Gaussians, not Laplace" in laplace


def test_a_run_tells_which_discriminator_it_had(tmp_path: Path) -> None:
    method, rates = gd.AltGD(), gd.Rates(1.0, 0.5)
    start = np.random.default_rng(0).normal(size=(6000, 2))
    large = gd.simulate(game(), method, rates=rates, num_steps=40, initial=start, save_every=40)
    assert large.game.discriminator == gd.Mesh(1e-6)
    small = gd.simulate(game(), method, rates=rates, num_steps=4, initial=start[:9])
    assert small.game.discriminator == gd.History()
    assert gd.load(large.save(tmp_path / "large.npz")).game == large.game
    # A run goes on as it began, though so short a run would not have chosen a mesh.
    first = gd.simulate(game(), method, rates=rates, num_steps=39, initial=start, save_every=40)
    last = gd.simulate(game(), method, rates=rates, num_steps=1, state=first.state)
    assert last.game.discriminator == gd.Mesh(1e-6)
    assert np.array_equal(last.final.particles, large.final.particles)


def test_a_window_costs_less_and_a_mesh_least() -> None:
    rates = gd.Rates(1.0, 0.5)
    exact, window, mesh = (
        costs.plan(game(discriminator=kept), 5000, 5000, 5000, rates).cost
        for kept in (gd.History(), gd.History(tolerance=1e-3), gd.Mesh(1e-6))
    )
    assert exact.seconds > 10 * window.seconds > 100 * mesh.seconds
    assert exact.memory > 4 * window.memory > 4 * mesh.memory


def test_the_memory_of_a_history_is_what_it_takes() -> None:
    """Its arrays, times a small factor for the copies that a step and a caller keep."""
    n, steps = 300, 50
    kept = game(discriminator=gd.History())
    initial = np.random.default_rng(0).normal(size=(n, 2))
    run = gd.simulate(kept, gd.AltGD(), rates=gd.Rates(), num_steps=steps, initial=initial)
    arrays = [run.particles, *run.state.discriminator.values()]
    taken = sum(array.nbytes for array in arrays)
    assert taken < costs.plan(kept, n, steps).cost.memory < 4 * taken


def test_bricks_are_counted_where_points_are() -> None:
    points = np.array([[0.1, 0.1], [0.9, 0.2], [5.5, 5.5], [-0.5, 0.5], [5.6, 5.9]])
    assert costs.count_bricks(points, 1.0) == 3
    assert costs.count_bricks(np.full((4, 3), 1e300), 1e-3) == 1


def test_a_run_that_cannot_fit_is_refused_before_it_begins() -> None:
    with pytest.raises(MemoryError, match=r"the run needs about .*TB, but .* free: record less"):
        gd.simulate(game(), gd.AltGD(), rates=gd.Rates(), num_steps=10**12, initial=RING)
    with pytest.raises(MemoryError, match="keep the discriminator in less than History"):
        gd.simulate(
            game(discriminator=gd.History()),
            gd.AltGD(),
            rates=gd.Rates(),
            num_steps=10**12,
            save_every=10**12,
            initial=RING,
        )


def test_durations_and_sizes_in_words() -> None:
    assert costs.duration(0.0123) == "12 ms" and costs.duration(3.21) == "3.2 s"
    assert costs.duration(600) == "10 min" and costs.duration(1e5) == "28 h"
    assert costs.size(999) == "999 bytes" and costs.size(1.5e9) == "1.5 GB"
    assert costs.size(2.5e15) == "2.5e+03 TB"


def gandyn(*arguments: str, code: int = 0) -> str:
    command = [sys.executable, "-c", "from gandyn.cli import main; main()", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def test_the_command_estimates_without_running() -> None:
    told = gandyn("estimate", "targets.shape=ring", "num_particles=1000000")
    told, _, slurm = told.partition("\n\n")
    lines = dict(line.split(maxsplit=1) for line in told.splitlines())
    assert list(lines) == ["run", "discriminator", "time", "memory", "disk"]
    assert slurm.startswith("#SBATCH ") and "--mem=" in slurm
    assert "1000000 particles in 2-D, 1000 steps" in lines["run"]
    assert "Mesh(tolerance=1e-06)" in lines["discriminator"]
    huge = ["targets.shape=ring", "num_steps=1000000000000", "discriminator.name=History"]
    assert "too much, the run would be refused" in gandyn("estimate", *huge)
    assert "too much, record less often (save_every)" in gandyn("estimate", *huge[:2])  # the disk
    assert "not enough memory: the run needs about" in gandyn("run", *huge, code=70)
    assert "give a configuration" in gandyn("estimate", code=2)
