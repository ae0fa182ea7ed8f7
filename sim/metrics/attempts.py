"""The attempts of a log as metrics see them: how they ended, when their wait was over, when due.

Live kinds are answered when work starts. Written ones are when the reply leaves, which is when work
ends: a written contact whose reply has not left by the end is still waiting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import numpy as np

from sim.engine.events import BLOCKED, Outcome
from sim.log import ContactLog
from sim.machine.kernels import Int8s, Int16s, Int32s, Ints, Known, Memory, inlined, kernel
from sim.metrics.clocks import open_before, open_later

LEFT = (Outcome.ABANDONED, Outcome.DROPPED)
FLOWED_OUT = (Outcome.CALLBACK, Outcome.WITHDRAWN, Outcome.ESCALATED, Outcome.PEER_ANSWERED)
SESSION_DONE = (Outcome.CONTAINED, Outcome.ESCALATED)


def one_of(outcomes: Iterable[Outcome]) -> int:
    """Outcomes as one number: `number >> outcome & 1` is 1 for them."""
    return sum(1 << outcome for outcome in outcomes)


OFFERED = one_of(outcome for outcome in Outcome if outcome not in BLOCKED)
ANSWERED, WAITING = int(Outcome.ANSWERED), int(Outcome.WAITING)
OUTCOMES = len(Outcome)


def known_of(log: ContactLog) -> Known:
    """The columns of a log by their names, and how long each of its tables is."""
    known: Known = {
        field.name: Memory(getattr(log, field.name))
        for field in fields(log)
        if field.name not in NO_COLUMNS
    }
    known["end"] = log.end
    known["rows"], known["stays"] = len(log), len(log.presence_on)
    known["stretches"], known["comings"] = len(log.stretch_row), len(log.coming_tick)
    return known


NO_COLUMNS = {"end", "truncated", "key", "reason"}
"""Not of the log's columns, or of no interest to metrics."""


def see_attempts(known: Known) -> None:
    """Add to what is known of a log and its model, for every row:

    `ended_as`: the outcome as metrics see it. `over`: the tick at which the wait was over, which is
    when the contact is answered, and otherwise when the customer leaves, is turned away or gets
    what it wants elsewhere; the log's end stands for who still waits. A session of self-service
    begins at once. `in_time`: 1, its wait was over within the target time of its queue, which has
    one. `slot`: that of the arrival, -1 before the reported time, as many as there are after it.

    Raises ValueError if the log is not such as an engine makes of the model.
    """
    if not _is_sound(known):
        raise ValueError("the log is none of this model, or its rows are not in their order")
    rows = known["rows"]
    assert isinstance(rows, int)
    known["ended_as"] = Memory(np.empty(rows, dtype=np.int8))
    known["over"] = Memory(np.empty(rows, dtype=np.int64))
    known["in_time"] = Memory(np.empty(rows, dtype=np.int8))
    known["slot"] = Memory(np.empty(rows, dtype=np.int32))
    _see_attempts(known)


@kernel
def _is_sound(
    rows: int,
    queue: Int16s,
    outcome: Int8s,
    arrived: Ints,
    parent: Int32s,
    agent: Int32s,
    shift: Int16s,
    follow_up: Int16s,
    stays: int,
    presence_agent: Int32s,
    stretches: int,
    stretch_row: Int32s,
    stretch_agent: Int32s,
    comings: int,
    coming_parent: Int32s,
    coming_follow_up: Int16s,
    queues: int,
    agents: int,
    shifts: int,
    follow_ups: int,
) -> int:
    """1 if all that rows refer to is there, rows are in the order of arrival, parents before those
    whom they cause, and stretches in the order of rows. Nothing else looks at an index."""
    for row in range(rows):
        if not (
            0 <= queue[row] < queues
            and 0 <= outcome[row] < OUTCOMES
            and -1 <= parent[row] < row
            and -1 <= agent[row] < agents
            and -1 <= shift[row] < shifts
            and -1 <= follow_up[row] < follow_ups
            and (row == 0 or arrived[row - 1] <= arrived[row])
        ):
            return 0
    for stay in range(stays):
        if not 0 <= presence_agent[stay] < agents:
            return 0
    before = 0
    for stretch in range(stretches):
        if not (before <= stretch_row[stretch] < rows and 0 <= stretch_agent[stretch] < agents):
            return 0
        before = stretch_row[stretch]
    for coming in range(comings):
        if not (0 <= coming_parent[coming] < rows and 0 <= coming_follow_up[coming] < follow_ups):
            return 0
    return 1


@kernel
def _see_attempts(
    rows: int,
    queue: Int16s,
    outcome: Int8s,
    arrived: Ints,
    answered: Ints,
    ended: Ints,
    end: int,
    written: Int8s,
    session: Int8s,
    within: Ints,
    clock_of: Ints,
    clock_first: Ints,
    opens: Ints,
    closes: Ints,
    opened: Ints,
    edges: Ints,
    slots: int,
    ended_as: Int8s,
    over: Ints,
    in_time: Int8s,
    slot: Int32s,
) -> None:
    here = -1
    for row in range(rows):
        desk = queue[row]
        came = arrived[row]
        how = outcome[row]
        done = ended[row]
        if how == ANSWERED:
            if not written[desk]:
                done = answered[row]
            elif done < 0:
                how = WAITING
        if how == WAITING:
            done = end
        if session[desk] and OFFERED >> how & 1:
            done = came
        due = due_at(came, within[desk], clock_of[desk], clock_first, opens, closes, opened)
        while here < slots and edges[here + 1] <= came:
            here += 1
        ended_as[row] = how
        over[row] = done
        in_time[row] = 1 if done <= due else 0
        slot[row] = here


@inlined
def due_at(
    arrived: int, within: int, clock: int, clock_first: Ints, opens: Ints, closes: Ints,
    opened: Ints,
) -> Any:  # fmt: skip
    """The instant by which a contact's wait is to be over, on the clock of its queue's target (-1:
    elapsed time); below every instant: the queue has no target time."""
    if clock < 0:
        return arrived + within
    begin, until = clock_first[clock], clock_first[clock + 1]
    return open_later(arrived, within, begin, until, opens, closes, opened)


@inlined
def counted_wait(
    arrived: int,
    over: int,
    clock: int,
    clock_first: Ints,
    opens: Ints,
    closes: Ints,
    opened: Ints,
) -> Any:
    """Ticks of a wait on the clock of its queue's target (-1: elapsed time): all of it, or open
    time alone."""
    if clock < 0:
        return over - arrived
    begin, until = clock_first[clock], clock_first[clock + 1]
    before = open_before(arrived, begin, until, opens, closes, opened)
    return open_before(over, begin, until, opens, closes, opened) - before
