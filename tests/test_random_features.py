"""RandomFeatures: its frequencies against the kernels, its dynamics against plain NumPy."""

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import gandyn as gd
from conftest import KERNELS
from gandyn import _core
from gandyn.config import load_config
from reference import Array, kernel_matrix, metric_matrix, profile, replace
from small_games import METHODS

METRICS = {"none": None, "diagonal": [0.5, 2.0], "full": [[1.0, 0.4], [0.4, 2.0]]}
RATES = gd.Rates(generator=1.0, discriminator=0.25)
RIDGE, STEPS, EXACT = 0.5, 20, 1e-11


@dataclass(frozen=True)
class Oracle:
    """Features of a kernel and gradient descent-ascent with them, in the user's coordinates."""

    frequencies: Array
    amplitude: float

    def phases(self, x: Array) -> Array:
        return x @ self.frequencies.T

    def features(self, x: Array) -> Array:
        t = self.phases(x)
        return self.amplitude * np.concatenate([np.cos(t), np.sin(t)], axis=1)

    def value(self, c: Array, x: Array) -> Array:
        return self.features(x) @ c

    def gradient(self, c: Array, x: Array) -> Array:
        a, b = self.amplitude * c.reshape(2, -1)
        t = self.phases(x)
        return (b * np.cos(t) - a * np.sin(t)) @ self.frequencies

    def hessian(self, c: Array, x: Array) -> Array:
        a, b = self.amplitude * c.reshape(2, -1)
        t = self.phases(x)
        bend = -(a * np.cos(t) + b * np.sin(t))
        return np.einsum("ik,ka,kb->iab", bend, self.frequencies, self.frequencies)

    def play(self, game: gd.KernelGAN, scheme: str, y: Array) -> tuple[Array, Array]:
        """Clouds (T + 1, n, d) and the last coefficients."""
        p, q = game.target_weights, game.masses(len(y))
        masses = q[:, None] if game.mass_factor else 1.0
        target_mean = p @ self.features(game.targets)
        c, clouds = np.zeros(2 * len(self.frequencies)), [y]

        def ascend(c: Array, y: Array) -> Array:
            witness = target_mean - q @ self.features(y)
            if scheme == "best":
                return witness / game.ridge
            return c + RATES.discriminator * (witness - game.ridge * c)

        for _ in range(STEPS):
            new = c if scheme in ("simultaneous", "generator") else ascend(c, y)
            moved = y + RATES.generator * masses * self.gradient(new, y)
            c = ascend(c, moved if scheme == "generator" else y)
            clouds.append(y := moved)
        return np.array(clouds), c


def oracle(kernel: Any, features: gd.RandomFeatures, d: int) -> Oracle:
    total = float(kernel.value(0.0))
    return Oracle(_core.frequencies(kernel, features, d), np.sqrt(total / features.num_features))


def make_game(
    kernel: Any, features: Any = None, d: int = 2, shift: float = 0.0, **changes: Any
) -> gd.KernelGAN:
    """Four targets, unequal masses that sum to 1 and to 0.8."""
    rng = np.random.default_rng(7)
    p, q = rng.uniform(0.5, 2, size=4), rng.uniform(0.5, 2, size=6)
    options = {"ridge": RIDGE, "discriminator": features or gd.RandomFeatures(37, seed=3)}
    return gd.KernelGAN(
        rng.normal(size=(4, d)) + shift, p / p.sum(), 0.8 * q / q.sum(), kernel, **options | changes
    )


def make_initial(d: int = 2, shift: float = 0.0) -> Array:
    return np.random.default_rng(8).normal(size=(6, d)) + shift


def simulate(game: gd.KernelGAN, method: Any, **changes: Any) -> gd.Trajectory:
    options = {"rates": RATES, "num_steps": STEPS} | changes
    if "state" not in options:
        options.setdefault("initial", make_initial(game.dimension))
    return gd.simulate(game, method, **options)


