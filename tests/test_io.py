"""Files: writing that is whole or absent, trajectories bit for bit, damage always noticed."""

import dataclasses
import errno
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest

import gandyn as gd
from gandyn.files import read_arrays, write_arrays
from gandyn.io import load_trajectory, save_trajectory, write_atomically


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def leftovers(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir() if entry.name.startswith(".gandyn")]


def test_written_files_have_the_name_the_bytes_and_the_usual_rights(tmp_path: Path) -> None:
    path = tmp_path / ("é " + "n" * 250)
    modes = []

    def write(file: BinaryIO) -> None:
        modes.append(stat.S_IMODE(os.stat(file.fileno()).st_mode))
        file.write(b"new")

    before = os.umask(0o027)
    try:
        write_atomically(path, write)
    finally:
        os.umask(before)
    assert modes == [0o600]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_bytes() == b"new" and not leftovers(tmp_path)
    (tmp_path / "link").symlink_to(path.name)
    write_atomically(tmp_path / "link", lambda file: file.write(b"newer"))
    assert (tmp_path / "link").is_symlink() and path.read_bytes() == b"newer"


class Stop(BaseException):
    """Stands for Ctrl-C."""


def out_of_space(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device", "/some/temporary/name")


@pytest.mark.parametrize("call", ["open", "write", "fchmod", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = put(tmp_path, "a", b"old")
    write: Callable[[BinaryIO], Any] = lambda file: file.write(b"new")  # noqa: E731
    if call == "write":
        write = out_of_space
    else:
        monkeypatch.setattr(os, call, out_of_space)
    with pytest.raises(OSError) as caught:
        write_atomically(path, write)
    monkeypatch.undo()
    assert caught.value.errno == errno.ENOSPC and caught.value.filename == str(path)
    assert path.read_bytes() == b"old" and not leftovers(tmp_path)


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = put(tmp_path, "a", b"old")

    def write(file: BinaryIO) -> None:
        file.write(b"half")
        raise Stop

    with pytest.raises(Stop):
        write_atomically(path, write)
    assert path.read_bytes() == b"old" and not leftovers(tmp_path)
    with pytest.raises(IsADirectoryError):
        write_atomically(tmp_path, lambda file: file.write(b"new"))
    with pytest.raises(NotADirectoryError):
        write_atomically(path / "b", lambda file: file.write(b"new"))


def simulate(kernel: Any, method: Any, **game: Any) -> Any:
    targets = np.array([[0.0, 0.1], [1.0, 0.3], [0.2, 1.7]])
    return gd.simulate(
        gd.KernelGAN(targets, kernel=kernel, ridge=0.3, **game),
        method,
        rates=gd.Rates(0.7, 0.3),
        num_steps=5,
        initial=np.array([[0.1, 0.2], [0.3, -0.4]]),
        save_every=2,
    )


def assert_same(a: Any, b: Any) -> None:
    """Every number of two trajectories has the same bits, everything else is equal."""
    for name in ("times", "steps", "particles"):
        assert_same_bits(getattr(a, name), getattr(b, name))
    assert_same_bits(a.state.particles, b.state.particles)
    for name in ("discriminator", "memory"):
        one, other = getattr(a.state, name), getattr(b.state, name)
        assert one.keys() == other.keys()
        for key in one:
            assert_same_bits(one[key], other[key])
    assert_same_bits(a.game.targets, b.game.targets)
    assert_same_bits(a.game.target_weights, b.game.target_weights)
    assert_same_bits(a.particle_weights, b.particle_weights)
    for name in ("kernel", "ridge", "mass_factor", "discriminator"):
        assert getattr(a.game, name) == getattr(b.game, name)
    assert (a.game.particle_weights is None) == (b.game.particle_weights is None)
    assert (a.method, a.rates, a.status) == (b.method, b.rates, b.status)
    assert a.state.step == b.state.step
    assert json.dumps(dataclasses.asdict(a.stats)) == json.dumps(dataclasses.asdict(b.stats))


def assert_same_bits(a: Any, b: Any) -> None:
    a, b = np.asarray(a), np.asarray(b)
    assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())


def test_a_trajectory_comes_back_bit_for_bit(tmp_path: Path, kernel: Any) -> None:
    methods = [cls() for cls in gd.methods.METHODS.values()]
    for method in (*methods, gd.Lookahead(2, 0.3, gd.AltGD())):
        if not gd.supports(gd.KernelGAN([[0.0, 0.0]], kernel=kernel), method):
            continue
        run = simulate(kernel, method)
        save_trajectory(run, tmp_path / "exactly this name")
        assert_same(load_trajectory(tmp_path / "exactly this name"), run)
    assert [entry.name for entry in tmp_path.iterdir()] == ["exactly this name"]


def test_weights_metrics_and_odd_numbers_come_back(tmp_path: Path) -> None:
    run = simulate(
        gd.Gaussian(0.1 + 0.2, metric=[[2.0, 0.1], [0.1, 1.0]]),
        gd.AltGD(first="generator"),
        target_weights=np.array([0.5, 0.2, 1 / 3]),
        particle_weights=np.array([0.9, 0.05]),
        discriminator=gd.History(tolerance=0.01),
        mass_factor=False,
    )
    particles = run.particles.copy()
    particles[0, 0] = [-0.0, 5e-324]
    stats = dataclasses.replace(run.stats, last_displacement=np.inf)
    run = dataclasses.replace(run, particles=particles, stats=stats)
    run.save(tmp_path / "run")
    assert_same(gd.load(tmp_path / "run"), run)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "run.npz"
    save_trajectory(simulate(gd.Laplace(0.5), gd.SimGD()), path)
    return path


def test_a_file_cut_short_anywhere_is_refused(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    for length in range(0, len(whole), 3):
        with pytest.raises(gd.DataError, match=r"cut\.npz: "):
            load_trajectory(put(tmp_path, "cut.npz", whole[:length]))


def test_a_flipped_bit_never_changes_a_number_silently(
    saved: Path, tmp_path: Path, rng: np.random.Generator
) -> None:
    whole, run = saved.read_bytes(), load_trajectory(saved)
    refused = 0
    for position in rng.integers(0, 8 * len(whole), 3000).tolist():
        flipped = bytearray(whole)
        flipped[position // 8] ^= 1 << (position % 8)
        path = put(tmp_path, "flipped.npz", bytes(flipped))
        try:
            assert_same(load_trajectory(path), run)  # the bit was in padding or in a date
        except gd.DataError:
            refused += 1
    assert refused > 1500


def test_foreign_and_newer_files_are_refused(saved: Path, tmp_path: Path) -> None:
    arrays = read_arrays(saved)
    metadata = json.loads(str(arrays["metadata"]))

    def refused(**changed: Any) -> str:
        path = tmp_path / "changed.npz"
        kept = {name: array for name, array in (arrays | changed).items() if array is not None}
        write_atomically(path, lambda file: write_arrays(file, kept))
        with pytest.raises(gd.DataError, match=r"changed\.npz: ") as caught:
            load_trajectory(path)
        return str(caught.value)

    def described(**changed: Any) -> dict[str, Any]:
        return {"metadata": np.array(json.dumps(metadata | changed))}

    assert "newer" in refused(**described(format=metadata["format"] + 1))
    assert "newer" in refused(**described(format="1"))
    assert "not a gandyn trajectory" in refused(metadata=np.array("[]"))
    assert "not a gandyn trajectory" in refused(metadata=np.array("{"))
    assert "not a gandyn trajectory" in refused(metadata=None)
    assert "Unheard" in refused(**described(kernel={"name": "Unheard"}))
    assert "complete" in refused(**described(status="well"))
    assert "complete" in refused(**described(rates={"generator": -1.0}))
    for name in ("times", "particles", "targets", "state.particles", "target_weights"):
        assert "complete" in refused(**{name: None})
    assert "shapes" in refused(times=arrays["times"][1:])
    assert "shapes" in refused(particles=arrays["particles"][:, :1])
    with pytest.raises(FileNotFoundError):
        load_trajectory(tmp_path / "missing.npz")
    with pytest.raises(gd.DataError, match="no finished run"):
        load_trajectory(tmp_path)


def test_python_objects_are_never_pickled_nor_unpickled(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"[Oo]bject"):
        write_atomically(tmp_path / "a", lambda file: write_arrays(file, {"a": np.array([None])}))
    np.savez(tmp_path / "b.npz", a=np.array([None]))
    with pytest.raises(gd.DataError, match=r"b\.npz: "):
        read_arrays(tmp_path / "b.npz")
    assert os.listdir(tmp_path) == ["b.npz"]
