"""Tables of chats, messages, posts and deferred work, the four classes, and the recovery."""

from __future__ import annotations

import pytest

from sim.metrics import METRICS
from sim.metrics.four_classes import CLASS_NAMES, FOUR_CLASSES
from sim.report.definitions import definitions_table
from sim.report.erlang_check import erlang_omitted, erlang_table
from sim.report.reading import Reader
from sim.report.recovery import recovery_table
from sim.report.summary import summary_table
from sim.report.tables import group_table, queue_table
from sim.report.targets import answer_sentence
from sim.report.written import written_tables
from sim.scenario import loads
from sim.studies import study
from sim.studies.recovery import Recovery
from tests.report import handmade

CENTER = """
name: Written and spoken
period: {start: 2026-03-02 08:00, length: 4h, interval: 1h}
queues:
  calls:
    channel: voice
    arrivals: {rate: 20/h}
    handle_time: {mean: 120s}
    patience: {mean: 3min}
    target: {answered: 80%, within: 20s}
  chats:
    channel: chat
    arrivals: {rate: 20/h}
    handle_time: {mean: 4min}
    patience: {mean: 4min}
    target: {answered: 80%, within: 60s}
  wechat: {channel: messaging, arrivals: {rate: 10/h}, handle_time: {mean: 45s}, turns: 2,
    gap: {mean: 2min}, reply_window: 2h, target: {answered: 80%, within: 10min}}
  mails: {channel: email, arrivals: {rate: 6/h}, handle_time: {mean: 4min},
    target: {answered: 80%, within: 1h}, waiting_at_start: {contacts: 5, age: {mean: 2h}}}
  weibo: {channel: social, arrivals: {rate: 10/h}, handle_time: {mean: 2min}, relevant: 50%,
    triage: 10s, spread: {to: {weibo: 0.5}, half_life: 20min}}
agents:
  desk:
    seated: 5
    max_occupancy: 85%
    skills:
      calls: 1
      chats: {rank: 1, concurrency: 3, slowdown: 20%}
      wechat: {rank: 2, concurrency: 3}
      mails: 4
      weibo: 3
run: {replications: 3, seed: 2}
"""


@pytest.fixture(scope="module")
def center() -> Reader:
    return Reader(study(loads(CENTER)))


def test_every_written_kind_has_a_table_of_its_own(center: Reader, reader: Reader) -> None:
    tables = {table.title: table for table in written_tables(center)}
    assert list(tables) == ["Deferred work", "Messages", "Public posts", "Chats"]
    assert [row[0] for row in tables["Deferred work"].rows] == ["mails", "weibo"]
    mails, weibo = tables["Deferred work"].rows
    assert mails[1].endswith(")") and weibo[1] == "n/a"  # no target
    [posts] = tables["Public posts"].rows
    heard, relevant, triaged = (float(cell) for cell in posts[1:4])
    assert relevant + triaged <= heard + 0.1
    assert written_tables(reader) == []


def test_the_limit_of_occupancy_stands_beside_the_live_one(center: Reader, reader: Reader) -> None:
    table = group_table(center)
    live = table.rows[0][table.columns.index("live occupancy")]
    assert live.endswith(" of at most 85 %")
    assert "of at most" not in table.rows[0][table.columns.index("occupancy")]
    assert "live occupancy" not in group_table(reader).columns


def test_the_answer_of_deferred_work_is_its_response_level(center: Reader) -> None:
    said = answer_sentence(center, "mails")
    assert "of the items that fell due were answered within 1 h of open time (RL)" in said
    assert "Target 80 % in 1 h of open time: " in said


def test_erlang_is_asked_about_live_queues_alone(center: Reader) -> None:
    table = erlang_table(center.study)
    assert table is not None
    assert [row[0] for row in table.rows if row[0]] == ["calls", "chats"]
    first = erlang_table(center.study, 1)
    assert first is not None and "The first 1 of 2 queues" in first.note
    assert [row[0] for row in first.rows if row[0]] == ["calls"]
    omitted = erlang_omitted(center.study)
    assert omitted[0].startswith("wechat: no Erlang check. A message is answered when")
    assert omitted[1].startswith("mails, weibo: no Erlang check. Deferred work")
    chats = "\n".join(center.study.erlang["chats"].reasons)
    assert "Agents take up to 3 of these contacts at once" in chats
    assert "also work on mails and weibo, which they may put down" in chats


def test_the_four_classes_have_4_8_or_all_metrics(center: Reader) -> None:
    everything = sum(len(entries) for entries in FOUR_CLASSES.values())
    for level, count in ((1, 4), (2, 8), (3, everything)):
        table = summary_table(center, level)
        assert len(table.rows) == count
        classes = [row[0] for row in table.rows if row[0]]
        assert classes == [f"{name} {chinese}" for name, chinese in CLASS_NAMES.items()]
    names = [entry.metric for entries in FOUR_CLASSES.values() for entry in entries]
    assert len(set(names)) == everything and set(names) <= set(METRICS)
    by_title = {row[2]: row[3] for row in summary_table(center, 3).rows}
    assert by_title["聆听量"] != "0"
    assert by_title["服务水平"].endswith(")")


def test_the_definitions_are_those_of_what_is_shown(center: Reader) -> None:
    names = [row[1] for row in definitions_table(center).rows]
    assert {"response_level", "threads", "reproduction", "slot_occupancy"} <= set(names)
    assert len(set(names)) == len(names)


def test_columns_that_say_nothing_are_left_out() -> None:
    judging = vars(handmade.model().judging) | {
        "target_share": [float("nan")] * 2, "target_within": [-1, -1],
        "target_abandoned": [float("nan")] * 2,
    }  # fmt: skip
    world = handmade.model()
    vars(world.judging).update(judging)
    table = queue_table(Reader(handmade.study(model=world)))
    assert table.columns == ("queue", "offered", "answered", "abandoned", "ASA")
    assert all(len(row) == 5 for row in table.rows)


def test_a_recovery_that_does_not_come_is_said() -> None:
    table = recovery_table([Recovery("storm", "calls", (0.0, 600.0, None))])
    assert table.rows == (("storm", "calls", "10 min", "0 s", "later", "1 of 3"),)
    assert "later: not recovered when the period ends" in table.note
