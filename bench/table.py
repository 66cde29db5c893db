"""Medians of what was measured, as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from .probe import pair_limit

COLUMNS = f"{'ratio':>8}{'pairs/s':>10}{'limit':>8}{'probe':>8}{'cores':>7}"
LEGEND = """\
ratio    time / gandyn's time just before in the same precision: above 1 is slower than gandyn
limit    pairs/s in % of what the instruction slots allow at the probe's speed
probe    1e9 multiply-adds/s of a matrix product just before: the speed of the machine then
cores    processor time / time: below the number of threads, others had the machine
"""


@dataclass(frozen=True)
class Sample:
    """One figure, and beside it gandyn and the probe as they were at that moment."""

    name: str
    dimension: int
    threads: int
    pairs: int
    seconds: float
    cores: float
    gandyn_seconds: float
    multiply_adds: float
    float32: bool = False

    @property
    def ratio(self) -> float:
        return self.seconds / self.gandyn_seconds

    @property
    def speed(self) -> float:
        return self.pairs / self.seconds

    @property
    def share(self) -> float:
        return self.speed / pair_limit(self.multiply_adds, self.dimension, self.float32)


def table(samples: Sequence[Sample]) -> str:
    """A row a contestant, a group of columns a number of threads; gandyn first, then by ratio."""
    threads = sorted({s.threads for s in samples})
    names = sorted({s.name for s in samples}, key=lambda name: _order(name, samples))
    groups = (f"{f'{t} thread' + 's' * (t > 1):>{len(COLUMNS)}}" for t in threads)
    lines = [" " * 22 + "".join(groups), " " * 22 + COLUMNS * len(threads)]
    for name in names:
        own = [s for s in samples if s.name == name]
        cells = (_cells([s for s in own if s.threads == t]) for t in threads)
        lines.append(f"{name:22}" + "".join(cells))
    return "\n".join(lines)


def _order(name: str, samples: Sequence[Sample]) -> tuple[bool, float]:
    return not name.startswith("gandyn"), median(s.ratio for s in samples if s.name == name)


def _cells(samples: Sequence[Sample]) -> str:
    if not samples:
        return f"{'-':>8}".ljust(len(COLUMNS))

    def middle(quantity: Callable[[Sample], float]) -> float:
        return median(quantity(s) for s in samples)

    return (
        f"{middle(lambda s: s.ratio):8.2f}{middle(lambda s: s.speed):10.2e}"
        f"{middle(lambda s: s.share):8.0%}{middle(lambda s: s.multiply_adds) / 1e9:8.1f}"
        f"{middle(lambda s: s.cores):7.2f}"
    )
