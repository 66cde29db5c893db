"""The commands that draw: pictures and animations of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from .trajectory import Trajectory
    from .vector_trajectory import VectorTrajectory

__all__ = ["Run", "animate", "draw_animation", "draw_picture", "plot"]

Run = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run, or its trajectory.")]
RunOrSweep = Annotated[
    Path, typer.Argument(metavar="RUN|SWEEP", help="Folder of a run or a sweep, or a trajectory.")
]


def draw_picture(trajectory: Trajectory | VectorTrajectory, kind: str, path: Path) -> Path:
    """Draw a picture into a file."""
    import matplotlib

    from . import runs

    matplotlib.use("Agg")  # no display is needed, nor touched
    return runs.draw(trajectory, kind, path)


def draw_animation(trajectory: Trajectory, path: Path) -> Path:
    """Draw an animation into a file."""
    from .progress import Reporter

    with Reporter("animation") as progress:
        return trajectory.animate(path, progress=progress)


def plot(
    run: RunOrSweep,
    kind: Annotated[
        str, typer.Option(help="Which picture; a wrong one is told those there are.")
    ] = "overview",
    out: Annotated[
        Path | None, typer.Option(help="Default: figures/<kind>.png of the run.")
    ] = None,
    x: Annotated[str | None, typer.Option("--x", help="Of a sweep: the key across.")] = None,
    y: Annotated[
        str | None, typer.Option("--y", help="Of a sweep: the key upwards, or ''.")
    ] = None,
    value: Annotated[str | None, typer.Option(help="Of a sweep: the number drawn.")] = None,
) -> None:
    """Draw one picture of a run, or one number of a sweep over one axis or two."""
    from . import load, runs
    from .plot import kinds

    if (run / "sweep.json").is_file():
        from .cli_sweep_words import plot_sweep

        plot_sweep(run, out, x, y, value)
        return
    if given := [name for name, one in (("--x", x), ("--y", y), ("--value", value)) if one]:
        raise typer.BadParameter("is for sweeps", param_hint=given[0])

    trajectory = load(run)
    if kind not in (known := kinds(trajectory)):
        wanted = f"must be one of {', '.join(known)}, got {kind}"
        raise typer.BadParameter(wanted, param_hint="--kind")
    path = out or runs.picture(_beside(run), kind)
    try:
        typer.echo(draw_picture(trajectory, kind, path))
    except runs.FormatError as error:
        raise typer.BadParameter(str(error), param_hint="--out") from error
    except ValueError as error:  # not every game has every picture
        raise typer.BadParameter(str(error), param_hint="--kind") from error


def animate(
    run: Run,
    out: Annotated[Path | None, typer.Option(help="Default: animation.gif of the run.")] = None,
) -> None:
    """Animate the particles of a run."""
    from . import load, runs
    from .vector_trajectory import VectorTrajectory

    if out is not None and out.suffix.lower() != ".gif":
        raise typer.BadParameter(f"must end in .gif, got {out}", param_hint="--out")
    trajectory = load(run)
    if isinstance(trajectory, VectorTrajectory):
        name = type(trajectory.game).__name__
        raise typer.BadParameter(f"{name} has no particles to animate", param_hint="RUN")
    typer.echo(draw_animation(trajectory, out or _beside(run) / runs.ANIMATION))


def _beside(run: Path) -> Path:
    return run if run.is_dir() else run.parent
