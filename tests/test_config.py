"""Configurations: one table describes one run, whether TOML, JSON or overrides say it."""

import json
import tomllib
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from gandyn.config import Config, load_config, schema, template

RING = 'targets = {shape = "ring"}\n'


def put(folder: Path, text: str | bytes, name: str = "run.toml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def ring(*overrides: str) -> Config:
    return load_config(None, ["targets.shape=ring", *overrides])


def test_the_defaults_are_those_of_the_library() -> None:
    problem = ring().build()
    assert problem.game.kernel == gd.Gaussian()
    assert problem.game.discriminator == "auto"
    assert (problem.method, problem.rates) == (gd.AltGD(), gd.Rates())
    assert (problem.game.ridge, problem.game.mass_factor) == (0.1, True)
    assert problem.initial == gd.initial.near_targets(100)
    options = {field.name: field.default for field in gd.Options.fields()}
    assert problem.options == {**options, "seed": 0, "num_threads": None}


def test_toml_json_and_overrides_say_the_same(tmp_path: Path) -> None:
    table = {
        "targets": {"shape": "grid", "count": 3, "spacing": 2},
        "initial": {"name": "uniform", "scale": 0.5},
        "num_particles": 7,
        "kernel": {"name": "RationalQuadratic", "mixing": 2.5, "metric": [1.0, 2.0]},
        "method": {"name": "AltGD", "first": "generator"},
        "rates": {"generator": 1e-3},
        "bound": 10.0,
        "mass_factor": False,
    }
    toml = """
        num_particles = 7
        bound = 10.0
        mass_factor = false
        targets = {shape = "grid", count = 3, spacing = 2}
        initial = {name = "uniform", scale = 0.5}
        kernel = {name = "RationalQuadratic", mixing = 2.5, metric = [1.0, 2.0]}
        method = {name = "AltGD", first = "generator"}
        rates = {generator = 1e-3}
    """
    overrides = [
        f"{key}.{sub}={value if isinstance(value, str) else json.dumps(value)}"
        for key, inner in table.items()
        for sub, value in (inner.items() if isinstance(inner, dict) else ())
    ] + ["num_particles = 7", "bound=1e1", "mass_factor=false"]
    one = load_config(put(tmp_path, toml))
    assert one == load_config(put(tmp_path, json.dumps(table), "run.json"))
    assert one == load_config(None, overrides)
    game = one.build().game
    assert game.kernel == gd.RationalQuadratic(mixing=2.5, metric=[1.0, 2.0])
    assert game.targets.tolist()[0] == [-2.0, -2.0] and game.targets.shape == (9, 2)


def test_an_override_wins_and_may_make_tables(tmp_path: Path) -> None:
    path = put(tmp_path, RING + "[kernel]\nbandwidth = 2.0\n")
    config = load_config(path, ["kernel.bandwidth=0.5", "rates.generator=3", "kernel.name=Laplace"])
    problem = config.build()
    assert problem.game.kernel == gd.Laplace(0.5)
    assert problem.rates == gd.Rates(generator=3.0)
    assert load_config(path, ["bound=inf"]).bound == inf


def test_every_class_of_the_core_can_be_chosen_by_name_and_comes_back() -> None:
    for key, classes in (
        ("kernel", gd.kernels.KERNELS),
        ("method", gd.methods.METHODS),
        ("discriminator", gd.discriminators.DISCRIMINATORS),
    ):
        for name, cls in classes.items():
            config = ring(f"{key}.name={name}")
            assert getattr(config, key).build() == cls()
            assert all(
                field.name in schema()["$defs"][name]["properties"] for field in cls.fields()
            )


def test_targets_of_every_kind(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("x,y,population\n0,1,10\n2,3,30\n")

    def game(*overrides: str) -> Any:
        config = load_config(put(tmp_path, ""), overrides, targets=None)
        return config.build().game

    file = f"targets.file={tmp_path / 'points.csv'}"
    assert game(file).target_weights.tolist() == [0.25, 0.75]
    assert game(file, "targets.mass=2", "targets.normalise=false").target_weights.tolist() == [
        10,
        30,
    ]
    assert game(file, "targets.mass=none").dimension == 3
    chosen = game(file, "targets.mass=none", 'targets.columns=["y", 0]')
    assert chosen.targets.tolist() == [[1, 0], [3, 2]]
    assert chosen.target_weights.tolist() == [0.5, 0.5]
    listed = game("targets.points=[[0, 1], [2.5, 3]]", "targets.weights=[0.25, 0.5]")
    assert listed.targets.tolist() == [[0, 1], [2.5, 3]]
    assert listed.target_weights.tolist() == [0.25, 0.5]  # used as they are
    circle = game("targets.shape=ring", "targets.count=4", "targets.radius=2").targets
    np.testing.assert_allclose(circle, [[2, 0], [0, 2], [-2, 0], [0, -2]], atol=1e-15)
    line = game("targets.shape=line", "targets.count=2", "targets.spacing=3").targets
    assert line.tolist() == [[-1.5], [1.5]]


def test_file_names_are_relative_to_the_file_that_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("configs", "here"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text("1\n2\n" if folder == "here" else "3\n4\n5\n")
    monkeypatch.chdir(tmp_path / "here")
    path = put(tmp_path / "configs", 'targets.file = "a.csv"\ninitial.file = "a.csv"\n')
    problem = load_config(path).build()
    assert problem.game.targets.tolist() == [[3], [4], [5]]
    assert problem.initial.tolist() == [[3], [4], [5]]
    assert load_config(path, ["targets.file=a.csv"]).build().game.targets.tolist() == [[1], [2]]
    assert load_config(path, targets="a.csv").build().game.targets.tolist() == [[1], [2]]
    with pytest.raises(gd.ConfigError, match="num_particles must be 3"):
        load_config(path, ["num_particles=2"]).build()
    with pytest.raises(FileNotFoundError):
        load_config(path, ["targets.file=b.csv"]).build()


def test_the_configuration_as_used_comes_back(tmp_path: Path) -> None:
    for config in (
        ring(),
        ring("kernel.metric=[[2, 0.1], [0.1, 1]]", "rates.generator=0.1", "num_threads=2"),
        load_config(None, ["targets.file=a.csv", "targets.columns=[0, 'x']", "initial.file=b.npy"]),
    ):
        assert load_config(put(tmp_path, config.to_json(), "used.json")) == config


def test_the_template_is_a_ring_that_runs(tmp_path: Path) -> None:
    run = load_config(put(tmp_path, template())).build().simulate()
    assert run.status is gd.Status.max_steps
    assert gd.coverage(run.game.targets, run.particles[0], 0.1) == 0.0
    assert gd.coverage(run.game.targets, run.final.particles, 0.1) == 1.0
    document = tomllib.loads(template())
    assert set(Config.model_fields) - set(document) == {"num_threads"}
    for classes in (gd.kernels.KERNELS, gd.methods.METHODS):
        for cls in classes.values():
            for field in cls.fields():
                text = " ".join(template().replace("#", " ").split())
                assert field.name in text and field.prose[:40] in text


def test_every_alternative_of_the_template_can_be_uncommented(tmp_path: Path) -> None:
    head, *sections = template().split("\n[")
    alternatives = 0
    for number, section in enumerate(sections):
        title, *others = section.split("#\n# instead: ")
        for other in others:
            lines = other.splitlines()[1:]
            body = "\n".join(line.removeprefix("# ") for line in lines if line.startswith("# "))
            changed = [*sections]
            changed[number] = title.partition("\n")[0] + "\n" + body + "\n"
            load_config(put(tmp_path, "\n[".join([head, *changed])))
            alternatives += 1
    assert alternatives >= 4 + 1 + len(gd.kernels.KERNELS) - 1 + len(gd.methods.METHODS) - 1


def test_the_schema_has_prose_and_is_json() -> None:
    described = json.loads(json.dumps(schema(), allow_nan=False))
    gaussian = described["$defs"]["Gaussian"]["properties"]["bandwidth"]
    assert gaussian["exclusiveMinimum"] == 0.0 and gaussian["description"]
    for case, required in (("then", ["game", "initial"]), ("else", ["targets"])):
        assert described[case]["additionalProperties"] is False
        assert described[case]["required"] == required
        assert all(prose.get("description") for prose in described[case]["properties"].values())


def test_another_choice_drops_the_fields_of_the_one_before(tmp_path: Path) -> None:
    """Whatever the order of the overrides."""
    path = tmp_path / "ring.toml"
    path.write_text(template())
    overrides = ["kernel.bandwidths=[0.1, 1.0]", "kernel.name=GaussianMixture", "method.name=SimGD"]
    config = load_config(path, overrides)
    assert config.kernel.build() == gd.GaussianMixture([0.1, 1.0])
    assert config.method.build() == gd.SimGD()
    assert load_config(path, ["targets.shape=grid"]).build().game.dimension == 2
    same = load_config(path, ["kernel.bandwidth=0.7", "kernel.name=Gaussian"])
    assert same.kernel.build() == gd.Gaussian(0.7)
