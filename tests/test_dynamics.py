"""Trajectories against golden files and the explicit history form, and what a run promises."""

import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gandyn as gd
import small_games
from reference import SCHEMES, Array, Expansion, Game, history, trajectory, uniform
from small_games import METHODS, make_game, make_initial

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden_kernel_gan.json").read_text())
RATES = gd.Rates(generator=1.0, discriminator=0.25)
STEPS = 40
EXACT = 1e-12


def build(game: Game) -> Any:
    """The same game in gandyn, with the exact history or a window of it."""
    return small_games.build(game, gd.History(tolerance=game.tolerance))


def simulate(game: Game, scheme: str, **changes: Any) -> Any:
    """A run of the game, of STEPS steps unless told otherwise."""
    options = {"rates": RATES, "num_steps": STEPS} | changes
    if "state" not in options and "initial" not in options:
        d, n = game.targets.shape[1], len(game.particle_weights)
        options["initial"] = make_initial(d, n)
    return gd.simulate(build(game), METHODS[scheme], **options)


def oracle(game: Game, scheme: str, initial: Array, num_steps: int = STEPS) -> Any:
    """Clouds and the final discriminator by the explicit history form."""
    return trajectory(game, scheme, initial, num_steps, RATES.generator, RATES.discriminator)


def assert_follows_the_oracle(game: Game, scheme: str) -> None:
    """Positions, discriminator and its gradient within 1e-12, after a real displacement."""
    run = simulate(game, scheme)
    clouds, f = oracle(game, scheme, make_initial(game.targets.shape[1]))
    assert np.abs(clouds[-1] - clouds[0]).max() > 0.05
    np.testing.assert_allclose(run.particles, clouds.astype(float), rtol=0, atol=EXACT)
    probes = np.random.default_rng(9).normal(size=(11, game.targets.shape[1]))
    value, gradient = run.discriminator(probes), run.discriminator_gradient(probes)
    assert np.abs(f.value(probes)).max() > 1e-2
    np.testing.assert_allclose(value, f.value(probes).astype(float), rtol=0, atol=EXACT)
    np.testing.assert_allclose(gradient, f.gradient(probes).astype(float), rtol=0, atol=EXACT)


def assert_same_run(one: Any, two: Any) -> None:
    """Two runs end in the same state, bit for bit."""
    np.testing.assert_array_equal(one.particles[-1], two.particles[-1])
    assert one.steps[-1] == two.steps[-1]
    assert one.times[-1] == two.times[-1]
    assert one.state.step == two.state.step
    np.testing.assert_array_equal(one.state.particles, two.state.particles)
    probes = np.linspace(-2, 2, 10 * one.particles.shape[2]).reshape(10, -1)
    np.testing.assert_array_equal(one.discriminator(probes), two.discriminator(probes))
    np.testing.assert_array_equal(
        one.discriminator_gradient(probes), two.discriminator_gradient(probes)
    )


# --------------------------------------------------------------------------------------- golden


GOLDEN_CASES = [
    pytest.param(case, order, id=f"{case['name']}-{order}")
    for case in GOLDEN
    for order in ("as published", "generator first", "oracle")
    # the delay relates the alternating orders
    if (case["scheme"], order) != ("sim", "generator first")
]


@pytest.mark.parametrize(("case", "order"), GOLDEN_CASES)
def test_golden_trajectories(case: dict[str, Any], order: str) -> None:
    """AltGD, generator first, is discriminator first one step later when f^0 = 0."""
    targets, p, initial, q = (np.array(case[key]) for key in ("Xt", "p", "X0", "q"))
    scheme = {"alt": "discriminator", "sim": "simultaneous"}[case["scheme"]]
    steps = np.array(case["steps"])
    if order == "generator first":
        scheme, steps = "generator", steps + 1
    game = Game(targets, p, q, gd.Gaussian(case["sigma"]), case["lam"])
    if order == "oracle":
        clouds, _ = trajectory(game, scheme, initial, steps[-1], case["eta_g"], case["eta_d"])
    else:
        rates = gd.Rates(generator=case["eta_g"], discriminator=case["eta_d"])
        run = simulate(game, scheme, rates=rates, num_steps=int(steps[-1]), initial=initial)
        clouds = run.particles
    np.testing.assert_allclose(clouds[steps].astype(float), case["X"], rtol=0, atol=EXACT)


