"""The work measured: a sum of Gaussian kernels and its gradient, at every point.

K_ij = exp(-|x_i - y_j|^2 / (2 s^2)),  f_i = sum_j w_j K_ij,  g_i = sum_j w_j K_ij (y_j - x_i) / s^2
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Problem:
    """Points x (n, d), sources y (n, d), weights w (n,) of either sign, bandwidth s."""

    points: Array
    sources: Array
    weights: Array
    bandwidth: float

    @property
    def dimension(self) -> int:
        return int(self.points.shape[1])

    @property
    def precision(self) -> Literal["float64", "float32"]:
        return "float32" if self.points.dtype == np.float32 else "float64"

    def narrowed(self) -> Self:
        """The same in float32."""
        return replace(
            self,
            **{k: getattr(self, k).astype(np.float32) for k in ("points", "sources", "weights")},
        )

    @property
    def arrays(self) -> tuple[Array, Array, Array]:
        return self.points, self.sources, self.weights


def standard_problem(size: int, dimension: int) -> Problem:
    """The same numbers in every process. Pairs lie about one bandwidth apart: no exp underflows."""
    random = np.random.default_rng([size, dimension])
    return Problem(
        points=random.normal(size=(size, dimension)),
        sources=random.normal(size=(size, dimension)),
        weights=random.normal(size=size),
        bandwidth=dimension**0.5,
    )


def error(result: tuple[Array, Array], reference: tuple[Array, Array]) -> float:
    """Largest error of f and of g, each relative to its largest entry."""
    pairs = zip(result, reference, strict=True)
    return max(float(np.max(np.abs(a - b)) / np.max(np.abs(b))) for a, b in pairs)
