"""The points of a sweep: which they are, and what is said of wrong ones."""

import itertools
from typing import Any

import numpy as np
import pytest

import gandyn as gd
from gandyn.sweeps.begin import plan_sweep
from gandyn.sweeps.plan import Plan
from sweep_cases import KERNEL, LINEAR


def planned(sweep: Any, base: dict[str, Any] = KERNEL) -> Plan:
    return plan_sweep({**base, "sweep": sweep})


def values(plan: Plan) -> list[dict[str, Any]]:
    return [dict(point.values) for point in plan.points.values()]


def test_kinds_of_axes_multiply() -> None:
    plan = planned(
        {
            "list": [{"seed": 1}, {"seed": 2, "method.name": "SimGD"}],
            "zip": {"rates.generator": [0.1, 0.2], "rates.discriminator": [0.3, 0.4]},
            "grid": {"kernel.bandwidth": [0.5, 0.7, 0.9], "ridge": [0.01, 0.1]},
        }
    )
    expected = [
        {"kernel.bandwidth": b, "ridge": r, "rates.generator": g, "rates.discriminator": d, **whole}
        for b, r, (g, d), whole in itertools.product(
            [0.5, 0.7, 0.9],
            [0.01, 0.1],
            [(0.1, 0.3), (0.2, 0.4)],
            [{"seed": 1}, {"seed": 2, "method.name": "SimGD"}],
        )
    ]
    assert values(plan) == expected
    assert [point.place for point in plan.points.values()] == list(range(24))
    settings: Any = plan.settings(list(plan.points)[-1])
    assert (settings.kernel.bandwidth, settings.rates.discriminator) == (0.9, 0.4)
    assert settings.method.name == "SimGD" and settings.seed == 2


def test_ranges_are_those_of_numpy_and_integers_where_they_are_wanted() -> None:
    plan = planned(
        {
            "grid": {
                "kernel.bandwidth": {"from": 1, "to": 4, "num": 7, "scale": "log"},
                "num_particles": {"from": 1, "to": 3, "num": 5},
            }
        }
    )
    bandwidths, counts = np.geomspace(1, 4, 7).tolist(), [1, 2, 3]
    given = [tuple(point.values()) for point in values(plan)]
    assert given == list(itertools.product(bandwidths, counts))


def test_random_points_stay_what_they_are_however_many_there_are() -> None:
    def drawn(num: int, **more: Any) -> list[dict[str, Any]]:
        keys = {
            "ridge": {"from": 0.01, "to": 1.0, "scale": "log"},
            "num_steps": {"from": 0, "to": 9},
        }
        return values(planned({"random": {"num": num, "seed": 3, **keys, **more}}))

    some, many = drawn(20), drawn(400)
    assert many[:20] == some
    assert [p["ridge"] for p in drawn(20, save_every=[1, 2])] == [p["ridge"] for p in some]
    ridges = np.array([point["ridge"] for point in many])
    assert ridges.min() >= 0.01 and ridges.max() <= 1.0
    assert abs(np.mean(np.log10(ridges)) + 1.0) < 0.1  # log-uniform: the mean is the middle
    assert {point["num_steps"] for point in many} == set(range(10))


def test_keys_may_be_nested_and_values_whole_tables() -> None:
    nested = planned({"grid": {"kernel": {"bandwidth": [0.5]}, "ridge": [0.1]}})
    dotted = planned({"grid": {"kernel.bandwidth": [0.5], "ridge": [0.1]}})
    assert list(nested.points) == list(dotted.points)
    whole = planned({"grid": {"method": [{"name": "SimGD"}, {"name": "JARE", "gamma": 3.0}]}})
    names = [whole.settings(id).method.name for id in whole.points]  # type: ignore[attr-defined]
    assert names == ["SimGD", "JARE"]


