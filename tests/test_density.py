"""The kernel density estimate against SciPy's."""

import numpy as np
import pytest
from scipy.stats import gaussian_kde

from gandyn.density import kernel_density


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("weighted", [False, True])
def test_it_is_that_of_scipy(d: int, weighted: bool) -> None:
    random = np.random.default_rng(d)
    points = random.normal(size=(60, d)) @ random.normal(size=(d, d)) + 3.0
    weights = random.uniform(0.5, 2.0, size=60) if weighted else None
    at = random.normal(size=(25, d)) + 3.0
    told = gaussian_kde(points.T, weights=weights)(at.T)
    assert np.allclose(kernel_density(points, at, weights), told, rtol=1e-8, atol=1e-12)


def test_points_without_spread_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 2 in 2 dimensions, got 2"):
        kernel_density([[0.0, 0.0], [1.0, 1.0]], [[0.0, 0.0]])
    with pytest.raises(ValueError, match="must not lie in one plane"):
        kernel_density([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]], [[0.0, 0.0]])