# --------------------------------------------------------------------------------------- oracle


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_kernel_and_method_follows_the_history_form(kernel: Any, scheme: str, d: int) -> None:
    assert_follows_the_oracle(make_game(kernel, d), scheme)


GAMES: dict[str, dict[str, Any]] = {
    "no ridge": {"ridge": 0.0},
    "no mass factor": {"mass_factor": False},
    "window": {"tolerance": 0.3},
    "short window": {"tolerance": 0.9},
    "window without mass factor": {"tolerance": 0.3, "mass_factor": False},
    "no ridge, so no window": {"ridge": 0.0, "tolerance": 0.3},
    "no memory": {"ridge": 4.0},
    "overshooting memory": {"ridge": 6.0},
}


def combinations(games: dict[str, dict[str, Any]]) -> list[Any]:
    """Every scheme on every game, but for the best response, which needs a ridge."""
    return [
        pytest.param(scheme, changes, id=f"{scheme}-{name}")
        for scheme in SCHEMES
        for name, changes in games.items()
        if not (scheme == "best" and changes.get("ridge") == 0)
    ]


@pytest.mark.parametrize(("scheme", "changes"), combinations(GAMES))
def test_every_option_follows_the_history_form(scheme: str, changes: dict[str, Any]) -> None:
    game = make_game(gd.Gaussian(1.0), **changes)
    assert_follows_the_oracle(game, scheme)


@pytest.mark.parametrize("metric", [[0.5, 2.0], [[1.0, 0.4], [0.4, 2.0]]])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_metric_follows_the_history_form(scheme: str, metric: Any) -> None:
    assert_follows_the_oracle(make_game(gd.Matern52(1.0, metric=metric)), scheme)


def test_the_window_matters() -> None:
    """Ages s = 8, 9, 10 have (1 - a)^s = .3436, .3007, .2631: one cloud more or less is seen."""

    def end(tolerance: float) -> Array:
        return simulate(
            make_game(gd.Gaussian(1.0), tolerance=tolerance), "discriminator"
        ).final.particles

    np.testing.assert_array_equal(end(0.27), end(0.3))
    for other in (0.0, 0.26, 0.31):
        assert np.abs(end(other) - end(0.3)).max() > 1e-4


def test_unnamed_masses_are_uniform() -> None:
    game, initial = make_game(gd.Gaussian(1.0)), make_initial()
    equal = replace(game, target_weights=uniform(4), particle_weights=uniform(6))
    bare = gd.KernelGAN(game.targets, kernel=game.kernel, ridge=game.ridge)
    run = gd.simulate(bare, gd.AltGD(), rates=RATES, num_steps=STEPS, initial=initial)
    assert bare.particle_weights is None
    np.testing.assert_allclose(run.particle_weights, np.full(6, 1 / 6), rtol=1e-15)
    np.testing.assert_allclose(bare.target_weights, np.full(4, 1 / 4), rtol=1e-15)
    clouds, _ = oracle(equal, "discriminator", initial)
    np.testing.assert_allclose(run.particles, clouds.astype(float), rtol=0, atol=EXACT)


def test_masses_are_never_normalised() -> None:
    game = make_game(gd.Gaussian(1.0))
    run = simulate(game, "discriminator")
    np.testing.assert_array_equal(run.particle_weights, game.particle_weights)
    np.testing.assert_array_equal(run.game.target_weights, game.target_weights)


# --------------------------------------------------------------------- relations between methods


def test_generator_first_is_discriminator_first_one_step_later(kernel: Any) -> None:
    game = make_game(kernel)
    early = simulate(game, "discriminator").particles
    late = simulate(game, "generator", num_steps=STEPS + 1).particles
    np.testing.assert_array_equal(late[0], early[0])
    np.testing.assert_allclose(late[1:], early, rtol=0, atol=1e-14)


