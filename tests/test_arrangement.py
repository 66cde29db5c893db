"""A run on a mesh keeps its particles in an order of its own, which nobody sees."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd

RATES = gd.Rates(0.05, 0.3)
METHODS = [gd.AltGD(), gd.SimGD(), gd.Optimistic(), gd.JARE(0.5), gd.BestResponse(), gd.SGA(0.3)]


def scene(dimension: int, count: int = 700) -> tuple[gd.KernelGAN, np.ndarray, np.ndarray]:
    """Return a game on many bricks, its particles and their masses, no two of which are alike."""
    rng = np.random.default_rng(dimension)
    scale = 1.0 if dimension < 3 else 0.3
    targets = rng.normal(scale=scale, size=(50, dimension))
    weights = rng.uniform(0.5, 1.5, count) / count
    initial = rng.normal(scale=1.5 * scale, size=(count, dimension))
    return game(targets, weights), initial, weights


def game(targets: np.ndarray, weights: np.ndarray) -> gd.KernelGAN:
    return gd.KernelGAN(
        targets,
        particle_weights=weights,
        kernel=gd.Gaussian(0.02 if targets.shape[1] == 1 else 0.15),
        ridge=0.2,
        discriminator=gd.Mesh(tolerance=1e-5),
    )


def play(of: gd.KernelGAN, method: Any = METHODS[0], **options: Any) -> gd.Trajectory:
    run = gd.simulate(of, method, rates=RATES, save_every=10, **options)
    assert isinstance(run, gd.Trajectory)
    return run


@pytest.mark.parametrize("method", METHODS, ids=repr)
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_the_order_of_particles_does_not_show(dimension: int, method: Any) -> None:
    """Particles in any order go the same ways to the bit, also after a second arrangement."""
    of, initial, weights = scene(dimension)
    shuffled = np.random.default_rng(5).permutation(len(initial))
    other = game(of.targets, weights[shuffled])
    here = play(of, method, initial=initial, num_steps=70)
    there = play(other, method, initial=initial[shuffled], num_steps=70)
    assert here.particles[:, shuffled].tobytes() == there.particles.tobytes()
    for name, array in here.state.discriminator.items():
        if name == "mass":  # of doubles added up in the user's order
            continue
        assert array.tobytes() == there.state.discriminator[name].tobytes(), name
    for name, array in here.state.memory.items():
        if name.endswith("_mass"):
            continue
        moved = array[shuffled] if name.endswith("_particles") else array
        assert moved.tobytes() == there.state.memory[name].tobytes(), name


@pytest.mark.parametrize("method", [gd.AltGD(), gd.Optimistic()], ids=repr)
def test_a_run_that_was_cut_is_the_whole_one(method: Any) -> None:
    of, initial, _ = scene(2)
    whole = play(of, method, initial=initial, num_steps=150)
    part = play(of, method, initial=initial, num_steps=81)
    rest = play(of, method, state=part.state, num_steps=69)
    assert rest.state.particles.tobytes() == whole.state.particles.tobytes()
    assert rest.particles[-1].tobytes() == whole.particles[-1].tobytes()
    alone = play(of, method, initial=initial, num_steps=150, num_threads=1)
    assert alone.particles.tobytes() == whole.particles.tobytes()


def test_it_is_the_exact_history_within_the_tolerance() -> None:
    of, initial, weights = scene(2, 300)
    exact = gd.KernelGAN(
        of.targets, particle_weights=weights, kernel=of.kernel, ridge=0.2,
        discriminator=gd.History(),
    )  # fmt: skip
    mesh, history = (play(each, initial=initial, num_steps=90) for each in (of, exact))
    # A step errs by its rate, the mass and a tolerance over the bandwidth; 90 of them add up.
    error_of_a_step = 0.05 * weights.max() * 1e-5 / 0.15
    assert np.abs(mesh.particles - history.particles).max() < 90 * error_of_a_step


@pytest.mark.parametrize("tolerance", [1e-3, 1e-6, 1e-9])
def test_a_crowd_is_the_exact_history_within_the_tolerance(tolerance: float) -> None:
    """So many particles a cell that f is read from polynomials."""
    rng = np.random.default_rng(5)
    targets, crowd = rng.normal(size=(20, 2)), 0.3 * rng.normal(size=(40_000, 2))
    exact, mesh = (
        play(
            gd.KernelGAN(
                targets, kernel=gd.Gaussian(0.8), ridge=0.2, mass_factor=False, discriminator=kept
            ),
            initial=crowd,
            num_steps=2,
        )
        for kept in (gd.History(), gd.Mesh(tolerance))
    )
    # Weights of f: at most 1 + 1 a step and side. A step errs by rate, weights and tolerance.
    error_of_a_step = 0.05 * 4 * tolerance / 0.8
    assert np.abs(mesh.particles - exact.particles).max() < 2 * error_of_a_step


def test_the_particle_that_diverges_is_told_by_its_own_number() -> None:
    of, initial, _ = scene(2)
    initial[431] = [30.0, 0.0]
    free = play(of, initial=initial, num_steps=1)
    assert free.status is gd.Status.max_steps
    run = play(of, initial=initial, num_steps=5, bound=20.0)
    assert run.status is gd.Status.diverged
    assert run.stats.message.startswith("particle 431 is beyond the bound after step 1")
    assert run.state.particles.tobytes() == initial.tobytes()
