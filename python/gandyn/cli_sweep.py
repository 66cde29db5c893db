"""The commands that play sweeps: all of one, what is missing, one slice."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cli_errors import Code, fail
from .cli_slurm import OF_A_JOB, OF_A_SWEEP, Wishes, submit, with_slurm
from .cli_sweep_words import Folder, Quiet, list_points

if TYPE_CHECKING:
    from .sweeps.ledger import Ledger
    from .sweeps.sweep import Sweep

__all__ = ["resume", "sweep", "task"]


class Kind(StrEnum):
    """The executors by name, as `gandyn.sweeps.executors.EXECUTORS`, which is heavy to import."""

    processes = "processes"
    serial = "serial"
    dask = "dask"
    mpi = "mpi"
    submitit = "submitit"
    slurm = "slurm"


Arguments = Annotated[
    list[str],
    typer.Argument(
        metavar="SWEEP.toml [KEY=VALUE ...]",
        help="A configuration with a table [sweep], and values in place of its own.",
    ),
]
Executor = Annotated[Kind, typer.Option(help="What plays the points.")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Points played at once; default: as processors allow."),
]
Threads = Annotated[
    int | None,
    typer.Option(min=1, help="Threads of each; default: processors shared out evenly."),
]
PerTask = Annotated[
    str, typer.Option(metavar="N|auto", help="Points handed out together; results do not change.")
]
Scheduler = Annotated[
    str | None, typer.Option(help="Address of a Dask scheduler; default: one of its own.")
]
Retry = Annotated[bool, typer.Option("--retry-failed", help="Play again what failed.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Check, list what would be played, and play nothing.")
]


@with_slurm(OF_A_JOB | OF_A_SWEEP)
def sweep(
    arguments: Arguments,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the sweep; default: sweeps/<name>.")
    ] = None,
    executor: Executor = Kind.processes,
    workers: Workers = None,
    threads: Threads = None,
    points_per_task: PerTask = "auto",
    scheduler: Scheduler = None,
    retry_failed: Retry = False,
    force: Annotated[
        bool, typer.Option("--force", help="Go on in a folder of another sweep or version.")
    ] = False,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    *,
    slurm: Wishes,
) -> None:
    """Play every point of a sweep; the same command goes on where it ended.

    gandyn sweep sweep.toml --executor processes --workers 8

    mpiexec -n 9 gandyn sweep sweep.toml --executor mpi
    """
    from .progress import Reporter
    from .sweeps.begin import default_folder, open_ledger, plan_sweep

    per_task = _per_task(points_per_task)
    _refuse_unless_slurm(executor, slurm)
    leads = executor is not Kind.mpi or _rank() == 0
    with nullcontext() if quiet or not leads else Reporter("checking points") as progress:
        plan = plan_sweep(arguments[0], arguments[1:], progress, out)
    if dry_run and executor is not Kind.slurm:
        list_points(plan)
        return
    folder = default_folder(arguments[0], plan) if out is None else out
    if leads:
        ledger = open_ledger(folder, plan, force)
        if plan.doubles and not quiet:
            typer.echo(f"{plan.doubles} points are the same as others, and are played once")
    ledger = _together(folder) if executor is Kind.mpi else ledger
    crew: Any = {"workers": workers, "threads": threads, "retry_failed": retry_failed}
    if executor is Kind.slurm:
        submit(ledger, slurm, per_task=per_task, **crew, dry_run=dry_run, quiet=quiet)
    else:
        _play(ledger, executor, per_task, scheduler, quiet, **crew)


@with_slurm(OF_A_JOB | OF_A_SWEEP)
def resume(
    folder: Folder,
    executor: Executor = Kind.processes,
    workers: Workers = None,
    threads: Threads = None,
    points_per_task: PerTask = "auto",
    scheduler: Scheduler = None,
    retry_failed: Retry = False,
    force: Annotated[
        bool, typer.Option("--force", help="Go on although gandyn has changed since.")
    ] = False,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    *,
    slurm: Wishes,
) -> None:
    """Play what is missing of a sweep; what failed too, if asked."""
    from .sweeps.changes import refuse_changes
    from .sweeps.ledger import Ledger

    _refuse_unless_slurm(executor, slurm)
    ledger = Ledger(folder)
    if not force:
        refuse_changes(ledger, ledger.plan)
    per_task = _per_task(points_per_task)
    crew: Any = {"workers": workers, "threads": threads, "retry_failed": retry_failed}
    if executor is Kind.slurm:
        submit(ledger, slurm, per_task=per_task, **crew, dry_run=dry_run, quiet=quiet)
    elif dry_run:
        list_points(ledger.plan, ledger.missing(retry_failed))
    else:
        _play(ledger, executor, per_task, scheduler, quiet, **crew)


def task(
    folder: Folder,
    index: Annotated[int, typer.Option(min=0, help="Which slice of the points.")],
    points_per_task: Annotated[int, typer.Option(min=1, help="Points of a slice.")],
    threads: Threads = None,
    retry_failed: Retry = False,
) -> None:
    """Play one slice of a sweep's points: what jobs of a cluster call."""
    from .sweeps.ledger import Ledger
    from .sweeps.play import run_points

    ledger = Ledger(folder)
    ids = list(ledger.plan.points)[index * points_per_task :][:points_per_task]
    outcome = run_points(str(folder), ids, threads, retry_failed)
    left = [id for id in ids if not ledger.is_done(id)]
    if left:
        fail(Code.stopped, f"{len(left)} of {len(ids)} points left; the same command goes on")
    typer.echo(f"{folder}: {len(ids)} points, {outcome.finished} played, {outcome.failed} failed")


