"""What a configuration will cost, in lines for people."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np

from .beginning import held_every
from .costs import Cost, Plan, available_memory, duration, plan, size
from .games import KernelGAN
from .initial import Recipe
from .segments import SEGMENT_BYTES
from .settings import Problem
from .slurm_resources import Resources, enough
from .threads import resolve
from .vector_costs import vector_cost
from .vector_games import VectorGame

__all__ = ["estimate", "usual_resources"]

HALF_AN_HOUR = 1800.0


def estimate(problem: Problem) -> dict[str, str]:
    """Return memory, time and disk of a run by name, as text."""
    game, options = problem.game, problem.options
    if not isinstance(game, KernelGAN):
        return _of_vectors(game, problem)
    planned, particles = _plan(game, problem)
    threads, reason = resolve(options["num_threads"])
    cost = planned.cost
    particles_of_run = f"{particles} particles in {game.dimension}-D, {options['num_steps']} steps"
    return {
        "run": f"{len(game.targets)} targets, {particles_of_run}",
        "discriminator": f"{planned.discriminator!r}: {planned.reason}",
        "time": f"about {duration(cost.seconds / threads)} on {threads} threads ({reason})",
        "memory": _memory(cost, "the run would be refused"),
        "disk": _disk(cost),
    }


def usual_resources(
    problem: Problem, job_name: str = "gandyn", threads: int | None = None
) -> Resources:
    """Return what to ask Slurm for.

    Parameters
    ----------
    problem : Problem
        The run.
    job_name : str
        Shown in the queue.
    threads : int, optional
        Processors; default: as the configuration says, else 1, 2, 4, 8 or 16, such that it takes
        half an hour.
    """
    game = problem.game
    if not isinstance(game, KernelGAN):
        cost, several = _vector_cost(game, problem), 1
    else:
        cost = _plan(game, problem)[0].cost
        several = next((n for n in (1, 2, 4, 8) if cost.seconds <= n * HALF_AN_HOUR), 16)
    threads = threads or problem.options["num_threads"] or several
    used = threads if isinstance(game, KernelGAN) else 1
    return enough(cost.seconds / used, cost.memory, threads, job_name)


def _plan(game: KernelGAN, problem: Problem) -> tuple[Plan, int]:
    """Return how a run keeps its discriminator, and the number of its particles."""
    initial, options = problem.initial, problem.options
    particles = initial.sample(game, options["seed"]) if isinstance(initial, Recipe) else initial
    particles = np.asarray(particles)
    steps, every = options["num_steps"], options["save_every"]
    # On the disk all frames will be, in memory those alone that are not written yet.
    held = held_every(steps, every, particles.nbytes, SEGMENT_BYTES)
    all_frames, few = (
        plan(game, len(particles), steps, k, problem.rates, particles) for k in (every, held)
    )
    disk = all_frames.cost.disk
    # Frames are copied a few times on their way into a file.
    cost = replace(few.cost, memory=few.cost.memory + 6 * min(SEGMENT_BYTES, disk), disk=disk)
    return replace(few, cost=cost), len(particles)


def _vector_cost(game: VectorGame, problem: Problem) -> Cost:
    options = problem.options
    return vector_cost(game, problem.method, options["num_steps"], options["save_every"])


def _of_vectors(game: VectorGame, problem: Problem) -> dict[str, str]:
    steps = problem.options["num_steps"]
    cost = _vector_cost(game, problem)
    return {
        "run": f"{type(game).__name__} of {game.size} numbers by {problem.method!r}, {steps} steps",
        "time": f"about {duration(cost.seconds)} on one thread",
        "memory": _memory(cost, "record less often (save_every)"),
        "disk": _disk(cost),
    }


def _disk(cost: Cost) -> str:
    free = shutil.disk_usage(".").free
    advice = "record less often (save_every)"
    fits = f", of {size(free)} free" + (f": too much, {advice}" if cost.disk > free else "")
    return f"up to {size(cost.disk)}{fits}"


def _memory(cost: Cost, advice: str) -> str:
    free = available_memory()
    fits = "" if free is None else f", of {size(free)} free"
    if free is not None and cost.memory > free:
        fits += f": too much, {advice}"
    return f"about {size(cost.memory)}{fits}"
