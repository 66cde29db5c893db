"""What a run of a game of two vectors will cost: rough, to tell cheap from dear."""

from __future__ import annotations

from typing import Any

from .costs import Cost

__all__ = ["vector_cost"]

STEP, FIELD, NUMBER, ENTRY, DRAWN = 1e-6, 1.5e-6, 3.5e-8, 2.5e-9, 4e-8
"""Seconds of a step, of a field, of a number of w, of an entry of a matrix, of a random number."""

EVALUATIONS = {
    "ConOpt": 2.0,
    "JARE": 2.0,
    "SGA": 2.0,
    "ExtraGradient": 2.0,
    "CompetitiveGD": 4.0,
    "FollowTheRidge": 4.0,
    "BestResponse": 4.0,
}
"""About how many evaluations of the field a step costs, where no parameter says it."""


def vector_cost(game: Any, method: Any, num_steps: int, save_every: int) -> Cost:
    """Return what a run costs, on the one thread that it takes.

    Parameters
    ----------
    game, method
        What is played, and how.
    num_steps, save_every : int
        Length of the run.
    """
    entries = sum(
        len(rows) * len(rows[0])
        for field in type(game).fields()
        if field.kind == "matrix" and (rows := getattr(game, field.name)) is not None
    )
    drawn = 2 * game.size * (getattr(game, "batch_size", None) or 0)
    evaluation = FIELD + NUMBER * game.size + ENTRY * entries + DRAWN * drawn
    frames = 2 + num_steps // save_every
    recorded = 8 * frames * (game.size + 2)
    return Cost(
        seconds=num_steps * (STEP + evaluations(method) * evaluation),
        memory=2 * recorded + 64 * entries,  # the copy that Python keeps
        disk=recorded,
    )


def evaluations(method: Any) -> float:
    """Return about how many evaluations of the field a step of a method costs."""
    parameters = method.to_dict()
    if "inner" in parameters:
        return float(parameters["k"] * evaluations(parameters["inner"]))
    if "inner_steps" in parameters:  # of which a method may take derivatives
        return 1.0 + 2.0 * float(parameters["inner_steps"])
    if "generator_steps" in parameters:
        return 0.5 * float(parameters["generator_steps"] + parameters["discriminator_steps"])
    return EVALUATIONS.get(type(method).__name__, 1.0)
