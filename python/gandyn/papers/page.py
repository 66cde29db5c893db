"""One page of everything that was made: pictures, numbers and verdicts, without a network."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from ..files import write_atomically
from . import keep
from .registry import WORKS

PAGE = "index.html"

STYLE = """
:root { --ink: #2b2b2b; --pale: #6b6b6b; --line: #d9d9d9; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.5rem 4rem; color: var(--ink);
  background: white; font: 16px/1.5 "Source Sans 3", "Segoe UI", Helvetica, Arial, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .3rem; } h2 { font-size: 1.3rem; margin: 3rem 0 0; }
h3 { font-size: 1.05rem; margin: 0; } p { margin: .4rem 0; }
a { color: #0072b2; text-decoration: none; } a:hover { text-decoration: underline; }
.pale, .why, figcaption { color: var(--pale); } .why, figcaption, .files { font-size: .85rem; }
section { border-top: 1px solid var(--line); margin-top: 1.6rem; padding-top: 1.2rem; }
figure { margin: .8rem 0; } img { max-width: 100%; height: auto; display: block; margin: 0 auto; }
figcaption { margin-top: .6rem; max-width: 60rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .6rem 0; }
th { text-align: left; font-weight: 600; border-bottom: 1px solid var(--ink); }
td { border-bottom: 1px solid var(--line); vertical-align: top; }
th, td { padding: .35rem .7rem .35rem 0; } td.number { font-variant-numeric: tabular-nums; }
.verdict { display: inline-block; padding: .05rem .5rem; border-radius: .7rem; color: white;
  font-size: .8rem; white-space: nowrap; }
.holds { background: #00795c; } .fails { background: #b5480d; } .unknowable { background: #6b6b6b; }
pre { white-space: pre-wrap; font-size: .8rem; background: #f6f4f1; padding: .8rem; }
.contents td:first-child { white-space: nowrap; }
@media print { section { break-inside: avoid; } }
"""


def reports(out: Path) -> dict[str, dict[str, Any]]:
    """Return the reports that lie in a folder, by the names of their items, work by work."""
    found = {}
    for work in WORKS:
        for path in sorted((out / work).glob(f"*/{keep.REPORT}")):
            report = keep.read(path.parent)
            if report is not None:
                found[f"{work}/{path.parent.name}"] = report
    return found


def write(out: Path) -> Path:
    """Write the page of a folder.

    Raises
    ------
    OSError
        It could not be written.
    """
    text = render(reports(out))
    write_atomically(out / PAGE, lambda file: file.write(text.encode()))
    return out / PAGE


def render(found: dict[str, dict[str, Any]]) -> str:
    """Return the page of these reports, whose pictures lie in folders of their names."""
    parts = ["<h1>The papers, reproduced</h1>", f'<p class="pale">{_summary(found)}</p>']
    parts.append(_contents(found))
    for name, work in WORKS.items():
        ours = {key: report for key, report in found.items() if key.startswith(f"{name}/")}
        if ours:
            parts.append(f"<h2>{escape(work.title)}</h2>")
            parts.append(f'<p class="pale">{escape(work.reference)}</p>')
            parts += [_item(key, report) for key, report in ours.items()]
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>The papers, reproduced</title><style>{STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def _summary(found: dict[str, dict[str, Any]]) -> str:
    claims = [claim for report in found.values() for claim in report["claims"]]
    counts = {
        word: sum(claim["verdict"] == word for claim in claims)
        for word in ("holds", "fails", "unknowable")
    }
    raised = sum(report["error"] is not None for report in found.values())
    text = (
        f"{len(found)} items, {len(claims)} claims: {counts['holds']} hold, {counts['fails']} fail,"
        f" {counts['unknowable']} cannot be decided."
    )
    return f"{text} {raised} items could not be made." if raised else text


def _contents(found: dict[str, dict[str, Any]]) -> str:
    rows = [
        f'<tr><td><a href="#{escape(name)}">{escape(name)}</a></td>'
        f"<td>{escape(report['figure'])}</td><td>{escape(report['shows'])}</td>"
        f"<td>{_badge(report['verdict'])}</td></tr>"
        for name, report in found.items()
    ]
    head = "<tr><th>item</th><th>in the source</th><th>shows</th><th>verdict</th></tr>"
    return f'<table class="contents">{head}{"".join(rows)}</table>'


def _item(name: str, report: dict[str, Any]) -> str:
    asked = report["settings"]
    options = ", ".join(f"{key}={value}" for key, value in asked["options"].items())
    made = ", ".join(filter(None, ["quick version" if asked["quick"] else "", options]))
    made = f"{made}; " if made else ""
    pictures = [file for file in report["files"] if file.endswith((".png", ".gif"))]
    images = "".join(
        f'<a href="{escape(f"{name}/{file}")}">'
        f'<img src="{escape(f"{name}/{file}")}" alt="{escape(report["shows"])}"></a>'
        for file in pictures
    )
    files = " · ".join(
        f'<a href="{escape(f"{name}/{file}")}">{escape(file)}</a>'
        for file in [*report["files"], keep.REPORT]
    )
    error = f"<pre>{escape(report['error'])}</pre>" if report["error"] else ""
    caption = f"<figcaption>{escape(report['caption'])}</figcaption>"
    return (
        f'<section id="{escape(name)}"><h3>{escape(report["shows"])} '
        f"{_badge(report['verdict'])}</h3>"
        f'<p class="pale">{escape(name)} · {escape(report["figure"])}</p>{error}'
        f"{_claims(report['claims'])}"
        f"<figure>{images}{caption}</figure>"
        f'<p class="files pale">{escape(made)}{report["seconds"]:.1f} s · {files}</p></section>'
    )


def _claims(claims: list[dict[str, Any]]) -> str:
    if not claims:
        return ""
    head = "".join(
        f"<th>{word}</th>" for word in ("claim", "predicted", "measured", "tolerance", "verdict")
    )
    rows = "".join(
        f'<tr><td>{escape(claim["claim"])}<div class="why">{escape(claim["why"])}</div></td>'
        f'<td class="number">{_number(claim["predicted"])}</td>'
        f'<td class="number">{_number(claim["measured"])}</td>'
        f"<td>{escape(claim['tolerance'])}</td><td>{_badge(claim['verdict'])}</td></tr>"
        for claim in claims
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _number(value: Any) -> str:
    if value is None:
        return "–"
    return escape(f"{value:.9g}" if isinstance(value, float) else str(value))


def _badge(verdict: str) -> str:
    return f'<span class="verdict {escape(verdict)}">{escape(verdict)}</span>'
