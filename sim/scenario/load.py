"""From a file (or text) to a validated Scenario. All problems are raised at once."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError, Problem
from sim.scenario.csv_files import Folder
from sim.scenario.document import BASE, Document, read_scenarios, validate_all
from sim.scenario.names import some_names
from sim.scenario.overrides import Override, parse_setting
from sim.scenario.scenario import Scenario, scenario_of
from sim.scenario.shape import nearest
from sim.scenario.yaml_nodes import Table, decode, read_document


def load(
    path: str | Path, *, scenario: str | None = None, settings: Sequence[str] = ()
) -> Scenario:
    """Read a scenario file.

    `scenario` names one of its `scenarios` (None or "base": the file without changes);
    `settings` are changes PATH=VALUE that come on top. Raises InputError with every problem of
    the file, its named scenarios, the files it names and the settings.
    """
    source = str(path)
    text = decode(_read_bytes(Path(path), source), source)
    parent = Path(path).parent
    shown = "" if str(parent) == "." else parent.as_posix()
    return _load(text, source, Folder(parent, shown), scenario, settings)


def loads(
    text: str,
    *,
    source: str = "<text>",
    folder: str | Path = ".",
    scenario: str | None = None,
    settings: Sequence[str] = (),
) -> Scenario:
    """Read a scenario from text; files it names are looked up in `folder`. Raises InputError."""
    return _load(text, source, Folder(Path(folder)), scenario, settings)


def _read_bytes(path: Path, source: str) -> bytes:
    """The bytes of the file. Raises InputError."""
    try:
        if path.is_file():
            return path.read_bytes()
        message = "is a folder" if path.is_dir() else "there is no such file"
        names = [entry.name for entry in path.parent.iterdir() if entry.suffix in (".yaml", ".yml")]
    except (OSError, ValueError):
        message, names = "cannot be read", []
    found = difflib.get_close_matches(path.name, names, n=1)
    mend = f"did you mean {path.parent / found[0]}?" if found else ""
    raise InputError([Problem(source, None, "", None, message, "a scenario file (.yaml)", mend)])


def _load(
    text: str, source: str, folder: Folder, scenario: str | None, settings: Sequence[str]
) -> Scenario:
    problems: list[Problem] = []
    parsed = _parse_settings(settings, problems)
    try:
        root = read_document(text, source)
    except InputError as error:
        raise InputError([*error.problems, *problems]) from None
    scenarios = read_scenarios(root, problems)
    variant = scenario or BASE
    raw = root.entries.get("scenarios")
    names = list(raw.entries) if isinstance(raw, Table) else []
    if variant != BASE and variant not in names:
        problems.append(
            Problem(
                "--scenario",
                None,
                "",
                variant,
                f"there is no scenario {variant} in {source}",
                some_names([BASE, *names]),
                nearest(variant, [BASE, *names]),
            )
        )
    places = dict(raw.keys) if isinstance(raw, Table) else {}
    document = Document(source, folder, root, scenarios, places, parsed)
    parts = validate_all(document, variant, problems)
    if problems:
        raise InputError(problems)
    return scenario_of(document, variant, parts)


def _parse_settings(settings: Sequence[str], problems: list[Problem]) -> tuple[Override, ...]:
    parsed = []
    for text in settings:
        try:
            override = parse_setting(text)
        except InputError as error:
            problems.extend(error.problems)
            continue
        if override.path[0] == "scenarios":
            problems.append(override.problem("cannot change `scenarios`", "a path in the base"))
            continue
        parsed.append(override)
    return tuple(parsed)
