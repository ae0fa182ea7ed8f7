"""The JSON document of a study: `ccsim run --json`."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.metrics.four_classes import FOUR_CLASSES
from sim.metrics.frame import entity_names
from sim.metrics.origins import Origin
from sim.studies.check import Triple, whole_figures
from sim.studies.erlang import ErlangCheck, ErlangSide
from sim.studies.flows import flows

if TYPE_CHECKING:
    from sim.studies.result import Study


def document(study: Study) -> dict[str, Any]:
    """Plain values only; strictly valid JSON, null where a figure is not available."""
    whole = whole_figures(study.rows)
    labels = study.model.labels

    def level(name: str, names: tuple[str, ...]) -> dict[str, Any]:
        return {one: _metrics(whole[name, one]) for one in names}

    center = _metrics(whole["center", "center"])
    return {
        "scenario": labels.scenario,
        "variant": study.scenario.variant,
        "engine": study.engine,
        "policy": study.policy,
        "replications": study.replications,
        "ended": {"reason": study.ending.reason, "sentence": study.ending.sentence},
        "seed": study.seed,
        "center": center,
        "queues": level("queue", entity_names(labels, "queue")),
        "groups": level("group", labels.groups),
        "flows": _flows(study),
        "summary": {
            name: {entry.metric: center[entry.metric] for entry in entries}
            for name, entries in FOUR_CLASSES.items()
        },
        "intervals": _intervals(study),
        "erlang": {name: _erlang_of(study, name) for name in labels.queues},
        "warnings": list(study.warnings),
        "versions": dict(study.versions),
    }


def _metrics(row: Any) -> dict[str, dict[str, float | None]]:
    return {metric: _figure(figure) for metric, figure in row.items()}


def _figure(figure: Triple) -> dict[str, float | None]:
    mean, low, high = figure
    return {"mean": _number(mean), "low": _number(low), "high": _number(high)}


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _flows(study: Study) -> list[dict[str, Any]]:
    """Attempts per replication that went from queue to queue, by their cause."""
    return [
        {
            "from": flow.source,
            "to": flow.to,
            "origin": "channel_shift" if flow.origin is Origin.CHANNEL_SHIFT else flow.name,
            "name": flow.name,
            "kind": flow.origin.name.lower(),
            "count": _number(flow.mean),
            "low": _number(flow.low),
            "high": _number(flow.high),
        }
        for flow in flows(study.model, study.flows)
    ]


def _intervals(study: Study) -> list[dict[str, Any]]:
    """One row a queue or group and interval, in order of time."""
    clock = study.model.clock
    start = clock.origin + timedelta(milliseconds=clock.start)
    summary = study.summary
    inside = summary[(summary["interval"] >= 0) & (summary["level"] != "center")]
    rows: dict[tuple[int, str, str], dict[str, Any]] = {}
    keys = zip(inside["interval"], inside["level"], inside["name"], inside["metric"], strict=True)
    figures = inside[["mean", "low", "high"]].to_numpy(dtype=np.float64)
    for (interval, level, name, metric), figure in zip(keys, figures, strict=True):
        row = rows.get((interval, level, name))
        if row is None:
            begin = start + timedelta(milliseconds=int(interval) * clock.interval)
            row = {str(level): str(name), "interval": int(interval), "start": begin.isoformat()}
            rows[interval, level, name] = row
        row[str(metric)] = _figure((figure[0], figure[1], figure[2]))
    return [rows[key] for key in sorted(rows, key=lambda key: key[0])]


def _erlang_of(study: Study, queue: str) -> dict[str, Any]:
    """The check of a queue; without one, why there is none."""
    check = study.erlang.get(queue)
    if check is None:
        return {"erlang_c": None, "erlang_a": None, "reasons": [study.without_erlang[queue]]}
    return _erlang(check)


def _erlang(check: ErlangCheck) -> dict[str, Any]:
    return {
        "within_s": check.within_s,
        "intervals": check.intervals,
        "simulated": _metrics(check.simulated),
        "erlang_c": _side(check.erlang_c),
        "erlang_a": _side(check.erlang_a),
        "reasons": list(check.reasons),
    }


def _side(side: ErlangSide) -> dict[str, Any]:
    figures: dict[str, Any] = {name: _number(value) for name, value in side.figures().items()}
    return {
        **figures,
        "status": side.status,
        "unstable_intervals": side.unstable_intervals,
    }
