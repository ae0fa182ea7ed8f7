"""Scenario: a value. Equal and hashed by content, never changed, replaced by a new one."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from pydantic import ValidationError

from sim.errors import InputError
from sim.scenario import load, loads
from tests.scenario.texts import SMALL, changed


def test_equal_by_content_not_by_form() -> None:
    plain = loads(SMALL)
    spelled = loads(
        changed(
            ("seated: 12", "seated: {number: 12.0}"),
            ("240s", "4min"),
            ("{calls: 1}", "{calls: {}}"),
            ("100/h", "100.0/h"),
        )
    )
    assert plain == spelled
    assert hash(plain) == hash(spelled)
    assert plain.content_hash == spelled.content_hash
    assert len({plain, spelled}) == 1
    assert plain != loads(changed(("100/h", "101/h")))
    assert plain != SMALL


def test_every_part_of_the_content_counts() -> None:
    base = loads(SMALL)
    for path, value in [
        ("name", "Other"),
        ("period.start", "2026-03-03 08:00"),
        ("run.seed", 2),
        ("queues.calls.handle_time.cv", 1.1),
        ("queues.calls.target.answered", "81%"),
        ("agents.desk.skills.calls.after", "5s"),
        ("agents.desk.cost.hour", 38),
        ("agents.desk.routing", {"agents": "random"}),
        ("lines", 60),
        ("short_abandon", "6s"),
    ]:
        other = base.replace(path, value)
        assert other != base
        assert other.replace(path, value) == other


def test_file_contents_count(tmp_path: Path) -> None:
    text = changed(("{rate: 100/h}", "{file: v.csv}"), ("length: 4h", "length: 1h"))
    hashes = set()
    for last in (7, 8):
        (tmp_path / "v.csv").write_text(
            f"interval_start,offered\n2026-03-02 08:00,5\n2026-03-02 08:30,{last}\n"
        )
        hashes.add(loads(text, folder=tmp_path).content_hash)
    assert len(hashes) == 2


def test_replace_gives_a_new_validated_scenario() -> None:
    base = loads(SMALL)
    more = base.replace("agents.desk.seated", 42)
    assert base.tree.agents["desk"].seated.number == 12  # type: ignore[union-attr]
    assert more.tree.agents["desk"].seated.number == 42  # type: ignore[union-attr]
    assert more.replace("agents.desk.seated", 12) == base
    assert base.replace("agents.desk.seated", [1] * 8).tree.agents["desk"].seated is not None
    assert base.replace("queues.calls.target", None).tree.queues["calls"].target is None
    with pytest.raises(InputError, match=r"agents\.desk\.seated = -1: is negative"):
        base.replace("agents.desk.seated", -1)
    with pytest.raises(InputError, match="there is no dsk in agents"):
        base.replace("agents.dsk.seated", 1)
    with pytest.raises(InputError, match="is not a path"):
        base.replace("agents..seated", 1)
    with pytest.raises(InputError, match="is not a finite number"):
        base.replace("agents.desk.seated", float("nan"))


def test_variants_keep_settings_and_replacements() -> None:
    text = changed(end="scenarios:\n  ten_more: {agents.desk.seated: 22}\n")
    base = loads(text, settings=["run.seed=5"])
    assert base.variants == ("ten_more",)
    more = base.variant_named("ten_more")
    assert (base.variant, more.variant) == ("base", "ten_more")
    assert more.tree.agents["desk"].seated.number == 22  # type: ignore[union-attr]
    assert more.tree.run.seed == 5
    assert more.variant_named("base") == base
    longer = base.replace("period.length", "8h").variant_named("ten_more")
    assert longer.tree.period.length == 8 * 3_600_000
    with pytest.raises(InputError, match=r"did you mean ten_more\?"):
        base.variant_named("tenmore")


def test_nothing_can_be_changed_in_place() -> None:
    scenario = loads(SMALL)
    with pytest.raises(AttributeError):
        scenario.variant = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        scenario.tree.run.seed = 5


def test_a_scenario_travels_to_other_processes() -> None:
    scenario = loads(SMALL)
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert again.replace("agents.desk.seated", 3) == scenario.replace("agents.desk.seated", 3)


def test_load_names_the_file_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "center.yaml").write_text(SMALL)
    assert load(tmp_path / "center.yaml") == load(str(tmp_path / "center.yaml")) == loads(SMALL)
    with pytest.raises(InputError, match=r"there is no such file(.|\n)*did you mean .*center.yaml"):
        load(tmp_path / "centre.yaml")
    with pytest.raises(InputError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(InputError, match=r"there is no such file|cannot be read"):
        load(tmp_path / "no" / "folder.yaml")


def test_absurd_sizes_are_refused_early(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"# " + b"x" * 6_000_000)
    with pytest.raises(InputError, match=r"too large \(6,000,002 bytes\)"):
        load(huge)
    many = "".join(
        f"  q{n}: {{channel: voice, arrivals: {{rate: 1/h}}, handle_time: {{mean: 1s}}}}\n"
        for n in range(2_001)
    )
    text = changed(("agents:", many + "agents:"), ("{calls: 1}", "{calls: 1, q*: 1}"))
    with pytest.raises(InputError, match="has 2,002 names"):
        loads(text)
    with pytest.raises(InputError, match=r"10,000 characters|at most 10,000"):
        loads(changed(("Small center", "x" * 20_000)))
