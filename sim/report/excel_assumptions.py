"""The sheet Assumptions, and where on it a formula finds a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.metrics.bins import bins_of
from sim.report.assumptions import SHARE, Assumption, Path, Value, assumptions, provenance
from sim.report.excel_sheet import Cell, Column, Figure, Formula, Sheet
from sim.report.reading import Reader

VALUE = "C"
OWN = "study"  # rows that no scenario file has


@dataclass(frozen=True)
class Assumptions:
    """The sheet, and the row of every value by scenario and path."""

    sheet: Sheet
    places: dict[tuple[str, Path], int]
    values: dict[tuple[str, Path], Value]

    def cell(self, variant: str, *path: str) -> str:
        """The cell of a value, as another sheet names it."""
        return f"Assumptions!${VALUE}${self.places[variant, path]}"

    def number(self, variant: str, *path: str) -> float:
        """The value itself."""
        value = self.values[variant, path]
        assert isinstance(value, float)
        return value


def assumptions_sheet(readers: Sequence[Reader]) -> Assumptions:
    """Every value of every scenario, then what the study was made from.

    An overtime rate that the scenario leaves out is a formula: it follows the hourly rate.
    """
    rows: list[list[Cell]] = []
    places: dict[tuple[str, Path], int] = {}
    values: dict[tuple[str, Path], Value] = {}
    for reader in readers:
        variant = reader.study.scenario.variant
        found = [*assumptions(reader.study.scenario), *_own(reader)]
        for one in _with_overtime(found, reader.study.model.labels.groups):
            row = len(rows) + 2  # under the header, counted from 1
            places[variant, one.path] = row
            values[variant, one.path] = one.value
            cell = _value(one)
            hour = (variant, (*one.path[:-1], "hour"))
            if one.path[-1] == "overtime_hour" and one not in found:
                assert isinstance(one.value, float)
                cell = Formula(f"={VALUE}{places[hour]}", one.value)
            rows.append([variant, one.name, cell, one.unit])
    columns = (Column("scenario"), Column("assumption"), Column("value", "number"), Column("unit"))
    return Assumptions(Sheet("Assumptions", columns, rows), places, values)


def _value(one: Assumption) -> Cell:
    if isinstance(one.value, float) and one.unit == SHARE:
        return Figure(one.value, "share")
    return one.value


def _with_overtime(found: Sequence[Assumption], groups: Sequence[str]) -> list[Assumption]:
    """The same with an overtime rate for every group, under its hourly rate."""
    there = {one.path for one in found}
    hours = {("agents", group, "cost", "hour") for group in groups}
    result = []
    for one in found:
        result.append(one)
        overtime = (*one.path[:-1], "overtime_hour")
        if one.path in hours and overtime not in there:
            result.append(Assumption(overtime, one.value, f"{one.unit}; as hour"))
    return result


def _own(reader: Reader) -> list[Assumption]:
    study = reader.study
    days = float(len(bins_of(study.model.clock).days))
    rows = [Assumption((OWN, "calendar_days"), days, "days that the period touches")]
    rows.append(Assumption((OWN, "confidence"), 0.95, SHARE))
    for name, text in provenance(study).items():
        rows.append(Assumption((OWN, name.replace("scenario's hash", "hash")), text, ""))
    return rows
