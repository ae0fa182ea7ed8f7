"""Text on slides: what fits, and what no line break parts."""

from __future__ import annotations

from sim.report.slides_frame import ELSEWHERE, Box, fitting, lines_in, lines_of, unbroken


def test_no_line_break_parts_a_number_from_its_unit_or_its_sign() -> None:
    assert unbroken("-12.0 % (-14.0 to +2.0 %), 20 s, 5 min") == (
        "\u221212.0\u00a0% (\u221214.0 to +2.0\u00a0%), 20\u00a0s, 5\u00a0min"
    )
    assert unbroken("10:30-11:00, 58-60, one-off, 1 scenario") == (
        "10:30-11:00, 58-60, one-off, 1 scenario"
    )


def test_text_takes_the_largest_size_in_which_it_fits() -> None:
    box = Box(0, 0, 5, 1.5)
    assert fitting(["short"], box) == (["short"], 20)
    kept, size = fitting(["x" * 60] * 12, box)
    assert size == 14
    assert kept[-1] == f"{12 - len(kept) + 1} more {ELSEWHERE}."
    assert sum(lines_of(text, 5, 14) for text in kept) <= lines_in(1.5, 14)
