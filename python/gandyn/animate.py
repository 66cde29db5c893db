"""The particles of a run in motion, as a GIF."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from . import _marks as marks
from . import _style as style
from ._checks import as_integer, as_number
from .files import write_atomically
from .kernels import kernel_sum

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.artist import Artist
    from numpy.typing import NDArray

    from ._checks import Array
    from .trajectory import Trajectory

__all__ = ["animate"]

WIDTH = 6.4  # inches
TAIL = 6  # drawn frames that a tail reaches back
MOST_PARTICLES = 4000  # drawn: more are slow, and tell no more
MOST_TAILS = 500


def animate(
    run: Trajectory,
    path: str | os.PathLike[str],
    *,
    fps: float = 15,
    max_frames: int = 120,
    discriminator: bool = False,
    progress: Callable[[int, int], object] | None = None,
    dpi: float = 100,
    axes: Sequence[int] = (0, 1),
    extent: float | None = None,
) -> Path:
    """Write a GIF of the particles moving over the targets, with short fading tails.

    At most 4,000 particles are drawn. For d = 1 they are stacked as by `gandyn.plot.particles`,
    without tails. The last frame stays for a second before the GIF begins again.

    Parameters
    ----------
    run : Trajectory
    path : path-like
        The file, ending in .gif; its folder must exist. It is written whole or not at all.
    fps : float
        Frames per second, from 1 to 50, to the hundredth of a second that the format knows.
    max_frames : int
        At most so many recorded frames, evenly chosen; the last is among them.
    discriminator : bool
        For d >= 2, show behind each frame the best response to its particles, f* = w / ridge
        (w itself for ridge 0), where w(x) = sum_i p_i K(x, x_i) - sum_j q_j K(x, y_j): a run
        keeps its own f of the final state only. Blue is negative, vermilion positive, on one
        scale for all frames; for d > 2 the slice through the weighted mean of the targets.
    progress : callable, optional
        ``progress(done, num_frames)`` is called after each frame.
    dpi : float
        Dots per inch, from 20 to 1000; the figure is 6.4 inches wide.
    axes : two integers
        The coordinates drawn, from 0, when d > 2.
    extent : float, optional
        For d >= 2, show the square of this half side around the middle of the targets' box, and no
        particle beyond. None: all that `gandyn.plot.particles` would show.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    OSError
        The file cannot be written; what stood there before is untouched.
    """
    target = Path(path)
    if target.suffix.lower() != ".gif":
        raise ValueError(f"path must end in .gif, got {target.suffix!r} in {os.fspath(path)!r}")
    if not 1.0 <= as_number("fps", fps) <= 50.0:
        raise ValueError(f"fps must be from 1 to 50, got {fps}")
    if not 20.0 <= as_number("dpi", dpi) <= 1000.0:
        raise ValueError(f"dpi must be from 20 to 1000, got {dpi}")
    picked = style.check_axes(axes, run.game.dimension)
    if extent is not None and not 0.0 < as_number("extent", extent) < np.inf:
        raise ValueError(f"extent must be finite and greater than 0, got {extent}")
    frames = style.evenly(len(run.steps), as_integer("max_frames", max_frames, 1))

    def write(file: BinaryIO) -> None:
        _encode(_Scene(run, frames, picked, dpi, discriminator, extent), file, fps, progress)

    write_atomically(target, write)
    return target


def _encode(
    scene: _Scene, file: BinaryIO, fps: float, progress: Callable[[int, int], object] | None
) -> None:
    from PIL import Image

    count = len(scene.frames)
    # One palette for all frames: colours do not flicker, and the file is smaller.
    some = np.concatenate([scene.pixels(int(k)) for k in style.evenly(count, 6)])
    palette = Image.fromarray(some).quantize(255, Image.Quantize.MAXCOVERAGE)
    table = np.array(palette.getpalette()).reshape(-1, 3)
    table[(table > 242).all(axis=1)] = 255  # the paper is white, not nearly white
    palette.putpalette(table.ravel().tolist())
    images = []
    for k in range(count):
        pixels = Image.fromarray(scene.pixels(k))
        images.append(pixels.quantize(palette=palette, dither=Image.Dither.NONE))
        if progress is not None:
            progress(k + 1, count)
    one = 10 * round(100.0 / fps)  # ms; the format counts in hundredths of a second
    images[0].save(
        file, format="GIF", save_all=True, append_images=images[1:], loop=0,
        duration=[one] * (count - 1) + [max(one, 1000)],
    )  # fmt: skip


def _square(targets: Array, extent: float) -> tuple[Array, Array]:
    """Return the corners of the square around the middle of the targets' box."""
    middle: Array = 0.5 * (targets.min(axis=0) + targets.max(axis=0))
    return middle - extent, middle + extent


