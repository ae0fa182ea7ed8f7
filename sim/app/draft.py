"""The scenario a user works on: a file, one of its variants, and what was changed on the page.

A change is kept as it was typed, valid or not. Together they are the `--set` options of the command
line, so the same file with the same changes can be simulated there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from sim.app.sheets import CellId, Grid, Sheet, grids, sheets
from sim.scenario import Scenario, load
from sim.scenario.units import write_duration

BASE = "base"
CHANGED = "changed"
BASES_KEPT = 64


@dataclass(frozen=True)
class Source:
    """Where a scenario comes from; `argument` is what the command line calls it."""

    path: Path
    argument: str


@dataclass(frozen=True)
class Lever:
    """A head count that can be moved up and down: a number, a list by interval, or a shift."""

    path: str
    name: str
    heads: tuple[float, ...]


@dataclass(frozen=True)
class Shift:
    """Channel shift added on the page: customers of one queue come to another."""

    source: str
    to: str


@dataclass
class Draft:
    """A source and everything changed since. `revision` grows when the page must show it anew."""

    source: Source
    variant: str = BASE
    typed: dict[CellId, str] = field(default_factory=dict)
    numbers: dict[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)
    volume: int = 100  # percent
    handle: int = 100  # percent
    heads: dict[str, int] = field(default_factory=dict)  # more or fewer, by path of a lever
    shares: dict[str, int] = field(default_factory=dict)  # percent, by name of a channel shift
    extras: dict[str, int] = field(default_factory=dict)  # extra customers, by name of an event
    shifts: dict[str, Shift] = field(default_factory=dict)
    revision: int = 0

    @property
    def base(self) -> Scenario:
        """The variant of the file without changes. Raises InputError."""
        return loaded(self.source.path, self.variant, ())

    @property
    def scenario(self) -> Scenario:
        """The variant with all changes, labelled as changed. Raises InputError."""
        settings = self.settings()
        if not settings:
            return self.base
        changed = loaded(self.source.path, self.variant, tuple(settings))
        label = CHANGED if self.variant == BASE else f"{self.variant}, {CHANGED}"
        return replace(changed, variant=label)

    @property
    def sheets(self) -> Mapping[str, Sheet]:
        """The tables of the variant without changes."""
        return sheets(self.base)

    @property
    def grids(self) -> Mapping[str, Grid]:
        """The tables by interval of the variant without changes."""
        return grids(self.base)

    def levers(self) -> list[Lever]:
        """Head counts of the variant, as they are after what was typed but before the levers."""
        found = []
        for name, group in self.base.tree.agents.items():
            for key, count in (("seated", group.seated), ("staff", group.staff)):
                if count is None:
                    continue
                path = f"agents.{name}.{key}"
                listed = count.per_interval or self.base.tables.get(f"{path}.file")
                heads = (count.number,) if count.number is not None else listed
                if heads:
                    found.append(Lever(path, name, self._heads(name, key, tuple(heads))))
            for shift, pattern in (group.shifts or {}).items():
                path = f"agents.{name}.shifts.{shift}.agents"
                typed = _number(self.typed.get(("shifts", f"{name}: {shift}", "agents"), ""))
                heads = (typed if typed is not None else float(pattern.agents),)
                found.append(Lever(path, f"{name}: {shift}", heads))
        return found

    def _heads(self, group: str, key: str, heads: tuple[float, ...]) -> tuple[float, ...]:
        listed = self.numbers.get(("heads", group))
        if listed is not None:
            return listed
        typed = _number(self.typed.get(("groups", group, key), ""))
        return heads if typed is None else (typed,)

    def settings(self) -> list[str]:
        """The changes as `--set` options, PATH=VALUE."""
        values: dict[str, str] = {}
        self._add_typed(values)
        self._add_numbers(values)
        self._add_levers(values)
        self._add_shifts(values)
        self._add_extras(values)
        return [f"{path}={value}" for path, value in values.items()]

    def _add_typed(self, values: dict[str, str]) -> None:
        known = self.sheets
        for (sheet, row, column), typed in self.typed.items():
            cell = known[sheet].cells.get((row, column)) if sheet in known else None
            if cell is not None and typed.strip() != cell.text:
                path, value = cell.setting(typed)
                values[path] = value

    def _add_numbers(self, values: dict[str, str]) -> None:
        known = self.grids
        for (grid, column), numbers in self.numbers.items():
            given = known[grid].columns.get(column) if grid in known else None
            if given is None or given == numbers:
                continue
            values[known[grid].paths[column]] = _listed(numbers)
            if grid == "volumes":
                values.update(self._without_file(column))

    def _without_file(self, queue: str) -> dict[str, str]:
        """Volumes typed on the page take the place of those of a file."""
        arrivals = self.base.tree.queues[queue].arrivals
        if arrivals is None or arrivals.file is None:
            return {}
        path = f"queues.{queue}.arrivals"
        gone = {f"{path}.file": "null"}
        if arrivals.columns:
            gone[f"{path}.columns"] = "null"
        if arrivals.missing != "error":
            gone[f"{path}.missing"] = "null"
        return gone

    def _add_levers(self, values: dict[str, str]) -> None:
        for name, queue in self.base.tree.queues.items():
            if self.volume != 100 and queue.arrivals is not None:
                scale = queue.arrivals.scale * self.volume
                values[f"queues.{name}.arrivals.scale"] = f"{scale:g}%"
            path = f"queues.{name}.handle_time.mean"
            typed = path in values  # what was typed for this queue stands as it is
            if self.handle != 100 and not typed and queue.handle_time and queue.handle_time.mean:
                ticks = round(queue.handle_time.mean * self.handle / 100)
                values[path] = write_duration(ticks)
        for lever in self.levers():
            more = self.heads.get(lever.path, 0)
            if more:
                heads = [max(0.0, count + more) if count else 0.0 for count in lever.heads]
                values[lever.path] = f"{heads[0]:g}" if len(heads) == 1 else _listed(heads)

    def _add_shifts(self, values: dict[str, str]) -> None:
        for name, shift in self.shifts.items():
            ends = f"from: {json.dumps(shift.source)}, to: {json.dumps(shift.to)}"
            values[f"channel_shift.{name}"] = f"{{{ends}, share: {self.shares.get(name, 0)}%}}"
        for name in self.base.tree.channel_shift:
            if name in self.shares and name not in self.shifts:
                values[f"channel_shift.{name}.share"] = f"{self.shares[name]}%"

    def _add_extras(self, values: dict[str, str]) -> None:
        for name, event in self.base.tree.events.items():
            extra = self.extras.get(name)
            if extra is not None and event.extra is not None and extra != event.extra:
                values[f"events.{name}.extra"] = str(extra)

    def arguments(self, replications: int, seed: int) -> list[str]:
        """The words after `ccsim` that give the same figures."""
        words = ["run", self.source.argument]
        if self.variant != BASE:
            words += ["--scenario", self.variant]
        words += ["--replications", str(replications), "--seed", str(seed)]
        for setting in self.settings():
            words += ["--set", setting]
        return words

    def reset(self) -> None:
        """Forget every change."""
        kept = (self.typed, self.numbers, self.heads, self.shares, self.shifts, self.extras)
        for changes in kept:
            changes.clear()
        self.volume = self.handle = 100
        self.revision += 1


@lru_cache(maxsize=BASES_KEPT)
def loaded(path: Path, variant: str, settings: tuple[str, ...]) -> Scenario:
    """A scenario of a file that does not change while the server runs. Raises InputError."""
    return load(path, scenario=variant, settings=settings)


def _listed(numbers: Sequence[float]) -> str:
    return "[" + ", ".join(f"{number:g}" for number in numbers) + "]"


def _number(text: str) -> float | None:
    """A plain number that levers can be added to; anything else is left to the scenario."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value >= 0 else None
