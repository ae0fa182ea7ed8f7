"""The first screen, simulated and drawn before anybody asks: it is there when a browser comes."""

from __future__ import annotations

from sim.app.drawings import ALL, day_drawings
from sim.app.server import Server, default_engine
from sim.app.session import QUICK_REPLICATIONS, first_draft
from sim.app.texts import LANGUAGES
from sim.app.workers import Order
from sim.report.reading import Reader

ENGLISH = LANGUAGES["en"]

NOBODY = ""
"""The user who asks for it."""


def first_answer(server: Server) -> None:
    """Simulate the first screen and draw its figures, unless the server knows them already."""
    scenario = first_draft().scenario
    order = Order(scenario, QUICK_REPLICATIONS, scenario.tree.run.seed, default_engine())
    study = server.known(order)
    if study is None:
        progress = server.workers.look(order, NOBODY)
        while progress.state == "running":
            progress.wait()
            server.workers.again(progress, NOBODY)
        if progress.state != "done":
            return  # a reader is told by his own page
        study = server.finished(progress)
    drawings = day_drawings(Reader(study), ALL)
    server.begin_drawing(ENGLISH, drawings)
    for drawing in drawings:
        server.drawn(ENGLISH, drawing)
