"""What a run's prediction says, against rates fitted to its own particles."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

import fits
import gandyn as gd
from reference import Array
from reference_moments import gammas

METHODS = {
    "simultaneous": [gd.SimGD()],
    "alternating": [gd.AltGD("discriminator"), gd.AltGD("generator")],
}
KERNELS = (gd.Gaussian, gd.RationalQuadratic, gd.Matern52)
EXACT = 1e-4  # of fits where nothing but the linear part is seen
PHASES = ("converges", "converges oscillates", "diverges")


def flags(phase: Any) -> set[str]:
    """The names of a phase's flags."""
    return {flag.name for flag in phase}


def assert_same_rate(got: float, fitted: float, tolerance: float = 0.01) -> None:
    """Two factors a step: their exponents agree to 1 %."""
    assert abs(np.log(got) - np.log(fitted)) <= tolerance * abs(np.log(fitted)), (got, fitted)


# ----------------------------------------------------------------------------------- one target


@dataclass(frozen=True)
class Setting:
    """One target at 0 and hyperparameters drawn for it."""

    kernel: Any
    p: float
    q: Array
    d: int
    ridge: float
    rates: Any
    order: str
    method: Any
    mass_factor: bool

    @property
    def decay(self) -> float:
        """The multiplier of all that the particles do not feel."""
        return float(1 - self.rates.discriminator * self.ridge)

    @property
    def multipliers(self) -> Array:
        """Those of the page."""
        rates = (self.rates.generator, self.rates.discriminator)
        return np.linalg.eigvals(fits.one_target(
            self.kernel, self.p, self.q, self.ridge, rates, self.order, self.mass_factor
        ))  # fmt: skip

    def play(self, size: float, num_steps: int, rng: np.random.Generator) -> Any:
        """A run from random displacements of this size, after f has come to rest."""
        game = gd.KernelGAN(
            np.zeros((1, self.d)), [self.p], self.q, self.kernel, self.ridge,
            gd.History(tolerance=1e-18), self.mass_factor,
        )  # fmt: skip
        wait = int(np.ceil(36 / -np.log(abs(self.decay))))
        start = np.zeros((len(self.q), self.d))
        rest = gd.simulate(game, self.method, rates=self.rates, num_steps=wait, initial=start).state
        pushed = replace(rest, particles=size * rng.normal(size=start.shape))
        return gd.simulate(game, self.method, rates=self.rates, num_steps=num_steps, state=pushed)


def draw(rng: np.random.Generator, equal: bool) -> Setting:
    """Anything with a memory of 2 to 12 steps; Delta of any sign, but not 0."""
    n, order = int(rng.integers(1 if equal else 2, 5)), str(rng.choice(sorted(METHODS)))
    q = rng.uniform(0.3, 1.2) * (np.ones(n) if equal else rng.dirichlet(np.full(n, 3.0))) / n
    q = q if equal else q * n
    delta = rng.uniform(0.1, 0.8) * rng.choice([1, 1, 1, -0.4])
    kernel = KERNELS[rng.integers(len(KERNELS))](10 ** rng.uniform(-0.5, 0.5))
    ridge, mass_factor = 10 ** rng.uniform(-1, 1), bool(rng.integers(4))
    a, h = rng.uniform(0.08, 0.6), 10 ** rng.uniform(-1.5, 0.3)
    pull = gammas(kernel)[0] * abs(delta) / ridge * (q.mean() if mass_factor else 1)
    method = METHODS[order][rng.integers(len(METHODS[order]))]
    rates = gd.Rates(h / pull, a / ridge)
    p = q.sum() + delta if q.sum() + delta > 0.05 else q.sum() + abs(delta)
    return Setting(kernel, p, q, int(rng.integers(1, 3)), ridge, rates, order, method, mass_factor)


