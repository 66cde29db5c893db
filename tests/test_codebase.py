"""The code base against its own rules: layers, what may not be written, what must be."""

import enum
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import gandyn as gd
from gandyn import _core

ROOT = Path(__file__).parents[1]
CORE = ROOT / "cpp" / "gandyn"

# A folder may include itself and those of a lower level; games and metrics stand side by side.
LEVELS = {
    "core": 0,
    "kernels": 1,
    "mesh": 2,
    "discriminators": 3,
    "games": 4,
    "metrics": 4,
    "methods": 5,
    "dynamics": 6,
    "analysis": 7,
}
# Table of the extension -> (folder, file of the variant, what a header has that defines one)
FAMILIES = {
    "KERNELS": ("kernels", "kernel.hpp", "struct Profile"),
    "DISCRIMINATORS": ("discriminators", "history.hpp", " zero(std::shared_ptr"),
    "METHODS": ("methods", "method.hpp", " void step("),
}


def files(*suffixes: str, under: str = "") -> Iterator[Path]:
    """The files of the checkout with these ends, without what is built or copied."""
    for path in sorted((ROOT / under).rglob("*")):
        *folders, name = path.relative_to(ROOT).parts
        ours = not any(f.startswith(".") or f in ("build", "dist", "vendor") for f in folders)
        if ours and name.endswith(suffixes) and path.is_file():
            yield path


def offences(pattern: str, *paths: Path) -> list[str]:
    """Where the pattern stands, one line each."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(pattern, line)
    ]


CPP = [*files(".hpp", ".cpp", under="cpp"), *files(".hpp", ".cpp", under="python")]
BUILD = [*files("CMakeLists.txt", ".cmake", "CMakePresets.json", "pyproject.toml")]
PYTHON = [*files(".py", under="python")]


# ------------------------------------------------------------------------------------- the core


def includes(path: Path) -> list[str]:
    return re.findall(r'#include "([^"]+)"', path.read_text())


@pytest.mark.parametrize("folder", sorted(p.name for p in CORE.iterdir()))
def test_includes_go_one_way(folder: str) -> None:
    for path in files(".hpp", ".cpp", under=f"cpp/gandyn/{folder}"):
        for include in includes(path):
            home, other = include.split("/")[:2]
            allowed = LEVELS[other] < LEVELS[folder] or other == folder
            assert home == "gandyn" and allowed, f"{folder}/{path.name} includes {include}"


def test_every_include_exists() -> None:
    for path in CPP:
        for include in includes(path):
            near = (path.parent / include).exists()
            assert near or (ROOT / "cpp" / include).exists(), f"{path}: {include}"


def test_the_core_knows_nothing_of_python() -> None:
    assert not offences(r"pybind11|Python\.h|PyObject", *files(".hpp", ".cpp", under="cpp"))


def test_there_is_one_parallel_region() -> None:
    found = offences(r"#\s*pragma omp|omp\.h|_Pragma\(\"omp|std::async", *CPP)
    assert len([line for line in found if "pragma omp parallel" in line]) == 1
    assert all(line.startswith("cpp/gandyn/core/parallel.cpp:") for line in found)


def test_nothing_makes_results_depend_on_machine_or_threads() -> None:
    assert not offences(r"-ffast-math|-Ofast|-march=native|-mtune=native", *CPP, *BUILD)
    assert not offences(r"reduction\(|omp_set_|std::execution|std::random_device|\brand\(", *CPP)


def test_headers_are_guarded() -> None:
    for path in files(".hpp"):
        assert path.read_text().startswith("#pragma once\n"), path


def snake(name: str) -> str:
    """InverseMultiquadric -> inverse_multiquadric."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize("table", FAMILIES)
def test_every_header_of_a_family_is_in_its_variant(table: str) -> None:
    folder, _, mark = FAMILIES[table]
    headers = {p.stem for p in (CORE / folder).glob("*.hpp") if mark in p.read_text()}
    assert headers == {snake(name) for name in getattr(_core, table)}


@pytest.mark.parametrize("table", FAMILIES)
def test_names_are_those_of_the_variant(table: str) -> None:
    for name, cls in getattr(_core, table).items():
        assert cls.__name__ == name
        assert getattr(gd, name) is cls


# -------------------------------------------------------------------------------------- Python


