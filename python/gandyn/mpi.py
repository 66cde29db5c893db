"""MPI jobs: ranks that agree, and that end together when one of them fails.

``simulate(..., comm=MPI.COMM_WORLD)`` plays one run on all ranks. It needs mpi4py: ``pip install
gandyn[mpi]``.

>>> from mpi4py import MPI
>>> gd.mpi.install_abort_hook()
>>> run = gd.simulate(game, method, rates=rates, num_steps=1000, initial=x, comm=MPI.COMM_WORLD)
>>> if MPI.COMM_WORLD.rank == 0:
...     run.save("run.npz")
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from mpi4py import MPI

__all__ = ["agreed", "ending_together", "install_abort_hook"]

T = TypeVar("T")

ROOT = 0
"""The rank that has the whole of a run."""

GRACE = 3.0
"""Seconds that a rank which fails waits for the others to fail alike, before it ends the job."""


def agreed(comm: MPI.Comm, make: Callable[[], T]) -> T:
    """Return what `make` gives at rank 0, on all ranks; or raise on all what it raises there.

    Parameters
    ----------
    comm : mpi4py.MPI.Comm
        All of its ranks call this.
    make : callable
        Is called at rank 0 alone; what it returns or raises must be picklable.
    """
    made: T | None = None
    error: Exception | None = None
    if comm.rank == ROOT:
        try:
            made = make()
        except Exception as raised:
            error = raised
    made, error = comm.bcast((made, error), ROOT)
    if error is not None:
        raise error
    return made


def install_abort_hook(comm: MPI.Comm | None = None) -> None:
    """Let an exception that nobody catches end the whole job, not this rank alone.

    Without it the others wait for a rank that is no more, for ever. All ranks call this once;
    ``python -m mpi4py script.py`` does the like.

    Parameters
    ----------
    comm : mpi4py.MPI.Comm, optional
        The ranks of the job; default: all.
    """
    leave = _leaving(comm)
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        before(kind, error, trace)
        leave(1)

    sys.excepthook = hook


@contextmanager
def ending_together(comm: MPI.Comm | None = None) -> Iterator[None]:
    """Let whatever ends this rank with an error end the whole job: for programs that exit by code.

    Ranks that all fail end as they would alone, each with its own code.

    Parameters
    ----------
    comm : mpi4py.MPI.Comm, optional
        The ranks of the job, which enter together; default: all.
    """
    leave = _leaving(comm)
    try:
        yield
    except SystemExit as ending:
        if ending.code not in (None, 0):
            leave(ending.code if isinstance(ending.code, int) else 1)
        raise
    except BaseException:
        traceback.print_exc()
        leave(1)
        raise SystemExit(1) from None


def _leaving(comm: MPI.Comm | None) -> Callable[[int], None]:
    """Return what ends the job with a code, unless the other ranks end within a grace as well."""
    from mpi4py import MPI

    apart = (MPI.COMM_WORLD if comm is None else comm).Dup()  # the others may wait in a call on it

    def leave(code: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        all_leave, end = apart.Ibarrier(), time.monotonic() + GRACE
        while not all_leave.Test():
            if time.monotonic() > end:
                apart.Abort(code)
            time.sleep(0.01)

    return leave
