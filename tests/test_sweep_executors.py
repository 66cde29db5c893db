"""The same sweep through every executor, and whatever dies on the way."""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import gandyn as gd
from gandyn.sweeps.engine import DEATHS
from sweep_cases import KERNEL, LONG, ledger, mixed

GANDYN = [sys.executable, "-c", "from gandyn.cli import main; main()"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    return tmp_path


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    found = gd.sweep(mixed(), "serial", out=tmp_path_factory.mktemp("serial") / "s")
    ends = {"max_steps": 22, "diverged": 1, "failed": 1}
    assert found.counts == ends and len(found) == 24
    return ledger(found.folder)


@contextmanager
def dask() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="the extra dask")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    )
    with cluster, distributed.Client(cluster) as client:
        yield client.get_executor(pure=False)


@contextmanager
def loky() -> Iterator[Any]:
    with pytest.importorskip("loky", reason="not installed").ProcessPoolExecutor(2) as executor:
        yield executor


@contextmanager
def submitit() -> Iterator[Any]:
    package = pytest.importorskip("submitit", reason="the extra submitit")
    yield package.LocalExecutor(folder="jobs")


@contextmanager
def processes() -> Iterator[str]:
    yield "processes"


@contextmanager
def threads() -> Iterator[Any]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


@contextmanager
def forked() -> Iterator[Any]:
    # After a parallel region, which a child that is forked could wait for without end.
    gd.mmd(gd.Gaussian(), [[0.0]] * 5000, [[1.0]] * 5000, num_threads=2, method="direct")
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as executor:
        yield executor


@pytest.mark.filterwarnings("ignore")  # of the packages' own
@pytest.mark.parametrize("made", [processes, threads, forked, loky, dask, submitit])
def test_every_executor_leaves_the_same_bytes(made: Any, expected: dict[str, bytes]) -> None:
    size = 5 if made in (processes, threads, forked) else 12  # the others take long to begin
    with made() as executor:
        found = gd.sweep(mixed(), executor, out="s", points_per_task=size)
    assert ledger(found.folder) == expected


def test_ranks_of_mpi_leave_the_same_bytes(folder: Path, expected: dict[str, bytes]) -> None:
    pytest.importorskip("mpi4py", reason="the extra mpi")
    mpiexec = shutil.which("mpiexec", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if mpiexec is None:
        pytest.skip("no mpiexec: mpich is not installed")
    found = gd.sweep(mixed(), "serial", out="made")  # its plan as a file
    table = {**found.plan.document, "sweep": found.plan.table}
    (folder / "points.json").write_text(json.dumps(table))
    command = [*GANDYN, "sweep", "points.json", "--executor", "mpi", "--out", "s"]
    done = subprocess.run(
        [mpiexec, "-n", "3", *command], capture_output=True, text=True, timeout=90
    )
    assert "1 failed" in done.stdout and done.stderr.count("gandyn: error: ") == 1
    assert ledger(folder / "s") == expected


def test_unknown_executors_are_told() -> None:
    with pytest.raises(ValueError, match="serial, processes, dask"):
        gd.sweep(mixed(), "proceses")
    with pytest.raises(ValueError, match="executor must be one of"):
        gd.sweep(mixed(), 3)  # type: ignore[arg-type]


def test_workers_do_not_oversubscribe(monkeypatch: pytest.MonkeyPatch) -> None:
    from gandyn.sweeps.executors import shared

    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    assert shared(None, None) == (8, 1)
    assert shared(3, None) == (3, 2)
    assert shared(None, 4) == (2, 4)
    assert shared(16, None) == (16, 1)
    found = gd.sweep([KERNEL | {"num_threads": 8}], "processes", workers=4)
    assert found.ledger.log(next(iter(found.plan.points)))["threads"] == 2


# -------------------------------------------------------------------------- deaths and signals


def until(true: Any, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(word) for word in found.stdout.split()]


def begin(folder: Path, points: list[dict[str, Any]], *options: str) -> subprocess.Popen[str]:
    from gandyn.sweeps.listed import document_of

    (folder / "points.json").write_text(json.dumps(document_of(points)))
    command = [*GANDYN, "sweep", "points.json", "--out", "s", "--points-per-task", "1", *options]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, **pipes)


def records(folder: Path) -> int:
    return len(list((folder / "s" / "points").glob("[0-9a-f]*.json")))


