"""Eigenvalues of many small matrices at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._checks import as_real
from .threads import resolve

__all__ = ["eigenvalues"]


def eigenvalues(matrices: ArrayLike, *, num_threads: int | None = None) -> NDArray[np.complex128]:
    """Return the eigenvalues of real matrices.

    Parameters
    ----------
    matrices : array_like, shape (..., n, n)
        Real matrices; one that holds nan or inf has nan for its own eigenvalues alone.
    num_threads : int, optional
        See `gandyn.threads.resolve`; results do not depend on it.

    Returns
    -------
    ndarray of complex128, shape (..., n)
        By decreasing real part, then by decreasing imaginary part; a conjugate pair is exactly
        conjugate.

    Raises
    ------
    TypeError, ValueError
        `matrices` are not real, or not square.
    """
    array = as_square(matrices)
    n = array.shape[-1]
    values = _core.eigenvalues(array.reshape(-1, n, n), resolve(num_threads)[0])
    return np.asarray(values).reshape(array.shape[:-1])


def as_square(matrices: ArrayLike, name: str = "matrices") -> NDArray[np.float64]:
    """Return real matrices (..., n, n) as float64."""
    array = as_real(name, matrices, None, "(..., n, n)")
    if array.ndim < 2 or array.shape[-1] != array.shape[-2]:
        raise ValueError(f"{name} must have shape (..., n, n), got {array.shape}")
    return array
