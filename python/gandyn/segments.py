"""Frames of a long run: numbered files that never change, read when they are looked at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ._checks import Array
from .errors import DataError
from .files import (
    is_as_named,
    make_folder,
    read_arrays,
    remove_numbered,
    write_arrays,
    write_digested,
)

__all__ = ["SEGMENTS", "SEGMENT_BYTES", "Frames", "Segment", "forget_segments", "write_segment"]

SEGMENTS = "segments"
"""The folder of them, in that of a run."""

SEGMENT_BYTES = 64 * 2**20
"""Frames that are held in memory before they are written."""

FRAMES = "frames"
"""The array in each."""


@dataclass(frozen=True)
class Segment:
    """One file of frames.

    Attributes
    ----------
    name : str
        The file.
    count : int
        How many frames are in it.
    """

    name: str
    count: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values; ``Segment(**values)`` is it again."""
        return asdict(self)


def write_segment(folder: Path, number: int, frames: Array) -> Segment:
    """Write frames (T, ...) as the segment of this number of the run in `folder`.

    Raises
    ------
    OSError
        The file could not be written.
    """
    place = folder / SEGMENTS
    make_folder(place)
    path = write_digested(place, f"{number:06d}", lambda file: write_arrays(file, {FRAMES: frames}))
    return Segment(path.name, len(frames))


def forget_segments(folder: Path, but: Sequence[Segment] = ()) -> None:
    """Remove the frames of the run in `folder`, but for some."""
    remove_numbered(folder / SEGMENTS, {segment.name for segment in but})


class Frames(np.lib.mixins.NDArrayOperatorsMixin):
    """Frames (T, ...) that lie in segments: an array to read, a part at a time as it is looked at.

    Indexing, iteration, ``len``, ``shape`` and ``numpy.asarray`` work as for an array; the first
    index decides which files are read.

    Parameters
    ----------
    folder : Path
        The run's.
    segments : sequence of Segment
        In order.
    tail : ndarray, shape (t, ...)
        The frames after those, in memory.
    """

    dtype = np.dtype(np.float64)

    def __init__(self, folder: Path, segments: Sequence[Segment], tail: Array) -> None:
        self._folder, self.segments, self.tail = folder, tuple(segments), tail
        counts = [segment.count for segment in segments]
        self._ends: NDArray[np.int64] = np.cumsum([0, *counts, len(tail)], dtype=np.int64)
        self.shape: tuple[int, ...] = (int(self._ends[-1]), *tail.shape[1:])
        self._kept = (len(counts), tail)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes of all frames, read or not."""
        return 8 * self.size

    @property
    def size(self) -> int:
        """Count of numbers."""
        return math.prod(self.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Array]:
        return (self[k] for k in range(len(self)))

    def __getitem__(self, key: Any) -> Array:
        first, *others = key if isinstance(key, tuple) else (key,)
        if first is None or first is Ellipsis or np.ndim(first) > 1:
            every: Array = self._everything()[key]
            return every
        # NumPy chooses among the frames' numbers, and then, of the frames read, as it would of all.
        frames = np.arange(len(self))[first]
        if isinstance(first, slice):
            part: Array = self._read(frames)[(slice(None), *others)]
            return part
        read, places = np.unique(frames, return_inverse=True)
        part = self._read(read)[(np.reshape(places, np.shape(frames))[()], *others)]
        return part

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("frames in files cannot be an array without a copy")
        return self._everything().astype(self.dtype if dtype is None else dtype, copy=False)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        arrays = (np.asarray(one) if isinstance(one, Frames) else one for one in inputs)
        return getattr(ufunc, method)(*arrays, **kwargs)

    def __getattr__(self, name: str) -> Any:
        """Do whatever else an array does by reading all of it."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(np.asarray(self), name)

    def __repr__(self) -> str:
        return f"Frames(shape={self.shape}, {len(self.segments)} segments)"

    def _everything(self) -> Array:
        return self._read(np.arange(len(self)))

    def _read(self, frames: NDArray[np.int64]) -> Array:
        out = np.empty((len(frames), *self.shape[1:]))
        of = np.searchsorted(self._ends, frames, side="right") - 1
        for number in np.unique(of):
            mine = of == number
            out[mine] = self._segment(int(number))[frames[mine] - self._ends[number]]
        return out

    def _segment(self, number: int) -> Array:
        if number == len(self.segments):
            return self.tail
        # The last one read is kept: frames are mostly looked at in order.
        if self._kept[0] != number:
            self._kept = (number, _read(self._folder, self.segments[number], self.shape[1:]))
        return self._kept[1]


def _read(folder: Path, segment: Segment, shape: tuple[int, ...]) -> Array:
    """Return the frames of a segment, checked to the last bit."""
    path = folder / SEGMENTS / segment.name
    if not is_as_named(path):
        raise DataError(f"{path}: damaged: its content is not what its name says")
    frames: Array = read_arrays(path)[FRAMES]
    if frames.shape != (segment.count, *shape):
        raise DataError(f"{path}: must hold {segment.count} frames of shape {shape}")
    return frames


def plain(segments: Sequence[Segment]) -> list[dict[str, Any]]:
    """Return segments as values for a file."""
    return [segment.to_dict() for segment in segments]


def restored(values: Sequence[Mapping[str, Any]]) -> list[Segment]:
    """Return what `plain` was given."""
    return [Segment(str(value["name"]), int(value["count"])) for value in values]
