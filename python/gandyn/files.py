"""Files that are whole or absent: atomic writing, and archives of arrays checked when read."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import zipfile
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from .errors import DataError

StrPath = str | os.PathLike[str]


def write_atomically(path: StrPath, write: Callable[[BinaryIO], Any]) -> None:
    """Write a file so that a crash at any moment leaves the old one or the new one, whole.

    The bytes go to a temporary file beside the target, are flushed to the disk, and then take
    the name in one move; the folder is flushed too, so that the move itself survives a power cut.

    Parameters
    ----------
    path : path-like
        The file to write, used exactly; a symbolic link keeps pointing and its target is replaced.
    write : callable
        Called once with the open binary file.

    Raises
    ------
    OSError
        The file could not be written; a file that was there before is untouched.
    """
    target = Path(os.path.realpath(path))
    _write_then_name(target.parent, write, lambda temporary: target, path)


def write_text(path: StrPath, text: str) -> None:
    """Write a text file as `write_atomically` does.

    Raises
    ------
    OSError
        The file could not be written; a file that was there before is untouched.
    """
    write_atomically(path, lambda file: file.write(text.encode()))


def write_digested(folder: StrPath, stem: str, write: Callable[[BinaryIO], Any]) -> Path:
    """Write ``folder/stem-<digest>.npz``, a file whose name says what must be in it.

    Parameters
    ----------
    folder : path-like
        Where to; it must be there.
    stem : str
        What the name begins with.
    write : callable
        Called once with the open binary file.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        The file could not be written; nothing of it is left.
    """
    place = Path(folder)
    return _write_then_name(
        place, write, lambda temporary: place / f"{stem}-{_digest(temporary)}.npz", folder
    )


def make_folder(path: Path) -> None:
    """Make a folder in one that is there, if it is not; it survives a power cut.

    Raises
    ------
    OSError
        It could not be made.
    """
    try:
        path.mkdir()
        _sync_folder(path.parent)
    except FileExistsError:
        return
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or 0), os.fspath(path)) from error


def is_as_named(path: Path) -> bool:
    """Tell whether a file of `write_digested` is what its name says, to the last bit.

    Raises
    ------
    OSError
        The file could not be read.
    """
    return path.stem.rpartition("-")[2] == _digest(path)


def is_temporary(path: Path) -> bool:
    """Tell whether a file is one that a writer has not finished, or was killed at."""
    return path.name.startswith(_TEMPORARY) and path.suffix == ".tmp"


def sweep_temporaries(folder: Path) -> None:
    """Remove what writers left that were killed; nobody may be writing there."""
    for path in filter(is_temporary, folder.glob("*")):
        path.unlink(missing_ok=True)


def remove_numbered(folder: Path, but: Container[str] = ()) -> None:
    """Remove files of `write_digested` but for some, and the folder if it is empty then."""
    for path in folder.glob("*-*.npz"):
        if path.name not in but:
            path.unlink(missing_ok=True)
    with suppress(OSError):  # not there, or not empty
        folder.rmdir()


_TEMPORARY = ".gandyn-"


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


def _write_then_name(
    folder: Path, write: Callable[[BinaryIO], Any], name: Callable[[Path], Path], said: StrPath
) -> Path:
    temporary = folder / f"{_TEMPORARY}{secrets.token_hex(8)}.tmp"
    try:
        _write_synced(temporary, write)
        target = name(temporary)
        os.replace(temporary, target)
        _sync_folder(folder)
    except OSError as error:
        if error.errno is None:
            raise
        # The caller knows the path given, not the temporary one that the system names.
        raise OSError(error.errno, os.strerror(error.errno), os.fspath(said)) from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
    return target


def _write_synced(path: Path, write: Callable[[BinaryIO], Any]) -> None:
    # O_EXCL and 0600: nobody can have put a link there, nor read along before it is complete.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb") as file:
        write(file)
        file.flush()
        os.fchmod(descriptor, 0o666 & ~_umask())
        os.fsync(descriptor)


def _umask() -> int:
    # The mask can only be read by setting it; the strict value is the safe one in between.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_arrays(file: BinaryIO, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays as an uncompressed ``.npz``, never as pickles.

    Raises
    ------
    ValueError
        An array holds Python objects.
    """
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)


def read_arrays(path: StrPath) -> dict[str, NDArray[Any]]:
    """Read every array of a ``.npz``, after its checksums have been verified.

    Raises
    ------
    DataError
        The file is no ``.npz``, is damaged or cut short, or holds pickled objects.
    OSError
        The file could not be read.
    """
    with open(path, "rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                # All of it, first: NumPy stops reading where an array's header says it ends, and a
                # header that was damaged would then keep the checksum from ever being compared.
                damaged = archive.testzip()
            if damaged is not None:
                raise DataError(f"{os.fspath(path)}: damaged: checksum of {damaged!r} is wrong")
            file.seek(0)
            with np.load(file, allow_pickle=False) as arrays:
                return {name: arrays[name] for name in arrays.files}
        except DataError:
            raise
        except OSError as error:
            if error.errno != errno.EINVAL:  # a damaged offset asks for a seek before the start
                raise
            raise DataError(f"{os.fspath(path)}: not a readable .npz file: {error}") from error
        except Exception as error:  # whatever arbitrary bytes make the readers raise
            reason = str(error) or type(error).__name__
            raise DataError(f"{os.fspath(path)}: not a readable .npz file: {reason}") from error
