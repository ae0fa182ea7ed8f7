"""Versions of Python and of the libraries that can change a figure."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("ccsim", "numpy", "scipy", "pandas", "simpy")
"""Distributions whose versions can change a figure."""


def versions() -> dict[str, str]:
    """Versions by name; "python" is the interpreter's."""
    found = {"python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not installed as a package"
    return found
