"""Processes of our own that play points: started afresh, never forked, one line of JSON a task.

Unlike a pool of `multiprocessing` they do not import the caller's program, so that it needs no
guard, and one that is killed takes no other with it.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import asdict
from typing import Any, NoReturn

from ..interruption import Interruption
from .play import Outcome, run_points

__all__ = ["WorkerDied", "Workers", "main"]

# Until the worker can answer signals, Ctrl-C is the parent's business.
_PROGRAM = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "sys.path[:] = {path!r}; from gandyn.sweeps.worker import main; main()"
)

Task = tuple["Future[Outcome]", dict[str, Any]]


class WorkerDied(Exception):
    """A process ended before its task did."""


class Workers(Executor):
    """An executor for `run_points` alone.

    Parameters
    ----------
    workers : int
        Processes; each is started when there is a task for it.
    """

    def __init__(self, workers: int) -> None:
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._processes: dict[int, subprocess.Popen[str]] = {}
        self._ready: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, args=(number,), daemon=True)
            for number in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a call of `run_points` to the next process that is free."""
        assert fn is run_points
        names = ("folder", "ids", "num_threads", "retry_failed", "attempt")
        future: Future[Outcome] = Future()
        self._tasks.put((future, dict(zip(names, args, strict=False)) | kwargs))
        return future

    def interrupt(self) -> None:
        """Ask the processes to stop where they can go on; what they have finished is recorded."""
        with self._lock:
            self._closed = True
            for process in self._processes.values():
                with suppress(OSError):
                    process.send_signal(signal.SIGTERM)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes once they have nothing to do."""
        if cancel_futures:
            with suppress(queue.Empty):
                while True:
                    if (task := self._tasks.get_nowait()) is not None:
                        task[0].cancel()
        for _ in self._threads:
            self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _serve(self, number: int) -> None:
        while (task := self._tasks.get()) is not None:
            future, arguments = task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._ask(number, arguments))
            except BaseException as error:
                future.set_exception(error)
        if (process := self._processes.get(number)) is not None:
            _part_from(process)

    def _ask(self, number: int, arguments: dict[str, Any]) -> Outcome:
        process = self._process(number)
        line = ""
        try:
            if process not in self._ready:
                if not process.stdout.readline():  # type: ignore[union-attr]
                    self._refuse_what_cannot_start(number, process)
                self._ready.add(process)
            process.stdin.write(json.dumps(arguments) + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            line = process.stdout.readline()  # type: ignore[union-attr]
        except BrokenPipeError:
            pass
        if not line:
            code = self._bury(number, process)
            raise WorkerDied(f"process {process.pid} ended with code {code}")
        answer = json.loads(line)
        if "errno" in answer:
            raise OSError(*answer["errno"])
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return Outcome(**answer)

    def _refuse_what_cannot_start(self, number: int, process: subprocess.Popen[str]) -> NoReturn:
        """Raise what says whether a process was killed, or could not begin: no point's fault."""
        code = self._bury(number, process)
        if code < 0:
            raise WorkerDied(f"process {process.pid} was killed by signal {-code}")
        raise ChildProcessError(f"a process to play points ends as it begins, with code {code}")

    def _bury(self, number: int, process: subprocess.Popen[str]) -> int:
        code = _part_from(process)
        with self._lock:
            self._processes.pop(number, None)
            self._ready.discard(process)
        return code

    def _process(self, number: int) -> subprocess.Popen[str]:
        with self._lock:
            if self._closed:
                raise WorkerDied("interrupted")
            if number not in self._processes:
                self._processes[number] = subprocess.Popen(
                    [sys.executable, "-P", "-c", _PROGRAM.format(path=sys.path)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            return self._processes[number]


def _part_from(process: subprocess.Popen[str]) -> int:
    """Let a process end, and return its exit code."""
    with suppress(OSError):
        process.stdin.close()  # type: ignore[union-attr]
    code = process.wait()
    process.stdout.close()  # type: ignore[union-attr]
    return code


def main() -> None:
    """Answer tasks until there are no more, or a signal comes, or the parent is gone."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever prints must not answer
    with _Orphaned(os.getppid()) as interruption:
        answers.write("ready\n")
        answers.flush()
        for line in sys.stdin:
            try:
                answer: dict[str, Any] = asdict(
                    run_points(**json.loads(line), interruption=interruption)
                )
            except OSError as error:
                answer = {"errno": [error.errno, error.strerror, error.filename]}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            with suppress(BrokenPipeError):
                answers.write(json.dumps(answer) + "\n")
                answers.flush()
            if interruption():
                break
    with suppress(BrokenPipeError):
        answers.close()
    os._exit(0)  # all is written; taking the interpreter apart would only keep others waiting


class _Orphaned(Interruption):
    """Signals, or the death of the parent."""

    def __init__(self, parent: int) -> None:
        super().__init__()
        self._parent = parent

    def __call__(self) -> bool:
        return super().__call__() or os.getppid() != self._parent

    def __enter__(self) -> _Orphaned:
        super().__enter__()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return self
