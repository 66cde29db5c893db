"""gd.prescribe: the table of section 6, and no point of a fine grid does better."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from reference import Array
from reference_local import decay, gamma_of, isolated, modes, radius_of
from test_local_vectors import GAME, regularised

DISCRETE = ("alternating", "simultaneous", "best_response")
LOSSES = [(1.0, [0.2] * 4), (0.5, [0.1, 0.1]), (2.0, [0.3] * 3)]  # p, q with p > P
KERNELS = [gd.Gaussian(0.5), gd.Matern52(1.1), gd.RationalQuadratic(0.7, 2.0)]


def zoom(
    objective: Callable[..., Array], centre: Any, decades: float = 1.5, rounds: int = 7
) -> tuple[Array, float]:
    """The least value on grids about the best point so far, each 4 times finer."""
    best, least = np.log10(np.asarray(centre, dtype=float)), np.inf
    count = 61 if len(best) == 2 else 401
    for _ in range(rounds):
        axes = [middle + np.linspace(-decades, decades, count) for middle in best]
        grid = np.meshgrid(*axes, indexing="ij")
        values = objective(*(10**axis for axis in grid))
        place = np.unravel_index(np.nanargmin(values), values.shape)
        if values[place] < least:
            least = float(values[place])
            best = np.array([axis[place] for axis in grid])
        decades /= 4
    return 10**best, least


def radius(p: float, q: Any, kernel: Any, order: str, ridge: Any, g: Any, d: Any) -> Array:
    """Spectral radius with the mode a; of a flow minus the rate."""
    q, gamma = np.array(q), gamma_of(kernel)
    if order == "best_response":  # AltGD at eta_d ridge = 1
        return radius_of(p, q, gamma, ridge, g, 1 / np.asarray(ridge))
    value = radius_of(p, q, gamma, ridge, g, d, order)
    return np.log(value) if order == "continuous" else value


def slack_of(pr: Any) -> float:
    """A search ends on the edge of a valley of double roots: the root of its parameters' error."""
    return 1e-6 if pr.source == "closed form" else 1e-3


def closed_form(p: float, q: Any, kernel: Any, order: str) -> tuple[float, float, float]:
    """a = eta_d ridge, h (or Q for N = 1), and the rate; section 6."""
    P, delta = sum(q), p - sum(q)
    if len(q) == 1 and delta == 0:
        return {"alternating": (1.0, 1.0, 0.0), "simultaneous": (4 / 3, 4 / 9, 1 / 3)}[order]
    if order == "alternating":
        step = 2 * np.sqrt(delta) / (np.sqrt(p) + np.sqrt(delta))
        return step, step, (np.sqrt(p) - np.sqrt(delta)) / (np.sqrt(p) + np.sqrt(delta))
    if order == "best_response":
        return 1.0, 2 * delta / (p + delta), P / (p + delta)
    R = np.sqrt(P / (p + delta))
    return 1 + R, 1 - R, R


# ------------------------------------------------------------------------------ the page's table


@pytest.mark.parametrize("ridge", [None, 0.1, 3.0])
@pytest.mark.parametrize("kernel", KERNELS, ids=lambda k: type(k).__name__)
@pytest.mark.parametrize("order", DISCRETE)
@pytest.mark.parametrize(("p", "q"), LOSSES)
def test_several_particles(p: float, q: Any, order: str, kernel: Any, ridge: Any) -> None:
    """The products a and h, the rate, who binds; equal rates unless a ridge is given."""
    pr = gd.prescribe(p, q, kernel, ridge, order)
    a, h, rate = closed_form(p, q, kernel, order)
    assert pr.source == "closed form"
    assert pr.order == order
    assert pr.rate == pytest.approx(rate, rel=1e-12)
    got_a = pr.rates.discriminator * pr.ridge
    got_h = pr.rates.generator * q[0] * gamma_of(kernel) * (p - sum(q)) / pr.ridge
    if order == "simultaneous":  # either order
        assert sorted([got_a, got_h]) == pytest.approx(sorted([a, h]), rel=1e-12)
    else:
        assert got_h == pytest.approx(h, rel=1e-12)
        assert order == "best_response" or got_a == pytest.approx(a, rel=1e-12)
    if ridge is not None:
        assert pr.ridge == ridge
    elif order != "best_response":
        assert pr.rates.discriminator == pytest.approx(pr.rates.generator, rel=1e-12)
    if ridge is None and order == "alternating":
        line = np.sqrt(q[0] * gamma_of(kernel) * (p - sum(q)))  # rho_a = rho_b
        assert pr.ridge == pytest.approx(line, rel=1e-12)
    mine = radius(p, q, kernel, order, pr.ridge, pr.rates.generator, pr.rates.discriminator)
    assert mine == pytest.approx(pr.rate, abs=1e-7)  # double roots
    assert set(pr.binding) == ({"b", "c"} if order == "best_response" else {"a", "b", "c"})
    assert pr.text


