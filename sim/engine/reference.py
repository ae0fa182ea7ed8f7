"""The reference engine: docs/rules.md in SimPy. Each step cites its rule.

It reads integers only and draws nothing. It is written to be read: a compiled engine must give the
same log without sharing these decisions.
"""

from __future__ import annotations

from typing import cast

from simpy import Environment
from simpy.events import EventPriority

from sim.draws import Draws
from sim.engine.by_policy import routing_of
from sim.engine.consequences import Consequences
from sim.engine.events import NANOSECONDS_PER_TICK, NOBODY, NOT_YET, After, Outcome, Rank
from sim.engine.hands import Hands
from sim.engine.happening import VOID, Action, Happening, Void
from sim.engine.lines import Lines
from sim.engine.outbound import Dialling
from sim.engine.people import People
from sim.engine.queues import Queues
from sim.engine.rows import Rows
from sim.engine.waiting import Waiting
from sim.log import ContactLog
from sim.model import Model

ROW_LIMIT = 50_000_000
"""Attempts a log may hold (R52)."""


def run(model: Model, draws: Draws, max_rows: int = ROW_LIMIT) -> ContactLog:
    """Simulate one replication. The same model and draws give the same log, bit for bit."""
    world = _World(model, draws, max_rows)
    world.begin()
    world.env.run(until=model.clock.end)
    world.stop()
    return world.rows.log(
        world.people.rows(),
        world.consequences.still_to_come.table(),
        model.clock.end,
        world.truncated,
    )


