"""Decks as tests read them: opened again, their charts, and whether everything fits."""

from __future__ import annotations

from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from pptx import Presentation
from pptx.util import Emu, Inches

from sim.report.slides_titles import MOST_WORDS
from sim.scenario import load

LONG = "客户服务与投诉处理热线 and a name that is much too long for any slide " * 1


def crowded(folder: Path) -> Any:
    """Seven queues and groups with long names, and five scenarios."""
    queues = "".join(
        f'  "{LONG}{n}":\n    channel: voice\n    arrivals: {{rate: {10 + n}/h}}\n'
        "    handle_time: {mean: 120s}\n    patience: {mean: 3min}\n"
        "    target: {answered: 80%, within: 3min20s, abandoned: 6%}\n"
        for n in range(7)
    )
    groups = "".join(
        f'  "group {LONG}{n}":\n    seated: {n % 3 + 1}\n    skills: {{"{LONG}{n}": 1}}\n'
        "    cost: {hour: 30000}\n"
        for n in range(7)
    )
    scenarios = "".join(
        f'  "scenario {LONG}{n}": {{"agents.group {LONG}{n}.seated": 5}}\n' for n in range(5)
    )
    path = folder / "crowded.yaml"
    path.write_text(
        f"name: {LONG}\ncurrency: EUR\n"
        "period: {start: 2026-03-02 08:00, length: 1h, interval: 30min}\n"
        f"queues:\n{queues}agents:\n{groups}"
        f"run: {{replications: 2, seed: 1}}\nscenarios:\n{scenarios}",
        "utf-8",
    )
    return load(path)


def opened(content: bytes) -> Any:
    return Presentation(BytesIO(content))


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def plain(text: str) -> str:
    """A text of a slide without the signs that keep a number and its unit on one line."""
    return text.replace("\u00a0", " ").replace("\u2212", "-")


def charts(deck: Any, number: int) -> list[Any]:
    return [shape.chart for shape in deck.slides[number].shapes if shape.has_chart]


def series(chart: Any) -> dict[str, list[float | None]]:
    return {one.name: list(one.values) for one in chart.plots[0].series}


def check_layout(deck: Any) -> None:
    """Six slides 16:9; everything inside, apart from each other, large enough, not cut off."""
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    assert len(deck.slides) == 6
    for slide in deck.slides:
        shapes = list(slide.shapes)
        for shape in shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
        for one, other in combinations(shapes, 2):
            assert apart(one, other), (one.name, other.name, titles(deck))
        for shape in shapes:
            if shape.has_text_frame:
                check_text(shape.text_frame, shape.width, shape.height)
            elif shape.has_table:
                assert sum(row.height for row in shape.table.rows) <= shape.height + 10
                for row in shape.table.rows:
                    for column, cell in zip(shape.table.columns, row.cells, strict=True):
                        width = shape.width if cell.is_merge_origin else column.width
                        room = width - cell.margin_left - cell.margin_right
                        check_text(cell.text_frame, room, row.height)


def apart(one: Any, other: Any) -> bool:
    beside = one.left + one.width <= other.left or other.left + other.width <= one.left
    above = one.top + one.height <= other.top or other.top + other.height <= one.top
    return bool(beside or above)


def check_text(frame: Any, width: int, height: int) -> None:
    runs = [run for paragraph in frame.paragraphs for run in paragraph.runs]
    for run in runs:
        assert run.font.size.pt >= 12
        assert run.font._element.find(".//{*}ea").get("typeface") == "Microsoft YaHei"
    sizes = {run.font.size.pt for run in runs}
    if not sizes:
        return
    [size] = sizes
    wide = Emu(width).inches * 72 / size / 0.5  # half a font size a sign, two for a Chinese one
    lines = sum(
        np.ceil(sum(2 if sign > "⺀" else 1 for sign in paragraph.text) / wide)
        for paragraph in frame.paragraphs
    )
    assert lines * size * 1.2 <= Emu(height).inches * 72


def check_titles(deck: Any) -> None:
    for title in titles(deck):
        assert 3 <= len(title.split()) <= MOST_WORDS
