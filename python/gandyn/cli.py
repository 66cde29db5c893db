"""The command `gandyn`. Whatever is heavy is imported by the command that needs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import (
    cli_analysis,
    cli_mpi,
    cli_pictures,
    cli_reproduce,
    cli_slurm,
    cli_sweep,
    cli_sweep_words,
    cli_words,
)
from .cli_errors import EPILOG, Code, Guarded, fail
from .cli_pictures import draw_animation, draw_picture

if TYPE_CHECKING:
    from ._mpi_run import Conductor
    from .settings import Settings
    from .trajectory import Trajectory
    from .vector_trajectory import VectorTrajectory


app = typer.Typer(
    cls=Guarded,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # importing rich would double the time that --help takes
    epilog=EPILOG,
    help="Simulate and analyse how GANs train: kernel GANs as particles, and games of two vectors.",
)

Arguments = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CONFIG|KEY=VALUE",
        help="A .toml or .json file, if the first has no '='; values in place of its own.",
    ),
]
# readable=False: that a file cannot be read is told as for every other, when it is read.
Targets = Annotated[
    Path | None, typer.Option(readable=False, help="Points to learn: csv, csv.gz, npy or npz.")
]
Mass = Annotated[
    str | None, typer.Option(help="Their column of masses: name, index, auto or none.")
]
Out = Annotated[
    Path | None,
    typer.Option(readable=False, help="Folder of the run; default: runs/<name>-<n>."),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the run in the folder.")]
Checkpoints = Annotated[
    str,
    typer.Option(
        "--checkpoint-every", help="Time or steps between checkpoints: 60s, 5min, 2h, 1000steps."
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        from . import __version__

        typer.echo(f"gandyn {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    arguments: Arguments = None,
    targets: Targets = None,
    mass: Mass = None,
    out: Out = None,
    overwrite: Overwrite = False,
    checkpoint_every: Checkpoints = "60s",
    mpi: Annotated[
        bool, typer.Option("--mpi", help="Share one run of particles among all MPI ranks.")
    ] = False,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw nothing.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Simulate a configuration and keep it all in a folder.

    gandyn run ring.toml kernel.bandwidth=0.2 rates.generator=0.05

    gandyn run --targets points.csv num_particles=2000 kernel.bandwidth=0.3 --out runs/a

    Stopped or killed, the same command with the same --out goes on from the last checkpoint, bit
    for bit; finished, it says so.

    mpiexec -n 4 gandyn run huge.toml --mpi --out runs/huge
    """
    from contextlib import nullcontext

    from . import runs

    with cli_mpi.conductor() if mpi else nullcontext() as conductor:
        settings, stem = _settings(arguments, targets, mass)
        folder, trajectory = _simulate(
            settings, stem, out, overwrite, quiet, checkpoint_every, conductor
        )
    if not no_figures:
        picture = draw_picture(trajectory, "overview", runs.picture(folder, "overview"))
        if not quiet:
            typer.echo(picture)


def _settings(
    arguments: list[str] | None, targets: Path | None, mass: str | None
) -> tuple[Settings, str]:
    """Return the configuration that arguments describe, and a name for its run."""
    from .config import load_config

    given = list(arguments or ())
    config = Path(given.pop(0)) if given and "=" not in given[0] else None
    if config is None and targets is None and not given:
        raise typer.BadParameter("give a configuration, or targets with --targets")
    if mass is not None:
        # A name in quotes: TOML would read some names as numbers or dates.
        given.insert(0, f"targets.mass={mass if mass.isdecimal() else json.dumps(mass)}")
    name = (config or targets or Path("run")).name.partition(".")[0]
    return load_config(config, given, targets), name


