"""A sign of life in a file: how far a run is, and when it will end."""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .files import write_text

__all__ = ["HEARTBEAT", "Heartbeat"]

HEARTBEAT = "heartbeat.json"


class Heartbeat:
    """A `progress=` callback that keeps a JSON file fresh.

    Parameters
    ----------
    path : Path
        The file; its keys are status, step, num_steps, seconds, now, end, host and process.
    interval : float
        Seconds between two writings.
    """

    def __init__(self, path: Path, interval: float = 10.0) -> None:
        self._path, self._interval = path, interval
        self._start = time.monotonic()
        self._last = -float("inf")
        self._first: int | None = None

    def __call__(self, step: int, num_steps: int) -> None:
        """Report that so many steps are done."""
        if self._first is None:
            self._first = step
        if time.monotonic() - self._last >= self._interval:
            self.write("running", step, num_steps)

    def write(self, status: str, step: int, num_steps: int) -> None:
        """Write the file now. A full disk must not end a run that only wanted to say so."""
        self._last = time.monotonic()
        seconds, made = self._last - self._start, step - (self._first or 0)
        now = datetime.now(UTC)
        left = seconds * (num_steps - step) / made if made > 0 else None
        said = {
            "status": status,
            "step": step,
            "num_steps": num_steps,
            "seconds": round(seconds, 3),
            "now": now.isoformat(timespec="seconds"),
            "end": left and (now + timedelta(seconds=left)).isoformat(timespec="seconds"),
            "host": socket.gethostname(),
            "process": os.getpid(),
        }
        with suppress(OSError):
            write_text(self._path, json.dumps(said, indent=2) + "\n")
