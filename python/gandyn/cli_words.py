"""The commands that tell: templates, schemas, lists and what there is to know of a run."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from .cli_pictures import Run

__all__ = ["FAMILIES", "doctor", "info", "init", "list_all", "schema", "show_log", "show_table"]


FAMILIES = ["games", "penalties", "methods", "optimizers", "kernels", "discriminators"]
"""What can be listed: the families of `gandyn.catalogue`, which is heavy to import."""


def init(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new .toml file.")],
    game: Annotated[str, typer.Option(help="What is played; see gandyn list games.")] = "KernelGAN",
) -> None:
    """Write a commented configuration with every key: one that runs."""
    import errno

    from .config import template
    from .files import write_atomically
    from .support import GAMES

    if game not in GAMES:
        raise typer.BadParameter(
            f"must be one of {', '.join(GAMES)}, got {game}", param_hint="--game"
        )
    if file.suffix != ".toml":
        raise typer.BadParameter(f"name must end in .toml, got {file}")
    if file.exists():
        raise FileExistsError(errno.EEXIST, "exists, and is not overwritten", os.fspath(file))
    write_atomically(file, lambda opened: opened.write(template(game).encode()))
    typer.echo(f"{file}: run it with  gandyn run {file}")


def schema() -> None:
    """Print the JSON schema of a configuration."""
    from .config import schema

    typer.echo(json.dumps(schema(), indent=2, allow_nan=False))


def list_all(
    family: Annotated[
        str,
        typer.Argument(
            metavar="FAMILY",
            autocompletion=lambda: FAMILIES,
            help=f"Of which everything is listed: {', '.join(FAMILIES)}.",
        ),
    ],
) -> None:
    """List what can be chosen, with parameters, defaults, formulas and papers."""
    from .catalogue import render

    if family not in FAMILIES:
        wanted = f"must be one of {', '.join(FAMILIES)}, got {family}"
        raise typer.BadParameter(wanted, param_hint="FAMILY")
    typer.echo(render(family))


def info(run: Run) -> None:
    """Tell what a run was and how it ended."""
    from . import runs

    show_table(runs.info(run))


def doctor() -> None:
    """Tell what this installation is, and how it will use this machine."""
    from .doctor import examine

    show_table(examine())


def show_log(quiet: bool) -> None:
    """Print what the package has to tell as it works; warnings alone where `quiet`."""

    class Echo(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            typer.echo(f"gandyn: {record.getMessage()}", err=True)

    log = logging.getLogger("gandyn")
    log.handlers = [Echo()]
    log.propagate = False
    log.setLevel(logging.WARNING if quiet else logging.INFO)


def show_table(rows: dict[str, Any]) -> None:
    """Print names and values."""
    width = max(map(len, rows))
    for key, value in rows.items():
        typer.echo(f"{key:<{width}}  {value}")
