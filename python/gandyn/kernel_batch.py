"""Many runs of kernel GANs in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import _core
from ._checks import Array
from ._core import Options, Rates
from .batch_parameters import changed, owned
from .costs import Plan, plan, refuse_what_cannot_fit
from .games import KernelGAN
from .methods import Method

__all__ = ["play_kernel_batch"]


def play_kernel_batch(
    games: list[KernelGAN],
    methods: list[Method],
    rates: Array,
    options: Options,
    initial: Array,
    sweeps: Mapping[str, Array],
    record: bool,
    num_threads: int,
    report: Callable[[int], object] | None,
    stop: Callable[[], bool] | None,
) -> dict[str, Any]:
    """Play one run a row of `initial` (B, n, d); the arguments are checked by `simulate_batch`."""
    runs, n, d = initial.shape
    for game in games:
        if game.dimension != d:
            wanted = f"(B, n, {game.dimension})"
            raise ValueError(f"initial must have shape {wanted}, got {initial.shape}")
    own = [_own(games, methods, sweeps, run) for run in range(runs)]
    own_rates = np.repeat(rates, runs, axis=0) if len(rates) == 1 else rates
    plans = [
        plan(game, n, options.num_steps, options.save_every, Rates(*etas), particles)
        for (game, _), etas, particles in zip(own, own_rates, initial, strict=True)
    ]
    num_frames = 2 + options.num_steps // options.save_every
    _refuse_what_cannot_fit(plans, num_frames * initial.nbytes, num_threads)
    # What runs share is built once.
    keys = [(id(game), how.discriminator) for (game, _), how in zip(own, plans, strict=True)]
    shared = {key: game for key, (game, _) in zip(keys, own, strict=True)}
    cores = {key: game.core(n, key[1]) for key, game in shared.items()}
    return _core.simulate_kernel_batch(
        games=[cores[key] for key in keys],
        methods=[method for _, method in own],
        rates=own_rates,
        options=options,
        initial=[np.ascontiguousarray(points) for points in initial],
        record=record,
        num_threads=num_threads,
        progress=report,
        stop=stop,
    )


def _own(
    games: list[KernelGAN], methods: list[Method], sweeps: Mapping[str, Array], run: int
) -> tuple[KernelGAN, Method]:
    """Return the game and the method of one run."""
    game, method = games[run % len(games)], methods[run % len(methods)]
    of_game, of_method = owned(game, method, sweeps)
    if of_game:
        game = changed(game, {name: sweeps[name][run] for name in of_game})
    if of_method:
        method = changed(method, {name: sweeps[name][run] for name in of_method})
    return game, method


def _refuse_what_cannot_fit(plans: list[Plan], frames: int, num_threads: int) -> None:
    """Raise MemoryError for a batch that no memory can hold; its frames take so many bytes."""
    held = sum(how.cost.disk for how in plans)  # what came of every run, until the last has ended
    most = max(plans, key=lambda how: how.cost.memory)
    playing = min(num_threads, len(plans)) * most.cost.memory
    refuse_what_cannot_fit("batch", held + max(playing, frames), most.discriminator)
