"""What makes a sweep another one: its configuration, and the code that plays it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..complaints import shown
from ..errors import ConfigError

if TYPE_CHECKING:
    from .ledger import Ledger
    from .plan import Plan

__all__ = ["code_version", "differences", "refuse_changes"]


def differences(old: Mapping[str, Any], new: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Return a line for every key whose values differ: ``key: old -> new``."""
    lines = []
    for key in [*old, *(key for key in new if key not in old)]:
        before, after = old.get(key, _ABSENT), new.get(key, _ABSENT)
        if isinstance(before, dict) and isinstance(after, dict):
            lines += differences(before, after, f"{prefix}{key}.")
        elif before != after:
            said = ("nothing" if v is _ABSENT else shown(v) for v in (before, after))
            lines.append(f"{prefix}{key}: " + " -> ".join(said))
    return lines


_ABSENT = object()


@cache
def code_version() -> str:
    """Return the version with a digest of the code that numbers depend on."""
    from .. import __version__, _core

    home = Path(__file__).parents[1]
    modules = [*home.glob("*.py"), *(home / "sweeps").glob("*.py")]
    digest = hashlib.sha256(Path(_core.__file__).read_bytes())
    for path in sorted(modules, key=lambda path: path.name):
        if not path.name.startswith(_FOR_THE_EYE):
            digest.update(path.read_bytes())
    return f"{__version__} {digest.hexdigest()[:12]}"


_FOR_THE_EYE = ("cli", "plot", "_plot", "_style", "animate", "reporter", "demo")


def refuse_changes(ledger: Ledger, plan: Plan) -> None:
    """Refuse to go on with another configuration, or by other code.

    Raises
    ------
    ConfigError
        The message says what differs.
    """
    lines = differences(
        {"code": ledger.version, "sweep": ledger.plan.table, **ledger.plan.document},
        {"code": code_version(), "sweep": plan.table, **plan.document},
    )
    if not lines and list(ledger.plan.points) != list(plan.points):
        lines = ["the files that the configuration names have other contents"]
    if lines:
        more = f"; and {len(lines) - 6} more" if len(lines) > 6 else ""
        raise ConfigError(
            f"{ledger.folder}: holds another sweep: {'; '.join(lines[:6])}{more}. Choose another "
            f"folder, or go on with --force: points that are the same are kept"
        )
