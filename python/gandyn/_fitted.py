"""Rates and periods that recorded displacements show."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ._checks import Array

FLOOR = 1e-11
"""Distances below this share of the largest before are what rounding left of them."""
NEAR = 0.03
"""Distances below this share of the kernel's length are the linear regime."""
SEEN = 1e-3
"""What is a smaller share of the displacements may be made by others, not by a mode of its own."""


def fitted(
    frames: Array, steps: NDArray[np.int64], length: float, rounding: float
) -> tuple[float, float]:
    """Return the factor a step and the period that displacements (T, N, d) show while small."""
    sizes = np.abs(frames).max(axis=(1, 2))
    floor = np.maximum(FLOOR * np.maximum.accumulate(sizes), max(rounding, 1e-290))
    clear = (sizes < NEAR * length) & (sizes > floor)
    mean = frames.mean(axis=1)
    relative = (frames - mean[:, None]).reshape(len(frames), -1)
    factors, period = [math.nan], math.nan
    for part, order in ((mean, 2), (relative, 1)):
        own = clear & (np.abs(part).max(axis=1) > SEEN * sizes)
        stretch = _longest(own, steps)
        if stretch.stop - stretch.start < 6:
            continue
        stride = float(np.diff(steps[stretch])[0])
        lead = _multipliers(part[stretch], order)[0]
        factors.append(float(abs(lead)) ** (1 / stride))
        if order == 2:
            turns = abs(lead.imag) > 1e-9 * abs(lead)
            period = 2 * math.pi / abs(np.angle(lead)) * stride if turns else math.inf
    return float(np.fmax.reduce(factors)), period


def _longest(clear: NDArray[np.bool_], steps: NDArray[np.int64]) -> slice:
    """Return the longest stretch of frames that are clear and evenly spaced."""
    best, start = slice(0, 0), 0
    for k in range(len(clear)):
        uneven = k - start >= 2 and steps[k] - steps[k - 1] != steps[k - 1] - steps[k - 2]
        if not clear[k] or uneven:
            start = k if clear[k] else k + 1
        if k + 1 - start > best.stop - best.start:
            best = slice(start, k + 1)
    return best


def _multipliers(rows: Array, order: int) -> NDArray[np.complex128]:
    """Return the multipliers of the recursion of this order that rows (T, k) follow, largest first.

    Prony's method; every equation is divided by its size, so that late rows count as early ones.
    Where fewer modes than `order` are left, the rest of the roots is small.
    """
    windows = np.stack([rows[i : len(rows) - order + i] for i in range(order + 1)])
    size = np.abs(windows).max(axis=(0, 2))
    windows = windows[:, size > 0.0] / size[size > 0.0][:, None]
    known = windows[:-1].reshape(order, -1).T
    coefficients = np.linalg.lstsq(known, windows[-1].ravel(), rcond=1e-5)[0]
    roots = np.roots(np.concatenate([[1.0], -coefficients[::-1]]))
    if len(roots) < order:  # np.roots drops zeros at the end
        roots = np.concatenate([roots, np.zeros(order - len(roots))])
    return np.asarray(roots[np.argsort(-np.abs(roots))], dtype=np.complex128)


def late_factor(displacements: Array, steps: NDArray[np.int64]) -> float:
    """Return the factor a step over the later half of the clear displacements (T, k)."""
    distances = np.linalg.norm(displacements, axis=1)
    floor = np.maximum(FLOOR * np.maximum.accumulate(distances), 1e-290)
    stretch = _longest(np.isfinite(distances) & (distances > floor), steps)
    late = slice((stretch.start + stretch.stop) // 2, stretch.stop)
    if late.stop - late.start < 4:
        return math.nan
    stride = float(np.diff(steps[late])[0])
    lead = float(abs(_multipliers(displacements[late], 2)[0]))
    factor: float = lead ** (1 / stride)
    return factor
