"""The commands of sweeps: what they write, what they say, and how they end."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

import gandyn as gd
from gandyn.sweeps.engine import Progress
from gandyn.sweeps.reporter import SweepReporter
from sweep_cases import ledger
from test_cli import gandyn

SWEEP = """
num_particles = 6
num_steps = 4
targets = { shape = "ring" }

[sweep]
grid = { "kernel.bandwidth" = { from = 0.1, to = 1.0, num = 4, scale = "log" }, ridge = [0.1, 0.2] }
measure = ["mmd", "predicted_rate"]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ring.toml").write_text(SWEEP)
    return tmp_path


def test_the_way_from_a_file_to_a_table_and_a_picture(folder: Path) -> None:
    told = gandyn("sweep", "ring.toml", "--dry-run").stdout
    assert "kernel.bandwidth=0.1, ridge=0.1" in told
    assert told.endswith("8 points: 4 kernel.bandwidth x 2 ridge\n") and not Path("sweeps").exists()
    assert "8 points" in gandyn("estimate", "ring.toml", "num_steps=100").stdout
    fewer = ["sweep.grid.kernel.bandwidth=[0.5]", "num_steps=3"]
    assert "2 points: 1 kernel" in gandyn("sweep", "ring.toml", *fewer, "--dry-run").stdout
    told = gandyn("sweep", "ring.toml", "--executor", "serial").stdout
    assert told == "8 points: 8 max_steps\nsweeps/ring\n"
    told = gandyn("sweep", "ring.toml", "--executor", "serial").stdout
    assert told == "8 points (8 were there): 8 max_steps\nsweeps/ring\n"
    told = gandyn("collect", "sweeps/ring", "--to", "x/ring.csv").stdout
    assert told == "x/ring.csv: 8 points\n"
    assert gandyn("plot", "sweeps/ring").stdout == "sweeps/ring/figures/sweep.png\n"
    told = gandyn("plot", "sweeps/ring", "--y", "", "--value", "mmd", "--out", "x/a.pdf").stdout
    assert told == "x/a.pdf\n" and Path("x/a.pdf").read_bytes().startswith(b"%PDF")
    said = json.loads(gandyn("status", "sweeps/ring", "--json").stdout)
    assert said["points"] == 8 and said["ends"] == {"max_steps": 8} and said["running"] == {}


def test_what_is_missing_is_told_and_resumed(folder: Path) -> None:
    gandyn("sweep", "ring.toml", "--executor", "serial", "--quiet", "--out", "s")
    before = ledger(folder / "s")
    for name in sorted(before)[:3]:
        (folder / "s" / "points" / name).unlink()
    told = gandyn("status", "s").stdout
    assert "5 of 8 (62 %)" in told and "missing    3" in told and "at the pace of" in told
    assert "5 points, 3 of 8 are missing" in gandyn("collect", "s", "--to", "a.csv").stdout
    left = gandyn("resume", "s", "--dry-run").stdout.splitlines()
    assert {f"{line.split()[0]}.json" for line in left[:3]} == set(sorted(before)[:3])
    assert left[3:] == ["3 of 8 points are left"]
    told = gandyn("resume", "s", "--executor", "serial").stdout
    assert "8 points (5 were there): 8 max_steps" in told and ledger(folder / "s") == before


def test_tasks_are_slices_of_the_points(folder: Path) -> None:
    gandyn("sweep", "ring.toml", "--executor", "serial", "--quiet", "--out", "a")
    gandyn("sweep", "ring.toml", "--executor", "serial", "--quiet", "--out", "b")
    for name in ledger(folder / "b"):
        (folder / "b" / "points" / name).unlink()
    for index, count in enumerate((3, 3, 2, 0)):
        told = gandyn("task", "b", "--index", str(index), "--points-per-task", "3").stdout
        assert f"b: {count} points, {count} played, 0 failed" in told
    assert ledger(folder / "b") == ledger(folder / "a")


