"""The state of the compiled engine: records in plain arrays, and the codes in them.

A row of such an array is read and written as `agents[number].filled`, compiled and uncompiled.
Instants are ticks, -1 is "none" or "not yet" everywhere.
"""

from __future__ import annotations

import numpy as np

from sim.engine.events import After, Rank

# Order within a tick (R2). Items put down by OFF are offered when all ON of the tick are over.
OFF, ON, DONE, LEAVE, TIMER, ARRIVE, RETURN = (2 * int(rank) for rank in Rank)
OFFER = ON + 1
RANK_SHIFT = 48
"""An event's key is its rank shifted by so much, plus its entity: smaller happens first."""
ENTITY = (1 << RANK_SHIFT) - 1

# Entities of TIMER: closings by queue, then contacts by row and, for one contact, in this order.
TIMERS_OF_A_ROW = 8
REACHES_AFTER, DIALS_AGAIN, CHOOSES, OFFERS_CALLBACK, ENDS_WARM = range(5)
# Entities of LEAVE, likewise.
LEAVES_OF_A_ROW = 4
PEER_ANSWERS, PATIENCE_ENDS, WINDOW_ENDS = range(3)

# Phases of a contact.
ARRIVING, WAITING, PAUSING, RINGING, TALKING, HOLDING, WRAPPING, OVER = range(8)
"""PAUSING: between two tries to dial. HOLDING: after the talk, in a warm transfer (R68)."""

# What a coming attempt is, and whether it still comes.
FOLLOW_UP, CALLED_BACK, TURN, SPREAD = range(4)
PENDING, ARRIVED, CANCELLED = range(3)

AFTERS = len(After)

# Policies of a group: an agent for a contact (R44).
LONGEST_IDLE, LEAST_OCCUPIED, RANDOM = range(3)

# Why the loop returned.
FINISHED, NEEDS_ROOM, NEEDS_PLANS, PAUSED = range(4)
"""NEEDS_PLANS: the planned attempts of the piece are used up, and there are further pieces."""

Fields = list[tuple[str, str]]


def _record(*fields: tuple[str, str]) -> np.dtype[np.void]:
    """The record with these fields, (names, type), aligned as in C."""
    return np.dtype([(name, kind) for names, kind in fields for name in names.split()], align=True)


QUEUE = _record(
    ("head_start max_waiting priority due", "i8"),
    ("window window_until", "i4"),  # opening windows still to come or open
    ("takers takers_until overflow overflow_until edges edges_until", "i4"),
    ("only_group", "i4"),  # takes all of it, at once, the longest idle agent first; -1: not so
    ("first last finger waiting list", "i4"),  # who waits, in order; `list` of deferred queues
    (
        "takes_line drops asynchronous deferred several waits_again offered_again is_self_service "
        "only_patience",  # nothing else comes to who waits in it
        "i1",
    ),
    ("contained", "i4"),  # first place in the table of shares
    # callbacks, dialling, threads, posts, peers
    ("callback_name turn_name", "u8"),
    ("callback_limit callback_slot accepted mean_handle reached attempts retry ring", "i8"),
    ("goes_on window_length at_most caused peer_answers balk", "i8"),
    ("callback_to callback_number callback_when gap turn_number peer_delay", "i4"),
    ("handle wrap_up patience", "i4"),
    ("is_outbound is_thread is_social", "i1"),
)
GROUP = _record(
    ("first until cells cells_until lists lowest on free heads", "i4"),
    ("owed_first owed choose_agent choose_contact", "i4"),
    ("by_head_count several", "i1"),
)
SKILL = _record(("rank fills", "i8"))
CELL = _record(("group queue rank keep_idle", "i4"), ("after fills", "i8"))
AGENT = _record(
    ("group list previous next in_hand plan_row", "i4"),
    ("is_on is_leaving", "i1"),
    (
        "filled sequence plan_tick settled on_since on_before busy_since busy shift_end owed_due",
        "i8",
    ),
)
LIST = _record(("first last count above", "i4"), ("filled", "i8"), ("is_free", "i1"))
ROW = _record(
    ("key", "u8"),
    ("answered ended released since left wrap_up", "i8"),
    ("row previous next agent coming pending", "i4"),
    ("pick", "u4"),
    ("queue reason shift tries holds", "i2"),
    ("outcome phase relevant was_put_down", "i1"),
)
"""A contact (row: its number; coming: its entry in `comings`, -1: planned; pending: an attempt that
it causes). The rows stand in a ring: see `Told`."""
EVENT = _record(("tick key", "i8"))
PRESENCE = _record(("tick key value", "i8"))  # value: the new head count, or when the shift ends
COMING = _record(
    ("key", "u8"), ("tick since", "i8"), ("parent sibling agent", "i4"),
    ("queue source reason follow_up", "i2"), ("kind state", "i1"),
)  # fmt: skip
"""An attempt to come, with what it takes from its parent, which may be over long before: its queue
(source), reason and agent. Those of one parent are linked in a circle (sibling)."""
TOLD = _record(("number agent", "i4"), ("begin until due", "i8"))
"""A stretch (number: row), or a stay of an agent (due)."""
CHOICE = _record(("name", "u8"), ("waited", "i8"), ("first until", "i4"))
SPAN = _record(("first until", "i4"))
NEXT = _record(("name", "u8"), ("lower upper work settles warm", "i8"), ("to delay number", "i4"))
EDGE = _record(("name", "u8"), ("to delay number", "i4"))
WINDOW = _record(("begin until", "i8"))
HAND = _record(("row", "i8"))
NUMBER = _record(("value", "i8"))
KEY = _record(("value", "u8"))
SHORT = _record(("value", "i2"))
TINY = _record(("value", "i1"))

ARRAYS = {
    "queues": QUEUE,
    "groups": GROUP,
    "cells": CELL,
    "takers": CELL,
    "agents": AGENT,
    "lists": LIST,
    "rows": ROW,
    "hands": HAND,
    "windows": WINDOW,
    "skills": SKILL,
    "speed": NUMBER,
    "heap": EVENT,
    "leaves": EVENT,
    "presence": PRESENCE,
    "comings": COMING,
    "spans": SPAN,
    "choices": CHOICE,
    "nexts": NEXT,
    "edges": EDGE,
    "limits": NUMBER,
    "overflow": NUMBER,
    "contained": NUMBER,
    "durations": NUMBER,
    "reason_work": NUMBER,
    "scratch": HAND,
    "stretches": TOLD,
    "stays": TOLD,
    "planned_tick": NUMBER,
    "planned_queue": SHORT,
    "planned_key": KEY,
    "planned_reason": SHORT,
    "planned_shift": SHORT,
    "planned_relevant": TINY,
    "planned_work": NUMBER,
    "planned_wrap_up": NUMBER,
    "planned_patience": NUMBER,
    "planned_pick": NUMBER,
}
"""Every array of the state, by name: its records."""

CENTER = _record(
    *((f"{name}_at", "i8") for name in ARRAYS),
    ("code_at", "i8"),
    # fixed
    ("end lines max_rows queues slots most_in_hand lists_of_group agents reasons follow_ups", "i8"),
    ("planned further_plans timetable has_deferred ring", "i8"),
    ("room room_per_waiting", "i8"),  # entries of each growing array that one happening may need
    ("post_limits heap_room leaves_room comings_room stretches_room stays_room rows_room", "i8"),
    # as it goes
    ("now sequence rows truncated next_planned next_presence spare_list", "i8"),
    ("events hole leaves leaves_limit comings stretches stays", "i8"),
    ("lines_taken waiting offered_waiting put_down ended_holds", "i8"),
)
