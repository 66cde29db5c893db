"""The papers, reproduced: the framework, and every item's quick version with its verdict."""

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import gandyn as gd
from gandyn import _style as style
from gandyn.cli import app
from gandyn.papers import registry
from gandyn.papers.registry import Item, Option
from gandyn.papers.report import Outcome, near, same, unknowable
from gandyn.papers.run import Estimate, reproduce
from gandyn.papers.sheet import contact_sheet
from gandyn.papers.task import Task

OPTIONS = {
    "rate": Option(0.1, "step size; sources differ", low=0.0),
    "order": Option("a", "who is first", ("a", "b")),
    "runs": Option(3, "how many", low=1),
}


def spiral(task: Task) -> Outcome:
    """Spiral out of a bilinear game."""
    game = gd.QuadraticGame(xx=[[0.0]], xy=[[1.0]], yy=[[0.0]])
    run = task.play(
        game, gd.SimGD(), rates=gd.Rates(0.1, 0.1), num_steps=task.pick(5, 50), initial=[1.0, 0.0]
    )
    ax = style.new_figure(3.0, 3.0).add_subplot()
    ax.plot(*run.states.T)
    grown = run.distances[1:] / run.distances[:-1]
    claims = [
        near("grows as said", math.sqrt(1.01), grown, 1e-12, "closed form"),
        unknowable("how the drawing was coloured", "the source does not say <&>"),
    ]
    table = {"step": run.steps, "distance": run.distances}
    return Outcome(ax.figure, claims, f"eta = {task.options.get('rate')} <b>", {"track": table})


def breaks(task: Task) -> Outcome:
    """Fail with a picture half drawn."""
    style.new_figure(1.0, 1.0)
    raise RuntimeError("no such luck")


def wrong(task: Task) -> Outcome:
    """Measure something else than predicted."""
    return Outcome(style.new_figure(1.0, 1.0), [same("two", 2, 3, "arithmetic")], "")


GOOD = Item("dirac/good", "Figure 1", "a spiral", spiral, (0.1, 1.0), OPTIONS)
BREAKS = Item("dirac/breaks", "Figure 2", "an error", breaks, (0.1, 1.0), {})
WRONG = Item("dirac/wrong", "Figure 3", "a wrong number", wrong, (0.1, 1.0), {})
KEYS = {
    "format", "name", "figure", "shows", "settings", "seconds", "verdict", "error", "caption",
    "claims", "files",
}  # fmt: skip


