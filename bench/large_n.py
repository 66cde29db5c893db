"""Steps of a kernel GAN at large N: gandyn against Fourier series and direct sums.

    python -m bench.large_n [--sizes 1e4,1e5,1e6] [--dims 2,3] [--threads 1,2] [--rounds 3]
                            [--peers ducc0,finufft] [--direct numpy] [--parts steps,direct,...]
                            [--cities FILE] [--figure FILE] [--json FILE]

Tables go to standard output, what is going on and what the tools say to standard error.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from . import figure, growth
from .crew import Crew, contest
from .fourier import PEERS
from .gan import CHECK_STEPS
from .steps import DIRECT, EXACT_SIZE, REFERENCE_TOLERANCE
from .table import Sample, middle, table

CONTEST = "bench.steps"
TOLERANCE = 1e-4  # of who makes the same steps at all; the tables tell the errors
CHECK_SIZE = 2000
STEPS_TOTAL = 4_000_000  # particle-steps of a call
FEWEST, MOST = 50, 200  # steps of a call, which share what it does once: as much as a few steps
COLUMNS = f"{'ms/step':>10}{'ratio':>7}{'error':>9}"
LEGEND = f"""\
ms/step  median over the rounds
ratio    time / gandyn's time just before, so above 1 is slower than gandyn
error    of the mean gradient of {CHECK_STEPS} steps, largest over largest; to N = {EXACT_SIZE}
         against the exact history, above against gandyn's mesh for {REFERENCE_TOLERANCE:g}, whose
         own error is that of `fine mesh`
probe    1e9 multiply-adds/s of a matrix product: the speed of the machine then
cores    processor time / time of gandyn
"""


class Bench:
    """What was asked for, and what was found."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options, self.folder = options, folder
        self.samples: list[Sample] = []
        self.direct: list[Sample] = []

    def run(self) -> None:
        parts: dict[str, Callable[[], None]] = {
            "steps": self._steps,
            "direct": self._direct,
            "alone": self._alone,
            "flat": lambda: growth.flatness(self.options),
            "memory": lambda: growth.memory(self.options),
            "cities": self._cities,
        }
        for part in self.options.parts:
            parts[part]()

    def _steps(self) -> None:
        for d in self.options.dims:
            with ExitStack() as stack:
                crews = self._crews([*self.options.peers, "fine mesh"], stack)[:1]
                found = self._contest(crews, CHECK_SIZE, d, CHECK_STEPS, rounds=1)
                errors = ", ".join(f"{s.name} {s.error:.1e}" for s in found)
                print(f"d = {d}, N = {CHECK_SIZE:,}: errors against the exact history: {errors}\n")
            with ExitStack() as stack:
                crews = self._crews(self.options.peers, stack)
                found = []
                for size in self.options.sizes:
                    found += self._contest(crews, size, d, steps_of(size, d))
                _print(found, f"d = {d}: steps of AltGD")
                self.samples += found

    def _direct(self) -> None:
        """The first step by summing over all pairs, which the history repeats and adds to."""
        for d in self.options.dims:
            with ExitStack() as stack:
                crews = self._crews(["history", *self.options.direct], stack)
                found = []
                for size in self.options.direct_sizes:
                    found += self._contest(crews, size, d, steps=1)
            found = [s for s in found if s.name != "gandyn"]
            _print(
                found, f"d = {d}: the first step by direct sums, measured; ratio to one short call"
            )
            print(growth.extrapolated(found, self.options.sizes), flush=True)
            self.direct += found

    def _alone(self) -> None:
        """Sizes at which gandyn is measured alone, and the growth over all sizes."""
        with ExitStack() as stack:
            crews = self._crews([], stack)
            for size in self.options.alone:
                found = self._contest(crews, size, 2, steps_of(size, 2))
                _print(found, "d = 2: steps of AltGD, gandyn alone")
                self.samples += found
        print(growth.exponents(self.samples), flush=True)

    def _cities(self) -> None:
        if not self.options.cities:
            return
        steps, size = self.options.city_steps, self.options.city_size
        with ExitStack() as stack:
            crews = self._crews(self.options.peers, stack)
            found = self._contest(
                crews, size, 2, steps, rounds=1, cities=str(self.options.cities.resolve())
            )
        _print(found, f"cities: {size} particles")
        for s in found:
            print(f"{s.name}, {s.threads} thread(s): {s.seconds:.1f} s for {steps} steps")
        print(flush=True)

    def _crews(self, peers: Sequence[str], stack: ExitStack) -> list[Crew]:
        return [Crew(CONTEST, peers, t, stack, "reference") for t in self.options.threads]

    def _contest(
        self,
        crews: list[Crew],
        size: int,
        dimension: int,
        steps: int,
        rounds: int | None = None,
        **more: Any,
    ) -> list[Sample]:
        problem = {"size": size, "dimension": dimension, "steps": steps, **more}
        rounds = rounds or self.options.rounds
        found, left_out = contest(crews, problem, steps, rounds, TOLERANCE, self.folder)
        for name, why in left_out.items():
            print(f"N = {size}: {name}: {why}", flush=True)
        return found


