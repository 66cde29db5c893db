"""Runs of vector games: frames, restarts to the bit, stops, and what may be combined."""

import pickle
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from game_cases import CASES, RECIPES, SPECIAL, play
from reference_games import Array

RATES = gd.Rates(0.11, 0.07)
LINEAR = CASES["linear"]
SAMPLED = gd.LinearGAN([0, 2], 0.7, batch_size=8)


def simulate(game: Any = None, method: Any = None, **changes: Any) -> Any:
    """A run of 20 steps of the linear GAN, unless told otherwise."""
    options = {"rates": RATES, "num_steps": 20} | changes
    if "state" not in options:
        options.setdefault("initial", LINEAR.point)
    method = gd.SimGD() if method is None else method
    return gd.simulate(LINEAR.game if game is None else game, method, **options)


# ------------------------------------------------------------------------------------------ frames


def test_what_a_run_is() -> None:
    run = simulate(seed=3)
    assert isinstance(run, gd.VectorTrajectory)
    assert run.states.shape == (21, 4) and run.states.dtype == np.float64
    np.testing.assert_array_equal(run.states[0], LINEAR.point)
    np.testing.assert_array_equal(run.final, run.states[-1])
    np.testing.assert_array_equal(run.steps, np.arange(21))
    np.testing.assert_array_equal(run.times, run.steps * 0.07)
    assert run.status is gd.Status.max_steps and run.stats.num_steps == 20
    assert (run.game, run.method, run.rates) == (LINEAR.game, gd.SimGD(), RATES)


def test_saved_frames_are_a_selection() -> None:
    whole, some = simulate(), simulate(save_every=6)
    np.testing.assert_array_equal(some.steps, [0, 6, 12, 18, 20])
    np.testing.assert_array_equal(some.states, whole.states[[0, 6, 12, 18, 20]])
    none = simulate(num_steps=0)
    np.testing.assert_array_equal(none.states, [LINEAR.point])


# ---------------------------------------------------------------------------------------- restarts

MEMORY: dict[str, Any] = {
    **{name: RECIPES[name].method for name in RECIPES if name != "BestResponse"},
    "SimGD Adam": gd.SimGD(gd.Adam()),
    "AltGD RMSProp": gd.AltGD("generator", 2, 3, gd.RMSProp()),
    "AltGD corrected": gd.AltGD(optimizer=gd.RMSProp(convention="bias_corrected")),
    "JARE Adam": gd.JARE(0.7, optimizer=gd.Adam()),
    "ConOpt RMSProp": gd.ConOpt(0.7, gd.RMSProp()),
    "SGA Adam": gd.SGA(0.7, True, gd.Adam()),
    "ExtraGradient Adam": gd.ExtraGradient(gd.Adam()),
    "Optimistic Adam": gd.Optimistic("doubled", gd.Adam()),
    "Lookahead Adam": gd.Lookahead(3, 0.4, gd.SimGD(gd.Adam())),
}


@pytest.mark.parametrize("method", MEMORY.values(), ids=MEMORY.keys())
@pytest.mark.parametrize("game", [LINEAR.game, SAMPLED], ids=["population", "sampled"])
def test_a_restart_changes_no_bit(game: Any, method: Any) -> None:
    """20 steps are 7 and 13, the optimiser's and the method's memory and the minibatches kept."""
    if not gd.supports(game, method):
        assert game is SAMPLED
        pytest.skip(gd.supports(game, method).reason)
    whole = simulate(game, method, seed=5)
    part = simulate(game, method, seed=5, num_steps=7)
    before = part.states.copy()
    rest = simulate(game, method, seed=5, num_steps=13, state=part.state)
    np.testing.assert_array_equal(rest.steps, np.arange(7, 21))
    np.testing.assert_array_equal(rest.states, whole.states[7:])
    np.testing.assert_array_equal(part.states, before)
    state = pickle.loads(pickle.dumps(part.state))
    again = simulate(game, method, seed=5, num_steps=13, state=state)
    np.testing.assert_array_equal(again.states, rest.states)
    one_by_one = part
    for _ in range(3):
        one_by_one = simulate(game, method, seed=5, num_steps=1, state=one_by_one.state)
    np.testing.assert_array_equal(one_by_one.final, whole.states[10])


