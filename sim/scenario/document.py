"""A scenario file with its overrides, and how one variant of it is put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.errors import Problem
from sim.scenario.calendar_checks import check_calendar
from sim.scenario.checks import check_all
from sim.scenario.csv_files import Folder
from sim.scenario.file_tables import read_tables
from sim.scenario.lists import Expander, read_lists
from sim.scenario.messages import problem_at
from sim.scenario.names import matching, name_problem, some_names
from sim.scenario.overrides import Override, apply_level, read_level
from sim.scenario.parts import Parts, validate_parts
from sim.scenario.shape import nearest
from sim.scenario.short_forms import explicit
from sim.scenario.warnings import note_warnings
from sim.scenario.yaml_nodes import Items, Leaf, Place, Raw, Table, table_of

BASE = "base"
MAX_SCENARIOS = 200


@dataclass(frozen=True)
class Document:
    """What was written: the base tree, the named scenarios, and changes from outside the file.

    `settings` are the changes of --set, one level; `replacements` are those of
    `Scenario.replace`, a level each.
    """

    source: str
    folder: Folder
    base: Table
    scenarios: Mapping[str, tuple[Override, ...]]
    places: Mapping[str, Place]
    settings: tuple[Override, ...] = ()
    replacements: tuple[Override, ...] = ()

    def levels(self, variant: str) -> list[Sequence[Override]]:
        """The levels of overrides over the base, the strongest last."""
        single = [(override,) for override in self.replacements]
        return [self.scenarios.get(variant, ()), self.settings, *single]


def read_scenarios(root: Table, problems: list[Problem]) -> dict[str, tuple[Override, ...]]:
    """The named scenarios of a file."""
    raw = root.entries.get("scenarios")
    if raw is None:
        return {}
    if not isinstance(raw, Table):
        problems.append(
            problem_at(
                root,
                ("scenarios",),
                "is not a mapping",
                "names with changes: {ten_more: {agents.desk.seated: 28}}",
            )
        )
        return {}
    if len(raw.entries) > MAX_SCENARIOS:
        problems.append(
            problem_at(
                root,
                ("scenarios",),
                f"has {len(raw.entries):,} scenarios",
                f"at most {MAX_SCENARIOS}",
            )
        )
        return {}
    scenarios = {}
    for name, changes in raw.entries.items():
        wrong = name_problem(name)
        if name == BASE:
            wrong = "`base` is the file without changes"
        if wrong is not None:
            problems.append(
                problem_at(root, ("scenarios", name), wrong, "another name", with_value=False)
            )
            continue
        scenarios[name] = tuple(read_level(changes, problems, f"scenarios.{name}"))
    return scenarios


def assemble(document: Document, variant: str, problems: list[Problem]) -> Parts:
    """One variant: levels applied, lists made, every part validated and checked."""
    root = explicit(document.base, problems)
    levels = document.levels(variant)
    for level in levels:
        about_lists = [override for override in level if override.path[0] == "lists"]
        root = apply_level(root, about_lists, Expander({}, problems), problems)
    lists = read_lists(root.entries.get("lists"), document.folder, problems)
    expander = Expander(lists, problems)
    root = expander.expand(root)
    for level in levels:
        others = [override for override in level if override.path[0] != "lists"]
        root = explicit(apply_level(root, others, expander, problems), problems)
    root = _without_patterns(root, problems)
    root = _with_totals(root.without("lists").without("scenarios"), expander)
    parts = validate_parts(root, problems)
    read_tables(parts, document.folder)
    check_all(parts)
    check_calendar(parts)
    note_warnings(parts)
    if expander.unknown:
        # What such a text would be worth is not judged as well.
        problems[:] = [
            problem
            for problem in problems
            if problem.path not in expander.unknown
            or "$" in problem.message
            or problem.message.startswith("there is no list")
        ]
    return parts


def _with_totals(root: Table, expander: Expander) -> Table:
    """Totals of everything that was made from one name, beside those the file names."""
    totals = expander.totals()
    if not totals:
        return root
    known = root.entries.get("totals")
    if known is not None and not isinstance(known, Table):
        return root
    place = root.place
    there = {name for section in ("queues", "agents") for name in _names(root, section)}
    names = {
        pattern: Items(tuple(Leaf(name, place) for name in members if name in there), place)
        for pattern, members in totals.items()
        if there.intersection(members)  # an override may have removed some or all
    }
    own = {} if known is None else known.entries
    return root.with_entry("totals", table_of({**names, **own}, place), place)


def _names(root: Table, section: str) -> list[str]:
    raw = root.entries.get(section)
    return list(raw.entries) if isinstance(raw, Table) else []


def _without_patterns(root: Table, problems: list[Problem]) -> Table:
    """Skills such as `weibo/*` to one skill for each queue they match; an exact name wins."""
    queues, groups = root.entries.get("queues"), root.entries.get("agents")
    if not isinstance(queues, Table) or not isinstance(groups, Table):
        return root
    changed = dict(groups.entries)
    for name, group in groups.entries.items():
        skills = group.entries.get("skills") if isinstance(group, Table) else None
        if not isinstance(group, Table) or not isinstance(skills, Table):
            continue
        if any("*" in key for key in skills.entries):
            path = ("agents", name, "skills")
            exact = _exact_skills(root, skills, list(queues.entries), path, problems)
            changed[name] = group.with_entry("skills", exact, group.keys["skills"])
    table = Table(changed, groups.keys, groups.place)
    return root.with_entry("agents", table, root.keys["agents"])


def _exact_skills(
    root: Table,
    skills: Table,
    queues: Sequence[str],
    path: tuple[str, ...],
    problems: list[Problem],
) -> Table:
    entries: dict[str, Raw] = {}
    keys: dict[str, Place] = {}
    by_pattern: dict[str, str] = {}
    for key, cell in skills.entries.items():
        names = [key]
        if "*" in key:
            matched = matching(key, queues)
            if not matched:
                problems.append(
                    problem_at(
                        root,
                        (*path, key),
                        "matches no queue",
                        some_names(queues),
                        nearest(key.replace("*", ""), queues),
                        with_value=False,
                    )
                )
            names = [name for name in matched if name not in skills.entries]
        for name in names:
            if name in by_pattern:
                problems.append(
                    problem_at(
                        root,
                        (*path, key),
                        f"matches {name}, as {by_pattern[name]} does",
                        "one skill for a queue",
                        f"give {name} a skill of its own",
                        with_value=False,
                    )
                )
            if "*" in key:
                by_pattern[name] = key
            entries[name], keys[name] = cell, skills.keys[key]
    return Table(entries, keys, skills.place)


def validate_all(document: Document, variant: str, problems: list[Problem]) -> Parts:
    """The wanted variant; the base and every other named scenario must be valid as well.

    A problem that the base has is reported once; one that a named scenario or --set brings is
    reported with the scenario's own line.
    """
    plain = replace(document, settings=(), replacements=())
    base_problems = list(problems)
    parts = assemble(plain, BASE, base_problems)
    known = {_key(problem) for problem in base_problems}
    all_problems = _distinct(base_problems)
    for name in plain.scenarios:
        found: list[Problem] = []
        other = assemble(plain, name, found)
        parts = other if name == variant else parts
        fresh = [problem for problem in _distinct(found) if _key(problem) not in known]
        all_problems.extend(_labelled(problem, document, name) for problem in fresh)
        if name == variant:
            known |= {_key(problem) for problem in fresh}
    if document.settings:
        found = []
        parts = assemble(document, variant, found)
        fresh = [problem for problem in _distinct(found) if _key(problem) not in known]
        all_problems.extend(
            problem
            if problem.source == "--set"
            else replace(problem, path=f"--set > {problem.path}")
            for problem in fresh
        )
    # In the order of the file; what files and --set say comes after it.
    problems[:] = sorted(
        all_problems,
        key=lambda problem: (problem.source != document.source, problem.source, problem.line or 0),
    )
    return parts


def _key(problem: Problem) -> tuple[str, int | None, str, str]:
    # Counts in messages may differ between variants; the words may not.
    return problem.source, problem.line, problem.path, re.sub(r"[0-9]+", "0", problem.message)


def _distinct(problems: Sequence[Problem]) -> list[Problem]:
    return list({_key(problem): problem for problem in reversed(problems)}.values())[::-1]


def _labelled(problem: Problem, document: Document, name: str) -> Problem:
    """A problem that a named scenario brings, at a line of that scenario."""
    path = f"scenarios.{name} > {problem.path}" if problem.path else f"scenarios.{name}"
    if problem.path.startswith(f"scenarios.{name}"):
        path = problem.path
    if problem.source != document.source:
        return replace(problem, path=path)
    lines = {line for override in document.scenarios[name] for line in _lines(override)}
    line = problem.line if problem.line in lines else document.places[name].line
    return replace(problem, path=path, line=line)


def _lines(override: Override) -> Iterator[int | None]:
    yield override.place.line
    todo: list[Raw] = [override.value]
    while todo:
        raw = todo.pop()
        yield raw.place.line
        if isinstance(raw, Items):
            todo.extend(raw.values)
        elif isinstance(raw, Table):
            todo.extend(raw.entries.values())
