"""gandyn: simulate and analyse how GANs train.

A game (`KernelGAN`, or one of two vectors such as `LinearGAN`) is played by a method (`SimGD`,
`AltGD`, `JARE`, ...) and gives a trajectory; `simulate_batch` plays many runs in one call.

What there is stands in ``__init__.pyi``; a name's module is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import lazy_loader

from . import _boot  # noqa: F401

_listed, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    try:
        return _listed(name)
    except AttributeError:
        from . import _core

        # Whatever the core has gained and the list does not name yet.
        for family in (_core.KERNELS, _core.DISCRIMINATORS, _core.METHODS, _core.VECTOR_GAMES):
            if name in family:
                return family[name]
        if not name.startswith("_") and find_spec(f"{__name__}.{name}"):
            return import_module(f"{__name__}.{name}")  # a part of the package, by its own name
        raise
