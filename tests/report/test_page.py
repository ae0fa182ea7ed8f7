"""report.html: complete, self-contained, and safe whatever names a scenario has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from sim.report.page import render
from sim.report.slides_titles import change_title, compared
from tests.report import handmade


@pytest.fixture(scope="module", autouse=True)
def required() -> Iterator[None]:
    """What is required needs a whole study; this one is made by hand."""
    needs = {"desk": np.array([3.5, 4.5, 7.0, 4.0])}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.report.page.required_by_erlang", lambda study: needs)
        yield


@pytest.fixture(scope="module")
def page(required: None) -> str:
    return render(
        handmade.study(),
        assumptions="name: A desk\nqueues: {x: '</pre><script>alert(1)</script>'}\n",
        provenance={"seed": "7", "versions": "ccsim 0.1.0"},
    )


class Links(HTMLParser):
    """Collects what a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loaded: list[str] = []
        self.places: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = [value or "" for name, value in attributes if name in {"src", "href"}]
        self.loaded += [value for value in found if not value.startswith("#")]
        self.places += [value for value in found if value.startswith("#")]


def test_it_needs_nothing_else(page: str) -> None:
    links = Links()
    links.feed(page)
    assert len(links.loaded) == 6
    assert all(source.startswith("data:image/svg+xml;base64,") for source in links.loaded)
    assert "script" not in links.tags
    assert "@import" not in page
    assert not re.search(r"url\(", page)


def test_it_opens_with_the_answer(page: str) -> None:
    answer = page.index("76 % (75-77) of offered contacts were answered within 20 s (SL-1)")
    assert answer < page.index("<table")


def test_the_contents_lead_to_every_section(page: str) -> None:
    links = Links()
    links.feed(page)
    sections = re.findall(r'<h2 id="(\w+)">', page)
    assert links.places == [f"#{name}" for name in sections]
    assert page.count("<h2") == len(sections)


def test_first_the_queues_then_the_pictures_then_what_is_behind_them(page: str) -> None:
    captions = ["<caption>Queues", "<caption>Agent groups", "<figure", "<caption>Worst intervals",
                "<caption>Waits"]  # fmt: skip
    places = [page.index(caption) for caption in captions]
    assert places == sorted(places)


def test_a_short_table_stays_on_one_page_of_paper(page: str) -> None:
    assert re.search(r'<div class="block whole"><div class="scroll"><table><caption>Queues', page)
    assert re.search(r'<div class="block"><div class="scroll"><table><caption>Definitions', page)
    [whole] = re.findall(r"\n  ([^\n]*)\{ break-inside: avoid; \} /\* a table", page)
    assert ".whole" in whole


def test_a_comparison_opens_with_what_the_scenarios_change(office_comparison: Any) -> None:
    found = office_comparison
    page = render(found.base_study, assumptions="", provenance={}, comparison=found)
    said = change_title(compared(found), "service_level")
    conclusion = page.index(f'<p class="conclusion">{said}.</p>')
    baseline = page.index("Compared with base: @more, the_same. The baseline base itself:")
    assert conclusion < baseline < page.index("+calls: ") < page.index("<table")
    assert '<a href="#compared">' in page


def test_it_has_everything(page: str) -> None:
    for said in (
        "The desk is empty at 10:00.",
        "95 % interval of the mean over 100 replications",
        "Worst intervals",
        "Erlang check",
        "7.5 % of the offered contacts abandon.",
        "smallest wait that 90 % of the contacts offered to agents did not exceed",
        "scenario.resolved.yaml",
        "ccsim 0.1.0",
        "Monday 2026-03-02 08:00 to 10:00",
    ):
        assert said in page


def test_names_are_text_and_never_markup(page: str) -> None:
    assert "<b>more</b>" not in page
    assert "orders &amp; &lt;b&gt;more&lt;/b&gt;" in page
    assert "<script" not in page


def test_many_queues_are_drawn_in_part_and_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.report.page.MOST_DRAWN", 1)
    study: Any = handmade.study()
    page = render(study, assumptions="", provenance={})
    assert "Drawn: the 1 largest of 2 queues and the first 1 of 2 agent groups." in page
    assert 'id="contacts-queue-calls"' in page
    assert page.count("<figure") == 5 - 1
