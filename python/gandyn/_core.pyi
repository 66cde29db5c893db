"""
The C++ core of gandyn.
"""
from __future__ import annotations
import collections.abc
import enum
import numpy
import numpy.typing
import typing
__all__: list[str] = ['AltGD', 'BestResponse', 'DISCRIMINATORS', 'Field', 'Gaussian', 'GaussianMixture', 'History', 'InverseMultiquadric', 'KERNELS', 'KernelGAN', 'Laplace', 'METHODS', 'Matern32', 'Matern52', 'Mesh', 'MeshLayout', 'Options', 'RandomFeatures', 'Rates', 'RationalQuadratic', 'SimGD', 'Status', 'available_threads', 'balanced_spectrum', 'coverage', 'feature_sum_with_gradient', 'frequencies', 'has_openmp', 'instruction_set', 'kernel_matrix', 'kernel_sum', 'kernel_sum_gradient', 'kernel_sum_hessian', 'kernel_sum_with_gradient', 'mesh_layout', 'mesh_sum', 'mesh_sum_gradient', 'mesh_sum_hessian', 'mesh_sum_with_gradient', 'normal', 'philox', 'radial', 'simulate', 'squared_mmd', 'squared_wasserstein2_exact', 'squared_wasserstein2_line', 'squared_wasserstein2_sliced', 'uniform']
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
        float, int, bool, floats, metric or choice
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
    def __init__(self, targets: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], target_weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], particle_weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, ridge: typing.SupportsFloat | typing.SupportsIndex, discriminator: History | Mesh | RandomFeatures, mass_factor: bool) -> None:
        ...
    def discriminator(self, particles: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], state: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], points: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], what: str, num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
        """
        value (M, 1), gradient (M, d) or hessian (M, d*d) of a state's discriminator
        """
    def loss(self, particles: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], state: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], num_threads: typing.SupportsInt | typing.SupportsIndex) -> float:
        """
        L(f, y) of a state
        """
class SimGD:
    """
    Simultaneous gradient descent-ascent: both players move from the same old state.
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
class AltGD:
    """
    Alternating gradient descent-ascent: the second player answers the move of the first.
    
    Parameters
    ----------
    first : one of ('discriminator', 'generator'), default 'discriminator'
        the player that moves first in a step
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
    def __init__(self, first: str = 'discriminator') -> None:
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
    def first(self) -> str:
        """
        the player that moves first in a step
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
def available_threads(num_threads: typing.SupportsInt | typing.SupportsIndex) -> int:
    """
    The threads that a request means here: 1 in a child forked after the first parallel computation.
    """
def balanced_spectrum(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, particles: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], particle_weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, 1]"], ridge: typing.SupportsFloat | typing.SupportsIndex, mass_factor: bool, method: SimGD | AltGD | BestResponse, rates: Rates, num_threads: typing.SupportsInt | typing.SupportsIndex) -> tuple[float, bool, int]:
    """
    (spectral radius, whether it oscillates, neutral directions) around f = 0 at these particles
    """
def coverage(targets: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], weights: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], particles: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], radius: typing.SupportsFloat | typing.SupportsIndex, num_threads: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def feature_sum_with_gradient(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, features: RandomFeatures, points: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], sources: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], weights: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    sum_j w_j K~(point_i, source_j) and its gradient, (M, 1 + d)
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
def kernel_matrix(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, x: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], y: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]"]:
    """
    K(x_i, y_j), (M, N)
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
def simulate(game: KernelGAN, method: SimGD | AltGD | BestResponse, rates: Rates, options: Options, step: typing.SupportsInt | typing.SupportsIndex, particles: typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"], discriminator: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.float64, "[m, n]"]], num_threads: typing.SupportsInt | typing.SupportsIndex, progress: typing.Any) -> dict[str, typing.Any]:
    ...
def squared_mmd(kernel: Gaussian | GaussianMixture | Laplace | Matern32 | Matern52 | RationalQuadratic | InverseMultiquadric, x: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], p: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], y: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], q: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def squared_wasserstein2_exact(x: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], y: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], num_threads: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def squared_wasserstein2_line(x: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], p: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], y: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], q: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]) -> float:
    ...
def squared_wasserstein2_sliced(x: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], p: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], y: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, n]", "flags.c_contiguous"], q: typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"], num_projections: typing.SupportsInt | typing.SupportsIndex, seed: typing.SupportsInt | typing.SupportsIndex, num_threads: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def uniform(seed: typing.SupportsInt | typing.SupportsIndex, stream: typing.SupportsInt | typing.SupportsIndex, count: typing.SupportsInt | typing.SupportsIndex) -> typing.Annotated[numpy.typing.NDArray[numpy.float64], "[m, 1]"]:
    """
    Uniform numbers 0 .. count - 1 of a stream.
    """
DISCRIMINATORS: dict[str, type]
KERNELS: dict[str, type]
METHODS: dict[str, type]
__version__: str
