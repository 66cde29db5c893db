"""Load the compiled core; the package imports this before anything else."""

import os

# OpenMP reads this once, when the core is loaded. Its idle threads shall sleep, for one that spins
# takes time from those that work where processors are shared. What the user has set stays.
_UNSET = "OMP_WAIT_POLICY" not in os.environ
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
try:
    from . import _core  # noqa: F401
except ImportError as error:  # a source tree on the path, or a wheel for another Python
    raise ImportError(
        "gandyn's compiled core is missing or was built for another Python; "
        "install it with 'pip install .' and import it from outside the source tree"
    ) from error
finally:
    if _UNSET:
        del os.environ["OMP_WAIT_POLICY"]
