"""Run folders and progress: nothing is overwritten, nothing is half there."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

import gandyn as gd
from gandyn import runs
from gandyn.config import load_config
from gandyn.progress import Reporter

CONFIG = load_config(None, ["targets.shape=ring", "num_steps=4", "num_particles=5"])


@pytest.fixture
def run() -> Any:
    return CONFIG.build().simulate()


def test_a_folder_with_something_in_it_is_only_overwritten_when_asked(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = runs.create(tmp_path / "deep" / "run")
    runs.write_run(folder, CONFIG, run)
    (folder / "figures").mkdir()
    for name in ("figures/old.png", "animation.gif", "notes.txt"):
        (folder / name).touch()
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    assert runs.create(folder) == folder  # a run: whether it goes on is seen later
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").touch()
    with pytest.raises(FileExistsError, match="not empty"):
        runs.create(tmp_path / "other")
    assert runs.create(folder, overwrite=True) == folder
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr("os.replace", no_space)
        runs.write_run(folder, CONFIG, run)
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before
    runs.write_run(folder, CONFIG, run)
    assert [path.name for path in sorted(folder.rglob("*"))] == [
        "config.json", "environment.json", "figures", "notes.txt", "trajectory.npz",
    ]  # fmt: skip
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        runs.create(tmp_path / "file", overwrite=True)
    with pytest.raises(NotADirectoryError):
        runs.create(tmp_path / "file" / "run")


def no_space(*_: Any) -> None:
    raise OSError(28, "No space left on device")


def test_default_folders_are_numbered_and_never_shared(tmp_path: Path) -> None:
    names = [runs.create_next("ring", tmp_path / "runs").name for _ in range(3)]
    assert names == ["ring-1", "ring-2", "ring-3"]
    (tmp_path / "runs" / "ring-2").rmdir()
    assert runs.create_next("ring", tmp_path / "runs").name == "ring-2"
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        runs.create_next("ring", tmp_path / "file")


def test_a_run_is_finished_when_its_trajectory_is_there(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load_config(None, ["targets.shape=ring", "kernel.bandwidth=0.3"])
    with pytest.raises(gd.DataError, match="no finished run"):
        runs.info(tmp_path)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr("os.replace", no_space)
        runs.write_run(tmp_path, config, run)
    with pytest.raises(gd.DataError, match="no finished run"):
        gd.load(tmp_path)
    runs.write_run(tmp_path, config, run)
    assert (gd.load(tmp_path).particles == run.particles).all()
    assert load_config(tmp_path / "config.json") == config
    kept = json.loads((tmp_path / "environment.json").read_text())
    assert kept["num_threads"] == run.stats.num_threads
    assert kept["threads_reason"] == run.stats.threads_reason
    assert kept["gandyn"] == gd.__version__ and kept["instruction_set"] and kept["numpy"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "config.json",
        "environment.json",
        "trajectory.npz",
    ]


def test_info_says_what_the_run_was(tmp_path: Path, run: Any) -> None:
    runs.write_run(tmp_path, CONFIG, run)
    told = runs.info(tmp_path)
    json.dumps(told, allow_nan=False)
    assert told == runs.info(tmp_path / "trajectory.npz")
    assert (told["status"], told["step"], told["particles"], told["targets"]) == (
        "max_steps", 4, 5, 8,
    )  # fmt: skip
    assert told["kernel"] == repr(gd.Gaussian()) and told["seconds"] == run.stats.seconds


def test_a_picture_is_written_in_the_format_of_its_name(tmp_path: Path, run: Any) -> None:
    for name, magic in (("a.png", b"\x89PNG"), ("new/b.pdf", b"%PDF")):
        path = runs.draw(run, "particles", tmp_path / name)
        assert path.read_bytes().startswith(magic)
    with pytest.raises(runs.FormatError, match=r"must end in one of .*png.*, got .*c\.xyz"):
        runs.draw(run, "particles", tmp_path / "c.xyz")
    with pytest.raises(ValueError, match="kind must be"):
        runs.draw(run, "portrait", tmp_path / "d.png")
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["a.png", "b.pdf"]


# Progress ----------------------------------------------------------------------------------------


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_log_gets_a_line_a_minute_with_an_estimate() -> None:
    stream, clock = io.StringIO(), Clock()
    with Reporter("run", stream, clock=clock) as progress:
        for step in range(0, 1001):
            clock.now = 0.3 * step
            progress(step, 4000)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "run: step 200 of 4000 (5 %), about 19 min 0 s left"
    assert len(lines) == 5
    with Reporter("run", stream, interval=0.0, clock=clock) as progress:
        clock.now += 7200.0
        progress(1, 3)
        progress(0, 0)
    assert "about 4 h 0 min left" in stream.getvalue()
    with Reporter("work", stream, interval=0.0, clock=clock, left=lambda: 61.0) as progress:
        progress(3, 100)
    assert stream.getvalue().endswith("work: 3 % done, about 1 min 1 s left\n")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_that_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with pytest.raises(KeyboardInterrupt), Reporter("run", stream) as progress:
        progress(30, 40)
        raise KeyboardInterrupt
    shown = stream.getvalue()
    assert "run" in shown and "30/40" in shown
    assert shown.endswith("\x1b[2K")  # the line is erased
    stream = Terminal()
    with Reporter("work", stream, left=lambda: 61.0) as progress:
        progress(30, 100)
    shown = stream.getvalue()
    assert "30/100" not in shown and "30%" in shown and "about 1 min 1 s left" in shown


def test_the_reporter_is_a_progress_callback() -> None:
    calls = []

    class Counting(Reporter):
        def __call__(self, step: int, num_steps: int) -> None:
            calls.append((step, num_steps))
            super().__call__(step, num_steps)

    problem = load_config(None, ["targets.shape=ring", "num_steps=4"]).build()
    with Counting(stream=io.StringIO()) as progress:
        problem.simulate(progress)
    assert calls[-1] == (4, 4)
