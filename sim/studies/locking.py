"""A locked baseline: its figures by replication and what they came from, in a JSON file.

With it a later comparison uses the very figures that were agreed on, and notices when the
scenario, the seed or a library is no longer what it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from sim.compile import compile_model
from sim.engine.names import DEFAULT_ENGINE
from sim.errors import InputError, Problem
from sim.metrics.cells import Floats
from sim.routing.policy_file import PolicyFile
from sim.scenario import Scenario
from sim.studies.changes import changes, listed
from sim.studies.comparison import Baseline, Comparison
from sim.studies.figures import Figures, Key
from sim.studies.gather import Progress, gather
from sim.studies.pool import Pool
from sim.studies.replicate import check_study
from sim.studies.result import Study
from sim.studies.until import Stop
from sim.studies.versions import versions

KIND = "ccsim baseline"
FORMAT = 1
ALLOWED = "a file written by ccsim compare --lock"


def locked_document(base: Baseline, created: str, command: str) -> dict[str, Any]:
    """The document of `--lock`: plain values, null for figures that are not available."""
    return {
        "kind": KIND,
        "format": FORMAT,
        "created": created,
        "command": command,
        "scenario": base.scenario,
        "variant": base.variant,
        "content_hash": base.content_hash,
        "seed": base.seed,
        "replications": base.replications,
        "engine": base.engine,
        "policy": base.policy,
        "versions": dict(base.versions),
        "queues": list(base.queues),
        "groups": list(base.groups),
        "currency": base.currency,
        "resolved": base.resolved,
        "figures": [
            {
                "level": level,
                "name": name,
                "metric": metric,
                "numerator": _plain(one.numerator),
                "denominator": _plain(one.denominator),
            }
            for (level, name, metric), one in base.figures.items()
        ],
    }


def read_locked(path: Path) -> Baseline:
    """A baseline from its file. Raises InputError for anything else."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = "there is no such file" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise _refused(path, what) from error
    try:
        found = json.loads(text)
        if found["kind"] != KIND or found["format"] != FORMAT:
            raise _refused(path, "is no locked baseline of this version")
        return _baseline(found)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refused(path, "is no locked baseline") from error


def compare_with_locked(
    base: Baseline,
    now: Scenario | None,
    scenarios: Sequence[Scenario],
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    policy: PolicyFile | None = None,
    time_budget: float | None = None,
    workers: int | None = None,
    pool: Pool | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Comparison:
    """Scenarios against a locked baseline, with its seed and its replications unless given.

    `now` is the baseline's scenario as the file has it today (None: it is there no more). Whatever
    is not as it was when the baseline was locked becomes a warning. `policy` routes in the
    scenarios; the baseline keeps what it was locked with. InputError as `study`.
    """
    count = base.replications if replications is None else replications
    chosen_seed = base.seed if seed is None else seed
    check_study(count, chosen_seed, engine)
    models = [compile_model(scenario, policy) for scenario in scenarios]
    with Pool(workers) if pool is None else nullcontext(pool) as place:
        tallies, ending = gather(
            models, chosen_seed, count, engine, place,
            time_budget=time_budget, stop=stop, progress=progress,
        )  # fmt: skip
    others = tuple(
        Study(scenario, model, chosen_seed, len(mine), engine, mine, versions())
        for scenario, model, mine in zip(scenarios, models, tallies, strict=True)
    )
    ended = () if ending.reason == "all" else (ending.sentence,)
    return Comparison(base, others, (*_warnings(base, others[0], now), *ended), ending)


def _warnings(base: Baseline, other: Study, now: Scenario | None) -> list[str]:
    when = f" on {base.created[:10]}" if base.created else ""
    said = []
    if now is None:
        said.append(
            f"The file has no scenario {base.variant} any more, of which the baseline was "
            f"locked{when}."
        )
    elif base.content_hash != now.content_hash:
        found = listed(changes(base.resolved, now.resolved())) or "in the files it names"
        said.append(
            f"The baseline's scenario {base.variant} has changed since it was locked{when}: "
            f"{found}. The differences are to the baseline as it was locked."
        )
    if base.seed != other.seed:
        said.append(
            f"The baseline was locked with seed {base.seed}, this is seed {other.seed}: other "
            "customers, so the differences are not paired and their intervals wider."
        )
    elif base.replications != other.replications:
        both = min(base.replications, other.replications)
        said.append(
            f"The baseline was locked with {base.replications:,} replications, these are "
            f"{other.replications:,}: the differences are over the first {both:,}."
        )
    if base.engine != other.engine:
        said.append(
            f"The baseline was locked with the {base.engine} engine, this is {other.engine}."
        )
    if base.policy != other.policy:
        said.append(
            f"The baseline was locked with {_routing(base.policy)}, this is "
            f"{_routing(other.policy)}: part of a difference is the routing."
        )
    differing = [
        f"{name} was {version}, is {other.versions.get(name, '(none)')}"
        for name, version in base.versions.items()
        if other.versions.get(name) != version
    ]
    if differing:
        said.append(
            f"Versions differ from those of the locked baseline: {'; '.join(differing)}. Part of "
            "a difference may be theirs; lock the baseline again to be sure."
        )
    return said


def _routing(policy: Mapping[str, str] | None) -> str:
    """What routed, in words; a policy with enough of its hash to tell two versions apart."""
    if policy is None:
        return "the scenario's own routing"
    return f"the policy {policy['name']} of {policy['file']} (SHA-256 {policy['sha256'][:12]})"


def _baseline(found: Mapping[str, Any]) -> Baseline:
    figures: dict[Key, Figures] = {
        (str(row["level"]), str(row["name"]), str(row["metric"])): Figures(
            _floats(row["numerator"]), _floats(row["denominator"])
        )
        for row in found["figures"]
    }
    replications = int(found["replications"])
    if any(len(one.numerator) != replications for one in figures.values()) or not figures:
        raise ValueError("figures and replications do not agree")
    return Baseline(
        scenario=str(found["scenario"]),
        variant=str(found["variant"]),
        content_hash=str(found["content_hash"]),
        resolved=dict(found["resolved"]),
        seed=int(found["seed"]),
        replications=replications,
        engine=str(found["engine"]),
        versions=dict(found["versions"]),
        queues=tuple(found["queues"]),
        groups=tuple(found["groups"]),
        currency=str(found["currency"]),
        figures=figures,
        created=str(found["created"]),
        policy=found.get("policy"),
    )


def _plain(values: Floats) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _refused(path: Path, message: str) -> InputError:
    mend = "lock a baseline: ccsim compare FILE --lock baseline.json"
    return InputError([Problem("--baseline", None, "", str(path), message, ALLOWED, mend)])
