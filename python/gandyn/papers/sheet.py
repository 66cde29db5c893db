"""Several pictures of a folder of reproduced items on one sheet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ..files import write_atomically

__all__ = ["CHOSEN", "contact_sheet"]

CHOSEN = (
    "kernel-gan/eigenvalue-map/figure",
    "kernel-gan/covariance-ellipses/figure",
    "kernel-gan/two-point-multiscale/figure",
    "jare/ring/figure",
    "tv-mixture/success/figure",
    "dirac/phase-portraits/figure",
)
"""Six that are of different kinds."""
GAP = 24  # pixels


def contact_sheet(
    out: str | os.PathLike[str],
    path: str | os.PathLike[str],
    pictures: Sequence[str] = CHOSEN,
    *,
    columns: int = 3,
    width: int = 1800,
) -> Path:
    """Write a PNG with these pictures, scaled into cells of one size.

    Parameters
    ----------
    out : path-like
        The folder that `run.reproduce` filled.
    path : path-like
        The file to write.
    pictures : sequence of str
        ``work/item/figure`` of each, row by row.
    columns : int
        Pictures side by side.
    width : int
        Of the sheet, in pixels; cells are four wide for three high.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        A picture is not there, or the sheet cannot be written.
    """
    from PIL import Image, ImageOps

    across = (width - (columns - 1) * GAP) // columns
    high = 3 * across // 4
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (width, rows * high + (rows - 1) * GAP), "white")
    for k, name in enumerate(pictures):
        with Image.open(Path(out) / f"{name}.png") as picture:
            small = ImageOps.pad(picture.convert("RGB"), (across, high), color="white")
        sheet.paste(small, (k % columns * (across + GAP), k // columns * (high + GAP)))
    few = sheet.quantize(256, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    write_atomically(Path(path), partial(few.save, format="PNG", optimize=True))
    return Path(path)
