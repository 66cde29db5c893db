"""How the command line fails: one line and an exit code."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from .errors import ConfigError, DataError
from .locks import Busy

__all__ = ["EPILOG", "Code", "Guarded", "Stopped", "fail"]


class Code(IntEnum):
    """Exit codes, after sysexits.h where it has one."""

    usage = 2
    data = 65
    numerical = 70
    busy = 73
    io = 74
    stopped = 75
    interrupted = 130


EPILOG = (
    "Exit codes: 0 success; 2 wrong usage; 65 wrong configuration or data; 70 numerical: the run "
    "diverged or needs more memory, and the part done is saved; 73 another process writes the same "
    "run; 74 a file could not be read or written; 75 stopped by SIGTERM or SIGUSR1, and 130 "
    "interrupted: the part done is saved, and the same command goes on."
)


class Stopped(KeyboardInterrupt):
    """A signal that is not Ctrl-C came where there was nothing to save."""


class Guarded(TyperGroup):
    """The commands, with every foreseeable failure as one line and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            with _listening():
                return super().invoke(ctx)
        except (ConfigError, DataError) as error:
            fail(Code.data, str(error))
        except MemoryError as error:
            fail(Code.numerical, f"not enough memory: {error}")
        except BrokenPipeError:  # the reader of our output has seen enough
            raise
        except Busy as error:
            fail(Code.busy, f"{error.filename}: {error.strerror}")
        except OSError as error:
            named = error.filename is not None and error.strerror is not None
            fail(Code.io, f"{error.filename}: {error.strerror}" if named else str(error))
        except Stopped as stopped:
            fail(Code.stopped, f"stopped by {stopped}")
        except KeyboardInterrupt:
            fail(Code.interrupted, "interrupted")


@contextmanager
def _listening() -> Iterator[None]:
    """Have a request to stop end what goes on as Ctrl-C does, with a code of its own.

    Not before somebody is there to say so: before, a batch script has it ignored, and repeats it.
    """
    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGUSR1"):
            if number := getattr(signal, name, None):
                before[number] = signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _: object) -> None:
    raise Stopped(signal.Signals(number).name)


def fail(code: Code, message: str) -> NoReturn:
    """End the command with a line for people and an exit code."""
    if not _silent:
        typer.echo(f"gandyn: error: {' '.join(message.split())}", err=True)
    raise typer.Exit(code)


def silence() -> None:
    """Say nothing of failures from now on: another process of the same job does."""
    global _silent
    _silent = True


_silent = False
