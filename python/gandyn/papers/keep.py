"""What an item made, in its folder: pictures, tables, and last of all the report.

===================  ============================================================================
<figure>.png, .pdf   pictures
<run>.gif            runs in motion
<table>.csv          the numbers in them; the first row names the columns
report.json          claims and verdicts, settings, digests of the other files
===================  ============================================================================
"""

from __future__ import annotations

import csv
import hashlib
import inspect
import io
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import ArrayLike

from ..animate import animate
from ..files import write_atomically
from .report import Animation, Outcome, as_table, overall

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .registry import Item

REPORT = "report.json"
FORMAT = 1
DPI = 200


def settings(item: Item, quick: bool, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that the results depend on: the version, the code of the work, the options."""
    from .. import __version__

    home = Path(inspect.getfile(item.make)).parent
    code = b"".join(path.read_bytes() for path in sorted(home.glob("*.py")))
    return {
        "gandyn": __version__,
        "code": hashlib.sha256(code).hexdigest()[:16],
        "quick": quick,
        "options": dict(options),
    }


def draw(outcome: Outcome) -> dict[str, bytes]:
    """Return every file of what an item made, but for the report.

    Raises
    ------
    ValueError
        Columns of a table have different lengths.
    """
    for figure in outcome.figures().values():
        figure.draw_without_rendering()  # lays it out: once, and not again for every format
        figure.set_layout_engine("none")
    pictures = {
        f"{name}.{suffix}": _paint(figure, suffix)
        for name, figure in outcome.figures().items()
        for suffix in ("png", "pdf")
    }
    moving = {f"{name}.gif": _move(one) for name, one in outcome.animations.items()}
    tables = {f"{name}.csv": table(columns).encode() for name, columns in outcome.data.items()}
    return pictures | moving | tables


def write(
    folder: Path,
    item: Item,
    outcome: Outcome,
    files: Mapping[str, bytes],
    asked: Mapping[str, Any],
    seconds: float,
) -> dict[str, Any]:
    """Write what an item made; the report comes last, so that a folder with one is whole.

    Raises
    ------
    OSError
        A file could not be written.
    """
    for name, content in files.items():
        write_atomically(folder / name, partial(_write, content=content))
    return _report(
        folder, item, asked, seconds,
        verdict=overall(outcome.claims), claims=as_table(outcome.claims), caption=outcome.caption,
        files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    )  # fmt: skip


def _write(file: BinaryIO, content: bytes) -> None:
    file.write(content)


def write_failure(
    folder: Path, item: Item, error: str, asked: Mapping[str, Any], seconds: float
) -> dict[str, Any]:
    """Write that an item could not be made, and why."""
    return _report(folder, item, asked, seconds, error=error)


def _report(
    folder: Path, item: Item, asked: Mapping[str, Any], seconds: float, **found: Any
) -> dict[str, Any]:
    report = {
        "format": FORMAT,
        "name": item.name,
        "figure": item.figure,
        "shows": item.shows,
        "settings": dict(asked),
        "seconds": round(seconds, 3),
        "verdict": "fails",
        "error": None,
        "caption": "",
        "claims": [],
        "files": {},
        **found,
    }
    text = json.dumps(report, indent=2, allow_nan=False, ensure_ascii=False) + "\n"
    write_atomically(folder / REPORT, lambda file: file.write(text.encode()))
    return report


def read(folder: Path) -> dict[str, Any] | None:
    """Return the report of a folder; None: there is none, or no whole one."""
    try:
        report = json.loads((folder / REPORT).read_text())
    except (OSError, ValueError):
        return None
    good = isinstance(report, dict) and report.get("format") == FORMAT
    return report if good and isinstance(report.get("files"), dict) else None


def whole(folder: Path, asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the report of a folder that was made by these settings and has every file."""
    report = read(folder)
    if report is None or report.get("settings") != plain_settings(asked) or report.get("error"):
        return None
    there = all(_digest(folder / name) == digest for name, digest in report["files"].items())
    return report if there else None


def plain_settings(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as they come back from a file."""
    back: dict[str, Any] = json.loads(json.dumps(dict(asked)))
    return back


def table(columns: Mapping[str, ArrayLike]) -> str:
    """Return columns as comma-separated text, every number with all of its digits."""
    arrays = {name: np.asarray(values) for name, values in columns.items()}
    if len({array.shape for array in arrays.values()}) > 1 or any(
        array.ndim != 1 for array in arrays.values()
    ):
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"columns of a table must be of one length, got {shapes}")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(arrays)
    writer.writerows(zip(*(array.tolist() for array in arrays.values()), strict=True))
    return text.getvalue()


def _paint(figure: Figure, suffix: str) -> bytes:
    from matplotlib import rc_context

    # Without dates and versions the same numbers give the same bytes; letters stay letters.
    metadata = {"pdf": {"CreationDate": None, "Producer": None, "Creator": None}}
    file = io.BytesIO()
    with rc_context({"pdf.fonttype": 42}):
        plain: Any = metadata.get(suffix, {"Software": None})
        figure.savefig(file, format=suffix, dpi=DPI, metadata=plain)
    return file.getvalue()


def _move(animation: Animation) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "run.gif"
        return animate(animation.run, path, **animation.how).read_bytes()


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "absent"
