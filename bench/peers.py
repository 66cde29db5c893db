"""The contestants, each written as a competent user of the tool would write it.

A contestant takes the problem and a number of threads and returns a call without arguments that
does the work: native arrays in, value and gradient out. It imports its tool itself, so that a
missing one is an ImportError of that contestant alone, and has its process to itself.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from .problem import Problem, standard_problem
from .products import ROWS, Tile, expanded, moments, tiled, value_and_gradient

Run = Callable[[], Any]
Contestant = Callable[[Problem, int], Run]


def gandyn(problem: Problem, threads: int) -> Run:
    import gandyn as gd

    kernel, precision = gd.Gaussian(problem.bandwidth), problem.precision
    return lambda: gd.kernel_sum_with_gradient(
        kernel, *problem.arrays, num_threads=threads, precision=precision, method="direct"
    )


def numpy(problem: Problem, threads: int) -> Run:
    def tile(a: Any, b: Any, r: Any) -> Any:
        k = a @ b
        return np.exp(k, out=k) @ r

    each = ThreadPoolExecutor(threads).map
    return tiled(np, problem.arrays, problem.bandwidth, tile, each)


def numpy_differences(problem: Problem, threads: int) -> Run:
    """The formula as it reads, with explicit differences: as exact as gandyn for any points."""
    x, y, w = problem.arrays
    s2 = problem.bandwidth**2

    def rows(block: Any) -> tuple[Any, Any]:
        delta = y - block[:, None]
        k = w * np.exp((delta**2).sum(2) / (-2 * s2))
        return k.sum(1), np.einsum("ij,ija->ia", k, delta) / s2

    pool = ThreadPoolExecutor(threads)
    step = max(1, 2_000_000 // y.size)  # a block's differences take 16 MB

    def run() -> Any:
        parts = pool.map(rows, (x[i : i + step] for i in range(0, len(x), step)))
        return tuple(np.concatenate(part) for part in zip(*parts, strict=True))

    return run


def torch(problem: Problem, threads: int) -> Run:
    return _torch_tiled(problem, threads, lambda a, b, r: (a @ b).exp_() @ r)


def torch_compile(problem: Problem, threads: int) -> Run:
    import torch

    torch.compiler.reset()  # it compiles only so many shapes of a function

    def fused(x: Any, y: Any, w: Any) -> Any:
        z = [y[:, a] - x[:, a, None] for a in range(problem.dimension)]
        s2 = problem.bandwidth**2
        k = w * torch.exp(sum(za * za for za in z) / (-2 * s2))
        return k.sum(1), torch.stack([(k * za).sum(1) / s2 for za in z], 1)

    if problem.dimension <= 4:  # becomes one loop over the pairs, without a matrix
        torch.set_num_threads(threads)
        compiled = torch.compile(fused, dynamic=False)
        arrays = [torch.from_numpy(z) for z in problem.arrays]
        return lambda: compiled(*arrays)
    tile = torch.compile(lambda a, b, r: torch.exp(a @ b) @ r, dynamic=False)
    return _torch_tiled(problem, threads, tile)


def _torch_tiled(problem: Problem, threads: int, tile: Tile) -> Run:
    """A tile a thread: torch's own threads would have to meet after every operation."""
    import torch

    torch.set_num_threads(1)
    each = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)).map
    return tiled(torch, map(torch.from_numpy, problem.arrays), problem.bandwidth, tile, each)


def jax(problem: Problem, threads: int) -> Run:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_num_cpu_devices", threads)
    s = problem.bandwidth

    def rows(x: Any, y: Any, w: Any) -> Any:
        (a, b), r = expanded(jnp, x / s, y / s), moments(jnp, y / s, w)
        total = jax.lax.map(lambda row: jnp.exp(row @ b) @ r, a, batch_size=100)
        return value_and_gradient(total, x / s, s)

    compiled = jax.pmap(rows, in_axes=(0, None, None))  # a device is a thread
    x, y, w = (jnp.asarray(z) for z in problem.arrays)
    slices = x.reshape(threads, -1, problem.dimension)

    def run() -> Any:
        f, g = jax.block_until_ready(compiled(slices, y, w))
        return f.reshape(-1), g.reshape(x.shape)

    return run


def numba(problem: Problem, threads: int) -> Run:
    import numba

    numba.set_num_threads(threads)
    d, s = problem.dimension, problem.bandwidth

    @numba.njit(parallel=True, fastmath=True)
    def compiled(x: Any, y: Any, w: Any) -> Any:
        f, g, columns = np.zeros(len(x)), np.zeros((len(x), d)), y.T.copy()
        for i in numba.prange(len(x)):
            k = np.zeros(len(y))
            for a in range(d):
                for j in range(len(y)):
                    k[j] += (columns[a, j] - x[i, a]) ** 2
            for j in range(len(y)):
                k[j] = w[j] * np.exp(k[j] / (-2 * s * s))
                f[i] += k[j]
            for a in range(d):
                for j in range(len(y)):
                    g[i, a] += k[j] * (columns[a, j] - x[i, a])
        return f, g / (s * s)

    return lambda: compiled(*problem.arrays)


def scikit_learn(problem: Problem, threads: int) -> Run:
    from sklearn.metrics.pairwise import rbf_kernel

    pool = ThreadPoolExecutor(threads)

    def run() -> Any:
        x, y = problem.points / problem.bandwidth, problem.sources / problem.bandwidth
        r = moments(np, y, problem.weights)
        blocks = [x[i : i + ROWS] for i in range(0, len(x), ROWS)]
        sums = pool.map(lambda block: rbf_kernel(block, y, gamma=0.5) @ r, blocks)
        return value_and_gradient(np.concatenate(list(sums)), x, problem.bandwidth)

    return run


def keops(problem: Problem, threads: int) -> Run:
    from pykeops.numpy import LazyTensor

    def run() -> Any:
        x, y = problem.points / problem.bandwidth, problem.sources / problem.bandwidth
        k = (-(LazyTensor(x[:, None]) - LazyTensor(y[None])).sqnorm2() / 2).exp()
        return value_and_gradient(k @ moments(np, y, problem.weights), x, problem.bandwidth)

    return run


PEERS: dict[str, Contestant] = {
    "numpy": numpy,
    "numpy-differences": numpy_differences,
    "scikit-learn": scikit_learn,
    "torch": torch,
    "torch.compile": torch_compile,
    "keops": keops,
    "jax": jax,
    "numba": numba,
}

CONTESTANTS: dict[str, Contestant] = {"gandyn": gandyn, **PEERS}
PROBLEM = standard_problem
