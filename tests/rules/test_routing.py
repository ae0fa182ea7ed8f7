"""Rules R40 to R45: who takes which contact. Worked out by hand, in seconds."""

from tests.worlds import by_hand, model_of, rows, run_both


def queues(**extra: str) -> str:
    text = "queues:\n"
    for name, more in extra.items():
        text += (
            f"  {name}: {{channel: voice, arrivals: {{rate: 0/h}}, handle_time: {{mean: 60s}},"
            f" patience: none{', ' + more if more else ''}}}\n"
        )
    return text


def taken(log_rows: list[tuple[str, float | None, float | None, int | None]]) -> list[object]:
    return [(answered, agent) for _, answered, _, agent in log_rows]


def test_priority_then_longest_wait() -> None:
    """R40: b (priority 1) goes before a (priority 2), though a waits longer; then a in order."""
    model = model_of(
        queues(a="priority: 2", b="priority: 1")
        + "agents:\n  desk: {seated: 1, skills: {a: 1, b: 1}}\n"
    )
    contacts = [(0, "a", 60, None), (1, "a", 10, None), (2, "b", 10, None), (3, "a", 10, None)]
    log = run_both(model, by_hand(model, contacts))
    assert taken(rows(log)) == [(0, 0), (70, 0), (60, 0), (80, 0)]


