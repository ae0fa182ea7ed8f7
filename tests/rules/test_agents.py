"""Rules R20 to R29: shifts, breaks and head counts. Worked out by hand, in seconds."""

from dataclasses import replace

import numpy as np

from tests.worlds import by_hand, model_of, presence, rows, run_both

QUEUE = """
queues:
  calls: {channel: voice, arrivals: {rate: 0/h}, handle_time: {mean: 60s}, patience: none}
"""


def shifts(text: str) -> str:
    return QUEUE + "agents:\n  desk:\n    skills: {calls: 1}\n    shifts:\n" + text


def test_shift_ends_with_a_contact_in_hand() -> None:
    """R25, R51: the shift ends at 600; talk ends at 630, wrap-up at 640: 40 s of overtime."""
    model = model_of(shifts("      early: {agents: 1, days: mon, start: 08:00, end: 08:10}\n"))
    log = run_both(
        model,
        by_hand(model, [(570, "calls", 60, None), (580, "calls", 60, 100)], wrap_up=10),
    )
    assert rows(log) == [("answered", 570, 630, 0), ("abandoned", None, 680, None)]
    assert presence(log) == [(0, 0, 640, 600)]


def test_done_in_the_tick_of_the_shift_end() -> None:
    """R2: OFF comes before DONE: at 600 the agent takes nothing new and has no overtime."""
    model = model_of(shifts("      early: {agents: 1, days: mon, start: 08:00, end: 08:10}\n"))
    log = run_both(model, by_hand(model, [(540, "calls", 60, None), (550, "calls", 10, 60)]))
    assert rows(log) == [("answered", 540, 600, 0), ("abandoned", None, 610, None)]
    assert presence(log) == [(0, 0, 600, 600)]


BREAK = shifts(
    "      early: {agents: 1, days: mon, start: 08:00, end: 09:00,"
    " breaks: [{length: 5min, between: 08:10-08:15}]}\n"
)


def test_break_falls_into_a_contact() -> None:
    """R25: break 600-900; the contact ends at 620, then the agent rests until 900, not longer."""
    model = model_of(BREAK)
    log = run_both(model, by_hand(model, [(590, "calls", 30, None), (610, "calls", 10, None)]))
    assert rows(log) == [("answered", 590, 620, 0), ("answered", 900, 910, 0)]
    assert presence(log) == [(0, 0, 620, 620), (0, 900, 3600, 3600)]


def test_break_lost_to_a_long_contact() -> None:
    """R27: the contact lasts beyond the break: the agent never goes."""
    model = model_of(BREAK)
    log = run_both(model, by_hand(model, [(590, "calls", 400, None), (610, "calls", 10, None)]))
    assert rows(log) == [("answered", 590, 990, 0), ("answered", 990, 1000, 0)]
    assert presence(log) == [(0, 0, 3600, 3600)]


def test_breaks_are_staggered_in_waves() -> None:
    """R24: two breaks of 5 min fit into 08:10-08:20: agents 0 and 2 first, then 1."""
    model = model_of(
        shifts(
            "      early: {agents: 3, days: mon, start: 08:00, end: 09:00,"
            " breaks: [{length: 5min, between: 08:10-08:20}]}\n"
        )
    )
    log = run_both(model, by_hand(model, []))
    assert presence(log) == [
        (0, 0, 600, 600), (0, 900, 3600, 3600),
        (1, 0, 900, 900), (1, 1200, 3600, 3600),
        (2, 0, 600, 600), (2, 900, 3600, 3600),
    ]  # fmt: skip


def test_next_shift_begins_before_the_last_contact_ends() -> None:
    """R51: a round-the-clock shift ends and begins at 08:30 (1800) while a contact is in hand."""
    model = model_of(
        shifts("      round: {agents: 1, days: mon-sun, start: 08:30, end: 08:30}\n"),
        ["period={start: 2026-03-02 08:00, length: 1h, interval: 30min}"],
    )
    log = run_both(model, by_hand(model, [(1790, "calls", 60, None)]))
    # On since the day before; the shift ends at 1800 with a contact in hand and begins anew.
    assert rows(log) == [("answered", 1790, 1850, 0)]
    assert presence(log) == [(0, 0, 1800, 1800), (0, 1800, 3600, 3600)]


END_BREAK = shifts(
    "      early: {agents: 1, days: mon, start: 08:00, end: 08:30,"
    " breaks: [{length: 10min, between: 08:20-08:30}]}\n"
)


def test_a_contact_reaches_from_a_last_break_beyond_the_shift() -> None:
    """R25, R51: break 1200-1800 ends the shift. Free at 1500: no overtime; at 2400: 600 s."""
    model = model_of(END_BREAK)
    within = run_both(model, by_hand(model, [(1190, "calls", 310, None)]))
    beyond = run_both(model, by_hand(model, [(1190, "calls", 1210, None)]))
    at_the_end = run_both(model, by_hand(model, [(1190, "calls", 610, None)]))
    never = run_both(model, by_hand(model, [(1190, "calls", 5000, None)]))
    assert presence(within) == [(0, 0, 1500, 1500)]
    assert presence(beyond) == [(0, 0, 2400, 1800)]
    assert presence(at_the_end) == [(0, 0, 1800, 1800)]
    assert presence(never) == [(0, 0, 3600, 1800)]


