"""The command line: what it writes, what it says, and how it ends."""

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import gandyn as gd
from gandyn.cli import app
from gandyn.config import load_config
from gandyn.demo import demo_config

SMALL = ["num_steps=3", "num_particles=6"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text("x,y,population\n0,0,1\n1,0,2\n0,1,5\n")
    (tmp_path / "ring.toml").write_text('targets = {shape = "ring"}\nnum_particles = 6\n')
    return tmp_path


def gandyn(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, (result.output, result.exception)
    if code not in (0, 2):
        errors = [line for line in result.stderr.splitlines() if line.startswith("gandyn: error: ")]
        assert len(errors) == 1 and "Traceback" not in result.output
    return result


def script(code: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, after some preparation."""
    program = textwrap.dedent(code) + "\nfrom gandyn.cli import main\nmain()\n"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, **options
    )


# What works --------------------------------------------------------------------------------------


def test_a_run_of_a_configuration_with_overrides(folder: Path) -> None:
    result = gandyn(
        "run", "ring.toml", "kernel.bandwidth=0.2", "rates.generator=0.05", "num_steps=3"
    )
    assert "max_steps at step 3" in result.stdout and "runs/ring-1/trajectory.npz" in result.stdout
    run = gd.load("runs/ring-1/trajectory.npz")
    assert run.game.kernel == gd.Gaussian(0.2) and run.rates.generator == 0.05
    assert sorted(str(p.relative_to("runs/ring-1")) for p in Path("runs/ring-1").rglob("*.*")) == [
        "config.json", "environment.json", "figures/overview.png", "heartbeat.json", "run.lock",
        "trajectory.npz",
    ]  # fmt: skip
    again = load_config("runs/ring-1/config.json").build().simulate()
    assert again.particles.tobytes() == run.particles.tobytes()
    gandyn("run", "ring.toml", "num_steps=3", "--no-figures", "--quiet")
    assert not Path("runs/ring-2/figures").exists()


def test_a_run_of_points_without_a_configuration() -> None:
    arguments = ["run", "--targets", "points.csv", *SMALL, "kernel.bandwidth=0.3", "--no-figures"]
    assert "masses: column 'population'" in gandyn(*arguments, "--out", "a").stdout
    run = gd.load("a")
    assert run.game.targets.shape == (3, 2)
    np.testing.assert_allclose(run.game.target_weights, [1 / 8, 2 / 8, 5 / 8])
    gandyn(*arguments, "--out", "b", "--mass", "none", "targets.columns=[0, 1]")
    np.testing.assert_allclose(gd.load("b").game.target_weights, 1 / 3)
    gandyn(*arguments, "--out", "c", "--mass", "y")
    np.testing.assert_allclose(gd.load("c").game.target_weights, [0, 0, 1])
    gandyn(*arguments, "--out", "d", "--mass", "0")
    np.testing.assert_allclose(gd.load("d").game.target_weights, [0, 1, 0])
    gandyn(*arguments)
    assert Path("runs/points-1/trajectory.npz").exists()
    assert gandyn(*arguments, "--out", "e", "--quiet").output == ""


def test_the_way_from_init_to_pictures() -> None:
    assert "gandyn run new.toml" in gandyn("init", "new.toml").stdout
    gandyn("run", "new.toml", *SMALL, "--out", "r", "--no-figures")
    assert gandyn("plot", "r", "--kind", "particles").stdout == "r/figures/particles.png\n"
    gandyn("plot", "r/trajectory.npz", "--kind", "targets", "--out", "x/targets.pdf")
    assert Path("x/targets.pdf").read_bytes().startswith(b"%PDF")
    assert gandyn("animate", "r").stdout == "r/animation.gif\n"
    assert Path("r/animation.gif").read_bytes().startswith(b"GIF8")
    told = gandyn("info", "r").stdout
    assert "max_steps" in told and "Gaussian(bandwidth=0.4)" in told


def test_schema_doctor_version_and_help() -> None:
    assert json.loads(gandyn("schema").stdout)["else"]["required"] == ["targets"]
    told = gandyn("doctor").stdout
    for topic in ("instruction set", "threads", "OpenMP", "start of processes", "matplotlib"):
        assert f"{topic} " in told
    assert gandyn("--version").stdout == f"gandyn {gd.__version__}\n"
    for command in ([], ["run"], ["demo"]):
        text = " ".join(gandyn(*command, "--help").stdout.split())
        assert "65 wrong configuration or data" in text and "130 interrupted" in text


def test_the_demo_learns_where_people_live() -> None:
    told = gandyn("demo", "--steps", "4", "--out", "d").stdout
    for part in ("start: ", "end: ", "squared MMD", "W2", "within 5 degrees"):
        assert part in told
    for name in ("trajectory.npz", "figures/overview.png", "animation.gif"):
        assert f"d/{name}" in told and Path("d", name).stat().st_size > 0
    run = gd.load("d")
    assert len(run.game.targets) == 6204 and run.particles.shape[1:] == (20000, 2)
    assert run.game.target_weights.sum() == pytest.approx(1.0)
    assert demo_config(250).build().options["save_every"] == 4


def test_the_help_needs_nothing_heavy() -> None:
    code = """
        import atexit, sys
        heavy = ("matplotlib", "pydantic", "rich", "PIL")
        atexit.register(lambda: print([name for name in heavy if name in sys.modules]))
    """
    assert script(code, "--help").stdout.splitlines()[-1] == "[]"


# Exit codes --------------------------------------------------------------------------------------


def test_wrong_usage_is_2() -> None:
    gandyn(code=2)
    gandyn("run", code=2)
    gandyn("run", "ring.toml", "--what", code=2)
    gandyn("dance", code=2)
    gandyn("init", "new.json", code=2)
    gandyn("demo", "--steps", "0", code=2)
    gandyn("run", "ring.toml", *SMALL, "--out", "r", "--no-figures")
    assert "overview" in gandyn("plot", "r", "--kind", "portrait", code=2).stderr
    gandyn("plot", "r", "--kind", "targets", "--out", "a.xyz", code=2)
    gandyn("animate", "r", "--out", "a.mp4", code=2)


def test_wrong_configuration_or_data_is_65() -> None:
    assert (
        "did you mean bandwidth?" in gandyn("run", "ring.toml", "kernel.bandwith=1", code=65).stderr
    )
    assert "ring.toml" not in gandyn("run", "num_steps=3", code=65).stderr
    Path("bad.csv").write_text("x,y\n1,2\n3,four\n")
    assert "line 3, column 'y'" in gandyn("run", "--targets", "bad.csv", code=65).stderr
    assert "'z'" in gandyn("run", "--targets", "points.csv", "--mass", "z", code=65).stderr
    assert "override must be" in gandyn("run", "ring.toml", "ring.toml", code=65).stderr
    assert "points.csv" in gandyn("run", "points.csv", code=65).stderr
    assert "points.csv" in gandyn("info", "points.csv", code=65).stderr
    assert "no finished run" in gandyn("plot", ".", code=65).stderr
    assert not Path("runs").exists()


def test_a_combination_that_the_core_refuses_is_65() -> None:
    gandyn("run", "ring.toml", "method.name=BestResponse", "ridge=0", code=65)


def test_divergence_is_70_and_the_part_done_is_saved() -> None:
    result = gandyn("run", "ring.toml", "rates.generator=1e9", "bound=10", "--out", "r", code=70)
    assert "the part done is in r" in result.stderr
    assert gd.load("r").status is gd.Status.diverged


def test_too_little_memory_is_70(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise MemoryError("Unable to allocate 16 TiB")

    monkeypatch.setattr("gandyn.resumable.simulate", fail)
    assert "16 TiB" in gandyn("run", "ring.toml", "--out", "r", code=70).stderr


def test_files_that_cannot_be_read_or_written_are_74(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "none.toml: No such file" in gandyn("run", "none.toml", code=74).stderr
    assert "none.csv" in gandyn("run", "--targets", "none.csv", code=74).stderr
    assert "none: No such file" in gandyn("info", "none", code=74).stderr
    assert "points.csv/r" in gandyn("run", "ring.toml", "--out", "points.csv/r", code=74).stderr
    Path("new.toml").write_text("mine")
    assert "new.toml: exists" in gandyn("init", "new.toml", code=74).stderr
    assert Path("new.toml").read_text() == "mine"

    arguments = ["run", "ring.toml", *SMALL, "--out", "r", "--no-figures"]
    gandyn(*arguments)
    before = Path("r/trajectory.npz").read_bytes()
    assert "finished before, max_steps at step" in gandyn(*arguments).stdout
    other = gandyn(*arguments, "num_steps=4", code=65).stderr
    assert "r: holds another run: num_steps = 3 there, 4 here; choose another folder" in other
    assert Path("r/trajectory.npz").read_bytes() == before
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("mine")
    assert "mine: is not empty" in gandyn(*arguments[:-2], "mine", code=74).stderr
    gandyn(*arguments, "num_steps=4", "--overwrite")
    assert Path("r/trajectory.npz").read_bytes() != before


@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_full_disk_is_74(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gandyn("run", "ring.toml", *SMALL, "--out", "r", "--no-figures")
    before = Path("r/trajectory.npz").read_bytes()

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        picture = gandyn("plot", "r", "--kind", "targets", code=74)
        run = gandyn("run", "ring.toml", *SMALL, "--out", "s", "--no-figures", code=74)
    assert picture.stderr == "gandyn: error: r/figures/targets.png: No space left on device\n"
    assert run.stderr.startswith("gandyn: error: ") and "No space left on device\n" in run.stderr
    assert Path("r/trajectory.npz").read_bytes() == before
    assert list(Path("r/figures").iterdir()) == []
    assert {path.name for path in Path("s").iterdir()} <= {"run.lock"}


def test_a_disk_that_fills_up_while_writing_is_74(folder: Path) -> None:
    code = """
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    """
    result = script(code, "run", "ring.toml", "num_steps=1000", "--out", "r", "--no-figures")
    assert (result.returncode, result.stdout) == (74, "")
    assert result.stderr == "gandyn: error: r/trajectory.npz: File too large\n"
    assert not Path("r/trajectory.npz").exists() and not list(Path("r").glob(".gandyn*"))


@pytest.mark.parametrize(
    ("number", "code", "how"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 75, "stopped by SIGTERM"),
        (signal.SIGUSR1, 75, "stopped by SIGUSR1"),
    ],
)
def test_an_interrupted_run_saves_the_part_done_and_goes_on(
    number: int, code: int, how: str
) -> None:
    interrupting = f"""
        import os
        from gandyn.progress import Reporter
        sent = []
        def interrupt(reporter, step, num_steps):
            if step > 0 and not sent:
                sent.append(step)
                os.kill(os.getpid(), {int(number)})
        Reporter.__call__ = interrupt
    """
    arguments = ("run", "ring.toml", "num_steps=20000", "save_every=1000", "num_particles=50",
                 "discriminator.name=Mesh", "--no-figures")  # fmt: skip
    result = script(interrupting, *arguments, "--out", "r")
    assert (result.returncode, result.stdout) == (code, "")
    assert result.stderr.startswith(f"gandyn: error: {how} at step ")
    assert "the part done is in r" in result.stderr
    run = gd.load("r")
    assert run.status is gd.Status.stopped and 0 < run.state.step < 20000
    again = gandyn(*arguments, "--out", "r")
    assert f"goes on from step {run.state.step}" in again.stderr
    straight = load_config("r/config.json").build().simulate()
    went_on = gd.load("r")
    assert went_on.particles.tobytes() == straight.particles.tobytes()
    assert went_on.state.particles.tobytes() == straight.state.particles.tobytes()
    assert (went_on.steps == straight.steps).all() and went_on.status is straight.status


def test_an_interruption_before_the_run_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gandyn.config.read_document", interrupt)
    assert gandyn("run", "ring.toml", code=130).stderr == "gandyn: error: interrupted\n"
