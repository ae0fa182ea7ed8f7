"""Rules R30 to R38: what happens to one attempt. Every case is worked out by hand, in seconds."""

from tests.worlds import by_hand, model_of, presence, rows, run_both

ONE_AGENT = """
queues:
  calls: {channel: voice, arrivals: {rate: 0/h}, handle_time: {mean: 60s}, patience: none}
agents:
  desk: {seated: 1, skills: {calls: 1}}
"""


def test_first_come_first_served_and_leaving() -> None:
    """R33, R41: the second waits 30 s, the third leaves after 20 s, the fourth comes last."""
    model = model_of(ONE_AGENT)
    log = run_both(
        model,
        by_hand(
            model,
            [
                (10, "calls", 60, None),
                (40, "calls", 50, 60),
                (45, "calls", 50, 20),
                (50, "calls", 10, 100),
            ],
        ),
    )
    assert rows(log) == [
        ("answered", 10, 70, 0),
        ("answered", 70, 120, 0),
        ("abandoned", None, 65, None),
        ("answered", 120, 130, 0),
    ]


def test_answered_in_the_tick_of_leaving() -> None:
    """R2, R33: patience ends in the tick in which the agent is free: answered; less: gone."""
    model = model_of(ONE_AGENT)
    first = (0, "calls", 60, None)
    in_time = run_both(model, by_hand(model, [first, (10, "calls", 5, 50)]))
    too_late = run_both(model, by_hand(model, [first, (10, "calls", 5, 49.999)]))
    assert rows(in_time)[1] == ("answered", 60, 65, 0)
    assert rows(too_late)[1] == ("abandoned", None, 59.999, None)


def test_balk_leaves_only_when_it_would_wait() -> None:
    """R32: patience 0 is answered by an idle agent, else leaves in the tick of arrival."""
    model = model_of(ONE_AGENT)
    log = run_both(model, by_hand(model, [(5, "calls", 60, 0), (20, "calls", 60, 0)]))
    assert rows(log) == [("answered", 5, 65, 0), ("abandoned", None, 20, None)]


def test_max_waiting_blocks_who_would_wait() -> None:
    """R31, R32: one place; the third is blocked even though it would balk; later there is room."""
    model = model_of(ONE_AGENT, ["queues.calls.max_waiting=1"])
    log = run_both(
        model,
        by_hand(
            model,
            [
                (0, "calls", 60, None),
                (1, "calls", 10, None),
                (2, "calls", 10, 0),
                (60, "calls", 10, None),
            ],
        ),
    )
    assert rows(log) == [
        ("answered", 0, 60, 0),
        ("answered", 60, 70, 0),
        ("blocked_full", None, 2, None),
        ("answered", 70, 80, 0),
    ]


def test_lines_hold_waiting_and_talking_but_not_wrap_up() -> None:
    """R30, R36: 2 lines, 1 agent, 30 s wrap-up. At 62 the first line is free (talk ended at 60)."""
    model = model_of("lines: 2\n" + ONE_AGENT)
    contacts = [
        (0, "calls", 60, None),
        (1, "calls", 20, None),
        (59.999, "calls", 20, None),
        (60, "calls", 20, None),
    ]
    log = run_both(model, by_hand(model, contacts, wrap_up=30))
    assert rows(log) == [
        ("answered", 0, 60, 0),
        ("answered", 90, 110, 0),
        ("blocked_lines", None, 59.999, None),
        ("answered", 140, 160, 0),
    ]
    assert log.released.tolist() == [90_000, 140_000, -1, 190_000]


def test_who_leaves_frees_a_line() -> None:
    """R33, R30: 2 lines: the second leaves at 6, so the third finds a line at 7."""
    model = model_of("lines: 2\n" + ONE_AGENT)
    contacts = [(0, "calls", 60, None), (1, "calls", 10, 5), (7, "calls", 10, None)]
    assert rows(run_both(model, by_hand(model, contacts))) == [
        ("answered", 0, 60, 0),
        ("abandoned", None, 6, None),
        ("answered", 60, 70, 0),
    ]


