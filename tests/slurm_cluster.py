"""A real Slurm of one node on loopback: unpacked, started, and stopped again with all its jobs.

Nothing is installed: Debian's packages are unpacked into a temporary folder, by any user.
"""

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

PACKAGES = [
    "slurmctld", "slurmd", "slurm-client", "slurm-wlm-basic-plugins",
    "munge", "libmunge2", "libhwloc15", "liblua5.1-0",
]  # fmt: skip
COMMANDS = ["sbatch", "scancel", "scontrol", "sinfo", "squeue"]

# cred_expire: a job that was requeued waits so long. batch_sched_delay and the intervals: no job
# waits for a scheduler that looks once a minute. A job of partition high displaces those of low.
CONF = """\
ClusterName=loop
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge.sock,cred_expire=5
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
PluginDir={plugins}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1,sched_min_interval=0,defer_batch
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=20
MinJobAge=3600
MaxArraySize=6
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/jobs.txt
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldParameters=preempt_send_user_signal
JobRequeue=1
NodeName={host} NodeAddr=127.0.0.1 CPUs=7 CoresPerSocket=7 RealMemory=8000 State=UNKNOWN
PartitionName=low Nodes=ALL Default=YES MaxTime=60 DefMemPerCPU=100 PriorityTier=1 GraceTime=10
PartitionName=calm Nodes=ALL MaxTime=60 DefMemPerCPU=100 PriorityTier=10 PreemptMode=OFF
PartitionName=high Nodes=ALL MaxTime=60 DefMemPerCPU=100 PriorityTier=10 PreemptMode=OFF
"""


