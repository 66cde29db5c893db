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
    ) -> None:
        self._label, self._stream = label, stream or sys.stderr
        self._interval, self._clock = interval, clock
        self._bar: Progress | None = None
        self._start = self._last = clock()

    def __enter__(self) -> Self:
        """Start the clock, and the bar on a terminal."""
        self._start = self._last = self._clock()
        if self._stream.isatty():
            self._bar = _bar(self._stream)
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
            left = (now - self._start) * (num_steps - step) / max(step, 1)
            share = f"{100.0 * step / max(num_steps, 1):.0f} %"
            text = f"{self._label}: step {step} of {num_steps} ({share}), about {spell(left)} left"
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


def _bar(stream: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(file=stream),
        transient=True,
    )


def spell(seconds: float) -> str:
    """Return a time in minutes and seconds, or hours and minutes."""
    minutes, whole = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {whole} s"
