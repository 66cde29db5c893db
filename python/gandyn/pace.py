"""How often a checkpoint is due, and how many steps to make until one looks at the clock again."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

__all__ = ["Every", "Pace"]


@dataclass(frozen=True)
class Every:
    """How often a checkpoint is written: after so many seconds, or after so many steps.

    Attributes
    ----------
    seconds : float
        Wall time between two checkpoints.
    steps : int or None
        In place of it, steps between them.
    """

    seconds: float = 60.0
    steps: int | None = None

    @classmethod
    def parse(cls, text: str) -> Every:
        """Read "90s", "5min", "2h" or "1000steps".

        Raises
        ------
        ValueError
            The text is none of these.
        """
        found = re.fullmatch(r"(\d+(?:\.\d+)?) ?(s|min|h|steps)", text.strip())
        if found is None or not float(found[1]) or (found[2] == "steps" and "." in found[1]):
            raise ValueError(f"must be a time or steps as 60s, 5min, 2h or 1000steps, got {text!r}")
        if found[2] == "steps":
            return cls(steps=int(found[1]))
        return cls(float(found[1]) * {"s": 1, "min": 60, "h": 3600}[found[2]])


class Pace:
    """How many steps to make before the next look at the clock."""

    def __init__(self, every: Every, most: int) -> None:
        self._every, self._most = every, most
        self.steps = 1
        self.begin()

    def begin(self) -> None:
        """Count from here to the next checkpoint."""
        self._since, self._made = time.monotonic(), 0
        if self._every.steps is not None:
            self.steps = min(self._most, self._every.steps)

    def is_due_after(self, steps: int, seconds: float) -> bool:
        """Tell whether it is time for a checkpoint, after a piece of so many steps."""
        self._made += steps
        if self._every.steps is not None:
            self.steps = min(self._most, self._every.steps - self._made)
            return self._made >= self._every.steps
        left = self._every.seconds - (time.monotonic() - self._since)
        # A piece too long delays the checkpoint: the first ones find out how long a step is.
        wanted = max(left, 0.1 * self._every.seconds) * steps / max(seconds, 1e-9)
        self.steps = max(1, min(int(min(wanted, 1e15)), 8 * self.steps, self._most))
        return left <= 0.05 * self._every.seconds
