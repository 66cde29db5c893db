"""What a configuration will cost, in lines for people."""

from __future__ import annotations

import numpy as np

from .costs import Cost, available_memory, duration, plan, size
from .games import KernelGAN
from .initial import Recipe
from .settings import Problem
from .threads import resolve
from .vector_costs import vector_cost
from .vector_games import VectorGame

__all__ = ["estimate"]


def estimate(problem: Problem) -> dict[str, str]:
    """Return memory, time and disk of a run by name, as text."""
    game, options = problem.game, problem.options
    if not isinstance(game, KernelGAN):
        return _of_vectors(game, problem)
    initial = problem.initial
    particles = initial.sample(game, options["seed"]) if isinstance(initial, Recipe) else initial
    particles = np.asarray(particles)
    steps, every = options["num_steps"], options["save_every"]
    planned = plan(game, len(particles), steps, every, problem.rates, particles)
    threads, reason = resolve(options["num_threads"])
    cost = planned.cost
    particles_of_run = f"{len(particles)} particles in {game.dimension}-D, {steps} steps"
    return {
        "run": f"{len(game.targets)} targets, {particles_of_run}",
        "discriminator": f"{planned.discriminator!r}: {planned.reason}",
        "time": f"about {duration(cost.seconds / threads)} on {threads} threads ({reason})",
        "memory": _memory(cost, "the run would be refused"),
        "disk": f"up to {size(cost.disk)}",
    }


def _of_vectors(game: VectorGame, problem: Problem) -> dict[str, str]:
    options = problem.options
    steps = options["num_steps"]
    cost = vector_cost(game, problem.method, steps, options["save_every"])
    return {
        "run": f"{type(game).__name__} of {game.size} numbers by {problem.method!r}, {steps} steps",
        "time": f"about {duration(cost.seconds)} on one thread",
        "memory": _memory(cost, "record less often (save_every)"),
        "disk": f"up to {size(cost.disk)}",
    }


def _memory(cost: Cost, advice: str) -> str:
    free = available_memory()
    fits = "" if free is None else f", of {size(free)} free"
    if free is not None and cost.memory > free:
        fits += f": too much, {advice}"
    return f"about {size(cost.memory)}{fits}"
