"""Every item on Jacobian regularisation: its quick version runs, and its verdict holds."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from gandyn import JARE, ConOpt, LinearGAN, SimGD
from gandyn.papers import registry
from gandyn.papers.jare.spectra import closed_form, exponents, ordered
from gandyn.papers.registry import Item
from gandyn.papers.report import Outcome
from gandyn.papers.task import Task

ITEMS = {name: item for name, item in registry.items().items() if item.work == "jare"}


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


def test_closed_forms_are_the_eigenvalues_of_other_settings() -> None:
    game = LinearGAN([1.0, 0.0, 2.0], 0.9)
    blocks = np.array([0.81, 0.81, 0.81 + 5.0])
    for name, method in (("SimGD", SimGD()), ("ConOpt", ConOpt(3.0)), ("JARE", JARE(3.0))):
        told = closed_form(name, blocks, 3.0).ravel()
        assert np.allclose(ordered(told), ordered(exponents(game, method)), atol=1e-9)
