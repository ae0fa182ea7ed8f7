"""The source of the compiled engine, run uncompiled: as it is, or with a change made to it."""

from __future__ import annotations

import importlib
import itertools
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from sim.draws import Draws
from sim.engine import fast
from sim.log import ContactLog
from sim.model import Model

SOURCE = Path(fast.__file__).parent

WITHOUT_NUMBA = """
UNITS = []

def hot(function):
    return function

def cold(function):
    UNITS.append(function)
    return function

def record_in(dtype):
    return lambda array, number: array[number]

def record_at(name):
    field = name + "_at"

    def at(center, number):
        return getattr(center, field)[number]

    return at
"""

Run = Callable[[Model, Draws], ContactLog]
_numbers = itertools.count()


def uncompiled(changes: Mapping[tuple[str, str], str] | None = None) -> Run:
    """`run` of a copy of the engine that numba never sees.

    `changes` maps (module, text in it) to the text that replaces it; the text must be there once.
    """
    name = f"uncompiled_engine_{next(_numbers)}"
    texts = {path.stem: path.read_text("utf-8") for path in SOURCE.glob("*.py")}
    for (module, old), new in (changes or {}).items():
        assert texts[module].count(old) == 1, f"{module}: {texts[module].count(old)} x {old!r}"
        texts[module] = texts[module].replace(old, new)
    texts["jit"] = WITHOUT_NUMBA
    texts["compiled"] = "COMPILED = False\n"
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / name
        package.mkdir()
        for module, text in texts.items():
            (package / f"{module}.py").write_text(text.replace("sim.engine.fast", name), "utf-8")
        sys.path.insert(0, folder)
        try:
            run: Any = importlib.import_module(f"{name}.run").run
        finally:
            sys.path.remove(folder)
            for module in [each for each in sys.modules if each.startswith(name)]:
                del sys.modules[module]
    return cast(Run, run)
