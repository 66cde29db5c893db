"""The demonstration: particles learn where people live."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from .config import Config, load_config

if TYPE_CHECKING:
    from .trajectory import Trajectory

BANDWIDTH = 5.0  # degrees: what tells one city region from the next
REACH = 40.0  # degrees: what carries particles across an ocean


def demo_config(num_steps: int = 250) -> Config:
    """Return the configuration: 6,204 cities as targets, their populations as masses.

    Longitude and latitude are in degrees. The cities are those of 100,000 people and more in
    GeoNames (CC BY 4.0).

    Raises
    ------
    ConfigError
        `num_steps` is negative.
    """
    cities = str(files("gandyn") / "data" / "cities_100k.csv")
    settings = {
        "num_particles": 20000,
        "num_steps": num_steps,
        "save_every": max(1, num_steps // 60),
        "kernel.name": "GaussianMixture",
        "kernel.bandwidths": [BANDWIDTH, REACH],
        "ridge": 2.0,
        "mass_factor": "false",
        "rates.generator": 6000.0,
        "rates.discriminator": 0.1,
        "discriminator.name": "Mesh",
        "initial.name": "normal",
        "initial.scale": 10.0,
    }
    overrides = [f"{key}={value}" for key, value in settings.items()]
    config = load_config(None, overrides, targets=cities)
    assert isinstance(config, Config)
    return config


def report(run: Trajectory) -> list[str]:
    """Return lines that say how far the run came, from the first to the last step."""
    from . import coverage, mmd, wasserstein2

    game, q = run.game, run.particle_weights
    p = game.target_weights
    lines = []
    for label, cloud in (("start", run.particles[0]), ("end", run.final.particles)):
        squared_mmd = mmd(game.kernel, game.targets, cloud, p, q, squared=True)
        distance = wasserstein2(game.targets, cloud, p, q)
        covered = coverage(game.targets, cloud, BANDWIDTH, p)
        lines.append(
            f"{label + ':':<7}squared MMD {squared_mmd:.3g}, "
            f"W2 {float(distance):.3g} degrees ({distance.method}), "
            f"{100.0 * covered:.0f} % of the people within {BANDWIDTH:g} degrees of a particle"
        )
    return lines
