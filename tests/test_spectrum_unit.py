"""Spectra of the whole kernel GAN against differences of the simulated map itself.

With few random features a discriminator is a finite vector, and a step of (particles, vector) is a
map whose whole Jacobian can be had. With a history it is a sum that NumPy writes out.
"""

import sys
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

import gandyn as gd
from gandyn.spectrum import kernel_jacobian, kernel_update_jacobian

Array = NDArray[np.float64]
METHODS = [
    gd.SimGD(),
    gd.AltGD("discriminator"),
    gd.AltGD("generator"),
    gd.BestResponse(),
    gd.JARE(0.6),
    gd.JARE(0.6, players="generator"),
]
RATES = gd.Rates(0.7, 0.4)
ORDERS = ["alternating", "simultaneous", "generator_first", "continuous", "best_response"]


def differences(step: Callable[[Array], Array], at: Array, h: float = 1e-3) -> Array:
    """The Jacobian of a map by central differences of the fourth order."""

    def plain(width: float) -> Array:
        moves = width * np.eye(len(at))
        return np.stack([(step(at + e) - step(at - e)) / (2 * width) for e in moves], axis=1)

    return (4 * plain(h) - plain(2 * h)) / 3


def distance(few: Any, many: Any) -> tuple[float, Any]:
    """How far each of a few eigenvalues is from one of many, and those of the many left over."""
    apart = np.abs(many[:, None] - few[None])
    rows, columns = linear_sum_assignment(apart)
    return float(apart[rows, columns].max()), np.delete(many, rows)


def matched(game: Any, run: Any, method: Any) -> None:
    """Every eigenvalue is one of the simulated map, and the others of the map are the decay."""
    state = run.state
    shape, size = state.discriminator["coefficients"].shape, state.particles.size

    def step(point: Array) -> Array:
        kept = state.discriminator | {"coefficients": point[size:].reshape(shape)}
        start = gd.State(0, point[:size].reshape(state.particles.shape), kept)
        after = gd.simulate(game, method, rates=RATES, num_steps=1, state=start).state
        return np.concatenate(
            [after.particles.ravel(), after.discriminator["coefficients"].ravel()]
        )

    at = np.concatenate([state.particles.ravel(), state.discriminator["coefficients"].ravel()])
    whole = np.linalg.eigvals(differences(step, at))
    sp = gd.kernel_gan_spectrum(game, run, RATES, method)
    error, others = distance(sp.eigenvalues, whole)
    assert error < 1e-8
    np.testing.assert_allclose(others, sp.decay, rtol=0, atol=1e-10)


@pytest.mark.parametrize("mass", [True, False])
@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_every_eigenvalue_is_one_of_the_simulated_map(
    method: Any, mass: bool, rng: np.random.Generator
) -> None:
    """In the middle of a run, far from any fixed point."""
    x, y, q = rng.normal(size=(6, 2)), rng.normal(size=(4, 2)), rng.uniform(0.1, 0.4, 4)
    game = gd.KernelGAN(
        x,
        particle_weights=q,
        kernel=gd.Gaussian(0.8, metric=[[2.0, 0.3], [0.3, 0.5]]),
        ridge=0.3,
        discriminator=gd.RandomFeatures(12, seed=3),
        mass_factor=mass,
    )
    run = gd.simulate(game, gd.AltGD(), rates=gd.Rates(0.5, 0.5), num_steps=7, initial=y)
    matched(game, run, method)


@pytest.mark.parametrize("method", [gd.ConOpt(0.5), gd.AltGD(), gd.JARE(0.5)], ids=repr)
def test_at_a_fixed_point_with_a_bent_discriminator(method: Any) -> None:
    """Two particles share a target that outweighs them: f keeps a bump, and both sit on its top."""
    game = gd.KernelGAN(
        [[0.3]],
        particle_weights=[0.4, 0.3],
        ridge=0.5,
        discriminator=gd.RandomFeatures(6, seed=1),
    )
    fair = gd.Rates(0.5, 0.9)
    run = gd.simulate(game, gd.AltGD(), rates=fair, num_steps=3000, initial=[[0.35], [0.2]])
    assert np.abs(run.discriminator_gradient(run.final.particles)).max() < 1e-12
    matched(game, run, method)