@pytest.mark.parametrize(
    "method",
    [gd.Optimistic("doubled"), gd.PastExtraGradient(), gd.Momentum(-0.4), gd.SimGD(gd.Adam())],
    ids=str,
)
def test_the_memory_matters(method: Any) -> None:
    """A fresh start from the same point goes elsewhere: the restart above has a memory to keep."""
    part = simulate(method=method, num_steps=7)
    kept = simulate(method=method, num_steps=3, state=part.state).final
    fresh = simulate(method=method, num_steps=3, initial=part.final).final
    assert np.abs(kept - fresh).max() > 1e-6


def test_a_state_must_fit() -> None:
    state = simulate().state
    for game in (gd.LinearGAN([0.0]), gd.KernelGAN([[0.0]])):
        with pytest.raises((TypeError, ValueError), match="state"):
            gd.simulate(game, gd.SimGD(), rates=RATES, num_steps=1, state=state)


# ------------------------------------------------------------------------------------------- stops


def test_a_run_stops_when_it_rests() -> None:
    game = gd.QuadraticGame([[1.0]], [[0.0]], [[-1.0]])
    run = simulate(game, initial=[1.0, 0.0], num_steps=10_000, tolerance=1e-6)
    moves = 0.11 * 0.89 ** np.arange(1000)
    assert run.status is gd.Status.converged
    assert run.steps[-1] == int(np.argmax(moves < 1e-6)) + 1


def test_a_run_stops_when_it_leaves_the_bound_or_the_numbers() -> None:
    game = gd.QuadraticGame([[-1.0]], [[0.0]], [[-1.0]])
    run = simulate(game, initial=[1.0, 0.0], num_steps=10_000, bound=50.0)
    assert run.status is gd.Status.diverged
    last = int(np.argmax(1.11 ** np.arange(200) > 50)) - 1  # the last good state is kept
    assert run.steps[-1] == last == run.state.step and 50 / 1.11 < abs(run.final[0]) < 50
    run = simulate(game, initial=[1.0, 0.0], num_steps=100_000)
    assert run.status is gd.Status.diverged and run.steps[-1] < 7000
    with pytest.raises(gd.NumericalError):
        simulate(game, initial=[1.0, 0.0], num_steps=100_000, throw=True)


def test_a_callback_can_stop_a_run() -> None:
    calls = []

    def progress(step: int, num_steps: int) -> bool:
        calls.append((step, num_steps))
        return True

    simulate(num_steps=300, progress=progress)
    assert calls[-1] == (300, 300) and all(total == 300 for _, total in calls)


# ---------------------------------------------------------------------------------- combinations

KERNEL = gd.KernelGAN([[0.0], [1.0]], ridge=0.5)
FLAT = gd.QuadraticGame(xy=[[1.0]])
ROUND = gd.QuadraticGame([[1.0]], [[1.0]], [[-1.0]])
HOLLOW = gd.QuadraticGame([[1.0]], [[1.0]], [[1.0]])
SENSELESS = [
    (FLAT, gd.BestResponse()),
    (FLAT, gd.FollowTheRidge()),
    (HOLLOW, gd.BestResponse()),
    (gd.DiracGAN("wasserstein"), gd.BestResponse()),
    (gd.LinearGAN([0.0], 1.0, "wasserstein"), gd.BestResponse()),
    (KERNEL, gd.SimGD(gd.Adam())),
    (gd.KernelGAN([[0.0], [1.0]], mass_factor=False), gd.CompetitiveGD()),
]


