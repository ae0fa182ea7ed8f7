"""Figures say what they show: axes with units, titles with scenario and replications."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.report.drawing import svg, theme
from sim.report.figures import Picture, contacts_and_staff, even_bars, figures, occupancy
from sim.report.fonts import fitted, font_warning, installed_cjk_family, needs_cjk
from sim.report.reading import Reader
from tests.report import handmade

NEEDS = {"desk": np.array([3.5, 4.5, 7.0, 4.0])}  # of the other group no target asks anything


@pytest.fixture
def pictures(reader: Reader) -> Iterator[list[Picture]]:
    """All figures of the handmade study."""
    with theme():
        yield figures(reader, handmade.QUEUES, handmade.GROUPS, NEEDS)


def test_what_is_drawn(pictures: list[Picture]) -> None:
    assert [picture.name for picture in pictures] == [
        "contacts-center-center",
        "contacts-queue-calls",
        f"contacts-queue-{handmade.QUEUES[1]}",
        "service-calls",  # the other queue has no target
        "waits-calls",  # and nobody waited in it
        "occupancy",
    ]


def test_every_axis_has_a_label_and_every_figure_its_source(pictures: list[Picture]) -> None:
    for picture in pictures:
        axes = picture.figure.axes
        assert all(one.get_ylabel() for one in axes)
        assert axes[-1].get_xlabel()
        assert axes[0].get_title(loc="left")
        notes = " ".join(text.get_text() for text in axes[0].texts)
        assert "A desk (base)" in notes
        assert "100 replications" in notes
        assert picture.text


def test_service_level_names_formula_threshold_interval_and_target(
    pictures: list[Picture],
) -> None:
    [axes] = next(p for p in pictures if p.name == "service-calls").figure.axes
    assert axes.get_title(loc="left") == "calls: service level SL-1 in 20 s"
    assert "mean over 100 replications with its 95 % interval" in axes.texts[0].get_text()
    line, target = axes.get_lines()
    assert list(line.get_ydata()) == [0.95, 0.79, 0.55, 0.9]
    assert set(target.get_ydata()) == {0.8}
    assert len(axes.collections) == 1  # the band


def test_one_replication_is_drawn_without_a_band() -> None:
    with theme():
        reader = Reader(handmade.study(replications=1))
        drawn = figures(reader, handmade.QUEUES, handmade.GROUPS, NEEDS)
    [axes] = next(p for p in drawn if p.name == "service-calls").figure.axes
    assert "one replication, hence no interval" in axes.texts[0].get_text()
    assert len(axes.collections) == 0


def test_staff_is_that_of_the_groups_with_the_skill(pictures: list[Picture]) -> None:
    """Both groups take calls (4 + 2 planned at first), only the second takes orders."""
    planned = {
        name: picture.figure.axes[1].patches[1].get_data().values[0]  # type: ignore[attr-defined]
        for name, picture in ((p.name, p) for p in pictures[:3])
    }
    assert list(planned.values()) == [6.0, 6.0, 2.0]


def test_required_seats_are_those_of_the_groups_that_are_drawn(pictures: list[Picture]) -> None:
    """Orders go to a group without a need: nothing is drawn there, rather than a zero."""
    found = [
        {str(one.get_label()): list(one.get_data().values) for one in p.figure.axes[1].patches}  # type: ignore[attr-defined]
        for p in pictures[:3]
    ]
    label = "required, Erlang A (1 of 2 groups)"
    assert [one.get(label) for one in found] == [[3.5, 4.5, 7.0, 4.0]] * 2 + [None]
    assert not any("required" in name for name in found[2])


def test_required_seats_of_several_groups_add_up(reader: Reader) -> None:
    needs = NEEDS | {handmade.GROUPS[1]: np.array([1.0, 1.25, 0.0, 2.0])}
    with theme():
        drawn = contacts_and_staff(reader, "queue", "calls", needs)
    line = drawn.figure.axes[1].patches[-1]
    assert line.get_label() == "required, Erlang A"
    assert list(line.get_data().values) == [4.5, 5.75, 7.0, 6.0]  # type: ignore[attr-defined]


def test_a_limit_stands_beside_the_occupancy_that_it_is_of() -> None:
    """The desk is 87 % busy with e-mails between calls; its limit of 85 % is of the calls."""
    summary = handmade.summary(True)
    rows = summary[summary["metric"] == "occupancy"]
    rows = rows[(rows["name"] == "desk") & (rows["interval"] >= 0)].copy()
    rows[["mean", "low", "high"]] *= 0.5
    rows["metric"] = "live_occupancy"
    made = handmade.study(summary=pd.concat([summary, rows], ignore_index=True))
    with theme():
        drawn = occupancy(Reader(made), ["desk"])
    assert drawn is not None
    [axes] = drawn.figure.axes
    found = {str(line.get_label()): line.get_ydata() for line in axes.get_lines()}
    assert list(found) == ["desk", "desk, live contacts", "limit of desk, live contacts"]
    assert list(found["desk, live contacts"]) == pytest.approx([0.35, 0.45, 0.485, 0.4])
    assert set(found["limit of desk, live contacts"]) == {0.85}


def test_svg_is_the_same_every_time_and_its_text_is_text(study: Any) -> None:
    written = []
    for _ in range(2):
        with theme():
            drawn = figures(Reader(study), handmade.QUEUES, handmade.GROUPS, NEEDS)
            written.append([svg(picture.figure) for picture in drawn])
    assert written[0] == written[1]
    last = written[0][-1].decode("utf-8")
    assert "二线" in last
    assert "Noto Sans CJK SC" in last
    assert not re.search(r"""(href|src)=["'](?!#)""", last)


def test_even_bars_keep_every_contact() -> None:
    low, high = np.array([0.0, 10.0, 60.0]), np.array([10.0, 60.0, np.inf])
    shares = np.array([[0.28, 0.02], [0.04, 0.04], [0.0, 0.02]])
    edges, bars = even_bars(low, high, shares)
    assert np.allclose(np.diff(edges), edges[1])
    assert bars.sum(axis=0) == pytest.approx(shares.sum(axis=0))
    assert bars[edges[:-1] < 10].sum(axis=0) == pytest.approx(shares[0])
    assert bars[-1, 1] >= 0.02  # what has no end is in the last bar


def test_even_bars_of_waits_that_all_lie_beyond_the_last_edge() -> None:
    edges, bars = even_bars(
        np.array([0.0, 60.0]), np.array([60.0, np.inf]), np.array([[0.0], [1.0]])
    )
    assert edges[-1] >= 60
    assert bars.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "needed"), [("calls", False), ("Zürich – 3", False), ("投诉", True), ("カナ", True)]
)
def test_cjk_is_noticed(text: str, needed: bool) -> None:
    assert needs_cjk([text]) is needed
    said = font_warning([text])
    assert (said is not None) is (needed and installed_cjk_family() is None)


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("calls", 5, "calls"),
        ("calls", 4, "cal…"),
        ("two words", 5, "two…"),
        ("投诉热线", 8, "投诉热线"),
        ("投诉热线", 7, "投诉热…"),
        ("投诉热线", 6, "投诉…"),
    ],
)
def test_long_names_are_cut_and_say_so(text: str, columns: int, shown: str) -> None:
    assert fitted(text, columns) == shown
