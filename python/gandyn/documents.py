"""Strict TOML and JSON: text to tables of plain values, and `key.sub=value` overrides of them."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import ConfigError

MAX_BYTES = 1 << 20
"""Larger configurations are refused: many points belong in a file of points."""

# The standard parser needs time quadratic in the number of parts: minutes for a key of 60 kB.
_BARE_FRACTION = re.compile(r"[+-]?\.\d+([eE][+-]?\d+)?")
_LONG_KEY = re.compile(
    r"""(?<![\w.-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""",
)

_KEY = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


def read_document(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a ``.toml`` or ``.json`` file into a table, refusing whatever could be misread.

    Raises
    ------
    ConfigError
        Not TOML or JSON in UTF-8, a duplicate key, too large, or nested too deeply.
    OSError
        The file could not be read.
    """
    name = os.fspath(path)
    parsers = {".toml": _parse_toml, ".json": _parse_json}
    parse = parsers.get(Path(path).suffix.lower())
    if parse is None:
        raise ConfigError(f"{name}: name must end in .toml or .json")
    with open(path, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{name}: must be at most {MAX_BYTES} bytes, put points in a file")
    if data.startswith(b"\xef\xbb\xbf"):
        raise ConfigError(f"{name}: must not start with a byte order mark")
    try:
        document = _shallow(parse, data.decode())
    except ValueError as error:
        raise ConfigError(f"{name}: {error}") from error
    if not isinstance(document, dict):
        raise ConfigError(f"{name}: must be a table of keys, got {type(document).__name__}")
    return document


def _shallow(parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _parse_toml(text: str) -> Any:
    if _LONG_KEY.search(text):
        raise ValueError("a key has more than 64 parts")
    return tomllib.loads(text)


def _parse_json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_not_json)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            raise ValueError(f"key {key!r} is given twice")
        table[key] = value
    return table


def _not_json(constant: str) -> Any:
    raise ValueError(f"{constant} is not a JSON number")


def parse_override(text: str) -> tuple[list[str], Any]:
    """Split ``key.sub=value`` into its keys and its value: a TOML value, or else a bare word.

    Raises
    ------
    ConfigError
        No ``=``, a malformed key, or a value nested too deeply.
    """
    key, equals, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if not equals or not _KEY.fullmatch(key):
        raise ConfigError(f"override must be key=value or key.sub=value, got {text[:80]!r}")
    try:
        document = _shallow(tomllib.loads, f"value = {value}")
    except tomllib.TOMLDecodeError as error:
        if _BARE_FRACTION.fullmatch(value):
            return key.split("."), float(value)
        if value.startswith(("[", "{")):  # a list or a table with a slip, such as .5 for 0.5
            raise ConfigError(f"override {text[:80]!r}: {error}") from error
        return key.split("."), value
    except ValueError as error:
        raise ConfigError(f"override {text[:80]!r}: {error}") from error
    # More than one key: the value held line breaks, and was never a TOML value.
    return key.split("."), document["value"] if len(document) == 1 else value


def assign(document: dict[str, Any], keys: list[str], value: Any) -> None:
    """Set a value deep in a table, making the tables on the way.

    Raises
    ------
    ConfigError
        A key on the way holds a value that is no table.
    """
    table = document
    for depth, key in enumerate(keys[:-1]):
        table = table.setdefault(key, {})
        if not isinstance(table, dict):
            whole, part = ".".join(keys), ".".join(keys[: depth + 1])
            raise ConfigError(f"cannot set {whole}: {part} is not a table")
    table[keys[-1]] = value
