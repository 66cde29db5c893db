"""Options and parts of the items on the kernel GAN; test_papers runs the items."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from gandyn.papers.kernel_gan import digits, eigenvalue_map
from gandyn.papers.kernel_gan.clouds import cloud
from gandyn.papers.registry import Item
from gandyn.papers.report import Outcome
from gandyn.papers.task import Task


@pytest.fixture(autouse=True)
def no_figures_left() -> Iterator[None]:
    yield
    from matplotlib import pyplot

    pyplot.close("all")


def made(item: Item, **options: Any) -> Outcome:
    defaults = {name: option.default for name, option in item.options.items()}
    outcome = item.make(Task(True, defaults | options))
    bad = [claim for claim in outcome.claims if claim.verdict == "fails"]
    assert not bad, bad
    return outcome


def test_the_map_holds_for_two_particles_too() -> None:
    made(eigenvalue_map.ITEM, masses="two")


def test_a_cloud_has_the_moments_it_was_asked_for() -> None:
    points = cloud((0.1, -0.5), (0.1, 0.2), seed=3)
    assert np.allclose(points.mean(axis=0), (0.1, -0.5), atol=1e-14)
    assert np.allclose(np.cov(points.T, bias=True), np.diag([0.1, 0.2]), atol=1e-14)


def test_without_digits_the_report_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "find_spec", lambda name: None)
    outcome = made(digits.ITEM)
    mute, _ = [claim for claim in outcome.claims if claim.verdict == "unknowable"]
    assert "scikit-learn is not installed" in mute.why
