"""Sweeps and runs on a real Slurm, whose jobs are killed, displaced, cancelled and out of time."""

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import gandyn as gd
from gandyn.config import load_config
from gandyn.slurm_requeue import LIMIT
from gandyn.slurm_resources import Resources, sbatch_lines
from gandyn.slurm_script import run_script
from slurm_cluster import Cluster, cluster

pytestmark = pytest.mark.slurm

GANDYN = [sys.executable, "-P", "-m", "gandyn"]
RESOURCES = Resources(memory="50M", time="30")


RING = """
targets = {shape = "ring"}
num_particles = 400
num_steps = 400
save_every = 100
discriminator = {name = "History"}
num_threads = 1
"""


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


@pytest.fixture(scope="module")
def jobs(slurm: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Path]]:
    """Jobs that mostly wait, and so all together: their numbers and folders by name."""
    found = {}
    for name, run in {
        "stuck": "exit 75",
        "cancelled": "trap 'exit 75' USR1 TERM; while :; do sleep 0.1; done",
    }.items():
        folder = tmp_path_factory.mktemp(name)
        (folder / "runs" / "a" / "checkpoints").mkdir(parents=True)
        script = run_script(["a.toml"], "runs/a", RESOURCES, command=stub(folder, run))
        found[name] = submit(slurm, folder, script), folder
    folder = tmp_path_factory.mktemp("late")
    (folder / "ring.toml").write_text(RING)
    # A minute is the least that Slurm knows; so 55 seconds before its end is soon.
    short = Resources(memory="50M", time="1", partition="calm", directives=["--signal=B:USR1@55"])
    script = run_script(["ring.toml"], "runs/a", short, command=GANDYN, options=["--no-figures"])
    found["late"] = submit(slurm, folder, script), folder
    return found


def test_a_run_that_is_cancelled_does_not_come_back(
    slurm: Cluster, jobs: dict[str, tuple[str, Path]]
) -> None:
    job, folder = jobs["cancelled"]
    log = folder / "job.log"
    slurm.wait_for(lambda: log.exists() and "started" in log.read_text(), 20)
    slurm.run("scancel", job)
    slurm.wait_for(lambda: "completing, not running" in log.read_text(), 20)
    slurm.wait_for(lambda: state(slurm, job) not in ("COMPLETING", "RUNNING"), 20)
    assert (state(slurm, job), log.read_text().count("started")) == ("CANCELLED", 1)


def test_a_run_that_comes_no_further_is_not_queued_for_ever(
    slurm: Cluster, jobs: dict[str, tuple[str, Path]]
) -> None:
    job, folder = jobs["stuck"]
    slurm.wait_for(lambda: state(slurm, job) == "FAILED", 60)
    log = (folder / "job.log").read_text()
    assert log.count("started") == 1 + LIMIT
    assert "came no further in 3 attempts: at step 0" in log


def test_a_run_whose_time_is_up_goes_on_and_ends_as_if_it_had_not_been(
    slurm: Cluster, jobs: dict[str, tuple[str, Path]]
) -> None:
    job, folder = jobs["late"]
    slurm.wait_for(lambda: state(slurm, job) in ("COMPLETED", "FAILED"), 100)
    log = (folder / "job.log").read_text()
    assert state(slurm, job) == "COMPLETED" and log.count("stopped by SIGUSR1") >= 1, log
    assert log.count("queued again at step") == log.count("stopped by SIGUSR1")
    whole = load_config(folder / "ring.toml").build().simulate()
    assert gd.load(folder / "runs" / "a").particles.tobytes() == whole.particles.tobytes()
