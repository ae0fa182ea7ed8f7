"""The figures of the pages: what each depends on, and how it is made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sim.app.drawing_work import Make, day_picture
from sim.app.workers import Key, Order
from sim.report.figures import occupancy, service_level
from sim.report.reading import Reader
from sim.report.service_picture import service_levels
from sim.studies import Study

ALL = "center"
"""Chosen in place of a queue: all of them together."""

MOST_GROUPS = 4
"""Lines of occupancy in one figure."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """One figure. Equal keys are the same figure, which is drawn once in each language.

    `make` is sent to a worker process: a partial of a function that a module has by name.
    """

    key: tuple[object, ...]
    make: Make


def key_of(study: Study) -> Key:
    """What the figures of a study depend on."""
    return Order(study.scenario, study.replications, study.seed, study.engine).key


def day_drawings(reader: Reader, chosen: str) -> list[Drawing]:
    """The day of one queue, or of all: contacts and staff, service level, occupancy."""
    study = reader.study
    key = key_of(study)
    level = ALL if chosen == ALL else "queue"
    found = [Drawing((*key, "day", chosen), partial(day_picture, reader, level, chosen))]
    if level == "queue":
        found.append(Drawing((*key, "service", chosen), partial(service_level, reader, chosen)))
    else:
        found.append(Drawing((*key, "service", chosen), partial(service_levels, reader)))
    groups = study.model.labels.groups[:MOST_GROUPS]
    found.append(Drawing((*key, "occupancy"), partial(occupancy, reader, groups)))
    return found
