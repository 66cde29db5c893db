"""Claims of reproduced items, and what decides them."""

import math

import numpy as np

from gandyn.papers.report import at_least, at_most, near, overall, same, unknowable


def test_the_worst_number_decides() -> None:
    claim = near("x", [1.0, 2.0, 3.0], [1.0, 2.5, 3.1], 0.2, "why")
    assert (claim.predicted, claim.measured, claim.verdict) == (2.0, 2.5, "fails")
    assert near("x", 100.0, 101.0, 0.02, "why", relative=True).verdict == "holds"
    assert near("x", math.inf, math.inf, 0.0, "why").verdict == "holds"
    assert near("x", 1.0, math.nan, 1.0, "why").verdict == "fails"
    assert near("x", math.nan, math.nan, 0.0, "why").verdict == "holds"
    assert near("x", 1j, 1j + 0.5, 0.1, "why").measured == "0.5+1i"


def test_bounds_and_words_decide() -> None:
    assert at_most("x", [1, 2], 2, "why").verdict == "holds"
    assert at_most("x", [1, math.nan], 2, "why").verdict == "fails"
    assert at_least("x", [1, 2], 2, "why").verdict == "fails"
    assert at_least("x", math.nan, 2, "why").verdict == "fails"
    assert same("x", "converges", "converges", "why").verdict == "holds"
    assert same("x", 3, np.int64(3), "why").verdict == "holds"


def test_one_failure_fails_and_nothing_known_is_unknowable() -> None:
    good, bad, mute = same("x", 1, 1, "w"), same("x", 1, 2, "w"), unknowable("x", "w")
    assert overall([good, mute]) == "holds"
    assert overall([good, mute, bad]) == "fails"
    assert overall([mute]) == overall([]) == "unknowable"
