"""The sum as two matrix products and an exp, which is what array libraries do best.

-|x - y|^2 / 2 = x.y - |x|^2 / 2 - |y|^2 / 2 is itself a product. It loses digits where points lie
many bandwidths from the origin; those of the standard problem do not.

`xp` is the library (numpy, torch, jax.numpy); x and y are divided by the bandwidth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Tile = Callable[[Any, Any, Any], Any]

ROWS, COLUMNS = 256, 512  # a tile of the kernel matrix that stays in a core's cache: 1 MB


def expanded(xp: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return a (n, d + 2) and b (d + 2, n) with K = exp(a b)."""
    x_half, y_half = (-(z * z).sum(1)[:, None] / 2 for z in (x, y))
    a = xp.hstack([x, x_half, xp.ones_like(x_half)])
    b = xp.hstack([y, xp.ones_like(y_half), y_half])
    return a, b.T


def moments(xp: Any, y: Any, w: Any) -> Any:
    """Return r (n, 1 + d) with K r = [sum_j w_j K_ij, sum_j w_j K_ij y_j]."""
    return xp.hstack([w[:, None], w[:, None] * y])


def value_and_gradient(total: Any, x: Any, bandwidth: float) -> tuple[Any, Any]:
    """Return f and g from K r."""
    f = total[:, 0]
    return f, (total[:, 1:] - f[:, None] * x) / bandwidth


def tiled(
    xp: Any,
    arrays: Iterable[Any],
    bandwidth: float,
    tile: Tile,
    each: Callable[[Callable[[int], None], Iterable[int]], Iterable[None]],
) -> Callable[[], tuple[Any, Any]]:
    """Sum up tile(a, b, r) = exp(a b) r; `each` is map, or that of a pool of threads."""
    points, sources, weights = arrays

    def run() -> tuple[Any, Any]:
        x, y = points / bandwidth, sources / bandwidth
        (a, b), r = expanded(xp, x, y), moments(xp, y, weights)
        total = xp.zeros_like(a[:, 1:])

        def row_of_tiles(i: int) -> None:
            for j in range(0, len(y), COLUMNS):
                columns = slice(j, j + COLUMNS)
                total[i : i + ROWS] += tile(a[i : i + ROWS], b[:, columns], r[columns])

        list(each(row_of_tiles, range(0, len(x), ROWS)))
        return value_and_gradient(total, x, bandwidth)

    return run
