"""gandyn: simulate and analyse how GANs train.

A game (`KernelGAN`, or one of two vectors such as `LinearGAN`) is played by a method (`SimGD`,
`AltGD`, `JARE`, ...) and gives a trajectory; `simulate_batch` plays many runs in one call.
"""

from __future__ import annotations

import os

from . import _boot, _core, initial, laws, plot, threads  # noqa: F401
from ._core import Options, Status, __version__
from .analysis import phase
from .batch import Batch, simulate_batch
from .discriminators import History, Mesh, RandomFeatures
from .eigenvalues import eigenvalues
from .errors import ConfigError, DataError, NumericalError
from .features import FeatureErrors, feature_error
from .games import KernelGAN
from .general import (
    EigenvalueWeights,
    JARELimit,
    eigenvalue_weights,
    jare_limit,
    mass_spring,
)
from .isolated import IsolatedPoint, isolated_point
from .jacobians import UpdateJacobian, jacobian, update_jacobian
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
from .local_model import LocalModel, local_model
from .methods import (
    JARE,
    SGA,
    Adam,
    AltGD,
    BestResponse,
    CompetitiveGD,
    ConOpt,
    ExtraGradient,
    FollowTheRidge,
    KStep,
    Lookahead,
    Momentum,
    Optimistic,
    PastExtraGradient,
    Rates,
    RMSProp,
    SimGD,
    Unrolled,
)
from .metrics import Distance, coverage, mmd, wasserstein2
from .moments import Moments, moments
from .phase_diagram import PhaseDiagram, phase_diagram
from .prescribe import Prescription, prescribe
from .simulation import simulate
from .spectrum import Spectrum, kernel_gan_spectrum
from .stability import Phase, Stability, non_normality, stability
from .support import Support, supports
from .sweeps.sweep import Sweep, sweep
from .trajectory import Snapshot, State, Stats, Trajectory
from .traps import Trap, runaway_speed, trap, trap_radius
from .vector_games import (
    R1,
    R2,
    Clipping,
    DiracGAN,
    GeneralGAN,
    GradientPenalty,
    InstanceNoise,
    LinearGAN,
    MixtureGAN,
    QuadraticGame,
)
from .vector_trajectory import VectorState, VectorTrajectory

# Whatever the core has gained and the lists here do not name yet.
globals().update(_core.KERNELS | _core.DISCRIMINATORS | _core.METHODS | _core.VECTOR_GAMES)

__all__ = [
    "JARE",
    "R1",
    "R2",
    "SGA",
    "Adam",
    "AltGD",
    "Batch",
    "BestResponse",
    "Clipping",
    "CompetitiveGD",
    "ConOpt",
    "ConfigError",
    "DataError",
    "DiracGAN",
    "Distance",
    "EigenvalueWeights",
    "ExtraGradient",
    "FeatureErrors",
    "FollowTheRidge",
    "Gaussian",
    "GaussianMixture",
    "GeneralGAN",
    "GradientPenalty",
    "History",
    "InstanceNoise",
    "InverseMultiquadric",
    "IsolatedPoint",
    "JARELimit",
    "KStep",
    "KernelGAN",
    "Laplace",
    "LinearGAN",
    "LocalModel",
    "Lookahead",
    "Matern32",
    "Matern52",
    "Mesh",
    "MixtureGAN",
    "Moments",
    "Momentum",
    "NumericalError",
    "Optimistic",
    "Options",
    "PastExtraGradient",
    "Phase",
    "PhaseDiagram",
    "Prescription",
    "QuadraticGame",
    "RMSProp",
    "RandomFeatures",
    "Rates",
    "RationalQuadratic",
    "SimGD",
    "Snapshot",
    "Spectrum",
    "Stability",
    "State",
    "Stats",
    "Status",
    "Support",
    "Sweep",
    "Trajectory",
    "Trap",
    "Unrolled",
    "UpdateJacobian",
    "VectorState",
    "VectorTrajectory",
    "__version__",
    "coverage",
    "eigenvalue_weights",
    "eigenvalues",
    "feature_error",
    "initial",
    "isolated_point",
    "jacobian",
    "jare_limit",
    "kernel_gan_spectrum",
    "kernel_matrix",
    "kernel_sum",
    "kernel_sum_gradient",
    "kernel_sum_hessian",
    "kernel_sum_with_gradient",
    "laws",
    "load",
    "local_model",
    "mass_spring",
    "mmd",
    "moments",
    "non_normality",
    "phase",
    "phase_diagram",
    "plot",
    "prescribe",
    "runaway_speed",
    "simulate",
    "simulate_batch",
    "stability",
    "supports",
    "sweep",
    "threads",
    "trap",
    "trap_radius",
    "update_jacobian",
    "wasserstein2",
]


def load(path: str | os.PathLike[str]) -> Trajectory | VectorTrajectory:
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