def _simulate(
    settings: Settings,
    stem: str,
    out: Path | None,
    overwrite: bool,
    quiet: bool,
    checkpoint_every: str = "60s",
    conductor: Conductor | None = None,
) -> tuple[Path, Trajectory | VectorTrajectory]:
    """Begin or continue a run and save what came of it; end here if that is not a finished run."""
    from contextlib import nullcontext

    from . import Status, runs
    from .interruption import Interruption
    from .io import TRAJECTORY
    from .progress import Reporter
    from .resumable import Every, finished, forget, play

    try:
        every = Every.parse(checkpoint_every)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--checkpoint-every") from None
    cli_words.show_log(quiet)
    problem = settings.build()
    if conductor is not None and problem.targets is None:
        raise typer.BadParameter("is for kernel GANs: this game is small", param_hint="--mpi")
    folder = runs.create_next(stem) if out is None else runs.create(out, overwrite)
    if overwrite:
        forget(folder)
    known = finished(settings, folder) is not None
    if problem.targets is not None and problem.targets.mass is not None and not quiet:
        typer.echo(f"masses: column {problem.targets.mass!r}")
    with Interruption() as interruption, nullcontext() if quiet else Reporter() as progress:
        trajectory = play(
            settings,
            folder,
            problem=problem,
            checkpoint_every=every,
            progress=progress,
            interruption=interruption,
            conductor=conductor,
        )
    step, stats = trajectory.state.step, trajectory.stats
    if trajectory.status is Status.diverged:
        fail(Code.numerical, f"{stats.message}; the part done is in {folder}")
    if trajectory.status is Status.stopped:
        by = interruption.received or "SIGINT"
        how, code = (
            ("interrupted", Code.interrupted) if by == "SIGINT" else (f"stopped by {by}", 75)
        )
        later = f"the same command with --out {folder} goes on"
        fail(Code(code), f"{how} at step {step}; the part done is in {folder}; {later}")
    if not quiet:
        threads = f"{stats.num_threads} threads: {stats.threads_reason}"
        already = "finished before, " if known else ""
        told = f"{already}{trajectory.status.name} at step {step}: {stats.seconds:.3g} s"
        typer.echo(f"{told} ({threads})")
        for name, line in runs.ending(trajectory).items():
            typer.echo(f"{name}: {line}")
        typer.echo(folder / TRAJECTORY)
    return folder, trajectory


@app.command()
def estimate(arguments: Arguments = None, targets: Targets = None, mass: Mass = None) -> None:
    """Tell what a run or a sweep will cost: memory, time, disk, and what to ask Slurm for."""
    from .estimate import estimate, usual_resources

    if arguments and cli_sweep_words.is_sweep(arguments):
        cli_sweep_words.estimate_sweep(arguments)
        return
    settings, name = _settings(arguments, targets, mass)
    problem = settings.build()
    cli_words.show_table(estimate(problem))
    cli_slurm.show_lines(usual_resources(problem, name))


@app.command()
def demo(
    out: Out = None,
    steps: Annotated[int, typer.Option(min=1, help="Steps to make.")] = 250,
    overwrite: Overwrite = False,
) -> None:
    """Let particles learn where people live, from 6,204 cities."""
    from . import runs
    from .demo import demo_config, report
    from .trajectory import Trajectory

    folder, trajectory = _simulate(demo_config(steps), "demo", out, overwrite, quiet=False)
    assert isinstance(trajectory, Trajectory)
    for line in report(trajectory):
        typer.echo(line)
    typer.echo(draw_picture(trajectory, "overview", runs.picture(folder, "overview")))
    typer.echo(draw_animation(trajectory, folder / runs.ANIMATION))


app.command()(cli_sweep.sweep)
app.command()(cli_sweep_words.status)
app.command()(cli_sweep.resume)
app.command()(cli_sweep_words.collect)
app.command(hidden=True)(cli_sweep.task)
app.command()(cli_words.init)
app.command()(cli_words.schema)
app.command("list")(cli_words.list_all)
app.command()(cli_pictures.plot)
app.command()(cli_pictures.animate)
app.command()(cli_analysis.analyse)
app.command()(cli_analysis.phase_diagram)
app.command()(cli_reproduce.reproduce)
app.command()(cli_slurm.script)
app.command(hidden=True)(cli_slurm.requeue)
app.command()(cli_words.info)
app.command()(cli_words.doctor)
for command in app.registered_commands:
    command.epilog = EPILOG


def main() -> None:
    """Run the command line."""
    with cli_mpi.one_job():
        app()