def gandyn(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["reproduce", *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def check_report(report: dict[str, Any], folder: Path) -> None:
    """The schema of a report, and that what it names is there."""
    assert json.loads((folder / "report.json").read_text()) == report
    assert set(report) == KEYS
    assert report["verdict"] in ("holds", "fails", "unknowable")
    assert set(report["settings"]) == {"gandyn", "code", "quick", "options"}
    assert report["settings"]["gandyn"] == gd.__version__
    for claim in report["claims"]:
        assert set(claim) == {"claim", "predicted", "measured", "tolerance", "verdict", "why"}
        assert claim["claim"] and claim["why"] and claim["tolerance"]
        assert claim["verdict"] in ("holds", "fails", "unknowable")
    if report["error"] is None:
        assert report["claims"]
        assert {".png", ".pdf", ".gif", ".csv"} >= {Path(name).suffix for name in report["files"]}
        assert any(name.endswith(".png") for name in report["files"])
    for name in report["files"]:
        assert (folder / name).stat().st_size > 0


# Making ------------------------------------------------------------------------------------------


def test_an_item_fills_a_folder(tmp_path: Path) -> None:
    (made,) = reproduce([GOOD], tmp_path, quick=True)
    folder = tmp_path / "dirac" / "good"
    assert made.folder == folder and not made.skipped
    check_report(made.report, folder)
    assert made.report["verdict"] == "holds"
    assert set(made.report["files"]) == {"figure.png", "figure.pdf", "track.csv"}
    rows = (folder / "track.csv").read_text().splitlines()
    assert rows[0] == "step,distance" and len(rows) == 7
    assert float(rows[-1].split(",")[1]) == pytest.approx(1.01**2.5, abs=1e-14)
    assert made.report["settings"]["options"] == {"rate": 0.1, "order": "a", "runs": 3}


def test_the_same_item_has_the_same_bytes(tmp_path: Path) -> None:
    first, second = (reproduce([GOOD], tmp_path / name, quick=True)[0] for name in "ab")
    assert first.report["files"] == second.report["files"]


def test_what_is_whole_is_skipped(tmp_path: Path) -> None:
    def made(**how: Any) -> bool:
        return not reproduce([GOOD], tmp_path, **{"quick": True, **how})[0].skipped

    folder = tmp_path / "dirac" / "good"
    assert made() and not made()
    assert made(again=True) and not made()
    assert made(options={"rate": "0.3"}) and made() and not made()
    (folder / "figure.pdf").unlink()
    assert made() and not made()
    (folder / "track.csv").write_text("cut short")
    assert made() and not made()
    (folder / "report.json").write_text('{"format": 1')
    assert made() and not made()
    report = json.loads((folder / "report.json").read_text())
    report["settings"]["gandyn"] = "0.0.0"
    (folder / "report.json").write_text(json.dumps(report))
    assert made() and not made()
    assert made(quick=False)


def test_an_item_that_raises_stops_no_other(tmp_path: Path) -> None:
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    bad, good = reproduce([BREAKS, GOOD], tmp_path, quick=True)
    assert pyplot.get_fignums() == before
    check_report(bad.report, bad.folder)
    assert bad.report["verdict"] == "fails" and "no such luck" in bad.report["error"]
    assert good.report["verdict"] == "holds"
    again, there = reproduce([BREAKS, GOOD], tmp_path, quick=True)
    assert not again.skipped and there.skipped


def test_tables_have_columns_of_one_length(tmp_path: Path) -> None:
    def uneven(task: Task) -> Outcome:
        table = {"t": {"a": [1, 2], "b": [1]}}
        return Outcome(style.new_figure(1.0, 1.0), [same("x", 1, 1, "w")], "", table)

    (made,) = reproduce([Item("dirac/uneven", "", "", uneven, (1, 1), {})], tmp_path)
    assert "columns of a table must be of one length" in made.report["error"]


def test_ctrl_c_leaves_what_was_made_and_no_half_item(tmp_path: Path) -> None:
    def stopped(task: Task) -> Outcome:
        def press(step: int, num_steps: int) -> None:
            raise KeyboardInterrupt

        game = gd.QuadraticGame(xx=[[0.0]], xy=[[1.0]], yy=[[0.0]])
        task.batch(
            game, gd.SimGD(), rates=gd.Rates(), num_steps=10**6, initial=[[1.0, 0.0]],
            progress=press,
        )  # fmt: skip
        raise AssertionError("went on")

    with pytest.raises(KeyboardInterrupt):
        reproduce([GOOD, Item("dirac/stop", "", "", stopped, (1, 1), {})], tmp_path, quick=True)
    assert reproduce([GOOD], tmp_path, quick=True)[0].skipped
    assert not (tmp_path / "dirac" / "stop" / "report.json").exists()


def test_progress_rises_to_the_whole(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    left: list[float] = []
    estimate = Estimate()
    remaining: list[float] = []
    reproduce(
        [GOOD, BREAKS, WRONG], tmp_path, quick=True,
        progress=lambda done, whole: (seen.append((done, whole)), remaining.append(estimate.left)),
        tell=lambda made: left.append(made.left), estimate=estimate,
    )  # fmt: skip
    assert {whole for _, whole in seen} == {100} and seen[-1][0] == 100
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert left[-1] == 0.0 and left[0] > 0.0
    assert remaining[-1] == 0.0 and min(remaining) >= 0.0
    seen.clear()
    reproduce([GOOD], tmp_path, quick=True, progress=lambda *done: seen.append(done))
    assert not seen  # there was nothing to make


# The page ----------------------------------------------------------------------------------------


def test_the_page_holds_every_item_and_needs_no_network(tmp_path: Path) -> None:
    made = reproduce([GOOD, BREAKS, WRONG], tmp_path, quick=True)
    text = (tmp_path / "index.html").read_text()
    for one in made:
        assert f'id="{one.item.name}"' in text and one.item.shows in text
    for link in re.findall(r'(?:src|href)="([^"#]+)"', text):
        assert (tmp_path / link).is_file(), link
    assert not re.search(r"https?:|<script|@import|url\(", text)
    assert "the source does not say &lt;&amp;&gt;" in text and "eta = 0.1 &lt;b&gt;" in text
    assert "no such luck" in text
    assert "3 items, 3 claims: 1 hold, 1 fail, 1 cannot be decided. 1 items could not" in text
    reproduce([GOOD], tmp_path, options={"rate": "0.3"}, quick=True)
    assert "rate=0.3" in (again := (tmp_path / "index.html").read_text())
    assert all(f'id="{one.item.name}"' in again for one in made)


def test_a_sheet_has_every_picture(tmp_path: Path) -> None:
    from PIL import Image

    reproduce([GOOD], tmp_path, quick=True)
    path = contact_sheet(tmp_path, tmp_path / "a.png", ["dirac/good/figure"] * 3, width=424)
    with Image.open(path) as sheet:
        pixels = np.asarray(sheet.convert("L"))
    assert pixels.shape == (93, 424)  # two gaps of 24, cells of 125 x 93
    assert all((part < 200).any() for part in np.array_split(pixels, 3, axis=1))
    with pytest.raises(FileNotFoundError):
        contact_sheet(tmp_path, tmp_path / "b.png", ["dirac/none/figure"])


# The command line --------------------------------------------------------------------------------


def test_the_list_has_every_item_and_option() -> None:
    text = gandyn("--list").stdout
    for item in registry.items().values():
        assert item.name in text and item.shows in text and item.figure in text
        assert all(f"{name}={option.default}" in text for name, option in item.options.items())


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The three items of this file in place of the real ones."""
    monkeypatch.setattr(registry, "items", lambda: {i.name: i for i in (GOOD, BREAKS, WRONG)})


@pytest.mark.usefixtures("only")
def test_commands(tmp_path: Path) -> None:
    out = ["--out", str(tmp_path), "--quick"]
    text = gandyn("dirac/good", "rate=0.3", *out).stdout
    assert "1 item, about" in text and "dirac/good: holds (1 of 2 claims hold)" in text
    assert f"{tmp_path}/index.html" in text
    assert "was there" in gandyn("dirac/good", "rate=0.3", *out).stdout
    assert gandyn("dirac/g*", "--again", "--quiet", *out).stdout == ""
    result = gandyn("--all", *out, code=70)
    assert "dirac/breaks: error: RuntimeError: no such luck" in result.stdout
    assert "2 items of 3 failed: dirac/breaks, dirac/wrong" in result.stderr
    assert gandyn("--paper", "dirac", *out, code=70)


@pytest.mark.usefixtures("only")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give a NAME"),
        (["dirac/god"], "did you mean dirac/good?"),
        (["good"], "did you mean dirac/good?"),
        (["--paper", "nobody"], "there is no paper 'nobody': there are"),
        (["dirac/good", "rte=1"], "no"),
        (["dirac/good", "rate=fast"], "rate must be a number, got 'fast'"),
        (["dirac/good", "rate=-1"], "rate must be finite and at least 0, got '-1'"),
        (["dirac/good", "runs=1.5"], "runs must be an integer, got '1.5'"),
        (["dirac/good", "order=c"], "order must be one of a, b, got 'c'"),
    ],
)
def test_wrong_words_are_told(arguments: list[str], words: str, tmp_path: Path) -> None:
    result = gandyn(*arguments, "--out", str(tmp_path), code=2)
    assert words in " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.stderr).split())
    assert not list(tmp_path.iterdir())


# The items ---------------------------------------------------------------------------------------


def test_every_item_says_what_it_is() -> None:
    for name, item in registry.items().items():
        assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", name) and item.work in registry.WORKS
        assert item.figure and item.shows and 0 < item.seconds[0] <= item.seconds[1]
        for key, option in item.options.items():
            assert option.about and option.parse(key, str(option.default)) == option.default


@pytest.mark.parametrize("name", registry.items())
def test_a_quick_item_holds(name: str, tmp_path: Path) -> None:
    (made,) = reproduce([name], tmp_path, quick=True)
    check_report(made.report, made.folder)
    bad = [claim for claim in made.report["claims"] if claim["verdict"] == "fails"]
    assert made.report["error"] is None and not bad, (made.report["error"], bad)
    assert made.report["verdict"] == "holds" and made.report["caption"]
