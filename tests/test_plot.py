"""Pictures and animations: what they show is what the run holds, and they leave no trace."""

import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.contour import QuadContourSet
from matplotlib.quiver import Quiver
from PIL import Image, ImageSequence

import gandyn as gd
from gandyn import plot
from gandyn.animate import animate

matplotlib.use("Agg")

MASSES = np.array([0.1, 0.4, 0.2, 0.3])


@pytest.fixture(autouse=True)
def no_trace(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is drawn: no window, no setting of matplotlib changed."""

    def show(*_: Any, **__: Any) -> None:
        raise AssertionError("a picture called show()")

    monkeypatch.setattr(pyplot, "show", show)
    before = dict(matplotlib.rcParams)
    yield
    assert dict(matplotlib.rcParams) == before
    pyplot.close("all")


def make_run(
    dimension: int, num_particles: int = 24, num_steps: int = 40, **kw: Any
) -> gd.Trajectory:
    targets = 2.0 * np.random.default_rng(7).normal(size=(4, dimension))
    game = gd.KernelGAN(targets, target_weights=MASSES, ridge=0.3, **kw)
    return gd.simulate(
        game,
        gd.AltGD(),
        rates=gd.Rates(generator=3.0, discriminator=0.2),
        num_steps=num_steps,
        initial=gd.initial.normal(num_particles),
        save_every=2,
        seed=5,
    )


RUNS = {dimension: make_run(dimension) for dimension in (1, 2, 3)}


@pytest.fixture(params=RUNS, ids=lambda dimension: f"{dimension}d")
def run(request: pytest.FixtureRequest) -> gd.Trajectory:
    return RUNS[request.param]


@pytest.fixture
def ax() -> Any:
    return pyplot.figure().add_subplot()


def marks(ax: Any, label: str) -> PathCollection:
    (found,) = [c for c in ax.collections if c.get_label() == label]
    return found


def one(ax: Any, kind: type) -> Any:
    (found,) = [c for c in ax.get_children() if isinstance(c, kind)]
    return found


def with_particles(run: gd.Trajectory, particles: np.ndarray) -> gd.Trajectory:
    return dataclasses.replace(run, particles=particles)


# Every kind


@pytest.mark.parametrize("kind", plot.KINDS)
def test_every_kind_draws_in_every_dimension(run: gd.Trajectory, kind: str) -> None:
    drawn = plot.draw(run, kind)
    drawn.figure.canvas.draw()
    assert drawn.figure in map(pyplot.figure, pyplot.get_fignums())


@pytest.mark.parametrize("kind", [kind for kind in plot.KINDS if kind != "overview"])
def test_given_axes_are_used_and_returned(run: gd.Trajectory, kind: str, ax: Any) -> None:
    assert plot.KINDS[kind](run, ax=ax) is ax
    assert len(pyplot.get_fignums()) == 1
    assert ax.collections or ax.lines
    ax.figure.canvas.draw()


def test_overview_composes_the_four_in_the_given_figure(run: gd.Trajectory) -> None:
    figure = pyplot.figure()
    assert plot.overview(run, fig=figure) is figure
    assert pyplot.get_fignums() == [figure.number]
    letters = [text.get_text() for panel in figure.axes for text in panel.texts]
    assert letters == ["a", "b", "c", "d"]
    assert figure.axes[3].get_yscale() == "log"


def test_overview_keeps_a_layout_that_is_there() -> None:
    figure = pyplot.figure(layout="tight")
    engine = figure.get_layout_engine()
    plot.overview(RUNS[2], fig=figure)
    assert figure.get_layout_engine() is engine


@pytest.mark.parametrize("kind", plot.KINDS)
def test_run_without_steps(kind: str) -> None:
    plot.draw(make_run(2, num_steps=0), kind).figure.canvas.draw()


@pytest.mark.parametrize("kind", plot.KINDS)
def test_coordinates_beyond_any_measure(kind: str) -> None:
    far = with_particles(RUNS[2], RUNS[2].particles * 1e200)
    plot.draw(far, kind).figure.canvas.draw()


def test_accessor_has_every_kind_as_a_method(ax: Any) -> None:
    pictures = RUNS[2].plot
    assert set(plot.KINDS) <= set(dir(pictures))
    assert pictures.targets(ax=ax) is ax
    assert pictures.particles.__doc__ == plot.particles.__doc__
    assert pictures("metrics", names=["mmd"]).get_yscale() == "log"
    first = marks(pictures.particles(0), "particles").get_offsets()
    np.testing.assert_array_equal(first, RUNS[2].particles[0])
    with pytest.raises(AttributeError, match=r"portrait.*overview"):
        _ = pictures.portrait


def test_import_is_light() -> None:
    code = (
        "import sys, gandyn.plot, gandyn.animate; "
        "print([m for m in ('matplotlib', 'PIL', 'pydantic', 'typer') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Targets and particles


@pytest.mark.parametrize("kind", ["targets", "particles", "discriminator"])
def test_areas_are_proportional_to_mass(run: gd.Trajectory, kind: str, ax: Any) -> None:
    plot.KINDS[kind](run, ax=ax)
    sizes = marks(ax, "targets").get_sizes()
    np.testing.assert_allclose(sizes / sizes.sum(), MASSES, rtol=1e-12)
    np.testing.assert_array_equal(
        np.asarray(marks(ax, "targets").get_offsets())[:, 0], run.game.targets[:, 0]
    )


def test_particle_areas_are_proportional_to_mass(ax: Any) -> None:
    masses = np.arange(1.0, 25.0)
    plot.particles(make_run(2, particle_weights=masses / masses.sum()), ax=ax)
    sizes = marks(ax, "particles").get_sizes()
    np.testing.assert_allclose(sizes / sizes.sum(), masses / masses.sum(), rtol=1e-12)


def test_targets_of_a_game(ax: Any) -> None:
    game = RUNS[3].game
    plot.targets(game, ax=ax, axes=(2, 0))
    np.testing.assert_array_equal(marks(ax, "targets").get_offsets(), game.targets[:, [2, 0]])
    assert ax.get_xlabel() == "$x_{3}$  (coordinate 3 of 3)"
    assert ax.get_ylabel() == "$x_{1}$  (coordinate 1 of 3)"


@pytest.mark.parametrize(("step", "frame"), [(None, 20), (0, 0), (7.2, 4), (-5, 0), (1e9, 20)])
def test_frame_recorded_nearest_to_the_step(step: float | None, frame: int, ax: Any) -> None:
    plot.particles(RUNS[2], step, ax=ax)
    np.testing.assert_array_equal(marks(ax, "particles").get_offsets(), RUNS[2].particles[frame])
    assert ax.get_title(loc="left").startswith(f"step {2 * frame},")


@pytest.mark.parametrize(("step", "pair"), [(0, (0, 1)), (2, (0, 1)), (40, (19, 20))])
def test_speed_is_displacement_per_step(step: int, pair: tuple[int, int], ax: Any) -> None:
    plot.particles(RUNS[3], step, ax=ax)
    before, after = (RUNS[3].particles[k] for k in pair)
    expected = np.sqrt(((after - before) ** 2).sum(axis=1)) / 2.0
    np.testing.assert_allclose(marks(ax, "particles").get_array(), expected, rtol=1e-12)
    (bar,) = ax.child_axes
    assert "per step" in bar.get_ylabel()


def test_no_colour_bar_where_none_is_wanted(ax: Any) -> None:
    plot.particles(RUNS[2], ax=ax, colorbar=False)
    plot.particles(RUNS[2], color="red", ax=ax)
    plot.discriminator(RUNS[2], ax=ax, colorbar=False)
    assert not ax.child_axes


def test_region_is_the_nearest_target(ax: Any) -> None:
    run = RUNS[3]
    plot.particles(run, color="region", ax=ax)
    shifts = run.final.particles[:, None] - run.game.targets
    nearest = np.argmin((shifts**2).sum(axis=2), axis=1)
    assert len(set(nearest)) > 1
    colours = marks(ax, "targets").get_facecolors()[:, :3]
    assert len({tuple(colour) for colour in colours}) == 4
    np.testing.assert_array_equal(marks(ax, "particles").get_facecolors()[:, :3], colours[nearest])


def test_stacks_are_the_mass_in_each_bin(ax: Any) -> None:
    masses = np.arange(1.0, 25.0) / 300.0
    run = make_run(1, particle_weights=masses)
    plot.particles(run, ax=ax)
    x, y = np.asarray(marks(ax, "particles").get_offsets()).T
    np.testing.assert_array_equal(x, run.final.particles[:, 0])
    edges = np.linspace(*ax.get_xlim(), 61)
    bins = np.digitize(x, edges) - 1
    expected = np.histogram(x, edges, weights=masses)[0]
    assert np.count_nonzero(expected) < 24  # some share a bin
    for k in set(bins):
        np.testing.assert_allclose(y[bins == k].max(), expected[k], rtol=1e-12)
        np.testing.assert_allclose(y[bins == k].min(), masses[bins == k][x[bins == k].argmin()])


def test_equal_aspect_is_an_option() -> None:
    assert plot.targets(RUNS[2]).get_aspect() == 1.0
    assert plot.targets(RUNS[2], equal=False).get_aspect() == "auto"


def test_runaways_do_not_squash_the_picture() -> None:
    run = make_run(2, num_particles=100)
    usual = np.array([plot.particles(run).get_xlim(), plot.particles(run).get_ylim()])
    cloud = run.particles.copy()
    cloud[:, 17] = (1e6, -1e7)
    ax = plot.particles(with_particles(run, cloud))
    assert np.abs(np.array([ax.get_xlim(), ax.get_ylim()]) - usual).max() < np.ptp(usual)
    inside = (run.final.particles > usual[:, 0]) & (run.final.particles < usual[:, 1])
    assert inside.all()
    assert ((run.game.targets > usual[:, 0]) & (run.game.targets < usual[:, 1])).all()


def test_two_in_a_hundred_are_not_left_out() -> None:
    run = make_run(2, num_particles=100)
    cloud = run.particles.copy()
    cloud[:, [17, 40]] = (1e3, 0.0)
    assert plot.particles(with_particles(run, cloud)).get_xlim()[1] > 1e3


# Discriminator


def test_levels_are_symmetric_around_zero(ax: Any) -> None:
    run = RUNS[2]
    plot.discriminator(run, ax=ax, resolution=40)
    bands = one(ax, QuadContourSet)
    np.testing.assert_allclose(bands.levels, -bands.levels[::-1], atol=1e-15)
    assert len(bands.levels) == 14
    assert bands.norm(0.0) == pytest.approx(0.5)
    x, y = np.meshgrid(np.linspace(*ax.get_xlim(), 200), np.linspace(*ax.get_ylim(), 200))
    top = np.abs(run.discriminator(np.c_[x.ravel(), y.ravel()])).max()
    assert 0.95 * top < bands.levels[-1] <= top


def test_levels_may_be_given(ax: Any) -> None:
    plot.discriminator(RUNS[2], ax=ax, levels=[-0.5, 0.0, 0.25])
    bands = one(ax, QuadContourSet)
    np.testing.assert_array_equal(bands.levels, [-0.5, 0.0, 0.25])
    assert bands.norm(0.0) == pytest.approx(0.5)


def test_more_dimensions_are_cut_through_the_mean_target(ax: Any) -> None:
    run = RUNS[3]
    plot.discriminator(run, ax=ax, axes=(0, 2), resolution=60)
    x, z = np.meshgrid(np.linspace(*ax.get_xlim(), 200), np.linspace(*ax.get_ylim(), 200))
    points = np.tile(MASSES @ run.game.targets, (x.size, 1))
    points[:, 0], points[:, 2] = x.ravel(), z.ravel()
    top = np.abs(run.discriminator(points)).max()
    assert 0.95 * top < one(ax, QuadContourSet).levels[-1] <= top
    assert "slice through the mean of the targets" in ax.get_title(loc="left")
    np.testing.assert_array_equal(
        marks(ax, "particles").get_offsets(), run.final.particles[:, [0, 2]]
    )


def test_arrows_follow_the_gradient(ax: Any) -> None:
    plot.discriminator(RUNS[2], ax=ax)
    arrows = one(ax, Quiver)
    slope = RUNS[2].discriminator_gradient(np.asarray(arrows.get_offsets()))
    expected = slope / np.sqrt(np.linalg.norm(slope, axis=1))[:, None]
    scale = arrows.U.max() / expected[:, 0].max()
    assert scale > 0.0
    np.testing.assert_allclose(np.c_[arrows.U, arrows.V], scale * expected, rtol=1e-9, atol=1e-12)
    plain = plot.discriminator(RUNS[2], arrows=False, targets=False, particles=False)
    assert not [c for c in plain.get_children() if isinstance(c, Quiver | PathCollection)]


def test_curve_in_one_dimension(ax: Any) -> None:
    run = RUNS[1]
    plot.discriminator(run, ax=ax)
    curve = max(ax.lines, key=lambda line: len(line.get_xdata()))
    np.testing.assert_array_equal(
        curve.get_ydata(), run.discriminator(np.asarray(curve.get_xdata())[:, None])
    )
    (rug,) = [line for line in ax.lines if line.get_label() == "particles"]
    np.testing.assert_array_equal(rug.get_xdata(), run.final.particles[:, 0])
    assert ax.get_ylim()[0] < np.min(curve.get_ydata()) - 0.1 * np.ptp(curve.get_ydata())


# Trajectories


def pieces(ax: Any, num_tracks: int) -> np.ndarray:
    """The tracks (k, points, 2), put together from the spells that they are drawn in."""
    lines = one(ax, LineCollection).get_segments()
    spells = [np.array(lines[k : k + num_tracks]) for k in range(0, len(lines), num_tracks)]
    for before, after in pairwise(spells):
        np.testing.assert_array_equal(before[:, -1], after[:, 0])
    return np.concatenate([spells[0], *(spell[:, 1:] for spell in spells[1:])], axis=1)


def test_tracks_are_the_particles_and_end_at_them(ax: Any) -> None:
    run = RUNS[3]
    plot.trajectories(run, ax=ax, axes=(1, 2))
    np.testing.assert_array_equal(pieces(ax, 24), run.particles[:, :, [1, 2]].transpose(1, 0, 2))
    np.testing.assert_array_equal(
        marks(ax, "particles").get_offsets(), run.final.particles[:, [1, 2]]
    )
    fades = one(ax, LineCollection).get_colors()[:, 3]
    assert (np.diff(fades) >= 0.0).all()
    assert fades[0] < 0.3 < 0.7 < fades[-1]


def test_position_against_time_in_one_dimension(ax: Any) -> None:
    run = RUNS[1]
    plot.trajectories(run, ax=ax)
    tracks = pieces(ax, 24)
    np.testing.assert_array_equal(tracks[:, :, 1], run.particles[:, :, 0].T)
    np.testing.assert_array_equal(tracks[:, :, 0], np.tile(run.times, (24, 1)))
    assert ax.get_xlim() == (run.times[0], run.times[-1])
    assert sorted(line.get_ydata()[0] for line in ax.lines) == sorted(run.game.targets[:, 0])


def test_few_tracks_and_frames(ax: Any) -> None:
    run = RUNS[2]
    plot.trajectories(run, ax=ax, max_tracks=5, max_frames=6)
    tracks = pieces(ax, 5)
    assert tracks.shape == (5, 6, 2)
    ends = {tuple(point) for point in run.final.particles}
    assert {tuple(point) for point in tracks[:, -1]} <= ends
    assert {tuple(point) for point in tracks[:, 0]} <= {tuple(point) for point in run.particles[0]}
    assert ax.get_title(loc="left") == "5 of 24 particles,  steps 0 to 40"


# Metrics


def test_metric_curves_are_the_metrics(run: gd.Trajectory, ax: Any) -> None:
    plot.metrics(run, ax=ax)
    game, q = run.game, run.particle_weights
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    curves = {line.get_gid(): line for line in ax.lines}
    assert list(curves) == ["mmd", "wasserstein2", "displacement"]
    for line in curves.values():
        np.testing.assert_array_equal(line.get_xdata(), run.times[1:])
    clouds = run.particles[1:]
    np.testing.assert_array_equal(
        curves["mmd"].get_ydata(),
        [gd.mmd(game.kernel, game.targets, y, MASSES, q, squared=True) for y in clouds],
    )
    distances = [gd.wasserstein2(game.targets, y, MASSES, q) for y in clouds]
    np.testing.assert_allclose(curves["wasserstein2"].get_ydata(), distances, rtol=1e-12)
    sliced = distances[0].method == "sliced"
    assert sliced == (game.dimension > 1)
    assert ("sliced" in curves["wasserstein2"].get_label()) == sliced
    moved = ((clouds - run.particles[:-1]) ** 2).sum(axis=2)
    np.testing.assert_allclose(
        curves["displacement"].get_ydata(), np.sqrt(moved.mean(axis=1)) / 2.0, rtol=1e-12
    )


def test_exact_distance_is_not_called_sliced(ax: Any) -> None:
    run = gd.simulate(
        gd.KernelGAN(np.eye(2)),
        gd.SimGD(),
        rates=gd.Rates(),
        num_steps=3,
        initial=np.array([[0.0, 0.2], [0.3, 0.0]]),
    )
    plot.metrics(run, ax=ax, names=["wasserstein2"])
    assert ax.lines[0].get_label() == ax.get_ylabel() == "$W_2$"


def test_metrics_on_few_frames_and_by_name(ax: Any) -> None:
    run = RUNS[2]
    plot.metrics(run, ax=ax, names="uncovered", max_frames=5)
    (line,) = ax.lines
    times = np.asarray(line.get_xdata())
    assert len(times) <= 5
    assert set(times) <= set(run.times[1:])
    assert times[-1] == run.times[-1]
    shares = [
        1.0 - gd.coverage(run.game.targets, run.particles[k], 1.0, MASSES)
        for k in np.searchsorted(run.times, times)
    ]
    np.testing.assert_array_equal(line.get_ydata(), shares)


# What is wrong is named


@pytest.mark.parametrize(
    ("kind", "argument", "value"),
    [
        ("particles", "color", "blurple"),
        ("particles", "color", (2.0, 0.0, 0.0)),
        ("trajectories", "color", "speed"),
        ("particles", "step", "last"),
        ("particles", "step", True),
        ("targets", "axes", (0, 0)),
        ("targets", "axes", (0, 3)),
        ("particles", "axes", (-1, 0)),
        ("discriminator", "axes", (0, 1, 2)),
        ("trajectories", "axes", "01"),
        ("overview", "axes", (0.0, 1.0)),
        ("discriminator", "levels", 0),
        ("discriminator", "levels", [1.0]),
        ("discriminator", "levels", [1.0, 0.0]),
        ("discriminator", "levels", "many"),
        ("discriminator", "resolution", 1),
        ("trajectories", "max_tracks", 0),
        ("trajectories", "max_tracks", 2.5),
        ("trajectories", "max_frames", 1),
        ("metrics", "max_frames", 0),
        ("metrics", "names", ["mmd", "fid"]),
        ("metrics", "names", []),
    ],
)
def test_wrong_argument_is_named(kind: str, argument: str, value: Any) -> None:
    with pytest.raises((ValueError, TypeError), match=f"^{argument} must .*got") as caught:
        plot.draw(RUNS[3], kind, **{argument: value})
    shown = "fid" if value == ["mmd", "fid"] else repr(value) if value else ""
    assert shown in str(caught.value)
    assert not pyplot.get_fignums()


def test_wrong_kind_is_named() -> None:
    with pytest.raises(ValueError, match=r"^kind must be one of overview, .*got 'portrait'"):
        plot.draw(RUNS[2], "portrait")


# Animation


def frames_of(path: Path) -> tuple[list[np.ndarray], list[int]]:
    with Image.open(path) as image:
        assert image.format == "GIF"
        assert image.info["loop"] == 0
        pairs = [
            (np.array(frame.convert("RGB")), int(frame.info["duration"]))
            for frame in ImageSequence.Iterator(image)
        ]
    return [pixels for pixels, _ in pairs], [duration for _, duration in pairs]


@pytest.mark.parametrize("discriminator", [False, True])
def test_animation_has_a_frame_for_each(
    run: gd.Trajectory, discriminator: bool, tmp_path: Path
) -> None:
    calls: list[tuple[int, int]] = []
    path = run.animate(
        tmp_path / "a.gif",
        max_frames=7,
        discriminator=discriminator,
        dpi=40,
        progress=lambda done, of: calls.append((done, of)),
    )
    assert path == tmp_path / "a.gif"
    assert list(tmp_path.iterdir()) == [path]
    pictures, durations = frames_of(path)
    assert len(pictures) == 7
    assert calls == [(k, 7) for k in range(1, 8)]
    assert durations == [70] * 6 + [1000]
    assert all((pictures[0] != picture).any() for picture in pictures[1:])
    assert (pictures[0][0, -1] == 255).all()  # the paper is white
    assert not pyplot.get_fignums()


def test_animation_takes_all_the_frames_there_are(tmp_path: Path) -> None:
    pictures, durations = frames_of(animate(make_run(2, num_steps=4), tmp_path / "a.GIF", fps=50))
    assert len(pictures) == 3
    assert durations == [20, 20, 1000]
    assert pictures[0].shape[1] == 640
    assert len(frames_of(animate(RUNS[2], tmp_path / "b.gif", max_frames=1))[0]) == 1
    near, far = (
        frames_of(animate(RUNS[2], tmp_path / "c.gif", max_frames=1, extent=half))[0][0]
        for half in (1e-9, 1e9)
    )
    inked = [(picture < 255).any(axis=2).mean() for picture in (near, far)]
    assert near.shape == far.shape and near.shape[1] == 640 and inked[0] != inked[1]


def test_animated_particles_move_as_they_do_in_the_run(tmp_path: Path) -> None:
    still = make_run(2, num_particles=1, num_steps=0)
    moving = dataclasses.replace(
        still,
        times=np.array([0.0, 1.0]),
        steps=np.array([0, 1]),
        particles=np.array([[[2.0, 0.0]], [[-2.0, 0.0]]]),
    )
    pictures, _ = frames_of(animate(moving, tmp_path / "a.gif"))
    blue = [np.abs(p.astype(int) - (0, 114, 178)).sum(axis=2) < 30 for p in pictures]
    first, last = (np.argwhere(mask).mean(axis=0) for mask in blue)
    low, high = plot.particles(moving, 0).get_xlim(), plot.particles(moving, 1).get_xlim()
    assert first[1] - last[1] > 0.2 * pictures[0].shape[1], (low, high)
    assert abs(first[0] - last[0]) < 2.0


class Failure(Exception):
    """What a test throws into an animation."""


@pytest.mark.parametrize("before", [None, b"what was there"])
def test_nothing_is_left_when_an_animation_fails(before: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    if before is not None:
        path.write_bytes(before)

    def fail(done: int, _: int) -> None:
        if done == 2:
            raise Failure

    with pytest.raises(Failure):
        animate(RUNS[2], path, dpi=40, progress=fail)
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == (
        [] if before is None else [before]
    )


@pytest.mark.parametrize("name", ["a.mp4", "a", "a.gif.tmp"])
def test_wrong_suffix_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^path must end in \.gif, got") as caught:
        animate(RUNS[2], tmp_path / name)
    assert repr(Path(name).suffix) in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_missing_folder_is_told_at_once(tmp_path: Path) -> None:
    calls: list[int] = []
    with pytest.raises(FileNotFoundError):
        animate(RUNS[2], tmp_path / "no" / "a.gif", progress=lambda done, _: calls.append(done))
    assert not calls


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("fps", 0),
        ("fps", 51),
        ("fps", np.nan),
        ("dpi", 0),
        ("max_frames", 0),
        ("axes", (1, 1)),
        ("extent", 0),
    ],
)
def test_wrong_animation_argument_is_named(argument: str, value: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"^{argument} must .*got"):
        animate(RUNS[3], tmp_path / "a.gif", **{argument: value})
    assert not list(tmp_path.iterdir())


def test_particles_that_left_for_good_do_not_stop_a_picture() -> None:
    run = make_run(2, num_particles=10)
    cloud = run.particles.copy()
    cloud[1:] = 1e97
    for kind in plot.KINDS:
        if kind != "metrics":
            plot.draw(with_particles(run, cloud), kind).figure.canvas.draw()
