"""Runs that are killed, run out of disk, or meet each other: nothing is lost, every bit is right.

GANDYN_SOAK=1 repeats everything as often as a release wants it; the letters are those of the list
of tests in the design of what runs in batch scripts.
"""

import ctypes
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import gandyn as gd
from forks import Forks
from gandyn import runs
from gandyn.locks import Busy, lock
from gandyn.resumable import Every, play
from scenes import (
    SCENES,
    SOAK,
    bits,
    copy,
    cut,
    generation,
    orphans,
    play_often,
    quick_folder,
    segments_of,
    settings,
    straight,
    times,
)

FAULTS = Path(__file__).parent / "data" / "faults.c"


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as forks:
        yield forks


@pytest.fixture
def quick() -> Iterator[Path]:
    """A folder where flushing costs nothing, for copies."""
    with tempfile.TemporaryDirectory(dir=quick_folder()) as name:
        yield Path(name)


def goes_on_from(folder: Path, overrides: list[str], expected: Any, to: Path) -> None:
    """A copy of what is there continues to the very end, and nothing is left over."""
    other = runs.create(copy(folder, to))  # what the command does first
    assert bits(play(settings(*overrides), other)) == expected
    assert bits(gd.load(other)) == expected
    assert not orphans(other)
    assert {path.name for path in other.glob("segments/*")} == segments_of(other)
    assert not (other / "checkpoints").exists()


# D1, D5: kill -9 ----------------------------------------------------------------------------------


@pytest.mark.parametrize("overrides", SCENES.values(), ids=SCENES)
def test_a_killed_run_loses_nothing(
    overrides: list[str], forks: Forks, tmp_path: Path, quick: Path
) -> None:
    rng = random.Random(20240114)
    expected = bits(straight(overrides))
    steps, lives, patience, log = [-1], 0, 0.06, tmp_path / "log"
    for _ in range(times(34, 334)):
        folder = tmp_path / f"run {lives}"
        folder.mkdir(exist_ok=True)
        child = forks.start(play_often, overrides, folder, rng.choice([2, 5, 9, 20]), output=log)
        time.sleep(rng.uniform(0.002, patience))
        child.send(signal.SIGKILL)
        finished = child.wait() == 0
        assert len(orphans(folder)) <= 1
        if finished or (folder / "trajectory.npz").exists():
            assert bits(gd.load(folder)) == expected
            steps, lives, patience = [*steps, -1], lives + 1, 0.7 * patience
        else:
            steps.append(generation(folder))
            assert steps[-1] >= steps[-2], "a generation was lost"
            patience *= 1.2 if steps[-1] == steps[-2] else 1.0  # the machine is busy
            goes_on_from(folder, overrides, expected, quick / "copy")
    assert len(set(steps)) > 5  # they died in many places
    assert "Traceback" not in log.read_text(), log.read_text()


# D2: every system call fails ----------------------------------------------------------------------

KINDS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "EINTR": errno.EINTR, "short": -1,
         "killed before": -2, "killed after": -3}  # fmt: skip
# A folder that is there already, what is superseded, a checkpoint that cannot be read: the rest of
# what may fail silently is the heartbeat.
FORGIVEN = ("mkdir ", "unlink ", "open ")


def run_faulty(overrides: list[str], folder: Path, kind: int, place: int, told: Path) -> None:
    """The command, in a process whose system calls fail; it tells which it made."""
    from gandyn.cli import app
    from gandyn.heartbeat import Heartbeat

    Heartbeat.write = lambda *_: None  # type: ignore[method-assign]  # it may fail
    library = ctypes.CDLL(None)
    library.fault_calls.restype = ctypes.c_char_p
    library.fault_arm(os.fsencode(folder), kind, ctypes.c_long(place))
    try:
        app(["run", *overrides, "--out", str(folder), "--checkpoint-every", "30steps",
             "--no-figures", "--quiet"])  # fmt: skip
    finally:
        calls = library.fault_calls()
        library.fault_arm(b"", 0, ctypes.c_long(0))
        told.write_bytes(calls)


@pytest.fixture(scope="module")
def faulty_forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("there is no C compiler, or this is not Linux: system calls cannot be replaced")
    library = tmp_path_factory.mktemp("faults") / "faults.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, FAULTS, "-ldl"], check=True)
    with Forks(LD_PRELOAD=str(library)) as forks:
        yield forks


