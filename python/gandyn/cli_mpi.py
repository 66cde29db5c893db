"""The command line as one job of several MPI ranks: the first does all, the others play along."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import typer

from . import cli_errors

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ._mpi_run import Conductor

__all__ = ["conductor", "one_job"]


def conductor() -> Conductor:
    """Return what makes a run one of all ranks; those but the first play along here, and end.

    They end with the code of the first one, who alone says what went wrong.
    """
    from ._extras import needed
    from ._mpi_run import Conductor, follow
    from .interruption import Interruption
    from .mpi import ROOT

    comm = needed("mpi4py.MPI", "mpi").COMM_WORLD
    if comm.rank == ROOT:
        return Conductor(comm)
    cli_errors.silence()
    with Interruption() as interruption:
        follow(comm, interruption)
    raise typer.Exit


def one_job() -> AbstractContextManager[Any]:
    """Return a context for the whole command: a rank that fails in it ends all of an MPI job."""
    if "--mpi" not in sys.argv or find_spec("mpi4py") is None:
        return nullcontext()
    from .mpi import ending_together

    return ending_together()
