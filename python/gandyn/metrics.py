"""How far the particles are from the targets."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from . import _core
from ._checks import as_integer, as_masses, as_number, as_points
from ._kernel import Kernel, as_kernel
from .sums import Route, route
from .threads import resolve

__all__ = ["Distance", "coverage", "mmd", "wasserstein2"]

LARGEST_EXACT = 2000
"""The exact assignment costs O(n^3): some seconds at this n."""


class Distance(float):
    """A distance, as a float that says how it was computed.

    Parameters
    ----------
    value : float
        The distance.
    method : str
        "exact" or "sliced".
    """

    method: str

    def __new__(cls, value: float, method: str) -> Distance:
        """Make a float that carries `method`."""
        distance = super().__new__(cls, value)
        distance.method = method
        return distance

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]
        return float(self), self.method


MESH_TOLERANCE = 4e-12


def mmd(
    kernel: Kernel,
    x: ArrayLike,
    y: ArrayLike,
    x_weights: ArrayLike | None = None,
    y_weights: ArrayLike | None = None,
    squared: bool = False,
    num_threads: int | None = None,
    *,
    method: Route = "auto",
) -> float:
    """Maximum mean discrepancy of two weighted clouds.

    MMD^2 = p'K_xx p - 2 p'K_xy q + q'K_yy q (the biased estimator, which is the exact distance of
    the two weighted clouds), never below 0.

    Parameters
    ----------
    kernel : Kernel
        One of `gandyn.kernels.KERNELS`.
    x, y : array_like, shape (m, d) and (n, d)
        The clouds.
    x_weights, y_weights : array_like, shape (m,) and (n,), optional
        Masses p and q, used as they are; None: uniform, summing to 1.
    squared : bool, default False
        Return the square.
    num_threads : int, optional
        See `gandyn.threads.resolve`.
    method : {"auto", "direct", "mesh"}, optional
        As in `gandyn.kernel_sum`; by a mesh the square errs by at most
        4e-12 * (sum |p| + sum |q|)^2 * K(0).

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    x = as_points("x", x)
    y = as_points("y", y, x.shape[1])
    p = as_masses("x_weights", x_weights, len(x))
    q = as_masses("y_weights", y_weights, len(y))
    both, masses = np.vstack([x, y]), np.concatenate([p, -q])
    arguments = (as_kernel(kernel), both, both, masses, resolve(num_threads)[0])
    if route(arguments, method, MESH_TOLERANCE) == "mesh":
        square = max(0.0, float(masses @ _core.mesh_sum(*arguments, MESH_TOLERANCE)[:, 0]))
    else:
        square = _core.squared_mmd(arguments[0], x, p, y, q, arguments[-1])
    return square if squared else float(np.sqrt(square))


def wasserstein2(
    x: ArrayLike,
    y: ArrayLike,
    x_weights: ArrayLike | None = None,
    y_weights: ArrayLike | None = None,
    squared: bool = False,
    method: Literal["auto", "exact", "sliced"] = "auto",
    num_projections: int = 256,
    seed: int = 0,
    num_threads: int | None = None,
) -> Distance:
    """2-Wasserstein distance of two clouds: exact where that is affordable, else sliced.

    Exact: on the line always; in more dimensions for uniform masses and n = m, by an optimal
    assignment, O(n^3). Sliced: the root mean square, over random directions, of the distance of the
    projections; it is at most the true distance divided by sqrt(d), with equality for a
    translation, so never compare the two with each other.

    Parameters
    ----------
    x, y : array_like, shape (m, d) and (n, d)
        The clouds.
    x_weights, y_weights : array_like, shape (m,) and (n,), optional
        Masses, taken relative to their sum; None: uniform.
    squared : bool, default False
        Return the square: the transport cost.
    method : {"auto", "exact", "sliced"}, default "auto"
        "auto" is exact on the line and for n = m <= 2000 with uniform masses, sliced otherwise.
    num_projections : int, default 256
        Directions of the sliced distance; its relative error falls like their root.
    seed : int, default 0
        Seed of the directions.
    num_threads : int, optional
        See `gandyn.threads.resolve`.

    Returns
    -------
    Distance
        A float whose attribute ``method`` says "exact" or "sliced".

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted, or ``method="exact"`` is asked for where it is not
        available.
    """
    x = as_points("x", x)
    y = as_points("y", y, x.shape[1])
    p = as_masses("x_weights", x_weights, len(x))
    q = as_masses("y_weights", y_weights, len(y))
    if method not in ("auto", "exact", "sliced"):
        raise ValueError(f"method must be 'auto', 'exact' or 'sliced', got {method!r}")
    num_projections = as_integer("num_projections", num_projections, 1)
    seed = as_integer("seed", seed, 0, 2**64 - 1)
    threads = resolve(num_threads)[0]

    line = x.shape[1] == 1
    uniform = len(x) == len(y) and bool((p == p[0]).all() and (q == q[0]).all())
    if method == "exact" and not (line or uniform):
        raise ValueError("method must be 'sliced' unless d = 1, or n = m with uniform masses")
    if line and method != "sliced":
        square = _core.squared_wasserstein2_line(x[:, 0], p, y[:, 0], q)
    elif uniform and (method == "exact" or (method == "auto" and len(x) <= LARGEST_EXACT)):
        square = _core.squared_wasserstein2_exact(x, y, threads)
    else:
        method = "sliced"
        square = _core.squared_wasserstein2_sliced(x, p, y, q, num_projections, seed, threads)
    label = "sliced" if method == "sliced" else "exact"
    return Distance(square if squared else np.sqrt(square), label)


def coverage(
    targets: ArrayLike,
    particles: ArrayLike,
    radius: float,
    target_weights: ArrayLike | None = None,
    num_threads: int | None = None,
) -> float:
    """Share of the targets' mass that has a particle within `radius`; 1 when no mode is missed.

    Parameters
    ----------
    targets : array_like, shape (m, d)
        True points.
    particles : array_like, shape (n, d)
        Generated points.
    radius : float
        Reach of a particle, >= 0, in the units of the points.
    target_weights : array_like, shape (m,), optional
        Masses, taken relative to their sum; None: uniform.
    num_threads : int, optional
        See `gandyn.threads.resolve`.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    targets = as_points("targets", targets)
    particles = as_points("particles", particles, targets.shape[1])
    weights = as_masses("target_weights", target_weights, len(targets))
    radius = as_number("radius", radius)
    if not radius >= 0:
        raise ValueError(f"radius must be >= 0, got {radius}")
    share: float = _core.coverage(targets, weights, particles, radius, resolve(num_threads)[0])
    return share
