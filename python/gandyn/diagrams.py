"""Where in a plane of two hyperparameters a local model converges, oscillates or diverges."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._checks import Array, as_floats
from .files import write_atomically
from .phases import Phase, Stability

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["DiagramModel", "PhaseDiagram", "as_grid", "phase_diagram"]


class DiagramModel(Protocol):
    """What `phase_diagram` needs: names of what can vary, and a grid over two of them.

    It may have three things more. ``values``: what these are now, by name, which the picture marks.
    ``labels``: how the picture names them. ``boundaries``: a function of (x_name, x, y_name, y)
    that returns functions over the grid (ny, nx) by name ("window", "stable", "equal"), whose zeros
    are boundaries in closed form; or None.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """What can vary."""

    def grid(
        self, x_name: str, x: Array, y_name: str, y: Array, num_threads: int | None = None
    ) -> dict[str, Any]:
        """Return arrays (ny, nx): spectral_radius, phase (uint8, see `Phase`) and period.

        Of one target also rho_a (ny, nx), rho_b (ny, nx) or (ny, nx, N - 1), rho_c (ny, nx, 2).
        """


def as_grid(found: Stability) -> dict[str, Any]:
    """Return what a model's `grid` returns, out of what its spectra say."""
    return {
        "spectral_radius": found.spectral_radius,
        "phase": found.phase,
        "period": found.period,
    }


def _class_of(phase: int) -> int:
    """Return the index into `PhaseDiagram.CLASSES` of flags, 255 for unknown."""
    flags = Phase(phase)
    if flags & Phase.unknown:
        return 255
    if flags & Phase.flips:
        return 5
    if flags & Phase.converges:
        return 1 if flags & Phase.oscillates else 0
    if flags & Phase.diverges:
        return 3 if flags & Phase.oscillates else 4
    return 2


