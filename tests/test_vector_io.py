"""Runs of games of two vectors in files: every bit comes back, damage is always noticed."""

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from game_cases import CASES, RECIPES
from gandyn._parameters import describe, restore
from gandyn.files import read_arrays, write_arrays, write_atomically
from gandyn.methods import METHODS
from gandyn.vector_io import save_vector_trajectory

METHODS_WITH_STATE: dict[str, Any] = {
    **{name: recipe.method for name, recipe in RECIPES.items()},
    "SimGD Adam": gd.SimGD(gd.Adam(beta1=0.5)),
    "AltGD RMSProp": gd.AltGD("generator", 2, 1, gd.RMSProp(0.8, 1e-6, "bias_corrected")),
    "Lookahead Momentum": gd.Lookahead(3, 0.3, gd.Momentum(-0.3, False)),
    "Lookahead JARE Adam": gd.Lookahead(2, 0.7, gd.JARE(2.0, "generator", gd.Adam())),
    "Lookahead Optimistic": gd.Lookahead(2, 0.7, gd.Optimistic("doubled", gd.RMSProp())),
}


def play(game: Any, method: Any, num_steps: int = 6, **options: Any) -> Any:
    return gd.simulate(game, method, rates=gd.Rates(0.03, 0.07), num_steps=num_steps, **options)


def assert_same_bits(a: Any, b: Any) -> None:
    a, b = np.asarray(a), np.asarray(b)
    assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())


def assert_same(a: Any, b: Any) -> None:
    """Every number of two runs has the same bits, everything else is equal."""
    for name in ("times", "steps", "states"):
        assert_same_bits(getattr(a, name), getattr(b, name))
    assert_same_bits(a.state.w, b.state.w)
    assert a.state.memory.keys() == b.state.memory.keys()
    for name in a.state.memory:
        assert_same_bits(a.state.memory[name], b.state.memory[name])
    assert (a.state.step, a.state.seed) == (b.state.step, b.state.seed)
    assert (a.game, a.method, a.rates, a.status) == (b.game, b.method, b.rates, b.status)
    assert type(a.game) is type(b.game) and type(a.method) is type(b.method)
    assert json.dumps(dataclasses.asdict(a.stats)) == json.dumps(dataclasses.asdict(b.stats))


