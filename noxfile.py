"""What is checked, and how; ``nox`` alone runs the tests, the lint and the C++ tests."""

import shutil
from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint", "cpp"]
nox.options.reuse_existing_virtualenvs = True

PRESETS = ["dev", "no-openmp", "asan", "clang", "tsan"]
PYPROJECT = nox.project.load_toml("pyproject.toml")


def need(session: nox.Session, *packages: str) -> None:
    """Install into the session's environment; with ``--no-venv`` it is the caller's to have all."""
    if session.virtualenv.is_sandboxed:
        session.install(*packages)


def sources(*suffixes: str, under: str = ".") -> list[str]:
    """List the C++ files, without what is copied."""
    folders = ("cpp/gandyn", "cpp/tests", "python/bindings")
    found = (path for folder in folders for path in Path(folder).rglob("*"))
    return sorted(str(p) for p in found if p.suffix in suffixes and p.is_relative_to(under))


@nox.session
def tests(session: nox.Session) -> None:
    """Run the Python tests against the installed package; arguments go to pytest."""
    need(session, ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Look at format, style and types."""
    lint_group = nox.project.dependency_groups(PYPROJECT, "lint")
    need(session, *PYPROJECT["project"]["dependencies"], *lint_group)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("clang-format", "--dry-run", "-Werror", *sources(".hpp", ".cpp"))
    session.run("mypy")


@nox.session
def stubs(session: nox.Session) -> None:
    """Write the type stub of the compiled core anew."""
    need(session, ".[test]")
    session.run("python", "python/bindings/make_stub.py")


@nox.session
def cpp(session: nox.Session) -> None:
    """Build and test the core alone, once a preset: those named, or all whose compiler is there."""
    need(session, *PYPROJECT["project"]["optional-dependencies"]["test"])
    for preset in session.posargs or PRESETS:
        if preset in ("clang", "tsan") and shutil.which("clang++-14") is None:
            session.log(f"{preset}: no clang++-14 here")
            continue
        session.run("cmake", "--workflow", "--preset", preset)


@nox.session
def tidy(session: nox.Session) -> None:
    """Look at the core with clang-tidy, as .clang-tidy says."""
    need(session, "clang-tidy==22.1.8", *PYPROJECT["project"]["optional-dependencies"]["test"])
    session.run("cmake", "--preset", "no-openmp")  # clang-tidy comes without omp.h
    session.run(
        "clang-tidy", "--quiet", "-p", "build/no-openmp", *sources(".cpp", under="cpp/gandyn")
    )


@nox.session
def bench(session: nox.Session) -> None:
    """Measure, against other tools where they are; arguments: a module of bench, and its own."""
    need(session, ".[test]", *nox.project.dependency_groups(PYPROJECT, "bench"))
    session.run("python", "-m", *(session.posargs or ["bench.pairwise"]))