@pytest.mark.parametrize("method", METHODS[:3], ids=repr)
def test_the_matrix_of_a_history_is_that_of_sums_written_out(
    method: Any, rng: np.random.Generator
) -> None:
    x, y, q = rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), rng.uniform(0.1, 0.4, 3)
    ridge, a = 0.3, RATES.discriminator * 0.3
    game = gd.KernelGAN(x, particle_weights=q, kernel=gd.Gaussian(1.0), ridge=ridge)
    run = gd.simulate(game, gd.AltGD(), rates=RATES, num_steps=3, initial=y)
    base = run.final.particles

    def pull(at: Array, source: Array) -> Array:
        """Gradient in `at` of K(at, source)."""
        return (source - at) * np.exp(-0.5 * ((at - source) ** 2).sum(-1, keepdims=True))

    def dipole(at: Array, place: Array, vector: Array, h: float = 1e-4) -> Array:
        plain = [pull(at, place + w * vector) - pull(at, place - w * vector) for w in (h, 2 * h)]
        return (8 * plain[0] - plain[1]) / (12 * h)

    def step(point: Array) -> Array:
        moved, vectors = point.reshape(2, 3, 2)

        def old(at: Array) -> Array:
            extra = sum(dipole(at, base[j], vectors[j]) for j in range(3))
            return run.discriminator_gradient(at) + extra

        def witness(at: Array, cloud: Array) -> Array:
            own = sum(q[j] * pull(at, cloud[j]) for j in range(3))
            return sum(pull(at, target) / 3 for target in x) - own

        def new(at: Array, cloud: Array) -> Array:
            return (1 - a) * old(at) + RATES.discriminator * witness(at, cloud)

        slopes = new(moved, moved) if method == gd.AltGD("discriminator") else old(moved)
        after = moved + RATES.generator * q[:, None] * slopes
        feeding = after if method == gd.AltGD("generator") else moved
        return np.concatenate([after.ravel(), new(base, feeding).ravel()])

    brute = differences(step, np.concatenate([base.ravel(), np.zeros(6)]))
    matrix, source = kernel_update_jacobian(game, method, run, RATES)
    field = kernel_jacobian(game, run)
    G = -field[6:, :6] / np.repeat(q, 2)  # f's change sum_j v_j . grad K(y_j, .) has g = G v
    assert source == "exact"
    np.testing.assert_allclose(matrix[:, :6], brute[:, :6], rtol=0, atol=1e-8)
    np.testing.assert_allclose(matrix[:, 6:] @ G, brute[:, 6:], rtol=0, atol=1e-8)


# ------------------------------------------------------------------------- f = 0, and one S for all


@pytest.mark.parametrize("mass", [True, False])
@pytest.mark.parametrize("order", [*ORDERS, gd.JARE(0.6), gd.ConOpt(0.5)], ids=str)
def test_the_flat_route_is_the_dense_one(order: Any, mass: bool, rng: np.random.Generator) -> None:
    y, q = rng.normal(size=(6, 2)), rng.uniform(0.1, 0.4, 6)
    game = gd.KernelGAN(y, q, q, gd.Gaussian(0.8), 0.3, mass_factor=mass)
    sp = gd.kernel_gan_spectrum(game, y, RATES, order)
    penalised = not isinstance(order, str) and not mass
    assert sp.route == ("dense" if penalised else "flat")  # unequal masses, see no_blocks
    error, others = distance(gd.eigenvalues(sp.jacobian), sp.eigenvalues)
    assert error < 1e-12 and not len(others)
    said = gd.stability(np.append(sp.eigenvalues, sp.decay), discrete=order != "continuous")
    for field in fields(said):
        if field.name not in ("phase", "numerical_abscissa", "departure"):
            wanted = getattr(said, field.name)
            assert getattr(sp.stability, field.name) == pytest.approx(wanted, rel=1e-9), field.name
    assert sp.phase == said.phase
    vector = sp.mode(0)
    assert vector.shape == (6, 2) and np.linalg.norm(vector) == pytest.approx(1)
    assert sp.explain().startswith("The state ")


def test_a_sweep_is_many_spectra(rng: np.random.Generator) -> None:
    y = rng.normal(size=(5, 2))
    game = gd.KernelGAN(y, kernel=gd.Gaussian(0.8), ridge=0.3)
    sp = gd.kernel_gan_spectrum(game, y, RATES)
    generator, ridge = np.geomspace(0.1, 300, 4)[:, None], np.geomspace(0.05, 4, 3)
    for order in ("alternating", "continuous", gd.JARE(0.4)):
        many = [sp.sweep(generator, ridge=ridge, order=order, num_threads=t) for t in (1, 2)]
        for i, k in np.ndindex(4, 3):
            one = gd.KernelGAN(y, kernel=gd.Gaussian(0.8), ridge=ridge[k])
            alone = gd.kernel_gan_spectrum(one, y, gd.Rates(generator[i, 0], 0.4), order).stability
            assert gd.Phase(int(many[0].phase[i, k])) == alone.phase
            for name in ("spectral_radius", "abscissa", "period", "max_stable_step", "rate"):
                assert getattr(many[0], name)[i, k] == getattr(many[1], name)[i, k]
                assert getattr(many[0], name)[i, k] == pytest.approx(getattr(alone, name))


def test_coincident_particles_are_neutral_and_rounding_does_not_swing() -> None:
    """Three on one target: two relative displacements an axis have kappa = 0 exactly."""
    y = np.zeros((3, 2))
    game = gd.KernelGAN([[0.0, 0.0]], particle_weights=[1 / 3] * 3, ridge=0.0)
    sp = gd.kernel_gan_spectrum(game, y, gd.Rates(0.1, 0.1), "simultaneous")
    assert (sp.coupling[:4] == 0).all() and (sp.coupling[4:] > 0.1).all()
    assert sp.num_neutral == 8  # z = 0 and z = a = 0
    assert (np.abs(sp.eigenvalues.imag) > 0).sum() == 4