def steps_of(size: int, dimension: int) -> int:
    """Steps of a call: enough that starting one costs little."""
    heavy = dimension > 2
    return max(FEWEST, min(MOST, STEPS_TOTAL // size // (5 if heavy else 1)))


def _print(samples: Sequence[Sample], title: str) -> None:
    for t in sorted({s.threads for s in samples}):
        print(f"{title}, {t} thread(s)\n")
        print(_table([s for s in samples if s.threads == t]) + "\n", flush=True)


def _table(samples: Sequence[Sample]) -> str:
    """A row a contestant, a group of columns a size; below, the machine and gandyn's cores."""
    lines = table(samples, lambda s: s.size, lambda n: f"N = {n:,}", COLUMNS, _cells)
    for n in sorted({s.size for s in samples}):
        own = [s for s in samples if s.size == n]
        probes = sorted(s.multiply_adds / 1e9 for s in own)
        cores = middle([s for s in own if s.name == own[0].name], lambda s: s.cores)
        lines += f"\nN = {n:,}: probe {probes[0]:.1f} to {probes[-1]:.1f}, cores {cores:.2f}"
        lines += f", {own[0].work} steps a call"
    return lines


def _cells(samples: Sequence[Sample]) -> str:
    return (
        f"{1e3 * middle(samples, lambda s: s.seconds / s.work):10.3g}"
        f"{middle(samples, lambda s: s.ratio):7.2f}{middle(samples, lambda s: s.error):9.1e}"
    )


def main() -> None:
    options = _arguments()
    print(f"versions: {_versions()}\n")
    with TemporaryDirectory() as folder:
        bench = Bench(options, Path(folder))
        bench.run()
    print(LEGEND)
    if options.json:
        found = {"steps": bench.samples, "direct": bench.direct}
        text = json.dumps({key: [asdict(s) for s in of] for key, of in found.items()}, indent=1)
        options.json.write_text(text + "\n")
    if options.figure:
        figure.draw(bench.samples, bench.direct, options.figure)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.large_n", description=__doc__)
    parser.add_argument("--sizes", type=_numbers, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--dims", type=_numbers, default=[2, 3])
    parser.add_argument("--threads", type=_numbers, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3, help="3 or more for a figure to quote")
    parser.add_argument("--peers", type=_names(PEERS), default=list(PEERS))
    parser.add_argument("--direct", type=_names(DIRECT), default=["numpy"], help="direct tools")
    parser.add_argument("--direct-sizes", type=_numbers, default=[1000, 10_000])
    parser.add_argument("--alone", type=_numbers, default=[10_000_000], help="for gandyn only")
    parser.add_argument("--flat-size", type=_number, default=100_000)
    parser.add_argument("--memory-size", type=_number, default=10_000_000)
    parser.add_argument("--cities", type=Path, metavar="FILE", help="longitude,latitude,population")
    parser.add_argument("--city-size", type=_number, default=200_000, help="particles")
    parser.add_argument("--city-steps", type=int, default=500)
    parser.add_argument("--parts", type=_names(PARTS), default=list(PARTS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    parser.add_argument("--figure", type=Path, metavar="FILE", help="draw time against N there")
    return parser.parse_args()


PARTS = ("steps", "direct", "alone", "flat", "memory", "cities")


def _versions() -> str:
    """Versions say little of speed: see README.md on how the peers are to be compiled."""
    found = []
    for name in ("gandyn", "numpy", "ducc0", "finufft"):
        with suppress(metadata.PackageNotFoundError):
            found.append(f"{name} {metadata.version(name)}")
    return ", ".join(found)


def _number(text: str) -> int:
    return int(float(text))


def _numbers(text: str) -> list[int]:
    return [_number(part) for part in text.split(",") if part]


def _names(choices: Any) -> Callable[[str], list[str]]:
    def names(text: str) -> list[str]:
        chosen = [part for part in text.split(",") if part]
        if wrong := [name for name in chosen if name not in choices]:
            raise argparse.ArgumentTypeError(f"{wrong} not in {list(choices)}")
        return chosen

    return names


if __name__ == "__main__":
    main()
