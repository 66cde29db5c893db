"""Requests to stop: signals that only set a flag, which the core asks for as it works."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import Any, Self

__all__ = ["Interruption"]


class Interruption:
    """A wish to stop, as a context: while it is open, signals do no more than to make it true.

    What runs may then end where its state is whole: ``simulate(..., stop=interruption)`` answers
    within half a second. A second Ctrl-C is not patient any more: it raises KeyboardInterrupt, as
    always. In other threads than the main one signals cannot be watched, and nothing happens.

    Parameters
    ----------
    signals : sequence of str, optional
        Names of those to watch, where the system has them.

    Attributes
    ----------
    received : str or None
        The name of the signal that came first, "SIGTERM" say.
    """

    def __init__(self, signals: Sequence[str] = ("SIGINT", "SIGTERM", "SIGUSR1")) -> None:
        self._signals = signals
        self.received: str | None = None
        self._before: dict[signal.Signals, Any] = {}

    def __call__(self) -> bool:
        """Tell whether a signal came."""
        return self.received is not None

    def __enter__(self) -> Self:
        """Watch the signals."""
        if threading.current_thread() is threading.main_thread():
            for name in self._signals:
                if number := getattr(signal, name, None):
                    self._before[number] = signal.signal(number, self._receive)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give the signals back to whoever watched them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def _receive(self, number: int, frame: FrameType | None) -> None:
        again = self.received == "SIGINT" == signal.Signals(number).name
        self.received = self.received or signal.Signals(number).name
        if again:
            raise KeyboardInterrupt
