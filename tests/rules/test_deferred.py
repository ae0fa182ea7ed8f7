"""Deferred work: R15, R25, R26, R80 to R84. Worked out by hand, in seconds."""

from __future__ import annotations

from sim.draws import draw
from sim.log import ContactLog
from tests.worlds import Contact, by_hand, model_of, presence, rows, run_both


def center(seated: str = "1", calls: str = "1", emails: str = "2", more: str = "") -> str:
    return f"""
queues:
  calls: {{channel: voice, arrivals: {{rate: 0/h}}, handle_time: {{mean: 60s}}, patience: none}}
  emails: {{channel: email, arrivals: {{rate: 0/h}}, handle_time: {{mean: 60s}}{more}}}
agents:
  desk: {{seated: {seated}, skills: {{calls: {calls}, emails: {emails}}}}}
"""


def simulated(text: str, contacts: list[Contact]) -> ContactLog:
    model = model_of(text)
    return run_both(model, by_hand(model, contacts))


def stretches(log: ContactLog) -> list[tuple[int, int, float, float]]:
    """(row, agent, start, end) in seconds."""
    columns = (log.stretch_row, log.stretch_agent, log.stretch_start, log.stretch_end)
    return [
        (row, agent, start / 1000, end / 1000)
        for row, agent, start, end in zip(*(column.tolist() for column in columns), strict=True)
    ]


def test_put_down_for_a_call_and_taken_up_again() -> None:
    """R81, R82, R53: 20 s are done when the call comes; the other 40 s follow it."""
    log = simulated(center(), [(0, "emails", 60, None), (20, "calls", 30, None)])
    assert rows(log) == [("answered", 0, 90, 0), ("answered", 20, 50, 0)]
    assert stretches(log) == [(0, 0, 0, 20), (0, 0, 50, 90)]


def test_not_put_down_for_worse_ranked_work() -> None:
    """R81: e-mails come first here, so the call waits."""
    log = simulated(
        center(calls="2", emails="1"), [(0, "emails", 60, None), (20, "calls", 30, None)]
    )
    assert rows(log) == [("answered", 0, 60, 0), ("answered", 60, 90, 0)]
    assert stretches(log) == []


def test_who_is_idle_is_asked_before_work_is_put_down() -> None:
    """R44: agent 1 is idle; the second call makes agent 0 put its e-mail down."""
    contacts: list[Contact] = [
        (0, "emails", 60, None),
        (10, "calls", 30, None),
        (20, "calls", 30, None),
    ]
    log = simulated(center(seated="2"), contacts)
    assert rows(log) == [("answered", 0, 80, 1), ("answered", 10, 40, 1), ("answered", 20, 50, 0)]
    assert stretches(log) == [(0, 0, 0, 20), (0, 1, 40, 80)]


def test_an_item_put_down_is_offered_at_once_to_another_group() -> None:
    """R82: only the back office is idle, and it has the skill."""
    text = center() + "  back: {seated: 1, skills: {emails: 2}}\n"
    contacts: list[Contact] = [
        (0, "emails", 60, None),
        (1, "emails", 10, None),
        (20, "calls", 30, None),
    ]
    log = simulated(text, contacts)
    assert stretches(log) == [(0, 0, 0, 20), (0, 1, 20, 60)]


def test_its_patience_no_longer_counts() -> None:
    """R82: it would have left at 30, while it waits to be taken up again."""
    log = simulated(center(), [(0, "emails", 60, 30), (20, "calls", 30, None)])
    assert rows(log)[0] == ("answered", 0, 90, 0)


def test_an_agent_who_goes_puts_it_down() -> None:
    """R26: at 1,800 agent 1 (the higher number) puts its e-mail down and goes; agent 0 ends it."""
    contacts: list[Contact] = [(1790, "emails", 100, None), (1791, "emails", 100, None)]
    log = simulated(center(seated="[2, 1]"), contacts)
    assert rows(log) == [("answered", 1790, 1890, 0), ("answered", 1791, 1981, 0)]
    assert stretches(log) == [(1, 0, 1890, 1981), (1, 1, 1791, 1800)]
    assert presence(log) == [(0, 0, 3600, 3600), (1, 0, 1800, 1800)]


