"""
The C++ core of gandyn.
"""
from __future__ import annotations
import collections.abc
import enum
import numpy
import numpy.typing
import typing
__all__: list[str] = ['Adam', 'AltGD', 'BestResponse', 'Clipping', 'CompetitiveGD', 'ConOpt', 'DISCRIMINATORS', 'DiracGAN', 'ExtraGradient', 'Field', 'FollowTheRidge', 'Gaussian', 'GaussianMixture', 'GeneralGAN', 'GradientPenalty', 'History', 'InstanceNoise', 'InverseMultiquadric', 'JARE', 'KERNELS', 'KStep', 'KernelGAN', 'Laplace', 'LinearGAN', 'LinearStep', 'Lookahead', 'METHODS', 'Matern32', 'Matern52', 'Mesh', 'MeshLayout', 'MixtureGAN', 'Momentum', 'Optimistic', 'Options', 'PastExtraGradient', 'PointModel', 'QuadraticGame', 'R1', 'R2', 'RMSProp', 'RandomFeatures', 'Rates', 'RationalQuadratic', 'SGA', 'Scheme', 'SimGD', 'Status', 'Unrolled', 'VECTOR_GAMES', 'available_threads', 'best_step', 'block_eigenvalues', 'coupling', 'coverage', 'eigenvalues', 'eigenvector', 'eigenvectors', 'envelope', 'feature_sum_with_gradient', 'flat_eigenvalues', 'flat_sweep', 'frequencies', 'has_openmp', 'instruction_set', 'is_flat', 'kernel_matrix', 'kernel_shape', 'kernel_sum', 'kernel_sum_gradient', 'kernel_sum_hessian', 'kernel_sum_with_gradient', 'lowest_bound', 'mesh_layout', 'mesh_sum', 'mesh_sum_gradient', 'mesh_sum_hessian', 'mesh_sum_with_gradient', 'moments', 'non_normality', 'normal', 'philox', 'radial', 'refusal', 'runaway_speed', 'share_of', 'simulate', 'simulate_batch', 'simulate_kernel_batch', 'squared_mmd', 'squared_wasserstein2_exact', 'squared_wasserstein2_line', 'squared_wasserstein2_sliced', 'stability', 'step_jacobian', 'step_jacobians', 'trap_modes', 'trap_radius', 'uniform']
class Field:
    """
    One field of a parameter class: what a value must be and what it is for.
    """
    @property
    def choices(self) -> tuple[str, ...]:
        ...
    @property
    def default(self) -> typing.Any:
        ...
    @property
    def high(self) -> float:
        ...
    @property
    def high_open(self) -> bool:
        ...
    @property
    def kind(self) -> str:
        """
        float, int, bool, floats, matrix, metric, choice or object, the last perhaps optional
        """
    @property
    def low(self) -> float:
        ...
    @property
    def low_open(self) -> bool:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def prose(self) -> str:
        ...
