"""One step of any method on a kernel GAN at rest: its matrix, and what simulated runs do."""

import numpy as np
import pytest

import gandyn as gd
from gandyn.trajectory import State

RIDGE = 0.3
RATES = gd.Rates(0.11, 0.17)
METHODS = [
    gd.ExtraGradient(),
    gd.PastExtraGradient(),
    gd.Optimistic(),
    gd.Optimistic(first_step="doubled"),
    gd.Momentum(beta=0.3),
    gd.SGA(0.7),
    gd.SGA(0.7, align=True),
    gd.CompetitiveGD(),
    gd.FollowTheRidge(),
    gd.Unrolled(3),
    gd.KStep(3),
    gd.Lookahead(k=3),
    gd.AltGD(generator_steps=2, discriminator_steps=3),
]
DISCRIMINATORS = {
    "History": gd.History(),
    "Mesh": gd.Mesh(tolerance=1e-12),
    "RandomFeatures": gd.RandomFeatures(num_features=64, seed=2),
}


def at_rest(
    where: str, method: gd.methods.Method, discriminator: str = "History"
) -> tuple[gd.KernelGAN, State]:
    """Return a game and a fixed point of it: at its targets, or at a point of symmetry between.

    In between, f bends at the particles, and as they coincide no function tells their slopes apart.
    """
    targets = np.random.default_rng(1).normal(size=(4, 2))
    particles = targets
    if where == "between":
        targets, particles = np.array([[1.0, 0.0], [-1.0, 0.0]]), np.zeros((2, 2))
    kept = DISCRIMINATORS[discriminator]
    game = gd.KernelGAN(targets, kernel=gd.Gaussian(0.7), ridge=RIDGE, discriminator=kept)
    # Of this step f = w / ridge; then one of the method, which fills its memory.
    best = gd.simulate(
        game, gd.SimGD(), rates=gd.Rates(0.0, 1 / RIDGE), num_steps=1, initial=particles
    )
    state = gd.simulate(game, method, rates=RATES, num_steps=1, state=best.state).state
    assert np.abs(state.particles - particles).max() < 1e-14
    return game, state


def moved(game: gd.KernelGAN, method: gd.methods.Method, at: State, k: int, h: float) -> np.ndarray:
    """Return the particles of five steps from where coordinate k is disturbed by h."""
    particles = at.particles.copy()
    particles.flat[k] += h
    start = State(at.step, particles, at.discriminator, at.memory)
    run = gd.simulate(game, method, rates=RATES, num_steps=5, save_every=1, state=start)
    return np.asarray(run.particles)


def worst_difference(
    game: gd.KernelGAN, method: gd.methods.Method, at: State, matrix: np.ndarray, h: float
) -> float:
    """Return how far the powers of a matrix are from what five steps make of each coordinate."""
    size, worst = at.particles.size, 0.0
    for k in range(size):
        near, far = (
            (moved(game, method, at, k, s) - moved(game, method, at, k, -s)) / (2 * s)
            for s in (h, 2 * h)
        )
        simulated = (4 * near - far) / 3
        column = np.eye(len(matrix))[k]
        for frame in simulated[1:]:
            column = matrix @ column
            worst = max(worst, float(np.abs(frame.ravel() - column[:size]).max()))
    return worst


@pytest.mark.parametrize("where", ["on targets", "between"])
@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_any_method_has_the_matrix_of_its_simulated_steps(
    where: str, method: gd.methods.Method
) -> None:
    game, state = at_rest(where, method)
    found = gd.update_jacobian(game, method, state, RATES)
    assert found.source == "exact"
    assert worst_difference(game, method, state, found.matrix, 2e-5) < 1e-8


@pytest.mark.parametrize("discriminator", ["Mesh", "RandomFeatures"])
@pytest.mark.parametrize("method", [gd.ExtraGradient(), gd.SGA(0.7, align=True)], ids=repr)
def test_the_matrix_is_that_of_what_is_simulated(
    discriminator: str, method: gd.methods.Method
) -> None:
    game, state = at_rest("on targets", method, discriminator)
    matrix = gd.update_jacobian(game, method, state, RATES).matrix
    assert worst_difference(game, method, state, matrix, 2e-4) < 1e-8


@pytest.mark.parametrize("where", ["on targets", "between"])
def test_it_is_the_polynomial_of_the_fields_matrix(where: str) -> None:
    """Extragradient is I + A + A^2 with A the field's Jacobian times the rates."""
    game, state = at_rest(where, gd.ExtraGradient())
    both = np.repeat([RATES.generator, RATES.discriminator], state.particles.size)
    A = both[:, None] * gd.jacobian(game, state)
    found = gd.update_jacobian(game, gd.ExtraGradient(), state, RATES)
    wanted = np.eye(len(A)) + A + A @ A
    if where == "on targets":
        assert np.abs(found.matrix - wanted).max() < 1e-12
    else:  # here some slopes are those of no function: what both say of the others is the same
        expected = np.sort_complex(np.linalg.eigvals(wanted))
        assert np.abs(np.sort_complex(found.eigenvalues) - expected).max() < 1e-7


def test_what_it_does_not_hold_for_is_refused() -> None:
    game, state = at_rest("on targets", gd.ExtraGradient())
    moving = State(0, state.particles + 0.1, state.discriminator)
    with pytest.raises(ValueError, match="state must be at rest"):
        gd.update_jacobian(game, gd.ExtraGradient(), moving, RATES)
    rising = gd.KernelGAN(game.targets, kernel=gd.Gaussian(0.7), ridge=RIDGE)
    off = np.zeros((2, 2))  # f = 0 has no slope, but will have
    with pytest.raises(ValueError, match="state must be at rest"):
        gd.update_jacobian(rising, gd.KStep(2), off, RATES)
    bare = gd.KernelGAN(game.targets, kernel=gd.Gaussian(0.7), ridge=RIDGE, mass_factor=False)
    with pytest.raises(ValueError, match="mass_factor must be True"):
        gd.update_jacobian(bare, gd.ExtraGradient(), game.targets, RATES)
    with pytest.raises(ValueError, match="counts its moves"):
        gd.update_jacobian(game, gd.ExtraGradient(optimizer=gd.Adam()), state, RATES)
