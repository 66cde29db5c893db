"""Checkpoints of a run: two generations, each a file that proves by its name that it is whole."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .errors import DataError
from .files import is_as_named, remove_numbered, write_digested
from .run_files import Arrays, pack, read_run

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
    place.mkdir(exist_ok=True)
    path = write_digested(place, f"{step:015d}", lambda file: pack(file, metadata, arrays))
    for old in [other for other in _generations(folder) if other != path][GENERATIONS - 1 :]:
        with suppress(OSError):
            old.unlink()
    return path


def newest_checkpoint(folder: Path) -> tuple[dict[str, Any], Arrays] | None:
    """Return metadata and arrays of the newest checkpoint that is whole, or None without any.

    One that is damaged is told of (logger "gandyn") and passed over.
    """
    for path in _generations(folder):
        try:
            if not is_as_named(path):
                raise DataError(f"{path}: damaged: its content is not what its name says")
            return read_run(path, lambda metadata, arrays: (metadata, arrays))
        except (DataError, OSError) as error:
            log.warning("%s; going back to the checkpoint before it", error)
    return None


def forget_checkpoints(folder: Path) -> None:
    """Remove the checkpoints of a run that has ended."""
    remove_numbered(folder / CHECKPOINTS)


def _generations(folder: Path) -> list[Path]:
    """List the checkpoints there are, the newest first."""
    return sorted((folder / CHECKPOINTS).glob("*-*.npz"), reverse=True)
