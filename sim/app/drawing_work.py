"""Drawing and report making in a worker process. Nothing of Streamlit is imported here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from sim.app.texts import LANGUAGES
from sim.cli.report_file import comparison_makers, study_makers
from sim.cli.report_sensitivity import SHOWN_IN, replications_for
from sim.report.drawing import say_in, svg, theme
from sim.report.figures import contacts_and_staff
from sim.report.frame import Picture, blank_figure
from sim.report.reading import Reader
from sim.report.required import required_by_erlang
from sim.studies import Study
from sim.studies.comparison import Comparison
from sim.studies.sensitivity import Sensitivity, sensitivity

MOST_CONTACTS = 1_000_000
"""Contacts simulated for the sensitivity of a report at most: some seconds, for a reader waits."""

Make = Callable[[], Picture | None]
Kept = Sensitivity | None

_drawing = threading.Lock()
"""matplotlib's settings are those of a whole process, and an executor may be one of threads."""


def svg_of(make: Make, code: str) -> str:
    """The figure as SVG text, its words in the language of this code; "" where there is none."""
    with _drawing, theme():
        picture = make()
        if picture is None:
            return ""
        say_in(picture.figure, LANGUAGES[code].say)
        return svg(picture.figure).decode("utf-8")


def get_ready_to_draw() -> None:
    """Import what drawing needs and find the fonts: the first figure does not wait for it."""
    with theme():
        svg(blank_figure(1.0))


def day_picture(reader: Reader, level: str, name: str) -> Picture:
    """Contacts and staff over the day, with the seats that the targets require by Erlang A."""
    return contacts_and_staff(reader, level, name, required_by_erlang(reader.study))


def study_report(study: Study, arguments: Sequence[str], tornado: Kept, ending: str) -> bytes:
    """The report of a study as a file of this ending."""
    tornado = tornado or _sensitivity_for(study, ending)
    with _drawing:
        return study_makers(study, arguments, tornado)[ending]()


def comparison_report(
    comparison: Comparison, arguments: Sequence[str], tornado: Kept, ending: str
) -> bytes:
    """The report of a comparison as a file of this ending."""
    tornado = tornado or _sensitivity_for(comparison.base_study, ending)
    with _drawing:
        return comparison_makers(comparison, arguments, tornado)[ending]()


def _sensitivity_for(study: Study, ending: str) -> Kept:
    """What the command line works out for such a report; None where it takes long."""
    replications, contacts = replications_for(study.scenario, study.engine)
    if ending not in SHOWN_IN or contacts > MOST_CONTACTS:
        return None
    found = sensitivity(
        study.scenario,
        replications=replications,
        seed=study.seed,
        engine=study.engine,
        workers=1,
    )
    return found if any(found.effects.values()) else None
