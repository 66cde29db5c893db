"""The contestants of a step at large N: gandyn, Fourier series, and direct sums.

A call makes the problem's steps, always from the same start. Its result is the mean gradient of f
along the particles' way in the first few of them, computed only when asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from . import fourier, peers
from .gan import Gan, gan
from .problem import Problem

Run = Callable[[], Any]
EXACT_SIZE = 5000  # up to here the reference is exact
REFERENCE_TOLERANCE = 1e-10


def gandyn(gan: Gan, threads: int) -> Run:
    import gandyn as gd

    return simulation(gan, threads, gd.Mesh(tolerance=gan.tolerance))


def history(gan: Gan, threads: int) -> Run:
    """Exact: f is the kernel sum over every cloud that it has met."""
    import gandyn as gd

    return simulation(gan, threads, gd.History())


def fine_mesh(gan: Gan, threads: int) -> Run:
    """The reference of large sizes, as a contestant of small ones."""
    import gandyn as gd

    return simulation(gan, threads, gd.Mesh(tolerance=REFERENCE_TOLERANCE))


def reference(gan: Gan, threads: int) -> Run:
    """What everyone's result is compared with; never timed."""
    exact = len(gan.particles) <= EXACT_SIZE
    return (history if exact else fine_mesh)(replace(gan, steps=gan.check_steps), threads)


def simulation(gan: Gan, threads: int, discriminator: Any) -> Run:
    """A call also checks its arguments, spreads the targets and records two frames."""
    import gandyn as gd

    play = partial(
        gd.simulate,
        gd.KernelGAN(**gan.game, discriminator=discriminator),
        gd.AltGD(first="discriminator"),
        rates=gd.Rates(generator=gan.rate, discriminator=gan.ascent),
        num_threads=threads,
    )
    begin: dict[str, Any] = {"initial": gan.particles}
    if gan.start:
        begin = {"state": play(**begin, num_steps=gan.start, save_every=gan.start).state}

    def steps(number: int) -> Any:
        return play(**begin, num_steps=number, save_every=gan.start + number)

    def run() -> Any:
        steps(gan.steps)
        return lambda: gan.mean_gradient(steps(gan.check_steps).particles)

    return run


def direct(contestant: peers.Contestant, gan: Gan, threads: int) -> Run:
    """The first step as one kernel sum over targets and particles, by a tool of `peers`."""
    if gan.steps != 1:
        raise ValueError("a kernel sum is the first step only")
    n = len(gan.particles)
    weights = gan.ascent * np.concatenate([gan.masses, np.full(n, -1 / n)])
    sources = np.concatenate([gan.targets, gan.particles])
    tool = contestant(Problem(gan.particles, sources, weights, gan.bandwidth), threads)

    def run() -> Any:
        moved = gan.particles + gan.rate * np.asarray(tool()[1])
        return lambda: gan.mean_gradient([gan.particles, moved])

    return run


DIRECT: dict[str, Callable[[Gan, int], Run]] = {
    name: partial(direct, contestant) for name, contestant in peers.PEERS.items()
}
CONTESTANTS: dict[str, Callable[[Gan, int], Run]] = {
    "gandyn": gandyn,
    "history": history,
    "reference": reference,
    "fine mesh": fine_mesh,
    **fourier.PEERS,
    **DIRECT,
}
PROBLEM = gan
