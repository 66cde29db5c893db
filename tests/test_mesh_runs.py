"""Runs on a mesh: each step against the explicit history form, whole runs against History.

W is the sum of |weights| of the expansion that a step meets, times K(0) = 1.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gandyn as gd
import small_games
from reference import FINAL, MOVING, SCHEMES, Game, extended, history
from small_games import METHODS, make_game, make_initial

RATES = gd.Rates(generator=0.2, discriminator=0.25)
STEPS = 300
MIXTURE = gd.GaussianMixture([0.5, 2.0], [0.75, 0.25])


def build(game: Game, tolerance: float | None = 1e-6) -> Any:
    """The same game in gandyn, on a mesh of the tolerance, or with the exact history."""
    return small_games.build(game, gd.History() if tolerance is None else gd.Mesh(tolerance))


def simulate(game: Any, scheme: str, **changes: Any) -> Any:
    """A run of STEPS steps on one thread, unless told otherwise."""
    options: dict[str, Any] = {"rates": RATES, "num_steps": STEPS, "num_threads": 1} | changes
    if "state" not in options and "initial" not in options:
        options["initial"] = make_initial(game.dimension, len(game.particle_weights))
    return gd.simulate(game, METHODS[scheme], **options)


def rate_of(game: Game, scheme: str) -> Any:
    """The best response is one step of the discriminator at the rate 1 / ridge."""
    return 1 / extended(game.ridge) if scheme == "best" else extended(RATES.discriminator)


def bandwidth_of(kernel: Any) -> float:
    """The smallest bandwidth."""
    return float(np.min(getattr(kernel, "bandwidths", getattr(kernel, "bandwidth", None))))


def same_bits(one: Any, two: Any) -> None:
    """Two runs end in the same state, and the state is kept in the same arrays."""
    np.testing.assert_array_equal(one.final.particles, two.final.particles)
    assert one.state.step == two.state.step
    np.testing.assert_array_equal(one.state.particles, two.state.particles)
    assert one.state.discriminator.keys() == two.state.discriminator.keys()
    for name, array in one.state.discriminator.items():
        np.testing.assert_array_equal(array, two.state.discriminator[name])
    probes = np.linspace(-2, 2, 10 * one.game.dimension).reshape(10, -1)
    assert one.discriminator(probes).any()
    np.testing.assert_array_equal(one.discriminator(probes), two.discriminator(probes))
    assert one.loss(1) == two.loss(1)


def size_of(run: Any) -> int:
    """Bytes of the restart state's discriminator."""
    return sum(array.nbytes for array in run.state.discriminator.values())


# ----------------------------------------------------------------------------- steps and whole runs

GAMES: dict[str, dict[str, Any]] = {
    "ridge": {},
    "no ridge": {"ridge": 0.0},
    "overshooting memory": {"ridge": 6.0},  # 1 - eta_d ridge = -0.5
    "no mass factor": {"mass_factor": False},
}


def combinations(names: tuple[str, ...] = tuple(GAMES)) -> list[Any]:
    """Every scheme on every game, but for the best response, which needs a ridge."""
    return [
        pytest.param(scheme, GAMES[name], id=f"{scheme}-{name}")
        for scheme in SCHEMES
        for name in names
        if not (scheme == "best" and name == "no ridge")
    ]


