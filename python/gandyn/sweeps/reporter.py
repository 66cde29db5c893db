"""How far a sweep is: a table that stays fresh on a terminal, a line a minute for a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from ..progress import spell
from .engine import Progress

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

__all__ = ["SweepReporter"]


class SweepReporter:
    """What `run_sweep` tells its progress to, to be used as a context.

    Parameters
    ----------
    label : str
        The name of the sweep.
    stream : text stream, optional
        Where to write; default: standard error. A table if it is a terminal, else lines.
    interval : float
        Seconds between lines.
    clock : callable
        Returns seconds.
    """

    def __init__(
        self,
        label: str,
        stream: TextIO | None = None,
        interval: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._label, self._stream = label, stream or sys.stderr
        self._interval, self._clock = interval, clock
        self._live: Live | None = None
        self._start = self._last = clock()

    def __enter__(self) -> Self:
        """Start the clock, and the table on a terminal."""
        self._start = self._last = self._clock()
        if self._stream.isatty():
            from rich.console import Console
            from rich.live import Live

            console = Console(file=self._stream)
            self._live = Live(console=console, refresh_per_second=4, transient=True)
            self._live.start()
        return self

    def __call__(self, told: Progress) -> None:
        """Report how far it is."""
        now = self._clock()
        if self._live is not None:
            self._live.update(self._table(told, now - self._start))
        elif now - self._last >= self._interval:
            self._last = now
            share = f"{100.0 * told.done / max(told.total, 1):.0f} %"
            failed = f", {told.failed} failed" if told.failed else ""
            line = f"{self._label}: {told.done} of {told.total} points ({share}){failed}"
            print(f"{line}, {_end(told, now - self._start)}", file=self._stream, flush=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take the table away."""
        if self._live is not None:
            self._live.stop()

    def _table(self, told: Progress, elapsed: float) -> Table:
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        table = Table(title=f"{self._label}: {told.words}", show_header=False, title_justify="left")
        rows: dict[str, Any] = {
            "points": ProgressBar(total=max(told.total, 1), completed=told.done, width=40),
            "done": f"{told.done} of {told.total}",
            "failed": f"[red]{told.failed}[/red]" if told.failed else "0",
            "time": f"{spell(elapsed)}, {_end(told, elapsed)}",
        }
        if told.before:
            rows["there before"] = str(told.before)
        for name, value in rows.items():
            table.add_row(name, value)
        return table


def _end(told: Progress, elapsed: float) -> str:
    """Return in words when it will end."""
    made = told.finished + told.failed
    if not made:
        return "no point is done yet"
    left = elapsed * (told.total - told.done) / made
    at = datetime.now() + timedelta(seconds=left)
    return f"about {spell(left)} left (until {at:{'%H:%M' if left < 40000 else '%d %b %H:%M'}})"
