"""What `gandyn` names, for type checkers and for `gandyn.__getattr__`."""

from . import initial, laws, mpi, plot, threads
from ._core import Options, Status, __version__
from .analysis import phase
from .batch import Batch, simulate_batch
from .closures import Moments, moments
from .diagrams import PhaseDiagram, phase_diagram
from .discriminators import History, Mesh, RandomFeatures
from .eigen import eigenvalues
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
from .io import load
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
from .local_models import LocalModel, local_model
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
from .phases import Phase, Stability, non_normality, stability
from .prescription import Prescription, prescribe
from .simulation import simulate
from .spectrum import Spectrum, kernel_gan_spectrum
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
    "mpi",
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
