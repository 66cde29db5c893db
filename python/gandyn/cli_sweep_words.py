"""The commands that tell of sweeps: how far they are, what came of them, what they will cost."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cli_slurm import show_lines
from .cli_words import show_table

if TYPE_CHECKING:
    from .sweeps.plan import Plan

__all__ = [
    "Folder",
    "Quiet",
    "collect",
    "estimate_sweep",
    "is_sweep",
    "list_points",
    "plot_sweep",
    "status",
]

SHOWN = 10
"""Points that are listed before the rest is only counted."""

Folder = Annotated[Path, typer.Argument(metavar="SWEEP", help="The folder of a sweep.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


def status(
    folder: Folder,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Tell how far a sweep is, what failed and why, and what is running."""
    from .sweeps.status import status_of

    found = status_of(folder)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), indent=2))
    elif sys.stdout.isatty():
        from rich.console import Console

        Console().print(found.rich())
    else:
        show_table(found.rows())


def collect(
    folder: Folder,
    to: Annotated[Path, typer.Option(help="A .csv, .parquet or .nc file; it is replaced.")],
    quiet: Quiet = False,
) -> None:
    """Write what came of a sweep into one table, be it finished or not."""
    from .errors import ConfigError
    from .sweeps.sweep import Sweep

    found = Sweep(folder)
    try:
        table = found.collect(to)
    except ModuleNotFoundError as error:
        raise ConfigError(str(error)) from error
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--to") from error
    if not quiet:
        failed = int((table["status"] == "failed").sum())
        missing = f", {table.missing} of {len(found)} are missing" if table.missing else ""
        typer.echo(
            f"{to}: {table.num_rows} points{f', {failed} failed' if failed else ''}{missing}"
        )


def plot_sweep(
    folder: Path, out: Path | None, x: str | None, y: str | None, value: str | None
) -> None:
    """Draw one number of a sweep over one axis or two."""
    import matplotlib

    from .runs import FormatError, save_figure
    from .sweeps.sweep import Sweep

    matplotlib.use("Agg")  # no display is needed, nor touched
    try:
        axes: Any = Sweep(folder).plot(x, y, value)
        name = "sweep" if value is None else value.replace(":", "-")
        typer.echo(save_figure(axes.figure, out or folder / "figures" / f"{name}.png"))
    except FormatError as error:
        raise typer.BadParameter(str(error), param_hint="--out") from error
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--x, --y, --value") from error


def is_sweep(arguments: list[str] | None) -> bool:
    """Tell whether the first argument is a file with a table [sweep]."""
    from .documents import read_document

    if not arguments or "=" in arguments[0]:
        return False
    return "sweep" in read_document(arguments[0])


def estimate_sweep(arguments: list[str]) -> None:
    """Tell what a sweep will cost."""
    from .slurm_sweep import pack
    from .sweeps.begin import plan_sweep
    from .sweeps.costs import cost_of_sweep

    plan = plan_sweep(arguments[0], arguments[1:])
    cost = cost_of_sweep(plan)
    points, resources = pack(cost, name=plan.name)
    tasks = -(-len(plan.points) // points)
    show_table(cost.rows(_axes(plan)) | {"slurm": f"{tasks} tasks of up to {points} points"})
    show_lines(resources)


def list_points(plan: Plan, ids: Iterable[str] | None = None) -> None:
    """Print the points, or those of some names, of many the first and the last."""
    points = [plan.points[id] for id in (plan.points if ids is None else ids)]
    for point in points[:SHOWN]:
        typer.echo(f"{point.id}  {point}")
    if len(points) > SHOWN + 1:
        typer.echo(f"... {len(points) - SHOWN - 1} more")
    if len(points) > SHOWN:
        typer.echo(f"{points[-1].id}  {points[-1]}")
    if ids is not None:
        typer.echo(f"{len(points)} of {len(plan.points)} points are left")
        return
    same = f", {plan.doubles} of them the same as others" if plan.doubles else ""
    typer.echo(f"{len(points) + plan.doubles} points{same}: {_axes(plan)}")


def _axes(plan: Plan) -> str:
    return " x ".join(f"{size} {name}" for name, _, _, size in plan.axes)
