"""A mesh in odd places: particles that run away, lonely ones, wide domains, wrong arguments."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from reference import Array, Game, extended, history
from small_games import METHODS

RATES = gd.Rates(generator=0.2, discriminator=0.25)
BRICK = 4096  # numbers that one source in three dimensions may well need, eight times


def build(targets: Array, tolerance: float | None = 1e-6, **options: Any) -> Any:
    """A game of bandwidth 1 on a mesh of the tolerance, or with the exact history."""
    mesh = gd.History() if tolerance is None else gd.Mesh(tolerance=tolerance)
    return gd.KernelGAN(targets, **{"kernel": gd.Gaussian(1.0), "discriminator": mesh} | options)


def play(game: Any, initial: Array, method: Any = METHODS["discriminator"], **options: Any) -> Any:
    """A run of five steps on one thread, unless told otherwise."""
    options = {"rates": RATES, "num_steps": 5, "num_threads": 1} | options
    return gd.simulate(game, method, initial=initial, **options)


def size_of(run: Any) -> int:
    """Bytes of the restart state's discriminator."""
    return sum(array.nbytes for array in run.state.discriminator.values())


def assert_like_history(targets: Array, initial: Array, method: Any, **options: Any) -> None:
    """Five steps as with the exact history, within sums of the promise."""
    mesh, exact = (play(build(targets, t, **options), initial, method) for t in (1e-9, None))
    assert mesh.status is exact.status is gd.Status.max_steps
    np.testing.assert_allclose(mesh.particles, exact.particles, rtol=1e-15, atol=1e-7)
    probes = np.concatenate([targets, mesh.final.particles, targets + 0.5])
    np.testing.assert_allclose(
        mesh.discriminator(probes, 1), exact.discriminator(probes, 1), rtol=0, atol=1e-7
    )
    assert np.abs(exact.discriminator(probes, 1)).max() > 1e-2


# ---------------------------------------------------------------------------------- odd particles


@pytest.mark.parametrize("method", METHODS.values(), ids=str)
@pytest.mark.parametrize("d", [1, 2, 3])
def test_one_target_and_one_particle(d: int, method: Any) -> None:
    assert_like_history(np.zeros((1, d)), np.full((1, d), 0.3), method)


@pytest.mark.parametrize("method", METHODS.values(), ids=str)
@pytest.mark.parametrize("d", [1, 2, 3])
def test_coincident_particles(d: int, method: Any) -> None:
    """Equal ones stay together, and on top of a target they stay where they are."""
    initial = np.repeat([[0.25] * d, [1.5] * d], 8, axis=0)
    targets = np.full((3, d), 0.25)
    assert_like_history(targets, initial, method)
    run = play(build(targets), initial, method)
    assert np.ptp(run.final.particles[:8], axis=0).max() == 0
    still = play(build(targets), np.full((5, d), 0.25), method)
    assert np.abs(still.final.particles - 0.25).max() <= 1e-6


@pytest.mark.parametrize("far", [1e3, 1e6, 1e12, 1e18, 1e100, 1e300, 8e307])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_a_particle_anywhere(d: int, far: float) -> None:
    """It counts where it is and nowhere else, and costs no more for being far."""
    initial = np.full((4, d), 0.3)
    initial[1], initial[2, 0], initial[3, -1] = far, -far, far
    assert_like_history(np.zeros((1, d)), initial, gd.AltGD())
    near = initial.copy()
    near[1], near[2, 0], near[3, -1] = 1e3, -1e3, 1e3
    sizes = [size_of(play(build(np.zeros((1, d))), cloud)) for cloud in (near, initial)]
    assert sizes[1] <= 1.5 * sizes[0]


@pytest.mark.parametrize("rate", [1e3, 1e6, 1e100, 1e308])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_runaway_particles(d: int, rate: float) -> None:
    """Steps of many bandwidths: the first as with History, all of them in little memory."""
    initial = np.random.default_rng(1).normal(size=(3, d))
    rates = gd.Rates(generator=rate, discriminator=0.5)
    options: dict[str, Any] = {"ridge": 0.0, "particle_weights": np.full(3, 1 / 3)}
    mesh, exact = (
        play(build(np.zeros((1, d)), t, **options), initial, rates=rates, num_steps=100)
        for t in (1e-9, None)
    )
    assert mesh.status in (gd.Status.max_steps, gd.Status.diverged)
    first = np.abs(mesh.particles[1] - exact.particles[1]).max()
    assert np.abs(exact.particles[1]).max() > 0.01 * rate
    assert first <= rate / 3 * 1e-9
    assert size_of(mesh) <= 2 * 8 * (3 * 100 + 1) * 2**d * BRICK


