"""The same steps with f as a Fourier series on a periodic box, by nonuniform FFTs.

    f(y) = sum_k c_k S_k exp(i k.y),  S: the kernel's transform, down to CUTOFF of its maximum
    c <- (1 - eta_d ridge) c + eta_d (targets' - particles'),  ' being a type 1 transform
    y <- y + eta_g grad f(y),  by type 2 transforms of i k c S

Kept as small as correctness allows: the box has just the room that keeps a point's images out of
reach at the start; the gradient being real, one complex transform yields two of its components;
both transforms of a step share one sorting of the points; eta_g, the masses and the scaling to the
library's coordinates are folded into the coefficients; buffers are reused. The `plain` contestants
do none of this but the box: they are the formulas as they read.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import numpy as np

from .gan import Gan
from .problem import Array

CUTOFF = 3e-7  # gives the gradient an error below 1e-6 of its largest entry
PLAIN_EPSILON = 1e-6
TRIAL_STEPS, TRIALS = 2, 3  # to choose among the ways to use a library


class Transforms(Protocol):
    """Transforms between points and the modes k = -n/2..n/2; coordinates have the period 2 pi."""

    def place(self, points: Array) -> None:
        """Use these points (n, d)."""

    def modes(self, weights: Any) -> Any:
        """Return sum_j weights[j] exp(-i k.y_j) for every k."""

    def values(self, modes: Any) -> Any:
        """Return sum_k modes[a, k] exp(i k.y_j), of shape (len(modes), n)."""


class Ducc0:
    """`way`: two separate calls, or a plan for both that is optimised for one type."""

    WAYS = ("calls", "plan type 1", "plan type 2")
    EPSILON = 2e-6

    def __init__(self, way: str, shape: tuple[int, ...], threads: int, single: bool) -> None:
        import ducc0

        self._library, self._way, self._shape = ducc0.nufft, way, shape
        self._real, self._complex = _types(single)
        self._options = {"epsilon": self.EPSILON, "nthreads": threads}
        self._values = np.empty(0, self._complex)

    def place(self, points: Array) -> None:
        self._points = points.astype(self._real, copy=False)
        if self._way != "calls":
            self._plan = self._library.plan(
                nu2u=self._way == "plan type 1",
                coord=self._points,
                grid_shape=self._shape,
                **self._options,
            )

    def modes(self, weights: Any) -> Any:
        out = np.empty(self._shape, self._complex)
        weights = weights.astype(self._complex, copy=False)
        given = {"points": weights, "out": out, "forward": True}
        if self._way == "calls":
            return self._library.nu2u(coord=self._points, **given, **self._options)
        return self._plan.nu2u(**given)

    def values(self, modes: Any) -> Any:
        if self._values.shape != (len(modes), len(self._points)):
            self._values = np.empty((len(modes), len(self._points)), self._complex)
        modes = modes.astype(self._complex, copy=False)
        given = {"grid": modes, "out": self._values, "forward": False}
        if self._way == "calls":
            return self._library.u2nu(coord=self._points, **given, **self._options)
        return self._plan.u2nu(**given)


class Finufft:
    """`way`: a plan a type, or type 2 as the adjoint of type 1, and the oversampling."""

    WAYS = tuple((plans, factor) for plans in ("adjoint", "two plans") for factor in (1.25, 2.0))

    def __init__(
        self, way: tuple[str, float], shape: tuple[int, ...], threads: int, single: bool
    ) -> None:
        import finufft

        plans, factor = way
        real, kind = _types(single)
        options = {
            "eps": {1.25: 1e-5, 2.0: 3e-6}[factor],
            "dtype": np.dtype(kind).name,
            "upsampfac": factor,
            "nthreads": threads,
            "showwarn": 0,
        }
        transforms = (len(shape) + 1) // 2
        self._type_1 = finufft.Plan(1, shape, 1, isign=-1, **options)
        self._type_2 = None
        if plans == "two plans":
            self._type_2 = finufft.Plan(2, shape, transforms, isign=1, **options)
        self._real, self._complex = real, kind
        self._columns = np.empty((len(shape), 0), real)
        self._values = np.empty((transforms, 0), kind)

    def place(self, points: Array) -> None:
        if len(points) != self._columns.shape[1]:
            self._columns = np.empty(points.shape[::-1], self._real)
            self._values = np.empty((len(self._values), len(points)), self._complex)
        self._columns[:] = points.T
        self._type_1.setpts(*self._columns)
        if self._type_2:
            self._type_2.setpts(*self._columns)

    def modes(self, weights: Any) -> Any:
        return self._type_1.execute(weights.astype(self._complex, copy=False))

    def values(self, modes: Any) -> Any:
        modes = modes.astype(self._complex, copy=False)
        if self._type_2:
            one = 0 if len(modes) == 1 else slice(None)  # a single one has no leading axis
            self._type_2.execute(modes[one], self._values[one])
        else:
            for each, out in zip(modes, self._values, strict=True):
                self._type_1.execute_adjoint(each, out)
        return self._values


def _types(single: bool) -> tuple[type, type]:
    return (np.float32, np.complex64) if single else (np.float64, np.complex128)


class Series:
    """The box and the modes of one problem."""

    def __init__(self, gan: Gan) -> None:
        s, d = gan.bandwidth, gan.dimension
        points = np.concatenate([gan.targets, gan.particles])
        low, high = points.min(0), points.max(0)
        reach = np.sqrt(2 * np.log(1 / CUTOFF))  # of the kernel in s, of its transform in 1/s
        box = high - low + reach * s
        scale = 2 * np.pi / box
        half = np.floor(reach / s / scale).astype(int)
        k = [np.arange(-n, n + 1) * unit for n, unit in zip(half, scale, strict=True)]
        grids = np.meshgrid(*k, indexing="ij")
        spectrum = np.exp(-(s**2) / 2 * sum(g**2 for g in grids))
        spectrum *= np.prod((2 * np.pi) ** 0.5 * s / box)
        ways = [gan.rate * unit * 1j * g * spectrum for g, unit in zip(grids, scale, strict=True)]
        ways.append(np.zeros_like(ways[0]))
        # The values of a + ib, a and b having real ones, are a's as real and b's as imaginary part.
        self._ways = np.stack([ways[a] + 1j * ways[a + 1] for a in range(0, d, 2)])
        self.grids, self.spectrum = grids, spectrum
        self._gan, self.scale, self.shape = gan, scale, spectrum.shape
        centre = (low + high) / 2
        self.targets = (gan.targets - centre) * scale
        self.start = (gan.particles - centre) * scale

    def player(self, transforms: Transforms) -> Callable[[int], Array]:
        """Return a function that makes so many steps from the start and returns the particles."""
        gan, n = self._gan, len(self.start)
        decay, ascent = 1 - gan.ascent * gan.ridge, gan.ascent
        transforms.place(self.targets)
        targets = ascent * transforms.modes(gan.masses.astype(complex))
        masses = np.full(n, ascent / n, complex)

        def play(steps: int) -> Array:
            y, c = self.start.copy(), np.zeros_like(targets)
            for _ in range(steps):
                transforms.place(y)
                c = decay * c + targets - transforms.modes(masses)
                moves = transforms.values(self._ways * c)
                pairs = moves.view(moves.real.dtype).reshape(len(moves), n, 2)
                for a, pair in zip(range(0, y.shape[1], 2), pairs, strict=True):
                    part = y[:, a : a + 2]
                    part += pair[:, : part.shape[1]]
            return y

        return play

    def check(self, play: Callable[[int], Array]) -> tuple[Array]:
        frames = (self.start, play(self._gan.check_steps))
        return self._gan.mean_gradient([frame / self.scale for frame in frames])


def steps(backend: Callable[..., Any], gan: Gan, threads: int, single: bool = False) -> Any:
    """A contestant: the library used in whichever way is fastest for this problem."""
    series = Series(gan)
    players = {
        way: series.player(backend(way, series.shape, threads, single)) for way in backend.WAYS
    }
    seconds = dict.fromkeys(players, np.inf)
    for _ in range(TRIALS):
        for way, play in players.items():
            start = time.perf_counter()
            play(TRIAL_STEPS)
            seconds[way] = min(seconds[way], time.perf_counter() - start)
    best = min(seconds, key=seconds.__getitem__)
    print(f"{backend.__name__}: {series.shape} modes, {best} is best", file=sys.stderr, flush=True)
    play = players[best]

    def run() -> Any:
        play(gan.steps)
        return lambda: series.check(play)

    return run


def plain_ducc0(gan: Gan, threads: int) -> Any:
    """The formulas as they read, one library call a transform."""
    import ducc0

    def transform(points: Array, weights: Array, shape: tuple[int, ...]) -> Any:
        out = np.empty(shape, complex)
        given = {"coord": points, "epsilon": PLAIN_EPSILON, "nthreads": threads}
        return ducc0.nufft.nu2u(points=weights + 0j, out=out, forward=True, **given)

    def evaluate(points: Array, modes: Any) -> Array:
        given = {"coord": points, "epsilon": PLAIN_EPSILON, "nthreads": threads}
        return ducc0.nufft.u2nu(grid=modes, forward=False, **given).real

    return _plain(gan, transform, evaluate)


def plain_finufft(gan: Gan, threads: int) -> Any:
    """Likewise."""
    import finufft

    d, given = gan.dimension, {"eps": PLAIN_EPSILON, "nthreads": threads}
    type_1, type_2 = getattr(finufft, f"nufft{d}d1"), getattr(finufft, f"nufft{d}d2")

    def transform(points: Array, weights: Array, shape: tuple[int, ...]) -> Any:
        columns = np.ascontiguousarray(points.T)
        return type_1(*columns, weights + 0j, n_modes=shape, isign=-1, **given)

    def evaluate(points: Array, modes: Any) -> Array:
        return type_2(*np.ascontiguousarray(points.T), modes, isign=1, **given).real

    return _plain(gan, transform, evaluate)


def _plain(gan: Gan, transform: Callable[..., Any], evaluate: Callable[..., Array]) -> Any:
    series = Series(gan)

    def play(steps: int) -> Array:
        y, n = series.start.copy(), len(series.start)
        targets = transform(series.targets, gan.masses, series.shape)
        c = np.zeros_like(targets)
        for _ in range(steps):
            particles = transform(y, np.full(n, 1 / n), series.shape)
            c = (1 - gan.ascent * gan.ridge) * c + gan.ascent * (targets - particles)
            gradient = [evaluate(y, 1j * k * series.spectrum * c) for k in series.grids]
            y += gan.rate * series.scale * np.stack(gradient, 1)
        return y

    def run() -> Any:
        play(gan.steps)
        return lambda: series.check(play)

    return run


PEERS: dict[str, Callable[[Gan, int], Any]] = {
    "ducc0": partial(steps, Ducc0),
    "finufft": partial(steps, Finufft),
    "ducc0 plain": plain_ducc0,
    "finufft plain": plain_finufft,
    "ducc0 float32": partial(steps, Ducc0, single=True),
    "finufft float32": partial(steps, Finufft, single=True),
}
