"""One target's local model over two of its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._checks import Array
from .threads import resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from .isolated import IsolatedPoint

ALWAYS = ("ridge", "generator", "discriminator", "rates", "target_weight", "mass")


def names(point: IsolatedPoint) -> tuple[str, ...]:
    """Return what can vary: numbers of the model, of its kernel and of its method."""
    return (*_kernel_numbers(point), *ALWAYS, *(() if point.method is None else ("gamma",)))


def values(point: IsolatedPoint) -> dict[str, float]:
    """Return what they are now; both rates at once only where they are equal."""
    kernel = {name: float(getattr(point.kernel, name)) for name in _kernel_numbers(point)}
    found = kernel | {name: number for name, number in point.numbers.items() if name != "kernel"}
    if found["generator"] == found["discriminator"]:
        found["rates"] = found["generator"]
    return {name: found[name] for name in names(point) if name in found}


def spreads(point: IsolatedPoint, x_name: str, x: Array, y_name: str, y: Array) -> list[Array]:
    """Return every number the core wants, in its order, over the grid (ny, nx)."""
    shape = (len(y), len(x))
    columns: dict[str, Array] = {
        name: np.broadcast_to(number, shape) for name, number in point.numbers.items()
    }
    kernel: dict[str, Array] = {}
    for name, values in ((x_name, x[None, :]), (y_name, y[:, None])):
        both = ("generator", "discriminator")
        for target in both if name == "rates" else (name,):
            if target in columns:
                columns[target] = np.broadcast_to(values, shape)
            else:
                kernel[target] = values
    if kernel:
        columns["kernel"] = np.broadcast_to(_gammas(point, kernel), shape)
    return list(columns.values())


def grid(
    point: IsolatedPoint, x_name: str, x: Array, y_name: str, y: Array, num_threads: int | None
) -> dict[str, Any]:
    """Return stability and modes at every pair of values; see `IsolatedPoint.grid`."""
    numbers = spreads(point, x_name, x, y_name, y)
    found: dict[str, Any] = point.model.map(numbers, resolve(num_threads)[0])
    b = found["rho_b"]
    if point.equal_masses:
        alone = len(point.particle_weights) == 1
        b = np.full(b.shape[:2], np.nan) if alone else np.ascontiguousarray(b[..., 0].real)
    elif not b.imag.any():
        b = np.ascontiguousarray(b.real)
    return found | {"rho_b": b}


def boundaries(
    point: IsolatedPoint, x_name: str, x: Array, y_name: str, y: Array
) -> dict[str, Array]:
    """Return functions over the grid whose zeros are the boundaries, by what they bound.

    ``window``: the pair c is not real inside; ``stable``: positive where the theory's conditions
    all hold; ``equal``: the modes a and b are equally fast.
    """
    numbers = spreads(point, x_name, x, y_name, y)
    a, h, Q, product = np.moveaxis(point.model.coefficients(numbers, 0), -1, 0)
    total = a + h + (Q if point.order == "alternating" else 0.0)
    found = {"window": total**2 - 4.0 * product}
    several = len(point.particle_weights) > 1
    if point.order == "continuous":
        margins = [a, h if several else a + h]
    else:
        # rho^2 - T rho + D has both roots inside the unit circle iff D < 1 and |T| < 1 + D.
        margins = [a, 2.0 - a, total - product, 4.0 - 2.0 * total + product]
        margins += [h, 2.0 - h] if several else []
    # A line between two values is found by interpolation: what is never zero would bend it.
    varying = [margin for margin in margins if np.nanmin(margin) < 0.0 < np.nanmax(margin)]
    stable = all(np.nanmax(margin) > 0.0 for margin in margins)
    if varying and stable:
        found["stable"] = np.minimum.reduce(varying)
    if several:
        found["equal"] = a - h
    return found


def _kernel_numbers(point: IsolatedPoint) -> tuple[str, ...]:
    return tuple(field.name for field in type(point.kernel).fields() if field.kind == "float")


def _gammas(point: IsolatedPoint, changes: dict[str, Array]) -> Array:
    """Return gamma of the kernel with these numbers, which broadcast together."""
    given, kind = point.kernel.to_dict(), type(point.kernel)

    def gamma(**values: float) -> float:
        return float(_core.kernel_shape(kind(**(given | values)))[1])

    # A length scales all: gamma of a kernel twice as long is a quarter.
    others = {name: values for name, values in changes.items() if name != "bandwidth"}
    shape = np.broadcast_shapes(*(values.shape for values in changes.values()))
    if not others:
        return _each(gamma, changes)
    found = _each(gamma, others)
    if "bandwidth" in changes:
        found = found * (given["bandwidth"] / changes["bandwidth"]) ** 2
    return np.broadcast_to(found, shape)


def _each(function: Callable[..., float], arguments: dict[str, Array]) -> Array:
    arrays = np.broadcast_arrays(*arguments.values())
    rows = zip(*(array.ravel().tolist() for array in arrays), strict=True)
    values = [function(**dict(zip(arguments, row, strict=True))) for row in rows]
    return np.array(values).reshape(arrays[0].shape)
