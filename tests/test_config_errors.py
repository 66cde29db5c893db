"""Configurations that are wrong: every slip is a ConfigError that names it, whatever the bytes."""

import json
import random
import time
import tomllib
from math import inf
from pathlib import Path
from typing import Any

import pytest

import gandyn as gd
from gandyn.config import Config, load_config, template
from gandyn.documents import MAX_BYTES
from gandyn.sweeps.plan import make_plan
from scenes import times

RING = 'targets = {shape = "ring"}\n'


def put(folder: Path, text: str | bytes, name: str = "run.toml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def ring(*overrides: str) -> Config:
    return load_config(None, ["targets.shape=ring", *overrides])


@pytest.mark.parametrize(
    ("override", "wanted"),
    [
        ("kernel.bandwith=1", "kernel.bandwith: unknown key; did you mean bandwidth?"),
        ("num_partciles=1", "num_partciles: unknown key; did you mean num_particles?"),
        ("rates.generatr=1", "rates.generatr: unknown key; did you mean generator?"),
        ("targets.radios=1", "targets.radios: unknown key; did you mean radius?"),
        ("zzz=1", "zzz: unknown key; the keys here are: num_steps, "),
        ("kernel.bandwidth=-1", "kernel.bandwidth: must be greater than 0, got -1"),
        ("kernel.bandwidth=nan", "kernel.bandwidth: must be"),
        ("kernel.bandwidth=inf", "kernel.bandwidth: must be a finite number, got inf"),
        ("kernel.bandwidth=wide", "kernel.bandwidth: must be a valid number, got 'wide'"),
        ("kernel.bandwidth=true", "kernel.bandwidth: must be a valid number, got True"),
        ("kernel.bandwidth='1'", "kernel.bandwidth: must be a valid number, got '1'"),
        ("kernel.bandwidth=", "kernel.bandwidth: must be a valid number, got ''"),
        ("kernel.name=Gausian", "kernel.name: must be one of Gaussian, "),
        ("kernel.name=1", "kernel.name: must be one of Gaussian, "),
        ("kernel=Laplace", "kernel: must be a table, got 'Laplace'"),
        ("kernel.metric=[1, nan]", "kernel.metric: must be a list (d,)"),
        ("kernel.metric=[[1, 2], [3]]", "kernel.metric: must be a list (d,)"),
        ("kernel.metric=[[1, 0], 1]", "kernel.metric: must be a list (d,)"),
        ("kernel.metric=[true]", "kernel.metric: must be a list (d,)"),
        ("kernel.metric=x", "kernel.metric: must be a list (d,)"),
        ("kernel.metric=[[1, 2], [2, 1]]", "kernel: "),
        (
            'discriminator={name = "History", tolerance = 1.0}',
            "discriminator.tolerance: must be less than 1, got 1",
        ),
        ("method.first=both", "method.first: must be 'discriminator' or 'generator', got 'both'"),
        ("rates=0.1", "rates: must be a table, got 0.1"),
        ("rates.generator=-1", "rates.generator: must be greater than or equal to 0"),
        ("rates.generator=1e400", "rates.generator: must be a finite number, got inf"),
        ("num_steps=1.0", "num_steps: must be a valid integer, got 1.0"),
        ("num_steps=true", "num_steps: must be a valid integer, got True"),
        ("num_steps=-1", "num_steps: must be greater than or equal to 0"),
        ("save_every=0", "save_every: must be greater than or equal to 1"),
        ("num_particles=0", "num_particles: must be greater than or equal to 1"),
        ("bound=nan", "bound: must be"),
        ("bound=0", "bound: must be greater than 0"),
        ("tolerance=inf", "tolerance: must be a finite number"),
        ("ridge=0x" + "f" * 5000, "ridge: must be a valid number, got a huge number"),
        ("num_steps=0x" + "f" * 5000, "num_steps: must be"),
        ("kernel.metric=[0x" + "f" * 5000 + "]", "kernel.metric: must be a list"),
        ("num_steps=" + "9" * 5000, "limit"),
        ("mass_factor=1", "mass_factor: must be a valid boolean, got 1"),
        ("initial.name=ring", "initial.name: must be 'near_targets', 'normal' or 'uniform'"),
        ("initial.scale=-1", "initial.scale: must be greater than or equal to 0"),
        ("targets.shape=rong", "targets.shape: must be one of ring, grid, line, got 'rong'"),
        ("targets.count=0", "targets.count: must be greater than or equal to 1"),
        ("seed=-1", "seed: must be greater than or equal to 0"),
        ("seed=1979-05-27", "seed: must be a valid integer, got datetime.date"),
        ("x=" + "[" * 20_000, "nested too deeply"),
        ("initial.file=", "initial.file: must be the name of a file"),
        ('initial.file="a\\u0000b"', "initial.file: must be the name of a file"),
    ],
)
def test_a_wrong_value_is_named(override: str, wanted: str) -> None:
    with pytest.raises(gd.ConfigError) as caught:
        ring(override)
    assert wanted in str(caught.value) and "override " in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("overrides", "wanted"),
    [
        ([], "targets: required, but not given"),
        (["targets.mass=true", "targets.file=a.csv"], "targets.mass: must be a valid string or a"),
        (["targets.columns=[1, 2.5]", "targets.file=a.csv"], "targets.columns.1: must be a valid"),
        (["targets.points=[[1, 2], [3, 'x']]"], "targets.points.1.1: must be a valid number"),
        (["targets.points=[]"], "targets.points: must have at least 1 item"),
        (["targets.points=[[1]]", "targets.weights=[-1]"], "targets.weights.0: must be greater"),
        (["targets.points=[[1]]", "targets.shape=ring"], "targets.points: unknown key"),
        (["targets.file=a", "initial.file=b", "initial.scale=1"], "initial.scale: unknown key"),
        (["targets=3"], "targets: must be a table"),
        (["targets.a.b=3", "targets.a=3", "targets.a.b=3"], "cannot set targets.a.b: targets.a is"),
        (["ridge"], "override must be key=value"),
        (["=3"], "override must be key=value"),
        (["a..b=3"], "override must be key=value"),
        (["a b=3"], "override must be key=value"),
        (["ridge=1\nx=2"], "ridge: must be a valid number, got '1\\nx=2'"),
        (
            ["kernel.name=GaussianMixture", "kernel.bandwidths=[1, -2]", "targets.shape=ring"],
            "kernel.bandwidths.1: must be greater than 0, got -2",
        ),
        (
            ["kernel.name=GaussianMixture", "kernel.weights=[1]", "targets.shape=ring"],
            "kernel: GaussianMixture: weights must have",
        ),
    ],
)
def test_wrong_combinations_are_named(overrides: list[str], wanted: str) -> None:
    with pytest.raises(gd.ConfigError) as caught:
        load_config(None, overrides)
    assert wanted in str(caught.value)