def assert_follows_the_oracle(game: gd.KernelGAN, scheme: str, initial: Array) -> None:
    """Everything a run gives, within 1e-11, after a real displacement."""
    run = simulate(game, METHODS[scheme], initial=initial)
    assert isinstance(game.discriminator, gd.RandomFeatures)
    exact = oracle(game.kernel, game.discriminator, game.dimension)
    clouds, c = exact.play(game, scheme, initial)
    assert np.abs(clouds[-1] - clouds[0]).max() > 0.05
    np.testing.assert_allclose(run.particles, clouds, rtol=0, atol=EXACT)
    probes = initial.mean(axis=0) + np.random.default_rng(9).normal(size=(11, game.dimension))
    for got, wanted in (
        (run.discriminator(probes), exact.value(c, probes)),
        (run.discriminator_gradient(probes), exact.gradient(c, probes)),
        (run.discriminator_hessian(probes), exact.hessian(c, probes)),
    ):
        assert np.abs(wanted).max() > 1e-2
        np.testing.assert_allclose(got, wanted, rtol=0, atol=EXACT * max(1, abs(wanted).max()))
    y, p, q = run.final.particles, game.target_weights, run.particle_weights
    on_targets, on_particles = p @ exact.value(c, game.targets), q @ exact.value(c, y)
    loss = on_targets - on_particles - 0.5 * game.ridge * c @ c
    assert run.loss() == pytest.approx(loss, abs=EXACT)


# --------------------------------------------------------------------------------------- dynamics


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
@pytest.mark.parametrize("scheme", METHODS)
def test_every_method_is_descent_in_feature_space(scheme: str, metric: Any) -> None:
    assert_follows_the_oracle(make_game(gd.Matern52(1.0, metric)), scheme, make_initial())


def test_every_kernel_is_descent_in_feature_space(kernel: Any) -> None:
    features = gd.RandomFeatures(21, seed=1, orthogonal=True)
    kernel = gd.Gaussian(1.0) if isinstance(kernel, gd.Laplace) else kernel
    for d in (1, 3, 8):
        game = make_game(kernel, features, d)
        assert_follows_the_oracle(game, "discriminator", make_initial(d))


@pytest.mark.parametrize("changes", [{"ridge": 0.0}, {"ridge": 4.0}, {"mass_factor": False}])
def test_every_option_is_descent_in_feature_space(changes: dict[str, Any]) -> None:
    assert_follows_the_oracle(
        make_game(gd.Gaussian(1.0), **changes), "simultaneous", make_initial()
    )


def test_a_mixture_keeps_its_total_weight() -> None:
    kernel = gd.GaussianMixture([0.5, 2.0], [3.0, 1.0])
    assert_follows_the_oracle(make_game(kernel), "discriminator", make_initial())


def test_points_far_from_the_origin_are_as_good_as_near_ones() -> None:
    """The waves start at a target: phases stay small."""
    ends = [
        simulate(make_game(gd.Gaussian(1.0), shift=far), gd.AltGD(), initial=make_initial(2, far))
        for far in (0.0, 2.0**20)
    ]
    np.testing.assert_allclose(ends[1].particles - 2.0**20, ends[0].particles, rtol=0, atol=1e-8)


def test_huge_phases_are_taken_as_they_are() -> None:
    """In one dimension, from a target at 0, a phase is one product and known to the last bit."""
    kernel, features = gd.Gaussian(1e-9), gd.RandomFeatures(64)
    game = gd.KernelGAN([[0.0]], kernel=kernel, discriminator=features)
    initial = np.linspace(-3, 3, 19)[:, None]
    run = gd.simulate(game, gd.SimGD(), rates=gd.Rates(0.0, 0.5), num_steps=1, initial=initial)
    exact = oracle(kernel, features, 1)
    c = 0.5 * (exact.features(game.targets)[0] - exact.features(initial).mean(axis=0))
    assert np.abs(exact.phases(initial)).max() > 1e9
    np.testing.assert_allclose(run.discriminator(initial), exact.value(c, initial), atol=1e-14)


# ------------------------------------------------------------------------------------ frequencies

COUNT = 30_000


