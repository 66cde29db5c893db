"""What pydantic found wrong with a configuration, as one sentence for its author."""

from __future__ import annotations

import re
import reprlib
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

CHOICE = "choice of "
"""The type of the error about a key that chooses its table begins so, and ends in the key."""

_short = reprlib.Repr()
_short.maxlevel, _short.maxstring, _short.maxother = 2, 60, 60


def explain(error: ValidationError, document: dict[str, Any]) -> tuple[list[str], str]:
    """Return the keys of the first error, and a sentence: key, what was wanted and what came."""
    details = error.errors(include_url=False)
    keys = _keys(details[0], document)
    # The members of a union of types complain one by one about the same key.
    alike = [detail for detail in details if _keys(detail, document) == keys]
    others = len(details) - len(alike)
    sentence = f"{'.'.join(keys) or 'it'}: {_wanted(alike)}"
    return keys, sentence + (f" (and {others} more)" if others else "")


def _keys(detail: ErrorDetails, document: Any) -> list[str]:
    """Return the path to what is wrong, in the document's own keys.

    Pydantic's path also names the members of unions that it went through; those parts are known
    by their not being in the document.
    """
    keys: list[str] = []
    for part in detail["loc"]:
        inside = part in document if isinstance(document, dict) else isinstance(part, int)
        if inside:
            keys.append(str(part))
            document = document[part]
    if detail["type"] == "missing":
        keys.append(str(detail["loc"][-1]))
    if "key" in (context := detail.get("ctx", {})):
        keys += context["key"].split(".")
    if detail["type"].startswith(CHOICE):
        keys.append(detail["type"].removeprefix(CHOICE))
    return keys


def _wanted(alike: list[ErrorDetails]) -> str:
    detail = alike[0]
    given, context = detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "rule":
            return str(context["hint"])
        case "missing":
            return "required, but not given"
        case "model_type" | "model_attributes_type":
            text = "must be a table"
        case choice if choice.startswith(CHOICE):
            text, key = detail["msg"], choice.removeprefix(CHOICE)
            if key not in given:
                return f"{text}, but is not given"
            names, given = text.removeprefix("must be one of ").split(", "), given[key]
            if isinstance(given, str) and (near := get_close_matches(given, names, 1)):
                return f"{text}, got {shown(given)}; did you mean {near[0]}?"
        case "value_error" if "got" in str(context["error"]):
            return str(context["error"])
        case "value_error":
            text = str(context["error"])
        case _:
            wanted = [re.sub(r"^\w+ should ", "must ", other["msg"]) for other in alike]
            text = " or ".join(dict.fromkeys(wanted)).replace(" or must be ", " or ")
    return f"{text}, got {shown(given)}"


def shown(value: Any) -> str:
    """Return a value in few characters."""
    try:
        return _short.repr(value)
    except ValueError:  # Python refuses to print integers of thousands of digits
        return "a huge number"