def test_who_is_blocked_frees_a_line() -> None:
    """R31: 2 lines, nobody may wait: the third is blocked for that, not for a line."""
    model = model_of("lines: 2\n" + ONE_AGENT, ["queues.calls.max_waiting=0"])
    contacts = [(0, "calls", 60, None), (1, "calls", 10, None), (2, "calls", 10, None)]
    outcomes = [outcome for outcome, *_ in rows(run_both(model, by_hand(model, contacts)))]
    assert outcomes == ["answered", "blocked_full", "blocked_full"]


def test_who_is_dropped_frees_a_line() -> None:
    """R34: 2 lines; one talks 0-2000, one is dropped at 600; at 1200 a line is free."""
    model = model_of(
        "lines: 2\n" + ONE_AGENT,
        [
            "opening={mon: [08:00-08:10, 08:20-09:00]}",
            "agents.desk.opening={mon: 08:00-09:00}",
            "queues.calls.at_close=drop",
        ],
    )
    contacts = [(0, "calls", 2000, None), (590, "calls", 10, None), (1200, "calls", 10, None)]
    assert rows(run_both(model, by_hand(model, contacts))) == [
        ("answered", 0, 2000, 0),
        ("dropped", None, 600, None),
        ("answered", 2000, 2010, 0),
    ]


def test_no_lines() -> None:
    """R30: `lines: 0` blocks everybody who needs one."""
    model = model_of("lines: 0\n" + ONE_AGENT)
    log = run_both(model, by_hand(model, [(0, "calls", 60, None)]))
    assert rows(log) == [("blocked_lines", None, 0, None)]


def test_nobody_may_wait() -> None:
    """R31: with `max_waiting: 0` an idle agent still answers at once."""
    model = model_of(ONE_AGENT, ["queues.calls.max_waiting=0"])
    log = run_both(model, by_hand(model, [(0, "calls", 60, None), (1, "calls", 60, None)]))
    assert rows(log) == [("answered", 0, 60, 0), ("blocked_full", None, 1, None)]


def test_lines_are_for_voice_only() -> None:
    """R30: a video contact needs no line."""
    model = model_of(
        """
lines: 1
queues:
  calls: {channel: voice, arrivals: {rate: 0/h}, handle_time: {mean: 60s}, patience: none}
  video: {channel: video, arrivals: {rate: 0/h}, handle_time: {mean: 60s}, patience: none}
agents:
  desk: {seated: 3, skills: {calls: 1, video: 1}}
"""
    )
    contacts = [(0, "calls", 60, None), (1, "video", 60, None), (2, "calls", 60, None)]
    log = run_both(model, by_hand(model, contacts))
    assert [outcome for outcome, *_ in rows(log)] == ["answered", "answered", "blocked_lines"]


def test_closing() -> None:
    """R5, R30, R34: open 08:00-08:10 (600 s); arriving at 600 is closed, at 599.999 open."""
    for at_close, second in (
        ("serve", ("answered", 620, 640, 0)),
        ("drop", ("dropped", None, 600, None)),
    ):
        model = model_of(
            ONE_AGENT,
            [
                "opening={mon: 08:00-08:10}",
                "agents.desk.opening={mon: 08:00-09:00}",
                f"queues.calls.at_close={at_close}",
            ],
        )
        log = run_both(
            model,
            by_hand(
                model,
                [(590, "calls", 30, None), (599.999, "calls", 20, None), (600, "calls", 20, None)],
            ),
        )
        assert rows(log) == [("answered", 590, 620, 0), second, ("blocked_closed", None, 600, None)]