def settings(phase: str, count: int, seed: int, equal: bool = True) -> Iterator[Setting]:
    """Draws of this phase that are clear of its borders and led by what the particles feel."""
    rng = np.random.default_rng(seed)
    while count:
        setting = draw(rng, equal)
        rho = setting.multipliers
        log = np.log(np.abs(rho).max())
        gaps = np.abs(np.subtract.outer(rho, rho))[np.triu_indices(len(rho), 1)]
        clear = gaps[gaps > 1e-9].min() > 0.03 and np.abs(rho).min() > 0.02
        slow = -0.7 < log < -0.03 if phase != "diverges" else 0.03 < log < 0.25
        led = np.log(abs(setting.decay)) < log - 0.1 * abs(log)
        same = fits.words(rho) - {"flips"} >= set(phase.split())
        if phase == "converges":
            same = same and "oscillates" not in fits.words(rho)
        if clear and slow and led and same:
            count -= 1
            yield setting


def watch(setting: Setting, rng: np.random.Generator, growing: float = 1e-9) -> tuple[Any, Array]:
    """A run while its displacements are small beside the kernel; they begin at 1e-6 or grow."""
    log = np.log(np.abs(setting.multipliers).max())
    steps = int(np.clip(12 / abs(log), 60, 400)) if log < 0 else int(np.log(1e5) / log)
    size = (1e-6 if log < 0 else growing) / np.sqrt(gammas(setting.kernel)[0])
    run = setting.play(size, steps, rng)
    return run, run.particles


def lonely(rho: Array, num_steps: int) -> bool:
    """Whether the leading mode, or its pair, has left the others far behind in so many steps."""
    logs = np.sort(np.log(np.abs(rho)))[::-1]
    others = logs[logs < logs[0] - 1e-9]
    return not len(others) or bool(num_steps * (logs[0] - others[0]) > 12)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("seed", range(5))
def test_predicted_rates_are_the_fitted_ones(phase: str, seed: int) -> None:
    """Twelve draws a seed: sixty of every phase, equal masses, with all their modes."""
    rng = np.random.default_rng([seed, 7])
    for setting in settings(phase, 12, seed):
        run, u = watch(setting, rng)
        pair = fits.mean_pair(u, setting.q)
        fitted = list(pair) if len(setting.q) == 1 else [fits.relative(u, setting.q), *pair]
        visible = np.abs(fitted).max()
        (region,) = run.predict().targets
        assert region.delta == pytest.approx(setting.p - setting.q.sum(), abs=1e-14)
        assert_same_rate(region.rate, visible, EXACT)
        assert flags(region.phase) == fits.words(np.array([setting.decay, *fitted]))
        point = region.point
        assert point.rho_a == pytest.approx(setting.decay, rel=1e-13)
        assert point.rho_c.shape == (2,)
        for one in pair:
            assert np.abs(point.rho_c - one).min() < EXACT
        if len(setting.q) > 1:
            assert point.rho_b == pytest.approx(fitted[0], abs=EXACT)
        else:
            assert np.isnan(point.rho_b)


@pytest.mark.parametrize("phase", PHASES)
def test_rates_of_unequal_masses(phase: str) -> None:
    rng = np.random.default_rng(3)
    for setting in settings(phase, 8, 11, equal=False):
        run, u = watch(setting, rng, 1e-12)  # else their cubes are seen as a mode
        fitted = fits.masses_apart(u, setting.q)
        (region,) = run.predict().targets
        assert_same_rate(region.rate, np.abs(fitted).max(), EXACT)
        assert flags(region.phase) >= set(phase.split())
        assert len(region.point.rho_b) == len(setting.q) - 1


@pytest.mark.parametrize("phase", PHASES)
def test_the_runs_own_fit(phase: str) -> None:
    """Of draws whose leading mode is alone at the end: fitted and predicted rate agree to 2 %."""
    rng, told = np.random.default_rng(5), 0
    for setting in settings(phase, 60, 23):
        run, _ = watch(setting, rng)
        if lonely(setting.multipliers, len(run.steps)):
            (region,) = run.predict().targets
            assert_same_rate(region.fitted_rate, region.rate, 0.02)
            told += 1
    assert told >= 10


