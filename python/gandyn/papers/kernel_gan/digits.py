"""Images: ten digits, one of each class, as targets in as many dimensions as pixels."""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ... import _style as style
from ..._checks import Array
from ..._core import Gaussian, History, Rates, RationalQuadratic
from ..._kernel import Kernel
from ...games import KernelGAN
from ...methods import AltGD
from ...metrics import wasserstein2
from ..registry import Item, Option
from ..report import Claim, Outcome, at_least, at_most, unknowable
from ..task import Task

MEAN, SPREAD = 0.1307, 0.3081  # of MNIST, as the source normalises
SIGMAS = (5.0, 10.0, 20.0, 30.0)  # for 784 pixels
RATES, RIDGE = Rates(1.0, 1.0), 0.01


def make(task: Task) -> Outcome:
    """Play every bandwidth, draw distances and the images at the end."""
    images, source, missing = _images(str(task.options.get("mnist", "")))
    targets = (images - MEAN) / SPREAD
    size = targets.shape[1]
    scale = np.sqrt(size / 784)  # distances go like the root of the number of pixels
    steps = task.pick(400, 3000)
    kernels: list[tuple[str, Kernel]] = [
        (rf"$\sigma$ = {sigma * scale:.3g}", Gaussian(sigma * scale)) for sigma in SIGMAS
    ]
    kernels.append(("rational quadratic", RationalQuadratic(SIGMAS[1] * scale, 0.5)))
    starts = np.random.default_rng(0).uniform(size=(task.pick(1, 3), 10, size))
    figure = style.new_figure(10.4, 5.2)
    grid = figure.add_gridspec(1, 2, width_ratios=(1.0, 1.15))
    ax, table, ends = figure.add_subplot(grid[0, 0]), {}, []
    hues = (*style.LINES, style.INK)
    games = [
        KernelGAN(targets, kernel=kernel, ridge=RIDGE, discriminator=History(tolerance=0.1))
        for _, kernel in kernels
        for _ in starts
    ]
    played = task.batch(
        games, AltGD(), rates=RATES, num_steps=steps, initial=np.tile(starts, (len(kernels), 1, 1)),
        save_every=20,
    )  # fmt: skip
    assert played.states is not None
    clouds = played.states.reshape(len(kernels), len(starts), -1, 10, size)
    for (name, _), runs, hue in zip(kernels, clouds, hues, strict=False):
        distances = np.array(
            [[wasserstein2(frame, targets) for frame in run] for run in runs]
        ) ** 2  # fmt: skip
        for k, distance in enumerate(distances):
            look: dict[str, Any] = {"color": hue, "linestyle": style.DASHES[k], "linewidth": 1.3}
            ax.semilogy(played.frames, distance, label=None if k else name, **look)
        table["step"] = played.frames
        table[name.replace("$", "").replace("\\", "")] = distances.mean(axis=0)
        ends.append(runs[0, -1])
    style.dress(ax, "step", "squared $W_2$")
    words: dict[str, Any] = {"frameon": False, "fontsize": style.TICK, "labelcolor": style.INK}
    ax.legend(**words)
    style.panel_letter(ax, "a")
    rows = grid[0, 1].subgridspec(1 + len(ends), 1, hspace=0.1)
    names = ["true", *(name for name, _ in kernels)]
    for k, (name, points) in enumerate(zip(names, [targets, *ends], strict=True)):
        _draw(figure.add_subplot(rows[k, 0]), points, name)
    curves = [np.asarray(table[key], dtype=np.float64) for key in list(table)[1:]]
    return Outcome(figure, _claims(curves, missing), _caption(source, scale, steps), {"w2": table})


