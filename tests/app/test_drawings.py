"""Figures are drawn by the workers: once for all who ask, in the reader's language."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation

from sim.app import drawing_work
from sim.app.drawing_work import comparison_report, study_report, svg_of
from sim.app.drawings import ALL, Drawing, day_drawings
from sim.app.searches import Searches
from sim.app.server import Server
from sim.app.texts import LANGUAGES
from sim.app.workers import Workers
from sim.report.frame import Picture, blank_figure
from sim.report.reading import Reader
from sim.scenario import loads
from sim.studies import Study, study
from sim.studies.comparison import compare
from tests.cli.conftest import DESK

ENGLISH, CHINESE = LANGUAGES["en"], LANGUAGES["zh"]


@pytest.fixture(scope="module")
def desk_study() -> Study:
    return study(loads(DESK), replications=4)


class Counted(ThreadPoolExecutor):
    """Counts what it was asked for."""

    def __init__(self) -> None:
        super().__init__(1)
        self.asked = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.asked += 1
        return super().submit(fn, *args, **kwargs)


@pytest.fixture
def executor() -> Iterator[Counted]:
    made = Counted()
    yield made
    made.shutdown()


def server_on(*executors: Executor) -> Server:
    left = list(executors)
    return Server(Workers(lambda: left.pop(0), 1), Searches(lambda: ThreadPoolExecutor(1)))


def test_a_figure_is_drawn_once_in_each_language(executor: Counted, desk_study: Study) -> None:
    server = server_on(executor)
    drawings = day_drawings(Reader(desk_study), "calls")
    assert [drawing.key[5] for drawing in drawings] == ["day", "service", "occupancy"]
    server.begin_drawing(ENGLISH, drawings)
    server.begin_drawing(ENGLISH, drawings)  # another reader, before they are there
    assert executor.asked == 3
    figures = [server.drawn(ENGLISH, drawing) for drawing in drawings]
    assert all(figure is not None and "service level" in figure for figure in figures[1:2])
    assert [server.drawn(ENGLISH, drawing) for drawing in drawings] == figures
    assert executor.asked == 3
    said = server.drawn(CHINESE, drawings[1])
    assert said is not None
    assert "服务水平" in said
    assert executor.asked == 4


def test_what_a_worker_is_sent_survives_the_way(desk_study: Study) -> None:
    """Processes talk in pickles; also when the study has worked out all its figures."""
    desk_study.to_json()
    for drawing in day_drawings(Reader(desk_study), ALL):
        sent = pickle.loads(pickle.dumps(drawing.make))
        assert svg_of(sent, "en") == svg_of(drawing.make, "en")
    sent = pickle.loads(pickle.dumps(partial(study_report, desk_study, ["run"], None)))
    assert b"A small desk" in sent(".html")


def slide_titles(file: bytes) -> list[str]:
    return [slide.shapes[0].text_frame.text for slide in Presentation(BytesIO(file)).slides]


def test_slides_show_the_sensitivity_without_being_asked(
    desk_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on the command line, unless a reader would wait for long."""
    title = slide_titles(study_report(desk_study, ["run"], None, ".pptx"))[3]
    assert title.endswith("of 4 assumptions really move the service level")
    comparison = compare([loads(DESK), loads(DESK, scenario="six_more")], replications=4)
    assert slide_titles(comparison_report(comparison, ["compare"], None, ".pptx"))[3] == title
    monkeypatch.setattr(drawing_work, "MOST_CONTACTS", 100)
    assert "Erlang" in slide_titles(study_report(desk_study, ["run"], None, ".pptx"))[3]


def _nothing() -> Picture | None:
    return None


def test_where_there_is_no_figure_there_is_none(executor: Counted) -> None:
    server = server_on(executor)
    assert server.drawn(ENGLISH, Drawing(("nothing",), _nothing)) is None
    assert server.drawn(ENGLISH, Drawing(("nothing",), _nothing)) is None
    assert executor.asked == 1


def _wrong() -> Picture | None:
    raise ValueError("no such figure")


def test_what_goes_wrong_is_not_kept(executor: Counted) -> None:
    server = server_on(executor)
    for _ in range(2):
        with pytest.raises(ValueError, match="no such figure"):
            server.drawn(ENGLISH, Drawing(("wrong",), _wrong))
    assert executor.asked == 2


def _empty() -> Picture | None:
    return Picture("empty", "An empty figure.", blank_figure(1.0))


def test_a_figure_whose_worker_dies_is_drawn_by_the_next(executor: Counted) -> None:
    class Dying(Counted):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if self.asked:
                raise BrokenExecutor("a worker died")
            self.asked += 1
            future: Future[Any] = Future()
            future.set_exception(BrokenExecutor("a worker died"))
            return future

    dying = Dying()
    server = server_on(dying, executor)
    drawn = server.drawn(ENGLISH, Drawing(("empty",), _empty))
    assert drawn is not None
    assert "<svg" in drawn
    dying.shutdown()
