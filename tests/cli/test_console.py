"""Tables on a narrow terminal lose nothing: what does not fit is broken between words."""

from __future__ import annotations

import io
import shlex

from rich.console import Console

from sim.cli.console import broken_command, print_table
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


def test_a_duration_stays_on_one_line_where_the_table_has_room() -> None:
    row = ("mails", "20 h 26 min", "17 d 5 h", "82 % (67-91) RL")
    columns = ("queue", "mean wait of all that were answered", "oldest", "service level")
    table = Table("Waits", columns, (row,), text_columns=frozenset({"queue"}))
    wide, narrow = io.StringIO(), io.StringIO()
    print_table(Console(file=wide, width=44, color_system=None), table)
    assert "20 h 26 min" in wide.getvalue() and "17 d 5 h" in wide.getvalue()
    print_table(Console(file=narrow, width=36, color_system=None), table)
    lines = [line.split() for line in narrow.getvalue().splitlines()]
    assert not any(line[0] == "min" or line[-1] == "26" for line in lines if line)
    assert all(word in narrow.getvalue() for word in ("20 h", "26 min", "82 %"))


def test_a_wide_command_is_one_command_still() -> None:
    command = "ccsim seek 'my files/a.yaml' --vary agents.desk.seated=+0..+10 --until 'x.y>=90%'"
    lines = broken_command(command, 40).splitlines()
    assert len(lines) > 2
    assert max(map(len, lines)) <= 40
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert shlex.split(" ".join(line.removesuffix("\\") for line in lines)) == shlex.split(command)
    assert broken_command(command, 200).strip() == command