def test_off_desk_time_at_the_end_of_a_shift_is_no_earlier_end() -> None:
    """R23, R25: shift until 1800, off the desk from 900 on: free at 1000, or at 2000 (200 s)."""
    model = model_of(shifts("      early: {agents: 1, days: mon, start: 08:00, end: 08:30}\n"))
    for work, row in ((110, (0, 0, 1000, 1000)), (1110, (0, 0, 2000, 1800))):
        draws = by_hand(model, [(890, "calls", work, None)])
        assert draws.window_shift_end.tolist() == [1_800_000]
        log = run_both(model, replace(draws, window_off=np.array([900_000])))
        assert presence(log) == [row]


def test_the_next_shift_begins_while_a_contact_from_the_last_break_goes_on() -> None:
    """R51: round the clock from 08:30, break 08:20-08:30; the contact lasts from 1190 to 1850."""
    model = model_of(
        shifts(
            "      round: {agents: 1, days: mon-sun, start: 08:30, end: 08:30,"
            " breaks: [{length: 10min, between: 08:20-08:30}]}\n"
        )
    )
    log = run_both(model, by_hand(model, [(1190, "calls", 660, None)]))
    assert presence(log) == [(0, 0, 1800, 1800), (0, 1800, 3600, 3600)]


def closing(at_close: str) -> list[str]:
    return ["opening={mon: 08:00-08:10}", f"queues.calls.at_close={at_close}"]


def test_agents_of_shifts_serve_at_closing() -> None:
    """R28: shift and opening end at 600: the second contact is served 620-640, in overtime."""
    text = shifts("      early: {agents: 1, days: mon, start: 08:00, end: 08:10}\n")
    model = model_of(text, closing("serve"))
    log = run_both(model, by_hand(model, [(590, "calls", 30, None), (599, "calls", 20, None)]))
    assert rows(log) == [("answered", 590, 620, 0), ("answered", 620, 640, 0)]
    assert presence(log) == [(0, 0, 640, 600)]


def test_a_queue_that_drops_is_not_served_at_closing() -> None:
    """R2, R28: done at 600, when shift and opening end; the second is dropped in this very tick."""
    text = shifts("      early: {agents: 1, days: mon, start: 08:00, end: 08:10}\n")
    model = model_of(text, closing("drop"))
    log = run_both(model, by_hand(model, [(590, "calls", 10, None), (595, "calls", 20, None)]))
    assert rows(log) == [("answered", 590, 600, 0), ("dropped", None, 600, None)]
    assert presence(log) == [(0, 0, 600, 600)]


def test_a_break_comes_before_serving_at_closing() -> None:
    """R25, R28: break 600-900; the contact that waits in the closed queue is served after it."""
    model = model_of(BREAK, closing("serve"))
    log = run_both(model, by_hand(model, [(590, "calls", 30, None), (595, "calls", 20, None)]))
    assert rows(log) == [("answered", 590, 620, 0), ("answered", 900, 920, 0)]
    assert presence(log) == [(0, 0, 620, 620), (0, 900, 3600, 3600)]


def test_serving_at_closing_promises_no_service() -> None:
    """R28: the agent is idle at 600, for the contact has not waited 60 s yet: it goes (R25)."""
    model = model_of(
        QUEUE + "agents:\n  desk: {seated: 1, skills: {calls: {rank: 1, after: 60s}}}\n",
        closing("serve"),
    )
    log = run_both(model, by_hand(model, [(590, "calls", 10, None)]))
    assert rows(log) == [("waiting", None, None, None)]
    assert presence(log) == [(0, 0, 600, 600)]


def test_agents_leave_before_others_come() -> None:
    """R2: agent 0 goes at 600 and agent 1 comes: there is no tick in which one stays idle (R43)."""
    text = shifts(
        "      early: {agents: 1, days: mon, start: 08:00, end: 08:10}\n"
        "      late: {agents: 1, days: mon, start: 08:10, end: 08:20}\n"
    ).replace("{calls: 1}", "{calls: {rank: 1, keep_idle: 1}}")
    model = model_of(text)
    log = run_both(model, by_hand(model, [(100, "calls", 10, None)]))
    assert rows(log) == [("waiting", None, None, None)]


def heads(*counts: int) -> str:
    return QUEUE + f"agents:\n  desk: {{seated: {list(counts)}, skills: {{calls: 1}}}}\n"