@pytest.mark.parametrize("d", [1, 2])
def test_a_cloud_that_marches_on(d: int) -> None:
    """1e3 bandwidths a step: f as it should be, and what is forgotten takes no room."""
    kernel, places = gd.Gaussian(1.0), np.arange(120)[:, None, None] * 1e3 + np.full((1, d), 0.3)
    game = Game(np.zeros((1, d)), np.ones(1), np.ones(1), kernel, ridge=2.0)
    mesh = build(game.targets, ridge=2.0)
    state, sizes = play(mesh, places[0], num_steps=0).state, []
    for cloud in places:
        state = replace(state, particles=cloud)
        run = gd.simulate(
            mesh, gd.SimGD(), rates=gd.Rates(0.0, 0.25), num_steps=1, state=state, num_threads=1
        )
        state = run.state
        sizes.append(size_of(run))
    f = history(game, list(extended(places)), 0.25)
    probes = np.concatenate([places[-1] + 0.5, places[-2], places[60], game.targets, [[0.3] * d]])
    errors = np.abs(run.discriminator(probes, 1) - f.value(probes))
    assert errors.max() <= 1e-6 * np.abs(f.coefficients).sum()
    assert sizes[-1] <= 1.2 * sizes[89]


# ------------------------------------------------------------------------------------ odd weights


@pytest.mark.parametrize("generator", [0.0, 1.0])
@pytest.mark.parametrize("method", list(METHODS.values())[:3], ids=str)
def test_a_discriminator_that_overflows(method: Any, generator: float) -> None:
    """1 - eta_d ridge = -99: a status, with the last good state, after as many steps or fewer."""
    options: dict[str, Any] = {"rates": gd.Rates(generator, 1.0), "num_steps": 400}
    initial = np.full((3, 2), 0.3)
    mesh, exact = (
        play(build(np.zeros((1, 2)), t, ridge=100.0), initial, method, **options)
        for t in (1e-6, None)
    )
    assert mesh.status is exact.status is gd.Status.diverged
    assert abs(mesh.state.step - exact.state.step) <= 5
    assert np.isfinite(mesh.discriminator(initial, 1)).all()


@pytest.mark.parametrize("size", [1e-300, 1e-100, 1e100, 1e200, 1e300])
def test_weights_of_any_size(size: float) -> None:
    rng = np.random.default_rng(4)
    targets, initial, points = rng.normal(size=(3, 6, 2))
    masses = {name: size * rng.uniform(0.5, 2, size=6) for name in ("target", "particle")}
    weights = {f"{name}_weights": mass for name, mass in masses.items()}
    options = {"ridge": 1.0, "mass_factor": False} | weights
    step: dict[str, Any] = {"num_steps": 1, "rates": gd.Rates(0.0, 0.1)}
    runs = [
        play(build(targets, t, **options), initial, gd.BestResponse(), **step) for t in (1e-6, None)
    ]
    assert all(run.status is gd.Status.max_steps for run in runs)
    mesh, exact = (run.discriminator(points, 1) / size for run in runs)
    total = sum(mass.sum() for mass in masses.values()) / size
    assert np.abs(mesh - exact).max() <= 1e-6 * total
    assert np.abs(exact).max() > 0.01 * total


# ------------------------------------------------------------------------------------ wide domains


