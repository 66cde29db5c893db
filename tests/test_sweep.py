"""Sweeps: results against single runs, the ledger, and how they go on."""

import csv
import errno
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from gandyn.config import configure
from gandyn.sweeps import play
from gandyn.sweeps.table import numbers
from sweep_cases import HUGE, KERNEL, LINEAR, ledger, mixed

GAMMAS = [1.0, 2.0, 4.0, 8.0, 16.0, 1e9]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def linear(**sweep: Any) -> dict[str, Any]:
    return {**LINEAR, "sweep": {"grid": {"method.gamma": GAMMAS}, **sweep}}


def records(found: gd.Sweep) -> list[dict[str, Any]]:
    return [record for _, record in found.ledger.records() if record is not None]


def test_results_are_those_of_single_runs() -> None:
    names = ["mmd", "wasserstein2", "coverage:0.5", "distance", "loss", "fitted_rate"]
    for points, measure in ((mixed()[:14], names[3:]), (mixed()[14:-1], [*names[:3], *names[4:]])):
        keys = {key: point for key, point in enumerate(points)}
        shared = plan = gd.sweep(points, "serial", out=f"o{len(keys)}")
        document = {**shared.plan.document, "sweep": {**shared.plan.table, "measure": measure}}
        found = gd.sweep(document, "serial", out=f"m{len(keys)}")
        assert list(found.plan.points) == list(plan.plan.points)
        for point, record in zip(points, records(found), strict=True):
            run = configure(json.loads(json.dumps(point)), [], "point").build().simulate()
            told = {name: numbers(value) for name, value in record["results"].items()}
            assert record["status"] == run.status.name
            assert (told["steps"], told["time"]) == (run.state.step, run.times[-1])
            if isinstance(run, gd.VectorTrajectory):
                assert told["generator"] + told["discriminator"] == run.final.tolist()
                centre = run.game.equilibrium()
                assert told["distance"] == np.linalg.norm(run.final - centre)
                assert told["loss"] == run.game.loss(run.final)
                np.testing.assert_equal(told["fitted_rate"], run.predict().fitted_rate)
                continue
            cloud = run.final.particles
            np.testing.assert_allclose(told["mean"], cloud.mean(axis=0), rtol=1e-12)
            np.testing.assert_allclose(
                told["covariance"], np.cov(cloud.T, bias=True), rtol=1e-9, atol=1e-15
            )
            assert told["mmd"] == gd.mmd(run.game.kernel, run.game.targets, cloud)
            assert told["wasserstein2"] == gd.wasserstein2(run.game.targets, cloud)
            assert told["coverage:0.5"] == gd.coverage(run.game.targets, cloud, 0.5)
            assert told["loss"] == run.loss()


def test_batches_give_the_records_of_single_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    together = gd.sweep(linear(), "serial", out="a")
    monkeypatch.setattr(play._Player, "_kind", lambda self, point: None)
    alone = gd.sweep(linear(), "serial", out="b")
    assert ledger(together.folder) == ledger(alone.folder)
    assert together.counts == {"max_steps": 5, "diverged": 1}


def test_a_sweep_goes_on_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    found = gd.sweep(linear(), "serial", out="s")
    before = ledger(found.folder)
    ids = list(found.plan.points)
    (found.folder / "points" / f"{ids[1]}.json").unlink()
    (found.folder / "points" / f"{ids[2]}.json").write_text('{"id": "')  # torn by a power cut
    assert found.counts["missing"] == 2 and not found.finished
    assert found.table().num_rows == 4 and found.table().missing == 2
    played: list[int] = []
    again = gd.sweep(linear(), "serial", out="s", progress=lambda done, total: played.append(done))
    monkeypatch.setattr(
        "gandyn.sweeps.begin.make_plan", None
    )  # what is planned is not checked again
    gd.sweep(linear(), "serial", out="s")
    assert played == [4, 6] and ledger(again.folder) == before
    assert [again.ledger.log(id)["attempts"] for id in ids] == [1, 2, 2, 1, 1, 1]


