"""The axis of time: no names of months, which would be English on a page in another language."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sim.report.drawing import png, theme
from sim.report.frame import blank_figure
from sim.report.time_axis import time_axis_of

START = datetime(2026, 2, 27, 8)


@pytest.mark.parametrize(
    ("length", "label", "shared"),
    [
        (timedelta(hours=12), "time of day, Friday 2026-02-27", ""),
        (timedelta(hours=30), "date and time of day", "2026-02-28"),
        (timedelta(days=7), "date and time of day", "2026-03"),
        (timedelta(days=90), "date and time of day", "2026-05"),
    ],
)
def test_dates_are_numbers(length: timedelta, label: str, shared: str) -> None:
    with theme():
        figure = blank_figure(3.0)
        axes = figure.subplots()
        time_axis_of(axes, START, START + length)
        png(figure)  # ticks are made when they are drawn
        texts = [tick.get_text() for tick in axes.get_xticklabels()]
        offset = axes.xaxis.get_offset_text().get_text()
    assert axes.get_xlabel() == label
    assert offset == shared
    assert any(texts)
    assert not any(sign.isalpha() for text in [*texts, offset] for sign in text), texts
