"""Changes that change nothing, locked baselines, and what is said when they no longer fit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario import Scenario, loads
from sim.studies.changes import changes, listed, remarks_on
from sim.studies.comparison import Baseline, compare, document
from sim.studies.locking import compare_with_locked, locked_document, read_locked
from tests.studies.small import SMALL

BASE = loads(SMALL)
MORE = BASE.variant_named("two_more")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The baseline of a comparison of 12 replications with seed 7."""
    path = tmp_path_factory.mktemp("locked") / "baseline.json"
    comparison = compare([BASE, MORE])
    found = locked_document(comparison.baseline, "2026-03-02T09:00:00", "ccsim compare x")
    path.write_text(json.dumps(found, allow_nan=False), "utf-8")
    return path


@pytest.fixture
def locked(file: Path) -> Baseline:
    return read_locked(file)


def against(locked: Baseline, now: Scenario | None = BASE, **options: int) -> tuple[str, ...]:
    return compare_with_locked(locked, now, [MORE], **options).warnings  # type: ignore[arg-type]


def test_a_locked_baseline_gives_the_same_differences(locked: Baseline) -> None:
    fresh = compare([BASE, MORE])
    found = compare_with_locked(locked, BASE, [MORE])
    assert found.warnings == ()
    one, other = (c.differences(c.others[0]) for c in (fresh, found))
    assert one.keys() == other.keys()
    for key in one:
        values = [
            (d.baseline, d.value, d.difference, d.low, d.high) for d in (one[key], other[key])
        ]
        assert np.array_equal(*map(np.array, values), equal_nan=True), key
    said = document(found)
    assert (said["baseline"], said["baseline_locked"]) == ("base", True)
    assert said["baseline_hash"] == BASE.content_hash


def test_a_changed_baseline_is_said_so(locked: Baseline) -> None:
    [warning] = against(locked, BASE.replace("agents.desk.seated", 5))
    assert (
        "base has changed since it was locked on 2026-03-02: agents.desk.seated: 4 -> 5" in warning
    )
    [warning] = against(locked, None)
    assert "The file has no scenario base any more" in warning


def test_another_seed_is_said_so_and_not_paired(locked: Baseline) -> None:
    [warning] = against(locked, seed=8)
    assert "locked with seed 7, this is seed 8: other customers" in warning
    paired = compare_with_locked(locked, BASE, [MORE])
    alone = compare_with_locked(locked, BASE, [MORE], seed=8)
    key = ("queue", "calls", "service_level")
    widths = [c.differences(c.others[0])[key].high - c.differences(c.others[0])[key].low
              for c in (paired, alone)]  # fmt: skip
    assert widths[0] < widths[1]


def test_another_number_of_replications_is_said_so(locked: Baseline) -> None:
    [warning] = against(locked, replications=5)
    assert "locked with 12 replications, these are 5" in warning
    assert "over the first 5" in warning


def test_other_versions_are_said_so(locked: Baseline) -> None:
    older = replace(locked, versions={**locked.versions, "numpy": "1.26.0"})
    [warning] = against(older)
    assert "numpy was 1.26.0, is " in warning
    assert "Part of a difference may be theirs" in warning
    [warning] = against(replace(locked, engine="quick"))
    assert "locked with the quick engine, this is fast" in warning


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no such file"),
        ("not json", "is no locked baseline"),
        ("[]", "is no locked baseline"),
        ("{}", "is no locked baseline"),
        ('{"kind": "ccsim baseline", "format": 99}', "is no locked baseline of this version"),
        ('{"kind": "ccsim baseline", "format": 1}', "is no locked baseline"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "lock.json"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_locked(path)
    assert f"--baseline: {path}: {said}" in str(caught.value)
    assert "mend: lock a baseline: ccsim compare FILE --lock" in str(caught.value)


def test_a_lock_with_figures_missing_is_refused(file: Path, tmp_path: Path) -> None:
    found = json.loads(file.read_text("utf-8"))
    found["figures"][3]["numerator"].pop()
    path = tmp_path / "lock.json"
    path.write_text(json.dumps(found), "utf-8")
    with pytest.raises(InputError, match="is no locked baseline"):
        read_locked(path)


# ---------------------------------------------------------------- changes that change nothing


def resolved(name: str) -> dict[str, object]:
    return BASE.variant_named(name).resolved()


def test_changes_have_paths_and_both_values() -> None:
    [one] = changes(resolved("base"), resolved("two_more"))
    assert (one.path, one.before, one.after) == ("agents.desk.seated", "4", "6")
    [one] = changes(BASE.resolved(), BASE.replace("queues.calls.target", None).resolved())
    assert (one.path, one.after) == ("queues.calls.target", "(none)")
    assert one.before.startswith("{answered: 80%, within: 20s") and len(one.before) == 40
    many = listed(changes({"a": {str(n): 1 for n in range(6)}}, {"a": {}}))
    assert many.startswith("a.0: 1 -> (none); a.1") and many.endswith("and 2 more")


def test_a_target_alone_changes_no_behaviour() -> None:
    [said] = remarks_on(resolved("base"), resolved("later"))
    assert said.startswith("Only the target changed (queues.calls.target.within: 20s -> 1min)")
    assert "the target alone changes no behaviour" in said
    both = BASE.replace("queues.calls.target.within", "60s").replace("agents.desk.seated", 5)
    [said] = remarks_on(BASE.resolved(), both.resolved())
    assert said.startswith("The target changed (")
    due = BASE.replace("routing.contacts", "earliest_due")
    later = due.replace("queues.calls.target.within", "60s")
    assert remarks_on(due.resolved(), later.resolved()) == ()
    own = BASE.replace("agents.desk.routing", {"contacts": "earliest_due"})
    later = own.replace("queues.calls.target.within", "60s")
    assert remarks_on(own.resolved(), later.resolved()) == ()


def test_it_is_true_that_a_target_alone_changes_no_behaviour() -> None:
    found = compare([BASE, BASE.variant_named("later")])
    differences = found.differences(found.others[0])
    assert differences["queue", "calls", "service_level"].difference > 0
    for metric in ("asa_s", "abandoned", "answered", "wait_p90_s"):
        assert differences["queue", "calls", metric].difference == 0


def test_the_same_content_is_said_so() -> None:
    [said] = remarks_on(resolved("base"), resolved("same"))
    assert "the same content as the baseline" in said
    seed = BASE.replace("run.seed", 99)  # a comparison has one seed
    assert remarks_on(BASE.resolved(), seed.resolved()) == remarks_on(
        BASE.resolved(), BASE.resolved()
    )


def test_an_occupancy_limit_is_a_planning_limit() -> None:
    [said] = remarks_on(resolved("base"), resolved("no_effect"))
    assert "max_occupancy is a planning limit (agents.desk.max_occupancy: (none) -> 85%)" in said


def test_a_change_without_effect_is_said_so() -> None:
    found = compare([BASE, BASE.replace("queues.back.max_waiting", 1000)], replications=3)
    assert found.remarks(found.others[0]) == (
        "The change has no effect: every figure is the same in every replication.",
    )
    found = compare([BASE, MORE], replications=3)
    assert found.remarks(found.others[0]) == ()
