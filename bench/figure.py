"""Time a step against N, log-log: a line a contestant, named at its end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .growth import medians, pairs
from .table import Sample

DIMENSION = 2
COLOURS = {"gandyn": "#c8102e", "ducc0": "#1f5fa8", "finufft": "#3f8f5b"}
GREY = "#7a7a7a"
DIRECT_NAMES = {"history": "exact history, first step", "numpy": "NumPy, first step"}


def draw(samples: Sequence[Sample], direct: Sequence[Sample], path: Path) -> None:
    """Draw d = 2 with the most threads measured; direct sums dotted where extrapolated."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    shown = [s for s in [*samples, *direct] if s.dimension == DIMENSION]
    if not shown:
        return
    threads = max(s.threads for s in shown)
    fig, ax = plt.subplots(figsize=(6.4, 4.0), dpi=110, layout="constrained")
    largest = max((s.size for s in samples if s.dimension == DIMENSION), default=10_000)
    tops: list[tuple[float, float, str, str]] = []
    for (name, d, t), times in medians(samples).items():
        if d == DIMENSION and t == threads:
            colour = COLOURS.get(name.split()[0], GREY)
            dashes = "--" if " " in name else "-"
            n = list(times)
            ax.loglog(n, list(times.values()), dashes, color=colour, marker="o", ms=3.5, lw=1.6)
            tops.append((n[-1], times[n[-1]], name, colour))
    for (name, d, t), times in medians(direct).items():
        if d == DIMENSION and t == threads:
            n = list(times)
            ax.loglog(n, list(times.values()), "-", color=GREY, marker="o", ms=3.5, lw=1.2)
            speed = pairs(n[-1]) / times[n[-1]]
            ends = [n[-1] * (largest / n[-1]) ** (i / 20) for i in range(21)]
            far = [pairs(end) / speed for end in ends]
            ax.loglog(ends, far, ":", color=GREY, lw=1.2)
            middle = 12 if name == "history" else 8
            label = DIRECT_NAMES.get(name, f"{name}, first step")
            above = name != "history"
            ax.annotate(
                label,
                (ends[middle], far[middle]),
                xytext=(-6, 4) if above else (6, -4),
                textcoords="offset points",
                color=GREY,
                fontsize=8.5,
                ha="right" if above else "left",
                va="bottom" if above else "top",
            )
    _names(ax, tops)
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


def _names(ax: object, tops: list[tuple[float, float, str, str]]) -> None:
    """Write each line's name right of its end, apart from its neighbours' names."""
    below: dict[float, float] = {}
    for n, seconds, name, colour in sorted(tops):
        place = max(seconds, below.get(n, 0.0) * 1.75)
        below[n] = place
        ax.annotate(  # type: ignore[attr-defined]
            name,
            (n, place),
            xytext=(7, 0),
            textcoords="offset points",
            color=colour,
            fontsize=9,
            va="center",
            fontweight="bold" if name == "gandyn" else "normal",
        )