def test_what_fails_is_recorded_told_and_tried_again_when_asked(folder: Path) -> None:
    (folder / "targets.csv").write_text("0,0\n1,1\n")
    base = KERNEL | {"targets": {"file": "targets.csv"}}
    axes = {"list": [{"seed": 1}, {"seed": 2}, {k: v for k, v in HUGE.items() if k != "targets"}]}
    found = gd.sweep({**base, "sweep": axes}, "serial", out="s")
    assert found.counts == {"max_steps": 2, "failed": 1} and found.finished
    assert "MemoryError: " in next(iter(found.failures.values()))
    before = ledger(found.folder)
    last = list(found.plan.points)[2]
    assert gd.sweep({**base, "sweep": axes}, "serial", out="s").ledger.log(last)["attempts"] == 1
    gd.sweep({**base, "sweep": axes}, "serial", out="s", retry_failed=True)
    assert found.ledger.log(last)["attempts"] == 2
    assert {k: v for k, v in ledger(found.folder).items() if last not in k} == {
        k: v for k, v in before.items() if last not in k
    }


def test_another_configuration_or_code_is_refused_with_what_differs() -> None:
    gd.sweep(linear(), "serial", out="s")
    with pytest.raises(gd.ConfigError, match=r"num_steps: 50 -> 60"):
        gd.sweep(linear() | {"num_steps": 60}, "serial", out="s")
    more = linear(grid={"method.gamma": [*GAMMAS, 3.0]})
    with pytest.raises(gd.ConfigError, match=r"sweep.grid.method.gamma: "):
        gd.sweep(more, "serial", out="s")
    played: list[int] = []
    forced = gd.sweep(more, "serial", out="s", force=True, progress=lambda d, t: played.append(d))
    assert played == [6, 7] and len(forced) == 7  # those that are the same are kept
    path = forced.folder / "sweep.json"
    path.write_text(path.read_text().replace(forced.ledger.version, "0.0.9 abc"))
    with pytest.raises(gd.ConfigError, match=r"code: '0.0.9 abc' -> "):
        gd.sweep(more, "serial", out="s")
    measured = more | {"sweep": more["sweep"] | {"measure": ["distance"]}}
    found = gd.sweep(measured, "serial", out="s", force=True)  # what lacks a number is played again
    assert np.isfinite(found.table()["distance"][:5]).all()


def test_files_that_change_under_a_sweep_are_noticed(folder: Path) -> None:
    (folder / "targets.csv").write_text("0,0\n1,1\n")
    sweep = KERNEL | {"targets": {"file": "targets.csv"}, "sweep": {"grid": {"ridge": [0.1, 0.2]}}}
    found = gd.sweep(sweep, "serial", out="s")
    (folder / "targets.csv").write_text("0,0\n1,1.5\n")
    with pytest.raises(gd.ConfigError, match="other contents"):
        gd.sweep(sweep, "serial", out="s")
    (found.folder / "points" / f"{next(iter(found.plan.points))}.json").unlink()
    again = play.run_points("s", list(found.plan.points))
    assert again.failed == 1 and "have changed since" in next(iter(found.failures.values()))


def test_a_full_disk_ends_the_sweep_and_is_no_points_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "points")

    with monkeypatch.context() as patched:
        patched.setattr("gandyn.sweeps.ledger.os.replace", full)
        with pytest.raises(OSError, match="No space left"):
            gd.sweep(linear(), "serial", out="s")
    assert gd.sweep(linear(), "serial", out="s").counts == {"max_steps": 5, "diverged": 1}


def test_trajectories_are_kept_where_that_is_asked_for() -> None:
    found = gd.sweep(KERNEL | {"sweep": {"grid": {"ridge": [0.1]}, "keep": "trajectory"}}, "serial")
    run = gd.load(found.ledger.run_folder(next(iter(found.plan.points))))
    assert run.final.particles.mean(axis=0).tolist() == pytest.approx(
        records(found)[0]["results"]["mean"]
    )