def test_best_response_is_alternating_descent_without_memory(kernel: Any) -> None:
    """eta_d ridge = 1, and the rate of the best response is used nowhere."""
    game = make_game(kernel)
    best = simulate(game, "best", rates=gd.Rates(generator=1.0, discriminator=0.01))
    alternating = simulate(
        game, "discriminator", rates=gd.Rates(generator=1.0, discriminator=1 / game.ridge)
    )
    np.testing.assert_allclose(best.particles, alternating.particles, rtol=0, atol=1e-13)


def test_best_response_descends_the_mmd(kernel: Any) -> None:
    game = make_game(kernel)
    run = simulate(game, "best", rates=gd.Rates(generator=0.05))
    masses = {"x_weights": game.target_weights, "y_weights": game.particle_weights}
    distances = [gd.mmd(kernel, game.targets, cloud, **masses) for cloud in run.particles]
    assert np.all(np.diff(distances) < 0)


def test_simultaneous_and_alternating_differ() -> None:
    game = make_game(gd.Gaussian(1.0))
    ends = [simulate(game, scheme).particles[-1] for scheme in SCHEMES]
    for i, one in enumerate(ends):
        for other in ends[:i]:
            assert np.abs(one - other).max() > 1e-4


def test_the_discriminator_of_a_run_starts_at_zero(kernel: Any) -> None:
    for scheme in SCHEMES:
        run = simulate(make_game(kernel), scheme, num_steps=0)
        assert not np.any(run.discriminator(run.final.particles))
        assert not np.any(run.discriminator_gradient(run.final.particles))


def test_the_discriminator_gradient_is_the_gradient() -> None:
    run = simulate(make_game(gd.Matern52(1.0)), "discriminator")
    points, h = make_initial(), 1e-3
    for i, direction in enumerate(np.eye(2)):
        values = [run.discriminator(points + k * h * direction) for k in (-2, -1, 1, 2)]
        slope = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * h)
        np.testing.assert_allclose(run.discriminator_gradient(points)[:, i], slope, atol=1e-9)


# ------------------------------------------------------------------------------------- recording


@pytest.mark.parametrize(
    ("num_steps", "save_every", "steps"),
    [
        (0, 1, [0]),
        (3, 1, [0, 1, 2, 3]),
        (10, 4, [0, 4, 8, 10]),
        (8, 4, [0, 4, 8]),
        (5, 100, [0, 5]),
    ],
)
def test_the_first_and_last_steps_are_always_recorded(
    num_steps: int, save_every: int, steps: list[int]
) -> None:
    game = make_game(gd.Gaussian(1.0))
    run = simulate(game, "simultaneous", num_steps=num_steps, save_every=save_every)
    whole = simulate(game, "simultaneous", num_steps=num_steps)
    np.testing.assert_array_equal(run.steps, steps)
    assert run.steps.dtype == np.int64
    np.testing.assert_allclose(run.times, RATES.discriminator * np.array(steps), rtol=1e-15)
    np.testing.assert_array_equal(run.particles, whole.particles[steps])
    np.testing.assert_array_equal(run.particles[0], make_initial())
    assert run.status == gd.Status.max_steps
    assert run.stats.num_steps == num_steps
    assert run.final.step == run.state.step == num_steps
    assert run.final.time == run.times[-1]
    np.testing.assert_array_equal(run.final.particles, run.particles[-1])
    np.testing.assert_array_equal(run.state.particles, run.particles[-1])
    assert_same_run(run, whole)


def test_a_run_leaves_its_input_alone() -> None:
    initial = make_initial()
    run = simulate(make_game(gd.Gaussian(1.0)), "discriminator", initial=initial)
    np.testing.assert_array_equal(initial, make_initial())
    assert not np.shares_memory(initial, run.particles)
    assert run.rates == RATES
    assert run.method == METHODS["discriminator"]
    with pytest.raises(AttributeError):
        run.status = gd.Status.stopped


@pytest.mark.parametrize("seed", [0, 3])
def test_a_recipe_is_sampled_with_the_seed(seed: int) -> None:
    game, recipe = make_game(gd.Gaussian(1.0)), gd.initial.normal(6, 0.5)
    run = simulate(game, "discriminator", initial=recipe, seed=seed)
    np.testing.assert_array_equal(run.particles[0], recipe.sample(build(game), seed=seed))