def assert_mean_wave_is_kernel(kernel: Any, d: int, orthogonal: bool = False) -> None:
    """Mean of cos(omega . delta) is K / K(0), to five sigmas; sigma^2 = (1 + K(2r))/2 - K(r)^2."""
    frequencies = _core.frequencies(kernel, gd.RandomFeatures(COUNT, 5, orthogonal), d)
    delta = np.random.default_rng(d).normal(size=(7, d)) * np.geomspace(0.05, 2, 7)[:, None]
    origin, total = np.zeros((1, d)), kernel.value(0.0)
    k, twice = (kernel_matrix(kernel, s * delta, origin)[:, 0] / total for s in (1, 2))
    sigma = np.sqrt(((1 + twice) / 2 - k**2) / COUNT).astype(float)
    error = np.cos(delta @ frequencies.T).mean(axis=1) - k.astype(float)
    assert np.all(np.abs(error) < 5 * sigma + 1e-12)


@pytest.mark.parametrize("d", [1, 2, 3, 8])
def test_the_mean_wave_is_the_kernel(kernel: Any, d: int) -> None:
    assert_mean_wave_is_kernel(kernel, d)


@pytest.mark.parametrize("metric", [[0.5, 2.0, 9.0], [[2, 0.3, 0], [0.3, 1, 0.2], [0, 0.2, 0.5]]])
def test_the_mean_wave_is_the_kernel_in_its_metric(kernel: Any, metric: Any) -> None:
    assert_mean_wave_is_kernel(replace(kernel, metric=metric), 3)


@pytest.mark.parametrize("d", [1, 2, 8])
def test_the_mean_orthogonal_wave_is_the_kernel(kernel: Any, d: int) -> None:
    assert_mean_wave_is_kernel(kernel, d, orthogonal=True)


@pytest.mark.parametrize("mixing", [0.05, 0.5, 1.0, 3.7, 1e9])
def test_every_exponent_of_the_rational_quadratic(mixing: float) -> None:
    assert_mean_wave_is_kernel(gd.RationalQuadratic(0.7, mixing), 2)


# Not those whose fourth moments, by which the error is judged, do not exist.
LIGHT_TAILS = [k for k in KERNELS if not isinstance(k, gd.Laplace | gd.Matern32)]


@pytest.mark.parametrize("kernel", LIGHT_TAILS, ids=[type(k).__name__ for k in LIGHT_TAILS])
def test_the_second_moment_is_the_kernels_bend_at_0(kernel: Any) -> None:
    """E omega omega' = -Hess K(0) / K(0) = -2 slope(0) / K(0) M."""
    kernel = replace(kernel, metric=[[1.0, 0.4], [0.4, 2.0]])
    omega = _core.frequencies(kernel, gd.RandomFeatures(COUNT, 2), 2)
    products = np.einsum("ka,kb->kab", omega, omega)
    value, slope, _ = profile(kernel, 0.0)
    wanted = (-2 * slope / value * metric_matrix(kernel, 2)).astype(float)
    sigma = products.std(axis=0) / np.sqrt(COUNT)
    assert np.all(np.abs(products.mean(axis=0) - wanted) < 5 * sigma)
    assert np.all(np.abs(omega.mean(axis=0)) < 5 * omega.std(axis=0) / np.sqrt(COUNT))


LAWS: dict[str, tuple[Any, Any]] = {
    "Gaussian": (gd.Gaussian(0.5), stats.norm(scale=2)),
    "Laplace": (gd.Laplace(0.5), stats.cauchy(scale=2)),
    "Matern32": (gd.Matern32(0.5), stats.t(3, scale=2)),
    "Matern52": (gd.Matern52(0.5), stats.t(5, scale=2)),
}


@pytest.mark.parametrize("orthogonal", [False, True])
@pytest.mark.parametrize(("kernel", "law"), LAWS.values(), ids=LAWS.keys())
def test_a_coordinate_of_the_frequencies_has_its_law(
    kernel: Any, law: Any, orthogonal: bool
) -> None:
    omega = _core.frequencies(kernel, gd.RandomFeatures(5000, 4, orthogonal), 3)
    assert all(stats.kstest(column, law.cdf).pvalue > 1e-3 for column in omega.T)