def test_tables_and_files() -> None:
    sweep = linear(measure=["distance", "predicted_phase"])
    sweep["sweep"]["zip"] = {"rates.generator": [0.1, 0.2], "rates.discriminator": [0.1, 0.3]}
    found = gd.sweep(sweep, "serial", out="s")
    (found.folder / "points" / f"{list(found.plan.points)[3]}.json").unlink()
    table = found.collect("x.csv")
    with open("x.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == table.num_rows == 11 and table.missing == 1
    assert [float(row["method.gamma"]) for row in rows] == table["method.gamma"].tolist()
    assert [float(row["distance"]) for row in rows] == table["distance"].tolist()
    assert rows[0]["predicted_phase"].startswith(("converges", "diverges", "neutral"))
    with pytest.raises(ValueError, match=r"must end in .csv, .parquet, .nc"):
        found.collect("x.xls")


def test_labelled_arrays_and_netcdf() -> None:
    xarray = pytest.importorskip("xarray", reason="the extra xarray")
    pytest.importorskip("h5netcdf", reason="the extra xarray")
    pytest.importorskip("h5py", reason="the extra xarray")
    sweep = linear()
    sweep["sweep"]["zip"] = {"rates.generator": [0.1, 0.2], "rates.discriminator": [0.1, 0.3]}
    found = gd.sweep(sweep, "serial", out="s")
    (found.folder / "points" / f"{list(found.plan.points)[3]}.json").unlink()
    data, table = found.to_xarray(), found.table()
    assert dict(data.sizes) == {"method.gamma": 6, "zip": 2}
    assert data["rates.discriminator"].values.tolist() == [0.1, 0.3]
    flat = data["time"].values.ravel()
    assert np.isnan(flat[3]) and np.delete(flat, 3).tolist() == table["time"].tolist()
    found.collect("x.nc")
    with xarray.open_dataset("x.nc", engine="h5netcdf") as read:
        xarray.testing.assert_identical(read.load(), data)
        assert json.loads(read.attrs["sweep"]) == sweep["sweep"]


def test_parquet() -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet")
    found = gd.sweep(linear(), "serial", out="s")
    table = found.collect("x.parquet")
    read = parquet.read_table("x.parquet").to_pydict()
    assert {name: column.tolist() for name, column in table.items()} == read


@pytest.mark.parametrize("document", [LINEAR, KERNEL])
def test_runs_with_names_on_their_dimensions(document: dict[str, Any], folder: Path) -> None:
    pytest.importorskip("xarray", reason="the extra xarray")
    run = configure(json.loads(json.dumps(document)), [], "point").build().simulate()
    data = run.to_xarray()
    assert (
        data.attrs["status"] == "max_steps" and data["step"].values.tolist() == run.steps.tolist()
    )
    if isinstance(run, gd.VectorTrajectory):
        np.testing.assert_array_equal(data["generator"], run.generator)
    else:
        np.testing.assert_array_equal(data["particles"].sel(coordinate="x1"), run.particles[..., 1])
    pytest.importorskip("h5py", reason="the extra xarray")
    from gandyn.labelled import write_netcdf

    write_netcdf(data, folder / "run.nc")


def test_a_picture_of_one_axis_and_of_two() -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    sweep = linear(measure=["distance", "predicted_rate", "fitted_rate"])
    line = gd.sweep(sweep, "serial", out="a")
    axes = line.plot(value="fitted_rate")
    table = line.table()
    shown = np.isfinite(table["fitted_rate"])
    drawn = axes.get_lines()[0].get_xydata()[shown]
    np.testing.assert_allclose(drawn[:, 0], table["method.gamma"][shown])
    np.testing.assert_allclose(drawn[:, 1], table["fitted_rate"][shown])
    assert axes.get_xscale() == "log"
    sweep["sweep"]["grid"]["rates.generator"] = [0.1, 0.2, 0.3]
    both = gd.sweep(sweep, "serial", out="b")
    far = np.where(np.isfinite(far := both.table()["distance"]), far, np.nan)
    cells = both.plot(value="distance").collections[0].get_array()
    np.testing.assert_allclose(cells.filled(np.nan), far.reshape(6, 3).T)
    with pytest.raises(ValueError, match="value must be one of"):
        both.plot(value="status")
    pyplot.close("all")