class Cluster:
    """One node that pretends to have seven processors."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder, self.root = folder, root
        self.host = socket.gethostname().partition(".")[0]
        self._daemons: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = _environment(root) | {"SLURM_CONF": str(folder / "slurm.conf")}
        conf = CONF.format(
            host=self.host,
            user=getpass.getuser(),
            folder=folder,
            plugins=next(root.glob("usr/lib/*/slurm-wlm")),
            ports=_free_ports(2),
        )
        (folder / "slurm.conf").write_text(conf)
        for name in ("state", "spool", "bin"):
            (folder / name).mkdir()
        for command in COMMANDS:
            self._wrap(command)
        key = folder / "munge.key"
        key.touch(0o600)
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)

    @property
    def path(self) -> str:
        """The PATH on which this Slurm's commands are."""
        return f"{self.folder / 'bin'}:{os.environ['PATH']}"

    def start(self) -> None:
        at = self.folder
        self._start(
            "munged", "--foreground", "--force", f"--key-file={at}/munge.key",
            f"--socket={at}/munge.sock", f"--pid-file={at}/munged.pid",
            f"--log-file={at}/munged.log", f"--seed-file={at}/munged.seed", "--num-threads=2",
        )  # fmt: skip
        self.wait_for(lambda: (at / "munge.sock").exists(), 10)
        self.start_controller()
        stepd = self.root / "usr/sbin/slurmstepd-wlm"
        self._start("slurmd-wlm", "-D", "-N", self.host, "-d", str(stepd))
        self.wait_for(lambda: "idle" in self.run("sinfo", "-h", "-o", "%T", check=False), 20)

    def gandyn(self, *arguments: str, code: int = 0) -> str:
        """Return what a command of gandyn says that finds this Slurm."""
        done = subprocess.run(
            [sys.executable, "-P", "-m", "gandyn", *arguments],
            env={**os.environ, "PATH": self.path}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    def start_controller(self) -> None:
        self._start("slurmctld-wlm", "-D")
        self.wait_for(lambda: "UP" in self.run("scontrol", "ping", check=False), 10)

    def kill_controller(self) -> None:
        """End the controller as a crash of its machine would, and start it again.

        It writes down what it has started some seconds later; what it forgets runs twice.
        """
        began, jobs = time.time(), self.folder / "state" / "job_state"
        self.wait_for(lambda: jobs.exists() and jobs.stat().st_mtime > began, 10, fail=False)
        daemon = self._daemons.pop("slurmctld-wlm")
        daemon.kill()
        daemon.wait()
        self.start_controller()

    def revive(self) -> None:
        """Do what an administrator does after a crash: a job that ran twice drains the node."""
        if "drain" in self.run("sinfo", "-h", "-o", "%T"):
            self.run("scontrol", "update", f"nodename={self.host}", "state=resume")
        for line in self.run("squeue", "-h", "-r", "-t", "pending", "-o", "%i %r").splitlines():
            job, _, reason = line.partition(" ")
            if "held" in reason.lower() or "requeued" in reason.lower():
                self.run("scontrol", "release", job, check=False)

    def stop(self) -> None:
        """Cancel every job, and end the daemons."""
        if "slurmctld-wlm" in self._daemons:
            self.wait_for(self._cancel_all, 15, fail=False)
        for daemon in reversed(self._daemons.values()):
            daemon.terminate()
            try:
                daemon.wait(5)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    def run(self, *command: str, check: bool = True, **options: Any) -> str:
        """Return what a command of this Slurm prints."""
        done = subprocess.run(
            [str(self.folder / "bin" / command[0]), *command[1:]],
            capture_output=True, text=True, check=False, timeout=60, **options,
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(f"{shlex.join(command)}: {done.stderr}")
        return done.stdout

    def jobs(self) -> dict[str, str]:
        """Return the state of every job that the controller remembers, by `job` or `job_task`."""
        lines = self.run("squeue", "-h", "-r", "-t", "all", "-o", "%i %T").split("\n")
        return dict(line.split() for line in lines if line)

    def wait_for(self, done: Callable[[], Any], seconds: float, fail: bool = True) -> None:
        """Wait until something is so; the daemons' last words tell why it never was."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                if fail:
                    raise AssertionError(f"not within {seconds} s:\n{self._last_words()}")
                return
            time.sleep(0.1)

    def _cancel_all(self) -> bool:
        self.run("scancel", "--user", getpass.getuser(), check=False)
        return not self.run("squeue", "-h", "-o", "%A", check=False).strip()

    def _last_words(self) -> str:
        logs = sorted(self.folder.glob("*.log"))
        queue = self.run("squeue", "-r", check=False) + self.run("sinfo", "-R", check=False)
        return queue + "\n".join(f"{log.name}:\n{log.read_text()[-3000:]}" for log in logs)

    def _wrap(self, command: str) -> None:
        file = self.folder / "bin" / command
        names = ("SLURM_CONF", "LD_LIBRARY_PATH")
        settings = " ".join(f"{x}={shlex.quote(self._environment[x])}" for x in names)
        real = shlex.quote(str(self.root / "usr/bin" / command))
        file.write_text(f'#!/bin/sh\n{settings} exec {real} "$@"\n')
        file.chmod(0o755)

    def _start(self, name: str, *arguments: str) -> None:
        program = [str(self.root / "usr/sbin" / name), *arguments]
        if setpriv := shutil.which("setpriv"):  # the daemons end even if the tests are killed
            program = [setpriv, "--pdeathsig", "TERM", "--", *program]
        with open(self.folder / f"{name}.out.log", "ab") as log:
            self._daemons[name] = subprocess.Popen(
                program, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _unpack(folder: Path) -> Path:
    """Download and unpack Slurm; skip with the reason where that cannot be done."""
    for tool in ("apt-get", "dpkg"):
        if shutil.which(tool) is None:
            pytest.skip(f"a Slurm to test against comes from Debian's packages: no {tool} here")
    packages, root = folder / "packages", folder / "root"
    packages.mkdir()
    # Lists of our own, if the machine's are too old: reading them needs no rights, theirs do.
    own = [f"-oDir::State::Lists={folder}/lists", f"-oDir::Cache={folder}/cache"]
    tries: list[list[list[str]]] = [
        [["download", *PACKAGES]],
        [[*own, "update"], [*own, "download", *PACKAGES]],
    ]
    for path in ("lists/partial", "cache/archives/partial"):
        (folder / path).mkdir(parents=True)
    failure = ""
    for commands in tries:
        for command in commands:
            got = subprocess.run(
                ["apt-get", "-qq", "-oAcquire::Retries=2", *command],
                cwd=packages, capture_output=True, text=True, timeout=120,
            )  # fmt: skip
            failure = got.stderr.strip()[-300:] if got.returncode else ""
            if failure:
                break
        else:
            break
    if failure:
        pytest.skip(f"Slurm's packages cannot be downloaded: {failure}")
    for package in packages.glob("*.deb"):
        subprocess.run(["dpkg", "-x", str(package), str(root)], check=True)
    return root


def _environment(root: Path) -> dict[str, str]:
    """Return what the unpacked programs need; skip where they do not run with it."""
    libraries = next(root.glob("usr/lib/*/slurm-wlm"))
    environment = {**os.environ, "LD_LIBRARY_PATH": f"{libraries.parent}:{libraries}"}
    for name in ("slurmctld-wlm", "slurmd-wlm", "munged"):
        program = [str(root / "usr/sbin" / name), "-V"]
        tried = subprocess.run(program, env=environment, capture_output=True, text=True)
        if tried.returncode:
            pytest.skip(f"Slurm's packages do not run here: {tried.stderr.strip()[-300:]}")
    return environment


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Give a running Slurm; skip with the reason where there can be none."""
    # A short path: that of a socket has at most 107 characters.
    with tempfile.TemporaryDirectory(prefix="gandyn-slurm-", dir="/tmp") as name:
        folder = Path(name)
        made = Cluster(folder, _unpack(folder))
        try:
            made.start()
            yield made
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            made.stop()
