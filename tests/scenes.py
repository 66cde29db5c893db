"""Small runs that are killed, cut and damaged, and what must be the same however they got there."""

import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np

import gandyn as gd
from gandyn.checkpoints import newest_checkpoint
from gandyn.config import load_config
from gandyn.resumable import Every, play
from gandyn.run_files import read_run

SOAK = os.environ.get("GANDYN_SOAK") == "1"
"""Whether the counts are those of a release: hours, not seconds."""

KERNEL_GAN = ["targets.shape=ring", "num_particles=30", "save_every=2"]
LINEAR_GAN = ["game.name=LinearGAN", "game.mean=[1.0, -0.5]", "game.batch_size=16", "seed=5",
              "initial.values=[0.1, 0.2, 0.3, 0.4]"]  # fmt: skip
SCENES = {
    "mesh": [*KERNEL_GAN, "discriminator.name=Mesh", "num_steps=120"],
    "history": [*KERNEL_GAN, "discriminator.name=History", "num_steps=120"],
    "momentum": [*LINEAR_GAN, "method.name=Momentum", "num_steps=400", "save_every=3"],
}


def times(few: int, many: int) -> int:
    """How often: few times on every commit, many in a soak."""
    return many if SOAK else few


def settings(*overrides: str) -> Any:
    """A configuration."""
    return load_config(None, overrides)


def bits(run: Any) -> tuple[Any, ...]:
    """Everything of a run that killing, cutting and threads may not change."""
    state = run.state
    arrays = {
        "steps": run.steps,
        "times": run.times,
        "frames": np.asarray(run.particles if hasattr(run, "particles") else run.states),
        "state": state.particles if hasattr(state, "particles") else state.w,
        **{f"memory.{name}": array for name, array in state.memory.items()},
        **{f"f.{name}": array for name, array in getattr(state, "discriminator", {}).items()},
    }
    whole = {name: (array.dtype, array.shape, array.tobytes()) for name, array in arrays.items()}
    return run.status, state.step, whole


def segments_of(folder: Path) -> set[str]:
    """The files that a finished run's frames are in."""
    return {one["name"] for one in read_run(folder, lambda said, _: said.get("segments", []))}


def orphans(folder: Path) -> list[Path]:
    """Temporary files that a killed writer has left."""
    return [path for path in folder.rglob("*") if path.name.endswith(".tmp")]


def generation(folder: Path) -> int:
    """The step of the newest checkpoint that can be read; -1 without any."""
    found = newest_checkpoint(folder, lambda metadata, _: int(metadata["step"]))
    return -1 if found is None else found


def quick_folder() -> str | None:
    """Where flushing costs nothing, and nothing has to survive a power cut; None: anywhere."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def copy(folder: Path, to: Path) -> Path:
    """What another process would find if the writer died now."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(folder, to))


class Cut(BaseException):
    """The end of a process, as far as a run can tell."""


def cut(overrides: list[str], folder: Path, step: int, lives: int = 1) -> None:
    """Play until the checkpoint of a step is written, or of a multiple, and die soon after."""

    def die(now: int, _: int) -> None:
        if now > lives * step:
            raise Cut

    try:
        play(settings(*overrides), folder, checkpoint_every=Every(steps=step), progress=die)
    except Cut:
        return
    raise AssertionError("nothing was cut")


def straight(overrides: list[str], **changes: Any) -> Any:
    """The run in one go, in memory, without a folder."""
    run = settings(*overrides).build().simulate()
    assert run.status is gd.Status.max_steps
    return run


def play_often(overrides: list[str], folder: Path, steps: int) -> None:
    """Play in a process that will be killed."""
    play(settings(*overrides), folder, checkpoint_every=Every(steps=steps))
