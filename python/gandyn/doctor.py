"""What this installation is and what it will do here: the first thing to look at in a report."""

from __future__ import annotations

import multiprocessing
import platform
from importlib import metadata
from importlib.util import find_spec

OPTIONAL = {
    "scipy": "reference solutions in the tests",
    "PIL": "writing animations as GIF",
    "rich": "progress bars",
    "xarray": "labelled arrays and netCDF",
    "pyarrow": "tables of sweeps as parquet",
    "distributed": "sweeps through Dask",
    "mpi4py": "sweeps and runs over ranks",
    "submitit": "sweeps through submitit",
}


def examine() -> dict[str, str]:
    """Return the findings, by topic."""
    import numpy as np

    from . import __version__, _core, threads

    number, reason = threads.resolve(None)
    openmp = _core.has_openmp()
    # Asking for the method in use would fix it; the first of all is the default.
    chosen = multiprocessing.get_start_method(allow_none=True)
    method = chosen or multiprocessing.get_all_start_methods()[0]
    found = {
        "gandyn": __version__,
        "python": f"{platform.python_version()} ({platform.python_implementation()})",
        "numpy": np.__version__,
        "platform": platform.platform(),
        "instruction set": _core.instruction_set(),
        "threads": f"{number}: {reason}",
        "OpenMP": "yes" if openmp else "no: everything runs on one thread",
        "start of processes": f"{method}: {_fork_advice(method, openmp)}",
    }
    for package in ("matplotlib", "pydantic", "typer", *OPTIONAL):
        use = f" ({OPTIONAL[package]})" if package in OPTIONAL else ""
        found[package] = _version(package) + use
    return found


def _fork_advice(method: str, openmp: bool) -> str:
    if method == "fork" and openmp:
        return (
            "a child forked after a first computation runs on one thread; "
            "multiprocessing.set_start_method('forkserver') gives it all"
        )
    return "safe"


def _version(package: str) -> str:
    if find_spec(package) is None:
        return "not installed"
    distribution = {"PIL": "pillow"}.get(package, package)
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "installed"
