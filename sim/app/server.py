"""What all users of one server share: worker processes, results and figures already drawn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import chain, repeat

from sim.app.limits import CACHE_BYTES
from sim.app.pool import first_pool, new_pool, processors, search_pool
from sim.app.results import Cache, size_of
from sim.app.search_work import Found, SearchOrder
from sim.app.searches import Searches
from sim.app.workers import Order, Progress, Workers
from sim.compile import compile_model
from sim.engine.names import DEFAULT_ENGINE
from sim.metrics.tally import Tally
from sim.model import Model
from sim.report.drawing import svg, theme
from sim.report.frame import Picture
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
        self._assembling = threading.Lock()
        self._drawing = threading.Lock()  # matplotlib's settings are those of the whole process

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

    def drawn(self, key: tuple[object, ...], make: Callable[[], Picture | None]) -> str | None:
        """A figure as SVG text; drawn once for all who see the same study."""
        found = self._figures.get(key)
        if found is not None:
            return found or None
        with self._drawing, theme():
            picture = make()
            text = "" if picture is None else svg(picture.figure).decode("utf-8")
        self._figures.put(key, text, len(text) + 100)
        return text or None

    def alone(self, make: Callable[[], bytes]) -> bytes:
        """A report with figures, made while nothing else is drawn."""
        with self._drawing:
            return make()


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