@pytest.mark.parametrize(
    ("overrides", "wanted"),
    [
        (["targets.points=[[1, 2], [3]]"], "same number of coordinates"),
        (["targets.points=[[]]"], "same number of coordinates"),
        (["targets.points=[[1]]", "targets.weights=[1, 2]"], "targets.weights must have 1"),
        (["targets.points=[[1]]", "targets.weights=[0]"], "target_weights"),
        (["targets.shape=ring", "kernel.metric=[1, 2, 3]"], "metric"),
    ],
)
def test_parts_that_do_not_fit_together_are_refused_on_building(
    overrides: list[str], wanted: str
) -> None:
    with pytest.raises(gd.ConfigError, match=wanted):
        load_config(None, overrides).build()


def test_masses_that_sum_to_zero_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,mass\n1,0\n")
    with pytest.raises(gd.DataError, match=r"a\.csv: the masses must have a positive sum"):
        load_config(None, targets=tmp_path / "a.csv").build()


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("a.toml", "ridge = ", "Invalid value"),
        ("a.toml", RING + "ridge = 1\nridge = 2\n", "overwrite"),
        ("a.json", '{"ridge": 1, "ridge": 2}', "key 'ridge' is given twice"),
        ("a.json", '{"kernel": {"bandwidth": 1, "bandwidth": 1}}', "'bandwidth' is given twice"),
        ("a.json", '{"bound": Infinity}', "Infinity is not a JSON number"),
        ("a.json", '{"bound": NaN}', "NaN is not a JSON number"),
        ("a.json", "[]", "must be a table of keys, got list"),
        ("a.json", "", "line 1"),
        ("a.json", '{"ridge": ' + "9" * 5000 + "}", "limit"),
        ("a.toml", b"\xef\xbb\xbfridge = 1", "byte order mark"),
        ("a.json", b"\xef\xbb\xbf{}", "byte order mark"),
        ("a.toml", b"ridge = 1\0", "line 1, column 10"),
        ("a.json", b"\0", "line 1"),
        ("a.toml", b"ridge = '\xff'", "utf-8"),
        ("a.toml", b"# " + b"x" * 10_000_000, str(MAX_BYTES)),
        ("a.toml", "x = " + "[" * 20_000, "nested too deeply"),
        ("a.toml", "x = " + "{a = " * 20_000, "nested too deeply"),
        ("a.toml", ".".join("a" * 20_000) + " = 1", "more than 64 parts"),
        ("a.toml", "[" + " . ".join(['"a"'] * 20_000) + "]", "more than 64 parts"),
        ("a.toml", ".".join("a" * 60) + " = 1", "a: unknown key"),
        ("a.json", "[" * 20_000, "nested too deeply"),
        ("a.json", '{"a":' * 20_000, "nested too deeply"),
        ("a.yaml", "ridge: 1", "must end in .toml or .json"),
        ("a.toml", RING + "[kernel]\nbandwith = 1", "kernel.bandwith: unknown key"),
        ("a.toml", "num_threads = -1\n" + RING, "num_threads: must be greater"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, name: str, text: str | bytes, wanted: str) -> None:
    path = put(tmp_path, text, name)
    with pytest.raises(gd.ConfigError) as caught:
        load_config(path)
    assert str(caught.value).startswith(f"{path}: ") and wanted in str(caught.value)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_config(tmp_path / "none.toml")


