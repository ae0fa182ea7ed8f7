"""The tables in which a scenario is edited: which cell is which path, and what stands there.

Cells are text as a scenario file has it ("4min30s", "80%", "600/d"), so whatever is typed is judged
by the scenario itself. Grids are numbers by reporting interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sim.scenario import Scenario

CellId = tuple[str, str, str]
"""(sheet, row, column)."""

NONE = "none"
KEPT = 32  # scenarios


@dataclass(frozen=True)
class Cell:
    """One value of a scenario. `text`: what stands there, empty where nothing does."""

    path: str
    text: str

    def setting(self, typed: str) -> tuple[str, str]:
        """(path, value) that says what was typed; an emptied cell removes the value."""
        return self.path, typed.strip() or "null"


@dataclass(frozen=True)
class PatienceCell(Cell):
    """Mean patience, or `none`; `path` is that of the whole node."""

    def setting(self, typed: str) -> tuple[str, str]:
        text = typed.strip()
        if text in ("", NONE):
            return self.path, NONE
        if self.text in ("", NONE):
            return self.path, f"{{mean: {text}, distribution: exponential}}"
        return f"{self.path}.mean", text


@dataclass(frozen=True)
class Sheet:
    """Rows of queues, groups or shifts; columns by key. What has no cell cannot be said there."""

    name: str
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]

    @property
    def rows(self) -> tuple[str, ...]:
        """Names of the rows, in the order of the scenario."""
        return tuple(dict.fromkeys(row for row, _ in self.cells))


@dataclass(frozen=True)
class Grid:
    """Numbers by reporting interval, a column each; `paths` says which node a column is."""

    name: str
    starts: tuple[str, ...]
    columns: Mapping[str, tuple[float, ...]]
    paths: Mapping[str, str]


@lru_cache(maxsize=KEPT)
def sheets(base: Scenario) -> Mapping[str, Sheet]:
    """All sheets that this scenario has rows for, by name."""
    tree = base.resolved()
    queues, groups = tree["queues"], tree["agents"]
    found = [
        _sheet("demand", {q: _demand_cells(q, node) for q, node in queues.items()}),
        _sheet("targets", {q: _target_cells(q, node) for q, node in queues.items()}),
        _sheet("groups", {g: _group_cells(g, node) for g, node in groups.items()}),
        _sheet("shifts", _shift_rows(groups)),
        _sheet("skills", _skill_rows(base, tuple(queues))),
    ]
    return MappingProxyType({sheet.name: sheet for sheet in found if sheet.cells})


@lru_cache(maxsize=KEPT)
def grids(base: Scenario) -> Mapping[str, Grid]:
    """Volumes and head counts that are given by interval; left out where none is."""
    volumes: dict[str, tuple[float, ...]] = {}
    for name, queue in base.tree.queues.items():
        if queue.arrivals is not None:
            listed = queue.arrivals.per_interval
            numbers = listed or base.tables.get(f"queues.{name}.arrivals.file")
            if numbers is not None:
                volumes[name] = tuple(numbers)
    heads, paths = _heads_by_interval(base)
    if not volumes and not heads:
        return MappingProxyType({})
    period = base.tree.period
    count = period.length // period.interval
    begins = [period.start + timedelta(milliseconds=i * period.interval) for i in range(count)]
    one_day = period.length <= 86_400_000
    starts = tuple(f"{at:%H:%M}" if one_day else f"{at:%m-%d %H:%M}" for at in begins)
    found = [
        Grid("volumes", starts, volumes, {q: f"queues.{q}.arrivals.per_interval" for q in volumes}),
        Grid("heads", starts, heads, paths),
    ]
    return MappingProxyType({grid.name: grid for grid in found if grid.columns})


def _heads_by_interval(base: Scenario) -> tuple[dict[str, tuple[float, ...]], dict[str, str]]:
    heads: dict[str, tuple[float, ...]] = {}
    paths: dict[str, str] = {}
    for name, group in base.tree.agents.items():
        for key, count in (("seated", group.seated), ("staff", group.staff)):
            if count is None or count.number is not None:
                continue
            path = f"agents.{name}.{key}"
            numbers = count.per_interval or base.tables.get(f"{path}.file")
            if numbers is not None:
                heads[name] = tuple(numbers)
                paths[name] = path
    return heads, paths


def _sheet(name: str, rows: Mapping[str, Mapping[str, Cell]]) -> Sheet:
    columns = dict.fromkeys(column for cells in rows.values() for column in cells)
    cells = {(row, column): cell for row, given in rows.items() for column, cell in given.items()}
    return Sheet(name, tuple(columns), cells)


def _demand_cells(queue: str, node: Mapping[str, Any]) -> dict[str, Cell]:
    base = f"queues.{queue}"
    arrivals = node.get("arrivals") or {}
    cells = {"rate": Cell(f"{base}.arrivals.rate", str(arrivals.get("rate", "")))}
    for key in ("handle_time", "wrap_up", "session"):
        if key in node or key == "handle_time":
            mean = (node.get(key) or {}).get("mean", "")
            cells[key] = Cell(f"{base}.{key}.mean", str(mean))
    if "patience" in node:
        patience = node["patience"]
        text = patience if isinstance(patience, str) else str(patience.get("mean", NONE))
        cells["patience"] = PatienceCell(f"{base}.patience", text)
    return cells


def _target_cells(queue: str, node: Mapping[str, Any]) -> dict[str, Cell]:
    target = node.get("target") or {}
    keys = ("answered", "within", "abandoned")
    return {key: Cell(f"queues.{queue}.target.{key}", str(target.get(key, ""))) for key in keys}


def _group_cells(group: str, node: Mapping[str, Any]) -> dict[str, Cell]:
    base = f"agents.{group}"
    cells = {}
    for key in ("seated", "staff"):
        heads = node.get(key)
        if isinstance(heads, (int, float)):
            cells[key] = Cell(f"{base}.{key}", f"{heads:g}")
    cells["max_occupancy"] = Cell(f"{base}.max_occupancy", str(node.get("max_occupancy", "")))
    cells["hour"] = Cell(f"{base}.cost.hour", f"{node['cost']['hour']:g}")
    return cells


def _shift_rows(groups: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Cell]]:
    rows = {}
    for group, node in groups.items():
        for shift, pattern in (node.get("shifts") or {}).items():
            base = f"agents.{group}.shifts.{shift}"
            keys = ("agents", "start", "end")
            rows[f"{group}: {shift}"] = {
                key: Cell(f"{base}.{key}", str(pattern[key])) for key in keys
            }
    return rows


def _skill_rows(base: Scenario, queues: tuple[str, ...]) -> dict[str, dict[str, Cell]]:
    written = base.resolved()["agents"]
    return {
        group: {
            queue: Cell(
                f"agents.{group}.skills.{queue}",
                _skill_text(node.skills[queue], written[group]["skills"][queue])
                if queue in node.skills
                else "",
            )
            for queue in queues
        }
        for group, node in base.tree.agents.items()
    }


def _skill_text(skill: Any, written: Mapping[str, Any]) -> str:
    """`1`, or `{rank: 2, speed: 95%}` where more than the rank is said."""
    fields = type(skill).model_fields
    said = {
        key: written[key]
        for key, info in fields.items()
        if key != "rank" and key in written and getattr(skill, key) != info.default
    }
    if not said:
        return str(written["rank"])
    return "{" + ", ".join(f"{key}: {value}" for key, value in {"rank": written["rank"], **said}.items()) + "}"  # fmt: skip  # noqa: E501
