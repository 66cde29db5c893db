"""Sweeps and runs on a real Slurm, whose jobs are killed, displaced, cancelled and out of time."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
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
RESOURCES = Resources(memory="50M", time="30", partition="calm")


SWEEP = """
targets = {shape = "ring"}
num_particles = 300
num_steps = 60
discriminator = {name = "History"}
[sweep]
measure = ["mmd"]
grid = {ridge = [0.05, 0.1, 0.2, 0.4, 0.8], seed = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}
"""
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
        "cancelled": "trap 'exit 75' USR1 TERM; for i in $(seq 600); do sleep 0.1; done",
    }.items():
        folder = tmp_path_factory.mktemp(name)
        (folder / "runs" / "a" / "checkpoints").mkdir(parents=True)
        script = run_script(["a.toml"], "runs/a", RESOURCES, command=stub(folder, run))
        found[name] = submit(slurm, folder, script), folder
    folder = tmp_path_factory.mktemp("late")
    (folder / "ring.toml").write_text(RING)
    script = run_script(
        ["ring.toml"], "runs/a", RESOURCES, command=GANDYN, options=["--no-figures"]
    )
    found["late"] = submit(slurm, folder, script), folder
    return found


def test_a_run_whose_time_is_up_goes_on_and_ends_as_if_it_had_not_been(
    slurm: Cluster, jobs: dict[str, tuple[str, Path]]
) -> None:
    job, folder = jobs["late"]
    # The signal of --signal=B:USR1@..., now: Slurm's own comes up to half a minute late.
    slurm.wait_for((folder / "runs" / "a" / "run.lock").exists, 30)
    slurm.run("scancel", "--batch", "--signal=USR1", job)
    whole = load_config(folder / "ring.toml").build().simulate()
    slurm.wait_for(lambda: state(slurm, job) in ("COMPLETED", "FAILED"), 100)
    log = (folder / "job.log").read_text()
    assert state(slurm, job) == "COMPLETED" and log.count("stopped by SIGUSR1") == 1, log
    assert log.count("queues itself again at step") == 1
    assert gd.load(folder / "runs" / "a").particles.tobytes() == whole.particles.tobytes()


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


def records(sweep: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (sweep / "points").glob("*.json")}


def players(sweep: Path) -> dict[str, int]:
    """The processes that play tasks of a sweep, and listen to signals, by task."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = file.read_bytes().split(b"\0")
            if b"task" in words and os.fsencode(sweep) in words and b"bash" not in words[0]:
                index = next(word for word in words if word.startswith(b"--index="))
                if has_usr1(int(file.parent.name), "SigCgt"):
                    found[index.decode()] = int(file.parent.name)
    return found


def has_usr1(process: int, which: str) -> bool:
    """Whether USR1 is in one of a process's sets of signals: caught, pending."""
    status = Path(f"/proc/{process}/status").read_text().split()
    return bool(int(status[status.index(f"{which}:") + 1], 16) >> (signal.SIGUSR1 - 1) & 1)


def busy(slurm: Cluster) -> list[str]:
    """The tasks of low partition that are not done."""
    slurm.revive()
    return slurm.run("squeue", "-h", "-r", "-p", "low", "-n", "sweep", "-o", "%i").split()


def test_an_array_ends_with_every_point_once_whatever_dies(
    slurm: Cluster, tmp_path_factory: pytest.TempPathFactory, jobs: dict[str, tuple[str, Path]]
) -> None:
    folder = tmp_path_factory.mktemp("a 'sweep' $(x)")
    (folder / "sweep.toml").write_text(SWEEP)
    sweep, local, table = folder / "s;$x", folder / "local", folder / "all points.csv"
    given = [str(folder / "sweep.toml"), "--executor"]
    slurm.run("scontrol", "update", "partitionname=low", "state=down")  # jobs wait
    told = slurm.gandyn(
        "sweep", *given, "slurm", "--out", str(sweep), "--points-per-task=5", "--time=30",
        "--mem=200M", "--cpus-per-task=1", "--partition=low", "--quiet", "--job-name=sweep",
    )  # fmt: skip
    assert told == ""
    scripts = sorted((sweep / "slurm").glob("*.sh"))
    assert [directive(script, "--array=") for script in scripts] == ["0-5", "0-3"]
    assert "still in the queue" in slurm.gandyn("resume", str(sweep), "--executor=slurm", code=74)
    # The same in one process, at the same time.
    alone = subprocess.Popen(
        [*GANDYN, "sweep", *given, "serial", "--out", str(local), "--threads=1", "--quiet"]
    )
    slurm.run("scontrol", "update", "partitionname=low", "state=up")
    # Players are held, so that however fast they are there is somebody to displace and to kill.
    slurm.wait_for(lambda: tell_players(sweep, signal.SIGSTOP) >= 6, 30)
    slurm.kill_controller()
    while displaced(sweep) < 5:
        slurm.wait_for(lambda: busy(slurm) and tell_players(sweep, signal.SIGSTOP), 30)
        displace(slurm, sweep)
    killed: set[str] = set()
    while len(killed) < 5:
        slurm.wait_for(lambda: busy(slurm) and players(sweep).keys() - killed, 30)
        tell_players(sweep, signal.SIGSTOP)
        task, process = next(x for x in players(sweep).items() if x[0] not in killed)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            killed.add(task)
    tell_players(sweep, signal.SIGCONT)
    slurm.wait_for(lambda: not busy(slurm), 60)
    missing = 50 - len(records(sweep))
    assert 0 < missing <= 25  # of five tasks that were killed
    options = ["--executor=slurm", "--points-per-task=7", "--partition=low", "--job-name=sweep"]
    slurm.gandyn("resume", str(sweep), *options, "--collect", str(table))
    slurm.wait_for(lambda: table.exists() and not busy(slurm), 60)
    assert alone.wait(60) == 0
    assert len(records(sweep)) == 50 and records(sweep) == records(local)
    assert len(table.read_text().splitlines()) == 51
    assert "every point has a record" in slurm.gandyn("resume", str(sweep), "--executor=slurm")


def tell_players(sweep: Path, number: int) -> int:
    """Send a signal to all who play tasks; return how many there are."""
    found = players(sweep).values()
    for process in found:
        with suppress(ProcessLookupError):
            os.kill(process, number)
    return len(found)


def displace(slurm: Cluster, sweep: Path) -> None:
    """Have a job of a better partition, that wants all memory, take the place of held tasks."""
    options = ["--partition=high", "--mem=8000M", "--output=/dev/null"]
    job = slurm.run("sbatch", "--parsable", *options, "--wrap=sleep 0.1").strip()

    def asked() -> bool:
        with suppress(OSError):
            return all(has_usr1(process, "ShdPnd") for process in players(sweep).values())
        return False

    def has_been() -> bool:
        tell_players(sweep, signal.SIGCONT)
        slurm.revive()
        return state(slurm, job) == "COMPLETED"

    slurm.wait_for(asked, 10, fail=False)
    slurm.wait_for(has_been, 30)


def displaced(sweep: Path) -> int:
    """How often a task had to make room, and queued itself again."""
    logs = (log.read_text() for log in (sweep / "slurm").glob("*.log"))
    return sum(log.count("queues itself again at") for log in logs)


def directive(script: Path, option: str) -> str:
    line = next(x for x in script.read_text().splitlines() if x.startswith(f"#SBATCH {option}"))
    return line.partition(option)[2]
