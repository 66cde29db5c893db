"""One run on several MPI ranks: the bits of a single process, and no rank left behind."""

import functools
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gandyn import threads
from mpi_runs import CASES, digests, in_folder, resumed

pytest.importorskip("mpi4py")

SCRIPT = Path(__file__).with_name("mpi_runs.py")
LAUNCHER = shutil.which("mpiexec", path=str(Path(sys.executable).parent)) or shutil.which("mpiexec")
if LAUNCHER is None:
    pytest.skip("there is no mpiexec", allow_module_level=True)

RANKS = (1, 2, 3, 4)


def launch(ranks: int, task: str) -> subprocess.CompletedProcess[str]:
    command = [LAUNCHER, "-n", str(ranks), sys.executable, str(SCRIPT), task]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)  # type: ignore[arg-type]


@functools.cache
def played(ranks: int) -> list[Any]:
    job = launch(ranks, "all")
    assert job.returncode == 0, job.stderr
    found: list[Any] = json.loads(job.stdout.splitlines()[-1])
    return found


@functools.cache
def alone() -> tuple[dict[str, str], dict[str, str], str]:
    return digests(), resumed(), in_folder()


@pytest.mark.parametrize("ranks", RANKS)
@pytest.mark.parametrize("case", [*CASES, "blown up"])
def test_a_run_has_the_bits_of_one_process(case: str, ranks: int) -> None:
    assert played(ranks)[0][case] == alone()[0][case]


@pytest.mark.parametrize("ranks", RANKS)
def test_a_run_goes_on_with_fewer_ranks(ranks: int) -> None:
    assert played(ranks)[1] == alone()[1]
    assert played(ranks)[2] == alone()[2]


@pytest.mark.parametrize("ranks", RANKS)
def test_all_ranks_stop_after_the_same_step(ranks: int) -> None:
    ends = played(ranks)[3]
    assert {(status, steps) for status, steps, _ in ends} == {("stopped", ends[0][1])}
    assert [count for *_, count in ends] == [3, *[0] * (ranks - 1)] and ends[0][1] > 10


@pytest.mark.parametrize("ranks", RANKS)
def test_all_ranks_refuse_alike(ranks: int) -> None:
    start, settings, method = played(ranks)[4]
    assert start.startswith("ValueError: initial") and " | " not in start
    assert settings.startswith("ValueError: game, method") or ranks == 1
    assert method.startswith("ValueError: CompetitiveGD: its steps") and " | " not in method


@pytest.mark.parametrize(("how", "code"), [("raise", 1), ("exit", 65), ("crash", None)])
def test_a_rank_that_fails_ends_the_job(how: str, code: int | None) -> None:
    began = time.monotonic()
    job = launch(3, how)
    assert time.monotonic() - began < 10.0
    assert job.returncode == code or (code is None and job.returncode != 0), job.stderr
    assert how != "raise" or "one rank fails" in job.stderr


def test_ranks_share_the_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(threads, "_affinity", lambda: 8)
    monkeypatch.setattr(threads, "_cgroup_quota", lambda: 7)
    assert threads.resolve(None, 3) == (2, "the control group's quota, shared by 3 ranks")
    assert threads.resolve(None, 9)[0] == 1
    assert threads.resolve(5, 3)[0] == 5