def test_what_is_flat_depends_on_the_order(rng: np.random.Generator) -> None:
    """At f = 0 away from balance the first move of a discriminator bends it."""
    x, y = rng.normal(size=(4, 1)), rng.normal(size=(3, 1))
    game = gd.KernelGAN(x, ridge=0.3)
    routes = [gd.kernel_gan_spectrum(game, y, RATES, order).route for order in ORDERS]
    assert routes == ["dense", "flat", "flat", "flat", "dense"]
    with pytest.raises(ValueError, match="not flat for 'alternating'"):
        gd.kernel_gan_spectrum(game, y, RATES, "simultaneous").sweep(order="alternating")
    with pytest.raises(ValueError, match="must be 'flat'"):
        gd.kernel_gan_spectrum(game, y, RATES).sweep()


# ------------------------------------------------------------------------------ without a matrix


@pytest.mark.parametrize(
    "kept", [gd.History(), gd.Mesh(1e-10), gd.RandomFeatures(40)], ids=lambda k: type(k).__name__
)
@pytest.mark.parametrize("order", [*ORDERS, gd.JARE(0.6), gd.ConOpt(0.5)], ids=str)
def test_leading_eigenvalues_by_products(kept: Any, order: Any, rng: np.random.Generator) -> None:
    y = rng.normal(size=(8, 2))
    game = gd.KernelGAN(y, kernel=gd.Gaussian(0.8), ridge=0.3, discriminator=kept)
    state: Any = y
    if isinstance(order, str):
        state = gd.simulate(game, gd.SimGD(), rates=RATES, num_steps=4, initial=y + 0.1)
    sp = gd.kernel_gan_spectrum(game, state, RATES, order, num_eigenvalues=3)
    assert sp.route == "krylov" and sp.eigenvalues.shape == (3,)
    matrix = gd.kernel_gan_spectrum(game, state, RATES, order).jacobian
    mesh = isinstance(kept, gd.Mesh)
    error, _ = distance(sp.eigenvalues, np.linalg.eigvals(matrix))
    assert error < (1e-7 if mesh else 1e-10)


def test_without_scipy_the_matrix_is_all_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    game = gd.KernelGAN([[0.0], [1.0]])
    monkeypatch.setitem(sys.modules, "scipy.sparse.linalg", None)
    with pytest.raises(ImportError, match=r'pip install "gandyn\[analysis\]"'):
        gd.kernel_gan_spectrum(game, [[0.0], [1.0]], RATES, num_eigenvalues=1)
    assert len(gd.kernel_gan_spectrum(game, [[0.0], [1.0]], RATES).eigenvalues) == 4


@pytest.mark.parametrize("kept", [gd.History(), gd.RandomFeatures(40)], ids=str)
def test_threads_change_no_bit(kept: Any, rng: np.random.Generator) -> None:
    y = rng.normal(size=(70, 2))
    game = gd.KernelGAN(y, kernel=gd.Gaussian(0.5), discriminator=kept)
    run = gd.simulate(game, gd.SimGD(), rates=RATES, num_steps=3, initial=y + 0.2)
    many = [gd.kernel_gan_spectrum(game, run, RATES, num_threads=t) for t in (1, 2, 3)]
    for other in many[1:]:
        np.testing.assert_array_equal(many[0].jacobian, other.jacobian)
        np.testing.assert_array_equal(many[0].eigenvalues, other.eigenvalues)


def test_what_has_no_spectrum_says_why(rng: np.random.Generator) -> None:
    x, y = rng.normal(size=(3, 1)), rng.normal(size=(3, 1))
    game = gd.KernelGAN(x, ridge=0.3)
    run = gd.simulate(game, gd.AltGD(), rates=RATES, num_steps=2, initial=y)
    with pytest.raises(ValueError, match="gradient of f vanishes"):
        gd.kernel_gan_spectrum(game, run, RATES, gd.ConOpt(1.0))
    with pytest.raises(ValueError, match="order: known for SimGD"):
        gd.kernel_gan_spectrum(game, run, RATES, gd.ExtraGradient())
    with pytest.raises(ValueError, match="order must be one of"):
        gd.kernel_gan_spectrum(game, run, RATES, "both")
    with pytest.raises(ValueError, match="kernel must be smooth"):
        gd.kernel_gan_spectrum(gd.KernelGAN(x, kernel=gd.Laplace()), y, RATES)
    with pytest.raises(ValueError, match="ridge must be > 0"):
        gd.kernel_gan_spectrum(gd.KernelGAN(x, ridge=0.0), y, RATES, "best_response")
    with pytest.raises(ValueError, match="num_eigenvalues must be an integer from 1 to 4"):
        gd.kernel_gan_spectrum(game, y, RATES, num_eigenvalues=5)


def test_two_eigenvalues_are_too_few_to_lead() -> None:
    with pytest.raises(ValueError, match="num_eigenvalues must be left out"):
        gd.kernel_gan_spectrum(gd.KernelGAN([[0.0]]), [[0.1]], RATES, num_eigenvalues=1)
