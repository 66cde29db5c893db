"""Configurations: one strict TOML or JSON table describes one run completely."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import Field, ValidationError

from ._core import Options, Rates
from .complaints import explain
from .discriminators import DISCRIMINATORS, Auto
from .documents import assign, parse_override, read_document
from .errors import ConfigError, DataError
from .kernels import KERNELS
from .methods import METHODS
from .models import Table, as_field, choices, parameters
from .point_tables import AnyInitial, AnyTargets
from .points import Points

if TYPE_CHECKING:
    from .games import KernelGAN
    from .trajectory import Trajectory

__all__ = ["Config", "Problem", "load_config", "schema", "template"]

if TYPE_CHECKING:  # generated types are values, which annotations cannot name
    from .models import Parameters

    AnyKernel: TypeAlias = Parameters
    AnyDiscriminator: TypeAlias = Parameters
    AnyMethod: TypeAlias = Parameters
    AnyRates: TypeAlias = Parameters
else:
    AnyKernel = choices(KERNELS, "Gaussian")
    AnyDiscriminator = choices({"auto": Auto, **DISCRIMINATORS}, "auto")
    AnyMethod = choices(METHODS, "AltGD")
    AnyRates = parameters(Rates)

CHOICES = ("name", "shape")
"""The keys that say what else may stand in their table."""

_OPTIONS = {field.name: as_field(field) for field in Options.fields()}


@dataclass(frozen=True)
class Problem:
    """The objects that a configuration describes, ready to be simulated."""

    game: KernelGAN
    method: Any
    rates: Rates
    initial: Any
    options: dict[str, Any]
    targets: Points

    def simulate(self, progress: Callable[[int, int], None] | None = None) -> Trajectory:
        """Run it.

        Raises
        ------
        ConfigError
            The core refuses the combination.
        """
        from .simulation import simulate

        try:
            return simulate(
                self.game,
                self.method,
                rates=self.rates,
                initial=self.initial,
                progress=progress,
                **self.options,
            )
        except ValueError as error:
            raise ConfigError(str(error)) from error


class Config(Table):
    """Everything that one run needs, checked."""

    num_particles: int | None = Field(
        None, ge=1, le=10**9, description="generated points; default: 100, or as in initial.file"
    )
    ridge: float = Field(0.1, ge=0.0, description="weight of the norm penalty of f")
    mass_factor: bool = Field(True, description="a particle's step is proportional to its mass")
    num_steps: int = _OPTIONS["num_steps"]
    save_every: int = _OPTIONS["save_every"]
    tolerance: float = _OPTIONS["tolerance"]
    bound: float = _OPTIONS["bound"]
    seed: int = Field(0, ge=0, lt=2**64, description="seed of everything random")
    num_threads: int | None = Field(
        None,
        ge=0,
        le=4096,
        description="0: all available; default: as the environment says",
        examples=[2],
    )
    targets: AnyTargets = Field(description="the true points")
    initial: AnyInitial = Field({}, validate_default=True, description="the particles' start")
    kernel: AnyKernel = Field({}, validate_default=True, description="of the discriminator")
    discriminator: AnyDiscriminator = Field(
        {}, validate_default=True, description="how the discriminator is represented"
    )
    method: AnyMethod = Field({}, validate_default=True, description="the order of updates")
    rates: AnyRates = Field({}, validate_default=True, description="step sizes")

    def build(self) -> Problem:
        """Read the files named, and return the objects described.

        Raises
        ------
        ConfigError
            The parts do not fit together.
        DataError
            The content of a file is not as wanted.
        OSError
            A file could not be read.
        """
        from .games import KernelGAN

        options = ("num_steps", "save_every", "tolerance", "bound", "seed", "num_threads")
        try:
            targets = self.targets.read()
            game = KernelGAN(
                targets.points,
                target_weights=targets.weights,
                kernel=self.kernel.build(),
                ridge=self.ridge,
                discriminator=self.discriminator.build(),
                mass_factor=self.mass_factor,
            )
            return Problem(
                game=game,
                method=self.method.build(),
                rates=self.rates.build(),
                initial=self.initial.build(self.num_particles),
                options={name: getattr(self, name) for name in options},
                targets=targets,
            )
        except DataError:
            raise
        except ValueError as error:
            raise ConfigError(str(error)) from error

    def to_json(self) -> str:
        """Return the configuration, defaults and all, as JSON that `load_config` reads back."""
        # What JSON cannot say, none and infinity, is the default wherever it may be given.
        return json.dumps(_finite(self.model_dump()), indent=2, allow_nan=False) + "\n"


def _finite(table: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _finite(value) if isinstance(value, dict) else value
        for key, value in table.items()
        if value is not None and value != inf
    }


def schema() -> dict[str, Any]:
    """Return the JSON schema of a configuration, with prose, for editors and documentation."""
    return _finite(Config.model_json_schema())


def template() -> str:
    """Return a commented TOML configuration of a ring, with every key and every choice."""
    from .template import render

    return render(Config)


def load_config(
    path: str | os.PathLike[str] | None,
    overrides: Sequence[str] = (),
    targets: str | os.PathLike[str] | None = None,
) -> Config:
    """Read and check a configuration.

    Parameters
    ----------
    path : path-like or None
        A ``.toml`` or ``.json`` file, or None: overrides alone. File names in it are relative to
        its folder.
    overrides : sequence of str
        ``key.sub=value``, the value as in TOML or a bare word; file names in them are relative
        to the working directory.
    targets : path-like, optional
        A file of targets, in place of all that the configuration says of targets.

    Raises
    ------
    ConfigError
        The message names the file or override, the key, what was wanted and what came.
    OSError
        The file could not be read.
    """
    document: dict[str, Any] = {} if path is None else read_document(path)
    origin = "configuration" if path is None else os.fspath(path)
    _make_absolute(document, "" if path is None else Path(path).parent)
    if targets is not None:
        document["targets"] = {"file": os.path.abspath(targets)}
    given = [(*parse_override(text), text) for text in overrides]
    # Choices first: another kernel, method or shape does not keep the fields of the one before.
    for keys, value, _ in sorted(given, key=lambda override: override[0][-1] not in CHOICES):
        table = document.get(keys[0])
        chooses = len(keys) == 2 and keys[1] in CHOICES
        if chooses and isinstance(table, dict) and table.get(keys[1], value) != value:
            table.clear()
        assign(document, keys, value)
    _make_absolute(document, "")
    try:
        return Config.model_validate(document)
    except ValidationError as error:
        keys, complaint = explain(error, document)
        for override, _, text in given:
            shared = min(len(keys), len(override))  # a rule may be about a whole table
            if keys[:shared] == override[:shared]:
                origin = f"override {text[:80]!r}"
        raise ConfigError(f"{origin}: {complaint}") from None


def _make_absolute(document: dict[str, Any], folder: str | Path) -> None:
    for key in ("targets", "initial"):
        table = document.get(key)
        if isinstance(table, dict) and isinstance(name := table.get("file"), str) and name:
            table["file"] = os.path.abspath(os.path.join(folder, name))