@pytest.mark.parametrize("order", ["alternating", "simultaneous"])
@pytest.mark.parametrize("ridge", [None, 0.4])
def test_one_balanced_particle(order: str, ridge: Any) -> None:
    p, kernel = 0.6, gd.Gaussian(0.5)
    pr = gd.prescribe(p, [p], kernel, ridge, order)
    a, Q, rate = closed_form(p, [p], kernel, order)
    assert pr.rates.discriminator * pr.ridge == pytest.approx(a, rel=1e-12)
    product = pr.rates.discriminator * pr.rates.generator * gamma_of(kernel) * p * p
    assert product == pytest.approx(Q, rel=1e-12)
    assert pr.rate == pytest.approx(rate, abs=1e-12)
    assert pr.source == "closed form"
    assert set(pr.binding) == {"a", "c"}
    if order == "alternating":  # dead beat: J^2 = 0
        np.testing.assert_allclose(pr.point.jacobian @ pr.point.jacobian, 0, atol=1e-12)


@pytest.mark.parametrize("ratio", [1.0, 0.1, 4.0])
@pytest.mark.parametrize(("p", "q"), LOSSES)
def test_the_flow(p: float, q: Any, ratio: float) -> None:
    """ridge = sqrt(mu q gamma Delta), rate ridge; or mu for a given ridge."""
    kernel = KERNELS[0]
    line = q[0] * gamma_of(kernel) * (p - sum(q))
    pr = gd.prescribe(p, q, kernel, order="continuous", rates_ratio=ratio)
    assert pr.ridge == pytest.approx(np.sqrt(ratio * line), rel=1e-12)
    assert (pr.rates.generator, pr.rates.discriminator) == (ratio, 1)
    assert pr.rate == pytest.approx(pr.ridge, rel=1e-12)
    assert set(pr.binding) == {"a", "b", "c"}
    assert pr.point.order == "continuous"
    assert pr.point.rate == pytest.approx(pr.rate, rel=1e-7)
    given = gd.prescribe(p, q, kernel, 0.7, "continuous")
    assert given.rates.discriminator == 1
    assert given.rates.generator == pytest.approx(0.7**2 / line, rel=1e-12)
    assert given.rate == pytest.approx(0.7, rel=1e-12)


@pytest.mark.parametrize("ratio", [1.0, 0.3])
def test_the_flow_of_one_balanced_particle(ratio: float) -> None:
    p, kernel = 0.6, gd.Gaussian(0.5)
    pr = gd.prescribe(p, [p], kernel, order="continuous", rates_ratio=ratio)
    rate = np.sqrt(ratio * p * p * gamma_of(kernel))
    assert pr.ridge == pytest.approx(2 * rate, rel=1e-12)
    assert pr.rate == pytest.approx(rate, rel=1e-12)
    assert set(pr.binding) == {"c"}


# ---------------------------------------------------------------------------- nothing does better


@pytest.mark.parametrize("order", DISCRETE)
@pytest.mark.parametrize(
    ("p", "q"), [*LOSSES, (0.6, [0.6]), (1.0, [0.6]), (0.5, [0.6]), (1.0, [0.3, 0.1, 0.2])]
)
def test_no_rates_do_better(p: float, q: Any, order: str) -> None:
    """Both rates over three decades, then finer and finer about the best."""
    kernel = gd.Gaussian(0.5)
    pr = gd.prescribe(p, q, kernel, 0.5, order)

    def objective(*rates: Array) -> Array:
        return radius(p, q, kernel, order, 0.5, rates[0], rates[-1])

    start = [pr.rates.generator, pr.rates.discriminator]
    if order == "best_response":
        start = start[:1]
    _, least = zoom(objective, start, rounds=5 if len(set(q)) > 1 else 7)
    assert pr.rate <= least + slack_of(pr)
    assert objective(*np.array(start)[:, None])[0] == pytest.approx(pr.rate, abs=1e-7)
    assert pr.source in ("closed form", "numerical")
    assert len(set(q)) == 1 or pr.source == "numerical"


@pytest.mark.parametrize(
    ("p", "q"), [*LOSSES, (0.6, [0.6]), (1.0, [0.6]), (0.5, [0.6]), (1.0, [0.3, 0.1, 0.2])]
)
def test_no_ridge_does_better_in_the_flow(p: float, q: Any) -> None:
    kernel = gd.Gaussian(0.5)
    pr = gd.prescribe(p, q, kernel, order="continuous", rates_ratio=0.7)

    def objective(ridge: Array) -> Array:
        return radius(p, q, kernel, "continuous", ridge, 0.7, 1.0)

    _, least = zoom(objective, [pr.ridge], 2.0, 9)
    assert pr.rate >= -least - slack_of(pr)
    assert objective(np.array([pr.ridge]))[0] == pytest.approx(-pr.rate, abs=1e-7)


