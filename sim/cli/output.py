"""What `--out` writes: contacts, figures, manifest, resolved scenario and report."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from sim.cli.contacts import write_contacts
from sim.cli.folder import MAKER, MANIFEST, whole_folder
from sim.cli.yaml_text import as_yaml
from sim.draws import draw
from sim.engine.engines import engine_named
from sim.log import ContactLog
from sim.metrics import METRICS
from sim.metrics.catalogue import DAY_BANDS, day_band_name
from sim.report.assumptions import provenance
from sim.report.page import render
from sim.studies import Study
from sim.studies.recovery import Recovery

MOST_CONTACTS = 2_000_000  # rows of contacts.parquet; the first replication is always written


def write_results(
    study: Study,
    target: Path,
    arguments: Sequence[str],
    recovered: Sequence[Recovery] | None = None,
) -> None:
    """Write all results of a study to a new folder, whole or not at all.

    recovery.csv is there if recoveries were asked for: a row a replication, event and queue.
    The contacts are those of the first replications, as many as stay under `MOST_CONTACTS` rows;
    the manifest says how many. They are simulated again for the purpose, which gives the same
    contacts: a study does not keep them.
    """
    created = datetime.now().astimezone().isoformat(timespec="seconds")
    command = shlex.join([MAKER, *arguments])
    resolved = study.scenario.resolved()
    assumptions = as_yaml(resolved)
    with whole_folder(target) as folder:
        logs = _contacts(study)
        write_contacts(folder / "contacts.parquet", study.model, logs)
        _summary(study).to_csv(folder / "metrics.csv", index=False)
        _replications(study).to_csv(folder / "replications.csv", index=False)
        if recovered is not None:
            _recovery(recovered).to_csv(folder / "recovery.csv", index=False)
        (folder / "scenario.resolved.yaml").write_text(assumptions, "utf-8")
        facts = {"command": command, "created": created, **provenance(study)}
        page = render(study, assumptions=assumptions, provenance=facts)
        (folder / "report.html").write_text(page, "utf-8")
        manifest = {
            "made_by": MAKER,
            "created": created,
            "command": command,
            "scenario": study.model.labels.scenario,
            "variant": study.scenario.variant,
            "content_hash": study.scenario.content_hash,
            "seed": study.seed,
            "replications": study.replications,
            "ended": {"reason": study.ending.reason, "sentence": study.ending.sentence},
            "interrupted": study.ending.interrupted,
            "engine": study.engine,
            "policy": study.policy,
            "versions": dict(study.versions),
            "contacts": {
                "replications": len(logs),
                "rows": sum(len(log) for _, log in logs),
            },
            "warnings": list(study.warnings),
            "files": {path.name: _sha256(path) for path in sorted(folder.iterdir())},
            "resolved": resolved,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2, default=str)
        (folder / MANIFEST).write_text(text + "\n", "utf-8")


def _contacts(study: Study) -> list[tuple[int, ContactLog]]:
    engine = engine_named(study.engine)
    logs: list[tuple[int, ContactLog]] = []
    rows = 0
    for replication in range(study.replications):
        if logs and rows + len(logs[0][1]) > MOST_CONTACTS:
            break
        log = engine(study.model, draw(study.model, study.seed, replication))
        logs.append((replication, log))
        rows += len(log)
    return logs


def _summary(study: Study) -> pd.DataFrame:
    """metrics.csv: means over the replications with their 95 % interval."""
    frame = study.summary
    described = _described(study, frame)
    return described.assign(mean=frame["mean"], low=frame["low"], high=frame["high"])


def _replications(study: Study) -> pd.DataFrame:
    """replications.csv: the reported period's figures of each replication."""
    whole = study.frame
    described = _described(study, whole).drop(columns="interval_start")
    described.insert(0, "replication", whole["replication"])
    parts = ("value", "numerator", "denominator")
    return described.assign(**{part: whole[part] for part in parts})


def _recovery(recovered: Sequence[Recovery]) -> pd.DataFrame:
    """recovery.csv: seconds from an event to recovery; empty: not within the period."""
    rows = [
        (replication, one.event, one.queue, seconds)
        for one in recovered
        for replication, seconds in enumerate(one.seconds)
    ]
    return pd.DataFrame(rows, columns=["replication", "event", "queue", "recovery_s"])


def _described(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    """Level, name, start of the interval (empty: the reported period), metric, unit, formula."""
    clock = study.model.clock
    start = clock.origin + timedelta(milliseconds=clock.start)
    starts = [
        f"{start + timedelta(milliseconds=index * clock.interval):%Y-%m-%dT%H:%M:%S}"
        for index in range(clock.intervals)
    ]
    labels = study.model.labels
    formulas = dict(zip(labels.queues, study.model.judging.target_formula, strict=True))
    is_level = frame["metric"] == "service_level"
    formula = (
        frame["name"].astype(str).map(formulas).where(is_level & (frame["level"] == "queue"), "")
    )
    return pd.DataFrame(
        {
            "level": frame["level"],
            "name": frame["name"],
            "interval_start": frame["interval"].map(lambda i: starts[i] if i >= 0 else ""),
            "metric": frame["metric"],
            "unit": frame["metric"].astype(str).map(units_by_name()),
            "formula": formula.fillna(""),
        }
    )


def units_by_name() -> dict[str, str]:
    """Unit of every metric, bands of days included."""
    units = {name: metric.unit for name, metric in METRICS.items()}
    bands = {
        day_band_name(name, percent): metric.unit
        for name, metric in METRICS.items()
        if metric.day_band
        for percent in DAY_BANDS
    }
    return units | bands


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
