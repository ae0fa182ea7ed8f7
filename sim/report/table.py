"""A table as text: what the terminal and the page both show."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """A titled table; columns not in `text_columns` are numbers, flush right."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_columns: frozenset[str] = field(default_factory=frozenset)
    note: str = ""

    def is_number(self, column: str) -> bool:
        """Whether a column holds numbers and is set flush right."""
        return column not in self.text_columns
