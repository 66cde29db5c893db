"""What a job asks of Slurm, as the ``#SBATCH`` lines of its script."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Resources", "enough", "sbatch_lines"]

SIGNAL_SECONDS = 120
"""How long before the end of its time a job is told: enough for a checkpoint on a slow disk."""

LONGEST = 24 * 3600.0
"""What is asked for at most: a longer run goes on in the next job, and short ones start sooner."""

_TIME = re.compile(r"(?:(?P<days>\d+)-)?(?P<rest>\d+(?::\d+){0,2})")
_MEMORY = re.compile(r"\d+[KMGT]?B?", re.IGNORECASE)


@dataclass(frozen=True)
class Resources:
    """What a job asks of Slurm.

    Attributes
    ----------
    job_name : str
        Shown in the queue; what is no printable character becomes an underscore.
    time : str
        The most that one job takes before it queues itself again, as Slurm writes it:
        ``02:00:00``, ``1-12`` (days and hours), ``30`` (minutes).
    memory : str, optional
        Of a job, such as ``4G``; default: as the cluster says.
    cpus_per_task : int, optional
        Processors, one a thread; default: as the cluster says.
    partition, account : str, optional
        Default: as the cluster says.
    directives : sequence of str
        Other options of sbatch, such as ``--qos=long``.
    setup : sequence of str
        Shell lines that run first, such as ``module load gcc``.

    Raises
    ------
    ValueError
        Something that Slurm would not understand; the message names it.
    """

    job_name: str = "gandyn"
    time: str = "01:00:00"
    memory: str | None = None
    cpus_per_task: int | None = None
    partition: str | None = None
    account: str | None = None
    directives: Sequence[str] = ()
    setup: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Check what sbatch would refuse, or read as something else."""
        if self.seconds <= 0:
            raise ValueError(f"time must be more than nothing, got {self.time!r}")
        if self.memory is not None and not _MEMORY.fullmatch(self.memory):
            raise ValueError(f"mem must be a size such as 500M or 4G, got {self.memory!r}")
        if self.cpus_per_task is not None and self.cpus_per_task < 1:
            raise ValueError(f"cpus-per-task must be at least 1, got {self.cpus_per_task}")
        for name in ("partition", "account"):
            value = getattr(self, name)
            if value is not None and (not value or not value.isprintable()):
                raise ValueError(f"{name} must be a name on one line, got {value!r}")
        for line in self.directives:
            if not re.match(r"--?\w", line) or not line.isprintable():
                raise ValueError(
                    f"an option of sbatch must begin with '-', on a line, got {line!r}"
                )

    @property
    def seconds(self) -> float:
        """The time of a job in seconds."""
        match = _TIME.fullmatch(self.time)
        if match is None:
            raise ValueError(
                f"time must be as Slurm writes it, such as 02:00:00, 1-12 or 30 (minutes), "
                f"got {self.time!r}"
            )
        parts = [int(part) for part in match["rest"].split(":")]
        if match["days"] is not None:  # days-hours, days-hours:minutes, ...
            hours, minutes, rest = (*parts, 0, 0)[:3]
            return 86400.0 * int(match["days"]) + 3600 * hours + 60 * minutes + rest
        if len(parts) < 3:  # minutes, minutes:seconds
            parts = [0, *parts, 0][:3]
        return 3600.0 * parts[0] + 60 * parts[1] + parts[2]

    @property
    def signal_seconds(self) -> int:
        """How long before its end a job is told; Slurm looks once a minute or so."""
        return int(min(SIGNAL_SECONDS, self.seconds / 2))


def enough(seconds: float, memory: float, threads: int, job_name: str = "gandyn") -> Resources:
    """Return what to ask for a run that is estimated to need so much, with something to spare.

    Parameters
    ----------
    seconds : float
        On so many threads.
    memory : float
        Bytes, beside the 200 MB that Python and its libraries take.
    threads : int
        Becomes the number of processors.
    job_name : str
        Shown in the queue.
    """
    minutes = 5 * math.ceil(min(max(2 * seconds, 600.0), LONGEST) / 300)
    megabytes = 100 * math.ceil((1.25 * memory + 200e6) / 2**20 / 100)
    time = f"{minutes // 60:02}:{minutes % 60:02}:00"
    return Resources(job_name, time, f"{megabytes}M", threads)


def sbatch_lines(resources: Resources, array: str | None = None, signal: bool = True) -> list[str]:
    """Return the ``#SBATCH`` lines of a job.

    Parameters
    ----------
    resources : Resources
        What it asks for.
    array : str, optional
        The tasks of an array, as ``--array`` wants them.
    signal : bool
        Whether the job is told before its time is up.
    """
    name = "".join(x if x.isprintable() else "_" for x in resources.job_name)
    options = {
        "job-name": name or "gandyn",
        "array": array,
        "time": resources.time,
        "mem": resources.memory,
        "cpus-per-task": resources.cpus_per_task,
        "partition": resources.partition,
        "account": resources.account,
    }
    given = [f"--{key}={_word(str(value))}" for key, value in options.items() if value is not None]
    fixed = ["--requeue", "--open-mode=append"]
    told = [f"--signal=B:USR1@{resources.signal_seconds}"] if signal else []
    return [f"#SBATCH {line}" for line in (*given, *fixed, *told, *resources.directives)]


def _word(value: str) -> str:
    """Return a value as one word for sbatch, whose quotes are not the shell's."""
    if re.fullmatch(r"[\w.,:%@/=+-]+", value, re.ASCII):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
