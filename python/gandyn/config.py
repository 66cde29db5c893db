"""Configurations: one strict TOML or JSON table describes one run completely."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import Field, ValidationError

from .complaints import explain
from .discriminators import DISCRIMINATORS, Auto
from .documents import assign, parse_override, read_document
from .errors import ConfigError, DataError
from .kernels import KERNELS
from .models import choices
from .point_tables import AnyInitial, AnyTargets
from .settings import KERNEL_GAN, AnyMethod, AnyRates, KernelGANTable, Problem, Settings, finite
from .vector_config import VectorConfig
from .vector_games import VECTOR_GAMES

__all__ = ["Config", "Problem", "VectorConfig", "load_config", "schema", "template"]

if TYPE_CHECKING:  # generated types are values, which annotations cannot name
    from .models import Parameters

    AnyKernel: TypeAlias = Parameters
    AnyDiscriminator: TypeAlias = Parameters
else:
    AnyKernel = choices(KERNELS, "Gaussian")
    AnyDiscriminator = choices({"auto": Auto, **DISCRIMINATORS}, "auto")

Change: TypeAlias = tuple[list[str], Any, str]
"""Keys, a value in place of theirs, and what a complaint about it begins with."""

CHOICES = ("name", "shape")
"""The keys that say what else may stand in their table."""


class Config(Settings):
    """Everything that one run of a kernel GAN needs, checked."""

    num_particles: int | None = Field(
        None, ge=1, le=10**9, description="generated points; default: 100, or as in initial.file"
    )
    ridge: float = Field(0.1, ge=0.0, description="weight of the norm penalty of f")
    mass_factor: bool = Field(True, description="a particle's step is proportional to its mass")
    game: KernelGANTable = Field(
        KernelGANTable(),
        description="what is played; gandyn init FILE --game NAME writes a file for another game",
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
                options=self.options(),
                targets=targets,
            )
        except DataError:
            raise
        except ValueError as error:
            raise ConfigError(str(error)) from error


def schema() -> dict[str, Any]:
    """Return the JSON schema of a configuration, with prose, for editors and documentation."""
    kernel, vectors = (finite(model.model_json_schema()) for model in (Config, VectorConfig))
    named = {"properties": {"name": {"enum": list(VECTOR_GAMES)}}, "required": ["name"]}
    return {
        "title": "gandyn",
        "type": "object",
        "$defs": kernel.pop("$defs") | vectors.pop("$defs"),
        "if": {"properties": {"game": named}, "required": ["game"]},
        "then": vectors,
        "else": kernel,
    }


def template(game: str = KERNEL_GAN) -> str:
    """Return a commented TOML configuration that runs, with every key and every choice.

    Parameters
    ----------
    game : str
        What is played; a kernel GAN learns a ring.
    """
    from .template import RING, render, start_of

    if game == KERNEL_GAN:
        return render(Config, RING)
    return render(VectorConfig, start_of(game))


def load_config(
    path: str | os.PathLike[str] | None,
    overrides: Sequence[str] = (),
    targets: str | os.PathLike[str] | None = None,
) -> Config | VectorConfig:
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
    if "sweep" in document:
        raise ConfigError(
            f"{origin}: [sweep] describes many runs: gandyn sweep {origin} plays them"
        )
    make_absolute(document, "" if path is None else Path(path).parent)
    if targets is not None:
        document["targets"] = {"file": os.path.abspath(targets)}
    changes = [(*parse_override(text), f"override {text[:80]!r}") for text in overrides]
    return configure(document, changes, origin)


def configure(
    document: dict[str, Any],
    changes: Sequence[Change],
    origin: str,
    made: Sequence[Change] = (),
) -> Config | VectorConfig:
    """Check a table of plain values after some of them were changed in place.

    Parameters
    ----------
    document : dict
        The configuration; it is changed.
    changes : sequence of (keys, value, label)
        What goes in place of its own, and what a complaint about it begins with.
    origin : str
        What complaints about anything else begin with.
    made : sequence of (keys, value, label)
        Changes that the document has already.

    Raises
    ------
    ConfigError
        The message names the origin or the change, the key, what was wanted and what came.
    """
    apply(document, changes)
    try:
        return _model(document).model_validate(document)
    except ValidationError as error:
        keys, complaint = explain(error, document)
        for changed, _, label in [*made, *changes]:
            shared = min(len(keys), len(changed))  # a rule may be about a whole table
            if keys[:shared] == changed[:shared]:
                origin = label
        raise ConfigError(f"{origin}: {complaint}") from None


def apply(document: dict[str, Any], changes: Sequence[Change]) -> None:
    """Change a configuration that is not checked yet; the arguments are those of `configure`.

    Raises
    ------
    ConfigError
        A key on the way holds a value that is no table.
    """
    # Choices first, the outer ones of them before the inner: another kernel, method or shape does
    # not keep the fields of the one before.
    for keys, value, label in sorted(changes, key=lambda change: _precedence(change[0])):
        if keys[-1] in CHOICES:
            table = _inside(document, keys[:-1])
            if table.get(keys[-1], value) != value:
                table.clear()
        try:
            assign(document, keys, value)
        except ConfigError as error:
            raise ConfigError(f"{label}: {error}") from None
    make_absolute(document, "")


def _precedence(keys: list[str]) -> tuple[bool, int]:
    chooses = keys[-1] in CHOICES
    return not chooses, len(keys) if chooses else 0


def _inside(document: Any, keys: Sequence[str]) -> dict[str, Any]:
    """Return the table there, or an empty one where there is none."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


def _model(document: dict[str, Any]) -> type[Config] | type[VectorConfig]:
    """Return the configuration of the game that a document names."""
    name = _inside(document, ["game"]).get("name")
    return VectorConfig if isinstance(name, str) and name in VECTOR_GAMES else Config


def make_absolute(document: dict[str, Any], folder: str | Path) -> None:
    """Make the names of files in a table absolute, as seen from a folder."""
    for key in ("targets", "initial"):
        table = document.get(key)
        if isinstance(table, dict) and isinstance(name := table.get("file"), str) and name:
            table["file"] = os.path.abspath(os.path.join(folder, name))
