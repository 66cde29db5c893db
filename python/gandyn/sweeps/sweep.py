"""`gandyn.sweep`, and the object that it returns; what is heavy is imported where it is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._checks import as_integer
from ..files import StrPath

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from matplotlib.axes import Axes

    from ..settings import Settings
    from .plan import Plan
    from .table import Table

__all__ = ["Sweep", "sweep"]


class Sweep:
    """A sweep in its folder, finished or not.

    Parameters
    ----------
    folder : path-like
        Where it is.

    Attributes
    ----------
    ledger : Ledger
        The folder's files.

    Raises
    ------
    DataError
        There is no sweep in it.

    Examples
    --------
    >>> found = gd.Sweep("sweeps/ring")
    >>> found.counts, found.table()["mmd"], found.to_xarray()
    """

    def __init__(self, folder: StrPath) -> None:
        from .ledger import Ledger

        self.ledger = Ledger(folder)

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.ledger.folder

    @property
    def plan(self) -> Plan:
        """What it is made of."""
        return self.ledger.plan

    @property
    def counts(self) -> Counter[str]:
        """How many points ended in which way, by status; "failed" and "missing" among them."""
        return self.ledger.counts()

    @property
    def finished(self) -> bool:
        """Whether every point has a record, be it of an error."""
        return not self.ledger.missing()

    @property
    def failures(self) -> dict[str, str]:
        """The errors of points that failed, by id."""
        return {
            point.id: f"{record['error']}: {record['message']}"
            for point, record in self.ledger.records()
            if record is not None and record["status"] == "failed"
        }

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.plan.points)

    def table(self) -> Table:
        """Return what came of it as columns, a row a point that has a record."""
        from .table import table_of

        return table_of(self.ledger)

    def to_xarray(self) -> Any:
        """Return what came of it as an `xarray.Dataset`, a dimension an axis.

        Raises
        ------
        ModuleNotFoundError
            xarray is not installed.
        """
        from .labelled import dataset_of

        return dataset_of(self.ledger)

    def collect(self, path: StrPath) -> Table:
        """Write what came of it to a ``.csv``, ``.parquet`` or ``.nc`` file.

        Parameters
        ----------
        path : path-like
            The file; one that is there is replaced.

        Returns
        -------
        Table
            What was written; ``len(sweep) - len(table)`` points are still missing.

        Raises
        ------
        ValueError
            The name ends in none of these.
        ModuleNotFoundError
            The package that writes the format is not installed.
        OSError
            The file could not be written.
        """
        from .table import collect

        return collect(self.ledger, Path(path))

    def plot(
        self, x: str | None = None, y: str | None = None, value: str | None = None, **kw: Any
    ) -> Axes:
        """Draw a number over one axis or two, beside what the theory predicts.

        Parameters
        ----------
        x, y : str, optional
            Keys of axes; default: the first two whose values are numbers. An empty `y`: a line.
        value : str, optional
            A column of `table`; default: the first number that was measured.
        **kw
            ``ax``, and what matplotlib's ``pcolormesh`` or ``plot`` take.

        Raises
        ------
        ValueError
            There is no such axis or number, or nothing to draw.
        """
        from .._plot_sweep import sweep_map

        return sweep_map(self, x, y, value, **kw)

    def __repr__(self) -> str:
        ends = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        return f"Sweep({self.plan.name!r}, {len(self)} points: {ends})"


def sweep(
    config_or_points: StrPath | Mapping[str, Any] | Sequence[Settings | Mapping[str, Any]],
    executor: str | Executor = "processes",
    *,
    out: StrPath | None = None,
    workers: int | None = None,
    num_threads: int | None = None,
    points_per_task: int | None = None,
    retry_failed: bool = False,
    force: bool = False,
    progress: Callable[[int, int], object] | None = None,
) -> Sweep:
    """Play every point of a sweep, and keep what came of each in a folder.

    Points that have a record are skipped: the same call goes on where it ended, whatever ended it.
    A point that fails is recorded with its error, and the others go on. Results have the same bits
    through every executor.

    Parameters
    ----------
    config_or_points : path-like, mapping, or sequence
        A ``.toml`` or ``.json`` file with a table ``[sweep]``; such a table; or points, each a
        whole configuration as `gandyn.config.load_config` returns it or as a table.
    executor : str or Executor, default "processes"
        "serial"; "processes" (started afresh, never forked); "dask", "mpi" or "submitit"; or any
        executor of the protocol of `concurrent.futures`, whose workers see the same files.
    out : path-like, optional
        The folder; default: ``sweeps/<name>``.
    workers : int, optional
        Points played at once; None: as processors allow.
    num_threads : int, optional
        Threads of each; None: processors shared out evenly on this machine, one elsewhere.
    points_per_task : int, optional
        Points handed out together; None: some seconds of work.
    retry_failed : bool, default False
        Play points again that failed before.
    force : bool, default False
        Go on in a folder of another configuration or by other code: points that are the same are
        kept.
    progress : callable, optional
        ``progress(done, total)`` is called when more is done.

    Returns
    -------
    Sweep
        What came of it.

    Raises
    ------
    ConfigError
        A point is wrong, the message names axis and value; the folder holds another sweep, the
        message says what differs; or a package is missing.
    DataError, OSError
        A file is not as wanted, or could not be written.
    TypeError, ValueError
        Another argument is not what is wanted.
    KeyboardInterrupt
        Ctrl-C, or a request to terminate; what was finished is recorded.

    Examples
    --------
    >>> axes = {"grid": {"ridge": [0.1, 0.2], "kernel.bandwidth": np.geomspace(0.1, 1, 20)}}
    >>> found = gd.sweep({"targets": {"shape": "ring"}, "sweep": axes | {"measure": ["mmd"]}})
    >>> found.table()["mmd"]
    """
    from .begin import Stopped, default_folder, open_ledger, plan_sweep, run_sweep

    numbers: dict[str, Any] = {
        "workers": workers,
        "num_threads": num_threads,
        "points_per_task": points_per_task,
    }
    for name, number in numbers.items():
        if number is not None:
            as_integer(name, number, 1)
    if not (progress is None or callable(progress)):
        raise TypeError(f"progress must be callable, got {progress!r}")
    plan = plan_sweep(config_or_points, out=out)
    folder = default_folder(config_or_points, plan) if out is None else Path(out)
    ledger = open_ledger(folder, plan, force)
    last = -1

    def tell(told: Any) -> None:
        nonlocal last
        if progress is not None and told.done != last:
            last = told.done
            progress(told.done, told.total)

    try:
        return run_sweep(ledger, executor, **numbers, retry_failed=retry_failed, tell=tell)
    except Stopped as stopped:
        raise KeyboardInterrupt(str(stopped)) from None