CLASS_OF = np.array([_class_of(phase) for phase in range(32)], dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class PhaseDiagram:
    """Stability of a local model over two of its numbers; `phase_diagram` makes one.

    Attributes
    ----------
    CLASSES : tuple of str
        The six kinds of behaviour.
    model : DiagramModel
        What was varied.
    x_name, y_name : str
        Which numbers.
    x, y : ndarray, shape (nx,) and (ny,)
        Their values.
    spectral_radius : ndarray, shape (ny, nx)
        Of a step; of a flow exp(abscissa).
    phase : ndarray of uint8, shape (ny, nx)
        Values of `Phase`.
    period : ndarray, shape (ny, nx)
        Steps (units of time) of the oscillation that fades last; inf without.
    rho_a, rho_b, rho_c : ndarray or None
        Of one target the modes, see `IsolatedPoint`: (ny, nx), (ny, nx) or for unequal masses (ny,
        nx, N - 1), and (ny, nx, 2).
    """

    CLASSES: ClassVar[tuple[str, ...]] = (
        "converges",
        "oscillates and converges",
        "neutral",
        "oscillates and diverges",
        "diverges",
        "flips",
    )

    model: Any = field(repr=False)
    x_name: str
    x: Array = field(repr=False)
    y_name: str
    y: Array = field(repr=False)
    spectral_radius: Array = field(repr=False)
    phase: NDArray[np.uint8] = field(repr=False)
    period: Array = field(repr=False)
    rho_a: Array | None = field(default=None, repr=False)
    rho_b: NDArray[Any] | None = field(default=None, repr=False)
    rho_c: NDArray[np.complex128] | None = field(default=None, repr=False)

    @cached_property
    def classes(self) -> NDArray[np.uint8]:
        """Index into `CLASSES` of every pair of values, (ny, nx); 255 where a number is nan.

        "flips" wherever a multiplier of largest modulus is real and negative, growing or not.
        """
        return CLASS_OF[self.phase]

    @cached_property
    def best(self) -> tuple[float, float, float]:
        """(x, y, spectral radius) where that is smallest; of equals the smallest y, then x."""
        radius = np.where(np.isnan(self.spectral_radius), np.inf, self.spectral_radius)
        row, column = np.unravel_index(int(np.argmin(radius)), radius.shape)
        return float(self.x[column]), float(self.y[row]), float(radius[row, column])

    def plot(self, ax: Axes | None = None, **kw: Any) -> Axes:
        """Draw spectral radius, classes, boundaries and the optimum.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; default: a new figure.
        **kw
            ``colorbar=False``, ``legend=False``, ``limits=(low, high)`` of the colours (the radius;
            beyond 1 mirrored); the rest for :meth:`matplotlib.axes.Axes.pcolormesh`.
        """
        from ._plot_phase_diagram import phase_diagram as draw

        return draw(self, ax, **kw)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write all arrays and names as ``.npz``.

        Parameters
        ----------
        path : path-like
            The file; an existing one is replaced.
        """
        arrays = {
            name: getattr(self, name)
            for name in ("x", "y", "spectral_radius", "phase", "period", "classes")
        }
        modes = {name: getattr(self, name) for name in ("rho_a", "rho_b", "rho_c")}
        arrays |= {name: array for name, array in modes.items() if array is not None}
        arrays |= {"x_name": np.array(self.x_name), "y_name": np.array(self.y_name)}
        arrays |= {"class_names": np.array(self.CLASSES)}
        write_atomically(path, lambda file: np.savez(file, **arrays))


def phase_diagram(
    model: DiagramModel,
    x: tuple[str, ArrayLike],
    y: tuple[str, ArrayLike],
    *,
    num_threads: int | None = None,
) -> PhaseDiagram:
    """Return the stability of a local model over two of its numbers.

    Parameters
    ----------
    model : DiagramModel
        Such as an `IsolatedPoint`. Of one: "bandwidth" and other numbers of its kernel, "ridge",
        "generator", "discriminator", "rates" (both rates at once), "target_weight", "mass" (of all
        particles, shared as now), "gamma" (of its method).
    x, y : (str, array_like)
        Name and increasing values, such as ``("ridge", np.geomspace(0.01, 10, 400))``.
    num_threads : int, optional
        See `gandyn.threads.resolve`; results do not depend on it.

    Returns
    -------
    PhaseDiagram

    Raises
    ------
    TypeError, ValueError
        An argument is not what is wanted; the message names it.
    """
    if not hasattr(model, "grid") or not hasattr(model, "names"):
        raise TypeError(f"model must be a local model, such as an IsolatedPoint, got {model!r}")
    names = tuple(model.names)
    x_name, x_values = _axis("x", x, names)
    y_name, y_values = _axis("y", y, names)
    both = {x_name, y_name}
    if x_name == y_name or ("rates" in both and both & {"generator", "discriminator"}):
        raise ValueError(f"x and y must be of two different numbers, got {x_name} and {y_name}")
    found = model.grid(x_name, x_values, y_name, y_values, num_threads)
    wanted = ("spectral_radius", "phase", "period", "rho_a", "rho_b", "rho_c")
    arrays = {name: found[name] for name in wanted if name in found}
    return PhaseDiagram(model, x_name, x_values, y_name, y_values, **arrays)


def _axis(which: str, axis: Any, names: Sequence[str]) -> tuple[str, Array]:
    """Return the name and the values of one side of a diagram."""
    if not isinstance(axis, tuple | list) or len(axis) != 2 or not isinstance(axis[0], str):
        raise TypeError(
            f'{which} must be (name, values), such as ("ridge", [0.1, 1]), got {axis!r}'
        )
    name = axis[0]
    if name not in names:
        raise ValueError(f"{which} must name one of {', '.join(names)}, got {name!r}")
    values = as_floats(f"values of {name}", axis[1], 1, "(n,)")
    if not len(values) or (np.diff(values) <= 0.0).any():
        raise ValueError(f"values of {name} must be at least one, and increase")
    may_vanish = name in ("ridge", "target_weight", "gamma")
    if values[0] < 0.0 or (values[0] == 0.0 and not may_vanish):
        raise ValueError(
            f"values of {name} must be {'>= 0' if may_vanish else 'positive'}, got {values[0]}"
        )
    return name, values
