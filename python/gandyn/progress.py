"""Progress of long work: something to look at on a terminal, or a line a minute for a log."""

from __future__ import annotations

import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.live import Live
    from rich.progress import Progress

Shown = TypeVar("Shown", "Live", "Progress")


class Display(ABC, Generic[Shown]):
    """What tells how far some work is, to be used as a context.

    Parameters
    ----------
    label : str
        Stands before all it says.
    stream : text stream, optional
        Where to write; default: standard error. If it is a terminal, something that moves, else
        lines.
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
        self._shown: Shown | None = None
        self._start = self._last = clock()

    @abstractmethod
    def _made(self) -> Shown:
        """Return what moves on a terminal."""

    def __enter__(self) -> Self:
        """Start the clock, and what moves on a terminal."""
        self._start = self._last = self._clock()
        if self._stream.isatty():
            self._shown = self._made()
            self._shown.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take it away."""
        if self._shown is not None:
            self._shown.stop()

    @property
    def _elapsed(self) -> float:
        return self._clock() - self._start

    def _say(self, words: Callable[[], str]) -> None:
        """Print a line, if the last one is long ago."""
        now = self._clock()
        if now - self._last >= self._interval:
            self._last = now
            print(f"{self._label}: {words()}", file=self._stream, flush=True)


class Reporter(Display["Progress"]):
    """A `progress=` callback of `simulate`: a bar.

    Parameters
    ----------
    label, stream, interval, clock
        As for `Display`.
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
        super().__init__(label, stream, interval, clock)
        self._left = left

    def _made(self) -> Progress:
        bar = _bar(self._stream, self._left)
        bar.add_task(self._label, total=None)
        return bar

    def __call__(self, step: int, num_steps: int) -> None:
        """Report that so many steps are done."""
        if self._shown is not None:
            self._shown.update(self._shown.task_ids[0], completed=step, total=num_steps)
        else:
            self._say(lambda: self._words(step, num_steps))

    def _words(self, step: int, num_steps: int) -> str:
        share = f"{100.0 * step / max(num_steps, 1):.0f} %"
        if self._left is not None:
            return f"{share} done, about {spell(self._left())} left"
        left = self._elapsed * (num_steps - step) / max(step, 1)
        return f"step {step} of {num_steps} ({share}), about {spell(left)} left"


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
