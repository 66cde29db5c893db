"""What the configurations of all games share: methods, rates, and how long a run goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isinf
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ._core import Options, Rates
from .complaints import CHOICE
from .errors import ConfigError
from .methods import METHODS
from .models import Table, as_field, choices, parameters
from .points import Points
from .vector_games import VECTOR_GAMES

if TYPE_CHECKING:
    from .games import KernelGAN
    from .trajectory import Trajectory
    from .vector_games import VectorGame
    from .vector_trajectory import VectorTrajectory

KERNEL_GAN: Final = "KernelGAN"


class KernelGANTable(Table):
    """Particles against a function, as the keys targets, kernel, discriminator, ridge, ... say."""

    name: Literal["KernelGAN"] = KERNEL_GAN

    @model_validator(mode="before")
    @classmethod
    def _is_this_game(cls, table: Any) -> Any:
        if isinstance(table, dict) and table.get("name", KERNEL_GAN) != KERNEL_GAN:
            wanted = f"must be one of {', '.join([KERNEL_GAN, *VECTOR_GAMES])}"
            raise PydanticCustomError(f"{CHOICE}name", wanted)
        return table


if TYPE_CHECKING:  # generated types are values, which annotations cannot name
    from .models import Parameters

    AnyMethod: TypeAlias = Parameters
    AnyRates: TypeAlias = Parameters
else:
    AnyMethod = choices(METHODS, "AltGD")
    AnyRates = parameters(Rates)

_OPTIONS = {field.name: as_field(field) for field in Options.fields()}


@dataclass(frozen=True)
class Problem:
    """The objects that a configuration describes, ready to be simulated."""

    game: KernelGAN | VectorGame
    method: Any
    rates: Rates
    initial: Any
    options: dict[str, Any]
    targets: Points | None = None

    def __post_init__(self) -> None:
        """Refuse a method that cannot play the game.

        Raises
        ------
        ConfigError
            The message says why not.
        """
        from .support import supports

        if reason := supports(self.game, self.method).reason:
            raise ConfigError(reason)

    def simulate(
        self,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Trajectory | VectorTrajectory:
        """Run it.

        Raises
        ------
        ConfigError
            The core refuses the combination.
        """
        from .simulation import simulate

        game: Any = self.game
        try:
            run: Trajectory | VectorTrajectory = simulate(
                game,
                self.method,
                rates=self.rates,
                initial=self.initial,
                progress=progress,
                stop=stop,
                **self.options,
            )
        except ValueError as error:
            raise ConfigError(str(error)) from error
        return run


class Settings(Table):
    """How long a run goes, what it records and when it ends early, for every game."""

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

    def build(self) -> Problem:
        """Return the objects described; every configuration says how."""
        raise NotImplementedError

    def options(self) -> dict[str, Any]:
        """Return what `gandyn.simulate` wants beside game, method, rates and start."""
        return {name: getattr(self, name) for name in Settings.model_fields}

    def to_json(self) -> str:
        """Return the configuration, defaults and all, as JSON that `load_config` reads back."""
        # What JSON cannot say, none and infinity, is the default wherever it may be given.
        return json.dumps(finite(self.model_dump()), indent=2, allow_nan=False) + "\n"


def finite(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table without what JSON cannot say: none, and infinity but for words in lists."""
    return {
        key: _finite_value(value)
        for key, value in table.items()
        if value is not None and value != inf
    }


def _finite_value(value: Any) -> Any:
    if isinstance(value, dict):
        return finite(value)
    if isinstance(value, list):
        return [str(x) if isinstance(x, float) and isinf(x) else x for x in value]
    return value
