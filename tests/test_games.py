"""What a game and a run refuse, at entry and by the name of the argument."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd

TARGETS = np.array([[0.0, 1.0], [1.0, 0.0], [-1.0, -1.0]])
INITIAL = np.array([[0.5, 0.5], [0.0, -0.5]])
NUMBERLESS = [True, "0.1", [0.1], 0.1j]


def simulate(game: Any = None, method: Any = None, **changes: Any) -> Any:
    """A short good run, but for the changes."""
    options = {"rates": gd.Rates(), "num_steps": 2, "initial": INITIAL} | changes
    game = gd.KernelGAN(TARGETS) if game is None else game
    return gd.simulate(game, gd.AltGD() if method is None else method, **options)


# ---------------------------------------------------------------------------------------- a game


def test_a_good_game_is_what_it_was_told() -> None:
    kernel, p, q = gd.Laplace(0.5), np.array([0.2, 0.3, 0.5]), np.array([0.6, 0.4])
    game = gd.KernelGAN(
        TARGETS, p, q, kernel, ridge=0.0, discriminator=gd.History(0.1), mass_factor=False
    )
    np.testing.assert_array_equal(game.targets, TARGETS)
    np.testing.assert_array_equal(game.target_weights, p)
    np.testing.assert_array_equal(game.particle_weights, q)
    assert game.kernel == kernel
    assert game.ridge == 0.0
    assert game.discriminator == gd.History(0.1)
    assert game.mass_factor is False
    assert game.dimension == 2


def test_the_defaults_of_a_game() -> None:
    game = gd.KernelGAN(TARGETS)
    assert game.kernel == gd.Gaussian(1.0)
    assert game.ridge == 0.1
    assert game.discriminator == "auto"
    assert game.mass_factor is True


def test_a_game_copies_its_arrays() -> None:
    targets, p = TARGETS.copy(), np.full(3, 1 / 3)
    game = gd.KernelGAN(targets, p)
    targets[0, 0] = p[0] = 9.0
    np.testing.assert_array_equal(game.targets, TARGETS)
    np.testing.assert_array_equal(game.target_weights, np.full(3, 1 / 3))


def test_arrays_are_widened() -> None:
    game = gd.KernelGAN([[0, 1], [1, 0]], target_weights=np.array([1, 3], dtype=np.float32))
    assert game.targets.dtype == game.target_weights.dtype == np.float64
    np.testing.assert_array_equal(game.target_weights, [1.0, 3.0])


BAD_TARGETS: dict[str, tuple[Any, Any]] = {
    "empty": (np.empty((0, 2)), ValueError),
    "no dimension": (np.empty((3, 0)), ValueError),
    "0-D": (np.float64(1), ValueError),
    "1-D": (np.zeros(3), ValueError),
    "3-D": (np.zeros((3, 2, 1)), ValueError),
    "ragged": ([[0.0, 1.0], [2.0]], ValueError),
    "nan": (np.where(np.eye(3, 2), np.nan, 0), ValueError),
    "inf": (np.where(np.eye(3, 2), -np.inf, 0), ValueError),
    "complex": (TARGETS.astype(complex), TypeError),
    "text": ([["a", "b"]], (TypeError, ValueError)),
    "None": (None, (TypeError, ValueError)),
}


@pytest.mark.parametrize(("targets", "error"), BAD_TARGETS.values(), ids=BAD_TARGETS.keys())
def test_bad_targets_are_refused(targets: Any, error: Any) -> None:
    with pytest.raises(error, match="targets"):
        gd.KernelGAN(targets)


BAD_WEIGHTS: dict[str, tuple[Any, Any]] = {
    "negative": ([0.5, -0.1, 0.6], ValueError),
    "all zero": ([0.0, 0.0, 0.0], ValueError),
    "nan": ([0.5, np.nan, 0.5], ValueError),
    "inf": ([0.5, np.inf, 0.5], ValueError),
    "2-D": (np.full((3, 1), 1 / 3), ValueError),
    "scalar": (1.0, ValueError),
    "empty": ([], ValueError),
    "complex": (np.full(3, 1 / 3, dtype=complex), TypeError),
    "text": ("uniform", (TypeError, ValueError)),
}


@pytest.mark.parametrize("name", ["target_weights", "particle_weights"])
@pytest.mark.parametrize(("weights", "error"), BAD_WEIGHTS.values(), ids=BAD_WEIGHTS.keys())
def test_bad_weights_are_refused(name: str, weights: Any, error: Any) -> None:
    with pytest.raises(error, match=name):
        gd.KernelGAN(TARGETS, **{name: weights})


@pytest.mark.parametrize("size", [2, 4])
def test_every_target_needs_a_weight(size: int) -> None:
    with pytest.raises(ValueError, match="target_weights"):
        gd.KernelGAN(TARGETS, target_weights=np.ones(size))


@pytest.mark.parametrize("size", [1, 3])
def test_every_particle_needs_a_weight(size: int) -> None:
    game = gd.KernelGAN(TARGETS, particle_weights=np.ones(size))
    with pytest.raises(ValueError, match="particle_weights"):
        simulate(game)


@pytest.mark.parametrize("ridge", [-1e-9, -1.0, np.nan, np.inf])
def test_a_ridge_must_be_finite_and_not_negative(ridge: float) -> None:
    with pytest.raises(ValueError, match="ridge"):
        gd.KernelGAN(TARGETS, ridge=ridge)


@pytest.mark.parametrize("ridge", [*NUMBERLESS, None])
def test_a_ridge_must_be_a_number(ridge: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="ridge"):
        gd.KernelGAN(TARGETS, ridge=ridge)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kernel", "Gaussian"),
        ("kernel", 1.0),
        ("kernel", gd.Gaussian),
        ("discriminator", "History"),
        ("discriminator", 0.0),
        ("mass_factor", "no"),
        ("mass_factor", 0.5),
    ],
)
def test_objects_of_the_wrong_kind_are_refused(name: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=name):
        gd.KernelGAN(TARGETS, **{name: value})


@pytest.mark.parametrize("metric", [np.ones(3), np.eye(3), np.ones(1)])
def test_a_metric_must_fit_the_targets(metric: Any) -> None:
    with pytest.raises(ValueError, match="metric"):
        gd.KernelGAN(TARGETS, kernel=gd.Gaussian(1.0, metric=metric))


# ----------------------------------------------------------------------------------------- a run


def test_a_good_run_is_not_refused() -> None:
    assert simulate().particles.shape == (3, 2, 2)
    assert simulate(initial=INITIAL.tolist()).particles.shape == (3, 2, 2)
    assert simulate(num_steps=0).particles.shape == (1, 2, 2)
    assert simulate(num_steps=np.int64(2)).particles.shape == (3, 2, 2)


BAD_INITIAL: dict[str, tuple[Any, Any]] = {
    "missing": (None, ValueError),
    "empty": (np.empty((0, 2)), ValueError),
    "1-D": (np.zeros(2), ValueError),
    "3-D": (np.zeros((2, 2, 1)), ValueError),
    "fewer dimensions": (np.zeros((2, 1)), ValueError),
    "more dimensions": (np.zeros((2, 3)), ValueError),
    "nan": ([[0.0, np.nan]], ValueError),
    "inf": ([[0.0, np.inf]], ValueError),
    "complex": (INITIAL.astype(complex), TypeError),
    "text": ("normal", (TypeError, ValueError)),
    "a number": (2, (TypeError, ValueError)),
}


@pytest.mark.parametrize(("initial", "error"), BAD_INITIAL.values(), ids=BAD_INITIAL.keys())
def test_bad_initial_particles_are_refused(initial: Any, error: Any) -> None:
    with pytest.raises(error, match="initial"):
        simulate(initial=initial)


def test_initial_particles_are_needed() -> None:
    with pytest.raises(ValueError, match="initial"):
        gd.simulate(gd.KernelGAN(TARGETS), gd.AltGD(), rates=gd.Rates(), num_steps=2)


BAD_OPTIONS = [
    ("num_steps", -1, ValueError),
    ("num_steps", 1.5, (TypeError, ValueError)),
    ("save_every", 0, ValueError),
    ("save_every", -3, ValueError),
    ("save_every", 1.5, (TypeError, ValueError)),
    ("tolerance", -1e-3, ValueError),
    ("tolerance", np.nan, ValueError),
    ("bound", 0.0, ValueError),
    ("bound", -1.0, ValueError),
    ("bound", np.nan, ValueError),
    ("seed", -1, ValueError),
    ("num_threads", -2, ValueError),
    ("rates", 0.1, (TypeError, ValueError)),
    ("rates", None, (TypeError, ValueError)),
    ("method", "SimGD", (TypeError, ValueError)),
    ("method", gd.SimGD, (TypeError, ValueError)),
    ("game", TARGETS, (TypeError, ValueError)),
    ("progress", 3, (TypeError, ValueError)),
    ("state", 3, (TypeError, ValueError)),
    *[
        (name, value, (TypeError, ValueError))
        for name in ("num_steps", "save_every", "tolerance", "bound", "num_threads")
        for value in NUMBERLESS
    ],
]


@pytest.mark.parametrize(("name", "value", "error"), BAD_OPTIONS)
def test_bad_options_are_refused(name: str, value: Any, error: Any) -> None:
    with pytest.raises(error, match=name):
        simulate(**{name: value})


def test_the_best_response_needs_a_ridge() -> None:
    with pytest.raises(ValueError, match="ridge") as caught:
        simulate(gd.KernelGAN(TARGETS, ridge=0.0), gd.BestResponse())
    assert len(str(caught.value).split()) >= 5
    assert simulate(gd.KernelGAN(TARGETS, ridge=1e-3), gd.BestResponse()).final.step == 2


def test_a_state_must_fit_the_game() -> None:
    state = simulate().state
    other = gd.KernelGAN(np.zeros((1, 3)))
    with pytest.raises(ValueError, match="state"):
        gd.simulate(other, gd.AltGD(), rates=gd.Rates(), num_steps=1, state=state)


def test_errors_are_the_builtin_kinds() -> None:
    assert issubclass(gd.ConfigError, ValueError)
    assert issubclass(gd.DataError, ValueError)
    assert issubclass(gd.NumericalError, ArithmeticError)


@pytest.mark.parametrize("points", [np.zeros(2), np.zeros((1, 3)), np.full((1, 2), np.nan)])
@pytest.mark.parametrize("name", ["discriminator", "discriminator_gradient"])
def test_bad_probes_of_the_discriminator_are_refused(name: str, points: Any) -> None:
    with pytest.raises(ValueError, match="points"):
        getattr(simulate(), name)(points)
