"""Decks: six slides, nothing outside or cut off, and what every slide says of itself."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sim.report.slides import comparison_slides, study_slides
from sim.report.slides_bytes import without_times
from sim.studies import study as simulate
from sim.studies.comparison import compare
from tests.report.decks import (
    charts,
    check_layout,
    check_titles,
    crowded,
    opened,
    plain,
)


def test_a_study_has_six_slides_that_fit(office_study: Any) -> None:
    deck = opened(study_slides(office_study))
    check_layout(deck)
    check_titles(deck)


def test_a_comparison_has_six_slides_that_fit(office_comparison: Any) -> None:
    deck = opened(comparison_slides(office_comparison))
    check_layout(deck)
    check_titles(deck)


def test_many_long_names_fit_and_what_is_left_out_is_counted(tmp_path: Path) -> None:
    scenario = crowded(tmp_path)
    deck = opened(study_slides(simulate(scenario)))
    check_layout(deck)
    check_titles(deck)
    tables = [shape.table for shape in deck.slides[5].shapes if shape.has_table]
    for table in tables:
        last = table.cell(len(table.rows) - 1, 0)
        more, said = last.text.split(maxsplit=1)
        assert said == "more in the page (.html) and the workbook (.xlsx) of this report"
        assert int(more) + len(table.rows) - 2 == 7  # without the header and this row
        assert last.is_merge_origin
    deck = opened(comparison_slides(compare([scenario, *(
        scenario.variant_named(name) for name in scenario.variants)])))  # fmt: skip
    check_layout(deck)
    check_titles(deck)


def test_every_slide_says_what_its_figures_were_made_from(office_study: Any) -> None:
    deck = opened(study_slides(office_study))
    for number, slide in enumerate(deck.slides):
        texts = [plain(shape.text_frame.text) for shape in slide.shapes if shape.has_text_frame]
        [source] = [text for text in texts if text.startswith("=A desk, 客户服务 (base)")]
        assert "mean of 5 replications, 95 % interval · fast engine, seed 3" in source
        assert number == 4 or "SL-1" in source
        for chart in charts(deck, number):
            assert "5 replications" in plain(chart.chart_title.text_frame.text)
            assert "base" in chart.chart_title.text_frame.text
            assert chart.value_axis.axis_title.text_frame.text
            assert chart.category_axis.axis_title.text_frame.text


def test_names_of_a_chart_have_a_font_for_chinese(office_study: Any) -> None:
    xml = charts(opened(study_slides(office_study)), 0)[0]._chartSpace.xml
    properties = xml.count("<a:defRPr ") + xml.count("<a:rPr ")
    labels = 2  # the numbers on the bars of both series are never Chinese
    assert xml.count('<a:ea typeface="Microsoft YaHei"/>') == properties - labels


def test_the_same_study_gives_the_same_bytes(office_study: Any) -> None:
    content = study_slides(office_study)
    assert content == study_slides(office_study)
    with ZipFile(BytesIO(content)) as package:
        inside = [name for name in package.namelist() if name.endswith(".xlsx")]
        assert len(inside) == 7
        assert all(info.date_time == (2000, 1, 1, 0, 0, 0) for info in package.infolist())
        numbers = package.read(inside[0])
        assert numbers == without_times(numbers)


def test_the_line_at_the_bottom_has_room_for_long_names(office: Any) -> None:
    name = "A contact center with a long name that says where it is, whom it serves and when, 2026"
    study = simulate(office.replace("name", name), replications=2)
    for number, slide in enumerate(opened(study_slides(study)).slides):
        source = plain([shape.text_frame.text for shape in slide.shapes if shape.has_text_frame][1])
        assert source.startswith(f"{name} (base) · "), number
        assert source.endswith("95 % interval · fast engine, seed 3")