@pytest.mark.parametrize("d", [1, 2, 3])
def test_far_from_every_source_there_is_nothing(d: int) -> None:
    run = play(build(np.zeros((1, d))), np.full((2, d), 0.3))
    assert run.discriminator(np.zeros((1, d)), 1)[0] != 0
    for distance in (50.0, 1e5, 1e15, 1e100, 1e308):
        points = distance * np.concatenate([np.eye(d), -np.eye(d), np.ones((1, d))])
        assert not run.discriminator(points, 1).any()
        assert not run.discriminator_gradient(points, 1).any()
        assert not run.discriminator_hessian(points, 1).any()
    assert run.discriminator(np.empty((0, d))).shape == (0,)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_memory_does_not_depend_on_the_domain(d: int) -> None:
    """Isolated targets over thousands of bandwidths: a brick or so each, not a dense mesh."""
    rng = np.random.default_rng(2)
    unit, sizes = rng.uniform(size=(40, d)), []
    for width in (1e4, 1e6, 1e9):
        run = play(build(width * unit), width * unit[:10] + 0.2, num_steps=3)
        probes = width * unit + 0.1
        exact = play(build(width * unit, None), width * unit[:10] + 0.2, num_steps=3)
        error = np.abs(run.discriminator(probes) - exact.discriminator(probes)).max()
        assert error <= 1e-6 * 3 * RATES.discriminator * 2
        sizes.append(size_of(run))
    assert max(sizes) <= 2 * min(sizes)
    assert max(sizes) <= 2 * 8 * 40 * 2**d * BRICK


# ----------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize("tolerance", [0, -1e-6, 9e-13, 0.11, 1, np.inf, np.nan])
def test_a_tolerance_out_of_range(tolerance: float) -> None:
    with pytest.raises(ValueError, match=r"tolerance must be >= 1e-12 and <= 0\.1, got"):
        gd.Mesh(tolerance=tolerance)


def test_the_range_includes_its_ends() -> None:
    assert [gd.Mesh(tolerance=t).tolerance for t in (1e-12, 0.1)] == [1e-12, 0.1]
    assert gd.Mesh() == gd.Mesh(tolerance=1e-6)


@pytest.mark.parametrize("name", sorted(gd.kernels.KERNELS))
def test_kernels_without_a_mesh(name: str) -> None:
    kernel = gd.kernels.KERNELS[name]()
    if name in ("Gaussian", "GaussianMixture"):
        assert build(np.zeros((1, 2)), kernel=kernel).discriminator == gd.Mesh()
        return
    with pytest.raises(ValueError, match=f"Gaussian.*{name}"):
        build(np.zeros((1, 2)), kernel=kernel)


@pytest.mark.parametrize("d", [4, 7, 784])
def test_too_many_dimensions(d: int) -> None:
    with pytest.raises(ValueError, match=rf"1, 2 or 3.*got {d}"):
        build(np.zeros((2, d)))


def test_a_state_of_another_discriminator() -> None:
    targets, initial = np.zeros((1, 2)), np.full((1, 2), 0.3)
    mesh, exact = build(targets), build(targets, None)
    for game, other in ((mesh, exact), (exact, mesh)):
        state = play(other, initial).state
        with pytest.raises(ValueError, match=r"state: discriminator must be that of a"):
            gd.simulate(game, gd.AltGD(), rates=RATES, num_steps=1, state=state)


@pytest.mark.parametrize(
    "changes", [{"kernel": gd.Gaussian(2.0)}, {"discriminator": gd.Mesh(tolerance=1e-9)}], ids=str
)
def test_a_state_of_another_mesh(changes: dict[str, Any]) -> None:
    targets, initial = np.zeros((1, 2)), np.full((1, 2), 0.3)
    state = play(build(targets), initial).state
    with pytest.raises(ValueError, match=r"same tolerance and kernel"):
        gd.simulate(build(targets, **changes), gd.AltGD(), rates=RATES, num_steps=1, state=state)


def test_damaged_states_are_refused() -> None:
    """Arrays of the wrong shape, or of numbers that are not finite; none may crash."""
    game = build(np.zeros((1, 2)))
    state = play(game, np.full((1, 2), 0.3)).state

    def go_on(arrays: dict[str, Array]) -> Any:
        changed = replace(state, discriminator=arrays)
        return gd.simulate(game, gd.AltGD(), rates=RATES, num_steps=1, state=changed)

    assert go_on(dict(state.discriminator)).status is gd.Status.max_steps
    refused = 0
    for name, array in state.discriminator.items():
        for damaged in (array[:, :-1], np.hstack([array, array]), np.full_like(array, np.nan)):
            try:
                run = go_on(dict(state.discriminator) | {name: damaged})
            except ValueError as error:
                refused += "state: discriminator" in str(error)
            else:
                assert np.isfinite(run.final.particles).all()
    assert refused >= 6
