"""Processes that start in milliseconds, to be killed: forked from one that never works in parallel.

`Forks` starts a server, which has imported gandyn but never entered a parallel region; it forks a
child for every call. The calls are functions of modules that a test can import.
"""

import os
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent


class Child:
    """A process that runs a function; its output goes to a file."""

    def __init__(self, forks: "Forks", pid: int) -> None:
        self.forks, self.pid = forks, pid

    def send(self, number: int) -> None:
        """Send a signal; one that has ended is waited for by the server, so no other is hit."""
        if self.pid not in self.forks.ended:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def wait(self, seconds: float = 60.0) -> int:
        """Return the exit code, -9 after a kill; raise TimeoutError if it goes on."""
        return self.forks.code_of(self.pid, seconds)

    def is_running(self) -> bool:
        """Tell whether it has not ended."""
        return self.forks.is_running(self.pid)


class Forks:
    """Starts children; a context, at whose end none is left."""

    def __init__(self, **environment: str) -> None:
        ours, theirs = Pipe()
        self.pipe, self.ended = ours, dict[int, int]()
        self.running = set[int]()
        code = f"import sys; sys.path.insert(0, {str(TESTS)!r}); import forks; forks.serve()"
        self.server = subprocess.Popen(
            [sys.executable, "-c", code, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env={**os.environ, **environment},
        )
        theirs.close()

    def __enter__(self) -> "Forks":
        return self

    def __exit__(self, *_: Any) -> None:
        for pid in self.running - set(self.ended):
            os.kill(pid, signal.SIGKILL)
        self.pipe.close()
        self.server.wait(60)

    def start(
        self, function: Callable[..., Any], *arguments: Any, output: Any = os.devnull
    ) -> Child:
        """Run a function in a process of its own."""
        self.pipe.send((function, arguments, str(output)))
        while True:
            what, pid, code = self.pipe.recv()
            if what == "started":
                self.running.add(pid)
                return Child(self, pid)
            self.ended[pid] = code

    def code_of(self, pid: int, seconds: float) -> int:
        while pid not in self.ended:
            if not self.pipe.poll(seconds):
                raise TimeoutError(f"process {pid} goes on")
            _, other, code = self.pipe.recv()
            self.ended[other] = code
        self.running.discard(pid)
        return self.ended[pid]

    def is_running(self, pid: int) -> bool:
        while pid not in self.ended and self.pipe.poll():
            _, other, code = self.pipe.recv()
            self.ended[other] = code
        return pid not in self.ended


def serve() -> None:
    """Fork a child for every call that comes, and tell how each ended."""
    # What children need is imported once; nothing here may compute in parallel.
    import gandyn.cli
    import gandyn.config
    import gandyn.interruption
    import gandyn.progress
    import gandyn.resumable  # noqa: F401

    pipe = Connection(int(sys.argv[1]))
    children: dict[int, int] = {}
    while True:
        for ready in select.select([pipe, *children], [], [])[0]:
            if ready is pipe:
                try:
                    call = pipe.recv()
                except EOFError:
                    return
                if (pid := os.fork()) == 0:
                    pipe.close()
                    _run(*call)
                children[os.pidfd_open(pid)] = pid
                pipe.send(("started", pid, 0))
            else:
                pid = children.pop(ready)
                os.close(ready)
                status = os.waitpid(pid, 0)[1]
                pipe.send(("ended", pid, os.waitstatus_to_exitcode(status)))


def _run(function: Callable[..., Any], arguments: tuple[Any, ...], output: str) -> None:
    """Call, in a child, and end."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        function(*arguments)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
