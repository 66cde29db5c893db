"""What points will cost, told beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..costs import Cost, available_memory, duration, plan, size
from ..games import KernelGAN
from ..initial import Recipe
from ..settings import Problem
from ..threads import resolve
from ..vector_costs import vector_cost

if TYPE_CHECKING:
    from .plan import Plan

__all__ = ["SweepCost", "cost_of", "cost_of_sweep", "seconds_of"]

LOOKED_AT = 64
"""Points whose costs are reckoned; of more, so many spread evenly."""

RECORD = 8192
"""Bytes on the disk of a point's record and log: a block each."""


@dataclass(frozen=True)
class SweepCost:
    """What a sweep will cost, about.

    Attributes
    ----------
    points : int
        In all.
    seconds : float
        Of all of them, one after another on one thread.
    longest : float
        Seconds of the longest on one thread.
    memory : int
        Bytes of the largest.
    disk : int
        Bytes that stay.
    """

    points: int
    seconds: float
    longest: float
    memory: int
    disk: int

    def rows(self, axes: str) -> dict[str, str]:
        """Return it by topic, in words."""
        threads, reason = resolve()
        free = available_memory()
        fits = "" if free is None else f", of {size(free)} free"
        if free is not None and self.memory > free:
            fits += ": too much, the point would be refused"
        together = max(self.longest, self.seconds / threads)
        return {
            "sweep": f"{self.points} points: {axes}",
            "a point": f"about {duration(self.seconds / max(self.points, 1))} on one thread, "
            f"the longest {duration(self.longest)}",
            "time": f"about {duration(together)} on {threads} processors ({reason}), "
            f"{duration(self.seconds)} of processor time",
            "memory": f"about {size(self.memory)} a point under way{fits}",
            "disk": f"about {size(self.disk)}",
        }


def cost_of_sweep(planned: Plan) -> SweepCost:
    """Return what a sweep will cost, by a few of its points.

    Raises
    ------
    DataError, OSError
        A file is not as wanted.
    """
    ids = list(planned.points)
    chosen = ids[:: max(1, len(ids) // LOOKED_AT)]
    costs = [cost_of(planned.settings(id).build()) for id in chosen]
    mean = sum(cost.seconds for cost in costs) / len(costs)
    kept = sum(cost.disk for cost in costs) / len(costs) if planned.keep == "trajectory" else 0.0
    return SweepCost(
        points=len(ids),
        seconds=mean * len(ids),
        longest=max(cost.seconds for cost in costs),
        memory=max(cost.memory for cost in costs),
        disk=int((kept + RECORD) * len(ids)),
    )


def cost_of(problem: Problem) -> Cost:
    """Return what a run takes on one thread."""
    game, options = problem.game, problem.options
    every = options["num_steps"], options["save_every"]
    if not isinstance(game, KernelGAN):
        return vector_cost(game, problem.method, *every)
    initial = problem.initial
    start = initial.sample(game, options["seed"]) if isinstance(initial, Recipe) else initial
    return plan(game, len(start), *every, problem.rates, start).cost


def seconds_of(problem: Problem) -> float:
    """Return about how long a run takes on one thread."""
    return cost_of(problem).seconds
