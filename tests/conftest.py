"""Fixtures: seeded generators and one example of every kernel that gandyn registers."""

import signal
from typing import Any

import numpy as np
import pytest

import gandyn as gd

# A job that a shell put into the background ignores Ctrl-C, and so would its children: the tests
# that interrupt a run would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Parameters away from the defaults; a kernel not named here is covered at its defaults.
EXAMPLES: dict[str, dict[str, Any]] = {
    "Gaussian": {"bandwidth": 0.8},
    "GaussianMixture": {"bandwidths": [0.5, 1.0, 3.0], "weights": [0.5, 0.25, 0.25]},
    "Laplace": {"bandwidth": 1.3},
    "Matern32": {"bandwidth": 0.9},
    "Matern52": {"bandwidth": 1.1},
    "RationalQuadratic": {"bandwidth": 0.7, "mixing": 1.7},
    "InverseMultiquadric": {"bandwidth": 1.2},
}


def example(cls: type) -> Any:
    """A kernel of the class with sensible parameters, given by name."""
    defaults = {field.name: field.default for field in cls.fields()}  # type: ignore[attr-defined]
    return cls(**{**defaults, **EXAMPLES.get(cls.__name__, {})})


KERNELS = [example(cls) for cls in gd.kernels.KERNELS.values()]


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator that starts at the same place in every test."""
    return np.random.default_rng(20240114)


@pytest.fixture(params=KERNELS, ids=[type(kernel).__name__ for kernel in KERNELS])
def kernel(request: pytest.FixtureRequest) -> Any:
    """Each registered kernel in turn, without a metric."""
    return request.param
