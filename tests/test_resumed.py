"""Runs that are cut anywhere and go on: the bits of one that never stopped (R1, R3, C4)."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from forks import Forks
from gandyn.resumable import Every, finished, forget, play
from scenes import (
    KERNEL_GAN,
    LINEAR_GAN,
    SOAK,
    Cut,
    bits,
    copy,
    cut,
    generation,
    orphans,
    settings,
    straight,
    times,
)

# R1, R3: cut at every step, with other threads ----------------------------------------------------

STEPS = 60
PARTICLES = [*KERNEL_GAN, "save_every=7", f"num_steps={STEPS}"]
VECTORS = [*LINEAR_GAN, "save_every=7", f"num_steps={STEPS}"]
RUNS = {
    f"{method}-{discriminator}": [
        *PARTICLES, f"method.name={method}", f"discriminator.name={discriminator}"
    ]
    for method in ("AltGD", "SimGD", "BestResponse", "Momentum", "ExtraGradient", "Optimistic")
    for discriminator in ("History", "Mesh", "RandomFeatures")
}  # fmt: skip
RUNS |= {
    f"{method}-vectors": [*VECTORS, f"method.name={method}"]
    for method in gd.methods.METHODS
    if method != "BestResponse"
}
RUNS["Adam"] = [*VECTORS, "method.optimizer.name=Adam"]
RUNS["RMSProp"] = [*VECTORS, "method.name=SimGD", "method.optimizer.name=RMSProp"]


@pytest.mark.parametrize("name", RUNS)
def test_a_cut_at_any_step_leaves_no_trace(name: str, tmp_path: Path) -> None:
    try:
        expected = bits(straight(RUNS[name]))
    except gd.ConfigError as error:
        pytest.skip(str(error))
    number = list(RUNS).index(name)
    some = {1 + 5 * number % 58, 1 + (31 * number + 17) % 58}
    for step in range(1, STEPS - 1) if SOAK else some:
        folder = tmp_path / str(step)
        folder.mkdir()
        threads = f"num_threads={1 + step % 2}"
        cut([*RUNS[name], threads], folder, step)
        assert generation(folder) in (step, step * (STEPS // step))
        other = [*RUNS[name], f"num_threads={2 - step % 2}"]
        assert bits(play(settings(*other), folder, checkpoint_every=Every(steps=11))) == expected
        assert bits(gd.load(folder)) == expected


# C4: signals --------------------------------------------------------------------------------------

LONG = ["targets.shape=ring", "num_particles=200", "discriminator.name=Mesh", "num_steps=2000",
        "save_every=40"]  # fmt: skip
CODES = {signal.SIGINT: 130, signal.SIGTERM: 75, signal.SIGUSR1: 75}


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks(OMP_NUM_THREADS="2") as forks:
        yield forks


def command(folder: Path, *more: str) -> None:
    import sys

    from gandyn.cli import main

    sys.argv = ["gandyn", "run", *LONG, "--out", str(folder), "--no-figures", *more]
    main()


def text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def early(folder: Path, number: int) -> None:
    """A signal comes before there is anything to save."""
    import gandyn.config

    gandyn.config.load_config = lambda *_: os.kill(os.getpid(), number)  # type: ignore[assignment]
    command(folder)


@pytest.mark.parametrize("number", CODES)
def test_a_signal_before_the_run_is_not_deadly(number: int, forks: Forks, tmp_path: Path) -> None:
    child = forks.start(early, tmp_path / "run", number, output=tmp_path / "log")
    assert child.wait() == CODES[signal.Signals(number)]
    assert (tmp_path / "log").read_text().startswith("gandyn: error: ")


def test_signals_stop_a_run_at_once_and_it_goes_on(forks: Forks, tmp_path: Path) -> None:
    rng, expected, lives, log = random.Random(20240114), bits(straight(LONG)), 0, tmp_path / "log"
    waits, last = [], 0
    for number in range(times(50, 1000)):
        folder = tmp_path / f"run {lives}"
        every = rng.choice(["1steps", "20steps", "0.01s", "60s"])
        log.unlink(missing_ok=True)
        child = forks.start(command, folder, "--checkpoint-every", every, output=log)
        while child.is_running() and f" {child.pid} " not in text(folder / "run.lock"):
            time.sleep(0.001)
        time.sleep(rng.uniform(0.0, 0.15))
        one = rng.choice(list(CODES))
        sent = time.monotonic()
        child.send(one)
        code, words = child.wait(), log.read_text()
        waits.append(time.monotonic() - sent)
        assert waits[-1] < 5.0
        assert not orphans(folder)
        part = gd.load(folder)
        if part.status is gd.Status.max_steps:  # if the signal came then, nobody listened any more
            assert bits(part) == expected
            lives, last = lives + 1, 0
            continue
        assert code == CODES[one] and "Traceback" not in words, words
        assert words.splitlines()[-1].startswith("gandyn: error: "), words
        assert part.status is gd.Status.stopped
        assert generation(folder) == part.state.step >= last
        last = part.state.step
        if number % 10 == 0:
            other = copy(folder, tmp_path / "copy")
            assert bits(play(settings(*LONG), other)) == expected
    print(lives, np.quantile(waits, [0.5, 0.9, 1.0]))
    assert np.quantile(waits, 0.9) < 0.5


# The same folder, another run ---------------------------------------------------------------------


def test_another_run_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text("0,0\n1,1\n")
    overrides = [f"targets.file={str(points)!r}", "num_particles=5", "num_steps=30"]
    folder = tmp_path / "run"
    folder.mkdir()
    cut(overrides, folder, 10)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def refused(wanted: str, *changes: str) -> None:
        with pytest.raises(gd.ConfigError, match=wanted) as caught:
            play(settings(*overrides, *changes), folder)
        assert str(folder) in str(caught.value)
        assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    refused("ridge = 0.1 there, 0.2 here", "ridge=0.2")
    refused("num_steps = 30 there, 31 here", "num_steps=31")
    refused('kernel.name = "Gaussian" there, "Laplace" here', "kernel.name=Laplace")
    points.write_text("0,0\n1,2\n")
    refused("changed")
    points.write_text("0,0\n1,1\n")
    expected = bits(straight(overrides))
    more = play(settings(*overrides, "num_threads=2"), folder)  # threads change nothing
    assert bits(more) == expected


def test_a_finished_run_is_read_back(tmp_path: Path) -> None:
    overrides = RUNS["AltGD-Mesh"]
    first = play(settings(*overrides), tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    calls: list[int] = []
    again = play(settings(*overrides), tmp_path, progress=lambda step, _: calls.append(step))
    assert bits(again) == bits(first) and again.stats == first.stats
    assert finished(settings(*overrides), tmp_path) is not None
    changed = {p.name for p in before if p.stat().st_mtime_ns != before[p]}
    assert changed <= {"run.lock"}
    forget(tmp_path)
    assert finished(settings(*overrides), tmp_path) is None
    assert bits(play(settings(*overrides), tmp_path)) == bits(first)


def test_a_sign_of_life_that_fails_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gandyn.heartbeat.write_text", fail)
    assert bits(play(settings(*VECTORS), tmp_path)) == bits(straight(VECTORS))


def test_a_run_that_diverged_is_not_begun_again(tmp_path: Path) -> None:
    overrides = [*PARTICLES, "rates.generator=1e9", "bound=10"]
    first = play(settings(*overrides), tmp_path, checkpoint_every=Every(steps=1))
    assert first.status is gd.Status.diverged
    assert bits(play(settings(*overrides), tmp_path)) == bits(first)


def test_a_kill_between_the_last_step_and_its_record_loses_no_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step is recorded although save_every does not divide it."""
    overrides = [*VECTORS, "num_steps=20", "save_every=3"]

    def die(*_: Any) -> None:
        raise Cut

    with monkeypatch.context() as patch, pytest.raises(Cut):
        patch.setattr("gandyn.runs.write_run", die)
        play(settings(*overrides), tmp_path, checkpoint_every=Every(steps=10))
    assert bits(play(settings(*overrides), tmp_path)) == bits(straight(overrides))


def test_early_ends_are_the_same_in_pieces(tmp_path: Path) -> None:
    """A tolerance, a bound, no steps at all, one step, and an odd last frame."""
    for number, more in enumerate(
        (["tolerance=1e-2"], ["bound=1.3"], ["num_steps=0"], ["num_steps=1"], ["num_steps=59"])
    ):
        overrides = [*PARTICLES, *more]
        folder = tmp_path / str(number)
        folder.mkdir()
        whole = settings(*overrides).build().simulate()
        pieces = play(settings(*overrides), folder, checkpoint_every=Every(steps=4))
        assert bits(pieces) == bits(whole), more
        assert pieces.stats.num_steps == whole.stats.num_steps, more
        assert pieces.stats.message == whole.stats.message, more
        assert pieces.stats.last_displacement == whole.stats.last_displacement, more
