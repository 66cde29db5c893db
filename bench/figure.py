"""Time a step against N, log-log: a line a contestant, named at its end.

python -m bench.figure SAMPLES.json FIGURE.png
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .growth import medians, pairs
from .table import Sample

DIMENSION = 2
COLOURS = {"gandyn": "#c8102e", "ducc0": "#1f5fa8", "finufft": "#3f8f5b"}
GREY = "#7a7a7a"
MARKS: dict[str, Any] = {"marker": "o", "ms": 3.5, "lw": 1.5}


def draw(samples: Sequence[Sample], direct: Sequence[Sample], path: Path) -> None:
    """Draw d = 2 with the most threads measured; direct sums dotted where extrapolated."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    samples, direct = ([s for s in of if s.dimension == DIMENSION] for of in (samples, direct))
    if not samples:
        raise SystemExit(f"no figure: no steps with d = {DIMENSION} were measured")
    threads = max(s.threads for s in samples)
    fig, ax = plt.subplots(figsize=(6.4, 4.0), dpi=110, layout="constrained")
    ends: list[tuple[int, float, str]] = []
    for (name, _, t), times in medians(samples).items():
        if t == threads:
            ax.loglog(list(times), list(times.values()), _dash(name), color=_colour(name), **MARKS)
            ends.append((max(times), times[max(times)], name))
    for (name, _, t), times in medians(direct).items():
        if t == threads:
            _direct(ax, name, times, max(s.size for s in samples))
    _name(ax, ends)
    ax.set_xlabel("particles N")
    ax.set_ylabel("seconds a step")
    ax.set_title(
        f"A step of a kernel GAN, d = {DIMENSION}, {threads} threads (dotted: extrapolated)",
        fontsize=10,
        loc="left",
    )
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(which="major", color="#e6e6e6", lw=0.6)
    ax.minorticks_off()
    fig.savefig(path, pil_kwargs={"optimize": True})
    plt.close(fig)


def _colour(name: str) -> str:
    return COLOURS.get(name.split()[0], GREY)


def _dash(name: str) -> str:
    return {"float32": "--", "plain": "-."}.get(name.split()[-1], "-")


def _direct(ax: Any, name: str, measured: dict[int, float], largest: int) -> None:
    """A line through what was measured, and on by the number of pairs."""
    ax.loglog(list(measured), list(measured.values()), color=GREY, **MARKS)
    last = max(measured)
    n = np.geomspace(last, max(last, largest), 21)
    seconds = pairs(n) / pairs(last) * measured[last]
    ax.loglog(n, seconds, ":", color=GREY, lw=1.2)
    above = name != "history"
    ax.annotate(
        f"{'exact history' if name == 'history' else name}, first step",
        (n[10], seconds[10]),
        xytext=(-6, 4) if above else (6, -4),
        textcoords="offset points",
        color=GREY,
        fontsize=8.5,
        ha="right" if above else "left",
        va="bottom" if above else "top",
    )


def _name(ax: Any, ends: list[tuple[int, float, str]]) -> None:
    """Name the lines right of the longest, from the lowest up, each on a line of its own."""
    largest = max(n for n, _, _ in ends)
    apart = (ax.get_ylim()[1] / ax.get_ylim()[0]) ** 0.045
    place = 0.0
    for _, seconds, name in sorted(ends, key=lambda end: end[1]):
        place = max(seconds, place * apart)
        ax.annotate(
            name,
            (largest, place),
            xytext=(8, -3),
            textcoords="offset points",
            color=_colour(name),
            fontsize=9,
            fontweight="bold" if name == "gandyn" else "normal",
        )


def main() -> None:
    """Draw again what `--json` of `bench.large_n` wrote."""
    found = json.loads(Path(sys.argv[1]).read_text())
    steps, direct = ([Sample(**s) for s in found[key]] for key in ("steps", "direct"))
    draw(steps, direct, Path(sys.argv[2]))


if __name__ == "__main__":
    main()