class _World:
    """The state of the center, and what each event does to it."""

    def __init__(self, model: Model, draws: Draws, max_rows: int) -> None:
        self.env = Environment()
        self.end = model.clock.end
        self.replication = draws.replication
        self.rows = Rows(draws)
        self.row_limit = max_rows
        self.truncated = False
        self.next_planned = 0
        self.queues = Queues(model)
        self.line_limit = model.queues.lines
        self.lines_taken = 0
        self.lines = Lines(self.queues.count, self.rows)
        self.hands = Hands(model, self.rows, self)
        self.people = People(model, draws, self.hands, self)
        self.routing = routing_of(model, self)
        self.put_down: list[int] = []  # in this happening
        self.awaited: dict[int, set[int]] = {}  # row -> follow-ups that its agent stays for (R68)
        self.dialling = Dialling(model)
        self.consequences = Consequences(model, self.rows, self)
        self.waiting = Waiting(self)
        self.warm: list[int] = model.follow_ups.warm.tolist()

    @property
    def now(self) -> int:
        return int(self.env.now)

    def at(self, tick: int, rank: Rank, entity: int, action: Action) -> None:
        """Let it happen at the tick in the order of R2; at `end` or later never (R1)."""
        if tick < self.end:
            priority = cast(EventPriority, (rank << 48) + entity)
            happening = Happening(self.env, entity, action, self.afterwards)
            self.env.schedule(happening, priority, tick - self.env.now)

    def afterwards(self) -> None:
        """R47: after every happening."""
        if self.routing.offered_queues or self.routing.held:
            while self.offer_longest_waiting():
                pass
        if self.put_down:
            rows, self.put_down = sorted(self.put_down), []
            for row in filter(self.rows.waits.__getitem__, rows):  # R82
                self.offer(row)

    def offer_longest_waiting(self) -> bool:
        """Give an agent the longest waiting contact that finds one.

        Whether there was any, or one that is now held back and lets the next one forward (R98).
        """
        rows = self.routing.offered_again()
        if not rows:
            return False
        held = len(self.routing.held)
        for row in rows:
            agent = self.routing.agent_for(row)
            if agent != NOBODY:
                self.take_from_queue(agent, row)
                return True
        return len(self.routing.held) > held

    def offer(self, row: int) -> None:
        """R44, to one who waits."""
        agent = self.routing.agent_for(row)
        if agent != NOBODY:
            self.take_from_queue(agent, row)

    def begin(self) -> None:
        """Everything that is known at tick 0: presence, closings, the first arrival."""
        self.people.begin()
        for tick, queue in self.queues.closings():
            self.at(tick, Rank.TIMER, queue, self.close)
        self.plan_arrival()

    # --- arriving -------------------------------------------------------------------------------

    def plan_arrival(self) -> None:
        if self.next_planned < len(self.rows.planned):
            tick = max(self.rows.planned.tick[self.next_planned], 0)  # R15
            self.at(tick, Rank.ARRIVE, self.next_planned, self.arrive)

    def arrive(self, number: int) -> None:
        self.next_planned += 1
        if len(self.rows) >= self.row_limit:  # R52
            self.truncated = True
            return
        self.plan_arrival()
        self.receive(self.rows.append_planned(number))

    def come_back(self, number: int) -> Void | None:
        coming = self.consequences.still_to_come.arrives(number)
        if coming is None:  # R64, R92, R93
            return VOID
        if len(self.rows) >= self.row_limit:  # R52
            self.truncated = True
            return VOID
        row = self.rows.append_coming(coming, self.now)
        wanted = self.rows.agent[coming.parent] if coming.is_turn else NOBODY
        if wanted != NOBODY and self.routing.may_take(wanted, row):  # R86
            self.start(wanted, row)
        else:
            self.receive(row)
        return None

    def receive(self, row: int) -> None:
        queue, callbacks = self.rows.queue[row], self.consequences.callbacks
        self.consequences.of_arrival(row)
        if not self.queues.takes_arrivals(queue, self.now):  # R30
            self.end_without_answer(row, Outcome.BLOCKED_CLOSED)
            return
        if self.queues.is_self_service[queue]:
            ticks = -(-self.rows.work[row] // NANOSECONDS_PER_TICK)
            self.at(self.now + ticks, Rank.DONE, row, self.session_done)  # R75
            return
        if self.queues.takes_line[queue]:
            if 0 <= self.line_limit <= self.lines_taken:  # R30
                self.end_without_answer(row, Outcome.BLOCKED_LINES)
                return
            self.lines_taken += 1
        is_first = self.routing.next_in_line(queue) == NOBODY  # R41
        agent = self.routing.agent_for(row) if is_first else NOBODY
        if agent != NOBODY:  # R31
            self.start(agent, row)
            if self.queues.is_deferred[queue] or self.dialling.is_one[queue]:
                self.waiting.begin(row)  # put down or not reached, it waits again
        elif 0 <= self.queues.max_waiting[queue] <= self.lines.count[queue]:  # R31
            self.depart(row, Outcome.BLOCKED_FULL)
        elif callbacks.is_accepted_on_arrival(self, queue, self.rows.key[row]):  # R70
            self.call_back(row)
        elif self.rows.patience[row] == 0:  # R32
            self.depart(row, Outcome.ABANDONED)
        else:
            self.lines.join(row)
            self.waiting.begin(row)

    # --- going ----------------------------------------------------------------------------------

    def close(self, queue: int) -> None:
        dropped = self.lines.all_of(queue)
        for row in dropped:  # R34
            self.lines.leave(row)
            self.lose(row, Outcome.DROPPED)
        for row in dropped:
            self.let_go_of_parent(row)

    def depart(self, row: int, outcome: Outcome) -> None:
        self.lose(row, outcome)
        self.let_go_of_parent(row)

    def lose(self, row: int, outcome: Outcome) -> None:
        """Who was let in goes without an answer: its line is free."""
        self.lines_taken -= self.queues.takes_line[self.rows.queue[row]]
        self.rows.close(row, outcome, self.now)
        self.consequences.of_ending(row, outcome)

    def end_without_answer(self, row: int, outcome: Outcome) -> None:
        self.rows.close(row, outcome, self.now)
        self.consequences.of_ending(row, outcome)
        self.let_go_of_parent(row)

    # --- in hand --------------------------------------------------------------------------------

    def take_from_queue(self, agent: int, row: int) -> None:
        self.lines.leave(row)
        self.start(agent, row)

    def start(self, agent: int, row: int) -> None:
        self.people.room.leave(agent)
        if self.hands.item[agent] != NOBODY:  # R81
            self.put_down.append(self.lay_down(agent))
        queue = self.rows.queue[row]
        key = self.rows.key[row]
        if self.dialling.is_one[queue] and not self.dialling.reaches(row, key, queue):  # R73
            self.rows.agent[row] = agent
            self.dialling.began[row] = self.now
            self.hands.take(agent, row, None)
            self.people.hands_changed(agent)
            self.at(self.now + self.dialling.ring[queue], Rank.DONE, row, self.dialled_in_vain)
        else:
            is_first_time = self.rows.answered[row] == NOT_YET
            self.rows.answer(row, agent, self.now)
            if self.queues.is_deferred[queue]:
                self.rows.take_up(row, self.now)
            self.hands.take(agent, row, self.rows.work[row])
            self.people.hands_changed(agent)
            if is_first_time:
                self.settle(row)
                self.let_go_of_parent(row)

    def lay_down(self, agent: int) -> int:
        """The agent puts its item down; returns its row (R82)."""
        row = self.hands.item[agent]
        self.rows.lay_down(row, self.hands.release(agent, row), self.now)
        self.lines.join(row)
        return row

    def put_down_at_off(self, agent: int) -> None:
        """R25, R82: offered after all OFF and ON of this tick."""
        row = self.lay_down(agent)
        self.at(self.now, Rank.ON, len(self.hands.contacts) + row, self.offer_put_down)

    def offer_put_down(self, entity: int) -> Void | None:
        row = entity - len(self.hands.contacts)
        if not self.rows.waits[row]:
            return VOID
        self.offer(row)
        return None

    def dialled_in_vain(self, row: int) -> None:
        queue, agent = self.rows.queue[row], self.rows.agent[row]
        began = self.dialling.began.pop(row)
        self.rows.stretches.append((row, agent, began, self.now))
        self.rows.agent[row] = NOBODY
        self.hands.release(agent, row)
        if self.dialling.tries[row] < self.dialling.attempts[queue]:  # R73
            tick = self.now + self.dialling.retry[queue]
            self.at(tick, Rank.TIMER, self.waiting.timer(row), self.dial_again)
        else:
            self.depart(row, Outcome.UNREACHED)
        self.hands_emptier(agent)

    def stop(self) -> None:
        """R53: what goes on at `end` is told up to it."""
        for row, began in self.dialling.began.items():
            self.rows.stretches.append((row, self.rows.agent[row], began, self.end))
            self.rows.agent[row] = NOBODY
        self.rows.stop(self.end)

    def dial_again(self, timer: int) -> Void | None:
        row = self.waiting.row_of(timer)
        if self.rows.outcome[row] != Outcome.WAITING:  # withdrawn meanwhile
            return VOID
        agent = self.routing.agent_for(row)
        if agent != NOBODY:
            self.start(agent, row)
        else:
            self.lines.join(row)
        return None

    def done(self, row: int) -> Void | None:
        """The planned completion of an agent comes up; a newer plan has voided it (R37)."""
        agent = self.rows.agent[row]
        if agent == NOBODY or not self.hands.is_done(agent, row):
            return VOID
        if self.rows.ended[row] == NOT_YET:
            self.talk_done(agent, row)
        else:
            self.release(agent, row)
        return None

    def talk_done(self, agent: int, row: int) -> None:
        queue = self.rows.queue[row]
        self.rows.ended[row] = self.now
        self.lines_taken -= self.queues.takes_line[queue]
        if not self.rows.relevant[row]:
            self.rows.outcome[row] = Outcome.TRIAGED  # R90
        chosen = self.consequences.of_talk(row)
        awaited = {each.number for each in chosen if self.warm[each.number]}
        if awaited:  # R68
            self.hands.hold(agent, row)
            self.awaited[row] = awaited
            longest = max(self.warm[number] for number in awaited)
            timer = self.waiting.timer(row) + 1
            self.at(self.now + longest, Rank.TIMER, timer, self.warm_is_over)
        else:
            self.wrap_up(agent, row)

    def wrap_up(self, agent: int, row: int) -> None:
        if self.rows.wrap_up[row] > 0:  # R36
            self.hands.begin_wrap_up(agent, row, self.rows.wrap_up[row])
            if self.queues.is_deferred[self.rows.queue[row]]:  # R20: it fills the agent
                self.people.room.leave(agent)
        else:
            self.release(agent, row)

    def release(self, agent: int, row: int) -> None:
        self.rows.release(row, self.now)
        self.hands.release(agent, row)
        self.hands_emptier(agent)

    def warm_is_over(self, timer: int) -> Void | None:
        row = self.waiting.row_of(timer)
        if row not in self.awaited:
            return VOID
        del self.awaited[row]
        self.wrap_up(self.rows.agent[row], row)
        return None

    def let_go_of_parent(self, row: int) -> None:
        """R68: the transferred attempt is answered or has ended."""
        self.await_no_longer(self.rows.parent[row], self.rows.follow_up[row])

    def await_no_longer(self, row: int, follow_up: int) -> None:
        awaited = self.awaited.get(row, set())
        if follow_up in awaited:
            awaited.remove(follow_up)
            if not awaited:
                del self.awaited[row]
                self.wrap_up(self.rows.agent[row], row)

    def session_done(self, row: int) -> None:
        queue = self.rows.queue[row]
        contained = self.queues.contains(queue, self.rows.key[row], self.rows.reason[row])  # R75
        self.rows.close(row, Outcome.CONTAINED if contained else Outcome.ESCALATED, self.now)
        self.consequences.of(row, After.CONTAINED if contained else After.ESCALATED)

    def hands_emptier(self, agent: int) -> None:
        """A contact has gone from the agent's hands."""
        people = self.people
        people.room.leave(agent)
        if not self.hands.is_empty(agent):
            if people.is_leaving[agent]:  # R25
                people.room.hands_changed(agent)
            else:
                self.look_for_work(agent)
        elif people.is_away(agent):  # R25
            people.go(agent, self.now)
        elif people.should_go(agent):  # R25, R26
            row = self.routing.contact_for(agent, self.is_served_after_closing)
            if row != NOBODY:  # R28
                self.take_from_queue(agent, row)
            else:
                people.go_home(agent)
        else:
            self.look_for_work(agent)

    def look_for_work(self, agent: int) -> None:
        row = self.routing.contact_for(agent, _any_queue)
        if row != NOBODY:  # R40
            self.take_from_queue(agent, row)
        else:
            self.people.hands_changed(agent)

    # --- what customers do next -----------------------------------------------------------------

    def call_back(self, row: int) -> None:
        self.depart(row, Outcome.CALLBACK)
        self.consequences.of_accepting(row)

    def settle(self, row: int) -> None:
        """R64: an answer withdraws the earlier contact, or cancels what it was to cause."""
        parent = self.rows.parent[row]
        if parent < 0 or not self.rows.settles[row]:
            return
        if self.rows.waits[parent]:
            self.lines.leave(parent)
            self.depart(parent, Outcome.WITHDRAWN)
        for follow_up in self.consequences.still_to_come.cancel_all(parent):
            self.await_no_longer(parent, follow_up)

    def is_served_after_closing(self, queue: int) -> bool:
        return self.queues.is_served_after_closing(queue, self.now)


def _any_queue(_queue: int) -> bool:
    return True