def telling(calls: list[str]) -> list[int]:
    """Numbers of the calls, from 1, but for what is written in the middle of a file."""
    around = zip(["", *calls], calls, [*calls[1:], ""], strict=False)
    inner = [
        before == call == after and call.startswith("write ") for before, call, after in around
    ]
    return [number for number, skip in enumerate(inner, start=1) if SOAK or not skip]


@pytest.mark.parametrize("begun", [False, True], ids=["new", "begun"])
def test_every_system_call_may_fail(
    begun: bool, faulty_forks: Forks, tmp_path: Path, quick: Path
) -> None:
    overrides = [*SCENES["history"], "num_steps=50"]
    expected = bits(straight(overrides))
    base, folder, told, log = tmp_path / "base", quick / "run", quick / "told", quick / "log"
    base.mkdir()
    if begun:
        cut(overrides, base, 10)

    def run(kind: int, place: int) -> tuple[int, str]:
        log.unlink(missing_ok=True)
        copy(base, folder)
        child = faulty_forks.start(run_faulty, overrides, folder, kind, place, told, output=log)
        return child.wait(), log.read_text()

    assert run(0, -1) == (0, "")
    calls = told.read_text().splitlines()
    assert {"open", "write", "fsync", "rename", "mkdir", "flock"} <= {c.split()[0] for c in calls}
    for place in telling(calls):
        for number, (name, kind) in enumerate(KINDS.items()):
            if not SOAK and (place % 2 == begun or number != place // 2 % len(KINDS)):
                continue  # every other call, in one of the ways
            code, words = run(kind, place)
            call = calls[place - 1]
            where = f"{name} at call {place} of {len(calls)}, {call}: code {code}\n{words}"
            if name.startswith("killed"):
                assert code == -signal.SIGKILL, where
            else:
                errors = [line for line in words.splitlines() if "gandyn: error: " in line]
                assert code in (0, 74) and "Traceback" not in words, where
                assert len(errors) == (code == 74), where
                assert all(str(folder) in line for line in errors), where
                assert not (code == 74 and orphans(folder)), where
            if code == 0:
                assert name not in ("EIO", "ENOSPC") or call.startswith(FORGIVEN), where
                assert bits(gd.load(folder)) == expected, where
            elif not (folder / "trajectory.npz").exists():
                assert generation(folder) >= (10 if begun else -1), where
            goes_on_from(folder, overrides, expected, quick / "copy")


def test_a_power_cut_finds_everything_in_order(faulty_forks: Forks, quick: Path) -> None:
    """D6: no name before its content is on the disk, nothing after it before the name is, too."""
    folder, told = quick / "run", quick / "told"
    overrides = [*SCENES["mesh"], "num_steps=100"]
    assert faulty_forks.start(run_faulty, overrides, folder, 0, -1, told).wait() == 0
    unwritten, unnamed, made = set[str](), set[str](), set[str]()
    calls = [call.partition(" ") for call in told.read_text().splitlines()]
    for what, _, path in calls[3:]:  # after the lock
        if what == "write":
            unwritten.add(path)
        elif what == "mkdir" and path not in made:  # else it is there already
            made.add(path)
            unnamed.add(path)
        elif what == "rename":
            assert not unwritten
            unnamed.add(path)
        elif what == "fsync":
            unwritten.discard(path)
            unnamed = {other for other in unnamed if other.rpartition("/")[0] != path}
        elif what == "unlink" or path.endswith(".tmp"):
            assert not unnamed, (what, path, unnamed)
    assert not unwritten and not unnamed
    assert sum(what == "rename" for what, *_ in calls) >= 9


# D4: a full disk ----------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_the_run_goes_on_later(tmp_path: Path) -> None:
    disk, overrides = tmp_path / "disk", ["targets.shape=ring", "num_particles=2000",
                                          "num_steps=60", "discriminator.name=Mesh"]  # fmt: skip
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here: that takes root")
    try:
        expected, full = bits(straight(overrides)), 0
        rng = random.Random(20240114)
        for number in range(times(8, 200)):
            folder, ballast = disk / f"run {number}", disk / "ballast"
            folder.mkdir()
            left = 4096 * rng.randrange(1, 900) if number else 0
            ballast.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - left)))
            try:
                run = play(settings(*overrides), folder, checkpoint_every=Every(steps=7))
                assert bits(run) == bits(gd.load(folder)) == expected
            except OSError as error:
                full += 1
                assert error.errno == errno.ENOSPC and str(folder) in str(error.filename)
                assert not orphans(folder) and not (folder / "trajectory.npz").exists()
            ballast.unlink()
            before = generation(folder)
            assert bits(play(settings(*overrides), folder)) == expected, before
            assert bits(gd.load(folder)) == expected
            shutil.rmtree(folder)
        assert full >= number // 3
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


