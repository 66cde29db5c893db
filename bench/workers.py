"""One long-lived process for each contestant and number of threads, idle unless asked.

A contest is a module with a function PROBLEM, which makes the problem that a request describes, and
a dictionary CONTESTANTS of functions that take the problem and a number of threads and return a
call without arguments. The call's result is a tuple of arrays, or a function that returns one.

A request and its reply are one line of JSON each, on standard input and output:

    {"do": "prepare", "size": 10000, "dimension": 2}  ->  {"before": 6e7, "peak": 9e7}
    {"do": "save", "path": "result.npz"}              ->  {}
    {"do": "measure", "seconds": 0.3}                 ->  {"seconds": 0.061, "cores": 1.0}
    anything that goes wrong                          ->  {"error": "...", "missing": false}
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import numpy as np

from . import probe
from .problem import Array

FLOAT32 = "-float32"  # at the end of a name: the contestant, given float32 arrays


class WorkerError(RuntimeError):
    """A contestant could not do what was asked; `missing` if only because it is not installed."""

    def __init__(self, message: str, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


class Worker:
    """The parent's end."""

    def __init__(self, contest: str, name: str, threads: int) -> None:
        self.name, self.threads = name, threads
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, contest, name, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=_environment(threads),
        )

    def prepare(self, **problem: Any) -> tuple[float, float]:
        """Take a problem, compile, compute once; return the peak memory before and after, bytes."""
        reply = self._ask(do="prepare", **problem)
        return reply["before"], reply["peak"]

    def result(self, folder: Path) -> tuple[Array, ...]:
        """Return the arrays that the first call computed; they come through a file in `folder`."""
        path = folder / "result.npz"
        self._ask(do="save", path=str(path))
        with np.load(path) as arrays:
            return tuple(arrays[name] for name in arrays.files)

    def measure(self, seconds: float) -> tuple[float, float]:
        """Call for at least `seconds`; return mean seconds of a call and cores kept busy."""
        reply = self._ask(do="measure", seconds=seconds)
        return reply["seconds"], reply["cores"]

    def _ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin and self._process.stdout
        line = ""
        if self._process.poll() is None:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line:
            raise WorkerError(f"its process ended with status {self._process.wait()}")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise WorkerError(reply["error"], reply["missing"])
        return reply

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:  # closes the pipes, waits
            self._process.kill()


def _environment(threads: int) -> dict[str, str]:
    """BLAS calls are single-threaded: contestants that use them divide the work outside."""
    count = str(threads)
    return os.environ | {
        "OMP_WAIT_POLICY": "PASSIVE",
        "OMP_NUM_THREADS": count,
        "MKL_NUM_THREADS": count,
        "NUMBA_NUM_THREADS": count,
        "OPENBLAS_NUM_THREADS": "1",
        "NPROC": count,  # of XLA
        "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
        "JAX_PLATFORMS": "cpu",
        "TORCHINDUCTOR_COMPILE_THREADS": "1",
    }


class _Child:
    """The worker's end."""

    def __init__(self, contest: str, name: str, threads: int) -> None:
        self._contest, self._name, self._threads = importlib.import_module(contest), name, threads
        self._run: Callable[[], Any] = lambda: None
        self._result: Any = None

    def prepare(self, **request: Any) -> dict[str, Any]:
        self._result = None
        if self._name == "probe":
            self._run = probe.matrix_product(self._threads)
        else:
            problem, name = self._contest.PROBLEM(**request), self._name.removesuffix(FLOAT32)
            narrow = problem if name == self._name else problem.narrowed()
            self._run = self._contest.CONTESTANTS[name](narrow, self._threads)
        before = _peak()
        self._result = self._run()
        return {"before": before, "peak": _peak()}

    def save(self, path: str) -> dict[str, Any]:
        arrays = self._result() if callable(self._result) else self._result
        np.savez(path, *arrays)
        return {}

    def measure(self, seconds: float) -> dict[str, Any]:
        calls, start, cpu = 0, time.perf_counter(), time.process_time()
        while (elapsed := time.perf_counter() - start) < seconds or not calls:
            self._run()
            calls += 1
        return {"seconds": elapsed / calls, "cores": (time.process_time() - cpu) / elapsed}


def _peak() -> float:
    return 1024.0 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _serve(contest: str, name: str, threads: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the tools print is not a reply
    child = _Child(contest, name, threads)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = getattr(child, request.pop("do"))(**request)
        except Exception as error:
            text = f"{type(error).__name__}: {error}".splitlines()[0]
            reply = {"error": text, "missing": isinstance(error, ModuleNotFoundError)}
        print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2], int(sys.argv[3]))
