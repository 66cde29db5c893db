"""Many runs in one call."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._checks import Array, as_floats, as_instance, as_integer, as_number
from ._core import Options, Rates, Status
from .batch_parameters import owned
from .costs import refuse_frames
from .games import KernelGAN
from .kernel_batch import play_kernel_batch
from .methods import METHODS, Method
from .support import GAMES
from .threads import resolve
from .vector_games import VectorGame
from .vector_simulation import as_vector, check_start

__all__ = ["Batch", "simulate_batch"]

RATES = {field.name: field.low for field in Rates.fields()}
"""The lowest value of each rate; there is no highest."""


@dataclass(frozen=True, eq=False)
class Batch:
    """How B runs went.

    Attributes
    ----------
    final : ndarray, shape (B, n + m), for a kernel GAN (B, n, d)
        The last good state of every run.
    status : ndarray of Status, shape (B,)
        How each ended.
    steps : ndarray of int64, shape (B,)
        The step of its last good state.
    frames : ndarray of int64, shape (T,)
        Steps recorded; empty when none were asked for.
    states : ndarray, shape (B, T, ...) or None
        Every run's frames, nan after its end.
    """

    final: Array
    status: NDArray[Any]
    steps: NDArray[np.int64]
    frames: NDArray[np.int64]
    states: Array | None

    def __len__(self) -> int:
        """Return the number of runs B."""
        return len(self.final)

    def count(self, status: Status) -> int:
        """Return how many runs ended so."""
        return int(sum(one is status for one in self.status))

    def __repr__(self) -> str:
        counts = {s.name: self.count(s) for s in Status}
        ends = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        return f"Batch({len(self)} runs: {ends})"


def simulate_batch(
    game: KernelGAN | VectorGame | Sequence[KernelGAN] | Sequence[VectorGame],
    method: Method | Sequence[Method],
    *,
    rates: Rates | Sequence[Rates] | ArrayLike,
    num_steps: int,
    initial: ArrayLike,
    save_every: int | None = None,
    seed: int = 0,
    tolerance: float = 0.0,
    bound: float = math.inf,
    num_threads: int | None = None,
    progress: Callable[[int, int], object] | None = None,
    stop: Callable[[], bool] | None = None,
    **parameters: ArrayLike,
) -> Batch:
    """Play B runs in one call, in parallel over runs.

    Every run has the bits that `simulate` gives it alone, whatever else is in the batch and however
    many threads there are. A run that ends, well or not, ends alone.

    Parameters
    ----------
    game : game, or sequence of B games of one class
        What is played.
    method : Method, or sequence of B methods
        How it is played.
    rates : Rates, sequence of B Rates, or array_like of shape (B, 2)
        Step sizes eta_g and eta_d.
    num_steps : int
        Steps of every run, >= 0.
    initial : array_like, shape (B, n + m); for a kernel GAN (B, n, d)
        Where the runs begin; its length says how many they are.
    save_every : int, optional
        Record the steps divisible by it, the first and the last; None: no frames.
    seed : int, default 0
        Seed of minibatches; run b draws the numbers of (seed, b).
    tolerance, bound : float
        When a run converges or diverges, as for `simulate`.
    num_threads : int, optional
        Threads; None: see `gandyn.threads.resolve`.
    progress : callable, optional
        ``progress(step, num_steps)`` is called some times a second.
    stop : callable, optional
        ``stop()`` is asked some times a second; once it is true all runs end as by Ctrl-C.
    **parameters : array_like, shape (B,), (B, k) or (B, k, l)
        A number, list or matrix of every run: any field of the game (``std``, ``mean``,
        ``ridge``, ...), of its kernel or penalty (``bandwidth``), of the method (``gamma``, ...);
        ``generator`` and ``discriminator`` are the two rates.

    Returns
    -------
    Batch
        Divergence is a status of its run alone. Ctrl-C returns what is done, with
        ``Status.stopped`` for the rest.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted, or a combination makes no sense; the message says why.
    MemoryError
        The batch needs more memory than there is; nothing was allocated.
    """
    games, methods = _several("game", game), _several("method", method)
    for one in games:
        as_instance("game", one, GAMES, "LinearGAN(mean=[0, 2])")
    for one in methods:
        as_instance("method", one, METHODS, "JARE(gamma=10)")
    if len({type(one) for one in games}) > 1:
        raise ValueError("game must be games of one class, got several classes")
    num_steps = as_integer("num_steps", num_steps, 0)
    record = save_every is not None
    options = Options(
        num_steps,
        as_integer("save_every", save_every, 1) if record else max(1, num_steps),
        as_number("tolerance", tolerance),
        as_number("bound", bound),
    )
    seed = as_integer("seed", seed, 0, 2**64 - 1)
    if not (progress is None or callable(progress)):
        raise TypeError(f"progress must be callable, got {progress!r}")
    report = None if progress is None else lambda step: progress(step, options.num_steps)
    if isinstance(games[0], KernelGAN):
        start = as_floats("initial", initial, 3, "(B, n, d)")
    else:
        start = as_vector("initial", initial, games[0].size, 2)
        check_start(games[0], start)
    runs = len(start)
    if start.size == 0:
        raise ValueError(f"initial must have at least one run and one particle, got {start.shape}")
    _check_length("game", games, runs)
    _check_length("method", methods, runs)
    sweeps = {name: _numbers(name, values, runs) for name, values in parameters.items()}
    both = _rates(rates, {name: sweeps.pop(name) for name in RATES if name in sweeps}, runs)
    threads = resolve(num_threads)[0]
    if isinstance(games[0], KernelGAN):
        played = play_kernel_batch(
            games, methods, both, options, start, sweeps, record, threads, report, stop
        )
    else:
        if record:
            refuse_frames(options, start.size)
        of_game, of_method = owned(games[0], methods[0], sweeps)
        played = _core.simulate_batch(
            games=games,
            methods=methods,
            rates=both,
            options=options,
            initial=start,
            game_sweeps=[(name, sweeps[name].reshape(runs, -1)) for name in of_game],
            method_sweeps=[(name, sweeps[name].reshape(runs, -1)) for name in of_method],
            seed=seed,
            first_step=0,
            memory={},
            record=record,
            num_threads=threads,
            progress=report,
            stop=stop,
        )
    if progress is not None:
        with suppress(KeyboardInterrupt):  # a second Ctrl-C must not lose the part done
            progress(int(played["steps"].max()), options.num_steps)
    status = np.empty(runs, dtype=object)
    status[:] = played["status"]
    return Batch(
        final=played["final"],
        status=status,
        steps=played["steps"],
        frames=played["frames"],
        states=played["states"] if record else None,
    )


def _several(name: str, value: Any) -> list[Any]:
    """Return one object, or a sequence of them, as a list."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            raise ValueError(f"{name} must not be an empty sequence")
        return list(value)
    return [value]


