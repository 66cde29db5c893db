"""Progress of a run on the terminal: a bar to look at, or a line a minute for a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress


class Reporter:
    """A `progress=` callback of `simulate`, to be used as a context.

    Parameters
    ----------
    label : str
        Stands before the bar.
    stream : text stream, optional
        Where to write; default: standard error. A bar if it is a terminal, else lines.
    interval : float
        Seconds between lines.
    clock : callable
        Returns seconds.
    left : callable, optional
        Returns the seconds that are left, where more is known than the share of steps says. Then
        what is reported are per cent of the work, not steps.

    Examples
    --------
    >>> with Reporter() as progress:
    ...     run = gd.simulate(game, method, rates=rates, num_steps=1000, progress=progress)
    """

    def __init__(
        self,
        label: str = "gandyn",
        stream: TextIO | None = None,
        interval: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        left: Callable[[], float] | None = None,
    ) -> None:
        self._label, self._stream, self._left = label, stream or sys.stderr, left
        self._interval, self._clock = interval, clock
        self._bar: Progress | None = None
        self._start = self._last = clock()

    def __enter__(self) -> Self:
        """Start the clock, and the bar on a terminal."""
        self._start = self._last = self._clock()
        if self._stream.isatty():
            self._bar = _bar(self._stream, self._left)
            self._bar.add_task(self._label, total=None)
            self._bar.start()
        return self

    def __call__(self, step: int, num_steps: int) -> None:
        """Report that so many steps are done."""
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=step, total=num_steps)
            return
        now = self._clock()
        if now - self._last >= self._interval:
            self._last = now
            share = f"{100.0 * step / max(num_steps, 1):.0f} %"
            if self._left is None:
                left = (now - self._start) * (num_steps - step) / max(step, 1)
                done = f"step {step} of {num_steps} ({share})"
            else:
                left, done = self._left(), f"{share} done"
            text = f"{self._label}: {done}, about {spell(left)} left"
            print(text, file=self._stream, flush=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


def _bar(stream: TextIO, left: Callable[[], float] | None) -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Left(ProgressColumn):
        """The time left by what is known of it."""

        def render(self, task: object) -> Text:
            return Text(f"about {spell(left() if left is not None else 0.0)} left")

    known = left is not None
    columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn()]
    columns += [] if known else [MofNCompleteColumn()]
    columns += [TaskProgressColumn(), Left() if known else TimeRemainingColumn()]
    return Progress(*columns, console=Console(file=stream), transient=True)


def spell(seconds: float) -> str:
    """Return a time in minutes and seconds, or hours and minutes."""
    minutes, whole = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {whole} s"