def test_what_is_done_in_this_tick_is_not_put_down() -> None:
    """R25, R26: the e-mail of agent 1 ends at 1,800: agent 0 puts its own down and goes.

    In the same tick agent 1 ends its e-mail and takes up the other one.
    """
    contacts: list[Contact] = [(1790, "emails", 100, None), (1791, "emails", 9, None)]
    log = simulated(center(seated="[2, 1]"), contacts)
    assert rows(log) == [("answered", 1790, 1890, 1), ("answered", 1791, 1800, 1)]
    assert stretches(log) == [(0, 0, 1790, 1800), (0, 1, 1800, 1890)]


def test_a_shift_ends_with_an_email_in_hand() -> None:
    """R25: the agent puts it down at 600; nobody is left, so it waits at the end (R38)."""
    text = center().replace("seated: 1", "shifts: {early: {agents: 1, start: 08:00, end: 08:10}}")
    log = simulated(text, [(590, "emails", 60, None)])
    assert rows(log) == [("waiting", 590, None, None)]
    assert stretches(log) == [(0, 0, 590, 600)]
    assert presence(log) == [(0, 0, 600, 600)]


def test_the_wrap_up_of_an_email_is_not_put_down() -> None:
    """R20, R81: from 10 to 15 the agent is full; the call waits."""
    model = model_of(center())
    contacts: list[Contact] = [(0, "emails", 10, None), (12, "calls", 30, None)]
    log = run_both(model, by_hand(model, contacts, wrap_up=5))
    assert rows(log) == [("answered", 0, 10, 0), ("answered", 15, 45, 0)]


def test_no_email_beside_a_chat() -> None:
    """R20: the e-mail waits for empty hands; put down for a chat, it waits for both chats."""
    text = center().replace("channel: voice", "channel: chat")
    text = text.replace("calls: 1", "calls: {rank: 1, concurrency: 2}")
    contacts: list[Contact] = [
        (0, "emails", 60, None),
        (10, "calls", 20, None),
        (15, "calls", 25, None),
    ]
    log = simulated(text, contacts)
    assert rows(log) == [("answered", 0, 90, 0), ("answered", 10, 30, 0), ("answered", 15, 40, 0)]


def test_emails_arrive_at_any_hour_and_keep_nobody() -> None:
    """R84, R28: closed from 600 on, the desk goes; what comes then waits, and so does the rest."""
    text = center(more=", opening: {mon: 08:00-08:10}").replace(
        "seated: 1", "opening: {mon: 08:00-08:10}, seated: 1"
    )
    log = simulated(
        text, [(590, "emails", 5, None), (592, "emails", 20, None), (900, "emails", 5, None)]
    )
    assert [outcome for outcome, *_ in rows(log)] == ["answered", "waiting", "waiting"]
    assert presence(log) == [(0, 0, 600, 600)]


def test_contacts_waiting_at_start() -> None:
    """R15: they come in tick 0, the oldest first; patience counts from then, the wait does not."""
    contacts: list[Contact] = [
        (-7200, "emails", 30, None),
        (-3600, "emails", 30, 10),
        (0, "calls", 5, None),
    ]
    log = simulated(center(), contacts)
    assert log.arrived.tolist() == [-7_200_000, -3_600_000, 0]
    assert rows(log) == [
        ("answered", 0, 35, 0),
        ("abandoned", None, 10, None),
        ("answered", 0, 5, 0),
    ]


def test_contacts_waiting_at_start_are_drawn() -> None:
    model = model_of(center(more=", waiting_at_start: {contacts: 20, age: {mean: 1d}}"))
    log = run_both(model, draw(model, 1, 0))
    assert len(log) == 20
    assert (log.arrived < 0).all()
    assert (log.arrived[:-1] <= log.arrived[1:]).all()
