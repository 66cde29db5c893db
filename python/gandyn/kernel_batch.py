"""Many runs of kernel GANs in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import _core
from ._checks import Array
from ._core import Options, Rates
from .batch_parameters import changed, owned
from .costs import plan
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
) -> dict[str, Any]:
    """Play one run a row of `initial` (B, n, d); the arguments are checked by `simulate_batch`."""
    runs, n, _ = initial.shape
    own_games, own_methods = [], []
    for b in range(runs):
        game = games[b if len(games) > 1 else 0]
        method = methods[b if len(methods) > 1 else 0]
        of_game, of_method = owned(game, method, sweeps)
        if of_game:
            game = changed(game, {name: sweeps[name][b] for name in of_game})
        if of_method:
            method = changed(method, {name: sweeps[name][b] for name in of_method})
        own_games.append(game)
        own_methods.append(method)
    first = own_games[0]
    if initial.shape[2] != first.dimension:
        raise ValueError(f"initial must have shape (B, n, {first.dimension}), got {initial.shape}")
    if first.discriminator == "auto":  # one choice for all, by the first
        size = (n, options.num_steps, options.save_every, Rates(*rates[0]), initial[0])
        kept = plan(first, *size).discriminator
        own_games = [game.keeping(kept) for game in own_games]
    cores: dict[int, Any] = {}  # a game shared by runs is built once
    each = [cores.setdefault(id(game), game.core(n)) for game in own_games]
    own_rates = np.repeat(rates, runs, axis=0) if len(rates) == 1 else rates
    return _core.simulate_kernel_batch(
        games=each,
        methods=own_methods,
        rates=own_rates,
        options=options,
        initial=[np.ascontiguousarray(points) for points in initial],
        record=record,
        num_threads=num_threads,
        progress=report,
    )
