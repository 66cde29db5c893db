"""What plays tasks: serial, processes, Dask, MPI, submitit, or an executor of the caller's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._extras import needed
from ..threads import resolve
from .worker import Workers

__all__ = ["EXECUTORS", "Crew", "crew"]

EXECUTORS = ("serial", "processes", "dask", "mpi", "submitit", "slurm")
"""Those known by name; "slurm" only writes and submits a batch script, see `gandyn.slurm`."""


@dataclass(frozen=True)
class Crew:
    """An executor, and what is known of it.

    Attributes
    ----------
    executor : Executor or None
        None: this process itself.
    workers : int
        Tasks that it plays at once.
    num_threads : int or None
        Threads of each; None: as the configuration, or else the worker's environment, says.
    seconds : float
        How long a task should take.
    words : str
        What it is, for people.
    own : bool
        Whether it was made here, and is replaced here should it break.
    """

    executor: Executor | None
    workers: int
    num_threads: int | None
    seconds: float
    words: str
    own: bool = True

    def interrupt(self) -> None:
        """Ask for an early end, where there is a way to."""
        if isinstance(self.executor, Workers):
            self.executor.interrupt()


@contextmanager
def crew(
    executor: str | Any,
    folder: Path,
    workers: int | None = None,
    num_threads: int | None = None,
    scheduler: str | None = None,
) -> Iterator[Crew | None]:
    """Open an executor by name, or take the caller's.

    Parameters
    ----------
    executor : str or Executor
        One of `EXECUTORS`, or any executor of the protocol of `concurrent.futures`; submitit's own
        executors too.
    folder : Path
        Of the sweep.
    workers : int, optional
        Tasks played at once; None: as many as there are processors for.
    num_threads : int, optional
        Threads of each; None: processors shared out evenly on this machine, one elsewhere.
    scheduler : str, optional
        Address of a Dask scheduler; None: processes on this machine.

    Yields
    ------
    Crew or None
        None in those processes of an MPI job that have played what another one handed out.

    Raises
    ------
    ModuleNotFoundError
        The package that the executor stands on is not installed.
    ValueError
        No executor.
    """
    if not isinstance(executor, str):
        yield _of_the_caller(executor, num_threads)
    elif executor in _OPENERS:
        with _OPENERS[executor](folder, workers, num_threads, scheduler) as opened:
            yield opened
    else:
        names = ", ".join(EXECUTORS)
        raise ValueError(f"executor must be one of {names}, or an executor, got {executor!r}")


def shared(workers: int | None, num_threads: int | None) -> tuple[int, int]:
    """Return workers and threads of each that together keep to the processors that there are."""
    processors = resolve()[0]
    if workers is None:
        workers = max(1, processors // (num_threads or 1))
    return workers, num_threads or max(1, processors // workers)


@contextmanager
def _serial(folder: Path, workers: Any, num_threads: Any, scheduler: Any) -> Iterator[Crew]:
    yield Crew(None, 1, num_threads, 2.0, "this process")


@contextmanager
def _processes(folder: Path, workers: Any, num_threads: Any, scheduler: Any) -> Iterator[Crew]:
    workers, num_threads = shared(workers, num_threads)
    pool = Workers(workers)
    try:
        yield Crew(pool, workers, num_threads, 5.0, f"{workers} processes of {num_threads} threads")
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _dask(folder: Path, workers: Any, num_threads: Any, scheduler: Any) -> Iterator[Crew]:
    distributed = needed("distributed", "dask")
    workers, num_threads = shared(workers, num_threads)
    if scheduler is None:
        cluster: Any = distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        )
    else:
        cluster = scheduler
    client = distributed.Client(cluster)
    try:
        if scheduler is not None:
            workers, num_threads = sum(client.nthreads().values()), num_threads
        words = f"{workers} workers of Dask"
        yield Crew(client.get_executor(pure=False), workers, num_threads, 20.0, words)
    finally:
        client.close()
        if scheduler is None:
            cluster.close()


@contextmanager
def _mpi(folder: Path, workers: Any, num_threads: Any, scheduler: Any) -> Iterator[Crew | None]:
    futures = needed("mpi4py.futures", "mpi")
    comm = needed("mpi4py.MPI", "mpi").COMM_WORLD
    if (ranks := comm.Get_size()) < 2:
        raise ValueError(
            "executor mpi needs ranks to hand points to: mpiexec -n 4 gandyn sweep ..."
        )
    with futures.MPICommExecutor(comm, root=0) as executor:
        if executor is None:
            yield None  # this rank was one of the workers, and there is nothing left to do
        else:
            words = f"{ranks - 1} ranks of MPI"
            yield Crew(executor, ranks - 1, num_threads or 1, 20.0, words)


@contextmanager
def _submitit(folder: Path, workers: Any, num_threads: Any, scheduler: Any) -> Iterator[Crew]:
    submitit = needed("submitit", "submitit")
    executor = submitit.AutoExecutor(folder=folder / "submitit")
    executor.update_parameters(
        timeout_min=60, cpus_per_task=num_threads or 1, slurm_array_parallelism=workers or 256
    )
    crew = _of_the_caller(executor, num_threads)
    yield Crew(crew.executor, workers or crew.workers, num_threads, 600.0, crew.words)


_OPENERS: dict[str, Callable[..., Any]] = {
    "serial": _serial,
    "processes": _processes,
    "dask": _dask,
    "mpi": _mpi,
    "submitit": _submitit,
}


def _of_the_caller(executor: Any, num_threads: int | None) -> Crew:
    name = type(executor).__name__
    if hasattr(executor, "map_array"):
        return Crew(_Jobs(executor), 64, num_threads, 600.0, f"submitit's {name}", own=False)
    if not callable(getattr(executor, "submit", None)):
        names = ", ".join(EXECUTORS)
        raise ValueError(f"executor must be one of {names}, or an executor, got {executor!r}")
    workers = getattr(executor, "_max_workers", None)
    if isinstance(workers, int) and workers > 0:
        if num_threads is None and not type(executor).__module__.startswith("mpi4py"):
            num_threads = shared(workers, None)[1]
    else:
        workers = resolve()[0]
    return Crew(executor, workers, num_threads or 1, 20.0, name, own=False)


class _Jobs(Executor):
    """Submitit's executors, whose jobs are no futures."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._watched(self._executor.submit(fn, *args, **kwargs))

    def submit_all(self, fn: Callable[..., Any], calls: list[tuple[Any, ...]]) -> list[Future[Any]]:
        """Hand over many calls as one array of jobs."""
        return [
            self._watched(job) for job in self._executor.map_array(fn, *zip(*calls, strict=True))
        ]

    def _watched(self, job: Any) -> Future[Any]:
        future: Future[Any] = Future()
        threading.Thread(target=_watch, args=(job, future), daemon=True).start()
        return future


def _watch(job: Any, future: Future[Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        while not job.done():
            time.sleep(0.5)
        future.set_result(job.result())
    except BaseException as error:
        future.set_exception(error)
