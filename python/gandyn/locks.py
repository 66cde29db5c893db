"""One writer a folder: a lock that the system takes back when its holder dies."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["LOCK", "Busy", "lock"]

LOCK = "run.lock"


class Busy(OSError):
    """Another process writes this folder."""


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Keep everybody else from writing a folder.

    The file stays, for a file that goes could be locked by two; the lock itself belongs to the
    process, so that a killed one leaves none behind.

    Raises
    ------
    Busy
        Another process has it; the message says which, where it is known.
    OSError
        The lock could not be made, as on file systems that have none.
    """
    import fcntl  # not on every system; the rest of the package does without

    path = folder / LOCK
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "another one"
            raise Busy(errno.EBUSY, f"is being written by {holder}", str(folder)) from None
        except OSError as error:
            reason = f"cannot be locked ({error.strerror}): choose another file system"
            raise OSError(error.errno, reason, str(folder)) from error
        with suppress(OSError):  # it is locked, also where a full disk cannot say by whom
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        yield
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)
