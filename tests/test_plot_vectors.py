"""Pictures of games of two vectors: what they show is what the games and runs hold."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.quiver import Quiver

import gandyn as gd
from gandyn import plot
from gandyn._one_step import one_step_matrix
from reference_matrices import (
    Quadratic,
    altgd,
    best_response,
    extra_gradient,
    jare,
    lookahead,
    momentum,
    optimistic,
    past_extra_gradient,
    random_game,
    simgd,
    unrolled,
)

matplotlib.use("Agg")

RATES = gd.Rates(0.1, 0.1)
TV = gd.MixtureGAN()
START = [-0.8, 0.3, -1.5, 0.2, -0.4, 1.6]


@pytest.fixture(autouse=True)
def no_trace() -> Iterator[None]:
    """No setting of matplotlib changed, no figure left."""
    before = dict(matplotlib.rcParams)
    yield
    assert dict(matplotlib.rcParams) == before
    pyplot.close("all")


@pytest.fixture
def ax() -> Any:
    return pyplot.figure().add_subplot()


def play(game: Any, method: Any, initial: Any, num_steps: int = 60, **kw: Any) -> Any:
    kw = {"rates": RATES} | kw
    return gd.simulate(game, method, num_steps=num_steps, initial=initial, **kw)


def bilinear(method: Any = None, **kw: Any) -> Any:
    return play(gd.QuadraticGame(xy=[[1.0]]), method or gd.ExtraGradient(), [1.0, 0.5], **kw)


RUNS = {
    "quadratic": bilinear(),
    "dirac": play(gd.DiracGAN(penalty=gd.R1(0.3)), gd.AltGD(), [1.0, 1.0]),
    "linear": play(gd.LinearGAN([0.0, 2.0], std=0.7), gd.SimGD(), [0.5, 0.4, 0.3, 0.2]),
    "sampled": play(gd.LinearGAN([1.0], batch_size=8), gd.SimGD(), [0.5, 0.4]),
    "general": play(gd.GeneralGAN([[1.0, 0.5]], [[-1.0, 0], [0, -2]]), gd.JARE(), [1.0, 0.2, 0.3]),
    "mixture": play(TV, gd.SimGD(), START),
}


@pytest.fixture(params=RUNS)
def run(request: pytest.FixtureRequest) -> Any:
    return RUNS[request.param]


def one(ax: Any, kind: type) -> Any:
    (found,) = [c for c in ax.get_children() if isinstance(c, kind)]
    return found


def line(ax: Any, name: str) -> np.ndarray:
    """The points (k, 2) of the one line with this label or gid."""
    (found,) = [x for x in ax.lines if name in (x.get_label(), x.get_gid())]
    return np.column_stack(found.get_data())


def path(collection: Any) -> np.ndarray:
    """A track put together from its pieces, (k, 2)."""
    pieces = collection.get_segments()
    for before, after in pairwise(pieces):
        np.testing.assert_array_equal(before[-1], after[0])
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def labels(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


# Every kind


@pytest.mark.parametrize("kind", plot.VECTOR_KINDS)
def test_every_kind_draws_every_game_or_says_why_not(run: Any, kind: str) -> None:
    mixture = isinstance(run.game, gd.MixtureGAN)
    if (kind == "mixture" and not mixture) or (kind in ("convergence", "prediction") and mixture):
        with pytest.raises(ValueError, match=r"MixtureGAN"):
            plot.draw(run, kind)
        return
    plot.draw(run, kind).figure.canvas.draw()
    assert len(pyplot.get_fignums()) == 1


@pytest.mark.parametrize("kind", ["portrait", "track", "convergence", "mixture"])
def test_given_axes_are_used_and_returned(kind: str, ax: Any) -> None:
    run = RUNS["mixture" if kind == "mixture" else "linear"]
    assert plot.VECTOR_KINDS[kind](run, ax=ax) is ax
    assert len(pyplot.get_fignums()) == 1
    ax.figure.canvas.draw()


@pytest.mark.parametrize("kind", plot.VECTOR_KINDS)
def test_run_without_steps(kind: str) -> None:
    still = play(TV, gd.SimGD(), START, num_steps=0) if kind == "mixture" else bilinear(num_steps=0)
    plot.draw(still, kind).figure.canvas.draw()


def test_accessor_and_table() -> None:
    pictures = RUNS["dirac"].plot
    assert set(plot.VECTOR_KINDS) <= set(dir(pictures))
    assert plot.kinds(RUNS["dirac"]) is plot.VECTOR_KINDS
    assert pictures.track.__doc__ == plot.track.__doc__
    assert pictures("convergence").get_yscale() == "log"
    with pytest.raises(AttributeError, match=r"particles.*overview"):
        _ = pictures.particles
    with pytest.raises(ValueError, match=r"^kind must be one of overview, portrait.*'metrics'"):
        pictures("metrics")


def test_overview_has_what_fits_the_game() -> None:
    panels = [panel.get_ylabel() for panel in RUNS["linear"].plot().axes]
    assert panels[0].startswith("discriminator") and panels[1].startswith("distance")
    assert len(RUNS["mixture"].plot().axes) == 3
    adam = bilinear(gd.SimGD(gd.Adam())).plot()
    assert [x.get_gid() for x in adam.axes[1].lines] == ["run"]
    figure = pyplot.figure()
    assert plot.VECTOR_KINDS["overview"](RUNS["dirac"], fig=figure) is figure


# Portrait


def test_arrows_are_the_field(ax: Any) -> None:
    game = gd.DiracGAN()
    plot.portrait(game, ax=ax, num_arrows=8, extent=1.5)
    arrows = one(ax, Quiver)
    places = np.asarray(arrows.get_offsets())
    assert places.shape == (64, 2)
    assert ax.get_xlim() == ax.get_ylim() == (-1.5, 1.5)
    field = game.field(places)
    roots = field / np.sqrt(np.linalg.norm(field, axis=1))[:, None]
    drawn = np.c_[arrows.U, arrows.V]
    np.testing.assert_allclose(drawn, roots * (drawn[0, 0] / roots[0, 0]), rtol=1e-9)
    assert np.linalg.norm(drawn, axis=1).max() == pytest.approx(0.9 * 3.0 / 8)
    assert (ax.get_xlabel(), ax.get_ylabel()) == (r"generator  $\theta$", r"discriminator  $\psi$")


def test_arrows_are_one_step_of_the_method_with_the_others_fixed(ax: Any) -> None:
    game = RUNS["linear"].game
    center = np.array([0.1, 0.2, 0.3, 0.4])
    rates = gd.Rates(0.3, 0.05)
    look: dict[str, Any] = {"plane": (1, 2), "center": center, "extent": (0.5, 1.0)}
    plot.portrait(game, ax=ax, method=gd.JARE(2.0), rates=rates, num_arrows=5, **look)
    arrows = one(ax, Quiver)
    states = np.tile(center, (25, 1))
    states[:, [1, 2]] = arrows.get_offsets()
    moves = gd.simulate_batch(game, gd.JARE(2.0), rates=rates, num_steps=1, initial=states).final
    moves -= states
    expected = moves[:, [1, 2]] / np.array([1.0, 2.0])  # in cells, which are not square
    cosine = np.c_[arrows.U, arrows.V / 2.0] * expected
    lengths = np.hypot(arrows.U, arrows.V / 2.0) * np.hypot(*expected.T)
    np.testing.assert_allclose(cosine.sum(axis=1), lengths, rtol=1e-9)
    np.testing.assert_allclose([*ax.get_xlim(), *ax.get_ylim()], [-0.3, 0.7, -0.7, 1.3])
    assert "one step of JARE;  other coordinates fixed" in ax.get_title(loc="left")


def test_sampled_game_has_the_arrows_of_the_mean(ax: Any) -> None:
    sampled, mean = (gd.LinearGAN([1.0], batch_size=size) for size in (4, None))
    plot.portrait(sampled, ax=ax, method=gd.SimGD(), rates=RATES)
    other = plot.portrait(mean, method=gd.SimGD(), rates=RATES)
    np.testing.assert_array_equal(one(ax, Quiver).U, one(other, Quiver).U)


def test_tracks_without_a_method_are_the_flow(ax: Any) -> None:
    plot.portrait(gd.DiracGAN(), ax=ax, starts=[(1.5, 0.0)], num_steps=200)
    track = path(one(ax, LineCollection))
    assert track.shape == (201, 2)
    np.testing.assert_allclose(np.hypot(*track.T), 1.5, rtol=1e-7)  # which is conserved
    flat = gd.QuadraticGame(xy=[[1.0]])
    turned = path(one(plot.portrait(flat, starts=[(1.0, 0.0)], num_steps=40), LineCollection))
    np.testing.assert_allclose(turned[-1], [np.cos(2.0), np.sin(2.0)], atol=1e-6)


def test_tracks_of_a_method_are_its_runs(ax: Any) -> None:
    game = RUNS["linear"].game
    kw: dict[str, Any] = {"method": gd.AltGD(), "rates": RATES, "num_steps": 30}
    plot.portrait(game, ax=ax, starts=[(0.5, 0.3), (-0.2, 0.1)], **kw)
    tracks = [path(c) for c in ax.collections if isinstance(c, LineCollection)]
    expected = play(game, gd.AltGD(), [0.5, 0.0, 0.3, 0.0], num_steps=30).states[:, [0, 2]]
    np.testing.assert_array_equal(tracks[0], expected)
    assert len(tracks) == 2
    np.testing.assert_array_equal(line(ax, "start"), [[0.5, 0.3], [-0.2, 0.1]])
    np.testing.assert_array_equal(line(ax, "end")[0], expected[-1])
    assert labels(ax) == ["start", "end", "equilibrium"]


def test_portrait_of_a_run_has_its_track_within(run: Any, ax: Any) -> None:
    run.plot.portrait(ax=ax)
    plane = [0, 1] if isinstance(run.game, gd.MixtureGAN) else [0, run.game.generator_size]
    track = path(one(ax, LineCollection))
    np.testing.assert_array_equal(track, run.states[:, plane])
    for low, high, values in zip(*np.array([ax.get_xlim(), ax.get_ylim()]).T, track.T, strict=True):
        assert low < values.min() and values.max() < high


def test_steps_that_depend_on_the_past_have_the_arrows_of_the_field(ax: Any) -> None:
    assert "the field" in bilinear(gd.Optimistic()).plot.portrait(ax=ax).get_title(loc="left")
    fresh = bilinear(gd.Optimistic()).plot.portrait(method=gd.Optimistic())
    assert "one step of Optimistic" in fresh.get_title(loc="left")


def test_diverging_flow_is_drawn_without_a_warning(ax: Any) -> None:
    game = gd.QuadraticGame(xx=[[-90.0]], xy=[[1.0]])
    plot.portrait(game, ax=ax, starts=[(1.0, 1.0)], num_steps=2000)
    ax.figure.canvas.draw()


# Track


def test_linear_gan_has_a_panel_for_each_coordinate() -> None:
    run = RUNS["linear"]
    panels = run.plot.track().figure.axes
    assert len(panels) == 2
    for k, panel in enumerate(panels):
        np.testing.assert_array_equal(path(one(panel, LineCollection)), run.states[:, [k, 2 + k]])
        assert panel.get_xlabel() == rf"generator  $\varphi_{{{k + 1}}} - v_{{{k + 1}}}$"
        assert panel.get_ylabel() == rf"discriminator  $\theta_{{{k + 1}}}$"
        np.testing.assert_array_equal(line(panel, "start"), run.states[:1, [k, 2 + k]])
        np.testing.assert_array_equal(line(panel, "end"), run.states[-1:, [k, 2 + k]])
        np.testing.assert_array_equal(line(panel, "equilibrium"), [[0.0, 0.0]])
    one_panel = play(gd.LinearGAN([2.0]), gd.SimGD(), [0.5, 0.1]).plot.track().figure.axes
    assert [panel.get_xlabel() for panel in one_panel] == [r"generator  $\varphi - v$"]


def test_track_in_a_chosen_plane(ax: Any) -> None:
    run = RUNS["mixture"]
    run.plot.track(ax=ax, plane=(2, 4))
    np.testing.assert_array_equal(path(one(ax, LineCollection)), run.states[:, [2, 4]])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("discriminator  $l_1$", "discriminator  $r_1$")
    assert labels(ax) == ["start", "end"]
    means = run.plot.track()
    np.testing.assert_array_equal(line(means, "true means"), [[-0.5, 0.5], [0.5, -0.5]])
    uneven = play(gd.MixtureGAN(weight=0.3), gd.SimGD(), START).plot.track()
    np.testing.assert_array_equal(line(uneven, "true means"), [[-0.5, 0.5]])


def test_track_with_infinite_ends_of_intervals() -> None:
    run = play(TV, gd.BestResponse(), [0.2, 0.9, 0.0, 0.0, 0.0, 0.0])
    assert not np.isfinite(run.states).all()
    run.plot.track(plane=(0, 2)).figure.canvas.draw()
    run.plot.portrait(plane=(0, 1)).figure.canvas.draw()
    with pytest.raises(ValueError, match=r"^center must be given: the run ends at infinity"):
        run.plot.portrait(plane=(0, 3))


# Convergence


def predicted(run: Any) -> float:
    """The rate of the line that is drawn."""
    steps, distances = line(run.plot.convergence(), "prediction").T
    return float(np.exp(np.log(distances[-1] / distances[0]) / (steps[-1] - steps[0])))


def test_distances_and_predicted_slope(ax: Any) -> None:
    run = bilinear(num_steps=400)
    run.plot.convergence(ax=ax)
    drawn = line(ax, "run")
    np.testing.assert_array_equal(drawn[:, 0], run.steps)
    np.testing.assert_array_equal(drawn[:, 1], run.distances)
    rho = 0.995037687728  # sqrt((1 - eta^2)^2 + eta^2)
    prediction = line(ax, "prediction")
    expected = run.distances[0] * rho ** prediction[:, 0]
    np.testing.assert_allclose(prediction[:, 1], expected, rtol=1e-9)  # a circle spirals in exactly
    assert ax.get_yscale() == "log"
    assert labels(ax)[0] == "ExtraGradient"
    assert r"$\rho$ = 0.995038" in labels(ax)[1]
    angle = np.arctan2(0.1, 0.99)
    assert f"a turn in {2.0 * np.pi / angle:.3g} steps" in labels(ax)[1]


@pytest.mark.parametrize(
    ("method", "rho"),
    [(gd.SimGD(), 0.9889388252), (gd.AltGD(), 0.9883933266), (gd.ExtraGradient(), 0.9883871516)],
)
def test_linear_gan_goes_as_predicted(method: Any, rho: float) -> None:
    run = play(gd.LinearGAN([0.0, 2.0], std=0.7), method, [0.5] * 4, num_steps=1500)
    assert predicted(run) == pytest.approx(rho, abs=1e-9)
    seen = (run.distances[-1] / run.distances[700]) ** (1.0 / 800.0)
    assert seen == pytest.approx(rho, abs=1e-3)


def test_prediction_where_nothing_shrinks(ax: Any) -> None:
    bilinear(gd.AltGD()).plot.convergence(ax=ax)
    assert "neither grows nor shrinks" in labels(ax)[1]
    assert np.ptp(np.log(line(ax, "prediction")[:, 1])) < 1e-9


def test_prediction_fits_where_a_diverging_run_begins(ax: Any) -> None:
    run = play(gd.DiracGAN(), gd.SimGD(), [0.1, 0.1], 400, rates=gd.Rates(0.3, 0.3))
    run.plot.convergence(ax=ax)
    height = line(ax, "prediction")[0, 1]
    assert height == pytest.approx(run.distances[0], rel=0.15)
    assert ax.get_ylim()[1] < 3.0 * run.distances.max()


def test_limits_are_those_of_the_run(ax: Any) -> None:
    run = bilinear(gd.JARE(5.0), num_steps=3000)
    assert run.distances[-1] < 1e-300
    run.plot.convergence(ax=ax)
    ax.figure.canvas.draw()
    assert ax.get_xlim() == (0.0, 3000.0)
    assert 0.0 < ax.get_ylim()[0] <= run.distances[run.distances > 1e-300].min()


def test_no_prediction_is_said_and_can_be_left_out(ax: Any) -> None:
    adam = bilinear(gd.Lookahead(inner=gd.SimGD(gd.Adam())))
    with pytest.raises(ValueError, match="counts its moves"):
        adam.plot.convergence()
    jumps = gd.DiracGAN("wasserstein", gd.GradientPenalty(0.5, 1.0))
    with pytest.raises(ValueError, match="jumps at psi = 0"):
        play(jumps, gd.SimGD(), [0.5, 0.5]).plot.convergence()
    with pytest.raises(ValueError, match="family"):
        RUNS["mixture"].plot.convergence()
    assert not pyplot.get_fignums() or pyplot.get_fignums() == [ax.figure.number]
    adam.plot.convergence(ax=ax, prediction=False)
    assert [x.get_gid() for x in ax.lines] == ["run"]


MATRICES = {
    "SimGD": (gd.SimGD(), simgd),
    "AltGD": (gd.AltGD("generator", 2, 3), lambda q: altgd(q, "generator", 2, 3)),
    "ExtraGradient": (gd.ExtraGradient(), extra_gradient),
    "JARE": (gd.JARE(0.7), lambda q: jare(q, 0.7)),
    "Unrolled": (gd.Unrolled(3), lambda q: unrolled(q, 3, "simultaneous")),
    "BestResponse": (gd.BestResponse(), best_response),
    "Lookahead": (gd.Lookahead(4, 0.3), lambda q: lookahead(q, 4, 0.3, simgd(q))),
}
ENLARGED = {
    "Optimistic": (gd.Optimistic(), optimistic),
    "PastExtraGradient": (gd.PastExtraGradient(), past_extra_gradient),
    "Momentum": (gd.Momentum(-0.3), lambda q: momentum(q, -0.3, True)),
    "simultaneous": (gd.Momentum(0.2, False), lambda q: momentum(q, 0.2, False)),
}


def small(n: int, m: int) -> tuple[Any, Quadratic, gd.Rates]:
    q = random_game(np.random.default_rng(3), n, m)
    return gd.QuadraticGame(q.B, q.C, q.D), q, gd.Rates(q.generator, q.discriminator)


@pytest.mark.parametrize("name", MATRICES)
def test_one_step_matrix_is_that_of_the_theory(name: str) -> None:
    game, q, rates = small(2, 3)
    method, matrix = MATRICES[name]
    np.testing.assert_allclose(one_step_matrix(game, method, rates), matrix(q), atol=1e-12)


@pytest.mark.parametrize("name", ENLARGED)
def test_methods_with_memory_have_the_spectrum_of_the_theory(name: str) -> None:
    game, q, rates = small(2, 3)
    method, matrix = ENLARGED[name]
    spectra = [
        np.sort(np.abs(np.linalg.eigvals(found)))[::-1][:5]
        for found in (one_step_matrix(game, method, rates), matrix(q))
    ]
    np.testing.assert_allclose(*spectra, rtol=1e-6)


def test_samples_are_predicted_by_their_mean() -> None:
    sampled, mean = (gd.LinearGAN([1.0], batch_size=size) for size in (4, None))
    np.testing.assert_array_equal(
        one_step_matrix(sampled, gd.SimGD(), RATES), one_step_matrix(mean, gd.SimGD(), RATES)
    )


# Mixture GAN


def test_means_and_intervals_through_time(ax: Any) -> None:
    run = RUNS["mixture"]
    run.plot.mixture(ax=ax, densities=False)
    for k in (0, 1):
        (mean,) = [x for x in ax.lines if x.get_gid() == k]
        np.testing.assert_array_equal(mean.get_xdata(), run.times)
        np.testing.assert_array_equal(mean.get_ydata(), run.states[:, k])
    assert labels(ax) == ["$D = 1$", "true means", r"means  $\mu$"]
    bands = [c.get_paths()[0].vertices for c in ax.collections]
    for band, (left, right) in zip(bands, ((2, 4), (3, 5)), strict=True):
        assert band[:, 1].min() == run.states[:, left].min()
        assert band[:, 1].max() == run.states[:, right].max()
    assert len(ax.figure.axes) == 1


def test_densities_at_chosen_steps(ax: Any) -> None:
    run = RUNS["mixture"]
    run.plot.mixture(ax=ax, steps=[0, 20.2, 60])
    _, panel = ax.figure.axes
    assert labels(panel) == ["true", "step 0", "step 20", "step 60"]
    assert panel.get_ylim() == ax.get_ylim()
    for curve, frame in zip(panel.lines, (0, 20, 60), strict=True):
        density, x = curve.get_data()
        mu = run.states[frame, :2]
        bells = np.exp(-0.5 * (x[:, None] - mu) ** 2) / np.sqrt(2.0 * np.pi)
        np.testing.assert_allclose(density, bells.mean(axis=1), rtol=1e-12)
        assert np.trapezoid(density, x) == pytest.approx(1.0, abs=2e-3)


def test_difference_of_densities_is_that_of_the_game() -> None:
    game = gd.MixtureGAN((-1.0, 0.5), weight=0.3)
    panel = play(game, gd.SimGD(), START).plot.mixture(steps=[0]).figure.axes[1]
    (curve,) = panel.lines
    density, x = curve.get_data()
    true = panel.collections[0].get_paths()[0].vertices
    difference = np.interp(x, true[2:401, 1], true[2:401, 0]) - density
    expected = game.density_difference(x, np.array(START[:2]))
    np.testing.assert_allclose(difference[2:-2], expected[2:-2], atol=1e-4)


def test_crossed_and_infinite_intervals(ax: Any) -> None:
    signed = gd.MixtureGAN(ordering="signed")
    run = play(signed, gd.SimGD(), [-1, 1, -2.5, 2, -2, 2.5], num_steps=300)
    assert (run.states[:, 2] > run.states[:, 4]).any()
    run.plot.mixture(ax=ax, densities=False)
    assert "$D = -1$, crossed" in labels(ax)
    best = play(TV, gd.BestResponse(), [0.2, 0.9, 0, 0, 0, 0], num_steps=20)
    drawn = best.plot.mixture(densities=False)
    lowest = min(c.get_paths()[0].vertices[:, 1].min() for c in drawn.collections)
    assert lowest == drawn.get_ylim()[0]


def test_densities_beside_axes_without_a_grid() -> None:
    ax = pyplot.figure().add_axes((0.1, 0.1, 0.8, 0.8))
    RUNS["mixture"].plot.mixture(ax=ax)
    boxes = [panel.get_position() for panel in ax.figure.axes]
    assert boxes[0].x1 < boxes[1].x0 and boxes[1].x1 == pytest.approx(0.9)


# Success


def grid_starts(repeats: int = 2) -> np.ndarray:
    values = np.linspace(-1.0, 1.0, 10)
    i, j = np.triu_indices(10)
    return np.repeat(np.column_stack([values[i], values[j]]), repeats, axis=0)


def test_success_is_the_share_in_each_cell(ax: Any) -> None:
    starts = grid_starts()
    final = np.tile([0.5, -0.5], (110, 1)) + np.where(np.arange(110) % 4, 0.09, 0.11)[:, None]
    plot.success(TV, final, starts[:, ::-1], ax=ax)
    cells = one(ax, QuadMesh)
    share = np.ma.masked_invalid(cells.get_array()).reshape(10, 10)
    assert share.count() == 55
    np.testing.assert_array_equal(share.mask, np.triu(np.ones((10, 10), bool), 1))
    for k, (a, b) in enumerate(grid_starts(1)):
        column, row = (int(np.rint((v + 1.0) * 4.5)) for v in (a, b))
        assert share[row, column] == (0.5 if k % 2 == 0 else 1.0)
    np.testing.assert_allclose(ax.get_xlim(), [-10 / 9, 10 / 9])
    assert (cells.norm.vmin, cells.norm.vmax) == (0.0, 1.0)
    assert ax.get_title(loc="left") == "74.5 % of 110 runs succeed"
    (bar,) = ax.child_axes
    assert bar.get_ylabel() == r"share of runs with  $\max_j |\mu_j - \mu_j^*|$ < 0.1"
    np.testing.assert_array_equal(line(ax, "true means"), [[-0.5, 0.5]])


def test_success_by_total_variation_and_the_distance_itself(ax: Any) -> None:
    starts, final = grid_starts(1), np.zeros((55, 2))
    plot.success(TV, final, starts, ax=ax, criterion="tv", tolerance=0.06)
    assert ax.get_title(loc="left") == "100 % of 55 runs succeed"  # though all of them collapsed
    ax.clear()
    final[0] = [-0.5, 0.5]
    plot.success(TV, final, starts, ax=ax, show="distance")
    cells = one(ax, QuadMesh)
    distance = np.ma.masked_invalid(cells.get_array()).reshape(10, 10)
    assert (distance.compressed()[0], distance.max()) == (0.0, 0.5)
    assert (cells.norm.vmin, cells.norm.vmax) == (1e-4, 0.5)
    assert ax.child_axes[-1].get_ylabel() == r"$\max_j |\mu_j - \mu_j^*|$  at the end"
    assert ax.get_title(loc="left") == "1.82 % of 55 runs succeed"


def test_best_response_succeeds_but_on_the_diagonal(ax: Any) -> None:
    starts = np.column_stack([grid_starts(1), np.zeros((55, 4))])
    batch = gd.simulate_batch(TV, gd.BestResponse(), rates=RATES, num_steps=400, initial=starts)
    plot.success(TV, batch, starts, ax=ax, colorbar=False)
    share = np.ma.masked_invalid(one(ax, QuadMesh).get_array()).reshape(10, 10)
    assert (share.diagonal() == 0.0).all()
    assert share.sum() == 45.0
    assert not ax.child_axes


def test_means_that_are_not_alike_are_not_sorted(ax: Any) -> None:
    game = gd.MixtureGAN(weight=0.3)
    starts = np.random.default_rng(0).uniform(-1.0, 1.0, size=(400, 2))
    final = np.tile([0.5, -0.5], (400, 1))
    plot.success(game, final, starts, ax=ax, num_cells=4)
    share = np.ma.masked_invalid(one(ax, QuadMesh).get_array())
    assert share.count() == 16 and share.sum() == 0.0
    assert ax.get_xlabel().startswith("first mean at the start")
    assert ax.get_xlim() == (starts.min().round(12), starts.max().round(12))


# What is wrong is named


@pytest.mark.parametrize(
    ("kind", "argument", "value"),
    [
        ("portrait", "plane", (0, 0)),
        ("portrait", "plane", (0, 4)),
        ("track", "plane", (0, True)),
        ("track", "plane", "01"),
        ("track", "color", "blurple"),
        ("portrait", "extent", 0.0),
        ("portrait", "extent", (1.0, 2.0, 3.0)),
        ("portrait", "extent", "wide"),
        ("portrait", "center", [0.0, 1.0]),
        ("portrait", "starts", [[0.0, 1.0, 2.0]]),
        ("portrait", "starts", [0.0, 1.0]),
        ("portrait", "num_arrows", 1),
        ("portrait", "num_steps", 0),
    ],
)
def test_wrong_argument_is_named(kind: str, argument: str, value: Any) -> None:
    with pytest.raises((ValueError, TypeError), match=f"^{argument} must .*got"):
        plot.draw(RUNS["linear"], kind, **{argument: value})
    assert not pyplot.get_fignums()


@pytest.mark.parametrize("steps", [[], [0] * 7, ["last"], 3])
def test_wrong_steps_are_named(steps: Any) -> None:
    with pytest.raises(ValueError, match=r"^steps must .*got"):
        RUNS["mixture"].plot.mixture(steps=steps)
    assert not pyplot.get_fignums()


def test_what_a_portrait_must_be_told() -> None:
    with pytest.raises(ValueError, match=r"^center must be given: .*family"):
        plot.portrait(TV)
    with pytest.raises(ValueError, match=r"^rates must be given"):
        plot.portrait(gd.DiracGAN(), method=gd.SimGD())
    with pytest.raises(TypeError, match=r"^run_or_game must be .*got KernelGAN"):
        plot.portrait(gd.KernelGAN([[0.0]]))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="BestResponse"):
        plot.portrait(gd.QuadraticGame(xy=[[1.0]]), method=gd.BestResponse(), rates=RATES)
    assert not pyplot.get_fignums()


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("tv", gd.DiracGAN()),
        ("batch_or_final", np.zeros((5, 3))),
        ("batch_or_final", np.full((55, 2), np.nan)),
        ("starts", np.zeros((54, 2))),
        ("starts", np.zeros(55)),
        ("tolerance", 0.0),
        ("tolerance", "small"),
        ("num_cells", 0),
        ("criterion", "mean"),
        ("show", "all"),
    ],
)
def test_wrong_argument_of_success_is_named(argument: str, value: Any) -> None:
    good = {"tv": TV, "batch_or_final": np.zeros((55, 2)), "starts": grid_starts(1)}
    with pytest.raises((ValueError, TypeError), match=f"^{argument} must .*got"):
        plot.success(**(good | {argument: value}))
    assert not pyplot.get_fignums()
