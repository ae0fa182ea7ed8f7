"""Imports point one way (ARCHITECTURE.md): each part may import only the parts named here."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sim"

# The bottom: what every part may use and what uses no part but others of the bottom.
BOTTOM = {"errors", "keys", "engine.events", "machine"}

# part of the package -> parts it may import beside the bottom. A part is sim/<name>.py or
# sim/<name>/; engine/events.py is a part of its own, for it is ranks and outcome codes alone.
STAGES = {"arrivals", "agents", "channels", "routing"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "keys": {"machine"},
    "engine.events": set(),
    "machine": set(),
    "scenario": set(),
    **{stage: {"scenario"} for stage in STAGES},
    "model": {"scenario", *STAGES},
    "judging": {"scenario", *STAGES, "model"},
    "journeys": {"scenario", *STAGES, "model"},
    "compile": {"scenario", *STAGES, "model", "judging", "journeys"},
    "draws": {"scenario", *STAGES, "model"},
    "log": {"model"},
    "engine": {"model", "draws", "log"},
    "metrics": {"model", "log"},
    "analytic": set(),
}
ALLOWED["studies"] = set(ALLOWED)
ALLOWED["planning"] = {*ALLOWED["studies"], "studies"}
ALLOWED["report"] = {*ALLOWED["planning"], "planning"}
ALLOWED["cli"] = {*ALLOWED["report"], "report"}
ALLOWED["app"] = {*ALLOWED["cli"], "cli"}  # the same functions as the command line

# libraries that belong to certain parts alone
ONLY_IN = {
    "streamlit": {"app"},
    "matplotlib": {"report"},
    "simpy": {"engine"},
    "numba": {"engine", "machine"},
    "llvmlite": {"engine", "machine"},
}

# engines see arrays and nothing else (numba and its llvmlite are the compiled engine's)
ENGINE_LIBRARIES = {"numpy", "simpy", "numba", "llvmlite"}

# parts that may say what they like: the public names, and `python -m sim`
FREE = {"__init__", "__main__"}


def part_of(module: str) -> str:
    """`sim.engine.reference` -> `engine`; `sim.engine.events` stays `engine.events`."""
    inside = module.removeprefix("sim.")
    if inside == "engine.events":
        return inside
    return inside.split(".")[0]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, also inside functions, with its line."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    package = module if path.stem == "__init__" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.removesuffix(".__init__").split(".")
                kept = parents[: len(parents) - node.level + 1]
                base = ".".join([*kept, base]).rstrip(".")
            if base in {"sim", "sim.engine"}:  # `from sim import units` names modules
                for alias in node.names:
                    yield node.lineno, f"{base}.{alias.name}"
            else:
                yield node.lineno, base


def problems_of(path: Path) -> list[str]:
    """What a file imports and must not, as `file:line: sentence`."""
    inside = path.relative_to(PACKAGE).with_suffix("")
    part = part_of("sim." + ".".join(inside.parts).removesuffix(".__init__"))
    if part in FREE:
        return []
    where = path.relative_to(ROOT)
    if part not in ALLOWED:
        return [f"{where}: the part {part} is not in the table of this test"]
    found = []
    for line, name in imports(path):
        library = name.split(".")[0]
        if library == "sim":
            other = part_of(name)
            if other == part:
                continue
            allowed = ALLOWED[part] if part in BOTTOM else ALLOWED[part] | BOTTOM
            if other not in allowed:
                found.append(f"{where}:{line}: {part} must not import {name}")
        elif library in ONLY_IN and part not in ONLY_IN[library]:
            found.append(f"{where}:{line}: {library} only in {sorted(ONLY_IN[library])}")
        elif part == "engine" and is_third_party(library) and library not in ENGINE_LIBRARIES:
            found.append(f"{where}:{line}: engines must not import {library}")
    return found


def is_third_party(library: str) -> bool:
    return library not in sys.stdlib_module_names


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    assert problems_of(path) == []


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("metrics/x.py", "from sim.studies import study", "metrics must not import sim.studies"),
        ("metrics/x.py", "def f():\n    import sim.cli.run", "metrics must not import sim.cli.run"),
        ("metrics/x.py", "from ..engine import reference", "must not import sim.engine.reference"),
        ("metrics/x.py", "from matplotlib import dates", "matplotlib only in ['report']"),
        ("cli/x.py", "import streamlit.web", "streamlit only in ['app']"),
        ("metrics/x.py", "import numba", "numba only in ['engine', 'machine']"),
        ("machine/x.py", "import sim.engine.fast", "machine must not import sim.engine.fast"),
        ("engine/x.py", "import yaml", "engines must not import yaml"),
        ("engine/x.py", "from sim.scenario import load", "engine must not import sim.scenario"),
        ("keys.py", "from sim.errors import InputError", "keys must not import sim.errors"),
        ("elsewhere/x.py", "import math", "the part elsewhere is not in the table"),
    ],
)
def test_the_check_sees_what_it_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, text: str, complaint: str
) -> None:
    module = tmp_path / "sim" / file
    module.parent.mkdir(parents=True)
    module.write_text(text, "utf-8")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path / "sim")
    [problem] = problems_of(module)
    assert complaint in problem


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("metrics/x.py", "from sim.engine.events import Outcome\nimport pandas"),
        ("engine/x.py", "import heapq, numpy\nimport simpy\nfrom sim.engine.events import Rank"),
        ("report/x.py", "from matplotlib.figure import Figure\nfrom sim.studies import Study"),
    ],
)
def test_the_check_lets_pass_what_it_should(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, text: str
) -> None:
    module = tmp_path / "sim" / file
    module.parent.mkdir(parents=True)
    module.write_text(text, "utf-8")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path / "sim")
    assert problems_of(module) == []