def test_orthogonal_frequencies_are_orthogonal_by_blocks() -> None:
    d, count = 5, 23
    omega = _core.frequencies(gd.Gaussian(1.0), gd.RandomFeatures(count, 0, True), d)
    lengths = np.linalg.norm(omega, axis=1)
    gram = (omega @ omega.T) / np.outer(lengths, lengths)
    block = np.arange(count) // d
    inside = (block[:, None] == block) & ~np.eye(count, dtype=bool)
    assert np.abs(gram[inside]).max() < 1e-14
    assert np.abs(gram[block[:, None] != block]).min() > 1e-5
    assert lengths.std() > 0.3  # independent, like those of normal vectors


@pytest.mark.parametrize("orthogonal", [False, True])
def test_a_frequency_depends_on_the_seed_and_its_number_alone(
    kernel: Any, orthogonal: bool
) -> None:
    few, many, others = (
        _core.frequencies(kernel, gd.RandomFeatures(count, seed, orthogonal), 3)
        for count, seed in ((10, 1), (50, 1), (50, 2))
    )
    np.testing.assert_array_equal(few, many[:10])
    assert not np.isin(many, others).any()


# ---------------------------------------------------------- threads, continuing, saving, choosing


def test_the_bits_do_not_depend_on_threads() -> None:
    rng = np.random.default_rng(3)
    features = gd.RandomFeatures(1500, orthogonal=True)
    game = gd.KernelGAN(rng.normal(size=(700, 3)), kernel=gd.Matern52(), discriminator=features)
    initial, probes = rng.normal(size=(1100, 3)), rng.normal(size=(40, 3))
    seen = []
    for threads in (1, 2, 4):
        run = simulate(game, gd.AltGD(), num_steps=3, initial=initial, num_threads=threads)
        seen.append(
            [
                run.particles,
                run.state.discriminator["coefficients"],
                run.discriminator_gradient(probes, num_threads=threads),
                run.discriminator_hessian(probes, num_threads=threads),
                np.array(run.loss(num_threads=threads)),
                gd.feature_error(
                    game.kernel, features, probes, initial, probes[:, 0].repeat(28)[:1100], threads
                ),
            ]
        )
    for other in seen[1:]:
        for one, same in zip(seen[0], other, strict=True):
            np.testing.assert_array_equal(one, same)


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS.keys())
def test_a_run_continues_bit_for_bit_from_disk(method: Any, metric: Any, tmp_path: Path) -> None:
    game = make_game(gd.Gaussian(1.0, metric))
    whole = simulate(game, method)
    cut = gd.load(simulate(game, method, num_steps=7).save(tmp_path / "run.npz"))
    assert cut.game == game
    rest = simulate(cut.game, method, num_steps=STEPS - 7, state=cut.state)
    np.testing.assert_array_equal(rest.particles[-1], whole.particles[-1])
    for name, array in whole.state.discriminator.items():
        np.testing.assert_array_equal(rest.state.discriminator[name], array)


def test_a_configuration_can_choose_it() -> None:
    overrides = ["discriminator.name=RandomFeatures", "discriminator.num_features=64"]
    config = load_config(None, ["targets.shape=ring", *overrides, "discriminator.orthogonal=true"])
    game = config.build().game
    assert game.discriminator == gd.RandomFeatures(64, orthogonal=True)
    assert pickle.loads(pickle.dumps(game)) == game
    for override in ("discriminator.num_features=0", "discriminator.num_features=1.5"):
        with pytest.raises(gd.ConfigError, match="num_features"):
            load_config(None, ["targets.shape=ring", *overrides, override])


@pytest.mark.parametrize(
    ("name", "value"), [("num_features", 0), ("num_features", -3), ("seed", -1)]
)
def test_bad_features_are_refused(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"RandomFeatures: {name} must be >="):
        gd.RandomFeatures(**{name: value})  # type: ignore[arg-type]


OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "seed": ({"features": gd.RandomFeatures(37, seed=4)}, "same RandomFeatures"),
    "number": ({"features": gd.RandomFeatures(36, seed=3)}, "same RandomFeatures"),
    "orthogonal": ({"features": gd.RandomFeatures(37, 3, True)}, "same RandomFeatures"),
    "bandwidth": ({"kernel": gd.Gaussian(1.1)}, "same kernel"),
    "kernel": ({"kernel": gd.Matern32(1.0)}, "same kernel"),
    "metric": ({"kernel": gd.Gaussian(1.0, [1.0, 2.0])}, "same metric and targets"),
    "targets": ({"shift": 1.0}, "same metric and targets"),
    "representation": ({"features": gd.History()}, "History game"),
}


