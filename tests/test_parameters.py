"""Parameter classes of the core: what their constructors say of a wrong keyword."""

import inspect
from typing import Any

import pytest

import gandyn as gd
from gandyn import _core

CLASSES = [cls for cls in vars(_core).values() if inspect.isclass(cls) and hasattr(cls, "fields")]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_misspelt_keyword_is_told_with_the_one_that_is_meant(cls: Any) -> None:
    names = [field.name for field in cls.fields()]
    there = f"here are {', '.join(names) or 'none'}$"
    with pytest.raises(TypeError, match=f"^{cls.__name__}: ___ is no parameter; t{there}"):
        cls(___=1)
    for name in names:
        told = f"^{cls.__name__}: {name}x is no parameter; did you mean {name}\\? T{there}"
        with pytest.raises(TypeError, match=told):
            cls(**{f"{name}x": 1})


def test_constructors_are_what_they_were() -> None:
    class Wide(gd.Gaussian):
        def __init__(self) -> None:
            super().__init__(bandwidth=7.0)

    assert Wide().bandwidth == 7.0 and gd.Gaussian(2.0) == gd.Gaussian(bandwidth=2)
    assert str(gd.Gaussian.__init__.__doc__).startswith("__init__(self: gandyn._core.Gaussian, ban")
    with pytest.raises(TypeError, match="bandwidth: typing"):  # a wrong value, not a wrong name
        gd.Gaussian(bandwidth="wide")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^Gaussian: bandwidth must be finite and > 0, got 0$"):
        gd.Gaussian(bandwidth=0.0)