@pytest.mark.parametrize(("game", "method"), SENSELESS, ids=str)
def test_what_makes_no_sense_is_refused_with_a_sentence(game: Any, method: Any) -> None:
    told = gd.supports(game, method)
    assert not told
    assert len(told.reason.split()) >= 5
    initial = [[0.5]] if isinstance(game, gd.KernelGAN) else np.full(game.size, 0.3)
    with pytest.raises(ValueError) as caught:
        gd.simulate(game, method, rates=RATES, num_steps=1, initial=initial)
    assert told.reason in str(caught.value)


@pytest.mark.parametrize("name", RECIPES)
def test_every_method_plays_a_quadratic_game(name: str) -> None:
    told = gd.supports(ROUND, RECIPES[name].method)
    assert told and told.reason == ""


@pytest.mark.parametrize("method", [gd.JARE(0.5), gd.ConOpt(0.5), gd.SimGD(), gd.AltGD()], ids=str)
@pytest.mark.parametrize("kept", [gd.History(), gd.Mesh(tolerance=1e-8)], ids=str)
def test_the_kernel_gan_plays_the_regularised_methods(kept: Any, method: Any) -> None:
    assert gd.supports(gd.KernelGAN([[0.0]], discriminator=kept), method)


@pytest.mark.parametrize("game", CASES)
@pytest.mark.parametrize("name", RECIPES)
def test_supports_and_simulate_agree(game: str, name: str) -> None:
    case, method = CASES[game], RECIPES[name].method
    told = gd.supports(case.game, method)
    if told:
        states = play(case.game, method, (0.05, 0.05), case.point, 2)
        assert not np.isnan(states).any() and (states[1] != states[0]).any()
        return
    assert name in SPECIAL or game not in ("quadratic", "general", "linear", "mixture")
    with pytest.raises(ValueError) as caught:
        play(case.game, method, (0.05, 0.05), case.point, 2)
    assert told.reason in str(caught.value)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: gd.ConOpt(-1.0), "gamma"),
        (lambda: gd.JARE(np.nan), "gamma"),
        (lambda: gd.JARE(1.0, "neither"), "players"),
        (lambda: gd.SGA(1.0, align="yes"), "align"),
        (lambda: gd.AltGD("x"), "first"),
        (lambda: gd.AltGD(generator_steps=-1), "generator_steps"),
        (lambda: gd.AltGD(discriminator_steps=1.5), "discriminator_steps"),
        (lambda: gd.Optimistic("half"), "first_step"),
        (lambda: gd.Momentum(np.inf), "beta"),
        (lambda: gd.Lookahead(0), "k"),
        (lambda: gd.Lookahead(5, np.nan), "alpha"),
        (lambda: gd.Lookahead(5, 0.5, 3), "inner"),
        (lambda: gd.Unrolled(-1), "inner_steps"),
        (lambda: gd.Unrolled(5, "both"), "order"),
        (lambda: gd.KStep(-1), "inner_steps"),
        (lambda: gd.Adam(beta1=1.0), "beta1"),
        (lambda: gd.Adam(beta2=-0.1), "beta2"),
        (lambda: gd.Adam(epsilon=-1.0), "epsilon"),
        (lambda: gd.RMSProp(decay=1.5), "decay"),
        (lambda: gd.RMSProp(convention="keras"), "convention"),
        (lambda: gd.SimGD("adam"), "optimizer"),
    ],
)
def test_bad_methods_are_refused_by_name(make: Any, name: str) -> None:
    with pytest.raises((TypeError, ValueError), match=rf"\b{name}\b"):
        make()


BAD_INITIAL: list[Array | list[Any] | None] = [
    None, [0.1] * 3, [0.1] * 5, [[0.1] * 4], ["a"] * 4, [0.1, 0.1, 0.1, np.nan],
]  # fmt: skip


@pytest.mark.parametrize("initial", BAD_INITIAL, ids=str)
def test_bad_starts_are_refused(initial: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="initial"):
        simulate(initial=initial)


@pytest.mark.parametrize("name", ["num_steps", "save_every", "tolerance", "seed", "num_threads"])
def test_bad_options_are_refused(name: str) -> None:
    with pytest.raises((TypeError, ValueError), match=name):
        simulate(**{name: -2})