def test_progress_reports_the_end() -> None:
    calls: list[tuple[int, int]] = []
    simulate(
        make_game(gd.Gaussian(1.0)),
        "discriminator",
        progress=lambda step, num_steps: calls.append((step, num_steps)),
    )
    assert calls[-1] == (STEPS, STEPS)
    assert calls == sorted(calls)
    assert {num_steps for _, num_steps in calls} == {STEPS}


# ------------------------------------------------------------------- continuing, saving, threads

CONTINUED = {
    "ridge": {},
    "no ridge": {"ridge": 0.0},
    "window": {"tolerance": 0.3},
    "Laplace": {"kernel": gd.Laplace(1.0)},
}


@pytest.mark.parametrize(("scheme", "changes"), combinations(CONTINUED))
@pytest.mark.parametrize("saved", [False, True], ids=["in memory", "on disk"])
def test_a_run_continues_bit_for_bit(
    scheme: str, changes: dict[str, Any], saved: bool, tmp_path: Path
) -> None:
    game = make_game(**({"kernel": gd.Gaussian(1.0)} | changes))
    half = simulate(game, scheme, num_steps=30)
    if saved:
        half.save(tmp_path / "run.npz")
        half = gd.load(tmp_path / "run.npz")
    rest = simulate(game, scheme, num_steps=30, state=half.state)
    whole = simulate(game, scheme, num_steps=60)
    np.testing.assert_array_equal(rest.steps, np.arange(30, 61))
    np.testing.assert_array_equal(rest.particles, whole.particles[30:])
    assert rest.stats.num_steps == 30
    assert_same_run(rest, whole)


def test_a_state_is_not_used_up() -> None:
    game = make_game(gd.Gaussian(1.0))
    half = simulate(game, "discriminator", num_steps=30)
    before = half.particles.copy()
    one, two = (simulate(game, "discriminator", state=half.state) for _ in range(2))
    assert_same_run(one, two)
    np.testing.assert_array_equal(half.particles, before)
    assert half.state.step == 30


def test_a_short_continuation_is_no_step_at_all() -> None:
    game = make_game(gd.Gaussian(1.0))
    half = simulate(game, "discriminator", num_steps=30)
    assert_same_run(half, simulate(game, "discriminator", num_steps=0, state=half.state))


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS.keys())
def test_save_and_load(method: Any, kernel: Any, tmp_path: Path) -> None:
    game = build(make_game(kernel, tolerance=0.01, mass_factor=False))
    run = gd.simulate(game, method, rates=RATES, num_steps=9, save_every=2, initial=make_initial())
    run.save(tmp_path / "run.npz")
    loaded = gd.load(tmp_path / "run.npz")
    assert_same_run(run, loaded)
    for name in ("times", "steps", "particles", "particle_weights"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(run, name))
    for name in ("method", "rates", "status"):
        assert getattr(loaded, name) == getattr(run, name)
    for name in ("kernel", "ridge", "discriminator", "mass_factor", "dimension"):
        assert getattr(loaded.game, name) == getattr(game, name)
    for name in ("targets", "target_weights", "particle_weights"):
        np.testing.assert_array_equal(getattr(loaded.game, name), getattr(game, name))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("d", [1, 2, 3, 10])
def test_threads_do_not_change_a_bit_of_a_run(scheme: str, d: int) -> None:
    game, initial = make_game(gd.Gaussian(1.0), d, 130), make_initial(d, 130)
    runs = [simulate(game, scheme, num_steps=15, initial=initial, num_threads=n) for n in (1, 2, 4)]
    for run in runs[1:]:
        np.testing.assert_array_equal(run.particles, runs[0].particles)
        assert_same_run(run, runs[0])
    assert [run.stats.num_threads for run in runs[:1]] == [1]


# --------------------------------------------------------------------- convergence and divergence


