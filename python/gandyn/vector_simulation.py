"""Play a game of two vectors by a method: one run of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import numpy as np
from numpy.typing import ArrayLike

from . import _core
from ._checks import Array, as_floats, as_instance, as_integer
from ._core import Options, Rates, Status
from .costs import refuse_frames
from .methods import Method
from .threads import resolve
from .trajectory import Stats
from .vector_games import VectorGame
from .vector_trajectory import VectorState, VectorTrajectory

__all__ = ["as_vector", "simulate_vector"]

ENDINGS = {
    Status.max_steps: "made all the steps asked for",
    Status.converged: "moved less than the tolerance in step {step}",
    Status.diverged: "a number is not finite, or beyond the bound, after step {next}; "
    "the state is that of step {step}",
    Status.stopped: "stopped on request after step {step}",
}


def as_vector(name: str, values: ArrayLike, size: int, dimensions: int = 1) -> Array:
    """Return `values` as float64 of shape (size,) or (B, size); infinite ends may be there."""
    shape = f"({size},)" if dimensions == 1 else f"(B, {size})"
    array = as_floats(name, values, dimensions, shape, infinite=True)
    if array.shape[-1] != size:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    return array


def check_start(game: VectorGame, start: Array, name: str = "initial") -> None:
    """Refuse infinite numbers but for the ends of a mixture GAN's intervals."""
    players = start[..., : game.generator_size] if isinstance(game, _core.MixtureGAN) else start
    if not np.isfinite(players).all():
        raise ValueError(f"{name} must be finite, but for the ends of intervals")


def simulate_vector(
    game: VectorGame,
    method: Method,
    rates: Rates,
    options: Options,
    initial: ArrayLike | None,
    state: VectorState | None,
    seed: int,
    num_threads: int | None,
    progress: Callable[[int, int], object] | None,
    stop: Callable[[], bool] | None = None,
) -> VectorTrajectory:
    """Play one run; the arguments are those of `gandyn.simulate`, checked there."""
    if (initial is None) == (state is None):
        raise ValueError(
            f"initial must be an array of shape ({game.size},)"
            if state is None
            else "initial must be left out when state is given"
        )
    if state is None:
        assert initial is not None
        state = VectorState(0, as_vector("initial", initial, game.size), seed)
        check_start(game, state.w)
    else:
        as_instance("state", state, {"VectorState": VectorState}, "run.state")
        as_integer("state.step", state.step, 0)
        check_start(game, as_vector("state.w", state.w, game.size), "state.w")
    refuse_frames(options, game.size)
    threads, reason = resolve(num_threads)
    report = None if progress is None else lambda step: progress(step, options.num_steps)

    began = time.perf_counter()
    played = _core.simulate_batch(
        games=[game],
        methods=[method],
        rates=np.array([[rates.generator, rates.discriminator]]),
        options=options,
        initial=np.asarray(state.w, dtype=np.float64)[None, :],
        game_sweeps=[],
        method_sweeps=[],
        seed=state.seed,
        first_step=state.step,
        memory=dict(state.memory),
        record=True,
        num_threads=1,
        progress=report,
        stop=stop,
    )
    seconds = time.perf_counter() - began
    status, step = played["status"][0], int(played["steps"][0])
    if progress is not None:
        with suppress(KeyboardInterrupt):  # a second Ctrl-C must not lose the part done
            progress(step - state.step, options.num_steps)
    steps, states = _frames(played, step)
    return VectorTrajectory(
        game=game,
        method=method,
        rates=rates,
        times=steps * played["time_step"][0],
        steps=steps,
        states=states,
        status=status,
        state=VectorState(step, played["final"][0], state.seed, played["memory"]),
        stats=Stats(
            num_steps=step - state.step,
            seconds=seconds,
            num_threads=1,
            threads_reason=f"one run of a small game takes one thread ({reason}: {threads})",
            instruction_set=_core.instruction_set(),
            last_displacement=float(played["displacement"][0]),
            version=_core.__version__,
            message=ENDINGS[status].format(step=step, next=step + 1),
        ),
    )


def _frames(played: dict[str, object], last: int) -> tuple[np.ndarray, Array]:
    """Return the steps and frames up to the last good one, which is always among them."""
    frames, states = np.asarray(played["frames"]), np.asarray(played["states"])[0]
    kept = frames <= last
    frames, states = frames[kept], states[kept]
    if frames[-1] != last:
        frames = np.append(frames, last)
        states = np.vstack([states, np.asarray(played["final"])])
    return frames, np.ascontiguousarray(states)
