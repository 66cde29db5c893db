"""What the items on Jacobian regularisation are made of; test_papers runs the items."""

import numpy as np

from gandyn import JARE, ConOpt, LinearGAN, SimGD
from gandyn.papers.jare.spectra import closed_form, exponents, ordered


def test_closed_forms_are_the_eigenvalues_of_other_settings() -> None:
    game = LinearGAN([1.0, 0.0, 2.0], 0.9)
    blocks = np.array([0.81, 0.81, 0.81 + 5.0])
    for name, method in (("SimGD", SimGD()), ("ConOpt", ConOpt(3.0)), ("JARE", JARE(3.0))):
        told = closed_form(name, blocks, 3.0).ravel()
        assert np.allclose(ordered(told), ordered(exponents(game, method)), atol=1e-9)
