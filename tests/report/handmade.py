"""A study made by hand: two queues, two groups, four half hours, figures chosen to be read."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from sim.analytic import erlang_a_array, erlang_c_array
from sim.metrics.confidence import Estimate
from sim.metrics.rows import Rows
from sim.model import Clock, Labels
from sim.studies.erlang import ErlangCheck, ErlangSide

QUEUES = ("calls", "orders & <b>more</b>")
GROUPS = ("desk", "二线")
SLOTS = 4
NONE = np.array([], dtype=np.int64)


def study(*, replications: int = 100, **changes: Any) -> Any:
    """What a report reads of a study; `changes` replace its parts."""
    sure = replications > 1
    parts: dict[str, Any] = {
        "scenario": SimpleNamespace(variant="base", content_hash="ab12"),
        "model": model(),
        "seed": 7,
        "replications": replications,
        "engine": "reference",
        "summary": summary(sure),
        "waits": waits(),
        "erlang": {"calls": check()},
        "without_erlang": {},
        "flows": Estimate(*np.zeros((3, 0))),
        "warnings": ("The desk is empty at 10:00.",),
        "versions": {"ccsim": "0.1.0", "numpy": "2.0"},
    }
    parts |= changes
    return SimpleNamespace(rows=rows_of(parts["summary"]), **parts)


def rows_of(summary: pd.DataFrame) -> Rows:
    """A summary as plain arrays."""
    codes, names = zip(
        *(pd.factorize(summary[column]) for column in ("level", "name", "metric")), strict=True
    )
    return Rows(
        *(tuple(known) for known in names),
        level=codes[0],
        name=codes[1],
        metric=codes[2],
        interval=summary["interval"].to_numpy(),
        figures={name: summary[name].to_numpy() for name in ("mean", "low", "high")},
    )


def model() -> Any:
    """8:00 to 10:00 in half hours; `calls` has 80 % in 20 s, at most 5 % abandoned."""
    nan = float("nan")
    return SimpleNamespace(
        clock=Clock(start=0, end=7_200_000, interval=1_800_000, origin=datetime(2026, 3, 2, 8)),
        skills=SimpleNamespace(rank=np.array([[1, 0], [2, 1]])),
        sampling=SimpleNamespace(queues=(SimpleNamespace(shifts=()),) * 2),
        follow_ups=SimpleNamespace(source=NONE, to=NONE, after=NONE, kind=NONE, by_company=NONE),
        threads=SimpleNamespace(follow_up=np.array([-1, -1])),
        posts=SimpleNamespace(follow_up=NONE, source=NONE, to=NONE),
        queues=SimpleNamespace(deferred=np.array([0, 0])),
        callbacks=SimpleNamespace(to=np.array([-1, -1]), follow_up=np.array([-1, -1])),
        judging=SimpleNamespace(
            target_share=np.array([0.8, nan]),
            target_within=np.array([20_000, -1]),
            target_abandoned=np.array([0.05, nan]),
            target_formula=("SL-1", "SL-1"),
            target_over_day=np.array([1, 1]),
            target_opening=np.array([0, 0]),
            max_occupancy=np.array([0.85, nan]),
            planned=np.array([[4.0, 5.0, 6.0, 6.0], [2.0, 2.0, 2.0, 2.0]]),
            hour=np.array([38.0, 0.0]),
            overtime_hour=np.array([38.0, 0.0]),
            currency="CNY",
        ),
        labels=Labels(
            scenario="A desk",
            variant="base",
            queues=QUEUES,
            channels=("voice", "voice"),
            groups=GROUPS,
            reasons=(),
            shifts=(),
            follow_ups=(),
            totals=(),
        ),
    )


WHOLE = {
    ("center", "center"): {"offered": 190.0, "answered": 171.0, "abandoned": 19.0},
    ("queue", "calls"): {
        "offered": 120.0, "answered": 111.0, "abandoned": 9.0, "blocked": 0.0,
        "service_level": 0.764, "abandon_rate": 0.075, "asa_s": 22.8, "days_met": 0.23,
        "wait_probability": 0.4, "wait_p50_s": 0.0, "wait_p90_s": 61.0, "wait_max_s": 200.0,
        "handle_s": 240.0, "worst_interval_sl": 0.5,
    },
    ("queue", QUEUES[1]): {
        "offered": 70.0, "answered": 60.0, "abandoned": 10.0, "blocked": 2.5,
        "abandon_rate": 1 / 7, "asa_s": 61.4, "handle_s": 100.0,
    },
    ("group", "desk"): {
        "occupancy": 0.873, "utilisation": 0.7, "overtime_h": 0.4, "staff_cost": 400.0,
    },
    ("group", "二线"): {
        "occupancy": 0.5, "utilisation": 0.5, "overtime_h": 0.0, "staff_cost": 0.0,
    },
}  # fmt: skip

BY_INTERVAL = {
    ("center", "center", "offered"): (40, 50, 60, 40),
    ("center", "center", "answered"): (40, 45, 50, 36),
    ("center", "center", "abandoned"): (0, 5, 10, 4),
    ("queue", "calls", "offered"): (20, 30, 50, 20),
    ("queue", "calls", "answered"): (20, 29, 43, 19),
    ("queue", "calls", "abandoned"): (0, 1, 7, 1),
    ("queue", "calls", "service_level"): (0.95, 0.79, 0.55, 0.9),
    ("queue", "calls", "asa_s"): (3, 15, 60, 9),
    ("queue", "calls", "abandon_rate"): (0, 0.03, 0.14, 0.05),
    ("queue", QUEUES[1], "offered"): (20, 20, 10, 20),
    ("queue", QUEUES[1], "answered"): (20, 16, 7, 17),
    ("queue", QUEUES[1], "abandoned"): (0, 4, 3, 3),
    ("group", "desk", "occupancy"): (0.7, 0.9, 0.97, 0.8),
    ("group", "desk", "staffed"): (4, 5, 6, 6),
    ("group", "二线", "occupancy"): (0.4, 0.5, 0.6, 0.5),
    ("group", "二线", "staffed"): (2, 2, 2, 2),
}

SHARES = ("service_level", "abandon_rate", "occupancy", "wait_probability")


def summary(sure: bool) -> pd.DataFrame:
    """The tidy summary: shares are known to within 1 point, other figures to within 5 %."""
    rows = []
    for (level, name), figures in WHOLE.items():
        rows += [(level, name, -1, metric, mean) for metric, mean in figures.items()]
    for (level, name, metric), means in BY_INTERVAL.items():
        rows += [(level, name, slot, metric, float(mean)) for slot, mean in enumerate(means)]
    frame = pd.DataFrame(rows, columns=["level", "name", "interval", "metric", "mean"])
    width = np.where(frame["metric"].isin(SHARES), 0.01, frame["mean"] * 0.05)
    frame["low"] = frame["mean"] - width if sure else np.nan
    frame["high"] = frame["mean"] + width if sure else np.nan
    return frame


def waits() -> pd.DataFrame:
    """`calls`: 60 of 100 did not wait, 30 waited up to 10 s, 8 up to a minute, 2 longer."""
    low, high = np.array([0.0, 0.0, 10.0, 60.0]), np.array([0.0, 10.0, 60.0, np.inf])
    parts = []
    for queue, answered, abandoned in (
        ("calls", (60, 28, 4, 0), (0, 2, 4, 2)),
        (QUEUES[1], (0, 0, 0, 0), (0, 0, 0, 0)),
    ):
        columns = {"queue": queue, "from_s": low, "to_s": high}
        none = (0, 0, 0, 0)
        counts = {"answered": answered, "abandoned": abandoned, "flowed_out": none,
                  "unreached": none, "waiting": none, "expired": none}  # fmt: skip
        parts.append(pd.DataFrame(columns | counts))
    return pd.concat(parts, ignore_index=True)


def check() -> ErlangCheck:
    """Erlang A is stable; Erlang C is not in two of the four intervals."""
    load, agents = np.array([3.0, 4.0, 6.5, 6.0]), np.array([4.0, 5.0, 6.0, 6.0])
    figures = ("service_level_offered", "wait_probability", "asa_s", "abandon_rate", "occupancy")
    shares = ((0.764, 0.754, 0.774), (0.4, 0.39, 0.41), (22.8, 21.0, 24.6), (0.075, 0.07, 0.08))
    unstable = ErlangSide(
        0.31, 0.8, float("nan"), 0.0, 0.9, 2, erlang_c_array(load, agents, 240.0, 20.0)
    )
    stable = ErlangSide(
        0.7, 0.45, 14.2, 0.08, 0.88, 0, erlang_a_array(load, agents, 240.0, 180.0, 20.0)
    )
    return ErlangCheck(
        queue="calls",
        within_s=20.0,
        intervals=4,
        expected=np.array([20.0, 30.0, 50.0, 20.0]),
        load=load,
        agents=agents,
        simulated=dict(zip(figures, (*shares, (0.873, 0.863, 0.883)), strict=True)),
        erlang_c=unstable,
        erlang_a=stable,
        reasons=("7.5 % of the offered contacts abandon.", "Handle time is < exponential & so on."),
    )
