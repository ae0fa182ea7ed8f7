"""Prints the numbers that pages quote: `python -m tools.scenario_pages [PAGE...]`.

For each page: a table with the figures of every named scenario, the paired differences to the base,
and how long the queues take to recover from an event. Replications and seed are those of the file.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.metrics.catalogue import unit_of
from sim.report.wording import Estimate, duration, duration_interval, money, percent_interval
from sim.scenario import Scenario, load
from sim.studies import study
from sim.studies.comparison import Comparison, Difference, baseline_of
from sim.studies.recovery import recoveries, without_events
from sim.studies.result import Study

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"

Shown = tuple[str, str, str]
"""(level, name, metric) of a figure."""


@dataclass(frozen=True)
class Page:
    """What a page quotes: figures of every scenario, differences of every scenario to the base."""

    figures: tuple[Shown, ...]
    differences: tuple[Shown, ...]


def _queue(name: str, *metrics: str) -> tuple[Shown, ...]:
    return tuple(("queue", name, metric) for metric in metrics)


def _center(*metrics: str) -> tuple[Shown, ...]:
    return tuple(("center", "center", metric) for metric in metrics)


PAGES = {
    "viral_incident": Page(
        figures=(
            *_queue("posts", "heard", "relevant", "response_level", "first_response_s",
                    "wait_p90_s", "origin_spread", "spread", "reproduction"),
            *_queue("calls", "offered", "origin_spread", "origin_chase", "service_level",
                    "abandoned"),
            *_center("staff_cost"),
        ),
        differences=(
            *_queue("posts", "heard", "relevant", "first_response_s"),
            *_queue("calls", "offered", "service_level", "abandoned"), *_center("staff_cost"),
        ),
    ),
    "slow_email_calls_back": Page(
        figures=(
            *_queue("emails", "response_level", "response_s", "withdrawn", "waiting_at_end"),
            *_queue("calls", "offered", "origin_chase", "service_level", "abandon_rate"),
            *_center("staff_cost", "cost_per_resolution"),
        ),
        differences=(
            *_queue("emails", "response_s"),
            *_queue("calls", "offered", "origin_chase", "service_level"),
            *_center("staff_cost", "cost_per_resolution"),
        ),
    ),
    "public_posts_with_callback": Page(
        figures=(
            *_queue("search", "offered", "containment", "true_containment", "bounce_back"),
            *_queue("community", "offered", "peer_answered", "answered", "response_level",
                    "waiting_at_end"),
            *_queue("posts", "heard", "relevant", "response_level", "first_response_s", "spread"),
            *_queue("callbacks", "offered", "service_level", "asa_s", "reached_rate"),
            ("group", "desk", "occupancy"),
            *_center("issues", "resolved", "customers_lost", "staff_cost", "cost",
                     "cost_per_resolution", "fcr"),
        ),
        differences=(
            *_queue("posts", "relevant", "response_level"),
            *_queue("callbacks", "offered", "service_level", "asa_s"),
            *_queue("community", "answered", "response_level"),
            *_center("resolved", "customers_lost", "cost", "cost_per_resolution"),
            ("group", "desk", "occupancy"),
        ),
    ),
    "social_contact_center": Page(
        figures=(
            *_queue("calls", "offered", "service_level", "abandon_rate"),
            *_queue("microblog", "heard", "relevant", "response_level", "first_response_s",
                    "spread"),
            *_queue("messages", "threads", "offered", "service_level", "reply_s"),
            ("group", "phone_desk", "occupancy"), ("group", "social_desk", "occupancy"),
            ("group", "team", "occupancy"),
            *_center("fcr", "staff_cost", "resolved", "cost_per_resolution"),
        ),
        differences=(
            *_queue("calls", "offered", "service_level"),
            *_queue("microblog", "response_level", "relevant"),
            *_queue("messages", "service_level"),
            *_center("resolved", "cost_per_resolution"),
        ),
    ),
}  # fmt: skip


def figure_of(document: dict[str, Any], shown: Shown) -> str:
    """A figure of a study's document with its 95 % interval, as a page writes it."""
    level, name, metric = shown
    found = document["center"] if level == "center" else document[f"{level}s"].get(name)
    if found is None or found.get(metric) is None or found[metric]["mean"] is None:
        return ""
    part = found[metric]
    estimate = Estimate(part["mean"], part["low"], part["high"])
    unit = unit_of(metric)
    if unit == "share":
        return percent_interval(estimate)
    if unit == "s":
        return duration_interval(estimate)
    if estimate.low is None or estimate.high is None:
        return money(estimate.mean)
    return f"{money(estimate.mean)} ({money(estimate.low)} to {money(estimate.high)})"


def difference_of(one: Difference, metric: str) -> str:
    """A paired difference with its 95 % interval."""
    unit = unit_of(metric)
    values = (one.difference, one.low, one.high)
    if unit == "share":
        mean, low, high = (f"{value * 100:+.1f}" for value in values)
        return f"{mean} points ({low} to {high})"
    if unit == "s":
        mean, low, high = (duration(value) for value in values)
    else:
        mean, low, high = (f"{value:+,.3g}" if abs(value) < 10 else f"{value:+,.0f}"
                           for value in values)  # fmt: skip
    return f"{mean} ({low} to {high})"


def print_page(name: str) -> None:
    """Everything that a page quotes."""
    base = load(SCENARIOS / f"{name}.yaml")
    scenarios: dict[str, Scenario] = {"base": base}
    scenarios |= {variant: base.variant_named(variant) for variant in base.variants}
    run = base.tree.run
    print(f"\n# {name}: {run.replications} replications, seed {run.seed}")
    baseline = study(base)
    for variant, scenario in scenarios.items():
        one = baseline if variant == "base" else study(scenario)
        document = one.to_json()
        print(f"\n## {variant}")
        for shown in PAGES[name].figures:
            if text := figure_of(document, shown):
                print(f"{shown[1]:12s} {shown[2]:18s} {text}")
        if variant != "base":
            _print_differences(name, Comparison(baseline_of(baseline), (one,)))
        if scenario.tree.events:
            _print_recoveries(one)
        for warning in one.warnings:
            print(f"warning: {warning}", flush=True)


def _print_differences(name: str, comparison: Comparison) -> None:
    found = comparison.differences(comparison.others[0])
    for shown in PAGES[name].differences:
        if shown in found:
            text = difference_of(found[shown], shown[2])
            print(f"  to base: {shown[1]:12s} {shown[2]:18s} {text}")


def _print_recoveries(one: Study) -> None:
    calm = study(without_events(one.scenario))
    for recovery in recoveries(one, calm):
        said = [
            "later" if (value := recovery.percentile(percent)) is None else duration(value)
            for percent in (50, 10, 90)
        ]
        print(
            f"recovery of {recovery.queue}: median {said[0]}, 10 % {said[1]}, 90 % {said[2]}; "
            f"not within the period: {recovery.not_within_period}"
        )


def main(names: Sequence[str]) -> None:
    """Print the numbers of these pages; of all without names."""
    unknown = [name for name in names if name not in PAGES]
    if unknown:
        raise SystemExit(f"no page {', '.join(unknown)}; there are {', '.join(PAGES)}")
    for name in names or PAGES:
        print_page(name)


if __name__ == "__main__":
    main(sys.argv[1:])
