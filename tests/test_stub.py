"""The type stub of the compiled core is the one that its generator writes."""

import importlib.util
from pathlib import Path


def test_the_stub_is_fresh() -> None:
    path = Path(__file__).parents[1] / "python" / "bindings" / "make_stub.py"
    spec = importlib.util.spec_from_file_location("make_stub", path)
    assert spec is not None and spec.loader is not None
    make_stub = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_stub)
    written, wanted = make_stub.STUB.read_text(), make_stub.stub()
    assert written == wanted, f"run: python {path.relative_to(path.parents[2])}"
