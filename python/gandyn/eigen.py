"""Eigenvalues of many small matrices at once."""

from __future__ import annotations

from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._checks import as_real
from .threads import resolve

__all__ = ["eigenvalues"]

Spectra = NDArray[np.complex128]


@overload
def eigenvalues(
    matrices: ArrayLike, *, vectors: Literal[False] = False, num_threads: int | None = None
) -> Spectra: ...
@overload
def eigenvalues(
    matrices: ArrayLike, *, vectors: Literal[True], num_threads: int | None = None
) -> tuple[Spectra, Spectra]: ...
def eigenvalues(
    matrices: ArrayLike, *, vectors: bool = False, num_threads: int | None = None
) -> Spectra | tuple[Spectra, Spectra]:
    """Return the eigenvalues of real matrices.

    Their backward error is a small multiple of n 2^-53 |A|: each is an eigenvalue of a matrix so
    near, after a scaling of coordinates by powers of two where these are of different sizes.

    Parameters
    ----------
    matrices : array_like, shape (..., n, n)
        Real matrices; one that holds nan or inf has nan for its own eigenvalues alone.
    vectors : bool, default False
        Whether eigenvectors are wanted too.
    num_threads : int, optional
        See `gandyn.threads.resolve`; results do not depend on it. Matrices of more than 16 rows are
        solved another way where there are fewer than four: their last bits may differ from those in
        a larger batch.

    Returns
    -------
    values : ndarray of complex128, shape (..., n)
        By decreasing real part, then by decreasing imaginary part; a conjugate pair is exactly
        conjugate.
    vectors : ndarray of complex128, shape (..., n, n)
        Only with ``vectors=True``. Column k belongs to value k; its length is 1, and its largest
        entry (the first of equals) real and positive.

    Raises
    ------
    TypeError, ValueError
        `matrices` are not real, or not square.
    """
    array = as_square(matrices)
    n = array.shape[-1]
    flat, threads = array.reshape(-1, n, n), resolve(num_threads)[0]
    if not vectors:
        return np.asarray(_core.eigenvalues(flat, threads)).reshape(array.shape[:-1])
    values, columns = _core.eigenvectors(flat, threads)
    return np.asarray(values).reshape(array.shape[:-1]), np.asarray(columns).reshape(array.shape)


def as_square(matrices: ArrayLike, name: str = "matrices") -> NDArray[np.float64]:
    """Return real matrices (..., n, n) as float64."""
    array = as_real(name, matrices, None, "(..., n, n)")
    if array.ndim < 2 or array.shape[-1] != array.shape[-2] or array.shape[-1] == 0:
        raise ValueError(f"{name} must have shape (..., n, n), got {array.shape}")
    return array