def _play(
    ledger: Ledger,
    executor: Kind,
    per_task: int | None,
    scheduler: str | None,
    quiet: bool,
    *,
    workers: int | None,
    threads: int | None,
    retry_failed: bool,
) -> None:
    from .sweeps.begin import Stopped, run_sweep
    from .sweeps.reporter import SweepReporter

    leads = executor is not Kind.mpi or _rank() == 0
    before = len(ledger.plan.points) - len(ledger.missing(retry_failed))
    try:
        with nullcontext() if quiet or not leads else SweepReporter(ledger.plan.name) as tell:
            found = run_sweep(
                ledger,
                executor.value,
                workers=workers,
                num_threads=threads,
                points_per_task=per_task,
                retry_failed=retry_failed,
                scheduler=scheduler,
                tell=tell,
            )
    except Stopped as stopped:
        if not leads:
            raise typer.Exit(Code.stopped) from None
        code = Code.interrupted if stopped.signal == "SIGINT" else Code.stopped
        left = f"{stopped.sweep.counts['missing']} of {len(stopped.sweep)} points left"
        fail(code, f"stopped by {stopped.signal}, {left}: gandyn resume {ledger.folder} goes on")
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--executor") from error
    if leads:
        _tell(found, before, quiet)


def _tell(found: Sweep, before: int, quiet: bool) -> None:
    counts = found.counts
    if not quiet:
        there = f" ({before} were there)" if before else ""
        ends = ", ".join(f"{count} {name}" for name, count in counts.items())
        typer.echo(f"{len(found)} points{there}: {ends}")
        typer.echo(found.folder)
    if counts["missing"]:
        left = f"{counts['missing']} points have no record: other processes play them, or died"
        fail(Code.stopped, f"{left}; gandyn resume {found.folder}")
    if counts["failed"]:
        id, words = next(iter(found.failures.items()))
        others = f" (and {counts['failed'] - 1} more)" if counts["failed"] > 1 else ""
        fail(Code.numerical, f"point {id} failed: {words}{others}; gandyn status {found.folder}")


def _refuse_unless_slurm(executor: Kind, wishes: Wishes) -> None:
    if wishes and executor is not Kind.slurm:
        what = ", ".join(wishes.names)
        wanted = f"must be slurm where it is told {what}, got {executor}"
        raise typer.BadParameter(wanted, param_hint="--executor")


def _per_task(text: str) -> int | None:
    if text == "auto":
        return None
    if not text.isdecimal() or int(text) < 1:
        wanted = f"must be auto or a number >= 1, got {text!r}"
        raise typer.BadParameter(wanted, param_hint="--points-per-task")
    return int(text)


def _rank() -> int:
    from ._extras import needed

    rank: int = needed("mpi4py.MPI", "mpi").COMM_WORLD.Get_rank()
    return rank


def _together(folder: Path) -> Any:
    """Return the sweep's folder once the first rank of an MPI job has made it."""
    from ._extras import needed
    from .sweeps.ledger import Ledger

    needed("mpi4py.MPI", "mpi").COMM_WORLD.Barrier()
    return Ledger(folder)