ATOMS: list[Any] = [
    None, True, False, 0, 1, -1, 2**63, 10**400, 0.5, -0.0, 1e308, 5e-324, inf, -inf, float("nan"),
    "", "x", "Gaussian", "ring", "a\0b", "\ud800", "auto", [], {}, [[]], [1, "x"], [[1, 2], [3]],
    {"name": "Gaussian"}, {"name": ["Gaussian"]}, {"shape": {}}, {"file": 3}, {"": ""}, b"", object,
]  # fmt: skip
KEYS = [
    *Config.model_fields,
    "name",
    "file",
    "shape",
    "bandwidth",
    "metric",
    "points",
    "values",
    "xy",
    "",
    "<x>",
]


def mutated(value: Any, generator: random.Random, keys: list[str] = KEYS) -> Any:
    """Change something at random places of a document."""
    if generator.random() < 0.08:
        return generator.choice(ATOMS)
    if isinstance(value, dict):
        changed = {key: mutated(inner, generator, keys) for key, inner in value.items()}
        if generator.random() < 0.15:
            changed[generator.choice(keys)] = generator.choice(ATOMS)
        if changed and generator.random() < 0.1:
            del changed[generator.choice(list(changed))]
        return changed
    if isinstance(value, list):
        return [mutated(inner, generator, keys) for inner in value] * generator.choice([1, 1, 1, 2])
    return value


