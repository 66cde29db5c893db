"""One target's local model, its diagrams and prescriptions, against plain NumPy."""

import dataclasses
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import gandyn as gd

Array = NDArray[Any]


def jacobian(pt: gd.IsolatedPoint) -> Array:
    """Sections 5.1 and 8.3 of the kernel GAN's theory, (N + 1, N + 1), as they stand there."""
    q, lam, gamma = np.array(pt.particle_weights), pt.ridge, 1.0 / pt.kernel.bandwidth**2
    eta_g, eta_d = pt.rates.generator, pt.rates.discriminator
    flow = pt.order == "continuous"
    if flow:
        eta_g, eta_d = eta_g / eta_d, 1.0
    m = q if pt.mass_factor else np.ones_like(q)
    c = gamma * (pt.target_weight - q.sum()) / lam if pt.delta else 0.0
    h, a, one = eta_g * m * c, eta_d * lam, np.eye(len(q))
    G = 0.0 if pt.method is None else pt.method.gamma
    con = isinstance(pt.method, gd.ConOpt)
    top = 1 - a * (1 + G * lam * con) - eta_d * G * gamma * (q @ q)
    row = -eta_d * gamma * q * (1 + G * lam * con - G * c * q)
    column = eta_g * m * (1 - G * lam + G * q * c * con)
    block = one - np.diag(h * (1 + G * c * q * con)) - eta_g * G * gamma * np.outer(m, q)
    if pt.order == "alternating":
        column = (1 - a) * column
        block = block - eta_d * eta_g * gamma * np.outer(m, q)
    J = np.block([[np.array([[top]]), row[None]], [column[:, None], block]])
    return J - np.eye(len(J)) if flow else J


def points(count: int) -> list[gd.IsolatedPoint]:
    rng = np.random.default_rng(0)
    found = []
    for _ in range(count):
        order = rng.choice(["alternating", "simultaneous", "continuous"])
        method = rng.choice([None, gd.JARE(0.7), gd.ConOpt(0.4)])
        method = None if order == "alternating" else method
        n = int(rng.integers(1, 7))
        weights = [
            np.full(n, rng.uniform(0.05, 0.4)),
            rng.uniform(0.02, 0.4, n),
            rng.choice([0.1, 0.2, 0.3], n),
        ][rng.integers(3)]
        target = rng.choice([0.0, weights.sum(), rng.uniform(0.0, 2.0)])
        kernel, ridge = gd.Gaussian(10 ** rng.uniform(-1, 0.5)), 10 ** rng.uniform(-2, 1)
        rates = gd.Rates(*(10 ** rng.uniform(-2, 0, 2)))
        mass = bool(rng.random() < 0.7)
        found.append(gd.isolated_point(target, weights, kernel, ridge, rates, order, method, mass))
    return found


def distance(a: Array, b: Array) -> float:
    """Of two sets of numbers, greedily matched."""
    left, worst = list(a), 0.0
    for value in sorted(b, key=lambda z: -abs(z)):
        near = int(np.argmin(np.abs(np.array(left) - value)))
        worst = max(worst, abs(left.pop(near) - value))
    return worst


def test_jacobian_and_eigenvalues() -> None:
    for pt in points(600):
        J = jacobian(pt)
        size = np.linalg.norm(J) + 1.0
        np.testing.assert_allclose(pt.jacobian, J, rtol=0, atol=1e-13 * size)
        values, vectors = np.linalg.eig(J)
        loss = np.linalg.cond(vectors)
        if loss < 1e6:
            assert distance(pt.eigenvalues, values) < 1e-14 * max(loss, 100.0) * size, pt


def test_modes_are_all_eigenvalues() -> None:
    for pt in points(60):
        named = [np.full(int(m.multiplicity), m.value) for m in pt.modes if m.name != "a"]
        assert distance(np.concatenate(named), pt.eigenvalues) == 0.0
        assert len(pt.replace(dimension=3).modes) == len(pt.modes)
        assert pt.dominant in "abc"


def test_conditions_are_the_spectral_radius() -> None:
    rng = np.random.default_rng(1)
    for _ in range(1000):
        order = rng.choice(["alternating", "simultaneous", "continuous"])
        weights = np.full(int(rng.integers(1, 4)), rng.uniform(0.1, 0.6))
        rates = gd.Rates(*(10 ** rng.uniform(-1.5, 1, 2)))
        kernel, ridge = gd.Gaussian(rng.uniform(0.2, 2)), 10 ** rng.uniform(-1, 1)
        pt = gd.isolated_point(1.0, weights, kernel, ridge, rates, order)
        slack = pt.stability.spectral_radius - 1.0
        if abs(slack) > 1e-9:
            assert all(c.holds for c in pt.conditions) == (slack < 0.0), pt


