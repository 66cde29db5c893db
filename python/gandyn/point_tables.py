"""What a configuration says about points: the targets, and where the particles start."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from .errors import DataError
from .initial import RECIPES, Recipe
from .models import Table, one_of
from .points import Points, read_points


def _file_name(name: str) -> str:
    if not name or "\0" in name or len(os.fsencode(name)) > 4096:
        raise ValueError("must be the name of a file")
    return name


FileName = Annotated[str, AfterValidator(_file_name)]
FILE = "csv, csv.gz, npy or npz file of points, relative to the folder of this file"
Count = Annotated[int, Field(ge=1, le=10**9)]
Length = Annotated[float, Field(gt=0.0)]
Columns = Annotated[
    list[str | int] | None,
    Field(
        description="the coordinates' columns, by name or by index from 0; default: all others",
        examples=[["x", "y"]],
    ),
]


class FileTargets(Table):
    """Targets from a csv, csv.gz, npy or npz file."""

    file: FileName = Field(description=FILE, examples=["points.csv"])
    columns: Columns = None
    mass: str | int = Field(
        "auto",
        description="the masses' column, by name or by index from 0; auto: the one called mass, "
        "weight or population; none: equal masses",
    )
    normalise: bool = Field(True, description="scale the masses so that they sum to 1")

    def read(self) -> Points:
        """Return the points.

        Raises
        ------
        DataError
            The file's content is not as wanted.
        OSError
            The file could not be read.
        """
        found = read_points(
            self.file, columns=self.columns, mass=None if self.mass == "none" else self.mass
        )
        if found.weights is None or not self.normalise:
            return found
        total = found.weights.sum()
        if not 0.0 < total < np.inf:
            raise DataError(f"{self.file}: the masses must have a positive sum, got {total}")
        return replace(found, weights=found.weights / total)


class ListedTargets(Table):
    """Targets listed one by one."""

    points: list[list[float]] = Field(
        min_length=1,
        description="one list of coordinates a point",
        examples=[[[0.0, 0.0], [1.0, 0.0]]],
    )
    weights: list[Annotated[float, Field(ge=0.0)]] | None = Field(
        None,
        description="masses, used as they are; default: equal, with sum 1",
        examples=[[0.5, 0.5]],
    )

    def read(self) -> Points:
        """Return the points.

        Raises
        ------
        ValueError
            The points differ in dimension or in number from the weights.
        """
        dimension = len(self.points[0])
        if dimension == 0 or any(len(point) != dimension for point in self.points):
            raise ValueError("targets.points must all have the same number of coordinates")
        if self.weights is not None and len(self.weights) != len(self.points):
            raise ValueError(
                f"targets.weights must have {len(self.points)} numbers, got {len(self.weights)}"
            )
        weights = None if self.weights is None else np.array(self.weights, float)
        return _named(np.array(self.points, float), weights)


class RingTargets(Table):
    """Targets evenly spaced on a circle in the plane, around the origin."""

    shape: Literal["ring"] = "ring"
    count: Count = Field(8, description="number of targets")
    radius: Length = Field(1.0, description="radius of the circle")

    def read(self) -> Points:
        """Return the points."""
        angles = 2.0 * np.pi * np.arange(self.count) / self.count
        return _named(self.radius * np.column_stack([np.cos(angles), np.sin(angles)]))


class GridTargets(Table):
    """Targets on a square grid in the plane, around the origin."""

    shape: Literal["grid"] = "grid"
    count: Annotated[int, Field(ge=1, le=10**4)] = Field(5, description="targets along a side")
    spacing: Length = Field(1.0, description="distance of neighbours")

    def read(self) -> Points:
        """Return the points."""
        x, y = np.meshgrid(side := _spaced(self.count, self.spacing), side)
        return _named(np.column_stack([x.ravel(), y.ravel()]))


class LineTargets(Table):
    """Targets evenly spaced on the real line, around the origin."""

    shape: Literal["line"] = "line"
    count: Count = Field(5, description="number of targets")
    spacing: Length = Field(1.0, description="distance of neighbours")

    def read(self) -> Points:
        """Return the points."""
        return _named(_spaced(self.count, self.spacing)[:, None])


def _spaced(count: int, spacing: float) -> NDArray[np.float64]:
    return spacing * (np.arange(count, dtype=np.float64) - 0.5 * (count - 1))


def _named(points: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> Points:
    return Points(points, weights, tuple(map(str, range(points.shape[1]))))


class DrawnInitial(Table):
    """Particles drawn at random, from the configuration's seed."""

    name: Literal["near_targets", "normal", "uniform"] = Field(
        "near_targets",
        description="near_targets: each at a target drawn by mass, plus a normal step; normal, "
        "uniform: around the mean of the targets",
    )
    scale: Annotated[float, Field(ge=0.0)] = Field(
        1.0, description="standard deviation, or half the side of the cube"
    )

    def build(self, num_particles: int | None) -> Recipe:
        """Return the recipe, for 100 particles where their number is left open."""
        return RECIPES[self.name](num_particles or 100, scale=self.scale)


class FileInitial(Table):
    """Particles from a csv, csv.gz, npy or npz file."""

    file: FileName = Field(description=FILE, examples=["points.csv"])
    columns: Columns = None

    def build(self, num_particles: int | None) -> NDArray[np.float64]:
        """Return the particles (n, d).

        Raises
        ------
        DataError
            The file's content is not as wanted.
        OSError
            The file could not be read.
        ValueError
            A number of particles is given that the file does not have.
        """
        points = read_points(self.file, columns=self.columns).points
        if num_particles not in (None, len(points)):
            raise ValueError(
                f"num_particles must be {len(points)}, as in {self.file}, got {num_particles}"
            )
        return points


TARGETS: dict[str, type[Table]] = {
    "ring": RingTargets,
    "grid": GridTargets,
    "line": LineTargets,
    "file": FileTargets,
    "points": ListedTargets,
}
INITIAL: dict[str, type[Table]] = {"drawn": DrawnInitial, "file": FileInitial}

if TYPE_CHECKING:
    AnyTargets: TypeAlias = RingTargets | GridTargets | LineTargets | FileTargets | ListedTargets
    AnyInitial: TypeAlias = DrawnInitial | FileInitial
else:
    AnyTargets = one_of(
        TARGETS,
        "shape",
        lambda table: table.get("shape", "points" if "points" in table else "file"),
    )
    AnyInitial = one_of(INITIAL, "name", lambda table: "file" if "file" in table else "drawn")