@pytest.mark.skipif(shutil.which("ps") is None, reason="no ps to find the workers by")
def test_a_killed_worker_loses_nothing(folder: Path) -> None:
    clouds = [{**KERNEL, "seed": seed, "num_steps": 60, "num_particles": 100} for seed in range(8)]
    running = begin(folder, clouds, "--workers", "2")
    for count in (1, 3):
        until(lambda count=count: records(folder) >= count and len(children(running.pid)) >= 2)
        os.kill(children(running.pid)[0], signal.SIGKILL)
    output, errors = running.communicate(timeout=120)
    assert running.returncode == 0, errors
    assert "8 points: 8 max_steps" in output
    assert ledger(folder / "s") == ledger(gd.sweep(clouds, "serial", out="t").folder)


def test_a_point_that_kills_its_process_is_recorded_at_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from gandyn.sweeps import worker

    bomb = "import os, gandyn.sweeps.measure as m; m._mmd = m.MEASURES['mmd'] = lambda p, *a: "
    bomb += "os._exit(9) if p.options['seed'] == 2 else 0.0; "
    start = "from gandyn.sweeps.worker import main; "
    monkeypatch.setattr(worker, "_PROGRAM", worker._PROGRAM.replace(start, bomb + start))
    sweep = KERNEL | {"sweep": {"grid": {"seed": [1, 2, 3, 4]}, "measure": ["mmd"]}}
    found = gd.sweep(sweep, "processes", workers=1, points_per_task=4, out="s")
    assert found.counts == {"max_steps": 3, "failed": 1}
    assert f"died {DEATHS} times" in next(iter(found.failures.values()))


def test_workers_that_cannot_begin_are_no_points_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gandyn.sweeps.worker._PROGRAM", "raise SystemExit(3)  # {path!r}")
    with pytest.raises(OSError, match="ends as it begins, with code 3"):
        gd.sweep([KERNEL], "processes", out="s")
    assert gd.Sweep("s").counts == {"missing": 1}


def test_a_callers_pool_that_breaks_says_so_and_keeps_what_was_done() -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("forkserver")) as pool:
        until(lambda: pool.submit(os.getpid).result() > 0)
        os.kill(pool.submit(os.getpid).result(), signal.SIGKILL)
        with pytest.raises(BrokenExecutor):
            gd.sweep([KERNEL, KERNEL | {"seed": 1}], pool, out="s")
    assert gd.sweep([KERNEL, KERNEL | {"seed": 1}], "serial", out="s").finished


@pytest.mark.parametrize(
    ("executor", "name", "code"),
    [
        ("serial", "SIGINT", 130),
        ("serial", "SIGTERM", 75),
        ("processes", "SIGINT", 130),
        ("processes", "SIGUSR1", 75),
    ],
)
def test_signals_end_it_soon_and_it_goes_on(
    folder: Path, executor: str, name: str, code: int
) -> None:
    short = [{**KERNEL, "seed": seed} for seed in range(3)]
    running = begin(folder, [*short, LONG], "--executor", executor)
    until(lambda: records(folder) == 3 and list((folder / "s" / "runs").glob("*/heartbeat.json")))
    sent = time.monotonic()
    running.send_signal(getattr(signal, name))
    _, errors = running.communicate(timeout=60)
    took = time.monotonic() - sent
    assert running.returncode == code, errors
    assert (
        f"stopped by {name}, 1 of 4 points left: gandyn resume s" in errors
        and "Traceback" not in errors
    )
    assert took < 5.0, took  # half a second, where the machine has nothing else to do
    assert records(folder) == 3
    assert list((folder / "s" / "runs").glob("*/checkpoints/*.npz"))


def test_ctrl_c_in_python_raises_once_all_is_safe() -> None:
    import threading

    threading.Timer(2.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt, match="SIGINT ended the sweep"):
        gd.sweep([KERNEL, LONG], "processes", out="s", points_per_task=1)
    assert not gd.Sweep("s").finished


def test_workers_end_when_their_parent_is_killed(folder: Path) -> None:
    running = begin(folder, [LONG], "--workers", "1")
    until(lambda: list((folder / "s" / "runs").glob("*/heartbeat.json")))
    workers = children(running.pid)
    running.kill()
    running.communicate()
    until(lambda: not any(Path(f"/proc/{pid}/fd").exists() for pid in workers), 20.0)
