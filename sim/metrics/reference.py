"""Writes docs/reference/metrics.md from the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from sim.metrics.catalogue import (
    CATALOGUE,
    COUNTS,
    DAY_BANDS,
    DEFERRED,
    HANDLING,
    JOURNEYS,
    MONEY,
    ORIGINS,
    PEOPLE,
    RISK,
    SERVICE,
    WAITS,
    Metric,
    day_band_name,
)
from sim.metrics.service_level import FORMULAS

INTRODUCTION = """\
# Metrics

<!-- Written by `python -m sim.metrics.reference` from sim/metrics/catalogue.py. -->

Contact figures belong to the interval in which the contact **arrived**, agent figures to the
**clock**; some are figures of the whole reported **period** alone. Only contacts that arrived in
the reported time count; work done for others (of the warm-up) still keeps agents busy. Shares
are from 0 to 1. Ratios are the sum of the numerators over the sum of the denominators, over
intervals, queues and replications alike, never a mean of percentages; with an empty denominator a
figure is not available (null in JSON, nan in frames). docs/uncertainty.md says how the intervals
are made.

The wait of a contact ends when it is answered, when the customer leaves or, for who still waits,
with the simulated time. Live kinds (voice, video, counter, outbound, chat) are answered when work
starts, written ones (messaging, email, social, community) when the reply leaves, which is when work
ends. A head start is no wait. Dropped at closing counts as abandoned. In an outbound queue work
starts when the customer is reached, so its target runs from the request (for a callback: from
accepting it) until then. Sessions of self-service need no agent: they are offered, but have no wait
and no handle time. A contact of a messaging queue is one turn of a thread. Posts that need no
answer are offered, but have no part in waits and are no issues.

Waits and ages are elapsed time, day and night. The target of a messaging, email, social or
community queue has a **clock** of its own, open time unless the file says elapsed: it decides who
is in time, and `response_s` is the wait on it. An item is **due** when its target time is used up
on that clock (at closing time, if it is used up just then).

Contacts that waited at the start are not offered in the reported time. They are in the backlog,
fall due and are completed there, and the work on them counts by the clock and for cost.

An **issue** is a customer's first attempt and all it causes. It belongs to the queue and interval
of its first attempt. Whom a public post makes write or phone is another customer with an issue of
its own. Every attempt has one origin, so that origins add up to the attempts. An
attempt that an earlier one has caused but that would arrive after the end of the simulated time is
still to come: it is no attempt yet, but `resolved`, `repeat_rate`, `redial_rate` and
`true_containment` know of it.

## Service level

T is the target time, s the short-abandon threshold (5 s unless set). Who still waits at the end
counts as missed if the wait so far exceeds T; otherwise the contact leaves numerator and
denominator. Every formula is a metric of its own; `service_level` is the one that the queue's
target names.

| id | name in the file | metric | formula |
|---|---|---|---|
"""

DEFERRED_TARGETS = """
Targets of deferred queues (email, social, community) are judged on their response level, RL, in
place of a formula of this table; it is their `service_level`.
"""

SECTIONS: tuple[tuple[str, Sequence[Metric]], ...] = (
    ("Counts", COUNTS),
    ("Service", tuple(m for m in SERVICE if m.name not in {f.metric for f in FORMULAS})),
    ("Waits", WAITS),
    ("Handling", HANDLING),
    ("Deferred work", DEFERRED),
    ("Demand by origin", ORIGINS),
    ("Journeys", JOURNEYS),
    ("People", PEOPLE),
    ("Money", MONEY),
    ("Risk", RISK),
)

DAYS = """\
## Bands of days

The 10th and the 90th percentile of the reported calendar days, over all replications; from ten
replicated days on. They say how days differ. They are no intervals of the mean, and have none.

"""


def reference_markdown() -> str:
    """The page as text."""
    parts = [INTRODUCTION]
    parts += [f"| {f.id} | `{f.name}` | `{f.metric}` | {f.text} |\n" for f in FORMULAS]
    parts.append(DEFERRED_TARGETS)
    for title, metrics in SECTIONS:
        parts.append(f"\n## {title}\n\n| metric | unit | what | formula | levels | by |\n")
        parts.append("|---|---|---|---|---|---|\n")
        parts += [_row(metric) for metric in metrics]
    parts.append("\n" + DAYS)
    bands = [
        "`" + "`, `".join(day_band_name(metric.name, percent) for percent in DAY_BANDS) + "`"
        for metric in CATALOGUE
        if metric.day_band
    ]
    parts += [f"- {names}\n" for names in bands]
    return "".join(parts)


def _row(metric: Metric) -> str:
    levels = ", ".join(metric.levels)
    cells = (f"`{metric.name}`", metric.unit, metric.title, metric.formula, levels, metric.basis)
    return "| " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    from pathlib import Path

    page = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"
    page.write_text(reference_markdown(), "utf-8")
