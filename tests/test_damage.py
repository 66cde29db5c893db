"""D3: files of a run that are cut short or have a flipped bit: seen, or it changes nothing."""

import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import gandyn as gd
from gandyn.files import is_as_named
from gandyn.resumable import play
from scenes import (
    SCENES,
    SOAK,
    bits,
    copy,
    cut,
    generation,
    quick_folder,
    settings,
    straight,
    times,
)

SCENE = [*SCENES["mesh"], "num_steps=30"]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was killed after the checkpoints of the steps 10 and 20."""
    folder = tmp_path_factory.mktemp("killed")
    cut(SCENE, folder, 10, lives=2)
    assert len(checkpoints(folder)) == 2 and generation(folder) == 20
    return folder


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder where flushing costs nothing."""
    with tempfile.TemporaryDirectory(dir=quick_folder()) as name:
        yield Path(name)


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames of a few steps fill one."""
    monkeypatch.setattr("gandyn.pieces.SEGMENT_BYTES", 2000)


def checkpoints(folder: Path) -> list[Path]:
    """The newest first."""
    return sorted((folder / "checkpoints").glob("*.npz"), reverse=True)


def flips(data: bytes, count: int) -> Iterator[bytes]:
    """The bytes with one bit other, at random places; all places where there are no more."""
    rng = random.Random(20240114)
    for _ in range(count):
        place = rng.randrange(8 * len(data))
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        yield bytes(changed)


def cuts(data: bytes, count: int) -> Iterator[bytes]:
    """The bytes without their end: at every place of the first and last kilobyte, and others."""
    size, rng = len(data), random.Random(20240114)
    places = {*range(1024), *range(max(0, size - 1024), size)}
    for length in sorted(places | {rng.randrange(size) for _ in range(count)}):
        yield data[: min(length, size - 1)]


def test_damage_of_a_checkpoint_is_always_seen(killed: Path, tmp_path: Path) -> None:
    newest = checkpoints(killed)[0]
    data, path = newest.read_bytes(), tmp_path / newest.name
    path.write_bytes(data)
    assert is_as_named(path)
    for changed in (*flips(data, 10_000), *cuts(data, 1000), data + b"\0", data + data):
        path.write_bytes(changed)
        assert not is_as_named(path)


def test_a_damaged_checkpoint_is_passed_over_and_told_of(
    killed: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = copy(killed, tmp_path / "run")
    newest, older = checkpoints(folder)
    data = newest.read_bytes()
    damaged = [*flips(data, 2000)][:: 1 if SOAK else 50] + [*cuts(data, 1000)][:: 1 if SOAK else 50]
    for changed in damaged:
        newest.write_bytes(changed)
        caplog.clear()
        assert generation(folder) == 10
        assert len(caplog.records) == 1 and str(newest) in caplog.text
        assert "going back to the one before" in caplog.text
    went_on = play(settings(*SCENE), copy(folder, tmp_path / "other"))
    assert bits(went_on) == bits(straight(SCENE))
    older.write_bytes(b"")
    caplog.clear()
    assert generation(folder) == -1 and len(caplog.records) == 2
    assert bits(play(settings(*SCENE), folder)) == bits(straight(SCENE))  # from the beginning


def test_there_are_two_generations_again_after_damage(killed: Path, tmp_path: Path) -> None:
    """The damaged one does not count as one of the two."""
    folder = copy(killed, tmp_path / "run")
    checkpoints(folder)[0].write_bytes(b"")
    cut(SCENE, folder, 3, lives=5)
    newest, older = checkpoints(folder)
    assert is_as_named(newest) and is_as_named(older)


def test_a_checkpoint_under_another_name_is_none(killed: Path, tmp_path: Path) -> None:
    """A copy by hand, or another run's file: only content and name together count."""
    folder = copy(killed, tmp_path / "run")
    newest, older = checkpoints(folder)
    newest.write_bytes(older.read_bytes())
    assert generation(folder) == 10
    newest.unlink()
    newest.mkdir()
    assert generation(folder) == 10


def harmless_or_seen(folder: Path, path: Path, count: int) -> dict[str, int]:
    """Damage a file in many ways; loading says so, or gives the very same arrays."""
    expected, data = bits(gd.load(folder)), path.read_bytes()
    counts = {"harmless": 0, "seen": 0}
    for changed in (*flips(data, count), *[*cuts(data, count)][:: 1 if SOAK else 40]):
        path.write_bytes(changed)
        try:
            assert bits(gd.load(folder)) == expected
            counts["harmless"] += 1
        except gd.DataError as error:
            assert str(folder) in str(error)
            counts["seen"] += 1
    path.write_bytes(data)
    assert bits(gd.load(folder)) == expected
    return counts


def test_damage_of_a_trajectory_is_seen_or_harmless(tmp_path: Path) -> None:
    play(settings(*SCENE), tmp_path)
    counts = harmless_or_seen(tmp_path, tmp_path / "trajectory.npz", times(400, 10_000))
    assert counts["seen"] > 10 * counts["harmless"]
    print(counts)


@pytest.mark.usefixtures("small_segments")
def test_damage_of_a_segment_is_seen(tmp_path: Path) -> None:
    run = play(settings(*SCENE), tmp_path)
    segments = sorted((tmp_path / "segments").glob("*.npz"))
    assert len(segments) > 1 and bits(run) == bits(straight(SCENE))
    counts = harmless_or_seen(tmp_path, segments[1], times(300, 10_000))
    print(counts)
    assert counts["harmless"] == 0
    segments[0].unlink()
    with pytest.raises(gd.DataError, match=re.escape(segments[0].name)):
        gd.load(tmp_path)


@pytest.mark.usefixtures("small_segments")
def test_frames_that_are_lost_are_played_again(tmp_path: Path) -> None:
    """The checkpoint that wants them is not whole: an older one, or the beginning."""
    cut(SCENE, tmp_path, 10, lives=2)
    segments = sorted((tmp_path / "segments").glob("*.npz"))
    for last in (segments[-1], segments[0]):
        folder = copy(tmp_path, tmp_path / "run")
        (folder / "segments" / last.name).unlink()
        assert bits(play(settings(*SCENE), folder)) == bits(straight(SCENE))
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["config.json", "environment.json", "heartbeat.json", "run.lock"])
def test_damage_of_other_files_is_told_or_harmless(name: str, killed: Path, tmp_path: Path) -> None:
    folder, expected = copy(killed, tmp_path / "run"), bits(straight(SCENE))
    data = (folder / name).read_bytes()
    junk = [b"", b"\0" * 50, b"\xff\xfe", b"{", b"[]", b"null", b"1", b'{"a": 1}', b"[" * 99_999]
    for changed in (*flips(data, times(25, 1000)), *junk):
        copy(killed, folder)
        (folder / name).write_bytes(changed)
        try:
            assert bits(play(settings(*SCENE), folder)) == expected
        except (gd.ConfigError, gd.DataError) as error:
            assert name == "config.json" and str(folder) in str(error) and len(str(error)) < 2000