class _Scene:
    """A figure whose particles, tails, background and title go to any of the drawn frames."""

    def __init__(
        self,
        run: Trajectory,
        frames: NDArray[np.int64],
        axes: tuple[int, ...],
        dpi: float,
        discriminator: bool,
        extent: float | None,
    ) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        game, num_particles = run.game, run.particles.shape[1]
        self.run, self.frames = run, frames
        cloud = run.particles[style.evenly(len(run.steps), 50)].reshape(-1, game.dimension)
        height = 3.0
        if len(axes) == 2:
            shown = _square(game.targets[:, list(axes)], extent) if extent else None
            height = style.fitting_height(*(shown or style.limits(game, cloud, axes)), True, WIDTH)
        # Not by pyplot, which would keep the figure.
        self.figure = Figure((WIDTH, height), dpi, facecolor="white", layout="constrained")
        self.canvas: Any = FigureCanvasAgg(self.figure)
        self.ax = style.plane(game, cloud, axes, self.figure.add_subplot(), equal=True)
        if extent and len(axes) == 2:
            low, high = _square(game.targets[:, list(axes)], extent)
            self.ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        targets = marks.mark_targets(self.ax, game, axes)
        self.points = run.particles[np.ix_(frames, np.arange(num_particles), np.array(axes))]
        if len(axes) == 1:
            self._stack()
        first = run.particles[frames[0]]
        self.particles = marks.mark_particles(self.ax, run, first, axes, c=[style.PARTICLE])
        self.shown = style.evenly(num_particles, MOST_PARTICLES)
        if len(sizes := self.particles.get_sizes()) == num_particles:
            self.particles.set_sizes(sizes[self.shown])
        self.tailed = style.evenly(num_particles, MOST_TAILS)
        self.tails = self._tails() if len(axes) == 2 else None
        self.images = self._best_responses(axes) if discriminator and len(axes) == 2 else None
        self._draw_what_stays(targets)

    def _draw_what_stays(self, targets: Artist) -> None:
        title = style.note(self.ax, style.when(self.run, int(self.frames[-1])))
        moving: list[Any] = [self.particles, self.tails, title]
        if self.images is not None:  # it lies below the targets and the axes
            moving += [self.image, targets, *self.ax.spines.values()]
        self.moving = sorted(filter(None, moving), key=lambda artist: artist.get_zorder())
        for artist in self.moving:
            artist.set_animated(True)
        self.canvas.draw()
        self.still = self.canvas.copy_from_bbox(self.figure.bbox)

    def pixels(self, k: int) -> NDArray[np.uint8]:
        """Draw the k-th of the frames: (height, width, 3), red, green, blue."""
        self.particles.set_offsets(self.points[k][self.shown])
        if self.tails is not None:
            self.tails.set_segments(list(self._segments(k)))
        if self.images is not None:
            self.image.set_data(self.images[k])
        style.note(self.ax, style.when(self.run, int(self.frames[k])))
        self.canvas.restore_region(self.still)
        for artist in self.moving:
            self.ax.draw_artist(artist)
        return np.array(self.canvas.buffer_rgba())[:, :, :3]

    def _stack(self) -> None:
        low, high = self.ax.get_xlim()
        masses = self.run.particle_weights
        heights = [marks.stack(x[:, 0], masses, low, high) for x in self.points]
        self.points = np.stack([self.points[:, :, 0], np.array(heights)], axis=2)
        top = float(np.max(heights))
        self.ax.set_ylim(-0.08 * top, 1.08 * top)
        style.mass_axis(self.ax)

    def _segments(self, k: int) -> Array:
        """Return a poly-line (3 * tails, 2) for each age of the tails, the oldest first.

        It holds every particle's piece, and a gap after each: few lines draw fast.
        """
        back = np.maximum(np.arange(k - TAIL, k + 1), 0)
        path = self.points[back][:, self.tailed]
        pieces = np.stack([path[:-1], path[1:], np.full_like(path[1:], np.nan)], axis=2)
        return pieces.reshape(TAIL, -1, 2)

    def _tails(self) -> Any:
        from matplotlib.collections import LineCollection
        from matplotlib.colors import to_rgba

        hues = [to_rgba(style.PARTICLE, fade) for fade in np.linspace(0.08, 0.5, TAIL)]
        tails = LineCollection([], colors=hues, linewidths=0.8, zorder=3.0)
        return self.ax.add_collection(tails, autolim=False)

    def _best_responses(self, axes: tuple[int, ...]) -> Array:
        """Return f* on a grid, (frames, rows, columns), and draw its background."""
        game = self.run.game
        x, y = marks.grid(self.ax, 72)
        points = marks.slice_points(game, axes, x, y)
        of_targets = kernel_sum(game.kernel, points, game.targets, game.target_weights)
        masses = self.run.particle_weights
        witnesses = [
            of_targets - kernel_sum(game.kernel, points, cloud, masses)
            for cloud in self.run.particles[self.frames]
        ]
        values = np.array(witnesses).reshape(-1, *x.shape) / (game.ridge or 1.0)
        # The first frames are far above all others; the scale that shows most of them.
        top = float(np.median(np.abs(values).max(axis=(1, 2)))) or 1.0
        self.image = self.ax.imshow(
            values[0], cmap=style.diverging().resampled(25), vmin=-top, vmax=top, zorder=0.5,
            extent=(*self.ax.get_xlim(), *self.ax.get_ylim()),
            origin="lower", interpolation="bilinear",
        )  # fmt: skip
        what = "best response  $f^*$" if game.ridge else "witness  $w$"
        style.colour_bar(self.ax, self.image, what, style.zero_in_the_middle())
        return values
