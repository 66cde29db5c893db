"""What points will cost."""

from __future__ import annotations

from ..costs import Cost, plan
from ..games import KernelGAN
from ..initial import Recipe
from ..settings import Problem
from ..vector_costs import vector_cost

__all__ = ["cost_of", "seconds_of"]


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