def test_head_count_drops_while_one_is_idle() -> None:
    """R26: 3 -> 2 at 1800: agents 0 and 2 are idle (1 talks), so 2 goes."""
    model = model_of(heads(3, 2))
    contacts = [(1700, "calls", 10, None), (1750, "calls", 100, None), (1900, "calls", 10, None)]
    log = run_both(model, by_hand(model, contacts))
    # At 1750 agent 1 is the longest idle, for agent 0 was released at 1710 and 1 came before 2.
    assert rows(log) == [
        ("answered", 1700, 1710, 0),
        ("answered", 1750, 1850, 1),
        ("answered", 1900, 1910, 0),
    ]
    assert presence(log) == [(0, 0, 3600, 3600), (1, 0, 3600, 3600), (2, 0, 1800, 1800)]


def test_head_count_drops_while_all_are_busy() -> None:
    """R26: 2 -> 1 at 1800, both busy: agent 0 is free first (1820) and goes, 20 s of overtime."""
    model = model_of(heads(2, 1))
    contacts = [(1750, "calls", 70, None), (1760, "calls", 80, None), (1790, "calls", 10, None)]
    log = run_both(model, by_hand(model, contacts))
    assert rows(log) == [
        ("answered", 1750, 1820, 0),
        ("answered", 1760, 1840, 1),
        ("answered", 1840, 1850, 1),
    ]
    assert presence(log) == [(0, 0, 1820, 1800), (1, 0, 3600, 3600)]


def test_a_rise_cancels_a_departure_owed() -> None:
    """R26: 1 -> 0 -> 1 while the agent talks (1790-3600 of 2 h): nobody goes, nobody comes."""
    two_hours = "period: {start: 2026-03-02 08:00, length: 2h, interval: 30min}\n"
    model = model_of(two_hours + heads(1, 0, 1, 1))
    contacts = [(1790, "calls", 2000, None), (2000, "calls", 10, None)]
    log = run_both(model, by_hand(model, contacts))
    assert rows(log) == [("answered", 1790, 3790, 0), ("answered", 3790, 3800, 0)]
    assert presence(log) == [(0, 0, 7200, 7200)]


def test_departures_still_owed_at_the_end() -> None:
    """R51: 2 -> 0 at 1800, both talk past the end: both presences end at 3600, due at 1800."""
    model = model_of(heads(2, 0))
    log = run_both(model, by_hand(model, [(0, "calls", 5000, None), (0, "calls", 5000, None)]))
    assert presence(log) == [(0, 0, 3600, 1800), (1, 0, 3600, 1800)]


def test_agents_who_come_together_take_contacts_in_order() -> None:
    """R29: two wait when two agents come at 1800: the lower number takes the longer wait."""
    model = model_of(heads(0, 2))
    log = run_both(model, by_hand(model, [(5, "calls", 10, None), (6, "calls", 20, None)]))
    assert rows(log) == [("answered", 1800, 1810, 0), ("answered", 1800, 1820, 1)]


def test_coming_agent_answers_in_the_tick_of_leaving() -> None:
    """R2, R33: ON comes before LEAVE."""
    model = model_of(heads(0, 1))
    log = run_both(model, by_hand(model, [(1700, "calls", 10, 100)]))
    assert rows(log) == [("answered", 1800, 1810, 0)]


def test_coming_agent_answers_before_one_who_is_done() -> None:
    """R2: ON comes before DONE: at 1800 the new agent takes who waits, though agent 0 is free."""
    model = model_of(heads(1, 2))
    log = run_both(model, by_hand(model, [(1700, "calls", 100, None), (1750, "calls", 10, None)]))
    assert rows(log) == [("answered", 1700, 1800, 0), ("answered", 1800, 1810, 1)]


TWO_HOURS = "period: {start: 2026-03-02 08:00, length: 2h, interval: 30min}\n"


def test_the_first_departure_owed_is_the_first_to_happen() -> None:
    """R26: 2, 1, 0 at 1800 and 3600, both busy: free at 4000, due 1800; free at 5000, due 3600."""
    model = model_of(TWO_HOURS + heads(2, 1, 0, 0))
    log = run_both(model, by_hand(model, [(0, "calls", 4000, None), (0, "calls", 5000, None)]))
    assert presence(log) == [(0, 0, 4000, 1800), (1, 0, 5000, 3600)]


def test_a_rise_cancels_the_last_departure_owed() -> None:
    """R26: owed at 1800 and 3600, a rise at 5400: what is left is due at 1800."""
    model = model_of(TWO_HOURS + heads(2, 1, 0, 1))
    log = run_both(model, by_hand(model, [(0, "calls", 6000, None), (0, "calls", 9000, None)]))
    assert presence(log) == [(0, 0, 6000, 1800), (1, 0, 7200, 7200)]


def test_who_owes_departures_at_the_end() -> None:
    """R51: owed at 1800 and 3600, three talk at the end: agent 2 was due at 1800, 1 at 3600."""
    model = model_of(TWO_HOURS + heads(3, 2, 1, 1))
    log = run_both(model, by_hand(model, [(0, "calls", 9000, None)] * 3))
    assert presence(log) == [(0, 0, 7200, 7200), (1, 0, 7200, 3600), (2, 0, 7200, 1800)]