def test_mutated_tables_give_a_config_or_a_config_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = random.Random(20240114)
    documents: list[dict[str, Any]] = [
        tomllib.loads(template()),
        {"targets": {"points": [[0.0, 1.0]], "weights": [1.0]}, "initial": {"file": "a.csv"}},
        {"targets": {"file": "a.csv", "columns": [0, "x"], "mass": 2}, "bound": 3.0},
    ]
    documents += [tomllib.loads(template(name)) for name in gd.vector_games.VECTOR_GAMES]
    documents.append(
        {
            "game": {"name": "DiracGAN", "penalty": {"name": "R1", "gamma": 0.5}},
            "initial": {"values": ["-inf", 0.5]},
            "method": {
                "name": "Lookahead",
                "inner": {"name": "AltGD", "optimizer": {"name": "Adam"}},
            },
        }
    )
    for name in gd.kernels.KERNELS:
        table = {field.name: field.default for field in gd.kernels.KERNELS[name].fields()}
        documents.append({"targets": {"shape": "ring"}, "kernel": {"name": name, **table}})
    counts = {"good": 0, "bad": 0}
    for number in range(times(4000, 70_000)):
        document = mutated(documents[number % len(documents)], generator)
        if not isinstance(document, dict):
            continue
        monkeypatch.setattr("gandyn.config.read_document", lambda _, document=document: document)
        try:
            config = load_config(tmp_path / "a.toml")
            load_config(put(tmp_path, config.to_json(), "used.json"))
            counts["good"] += 1
        except gd.ConfigError as error:
            assert str(error).startswith(str(tmp_path)) and len(str(error)) < 600
            counts["bad"] += 1
    assert min(counts.values()) > 300


def test_mutated_text_gives_a_config_or_a_config_error(tmp_path: Path) -> None:
    generator = random.Random(20240114)
    toml = "\n".join(line.partition("  #")[0] for line in template().splitlines())
    texts = {"a.toml": toml, "a.json": json.dumps(tomllib.loads(template()), default=str)}
    for number in range(times(2000, 30_000)):
        began = time.perf_counter()
        name = generator.choice(list(texts))
        data = bytearray(texts[name].encode())
        for _ in range(generator.choice([1, 1, 2, 8])):
            start = generator.randrange(len(data))
            junk = generator.choice([b"", b"[", b"{", b'"', b"=", b"\n", b"1e9", b"nan", b"\xff"])
            data[start : start + generator.choice([0, 1, 1, 30])] = junk
        try:
            load_config(put(tmp_path, bytes(data), name))
        except gd.ConfigError as error:
            assert str(error).startswith(str(tmp_path / name)), number
        assert time.perf_counter() - began < 5.0  # nothing hangs


def test_mutated_sweeps_give_a_plan_or_a_config_error() -> None:
    generator = random.Random(20240114)
    bandwidths = {"from": 0.1, "to": 1.0, "num": 3, "scale": "log"}
    sweep = {
        "grid": {"kernel.bandwidth": bandwidths, "ridge": [0.1, 0.2]},
        "zip": {"rates.generator": [0.1, 0.2], "rates.discriminator": [0.2, 0.4]},
        "random": {"num": 2, "seed": 1, "bound": {"from": 2.0, "to": 9.0}},
        "list": [{"num_steps": 3}, {"method.name": "SimGD"}],
        "measure": ["mmd"],
        "keep": "result",
    }
    keys = [*sweep, *bandwidths, "seed", "method.name", "kernel", "a..b", ""]
    counts = {"good": 0, "bad": 0}
    for _ in range(times(100, 10_000)):
        kinds = generator.sample(list(sweep), generator.choice([1, 2, 3]))
        document = {"targets": {"shape": "ring"}, "num_steps": 1, "num_particles": 3}
        table = mutated({kind: sweep[kind] for kind in kinds}, generator, keys)
        began = time.perf_counter()
        try:
            make_plan({**document, "sweep": table}, "fuzz", "a.toml")
            counts["good"] += 1
        except gd.ConfigError as error:
            assert str(error).startswith("a.toml: ") and len(str(error)) < 1000, table
            counts["bad"] += 1
        assert time.perf_counter() - began < 20.0, table
    assert min(counts.values()) > 10