def assert_steps(game: Game, scheme: str, run: Any, tolerance: float) -> None:
    """y+ = y + eta_g q grad f(y) within the promise, f rebuilt from the clouds that were met."""
    rate, masses = rate_of(game, scheme), game.particle_weights[:, None]
    masses = masses if game.mass_factor else np.ones_like(masses)
    s, last, moved = bandwidth_of(game.kernel), len(run.particles) - 1, 0.0
    for n in {0, 1, 2, 7, last // 2, last - 1}:
        f = history(game, list(extended(run.particles))[: n + 1][MOVING[scheme]], rate)
        expected = RATES.generator * masses * f.gradient(run.particles[n])
        steps = extended(run.particles[n + 1]) - run.particles[n]
        allowed = tolerance * np.abs(f.coefficients).sum() / s + 1e-14
        errors = np.sqrt(np.sum((steps - expected) ** 2, axis=1)) / (RATES.generator * masses[:, 0])
        assert errors.max() <= allowed, (n, errors.max() / allowed)
        moved = max(moved, float(np.abs(expected).max()))
    assert moved > 5e-4
    f = history(game, list(extended(run.particles))[FINAL[scheme]], rate)
    points = np.random.default_rng(9).normal(size=(40, run.game.dimension))
    allowed = tolerance * float(np.abs(f.coefficients).sum())
    slopes = run.discriminator_gradient(points, 1) - f.gradient(points)
    assert np.abs(run.discriminator(points, 1) - f.value(points)).max() <= allowed
    assert np.sqrt(np.sum(slopes**2, axis=1)).max() * s <= allowed


def assert_follows_history(game: Game, scheme: str, run: Any, tolerance: float) -> None:
    """Errors of the steps add up, at worst, as long as the dynamics do not amplify them."""
    exact = simulate(build(game, None), scheme)
    assert np.abs(exact.particles[-1] - exact.particles[0]).max() > 0.05
    rate, keep = rate_of(game, scheme), abs(1 - rate_of(game, scheme) * game.ridge)
    total = game.target_weights.sum() + game.particle_weights.sum()
    ages = np.arange(1, STEPS + 1)
    weights = rate * total * (ages if keep == 1 else (1 - keep**ages) / (1 - keep))
    masses = game.particle_weights.max() if game.mass_factor else 1.0
    allowed = RATES.generator * masses * tolerance * np.cumsum(weights) / bandwidth_of(game.kernel)
    errors = np.abs(run.particles - exact.particles).max(axis=(1, 2))
    assert np.all(errors[1:] <= allowed + 1e-13), (errors[1:] / allowed).max()


@pytest.mark.parametrize(("scheme", "changes"), combinations())
@pytest.mark.parametrize("tolerance", [1e-6, 1e-12])
def test_a_run_follows_the_history(scheme: str, changes: dict[str, Any], tolerance: float) -> None:
    game = make_game(**changes)
    run = simulate(build(game, tolerance), scheme)
    assert run.status is gd.Status.max_steps
    assert_steps(game, scheme, run, tolerance)
    assert_follows_history(game, scheme, run, tolerance)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("d", [1, 3])
@pytest.mark.parametrize("kernel", [MIXTURE, gd.Gaussian(0.8)], ids=["mixture", "Gaussian"])
def test_steps_in_other_dimensions(kernel: Any, d: int, scheme: str) -> None:
    game = make_game(kernel, d)
    assert_steps(game, scheme, simulate(build(game), scheme, num_steps=40), 1e-6)


@pytest.mark.parametrize("metric", [[0.5, 2.0], [[1.0, 0.4], [0.4, 2.0]]])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_steps_with_a_metric(scheme: str, metric: Any) -> None:
    """The promise holds in the metric: a factor of at most sqrt(2.2) in Euclidean length."""
    game = make_game(gd.Gaussian(0.8, metric=metric))
    run = simulate(build(game, 1e-9), scheme, num_steps=40)
    assert_steps(game, scheme, run, 1.5e-9)


@pytest.mark.parametrize(("scheme", "changes"), combinations(("ridge", "no ridge")))
def test_the_loss_of_a_run(scheme: str, changes: dict[str, Any]) -> None:
    """L(f, y) with f rebuilt from the clouds that were met."""
    game = make_game(**changes)
    run = simulate(build(game), scheme, num_steps=30)
    f = history(game, list(extended(run.particles))[FINAL[scheme]], rate_of(game, scheme))
    p, q = game.target_weights, game.particle_weights
    gain = p @ f.value(game.targets) - q @ f.value(run.final.particles)
    norm2 = f.coefficients @ f.value(f.centres)
    weight = np.abs(f.coefficients).sum()
    allowed = 1e-6 * weight * (p.sum() + q.sum() + game.ridge / 2 * weight)
    assert abs(run.loss(1) - (gain - game.ridge / 2 * norm2)) <= allowed
    assert game.ridge / 2 * norm2 > 1e3 * allowed or game.ridge == 0


# --------------------------------------------------------------------- threads, continuing, saving


@pytest.mark.parametrize(
    ("d", "n", "kernel"),
    [
        (1, 1, None),
        (1, 20_000, None),
        (2, 7, None),
        (2, 20_000, None),
        (2, 5000, MIXTURE),
        (2, 800, gd.Gaussian(0.01)),
        (3, 3000, None),
        (3, 1000, gd.Gaussian(0.5, metric=[1.0, 2.0, 3.0])),
    ],
)
def test_threads_leave_every_bit(d: int, n: int, kernel: Any) -> None:
    for scheme in ("discriminator", "simultaneous"):
        game = build(make_game(kernel, d, n), 1e-5)
        runs = [simulate(game, scheme, num_steps=3, num_threads=t) for t in (1, 2, 4)]
        for run in runs[1:]:
            same_bits(runs[0], run)


@pytest.mark.parametrize(("scheme", "changes"), combinations(("ridge", "no ridge")))
@pytest.mark.parametrize("saved", [False, True], ids=["in memory", "on disk"])
def test_a_run_continues_bit_for_bit(
    scheme: str, changes: dict[str, Any], saved: bool, tmp_path: Path
) -> None:
    game = build(make_game(**changes))
    whole = simulate(game, scheme, num_steps=10, save_every=3)
    for cut in (0, 1, 4):
        part = simulate(game, scheme, num_steps=cut, save_every=3)
        if saved:
            part.save(tmp_path / "run")
            part = gd.load(tmp_path / "run")
            assert part.game == game
        rest = simulate(part.game, scheme, num_steps=10 - cut, state=part.state, num_threads=2)
        same_bits(whole, rest)


@pytest.mark.parametrize("kernel", [gd.Gaussian(0.5, metric=[1.0, 3.0, 0.5]), MIXTURE])
def test_every_part_of_the_state_continues(kernel: Any) -> None:
    """A metric, a mixture, three dimensions, two cuts; saving frames changes nothing."""
    game = build(make_game(kernel, 3, 50))
    whole = simulate(game, "discriminator", num_steps=9)
    part = simulate(game, "discriminator", num_steps=2)
    for steps in (3, 4):
        part = simulate(game, "discriminator", num_steps=steps, state=part.state, save_every=2)
    same_bits(whole, part)


@pytest.mark.parametrize(
    ("d", "n", "bandwidth", "rate", "num_steps", "cut"),
    [(1, 10_000, 1e-5, 1e-5, 12, 5), (2, 1000, 0.01, 0.02, 40, 13), (3, 400, 0.06, 0.3, 10, 4)],
)
def test_a_wandering_cloud_leaves_every_bit(
    d: int, n: int, bandwidth: float, rate: float, num_steps: int, cut: int
) -> None:
    """Fast particles all over a wide mesh, whose parts come and go: cut anywhere, any threads."""
    rng = np.random.default_rng(0)
    targets, initial = rng.uniform(size=(50 if d == 1 else 5, d)), rng.uniform(size=(n, d))
    mesh = gd.Mesh(tolerance=1e-6)
    game = gd.KernelGAN(targets, None, None, gd.Gaussian(bandwidth), 0.1, mesh, mass_factor=False)
    options: dict[str, Any] = {"rates": gd.Rates(rate, 0.5), "save_every": 100}

    def run(steps: int, **start: Any) -> Any:
        return gd.simulate(game, gd.AltGD(), num_steps=steps, **start, **options)

    whole = run(num_steps, initial=initial, num_threads=1)
    threaded = run(num_steps, initial=initial, num_threads=3)
    part = run(cut, initial=initial, num_threads=2)
    rest = run(num_steps - cut, state=part.state, num_threads=1)
    probes = initial[:500]
    assert np.abs(whole.final.particles - initial).max() > 4 * bandwidth
    for other in (threaded, rest):
        np.testing.assert_array_equal(whole.final.particles, other.final.particles)
        np.testing.assert_array_equal(whole.discriminator(probes), other.discriminator(probes))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_state_may_be_given_other_particles(scheme: str) -> None:
    """What is remembered of the clouds must not outlive a change of the last one."""
    game = make_game()
    part = simulate(build(game), scheme, num_steps=3)
    moved = make_initial()[::-1] + 0.1
    rest = simulate(build(game), scheme, num_steps=2, state=replace(part.state, particles=moved))
    exact = simulate(build(game, None), scheme, num_steps=3)
    other = simulate(
        build(game, None), scheme, num_steps=2, state=replace(exact.state, particles=moved)
    )
    np.testing.assert_allclose(rest.particles, other.particles, rtol=0, atol=1e-6)
    probes = make_initial(n=30)
    np.testing.assert_allclose(
        rest.discriminator(probes), other.discriminator(probes), rtol=0, atol=1e-5
    )
    assert np.abs(exact.final.particles - moved).max() > 0.1


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_state_does_not_grow_with_the_number_of_steps(d: int) -> None:
    game = build(make_game(d=d))
    early, late = (simulate(game, "discriminator", num_steps=k) for k in (50, 400))
    assert size_of(late) <= 1.5 * size_of(early)
