"""The commands for clusters that Slurm runs: the script of a run, and queueing again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from .slurm_resources import Resources

__all__ = [
    "Account", "Cpus", "Directives", "JobName", "Memory", "Partition", "Setup", "Time",
    "print_bytes", "requeue", "resources", "script",
]  # fmt: skip

Time = Annotated[
    str | None,
    typer.Option("--time", help="The most a job takes: 02:00:00, 1-12 (days-hours), 30 (minutes)."),
]
Memory = Annotated[str | None, typer.Option("--mem", help="Memory of a job: 500M, 4G.")]
Cpus = Annotated[
    int | None, typer.Option("--cpus-per-task", min=1, help="Processors of a job: its threads.")
]
Partition = Annotated[str | None, typer.Option("--partition", help="Partition of the cluster.")]
Account = Annotated[str | None, typer.Option("--account", help="Account that pays.")]
JobName = Annotated[str | None, typer.Option("--job-name", help="Name in the queue.")]
Directives = Annotated[
    list[str] | None,
    typer.Option("--sbatch", metavar="OPTION", help="Another option of sbatch: --sbatch=--qos=x."),
]
Setup = Annotated[
    list[str] | None,
    typer.Option("--setup", metavar="LINE", help="A shell line to begin with: 'module load x'."),
]


def resources(usual: Resources, **given: Any) -> Resources:
    """Return what is usual, but for the options that were given, by the names of its fields."""
    from dataclasses import replace

    try:
        return replace(usual, **{name: value for name, value in given.items() if value is not None})
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def script(
    arguments: Annotated[
        list[str],
        typer.Argument(
            metavar="CONFIG [KEY=VALUE ...]",
            help="A configuration, and values in place of its own.",
        ),
    ],
    out: Annotated[Path | None, typer.Option(help="Folder; default: runs/<name>.")] = None,
    checkpoint_every: Annotated[
        str | None, typer.Option("--checkpoint-every", help="Time or steps between checkpoints.")
    ] = None,
    time: Time = None,
    mem: Memory = None,
    cpus_per_task: Cpus = None,
    partition: Partition = None,
    account: Account = None,
    job_name: JobName = None,
    sbatch: Directives = None,
    setup: Setup = None,
) -> None:
    """Print a batch script for Slurm of one run, which goes on by itself until it is done.

    gandyn script big.toml --out runs/big --time 02:00:00 --cpus-per-task 8 > big.sh; sbatch big.sh

    Before its time is up, or another job takes its place, the job writes a checkpoint and queues
    itself again. What is not given is asked for as gandyn estimate would.
    """
    from .config import load_config
    from .estimate import usual_resources
    from .slurm_script import run_script

    config, *changes = arguments
    name = Path(config).name.partition(".")[0]
    usual = usual_resources(load_config(Path(config), changes).build(), name, cpus_per_task)
    wanted = resources(
        usual,
        job_name=job_name,
        time=time,
        memory=mem,
        partition=partition,
        account=account,
        directives=sbatch,
        setup=setup,
    )
    every = [f"--checkpoint-every={checkpoint_every}"] if checkpoint_every else []
    folder = out or Path("runs") / name
    print_bytes(run_script(arguments, folder, wanted, command=_command(), options=every))


def requeue(
    folder: Annotated[Path, typer.Argument(help="Folder of a run, or of a sweep.")],
    index: Annotated[int | None, typer.Option(help="Which task of the sweep.")] = None,
    points_per_task: Annotated[int, typer.Option(help="Points of a task.", min=1)] = 1,
) -> None:
    """Queue the job of Slurm that this is again, if it was not cancelled and comes further."""
    from .checkpoints import CHECKPOINTS
    from .slurm import FOLDER
    from .slurm_requeue import progress_of_run, progress_of_task
    from .slurm_requeue import requeue as queue_again

    if index is None:
        # Not in the folder itself: with that file alone it would not look like one to begin in.
        progress, record = progress_of_run(folder), folder / CHECKPOINTS / "requeue.json"
    else:
        progress = progress_of_task(folder, index, points_per_task)
        record = folder / FOLDER / f"requeue-{index}.json"
    verdict = queue_again(record, progress)
    typer.echo(f"gandyn: {verdict.reason}", err=not verdict.again)


def print_bytes(text: str) -> None:
    """Print text that may hold file names which are no valid text."""
    typer.echo(text.encode(errors="surrogateescape"), nl=False)


def _command() -> list[str]:
    """Return how a script calls gandyn: by name where that is what the shell would find."""
    import os
    import shutil
    import sys

    from .slurm import this_gandyn

    found = shutil.which("gandyn")
    beside = os.path.join(os.path.dirname(sys.executable), "gandyn")
    return ["gandyn"] if found == beside else this_gandyn()