class Gaussian:
    """
    K = exp(-r2 / (2 bandwidth^2))
    
    Parameters
    ----------
    bandwidth : float, default 1.0
        length of the kernel, in units of the points
    metric : array_like, shape (d,) or (d, d), default None
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, bandwidth: typing.SupportsFloat | typing.SupportsIndex = 1.0, metric: typing.Annotated[numpy.typing.ArrayLike, numpy.float64] | None = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def components(self) -> list[tuple[float, float]]:
        """
        (bandwidth, weight) of the Gaussians of which it is the sum.
        """
    def curvature(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        d2K/d(r2)2 at squared distances r2 of any shape.
        """
    def slope(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        dK/d(r2) at squared distances r2 of any shape.
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    def value(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        K at squared distances r2 of any shape.
        """
    @property
    def bandwidth(self) -> float:
        """
        length of the kernel, in units of the points
        """
    @property
    def metric(self) -> list[float] | list[list[float]] | None:
        """
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
        """
class GaussianMixture:
    """
    K = sum_m weight_m exp(-r2 / (2 bandwidth_m^2)): several scales at once
    
    Parameters
    ----------
    bandwidths : sequence of float, default [0.5, 1.0, 2.0]
        lengths of the components, in units of the points
    weights : sequence of float, default []
        weights of the components, K(0) is their sum; none: equal, summing to 1
    metric : array_like, shape (d,) or (d, d), default None
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, bandwidths: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex] = [0.5, 1.0, 2.0], weights: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex] = [], metric: typing.Annotated[numpy.typing.ArrayLike, numpy.float64] | None = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def components(self) -> list[tuple[float, float]]:
        """
        (bandwidth, weight) of the Gaussians of which it is the sum.
        """
    def curvature(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        d2K/d(r2)2 at squared distances r2 of any shape.
        """
    def slope(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        dK/d(r2) at squared distances r2 of any shape.
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    def value(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        K at squared distances r2 of any shape.
        """
    @property
    def bandwidths(self) -> list[float]:
        """
        lengths of the components, in units of the points
        """
    @property
    def metric(self) -> list[float] | list[list[float]] | None:
        """
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
        """
    @property
    def weights(self) -> list[float]:
        """
        weights of the components, K(0) is their sum; none: equal, summing to 1
        """
class Laplace:
    """
    K = exp(-r / bandwidth); it has a kink at r = 0, where its gradient counts as 0
    
    Parameters
    ----------
    bandwidth : float, default 1.0
        length of the kernel, in units of the points
    metric : array_like, shape (d,) or (d, d), default None
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, bandwidth: typing.SupportsFloat | typing.SupportsIndex = 1.0, metric: typing.Annotated[numpy.typing.ArrayLike, numpy.float64] | None = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def curvature(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        d2K/d(r2)2 at squared distances r2 of any shape.
        """
    def slope(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        dK/d(r2) at squared distances r2 of any shape.
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    def value(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        K at squared distances r2 of any shape.
        """
    @property
    def bandwidth(self) -> float:
        """
        length of the kernel, in units of the points
        """
    @property
    def metric(self) -> list[float] | list[list[float]] | None:
        """
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
        """
class Matern32:
    """
    K = (1 + a r) exp(-a r), a = sqrt(3) / bandwidth: once differentiable sample paths
    
    Parameters
    ----------
    bandwidth : float, default 1.0
        length of the kernel, in units of the points
    metric : array_like, shape (d,) or (d, d), default None
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, bandwidth: typing.SupportsFloat | typing.SupportsIndex = 1.0, metric: typing.Annotated[numpy.typing.ArrayLike, numpy.float64] | None = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def curvature(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        d2K/d(r2)2 at squared distances r2 of any shape.
        """
    def slope(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        dK/d(r2) at squared distances r2 of any shape.
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    def value(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        K at squared distances r2 of any shape.
        """
    @property
    def bandwidth(self) -> float:
        """
        length of the kernel, in units of the points
        """
    @property
    def metric(self) -> list[float] | list[list[float]] | None:
        """
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
        """
class Matern52:
    """
    K = (1 + a r + a^2 r^2 / 3) exp(-a r), a = sqrt(5) / bandwidth: twice differentiable sample paths
    
    Parameters
    ----------
    bandwidth : float, default 1.0
        length of the kernel, in units of the points
    metric : array_like, shape (d,) or (d, d), default None
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, bandwidth: typing.SupportsFloat | typing.SupportsIndex = 1.0, metric: typing.Annotated[numpy.typing.ArrayLike, numpy.float64] | None = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def curvature(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        d2K/d(r2)2 at squared distances r2 of any shape.
        """
    def slope(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        dK/d(r2) at squared distances r2 of any shape.
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    def value(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        K at squared distances r2 of any shape.
        """
    @property
    def bandwidth(self) -> float:
        """
        length of the kernel, in units of the points
        """
    @property
    def metric(self) -> list[float] | list[list[float]] | None:
        """
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
        """
class RationalQuadratic:
    """
    K = (1 + r2 / (2 mixing bandwidth^2))^-mixing: Gaussians of many bandwidths, with a heavy tail
    
    Parameters
    ----------
    bandwidth : float, default 1.0
        length of the kernel, in units of the points
    mixing : float, default 1.0
        exponent; the Gaussian kernel is its limit at infinity
    metric : array_like, shape (d,) or (d, d), default None
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, bandwidth: typing.SupportsFloat | typing.SupportsIndex = 1.0, mixing: typing.SupportsFloat | typing.SupportsIndex = 1.0, metric: typing.Annotated[numpy.typing.ArrayLike, numpy.float64] | None = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def curvature(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        d2K/d(r2)2 at squared distances r2 of any shape.
        """
    def slope(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        dK/d(r2) at squared distances r2 of any shape.
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    def value(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        K at squared distances r2 of any shape.
        """
    @property
    def bandwidth(self) -> float:
        """
        length of the kernel, in units of the points
        """
    @property
    def metric(self) -> list[float] | list[list[float]] | None:
        """
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
        """
    @property
    def mixing(self) -> float:
        """
        exponent; the Gaussian kernel is its limit at infinity
        """
class InverseMultiquadric:
    """
    K = (1 + r2 / bandwidth^2)^(-1/2)
    
    Parameters
    ----------
    bandwidth : float, default 1.0
        length of the kernel, in units of the points
    metric : array_like, shape (d,) or (d, d), default None
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, bandwidth: typing.SupportsFloat | typing.SupportsIndex = 1.0, metric: typing.Annotated[numpy.typing.ArrayLike, numpy.float64] | None = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def curvature(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        d2K/d(r2)2 at squared distances r2 of any shape.
        """
    def slope(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        dK/d(r2) at squared distances r2 of any shape.
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    def value(self, r2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float | numpy.typing.NDArray[numpy.float64]:
        """
        K at squared distances r2 of any shape.
        """
    @property
    def bandwidth(self) -> float:
        """
        length of the kernel, in units of the points
        """
    @property
    def metric(self) -> list[float] | list[list[float]] | None:
        """
        M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)
        """
class MeshLayout:
    """
    What a mesh is made of; times of one thread.
    """
    @property
    def brick_nodes(self) -> int:
        ...
    @property
    def brick_side(self) -> int:
        """
        nodes along the edge of a brick
        """
    @property
    def node_seconds(self) -> float:
        """
        a step
        """
    @property
    def point_seconds(self) -> float:
        """
        a step
        """
    @property
    def polynomials(self) -> int:
        """
        numbers a brick, where its cells are crowded
        """
    @property
    def spacing(self) -> float:
        ...
    @property
    def taps(self) -> int:
        """
        of the filter, a side
        """
    @property
    def tile_nodes(self) -> int:
        """
        of a brick with what windows reach behind it
        """
    @property
    def width(self) -> int:
        """
        nodes that a window covers along an axis
        """
class History:
    """
    The exact discriminator: f remembers every cloud it has met.
    
    Parameters
    ----------
    tolerance : float, default 0.0
        clouds whose relative weight fell below it are forgotten; 0: exact
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, tolerance: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def tolerance(self) -> float:
        """
        clouds whose relative weight fell below it are forgotten; 0: exact
        """
class Mesh:
    """
    f on a mesh, to a tolerance: for sums of Gaussians in 1 to 3 dimensions, at a cost per step that does not grow.
    
    Parameters
    ----------
    tolerance : float, default 1e-06
        error of f, and of its gradient times the bandwidth, relative to the sum of the weights
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, tolerance: typing.SupportsFloat | typing.SupportsIndex = 1e-06) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def tolerance(self) -> float:
        """
        error of f, and of its gradient times the bandwidth, relative to the sum of the weights
        """
class RandomFeatures:
    """
    Another, finite-dimensional kernel: the mean of num_features random waves of the kernel.
    
    Parameters
    ----------
    num_features : int, default 4096
        waves, a cosine and a sine each; errors shrink as its root
    seed : int, default 0
        seed of the waves
    orthogonal : bool, default False
        whether the waves of every d in a row are orthogonal
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, num_features: typing.SupportsInt | typing.SupportsIndex = 4096, seed: typing.SupportsInt | typing.SupportsIndex = 0, orthogonal: bool = False) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def num_features(self) -> int:
        """
        waves, a cosine and a sine each; errors shrink as its root
        """
    @property
    def orthogonal(self) -> bool:
        """
        whether the waves of every d in a row are orthogonal
        """
    @property
    def seed(self) -> int:
        """
        seed of the waves
        """
class KernelGAN:
    """
    The kernel GAN, its discriminator kept in any way.
    """
    def __init__(self, targets: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], target_weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], particle_weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, ridge: typing.SupportsFloat | typing.SupportsIndex, discriminator: History | Mesh | RandomFeatures, mass_factor: bool, of_all: tuple[typing.SupportsFloat | typing.SupportsIndex, typing.SupportsFloat | typing.SupportsIndex] | None = None) -> None:
        ...
    def discriminator(self, particles: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], state: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], points: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], what: str, num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
        """
        value (M, 1), gradient (M, d) or hessian (M, d*d) of a state's discriminator
        """
    def loss(self, particles: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], state: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], num_threads: typing.SupportsInt | typing.SupportsIndex) -> float:
        """
        L(f, y) of a state
        """
    @property
    def of_all(self) -> tuple[float, float]:
        """
        Largest and total particle weight, of all particles where this is the game of a part of them.
        """
class R1:
    """
    (gamma/2) E |grad D|^2 on true data, added to the discriminator's loss (Mescheder et al. 2018).
    
    Parameters
    ----------
    gamma : float, default 1.0
        weight of the penalty
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, gamma: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def gamma(self) -> float:
        """
        weight of the penalty
        """
class R2:
    """
    (gamma/2) E |grad D|^2 on generated data, added to the discriminator's loss (Mescheder et al. 2018).
    
    Parameters
    ----------
    gamma : float, default 1.0
        weight of the penalty
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, gamma: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def gamma(self) -> float:
        """
        weight of the penalty
        """
class GradientPenalty:
    """
    (gamma/2) (|grad D| - target)^2, added to the discriminator's loss (WGAN-GP, Gulrajani et al. 2017).
    
    Parameters
    ----------
    gamma : float, default 10.0
        weight of the penalty
    target : float, default 1.0
        length wanted of the gradient
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, gamma: typing.SupportsFloat | typing.SupportsIndex = 10.0, target: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def gamma(self) -> float:
        """
        weight of the penalty
        """
    @property
    def target(self) -> float:
        """
        length wanted of the gradient
        """
class Clipping:
    """
    The discriminator is clipped to [-bound, bound] after each of its moves (WGAN, Arjovsky et al. 2017).
    
    Parameters
    ----------
    bound : float, default 1.0
        largest size of the discriminator
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, bound: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def bound(self) -> float:
        """
        largest size of the discriminator
        """
class InstanceNoise:
    """
    Normal noise on all that the discriminator sees; the exact mean over it (Sonderby et al. 2017).
    
    Parameters
    ----------
    std : float, default 0.7
        standard deviation of the noise
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, std: typing.SupportsFloat | typing.SupportsIndex = 0.7) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def std(self) -> float:
        """
        standard deviation of the noise
        """
class QuadraticGame:
    """
    f(x, y) = x'Bx/2 + x'Cy + y'Dy/2, which x minimises and y maximises: a linear field whose spectrum is known.
    
    Parameters
    ----------
    xx : array_like, 2-D, default None
        B, (n, n) symmetric; None: 0
    xy : array_like, 2-D, default None
        C, (n, m)
    yy : array_like, 2-D, default None
        D, (m, m) symmetric; None: 0
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, xx: typing.Any = None, xy: typing.Any = None, yy: typing.Any = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def equilibrium(self) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
        """
        The known equilibrium, (n + m,).
        """
    def field(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The gradient field (-grad of the generator's loss, -grad of the discriminator's), at w (..., n + m).
        """
    def jacobian(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The exact Jacobian of the field, at w (..., n + m); shape (..., n + m, n + m).
        """
    def loss(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        What the discriminator maximises, at w (..., n + m); shape (...).
        """
    def losses(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        What generator and discriminator minimise, at w (..., n + m); shape (..., 2).
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def discriminator_size(self) -> int:
        """
        m
        """
    @property
    def generator_size(self) -> int:
        """
        n
        """
    @property
    def size(self) -> int:
        """
        n + m
        """
    @property
    def xx(self) -> typing.Any:
        """
        B, (n, n) symmetric; None: 0
        """
    @property
    def xy(self) -> typing.Any:
        """
        C, (n, m)
        """
    @property
    def yy(self) -> typing.Any:
        """
        D, (m, m) symmetric; None: 0
        """
    @property
    def zero_sum(self) -> bool:
        """
        Whether the players share one loss.
        """
class DiracGAN:
    """
    One true point 0, one generated point theta, a linear discriminator D(x) = psi x; w = (theta, psi).
    
    Parameters
    ----------
    loss : one of ('logistic', 'nonsaturating', 'wasserstein'), default 'logistic'
        f(t) = -log(1 + e^-t), with the generator's loss its own or -f(-t); or f(t) = t
    penalty : one of R1, R2, GradientPenalty, Clipping, InstanceNoise, optional, default None
        what is added to the discriminator's loss
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, loss: str = 'logistic', penalty: None | R1 | R2 | GradientPenalty | Clipping | InstanceNoise = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def equilibrium(self) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
        """
        The known equilibrium, (n + m,).
        """
    def field(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The gradient field (-grad of the generator's loss, -grad of the discriminator's), at w (..., n + m).
        """
    def jacobian(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The exact Jacobian of the field, at w (..., n + m); shape (..., n + m, n + m).
        """
    def loss(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        What the discriminator maximises, at w (..., n + m); shape (...).
        """
    def losses(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        What generator and discriminator minimise, at w (..., n + m); shape (..., 2).
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def discriminator_size(self) -> int:
        """
        m
        """
    @property
    def generator_size(self) -> int:
        """
        n
        """
    @property
    def loss_kind(self) -> str:
        """
        f(t) = -log(1 + e^-t), with the generator's loss its own or -f(-t); or f(t) = t
        """
    @property
    def penalty(self) -> None | R1 | R2 | GradientPenalty | Clipping | InstanceNoise:
        """
        what is added to the discriminator's loss
        """
    @property
    def size(self) -> int:
        """
        n + m
        """
    @property
    def zero_sum(self) -> bool:
        """
        Whether the players share one loss.
        """
class LinearGAN:
    """
    A shift of normal points against a linear discriminator (Nie and Patel 2019); w = (phi - mean, theta).
    
    Parameters
    ----------
    mean : sequence of float, default []
        v, (n,): mean of the true points
    std : float, default 1.0
        s: standard deviation of true and generated points
    loss : one of ('logistic', 'wasserstein'), default 'logistic'
        logistic is the zero-sum loss of the first GAN
    batch_size : int, optional, default None
        points drawn of each kind at every evaluation; None: the exact mean over all
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, mean: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex] = [], std: typing.SupportsFloat | typing.SupportsIndex = 1.0, loss: str = 'logistic', batch_size: typing.SupportsInt | typing.SupportsIndex | None = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def equilibrium(self) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
        """
        The known equilibrium, (n + m,).
        """
    def field(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The gradient field (-grad of the generator's loss, -grad of the discriminator's), at w (..., n + m).
        """
    def jacobian(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The exact Jacobian of the field, at w (..., n + m); shape (..., n + m, n + m).
        """
    def loss(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        What the discriminator maximises, at w (..., n + m); shape (...).
        """
    def losses(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        What generator and discriminator minimise, at w (..., n + m); shape (..., 2).
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def batch_size(self) -> int | None:
        """
        points drawn of each kind at every evaluation; None: the exact mean over all
        """
    @property
    def discriminator_size(self) -> int:
        """
        m
        """
    @property
    def generator_size(self) -> int:
        """
        n
        """
    @property
    def loss_kind(self) -> str:
        """
        logistic is the zero-sum loss of the first GAN
        """
    @property
    def mean(self) -> list[float]:
        """
        v, (n,): mean of the true points
        """
    @property
    def size(self) -> int:
        """
        n + m
        """
    @property
    def std(self) -> float:
        """
        s: standard deviation of true and generated points
        """
    @property
    def zero_sum(self) -> bool:
        """
        Whether the players share one loss.
        """
class GeneralGAN:
    """
    The local model A = [[0, -P], [P', Q]] of a GAN at its equilibrium (Nie and Patel 2019, Lemma 3).
    
    Parameters
    ----------
    P : array_like, 2-D, default None
        mixed derivatives of f, (n, m)
    Q : array_like, 2-D, default None
        second derivatives in the discriminator, (m, m) symmetric; None: 0
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, P: typing.Any = None, Q: typing.Any = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def equilibrium(self) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
        """
        The known equilibrium, (n + m,).
        """
    def field(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The gradient field (-grad of the generator's loss, -grad of the discriminator's), at w (..., n + m).
        """
    def jacobian(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The exact Jacobian of the field, at w (..., n + m); shape (..., n + m, n + m).
        """
    def loss(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        What the discriminator maximises, at w (..., n + m); shape (...).
        """
    def losses(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        What generator and discriminator minimise, at w (..., n + m); shape (..., 2).
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def P(self) -> typing.Any:
        """
        mixed derivatives of f, (n, m)
        """
    @property
    def Q(self) -> typing.Any:
        """
        second derivatives in the discriminator, (m, m) symmetric; None: 0
        """
    @property
    def discriminator_size(self) -> int:
        """
        m
        """
    @property
    def generator_size(self) -> int:
        """
        n
        """
    @property
    def size(self) -> int:
        """
        n + m
        """
    @property
    def zero_sum(self) -> bool:
        """
        Whether the players share one loss.
        """
class MixtureGAN:
    """
    Two unit normal distributions against two intervals under total variation (Li et al. 2018); w = (mu1, mu2, l1, l2, r1, r2).
    
    Parameters
    ----------
    means : sequence of float, default [-0.5, 0.5]
        mu*, (2,): the true means
    ordering : one of ('projected', 'signed'), default 'projected'
        whether the ends are projected on l1 <= r1 <= l2 <= r2 after each of their moves, or a crossed interval counts negative
    weight : float, default 0.5
        of the first distribution of both mixtures; the second has the rest
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, means: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex] = [-0.5, 0.5], ordering: str = 'projected', weight: typing.SupportsFloat | typing.SupportsIndex = 0.5) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def best_response(self, mu: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The intervals (l1, l2, r1, r2) on which F > 0, for mu (..., 2); shape (..., 4).
        """
    def density_difference(self, x: typing.Any, mu: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        F(x), the true density less the generated one, at x (...); mu (2,).
        """
    def equilibrium(self) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
        """
        The known equilibrium, (n + m,).
        """
    def field(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The gradient field (-grad of the generator's loss, -grad of the discriminator's), at w (..., n + m).
        """
    def jacobian(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        The exact Jacobian of the field, at w (..., n + m); shape (..., n + m, n + m).
        """
    def loss(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        What the discriminator maximises, at w (..., n + m); shape (...).
        """
    def losses(self, w: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        What generator and discriminator minimise, at w (..., n + m); shape (..., 2).
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    def total_variation(self, mu: typing.Any) -> numpy.typing.NDArray[numpy.float64]:
        """
        (1/2) int |F| between the mixtures, for mu (..., 2); shape (...).
        """
    def zeros(self, mu: typing.Any) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
        """
        Where F changes its sign, increasing: 1 to 3 numbers, none where F = 0; mu (2,).
        """
    @property
    def discriminator_size(self) -> int:
        """
        m
        """
    @property
    def generator_size(self) -> int:
        """
        n
        """
    @property
    def means(self) -> list[float]:
        """
        mu*, (2,): the true means
        """
    @property
    def ordering(self) -> str:
        """
        whether the ends are projected on l1 <= r1 <= l2 <= r2 after each of their moves, or a crossed interval counts negative
        """
    @property
    def size(self) -> int:
        """
        n + m
        """
    @property
    def weight(self) -> float:
        """
        of the first distribution of both mixtures; the second has the rest
        """
    @property
    def zero_sum(self) -> bool:
        """
        Whether the players share one loss.
        """
class Adam:
    """
    Inner optimiser: mean over root mean square of the directions, both corrected (Kingma and Ba 2015).
    
    Parameters
    ----------
    beta1 : float, default 0.9
        decay of the mean
    beta2 : float, default 0.999
        decay of the mean square
    epsilon : float, default 1e-08
        added to the root
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, beta1: typing.SupportsFloat | typing.SupportsIndex = 0.9, beta2: typing.SupportsFloat | typing.SupportsIndex = 0.999, epsilon: typing.SupportsFloat | typing.SupportsIndex = 1e-08) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def beta1(self) -> float:
        """
        decay of the mean
        """
    @property
    def beta2(self) -> float:
        """
        decay of the mean square
        """
    @property
    def epsilon(self) -> float:
        """
        added to the root
        """
class RMSProp:
    """
    Inner optimiser: directions over their root mean square.
    
    Parameters
    ----------
    decay : float, default 0.9
        decay of the mean square
    epsilon : float, default 1e-10
        guards the division
    convention : one of ('tensorflow', 'bias_corrected'), default 'tensorflow'
        mean square from 1, epsilon inside the root; or from 0, corrected, epsilon outside
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, decay: typing.SupportsFloat | typing.SupportsIndex = 0.9, epsilon: typing.SupportsFloat | typing.SupportsIndex = 1e-10, convention: str = 'tensorflow') -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def convention(self) -> str:
        """
        mean square from 1, epsilon inside the root; or from 0, corrected, epsilon outside
        """
    @property
    def decay(self) -> float:
        """
        decay of the mean square
        """
    @property
    def epsilon(self) -> float:
        """
        guards the division
        """
class SimGD:
    """
    Simultaneous gradient descent-ascent: both players move from the same old state.
    
    Parameters
    ----------
    optimizer : one of Adam, RMSProp, optional, default None
        what makes steps of the directions; None: they are the steps
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, optimizer: None | Adam | RMSProp = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def optimizer(self) -> None | Adam | RMSProp:
        """
        what makes steps of the directions; None: they are the steps
        """
class AltGD:
    """
    Alternating gradient descent-ascent: the second player answers the move of the first.
    
    Parameters
    ----------
    first : one of ('discriminator', 'generator'), default 'discriminator'
        the player that moves first in a step
    generator_steps : int, default 1
        moves of the generator a step
    discriminator_steps : int, default 1
        moves of the discriminator a step
    optimizer : one of Adam, RMSProp, optional, default None
        what makes steps of the directions; None: they are the steps
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, first: str = 'discriminator', generator_steps: typing.SupportsInt | typing.SupportsIndex = 1, discriminator_steps: typing.SupportsInt | typing.SupportsIndex = 1, optimizer: None | Adam | RMSProp = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def discriminator_steps(self) -> int:
        """
        moves of the discriminator a step
        """
    @property
    def first(self) -> str:
        """
        the player that moves first in a step
        """
    @property
    def generator_steps(self) -> int:
        """
        moves of the generator a step
        """
    @property
    def optimizer(self) -> None | Adam | RMSProp:
        """
        what makes steps of the directions; None: they are the steps
        """
class ExtraGradient:
    """
    A trial step, then a step from the old state along the field found there (Korpelevich 1976).
    
    Parameters
    ----------
    optimizer : one of Adam, RMSProp, optional, default None
        what makes steps of the directions; None: they are the steps
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, optimizer: None | Adam | RMSProp = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def optimizer(self) -> None | Adam | RMSProp:
        """
        what makes steps of the directions; None: they are the steps
        """
class PastExtraGradient:
    """
    Extragradient whose trial step uses the field of the trial before, one evaluation a step (Popov 1980).
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
class Optimistic:
    """
    Optimistic gradient descent-ascent: twice the field less the one before (Daskalakis et al. 2018).
    
    Parameters
    ----------
    first_step : one of ('plain', 'doubled'), default 'plain'
        as if the field had been the same before, which makes a step of SimGD, or 0, which doubles it
    optimizer : one of Adam, RMSProp, optional, default None
        what makes steps of the directions; None: they are the steps
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, first_step: str = 'plain', optimizer: None | Adam | RMSProp = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def first_step(self) -> str:
        """
        as if the field had been the same before, which makes a step of SimGD, or 0, which doubles it
        """
    @property
    def optimizer(self) -> None | Adam | RMSProp:
        """
        what makes steps of the directions; None: they are the steps
        """
class Momentum:
    """
    Heavy ball: beta times the last move is added, also negative beta (Gidel et al. 2019).
    
    Parameters
    ----------
    beta : float, default -0.5
        share of the last move that is made again
    alternating : bool, default True
        whether the discriminator answers the generator's move, or both use the old state
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, beta: typing.SupportsFloat | typing.SupportsIndex = -0.5, alternating: bool = True) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def alternating(self) -> bool:
        """
        whether the discriminator answers the generator's move, or both use the old state
        """
    @property
    def beta(self) -> float:
        """
        share of the last move that is made again
        """
class ConOpt:
    """
    Consensus optimisation: both players also descend gamma |v|^2 / 2 (Mescheder et al. 2017).
    
    Parameters
    ----------
    gamma : float, default 1.0
        weight of the field's squared length
    optimizer : one of Adam, RMSProp, optional, default None
        what makes steps of the directions; None: they are the steps
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, gamma: typing.SupportsFloat | typing.SupportsIndex = 1.0, optimizer: None | Adam | RMSProp = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def gamma(self) -> float:
        """
        weight of the field's squared length
        """
    @property
    def optimizer(self) -> None | Adam | RMSProp:
        """
        what makes steps of the directions; None: they are the steps
        """
class JARE:
    """
    Jacobian regularisation: each player also descends gamma/2 times the other's squared gradient (Nie and Patel 2019).
    
    Parameters
    ----------
    gamma : float, default 1.0
        weight of the other player's squared gradient
    players : one of ('both', 'generator', 'discriminator'), default 'both'
        who is regularised: one player alone is an ablation
    optimizer : one of Adam, RMSProp, optional, default None
        what makes steps of the directions; None: they are the steps
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, gamma: typing.SupportsFloat | typing.SupportsIndex = 1.0, players: str = 'both', optimizer: None | Adam | RMSProp = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def gamma(self) -> float:
        """
        weight of the other player's squared gradient
        """
    @property
    def optimizer(self) -> None | Adam | RMSProp:
        """
        what makes steps of the directions; None: they are the steps
        """
    @property
    def players(self) -> str:
        """
        who is regularised: one player alone is an ablation
        """
class SGA:
    """
    Symplectic gradient adjustment by the Jacobian's antisymmetric part (Balduzzi et al. 2018); JARE on every zero-sum game.
    
    Parameters
    ----------
    gamma : float, default 1.0
        weight of the adjustment
    align : bool, default False
        whether its sign turns towards stable and from unstable points
    optimizer : one of Adam, RMSProp, optional, default None
        what makes steps of the directions; None: they are the steps
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, gamma: typing.SupportsFloat | typing.SupportsIndex = 1.0, align: bool = False, optimizer: None | Adam | RMSProp = None) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def align(self) -> bool:
        """
        whether its sign turns towards stable and from unstable points
        """
    @property
    def gamma(self) -> float:
        """
        weight of the adjustment
        """
    @property
    def optimizer(self) -> None | Adam | RMSProp:
        """
        what makes steps of the directions; None: they are the steps
        """
class CompetitiveGD:
    """
    Both players play the equilibrium of the local bilinear game (Schafer and Anandkumar 2019).
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
class FollowTheRidge:
    """
    The discriminator also undoes what the generator's move does to its own gradient (Wang, Zhang and Ba 2020).
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
class Unrolled:
    """
    The generator descends the loss after inner_steps of the discriminator, through which it differentiates (Metz et al. 2017).
    
    Parameters
    ----------
    inner_steps : int, default 5
        steps looked ahead
    order : one of ('simultaneous', 'generator', 'discriminator'), default 'simultaneous'
        who moves first; the other answers
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, inner_steps: typing.SupportsInt | typing.SupportsIndex = 5, order: str = 'simultaneous') -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def inner_steps(self) -> int:
        """
        steps looked ahead
        """
    @property
    def order(self) -> str:
        """
        who moves first; the other answers
        """
class KStep:
    """
    The discriminator makes inner_steps moves, then the generator one against the new discriminator.
    
    Parameters
    ----------
    inner_steps : int, default 5
        moves of the discriminator
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, inner_steps: typing.SupportsInt | typing.SupportsIndex = 5) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def inner_steps(self) -> int:
        """
        moves of the discriminator
        """
class BestResponse:
    """
    The generator descends against the discriminator that is optimal at each step.
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
class Lookahead:
    """
    k steps of an inner method, of which only a share alpha is kept (Chavdarova et al. 2021).
    
    Parameters
    ----------
    k : int, default 5
        inner steps a step
    alpha : float, default 0.5
        share of the way that is kept
    inner : one of SimGD, AltGD, ExtraGradient, Optimistic, Momentum, ConOpt, JARE, SGA, default SimGD()
        the inner method
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, k: typing.SupportsInt | typing.SupportsIndex = 5, alpha: typing.SupportsFloat | typing.SupportsIndex = 0.5, inner: SimGD | AltGD | ExtraGradient | Optimistic | Momentum | ConOpt | JARE | SGA = ...) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def alpha(self) -> float:
        """
        share of the way that is kept
        """
    @property
    def inner(self) -> SimGD | AltGD | ExtraGradient | Optimistic | Momentum | ConOpt | JARE | SGA:
        """
        the inner method
        """
    @property
    def k(self) -> int:
        """
        inner steps a step
        """
class Rates:
    """
    The step sizes of the two players.
    
    Parameters
    ----------
    generator : float, default 0.1
        step size eta_g of the min player
    discriminator : float, default 0.1
        step size eta_d of the max player
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, generator: typing.SupportsFloat | typing.SupportsIndex = 0.1, discriminator: typing.SupportsFloat | typing.SupportsIndex = 0.1) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def discriminator(self) -> float:
        """
        step size eta_d of the max player
        """
    @property
    def generator(self) -> float:
        """
        step size eta_g of the min player
        """
class Options:
    """
    How long a run goes, what it records and when it ends early.
    
    Parameters
    ----------
    num_steps : int, default 1000
        steps to make
    save_every : int, default 1
        record every so many steps
    tolerance : float, default 0.0
        converged once every particle moves less than this in a step; 0: never
    bound : float, default inf
        diverged once a coordinate exceeds this in size; inf: only when it is not finite
    """
    @staticmethod
    def fields() -> tuple[Field, ...]:
        """
        The fields, in the order of the constructor.
        """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, num_steps: typing.SupportsInt | typing.SupportsIndex = 1000, save_every: typing.SupportsInt | typing.SupportsIndex = 1, tolerance: typing.SupportsFloat | typing.SupportsIndex = 0.0, bound: typing.SupportsFloat | typing.SupportsIndex = ...) -> None:
        ...
    def __reduce__(self) -> tuple[typing.Any, ...]:
        ...
    def __repr__(self) -> str:
        ...
    def to_dict(self) -> dict[str, typing.Any]:
        """
        The fields by name.
        """
    @property
    def bound(self) -> float:
        """
        diverged once a coordinate exceeds this in size; inf: only when it is not finite
        """
    @property
    def num_steps(self) -> int:
        """
        steps to make
        """
    @property
    def save_every(self) -> int:
        """
        record every so many steps
        """
    @property
    def tolerance(self) -> float:
        """
        converged once every particle moves less than this in a step; 0: never
        """
class Status(enum.Enum):
    """How a run ended."""
    converged = 0
    max_steps = 1
    diverged = 2
    stopped = 3
class PointModel:
    """
    What does not change over a diagram of one target's neighbourhood.
    """
    def __init__(self, weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], mass: typing.SupportsFloat | typing.SupportsIndex, order: str, regularizer: str, mass_factor: bool) -> None:
        ...
    def coefficients(self, numbers: typing.Annotated[collections.abc.Sequence[typing.Annotated[numpy.typing.ArrayLike, numpy.float64]], "FixedSize(7)"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.float64]:
        """
        a, h, Q and a h + Q over a grid, (rows, columns, 4)
        """
    def fastest(self, numbers: typing.Annotated[collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], "FixedSize(7)"], free: str, num_threads: typing.SupportsInt | typing.SupportsIndex) -> tuple[typing.Annotated[list[float], "FixedSize(7)"], float]:
        """
        The numbers whose slowest mode is fastest, and max |rho| or max Re s
        """
    def jacobian(self, numbers: typing.Annotated[collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], "FixedSize(7)"]) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
        """
        Of one step, or of the flow; (N + 1, N + 1)
        """
    def map(self, numbers: typing.Annotated[collections.abc.Sequence[typing.Annotated[numpy.typing.ArrayLike, numpy.float64]], "FixedSize(7)"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> dict[str, typing.Any]:
        """
        Modes and stability over a grid
        """
    def spectrum(self, numbers: typing.Annotated[collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], "FixedSize(7)"]) -> tuple[float, list[complex], typing.Annotated[list[complex], "FixedSize(2)"]]:
        """
        The modes a, b and c
        """
    def window(self, numbers: typing.Annotated[collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], "FixedSize(7)"]) -> tuple[float, float] | None:
        """
        The ridges between which c is not real
        """
class Scheme:
    """
    An order of moves, and the weights of its penalties.
    """
    def __init__(self, order: str, generator_gamma: typing.SupportsFloat | typing.SupportsIndex, discriminator_gamma: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    def decay(self, rates: Rates, ridge: typing.SupportsFloat | typing.SupportsIndex) -> float:
        """
        The eigenvalue of functions that no particle sees
        """
    @property
    def order(self) -> str:
        """
        The order in a word.
        """
class LinearStep:
    """
    One step of a kernel GAN linearised around a state.
    """
    def __init__(self, game: KernelGAN, particles: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], discriminator: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], scheme: Scheme, rates: Rates, dense: bool, num_threads: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def apply(self, x: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
        """
        The matrix times a vector (size,)
        """
    def matrix(self, num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
        """
        The matrix of (dy, g), (size, size)
        """
    @property
    def size(self) -> int:
        """
        2 n d, and n d under best response.
        """
def available_threads(num_threads: typing.SupportsInt | typing.SupportsIndex) -> int:
    """
    The threads that a request means here: 1 in a child forked after the first parallel computation.
    """
def best_step(eigenvalues: collections.abc.Sequence[complex | typing.SupportsComplex | typing.SupportsFloat | typing.SupportsIndex]) -> tuple[float, float]:
    """
    The step that minimises max |1 + step lambda|, and that number
    """
def block_eigenvalues(p: typing.SupportsFloat | typing.SupportsIndex, q: typing.SupportsFloat | typing.SupportsIndex, method: str, strength: typing.SupportsFloat | typing.SupportsIndex) -> typing.Annotated[list[complex], "FixedSize(2)"]:
    """
    Of one 2 x 2 block of a linear GAN's field under a method
    """
def coupling(game: KernelGAN, particles: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
    """
    The eigenvalues of D G D, increasing (n d,)
    """
def coverage(targets: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], weights: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], particles: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], radius: typing.SupportsFloat | typing.SupportsIndex, num_threads: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def eigenvalues(matrices: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], num_threads: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.complex128]:
    """
    Sorted eigenvalues (B, n) of matrices (B, n, n)
    """
def eigenvector(matrix: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], eigenvalue: complex | typing.SupportsComplex | typing.SupportsFloat | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.complex128], "[m, 1]"]:
    """
    An eigenvector of length 1, its largest entry real and positive
    """
def eigenvectors(matrices: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], num_threads: typing.SupportsInt | typing.SupportsIndex) -> tuple[numpy.typing.NDArray[numpy.complex128], numpy.typing.NDArray[numpy.complex128]]:
    """
    Sorted eigenvalues (B, n) of matrices (B, n, n), and the eigenvectors (B, n, n)
    """
def envelope(amplitude: typing.SupportsFloat | typing.SupportsIndex, ridge: typing.SupportsFloat | typing.SupportsIndex, pull: typing.SupportsFloat | typing.SupportsIndex, gain: typing.SupportsFloat | typing.SupportsIndex, times: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"]) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    amplitude and curvature at every time, (T, 2)
    """
def feature_sum_with_gradient(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, features: RandomFeatures, points: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], sources: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], weights: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    sum_j w_j K~(point_i, source_j) and its gradient, (M, 1 + d)
    """
def flat_eigenvalues(game: KernelGAN, coupling: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], scheme: Scheme, rates: Rates, ridge: typing.SupportsFloat | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.complex128]:
    """
    Every eigenvalue of the step, sorted
    """
def flat_sweep(game: KernelGAN, coupling: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], scheme: Scheme, generator: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], discriminator: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], ridge: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], tolerance: typing.SupportsFloat | typing.SupportsIndex, num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    What the spectra at settings (B,) say, as `stability`; (B, 8)
    """
def frequencies(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, features: RandomFeatures, dimension: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    omega of K~(x, y) = K(0) / D sum_k cos(omega_k . (x - y)), (D, d)
    """
def has_openmp() -> bool:
    """
    Whether the core was compiled with OpenMP.
    """
def instruction_set() -> str:
    """
    The instruction set of the pair loops: x86-64-v4, x86-64-v3 or baseline.
    """
def is_flat(game: KernelGAN, particles: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], discriminator: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], schemes: collections.abc.Sequence[Scheme], num_threads: typing.SupportsInt | typing.SupportsIndex) -> list[bool]:
    """
    Whether the eigenvalues of D G D tell the spectrum of each scheme
    """
def kernel_matrix(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, x: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], y: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    K(x_i, y_j), (M, N)
    """
def kernel_shape(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric) -> tuple[float, float, float]:
    """
    k(0), -k'(0) and k''(0) of K = k(r2 / 2); inf where there is none
    """
def kernel_sum(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, points: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], sources: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], weights: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex, float32: bool) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
    """
    sum_j w_j K(point_i, source_j), (M,)
    """
def kernel_sum_gradient(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, points: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], sources: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], weights: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex, float32: bool) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    its gradient in the point, (M, d)
    """
def kernel_sum_hessian(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, points: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], sources: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], weights: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    its Hessian in the point, (M, d*d)
    """
def kernel_sum_with_gradient(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, points: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], sources: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], weights: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex, float32: bool) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    sum and gradient, (M, 1 + d)
    """
def lowest_bound(variance: typing.SupportsFloat | typing.SupportsIndex, decay: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], slope: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"]) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
    ...
def mesh_layout(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, dimension: typing.SupportsInt | typing.SupportsIndex, tolerance: typing.SupportsFloat | typing.SupportsIndex) -> list[MeshLayout]:
    """
    the meshes that Mesh(tolerance) makes for a kernel, the finest first
    """
def mesh_sum(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, points: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], sources: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex, tolerance: typing.SupportsFloat | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    kernel_sum by a mesh, (M, 1)
    """
def mesh_sum_gradient(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, points: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], sources: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex, tolerance: typing.SupportsFloat | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    its gradient, (M, d)
    """
def mesh_sum_hessian(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, points: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], sources: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex, tolerance: typing.SupportsFloat | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    its Hessian, (M, d*d)
    """
def mesh_sum_with_gradient(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, points: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], sources: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex, tolerance: typing.SupportsFloat | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    sum and gradient, (M, 1 + d)
    """
def moments(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, target_weight: typing.SupportsFloat | typing.SupportsIndex, particle_weight: typing.SupportsFloat | typing.SupportsIndex, mass: typing.SupportsFloat | typing.SupportsIndex, mean: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], covariance: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], ridge: typing.SupportsFloat | typing.SupportsIndex, rates: Rates, num_steps: typing.SupportsInt | typing.SupportsIndex, closure: str, alternating: bool, num_threads: typing.SupportsInt | typing.SupportsIndex) -> tuple[numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64], Status]:
    """
    mean (T, d) and covariance (T, d, d) of a cloud around its target after every step, and how it ended
    """
