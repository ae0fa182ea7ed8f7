"""Contact figures by interval of arrival: counts for every formula, waits, handle times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import Outcome
from sim.log import ContactLog
from sim.metrics.attempts import (
    OFFERED,
    SESSION_DONE,
    counted_wait,
    is_turn,
)
from sim.metrics.blocks import Block, Counter
from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints, Table, indices
from sim.metrics.classes import CLASS_OF, CLASSES, COUNTS, JUDGED, WAITS, table_of
from sim.metrics.handling import put_down
from sim.metrics.histogram import OUTCOME_COLUMN, WAIT_OUTCOMES, WAIT_PLACES, wait_place
from sim.metrics.order import Waits
from sim.metrics.plan import Plan
from sim.model import Model

Flags = NDArray[np.bool_]

NAMES = (
    *COUNTS, *JUDGED, *WAITS,
    "for_agents", "moved_in", "dialled", "reached", "heard", "relevant", "threads",
    "first_answered_wait_s", "first_replies", "reply_wait_s", "replies",
    "handle_s", "effort_s", "session_s", "offered_work_s",
)  # fmt: skip
"""Columns of `Contacts`; all of them add up over slots and queues."""

GROUP_NAMES = (
    "answered",
    "service_met",
    "service_judged",
    "answered_wait_s",
    "finished",
    "handle_s",
)
"""Columns of what each group answered."""

IN_SECONDS = (*WAITS, "first_answered_wait_s", "handle_s", "session_s")
"""Counted in ticks, which are whole, so that sums are exact."""

COUNTED = table_of(COUNTS | JUDGED)
JUDGED_COLUMNS = slice(len(COUNTS), len(COUNTED))
WAITED = table_of(WAITS)
WAIT_COLUMNS = slice(len(COUNTED), len(COUNTED) + len(WAITED))

IS_SESSION_DONE: Flags = np.isin(np.arange(len(Outcome)), SESSION_DONE)

_LATER_ANSWERED, _LATER_WAIT = "first_replies", "first_answered_wait_s"  # until completed


class Contacts:
    """Counts the contacts that arrived in the reported time, block after block.

    The wait ends when the contact is answered (`sim.metrics.attempts`; when the customer is
    reached, in an outbound queue), when the customer leaves, or when it flows out; of one still
    waiting it is the wait so far. A head start is no wait. Sessions of self-service, which need no
    agent, begin at once.
    """

    def __init__(self, log: ContactLog, model: Model, plan: Plan) -> None:
        bins, queues, groups = plan.bins, plan.queues, plan.groups
        self.table = Table.of(NAMES, bins.slots, queues)
        self.by_group = Table.of(GROUP_NAMES, bins.slots, groups)
        self._log, self._model, self._plan = log, model, plan
        self._handled = Counter(groups * queues)
        self._histogram = Counter(queues * len(WAIT_OUTCOMES) * WAIT_PLACES)
        self._waits: list[Waits] = []
        self._judged: list[Waits] = []
        self._in_hand = _Interrupted.of(log, plan)
        self._in_vain: Flags | None = None
        if plan.dialled.any():
            self._in_vain = np.zeros(len(log), dtype=np.bool_)
            self._in_vain[log.stretch_row] = True

    def add(self, block: Block) -> None:
        """Count a block of the reported time."""
        log, plan, attempts = self._log, self._plan, block.attempts
        rows, queue, outcome = block.rows, attempts.queue, attempts.outcome
        wait = attempts.over - attempts.arrived
        in_time = attempts.over <= attempts.due
        begun, finished = log.answered[rows] >= 0, log.released[rows] >= 0
        kind = _classes(outcome, in_time, wait, self._model.judging.short_abandon, begun, finished)
        kind += block.cell * CLASSES
        self._count(block, kind, wait)
        turn = None
        if plan.messaging.any():
            turn = is_turn(log, plan, queue, rows)
            self._later_turns(block, turn, kind, wait)
        irrelevant = indices(log.relevant[rows] == 0)
        for_agents = OFFERED.take(outcome)
        if len(irrelevant):
            self._not_needed(block, irrelevant, wait)
            for_agents[irrelevant] = False
        if plan.session.any():
            self._sessions(block)
            for_agents &= ~plan.session.take(queue)
        if plan.shifts:
            moved = indices(log.shift[rows] >= 0)
            self._put("moved_in", block, moved)
        if self._in_vain is not None:
            dialled = plan.dialled.take(queue) & (begun | self._in_vain[rows])
            self._put("dialled", block, indices(dialled))
            self._put("reached", block, indices(dialled & attempts.answered))
        self._offered(block, indices(for_agents), wait, turn)
        done = indices(attempts.answered & finished)
        handle = self._in_hand.ticks(log, rows, done)
        self._put("handle_s", block, done, handle)
        self._answered(block, wait, in_time, turn, done, handle)

    def _count(self, block: Block, kind: Ints, wait: Ints) -> None:
        columns = self.table.data[:, block.span]
        shape = (block.slots, self._plan.queues)
        columns[: len(COUNTED)] += _by_class(COUNTED, kind, None, shape)
        columns[WAIT_COLUMNS] += _by_class(WAITED, kind, wait, shape)

    def _later_turns(self, block: Block, turn: Flags, kind: Ints, wait: Ints) -> None:
        """Turns that go on with a thread: not all that counts for contacts counts for them."""
        later = indices(turn)
        self._put("threads", block, later)
        replied = later[block.attempts.answered.take(later)]
        self._put(_LATER_ANSWERED, block, replied)
        self._put(_LATER_WAIT, block, replied, wait.take(replied))
        left_out = later[self._plan.first_only.take(block.attempts.queue.take(later))]
        if len(left_out):
            columns = self.table.data[JUDGED_COLUMNS, block.span]
            shape = (block.slots, self._plan.queues)
            columns -= _by_class(COUNTED[JUDGED_COLUMNS], kind.take(left_out), None, shape)

    def _not_needed(self, block: Block, irrelevant: Ints, wait: Ints) -> None:
        """Posts that need no answer have no part in waits."""
        offered = irrelevant[OFFERED.take(block.attempts.outcome.take(irrelevant))]
        self._put("relevant", block, irrelevant)
        self._put("for_agents", block, offered)
        self._put("wait_s", block, offered, -wait.take(offered))

    def _sessions(self, block: Block) -> None:
        attempts = block.attempts
        over = self._plan.session.take(attempts.queue) & IS_SESSION_DONE.take(attempts.outcome)
        rows = indices(over)
        ticks = self._log.ended[block.rows].take(rows) - attempts.arrived.take(rows)
        self._put("session_s", block, rows, ticks)

    def _offered(self, block: Block, rows: Ints, wait: Ints, turn: Flags | None) -> None:
        """Waits of contacts offered to agents: their distribution, and what orders them."""
        plan, attempts = self._plan, block.attempts
        queue, outcome = attempts.queue.take(rows), attempts.outcome.take(rows)
        wait, cell = wait.take(rows), block.cell.take(rows)
        column = queue * len(WAIT_OUTCOMES) + OUTCOME_COLUMN.take(outcome)
        self._histogram.add(column * WAIT_PLACES + wait_place(wait))
        place = (cell + block.first_slot * plan.queues).astype(np.int32)
        unanswered = ~attempts.answered.take(rows)
        self._waits.append(Waits(wait << 1 | unanswered, place))
        if plan.judged_apart:
            judged = plan.has_target.take(queue)
            if turn is not None:
                judged &= ~(turn.take(rows) & plan.first_only.take(queue))
            some = indices(judged)
            arrived, over = (
                attempts.arrived.take(rows.take(some)),
                attempts.over.take(rows.take(some)),
            )
            counted = counted_wait(arrived, over, queue.take(some), plan)
            self._judged.append(Waits(counted << 1 | unanswered.take(some), place.take(some)))

    def _answered(
        self,
        block: Block,
        wait: Ints,
        in_time: Flags,
        turn: Flags | None,
        done: Ints,
        handle: Ints,
    ) -> None:
        """What each group answered, by interval of arrival.

        A group has no offered contacts: its service level is that of the contacts it answered
        (SL-2).
        """
        plan, attempts = self._plan, block.attempts
        agent = self._log.agent[block.rows]
        taken = indices(attempts.answered & (agent >= 0))
        queue, group = attempts.queue.take(taken), plan.group_of.take(agent.take(taken))
        self._handled.add(group * plan.queues + queue)
        judged = plan.has_target.take(queue)
        if turn is not None:
            judged &= ~(turn.take(taken) & plan.first_only.take(queue))
        met = judged & in_time.take(taken)
        cell = block.slot.take(taken) * plan.groups + group
        size = block.slots * plan.groups
        kinds = np.bincount(cell * 4 + judged * 2 + met, minlength=size * 4)
        not_judged, _, missed, in_time_too = kinds.reshape(block.slots, plan.groups, 4).T
        by_someone = indices(agent.take(done) >= 0)
        ended, ticks = done.take(by_someone), handle.take(by_someone)
        at = block.slot.take(ended) * plan.groups + plan.group_of.take(agent.take(ended))
        columns = self.by_group.data[:, block.span]
        found = (
            (not_judged + missed + in_time_too).T,
            in_time_too.T,
            (missed + in_time_too).T,
            np.bincount(cell, weights=wait.take(taken), minlength=size),
            np.bincount(at, minlength=size),
            np.bincount(at, weights=ticks, minlength=size),
        )
        for column, sums in zip(columns, found, strict=True):
            column += sums.reshape(block.slots, plan.groups)

    def _put(self, name: str, block: Block, rows: Ints, ticks: Ints | None = None) -> None:
        """Add rows of a block, or their ticks, to a column."""
        if len(rows):
            shape = (block.slots, self._plan.queues)
            cell = block.cell.take(rows)
            sums = np.bincount(cell, weights=ticks, minlength=shape[0] * shape[1])
            self.table[name][block.span] += sums.reshape(shape)

    def complete(self) -> None:
        """What follows from the counts, once all blocks are counted."""
        plan, table, judging = self._plan, self.table, self._model.judging
        for name in IN_SECONDS:
            table[name] /= TICKS_PER_SECOND
        for name in ("answered_wait_s", "handle_s"):
            self.by_group[name] /= TICKS_PER_SECOND
        for name in ("judged_abandoned_short", "judged_answered", "judged_offered",
                     "judged_flowed_out"):  # fmt: skip
            # only queues with a target time, so that sums over queues mean something
            table[name] *= plan.has_target
        offered, answered = table["offered"], table["answered"]
        blocked = table["blocked_lines"] + table["blocked_full"] + table["blocked_closed"]
        attempts = offered + blocked
        table["sessions_over"] *= plan.session
        table["for_agents"] = offered * ~plan.session - table["for_agents"]
        table["heard"] = attempts * plan.posts
        table["relevant"] = (attempts - table["relevant"]) * plan.posts
        table["threads"] = (attempts - table["threads"]) * plan.messaging
        table[_LATER_WAIT] = table["answered_wait_s"] - table[_LATER_WAIT]
        table[_LATER_ANSWERED] = answered - table[_LATER_ANSWERED]
        table["reply_wait_s"] = table["answered_wait_s"] * plan.messaging
        table["replies"] = answered * plan.messaging
        table["offered_work_s"] = offered * ~plan.session * judging.mean_handle

    def waits(self) -> Waits:
        """Those of the contacts offered to agents."""
        return _joined(self._waits)

    def judged_waits(self) -> Waits | None:
        """Those that targets judge, on the clocks of the targets; None: the same as all waits."""
        return _joined(self._judged) if self._plan.judged_apart else None

    def handled(self) -> Floats:
        """Contacts answered as [group, queue]."""
        return self._handled.sums().reshape(self._plan.groups, self._plan.queues)

    def histogram(self) -> Ints:
        """Waits as [queue, outcome of WAIT_OUTCOMES, bin of WAIT_EDGES]."""
        counts = self._histogram.sums().astype(np.int64)
        return counts.reshape(self._plan.queues, len(WAIT_OUTCOMES), WAIT_PLACES)


def _classes(
    outcome: NDArray[np.int8], in_time: Flags, wait: Ints, short: int, begun: Flags, finished: Flags
) -> Ints:
    """The class of each contact."""
    code = outcome.astype(np.int16)
    for flag in (in_time, wait <= short, wait == 0, begun, finished):
        code <<= 1
        code |= flag
    return CLASS_OF.take(code)


def _by_class(columns: Floats, kind: Ints, values: Ints | None, shape: tuple[int, int]) -> Floats:
    """Sums of classes as [column, slot, queue]; `kind` is cell x CLASSES + class."""
    size = shape[0] * shape[1]
    counts = np.bincount(kind, weights=values, minlength=size * CLASSES)
    by_class = counts.reshape(size, CLASSES).T.astype(np.float64, copy=False)
    return (columns @ by_class).reshape(-1, *shape)


def _joined(parts: list[Waits]) -> Waits:
    """One after the other; `parts` is used up."""
    if len(parts) == 1:
        return parts[0]
    nothing = np.zeros(0, dtype=np.int64)
    code = np.concatenate([nothing, *(part.code for part in parts)])
    place = np.concatenate([nothing.astype(np.int32), *(part.place for part in parts)])
    parts.clear()
    return Waits(code, place)


@dataclass(frozen=True, eq=False)
class _Interrupted:
    """Contacts whose work was put down: ticks in hand, without the pauses."""

    row: Ints  # in order
    in_hand: Ints

    @classmethod
    def of(cls, log: ContactLog, plan: Plan) -> _Interrupted:
        row = indices(put_down(log, plan)) if len(log.stretch_row) else np.zeros(0, int)
        ticks: Floats = np.zeros(len(row))
        if len(row):
            place = np.minimum(np.searchsorted(row, log.stretch_row), len(row) - 1)
            own = indices(row[place] == log.stretch_row)
            length = log.stretch_end[own] - log.stretch_start[own]
            ticks += np.bincount(place[own], weights=length, minlength=len(row))
        return cls(row, ticks.astype(np.int64))

    def ticks(self, log: ContactLog, rows: slice, finished: Ints) -> Ints:
        """Ticks in hand of finished contacts, numbered in these rows of the log."""
        found: Ints = log.released[rows].take(finished) - log.answered[rows].take(finished)
        begin, end = np.searchsorted(self.row, (rows.start, rows.stop))
        if begin < end:
            place = np.searchsorted(finished, self.row[begin:end] - rows.start)
            there = indices(place < len(finished))
            there = there[finished[place[there]] == self.row[begin:end][there] - rows.start]
            found[place[there]] = self.in_hand[begin:end][there]
        return found
