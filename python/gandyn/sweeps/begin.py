"""From what describes a sweep to its folder, and from there to its end."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..config import Change, apply, make_absolute
from ..documents import assign, parse_override, read_document
from ..errors import ConfigError, DataError
from ..files import StrPath
from ..interruption import Interruption
from .changes import code_version, refuse_changes
from .engine import Progress, drive
from .executors import crew
from .ledger import Ledger
from .listed import document_of, plain
from .plan import Plan, copied, make_plan
from .sweep import Sweep

if TYPE_CHECKING:
    from ..settings import Settings

__all__ = ["Stopped", "default_folder", "open_ledger", "plan_sweep", "run_sweep"]

LOOKED_AT = 64
"""Points of a plan that are checked again before it is taken over."""


class Stopped(Exception):
    """A signal ended a sweep; what was finished is recorded, and the rest can go on.

    Attributes
    ----------
    sweep : Sweep
        What there is.
    signal : str
        The name of the signal.
    """

    def __init__(self, sweep: Sweep, signal: str) -> None:
        super().__init__(f"{signal} ended the sweep: {sweep}")
        self.sweep, self.signal = sweep, signal


def plan_sweep(
    given: StrPath | Mapping[str, Any] | Sequence[Settings | Mapping[str, Any]],
    overrides: Sequence[str] = (),
    progress: Callable[[int, int], object] | None = None,
    out: StrPath | None = None,
) -> Plan:
    """Return the points of a file with a table ``[sweep]``, of such a table, or those listed.

    Parameters
    ----------
    given : path-like, mapping, or sequence
        As for `gandyn.sweep`.
    overrides : sequence of str
        ``key.sub=value``, in place of what the configuration says.
    progress : callable, optional
        ``progress(checked, points)``.
    out : path-like, optional
        The folder it will be in: points planned there by the same code are not checked again.

    Raises
    ------
    ConfigError
        A point is wrong; the message names axis and value.
    DataError, OSError
        A file is not as wanted.
    """
    if isinstance(given, str | os.PathLike):
        origin, name = os.fspath(given), Path(given).name.partition(".")[0]
        document = read_document(given)
        make_absolute(document, Path(given).parent)
    elif isinstance(given, Mapping):
        origin, name, document = "sweep", "sweep", plain(given)
    elif isinstance(given, Sequence) and not isinstance(given, str):
        origin, name, document = "points", "points", document_of(given)
    else:
        wanted = "a file, a table with sweep in it, or a list of points"
        raise TypeError(f"config_or_points must be {wanted}, got {type(given).__name__}")
    make_absolute(document, "")
    changes = []
    for text in overrides:
        keys, value = parse_override(text)
        if keys[0] == "sweep":  # sweep.measure, sweep.grid.kernel.bandwidth, ...
            rest = [*keys[:2], ".".join(keys[2:])] if keys[2:] else keys
            assign(document, rest, value)
        else:
            changes.append((keys, value, f"override {text[:80]!r}"))
    if out is None and isinstance(given, str | os.PathLike):
        out = Path("sweeps") / name
    return _known(out, document, changes) or make_plan(document, name, origin, changes, progress)


def _known(
    folder: StrPath | None, document: Mapping[str, Any], changes: Sequence[Change]
) -> Plan | None:
    """Return the plan that a folder has, if it is this one."""
    if folder is None or not Ledger.is_in(folder):
        return None
    ledger, base = Ledger(folder), {k: v for k, v in document.items() if k != "sweep"}
    apply(base := copied(base), changes)
    plan = ledger.plan
    same = (plan.document, plan.table) == (base, document.get("sweep"))
    if not same or ledger.version != code_version():
        return None
    ids = list(plan.points)
    try:
        for id in ids[:: max(1, len(ids) // LOOKED_AT)]:
            plan.settings(id)
    except (ConfigError, DataError, OSError):  # files have changed: let all be checked
        return None
    return plan


def default_folder(given: Any, plan: Plan) -> Path:
    """Return the folder that the same sweep comes back to."""
    if isinstance(given, str | os.PathLike):
        return Path("sweeps") / plan.name
    digest = hashlib.sha256(json.dumps(list(plan.points)).encode()).hexdigest()
    return Path("sweeps") / f"{plan.name}-{digest[:8]}"


def open_ledger(folder: Path, plan: Plan, force: bool = False) -> Ledger:
    """Return the folder of a sweep, made or found.

    Raises
    ------
    ConfigError
        It holds another sweep, or was begun by other code, and `force` is not set.
    FileExistsError
        It holds something else.
    OSError
        It cannot be made.
    """
    if Ledger.is_in(folder):
        ledger = Ledger(folder)
        if not force:
            refuse_changes(ledger, plan)
            return ledger
    elif Ledger.is_of_another(folder) and not force:
        raise FileExistsError(errno.EEXIST, "is not empty, and holds no sweep", os.fspath(folder))
    return Ledger.create(folder, plan)


def run_sweep(
    ledger: Ledger,
    executor: Any = "processes",
    *,
    workers: int | None = None,
    num_threads: int | None = None,
    points_per_task: int | None = None,
    retry_failed: bool = False,
    scheduler: str | None = None,
    tell: Callable[[Progress], object] | None = None,
) -> Sweep:
    """Have the missing points of a sweep played.

    Raises
    ------
    Stopped
        A signal came.
    ConfigError
        There is no such executor.
    OSError
        A record could not be written.
    """
    ids = ledger.missing(retry_failed)
    if ids:
        with Interruption() as interruption:
            try:
                with crew(executor, ledger.folder, workers, num_threads, scheduler) as opened:
                    if opened is not None:
                        drive(
                            ledger, ids, opened, interruption, retry_failed, points_per_task, tell
                        )
            except ModuleNotFoundError as error:
                raise ConfigError(str(error)) from error
            if interruption.received is not None:
                raise Stopped(Sweep(ledger.folder), interruption.received)
    return Sweep(ledger.folder)
