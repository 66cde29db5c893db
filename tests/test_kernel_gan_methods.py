"""JARE and ConOpt on the kernel GAN against differences of their definitions in 60 digits."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from reference_games import Array
from reference_kernel_methods import run as oracle

RATES = (0.5, 0.4)
GAMMA = 0.9
VARIANTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "JARE": (gd.JARE(GAMMA), {}),
    "ConOpt": (gd.ConOpt(GAMMA), {"conopt": True}),
    "generator only": (gd.JARE(GAMMA, "generator"), {"players": "generator"}),
    "discriminator only": (gd.JARE(GAMMA, "discriminator"), {"players": "discriminator"}),
}
KERNELS = [
    gd.Gaussian(0.8),
    gd.RationalQuadratic(0.7, 1.7),
    gd.InverseMultiquadric(1.2),
    gd.GaussianMixture([0.5, 2.0], [0.75, 0.25]),
    gd.Matern52(1.1),
]


def make_game(d: int, kernel: Any = None, kept: Any = None, ridge: float = 0.5) -> Any:
    """Two targets of masses .4 and .6, three particles of masses that sum to .9."""
    rng = np.random.default_rng(d)
    return gd.KernelGAN(
        rng.normal(size=(2, d)),
        target_weights=[0.4, 0.6],
        particle_weights=[0.3, 0.25, 0.35],
        kernel=kernel or gd.Gaussian(0.8),
        ridge=ridge,
        discriminator=kept or gd.History(),
    )


def make_initial(d: int) -> Array:
    return np.random.default_rng(100 + d).normal(size=(3, d))


def simulate(game: Any, method: Any, num_steps: int = 4, **options: Any) -> Any:
    options = {"rates": gd.Rates(*RATES), "initial": make_initial(game.dimension)} | options
    return gd.simulate(game, method, num_steps=num_steps, **options)


def assert_follows(game: Any, name: str, atol: float, num_steps: int = 4) -> None:
    """Clouds and the discriminator after several steps, and not by standing still."""
    method, options = VARIANTS[name]
    probes = np.random.default_rng(50).normal(size=(3, game.dimension))
    initial = make_initial(game.dimension)
    clouds, values = oracle(game, initial, num_steps, RATES, GAMMA, probes=probes, **options)
    run = simulate(game, method, num_steps)
    assert np.abs(clouds[-1] - clouds[0]).max() > 0.02
    np.testing.assert_allclose(run.particles, clouds, rtol=0, atol=atol)
    np.testing.assert_allclose(run.discriminator(probes), values, rtol=0, atol=atol)


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("d", [1, 2, 3])
def test_several_steps_with_the_exact_history(d: int, name: str) -> None:
    assert_follows(make_game(d), name, 1e-12)


@pytest.mark.parametrize("name", ["JARE", "ConOpt"])
@pytest.mark.parametrize("kernel", KERNELS, ids=[type(k).__name__ for k in KERNELS])
def test_every_smooth_kernel(kernel: Any, name: str) -> None:
    assert_follows(make_game(2, kernel), name, 1e-12, num_steps=2)


@pytest.mark.parametrize("name", VARIANTS)
def test_without_a_ridge(name: str) -> None:
    assert_follows(make_game(2, ridge=0.0), name, 1e-12, num_steps=3)


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("d", [1, 2])
def test_several_steps_on_a_mesh(d: int, name: str) -> None:
    assert_follows(make_game(d, kept=gd.Mesh(tolerance=1e-10)), name, 5e-9)


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("d", [1, 2])
def test_the_mesh_follows_the_history_for_long(d: int, name: str) -> None:
    """Forty steps: dipoles of every past cloud."""
    runs = [
        simulate(make_game(d, kept=kept), VARIANTS[name][0], 40)
        for kept in (gd.History(), gd.Mesh(tolerance=1e-10))
    ]
    assert np.abs(runs[0].particles[-1] - runs[0].particles[4]).max() > 0.02
    np.testing.assert_allclose(runs[1].particles, runs[0].particles, rtol=0, atol=1e-7)


def test_the_variants_differ() -> None:
    ends = [simulate(make_game(2), method).particles[-1] for method, _ in VARIANTS.values()]
    for i, one in enumerate(ends):
        for two in ends[:i]:
            assert np.abs(one - two).max() > 1e-4


# ---------------------------------------------------------------------------------- identities


@pytest.mark.parametrize("kept", [gd.History(), gd.Mesh(tolerance=1e-10)], ids=str)
@pytest.mark.parametrize("before", [0, 3])
def test_the_generator_of_jare_is_that_of_alternating_steps(before: int, kept: Any) -> None:
    """With gamma = eta_d, from any f: the look-ahead of the discriminator is its own step."""
    game = make_game(2, kept=kept)
    begun = simulate(game, gd.AltGD(), before)
    ends = [
        simulate(game, m, 1, state=begun.state, initial=None).particles[-1]
        for m in (gd.JARE(RATES[1]), gd.JARE(RATES[1], "generator"), gd.AltGD())
    ]
    slack = 1e-14 if isinstance(kept, gd.History) else 1e-9
    np.testing.assert_allclose(ends[0], ends[2], rtol=0, atol=slack)
    np.testing.assert_allclose(ends[1], ends[2], rtol=0, atol=slack)
    assert np.abs(ends[0] - begun.particles[-1]).max() > 1e-3


def test_with_gamma_the_inverse_ridge_it_is_the_best_responses() -> None:
    """Independent of f."""
    game = make_game(2, ridge=0.5)
    begun = simulate(game, gd.AltGD(), 3)
    ends = [
        simulate(game, m, 1, state=begun.state, initial=None).particles[-1]
        for m in (gd.JARE(2.0), gd.BestResponse())
    ]
    np.testing.assert_allclose(ends[0], ends[1], rtol=0, atol=1e-14)


@pytest.mark.parametrize("kept", [gd.History(), gd.Mesh(tolerance=1e-10)], ids=str)
def test_sga_is_jare(kept: Any) -> None:
    game = make_game(2, kept=kept)
    assert gd.supports(game, gd.SGA(GAMMA))
    one, two = (simulate(game, m, 6).particles for m in (gd.JARE(GAMMA), gd.SGA(GAMMA)))
    np.testing.assert_allclose(one, two, rtol=0, atol=1e-14)


@pytest.mark.parametrize("method", [gd.JARE, gd.ConOpt])
def test_without_gamma_it_is_simultaneous_descent(method: Any) -> None:
    game = make_game(2)
    one, two = (simulate(game, m, 6).particles for m in (method(0.0), gd.SimGD()))
    np.testing.assert_allclose(one, two, rtol=0, atol=1e-14)


def test_no_ridge_and_no_f_make_conopt_jare() -> None:
    """At f = 0 and without a ridge they coincide for a step, and no longer."""
    game = make_game(2, ridge=0.0)
    one, two = (simulate(game, m, 3).particles for m in (gd.JARE(GAMMA), gd.ConOpt(GAMMA)))
    np.testing.assert_allclose(one[1], two[1], rtol=0, atol=1e-15)
    assert np.abs(one[2] - two[2]).max() > 1e-5


# ----------------------------------------------------------------------------------------- runs


@pytest.mark.parametrize("name", ["JARE", "ConOpt"])
@pytest.mark.parametrize("kept", [gd.History(), gd.Mesh(tolerance=1e-8)], ids=str)
def test_a_restart_keeps_the_dipoles(kept: Any, name: str, tmp_path: Any) -> None:
    game, method = make_game(2, kept=kept), VARIANTS[name][0]
    whole, part = simulate(game, method, 20), simulate(game, method, 7)
    part.save(tmp_path / "run.npz")
    for state in (part.state, gd.load(tmp_path / "run.npz").state):
        rest = simulate(game, method, 13, state=state, initial=None)
        np.testing.assert_array_equal(rest.particles, whole.particles[7:])
    probes = np.random.default_rng(51).normal(size=(5, 2))
    np.testing.assert_array_equal(rest.discriminator(probes), whole.discriminator(probes))


@pytest.mark.parametrize("kept", [gd.History(), gd.Mesh(tolerance=1e-8)], ids=str)
def test_threads_change_no_bit(kept: Any) -> None:
    rng = np.random.default_rng(52)
    game = gd.KernelGAN(rng.normal(size=(40, 2)), kernel=gd.Gaussian(0.8), discriminator=kept)
    initial = rng.normal(size=(150, 2))
    runs = [
        simulate(game, gd.JARE(GAMMA), 8, initial=initial, num_threads=threads).particles
        for threads in (1, 2, 4)
    ]
    np.testing.assert_array_equal(runs[0], runs[1])
    np.testing.assert_array_equal(runs[0], runs[2])


def test_the_spectrum_of_balanced_clouds() -> None:
    """One target, one particle, p = q = 1: JARE multiplies (u, b) by the matrix of section 8.3."""
    sigma, ridge, (eta_g, eta_d) = 0.7, 0.5, (0.2, 0.3)
    game = gd.KernelGAN([[0.0]], kernel=gd.Gaussian(sigma), ridge=ridge, discriminator=gd.History())
    a, k = eta_d * ridge, 1 / sigma**2
    for method, matrix in (
        (gd.JARE(GAMMA), [[1 - eta_g * GAMMA * k, eta_g * (1 - GAMMA * ridge)],
                          [-eta_d * k, 1 - a - eta_d * GAMMA * k]]),
        (gd.ConOpt(GAMMA), [[1 - eta_g * GAMMA * k, eta_g * (1 - GAMMA * ridge)],
                            [-eta_d * k * (1 + GAMMA * ridge),
                             1 - a * (1 + GAMMA * ridge) - eta_d * GAMMA * k]]),
    ):  # fmt: skip
        run = gd.simulate(
            game, method, rates=gd.Rates(eta_g, eta_d), num_steps=12, initial=[[1e-5]]
        )
        u = run.particles[:, 0, 0]
        predicted = [np.array([1e-5, 0.0])]
        for _ in range(12):
            predicted.append(np.array(matrix) @ predicted[-1])
        np.testing.assert_allclose(u, np.array(predicted)[:, 0], rtol=0, atol=1e-13)
