"""What a configuration will cost, in lines for people."""

from __future__ import annotations

import numpy as np

from .config import Problem
from .costs import available_memory, duration, plan, size
from .initial import Recipe
from .threads import resolve

__all__ = ["estimate"]


def estimate(problem: Problem) -> dict[str, str]:
    """Return memory, time and disk of a run by name, as text."""
    game, options = problem.game, problem.options
    initial = problem.initial
    particles = initial.sample(game, options["seed"]) if isinstance(initial, Recipe) else initial
    particles = np.asarray(particles)
    steps, every = options["num_steps"], options["save_every"]
    planned = plan(game, len(particles), steps, every, problem.rates, particles)
    threads, reason = resolve(options["num_threads"])
    free = available_memory()
    cost = planned.cost
    fits = "" if free is None else f", of {size(free)} free"
    if free is not None and cost.memory > free:
        fits += ": too much, the run would be refused"
    particles_of_run = f"{len(particles)} particles in {game.dimension}-D, {steps} steps"
    return {
        "run": f"{len(game.targets)} targets, {particles_of_run}",
        "discriminator": f"{planned.discriminator!r}: {planned.reason}",
        "time": f"about {duration(cost.seconds / threads)} on {threads} threads ({reason})",
        "memory": f"about {size(cost.memory)}{fits}",
        "disk": f"up to {size(cost.disk)}",
    }