@pytest.mark.parametrize(("changes", "message"), OTHERS.values(), ids=OTHERS.keys())
def test_the_state_of_another_game_is_refused(changes: dict[str, Any], message: str) -> None:
    game = make_game(gd.Gaussian(1.0))
    state = simulate(game, gd.AltGD(), num_steps=3).state
    assert simulate(game, gd.AltGD(), num_steps=1, state=state).final.step == 4
    other = make_game(**{"kernel": gd.Gaussian(1.0)} | changes)
    with pytest.raises(ValueError, match=f"state: discriminator .*{message}"):
        simulate(other, gd.AltGD(), num_steps=1, state=state)


def test_a_state_must_be_whole() -> None:
    game = make_game(gd.Gaussian(1.0))
    state = simulate(make_game(gd.Gaussian(1.0), gd.History()), gd.AltGD(), num_steps=3).state
    with pytest.raises(ValueError, match=r"state: discriminator .*RandomFeatures game"):
        simulate(game, gd.AltGD(), num_steps=1, state=state)
    good = simulate(game, gd.AltGD(), num_steps=3).state
    for name, array in good.discriminator.items():
        for damaged in (np.full_like(array, np.nan), array[..., :-1], None):
            arrays = {key: a for key, a in good.discriminator.items() if key != name}
            if damaged is not None:
                arrays[name] = damaged
            if damaged is not None and damaged.size == array.size == 0:
                continue  # without a metric there is no frame to damage
            with pytest.raises(ValueError, match="state: discriminator"):
                state = gd.State(3, good.particles, arrays)
                simulate(game, gd.AltGD(), num_steps=1, state=state)


# --------------------------------------------------------------------------------- feature_error


def cloud(d: int = 4) -> tuple[Array, Array, Array]:
    """Where to compare, sources and weights of a witness."""
    rng = np.random.default_rng(11)
    return rng.normal(size=(50, d)), rng.normal(size=(120, d)), rng.normal(size=120)


@pytest.mark.parametrize("metric", [None, [1.0, 2.0, 0.5, 1.0]])
def test_feature_error_is_the_relative_rms(metric: Any) -> None:
    kernel, features = gd.RationalQuadratic(1.0, 2.0, metric), gd.RandomFeatures(99)
    points, sources, weights = cloud()
    exact = oracle(kernel, features, 4)
    c = weights @ exact.features(sources)
    error = gd.feature_error(kernel, features, points, sources, weights)
    f, gradient = gd.kernel_sum_with_gradient(kernel, points, sources, weights)
    for got, wanted, true in (
        (error.value, exact.value(c, points), f),
        (error.gradient, exact.gradient(c, points), gradient),
    ):
        ratio = np.sqrt(np.mean((wanted - true) ** 2) / np.mean(true**2))
        assert got == pytest.approx(ratio, rel=1e-10)


def test_the_error_shrinks_like_the_root_of_the_number_of_features() -> None:
    few, many = (
        np.sqrt(
            np.mean(
                [
                    np.square(gd.feature_error(gd.Gaussian(1.5), gd.RandomFeatures(n, s), *cloud()))
                    for s in range(10)
                ],
                axis=0,
            )
        )
        for n in (200, 3200)
    )
    assert np.all((few / many > 2.8) & (few / many < 5.7))  # 4


def test_feature_error_refuses_what_it_cannot_compare() -> None:
    points, sources, weights = cloud()
    kernel, features = gd.Gaussian(), gd.RandomFeatures(10)
    with pytest.raises(TypeError, match="discriminator must be one of RandomFeatures"):
        gd.feature_error(kernel, gd.History(), points, sources, weights)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="points must have at least one point"):
        gd.feature_error(kernel, features, points[:0], sources, weights)
    with pytest.raises(ValueError, match="weights"):
        gd.feature_error(kernel, features, points, sources, weights[1:])
    with pytest.raises(ValueError, match="metric"):
        gd.feature_error(gd.Gaussian(1.0, [1.0, 2.0]), features, points, sources, weights)
