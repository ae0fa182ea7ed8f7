"""The slides of one scenario: answer, day, days on target, Erlang check, cost, assumptions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.report import wording
from sim.report.answer import queue_answers, sentences
from sim.report.fonts import fitted
from sim.report.reading import Reader
from sim.report.slides_chart import Axes, Series, add_chart, bars_for
from sim.report.slides_frame import (
    BODY,
    ROW_HEIGHT,
    Box,
    add_table,
    add_text,
    new_slide,
    replications_words,
    source_words,
)
from sim.report.slides_titles import (
    CENTER,
    answer_title,
    cost_title,
    days_title,
    erlang_title,
    verdict,
    verdicts,
)
from sim.report.style import LEFT, PALETTE
from sim.report.targets import IN_WORDS, target_of
from sim.report.wording import Estimate, counted

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

    from sim.studies import Study

NAN = float("nan")
MOST_QUEUES = 6  # of a chart
VARIANT_COLUMNS = 20  # of a chart's title
BETWEEN = 0.2  # inches from one table to the next
HALF = (BODY.width - 0.3) / 2
LEFT_HALF = Box(BODY.left, BODY.top, HALF, BODY.height)
RIGHT_HALF = Box(BODY.left + HALF + 0.3, BODY.top, HALF, BODY.height)
PERCENT = "0 %"
VERDICTS = {"met": "met", "missed": "missed", "open": "too close"}


def shown_queues(reader: Reader) -> list[str]:
    """Queues with agents: those that miss their target, then the largest, with a target first.

    In the order of the scenario.
    """
    model = reader.study.model
    queues = reader.queues_with_agents()
    by_size = sorted(
        queues,
        key=lambda queue: (
            verdict(reader, queue) != "missed",
            target_of(model, queue) is None,
            -(reader.mean("queue", queue, "offered") or 0.0),
        ),
    )
    kept = set(by_size[:MOST_QUEUES])
    return [queue for queue in queues if queue in kept]


def formulas_of(reader: Reader) -> str:
    """Ids of the service level formulas of the queues with a target time."""
    model = reader.study.model
    targets = [target_of(model, queue) for queue in model.labels.queues]
    ids = {target.formula for target in targets if target and target.within is not None}
    return ", ".join(sorted(ids))


def chart_title(reader: Reader, what: str) -> str:
    """What is drawn; under it which scenario, over how many replications, with their interval."""
    count = counted(reader.study.replications, "replication")
    interval = ", 95 % interval" if reader.study.replications > 1 else ""
    return f"{what}\n{_scenario(reader)}\n{_variant(reader)}, {count}{interval}"


def means_title(reader: Reader, what: str) -> str:
    """The same for means without their interval."""
    count = counted(reader.study.replications, "replication")
    return f"{what}\n{_scenario(reader)}\n{_variant(reader)}, mean of {count}"


def several_title(reader: Reader, what: str) -> str:
    """The same where several scenarios are drawn, which a legend or an axis names."""
    return f"{what}\n{_scenario(reader)}\n{replications_words(reader.study)}"


def several_means_title(reader: Reader, what: str) -> str:
    """The same for means of several scenarios without their intervals."""
    count = counted(reader.study.replications, "replication")
    return f"{what}\n{_scenario(reader)}\nmean of {count}"


def _scenario(reader: Reader) -> str:
    return reader.study.model.labels.scenario


def _variant(reader: Reader) -> str:
    return fitted(reader.study.scenario.variant, VARIANT_COLUMNS)


def answer_slide(deck: Presentation, reader: Reader) -> None:
    """Service level beside the target, and the story in sentences."""
    slide = new_slide(deck, answer_title(reader), source_words(reader.study, formulas_of(reader)))
    add_text(slide, RIGHT_HALF, sentences(queue_answers(reader)))
    level_chart(slide, LEFT_HALF, [reader], [reader.study.scenario.variant])


def level_chart(slide: Slide, box: Box, readers: Sequence[Reader], names: Sequence[str]) -> None:
    """Service level by queue, a column a scenario, beside the target; else share abandoned."""
    first = readers[0]
    model = first.study.model
    with_time = [
        queue for queue in shown_queues(first)
        if (target := target_of(model, queue)) is not None and target.within is not None
    ]  # fmt: skip
    metric = "service_level" if with_time else "abandon_rate"
    queues = with_time or shown_queues(first)
    series = [
        _estimates(name, [reader.whole("queue", queue, metric) for queue in queues],
                   PALETTE[number % len(PALETTE)])
        for number, (reader, name) in enumerate(zip(readers, names, strict=True))
    ]  # fmt: skip
    wanted = [_wanted(first, queue, metric) for queue in queues]
    if any(math.isfinite(share) for share in wanted):
        series.append(Series("target", wanted, "#B8C0C8"))
    what = f"Service level {formulas_of(first)}" if with_time else "Share abandoned (B / O)"
    every = len(first.queues_with_agents())
    if len(queues) < every:
        what += f", {len(queues)} of {every} queues"
    values = "share answered in time (%)" if with_time else "share of offered contacts (%)"
    most = 1.0 if with_time else None
    title = several_title(first, what) if len(readers) > 1 else chart_title(first, what)
    add_chart(slide, box, bars_for(box, queues), title, queues, series,
              Axes("queue", values, PERCENT, most=most), labelled=True)  # fmt: skip


def _wanted(reader: Reader, queue: str, metric: str) -> float:
    target = target_of(reader.study.model, queue)
    if target is None:
        return NAN
    share = target.answered if metric == "service_level" else target.abandoned
    return NAN if share is None else share


def _estimates(name: str, found: Sequence[Estimate | None], colour: str) -> Series:
    return Series(
        name,
        [NAN if one is None else one.mean for one in found],
        colour,
        [NAN if one is None or one.low is None else one.low for one in found],
        [NAN if one is None or one.high is None else one.high for one in found],
    )


def days_slide(deck: Presentation, reader: Reader) -> None:
    """Days on target by queue, and every target beside what is reached."""
    study = reader.study
    slide = new_slide(deck, days_title(reader), source_words(study, formulas_of(reader)))
    judged = [queue for queue in shown_queues(reader) if target_of(study.model, queue)]
    if not judged:
        add_text(slide, BODY, ["Give a queue a target, such as {answered: 80%, within: 20s}."])
        return
    days = [reader.whole("queue", queue, "days_met") for queue in judged]
    add_chart(
        slide, LEFT_HALF, bars_for(LEFT_HALF, judged), chart_title(reader, "Days on target"),
        judged,
        [_estimates("days on target", days, PALETTE[2])],
        Axes("queue", "share of the simulated days (%)", PERCENT, most=1.0), labelled=True,
    )  # fmt: skip
    rows = [row for queue in judged for row in _target_rows(reader, queue)]
    add_table(slide, RIGHT_HALF, ("queue", "wanted", "reached", "target"), rows,
              flush_left=2)  # fmt: skip


def _target_rows(reader: Reader, queue: str) -> list[tuple[str, str, str, str]]:
    target = target_of(reader.study.model, queue)
    assert target is not None
    judged = {metric: VERDICTS[one] for metric, one in verdicts(reader, queue).items()}
    rows = []
    if target.answered is not None and target.within is not None:
        level = reader.whole("queue", queue, "service_level")
        wanted = f"{wording.percent(target.answered, 0)} in {wording.threshold(target.within)}"
        rows.append((queue, wanted, wording.percent_interval(level),
                     judged.get("service_level", "")))  # fmt: skip
    if target.abandoned is not None:
        lost = reader.whole("queue", queue, "abandon_rate")
        wanted = f"abandoned at most {wording.percent(target.abandoned, 0)}"
        rows.append((queue, wanted, wording.percent_interval(lost),
                     judged.get("abandon_rate", "")))  # fmt: skip
    return rows


def erlang_slide(deck: Presentation, reader: Reader) -> None:
    """Simulation, Erlang A and Erlang C side by side, and why they differ."""
    study = reader.study
    queues = [
        queue for queue, check in study.erlang.items() if check.within_s is not None
    ][:MOST_QUEUES]  # fmt: skip
    largest = max(
        queues, key=lambda queue: reader.mean("queue", queue, "offered") or 0.0, default=None
    )
    slide = new_slide(deck, erlang_title(study, largest), source_words(study, "SL-1"))
    if largest is None:
        add_text(slide, BODY, list(study.without_erlang.values()) or [
            "Erlang formulas need a queue with a target time."])  # fmt: skip
        return
    checks = [study.erlang[queue] for queue in queues]
    seen = [_triple(check.simulated["service_level_offered"]) for check in checks]
    series = [
        _estimates("simulation", seen, PALETTE[0]),
        Series("Erlang A", [check.erlang_a.service_level for check in checks], PALETTE[2]),
        Series("Erlang C", [check.erlang_c.service_level for check in checks], LEFT),
    ]
    look = bars_for(LEFT_HALF, queues)
    add_chart(slide, LEFT_HALF, look, chart_title(reader, "Service level SL-1"), queues,
              series, Axes("queue", "share answered in time (%)", PERCENT, most=1.0),
              labelled=True)  # fmt: skip
    said = [f"Why they differ for {largest}:", *study.erlang[largest].reasons]
    add_text(slide, RIGHT_HALF, said if len(said) > 1 else [
        "Nothing in this scenario breaks what the formulas assume."])  # fmt: skip


def _triple(figure: tuple[float, float, float]) -> Estimate:
    mean, low, high = figure
    return Estimate(mean, low, high) if math.isfinite(low + high) else Estimate(mean)


def cost_slide(deck: Presentation, reader: Reader) -> None:
    """Where the money goes, and what a contact costs; paid hours where no cost is named."""
    study = reader.study
    slide = new_slide(deck, cost_title(reader), source_words(study, ""))
    currency = study.model.judging.currency or "money"
    groups = _largest_groups(reader)
    if not reader.mean(*CENTER, "cost"):
        hours = [reader.whole("group", group, "paid_h") for group in groups]
        add_chart(slide, BODY, "rows", means_title(reader, "Paid hours"), groups,
                  [_estimates("paid hours", hours, PALETTE[0])],
                  Axes("agent group", "hours of the period"), labelled=True)  # fmt: skip
        return
    names = [*groups, "all else"]
    costs = [reader.mean("group", group, "cost") or 0.0 for group in groups]
    rest = (reader.mean(*CENTER, "cost") or 0.0) - sum(costs)
    if abs(rest) < 0.005:
        names, shown = groups, costs
    else:
        shown = [*costs, rest]
    add_chart(
        slide, LEFT_HALF, "rows", means_title(reader, "Cost"), names,
        [Series("cost", shown, PALETTE[0])],
        Axes("agent group", f"cost of the period ({currency})", least=None), labelled=True,
    )  # fmt: skip
    rows = [
        (words, _money_interval(found, currency))
        for words, metric in (
            ("cost of the period", "cost"), ("of it staff", "staff_cost"),
            ("per contact answered", "cost_per_contact"),
            ("per resolved contact", "cost_per_resolution"),
            ("value of customers reached", "value"), ("value - cost", "net_result"),
        )
        if (found := reader.whole(*CENTER, metric)) is not None
        and not (metric in ("value", "net_result") and not reader.mean(*CENTER, "value"))
    ]  # fmt: skip
    rows.insert(2, ("paid hours", wording.hours(reader.mean(*CENTER, "paid_h"))))
    add_table(slide, RIGHT_HALF, ("figure", f"mean (95 % interval), {currency}"), rows)


def _largest_groups(reader: Reader) -> list[str]:
    groups = reader.study.model.labels.groups
    by_size = sorted(groups, key=lambda group: -(reader.mean("group", group, "paid_h") or 0.0))
    kept = set(by_size[:MOST_QUEUES])
    return [group for group in groups if group in kept]


def _money_interval(found: Estimate, currency: str) -> str:
    mean = wording.money(found.mean)
    if found.low is None or found.high is None:
        return mean
    low, high = wording.money(found.low), wording.money(found.high)
    return mean if low == high else f"{mean} ({low} to {high})"


def method_sentences(study: Study, formulas: str) -> list[str]:
    """How the figures came about, in a few sentences."""
    versions = study.versions.get("ccsim", "")
    said = [
        f"Every replication is a possible course of the period: {replications_words(study)}. "
        "Seed, scenario and version give the same figures again "
        f"(ccsim {versions}).",
    ]
    for formula in formulas.split(", "):
        if formula in IN_WORDS:
            words = IN_WORDS[formula].rstrip(",")
            said.append(f"{formula}: share {words} that are answered within the target time.")
    days = "Bands of days and intervals of the mean are different things; brackets hold the latter."
    return [*study.scenario.tree.caveats, *said, days]


def assumption_rows(reader: Reader) -> list[tuple[str, ...]]:
    """One row a queue: contacts expected, handle time, patience, target."""
    judging, labels = reader.study.model.judging, reader.study.model.labels
    rows: list[tuple[str, ...]] = []
    largest = shown_queues(reader)
    others = [queue for queue in reader.queues_with_agents() if queue not in largest]
    for queue in (*largest, *others):
        number = labels.queues.index(queue)
        target = target_of(reader.study.model, queue)
        patience = float(judging.mean_patience[number])
        expected = float(judging.expected[number].sum())
        rows.append(
            (
                queue,
                wording.count(expected) if expected else "none: follow-ups only",
                wording.duration(float(judging.mean_handle[number])),
                wording.duration(patience) if math.isfinite(patience) else "no limit",
                target.words if target is not None else "none",
            )
        )
    return rows


def group_rows(reader: Reader) -> list[tuple[str, ...]]:
    """One row a group: seated agents, shrinkage, paid hours, hourly cost."""
    model = reader.study.model
    tree = reader.study.scenario.tree
    rows: list[tuple[str, ...]] = []
    largest = _largest_groups(reader)
    for group in (*largest, *(name for name in model.labels.groups if name not in largest)):
        number = model.labels.groups.index(group)
        seated = [float(heads) for heads in model.judging.planned[number] if heads > 0]
        shrinkage = tree.agents[group].shrinkage
        hour = float(model.judging.hour[number])
        low, high = (wording.count(edge(seated, default=0.0)) for edge in (min, max))
        rows.append(
            (
                group,
                low if low == high else f"{low} to {high}",
                wording.percent(shrinkage.absent + shrinkage.off_desk, 0),
                wording.hours(reader.mean("group", group, "paid_h")),
                wording.money(hour, model.judging.currency) if hour else "none",
            )
        )
    return rows


def assumption_tables(slide: Slide, reader: Reader, most: float) -> float:
    """Queues above, groups below, in at most so many inches; gives the inches used.

    Each has what it needs; where both need more than there is, each has half.
    """
    queues, groups = assumption_rows(reader), group_rows(reader)
    room = most - BETWEEN
    needed = ROW_HEIGHT * (len(groups) + 1)
    above = max(room / 2, room - needed)
    used = add_table(
        slide, Box(BODY.left, BODY.top, BODY.width, above),
        ("queue", "first attempts expected", "handle time with wrap-up", "patience", "target"),
        queues,
    )  # fmt: skip
    below = Box(BODY.left, BODY.top + used + BETWEEN, BODY.width, room - used)
    heads = ("agent group", "seated (net)", "shrinkage", "paid hours", "cost an hour")
    return used + BETWEEN + add_table(slide, below, heads, groups)
