"""How many threads a computation uses, and why. Results never depend on it."""

from __future__ import annotations

import os

from . import _core
from ._checks import as_integer

__all__ = ["resolve"]


def resolve(num_threads: int | None = None, sharers: int = 1) -> tuple[int, str]:
    """Return the number of threads for a request, and the reason in words.

    Parameters
    ----------
    num_threads : int or None
        The number asked for; None or 0 lets the environment decide: OMP_NUM_THREADS, then
        SLURM_CPUS_PER_TASK, then the processors that this process may use.
    sharers : int, default 1
        Processes that may use the same processors and get as many of them each.

    Returns
    -------
    threads : int
        At least 1.
    reason : str
        Where the number comes from.

    Raises
    ------
    TypeError, ValueError
        `num_threads` is not an integer >= 0.
    """
    asked = 0 if num_threads is None else as_integer("num_threads", num_threads, 0, 4096)
    wanted, reason = (asked, "num_threads") if asked else _from_environment(sharers)
    threads = _core.available_threads(wanted)
    if threads < wanted:
        reason = (
            "compiled without OpenMP" if not _core.has_openmp() else "forked after parallel work"
        )
    return threads, reason


def _from_environment(sharers: int) -> tuple[int, str]:
    for variable in ("OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK"):
        first = os.environ.get(variable, "").split(",")[0].strip()
        if first.isdecimal() and 0 < int(first) <= 4096:
            return int(first), variable
    available, reason = _affinity(), "the processors this process may use"
    quota = _cgroup_quota()
    if quota is not None and quota < available:
        available, reason = quota, "the control group's quota"
    if sharers > 1:
        return max(1, available // sharers), f"{reason}, shared by {sharers} ranks"
    return available, reason


def _affinity() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _cgroup_quota() -> int | None:
    """Whole processors that a version 2 control group grants, None without a quota."""
    try:
        with open("/sys/fs/cgroup/cpu.max") as file:
            quota, period = file.read().split()
        return max(1, round(int(quota) / int(period)))
    except (OSError, ValueError):
        return None