def _claims(curves: list[Array], missing: str) -> list[Claim]:
    turned = [curve[: 1 + 250 // 20].min() / curve[0] for curve in curves[2:4]]
    claims = [
        at_least(
            "the two small bandwidths: largest distance over that at the start",
            [curve.max() / curve[0] for curve in curves[:2]], 1.0, "source: they grow first",
        ),
        at_most(
            "the two large bandwidths: least distance in 250 steps over that at the start", turned,
            0.95, "source: they dip by 200 to 250",
        ),
        at_most(
            "place of the third bandwidth among the Gaussian ones by final distance, from 0",
            int(np.argsort([curve[-1] for curve in curves[:4]]).tolist().index(2)), 1,
            "source, on MNIST: it ends lowest",
        ),
    ]  # fmt: skip
    claims.append(
        unknowable(
            "NNGP kernels of depth 2 to 4; ReLU and convolutional generators",
            "the package's kernels are functions of a distance (in any metric), which a network's "
            "are not, and its generator is its particles: neither can be had by what there is",
        )
    )
    if missing:
        return [unknowable("ten digits", missing), *claims[:2], claims[-1]]
    return claims


def _caption(source: str, scale: float, steps: int) -> str:
    return (
        f"Ten images, {source}, pixels normalised by ({MEAN}, {SPREAD}); ten particles uniform in "
        f"[0, 1] (line styles: starts), p = q = 1/10, eta_d = eta_g = 1, ridge "
        f"0.01, {steps} steps, memory cut at 0.1. Bandwidths 5, 10, 20, 30 of the "
        f"source for 784 pixels times {scale:.3g}, the root of the ratio of pixels; "
        "rational quadratic with mixing 0.5 at the second. a: squared "
        "2-Wasserstein distance; right: the particles at the end, clipped to the range of pixels."
    )


def _draw(ax, points: Array, name: str) -> None:  # type: ignore[no-untyped-def]
    side = round(np.sqrt(points.shape[1]))
    pixels = np.clip(points * SPREAD + MEAN, 0.0, 1.0).reshape(-1, side, side)
    gap = np.zeros((side, 1))
    ax.imshow(np.hstack([np.hstack([image, gap]) for image in pixels]), cmap="gray_r",
              vmin=0.0, vmax=1.0, interpolation="nearest")  # fmt: skip
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=style.TICK, color=style.INK)


def _images(mnist: str) -> tuple[Array, str, str]:
    """Return ten images (10, pixels) in [0, 1], what they are, and why they are no digits."""
    if mnist:
        names = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")
        pixels, labels = (_idx(Path(mnist), name) for name in names)
        flat = pixels[16:].reshape(-1, 784) / 255.0
        labels = labels[8:]
        return _one_a_class(flat, labels), "one of each class of MNIST", ""
    if find_spec("sklearn") is not None:
        from sklearn.datasets import load_digits  # type: ignore[import-not-found, import-untyped, unused-ignore]  # fmt: skip

        data = load_digits()
        images = _one_a_class(data.data / 16.0, data.target)
        return images, "one of each class of scikit-learn's digits (8 x 8)", ""
    missing = "scikit-learn is not installed, and no folder of MNIST files was given"
    return _blobs(), "random blobs of 8 x 8 pixels in place of digits", missing


def _one_a_class(images: Array, labels: Array) -> Array:
    return np.array([images[np.argmax(labels == digit)] for digit in range(10)], dtype=np.float64)


def _idx(folder: Path, name: str) -> Array:
    path = folder / name
    raw = (
        path.read_bytes()
        if path.exists()
        else gzip.decompress((folder / f"{name}.gz").read_bytes())
    )
    return np.frombuffer(raw, dtype=np.uint8)


def _blobs() -> Array:
    """Return ten smooth images, each a stroke of three blobs."""
    random = np.random.default_rng(0)
    x, y = np.meshgrid(np.arange(8.0), np.arange(8.0))
    images = np.zeros((10, 8, 8))
    for image in images:
        for a, b in random.uniform(1.5, 5.5, size=(3, 2)):
            image += np.exp(-((x - a) ** 2 + (y - b) ** 2) / 2.0)
    return np.minimum(images, 1.0).reshape(10, 64)


ITEM = Item(
    "kernel-gan/digits",
    "MNIST",
    "Ten digits as targets: distance by bandwidth, and the images generated",
    make,
    (5.0, 30.0),
    {"mnist": Option("", "folder of the MNIST files train-*-ubyte[.gz]; none: 8 x 8 digits")},
)