def test_window_is_where_the_pair_is_not_real() -> None:
    for pt in points(120):
        ridges = pt.ridge * np.geomspace(1e-4, 1e4, 300)
        low, high = pt.oscillation_window or (np.inf, np.inf)
        for ridge in ridges:
            if min(abs(ridge / low - 1) if low else 1.0, abs(ridge / high - 1)) > 1e-4:
                c = pt.replace(ridge=ridge).rho_c
                inside = low < ridge < high
                assert (c[0].imag != 0.0) == inside or (inside and pt.method is not None), pt


KERNEL = gd.Gaussian(0.5)
TABLE = {
    ("alternating", 4): (1 - np.sqrt(0.2)) / (1 + np.sqrt(0.2)),
    ("simultaneous", 4): np.sqrt(0.8 / 1.2),
    ("best_response", 4): 0.8 / 1.2,
    ("continuous", 4): np.sqrt(0.2 * 4 * 0.2),
    ("alternating", 1): 0.0,
    ("simultaneous", 1): 1 / 3,
    ("best_response", 1): 0.0,
    ("continuous", 1): 2.0,
}


@pytest.mark.parametrize(("order", "n"), TABLE)
@pytest.mark.parametrize("ridge", [None, 0.3])
def test_closed_prescriptions(order: str, n: int, ridge: float | None) -> None:
    weights = [0.2] * 4 if n == 4 else [1.0]
    pr = gd.prescribe(1.0, weights, KERNEL, ridge, order)
    assert pr.source == "closed form" and pr.point is not None
    if order != "continuous" or ridge is None:
        assert pr.rate == pytest.approx(TABLE[order, n], abs=1e-14)
    assert pr.point.rate == pytest.approx(pr.rate, abs=1e-7)
    assert pr.ridge == ridge or ridge is None
    if ridge is None:
        assert pr.rates.generator == pytest.approx(pr.rates.discriminator)
    # Nothing near is faster.
    sign = -1.0 if order == "continuous" else 1.0
    rng = np.random.default_rng(2)
    for scale in (1e-3, 1e-2, 0.1, 0.5):
        for _ in range(20):
            x = np.exp(scale * rng.normal(size=2))
            # The best response has a = 1, and of the flow only the ratio of the rates is free.
            second = 1.0 if order in ("best_response", "continuous") else x[1]
            generator, discriminator = pr.rates.generator * x[0], pr.rates.discriminator * second
            if order == "continuous" and ridge is None:
                other = pr.point.replace(ridge=pr.point.ridge * x[0])
            else:
                other = pr.point.replace(rates=gd.Rates(generator, discriminator))
            assert sign * (other.rate - pr.rate) > -1e-7


def test_numerical_prescriptions_beat_a_grid() -> None:
    weights = [0.1, 0.2, 0.4]
    for order in ("alternating", "simultaneous"):
        pr = gd.prescribe(1.0, weights, KERNEL, 0.3, order)
        assert pr.source == "numerical" and pr.point is not None
        assert pr.rate == pytest.approx(pr.point.rate, abs=1e-12)
        rates = np.geomspace(1e-3, 30, 300)
        grid = gd.phase_diagram(pr.point, ("generator", rates), ("discriminator", rates))
        assert pr.rate <= grid.best[2] + 1e-12
        assert gd.prescribe(1.0, weights, KERNEL, None, order).rate == pytest.approx(pr.rate)
    flow = gd.prescribe(1.0, weights, KERNEL, order="continuous")
    assert flow.point is not None
    others = [flow.point.replace(ridge=flow.point.ridge * x).rate for x in (0.9, 0.99, 1.01, 1.1)]
    assert flow.rate >= max(others)
    assert gd.prescribe(1.0, [0.2] * 4, KERNEL, 0.3, method=gd.JARE(0.5)).rate < 0.82


