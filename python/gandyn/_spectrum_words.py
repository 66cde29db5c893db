"""What a spectrum says, in sentences."""

from __future__ import annotations

from typing import Any

import numpy as np

from .phases import Phase, Stability


def explain(eigenvalues: Any, decay: float, found: Stability, flow: bool, route: str) -> str:
    """Say what happens, how fast, and by which kind of mode."""
    if Phase.unknown in found.phase:
        return "Unknown: not every leading eigenvalue was found, or a number overflows."
    lead, of_particles = _leading(eigenvalues, decay, flow)
    unit = "a unit of time" if flow else "a step"
    sentences = [f"The state {_verb(found.phase)}: {_pace(found, flow, unit)}."]
    sentences.append(f"What lasts longest is {_kind(lead, of_particles, flow)}.")
    if np.isfinite(found.period):
        one = "units of time" if flow else "steps"
        sentences.append(f"The oscillation that fades last turns once in {found.period:.4g} {one}.")
    if found.num_neutral:
        count = found.num_neutral
        known = "of the eigenvalues found " if route == "krylov" else ""
        sentences.append(
            f"{count} {known}{'is' if count == 1 else 'are'} neutral to first order: nothing but "
            "higher orders moves a disturbance there."
        )
    return " ".join(sentences)


def _leading(eigenvalues: Any, decay: float, flow: bool) -> tuple[complex, bool]:
    """Return the eigenvalue that lasts longest, and whether it is one of particles."""
    sizes = eigenvalues.real if flow else np.abs(eigenvalues)
    place = int(np.argmax(sizes))
    outside = decay if flow else abs(decay)
    if outside > sizes[place] + 1e-12:
        return complex(decay), False
    return complex(eigenvalues[place]), not np.isclose(
        eigenvalues[place], decay, rtol=0, atol=1e-12
    )


def _verb(phase: Phase) -> str:
    verbs = [
        verb
        for flag, verb in (
            (Phase.converges, "converges"),
            (Phase.diverges, "diverges"),
            (Phase.oscillates, "oscillates"),
            (Phase.flips, "flips"),
        )
        if flag in phase
    ]
    if not phase & (Phase.converges | Phase.diverges):
        verbs.insert(0, "is neutral")
    return " and ".join(verbs)


def _pace(found: Stability, flow: bool, unit: str) -> str:
    rate = found.rate
    if not found.phase & (Phase.converges | Phase.diverges):
        return f"to first order some disturbance keeps its size, the factor {unit} being 1"
    exponent = found.abscissa if flow else np.log(rate) if rate > 0 else -np.inf
    word = "half" if exponent < 0 else "double"
    times = np.log(2) / abs(exponent) if exponent else np.inf
    told = f"exponent {found.abscissa:.4g}" if flow else f"factor {rate:.6g}"
    if times == 0:
        return f"{told} {unit}, gone at once"
    return f"{told} {unit}, {word} after {times:.4g}"


def _kind(lead: complex, of_particles: bool, flow: bool) -> str:
    if not of_particles:
        return "a part of the discriminator that no particle sees, which fades by the ridge"
    if abs(lead.imag) > 1e-12:
        return "a swing of particles against the discriminator"
    if not flow and lead.real < 0:
        return "an overshoot, particles going from side to side each step"
    if abs(lead - (0 if flow else 1)) <= 1e-12:
        return "a move of particles that leaves the discriminator as it is"
    return "a move of particles without a swing"
