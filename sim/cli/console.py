"""Tables on a terminal: as wide as it is, without colour where NO_COLOR says so."""

from __future__ import annotations

import os
import re
import shlex
import sys
import textwrap
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from sim.report.table import Table
from sim.report.wording import counted

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.studies.result import Study

READABLE = 80  # columns where nobody says how wide the output is


NAME_WIDTH = 30
"""Columns that the names at the left of a table may take."""

BEFORE_UNIT = r"(?<=\d) (?=(?:h|min|s|d)\b|%)"
WITHIN_DURATION = r"(?<=\d (?:h|d)) (?=\d)|(?<=\d min) (?=\d)"
NOWHERE = r"(?!)"
KEPT = tuple(map(re.compile, (f"{BEFORE_UNIT}|{WITHIN_DURATION}", BEFORE_UNIT, NOWHERE)))
"""Spaces at which a figure is not broken: none in `2 h 14 min`; where a table would be too wide for
that, between no number and its unit; at last anywhere."""
UNBROKEN = "\u00a0"


def broken_command(command: str, width: int) -> str:
    """A command, indented; where it is too wide, in lines that a shell takes as one."""
    words = [shlex.quote(word) for word in shlex.split(command)]
    lines = [" "]
    for word in words:
        if cell_len(f"{lines[-1]} {word}") > width - 2 and lines[-1].strip():
            lines.append("   ")
        lines[-1] += f" {word}"
    return " \\\n".join(lines)


def print_table(console: Console, table: Table) -> None:
    """One table with its title and note."""
    drawn = RichTable(
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1),
        collapse_padding=True,
        show_edge=False,
    )
    for kept in KEPT:
        widths = _fitting(table, console.width, kept)
        if sum(widths) + 2 * len(widths) <= console.width:
            break
    for index, column in enumerate(table.columns):
        width = widths[index]
        header = "\n".join(textwrap.wrap(column, width))
        if table.is_number(column):  # broken only where the table would not fit
            drawn.add_column(Text(header, justify="right"), justify="right", width=width)
        else:
            # A name is to be copied, so it is folded only where it is wider than this.
            least = min(widths[0], NAME_WIDTH) if index == 0 else None
            drawn.add_column(Text(header), overflow="fold", min_width=least)
    for row in table.rows:
        drawn.add_row(
            *(
                Text(_in_lines(cell, width, kept) if table.is_number(column) else cell)
                for cell, column, width in zip(row, table.columns, widths, strict=True)
            )
        )
    console.print(Text(table.title, style="bold"))
    console.print(drawn)
    if table.note:
        console.print(Text(table.note, style="dim"))
    console.print()


def _fitting(table: Table, room: int, kept: re.Pattern[str]) -> list[int]:
    """Widths of the columns; where they do not fit, the widest is broken between words."""
    columns = [
        [column, *(row[index] for row in table.rows)] for index, column in enumerate(table.columns)
    ]
    words = [max(cell_len(word) for cell in cells for word in _pieces(cell, kept))
             for cells in columns]  # fmt: skip
    wanted = [
        max([*map(cell_len, cells[1:]), least]) for cells, least in zip(columns, words, strict=True)
    ]
    while sum(wanted) + 2 * len(wanted) > room:
        place = max(range(len(wanted)), key=lambda index: wanted[index] - words[index])
        if wanted[place] == words[place]:
            break  # nothing left to break
        wanted[place] -= 1
    return wanted


def _pieces(cell: str, kept: re.Pattern[str]) -> list[str]:
    """The parts between which a cell may be broken."""
    return kept.sub(UNBROKEN, cell).split(" ")


def _in_lines(cell: str, width: int, kept: re.Pattern[str]) -> str:
    """A figure of a table in lines that fit, broken at no space that is kept."""
    whole = kept.sub(UNBROKEN, cell)
    lines = textwrap.wrap(whole, width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines).replace(UNBROKEN, " ")


def print_name(console: Console, scenario: Scenario) -> None:
    """Which scenario it is, with its variant where it is not the base."""
    variant = "" if scenario.variant == "base" else f" ({scenario.variant})"
    console.print(Text(f"{scenario.tree.name}{variant}", style="bold"))


def print_source(console: Console, study: Study) -> None:
    """What the figures were made from: engine, replications, seed, and what ended the study."""
    replications = counted(study.replications, "replication")
    source = f"{study.engine_words}, {replications}, seed {study.seed}"
    console.print(Text(source, style="dim"))
    if study.ending.reason == "precise":
        console.print(Text(study.ending.sentence, style="dim"))


def print_item(console: Console, sentence: str) -> None:
    """A sentence as an item of a list, indented where it wraps."""
    item = RichTable.grid(padding=(0, 1))
    item.add_column()
    item.add_column(ratio=1)
    item.add_row(Text("-"), Text(sentence))
    console.print(item)


class PipedConsole(Console):
    """When the reader of stdout goes away, say so; rich would exit with 1, a failed check."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console_for_stdout() -> Console:
    """A console on stdout that never dies of a sign the terminal cannot show."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    console = PipedConsole(file=sys.stdout, highlight=False, emoji=False, markup=False)
    if not sys.stdout.isatty() and not _width_is_said():
        console.width = READABLE
    return console


def _width_is_said() -> bool:
    return os.environ.get("COLUMNS", "").isdigit()
