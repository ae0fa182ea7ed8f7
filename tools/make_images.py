"""Makes the pictures of the documentation: `python -m tools.make_images [PICTURE...]`.

They are drawn from shipped scenarios with the seed and the replications of the file, so they change
only when the scenario or the model does. Without names all are drawn; that takes some minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sim.report.figures import contacts_and_staff, service_level
from sim.report.reading import Reader
from sim.report.required import required_by_erlang
from sim.report.style import ANSWERED, INK, LEFT, TARGET
from sim.scenario import Scenario, load
from sim.studies import study
from tools.pictures import SCENARIOS, source, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Figured = dict[str, dict[str, float | None]]
"""Metric -> mean, low, high."""


def phone_center_contacts() -> Figure:
    """Contacts and agents of the phone center."""
    found = study(load(SCENARIOS / "phone_center.yaml"))
    required = required_by_erlang(found)
    return contacts_and_staff(Reader(found), "queue", "service", required).figure


def phone_center_service() -> Figure:
    """Service level of the phone center by interval."""
    reader = Reader(study(load(SCENARIOS / "phone_center.yaml")))
    picture = service_level(reader, "service")
    assert picture is not None  # the queue has a target
    return picture.figure


def leads_hotline() -> Figure:
    """Net result by agents, with and without ring-back, and by lines."""
    base = load(SCENARIOS / "leads_hotline.yaml")
    without = base.variant_named("no_ring_back")
    busy_too = base.variant_named("ring_back_busy_callers")
    figure = _figure(3.6)
    left, right = figure.subplots(1, 2, sharey=True)
    agents = range(5, 11)
    for label, scenario, colour in (("with ring-back", base, ANSWERED), ("without", without, LEFT)):
        found = [_center(scenario.replace("agents.desk.seated", number)) for number in agents]
        _points(left, agents, found, "net_result", colour, label)
    lines = (8, 9, 10, 12, 14, 16, 20, 30)
    for label, scenario, colour in (
        ("ring-back after hanging up", base, ANSWERED),
        ("and after the busy signal", busy_too, INK),
    ):
        found = [_center(scenario.replace("lines", number)) for number in lines]
        _points(right, lines, found, "net_result", colour, label)
    left.set_xlabel("agents (16 lines)")
    left.set_ylabel("net result of the day (EUR)")
    right.set_xlabel("lines (8 agents, with ring-back)")
    for axes, title in ((left, "By agents"), (right, "By lines")):
        axes.set_title(title)
        axes.legend(loc="lower right")
    left.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    source(figure, base, "bars")
    return figure


PROACTIVE = {
    "no_proactive_calls": "none called",
    "base": "half of them called",
    "all_stuck_called": "all called",
    "all_called_one_more_agent": "all, one more agent",
    "slower_call_back": "all, half an hour later",
    "unknown_number": "all, unknown number",
    "they_call_anyway": "all, they phone anyway",
}


def app_with_proactive_calls() -> Figure:
    """The phone's service level, attempts per issue and cost per resolution by scenario."""
    base = load(SCENARIOS / "app_with_proactive_calls.yaml")
    figures = []
    for name in PROACTIVE:
        one = study(base if name == "base" else base.variant_named(name)).to_json()
        figures.append((one["queues"]["phone"], one["center"]))
    figure = _figure(3.2)
    panels = figure.subplots(1, 3, sharey=True)
    places = range(len(PROACTIVE))
    phone, center = zip(*figures, strict=True)
    for axes, found, metric, title, scale in (
        (panels[0], phone, "service_level", "Phone: % in 20 s", 100.0),
        (panels[1], center, "attempts_per_issue", "Attempts per issue", 1.0),
        (panels[2], center, "cost_per_resolution", "EUR per resolution", 1.0),
    ):
        mean, below, above = _intervals(found, metric, scale)
        axes.errorbar(mean, places, xerr=(below, above), fmt="o", color=ANSWERED, markersize=4)
        axes.set_title(title)
    panels[0].axvline(80, color=TARGET, linestyle="--", linewidth=1.2)
    panels[0].set_yticks(list(places), list(PROACTIVE.values()))
    panels[0].invert_yaxis()
    source(figure, base, "bars")
    return figure


PICTURES: dict[str, Callable[[], Figure]] = {
    picture.__name__: picture
    for picture in (
        phone_center_contacts,
        phone_center_service,
        leads_hotline,
        app_with_proactive_calls,
    )
}


def _center(scenario: Scenario) -> Figured:
    found: Figured = study(scenario).to_json()["center"]
    return found


def _figure(height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(7.6, height))


def _points(
    axes: Axes,
    x: Sequence[int],
    found: Sequence[Figured],
    metric: str,
    colour: str,
    label: str,
) -> None:
    mean, below, above = _intervals(found, metric, 1.0)
    axes.errorbar(
        x, mean, yerr=(below, above), fmt="o-", color=colour, markersize=4, capsize=2, label=label
    )


def _intervals(
    found: Sequence[Figured], metric: str, scale: float
) -> tuple[list[float], list[float], list[float]]:
    """Means, and how far their 95 % intervals reach below and above."""
    means, below, above = [], [], []
    for one in found:
        mean, low, high = (one[metric][part] for part in ("mean", "low", "high"))
        assert mean is not None
        assert low is not None
        assert high is not None
        means.append(mean * scale)
        below.append((mean - low) * scale)
        above.append((high - mean) * scale)
    return means, below, above


if __name__ == "__main__":
    write(PICTURES, sys.argv[1:])
