"""Batches over parameters: rates, every number of a game and of a method, games in sequence."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from game_cases import CASES
from gandyn.batch_parameters import owned
from reference_games import Array
from test_batch import RATES, alone, assert_same, batch, starts

COUNT = 5
RNG = np.random.default_rng(31)
SPREAD = RNG.uniform(0.2, 1.5, size=COUNT)
PLAIN = np.ones((2, 3))


@dataclass(frozen=True)
class Sweep:
    """What varies, and the game and the method of one run for its values."""

    arrays: dict[str, Array]
    game: Any
    method: Any
    start: str


SWEEPS: dict[str, Sweep] = {
    "std": Sweep(
        {"std": SPREAD},
        lambda std=0.7: gd.LinearGAN([0, 2], std), lambda: gd.SimGD(), "linear",
    ),
    "mean": Sweep(
        {"mean": RNG.normal(size=(COUNT, 2))},
        lambda mean=(0, 2): gd.LinearGAN(mean, 0.7), lambda: gd.JARE(0.5), "linear",
    ),
    "gamma of the method": Sweep(
        {"gamma": SPREAD},
        lambda: CASES["linear"].game, lambda gamma=1.0: gd.JARE(gamma, "generator"), "linear",
    ),
    "gamma and std": Sweep(
        {"gamma": SPREAD, "std": SPREAD[::-1].copy()},
        lambda std=0.7: gd.LinearGAN([0, 2], std), lambda gamma=1.0: gd.ConOpt(gamma), "linear",
    ),
    "beta": Sweep(
        {"beta": -SPREAD / 2},
        lambda: CASES["quadratic"].game, lambda beta=-0.5: gd.Momentum(beta), "quadratic",
    ),
    "alpha": Sweep(
        {"alpha": SPREAD / 2},
        lambda: CASES["dirac"].game, lambda alpha=0.5: gd.Lookahead(3, alpha), "dirac",
    ),
    "xy": Sweep(
        {"xy": RNG.normal(size=(COUNT, 2, 3))},
        lambda xy=PLAIN: gd.QuadraticGame(xy=xy), lambda: gd.ExtraGradient(), "bilinear",
    ),
    "means": Sweep(
        {"means": np.sort(RNG.normal(size=(COUNT, 2)))},
        lambda means=(-0.5, 0.5): gd.MixtureGAN(means), lambda: gd.AltGD(), "mixture projected",
    ),
    "weight": Sweep(
        {"weight": SPREAD / 2},
        lambda weight=0.5: gd.MixtureGAN(weight=weight), lambda: gd.SimGD(), "mixture projected",
    ),
}  # fmt: skip


@pytest.mark.parametrize("sweep", SWEEPS.values(), ids=SWEEPS.keys())
@pytest.mark.parametrize("num_threads", [1, 2])
def test_a_parameter_for_each_run(sweep: Sweep, num_threads: int) -> None:
    initial = starts(sweep.start, COUNT)
    runs = batch(sweep.game(), initial, sweep.method(), num_threads=num_threads, **sweep.arrays)
    singles = []
    for b, w in enumerate(initial):
        names = {n: sweep.arrays[n][b] for n in sweep.arrays}
        game = sweep.game(**{n: v for n, v in names.items() if n in arguments(sweep.game)})
        method = sweep.method(**{n: v for n, v in names.items() if n in arguments(sweep.method)})
        singles.append(alone(game, w, method))
    assert_same(runs, singles)
    plain = batch(sweep.game(), initial, sweep.method())
    assert np.abs(runs.final - plain.final).max() > 1e-6


def arguments(make: Any) -> tuple[str, ...]:
    return tuple(make.__code__.co_varnames[: make.__code__.co_argcount])


@pytest.mark.parametrize("form", ["sequence", "array", "names", "one name"])
def test_rates_for_each_run(form: str) -> None:
    game, initial = CASES["linear"].game, starts("linear", COUNT)
    pairs = np.stack([SPREAD / 5, SPREAD[::-1] / 7], axis=1)
    given: dict[str, dict[str, Any]] = {
        "sequence": {"rates": [gd.Rates(*pair) for pair in pairs]},
        "array": {"rates": pairs},
        "names": {"generator": pairs[:, 0], "discriminator": pairs[:, 1]},
        "one name": {"discriminator": pairs[:, 1]},
    }
    if form == "one name":
        pairs[:, 0] = RATES.generator
    runs = batch(game, initial, gd.JARE(0.5), **given[form])
    singles = [
        alone(game, w, gd.JARE(0.5), rates=gd.Rates(*pair))
        for w, pair in zip(initial, pairs, strict=True)
    ]
    assert_same(runs, singles)


def test_the_first_wrong_rate_is_told() -> None:
    assert [(field.low_open, field.high) for field in gd.Rates.fields()] == [(False, np.inf)] * 2
    wrong = np.array([[0.1, 0.1], [0.1, -3.0], [-4.0, 0.1], [0.1, -7.0], [0.1, 0.1]])
    told = r"^Rates: {} must be finite and >= 0, got {}$"
    game, initial = CASES["linear"].game, starts("linear", COUNT)
    for rates in ({"rates": wrong}, {"generator": wrong[:, 0], "discriminator": wrong[:, 1]}):
        with pytest.raises(ValueError, match=told.format("discriminator", -3)):
            batch(game, initial, **rates)
    with pytest.raises(ValueError, match=told.format("generator", -4)):
        batch(game, initial, generator=wrong[:, 0])


def test_games_and_methods_in_sequence() -> None:
    games = [gd.LinearGAN([0, k], 0.5 + 0.1 * k) for k in range(COUNT)]
    methods = [gd.ConOpt(0.2 * k) for k in range(COUNT)]
    initial = starts("linear", COUNT)
    runs = batch(games, initial, methods)
    singles = [alone(g, w, m) for g, w, m in zip(games, initial, methods, strict=True)]
    assert_same(runs, singles)
    whole = batch(games[0], initial, methods[1])
    np.testing.assert_array_equal(whole.final, batch([games[0]] * 5, initial, methods[1]).final)


# -------------------------------------------------------------------------------------- kernel GAN


def kernel_game(
    ridge: float = 0.5, bandwidth: float = 0.8, metric: Any = None, **options: Any
) -> Any:
    return gd.KernelGAN(
        [[0.0, 0.5], [1.0, -0.5], [-1.0, 0.0]],
        kernel=gd.Gaussian(bandwidth, metric),
        ridge=ridge,
        **({"discriminator": gd.History()} | options),
    )


CLOUDS = RNG.normal(size=(COUNT, 4, 2))


@pytest.mark.parametrize("method", [gd.AltGD(), gd.SimGD(), gd.JARE(0.5), gd.ConOpt(0.5)], ids=str)
def test_a_batch_of_clouds(method: Any) -> None:
    runs = batch(kernel_game(), CLOUDS, method)
    assert runs.final.shape == (COUNT, 4, 2)
    for final, status, cloud in zip(runs.final, runs.status, CLOUDS, strict=True):
        single = alone(kernel_game(), cloud, method)
        np.testing.assert_array_equal(final, single.particles[-1])
        assert status is single.status
    for threads in (1, 2, 3):
        same = batch(kernel_game(), CLOUDS[:3], method, num_threads=threads)
        np.testing.assert_array_equal(same.final, runs.final[:3])


@pytest.mark.parametrize("name", ["ridge", "bandwidth"])
def test_a_number_of_the_kernel_gan_for_each_run(name: str) -> None:
    runs = batch(kernel_game(), CLOUDS, gd.AltGD(), **{name: SPREAD}, generator=SPREAD / 3)
    for final, value, cloud in zip(runs.final, SPREAD, CLOUDS, strict=True):
        single = alone(
            kernel_game(**{name: value}), cloud, gd.AltGD(), rates=gd.Rates(value / 3, 0.07)
        )
        np.testing.assert_array_equal(final, single.particles[-1])


METRICS = np.stack([np.diag([1.0, 2.0]) + 0.1 * k for k in range(COUNT)])


@pytest.mark.parametrize(
    ("name", "values", "make"),
    [
        ("metric", METRICS, lambda v: (kernel_game(metric=v), gd.AltGD())),
        ("metric", METRICS[:, 0] + 0.5, lambda v: (kernel_game(metric=v), gd.AltGD())),
        ("target_weights", SPREAD[:, None] * [1, 2, 3],
         lambda v: (kernel_game(target_weights=v), gd.AltGD())),
        ("num_features", np.arange(3, 3 + COUNT),
         lambda v: (kernel_game(discriminator=gd.RandomFeatures(int(v))), gd.AltGD())),
        ("gamma", SPREAD, lambda v: (kernel_game(), gd.Lookahead(inner=gd.ConOpt(float(v))))),
    ],
    ids=["whole metric", "metric", "weights", "features", "within the method"],
)  # fmt: skip
def test_other_numbers_of_a_kernel_gan_and_its_method(name: str, values: Array, make: Any) -> None:
    game, method = make(values[0])
    runs = batch(game, CLOUDS, method, **{name: values})
    for final, value, cloud in zip(runs.final, values, CLOUDS, strict=True):
        game, method = make(value)
        np.testing.assert_array_equal(final, alone(game, cloud, method).particles[-1])


# --------------------------------------------------------------------------------------- refusals

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "too short": ({"std": SPREAD[:-1]}, "std"),
    "too long": ({"gamma": np.ones(COUNT + 1)}, "gamma"),
    "a scalar with no axis": ({"mean": np.ones((2, COUNT))}, "mean"),
    "unknown": ({"ridge": SPREAD}, "ridge"),
    "not allowed": ({"std": -SPREAD}, "std"),
    "nan": ({"gamma": np.full(COUNT, np.nan)}, "gamma"),
    "rates of another length": ({"rates": np.ones((COUNT - 1, 2))}, "rates"),
    "rates of three": ({"rates": np.ones((COUNT, 3))}, "rates"),
    "rates twice": ({"rates": np.ones((COUNT, 2)), "generator": SPREAD}, "generator"),
    "two for one rate": ({"generator": np.ones((COUNT, 2))}, "generator"),
    "flat initial": ({"initial": np.zeros(4)}, "initial"),
    "initial of another game": ({"initial": np.zeros((COUNT, 5))}, "initial"),
    "initial with a nan": ({"initial": np.full((COUNT, 4), np.nan)}, "initial"),
    "steps": ({"num_steps": -1}, "num_steps"),
    "save_every": ({"save_every": 0}, "save_every"),
    "games too few": ({"game": [gd.LinearGAN([0, 2])] * 2}, "game"),
    "games mixed": ({"game": [gd.LinearGAN([0, 2])] * 4 + [gd.DiracGAN()]}, "game"),
}


@pytest.mark.parametrize(("changes", "name"), BAD.values(), ids=BAD.keys())
def test_bad_batches_are_refused_by_name(changes: dict[str, Any], name: str) -> None:
    options = {
        "game": CASES["linear"].game,
        "method": gd.JARE(0.5),
        "initial": starts("linear", COUNT),
        "rates": RATES,
        "num_steps": 3,
    } | changes
    game, method = options.pop("game"), options.pop("method")
    with pytest.raises((TypeError, ValueError), match=rf"\b{name}"):
        gd.simulate_batch(game, method, **options)


def test_a_senseless_batch_is_refused_with_the_sentence() -> None:
    game = gd.QuadraticGame(xy=[[1.0]])
    told = gd.supports(game, gd.BestResponse())
    with pytest.raises(ValueError) as caught:
        batch(game, np.ones((3, 2)), gd.BestResponse())
    assert told.reason in str(caught.value)


def test_whose_a_number_is_must_be_clear() -> None:
    penalised, values = gd.DiracGAN(penalty=gd.R1(0.1)), np.ones(COUNT)
    with pytest.raises(ValueError, match="gamma is a parameter of the game and of the method"):
        batch(penalised, np.ones((COUNT, 2)), gd.ConOpt(), gamma=values)
    with pytest.raises(ValueError, match="bandwidth is a parameter of the game and of the method"):
        owned(kernel_game(), gd.Gaussian(), ["bandwidth"])
    for name in ("loss", "mass_factor", "kernel", "alpha"):
        with pytest.raises(TypeError, match=rf"{name} is no number here; .* bandwidth, .* ridge"):
            batch(kernel_game(), CLOUDS, gd.AltGD(), **{name: values})
    for name in ("ridge", "bandwidth", "generator_steps"):
        with pytest.raises(ValueError, match=rf"^{name} must be one number a run, got .*\(2,\)"):
            batch(kernel_game(), CLOUDS, gd.AltGD(), **{name: np.ones((COUNT, 2))})