def non_normality(matrices: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], spectra: typing.Annotated[numpy.typing.ArrayLike, numpy.complex128]) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    Numerical abscissa and departure from normality of matrices (B, n, n) with spectra (B, n); (B, 2)
    """
def normal(seed: typing.SupportsInt | typing.SupportsIndex, stream: typing.SupportsInt | typing.SupportsIndex, count: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
    """
    Normal numbers 0 .. count - 1 of a stream.
    """
def philox(counter: typing.Annotated[collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], "FixedSize(4)"], key: typing.Annotated[collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], "FixedSize(2)"]) -> typing.Annotated[list[int], "FixedSize(4)"]:
    """
    One block of Philox4x32-10.
    """
def radial(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, r2: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    value, slope, curvature at r2, (n, 3)
    """
@typing.overload
def refusal(game: QuadraticGame | DiracGAN | LinearGAN | GeneralGAN | MixtureGAN, method: SimGD | AltGD | ExtraGradient | PastExtraGradient | Optimistic | Momentum | ConOpt | JARE | SGA | CompetitiveGD | FollowTheRidge | Unrolled | KStep | BestResponse | Lookahead) -> str:
    """
    Why this game cannot be played by this method; empty when it can.
    """
@typing.overload
def refusal(game: KernelGAN, method: SimGD | AltGD | ExtraGradient | PastExtraGradient | Optimistic | Momentum | ConOpt | JARE | SGA | CompetitiveGD | FollowTheRidge | Unrolled | KStep | BestResponse | Lookahead) -> str:
    ...
