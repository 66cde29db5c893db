"""How the discriminator, a function of the kernel's RKHS, is kept.

``History(tolerance=0.0)``
    Exact: f is the kernel expansion over every cloud it has met (Becker et al. 2022, App. D), so a
    step costs O(k n^2) at step k. ``tolerance`` > 0 forgets a cloud once its weight, relative to
    the one it entered with, fell below it. For 0 < eta_d ridge <= 1 the error of f is then at most
    tolerance / ridge times the particles' mass and K(0); without ridge nothing is ever forgotten.

``Mesh(tolerance=1e-6)``
    For ``Gaussian`` and ``GaussianMixture`` in 1 to 3 dimensions: f is kept on a mesh that exists
    only where there is charge. A step costs O(n), however many came before it, and f errs by at
    most ``tolerance`` times the sum of the sizes of all its weights and K(0), its gradient by that
    over the (smallest) bandwidth; both are worst cases. (A ``metric`` rounds coordinates: the
    distance from the first target times 2^-52, in bandwidths, comes on top.) Points more than 1e14
    bandwidths from the origin are not told apart. Restart states do not grow with the steps.

``RandomFeatures(num_features=4096, seed=0, orthogonal=False)``
    Exact as well, but for another, finite-dimensional kernel: the mean of D = ``num_features``
    random waves of the kernel (Rahimi and Recht 2007) ::

        K~(x, y) = K(0) / D sum_k cos(omega_k . (x - y)),   E K~ = K

    A step of n particles costs O(n D d), whatever came before. This does not approximate the
    kernel to a tolerance: K~ - K has the size K(0) / sqrt(2 D) everywhere, also where K is all but
    0, so that particles far from everything still feel a force. `feature_error` measures what that
    means for f. In d = 8, with a Gaussian kernel of bandwidth 2, 500 targets and 1000 particles
    both standard normal, f and its gradient at the particles are wrong by 18 % and 27 % (root mean
    squares) with 512 features, 6 % and 9 % with 4096, 2 % and 3 % with 32768; with bandwidth 1 by
    76 % and 138 %, 26 % and 48 %, 10 % and 17 %. ``orthogonal`` waves (Yu et al. 2016) fill
    directions more evenly: a third less in the first case, hardly less in the second. Gradients
    weigh waves by their frequencies: those of ``Laplace`` have no mean, and its gradients do not
    converge at all.

``"auto"``, the default of a game, keeps small runs exact and takes a mesh with tolerance 1e-6 where
an exact history would need more than a few seconds; ``game.explain()`` says what it does and why.

``DISCRIMINATORS`` maps every name to its class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from ._core import History, Mesh, RandomFeatures

__all__ = ["DISCRIMINATORS", "Discriminator", "History", "Mesh", "RandomFeatures"]

DISCRIMINATORS: dict[str, type] = _core.DISCRIMINATORS


class Auto:
    """The choice is made when a run begins, by its size: see `KernelGAN.explain`."""

    def __new__(cls) -> str:  # type: ignore[misc]
        """Return the word that stands for it."""
        return "auto"

    @staticmethod
    def fields() -> tuple[()]:
        """Return the fields: there are none."""
        return ()


if TYPE_CHECKING:
    Discriminator = History | Mesh | RandomFeatures
else:
    Discriminator = Any
