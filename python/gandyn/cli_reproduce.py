"""The command that reproduces published figures, tables and theorems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_errors import Code, fail

if TYPE_CHECKING:
    from .papers.registry import Item
    from .papers.run import Made

__all__ = ["reproduce"]


def reproduce(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME|KEY=VALUE", help="Items, or patterns such as 'dirac/*'; their options."
        ),
    ] = None,
    paper: Annotated[list[str] | None, typer.Option(help="Every item of this work.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every item there is.")] = False,
    show: Annotated[bool, typer.Option("--list", help="List items, make none.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Make reduced versions.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Make also what is there.")] = False,
    out: Annotated[Path, typer.Option(help="Folder of everything made.")] = Path("reproduced"),
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Make published figures, tables and theorem checks again, each with a verdict in numbers.

    gandyn reproduce --list

    gandyn reproduce tv-mixture/success rate=0.3 repeats=120 --quick
    """
    from contextlib import nullcontext

    from .papers import registry, run
    from .progress import Reporter

    given = list(arguments or ())
    names = [word for word in given if "=" not in word]
    options = dict(word.split("=", 1) for word in given if "=" in word)
    try:
        items = registry.choose(names, paper or (), everything or (show and not (names or paper)))
        registry.options_of(items, options)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="NAME|KEY=VALUE") from error
    if show:
        typer.echo(_listing(items))
        return
    if not items:
        raise typer.BadParameter("give a NAME, --paper, --all, or --list to see what there is")
    import matplotlib

    matplotlib.use("Agg")  # no display is needed, nor touched
    seconds = run.expected(items, quick)
    if not quiet:
        typer.echo(f"{_count(len(items))}, about {_spell(seconds)} on two cores")
    estimate = run.Estimate()
    reporter = nullcontext() if quiet else Reporter("reproduce", left=lambda: estimate.left)
    with reporter as progress:
        made = run.reproduce(
            items, out, quick=quick, options=options, again=again, progress=progress,
            estimate=estimate,
            tell=None if quiet else lambda one: typer.echo(_line(one)),
        )  # fmt: skip
    if not quiet:
        typer.echo(out / "index.html")
    bad = [one.item.name for one in made if one.report["verdict"] == "fails"]
    if bad:
        fail(Code.numerical, f"{_count(len(bad))} of {len(made)} failed: {', '.join(bad)}")


def _line(made: Made) -> str:
    report = made.report
    if report["error"]:
        came = f"error: {report['error'].strip().splitlines()[-1]}"
    else:
        verdicts = [claim["verdict"] for claim in report["claims"]]
        came = f"{report['verdict']} ({verdicts.count('holds')} of {len(verdicts)} claims hold)"
    when = "was there" if made.skipped else f"{report['seconds']:.1f} s"
    left = f"; about {_spell(made.left)} left" if made.left >= 1.0 else ""
    return f"{made.item.name}: {came}, {when}{left}"


def _listing(items: list[Item]) -> str:
    from .papers.registry import WORKS

    lines: list[str] = []
    for name, work in WORKS.items():
        ours = [item for item in items if item.work == name]
        if ours:
            lines += [*([""] if lines else []), work.title, f"  {work.reference}"]
        for item in ours:
            quick, full = map(_spell, item.seconds)
            lines += ["", f"  {item.name}  ({item.figure}; quick {quick}, full {full})"]
            lines.append(f"      {item.shows}")
            for key, option in item.options.items():
                choice = f" ({', '.join(map(str, option.choices))})" if option.choices else ""
                lines.append(f"      {key}={option.default}{choice}: {option.about}")
    return "\n".join(lines)


def _count(number: int) -> str:
    return f"{number} item{'' if number == 1 else 's'}"


def _spell(seconds: float) -> str:
    minutes, whole = divmod(max(1, round(seconds)), 60)
    return f"{minutes} min {whole} s" if minutes else f"{whole} s"