def runaway_speed(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, particle_weight: typing.SupportsFloat | typing.SupportsIndex, ridge: typing.SupportsFloat | typing.SupportsIndex, rates_ratio: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def share_of(total: typing.SupportsInt | typing.SupportsIndex, rank: typing.SupportsInt | typing.SupportsIndex, size: typing.SupportsInt | typing.SupportsIndex) -> tuple[int, int]:
    """
    The particles of one rank: [begin, end).
    """
def simulate(game: KernelGAN, method: SimGD | AltGD | ExtraGradient | PastExtraGradient | Optimistic | Momentum | ConOpt | JARE | SGA | CompetitiveGD | FollowTheRidge | Unrolled | KStep | BestResponse | Lookahead, rates: Rates, options: Options, step: typing.SupportsInt | typing.SupportsIndex, particles: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], discriminator: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], memory: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], num_threads: typing.SupportsInt | typing.SupportsIndex, progress: typing.Any, stop: typing.Any, first: typing.SupportsInt | typing.SupportsIndex = 0, ranks: typing.Any = None) -> dict[str, typing.Any]:
    ...
def simulate_batch(games: collections.abc.Sequence[QuadraticGame | DiracGAN | LinearGAN | GeneralGAN | MixtureGAN], methods: collections.abc.Sequence[SimGD | AltGD | ExtraGradient | PastExtraGradient | Optimistic | Momentum | ConOpt | JARE | SGA | CompetitiveGD | FollowTheRidge | Unrolled | KStep | BestResponse | Lookahead], rates: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], options: Options, initial: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], game_sweeps: collections.abc.Sequence[tuple[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]]], method_sweeps: collections.abc.Sequence[tuple[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]]], seed: typing.SupportsInt | typing.SupportsIndex, first_step: typing.SupportsInt | typing.SupportsIndex, memory: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], record: bool, num_threads: typing.SupportsInt | typing.SupportsIndex, progress: typing.Any, stop: typing.Any) -> dict[str, typing.Any]:
    ...
