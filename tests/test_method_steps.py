"""Every method on games that are not quadratic, and with inner optimisers, against its oracle."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
import reference_methods as steps
from game_cases import CASES, NONZERO, RECIPES, SPECIAL, Case, play
from reference_games import Array, differences
from reference_methods import Adam, CorrectedRMSProp, Plain, TensorflowRMSProp

NONLINEAR = [
    "dirac",
    "dirac nonsaturating",
    "dirac noise",
    "dirac R1",
    "dirac nonsaturating R1",
    "linear",
    "linear on a line",
    "linear in space",
    "mixture",
    "mixture weighted",
    "mixture projected",
]
RATES = (0.11, 0.07)


def makes_sense(game: str, method: str) -> bool:
    """The three that need f_yy or opposite losses, where they are sure to be meant."""
    if method == "CompetitiveGD":
        return game not in NONZERO
    if method == "FollowTheRidge":
        return game.startswith("linear") and "wasserstein" not in game
    return method != "BestResponse"


PAIRS = [(g, m) for g in NONLINEAR for m in RECIPES if makes_sense(g, m)]


def oracle(case: Case, name: str, w: Any, count: int, optimizer: Plain | None = None) -> Array:
    recipe = RECIPES[name]
    states = steps.trajectory(
        case.oracle, recipe.step, w, count, RATES, optimizer, **recipe.options
    )
    return states.astype(float)


@pytest.mark.parametrize(("game", "name"), PAIRS, ids=[f"{g}-{m}" for g, m in PAIRS])
def test_steps_on_games_that_are_not_quadratic(game: str, name: str) -> None:
    case = CASES[game]
    count = 2 if "Unrolled" in name else 4
    assert gd.supports(case.game, RECIPES[name].method)
    got = play(case.game, RECIPES[name].method, RATES, case.point, count)
    expected = oracle(case, name, case.point, count)
    assert np.abs(expected[-1] - expected[0]).max() > 1e-3
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-11 if "Unrolled" in name else 1e-12)


@pytest.mark.parametrize("game", ["dirac wasserstein", "dirac gradient penalty", "dirac clipping"])
@pytest.mark.parametrize("name", ["SimGD", "AltGD", "AltGD generator 3 2", "KStep", "Optimistic"])
def test_first_order_methods_on_kinks_and_constraints(game: str, name: str) -> None:
    case = CASES[game]
    for start in ([0.8, -0.6], [1.0, 0.7], [-0.5, 0.02]):  # within the bound
        got = play(case.game, RECIPES[name].method, (0.2, 0.3), start, 12)
        recipe = RECIPES[name]
        expected = steps.trajectory(
            case.oracle, recipe.step, start, 12, (0.2, 0.3), **recipe.options
        )
        np.testing.assert_allclose(got, expected.astype(float), rtol=0, atol=1e-13)


def test_conopt_descends_the_whole_norm() -> None:
    """Its pull is grad |V|^2 / 2, cross terms undivided, away from the equilibrium."""
    for name in NONLINEAR:
        case = CASES[name]
        for w in case.points(3):
            game = case.game
            slope = differences(
                lambda z, game=game: np.sum(game.field(np.asarray(z, float)) ** 2) / 2, w
            ).astype(float)
            pull = play(game, gd.ConOpt(2.0), (1e-3, 1e-3), w, 1)[1]
            plain = play(game, gd.ConOpt(0.0), (1e-3, 1e-3), w, 1)[1]
            np.testing.assert_allclose((plain - pull) / 2e-3, slope, rtol=0, atol=1e-9)


@pytest.mark.parametrize("game", ["linear", "dirac nonsaturating", "mixture", "quadratic"])
@pytest.mark.parametrize("count", [1, 3, 8])
def test_unrolled_follows_the_total_derivative(game: str, count: int) -> None:
    """D/dx of the generator's loss at y_K(x), the inner ascent made by the game's own field."""
    case = CASES[game]
    n, eta = case.game.generator_size, 0.07

    def outcome(x: Array, y: Array) -> Any:
        z = np.concatenate([x, y]).astype(float)
        for _ in range(count):
            z[n:] += eta * case.game.field(z)[n:]
        return case.game.losses(z)[0]

    for w in case.points(3):
        slope = differences(lambda x, w=w: outcome(x, w[n:]), w[:n]).astype(float)
        after = play(case.game, gd.Unrolled(count), (0.5, eta), w, 1)[1]
        np.testing.assert_allclose((w - after)[:n] / 0.5, slope, rtol=0, atol=1e-11)
        plain = w[n:] + eta * case.game.field(w)[n:]
        np.testing.assert_allclose(after[n:], plain, rtol=0, atol=1e-15)


def test_unrolling_is_not_k_step_play() -> None:
    case = CASES["linear"]
    one, two = (play(case.game, m, RATES, case.point, 1)[1] for m in (gd.Unrolled(4), gd.KStep(4)))
    assert np.abs(one - two).max() > 1e-3


# ------------------------------------------------------------------------------------- alignment


def test_alignment_turns_the_adjustment_round() -> None:
    """Its sign is that of <xi, h> <A' xi, h> / d + 0.1; both signs are met, and the small rule."""
    met = set()
    for name in ("quadratic", "linear", "dirac", "dirac nonsaturating", "bilinear"):
        case = CASES[name]
        for w in case.points(60, 1.5):
            product = float(steps.sga_product(case.oracle, w))
            d = len(w)
            if np.sign(product / 2 + 0.1) != np.sign(product / d + 0.1):
                continue  # the number of tensors of the reference is not this package's matter
            if min(abs(product / k + 0.1) for k in (2, d)) < 1e-3:
                continue
            got = play(case.game, gd.SGA(0.7, True), RATES, w, 1)[1]
            options = {"gamma": 0.7, "align": True}
            expected = steps.trajectory(case.oracle, steps.sga, w, 1, RATES, **options)[1]
            np.testing.assert_allclose(got, expected.astype(float), rtol=1e-12, atol=1e-12)
            met.add("against" if product < -0.2 * d else "with" if product > 0 else "weak")
    assert met == {"against", "with", "weak"}


