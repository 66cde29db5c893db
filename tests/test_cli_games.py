"""The command line with games of two vectors, and its lists of what there is."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import gandyn as gd
from gandyn import cli_words, plot, runs
from gandyn.catalogue import FAMILIES, entries, render
from gandyn.cli import app
from gandyn.config import load_config
from gandyn.estimate import estimate
from gandyn.support import GAMES
from gandyn.vector_costs import evaluations
from gandyn.vector_games import VECTOR_GAMES

LINEAR = """
num_steps = 20
game = {name = "LinearGAN", mean = [0, 2], std = 0.7}
initial.values = [0.05, 0.05, 0.05, 0.05]
method = {name = "JARE", gamma = 10.0}
rates = {generator = 0.01, discriminator = 0.01}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "linear.toml").write_text(LINEAR)
    return tmp_path


def gandyn(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, (result.output, result.exception)
    return result


def test_a_run_of_two_vectors_with_overrides() -> None:
    told = gandyn("run", "linear.toml", "game.std=0.5", "method.gamma=2", "--no-figures").stdout
    assert "max_steps at step 20" in told and "runs/linear-1/trajectory.npz" in told
    run: Any = gd.load("runs/linear-1")
    assert (run.game, run.method) == (gd.LinearGAN([0, 2], 0.5), gd.JARE(2.0))
    x, y = run.final[:2], run.final[2:]
    assert f"generator: ({x[0]:.6g}, {x[1]:.6g})" in told
    assert f"discriminator: ({y[0]:.6g}, {y[1]:.6g})" in told
    assert f"distance: {run.distances[-1]:.6g} from the equilibrium, 0.1 at first" in told
    assert sorted(p.name for p in Path("runs/linear-1").iterdir()) == [
        "config.json", "environment.json", "heartbeat.json", "run.lock", "trajectory.npz",
    ]  # fmt: skip
    again: Any = load_config("runs/linear-1/config.json").build().simulate()
    assert again.states.tobytes() == run.states.tobytes()
    assert json.loads(Path("runs/linear-1/environment.json").read_text())["num_threads"] == 1
    assert gandyn("run", "linear.toml", "--no-figures", "--quiet").output == ""


def test_a_game_without_a_single_equilibrium_tells_no_distance() -> None:
    start = "initial.values=[-1, 1, -inf, 0.5, -0.5, inf]"
    told = gandyn("run", "game.name=MixtureGAN", start, "num_steps=3", "--no-figures").stdout
    assert "distance" not in told and "inf" in told
    run: Any = gd.load("runs/run-1")
    assert np.isinf(run.final[[2, 5]]).all()


@pytest.mark.parametrize("name", GAMES)
def test_the_way_from_init_to_a_run(name: str) -> None:
    gandyn("init", "new.toml", "--game", name)
    gandyn("run", "new.toml", "num_steps=2", "--out", "r", "--no-figures")
    assert type(gd.load("r").game).__name__ == name
    assert "2 steps" in gandyn("estimate", "new.toml", "num_steps=2").stdout
    told = gandyn("info", "r").stdout
    assert name in told or name == "KernelGAN"


def test_info_of_two_vectors_is_plain_values() -> None:
    gandyn("run", "linear.toml", "--out", "r", "--no-figures", "--quiet")
    told = runs.info("r")
    json.dumps(told, allow_nan=False)
    assert (told["status"], told["step"], told["frames"]) == ("max_steps", 20, 21)
    assert told["game"] == repr(gd.LinearGAN([0, 2], 0.7)) and told["seed"] == 0
    assert told["time"] == pytest.approx(0.2) and "from the equilibrium" in told["distance"]
    wide = gd.QuadraticGame(xy=np.ones((9, 1)))
    run = gd.simulate(wide, gd.SimGD(), rates=gd.Rates(), num_steps=1, initial=np.ones(10))
    assert "... 9 numbers)" in runs.ending(run)["generator"]


def test_refusals_and_divergence_have_the_codes_of_all_runs() -> None:
    best = ["method.name=BestResponse", "game.loss=wasserstein"]
    refused = gandyn("run", "linear.toml", *best, code=65).stderr
    assert "method: BestResponse: " in refused and not Path("runs").exists()
    assert "KernelGAN alone" in gandyn("run", "linear.toml", "ridge=1", code=65).stderr
    points = ["--targets", "points.csv"]
    assert "targets: is for" in gandyn("run", "linear.toml", *points, code=65).stderr
    grow = ["rates.generator=100", "rates.discriminator=100", "method.name=SimGD", "bound=5"]
    assert "part done" in gandyn("run", "linear.toml", *grow, "--out", "r", code=70).stderr
    assert gd.load("r").status is gd.Status.diverged
    assert "LinearGAN" in gandyn("init", "a.toml", "--game", "LinearGann", code=2).stderr
    gandyn("run", "linear.toml", "--out", "s", "--no-figures")
    assert "no particles" in gandyn("animate", "s", code=2).stderr


# Pictures ----------------------------------------------------------------------------------------


def test_a_run_of_two_vectors_is_drawn_and_has_the_pictures_of_its_game() -> None:
    assert "r/figures/overview.png" in gandyn("run", "linear.toml", "--out", "r").stdout
    assert gandyn("plot", "r", "--kind", "convergence").stdout == "r/figures/convergence.png\n"
    assert Path("r/figures/convergence.png").read_bytes().startswith(b"\x89PNG")
    assert "must be a MixtureGAN" in gandyn("plot", "r", "--kind", "mixture", code=2).stderr
    wrong = " ".join(gandyn("plot", "r", "--kind", "particles", code=2).stderr.split())
    assert all(kind in wrong for kind in plot.VECTOR_KINDS)
    with pytest.raises(ValueError, match="kind must be one of overview, portrait"):
        runs.draw(gd.load("r"), "particles", Path("a.png"))
    with pytest.raises(ValueError, match=r"run\.game must be a MixtureGAN, got LinearGAN"):
        runs.draw(gd.load("r"), "mixture", Path("a.png"))


# Lists and estimates -----------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
def test_a_list_names_everything_with_parameters_and_defaults(family: str) -> None:
    told = gandyn("list", family).stdout
    assert told == render(family) + "\n" and max(map(len, told.splitlines())) <= 100
    classes, _ = FAMILIES[family]
    text = " ".join(told.split())
    assert [entry.name for entry in entries(family)] == list(classes)
    for entry, cls in zip(entries(family), classes.values(), strict=True):
        assert f"{entry.name}(" in told and entry.prose
        if hasattr(cls, "fields"):
            assert [p.name for p in entry.parameters] == [field.name for field in cls.fields()]
            for field in cls.fields():
                assert field.prose in text
        assert all(parameter.prose for parameter in entry.parameters)


def test_lists_have_formulas_and_papers() -> None:
    methods = {entry.name: entry for entry in entries("methods")}
    jare = methods["JARE"]
    assert jare.formula == "x+ = x - eta (f_x + gamma C f_y), y+ = y + eta (f_y - gamma C'f_x)"
    assert jare.papers == ("Nie and Patel 2019",) and "Nie" not in jare.prose
    assert jare.parameters[0].default == "1.0" and jare.parameters[0].allowed == ">= 0"
    assert jare.parameters[2].allowed == "Adam | RMSProp"
    assert all(entry.formula for entry in methods.values())
    assert len([entry for entry in methods.values() if entry.papers]) >= 11
    assert "v = (v_g, v_d) is the game's field" in gandyn("list", "methods").stdout
    games = {entry.name: entry for entry in entries("games")}
    assert list(games) == list(GAMES)
    assert all(" = " in entry.prose + entry.formula for entry in games.values())
    assert games["KernelGAN"].papers and "(ridge / 2) |f|^2" in games["KernelGAN"].formula
    assert games["LinearGAN"].parameters[0].default == ""  # it must be given
    assert "LinearGAN(mean, std=1.0" in gandyn("list", "games").stdout
    assert "K = exp(-r2 / (2 bandwidth^2))" in gandyn("list", "kernels").stdout
    assert "exact discriminator" in gandyn("list", "discriminators").stdout
    assert list(FAMILIES) == cli_words.FAMILIES
    told = " ".join(gandyn("list", "foo", code=2).stderr.split())
    assert told.endswith(f"FAMILY: must be one of {', '.join(FAMILIES)}, got foo")


@pytest.mark.parametrize("name", VECTOR_GAMES)
def test_an_estimate_grows_with_the_run(name: str) -> None:
    gandyn("init", "new.toml", "--game", name)
    told = gandyn("estimate", "new.toml").stdout
    assert name in told and "one thread" in told and "memory" in told and "disk" in told
    huge = gandyn("estimate", "new.toml", "num_steps=1000000000000000").stdout
    assert "years" in huge and "too much, record less often" in huge


def test_an_estimate_knows_what_a_step_costs() -> None:
    assert evaluations(gd.SimGD()) == 1.0 and evaluations(gd.AltGD("generator", 3, 5)) == 4.0
    assert evaluations(gd.Lookahead(5, inner=gd.ConOpt())) == 10.0
    assert evaluations(gd.Unrolled(10)) == 21.0 == evaluations(gd.KStep(10))
    sampled = load_config("linear.toml", ["game.batch_size=1000000000", "num_steps=1000"]).build()
    assert "h on" in estimate(sampled)["time"] or "days" in estimate(sampled)["time"]