# D7: two writers ----------------------------------------------------------------------------------


def hold(folder: Path) -> None:
    with lock(folder):
        (folder / "held").touch()
        time.sleep(600)


def race(folder: Path, rounds: int) -> None:
    """Take the lock again and again; a marker that is there already means that two hold it."""
    won = 0
    while won < rounds:
        try:
            with lock(folder):
                os.close(os.open(folder / "marker", os.O_CREAT | os.O_EXCL))
                time.sleep(0.001)
                os.unlink(folder / "marker")
            won += 1
        except Busy:
            time.sleep(0.0005)


def until(condition: Any, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def command(folder: Path, *more: str) -> None:
    from gandyn.cli import main

    sys.argv = ["gandyn", "run", *SCENES["history"], "--out", str(folder), "--no-figures", *more]
    main()


def test_two_never_write_one_run(forks: Forks, tmp_path: Path) -> None:
    holder = forks.start(hold, tmp_path)
    until((tmp_path / "held").exists)
    (tmp_path / "held").unlink()
    with pytest.raises(Busy) as busy:
        play(settings(*SCENES["history"]), tmp_path)
    assert f"process {holder.pid} on " in str(busy.value) and str(tmp_path) in str(busy.value)
    began = time.monotonic()
    log = tmp_path.with_suffix(".log")
    for more in ([], ["--overwrite"]):
        assert forks.start(command, tmp_path, *more, output=log).wait() == 73
    assert time.monotonic() - began < 2.0
    assert log.read_text().count("gandyn: error: ") == 2 and str(tmp_path) in log.read_text()
    assert os.listdir(tmp_path) == ["run.lock"]
    holder.send(signal.SIGKILL)
    assert holder.wait() == -signal.SIGKILL
    assert forks.start(command, tmp_path).wait() == 0  # the lock of the dead is taken over


def test_a_race_has_one_winner(forks: Forks, tmp_path: Path) -> None:
    log = tmp_path.with_suffix(".log")
    racers = [forks.start(race, tmp_path, times(50, 2000), output=log) for _ in range(4)]
    assert [racer.wait() for racer in racers] == [0] * 4, log.read_text()


# D8: odd places -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a b  c", "Größe-数-🌍", "x" * 255, "\u00fc" * 127, "-dash", "a'b\"c$d;e\nf", "a=b"]
)
def test_any_name_of_a_folder_will_do(name: str, forks: Forks, tmp_path: Path) -> None:
    folder, log = tmp_path / name, tmp_path / "log"
    assert forks.start(command, folder, output=log).wait() == 0, log.read_text()
    assert bits(gd.load(folder)) == bits(straight(SCENES["history"]))
    assert forks.start(command, folder, "num_steps=1", output=log).wait() == 65


def test_a_link_is_the_folder_that_it_points_to(forks: Forks, tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    with lock(link), pytest.raises(Busy), lock(real):
        pass
    assert forks.start(command, link).wait() == 0
    assert link.is_symlink() and bits(gd.load(real)) == bits(gd.load(link))


def run_without_privileges(folder: Path) -> None:
    # Root may write anywhere by its capabilities alone; without them modes hold for it as well.
    version_3, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None, use_errno=True).capset(version_3, nothing) == 0
    os.umask(0o022)
    command(folder)


def test_folders_that_cannot_be_written_are_named(forks: Forks) -> None:
    with tempfile.TemporaryDirectory() as name:
        parent, log = Path(name), Path(name) / "log"
        parent.chmod(0o755)
        for what, mode in (("read-only", 0o555), ("closed", 0o000)):
            (parent / what).mkdir(mode=0o700)
            (parent / what).chmod(mode)
            for folder in (parent / what, parent / what / "new"):
                log.unlink(missing_ok=True)
                assert forks.start(run_without_privileges, folder, output=log).wait() == 74, (
                    log.read_text()
                )
                words = log.read_text()
                assert words.startswith("gandyn: error: ") and words.count("\n") == 1, words
                assert str(parent / what) in words, words
                assert "denied" in words or "Read-only" in words
            (parent / what).chmod(0o700)
            assert not any((parent / what).iterdir())
    with pytest.raises(FileNotFoundError, match="nowhere"):
        play(settings(*SCENES["history"]), Path("nowhere"))


# The same folder, another run ---------------------------------------------------------------------
