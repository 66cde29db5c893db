"""What is claimed, what was predicted and measured, and whether it holds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..trajectory import Trajectory

__all__ = [
    "Animation",
    "Claim",
    "Outcome",
    "Verdict",
    "at_least",
    "at_most",
    "near",
    "overall",
    "plain",
    "same",
    "unknowable",
]

Verdict = Literal["holds", "fails", "unknowable"]


@dataclass(frozen=True)
class Claim:
    """A statement, with the numbers that decide it.

    Attributes
    ----------
    claim : str
        The statement.
    predicted, measured : number, str or None
        By the theory or the source, and here. Of many numbers those of the worst.
    tolerance : str
        How near they must be, in words a reader can check.
    verdict : "holds", "fails" or "unknowable"
        What came of it.
    why : str
        Where prediction and tolerance are from; or why nothing can be said.
    """

    claim: str
    predicted: float | int | str | None
    measured: float | int | str | None
    tolerance: str
    verdict: Verdict
    why: str


@dataclass(frozen=True)
class Animation:
    """A run to be shown in motion.

    Attributes
    ----------
    run : Trajectory
        What is played.
    how : dict
        Further arguments of `gandyn.animate.animate`.
    """

    run: Trajectory
    how: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What an item made.

    Attributes
    ----------
    figure : Figure or dict of str to Figure
        The picture; or several, by the names of their files.
    claims : sequence of Claim
        What it shows, in numbers.
    caption : str
        What is drawn, with every parameter, and what was chosen where the source is silent.
    data : dict of str to columns
        Tables by the names of their files: columns (N,) by their names.
    animations : dict of str to Animation
        Runs in motion by the names of their files, one GIF each.
    """

    figure: Figure | Mapping[str, Figure]
    claims: list[Claim]
    caption: str
    data: Mapping[str, Mapping[str, ArrayLike]] = field(default_factory=dict)
    animations: Mapping[str, Animation] = field(default_factory=dict)

    def figures(self) -> dict[str, Figure]:
        """Return every picture by the name of its file, without its ending."""
        return dict(self.figure) if isinstance(self.figure, Mapping) else {"figure": self.figure}


def near(
    claim: str,
    predicted: ArrayLike,
    measured: ArrayLike,
    tolerance: float,
    why: str,
    *,
    relative: bool = False,
) -> Claim:
    """Claim |measured - predicted| <= tolerance (times |predicted| if relative), for every number.

    Parameters
    ----------
    claim : str
        The statement.
    predicted, measured : array_like, any shape
        Compared one by one; the worst is shown. nan is as far as can be, but not from nan.
    tolerance : float
        The largest difference that is allowed.
    why : str
        Where prediction and tolerance are from.
    relative : bool
        Whether the difference is in units of the prediction.
    """
    wanted, got = np.broadcast_arrays(np.asarray(predicted), np.asarray(measured))
    wanted, got = wanted.ravel(), got.ravel()
    with np.errstate(invalid="ignore", divide="ignore"):
        away = np.abs(got - wanted) / (np.abs(wanted) if relative else 1.0)
    away[(wanted == got) | (np.isnan(wanted) & np.isnan(got))] = 0.0
    away = np.nan_to_num(away, nan=math.inf)
    worst = int(np.argmax(away))
    kind = "relative" if relative else "absolute"
    among = f"; the worst of {wanted.size:,} numbers" if wanted.size > 1 else ""
    words = f"{kind} difference at most {tolerance:.3g}, is {away[worst]:.2g}{among}"
    holds = _decide(away[worst] <= tolerance)
    return Claim(claim, plain(wanted[worst]), plain(got[worst]), words, holds, why)


def at_most(claim: str, measured: ArrayLike, bound: float, why: str) -> Claim:
    """Claim that no number is above a bound; nan is."""
    worst = float(np.max(measured))
    return Claim(claim, plain(bound), plain(worst), "at most", _decide(worst <= bound), why)


def at_least(claim: str, measured: ArrayLike, bound: float, why: str) -> Claim:
    """Claim that no number is below a bound; nan is."""
    worst = float(np.min(measured))
    return Claim(claim, plain(bound), plain(worst), "at least", _decide(worst >= bound), why)


def same(claim: str, predicted: Any, measured: Any, why: str) -> Claim:
    """Claim that a count, or a word, is the predicted one."""
    wanted, got = plain(predicted), plain(measured)
    return Claim(claim, wanted, got, "equal", _decide(wanted == got), why)


def unknowable(claim: str, why: str, measured: Any = None) -> Claim:
    """Say why nothing can be said, and what was measured nevertheless."""
    return Claim(claim, None, plain(measured), "none", "unknowable", why)


def overall(claims: Iterable[Claim]) -> Verdict:
    """Return "fails" if one claim does, else "holds" if one does, else "unknowable"."""
    found = {claim.verdict for claim in claims}
    return "fails" if "fails" in found else "holds" if "holds" in found else "unknowable"


def plain(value: Any) -> Any:
    """Return a value that JSON has: numbers not finite and complex ones become text."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, complex):
        return f"{value.real:.6g}{value.imag:+.6g}i"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def as_table(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """Return claims as they are written."""
    return [asdict(claim) for claim in claims]


def _decide(holds: Any) -> Verdict:
    return "holds" if bool(holds) else "fails"