# ------------------------------------------------------------------------------------- optimisers

OPTIMIZERS: dict[str, tuple[Any, Any, float]] = {
    "Adam": (gd.Adam(), Adam, 1e-11),
    "Adam, own numbers": (gd.Adam(0.5, 0.9, 1e-3), lambda: Adam(0.5, 0.9, 1e-3), 1e-11),
    "RMSProp": (gd.RMSProp(), TensorflowRMSProp, 1e-11),
    "RMSProp, own numbers": (gd.RMSProp(0.6, 1e-2), lambda: TensorflowRMSProp(0.6, 1e-2), 1e-11),
    "RMSProp, corrected": (
        gd.RMSProp(0.99, 1e-10, "bias_corrected"), lambda: CorrectedRMSProp(0.99, 1e-10), 1e-7,
    ),
}  # fmt: skip
# method with the optimiser, name of the recipe
INNER: list[tuple[Any, str]] = [
    (lambda o: gd.SimGD(o), "SimGD"),
    (lambda o: gd.AltGD("discriminator", 1, 1, o), "AltGD"),
    (lambda o: gd.AltGD("generator", 3, 2, optimizer=o), "AltGD generator 3 2"),
    (lambda o: gd.ConOpt(0.7, o), "ConOpt"),
    (lambda o: gd.JARE(0.7, optimizer=o), "JARE"),
    (lambda o: gd.JARE(0.7, "generator", o), "JARE generator"),
    (lambda o: gd.SGA(0.7, optimizer=o), "SGA"),
    (lambda o: gd.ExtraGradient(o), "ExtraGradient"),
    (lambda o: gd.Optimistic("plain", o), "Optimistic"),
    (lambda o: gd.Optimistic("doubled", o), "Optimistic doubled"),
]


@pytest.mark.parametrize(("optimizer", "make", "atol"), OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
@pytest.mark.parametrize(("method", "name"), INNER, ids=[name for _, name in INNER])
def test_optimisers_act_on_the_whole_direction(
    method: Any, name: str, optimizer: Any, make: Any, atol: float
) -> None:
    """Six steps; the regulariser is scaled too."""
    for game in ("linear", "dirac nonsaturating", "quadratic"):
        case = CASES[game]
        got = play(case.game, method(optimizer), RATES, case.point, 6)
        expected = oracle(case, name, case.point, 6, make())
        np.testing.assert_allclose(got, expected, rtol=0, atol=atol * (1 + np.abs(expected).max()))


def test_an_adam_step_has_the_length_of_its_rate() -> None:
    game = gd.QuadraticGame(xy=[[1e6]])
    moved = play(game, gd.SimGD(gd.Adam()), (0.01, 0.03), [1.0, 1.0], 1)[1] - [1.0, 1.0]
    np.testing.assert_allclose(moved, [-0.01, 0.03], rtol=1e-9)


def test_the_two_conventions_of_rmsprop_differ() -> None:
    w, ends = CASES["linear"].point, []
    for convention in ("tensorflow", "bias_corrected"):
        method = gd.SimGD(gd.RMSProp(convention=convention))
        ends.append(play(CASES["linear"].game, method, RATES, w, 1)[1])
    assert np.abs(ends[0] - ends[1]).max() > 1e-2


def test_special_methods_are_known_by_their_names() -> None:
    assert {type(RECIPES[name].method).__name__ for name in SPECIAL} == set(SPECIAL)
