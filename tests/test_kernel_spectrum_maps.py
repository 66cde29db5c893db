"""gd.kernel_gan_spectrum against the map that gd.simulate plays, and its leading values."""

from typing import Any

import numpy as np
import pytest

import gandyn as gd
from kernel_scenes import (
    KERNELS,
    RATES,
    RIDGE,
    Scene,
    anywhere,
    assert_spectrum,
    balanced,
    coincident,
    settled,
    trapped,
)
from local_cases import Map, best_at
from reference_local import spectral_gap

PLAYED = {
    "simultaneous": gd.SimGD(), "alternating": gd.AltGD(), "generator_first": gd.AltGD("generator"),
}  # fmt: skip
KEPT = [gd.History(), gd.Mesh(tolerance=1e-10), gd.RandomFeatures(24, seed=3)]


def run_of(scene: Scene, kept: Any, num_steps: int = 5) -> Any:
    game = gd.KernelGAN(
        scene.targets, scene.p, scene.q, scene.kernel, RIDGE, kept, mass_factor=scene.mass_factor
    )
    return gd.simulate(game, gd.AltGD(), rates=RATES, num_steps=num_steps, initial=scene.y)


def assert_same(sp: Any, J: Any, slack: float = 1e-8) -> None:
    """Eigenvalues with their multiplicities."""
    expected = np.linalg.eigvals(J)
    assert spectral_gap(sp.eigenvalues, expected) <= slack * (1 + np.abs(expected).max())


# --------------------------------------------------------------------------- differences of steps


@pytest.mark.parametrize("order", PLAYED)
@pytest.mark.parametrize("mass_factor", [True, False])
@pytest.mark.parametrize("kernel", KERNELS[:3], ids=lambda k: type(k).__name__)
def test_with_a_history(order: str, mass_factor: bool, kernel: Any) -> None:
    """J on (dy, gradients of df), both moved through the restart state."""
    run = run_of(anywhere(kernel=kernel, mass_factor=mass_factor), gd.History())
    J = Map(run.game, PLAYED[order], RATES, run.state).on_gradients(run.particles[-1])
    sp = gd.kernel_gan_spectrum(run.game, run.state, RATES, order)
    assert_same(sp, J)
    np.testing.assert_allclose(sp.jacobian, J, rtol=0, atol=1e-8)


@pytest.mark.parametrize("order", PLAYED)
def test_on_a_mesh(order: str) -> None:
    run = run_of(anywhere(2), gd.Mesh(tolerance=1e-10))
    J = Map(run.game, PLAYED[order], RATES, run.state).on_gradients(run.particles[-1])
    assert_same(gd.kernel_gan_spectrum(run.game, run.state, RATES, order), J)


@pytest.mark.parametrize("order", PLAYED)
@pytest.mark.parametrize("mass_factor", [True, False])
def test_with_random_features_every_number_of_the_state(order: str, mass_factor: bool) -> None:
    """(y, coefficients) whole: the 2M of J, and the decay for all else."""
    run = run_of(anywhere(mass_factor=mass_factor), gd.RandomFeatures(24, seed=3))
    whole = Map(run.game, PLAYED[order], RATES, run.state).on_everything()
    sp = gd.kernel_gan_spectrum(run.game, run.state, RATES, order)
    assert sp.decay == pytest.approx(1 - 0.4 * RIDGE)
    M = run.particles[-1].size
    every = np.concatenate([sp.eigenvalues, np.full(len(whole) - 2 * M, sp.decay)])
    assert spectral_gap(every, np.linalg.eigvals(whole)) <= 1e-8


@pytest.mark.parametrize("kept", KEPT, ids=lambda k: type(k).__name__)
@pytest.mark.parametrize("mass_factor", [True, False])
def test_the_best_response(kept: Any, mass_factor: bool) -> None:
    run = run_of(anywhere(mass_factor=mass_factor), kept)
    J = Map(run.game, gd.BestResponse(), RATES, run.state).on_particles()
    assert_same(gd.kernel_gan_spectrum(run.game, run.state, RATES, "best_response"), J)


