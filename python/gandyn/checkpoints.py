"""Checkpoints of a run: two generations, each a file that proves by its name that it is whole."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .errors import DataError
from .files import is_as_named, make_folder, remove_numbered, write_digested
from .run_files import Arrays, Run, pack, read_run

__all__ = ["CHECKPOINTS", "forget_checkpoints", "newest_checkpoint", "write_checkpoint"]

CHECKPOINTS = "checkpoints"
"""The folder of them, in that of a run."""

GENERATIONS = 2

log = logging.getLogger("gandyn")


def write_checkpoint(folder: Path, step: int, metadata: Mapping[str, Any], arrays: Arrays) -> Path:
    """Write the checkpoint of a step, and then let go of all but the two newest.

    Raises
    ------
    OSError
        The file could not be written; the older generations are untouched.
    """
    place = folder / CHECKPOINTS
    make_folder(place)
    path = write_digested(place, _numbered(step), lambda file: pack(file, metadata, arrays))
    for old in [other for other in _generations(folder) if other != path][GENERATIONS - 1 :]:
        with suppress(OSError):
            old.unlink()
    return path


def newest_checkpoint(
    folder: Path, assemble: Callable[[dict[str, Any], Arrays], Run]
) -> Run | None:
    """Return what is made of the newest checkpoint that is whole, or None without any.

    One that is damaged is told of (logger "gandyn") and passed over.

    Parameters
    ----------
    folder : Path
        The run's.
    assemble : callable
        Makes a run of metadata and arrays; whatever it raises says that the checkpoint is not
        whole.
    """
    there = _generations(folder)
    for path in there:
        try:
            if not is_as_named(path):
                raise DataError(f"{path}: damaged: its content is not what its name says")
            return read_run(path, assemble)
        except (DataError, OSError) as error:
            last = path == there[-1]
            log.warning("%s; going back to %s", error, "the start" if last else "the one before")
    return None


def forget_checkpoints(folder: Path, after: int = -1) -> None:
    """Remove the checkpoints of all steps after one."""
    kept = [one.name for one in _generations(folder) if one.name[:_DIGITS] <= _numbered(after)]
    remove_numbered(folder / CHECKPOINTS, kept)


_DIGITS = 15


def _numbered(step: int) -> str:
    """Return a step as names begin: in their order; what is negative comes before all."""
    return f"{step:0{_DIGITS}d}"


def _generations(folder: Path) -> list[Path]:
    """List the checkpoints there are, the newest first."""
    return sorted((folder / CHECKPOINTS).glob("*-*.npz"), reverse=True)