def test_a_run_stops_when_no_particle_moves() -> None:
    """One particle, one target: the first step shorter than the tolerance is the last."""
    tolerance, kernel = 1e-6, gd.Gaussian(1.0)
    game = Game(np.zeros((1, 1)), np.ones(1), np.ones(1), kernel, ridge=1.0)
    rates, initial = gd.Rates(generator=0.2, discriminator=1.0), np.array([[0.5]])
    options = {"rates": rates, "initial": initial, "num_steps": 1000}
    run = simulate(game, "discriminator", tolerance=tolerance, **options)
    clouds, _ = trajectory(game, "discriminator", initial, 120, 0.2, 1.0)
    moves = np.abs(np.diff(clouds[:, 0, 0]))
    last = int(np.argmax(moves < tolerance)) + 1
    assert last > 5
    assert run.status == gd.Status.converged
    assert run.final.step == run.stats.num_steps == last
    assert run.stats.last_displacement == pytest.approx(float(moves[last - 1]), rel=1e-6)
    assert simulate(game, "discriminator", **options).status == gd.Status.max_steps


def test_the_largest_displacement_decides() -> None:
    """A particle at rest on its target does not stop a run in which another one moves."""
    game = Game(np.array([[0.0], [50.0]]), np.full(2, 0.5), np.full(2, 0.5), gd.Gaussian(1.0), 1.0)
    for initial in ([[0.0], [50.5]], [[0.5], [50.0]]):
        run = simulate(
            game, "discriminator", initial=np.array(initial), tolerance=1e-3, num_steps=5
        )
        assert run.status == gd.Status.max_steps
        assert run.stats.last_displacement > 1e-3


def wild(**changes: Any) -> tuple[Game, dict[str, Any]]:
    """ridge eta_d = 12: the discriminator grows elevenfold a step and overflows within 300."""
    game = make_game(gd.InverseMultiquadric(1.0), ridge=3.0)
    return game, {"rates": gd.Rates(generator=100.0, discriminator=4.0), "num_steps": 600} | changes


@pytest.mark.parametrize("scheme", [scheme for scheme in SCHEMES if scheme != "best"])
def test_divergence_is_reported_and_recorded_positions_are_finite(scheme: str) -> None:
    game, options = wild()
    run = simulate(game, scheme, **options)
    assert run.status == gd.Status.diverged
    assert run.final.step < 600
    assert len(run.steps) == len(run.times) == len(run.particles)
    assert np.all(np.isfinite(run.particles))
    assert np.all(np.isfinite(run.state.particles))


def test_divergence_can_be_thrown() -> None:
    game, options = wild(throw=True)
    with pytest.raises(gd.NumericalError) as caught:
        simulate(game, "discriminator", **options)
    assert isinstance(caught.value, ArithmeticError)
    assert caught.value.run.status == gd.Status.diverged
    assert np.all(np.isfinite(caught.value.run.particles))


def test_a_healthy_run_throws_nothing() -> None:
    run = simulate(make_game(gd.Gaussian(1.0)), "discriminator", throw=True)
    assert run.status == gd.Status.max_steps


def test_a_run_that_leaves_the_bound_has_diverged() -> None:
    game = Game(np.full((1, 2), 2.0), np.ones(1), np.ones(1), gd.Gaussian(2.0), ridge=1.0)
    initial = np.array([[-0.1, 0.2]])
    clouds, _ = oracle(game, "discriminator", initial)
    sizes = np.abs(clouds).max(axis=(1, 2))
    bound = float(sizes[5] + sizes[6]) / 2
    run = simulate(game, "discriminator", initial=initial, bound=bound)
    assert run.status == gd.Status.diverged
    assert run.final.step in {5, 6}
    np.testing.assert_allclose(
        run.particles, clouds[: len(run.particles)].astype(float), rtol=0, atol=EXACT
    )
    outside = simulate(game, "discriminator", initial=initial, bound=float(sizes.max()) + 0.1)
    assert outside.status == gd.Status.max_steps
    negative = replace(game, targets=-game.targets)
    run = simulate(negative, "discriminator", initial=-initial, bound=bound)
    assert run.status == gd.Status.diverged


# ------------------------------------------------------------------------------ the oracle itself


