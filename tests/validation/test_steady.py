"""Simulated steady states against exact values: the rows EA, SB and PR of the validation table.

The short runs of the default suite are as exact as 4 of their own standard errors; the long ones
(`-m slow`) also have a standard error of at most 1 % for times and .002 for shares, or .0035 where
.002 would take 5 to 11 million contacts (`MILLIONS`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.validation.estimate import Estimates, Figure, check


@dataclass(frozen=True)
class Case:
    text: str
    figures: tuple[Figure, ...]
    short: int  # replications of one day
    long: int


def queue(name: str, rate: str, handle: str, patience: str, more: str = "") -> str:
    leaves = "none" if patience == "none" else f"{{mean: {patience}, distribution: exponential}}"
    return (
        f"  {name}: {{channel: voice, arrivals: {{rate: {rate}}}, "
        f"handle_time: {{mean: {handle}, distribution: exponential}}, patience: {leaves}{more}}}\n"
    )


PERIOD = "period: {start: 2026-03-02 00:00, length: 1d, interval: 1h, warm_up: 2h}\nqueues:\n"
TARGET = ", target: {answered: 80%, within: 20s}"

CASES = {
    "EA-01": Case(
        PERIOD
        + queue("calls", "48/min", "1min", "2min", TARGET)
        + "agents:\n  desk: {seated: 50, skills: {calls: 1}}\n",
        (
            ("calls", "abandon_rate", 0.030912249),
            ("calls", "wait_mean_s", 3.7094699),
            ("calls", "asa_s", 3.6159002),
            ("calls", "wait_probability", 0.46777407),
            ("desk", "occupancy", 0.93032424),
            ("calls", "service_level", 0.94301895),
        ),
        4,
        48,
    ),
    "EA-02": Case(
        PERIOD
        + queue("calls", "200/h", "3min", "5min", TARGET)
        + "agents:\n  desk: {seated: 14, skills: {calls: 1}}\n",
        (
            ("calls", "wait_probability", 0.145260),
            ("calls", "abandon_rate", 0.013984),
            ("calls", "wait_mean_s", 0.069919 * 60),
            ("calls", "asa_s", 0.064641 * 60),
            ("calls", "service_level", 0.916792),
        ),
        10,
        480,
    ),
    "EA-04": Case(
        "lines: 100\n"
        + PERIOD
        + queue("calls", "210/h", "3min", "5min")
        + "agents:\n  desk: {seated: 9, skills: {calls: 1}}\n",
        (("calls", "wait_mean_s", 56.618435),),
        10,
        80,
    ),
    "EA-18": Case(
        PERIOD
        + queue("calls", "102/min", "1min", "2min", ", max_waiting: 200")
        + "agents:\n  desk: {seated: 100, skills: {calls: 1}}\n",
        (
            ("calls", "wait_probability", 0.68633976),
            ("calls", "abandon_rate", 0.04289346),
            ("calls", "wait_mean_s", 8.7502659 / 102 * 60),
            ("desk", "occupancy", 0.97624867),
        ),
        2,
        35,
    ),
    "EA-19": Case(
        PERIOD + "  calls: {channel: voice, arrivals: {rate: 48/min}, "
        "handle_time: {mean: 1min, distribution: exponential}, "
        "patience: {mean: 2min, distribution: erlang, stages: 2}" + TARGET + "}\n"
        "agents:\n  desk: {seated: 50, skills: {calls: 1}}\n",
        (
            ("calls", "abandon_rate", 0.016227586),
            ("calls", "wait_probability", 0.57545767),
            ("calls", "wait_mean_s", 0.12166939 * 60),
            ("calls", "service_level", 0.865361),
        ),
        4,
        70,
    ),
    "SB-07": Case(
        PERIOD
        + queue("a", "1/min", "4min", "2min")
        + queue("b", "48/h", "4min", "2min")
        + "agents:\n  own: {seated: 3, skills: {a: 1}}\n"
        "  both: {seated: 5, skills: {b: 1, a: 2}}\n",
        (
            ("a", "wait_probability", 0.31271),
            ("b", "wait_probability", 0.46796),
            ("a", "abandon_rate", 0.11024985),
            ("b", "abandon_rate", 0.17157668),
            ("own", "occupancy", 0.77032),
            ("both", "occupancy", 0.77980),
        ),
        20,
        260,
    ),
    "SB-09": Case(
        PERIOD
        + queue("a", "1/min", "4min", "2min")
        + queue("b", "1/min", "4min", "2min", ", priority: 2")
        + "agents:\n  desk: {seated: 8, skills: {a: 1, b: 1}}\n",
        (
            ("a", "abandon_rate", 0.12409298),
            ("b", "abandon_rate", 0.20138311),
            ("desk", "occupancy", 0.83726195),
        ),
        20,
        120,
    ),
    "SB-10": Case(
        PERIOD
        + queue("a", "1/min", "4min", "2min")
        + queue("b", "1/min", "4min", "2min")
        + "agents:\n  desk: {seated: 8, skills: {a: 1, b: {rank: 2, keep_idle: 2}}}\n",
        (
            ("a", "wait_probability", 0.16592824),
            ("b", "wait_probability", 0.74221924),
            ("a", "abandon_rate", 0.043632129),
            ("b", "abandon_rate", 0.43908153),
        ),
        20,
        200,
    ),
    "PR-02": Case(
        "period: {start: 2026-03-02 00:00, length: 100d, interval: 1d, warm_up: 1d}\nqueues:\n"
        + queue("first", "1/h", "5min", "none")
        + queue("second", "9/h", "5min", "none", ", priority: 2")
        + "agents:\n  desk: {seated: 1, skills: {first: 1, second: 1}}\n",
        (
            ("first", "wait_mean_s", (9.5454545 - 5) * 60),
            ("second", "wait_mean_s", (32.272727 - 5) * 60),
        ),
        10,
        140,
    ),
    "PR-04": Case(
        PERIOD
        + queue("first", "84/h", "200s", "none")
        + queue("second", "120/h", "200s", "none", ", priority: 2")
        + "agents:\n  desk: {seated: 14, skills: {first: 1, second: 1}}\n",
        (
            ("first", "wait_mean_s", 0.12740656 * 60),
            ("second", "wait_mean_s", 0.66888442 * 60),
        ),
        20,
        1400,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_short(name: str) -> None:
    case = CASES[name]
    found = Estimates(case.text, seed=1, replications=case.short)
    for who, metric, exact in case.figures:
        check(found(who, metric), exact, f"{name} {who} {metric}")


MILLIONS = ("EA-01", "EA-18", "EA-19")


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_long(name: str) -> None:
    case = CASES[name]
    found = Estimates(case.text, seed=2, replications=case.long)
    for who, metric, exact in case.figures:
        share = 0.0035 if name in MILLIONS else 0.002
        largest = 0.01 * exact if metric.endswith("_s") else share
        check(found(who, metric), exact, f"{name} {who} {metric}", largest)
