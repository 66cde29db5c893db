"""Leading eigenvalues of a large matrix that is known by its products alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._checks import Array

Complex = NDArray[np.complex128]

STREAM = 0
"""Of the random numbers that the start vector is made of."""
VECTORS = 80
"""Held at a time: fewer want more restarts, more are slower to keep orthogonal."""
TOLERANCE = 1e-12
"""Of the residual of an eigenvalue, relative to it."""


def leading(
    product: Callable[[Array], Any], size: int, count: int, flow: bool
) -> tuple[Complex, Complex]:
    """Return the eigenvalues of largest modulus, of a flow of largest real part, and vectors.

    Parameters
    ----------
    product : callable
        The matrix times a vector (size,).
    size, count : int
        Of the matrix, and how many eigenvalues.
    flow : bool
        Whether eigenvalues are exponents.

    Returns
    -------
    values : ndarray, shape (count,)
        By decreasing real part, then by decreasing imaginary part; nan last, for those that did
        not settle.
    vectors : ndarray, shape (size, count)
        Of length 1.

    Raises
    ------
    ImportError
        SciPy is not installed.
    """
    try:
        from scipy.sparse.linalg import (  # type: ignore[import-untyped]
            ArpackNoConvergence,
            LinearOperator,
            eigs,
        )
    except ImportError as error:
        raise ImportError(
            'the leading eigenvalues of a large state need SciPy: pip install "gandyn[analysis]"'
        ) from error
    matrix = LinearOperator((size, size), matvec=product, dtype=np.float64)
    start = np.asarray(_core.normal(0, STREAM, size))  # the same in every call
    try:
        values, vectors = eigs(
            matrix,
            k=count,
            which="LR" if flow else "LM",
            v0=start,
            ncv=min(size, max(2 * count + 1, VECTORS)),
            tol=TOLERANCE,
        )
    except ArpackNoConvergence as error:
        values, vectors = error.eigenvalues, error.eigenvectors
    order = np.lexsort((-values.imag, -values.real))[:count]
    missing = count - len(order)
    values = np.append(values[order], np.full(missing, complex(np.nan, np.nan)))
    vectors = np.append(vectors[:, order], np.full((size, missing), np.nan), axis=1)
    return values, vectors