def simulate_kernel_batch(games: collections.abc.Sequence[KernelGAN], methods: collections.abc.Sequence[SimGD | AltGD | ExtraGradient | PastExtraGradient | Optimistic | Momentum | ConOpt | JARE | SGA | CompetitiveGD | FollowTheRidge | Unrolled | KStep | BestResponse | Lookahead], rates: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], options: Options, initial: collections.abc.Sequence[typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], record: bool, num_threads: typing.SupportsInt | typing.SupportsIndex, progress: typing.Any, stop: typing.Any) -> dict[str, typing.Any]:
    ...
def squared_mmd(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, x: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], p: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], y: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], q: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def squared_wasserstein2_exact(x: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], y: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def squared_wasserstein2_line(x: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], p: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], y: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], q: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]) -> float:
    ...
def squared_wasserstein2_sliced(x: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], p: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], y: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], q: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], num_projections: typing.SupportsInt | typing.SupportsIndex, seed: typing.SupportsInt | typing.SupportsIndex, num_threads: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def stability(spectra: typing.Annotated[numpy.typing.ArrayLike, numpy.complex128], kind: str, step: typing.SupportsFloat | typing.SupportsIndex, tolerance: typing.SupportsFloat | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    What spectra (B, n) say: radius, abscissa, zeta, tau, period, largest step, neutral ones, phase; (B, 8)
    """
def step_jacobian(game: QuadraticGame | DiracGAN | LinearGAN | GeneralGAN | MixtureGAN, method: SimGD | AltGD | ExtraGradient | PastExtraGradient | Optimistic | Momentum | ConOpt | JARE | SGA | CompetitiveGD | FollowTheRidge | Unrolled | KStep | BestResponse | Lookahead, rates: Rates, w: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], memory: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"]) -> tuple[typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"], bool, float]:
    """
    (Jacobian of one step's map, whether it is exact, estimated error)
    """
def step_jacobians(game: QuadraticGame | DiracGAN | LinearGAN | GeneralGAN | MixtureGAN, method: SimGD | AltGD | ExtraGradient | PastExtraGradient | Optimistic | Momentum | ConOpt | JARE | SGA | CompetitiveGD | FollowTheRidge | Unrolled | KStep | BestResponse | Lookahead, rates: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], w: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], game_sweeps: collections.abc.Sequence[tuple[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]]], method_sweeps: collections.abc.Sequence[tuple[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]]], num_threads: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.float64]:
    """
    Jacobians (B, N, N) of one step's map, one a row of rates
    """
def trap_modes(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, target_weight: typing.SupportsFloat | typing.SupportsIndex, mass: typing.SupportsFloat | typing.SupportsIndex, rates_ratio: typing.SupportsFloat | typing.SupportsIndex) -> tuple[float, float, float, bool]:
    """
    radius, ridges above which the pair neither swings nor rotates, and whether it is held along the line
    """
def trap_radius(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, target_weight: typing.SupportsFloat | typing.SupportsIndex, mass: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def uniform(seed: typing.SupportsInt | typing.SupportsIndex, stream: typing.SupportsInt | typing.SupportsIndex, count: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
    """
    Uniform numbers 0 .. count - 1 of a stream.
    """
DISCRIMINATORS: dict[str, type]
KERNELS: dict[str, type]
METHODS: dict[str, type]
VECTOR_GAMES: dict[str, type]
__version__: str
