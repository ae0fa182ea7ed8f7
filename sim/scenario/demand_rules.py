"""Rules inside one node about demand: profiles, arrivals, events, distributions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.scenario.node_rules import (
    Finding,
    column_findings,
    exactly_one,
    given_keys,
    refuse_all,
)
from sim.scenario.unit_time import DAY, write_duration

if TYPE_CHECKING:
    from sim.scenario import schema

CV_KINDS = ("lognormal", "gamma", "weibull", "hyperexponential")
DISTRIBUTION_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # kind: (keys it needs, further keys it takes)
    "exponential": (("mean",), ()),
    "lognormal": (("mean",), ("cv",)),
    "gamma": (("mean",), ("cv",)),
    "weibull": (("mean",), ("cv",)),
    "erlang": (("mean", "stages"), ()),
    "constant": (("mean",), ()),
    "uniform": (("low", "high"), ()),
    "hyperexponential": (("mean", "cv"), ()),
    "empirical": ((), ("file", "columns", "values")),
}


# ---------------------------------------------------------------- volumes


def check_profile(profile: schema.Profile) -> None:
    """Hours, weights or a file; weights that are not all zero."""
    findings = []
    given = given_keys(profile, ("hours", "weights", "file"))
    if len(given) > 1:
        findings.append(
            Finding(
                "",
                f"a profile has {' and '.join(given)}",
                "one of hours (with days), weights, file",
            )
        )
    if not given and not profile.days:
        findings.append(
            Finding(
                "",
                "a profile needs hours, days or a file",
                "{hours: [24 weights], days: {sat: 70%}} or a file name",
            )
        )
    if profile.days and given and given != ["hours"]:
        findings.append(
            Finding(
                "days",
                f"does not go with {given[0]}: the week has its own days",
                "days with hours only",
            )
        )
    if profile.columns and profile.file is None:
        findings.append(Finding("columns", "needs a file"))
    if profile.hours is not None and len(profile.hours) != 24:
        findings.append(
            Finding(
                "hours",
                f"has {len(profile.hours)} weights",
                "24 weights, one for each hour from 00:00",
            )
        )
    elif profile.hours is not None and not any(profile.hours):
        findings.append(Finding("hours", "has no weight above 0", "at least one weight above 0"))
    if profile.weights is not None:
        findings.extend(week_findings(profile.weights))
    refuse_all(findings)


def week_findings(weights: Sequence[float]) -> list[Finding]:
    """A week's weights: equal slots that divide a day, not all zero."""
    slots = len(weights)
    if not slots or slots % 7 or (DAY // 1000) % (slots // 7) or slots > 7 * 1440:
        return [
            Finding(
                "weights",
                f"has {slots} weights",
                "7 x the slots of a day: 168 for hours, 336 for half hours",
            )
        ]
    if not any(weights):
        return [Finding("weights", "has no weight above 0", "at least one weight above 0")]
    return []


def check_arrivals(arrivals: schema.Arrivals) -> None:
    """One source of volume, and only the keys that go with it."""
    findings = exactly_one(arrivals, ("rate", "per_interval", "file", "trace"), "arrivals")
    # An empty list is a source too: its length is judged against the period.
    if arrivals.per_interval == () or arrivals.trace == ():
        findings = [Finding("", "the list is empty", "at least one value")]
    if arrivals.profile is not None and arrivals.rate is None:
        findings.append(
            Finding(
                "profile", "goes with `rate` only", "rate and profile, or volumes without a profile"
            )
        )
    from_file = arrivals.file is not None or isinstance(arrivals.trace, str)
    if arrivals.columns and not from_file:
        findings.append(Finding("columns", "needs a file", "columns with `file` or `trace`"))
    known = (
        ("interval_start", "offered", "queue")
        if arrivals.file is not None
        else ("instant", "date", "queue")
    )
    findings.extend(column_findings(arrivals.columns if from_file else {}, known))
    if arrivals.missing == "zero" and arrivals.file is None:
        findings.append(Finding("missing", "goes with `file` only", "missing with `file`"))
    if arrivals.trace is not None:
        if arrivals.scale != 1.0:
            findings.append(
                Finding(
                    "scale",
                    "does not go with `trace`: instants are replayed",
                    "scale with rate, per_interval or file",
                )
            )
        if arrivals.variability.own or arrivals.variability.common:
            findings.append(
                Finding(
                    "variability",
                    "does not go with `trace`: instants are replayed",
                    "variability with rate, per_interval or file",
                )
            )
    for name in ("own", "common"):
        if getattr(arrivals.variability, name) > 5:
            findings.append(Finding(f"variability.{name}", "is absurdly large", "at most 500%"))
    refuse_all(findings)


def check_event(event: schema.Event) -> None:
    """Either extra and half_life, or for and scale."""
    given = {
        key for key in ("extra", "half_life", "for_", "scale") if getattr(event, key) is not None
    }
    if given not in ({"extra", "half_life"}, {"for_", "scale"}):
        names = sorted(key.rstrip("_") for key in given)
        what = f"has {' and '.join(names)}" if names else "does not say what happens"
        refuse_all([Finding("", f"an event {what}", "extra and half_life, or for and scale")])


# ---------------------------------------------------------------- durations


def complete_distribution(value: Any) -> Any:
    """The cv that a kind has unless it is named."""
    if not isinstance(value, Mapping) or value.get("cv") is not None or "mean" not in value:
        return value
    if value.get("distribution", "lognormal") in ("lognormal", "gamma", "weibull"):
        return {**value, "cv": "1"}
    return value


def check_distribution(spec: schema.Distribution) -> None:
    """The keys that the kind needs, and no other."""
    if getattr(spec, "never", False):
        others = [key for key in spec.model_fields_set if key not in ("never", "balk")]
        if others:
            refuse_all(
                [
                    Finding(
                        "never",
                        f"does not go with {', '.join(sorted(others))}",
                        "none, or a distribution",
                    )
                ]
            )
        return
    kind = spec.distribution
    needed, further = DISTRIBUTION_KEYS[kind]
    taken = ("distribution", *needed, *further)
    findings = []
    for key in ("mean", "cv", "stages", "low", "high", "file", "values", "columns"):
        given = getattr(spec, key) not in (None, {})
        if given and key not in taken:
            mend = "its cv is always 1" if (kind, key) == ("exponential", "cv") else ""
            findings.append(Finding(key, f"is not a key of {kind}", ", ".join(taken[1:]), mend))
    missing = [key for key in needed if getattr(spec, key) is None]
    if missing:
        findings.append(Finding("", f"{kind} needs {' and '.join(missing)}", ", ".join(taken[1:])))
    if kind == "empirical":
        findings.extend(exactly_one(spec, ("file", "values"), "empirical"))
        findings.extend(column_findings(spec.columns, ("seconds",)))
    findings.extend(_cv_findings(spec))
    if spec.stages is not None and spec.stages > 10_000:
        findings.append(Finding("stages", "is absurdly large", "1 to 10000"))
    if spec.low is not None and spec.high is not None and spec.high < spec.low:
        findings.append(
            Finding("high", f"is below low ({write_duration(spec.low)})", "low at or below high")
        )
    refuse_all(findings)


def _cv_findings(spec: schema.Distribution) -> list[Finding]:
    cv = spec.cv
    if cv is None or spec.distribution not in CV_KINDS:
        return []
    if spec.distribution == "hyperexponential" and not 1 < cv <= 50:
        return [
            Finding(
                "cv",
                "hyperexponential needs a cv above 1",
                "above 1, at most 50",
                "use gamma or lognormal for a cv of 1 or less" if cv <= 1 else "",
            )
        ]
    if cv > 50:
        return [Finding("cv", "is absurdly large", "0.001 to 50")]
    if cv < 0.001:
        return [
            Finding(
                "cv",
                "is too close to 0",
                "0.001 to 50",
                "write distribution: constant for durations that do not vary",
            )
        ]
    return []
