"""What all users of one server share: worker processes, results and figures already drawn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future
from functools import lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from itertools import chain, repeat

from sim.app.drawing_work import svg_of
from sim.app.drawings import Drawing
from sim.app.limits import CACHE_BYTES
from sim.app.pool import first_pool, new_pool, processors, search_pool
from sim.app.results import Cache, size_of
from sim.app.search_work import Found, SearchOrder
from sim.app.searches import Searches
from sim.app.texts import Language
from sim.app.workers import Order, Progress, Workers
from sim.compile import compile_model
from sim.engine.names import DEFAULT_ENGINE
from sim.metrics.tally import Tally
from sim.model import Model
from sim.scenario import Scenario
from sim.studies import Study
from sim.studies.versions import versions

MODELS_KEPT = 4


class Server:
    """Workers and caches. Nothing of a user is here: results are found by their content alone."""

    def __init__(self, workers: Workers, searches: Searches) -> None:
        self.workers = workers
        self.searches = searches
        self._studies: Cache[Study] = Cache(CACHE_BYTES)
        self._found: Cache[Found] = Cache(CACHE_BYTES // 8)
        self._figures: Cache[str] = Cache(CACHE_BYTES // 8)
        self._being_drawn: dict[tuple[object, ...], Future[object]] = {}
        self._assembling = threading.Lock()
        self._asking = threading.Lock()

    def known(self, order: Order) -> Study | None:
        """The study, if it was simulated already."""
        return self._studies.get(_versioned(order))

    def finished(self, progress: Progress) -> Study:
        """The study of an order whose replications are all done; kept for whoever asks again."""
        order = progress.order
        with self._assembling:
            found = self.known(order)
            if found is not None:
                return found
            tallies: list[Tally] = [progress.tallies[n] for n in sorted(progress.tallies)]
            made = Study(
                scenario=order.scenario,
                model=model_of(order.scenario),
                seed=order.seed,
                replications=order.replications,
                engine=order.engine,
                tallies=tuple(tallies),
                versions=versions(),
            )
            size = size_of(tallies[0]) * len(tallies) + size_of((made.summary, made.model))
            self._studies.put(_versioned(order), made, size)
            return made

    def found(self, order: SearchOrder) -> Found | None:
        """What a search found, if it was made already."""
        return self._found.get(order.key)

    def keep(self, order: SearchOrder, found: Found) -> None:
        """Keep what a search found, for whoever asks again."""
        self._found.put(order.key, found, size_of(found))

    def begin_drawing(self, language: Language, drawings: Sequence[Drawing]) -> None:
        """Have these figures drawn, all at once; `drawn` waits for them one by one."""
        for drawing in drawings:
            self._asked(language, drawing)

    def drawn(self, language: Language, drawing: Drawing) -> str | None:
        """A figure as SVG text; drawn once for all who see the same study. None: there is none."""
        found = self._asked(language, drawing)
        if isinstance(found, str):
            return found or None
        try:
            text = found.result()
        except BrokenExecutor:  # a worker process has died, perhaps for want of memory
            text = self.workers.call(svg_of, drawing.make, language.code).result()
        assert isinstance(text, str)
        return text or None

    def _asked(self, language: Language, drawing: Drawing) -> str | Future[object]:
        """The figure if it is there; else what will give it, to all who ask meanwhile."""
        key = (*drawing.key, language.code)
        with self._asking:
            waiting = self._being_drawn.get(key)
            if waiting is not None:
                return waiting
            known = self._figures.get(key)
            if known is not None:
                return known
            asked = self.workers.call(svg_of, drawing.make, language.code)
            self._being_drawn[key] = asked
        asked.add_done_callback(partial(self._keep_figure, key))
        return asked

    def _keep_figure(self, key: tuple[object, ...], asked: Future[object]) -> None:
        if not asked.cancelled() and asked.exception() is None:
            text = asked.result()
            assert isinstance(text, str)
            self._figures.put(key, text, len(text) + 100)
        with self._asking:
            self._being_drawn.pop(key, None)

    def made(self, make: Callable[[], bytes]) -> bytes:
        """A report, made in a worker process."""
        content = self.workers.call(make).result()
        assert isinstance(content, bytes)
        return content


@lru_cache(maxsize=MODELS_KEPT)
def model_of(scenario: Scenario) -> Model:
    """The model of a scenario; asked for before it is simulated and after."""
    return compile_model(scenario)


def default_engine() -> str:
    """The engine that a study uses where none is named, on the command line as in Python."""
    return DEFAULT_ENGINE


def process_server() -> Server:
    """A server with as many worker processes as this machine gives us processors."""
    pools = chain([first_pool()], repeat(None))
    workers = Workers(lambda: next(pools) or new_pool(), processors())
    return Server(workers, Searches(search_pool))


def _versioned(order: Order) -> tuple[object, ...]:
    try:
        made_by = version("ccsim")
    except PackageNotFoundError:
        made_by = ""
    return (*order.key, made_by)
