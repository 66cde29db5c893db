"""The command `gandyn`. Whatever is heavy is imported by the command that needs it."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cli_errors import EPILOG, Code, Guarded, fail

if TYPE_CHECKING:
    from .config import Config
    from .trajectory import Trajectory


app = typer.Typer(
    cls=Guarded,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # importing rich would double the time that --help takes
    epilog=EPILOG,
    help="Simulate and analyse how GANs train: kernel GANs as particles.",
)

Arguments = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CONFIG|KEY=VALUE",
        help="A .toml or .json file, if the first has no '='; values in place of its own.",
    ),
]
Targets = Annotated[Path | None, typer.Option(help="Points to learn: csv, csv.gz, npy or npz.")]
Mass = Annotated[
    str | None, typer.Option(help="Their column of masses: name, index, auto or none.")
]
Out = Annotated[Path | None, typer.Option(help="Folder of the run; default: runs/<name>-<n>.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the run in the folder.")]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run, or its trajectory.")]


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
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw nothing.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Simulate a configuration and keep it all in a folder.

    gandyn run ring.toml kernel.bandwidth=0.2 rates.generator=0.05

    gandyn run --targets points.csv num_particles=2000 kernel.bandwidth=0.3 --out runs/a
    """
    from . import runs

    settings, stem = _settings(arguments, targets, mass)
    folder, trajectory = _simulate(settings, stem, out, overwrite, quiet)
    if not no_figures:
        picture = _picture(trajectory, "overview", runs.picture(folder, "overview"))
        if not quiet:
            typer.echo(picture)


def _settings(
    arguments: list[str] | None, targets: Path | None, mass: str | None
) -> tuple[Config, str]:
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
    settings: Config, stem: str, out: Path | None, overwrite: bool, quiet: bool
) -> tuple[Path, Trajectory]:
    """Run a configuration and save what came of it; end here if that is not a finished run."""
    from contextlib import nullcontext

    from . import Status, runs
    from .io import TRAJECTORY
    from .progress import Reporter

    problem = settings.build()
    folder = runs.create_next(stem) if out is None else runs.create(out, overwrite)
    if problem.targets.mass is not None and not quiet:
        typer.echo(f"masses: column {problem.targets.mass!r}")
    with nullcontext() if quiet else Reporter() as progress:
        trajectory = problem.simulate(progress)
    runs.write_run(folder, settings, trajectory)
    step, stats = trajectory.state.step, trajectory.stats
    if trajectory.status is Status.diverged:
        fail(Code.numerical, f"{stats.message}; the part done is in {folder}")
    if trajectory.status is Status.stopped:
        fail(Code.interrupted, f"interrupted at step {step}; the part done is in {folder}")
    if not quiet:
        threads = f"{stats.num_threads} threads: {stats.threads_reason}"
        typer.echo(f"{trajectory.status.name} at step {step}: {stats.seconds:.3g} s ({threads})")
        typer.echo(folder / TRAJECTORY)
    return folder, trajectory


def _picture(trajectory: Trajectory, kind: str, path: Path) -> Path:
    import matplotlib

    from . import runs

    matplotlib.use("Agg")  # no display is needed, nor touched
    return runs.draw(trajectory, kind, path)


def _animation(trajectory: Trajectory, path: Path) -> Path:
    from .progress import Reporter

    with Reporter("animation") as progress:
        return trajectory.animate(path, progress=progress)


@app.command()
def init(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new .toml file.")],
) -> None:
    """Write a commented configuration with every key: a ring that runs."""
    import errno

    from .config import template
    from .files import write_atomically

    if file.suffix != ".toml":
        raise typer.BadParameter(f"name must end in .toml, got {file}")
    if file.exists():
        raise FileExistsError(errno.EEXIST, "exists, and is not overwritten", os.fspath(file))
    write_atomically(file, lambda opened: opened.write(template().encode()))
    typer.echo(f"{file}: run it with  gandyn run {file}")


@app.command()
def schema() -> None:
    """Print the JSON schema of a configuration."""
    from .config import schema

    typer.echo(json.dumps(schema(), indent=2, allow_nan=False))


@app.command()
def plot(
    run: Run,
    kind: Annotated[str, typer.Option(help="Which picture; see gandyn.plot.KINDS.")] = "overview",
    out: Annotated[
        Path | None, typer.Option(help="Default: figures/<kind>.png of the run.")
    ] = None,
) -> None:
    """Draw one picture of a run."""
    from . import load, runs
    from .plot import KINDS

    if kind not in KINDS:
        raise typer.BadParameter(
            f"must be one of {', '.join(KINDS)}, got {kind}", param_hint="--kind"
        )
    trajectory = load(run)
    path = out or runs.picture(_beside(run), kind)
    try:
        typer.echo(_picture(trajectory, kind, path))
    except runs.FormatError as error:
        raise typer.BadParameter(str(error), param_hint="--out") from error


@app.command()
def animate(
    run: Run,
    out: Annotated[Path | None, typer.Option(help="Default: animation.gif of the run.")] = None,
) -> None:
    """Animate the particles of a run."""
    from . import load, runs

    if out is not None and out.suffix.lower() != ".gif":
        raise typer.BadParameter(f"must end in .gif, got {out}", param_hint="--out")
    trajectory = load(run)
    typer.echo(_animation(trajectory, out or _beside(run) / runs.ANIMATION))


def _beside(run: Path) -> Path:
    return run if run.is_dir() else run.parent


@app.command()
def info(run: Run) -> None:
    """Tell what a run was and how it ended."""
    from . import runs

    _table(runs.info(run))


@app.command()
def estimate(arguments: Arguments = None, targets: Targets = None, mass: Mass = None) -> None:
    """Tell what a run will cost, without running it: memory, time and disk."""
    from .estimate import estimate

    _table(estimate(_settings(arguments, targets, mass)[0].build()))


@app.command()
def doctor() -> None:
    """Tell what this installation is, and how it will use this machine."""
    from .doctor import examine

    _table(examine())


def _table(rows: dict[str, Any]) -> None:
    width = max(map(len, rows))
    for key, value in rows.items():
        typer.echo(f"{key:<{width}}  {value}")


@app.command()
def demo(
    out: Out = None,
    steps: Annotated[int, typer.Option(min=1, help="Steps to make.")] = 250,
    overwrite: Overwrite = False,
) -> None:
    """Let particles learn where people live, from 6,204 cities."""
    from . import runs
    from .demo import demo_config, report

    folder, trajectory = _simulate(demo_config(steps), "demo", out, overwrite, quiet=False)
    for line in report(trajectory):
        typer.echo(line)
    typer.echo(_picture(trajectory, "overview", runs.picture(folder, "overview")))
    typer.echo(_animation(trajectory, folder / runs.ANIMATION))


for command in app.registered_commands:
    command.epilog = EPILOG


def main() -> None:
    """Run the command line; a request to terminate ends it as Ctrl-C does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
