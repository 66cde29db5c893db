"""The commands for clusters that Slurm runs: the script of a run, and queueing again."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

if TYPE_CHECKING:
    from .slurm_resources import Resources
    from .sweeps.ledger import Ledger

__all__ = ["Wishes", "requeue", "script", "show_lines", "submit", "with_slurm"]


class Wishes:
    """What was asked of Slurm on the command line; what was not is None."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.names = [name for name, value in given.items() if value not in (None, [])]
        self.max_array: int | None = given.pop("max_array", None)
        self.table: Path | None = given.pop("collect", None)
        self._given = {name: value for name, value in given.items() if value not in (None, [])}

    def __bool__(self) -> bool:
        """Tell whether anything was asked for."""
        return bool(self.names)

    @property
    def cpus_per_task(self) -> int | None:
        """Processors of a task."""
        return self._given.get("cpus_per_task")

    def __call__(self, usual: Resources) -> Resources:
        """Return what is usual, but for what was asked for."""
        from dataclasses import replace

        try:
            return replace(usual, **self._given)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None


OF_A_JOB: dict[str, Any] = {
    "time": Annotated[
        str | None,
        typer.Option("--time", help="Slurm: the most a job takes: 02:00:00, 1-12 (days-hours)."),
    ],
    "memory": Annotated[str | None, typer.Option("--mem", help="Slurm: memory of a job: 4G.")],
    "cpus_per_task": Annotated[
        int | None, typer.Option("--cpus-per-task", min=1, help="Slurm: processors of a job.")
    ],
    "partition": Annotated[str | None, typer.Option("--partition", help="Slurm: where it runs.")],
    "account": Annotated[str | None, typer.Option("--account", help="Slurm: who pays.")],
    "job_name": Annotated[str | None, typer.Option("--job-name", help="Slurm: name in the queue.")],
    "directives": Annotated[
        list[str] | None,
        typer.Option("--sbatch", metavar="OPTION", help="Slurm: another option: --sbatch=--qos=x."),
    ],
    "setup": Annotated[
        list[str] | None,
        typer.Option("--setup", metavar="LINE", help="Slurm: a shell line to begin a job with."),
    ],
}
OF_A_SWEEP: dict[str, Any] = {
    "max_array": Annotated[
        int | None, typer.Option("--max-array", min=1, help="Slurm: the most tasks of an array.")
    ],
    "collect": Annotated[
        Path | None,
        typer.Option("--collect", help="Slurm: a table that a last job writes, as gandyn collect."),
    ],
}


def with_slurm(options: Mapping[str, Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command options of Slurm, and these to it as one argument `slurm`, of `Wishes`."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def wrapped(**given: Any) -> None:
            wishes = Wishes({name: given.pop(name) for name in options})
            command(**given, slurm=wishes)

        signature = inspect.signature(command)
        hints = get_type_hints(command, include_extras=True) | dict(options)
        own = [one for name, one in signature.parameters.items() if name != "slurm"]
        more = [Parameter(name, Parameter.KEYWORD_ONLY, default=None) for name in options]
        wrapped.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[
                one.replace(annotation=hints[one.name], kind=Parameter.KEYWORD_ONLY)
                for one in (*own, *more)
            ]
        )
        wrapped.__annotations__ = {name: hint for name, hint in hints.items() if name != "slurm"}
        return wrapped

    return decorate


@with_slurm(OF_A_JOB)
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
    *,
    slurm: Wishes,
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
    problem = load_config(Path(config), changes).build()
    wanted = slurm(usual_resources(problem, name, slurm.cpus_per_task))
    every = [f"--checkpoint-every={checkpoint_every}"] if checkpoint_every else []
    folder = out or Path("runs") / name
    _print(run_script(arguments, folder, wanted, command=_command(), options=every))


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
    queue_again(record, progress, lambda verdict: typer.echo(f"gandyn: {verdict.reason}"))


def submit(
    ledger: Ledger,
    wishes: Wishes,
    *,
    per_task: int | None = None,
    threads: int | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    dry_run: bool = False,
    quiet: bool = False,
) -> None:
    """Hand the points of a sweep that are left to Slurm; with `dry_run`, only show how."""
    from .slurm import max_array
    from .slurm_chunks import MAX_ARRAY
    from .slurm_sweep import submission

    limits = [limit for limit in (wishes.max_array, max_array()) if limit is not None]
    threads = wishes.cpus_per_task or threads
    wanted = submission(
        ledger,
        wishes,
        threads=threads or ledger.plan.document.get("num_threads") or 1,
        per_task=per_task,
        retry_failed=retry_failed,
        workers=workers,
        max_array=min(limits, default=MAX_ARRAY),
        table=wishes.table,
    )
    if not wanted.tasks:
        typer.echo(f"{ledger.folder}: every point has a record")
    elif dry_run:
        _print(wanted.show())
    else:
        jobs = wanted.submit()
        if not quiet:
            tasks = f"{len(wanted.tasks)} tasks of up to {wanted.points_per_task} points"
            typer.echo(f"{tasks}: jobs {' '.join(jobs)}; gandyn status {ledger.folder}")


def show_lines(resources: Resources) -> None:
    """Print what a job would ask Slurm for."""
    from .slurm_resources import sbatch_lines

    typer.echo("\n".join(["", *sbatch_lines(resources)]))


def _print(text: str) -> None:
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
