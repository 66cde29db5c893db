"""What a run will cost, told beforehand: time, memory, disk; and which discriminator suits it.

The times are reckoned for one thread of a 2.7 GHz processor with AVX-512 and are rough: they are
for planning, and for telling cheap from dear. The choice of a discriminator depends on the problem
alone.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._checks import Array
from ._core import History, Mesh, Options, RandomFeatures, Rates
from ._kernel import Kernel

if TYPE_CHECKING:
    from .games import KernelGAN

__all__ = ["Cost", "Plan", "available_memory", "plan"]

AUTO_TOLERANCE = 1e-6
"""Of the mesh that "auto" chooses."""

MOST_COUNTED = 50_000
"""Points of a cloud that are looked at to count bricks; of more, a regular sample."""

EXACT_SECONDS = 2.0
"""What an exact history may take before "auto" looks for something cheaper."""


@dataclass(frozen=True)
class Cost:
    """An estimate.

    Attributes
    ----------
    seconds : float
        Wall time on one thread.
    memory : int
        About the largest number of bytes at any time, the recorded frames among them.
    disk : int
        About the bytes of the saved trajectory before it is compressed.
    """

    seconds: float
    memory: int
    disk: int

    def __str__(self) -> str:
        return f"{duration(self.seconds)} on one thread, {size(self.memory)} of memory"


@dataclass(frozen=True)
class Plan:
    """How a run will keep its discriminator, why, and at what cost."""

    discriminator: Any
    reason: str
    cost: Cost

    def __str__(self) -> str:
        return f"{self.discriminator!r}: {self.reason}; about {self.cost}"


def plan(
    game: KernelGAN,
    num_particles: int,
    num_steps: int,
    save_every: int = 1,
    rates: Rates | None = None,
    particles: Array | None = None,
) -> Plan:
    """Return how a run of this size keeps its discriminator, and what it costs.

    Parameters
    ----------
    game : KernelGAN
        Its discriminator may be "auto".
    num_particles, num_steps, save_every : int
        Size of the run.
    rates : Rates, optional
        They say how fast a windowed history forgets.
    particles : ndarray, shape (n, d), optional
        Where the particles begin; None: near the targets.
    """
    size_of_run = _Run(game, num_particles, num_steps, save_every, rates, particles)
    if game.discriminator != "auto":
        kept = game.discriminator
        return Plan(kept, "as asked for", size_of_run.cost(kept))
    exact = size_of_run.cost(History())
    if exact.seconds <= EXACT_SECONDS and exact.memory <= 2**30:
        return Plan(History(), "small enough to be exact", exact)
    if game.dimension > 3:
        reason = f"a mesh needs at most 3 dimensions, here are {game.dimension}"
    elif not hasattr(game.kernel, "components"):
        reason = f"a mesh needs a sum of Gaussians, not {type(game.kernel).__name__}"
    else:
        kept = Mesh(AUTO_TOLERANCE)
        cost = size_of_run.cost(kept)
        if cost.seconds < exact.seconds or exact.memory > cost.memory:
            return Plan(kept, f"an exact history would take {duration(exact.seconds)}", cost)
        reason = "a mesh of so many bandwidths would cost more"
    return Plan(History(), f"{reason}; consider History(tolerance=1e-6) or RandomFeatures()", exact)


class _Run:
    """The size of a run."""

    def __init__(
        self,
        game: KernelGAN,
        num_particles: int,
        num_steps: int,
        save_every: int,
        rates: Rates | None,
        particles: Array | None,
    ) -> None:
        self.game, self.steps, self.rates = game, num_steps, rates
        self.n, self.m, self.d = num_particles, len(game.targets), game.dimension
        clouds = [game.targets] if particles is None else [game.targets, particles]
        self.points = sampled(*clouds)
        frame = 8 * self.n * self.d
        self.recorded = frame * (2 + num_steps // save_every)
        # State before and after a step, its masses, the start, the copy that Python keeps.
        self.basic = self.recorded + 5 * frame + 16 * self.n + 16 * self.m * (1 + self.d)

    def cost(self, kept: Any) -> Cost:
        if isinstance(kept, Mesh):
            seconds, memory = self._mesh(kept)
            state = memory // 3
        elif isinstance(kept, RandomFeatures):
            pairs = kept.num_features * (2.0 * self.n * self.steps + self.m)
            seconds, memory = (
                pairs * (1.2e-9 + 0.13e-9 * self.d),
                8 * kept.num_features * (self.d + 20),
            )
            state = 16 * kept.num_features
        else:
            seconds, memory = self._history(kept)
            state = memory // 2
        return Cost(seconds, int(self.basic + memory), int(self.recorded + state))

    def _history(self, kept: History) -> tuple[float, float]:
        window = float(self.steps)
        shrink = 1.0 if self.rates is None else abs(1 - self.rates.discriminator * self.game.ridge)
        if kept.tolerance > 0.0 and shrink < 1.0:
            window = 1.0 if shrink == 0.0 else 1.0 + math.log(kept.tolerance) / math.log(shrink)
        window = min(window, float(self.steps))
        clouds = window * window / 2 + (self.steps - window) * window  # summed over the steps
        pairs = self.n * (self.n * clouds + float(self.m) * self.steps)
        # Clouds that are forgotten go once they are two thirds of what is kept.
        held = min(float(self.steps), 3.0 * window)
        return pairs * pair_seconds(self.game.kernel, self.d), held * self.n * 8 * (self.d + 2)

    def _mesh(self, kept: Mesh) -> tuple[float, float]:
        seconds = memory = 0.0
        for layout, homes, nodes in meshes(self.game.kernel, self.points, kept.tolerance):
            seconds += self.steps * (self.n * layout.point_seconds + nodes * layout.node_seconds)
            # Particles are kept brick by brick: tasks share few of the tiles they spread onto.
            canvases = 2 * homes + min(32, max(1, self.n // 4096))
            memory += 8.0 * (7 * nodes + layout.tile_nodes * (homes + canvases))
            # Cells without that many particles have no polynomials.
            memory += 8.0 * min(homes * layout.polynomials, 2 * self.n)
        return seconds, memory + 8.0 * self.n * (3 + self.d)


def pair_seconds(kernel: Kernel, dimension: int) -> float:
    """Return what one pair of an exact sum of gradients costs on one thread."""
    terms = len(getattr(kernel, "bandwidths", (0,)))
    return (8.0 * terms + 6.0 + 3.0 * dimension) / 8 / 2 / 2.2e9


def mesh_sum_seconds(kernel: Kernel, points: Array, sources: Array, tolerance: float) -> float:
    """Return what a sum by a mesh costs on one thread."""
    seconds = 0.0
    for layout, _, nodes in meshes(kernel, sampled(points, sources), tolerance):
        seconds += nodes * layout.node_seconds
        seconds += (len(points) + len(sources)) * layout.point_seconds
    return seconds


def sampled(*clouds: Array) -> Array:
    """Return the points of the clouds in one, regular samples of those that are large."""
    return np.vstack([cloud[:: 1 + len(cloud) // MOST_COUNTED] for cloud in clouds])


def meshes(
    kernel: Kernel, points: Array, tolerance: float
) -> Iterator[tuple[_core.MeshLayout, float, float]]:
    """Yield each mesh of a kernel, about how many bricks the points lie in, and nodes in use."""
    for layout in _core.mesh_layout(kernel, points.shape[1], tolerance):
        bricks = count_bricks(points, layout.spacing * layout.brick_side)
        yield layout, bricks, 1.5 * bricks * layout.brick_nodes  # windows reach into the next ones


def count_bricks(points: Array, side: float) -> float:
    """Return how many cubes of this side the points lie in."""
    with np.errstate(over="ignore", invalid="ignore"):
        bricks = np.floor(np.clip(points / side, -(2.0**50), 2.0**50)).astype(np.int64)
    key = np.zeros(len(bricks), np.int64)
    for column in bricks.T:  # a hash: equal bricks, equal keys
        key = (key ^ column) * np.int64(-7046029254386353131)
    return float(len(np.unique(key)))


def available_memory() -> int | None:
    """Return the bytes of memory that a process may still take, or None where nobody says."""
    amounts = []
    try:
        amounts.append(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
        with open("/proc/meminfo") as file:
            lines = dict(line.split(":") for line in file)
        amounts = [int(lines["MemAvailable"].split()[0]) * 1024]
        with (
            open("/sys/fs/cgroup/memory.max") as limit,
            open("/sys/fs/cgroup/memory.current") as now,
        ):
            amounts.append(int(limit.read()) - int(now.read()))
    except (OSError, ValueError, KeyError, AttributeError):
        pass  # the next best is good enough
    return max(0, min(amounts)) if amounts else None


def refuse_what_cannot_fit(what: str, needed: float, kept: Any = None) -> None:
    """Raise MemoryError for what needs more memory than there is.

    Parameters
    ----------
    what : str
        Whose memory it is.
    needed : float
        Bytes.
    kept : discriminator, optional
        The one that takes much of it.

    Raises
    ------
    MemoryError
        The message says how much is needed and what to change.
    """
    free = available_memory()
    if free is None or needed <= free:
        return
    smaller = "" if kept is None else f", or keep the discriminator in less than {kept!r} does"
    raise MemoryError(
        f"the {what} needs about {size(needed)}, but {size(free)} are free: record less often "
        f"(save_every){smaller}"
    )


def refuse_frames(options: Options, numbers: int) -> None:
    """Raise MemoryError for a record of frames of so many numbers that no memory can hold."""
    needed = 8 * numbers * (options.num_steps / options.save_every + 2)
    refuse_what_cannot_fit("record", needed)


def duration(seconds: float) -> str:
    """Return a time in words, to two digits."""
    for unit, length in (("years", 31557600), ("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.{0 if seconds >= 10 * length else 1}f} {unit}"
    return f"{seconds:.2g} s" if seconds >= 0.1 else f"{1e3 * seconds:.2g} ms"


def size(count: float) -> str:
    """Return a number of bytes in words, to three digits."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 999.5:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"