def test_a_point_is_named_by_its_configuration(tmp_path: Any) -> None:
    def only(**base: Any) -> str:
        return next(iter(planned({"grid": {"ridge": [0.1]}}, {**KERNEL, **base}).points))

    assert only() == only(ridge=5.0) == only(num_threads=2) == only(kernel={"bandwidth": 1.0})
    assert only() != only(seed=1)
    names = []
    for name, text in (("a.csv", "0,1\n"), ("b.csv", "0,1\n"), ("a.csv", "0,2\n")):
        (tmp_path / name).write_text(text)
        names.append(only(targets={"file": str(tmp_path / name)}))
    assert names[0] == names[1] != names[2]


def test_points_that_are_the_same_are_played_once() -> None:
    plan = planned({"grid": {"ridge": [0.1, 0.2, 0.1]}})
    assert len(plan.points) == 2 and plan.doubles == 1


def test_points_given_one_by_one() -> None:
    tables = [{**LINEAR, "seed": seed} for seed in (1, 2)] + [{**KERNEL, "ridge": 0.3}]
    plan = plan_sweep(tables)
    found = [plan.settings(id) for id in plan.points]
    assert [s.seed for s in found] == [1, 2, 0]
    assert plan_sweep(found).points.keys() == plan.points.keys()
    assert len(plan_sweep([KERNEL]).points) == 1


@pytest.mark.parametrize(
    ("sweep", "words"),
    [
        ({"grid": {"kernel.bandwith": [1.0]}}, "'kernel.bandwith'.*did you mean bandwidth"),
        ({"grid": {"ridge": [0.1, -1.0]}}, "grid 'ridge', value -1.0: ridge: must be greater"),
        ({"grid": {"method.name": ["JAREE"]}}, "value 'JAREE'.*did you mean JARE"),
        ({"grid": {"seed": {"from": 0.5, "to": 2, "num": 2}}}, "value 0.5.*integer"),
        ({"gird": {}}, "did you mean grid"),
        ({"grid": {"ridge": []}}, "'ridge' must be a list of values"),
        ({"grid": {"ridge": 0.1}}, "'ridge' must be a list of values"),
        ({"grid": {"ridge": {"from": 1, "ot": 2}}}, "ot: unknown key"),
        ({"grid": {"ridge": {"from": 0, "to": 2, "num": 3, "scale": "log"}}}, "log scale needs"),
        ({"grid": {"ridge": {"from": 0, "to": 2}}}, "num must be an integer >= 1, got nothing"),
        ({"zip": {"ridge": [1.0], "seed": [1, 2]}}, "same number of values, got ridge 1, seed 2"),
        ({"grid": {"ridge": [1.0]}, "list": [{"ridge": 2.0}]}, "ridge is swept by grid already"),
        ({"grid": {"ridge": [1.0]}, "measure": ["mdm"]}, "did you mean mmd"),
        ({"grid": {"ridge": [1.0]}, "measure": ["distance"]}, "measure distance: unknown"),
        ({"grid": {"ridge": [1.0]}, "measure": ["coverage:x"]}, "coverage:RADIUS"),
        ({"grid": {"ridge": [1.0]}, "keep": "all"}, "keep must be one of result, trajectory"),
        ({"grid": {"seed": list(range(400)), "num_steps": list(range(400))}}, "160,000 points"),
        ({"random": {"ridge": [1.0]}}, "random num must be an integer"),
        ({"list": []}, "must be a list of points"),
        ({}, "must have a grid"),
        ([], "must be a table"),
    ],
)
def test_wrong_axes_are_told_with_axis_and_value(sweep: Any, words: str) -> None:
    with pytest.raises(gd.ConfigError, match=words):
        planned(sweep)


def test_a_combination_that_makes_no_sense_is_told_with_its_point() -> None:
    grid = {"method": [{"name": "AltGD"}, {"name": "JARE"}]}
    with pytest.raises(gd.ConfigError, match=r"point 2 of 2 \(method=.*no second derivative"):
        planned({"grid": grid}, KERNEL | {"kernel": {"name": "Laplace"}})