@pytest.mark.parametrize("method", [gd.JARE(0.8), gd.ConOpt(0.8)], ids=repr)
def test_rates_of_regularised_methods(method: Any) -> None:
    """From the runs alone: the pair of the mean, and the relative mode."""
    rng, q = np.random.default_rng(9), np.full(3, 0.25)
    for ridge, rates in ((0.7, gd.Rates(0.4, 0.2)), (2.0, gd.Rates(1.5, 0.15))):
        setting = Setting(
            gd.Gaussian(0.9), 1.1, q, 2, ridge, rates, "simultaneous", method, True
        )  # fmt: skip
        run = setting.play(1e-6, 120, rng)
        fitted = np.array([fits.relative(run.particles, q), *fits.mean_pair(run.particles, q)])
        (region,) = run.predict().targets
        for one in fitted[1:]:
            assert np.abs(region.point.rho_c - one).min() < EXACT
        assert region.point.rho_b == pytest.approx(fitted[0].real, abs=EXACT)
        assert_same_rate(region.rate, max(np.abs(fitted).max(), abs(region.point.rho_a)), EXACT)


# -------------------------------------------------------------------------------- several targets


def test_every_region_has_its_prediction() -> None:
    """Two targets far apart from a cold start, two and three particles; the late relative rates."""
    game = gd.KernelGAN(
        [[0.0, 0.0], [9.0, 0.0]], [0.7, 0.5], [0.2, 0.2, 0.1, 0.1, 0.1], gd.Gaussian(0.5), 0.4,
        gd.History(tolerance=1e-16),
    )  # fmt: skip
    rates = gd.Rates(0.2, 0.3)
    start = np.array([[0.02, 0.01], [-0.03, 0.02], [9.01, 0.03], [9.0, -0.02], [8.98, 0.0]])
    run = gd.simulate(game, gd.AltGD(), rates=rates, num_steps=500, initial=start)
    first, second = run.predict().targets
    for region, p, q, x, group in (
        (first, 0.7, [0.2] * 2, 0.0, slice(0, 2)),
        (second, 0.5, [0.1] * 3, 9.0, slice(2, 5)),
    ):
        assert region.delta == pytest.approx(p - sum(q), abs=1e-14)
        same = gd.isolated_point(p, q, gd.Gaussian(0.5), 0.4, rates, dimension=2)
        assert region.rate == pytest.approx(same.rate, rel=1e-12)
        assert region.phase == same.phase
        u = run.particles[200:320, group] - [x, 0]  # f has built up; nothing is rounded yet
        assert_same_rate(same.rho_b, fits.relative(u, np.array(q)))
        assert_same_rate(region.rate, max(abs(same.rho_b), abs(same.rho_a)), 0.01)


def test_a_balanced_region_is_neutral() -> None:
    """Delta = 0: nothing pulls two particles together to first order."""
    run = gd.simulate(
        gd.KernelGAN([[0.0]], kernel=gd.Gaussian(0.5), ridge=0.4), gd.AltGD(),
        rates=gd.Rates(0.2, 0.3), num_steps=50, initial=[[0.02], [-0.01]],
    )  # fmt: skip
    (region,) = run.predict().targets
    assert region.delta == pytest.approx(0, abs=1e-15)
    assert not flags(region.phase) & {"converges", "diverges"}
    assert region.rate == pytest.approx(1, abs=1e-12)


def test_the_spread_is_predicted_beside_what_it_is(rng: np.random.Generator) -> None:
    game = gd.KernelGAN([[1.0, -2.0]], kernel=gd.Gaussian(0.5), ridge=0.1)
    start = game.targets + 0.05 * rng.normal(size=(15, 2))
    run = gd.simulate(
        game, gd.AltGD(), rates=gd.Rates(0.05, 0.05), num_steps=400, save_every=100, initial=start
    )
    (region,) = run.predict().targets
    predicted, seen = region.spread
    away = run.final.particles - run.final.particles.mean(axis=0)
    assert seen == pytest.approx(np.sqrt((away**2).sum() / 15), rel=1e-12)
    assert predicted == pytest.approx(seen, rel=0.02)
    assert f"spread at the end {predicted:.4g} predicted, {seen:.4g} seen" in region.explain()
