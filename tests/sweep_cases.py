"""Sweeps for the tests: small, quick, of both kinds of games."""

from pathlib import Path
from typing import Any

LINEAR: dict[str, Any] = {
    "game": {"name": "LinearGAN", "mean": [0.0, 2.0], "std": 0.7},
    "initial": {"values": [0.05] * 4},
    "method": {"name": "JARE"},
    "num_steps": 50,
}
KERNEL: dict[str, Any] = {"targets": {"shape": "ring"}, "num_particles": 8, "num_steps": 10}
# Half an hour of steps: only what stops it ends it.
LONG: dict[str, Any] = KERNEL | {
    "num_particles": 3000,
    "num_steps": 10**6,
    "save_every": 10**6,
    "discriminator": {"name": "History", "tolerance": 0.001},
}
# More memory than there is: an exact history of so many clouds.
HUGE: dict[str, Any] = KERNEL | {
    "num_particles": 2000,
    "num_steps": 10**9,
    "save_every": 10**9,
    "discriminator": {"name": "History"},
}


def mixed() -> list[dict[str, Any]]:
    """24 points: batches, minibatches, particles, one that diverges and one that fails."""
    vectors = [{**LINEAR, "method": {"name": "JARE", "gamma": gamma}} for gamma in range(1, 11)]
    wild = {"generator": 1e9, "discriminator": 1e9}
    others = [{**LINEAR, "rates": rates, "bound": 10.0} for rates in ({"generator": 0.01}, wild)]
    drawn = [
        {**LINEAR, "game": {**LINEAR["game"], "batch_size": 4}, "seed": seed} for seed in (1, 2)
    ]
    clouds = [{**KERNEL, "ridge": ridge, "seed": seed} for ridge in (0.1, 0.2) for seed in range(5)]
    return vectors + others + drawn + clouds[:-1] + [HUGE]


def ledger(folder: Path) -> dict[str, bytes]:
    """The records of a sweep, by name."""
    return {path.name: path.read_bytes() for path in (folder / "points").iterdir()}