def imported_by(statement: str) -> set[str]:
    """Top-level packages that a statement loads in a fresh interpreter."""
    code = (
        "import sys, numpy, numpy.random; before = set(sys.modules)\n"
        f"{statement}\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


LIGHT = {"gandyn", "numpy", "lazy_loader"} | sys.stdlib_module_names


def test_importing_gandyn_loads_numpy_and_the_standard_library_alone() -> None:
    assert imported_by("import gandyn") <= LIGHT


def test_names_are_loaded_when_they_are_used() -> None:
    code = "import sys, gandyn; print(sorted(name for name in sys.modules if 'gandyn.' in name))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert loaded.strip() == "['gandyn._boot', 'gandyn._core']"
    assert gd.__all__ and all(getattr(gd, name) is not None for name in gd.__all__)
    modules = {name for name in gd.__all__ if isinstance(getattr(gd, name), ModuleType)}
    assert modules == {
        "initial",
        "laws",
        "mpi",
        "plot",
        "threads",
    }  # no other module hides a function


def test_simulating_loads_nothing_more() -> None:
    play = (
        "import gandyn as gd; gd.simulate(gd.KernelGAN([[0.0]]), gd.AltGD(), rates=gd.Rates(),"
        " num_steps=1, initial=[[1.0]])"
    )
    assert imported_by(play) <= LIGHT


def test_no_code_is_run_out_of_files_or_shells() -> None:
    assert not offences(r"allow_pickle\s*=\s*True|shell\s*=\s*True|os\.system", *PYTHON)
    assert not offences(r"\beval\(|\bexec\(|pickle\.loads?\(", *PYTHON)


# ----------------------------------------------------------------------------------- everything


@pytest.mark.parametrize("folder", ["cpp", "python", "bench"])
def test_a_file_holds_one_idea(folder: str) -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in files(".hpp", ".cpp", ".py", "CMakeLists.txt", ".cmake", under=folder)
        if (count := len(path.read_text().splitlines())) > 300
    }
    assert not long


def test_the_version_stands_in_one_place() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert gd.__version__ == version
    others = {*CPP, *BUILD, *PYTHON, *files(".pyi")} - {ROOT / "pyproject.toml"}
    assert not offences(rf"(?<![\d.]){re.escape(version)}(?![\d.])", *others)


# ------------------------------------------------------------------------------------ docstrings


def public() -> dict[str, Any]:
    """Public functions and classes by name, those of public submodules too."""
    found = {}
    for name in gd.__all__:
        thing = getattr(gd, name)
        if inspect.ismodule(thing):
            found |= {f"{name}.{inner}": getattr(thing, inner) for inner in thing.__all__}
        else:
            found[name] = thing
    return {name: thing for name, thing in found.items() if callable(thing)}


PUBLIC = public()


def parameters(thing: Any) -> list[str]:
    """What a function or a constructor is called with."""
    if inspect.isclass(thing) and issubclass(thing, enum.Enum | BaseException):
        return []
    if hasattr(thing, "fields"):
        return [field.name for field in thing.fields()]
    return [name for name in inspect.signature(thing).parameters if name != "self"]


def documented(doc: str) -> set[str]:
    """The names that the sections Parameters and Attributes explain."""
    names: set[str] = set()
    parts = re.split(r"^(\w+)\n-+\n", doc, flags=re.MULTILINE)
    for heading, section in zip(parts[1::2], parts[2::2], strict=True):
        if heading in ("Parameters", "Attributes"):
            for entry in re.findall(r"^(?:\*\*)?(\w[\w, ]*?)(?: : |$)", section, re.MULTILINE):
                names |= set(entry.split(", "))
    return names


def documentation(name: str) -> str:
    """The docstring of a public name, with that which it refers to."""
    doc = inspect.getdoc(PUBLIC[name]) or ""
    for same in re.findall(r"Parameters[^`]*as\s+in `(\w+)`", doc):
        folder = name.rpartition(".")[0]
        doc += "\n\n" + documentation(f"{folder}.{same}" if folder else same)
    return doc


@pytest.mark.parametrize("name", PUBLIC)
def test_docstrings_name_every_parameter(name: str) -> None:
    doc = documentation(name)
    assert doc[:1].strip() and doc.partition("\n")[0] != name
    missing = set(parameters(PUBLIC[name])) - documented(doc)
    assert not missing, f"{name} does not explain {', '.join(sorted(missing))}"


def test_every_public_member_has_a_docstring() -> None:
    for name, thing in PUBLIC.items():
        members = vars(thing) if inspect.isclass(thing) and not issubclass(thing, enum.Enum) else {}
        for member, value in members.items():
            if not member.startswith("_") and (callable(value) or isinstance(value, property)):
                assert inspect.getdoc(value), f"{name}.{member}"
