"""gandyn analyse and gandyn phase-diagram."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import gandyn as gd
from gandyn.cli import app

POINTS = """
num_steps = 60
num_particles = 6
targets = {shape = "ring", count = 2, radius = 4.0}
initial = {name = "normal", scale = 0.2}
kernel = {name = "Gaussian", bandwidth = 0.5}
rates = {generator = 0.4, discriminator = 0.2}
ridge = 0.2
"""
LINEAR = """
num_steps = 300
game = {name = "LinearGAN", mean = [0, 2], std = 0.7}
initial.values = [0.05, 0.05, 0.05, 0.05]
method = {name = "SimGD"}
rates = {generator = 0.1, discriminator = 0.1}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.toml").write_text(POINTS)
    (tmp_path / "linear.toml").write_text(LINEAR)
    return tmp_path


def gandyn(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_a_verdict_of_a_game_of_two_vectors() -> None:
    told = gandyn("analyse", "linear.toml")
    rate = gd.local_model(gd.LinearGAN([0, 2], 0.7), gd.SimGD(), gd.Rates(0.1, 0.1)).stability.rate
    assert "converges and oscillates" in told and f"rate {rate:.6g} a step" in told
    assert Path("linear-analysis.png").stat().st_size > 10_000


def test_a_verdict_of_one_target() -> None:
    told = gandyn("analyse", "points.toml", "--no-figures")
    point = gd.isolated_point(
        0.5, [1 / 6] * 3, gd.Gaussian(0.5), 0.2, gd.Rates(0.4, 0.2), dimension=2
    )
    assert "mass 0.5, alone with 3 particles" in told and point.explain() in told
    assert not list(Path().glob("*.png"))


def test_a_verdict_of_a_run() -> None:
    gandyn("run", "linear.toml", "--out", "a", "--no-figures", "--quiet")
    told = gandyn("analyse", "a", "--no-figures")
    assert "converges and oscillates, predicted factor 0.988939" in told
    gandyn("run", "points.toml", "--out", "b", "--no-figures", "--quiet")
    told = gandyn("analyse", "b")
    assert told.count("particles, mass left") == 2
    assert Path("b/figures/prediction.png").stat().st_size > 10_000


def test_a_diagram() -> None:
    told = gandyn(
        "phase-diagram", "linear.toml", "--x", "rates=0.01:1:20:log", "--y", "std=0.2:2:10",
        "--out", "there.png",
    )  # fmt: skip
    model = gd.local_model(gd.LinearGAN([0, 2], 0.7), gd.SimGD(), gd.Rates(0.1, 0.1))
    x, y = np.geomspace(0.01, 1, 20), np.linspace(0.2, 2, 10)
    best = gd.phase_diagram(model, x=("rates", x), y=("std", y)).best
    assert f"rates {best[0]:.4g}, std {best[1]:.4g}, factor {best[2]:.6g} a step" in told
    assert Path("there.png").stat().st_size > 10_000
    told = gandyn(
        "phase-diagram",
        "points.toml",
        "--x",
        "kernel.bandwidth=0.1:1:5:log",
        "--y",
        "ridge=0.1:1:5",
    )
    assert "points-phases.png" in told


@pytest.mark.parametrize("axis", ["rates", "rates=1:2", "rates=1:2:1", "rates=1:2:9:lin", "=1:2:3"])
def test_an_axis_that_is_none(axis: str) -> None:
    told = gandyn("phase-diagram", "linear.toml", "--x", axis, "--y", "std=1:2:3", code=2)
    assert "NAME=LOW:HIGH:COUNT" in told


def test_what_has_no_local_model() -> None:
    assert "smooth" in gandyn("analyse", "points.toml", "kernel.name=Laplace", code=2)
    told = gandyn("phase-diagram", "linear.toml", "--x", "rate=1:2:3", "--y", "std=1:2:3", code=2)
    assert "x must name one of" in told
    Path("mixture.toml").write_text(
        'game = {name = "MixtureGAN"}\ninitial.values = [-1, 1, -1, 0, 0, 1]\nnum_steps = 3\n'
    )
    assert "family" in gandyn("analyse", "mixture.toml", code=2)