def test_rank_goes_before_priority() -> None:
    """R40: the agent's rank decides first: a has rank 1, b rank 2, whatever their priorities."""
    model = model_of(
        queues(a="priority: 2", b="priority: 1")
        + "agents:\n  desk: {seated: 1, skills: {a: 1, b: 2}}\n"
    )
    contacts = [(0, "a", 60, None), (1, "b", 10, None), (2, "a", 10, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (70, 0), (60, 0)]


def test_longest_wait_ignores_priority() -> None:
    """R40: with `longest_wait` a, who waits longer, goes first."""
    model = model_of(
        "routing: {contacts: longest_wait}\n"
        + queues(a="priority: 2", b="priority: 1")
        + "agents:\n  desk: {seated: 1, skills: {a: 1, b: 1}}\n"
    )
    contacts = [(0, "a", 60, None), (1, "a", 10, None), (2, "b", 10, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (60, 0), (70, 0)]


def test_earliest_due() -> None:
    """R40: b (due 2 + 20 = 22) before a (due 1 + 60 = 61); c without a target comes last."""
    model = model_of(
        "routing: {contacts: earliest_due}\n"
        + queues(
            a="target: {answered: 80%, within: 60s}", b="target: {answered: 80%, within: 20s}", c=""
        )
        + "agents:\n  desk: {seated: 1, skills: {a: 1, b: 1, c: 1}}\n"
    )
    contacts = [(0, "a", 60, None), (0.5, "c", 10, None), (1, "a", 10, None), (2, "b", 10, None)]
    log = run_both(model, by_hand(model, contacts))
    assert taken(rows(log)) == [(0, 0), (80, 0), (70, 0), (60, 0)]


def test_lowest_rank_then_longest_idle() -> None:
    """R44, R45: specialists (agents 0, 1) first by idleness, then the generalist (2)."""
    model = model_of(
        queues(a="")
        + "agents:\n  own: {seated: 2, skills: {a: 1}}\n  other: {seated: 1, skills: {a: 2}}\n"
    )
    contacts = [
        (0, "a", 30, None),  # 0: came first
        (10, "a", 5, None),  # 1, free at 15
        (20, "a", 60, None),  # 1 again: 0 still talks
        (25, "a", 60, None),  # nobody of own: the generalist
        (40, "a", 5, None),  # 0, free since 30
    ]
    log = run_both(model, by_hand(model, contacts))
    assert taken(rows(log)) == [(0, 0), (10, 1), (20, 1), (25, 2), (40, 0)]


def test_longest_idle_across_groups_of_one_rank() -> None:
    """R44: two groups at rank 1: agent 1 (other group) has been idle longer than 0 at 20."""
    model = model_of(
        queues(a="")
        + "agents:\n  one: {seated: 1, skills: {a: 1}}\n  two: {seated: 1, skills: {a: 1}}\n"
    )
    contacts = [(0, "a", 10, None), (20, "a", 10, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (20, 1)]


def test_least_occupied() -> None:
    """R44: at 100 agent 0 has handled 50 of 100 s, agent 1 40, agent 2 45, so 1 takes it."""
    model = model_of(
        "routing: {agents: least_occupied}\n"
        + queues(a="")
        + "agents:\n  desk: {seated: 3, skills: {a: 1}}\n"
    )
    contacts = [(0, "a", 50, None), (1, "a", 40, None), (2, "a", 45, None), (100, "a", 5, None)]
    log = run_both(model, by_hand(model, contacts))
    assert taken(rows(log)) == [(0, 0), (1, 1), (2, 2), (100, 1)]


def test_random_routing_is_a_draw_of_the_contact() -> None:
    """R44: .6 picks the third (2) of agents 0, 1, 2, 3, then the second (1) of 0, 1, 3."""
    model = model_of(
        "routing: {agents: random}\n"
        + queues(a="")
        + "agents:\n  desk: {seated: 4, skills: {a: 1}}\n"
    )
    contacts = [(0, "a", 50, None), (1, "a", 40, None)]
    log = run_both(model, by_hand(model, contacts, pick=[0.6, 0.6]))
    assert taken(rows(log)) == [(0, 2), (1, 1)]


OVERFLOW = queues(a="") + (
    "agents:\n  own: {seated: 1, skills: {a: 1}}\n"
    "  other: {seated: 1, skills: {a: {rank: 2, after: 30s}}}\n"
)


def test_after_offers_to_the_overflow_group() -> None:
    """R42: at 31 the second has waited 30 s: agent 1; the third is taken at 50 by agent 0."""
    model = model_of(OVERFLOW)
    contacts = [(0, "a", 50, None), (1, "a", 60, None), (25, "a", 10, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (31, 1), (50, 0)]


def test_a_freed_overflow_agent_takes_only_ripe_contacts() -> None:
    """R42: agent 1 is free at 41; the third (waiting since 25) is ripe at 55."""
    model = model_of(OVERFLOW)
    contacts = [(0, "a", 100, None), (1, "a", 10, None), (25, "a", 10, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (31, 1), (55, 1)]


def test_leaving_comes_before_overflow_in_one_tick() -> None:
    """R2: patience 30 s and `after: 30s` end in one tick: LEAVE before TIMER."""
    model = model_of(OVERFLOW)
    log = run_both(model, by_hand(model, [(0, "a", 100, None), (1, "a", 10, 30)]))
    assert rows(log)[1] == ("abandoned", None, 31, None)


def test_keep_idle_leaves_agents_for_better_ranks() -> None:
    """R43: b needs one agent idle beside the one who takes it.

    At 2 only agent 1 is idle: b waits. At 10 agent 0 is free, 1 stays idle: it takes b.
    """
    model = model_of(
        queues(a="", b="")
        + "agents:\n  desk: {seated: 2, skills: {a: 1, b: {rank: 2, keep_idle: 1}}}\n"
    )
    contacts = [(0, "a", 10, None), (2, "b", 10, None), (15, "b", 10, None), (16, "a", 10, None)]
    log = run_both(model, by_hand(model, contacts))
    # The third finds only agent 1 idle (0 talks to b until 20); the fourth takes agent 1, and at 20
    # agent 0 is free while 1 talks until 26: the third waits until 26, when 0 stays idle beside 1.
    assert taken(rows(log)) == [(0, 0), (10, 0), (26, 1), (16, 1)]


def test_per_group_contact_policy() -> None:
    """R40: the policy is the group's: longest wait, although the center goes by priority."""
    model = model_of(
        queues(a="priority: 2", b="priority: 1")
        + "agents:\n  own: {seated: 1, routing: {contacts: longest_wait}, skills: {a: 1, b: 1}}\n"
    )
    contacts = [(0, "a", 60, None), (1, "a", 10, None), (2, "b", 10, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (60, 0), (70, 0)]


def test_overflow_comes_before_an_arrival_in_one_tick() -> None:
    """R2: at 31 the second has waited 30 s (TIMER) and gets agent 1; b, arriving at 31, waits."""
    model = model_of(
        queues(a="", b="")
        + "agents:\n  own: {seated: 1, skills: {a: 1}}\n"
        + "  other: {seated: 1, skills: {b: 1, a: {rank: 2, after: 30s}}}\n"
    )
    contacts = [(0, "a", 100, None), (1, "a", 10, None), (31, "b", 10, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (31, 1), (41, 1)]


def test_a_contact_is_ripe_in_the_tick_in_which_it_has_waited_so_long() -> None:
    """R42: agent 1 is free at 55; a has waited 30 s since 25 and goes before b, of a worse rank."""
    model = model_of(
        queues(a="", b="")
        + "agents:\n  own: {seated: 1, skills: {a: 1}}\n"
        + "  other: {seated: 1, skills: {a: {rank: 2, after: 30s}, b: 3}}\n"
    )
    contacts = [(0, "a", 100, None), (1, "b", 54, None), (25, "a", 10, None), (30, "b", 10, None)]
    log = run_both(model, by_hand(model, contacts))
    assert taken(rows(log)) == [(0, 0), (1, 1), (55, 1), (65, 1)]


def test_head_start_shortens_after() -> None:
    """R35, R42: `after: 30s` with a head start of 20 s: offered when it has waited 10 s."""
    model = model_of(OVERFLOW, ["queues.a.head_start=20s"])
    contacts = [(0, "a", 50, None), (1, "a", 60, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (11, 1)]


def test_head_start_counts_for_the_longest_wait() -> None:
    """R35: at 60 b has waited 40 + 90 s, a 50 s."""
    model = model_of(
        "routing: {contacts: longest_wait}\n"
        + queues(a="", b="head_start: 90s")
        + "agents:\n  desk: {seated: 1, skills: {a: 1, b: 1}}\n"
    )
    contacts = [(0, "a", 60, None), (10, "a", 10, None), (20, "b", 10, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (70, 0), (60, 0)]


def test_head_start_does_not_count_for_the_target_time() -> None:
    """R35, R40: a is due at 1 + 60, b at 2 + 20, whatever the head start of a."""
    model = model_of(
        "routing: {contacts: earliest_due}\n"
        + queues(
            a="head_start: 90s, target: {answered: 80%, within: 60s}",
            b="target: {answered: 80%, within: 20s}",
        )
        + "agents:\n  desk: {seated: 1, skills: {a: 1, b: 1}}\n"
    )
    contacts = [(0, "a", 60, None), (1, "a", 10, None), (2, "b", 10, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (70, 0), (60, 0)]


def test_rank_goes_before_every_policy() -> None:
    """R40: a (rank 1) before b (rank 2), which waits longer and is due earlier."""
    for policy in ("longest_wait", "earliest_due"):
        model = model_of(
            f"routing: {{contacts: {policy}}}\n"
            + queues(
                a="target: {answered: 80%, within: 60s}", b="target: {answered: 80%, within: 20s}"
            )
            + "agents:\n  desk: {seated: 1, skills: {a: 1, b: 2}}\n"
        )
        contacts = [(0, "a", 60, None), (1, "b", 10, None), (2, "a", 10, None)]
        log = run_both(model, by_hand(model, contacts))
        assert taken(rows(log)) == [(0, 0), (70, 0), (60, 0)], policy


def test_least_occupied_counts_all_time_on() -> None:
    """R44: at 1000 agent 0, back from a break 600-900, has handled 90 of 700 s, 1 200 of 1000."""
    model = model_of(
        "routing: {agents: least_occupied}\n"
        + queues(a="")
        + """agents:
  desk:
    skills: {a: 1}
    shifts:
      one: {agents: 1, start: 08:00, end: 09:00, breaks: [{length: 5min, between: 08:10-08:15}]}
      two: {agents: 1, start: 08:00, end: 09:00}
"""
    )
    contacts = [(0, "a", 90, None), (1, "a", 200, None), (1000, "a", 10, None)]
    assert taken(rows(run_both(model, by_hand(model, contacts)))) == [(0, 0), (1, 1), (1000, 0)]


def test_least_occupied_counts_wrap_up() -> None:
    """R44: 20 s of wrap-up each: at 200 agent 0 has handled 30 + 30 s, agent 1 only 50 s."""
    model = model_of(
        "routing: {agents: least_occupied}\n"
        + queues(a="")
        + "agents:\n  desk: {seated: 2, skills: {a: 1}}\n"
    )
    contacts = [(0, "a", 10, None), (1, "a", 30, None), (35, "a", 10, None), (200, "a", 5, None)]
    log = run_both(model, by_hand(model, contacts, wrap_up=20))
    assert taken(rows(log)) == [(0, 0), (1, 1), (35, 0), (200, 1)]


def test_random_routing_goes_by_number_not_by_idleness() -> None:
    """R44: at 20 agent 0 has become idle last; .1 picks the first number all the same."""
    model = model_of(
        "routing: {agents: random}\n"
        + queues(a="")
        + "agents:\n  desk: {seated: 4, skills: {a: 1}}\n"
    )
    log = run_both(
        model, by_hand(model, [(0, "a", 10, None), (20, "a", 10, None)], pick=[0.0, 0.1])
    )
    assert taken(rows(log)) == [(0, 0), (20, 0)]
