"""gandyn: simulate and analyse how GANs train.

A game (`KernelGAN`) is played by a method (`SimGD`, `AltGD`, `BestResponse`) and gives a
`Trajectory`.
"""

from __future__ import annotations

import os

from . import _boot, _core, initial, threads  # noqa: F401
from ._core import Options, Status, __version__
from .analysis import Phase, phase
from .discriminators import History, Mesh, RandomFeatures
from .errors import ConfigError, DataError, NumericalError
from .features import FeatureErrors, feature_error
from .games import KernelGAN
from .kernels import (
    Gaussian,
    GaussianMixture,
    InverseMultiquadric,
    Laplace,
    Matern32,
    Matern52,
    RationalQuadratic,
    kernel_matrix,
    kernel_sum,
    kernel_sum_gradient,
    kernel_sum_hessian,
    kernel_sum_with_gradient,
)
from .methods import AltGD, BestResponse, Rates, SimGD
from .metrics import Distance, coverage, mmd, wasserstein2
from .simulation import simulate
from .trajectory import Snapshot, State, Stats, Trajectory

# Whatever the core has gained and the lists here do not name yet.
globals().update(_core.KERNELS | _core.DISCRIMINATORS | _core.METHODS)

__all__ = [
    "AltGD",
    "BestResponse",
    "ConfigError",
    "DataError",
    "Distance",
    "FeatureErrors",
    "Gaussian",
    "GaussianMixture",
    "History",
    "InverseMultiquadric",
    "KernelGAN",
    "Laplace",
    "Matern32",
    "Matern52",
    "Mesh",
    "NumericalError",
    "Options",
    "Phase",
    "RandomFeatures",
    "Rates",
    "RationalQuadratic",
    "SimGD",
    "Snapshot",
    "State",
    "Stats",
    "Status",
    "Trajectory",
    "__version__",
    "coverage",
    "feature_error",
    "initial",
    "kernel_matrix",
    "kernel_sum",
    "kernel_sum_gradient",
    "kernel_sum_hessian",
    "kernel_sum_with_gradient",
    "load",
    "mmd",
    "phase",
    "simulate",
    "threads",
    "wasserstein2",
]


def load(path: str | os.PathLike[str]) -> Trajectory:
    """Read a run that `Trajectory.save` wrote, or that lies in a run folder.

    Parameters
    ----------
    path : path-like
        The file or the folder.

    Raises
    ------
    DataError
        The file is not a whole gandyn run.
    OSError
        The file cannot be read.
    """
    from .io import load_trajectory

    return load_trajectory(path)