@pytest.mark.parametrize("order", ["alternating", "simultaneous"])
def test_a_free_ridge_is_no_worse(order: str) -> None:
    """Only the products matter: with a ridge of one's own the rate is the same."""
    for q in ([0.2] * 3, [0.3, 0.1, 0.2]):
        free, given = (gd.prescribe(1.0, q, gd.Gaussian(0.5), r, order) for r in (None, 0.3))
        assert free.rate == pytest.approx(given.rate, abs=slack_of(free))
        assert free.rates.discriminator == pytest.approx(free.rates.generator, rel=1e-9)


@pytest.mark.parametrize("method", ["JARE", "ConOpt"])
def test_with_a_regulariser_no_rates_do_better(method: str) -> None:
    p, q, kernel, weight = 1.0, np.full(3, 0.2), gd.Gaussian(0.5), 0.3
    pr = gd.prescribe(p, q, kernel, 0.5, "simultaneous", method=getattr(gd, method)(weight))

    def objective(g: Array, d: Array) -> Array:
        return radius_of(p, q, 4.0, 0.5, g, d, "simultaneous", method, weight)

    _, least = zoom(objective, [pr.rates.generator, pr.rates.discriminator])
    assert pr.rate <= least + slack_of(pr)
    assert pr.gamma == weight


def test_the_oracle_of_the_best_response() -> None:
    """AltGD at eta_d ridge = 1 has the two multipliers of the descent on the MMD, and 0."""
    generator = np.linspace(0.01, 1, 50)
    for p, q in ((1.0, 0.2), (1.5, 0.3)):
        count = 4
        J = isolated(p, np.full(count, q), 4.0, 0.5, generator, 2.0)
        a = decay(0.5, 2.0, "alternating")
        scale = generator * q * 4.0 / 0.5
        relative, pair = modes(J)
        np.testing.assert_allclose(relative, 1 - scale * (p - count * q), rtol=1e-12)
        np.testing.assert_allclose(np.sort(np.abs(pair)), np.sort(
            np.stack([np.zeros(50), np.abs(1 - scale * p)], axis=1)), atol=1e-12)  # fmt: skip
        assert a == 0


# ------------------------------------------------------------------------------ errors, linear GANs


@pytest.mark.parametrize("order", [*DISCRETE, "continuous"])
@pytest.mark.parametrize("q", [[0.5, 0.5], [0.6, 0.6], [0.3, 0.4, 0.6]])
def test_more_mass_than_the_target_has_no_best(q: Any, order: str) -> None:
    """Delta <= 0 with several particles never converges to first order."""
    with pytest.raises(ValueError, match=r"particle_weights|target_weight|mass"):
        gd.prescribe(1.0, q, gd.Gaussian(0.5), order=order)


def test_an_unknown_order() -> None:
    with pytest.raises(ValueError, match="order"):
        gd.prescribe(1.0, [0.2], gd.Gaussian(), order="sideways")


PRINTED = [  # method, best step, best rate
    (gd.SimGD(), "SimGD", 0.0, 0.490, 0.96952),
    (gd.ConOpt(10.0), "ConOpt", 10.0, 0.0347, 0.99268),
    (gd.JARE(10.0), "JARE", 10.0, 0.276, 0.71040),
]


@pytest.mark.parametrize(("method", "name", "gamma", "step", "rate"), PRINTED)
def test_the_linear_gan(method: Any, name: str, gamma: float, step: float, rate: float) -> None:
    pr = gd.prescribe(GAME, method)
    values = np.linalg.eigvals(regularised(GAME, name, gamma))
    assert pr.rates.generator == pr.rates.discriminator == pytest.approx(step, rel=2e-3)
    assert pr.rate == pytest.approx(rate, abs=6e-6)
    _, least = zoom(lambda eta: np.abs(1 + eta[:, None] * values).max(axis=1), [step], 1.0, 12)
    assert pr.rate == pytest.approx(least, abs=1e-8)


@pytest.mark.parametrize("name", ["JARE", "ConOpt"])
def test_gamma_is_searched(name: str) -> None:
    """No smaller gamma, each with its best step, does better; for ConOpt no larger one either.

    JARE has no best gamma here: all its eigenvalues meet as gamma grows, like gamma^-1/2 (3.4, 4).
    """
    pr = gd.prescribe(GAME, getattr(gd, name)(), gamma=None)

    def radius_at(gamma: float) -> float:
        values = np.linalg.eigvals(regularised(GAME, name, gamma))
        return zoom(lambda eta: np.abs(1 + eta[:, None] * values).max(axis=1), [0.3], 2.0, 12)[1]

    found = radius_at(pr.gamma)
    assert pr.rate == pytest.approx(found, abs=1e-6)
    assert 0 < pr.gamma < np.inf
    top = 1.0 if name == "JARE" else 1.1
    grid = np.append(np.geomspace(1e-2, pr.gamma, 60), pr.gamma * np.linspace(0.9, top, 21))
    if name == "ConOpt":
        grid = np.append(grid, np.geomspace(pr.gamma, 100 * pr.gamma, 30))
    assert pr.rate <= min(radius_at(gamma) for gamma in grid) + 1e-4