def _check_length(name: str, objects: list[Any], runs: int) -> None:
    if len(objects) not in (1, runs):
        raise ValueError(f"{name} must be one, or one for each of {runs} runs, got {len(objects)}")


def _numbers(name: str, values: ArrayLike, runs: int) -> Array:
    """Return a parameter's number or array of every run."""
    array = np.asarray(values)
    if array.ndim not in (1, 2, 3) or len(array) != runs:
        raise ValueError(f"{name} must have a leading axis of {runs} runs, got shape {array.shape}")
    return as_floats(name, values, array.ndim, f"({runs}, ...)")


def _rates(rates: Any, named: Mapping[str, Array], runs: int) -> Array:
    """Return both rates, one row for all runs or one a run, each by name or out of `rates`."""
    if isinstance(rates, Rates):
        both = np.array([[rates.generator, rates.discriminator]])
    else:
        if isinstance(rates, Sequence) and all(isinstance(one, Rates) for one in rates):
            rates = [[one.generator, one.discriminator] for one in rates]
        both = as_floats("rates", rates, 2, f"({runs}, 2)")
        if both.shape != (runs, 2):
            raise ValueError(f"rates must be Rates, or have shape ({runs}, 2), got {both.shape}")
    for name, values in named.items():
        if len(both) > 1:
            raise ValueError(f"{name} must be left out where rates has a row for every run")
        if values.size != runs:
            raise ValueError(f"{name} must have shape ({runs},), got {values.shape}")
    columns = (named.get(name, both[:, column]).ravel() for column, name in enumerate(RATES))
    both = np.stack(np.broadcast_arrays(*columns), axis=1)
    low = (both < [*RATES.values()]).any(axis=1)
    if low.any():
        Rates(*both[low.argmax()])  # says what is wrong
    return both
