"""A run in pieces of whole steps: what it has left so far, and how it goes on."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from . import _core
from ._checks import Array
from ._core import Status
from .beginning import begin
from .checkpoints import CHECKPOINTS, forget_checkpoints, newest_checkpoint, write_checkpoint
from .errors import ConfigError
from .files import sweep_temporaries
from .games import KernelGAN
from .interruption import Interruption
from .io import assemble, stored
from .pace import Every, Pace
from .run_files import TRAJECTORY, Arrays
from .segments import SEGMENT_BYTES, SEGMENTS, Frames, forget_segments, write_segment
from .settings import Problem
from .simulation import simulate
from .trajectory import Trajectory
from .vector_trajectory import VectorTrajectory

__all__ = ["AnyRun", "Every", "Progress", "Record", "play_pieces", "sweep"]

AnyRun = Trajectory | VectorTrajectory
Progress = Callable[[int, int], object]

log = logging.getLogger("gandyn")


class Record:
    """A run that grows in a folder.

    Attributes
    ----------
    last : Trajectory or VectorTrajectory
        The piece played last: its state is where the run stands.
    """

    def __init__(self, folder: Path, problem: Problem, last: AnyRun) -> None:
        self._folder, self._inputs = folder, _inputs(problem)
        self._every: int = problem.options["save_every"]
        self.last = last
        self._steps, self._times = last.steps, last.times
        frames = _frames(last)
        self._segments = list(frames.segments) if isinstance(frames, Frames) else []
        self._held = [frames.tail if isinstance(frames, Frames) else frames]

    @classmethod
    def begun(cls, folder: Path, problem: Problem) -> Record:
        """Return the record of a run of no steps.

        Raises
        ------
        ConfigError
            The core refuses the combination.
        """
        options = {**problem.options, "held": SEGMENT_BYTES}
        try:
            game, state = begin(problem.game, problem.rates, problem.initial, **options)
            return cls(folder, problem, _piece(game, problem, state, 0))
        except ValueError as error:
            raise ConfigError(str(error)) from error

    @classmethod
    def continued(cls, folder: Path, problem: Problem) -> Record | None:
        """Return the record that the newest good checkpoint keeps, or None without any.

        Raises
        ------
        ConfigError
            The files that the configuration names are not what they were.
        """
        found = newest_checkpoint(folder, partial(_restored, folder))
        if found is None:
            return None
        last, metadata = found
        if metadata["inputs"] != _inputs(problem):
            raise ConfigError(
                f"{folder}: the content of the targets' or the start's file has changed since this "
                "run began: give the old one back, choose another folder, or --overwrite"
            )
        if metadata["versions"]["gandyn"] != (now := _core.__version__):
            before = metadata["versions"]["gandyn"]
            log.warning("%s: began with gandyn %s, goes on with %s", folder, before, now)
        record = cls(folder, problem, last)
        log.info("%s: goes on from step %d", folder, record.step)
        return record

    def clear(self) -> None:
        """Remove what a run that was killed wrote after this; it will be written again."""
        (self._folder / TRAJECTORY).unlink(missing_ok=True)
        # A damaged one would count as a generation until the run has come past it.
        forget_checkpoints(self._folder, after=self.step)
        forget_segments(self._folder, self._segments)

    @property
    def step(self) -> int:
        """Steps made."""
        return self.last.state.step

    def add(self, piece: AnyRun) -> None:
        """Take over what a piece recorded that is to be kept."""
        kept = (piece.steps > self._steps[-1]) & (piece.steps % self._every == 0)
        stats = replace(
            piece.stats,
            seconds=self.last.stats.seconds + piece.stats.seconds,
            num_steps=self.last.stats.num_steps + piece.stats.num_steps,
        )
        self._steps = np.concatenate([self._steps, piece.steps[kept]])
        self._times = np.concatenate([self._times, piece.times[kept]])
        self._held.append(_frames(piece)[kept])
        self.last = replace(piece, stats=stats)
        if sum(frames.nbytes for frames in self._held) >= SEGMENT_BYTES:
            self._write_held()

    def stop(self) -> None:
        """Say that somebody wants it to stop here, unless it has ended by itself."""
        if self.last.status is Status.max_steps:
            stats = replace(self.last.stats, message=f"stopped on request after step {self.step}")
            self.last = replace(self.last, status=Status.stopped, stats=stats)

    def checkpoint(self) -> None:
        """Write it all, so that a run killed from now on goes on from here.

        Raises
        ------
        OSError
            A file could not be written; the checkpoint before is good.
        """
        self._write_held()
        metadata, arrays = stored(self._run(self._steps, self._times, None))
        write_checkpoint(self._folder, self.step, {**metadata, "inputs": self._inputs}, arrays)

    def whole(self) -> AnyRun:
        """Return the run so far; its last step is among its frames."""
        steps, times, ending = self._steps, self._times, None
        if steps[-1] != self.step:
            steps = np.append(steps, self.step)
            times = np.append(times, self.last.times[-1])
            ending = _frames(self.last)[-1:]
        return self._run(steps, times, ending)

    def _write_held(self) -> None:
        if sum(len(frames) for frames in self._held):
            number, frames = len(self._segments), np.concatenate(self._held)
            self._segments.append(write_segment(self._folder, number, frames))
            self._held = [frames[:0]]

    def _run(self, steps: Any, times: Any, ending: Array | None) -> AnyRun:
        tail = np.concatenate(self._held if ending is None else [*self._held, ending])
        frames: Any = Frames(self._folder, self._segments, tail) if self._segments else tail
        if isinstance(self.last, Trajectory):
            return replace(self.last, steps=steps, times=times, particles=frames)
        return replace(self.last, steps=steps, times=times, states=frames)


def sweep(folder: Path) -> None:
    """Remove what writers of a run left that were killed; nobody may be writing it."""
    for name in ("", CHECKPOINTS, SEGMENTS):
        sweep_temporaries(folder / name)


def play_pieces(
    problem: Problem,
    record: Record,
    every: Every,
    progress: Progress,
    interruption: Interruption | None,
    play: Callable[..., AnyRun] = simulate,
) -> AnyRun:
    """Play a run to its end, or until it is interrupted, and return all of it.

    `play` plays a piece; its arguments are those of `simulate`.

    Raises
    ------
    OSError
        A file could not be written.
    """
    total: int = problem.options["num_steps"]
    frame = _frames(record.last)[-1:].nbytes
    pace = Pace(every, problem.options["save_every"] * max(1, SEGMENT_BYTES // max(frame, 1)))
    while record.step < total:
        at = record.step
        piece = _piece(
            record.last.game,
            problem,
            record.last.state,
            min(total - at, pace.steps),
            _shifted(progress, at, total),
            interruption,
            play,
        )
        record.add(piece)
        # Pieces too short to be asked while they are played are asked after.
        if record.step < total and interruption is not None and interruption():
            record.stop()
        if record.last.status is Status.stopped:
            record.checkpoint()
        if record.last.status is not Status.max_steps:
            break
        # None at the end, where the run itself is written: a last frame between those that are
        # kept is in no segment.
        due = pace.is_due_after(piece.stats.num_steps, piece.stats.seconds)
        if due and record.step < total:
            record.checkpoint()
            pace.begin()
    return record.whole()


def _piece(
    game: Any,
    problem: Problem,
    state: Any,
    num_steps: int,
    progress: Progress | None = None,
    stop: Interruption | None = None,
    play: Callable[..., AnyRun] = simulate,
) -> AnyRun:
    options = {**problem.options, "num_steps": num_steps}
    return play(
        game,
        problem.method,
        rates=problem.rates,
        state=state,
        progress=progress,
        stop=stop,
        **options,
    )


def _shifted(progress: Progress, begun: int, total: int) -> Progress:
    return lambda step, _: progress(begun + step, total)


def _restored(folder: Path, metadata: dict[str, Any], arrays: Arrays) -> tuple[AnyRun, Any]:
    """Return the run that a checkpoint keeps, and what else it says.

    Raises
    ------
    KeyError, TypeError, ValueError
        Something is missing, a segment say: it is no checkpoint to go on from.
    """
    return assemble(metadata, arrays, folder), {
        key: metadata[key] for key in ("inputs", "versions")
    }


def _frames(run: AnyRun) -> Any:
    return run.particles if isinstance(run, Trajectory) else run.states


def _inputs(problem: Problem) -> str:
    """Return a digest of what a configuration reads from files."""
    digest = hashlib.sha256()
    game, initial = problem.game, problem.initial
    arrays = [initial] if isinstance(initial, np.ndarray) else []
    if isinstance(game, KernelGAN):
        arrays += [game.targets, game.target_weights]
    for array in arrays:
        digest.update(repr(array.shape).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