@pytest.mark.parametrize("name", CASES)
def test_every_game_comes_back_bit_for_bit(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    run = play(case.game, gd.SimGD(), initial=case.point, save_every=4)
    assert run.save(tmp_path / "exactly this name") == tmp_path / "exactly this name"
    loaded = gd.load(tmp_path / "exactly this name")
    assert isinstance(loaded, gd.VectorTrajectory)
    assert_same(loaded, run)
    assert os.listdir(tmp_path) == ["exactly this name"]


@pytest.mark.parametrize("name", METHODS_WITH_STATE)
def test_a_loaded_run_goes_on_with_the_same_bits(tmp_path: Path, name: str) -> None:
    method = METHODS_WITH_STATE[name]
    game = CASES["dirac R1"].game if name == "BestResponse" else gd.LinearGAN([0, 2], 0.7)
    if not gd.supports(game, method):
        game = CASES["quadratic"].game
    seed, start = 2**64 - 1, 0.1 + 0.2 * np.arange(game.size)
    whole = play(game, method, 9, initial=start, seed=seed)
    play(game, method, 4, initial=start, seed=seed).save(tmp_path / "half.npz")
    loaded: Any = gd.load(tmp_path / "half.npz")
    assert (loaded.method, loaded.game, loaded.state.seed) == (method, game, seed)
    rest = play(loaded.game, loaded.method, 5, state=loaded.state)
    assert_same_bits(np.vstack([loaded.states, rest.states[1:]]), whole.states)
    assert rest.state.memory.keys() == whole.state.memory.keys()
    for key in rest.state.memory:
        assert_same_bits(rest.state.memory[key], whole.state.memory[key])


def test_minibatches_go_on_where_they_were(tmp_path: Path) -> None:
    game, start = gd.LinearGAN([0.3, -1.0], 0.7, batch_size=4), [0.1, 0.2, 0.3, 0.4]
    whole = play(game, gd.ExtraGradient(), 8, initial=start, seed=5)
    play(game, gd.ExtraGradient(), 3, initial=start, seed=5).save(tmp_path / "a")
    loaded: Any = gd.load(tmp_path / "a")
    rest = play(loaded.game, loaded.method, 5, state=loaded.state)
    assert_same_bits(rest.states[-1], whole.states[-1])
    other = play(game, gd.ExtraGradient(), 8, initial=start, seed=6)
    assert not np.array_equal(other.states[-1], whole.states[-1])


def test_divergence_infinite_ends_and_odd_numbers_come_back(tmp_path: Path) -> None:
    ends = play(gd.MixtureGAN(), gd.SimGD(), initial=[-1, 1, -np.inf, 0.5, -0.5, np.inf])
    game = gd.QuadraticGame(xx=[[-0.0]], xy=[[5e-324, 0.1 + 0.2]], yy=[[-1 / 3, 0], [0, -1e308]])
    diverged = gd.simulate(
        gd.QuadraticGame(xy=[[1.0]]), gd.SimGD(), rates=gd.Rates(10, 10), num_steps=50,
        initial=[1, 1], bound=100.0,
    )  # fmt: skip
    assert diverged.status is gd.Status.diverged and np.isinf(ends.states).any()
    for run in (ends, diverged, play(game, gd.SimGD(), 0, initial=[1, 2, 3])):
        stats = dataclasses.replace(run.stats, last_displacement=np.inf)
        odd = dataclasses.replace(run, stats=stats)
        odd.save(tmp_path / "run")
        assert_same(gd.load(tmp_path / "run"), odd)
    restored: Any = gd.load(tmp_path / "run")
    assert np.signbit(restored.game.xx[0][0]) and restored.game.xy[0][0] == 5e-324


def test_a_kernel_gan_by_nested_methods_comes_back_and_goes_on(tmp_path: Path) -> None:
    game = gd.KernelGAN([[0.0, 0.1], [1.0, 0.3]], ridge=0.3)
    for inner in (gd.AltGD("generator", 2, 1), gd.Momentum(-0.3), gd.ConOpt(0.2)):
        method = gd.Lookahead(2, 0.4, inner)
        start = [[0.1, 0.2], [0.3, -0.4]]
        whole = play(game, method, 5, initial=start)
        play(game, method, 2, initial=start).save(tmp_path / "a")
        loaded: Any = gd.load(tmp_path / "a")
        assert isinstance(loaded, gd.Trajectory) and loaded.method == method
        rest = play(loaded.game, loaded.method, 3, state=loaded.state)
        assert_same_bits(rest.particles[-1], whole.particles[-1])


def test_describing_is_recursive_and_knows_what_it_may_restore() -> None:
    method = gd.Lookahead(3, inner=gd.JARE(2, optimizer=gd.Adam(0.5)))
    table = json.loads(json.dumps(describe(method, METHODS)))
    assert table["inner"]["optimizer"] == {
        "name": "Adam", "beta1": 0.5, "beta2": 0.999, "epsilon": 1e-8,
    }  # fmt: skip
    assert restore(table, METHODS) == method
    with pytest.raises(ValueError, match="LinearGAN is none of SimGD"):
        describe(gd.LinearGAN([1.0]), METHODS)
    for wrong in ({"name": "LinearGAN"}, {"name": "Adam"}, {"k": 3}, {"name": "SimGD", "x": 1}):
        with pytest.raises((KeyError, TypeError)):
            restore(wrong, METHODS)
    with pytest.raises(KeyError, match="Unrolled"):  # not one that Lookahead can hold
        restore({"name": "Lookahead", "inner": {"name": "Unrolled"}}, METHODS)


# Damage ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "run.npz"
    method = gd.Lookahead(2, 0.5, gd.SGA(1.0, optimizer=gd.Adam()))
    run = play(gd.LinearGAN([0, 2], batch_size=2), method, initial=[0.1, 0.2, 0.3, 0.4])
    return save_vector_trajectory(run, path)


def test_a_file_cut_short_anywhere_is_refused(saved: Path, tmp_path: Path) -> None:
    whole, cut = saved.read_bytes(), tmp_path / "cut.npz"
    for length in range(0, len(whole), 7):
        cut.write_bytes(whole[:length])
        with pytest.raises(gd.DataError, match=r"cut\.npz: "):
            gd.load(cut)


def test_a_flipped_bit_never_changes_a_number_silently(
    saved: Path, tmp_path: Path, rng: np.random.Generator
) -> None:
    whole, run, refused = saved.read_bytes(), gd.load(saved), 0
    for position in rng.integers(0, 8 * len(whole), 1000).tolist():
        flipped = bytearray(whole)
        flipped[position // 8] ^= 1 << (position % 8)
        (tmp_path / "flipped.npz").write_bytes(flipped)
        try:
            assert_same(gd.load(tmp_path / "flipped.npz"), run)  # the bit was in padding
        except gd.DataError:
            refused += 1
    assert refused > 500


def test_wrong_content_is_refused(saved: Path, tmp_path: Path) -> None:
    arrays = read_arrays(saved)
    metadata = json.loads(str(arrays["metadata"]))

    def refused(**changed: Any) -> str:
        path = tmp_path / "changed.npz"
        kept = {name: array for name, array in (arrays | changed).items() if array is not None}
        write_atomically(path, lambda file: write_arrays(file, kept))
        with pytest.raises(gd.DataError, match=r"changed\.npz: ") as caught:
            gd.load(path)
        return str(caught.value)

    def said(**changed: Any) -> dict[str, Any]:
        return {"metadata": np.array(json.dumps(metadata | changed))}

    assert "newer" in refused(**said(format=metadata["format"] + 1))
    assert "complete" in refused(**said(kind="particles"))
    assert "Unheard" in refused(**said(game={"name": "Unheard"}))
    assert "mean" in refused(**said(game=metadata["game"] | {"mean": []}))
    assert "complete" in refused(**said(game=metadata["method"]))
    assert "complete" in refused(**said(method={**metadata["method"], "inner": {"name": "KStep"}}))
    assert "complete" in refused(**said(status="well"))
    assert "seed" in refused(**said(seed=-1))
    assert "step" in refused(**said(step=1.5))
    assert "shapes" in refused(states=arrays["states"][:, :3])
    assert "shapes" in refused(times=arrays["times"][1:])
    assert "shapes" in refused(**{"state.w": arrays["state.w"][:3]})
    empty = {name: arrays[name][:0] for name in ("times", "steps", "states")}
    assert "shapes" in refused(**empty)
    assert "types" in refused(states=arrays["states"].astype(np.float32))
    for name in arrays.keys() - {"metadata"}:
        assert "missing" in refused(**{name: None})
    assert "missing" in refused(more=np.zeros(1))


def test_a_full_disk_leaves_the_old_file(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    run = gd.load(saved)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(os, "replace", full)
        run.save(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"old" and os.listdir(tmp_path) == ["a"]
