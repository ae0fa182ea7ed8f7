"""Tables on a narrow terminal lose nothing: what does not fit is broken between words."""

from __future__ import annotations

import io

from rich.console import Console

from sim.cli.console import print_table
from sim.report.table import Table


def test_every_word_of_a_wide_table_is_printed() -> None:
    row = ("a queue", "1,204", "+14.9 points (-16.4 to -13.4)", "14 min 12 s", "no real difference")
    table = Table("Wide", ("queue", "offered", "change", "ASA", "verdict"), (row, row),
                  text_columns=frozenset({"queue"}))  # fmt: skip
    for width in (40, 60, 80):
        out = io.StringIO()
        print_table(Console(file=out, width=width, color_system=None), table)
        printed = out.getvalue()
        assert max(map(len, printed.splitlines())) <= width
        for word in " ".join((*row, *table.columns)).split():
            assert word in printed, (width, word)
