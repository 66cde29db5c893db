"""Make items, one folder each, and the page of all of them."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import keep, page
from .registry import Item, choose, options_of
from .task import Task

__all__ = ["Estimate", "Made", "expected", "reproduce"]


@dataclass(frozen=True)
class Made:
    """What came of an item.

    Attributes
    ----------
    item : Item
        Which.
    report : dict
        What its ``report.json`` says.
    folder : Path
        Where it is.
    skipped : bool
        Whether it was whole already.
    left : float
        Seconds that the items after it will take, about.
    """

    item: Item
    report: dict[str, Any]
    folder: Path
    skipped: bool
    left: float


@dataclass
class Estimate:
    """How long it will still take; `reproduce` keeps it up to date.

    Attributes
    ----------
    left : float
        Seconds, by what items were expected to take and how this machine compares.
    """

    left: float = 0.0


def expected(items: Sequence[Item], quick: bool) -> float:
    """Return the seconds that items take on two cores."""
    return sum(item.seconds[0 if quick else 1] for item in items)


def reproduce(
    names: Sequence[str] | Sequence[Item],
    out: str | Path = "reproduced",
    *,
    quick: bool = False,
    options: Mapping[str, str] | None = None,
    again: bool = False,
    progress: Callable[[int, int], object] | None = None,
    tell: Callable[[Made], object] | None = None,
    estimate: Estimate | None = None,
) -> list[Made]:
    """Make items in the folders ``out/work/item``, and ``out/index.html`` of all that is there.

    An item whose folder is whole and made by the same settings, version and code is skipped. An
    item that raises is recorded as failed; the others go on.

    Parameters
    ----------
    names : sequence of str or Item
        What to make; patterns of a shell are allowed.
    out : path-like
        The folder; it is made if there is none.
    quick : bool
        Make reduced versions.
    options : dict of str to str
        Values of options, for every item that has them.
    again : bool
        Skip nothing.
    progress : callable, optional
        ``progress(done, 100)``: per cent of what is to be made, by expected seconds.
    tell : callable, optional
        Is given each `Made` as soon as there is one.
    estimate : Estimate, optional
        Is told the time left, whenever `progress` is called.

    Raises
    ------
    ValueError
        A wrong name or option.
    OSError
        Something could not be written.
    KeyboardInterrupt
        Ctrl-C; what was finished before is kept.
    """
    items = [one for one in names if isinstance(one, Item)]
    items = items or choose([str(name) for name in names])
    chosen = options_of(items, options or {})
    out, made = Path(out), []
    asked = {item.name: keep.settings(item, quick, chosen[item.name]) for item in items}
    there = {
        item.name: None if again else keep.whole(out / item.name, asked[item.name])
        for item in items
    }
    missing = [item for item in items if there[item.name] is None]
    clock = _Clock(missing, quick, progress, estimate)
    for item in items:
        folder = out / item.name
        report = there[item.name]
        skipped = report is not None
        if report is None:
            task = Task(quick, chosen[item.name], clock.part)
            report = _make(item, task, folder, asked[item.name])
            clock.finish(float(report["seconds"]))
        made.append(Made(item, report, folder, skipped, clock.left))
        page.write(out)
        if tell is not None:
            tell(made[-1])
    return made


def _make(item: Item, task: Task, folder: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    (folder / keep.REPORT).unlink(missing_ok=True)  # not whole from here on
    start, others = time.perf_counter(), set(pyplot.get_fignums())
    try:
        outcome = item.make(task)
        files = keep.draw(outcome)
    except Exception:
        error = traceback.format_exc(limit=-4)
        return keep.write_failure(folder, item, error, asked, time.perf_counter() - start)
    finally:
        for number in set(pyplot.get_fignums()) - others:
            pyplot.close(number)
    return keep.write(folder, item, outcome, files, asked, time.perf_counter() - start)


class _Clock:
    """What is done and what is left, in expected seconds and in real ones."""

    def __init__(
        self,
        items: Sequence[Item],
        quick: bool,
        progress: Callable[[int, int], object] | None,
        estimate: Estimate | None,
    ) -> None:
        self._queue = [item.seconds[0 if quick else 1] for item in items]
        self._whole, self._done = sum(self._queue), 0.0
        self._progress, self._estimate = progress, estimate or Estimate()
        self._planned = self._taken = 0.0
        self._start = time.perf_counter()
        self._estimate.left = self.left

    def part(self, step: int, num_steps: int) -> None:
        """Tell that the item under way still is: it may make many simulations, of any lengths."""
        spent = (time.perf_counter() - self._start) / self._pace
        self._tell(min(spent, 0.95 * self._queue[0]))

    def finish(self, seconds: float) -> None:
        """Take note of an item that took so long."""
        planned = self._queue.pop(0)
        self._done += planned
        self._planned, self._taken = self._planned + planned, self._taken + seconds
        self._start = time.perf_counter()
        self._tell(0.0)

    @property
    def left(self) -> float:
        """Seconds, by what was expected and how this machine compares."""
        return self._pace * sum(self._queue)

    @property
    def _pace(self) -> float:
        return max(self._taken, 1e-3) / self._planned if self._planned > 0.0 else 1.0

    def _tell(self, part: float) -> None:
        """Report what is done, with so much of the item under way."""
        self._estimate.left = self.left - self._pace * part
        if self._progress is not None:
            self._progress(round(100.0 * (self._done + part) / self._whole), 100)
