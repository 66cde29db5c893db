"""Sweeps and runs on a real Slurm, whose jobs are killed, displaced, cancelled and out of time."""

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gandyn.slurm_requeue import LIMIT
from gandyn.slurm_resources import Resources, sbatch_lines
from gandyn.slurm_script import run_script
from slurm_cluster import Cluster, cluster

pytestmark = pytest.mark.slurm

GANDYN = [sys.executable, "-P", "-m", "gandyn"]
RESOURCES = Resources(memory="50M", time="30")


@pytest.fixture(scope="module")
def slurm() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


def stub(folder: Path, run: str) -> list[str]:
    """A gandyn whose `run` does something else; all else is as ever."""
    file = folder / "stub.sh"
    file.write_text(f'[ "$1" = run ] || exec {shlex.join(GANDYN)} "$@"\necho started; {run}\n')
    return ["/bin/sh", str(file)]


def submit(slurm: Cluster, folder: Path, script: str) -> str:
    file = folder / "job.sh"
    file.write_text(script)
    options = ["--parsable", f"--chdir={folder}", "--output=job.log"]
    environment = {**os.environ, "PATH": slurm.path}
    return slurm.run("sbatch", *options, str(file), env=environment).strip()


def state(slurm: Cluster, job: str) -> str:
    return slurm.run("squeue", "-h", "-t", "all", "-j", job, "-o", "%T").strip()


@pytest.mark.parametrize("name", ["two words", "q\"'\\", "#x $(id) `id`", "é %j %", "a\nb\r", "-x"])
def test_sbatch_reads_a_name_as_it_was_meant(slurm: Cluster, tmp_path: Path, name: str) -> None:
    lines = "\n".join(sbatch_lines(Resources(name, "1-0", "1M", 1, directives=["--hold"])))
    job = submit(slurm, tmp_path, f"#!/bin/bash\n{lines}\ntrue\n")
    shown = slurm.run("squeue", "-h", "-j", job, "-o", "%l %c %m %j")
    assert shown == f"1-00:00:00 1 1M {''.join(x if x.isprintable() else '_' for x in name)}\n"
    slurm.run("scancel", job)


def test_a_run_that_comes_no_further_is_not_queued_for_ever(slurm: Cluster, tmp_path: Path) -> None:
    script = run_script(["a.toml"], "runs/a", RESOURCES, command=stub(tmp_path, "exit 75"))
    (tmp_path / "runs" / "a").mkdir(parents=True)
    job = submit(slurm, tmp_path, script)
    slurm.wait_for(lambda: state(slurm, job) == "FAILED", 60)
    log = (tmp_path / "job.log").read_text()
    assert log.count("started") == 1 + LIMIT
    assert "came no further in 3 attempts: at step 0" in log


def test_a_run_that_is_cancelled_does_not_come_back(slurm: Cluster, tmp_path: Path) -> None:
    running = "trap 'exit 75' USR1 TERM; while :; do sleep 0.1; done"
    script = run_script(["a.toml"], "runs/a", RESOURCES, command=stub(tmp_path, running))
    job = submit(slurm, tmp_path, script)
    log = tmp_path / "job.log"
    slurm.wait_for(lambda: log.exists() and "started" in log.read_text(), 20)
    slurm.run("scancel", job)
    slurm.wait_for(lambda: "not running" in log.read_text(), 20)
    slurm.wait_for(lambda: state(slurm, job) not in ("COMPLETING", "RUNNING"), 20)
    assert (state(slurm, job), log.read_text().count("started")) == ("CANCELLED", 1)
