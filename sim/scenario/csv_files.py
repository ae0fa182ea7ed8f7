"""CSV files beside a scenario: found safely, read tolerantly, every value with its line.

Comma, semicolon or tab; decimal comma where the comma does not separate; UTF-8 with or without
byte-order mark, UTF-16 with one, GB18030; CRLF; gzip.
"""

from __future__ import annotations

import csv
import difflib
import gzip
import io
import re
import zlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

from sim.errors import Problem
from sim.scenario.shape import nearest
from sim.scenario.unit_numbers import NUMBER

MAX_FILE = 100_000_000
SHOWN_ROWS = 3
FILE_ALLOWED = "a file in the scenario's folder or below it"
CSV_INSTANT_ALLOWED = "a local date and time such as 2026-03-02 08:00"

_CSV_NUMBER = re.compile(rf"[+-]?{NUMBER}(?:[eE][+-]?[0-9]+)?")
_CSV_INSTANT = re.compile(
    r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})"
    r"(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,6})[0-9]*)?)?)?"
)
_CSV_DATE = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|([0-9]{2})([0-9]{2}))"
    r"|([0-9]{2})([0-9]{2})([0-9]{2})"
)
_CSV_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,6})[0-9]*)?)?")


class Refused(Exception):
    """A file that cannot be used; `details` are message, allowed, mend."""

    def __init__(self, message: str, allowed: str = FILE_ALLOWED, mend: str = "") -> None:
        self.details = (message, allowed, mend)
        super().__init__(message)


@dataclass(frozen=True)
class CsvTable:
    """A CSV file: its header, and its rows with their line numbers."""

    source: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    decimal_comma: bool
    ragged: tuple[tuple[int, int], ...] = ()  # (line, values) of rows unlike the header

    def problems(self, path: str) -> list[Problem]:
        """Rows that have more or fewer values than the header."""
        found = [
            Problem(
                self.source,
                line,
                path,
                None,
                f"the row has {count} value{'' if count == 1 else 's'}",
                f"{len(self.header)}, as the header",
            )
            for line, count in self.ragged
        ]
        return first_few(found)

    def column(self, ours: str, columns: Mapping[str, str], needed: bool = True) -> int | None:
        """Number of the column that holds `ours`; Refused if it is needed and not there."""
        theirs = columns.get(ours, ours)
        if theirs in self.header:
            return self.header.index(theirs)
        if not needed and ours not in columns:
            return None
        mend = nearest(theirs, self.header) or f"name it in columns: {{{ours}: ...}}"
        raise Refused(f"{self.source} has no column {theirs}", ", ".join(self.header), mend)

    def number(self, text: str) -> float | None:
        """A number of this file, None if it is none (or not finite)."""
        word = text.strip()
        if self.decimal_comma and re.fullmatch(r"[+-]?[0-9]+,[0-9]+", word):
            word = word.replace(",", ".")
        if not _CSV_NUMBER.fullmatch(word):
            return None
        value = float(word)
        return value if abs(value) <= 1e12 else None


def first_few(problems: Sequence[Problem]) -> list[Problem]:
    """The first problems of one kind; the last of them says how many more there are."""
    if len(problems) <= SHOWN_ROWS:
        return list(problems)
    shown = list(problems[:SHOWN_ROWS])
    last = shown[-1]
    more = len(problems) - SHOWN_ROWS
    rows = "one more row" if more == 1 else f"{more:,} more rows"
    shown[-1] = Problem(
        last.source,
        last.line,
        last.path,
        last.value,
        f"{last.message} (and {rows})",
        last.allowed,
        last.mend,
    )
    return shown


def read_instant(text: str) -> datetime | None:
    """2026-03-02 08:00[:05[.250]], also with T, with / or . in the date; None if it is none."""
    match = _CSV_INSTANT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = (
        int(part or 0) for part in match.group(1, 3, 4, 5, 6, 7)
    )
    return _datetime(year, month, day, hour, minute, second, match.group(8))


def read_date_and_clock(date_text: str, clock_text: str) -> datetime | None:
    """A date (2026-03-02, 20260302 or 260302) and a clock time in two columns."""
    day, clock = _CSV_DATE.fullmatch(date_text.strip()), _CSV_CLOCK.fullmatch(clock_text.strip())
    if day is None or clock is None:
        return None
    if day.group(1):
        year = int(day.group(1))
        month, date = int(day.group(2) or day.group(4)), int(day.group(3) or day.group(5))
    else:
        short, month, date = (int(part) for part in day.group(6, 7, 8))
        year = short + (1900 if short >= 70 else 2000)
    hour, minute, second = (int(part or 0) for part in clock.group(1, 2, 3))
    return _datetime(year, month, date, hour, minute, second, clock.group(4))


