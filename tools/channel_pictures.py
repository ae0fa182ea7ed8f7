"""Pictures of the pages on written channels: `python -m tools.channel_pictures [PICTURE...]`.

As tools/make_images.py: drawn from shipped scenarios with the seed and replications of the file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.report.style import ANSWERED, FIRST_ATTEMPTS, FLOWED_OUT, LEFT, MUTED, TARGET, UNREACHED
from sim.scenario import Scenario, load
from sim.studies import study
from tools.pictures import SCENARIOS, source, write

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WHOLE_PERIOD = -1
"""The interval of a summary's figures of the whole period."""

Values = NDArray[np.float64]


def viral_incident() -> Figure:
    """Posts waiting and the phone's service level through the day, by size of the desk."""
    base = load(SCENARIOS / "viral_incident.yaml")
    figure = _figure(3.8)
    left, right = figure.subplots(1, 2)
    for name, label, colour in (
        ("base", "desk of 4", LEFT),
        ("desk_of_8", "desk of 8", ANSWERED),
        ("desk_of_16", "desk of 16", FLOWED_OUT),
        ("calm", "desk of 4, no incident", MUTED),
    ):
        summary = _summary(base, name)
        for axes, queue, metric, scale in (
            (left, "posts", "backlog", 1.0),
            (right, "calls", "service_level", 100.0),
        ):
            mean, low, high = _by_interval(summary, queue, metric, scale)
            clock = _clock(base, len(mean))
            axes.plot(clock, mean, color=colour, label=label)
            axes.fill_between(clock, low, high, color=colour, alpha=0.15, linewidth=0)
    for axes, title in (
        (left, "Posts waiting, end of each half hour"),
        (right, "Calls answered within 20 s, %"),
    ):
        axes.set_title(title)
        axes.set_xlabel("hour of the day")
        axes.set_xticks(range(8, 25, 2))
        axes.axvline(10.5, color=MUTED, linestyle=":", linewidth=1.0)
    right.axhline(80, color=TARGET, linestyle="--", linewidth=1.0)
    right.set_ylim(0, 100)
    figure.legend(*left.get_legend_handles_labels(), loc="outside upper left", ncols=4)
    source(figure, base, "bands")
    return figure


def slow_email_calls_back() -> Figure:
    """Calls that chase e-mails, and what they do to the phone, by staff of the e-mail desk."""
    names = {
        "base": "next day: 4 for e-mails",
        "promised_in_30_minutes": "30 min promised: still 4",
        "staffed_for_60_minutes": "staffed for 60 min: 5",
        "staffed_for_30_minutes": "staffed for 30 min: 6",
        "one_more_on_the_phone": "4, one more on the phone",
        "one_team": "12 in one team",
    }
    base = load(SCENARIOS / "slow_email_calls_back.yaml")
    summaries = [_summary(base, name) for name in names]
    figure = _figure(3.2)
    panels = figure.subplots(1, 3, sharey=True)
    for axes, queue, metric, scale, title in (
        (panels[0], "emails", "response_s", 1 / 3600, "Hours to the reply"),
        (panels[1], "calls", "origin_chase", 1.0, "Calls about e-mails"),
        (panels[2], "calls", "service_level", 100.0, "Calls: % in 20 s"),
    ):
        _points(axes, summaries, queue, metric, scale)
        axes.set_title(title)
    panels[0].set_xlabel("opening hours")
    panels[1].set_xlabel("in the week")
    panels[2].axvline(80, color=TARGET, linestyle="--", linewidth=1.2)
    panels[0].set_yticks(range(len(names)), list(names.values()))
    panels[0].invert_yaxis()
    source(figure, base, "bars")
    return figure