@pytest.mark.parametrize(
    ("method", "step", "rate"),
    [
        (gd.SimGD(), 0.490, 0.96952),
        (gd.ConOpt(10.0), 0.0347, 0.99268),
        (gd.JARE(10.0), 0.276, 0.71040),
    ],
)
def test_linear_gan(method: Any, step: float, rate: float) -> None:
    game = gd.LinearGAN([0.0, 2.0], 0.7)
    pr = gd.prescribe(game, method)
    assert pr.rates.generator == pytest.approx(step, abs=5e-4)
    assert pr.rate == pytest.approx(rate, abs=5e-6)
    if not isinstance(method, gd.SimGD):
        best = gd.prescribe(game, method, gamma=None)
        assert best.rate < pr.rate and best.gamma is not None
        tried = [gd.prescribe(game, method, gamma=g).rate for g in np.geomspace(1e-3, 1e3, 50)]
        assert best.rate <= min(tried) + 1e-12


@pytest.mark.parametrize("weights", [[0.2] * 4, [0.1, 0.2, 0.3], [0.5]])
@pytest.mark.parametrize("order", ["alternating", "simultaneous", "continuous"])
def test_diagram_is_many_points(weights: list[float], order: Any) -> None:
    pt = gd.isolated_point(1.0, weights, gd.RationalQuadratic(0.4, 2.0), 0.5, order=order)
    values = {
        "bandwidth": [0.1, 0.5, 1.0],
        "mixing": [1.0, 3.0],
        "rates": [0.01, 2.0],
        "target_weight": [0.0, 0.5, 2.0],
        "mass": [0.5, 1.5],
        "ridge": [0.1, 1.0],
    }
    change: dict[str, Any] = {
        "bandwidth": lambda v: {"kernel": gd.RationalQuadratic(v, 2.0)},
        "mixing": lambda v: {"kernel": gd.RationalQuadratic(0.4, v)},
        "rates": lambda v: {"rates": gd.Rates(v, v)},
        "mass": lambda v: {"particle_weights": np.array(weights) * (v / sum(weights))},
    }
    for x in values:
        dia = gd.phase_diagram(
            pt, (x, values[x]), ("generator" if x != "rates" else "ridge", [0.3])
        )
        start = pt.replace(ridge=0.3) if x == "rates" else pt.replace(rates=gd.Rates(0.3, 0.1))
        for i, value in enumerate(values[x]):
            one = start.replace(**change.get(x, lambda v, name=x: {name: v})(value))
            radius = one.stability.spectral_radius
            assert dia.spectral_radius[0, i] == pytest.approx(radius, rel=1e-13)
            assert dia.phase[0, i] == one.phase.value
            assert dia.period[0, i] == pytest.approx(one.period, rel=1e-6)
            assert dia.rho_a is not None and dia.rho_a[0, i] == pytest.approx(one.rho_a, rel=1e-13)
            np.testing.assert_allclose(dia.rho_c[0, i], one.rho_c, rtol=1e-7)
            np.testing.assert_allclose(dia.rho_b[0, i], one.rho_b, rtol=1e-12)


def test_diagram_does_not_depend_on_threads_and_is_saved(tmp_path: Path) -> None:
    pt = gd.isolated_point(1.0, [0.1, 0.2, 0.3], order="simultaneous")
    axes = ("bandwidth", np.geomspace(0.1, 1, 30)), ("ridge", np.geomspace(0.01, 1, 20))
    one, two = (gd.phase_diagram(pt, *axes, num_threads=k) for k in (1, 2))
    assert one.spectral_radius.tobytes() == two.spectral_radius.tobytes()
    assert set(np.unique(one.classes)) <= set(range(6))
    x, y, radius = one.best
    assert radius == one.spectral_radius.min() and x in one.x and y in one.y
    one.save(tmp_path / "map.npz")
    with np.load(tmp_path / "map.npz") as file:
        np.testing.assert_array_equal(file["spectral_radius"], one.spectral_radius)
        assert str(file["x_name"]) == "bandwidth"


def test_pictures() -> None:
    pytest.importorskip("matplotlib").use("Agg")
    for pt in (gd.isolated_point(1.0, [0.4] * 2), gd.isolated_point(0.3, [0.1, 0.4])):
        axes = ("bandwidth", np.geomspace(0.01, 1, 40)), ("ridge", np.geomspace(0.01, 10, 30))
        ax = gd.phase_diagram(pt, *axes).plot()
        assert ax.get_xscale() == "log" and "sigma" in ax.get_xlabel()
        with pytest.raises(ValueError, match="2 x 2"):
            gd.phase_diagram(pt, axes[0], ("ridge", [0.1])).plot()