def test_dropped_after_who_is_answered_at_closing() -> None:
    """R2: DONE comes before TIMER, so who can be answered in the tick of closing is not dropped."""
    model = model_of(
        ONE_AGENT,
        [
            "opening={mon: 08:00-08:10}",
            "agents.desk.opening={mon: 08:00-09:00}",
            "queues.calls.at_close=drop",
        ],
    )
    contacts = [(590, "calls", 10, None), (595, "calls", 20, None), (596, "calls", 20, None)]
    assert rows(run_both(model, by_hand(model, contacts))) == [
        ("answered", 590, 600, 0),
        ("answered", 600, 620, 0),
        ("dropped", None, 600, None),
    ]


def test_serving_at_closing_is_overtime() -> None:
    """R28: opening and desk end at 600; the agent serves who waits until 640: 40 s of overtime."""
    model = model_of(ONE_AGENT, ["opening={mon: 08:00-08:10}"])
    contacts = [(590, "calls", 30, None), (599, "calls", 20, None), (601, "calls", 20, None)]
    log = run_both(model, by_hand(model, contacts))
    assert rows(log) == [
        ("answered", 590, 620, 0),
        ("answered", 620, 640, 0),
        ("blocked_closed", None, 601, None),
    ]
    assert presence(log) == [(0, 0, 640, 600)]


def test_work_is_rounded_up_to_the_tick() -> None:
    """R37: speed 80 % is 800,000 ns a tick; 1 s of work takes 1250 ticks, 1 s and 1 ns 1251."""
    model = model_of(ONE_AGENT, ["agents.desk.skills.calls={rank: 1, speed: 80%}"])
    log = run_both(model, by_hand(model, [(0, "calls", 1, None), (10, "calls", 1.000000001, None)]))
    assert rows(log) == [("answered", 0, 1.25, 0), ("answered", 10, 11.251, 0)]


def test_wrap_up_is_done_at_the_same_speed_and_rounded_for_itself() -> None:
    """R37: at 80 % a second and a nanosecond of wrap-up take 1251 ticks after 1251 of talk."""
    model = model_of(ONE_AGENT, ["agents.desk.skills.calls={rank: 1, speed: 80%}"])
    draws = by_hand(model, [(0, "calls", 1.000000001, None)], wrap_up=1.000000001)
    log = run_both(model, draws)
    assert (log.ended.tolist(), log.released.tolist()) == ([1251], [2502])


def test_end_of_the_simulated_time() -> None:
    """R1, R38: nothing happens at 3600: one contact is in hand, one waits."""
    model = model_of(ONE_AGENT)
    contacts = [(3590, "calls", 10, None), (3595, "calls", 10, 5)]
    log = run_both(model, by_hand(model, contacts))
    assert rows(log) == [("answered", 3590, None, 0), ("waiting", None, None, None)]


def test_head_start_counts_for_choosing_only() -> None:
    """R35: 'gold' has 90 s head start: at 60 it (60 - 20 + 90) goes before 'calls' (60 - 10)."""
    model = model_of(
        """
queues:
  calls: {channel: voice, arrivals: {rate: 0/h}, handle_time: {mean: 60s}, patience: none}
  gold:
    channel: voice
    arrivals: {rate: 0/h}
    handle_time: {mean: 60s}
    patience: none
    head_start: 90s
agents:
  desk: {seated: 1, skills: {calls: 1, gold: 1}}
"""
    )
    contacts = [
        (0, "calls", 60, None),
        (10, "calls", 20, None),
        (20, "gold", 20, 40),
        (30, "gold", 20, 45),
    ]
    log = run_both(model, by_hand(model, contacts))
    assert rows(log) == [
        ("answered", 0, 60, 0),
        ("answered", 80, 100, 0),
        ("answered", 60, 80, 0),
        ("abandoned", None, 75, None),
    ]


def test_row_limit() -> None:
    """R52: the third attempt does not arrive."""
    from sim.engine import reference

    model = model_of(ONE_AGENT)
    draws = by_hand(model, [(0, "calls", 1, None), (1, "calls", 1, None), (2, "calls", 1, None)])
    log = reference.run(model, draws, max_rows=2)
    assert len(log) == 2
    assert log.truncated
