"""Write the type stub of the compiled core, python/gandyn/_core.pyi, from the installed package."""

from __future__ import annotations

import enum
import re
import tempfile
from pathlib import Path

import pybind11_stubgen

from gandyn import _core

STUB = Path(__file__).parents[1] / "gandyn" / "_core.pyi"


def stub() -> str:
    """Return what the stub must say."""
    with tempfile.TemporaryDirectory() as folder:
        pybind11_stubgen.main(["gandyn._core", "--exit-code", "--output-dir", folder])
        text = Path(folder, "gandyn", "_core.pyi").read_text()
    # Of module attributes the generator shows the value; of enumerations what this Python adds.
    for name, hint in _core.__annotations__.items():
        text = re.sub(rf"^{name}: .*$", f"{name}: {hint}", text, flags=re.MULTILINE)
    for name, kind in vars(_core).items():
        if isinstance(kind, enum.EnumMeta):
            lines = [f'"""{kind.__doc__}"""', *(f"{entry.name} = {entry.value}" for entry in kind)]
            body = "".join(f"    {line}\n" for line in lines)
            text = re.sub(rf"(\nclass {name}\(.*\n)(    .*\n)+", rf"\1{body}", text)
    return text


if __name__ == "__main__":
    STUB.write_text(stub())