def public_posts_with_callback() -> Figure:
    """What becomes of the day's customers."""
    names = {
        "base": "the file",
        "no_faq": "no FAQ",
        "no_peers": "no peers",
        "peers_as_at_stack_overflow": "peers as at Stack Overflow",
        "no_callbacks": "no callbacks",
    }
    parts = (
        ("found it in the search", "search", FIRST_ATTEMPTS),
        ("helped by a peer or the desk in the community", "community", FLOWED_OUT),
        ("answered in public", "posts", ANSWERED),
        ("called back", "callbacks", UNREACHED),
    )
    base = load(SCENARIOS / "public_posts_with_callback.yaml")
    summaries = [_summary(base, name) for name in names]
    figure = _figure(3.4)
    axes = figure.subplots()
    places = np.arange(len(names))
    left = np.zeros(len(names))
    for label, queue, colour in parts:
        width = np.array([_whole(one, queue, "resolved_here")[0] for one in summaries])
        axes.barh(places, width, left=left, color=colour, label=label, height=0.6)
        left += width
    lost = np.array([_whole(one, "center", "customers_lost")[0] for one in summaries])
    axes.barh(places, lost, left=left, color=LEFT, label="gave up", height=0.6)
    axes.set_yticks(places, list(names.values()))
    axes.invert_yaxis()
    axes.set_xlabel("customers of the day, where they were helped last (the rest is still open)")
    figure.legend(loc="outside upper left", ncols=3)
    source(figure, base, "")
    return figure


def social_contact_center() -> Figure:
    """Share answered on target, by channel and scenario."""
    names = {
        "base": "the file",
        "a_fifth_writes": "a fifth writes",
        "a_fifth_writes_two_move": "a fifth writes, 2 agents move",
        "one_team": "one team of 15",
    }
    base = load(SCENARIOS / "social_contact_center.yaml")
    summaries = [_summary(base, name) for name in names]
    figure = _figure(2.8)
    panels = figure.subplots(1, 3, sharey=True)
    for axes, queue, title in (
        (panels[0], "calls", "Calls: % in 20 s"),
        (panels[1], "messages", "Messages: % in 3 min"),
        (panels[2], "microblog", "Posts: % in 15 min"),
    ):
        _points(axes, summaries, queue, "service_level", 100.0)
        axes.set_title(title)
        axes.set_xlim(0, 103)
        axes.axvline(80, color=TARGET, linestyle="--", linewidth=1.2)
    panels[0].set_yticks(range(len(names)), list(names.values()))
    panels[0].invert_yaxis()
    source(figure, base, "bars")
    return figure


PICTURES: dict[str, Callable[[], Figure]] = {
    picture.__name__: picture
    for picture in (
        viral_incident,
        slow_email_calls_back,
        public_posts_with_callback,
        social_contact_center,
    )
}


def _summary(base: Scenario, name: str) -> pd.DataFrame:
    return study(base if name == "base" else base.variant_named(name)).summary


def _by_interval(
    summary: pd.DataFrame, queue: str, metric: str, scale: float
) -> tuple[Values, Values, Values]:
    found = summary[
        (summary["name"] == queue)
        & (summary["metric"] == metric)
        & (summary["interval"] > WHOLE_PERIOD)
    ].sort_values("interval")
    mean, low, high = (found[part].to_numpy(float) * scale for part in ("mean", "low", "high"))
    return mean, low, high


def _whole(summary: pd.DataFrame, name: str, metric: str) -> tuple[float, float, float]:
    found = summary[
        (summary["name"] == name)
        & (summary["metric"] == metric)
        & (summary["interval"] == WHOLE_PERIOD)
    ]
    mean, low, high = (float(found[part].iloc[0]) for part in ("mean", "low", "high"))
    return mean, low, high


def _points(
    axes: Axes, summaries: Sequence[pd.DataFrame], queue: str, metric: str, scale: float
) -> None:
    """One point a scenario, from top to bottom, with the 95 % interval of the mean."""
    mean, low, high = np.array([_whole(one, queue, metric) for one in summaries]).T * scale
    reach = (mean - low, high - mean)
    axes.errorbar(mean, range(len(mean)), xerr=reach, fmt="o", color=ANSWERED, markersize=4)
    axes.set_xlim(left=0)


def _clock(scenario: Scenario, intervals: int) -> Values:
    """The end of each interval, in hours of the day."""
    period = scenario.tree.period
    midnight = period.start.replace(hour=0, minute=0)
    first = (period.start - midnight) / timedelta(hours=1)
    ends: Values = first + 0.5 * np.arange(1, intervals + 1, dtype=np.float64)
    return ends


def _figure(height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(7.6, height))


if __name__ == "__main__":
    write(PICTURES, sys.argv[1:])
