"""The first screen, simulated and drawn before anybody asks: it is there when a browser comes."""

from __future__ import annotations

from sim.app.screens.answer import ALL, CARDS
from sim.app.server import Server, default_engine
from sim.app.session import QUICK_REPLICATIONS, first_draft
from sim.app.workers import Order
from sim.report.figures import contacts_and_staff, occupancy
from sim.report.reading import Reader
from sim.report.required import required_by_erlang

ENGLISH = "en"
"""Figures are made in English; they need no other words for its readers."""

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
    reader = Reader(study)
    # As page Answer draws them; under other names they would only be drawn once more.
    groups = study.model.labels.groups[:CARDS]
    day, busy = (*order.key, "day", ALL, ENGLISH), (*order.key, "occupancy", ENGLISH)
    server.drawn(day, lambda: contacts_and_staff(reader, "center", ALL, required_by_erlang(study)))
    server.drawn(busy, lambda: occupancy(reader, groups))
