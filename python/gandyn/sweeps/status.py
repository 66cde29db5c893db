"""How far a sweep is, for people and for programs."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..files import StrPath
from ..progress import spell
from .ledger import FAILED, Ledger

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["Status", "status_of"]

SHOWN = 10
"""Errors that are listed before the rest is only counted."""

FRESH = 60.0
"""A run whose sign of life is older than these seconds is taken for dead."""


@dataclass(frozen=True)
class Status:
    """How far a sweep is.

    Attributes
    ----------
    folder, name : str
        Where, and what it is called.
    points : int
        In all.
    ends : dict of str to int
        How many ended in which way, "failed" and "missing" among them.
    running : dict of str to str
        What is known of the points that are running, by id.
    failures : dict of str to str
        The errors of those that failed, by id.
    seconds : float or None
        Mean time of a point.
    left : float or None
        Seconds that the missing ones take as fast as the last ones were done; None: none was.
    """

    folder: str
    name: str
    points: int
    ends: dict[str, int]
    running: dict[str, str]
    failures: dict[str, str]
    seconds: float | None
    left: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        return asdict(self)

    def rows(self) -> dict[str, str]:
        """Return it by topic, in words."""
        done = self.points - self.ends.get("missing", 0)
        share = 100.0 * done / max(self.points, 1)
        rows = {
            "sweep": f"{self.name} in {self.folder}",
            "done": f"{done} of {self.points} ({share:.0f} %)",
        }
        rows |= {name: str(count) for name, count in self.ends.items()}
        if self.seconds is not None:
            rows["a point"] = f"{self.seconds:.3g} s"
        if self.left is not None and done < self.points:
            rows["left"] = f"about {spell(self.left)}, at the pace of the last ones"
        rows |= {f"running {id}": words for id, words in self.running.items()}
        rows |= {f"failed {id}": words for id, words in list(self.failures.items())[:SHOWN]}
        if len(self.failures) > SHOWN:
            rows["failed ..."] = f"{len(self.failures) - SHOWN} more"
        return rows

    def rich(self) -> Table:
        """Return it as a table for a terminal."""
        from rich.markup import escape
        from rich.table import Table

        table = Table(show_header=False)
        for name, words in self.rows().items():
            style = "red" if name.startswith(FAILED) else "green" if name == "done" else ""
            table.add_row(name, escape(words), style=style)
        return table


def status_of(folder: StrPath) -> Status:
    """Return how far the sweep of a folder is.

    Raises
    ------
    DataError
        There is no sweep.
    """
    ledger = Ledger(folder)
    ends: Counter[str] = Counter()
    failures: dict[str, str] = {}
    for point, record in ledger.records():
        ends["missing" if record is None else record["status"]] += 1
        if record is not None and record["status"] == FAILED:
            failures[point.id] = f"{record['error']}: {record['message']}"
    seconds, left = _pace(ledger, ends["missing"])
    return Status(
        folder=str(ledger.folder),
        name=ledger.plan.name,
        points=len(ledger.plan.points),
        ends=dict(ends),
        running=_running(ledger),
        failures=failures,
        seconds=seconds,
        left=left,
    )


def _pace(ledger: Ledger, missing: int) -> tuple[float | None, float | None]:
    """Return the mean time of a point, and what the missing ones will take."""
    ids = [path.stem for path in (ledger.folder / "points").glob("*.json")][:1000]
    times = [log["seconds"] for id in ids if "seconds" in (log := ledger.log(id))]
    if not times:
        return None, None
    mean = sum(times) / len(times)
    ends = sorted(path.stat().st_mtime for path in (ledger.folder / "points").glob("*.json"))
    recent = ends[-100:]
    # Unknown is how many work at it: their common pace is what the last records show.
    pace = (recent[-1] - recent[0]) / (len(recent) - 1) if len(recent) > 1 else mean
    return mean, missing * pace


def _running(ledger: Ledger) -> dict[str, str]:
    """Return the runs that gave a sign of life a short time ago."""
    found = {}
    for path in sorted((ledger.folder / "runs").glob("*/heartbeat.json")):
        try:
            said = json.loads(path.read_bytes())
            if said["status"] == "running" and time.time() - path.stat().st_mtime < FRESH:
                end = datetime.fromisoformat(said["end"]) if said.get("end") else None
                until = f", until {end.astimezone():%H:%M}" if end else ""
                found[path.parent.name] = (
                    f"step {said['step']} of {said['num_steps']} on {said['host']}{until}"
                )
        except (OSError, ValueError, KeyError, TypeError):  # it is being written, or gone
            continue
    return found