def test_values() -> None:
    pt = gd.isolated_point(1.0, [0.2] * 4, gd.Gaussian(0.5), 0.1, gd.Rates(0.01, 0.01))
    assert pickle.loads(pickle.dumps(pt)) == pt and pt.replace(ridge=0.2) != pt
    assert hash(pt.particle_weights) is not None and "ridge=0.1" in repr(pt)
    assert pt.delta == pytest.approx(0.2) and (pt.gamma, pt.gamma2) == (4.0, 16.0)
    assert gd.isolated_point(kernel=gd.Matern32()).gamma2 == np.inf
    assert dataclasses.replace(pt, ridge=0.4) == pt.replace(ridge=0.4)
    assert "Ridge 0.4 would be" in pt.explain()
    assert "moments" in gd.isolated_point(1.0, [0.5, 0.5]).explain()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"target_weight": -1.0}, "target_weight must be"),
    ({"particle_weights": []}, "particle_weights must be"),
    ({"particle_weights": [0.0]}, "particle_weights must be"),
    ({"kernel": gd.Laplace()}, "kernel must be smooth"),
    ({"kernel": gd.Gaussian(1.0, metric=[2.0])}, "kernel must have no metric"),
    ({"ridge": 0.0, "target_weight": 2.0}, "ridge must be > 0"),
    ({"order": "random"}, "order must be one of"),
    ({"order": "alternating", "method": gd.JARE()}, "order must be 'simultaneous'"),
    ({"method": gd.JARE(1.0, "generator")}, "method must regularise both"),
    ({"method": gd.SimGD()}, "method must be one of"),
    ({"rates": 0.1}, "rates must be Rates"),
    ({"dimension": 0}, "dimension must be"),
]


@pytest.mark.parametrize(("arguments", "text"), WRONG)
def test_wrong_points(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises((TypeError, ValueError), match=text):
        gd.isolated_point(**arguments)


def test_wrong_prescriptions_and_diagrams() -> None:
    for weights, text in (([0.5, 0.5], "Delta = 0"), ([0.8, 0.5], "Delta < 0")):
        with pytest.raises(ValueError, match=text):
            gd.prescribe(1.0, weights, KERNEL)
    with pytest.raises(ValueError, match="target_weight must be > 0"):
        gd.prescribe(0.0, [0.5], KERNEL)
    with pytest.raises(ValueError, match="converges at no step"):
        gd.prescribe(gd.LinearGAN([0.0, 2.0], 0.7, "wasserstein"), gd.SimGD())
    with pytest.raises(ValueError, match="not DiracGAN"):
        gd.prescribe(gd.DiracGAN(), gd.SimGD())  # type: ignore[call-overload]
    pt = gd.isolated_point()
    for x, y, text in (
        (("sigma", [1.0]), ("ridge", [1.0]), "x must name one of bandwidth"),
        (("ridge", [1.0]), ("ridge", [1.0]), "two different numbers"),
        (("rates", [1.0]), ("generator", [1.0]), "two different numbers"),
        (("ridge", [2.0, 1.0]), ("rates", [1.0]), "increase"),
        (("ridge", [-1.0]), ("rates", [1.0]), "must be >= 0"),
        (("bandwidth", [0.0]), ("rates", [1.0]), "must be positive"),
    ):
        with pytest.raises(ValueError, match=text):
            gd.phase_diagram(pt, x, y)


def test_what_has_no_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="discriminator must be > 0 for the flow"):
        gd.isolated_point(rates=gd.Rates(0.1, 0.0), order="continuous")
    with pytest.raises(ValueError, match="ridge must be left out"):
        gd.prescribe(gd.LinearGAN([0, 2], 0.7), gd.SimGD(), ridge=0.1)


def test_many_equal_masses_cost_no_matrix() -> None:
    q, count, p, ridge, gamma = 1e-5, 20_000, 1.0, 0.1, 4.0
    many = gd.isolated_point(p, [q] * count, gd.Gaussian(0.5), ridge, gd.Rates(0.1, 0.1))
    a, h = 0.1 * ridge, 0.1 * q * gamma * (p - q * count) / ridge
    pair = np.roots([1, -(2 - a - h - 0.01 * gamma * q * q * count), (1 - a) * (1 - h)])
    assert many.rate == pytest.approx(max(1 - a, 1 - h, *np.abs(pair)), abs=1e-12)
    assert len(many.eigenvalues) == count + 1 and many.phase & gd.Phase.converges
