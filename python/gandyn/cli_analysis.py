"""The commands that hold the theory beside a configuration or a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from .isolated import IsolatedPoint
    from .local_models import LocalModel

__all__ = ["analyse", "phase_diagram"]

What = Annotated[
    list[str],
    typer.Argument(
        metavar="CONFIG|RUN [KEY=VALUE ...]",
        help="A configuration and values in place of its own, or the folder of a run.",
    ),
]
Config = Annotated[
    list[str],
    typer.Argument(
        metavar="CONFIG [KEY=VALUE ...]", help="A configuration, and values in place of its own."
    ),
]
Out = Annotated[Path | None, typer.Option(help="Where the picture goes.")]


def analyse(
    what: What,
    out: Out = None,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw nothing.")] = False,
) -> None:
    """Say whether training converges, oscillates or diverges, how fast, and what would be better.

    gandyn analyse ring.toml rates.generator=0.05

    gandyn analyse runs/a
    """
    path = Path(what[0])
    if path.is_dir() or path.suffix == ".npz":
        if what[1:]:
            raise typer.BadParameter(f"a run is as it was, got {what[1]!r}", param_hint="KEY=VALUE")
        _analyse_run(path, out, no_figures)
        return
    model, words = _model(what)
    typer.echo(words)
    typer.echo(_verdict(model))
    if not no_figures:
        typer.echo(_draw(_usual_diagram(model), out or Path(f"{path.stem}-analysis.png")))


def phase_diagram(
    what: Config,
    x: Annotated[str, typer.Option("--x", help="NAME=LOW:HIGH:COUNT, with :log log-spaced.")],
    y: Annotated[str, typer.Option("--y", help="The like for the other axis.")],
    out: Out = None,
) -> None:
    """Draw where training converges, oscillates and diverges, over any two numbers.

    gandyn phase-diagram ring.toml --x bandwidth=0.01:1:400:log --y ridge=0.01:10:400:log
    """
    from .diagrams import phase_diagram as make

    model, words = _model(what)
    axes = [_axis(text, option) for text, option in ((x, "--x"), (y, "--y"))]
    try:
        diagram = make(model, x=axes[0], y=axes[1])
    except (TypeError, ValueError) as error:
        raise typer.BadParameter(str(error), param_hint="--x, --y") from error
    typer.echo(words)
    best = diagram.best
    where = ", ".join(f"{name} {at:.4g}" for (name, _), at in zip(axes, best, strict=False))
    typer.echo(f"fastest: {where}, factor {best[2]:.6g} a step")
    typer.echo(_draw(diagram, out or Path(f"{Path(what[0]).stem}-phases.png")))


def _analyse_run(path: Path, out: Path | None, no_figures: bool) -> None:
    from . import load
    from .cli_pictures import draw_picture

    run = load(path)
    try:
        typer.echo(run.predict().explain())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="RUN") from error
    if not no_figures:
        folder = path if path.is_dir() else path.parent
        typer.echo(draw_picture(run, "prediction", out or folder / "figures" / "prediction.png"))


def _model(what: list[str]) -> tuple[IsolatedPoint | LocalModel, str]:
    """Return the local model of a configuration, and in words what it is of."""
    from .config import load_config
    from .initial import Recipe
    from .vector_config import VectorConfig
    from .verdict import typical_point

    settings = load_config(what[0], what[1:])
    problem: Any = settings.build()
    if isinstance(settings, VectorConfig):
        from .local_models import local_model

        try:
            model = local_model(problem.game, problem.method, problem.rates)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="CONFIG") from error
        return model, f"{problem.game!r} played by {problem.method!r} at its equilibrium"
    start = problem.initial
    if isinstance(start, Recipe):
        start = start.sample(problem.game, settings.seed)
    try:
        return typical_point(problem.game, problem.method, problem.rates, len(start))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="CONFIG") from error


def _verdict(model: IsolatedPoint | LocalModel) -> str:
    from .isolated import IsolatedPoint

    if isinstance(model, IsolatedPoint):
        return model.explain()
    from .verdict import in_words

    return in_words(model.stability)


def _usual_diagram(model: IsolatedPoint | LocalModel) -> Any:
    """Return a diagram around where the model is, over the two numbers that matter most."""
    import numpy as np

    from .diagrams import phase_diagram as make
    from .isolated import IsolatedPoint

    def around(value: float) -> Any:
        middle = value if value > 0.0 else 0.1
        return np.geomspace(middle / 30.0, middle * 30.0, 200)

    if isinstance(model, IsolatedPoint):
        width = getattr(model.kernel, "bandwidth", None)  # a mixture has several
        x = ("generator", model.rates.generator) if width is None else ("bandwidth", width)
        return make(model, x=(x[0], around(x[1])), y=("ridge", around(model.ridge)))
    return make(
        model,
        x=("generator", around(model.rates.generator)),
        y=("discriminator", around(model.rates.discriminator)),
    )


def _axis(text: str, option: str) -> tuple[str, Any]:
    """Return name and values of "bandwidth=0.01:1:400:log"."""
    import numpy as np

    name, equals, rest = text.partition("=")
    parts = rest.split(":")
    try:
        low, high, count = float(parts[0]), float(parts[1]), int(parts[2])
        if not (name and equals and count >= 2) or parts[3:] not in ([], ["log"]):
            raise ValueError
        log_spaced = bool(parts[3:])
        # A key of the configuration means the same number: kernel.bandwidth is bandwidth.
        own = name.rpartition(".")[2]
        return own, (np.geomspace if log_spaced else np.linspace)(low, high, count)
    except (IndexError, ValueError):
        wanted = "NAME=LOW:HIGH:COUNT or NAME=LOW:HIGH:COUNT:log, such as ridge=0.01:10:400:log"
        raise typer.BadParameter(f"must be {wanted}, got {text!r}", param_hint=option) from None


def _draw(diagram: Any, path: Path) -> Path:
    import matplotlib

    matplotlib.use("Agg")
    from .runs import FormatError, save_figure

    try:
        return save_figure(diagram.plot().figure, path)
    except FormatError as error:
        raise typer.BadParameter(str(error), param_hint="--out") from error
