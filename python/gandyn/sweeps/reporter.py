"""How far a sweep is: a table that stays fresh on a terminal, a line a minute for a log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..progress import Display, spell
from .engine import Progress

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

__all__ = ["SweepReporter"]


class SweepReporter(Display["Live"]):
    """What `run_sweep` tells its progress to: a table. The label is the name of the sweep."""

    def _made(self) -> Live:
        from rich.console import Console
        from rich.live import Live

        return Live(console=Console(file=self._stream), refresh_per_second=4, transient=True)

    def __call__(self, told: Progress) -> None:
        """Report how far it is."""
        if self._shown is not None:
            self._shown.update(self._table(told, self._elapsed))
        else:
            self._say(lambda: _line(told, self._elapsed))

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


def _line(told: Progress, elapsed: float) -> str:
    share = f"{100.0 * told.done / max(told.total, 1):.0f} %"
    failed = f", {told.failed} failed" if told.failed else ""
    return f"{told.done} of {told.total} points ({share}){failed}, {_end(told, elapsed)}"


def _end(told: Progress, elapsed: float) -> str:
    """Return in words when it will end."""
    made = told.finished + told.failed
    if not made:
        return "no point is done yet"
    left = elapsed * (told.total - told.done) / made
    at = datetime.now() + timedelta(seconds=left)
    return f"about {spell(left)} left (until {at:{'%H:%M' if left < 40000 else '%d %b %H:%M'}})"
