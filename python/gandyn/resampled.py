"""A generator that is a normal distribution: after every step its particles are drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ._checks import Array, as_instance, as_integer, as_number
from ._core import Rates, Status
from .games import KernelGAN
from .methods import Method
from .simulation import simulate
from .trajectory import Trajectory

__all__ = ["Draws", "simulate_resampled"]

Draws = Literal["exact", "plain"]
DRAWS: tuple[Draws, ...] = ("exact", "plain")


def simulate_resampled(
    game: KernelGAN,
    method: Method,
    *,
    rates: Rates,
    num_steps: int,
    initial: ArrayLike,
    draws: Draws = "exact",
    jitter: float = 1e-5,
    save_every: int = 1,
    seed: int = 0,
    num_threads: int | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Trajectory:
    """Play `game` by `method`, and draw the particles anew from their own moments after each step.

    With m and S the weighted mean and covariance of the particles that a step has moved, the next
    step begins with normal draws of mean m and covariance S + jitter I; f goes on as it is. (The
    resampled Gaussian generator of the public code of Becker et al., 2022.)

    Parameters
    ----------
    game, method, rates, num_steps, num_threads
        As for `gandyn.simulate`.
    initial : array_like, shape (n, d)
        Particles of the first step, played as they are.
    draws : {"exact", "plain"}, default "exact"
        "exact": draws are shifted and turned so that mean and covariance are m and S + jitter I to
        rounding; needs n > d and equal masses. "plain": independent ones, whose covariance is
        (1 - 1/n) (S + jitter I) on the average, so that a cloud shrinks by chance alone.
    jitter : float, default 1e-5
        >= 0, in units of length squared; the default is that of the public code.
    save_every : int, default 1
        Record the steps divisible by it; the first and the last are always recorded.
    seed : int, default 0
        Of the draws.
    progress : callable, optional
        ``progress(step, num_steps)`` is called after every step.

    Returns
    -------
    Trajectory
        Its frames are the clouds that steps begin with; of the last step the drawn one too.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    as_instance("game", game, {"KernelGAN": KernelGAN}, "KernelGAN(targets)")
    num_steps = as_integer("num_steps", num_steps, 0)
    save_every = as_integer("save_every", save_every, 1)
    if draws not in DRAWS:
        raise ValueError(f"draws must be one of {', '.join(DRAWS)}, got {draws!r}")
    if not 0.0 <= as_number("jitter", jitter) < np.inf:
        raise ValueError(f"jitter must be finite and not negative, got {jitter}")
    random = np.random.default_rng(as_integer("seed", seed, 0, 2**64 - 1))
    run = simulate(
        game, method, rates=rates, num_steps=0, initial=initial, num_threads=num_threads
    )  # fmt: skip
    count, d = run.particles.shape[1:]
    shares = run.particle_weights / run.particle_weights.sum()
    if draws == "exact" and (count <= d or np.ptp(shares) > 1e-12):
        raise ValueError(
            f"draws must be 'plain' unless masses are equal and particles more than {d}, got "
            f"{count} particles"
        )
    frames, steps = [run.particles[0]], [0]
    for step in range(1, num_steps + 1):
        run = simulate(
            run.game, method, rates=rates, num_steps=1, state=run.state, num_threads=num_threads
        )  # fmt: skip
        ended = run.status is not Status.max_steps
        if not ended:
            cloud = _draw(random, run.state.particles, shares, float(jitter), draws)
            run = replace(run, state=replace(run.state, particles=cloud))
        if ended or step == num_steps or step % save_every == 0:
            frames.append(run.state.particles)
            steps.append(step)
        if progress is not None:
            progress(step, num_steps)
        if ended:
            break
    at = np.array(steps, dtype=np.int64)
    times = at * (run.times[-1] / run.steps[-1] if run.steps[-1] else 0.0)
    return replace(run, times=times, steps=at, particles=np.array(frames))


def _draw(
    random: np.random.Generator, moved: Array, shares: Array, jitter: float, draws: Draws
) -> Array:
    """Return normal draws (n, d) with the moments of these particles."""
    count, d = moved.shape
    mean = shares @ moved
    away = moved - mean
    spread = (away * shares[:, None]).T @ away + jitter * np.eye(d)
    normal = random.normal(size=(count, d))
    if draws == "exact":
        normal -= normal.mean(axis=0)
        normal @= _root(normal.T @ normal / count, -0.5)
    cloud: Array = mean + normal @ _root(spread, 0.5)
    return cloud


def _root(matrix: Array, power: float) -> Array:
    """Return a power of a symmetric matrix without negative eigenvalues."""
    values, axes = np.linalg.eigh(matrix)
    whole: Array = (axes * np.maximum(values, 0.0) ** power) @ axes.T
    return whole