def _datetime(
    year: int, month: int, day: int, hour: int, minute: int, second: int, fraction: str | None
) -> datetime | None:
    micro = int((fraction or "0").ljust(6, "0")) // 1000 * 1000
    extra = timedelta(0)
    if hour == 24 and minute == second == micro == 0:
        hour, extra = 0, timedelta(days=1)
    try:
        return datetime(year, month, day, hour, minute, second, micro) + extra
    except (ValueError, OverflowError):
        return None


@dataclass
class Folder:
    """The folder of a scenario: the only place its files may come from. Reads each file once."""

    root: Path
    shown: str = ""  # how the folder is written in messages
    _tables: dict[str, CsvTable | Refused] = field(default_factory=dict)
    _memo: dict[Hashable, Any] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        """What travels to other processes: the folder, not what was read from it."""
        return {"root": self.root, "shown": self.shown, "_tables": {}, "_memo": {}}

    def csv(self, name: str) -> CsvTable:
        """The CSV file of that name. Raises Refused."""
        known = self._tables.get(name)
        if known is None:
            try:
                known = self._read(name)
            except Refused as error:
                known = error
            self._tables[name] = known
        if isinstance(known, Refused):
            raise known
        return known

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """A value derived from a file, made once for all named scenarios."""
        if key not in self._memo:
            self._memo[key] = make()
        return self._memo[key]

    def _read(self, name: str) -> CsvTable:
        data = _unzipped(self._find(name).read_bytes())
        shown = str(PurePosixPath(self.shown, name)) if self.shown else name
        return _parse(_decoded(data), shown)

    def _find(self, name: str) -> Path:
        if not name.isprintable() or not name.strip():
            raise Refused("is not a file name")
        if "\\" in name:
            raise Refused("has a backslash", FILE_ALLOWED, "write / between folders")
        pure = PurePosixPath(name)
        if pure.is_absolute() or name[1:2] == ":":
            raise Refused(
                "is an absolute path",
                FILE_ALLOWED,
                f"put the file beside the scenario and write {pure.name}",
            )
        depth = 0
        for part in pure.parts:
            depth += -1 if part == ".." else 1
            if depth < 0:
                raise Refused(
                    "leads out of the scenario's folder",
                    FILE_ALLOWED,
                    "put the file beside the scenario",
                )
        root = self.root.resolve()
        try:
            target = (root / name).resolve()
            inside = target.is_relative_to(root)
            exists = inside and target.is_file()
            size = target.stat().st_size if exists else 0
        except (OSError, ValueError, RuntimeError):
            raise Refused("cannot be opened") from None
        if not inside:
            raise Refused(
                "leads out of the scenario's folder",
                FILE_ALLOWED,
                "put the file beside the scenario",
            )
        if inside and target.is_dir():
            raise Refused("is a folder")
        if not exists:
            raise Refused("there is no such file", FILE_ALLOWED, self._near(target))
        if size > MAX_FILE:
            _too_large(size)
        return target

    def _near(self, target: Path) -> str:
        folder = target.parent
        if not folder.is_dir():
            return ""
        names = [entry.name for entry in folder.iterdir() if entry.is_file()]
        found = difflib.get_close_matches(target.name, names, n=1)
        return (
            f"did you mean {(folder / found[0]).relative_to(self.root.resolve())}?" if found else ""
        )


def _too_large(size: int) -> NoReturn:
    raise Refused(
        f"the file is too large ({size:,} bytes)",
        f"at most {MAX_FILE:,} bytes",
        "cut the file down to the rows of the period",
    )


def _unzipped(data: bytes) -> bytes:
    """The bytes behind gzip, which is noticed by its first two bytes."""
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            plain = stream.read(MAX_FILE + 1)
    except (OSError, EOFError, zlib.error):
        raise Refused("is a damaged gzip file", "a whole gzip file, or plain CSV") from None
    if len(plain) > MAX_FILE:
        _too_large(len(plain))
    return plain


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise Refused("is a binary file", "a CSV file")
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("is not text", "CSV in UTF-8, UTF-16 or GB18030")


def _parse(text: str, source: str) -> CsvTable:
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise Refused("the file is empty", "a header and rows")
    counts = {mark: first.count(mark) for mark in "\t;,"}
    delimiter = max(counts, key=lambda mark: counts[mark])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    ragged: list[tuple[int, int]] = []
    try:
        for values in reader:
            cells = tuple(value.strip() for value in values)
            if not any(cells):
                continue
            if not header:
                header = cells
                continue
            while len(cells) > len(header) and not cells[-1]:
                cells = cells[:-1]
            if len(cells) != len(header):
                ragged.append((reader.line_num, len(cells)))
                continue
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise Refused(
            f"cannot be read as CSV ({error}) near its line {reader.line_num}",
            "comma, semicolon or tab between values",
        ) from None
    if not rows and not ragged:
        raise Refused("has a header but no rows", "a header and rows")
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        raise Refused(
            f"has two columns named {twice[0] or '(nothing)'}", "columns with different names"
        )
    return CsvTable(source, header, tuple(rows), delimiter != ",", tuple(ragged))