def test_the_history_form_is_the_recursion() -> None:
    """f+ = (1 - a) f + eta_d (m_p - m_q), step by step, from f^0 = 0: guards the reference."""
    game, rate = make_game(gd.Gaussian(1.0)), 0.25
    clouds = list(np.random.default_rng(3).normal(size=(5, 6, 2)).astype(np.longdouble))
    probes = make_initial()
    value = np.zeros(6, dtype=np.longdouble)
    for n in range(5):
        np.testing.assert_allclose(history(game, clouds[:n], rate).value(probes), value, atol=1e-17)
        centres = np.concatenate([game.targets, clouds[n]])
        masses = np.concatenate([game.target_weights, -game.particle_weights])
        value = (1 - rate * game.ridge) * value
        value = value + rate * Expansion(game.kernel, centres, masses).value(probes)


@pytest.mark.parametrize("scheme", ["simultaneous", "generator"])
def test_a_first_step_that_moves_nothing_is_not_convergence(scheme: str) -> None:
    """From f = 0 these methods stand still in step 1."""
    game = Game(np.zeros((1, 1)), np.ones(1), np.ones(1), gd.Gaussian(1.0), ridge=1.0)
    run = simulate(game, scheme, initial=np.array([[0.5]]), tolerance=1e-9, num_steps=3)
    assert run.status == gd.Status.max_steps
    assert run.final.particles[0, 0] < 0.5


def test_particles_at_rest_have_converged() -> None:
    game = Game(np.zeros((1, 1)), np.ones(1), np.ones(1), gd.Gaussian(1.0), ridge=1.0)
    run = simulate(game, "discriminator", initial=np.zeros((1, 1)), tolerance=1e-9, num_steps=50)
    assert run.status == gd.Status.converged
    assert run.final.step == 2


def test_an_exploding_discriminator_is_divergence_too() -> None:
    """eta_d ridge > 2 makes f overflow while particles that never feel it stay where they are."""
    game = gd.KernelGAN(np.zeros((1, 1)), kernel=gd.Gaussian(1e-3), ridge=1.0)
    run = gd.simulate(
        game, gd.SimGD(), rates=gd.Rates(0.0, 10.0), num_steps=1000, initial=np.ones((1, 1))
    )
    assert run.status is gd.Status.diverged
    assert np.isfinite(run.discriminator(np.ones((1, 1)))).all()


def test_a_state_of_another_metric_is_refused() -> None:
    targets, initial = np.zeros((1, 2)), np.ones((1, 2))
    options = {"rates": gd.Rates(0.1, 0.1), "num_steps": 3}
    plain = gd.KernelGAN(targets, kernel=gd.Gaussian(1.0))
    scaled = gd.KernelGAN(targets, kernel=gd.Gaussian(1.0, metric=[1.0, 4.0]))
    for one, other in ((plain, scaled), (scaled, plain)):
        run = gd.simulate(one, gd.SimGD(), initial=initial, **options)
        with pytest.raises(ValueError, match="same metric"):
            gd.simulate(other, gd.SimGD(), state=run.state, **options)


def test_a_diverged_run_survives_as_an_exception() -> None:
    game = gd.KernelGAN(np.zeros((1, 1)), ridge=1.0)
    with pytest.raises(gd.NumericalError) as caught:
        gd.simulate(
            game, gd.SimGD(), rates=gd.Rates(1.0, 10.0), num_steps=10**4,
            initial=np.ones((1, 1)), throw=True,
        )  # fmt: skip
    again = pickle.loads(pickle.dumps(caught.value))
    np.testing.assert_array_equal(again.run.particles, caught.value.run.particles)


def test_an_exact_history_forgets_clouds_whose_weight_has_vanished() -> None:
    game = gd.KernelGAN([[0.0]], kernel=gd.Gaussian(1.0), ridge=1.0, discriminator=gd.History())
    run = gd.simulate(
        game, gd.AltGD(), rates=gd.Rates(0.1, 0.5), num_steps=2500, initial=[[0.1], [0.2]]
    )
    kept = len(run.state.discriminator["weights"]) // 2
    # 2^-k falls below 1e-290 at k = 964; what is left out is beneath every rounding.
    assert 960 < kept < 970
    assert abs(run.state.discriminator["weights"]).min() > 1e-291