def test_failures_end_in_a_line_and_a_code(folder: Path) -> None:
    huge = ["num_particles=2000", "num_steps=1000000000", "discriminator.name=History"]
    told = gandyn("sweep", "ring.toml", *huge, "--executor", "serial", "--out", "s", code=70)
    assert "failed: MemoryError: " in told.stderr and "(and 7 more)" in told.stderr
    assert "MemoryError" in gandyn("status", "s").stdout
    gandyn("resume", "s", "--retry-failed", "--executor", "serial", code=70)
    assert "8 points, 8 failed" in gandyn("collect", "s", "--to", "a.csv").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["sweep", "ring.toml", "ridge=0.3"], 65, "ridge is swept"),
        (["sweep", "ring.toml", "kernel.bandwith=0.3"], 65, "override 'kernel.bandwith=0.3'"),
        (["sweep", "ring.toml", "sweep.measure=['mdm']"], 65, "did you mean mmd"),
        (["sweep", "none.toml"], 74, "none.toml"),
        (["sweep", "plain.toml"], 65, "no table [sweep]; gandyn run"),
        (["sweep", "ring.toml", "--out", "full"], 74, "holds no sweep"),
        (["sweep", "ring.toml", "--points-per-task", "many"], 2, "auto or a number"),
        (["sweep", "ring.toml", "--executor", "mpi"], 2, "mpiexec -n"),
        (["run", "ring.toml"], 65, "gandyn sweep ring.toml"),
        (["status", "full"], 65, "no sweep"),
        (["resume", "full"], 65, "no sweep"),
        (["collect", "full", "--to", "a.csv"], 65, "no sweep"),
        (["task", "full", "--index", "0", "--points-per-task", "1"], 65, "no sweep"),
    ],
)
def test_what_is_wrong_is_told(folder: Path, arguments: Any, code: int, words: str) -> None:
    if "mpi" in arguments:
        pytest.importorskip("mpi4py", reason="the extra mpi")
    (folder / "full").mkdir()
    (folder / "full" / "a.txt").touch()
    (folder / "plain.toml").write_text('targets = { shape = "ring" }')
    result = gandyn(*arguments, code=code)
    assert words in " ".join(result.output.split()).replace("│ ", "").replace(" │", "")


@pytest.mark.parametrize("name", ["sweep.json", "points"])
def test_damaged_sweeps_are_told(folder: Path, name: str) -> None:
    gandyn("sweep", "ring.toml", "--executor", "serial", "--quiet", "--out", "s")
    text = (folder / "s" / "sweep.json").read_text()
    (folder / "s" / "sweep.json").write_text(text[:-40] if name == "points" else '{"format": 1}')
    assert "damaged" in gandyn("status", "s", code=65).stderr


def test_a_log_gets_a_line_a_minute_with_the_end_in_sight() -> None:
    now, stream = [0.0], io.StringIO()
    told = Progress(total=100, before=10, words="2 processes")
    with SweepReporter("ring", stream, clock=lambda: now[0]) as report:
        for seconds in range(0, 200, 5):
            now[0] = float(seconds)
            told.finished, told.failed = seconds // 10, 1 if seconds > 100 else 0
            report(told)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("ring: 16 of 100 points (16 %), about 14 min 0 s left (until ")
    assert ", 1 failed, " in lines[1]


def test_a_terminal_gets_a_table() -> None:
    pytest.importorskip("rich")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with SweepReporter("ring", stream) as report:
        report(Progress(total=8, before=2, finished=3, failed=1, words="2 processes"))
    assert "ring: 2 processes" in stream.getvalue() and "6 of 8" in stream.getvalue()


def test_status_has_a_table_for_terminals() -> None:
    from rich.console import Console

    from gandyn.sweeps.status import status_of

    gandyn("sweep", "ring.toml", "--executor", "serial", "--quiet", "--out", "s")
    console = Console(file=io.StringIO(), width=100)
    console.print(status_of("s").rich())
    assert "8 of 8 (100 %)" in console.file.getvalue()  # type: ignore[attr-defined]
    assert repr(gd.Sweep("s")) == "Sweep('ring', 8 points: 8 max_steps)"