@pytest.mark.parametrize("mass_factor", [True, False])
@pytest.mark.parametrize("make", [trapped, settled])
@pytest.mark.parametrize("method", [*PLAYED.values(), gd.JARE(0.7), gd.ConOpt(0.7)], ids=repr)
def test_fixed_points(make: Any, method: Any, mass_factor: bool) -> None:
    """A trapped pair, and three particles of different masses: f = w / ridge."""
    scene = make(mass_factor=mass_factor)
    state = best_at(scene.game, scene.y)
    J = Map(scene.game, method, RATES, state).on_gradients(scene.y)
    sp = gd.kernel_gan_spectrum(scene.game, state, RATES, method)
    np.testing.assert_allclose(sp.jacobian, J, rtol=0, atol=1e-8)
    assert_same(sp, J, 1e-7 if make is trapped else 1e-8)  # a pair turns at the rate 0 twice


@pytest.mark.parametrize("method", [gd.JARE(0.7), gd.ConOpt(0.7), *PLAYED.values()], ids=repr)
def test_balanced_particles(method: Any) -> None:
    """The flat route against simulated steps, f = 0 in a history that can be moved."""
    scene = balanced(3)
    state = best_at(scene.game, scene.y)
    J = Map(scene.game, method, RATES, state).on_gradients(scene.y)
    assert_same(gd.kernel_gan_spectrum(scene.game, scene.y, RATES, method), J)


def test_from_no_discriminator() -> None:
    """f = 0 off a fixed point, the discriminator first: its first step bends f (7.1, H+)."""
    scene = anywhere()
    begun = run_of(scene, gd.RandomFeatures(24, seed=3), 0)
    whole = Map(begun.game, gd.AltGD(), RATES, begun.state).on_everything()
    sp = gd.kernel_gan_spectrum(begun.game, begun.state, RATES)
    every = np.concatenate([sp.eigenvalues, np.full(len(whole) - 12, sp.decay)])
    assert spectral_gap(every, np.linalg.eigvals(whole)) <= 1e-8


def test_coincident_particles_with_random_features() -> None:
    """G of rank m = 4 < M = 10: the 2M hold M - m copies of the decay, all in all D - m."""
    scene = coincident()
    begun = run_of(scene, gd.RandomFeatures(24, seed=3), 0)
    whole = Map(begun.game, gd.AltGD(), RATES, begun.state).on_everything()
    sp = gd.kernel_gan_spectrum(begun.game, begun.state, RATES)
    expected = np.linalg.eigvals(whole)
    assert len(whole) == 10 + 48
    assert np.sum(np.abs(expected - sp.decay) < 1e-7) == 48 - 4
    assert np.sum(np.abs(sp.eigenvalues - sp.decay) < 1e-7) == 10 - 4
    every = np.concatenate([sp.eigenvalues, np.full(48 - 10, sp.decay)])
    assert spectral_gap(every, expected) <= 1e-6


# ------------------------------------------------------------------------------- representations


@pytest.mark.parametrize("order", [*PLAYED, "continuous", "best_response"])
def test_a_mesh_has_the_spectrum_of_the_history(order: str) -> None:
    runs = [run_of(anywhere(4), kept) for kept in (gd.History(), gd.Mesh(tolerance=1e-9))]
    one, two = (gd.kernel_gan_spectrum(run.game, run.state, RATES, order) for run in runs)
    assert spectral_gap(one.eigenvalues, two.eigenvalues) <= 1e-6


@pytest.mark.parametrize("mass_factor", [True, False])
def test_differences_of_a_whole_step_are_those_of_the_theory(mass_factor: bool) -> None:
    """The two oracles agree: the printed J and the simulated map."""
    for scene in (trapped(mass_factor=mass_factor), settled(mass_factor=mass_factor)):
        state = best_at(scene.game, scene.y)
        for order, method in (*PLAYED.items(), ("JARE", gd.JARE(0.7)), ("ConOpt", gd.ConOpt(0.7))):
            J = Map(scene.game, method, RATES, state).on_gradients(scene.y)
            weight = 0.7 if order in ("JARE", "ConOpt") else 0.0
            printed = scene.matrix(order, scene.W / RIDGE, weight=weight)
            np.testing.assert_allclose(J, printed, rtol=0, atol=1e-10)


# ------------------------------------------------------------------------------------ Krylov


