"""Configurations of runs of games of two vectors."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from . import _core
from ._checks import Array
from .errors import ConfigError
from .models import Table, broken_rule, choices, one_of
from .settings import AnyMethod, AnyRates, Problem, Settings
from .vector_games import VECTOR_GAMES
from .vector_simulation import check_start

if TYPE_CHECKING:
    from .models import Parameters
    from .vector_games import VectorGame

    AnyVectorGame: TypeAlias = Parameters
else:
    AnyVectorGame = choices(VECTOR_GAMES, None)

_START = 1  # the random stream of starts, as in gandyn.initial


def _number(number: float | str) -> float:
    number = float(number)
    if isnan(number):
        raise ValueError("must be a number, or the infinite end of an interval")
    return number


class ListedStart(Table):
    """Both vectors, number by number."""

    values: list[
        Annotated[
            Annotated[float, Field(allow_inf_nan=True)] | Literal["inf", "-inf"],
            AfterValidator(_number),
        ]
    ] = Field(
        description="w: the n numbers of the generator, then the m of the discriminator",
        examples=[[0.1, 0.1]],
    )

    def build(self, game: VectorGame, seed: int) -> Array:
        """Return w, (n + m,)."""
        return np.array(self.values, dtype=np.float64)


class DrawnStart(Table):
    """Both vectors drawn at random around 0, from the configuration's seed."""

    name: Literal["normal", "uniform"] = Field(
        "normal", description="how every number is distributed, around 0"
    )
    scale: Annotated[float, Field(ge=0.0)] = Field(
        1.0, description="standard deviation, or half the width of the interval"
    )

    def build(self, game: VectorGame, seed: int) -> Array:
        """Return w, (n + m,)."""
        if self.name == "normal":
            return self.scale * _core.normal(seed, _START, game.size)
        return self.scale * (2.0 * _core.uniform(seed, _START, game.size) - 1.0)


if TYPE_CHECKING:
    AnyStart: TypeAlias = ListedStart | DrawnStart
else:
    AnyStart = one_of(
        {"listed": ListedStart, "drawn": DrawnStart},
        "name",
        lambda table: "drawn" if "name" in table or "scale" in table else "listed",
    )


class VectorConfig(Settings):
    """Everything that one run of a game of two vectors needs, checked."""

    game: AnyVectorGame = Field(description="what is played; its parameters")
    initial: AnyStart = Field(description="where both vectors start")
    method: AnyMethod = Field({}, validate_default=True, description="the order of updates")
    rates: AnyRates = Field({}, validate_default=True, description="step sizes")

    @model_validator(mode="before")
    @classmethod
    def _keys_are_of_this_game(cls, document: Any) -> Any:
        from .config import Config

        for key in document if isinstance(document, dict) else ():
            if key in Config.model_fields and key not in cls.model_fields:
                raise broken_rule(key, "is for the KernelGAN alone, this game has no such thing")
        return document

    @model_validator(mode="after")
    def _parts_fit_together(self) -> VectorConfig:
        try:
            problem = self.build()
        except ConfigError as error:
            raise broken_rule("method", str(error)) from error
        game: Any = problem.game
        if len(problem.initial) != game.size:
            n, m = game.generator_size, game.discriminator_size
            raise broken_rule(
                "initial.values",
                f"must have {game.size} numbers, {n} of the generator and {m} of the "
                f"discriminator, got {len(problem.initial)}",
            )
        try:
            check_start(game, problem.initial, "")
        except ValueError as error:
            raise broken_rule("initial.values", str(error).strip()) from error
        return self

    def build(self) -> Problem:
        """Return the objects described.

        Raises
        ------
        ConfigError
            The parts do not fit together.
        """
        game = self.game.build()
        return Problem(
            game=game,
            method=self.method.build(),
            rates=self.rates.build(),
            initial=self.initial.build(game, self.seed),
            options=self.options(),
        )
