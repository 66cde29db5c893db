"""The README's recipe "Add a kernel", followed in a copy: one header and two lines."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pybind11

ROOT = Path(__file__).parents[1]
VARIANT = Path("cpp/gandyn/kernels/kernel.hpp")

# What a user of the extended package finds.
CHECKS = """
import json, pickle
import numpy as np
import gandyn as gd
from gandyn import config

assert gd.Cauchy is gd.kernels.KERNELS["Cauchy"]
kernel = gd.Cauchy(bandwidth=0.7)
assert repr(kernel) == "Cauchy(bandwidth=0.7)"
assert pickle.loads(pickle.dumps(kernel)) == kernel
assert "bandwidth : float" in gd.Cauchy.__doc__
assert "Cauchy" in json.dumps(config.schema())

rng = np.random.default_rng(1)
points, sources, weights = rng.normal(size=(40, 3)), rng.normal(size=(70, 3)), rng.normal(size=70)
delta = points[:, None] - sources
value = 1 / (1 + (delta**2).sum(2) / 0.7**2)
np.testing.assert_allclose(gd.kernel_sum(kernel, points, sources, weights), value @ weights)
slope = -(value**2) / 0.7**2
gradient = 2 * np.einsum("ij,j,ija->ia", slope, weights, delta)
np.testing.assert_allclose(gd.kernel_sum_gradient(kernel, points, sources, weights), gradient)
curvature = 2 * value**3 / 0.7**4
hessian = 4 * np.einsum("ij,j,ija,ijb->iab", curvature, weights, delta, delta)
hessian += 2 * np.einsum("ij,j,ab->iab", slope, weights, np.eye(3))
np.testing.assert_allclose(gd.kernel_sum_hessian(kernel, points, sources, weights), hessian)

game = gd.KernelGAN(sources, kernel=kernel)
run = gd.simulate(game, gd.AltGD(), rates=gd.Rates(), num_steps=3, initial=points)
assert run.status is gd.Status.max_steps and np.isfinite(run.particles).all()
try:
    gd.KernelGAN(sources, kernel=kernel, discriminator=gd.RandomFeatures())
except ValueError as error:
    assert str(error) == "RandomFeatures: kernel Cauchy has no known spectral density"
else:
    raise AssertionError("the recipe gives no frequencies")
"""


def recipe() -> tuple[str, str]:
    """Where the README's header goes, and what is in it."""
    section = (ROOT / "README.md").read_text().partition("\n## Add a kernel\n")[2]
    block = re.search(r"^```cpp\n// (\S+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert block, "README.md has no cpp block that names its file under '## Add a kernel'"
    return block[1], block[2]


def tool(name: str) -> str:
    """A build tool that pip has installed beside this Python, or that of the system."""
    found = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    assert found, f"{name} is missing: pip install '.[test]'"
    return found


def build(source: Path, folder: Path) -> None:
    """Compile the extension of a source tree, fast rather than well."""
    options = {
        "CMAKE_MAKE_PROGRAM": tool("ninja"),
        "CMAKE_BUILD_TYPE": "None",
        "CMAKE_CXX_FLAGS": "-O0",
        "CMAKE_INTERPROCEDURAL_OPTIMIZATION": "OFF",
        "CMAKE_LIBRARY_OUTPUT_DIRECTORY": source / "python" / "gandyn",
        "GANDYN_X86_LEVELS": "OFF",
        "Python_EXECUTABLE": sys.executable,
        "pybind11_DIR": pybind11.get_cmake_dir(),
    }
    defines = [f"-D{name}={value}" for name, value in options.items()]
    steps = [
        ["-S", str(source), "-B", str(folder), "-G", "Ninja", *defines],
        ["--build", str(folder), "--target", "_core"],
    ]
    for step in steps:
        made = subprocess.run([tool("cmake"), *step], capture_output=True, text=True)
        assert made.returncode == 0, made.stdout[-5000:] + made.stderr[-5000:]


def test_the_recipe_adds_a_kernel(tmp_path: Path) -> None:
    path, header = recipe()
    copy = tmp_path / "gandyn"
    for folder in ("cpp", "python"):
        built = shutil.ignore_patterns("*.so", "__pycache__", "build")
        shutil.copytree(ROOT / folder, copy / folder, ignore=built)
    for name in ("CMakeLists.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, copy)

    name = re.search(r"^struct (\w+) \{", header, re.MULTILINE)
    assert name and not (copy / path).exists()
    (copy / path).write_text(header)
    variant = (copy / VARIANT).read_text()
    include, entry = f'#include "{path.removeprefix("cpp/")}"\n', f"    {name[1]},\n"
    variant = variant.replace('#include "gandyn/', include + '#include "gandyn/', 1)
    variant = variant.replace("std::variant<\n", "std::variant<\n" + entry, 1)
    assert include in variant and entry in variant
    (copy / VARIANT).write_text(variant)

    build(copy, tmp_path / "build")
    environment = os.environ | {"PYTHONPATH": str(copy / "python")}
    check = [sys.executable, "-c", CHECKS]
    checked = subprocess.run(check, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
