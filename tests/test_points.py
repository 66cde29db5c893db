"""Reading points: strictly, and every complaint says where."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from gandyn.points import read_points

HEADED = "x,y,mass\n1,2,3\n4.5,-6e-3,0\n"


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_csv_with_and_without_header_and_masses(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", HEADED)
    found = read_points(path, mass="mass")
    np.testing.assert_array_equal(found.points, [[1, 2], [4.5, -6e-3]])
    np.testing.assert_array_equal(found.weights, [3, 0])
    assert (found.columns, found.mass) == (("x", "y"), "mass")
    assert read_points(path, mass="auto").mass == "mass"
    assert read_points(path, mass=2).mass == "mass"
    assert read_points(path).points.shape == (2, 3)  # a mass is never guessed silently
    assert read_points(path).weights is None
    np.testing.assert_array_equal(read_points(path, columns=["y", 0]).points[0], [2, 1])

    bare = read_points(put(tmp_path, "b.csv", "1,2\r\n3,4\r\n\r\n"), mass="auto")
    np.testing.assert_array_equal(bare.points, [[1, 2], [3, 4]])
    assert (bare.columns, bare.weights) == (("0", "1"), None)
    assert read_points(put(tmp_path, "c.csv", "\ufeff 1 ,2"), mass=1).weights.tolist() == [2.0]  # type: ignore[union-attr]


def test_text_columns_that_are_not_chosen_are_no_matter(tmp_path: Path) -> None:
    named = put(tmp_path, "a.csv", 'city,x\n"New\nYork",1\nRome,2\n')
    assert read_points(named, columns=["x"]).points.tolist() == [[1.0], [2.0]]
    bare = put(tmp_path, "b.csv", "York,1,5\nRome,2,6\n")
    assert read_points(bare, columns=[1], mass=2).points.tolist() == [[1.0], [2.0]]


def test_every_format_gives_the_same_points(tmp_path: Path, rng: np.random.Generator) -> None:
    points, weights = rng.normal(size=(20, 3)), rng.uniform(size=20)
    text = "\n".join(
        ",".join(map(repr, row)) for row in np.column_stack([points, weights]).tolist()
    )
    paths = [put(tmp_path, "a.csv", text), put(tmp_path, "a.csv.gz", gzip.compress(text.encode()))]
    np.save(tmp_path / "a.npy", np.asfortranarray(np.column_stack([points, weights]), dtype=">f8"))
    for path in (*paths, tmp_path / "a.npy"):
        found = read_points(path, mass=3)
        np.testing.assert_array_equal(found.points, points)
        np.testing.assert_array_equal(found.weights, weights)
    for key in ("points", "targets"):
        np.savez(tmp_path / "a.npz", **{key: points, "weights": weights})
        found = read_points(tmp_path / "a.npz", mass="auto")
        np.testing.assert_array_equal(found.points, points)
        np.testing.assert_array_equal(found.weights, weights)
        assert found.points.flags.c_contiguous and found.mass == "weights"


@pytest.mark.parametrize(
    ("content", "options", "wanted"),
    [
        ("x,y\n1,2\n3,four\n", {}, "line 3, column 'y': wanted a number, got 'four'"),
        ("1,2\n3,four\n", {}, "line 2, column 1 (from 0): wanted a number, got 'four'"),
        ('x,y\n"1\n",2\n3,four\n', {}, "line 4, column 'y'"),
        ("x,y\n1,2\n3,\n", {}, "line 3, column 'y': wanted a number, got a missing value"),
        ("x,y\n1,2\n3,1_000\n", {}, "line 3, column 'y': wanted a number, got '1_000'"),
        ("x,y\n1,2\n3\n", {}, "line 3: 1 fields, wanted 2"),
        ("x,y\n1,2\n\n3,4\n", {}, "line 3: 0 fields, wanted 2"),
        ("x\n1\n\n3\n", {}, "line 3: 0 fields, wanted 1"),
        ("\nx,y\n1,2\n", {}, "line 1: 0 fields, wanted 2"),
        ("x,y\n1,2\n3,nan\n", {}, "line 3, column 'y': wanted a finite number, got nan"),
        ("1,2\n-inf,4\n", {}, "line 2, column 0 (from 0): wanted a finite number, got -inf"),
        ("x,y\n1,1e999\n", {}, "line 2, column 'y': wanted a finite number, got inf"),
        ("", {}, "empty file"),
        ("\n\n", {}, "empty file"),
        ("x,y\n", {}, "only a header"),
        ("1,y\n2,3\n", {}, "line 1: wanted a header or numbers, got both: 'y'"),
        ('x,y\n1,"2', {}, "line 2: "),
        ("x,y\n1," + "2" * 200_000, {}, "line 2: field larger"),
        ("x,y\n1,\0\n", {}, "line 2, column 'y'"),
        (b"x,y\n1,2\n\xff,3\n", {}, "line 3: wanted UTF-8"),
        (HEADED, {"mass": "masss"}, "no column 'masss': the columns are 'x', 'y', 'mass'; did you"),
        (HEADED, {"columns": ["z"]}, "no column 'z'"),
        (HEADED, {"columns": [3]}, "no column 3: wanted an index from 0 to 2"),
        (HEADED, {"mass": -1}, "no column -1"),
        (HEADED, {"columns": ["x", 0]}, "chosen twice"),
        (HEADED, {"columns": ["mass"], "mass": "mass"}, "chosen twice"),
        (HEADED, {"columns": []}, "at least one column"),
        ("mass\n1\n", {"mass": "auto"}, "at least one column"),
        ("x,x\n1,2\n", {"columns": ["x"]}, "more than one column 'x'"),
        ("1,2\n", {"mass": "m"}, "only a header"),
        ("x,mass,weight\n1,2,3\n", {"mass": "auto"}, "any of mass, weight"),
        ("x,mass\n1,2\n3,-4\n", {"mass": "mass"}, "line 3, column 'mass': wanted a mass >= 0"),
    ],
)
def test_what_is_wrong_in_a_csv_is_named(
    tmp_path: Path, content: str | bytes, options: dict[str, Any], wanted: str
) -> None:
    path = put(tmp_path, "bad.csv", content)
    with pytest.raises(gd.DataError) as caught:
        read_points(path, **options)
    assert str(caught.value).startswith(f"{path}: ") and wanted in str(caught.value)


@pytest.mark.parametrize(
    ("array", "wanted"),
    [
        (np.ones((2, 2), complex), "complex128"),
        (np.array([["a", "b"]]), "<U1"),
        (np.array([[1, None]]), "pickle"),
        (np.ones((2, 2), bool), "bool"),
        (np.ones((2, 2), np.longdouble), "float64 can hold"),
        (np.ones(3), "shape (3,)"),
        (np.ones((0, 2)), "shape (0, 2)"),
        (np.ones((2, 0)), "shape (2, 0)"),
        (np.array([[1.0, 2.0], [3.0, np.nan]]), "row 1 (from 0), column 1 (from 0)"),
        (np.zeros(2, [("x", "f8")]), "got [('x'"),
    ],
)
def test_what_is_wrong_in_an_array_is_named(tmp_path: Path, array: Any, wanted: str) -> None:
    np.save(tmp_path / "a.npy", array)
    np.savez(tmp_path / "a.npz", points=array)
    for name in ("a.npy", "a.npz"):
        with pytest.raises(gd.DataError, match=r"a\.np[yz]: ") as caught:
            read_points(tmp_path / name)
        assert wanted.lower() in str(caught.value).lower()


def test_files_that_are_not_what_their_name_says(tmp_path: Path) -> None:
    np.save(tmp_path / "whole.npy", np.ones((4, 2)))
    whole = (tmp_path / "whole.npy").read_bytes()
    contents = {
        "a.npy": b"not an array",
        "b.npy": whole[:-1],
        "c.npy": whole.replace(b"(4, 2)", b"(4**9)"),
        "d.npz": b"PK\x03\x04 not an archive",
        "e.csv.gz": b"not compressed",
        "f.csv.gz": gzip.compress(b"1,2\n3,4\n")[:-9],
        "g.txt": b"1,2\n",
        "h": b"1,2\n",
    }
    for name, content in contents.items():
        with pytest.raises(gd.DataError, match=f"{name}: "):
            read_points(put(tmp_path, name, content))
    np.savez(tmp_path / "i.npz", points=np.ones((2, 2)), targets=np.ones((2, 2)))
    np.savez(tmp_path / "j.npz", points=np.ones((2, 2)), weights=np.ones(3))
    np.savez(tmp_path / "k.npz", points=np.ones((2, 2)), weights=np.array([1.0, np.inf]))
    np.savez(tmp_path / "l.npz", other=np.ones((2, 2)))
    for name in "ijkl":
        with pytest.raises(gd.DataError, match=f"{name}.npz: "):
            read_points(tmp_path / f"{name}.npz")
    with pytest.raises(FileNotFoundError):
        read_points(tmp_path / "missing.csv")
