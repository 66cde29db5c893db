"""What the spectrum around one target means, in inequalities and in sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from ._core import ConOpt
from ._isolated_parameters import NUMBERS
from .phases import Phase
from .threads import resolve

if TYPE_CHECKING:
    from .isolated import IsolatedPoint

MODES = {
    "a": "functions that no particle sees",
    "b": "the displacements of particles relative to each other",
    "c": "the mean displacement with the slope of f",
}


class Condition(NamedTuple):
    """One inequality of the closed-form stability criterion: low < value < high.

    Attributes
    ----------
    name : str
        "decay", "relative", "spiral", "flip" or "target".
    text : str
        The inequality in symbols.
    value, low, high : float
        Its three sides.
    holds : bool
        Whether it does.
    """

    name: str
    text: str
    value: float
    low: float
    high: float
    holds: bool


def conditions(point: IsolatedPoint) -> tuple[Condition, ...]:
    """Return the inequalities that together mean stable, theory of the kernel GAN 5.4."""
    if not point.equal_masses or point.method is not None:
        return ()
    a, h, Q, product = point.coefficients
    several, flow = len(point.particle_weights) > 1, point.order == "continuous"
    top = math.inf if flow else 2.0
    found = [_between("decay", "0 < ridge" if flow else "0 < eta_d ridge < 2", a, 0.0, top)]
    if several:
        text = "0 < mu q gamma Delta / ridge" if flow else "0 < eta_g q gamma Delta / ridge < 2"
        found.append(_between("relative", text, h, 0.0, top))
    if flow:
        if not several:
            found.append(
                _between("spiral", "0 < ridge + mu q gamma Delta / ridge", a + h, 0.0, top)
            )
    elif point.order == "simultaneous":
        text = "eta_d eta_g gamma q p < eta_d ridge + eta_g q gamma Delta / ridge"
        found.append(_between("spiral", text, product, -math.inf, a + h))
        text = "0 < 4 - 2 (a + h) + eta_d eta_g gamma q p"
        found.append(_between("flip", text, 4.0 - 2.0 * (a + h) + product, 0.0, math.inf))
    else:
        inner = (2.0 - a) * (2.0 - h)
        found.append(_between("flip", "Q < (2 - a)(2 - h)", Q, -math.inf, inner))
        if not several:
            text, value = "-1 < (1 - a)(1 - h) < 1", (1.0 - a) * (1.0 - h)
            found.append(_between("spiral", text, value, -1.0, 1.0))
    if point.target_weight == 0.0:
        found.append(_between("target", "0 < p", 0.0, 0.0, math.inf))
    return tuple(found)


def explain(point: IsolatedPoint) -> str:
    """Return sentences a person can act on."""
    return " ".join([_verdict(point), *_reasons(point), *_advice(point)])


def _verdict(point: IsolatedPoint) -> str:
    phase, flow = point.phase, point.order == "continuous"
    if phase & Phase.unknown:
        return "Unknown: a number is not finite."
    word = "neutral to first order"
    if phase & Phase.converges:
        word = "converges"
    elif phase & Phase.diverges:
        word = "diverges"
    if phase & Phase.oscillates:
        word = "oscillates" if phase & Phase.converges else f"{word} and oscillates"
    unit = "units of tau" if flow else "steps"
    parts = [f"period {_short(point.period)} {unit}"] if math.isfinite(point.period) else []
    parts.append(
        f"rate {_short(point.rate)} per unit of tau"
        if flow
        else f"rate {_short(point.rate)} a step"
    )
    if phase & Phase.flips:
        parts.append("errors change sign every step")
    parts.append(f"set by mode {point.dominant} ({MODES[point.dominant]})")
    return f"{word[0].upper()}{word[1:]}: {', '.join(parts)}."


def _reasons(point: IsolatedPoint) -> list[str]:
    """Return why it does not converge, if it does not."""
    if point.phase & Phase.converges:
        return []
    several = len(point.particle_weights) > 1
    failed = [c for c in point.conditions if not c.holds]
    if several and point.delta == 0.0:
        failed = [c for c in failed if c.name != "relative"]
        return [
            *_violated(failed),
            "The particles have the mass of the target (Delta = 0), so that to first order nothing "
            "moves them back relative to each other; moments tells how they contract.",
        ]
    if several and point.delta < 0.0 and not isinstance(point.method, ConOpt):
        return [
            "The particles are heavier than the target (Delta < 0), so that they drive each other "
            "away from it, whatever the ridge; trap_radius tells where they settle."
        ]
    return _violated(failed)


def _violated(failed: list[Condition]) -> list[str]:
    return [f"Violated: {c.text} ({_short(c.value)})." for c in failed]


def _advice(point: IsolatedPoint) -> list[str]:
    several = len(point.particle_weights) > 1
    held = isinstance(point.method, ConOpt) and point.delta < 0.0
    if (several and point.delta <= 0.0 and not held) or point.target_weight == 0.0:
        return []
    flow = point.order == "continuous"
    numbers, objective = point.model.fastest(
        list(point.numbers.values()), "ridge", resolve(None)[0]
    )
    ridge = _short(numbers[NUMBERS.index("ridge")])
    where = "at these rates" if not flow else "at this ratio of the rates"
    source = "by a search over the ridge alone"
    speed = -objective if flow else -math.log(objective) if objective > 0.0 else math.inf
    if not speed > 0.0:
        return [f"No ridge makes it converge {where} ({source}): make the steps smaller."]
    now = point.rate if flow else -math.log(point.rate) if point.rate > 0.0 else math.inf
    rate = f"{_short(-objective)} per unit of tau" if flow else f"{_short(objective)} a step"
    if not point.phase & Phase.converges:
        return [f"Ridge {ridge} would converge {where}, rate {rate} ({source})."]
    if speed < 1.05 * now:
        return [f"No other ridge is much faster {where} ({source})."]
    return [f"Ridge {ridge} would be {_times(speed / now)} {where}, rate {rate} ({source})."]


def _between(name: str, text: str, value: float, low: float, high: float) -> Condition:
    return Condition(name, text, value, low, high, low < value < high)


def _short(number: float) -> str:
    """Return a number as a person would read it; near 1 with the digits of what is missing."""
    if 1e-12 < abs(number - 1.0) < 0.1:
        digits = min(max(1 - math.floor(math.log10(abs(1.0 - number))), 2), 12)
        return f"{number:.{digits}f}"
    return f"{number:.3g}"


def _times(ratio: float) -> str:
    return f"{ratio:.2g} times faster" if ratio < 99.5 else f"{ratio:,.0f} times faster"