@pytest.mark.parametrize("kept", KEPT, ids=lambda k: type(k).__name__)
@pytest.mark.parametrize("order", [*PLAYED, "best_response"])
def test_the_leading_values_alone(order: str, kept: Any) -> None:
    """The largest in modulus, without the matrix, up to where there is a gap."""
    scene = anywhere(12, seed=6)
    run, rates = run_of(scene, kept, 30), gd.Rates(3.0, 0.4)
    full = gd.kernel_gan_spectrum(run.game, run.state, rates, order)
    sizes = np.sort(np.abs(full.eigenvalues))[::-1]
    count = 3 + int(np.argmax(sizes[2:9] - sizes[3:10]))
    assert sizes[count - 1] - sizes[count] > 1e-3
    some = gd.kernel_gan_spectrum(run.game, run.state, rates, order, num_eigenvalues=count)
    assert some.route == "krylov"
    assert some.eigenvalues.shape == (count,)
    leading = full.eigenvalues[np.argsort(-np.abs(full.eigenvalues))[:count]]
    assert spectral_gap(some.eigenvalues, leading) <= 1e-8
    assert some.spectral_radius == pytest.approx(full.spectral_radius, rel=1e-8)


# ---------------------------------------------------------------------------------------- the rest


def test_threads_change_no_bit() -> None:
    scene = anywhere(20)
    run = run_of(scene, gd.History())
    one, two = (gd.kernel_gan_spectrum(run.game, run.state, RATES, num_threads=k) for k in (1, 2))
    np.testing.assert_array_equal(one.eigenvalues, two.eigenvalues)
    flat = [balanced(20).spectrum(num_threads=k) for k in (1, 2)]
    np.testing.assert_array_equal(flat[0].eigenvalues, flat[1].eigenvalues)


def test_the_phase_is_that_of_the_values() -> None:
    for scene in (balanced(), coincident()):
        for generator in (0.1, 3.0, 100.0):
            sp = scene.spectrum(rates=gd.Rates(generator, 0.4))
            radius = np.abs(sp.eigenvalues).max()
            assert sp.spectral_radius == sp.rate == pytest.approx(radius, rel=1e-12)
            assert (gd.Phase.diverges in sp.phase) is bool(radius > 1 + 1e-9)
            turning = np.abs(sp.eigenvalues.imag).max()
            if turning == 0 or turning > 1e-6:
                assert (gd.Phase.oscillates in sp.phase) is bool(turning)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"state": np.zeros((3, 5))}, "state"),
        ({"state": "here"}, "state"),
        ({"rates": 0.1}, "rates"),
        ({"order": "sideways"}, "order"),
        ({"order": gd.ExtraGradient()}, "order|method"),
        ({"num_eigenvalues": 0}, "num_eigenvalues"),
    ],
)
def test_bad_input_is_named(changes: dict[str, Any], match: str) -> None:
    scene = anywhere()
    options: dict[str, Any] = {"state": scene.y, "rates": RATES, "order": "alternating"} | changes
    with pytest.raises((TypeError, ValueError), match=match):
        gd.kernel_gan_spectrum(scene.game, **options)


def test_a_kernel_with_a_kink_has_no_spectrum() -> None:
    scene = anywhere(kernel=gd.Laplace(1.0))
    with pytest.raises(ValueError, match="kernel"):
        gd.kernel_gan_spectrum(scene.game, scene.y, RATES)


def test_a_vector_game_has_no_particles() -> None:
    with pytest.raises((TypeError, ValueError), match="game"):
        gd.kernel_gan_spectrum(gd.DiracGAN(), np.zeros(2), RATES)


def test_the_sweep_wants_a_flat_discriminator() -> None:
    run = run_of(anywhere(), gd.History())
    sp = gd.kernel_gan_spectrum(run.game, run.state, RATES)
    with pytest.raises(ValueError, match="flat"):
        sp.sweep(ridge=[0.1, 0.2])


def test_the_oracle_for_flat_discriminators() -> None:
    """J of the printed blocks and the pencils of 7.3."""
    scene = balanced()
    for order in ("simultaneous", "alternating", "generator_first"):
        a = 0.4 * RIDGE
        J = scene.matrix(order, 0 * scene.G)
        Q = 0.12 * np.linalg.eigvalsh(scene.S)
        extra = 0 if order == "simultaneous" else Q
        root = np.sqrt(((a + extra) ** 2 / 4 - Q).astype(complex))
        z = np.concatenate([(a + extra) / 2 + root, (a + extra) / 2 - root])
        assert spectral_gap(1 - z, np.linalg.eigvals(J)) <= 1e-12
    assert_spectrum(scene.spectrum(), J)
