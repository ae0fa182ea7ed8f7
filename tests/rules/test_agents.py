"""Rules R20 to R29: shifts, breaks and head counts. Worked out by hand, in seconds."""

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
