"""Orders of moves and methods whose one-step matrix is known."""

from __future__ import annotations

from . import _core
from .methods import JARE, AltGD, BestResponse, ConOpt, Method, SimGD

ORDERS = ("alternating", "simultaneous", "generator_first", "continuous", "best_response")
"""Orders that go by a word."""


def as_scheme(order: str | Method) -> _core.Scheme:
    """Return what the core knows an order or a method by.

    Raises
    ------
    TypeError, ValueError
        It is none, or one whose matrix is not known.
    """
    if isinstance(order, str):
        if order not in ORDERS:
            raise ValueError(f"order must be one of {', '.join(ORDERS)} or a method, got {order!r}")
        return _core.Scheme(order, 0.0, 0.0)
    match order:
        case SimGD(optimizer=None):
            return _core.Scheme("simultaneous", 0.0, 0.0)
        case AltGD(optimizer=None, generator_steps=1, discriminator_steps=1):
            first = order.first == "generator"
            return _core.Scheme("generator_first" if first else "alternating", 0.0, 0.0)
        case BestResponse():
            return _core.Scheme("best_response", 0.0, 0.0)
        case JARE(optimizer=None):
            generator = order.gamma if order.players != "discriminator" else 0.0
            discriminator = order.gamma if order.players != "generator" else 0.0
            return _core.Scheme("jare", generator, discriminator)
        case ConOpt(optimizer=None):
            return _core.Scheme("con_opt", order.gamma, order.gamma)
    if isinstance(order, tuple(_core.METHODS.values())):
        raise ValueError(
            "order: known for SimGD, AltGD with one move each, BestResponse, JARE and ConOpt, "
            f"none with an optimizer, not for {order!r}"
        )
    raise TypeError(f"order must be one of {', '.join(ORDERS)} or a method, got {order!r}")


def is_scheme(method: Method) -> bool:
    """Whether `as_scheme` knows a method."""
    try:
        as_scheme(method)
    except ValueError:
        return False
    return True
