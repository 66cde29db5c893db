"""The folder of a sweep: what is planned, and one small file for every point that is done.

==================  ===============================================================================
sweep.json          the configuration, the table ``[sweep]``, ids and values of all points, version
points/<id>.json    what came of a point, or the error that it ended in; no times and no hosts, so
                    that the bytes are the same through every executor
log/<id>.json       seconds, host, threads, attempts
runs/<id>/          the folder of a run while it runs, and afterwards where it is kept
==================  ===============================================================================
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import DataError
from ..files import StrPath, write_atomically
from .changes import code_version
from .plan import Plan, Point

__all__ = ["FAILED", "Ledger"]

SWEEP, POINTS, LOG, RUNS = "sweep.json", "points", "log", "runs"
FORMAT = 1
FAILED = "failed"
"""The status of a point that ended in an error."""

MOST_BYTES = 1 << 28


class Ledger:
    """The folder of a sweep.

    Parameters
    ----------
    folder : path-like
        It has a ``sweep.json``.

    Attributes
    ----------
    folder : Path
        Where it is.
    plan : Plan
        What is to be done.
    version : str
        The code that it was planned by, as of `code_version`.

    Raises
    ------
    DataError
        It is no sweep, or a newer gandyn planned it.
    OSError
        It cannot be read.
    """

    def __init__(self, folder: StrPath) -> None:
        self.folder = Path(folder)
        self.plan, self.version = _read(self.folder / SWEEP)

    @classmethod
    def create(cls, folder: StrPath, plan: Plan) -> Ledger:
        """Write a plan into a folder; what is recorded there stays.

        Raises
        ------
        OSError
            A file could not be written.
        """
        place = Path(folder)
        for name in (POINTS, LOG, RUNS):
            (place / name).mkdir(parents=True, exist_ok=True)
        text = _text(plan, code_version())
        write_atomically(place / SWEEP, lambda file: file.write(text.encode()))
        return cls(place)

    @staticmethod
    def is_in(folder: StrPath) -> bool:
        """Tell whether a folder holds a sweep."""
        return (Path(folder) / SWEEP).is_file()

    @staticmethod
    def is_of_another(folder: StrPath) -> bool:
        """Tell whether a folder holds anything but what a sweep leaves that was killed at once."""
        ours = {POINTS, LOG, RUNS}
        there = Path(folder).iterdir() if Path(folder).is_dir() else ()
        return any(p.name not in ours and not p.name.startswith(".gandyn-") for p in there)

    def run_folder(self, id: str) -> Path:
        """Return where a point's run is, or was, or will be."""
        return self.folder / RUNS / id

    def record(self, id: str) -> dict[str, Any] | None:
        """Return what came of a point; None: nothing yet."""
        try:
            record = json.loads((self.folder / POINTS / f"{id}.json").read_bytes())
        except (FileNotFoundError, ValueError):  # torn by a power cut: it is played again
            return None
        whole = isinstance(record, dict) and record.get("id") == id and "status" in record
        return record if whole else None

    def is_done(self, id: str, failed: bool = True) -> bool:
        """Tell whether a point has a record of all that is measured, or failed if that counts."""
        record = self.record(id)
        if record is None:
            return False
        if record["status"] == FAILED:
            return failed
        return set(self.plan.measure) <= set(record["results"])

    def records(self) -> Iterator[tuple[Point, dict[str, Any] | None]]:
        """Yield every point with its record, in the order of the sweep."""
        with suppress(FileNotFoundError):
            there = {entry.name for entry in os.scandir(self.folder / POINTS)}
        for id, point in self.plan.points.items():
            yield point, self.record(id) if f"{id}.json" in there else None

    def missing(self, retry_failed: bool = False) -> list[str]:
        """Return the points still to be played."""
        return [
            point.id
            for point, record in self.records()
            if record is None or not self.is_done(point.id, failed=not retry_failed)
        ]

    def counts(self) -> Counter[str]:
        """Return how many points ended in which way, "missing" among them."""
        return Counter(
            "missing" if record is None else str(record["status"]) for _, record in self.records()
        )

    def write_result(self, id: str, status: str, results: Mapping[str, Any]) -> None:
        """Record what came of a point.

        Raises
        ------
        OSError
            The file could not be written.
        """
        named = {name: _plain(value) for name, value in results.items()}
        self._write(POINTS, id, {"id": id, "status": status, "results": named})

    def write_failure(self, id: str, kind: str, message: str) -> None:
        """Record the error that a point ended in.

        Raises
        ------
        OSError
            The file could not be written.
        """
        words = " ".join(message.split())
        self._write(POINTS, id, {"id": id, "status": FAILED, "error": kind, "message": words})

    def log(self, id: str) -> dict[str, Any]:
        """Return what is known of how a point was played."""
        try:
            log = json.loads((self.folder / LOG / f"{id}.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return log if isinstance(log, dict) else {}

    def write_log(self, id: str, log: Mapping[str, Any]) -> None:
        """Note how a point is played.

        Raises
        ------
        OSError
            The file could not be written.
        """
        self._write(LOG, id, log)

    def _write(self, place: str, id: str, table: Mapping[str, Any]) -> None:
        """Write a small file in one move.

        It is not forced to the disk: what a power cut takes is seen to be missing, and played
        again.
        """
        target = self.folder / place / f"{id}.json"
        temporary = target.with_name(f".{id}-{secrets.token_hex(4)}.tmp")
        text = json.dumps(table, indent=1, allow_nan=False) + "\n"
        try:
            temporary.write_text(text)
            os.replace(temporary, target)
        except OSError as error:
            if error.errno is None:
                raise
            raise OSError(error.errno, os.strerror(error.errno), os.fspath(target)) from error
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def numbers(value: Any) -> Any:
    """Return a value of a record with the numbers that JSON cannot say."""
    if isinstance(value, list):
        return [numbers(one) for one in value]
    return float(value) if value in ("nan", "inf", "-inf") else value


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not abs(value) < float("inf"):
        return str(float(value))
    return value


# ------------------------------------------------------------------------------------- the plan


def _text(plan: Plan, version: str) -> str:
    head = {
        "format": FORMAT,
        "name": plan.name,
        "code": version,
        "configuration": plan.document,
        "sweep": plan.table,
        "axes": [dict(zip(("name", "kind", "keys", "size"), a, strict=True)) for a in plan.axes],
        "measure": plan.measure,
        "keep": plan.keep,
        "doubles": plan.doubles,
    }
    points = ",\n".join(
        json.dumps([point.id, point.place, point.values]) for point in plan.points.values()
    )
    # One point a line: people look into it too.
    return json.dumps(head, indent=1)[:-2] + f',\n "points": [\n{points}\n ]\n}}\n'


def _read(path: Path) -> tuple[Plan, str]:
    name = os.fspath(path.parent)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DataError(f"{name}: {SWEEP} is too large to be one")
        said = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(f"{name}: no sweep: there is no {SWEEP}") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{name}: {SWEEP} is damaged: {error}") from error
    try:
        if said["format"] > FORMAT:
            raise DataError(f"{name}: planned by a newer gandyn: format {said['format']}")
        points = {id: Point(id, place, values) for id, place, values in said["points"]}
        if not all(isinstance(id, str) and id.isalnum() for id in points):
            raise ValueError("an id is no id")
        axes = tuple((a["name"], a["kind"], tuple(a["keys"]), a["size"]) for a in said["axes"])
        plan = Plan(
            name=said["name"],
            document=said["configuration"],
            table=said["sweep"],
            axes=axes,
            points=points,
            doubles=said["doubles"],
            measure=tuple(said["measure"]),
            keep=said["keep"],
        )
        return plan, str(said["code"])
    except (KeyError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise DataError(f"{name}: {SWEEP} is damaged: {reason}") from error
