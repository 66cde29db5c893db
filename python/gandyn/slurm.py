"""Sweeps on a cluster that Slurm runs: what is submitted, and what is already in the queue.

Only ``sbatch``, ``squeue`` and ``scontrol`` are called; nothing stays behind that has to run.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .files import write_atomically
from .slurm_chunks import MAX_ARRAY, Chunk, chunks
from .slurm_resources import Resources
from .slurm_script import array_script, collect_script

__all__ = ["SlurmError", "Submission", "max_array", "queued", "run_slurm", "this_gandyn"]

FOLDER, SUBMITTED = "slurm", "submitted.json"
"""In the folder of a sweep: scripts, logs, and the numbers of the jobs."""


class SlurmError(OSError):
    """A command of Slurm that failed, or is not there; the message is its own."""


@dataclass(frozen=True)
class Submission:
    """Arrays of tasks of a sweep, and a job that collects what came of them.

    Attributes
    ----------
    sweep : Path
        Its folder, which is there.
    tasks : sequence of int
        Numbers of the tasks to run.
    points_per_task : int
        Task k has the points from ``k * points_per_task`` on.
    resources : Resources
        What a task asks for.
    max_array : int
        Every index of an array is below it.
    at_once : int, optional
        Tasks of an array that run at once.
    retry_failed : bool
        Play points again that failed.
    table : Path, optional
        What the last job writes; None: there is no such job.
    command : sequence of str
        What ``gandyn`` is on the cluster; default: this interpreter's.
    """

    sweep: Path
    tasks: Sequence[int]
    points_per_task: int
    resources: Resources
    max_array: int = MAX_ARRAY
    at_once: int | None = None
    retry_failed: bool = False
    table: Path | None = None
    command: Sequence[str] = field(default_factory=lambda: this_gandyn())

    def scripts(self) -> dict[str, str]:
        """Return the arrays' scripts by file name."""
        arrays = chunks(self.tasks, self.max_array)
        return {f"array-{n}.sh": self._script(chunk) for n, chunk in enumerate(arrays, start=1)}

    def collect(self) -> dict[str, str]:
        """Return the script of the last job by file name, if there is one."""
        if self.table is None:
            return {}
        text = collect_script(
            self._sweep,
            os.path.abspath(self.table),
            self.resources,
            command=self.command,
        )
        return {"collect.sh": text}

    def submit(self) -> list[str]:
        """Write the scripts and submit them; return the numbers of the jobs.

        Raises
        ------
        SlurmError
            A job was refused, or jobs of this sweep are in the queue already.
        OSError
            A file could not be written.
        """
        if waiting := queued(self.sweep):
            raise SlurmError(
                f"{self.sweep}: its jobs {', '.join(waiting)} are still in the queue: wait for "
                f"them, or scancel {' '.join(waiting)}"
            )
        folder = self.sweep / FOLDER
        folder.mkdir(exist_ok=True)
        jobs: list[str] = []
        for name, text in self.scripts().items():
            jobs.append(self._sbatch(folder, name, text))
            # At once: should the next be refused, this one is known.
            _write(folder / SUBMITTED, json.dumps({"jobs": jobs}) + "\n")
        for name, text in self.collect().items() if jobs else ():
            jobs.append(self._sbatch(folder, name, text, f"--dependency=afterany:{':'.join(jobs)}"))
            _write(folder / SUBMITTED, json.dumps({"jobs": jobs}) + "\n")
        return jobs

    def show(self) -> str:
        """Return what `submit` would do, as text: the scripts, each with its command."""
        folder = self._sweep / FOLDER
        arrays, last = self.scripts(), self.collect()
        numbers = ":".join(f"<{name}>" for name in arrays)
        parts = []
        for name, text in (arrays | last).items():
            after = [f"--dependency=afterany:{numbers}"] if name in last else []
            call = shlex.join(["sbatch", *_options(folder), *after, str(folder / name)])
            first, rest = text.split("\n", 1)
            parts.append(f"{first}\n# {call.replace(chr(10), '?')}\n{rest}")
        return "\n".join(parts)

    @property
    def _sweep(self) -> Path:
        return Path(os.path.abspath(self.sweep))

    def _script(self, chunk: Chunk) -> str:
        return array_script(
            self._sweep,
            chunk,
            self.points_per_task,
            self.resources,
            command=self.command,
            at_once=self.at_once,
            options=["--retry-failed"] if self.retry_failed else [],
        )

    def _sbatch(self, folder: Path, name: str, text: str, *extra: str) -> str:
        _write(folder / name, text)
        # The file's name is looked up in the folder that sbatch changes to.
        said = run_slurm("sbatch", *_options(folder), *extra, os.path.abspath(folder / name))
        return said.strip().partition(";")[0]  # after it: the name of the cluster


def _options(folder: Path) -> list[str]:
    # Given here: paths of any kind need no quotes, and %, which a log's name may not hold.
    return ["--parsable", f"--chdir={os.path.abspath(folder)}"]


def this_gandyn() -> list[str]:
    """Return the command that runs this gandyn, wherever a job starts and whatever its PATH is."""
    return [sys.executable, "-P", "-m", __package__ or "gandyn"]


def max_array() -> int | None:
    """Return MaxArraySize of the cluster, or None where there is none.

    Raises
    ------
    SlurmError
        There is a Slurm that does not answer.
    """
    try:
        said = run_slurm("scontrol", "show", "config")
    except FileNotFoundError:
        return None
    match = re.search(r"^MaxArraySize\s*=\s*(\d+)", said, re.MULTILINE)
    return int(match[1]) if match else None


def queued(sweep: Path) -> list[str]:
    """Return the jobs of a sweep that are waiting or running.

    Raises
    ------
    SlurmError
        Slurm does not answer.
    OSError
        The list of what was submitted cannot be read.
    """
    try:
        submitted = json.loads((sweep / FOLDER / SUBMITTED).read_text())["jobs"]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError):  # not ours to read: nothing is known
        return []
    if not submitted:
        return []
    there = set(run_slurm("squeue", "--noheader", f"--user={os.getuid()}", "--format=%F").split())
    return [job for job in submitted if job in there]


def run_slurm(command: str, *arguments: str) -> str:
    """Return what a command of Slurm prints."""
    try:
        done = subprocess.run([command, *arguments], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise FileNotFoundError(
            error.errno, "no such command: is this a machine of a cluster with Slurm?", command
        ) from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip() or f"exit code {done.returncode}"
        raise SlurmError(f"{command}: {said}")
    return done.stdout.decode(errors="replace")


def _write(path: Path, text: str) -> None:
    write_atomically(path, lambda file: file.write(text.encode(errors="surrogateescape")))
