"""The container of a run: one ``.npz`` of arrays and one JSON text, without pickles."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from .errors import DataError
from .files import StrPath, read_arrays, write_arrays, write_atomically

TRAJECTORY = "trajectory.npz"
"""The file that makes a folder a finished run."""

FORMAT = 1
"""Version of the file format: raised when an older reader would misread what is written."""

Arrays = Mapping[str, NDArray[Any]]
Run = TypeVar("Run")


def write_run(path: StrPath, metadata: Mapping[str, Any], arrays: Arrays) -> Path:
    """Write the arrays of a run and what else there is to say, whole or not at all.

    Raises
    ------
    OSError
        The file could not be written; a file that was there before is untouched.
    """
    write_atomically(path, lambda file: pack(file, metadata, arrays))
    return Path(path)


def pack(file: BinaryIO, metadata: Mapping[str, Any], arrays: Arrays) -> None:
    """Write the arrays of a run and what else there is to say into an open file."""
    from . import __version__

    text = {
        "format": FORMAT,
        "versions": {"gandyn": __version__, "numpy": np.__version__},
        **metadata,
        # Named, because a damaged table of contents can lose an array without a trace.
        "arrays": sorted(arrays),
    }
    write_arrays(file, {**arrays, "metadata": np.array(json.dumps(text, default=_plain))})


def read_run(path: StrPath, assemble: Callable[[dict[str, Any], Arrays], Run]) -> Run:
    """Read what `write_run` wrote, and make a run of it.

    Parameters
    ----------
    path : path-like
        The file, or the folder of a finished run.
    assemble : callable
        Makes a run of metadata and arrays; whatever it raises says that the file is wrong.

    Raises
    ------
    DataError
        The file is no trajectory, is damaged or cut short, or a newer gandyn wrote it; or the
        folder holds no finished run.
    OSError
        The file could not be read.
    """
    name = os.fspath(path)
    if os.path.isdir(path):
        path = Path(path) / TRAJECTORY
        if not path.exists():
            raise DataError(f"{name}: no finished run: there is no {TRAJECTORY}")
    arrays = read_arrays(path)
    try:
        metadata = json.loads(str(arrays.pop("metadata")))
        version = metadata["format"]
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{name}: not a gandyn trajectory") from error
    if not isinstance(version, int) or version > FORMAT:
        raise DataError(
            f"{name}: written by a newer gandyn: format {version}, this one reads up to {FORMAT}"
        )
    try:
        if sorted(arrays) != sorted(metadata["arrays"]):
            raise ValueError("arrays are missing, or others are there")
        return assemble(metadata, arrays)
    except Exception as error:  # a foreign file can be wrong in any way
        reason = f"{type(error).__name__}: {error}"
        raise DataError(f"{name}: not a complete gandyn trajectory: {reason}") from error


def prefixed(prefix: str, arrays: Arrays) -> dict[str, NDArray[Any]]:
    """Return arrays under the names that they have in a file."""
    return {prefix + name: array for name, array in arrays.items()}


def under(prefix: str, arrays: Arrays) -> dict[str, NDArray[Any]]:
    """Return the arrays whose names in a file begin so, under the names that they had."""
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }


def _plain(value: Any) -> Any:
    return np.asarray(value).tolist()
