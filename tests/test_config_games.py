"""Configurations of games of two vectors, and of methods that hold others."""

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from gandyn.config import Config, VectorConfig, load_config, schema, template
from gandyn.vector_games import PENALTIES, VECTOR_GAMES

LINEAR = ["game.name=LinearGAN", "game.mean=[0, 2]", "initial.values=[0.1, 0.2, 0.3, 0.4]"]
DIRAC = ["game.name=DiracGAN", "initial.values=[1, 1]"]
XY = ["game.name=QuadraticGame", "game.xy=[[1.0, 2.0]]", "initial.values=[1, 1, 1]"]
RING = ["targets.shape=ring"]


def put(folder: Path, text: str, name: str = "run.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def load(*overrides: str) -> Any:
    return load_config(None, overrides)


def problem_of(name: str) -> Any:
    """What the template of a game describes."""
    document = tomllib.loads(template(name))
    return VectorConfig.model_validate(document).build()


# What is described -------------------------------------------------------------------------------


def test_toml_json_and_overrides_say_the_same(tmp_path: Path) -> None:
    toml = """
        num_steps = 7
        seed = 3
        [game]
        name = "LinearGAN"
        mean = [0, 2]
        std = 0.7
        batch_size = 8
        [initial]
        values = [0.1, 0.2, 0.3, 0.4]
        [method]
        name = "Lookahead"
        k = 3
        inner = {name = "JARE", gamma = 10.0, optimizer = {name = "Adam", beta1 = 0.5}}
        [rates]
        generator = 0.01
    """
    overrides = [
        *LINEAR, "num_steps=7", "seed=3", "game.std=0.7", "game.batch_size=8",
        "method.inner.optimizer.beta1=0.5", "method.inner.optimizer.name=Adam",
        "method.inner.gamma=10.0", "method.inner.name=JARE", "method.k=3",
        "method.name=Lookahead", "rates.generator=0.01",
    ]  # fmt: skip
    config = load_config(put(tmp_path, toml))
    assert config == load(*overrides)
    table = json.dumps(tomllib.loads(toml))
    assert config == load_config(put(tmp_path, table, "run.json"))
    problem = config.build()
    game = gd.LinearGAN([0, 2], 0.7, batch_size=8)
    method = gd.Lookahead(3, inner=gd.JARE(10, optimizer=gd.Adam(beta1=0.5)))
    assert (problem.game, problem.method) == (game, method)
    assert problem.rates == gd.Rates(generator=0.01)
    run = problem.simulate()
    other = gd.simulate(
        game, method, rates=gd.Rates(generator=0.01), num_steps=7, seed=3,
        initial=[0.1, 0.2, 0.3, 0.4],
    )  # fmt: skip
    assert run.states.tobytes() == other.states.tobytes() and run.state.seed == 3


@pytest.mark.parametrize("name", VECTOR_GAMES)
def test_every_method_plays_every_game_that_it_can(name: str) -> None:
    described = problem_of(name)
    document = tomllib.loads(template(name))
    played = 0
    for label, cls in gd.methods.METHODS.items():
        document["method"] = {"name": label}
        if gd.supports(described.game, cls()):
            problem = VectorConfig.model_validate(document | {"num_steps": 2}).build()
            assert problem.method == cls() and len(problem.simulate().steps) == 3
            played += 1
        else:
            with pytest.raises(ValueError, match=label):
                VectorConfig.model_validate(document)
    assert played >= 8


def test_every_penalty_optimiser_and_inner_method_comes_back() -> None:
    for name, cls in PENALTIES.items():
        problem = load(*DIRAC, f"game.penalty.name={name}").build()
        assert problem.game == gd.DiracGAN(penalty=cls())
    for name, optimizer in gd.methods.OPTIMIZERS.items():
        config = load(*LINEAR, "method.name=ConOpt", f"method.optimizer.name={name}")
        assert config.build().method == gd.ConOpt(optimizer=optimizer())
    field = next(f for f in gd.Lookahead.fields() if f.name == "inner")  # type: ignore[attr-defined]
    for name in field.choices:
        config = load(*RING, "method.name=Lookahead", f"method.inner.name={name}")
        assert config.method.build() == gd.Lookahead(inner=gd.methods.METHODS[name]())


def test_matrices_and_infinite_ends_come_back(tmp_path: Path) -> None:
    config = load(*XY, "game.yy=[[-1, 0.5], [0.5, -2]]")
    assert config.build().game == gd.QuadraticGame(xy=[[1, 2]], yy=[[-1, 0.5], [0.5, -2]])
    assert load_config(put(tmp_path, config.to_json(), "used.json")) == config
    toml = 'game.name = "MixtureGAN"\ninitial.values = [-1, 1, -inf, 0.5, -0.5, inf]\n'
    config = load_config(put(tmp_path, toml))
    assert config.build().initial.tolist() == [-1, 1, -np.inf, 0.5, -0.5, np.inf]
    again = load_config(put(tmp_path, config.to_json(), "used.json"))
    assert again == config and again.build().initial[5] == np.inf


def test_drawn_starts_depend_on_the_seed_alone() -> None:
    drawn = ["game.name=LinearGAN", "game.mean=[0, 2]", "initial.scale=0.5"]
    w = load(*drawn, "seed=1").build().initial
    assert w.shape == (4,) and np.array_equal(w, load(*drawn, "seed=1").build().initial)
    assert not np.array_equal(w, load(*drawn, "seed=2").build().initial)
    assert np.array_equal(2 * w, load(*drawn[:2], "initial.name=normal", "seed=1").build().initial)
    inside = load(*drawn, "initial.name=uniform", "seed=1").build().initial
    assert abs(inside).max() <= 0.5


def test_without_a_game_it_is_a_kernel_gan() -> None:
    config = load(*RING)
    assert isinstance(config, Config) and config == load(*RING, "game.name=KernelGAN")
    assert isinstance(config.build().game, gd.KernelGAN)
    assert "KernelGAN" in config.to_json()


def test_another_choice_drops_the_fields_of_the_one_before(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        'game = {name = "DiracGAN", penalty = {name = "GradientPenalty", target = 0.5}}\n'
        "initial.values = [1, 1]\n"
        'method = {name = "JARE", gamma = 3.0, optimizer = {name = "Adam", beta1 = 0.1}}\n',
    )
    problem = load_config(path, ["game.penalty.name=R1", "method.optimizer.name=RMSProp"]).build()
    assert problem.game == gd.DiracGAN(penalty=gd.R1())
    assert problem.method == gd.JARE(3.0, optimizer=gd.RMSProp())
    plain = load_config(path, ["method.name=SimGD", "game.name=GeneralGAN", "game.P=[[2]]"]).build()
    assert (plain.game, plain.method) == (gd.GeneralGAN([[2.0]]), gd.SimGD())


# Template and schema -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", VECTOR_GAMES)
def test_the_template_of_every_game_runs_and_names_every_field(name: str) -> None:
    run = problem_of(name).simulate()
    assert run.status is gd.Status.max_steps and run.state.step == 400
    text = " ".join(template(name).replace("#", " ").split())
    for cls in VECTOR_GAMES.values():
        for field in cls.fields():  # type: ignore[attr-defined]
            assert f" {field.name} = " in text and field.prose[:40] in text


def test_every_alternative_of_a_template_can_be_uncommented(tmp_path: Path) -> None:
    head, *sections = template("QuadraticGame").split("\n[")
    alternatives = 0
    for number, section in enumerate(sections):
        title, *others = section.split("#\n# instead: ")
        for other in others:
            lines = [line.removeprefix("# ") for line in other.splitlines()[1:]]
            changed = [*sections]
            changed[number] = "\n".join([title.partition("\n")[0], *lines, ""])
            text = "\n[".join([head, *changed])
            try:
                load_config(put(tmp_path, text))
            except gd.ConfigError as error:  # one number for the ends of intervals is too few,
                numbers = "must have 6 numbers" in str(error)  # and nothing is best in x y
                assert numbers or "method: " in str(error), error
            alternatives += 1
    assert alternatives == len(VECTOR_GAMES) - 1 + 1 + len(gd.methods.METHODS) - 1


def test_the_schema_tells_the_games_apart() -> None:
    described = schema()
    names = described["if"]["properties"]["game"]["properties"]["name"]["enum"]
    assert names == list(VECTOR_GAMES)
    assert "targets" not in described["then"]["properties"]
    for name, cls in VECTOR_GAMES.items():
        given = described["$defs"][name]["properties"]
        assert [f.name for f in cls.fields()] == list(given)[1:]  # type: ignore[attr-defined]
    assert described["$defs"]["QuadraticGame"]["required"] == ["xy"]
    assert {"type": "null"} in described["$defs"]["QuadraticGame"]["properties"]["xx"]["anyOf"]
    for name in ("Adam", "RMSProp", *PENALTIES):
        assert described["$defs"][name]["properties"]["name"]["const"] == name


# What is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overrides", "wanted"),
    [
        (["game.name=LinearGann"], "one of KernelGAN, QuadraticGame, DiracGAN, LinearGAN, "),
        (["game.name=LinearGann"], "got 'LinearGann'; did you mean LinearGAN?"),
        (["game.name=3"], "game.name: must be one of KernelGAN"),
        (["game=LinearGAN"], "game: must be a table, got 'LinearGAN'"),
        ([*RING, "game.std=1"], "game.std: unknown key; the keys here are: name"),
        ([*RING, "initial.values=[1, 2]"], "initial.values: unknown key"),
        (["game.name=LinearGAN", "initial.values=[1]"], "game.mean: required, but not given"),
        (["game.name=QuadraticGame", "initial.values=[1, 1]"], "game.xy: required, but"),
        ([*LINEAR[:2]], "initial: required, but not given"),
        ([*LINEAR[:2], "initial={}"], "initial.values: required, but not given"),
        ([*LINEAR[:2], "initial.values=[1, 2]"], "initial.values: must have 4 numbers, 2 of the"),
        ([*LINEAR[:2], "initial.values=[1, 2, nan, 3]"], "initial.values.2: must be a number"),
        ([*LINEAR[:2], "initial.values=[1, 2, inf, 3]"], "initial.values: must be finite"),
        ([*LINEAR[:2], "initial.values=[1, 2, 'x', 3]"], "initial.values.2: must be a valid num"),
        ([*LINEAR[:2], "initial.values=[1, 2, true, 3]"], "initial.values.2: must be a valid num"),
        ([*LINEAR[:2], "initial.values=3"], "initial.values: must be a valid list"),
        ([*LINEAR[:2], "initial.values=[.1, 1, 1, 1]"], "Invalid value"),
        ([*LINEAR[:2], "initial.name=near_targets"], "initial.name: must be 'normal' or 'uniform'"),
        ([*LINEAR[:2], "initial.scale=-1"], "initial.scale: must be greater than or equal"),
        ([*LINEAR, "targets.shape=ring"], "targets: is for the KernelGAN alone"),
        ([*LINEAR, "kernel.bandwidth=1"], "kernel: is for the KernelGAN alone"),
        ([*LINEAR, "discriminator.name=Mesh"], "discriminator: is for the KernelGAN alone"),
        ([*LINEAR, "num_particles=3"], "num_particles: is for the KernelGAN alone"),
        ([*LINEAR, "ridge=0.1"], "ridge: is for the KernelGAN alone"),
        ([*LINEAR, "num_step=3"], "num_step: unknown key; did you mean num_steps?"),
        ([*LINEAR, "game.stdd=1"], "game.stdd: unknown key; did you mean std?"),
        ([*LINEAR, "game.std=-1"], "game.std: must be greater than or equal to 0, got -1"),
        ([*LINEAR, "game.std=nan"], "game.std: must be"),
        ([*LINEAR, "game.batch_size=0"], "game.batch_size: must be greater than or equal to 1"),
        ([*LINEAR, "game.batch_size=1.5"], "game.batch_size: must be a valid integer"),
        ([*LINEAR, "game.mean=[]"], "game: LinearGAN: mean must have at least one coordinate"),
        ([*LINEAR, "game.mean=[0, nan]"], "game.mean.1: must be a finite number, got nan"),
        ([*LINEAR, "game.loss=hinge"], "game.loss: must be 'logistic' or 'wasserstein'"),
        ([*LINEAR, "game.penalty.name=R1"], "game.penalty: unknown key"),
        ([*XY, "game.xy=[[1, 2], [3]]"], "game.xy: must be a list of rows of equally many"),
        ([*XY, "game.xy=[1, 2]"], "game.xy: must be a list of rows of equally many"),
        ([*XY, "game.xy=[[]]"], "game.xy: must be a list of rows of equally many"),
        ([*XY, "game.xy=[[1, nan]]"], "game.xy: must be a list of rows of equally many"),
        ([*XY, "game.xx=[[1, 2]]"], "game: QuadraticGame: xx must be a symmetric matrix"),
        ([*XY, "game.yy=[[1, 2], [3, 4]]"], "game: QuadraticGame: yy must be a symmetric matrix"),
        ([*DIRAC, "game.penalty.name=R3"], "game.penalty.name: must be one of R1, R2, "),
        ([*DIRAC, "game.penalty.name=Cliping"], "'Cliping'; did you mean Clipping?"),
        ([*DIRAC, "game.penalty.gamma=1"], "one of R1, R2, GradientPenalty, Clipping"),
        ([*DIRAC, "game.penalty=R1"], "game.penalty: must be a table, got 'R1'"),
        ([*DIRAC, "game.penalty={name = 'R1', gama = 1}"], "unknown key; did you mean gamma?"),
        ([*DIRAC, "method.name=BestResponse"], "method: BestResponse: without R1, R2 or"),
        ([*LINEAR, "method.optimizer.name=Adma"], "method.optimizer.name: must be one of Adam"),
        ([*LINEAR, "method.optimizer={name = 'Adam', beta1 = 2}"], "method.optimizer.beta1: must"),
        ([*LINEAR, "method.name=Lookahead", "method.inner.name=Unrolled"], "method.inner.name: "),
        ([*LINEAR, "method.name=Lookahead", "method.inner=3"], "method.inner: must be a table"),
        ([*LINEAR, "method.name=KStep", "method.optimizer.name=Adam"], "unknown key"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(overrides: list[str], wanted: str) -> None:
    with pytest.raises(gd.ConfigError) as caught:
        load(*overrides)
    assert wanted in str(caught.value) and len(str(caught.value)) < 500


def test_the_override_at_fault_is_named() -> None:
    for override in (
        "ridge=0.1",
        "initial.values=[1]",
        "game.std=-1",
        "method.name=BestResponse",
    ):
        with pytest.raises(gd.ConfigError, match=r"^override "):
            load(*DIRAC, *(["game.penalty.name=Clipping"]), override)


def test_a_method_that_a_kernel_gan_cannot_be_played_by_is_refused() -> None:
    config = load(*RING, "method.name=SimGD", "method.optimizer.name=Adam")
    with pytest.raises(gd.ConfigError, match=r"optimizer must be None.*has no coordinates"):
        config.build()
    for name, cls in gd.methods.METHODS.items():
        config = load(*RING, f"method.name={name}", "num_steps=2", "num_particles=3")
        if gd.supports(gd.KernelGAN([[0.0, 1.0]]), cls()):
            assert config.build().simulate().state.step == 2
        else:
            with pytest.raises(gd.ConfigError, match=name):
                config.build()
