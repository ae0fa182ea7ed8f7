"""The rules, naively: a second engine that keeps plain lists and looks through all of them.

Written from docs/rules.md alone, for small worlds; `run_both` holds the reference engine against
it. What the key of an attempt says (R61, R62, R67: choices, delays, durations) is looked up where
the reference engine looks it up. It knows no row limit (R52).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sim.draws import Draws
from sim.engine.events import BLOCKED, NANOSECONDS_PER_TICK, NEVER, After, Outcome, Rank
from sim.engine.follow_ups import Choice, Coming, FollowUps
from sim.keys import mix_one, name_hash
from sim.log import ContactLog
from sim.model import Model
from tests.naive_choosing import agent_for, contact_for, idle
from tests.naive_state import Agent, Attempt, Return, log_of

BY_EXPECTED_WAIT, BY_QUEUE_LENGTH, BY_WAITED = 0, 1, 2


def naive(model: Model, draws: Draws) -> ContactLog:
    """Simulate one replication."""
    world = _World(model, draws)
    while world.events:
        world.now, _, _, _, happen = heapq.heappop(world.events)
        happen()
    return world.log()


class _World:
    def __init__(self, model: Model, draws: Draws) -> None:
        self.model = model
        self.draws = draws
        self.end = model.clock.end
        self.now = 0
        self.counter = 0
        self.events: list[tuple[int, Rank, tuple[int, ...], int, Callable[[], None]]] = []
        self.attempts: list[Attempt] = []
        self.waiting: list[Attempt] = []
        self.lines_taken = 0
        self.presence: list[tuple[int, int, int, int]] = []
        self.stretches: list[tuple[int, int, int, int]] = []
        self.returns: list[Return] = []
        self.follow_ups = FollowUps(model)
        first = model.people.first.tolist()
        self.groups = [
            [Agent(number, group) for number in range(first[group], first[group + 1])]
            for group in range(len(first) - 1)
        ]
        self.agents = [agent for group in self.groups for agent in group]
        self.owed: list[list[int]] = [[] for _ in self.groups]
        self.heads = [0] * len(self.groups)
        self.plan_presence()
        for queue, _, until in self.windows():
            if model.queues.drop_at_close[queue]:
                self.at(until, Rank.TIMER, (-1, queue), lambda queue=queue: self.close(queue))
        for number in range(len(draws)):
            tick = int(draws.tick[number])
            self.at(tick, Rank.ARRIVE, (number,), lambda number=number: self.arrive(number))

    def at(self, tick: int, rank: Rank, entity: tuple[int, ...], happen: Any) -> None:
        if tick < self.end:  # R1
            self.counter += 1
            heapq.heappush(self.events, (tick, rank, entity, self.counter, happen))

    # --- queues ---------------------------------------------------------------------------------

    def windows(self) -> list[tuple[int, int, int]]:
        queues = self.model.queues
        columns = (queues.open_queue, queues.open_from, queues.open_until)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def is_open(self, queue: int) -> bool:
        return any(of == queue and a <= self.now < b for of, a, b in self.windows())

    def waiting_in(self, queue: int) -> list[Attempt]:
        """R41: in order; who comes back has its old place."""
        line = [each for each in self.waiting if each.queue == queue]
        return sorted(line, key=lambda each: (each.since, each.row))

    # --- arriving (R30 to R32) ------------------------------------------------------------------

    def arrive(self, number: int) -> None:
        draws = self.draws
        attempt = Attempt(
            row=len(self.attempts),
            key=int(draws.key[number]),
            queue=int(draws.queue[number]),
            reason=int(draws.reason[number]),
            shift=int(draws.shift[number]),
            work=int(draws.work[number]),
            wrap_up=int(draws.wrap_up[number]),
            patience=int(draws.patience[number]),
            pick=int(draws.pick[number]),
            arrived=self.now,
            since=self.now,
        )
        self.receive(attempt)

    def come_back(self, expected: Return) -> None:
        if expected not in self.returns:
            return  # R64: cancelled
        self.returns.remove(expected)
        parent, coming = expected.parent, expected.coming
        parent.to_come.remove(expected)
        attempt = Attempt(
            row=len(self.attempts),
            key=coming.key,
            queue=coming.queue,
            reason=coming.reason,
            follow_up=coming.follow_up,
            parent=parent,
            settles=coming.settles,
            work=coming.work,
            wrap_up=coming.wrap_up,
            patience=coming.patience,
            pick=coming.pick,
            arrived=self.now,
            since=parent.since if coming.keeps_place else self.now,  # R72
        )
        self.receive(attempt)

    def receive(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        queue, queues = attempt.queue, self.model.queues
        if not self.is_open(queue):
            self.lose(attempt, Outcome.BLOCKED_CLOSED)
            return
        if self.model.self_service.is_one[queue]:  # R75
            ticks = -(-attempt.work // NANOSECONDS_PER_TICK)
            done = (attempt.row,)
            self.at(self.now + ticks, Rank.DONE, done, lambda: self.end_session(attempt))
            return
        if queues.takes_line[queue]:
            if 0 <= queues.lines <= self.lines_taken:
                self.lose(attempt, Outcome.BLOCKED_LINES)
                return
            self.lines_taken += 1
        agent = agent_for(self, attempt)
        in_line = len(self.waiting_in(queue))
        if agent is not None:
            self.start(agent, attempt)
        elif 0 <= queues.max_waiting[queue] <= in_line:
            self.lose(attempt, Outcome.BLOCKED_FULL)
        elif self.is_offered_a_callback(queue, in_line) and self.accepts(attempt):
            self.call_back(attempt)
        elif attempt.patience == 0:
            self.lose(attempt, Outcome.ABANDONED)
        else:
            self.wait(attempt)

    def lose(self, attempt: Attempt, outcome: Outcome) -> None:
        """Without an answer: the customer is gone and its line is free."""
        attempt.outcome = outcome
        attempt.ended = self.now
        if attempt in self.waiting:
            self.waiting.remove(attempt)
        if outcome not in (Outcome.BLOCKED_CLOSED, Outcome.BLOCKED_LINES):
            self.lines_taken -= int(self.model.queues.takes_line[attempt.queue])
        if outcome in BLOCKED:
            self.follow(attempt, After.BLOCKED)
        elif outcome in (Outcome.ABANDONED, Outcome.DROPPED):
            self.follow(attempt, After.ABANDONED)

    def end_session(self, attempt: Attempt) -> None:
        draw = mix_one(attempt.key, name_hash("contained")) >> 32
        limits = self.model.self_service.contained[attempt.queue]
        contained = draw < limits[attempt.reason]
        attempt.outcome = Outcome.CONTAINED if contained else Outcome.ESCALATED
        attempt.ended = self.now
        self.follow(attempt, After.CONTAINED if contained else After.ESCALATED)

    # --- waiting --------------------------------------------------------------------------------

    def wait(self, attempt: Attempt) -> None:
        self.waiting.append(attempt)
        queue, row = attempt.queue, attempt.row
        if attempt.patience != NEVER:
            gone = self.now + attempt.patience
            self.at(gone, Rank.LEAVE, (row,), lambda: self.leave(attempt))
        head_start = int(self.model.queues.head_start[queue])
        for after in set(self.model.skills.after[:, queue].tolist()):  # R42
            if after > head_start:
                ripe = max(attempt.since + after - head_start, self.now)
                self.at(ripe, Rank.TIMER, (row, 0), lambda: self.offer(attempt))
        for number, choice in enumerate(self.choices(queue, After.WAITING)):  # R63
            due = self.now + choice.waited
            place = (row, 1, number)
            self.at(due, Rank.TIMER, place, lambda choice=choice: self.still(attempt, choice))
        callbacks = self.model.callbacks
        if callbacks.to[queue] >= 0 and callbacks.when[queue] == BY_WAITED:
            due = self.now + int(callbacks.limit[queue])
            self.at(due, Rank.TIMER, (row, 2), lambda: self.offer_callback(attempt))

    def leave(self, attempt: Attempt) -> None:
        if attempt in self.waiting:  # R33
            self.lose(attempt, Outcome.ABANDONED)

    def offer(self, attempt: Attempt) -> None:
        if attempt in self.waiting and self.waiting_in(attempt.queue)[0] is attempt:  # R41
            agent = agent_for(self, attempt)
            if agent is not None:
                self.start(agent, attempt)

    def still(self, attempt: Attempt, choice: Choice) -> None:
        if attempt in self.waiting:
            self.choose(attempt, choice)

    def offer_callback(self, attempt: Attempt) -> None:
        if attempt in self.waiting and self.accepts(attempt):
            self.call_back(attempt)

    def close(self, queue: int) -> None:
        for attempt in self.waiting_in(queue):  # R34
            self.lose(attempt, Outcome.DROPPED)

    # --- in hand (R36, R37) ---------------------------------------------------------------------

    def ticks(self, agent: Agent, attempt: Attempt, work: int) -> int:
        return -(-work // int(self.model.skills.speed[agent.group, attempt.queue, 0]))

    def start(self, agent: Agent, attempt: Attempt) -> None:
        if attempt in self.waiting:
            self.waiting.remove(attempt)
        agent.hand, agent.hand_since = attempt, self.now
        dialling, queue, done = self.model.dialling, attempt.queue, (attempt.row,)
        if dialling.is_one[queue]:  # R73
            draw = mix_one(mix_one(attempt.key, name_hash("dial")), attempt.tries) >> 32
            attempt.tries += 1
            if draw >= dialling.reached[queue]:
                ring = self.now + int(dialling.ring[queue])
                self.at(ring, Rank.DONE, done, lambda: self.dialled_in_vain(agent, attempt))
                return
        attempt.outcome, attempt.answered, attempt.agent = Outcome.ANSWERED, self.now, agent
        self.settle(attempt)
        ticks = self.ticks(agent, attempt, attempt.work)
        self.at(self.now + ticks, Rank.DONE, done, lambda: self.end_talk(agent, attempt))

    def settle(self, attempt: Attempt) -> None:
        """R64."""
        parent = attempt.parent
        if parent is not None and attempt.settles:
            if parent in self.waiting:
                self.lose(parent, Outcome.WITHDRAWN)
            for expected in parent.to_come:
                self.returns.remove(expected)
            parent.to_come.clear()

    def dialled_in_vain(self, agent: Agent, attempt: Attempt) -> None:
        dialling, queue = self.model.dialling, attempt.queue
        self.stretches.append((attempt.row, agent.number, agent.hand_since, self.now))
        if attempt.tries < dialling.attempts[queue]:
            again = self.now + int(dialling.retry[queue])
            self.at(again, Rank.TIMER, (attempt.row, 0), lambda: self.dial_again(attempt))
        else:
            self.lose(attempt, Outcome.UNREACHED)
        self.empty_hands(agent)

    def dial_again(self, attempt: Attempt) -> None:
        agent = agent_for(self, attempt)
        if agent is not None:
            self.start(agent, attempt)
        else:
            self.waiting.append(attempt)

    def end_talk(self, agent: Agent, attempt: Attempt) -> None:
        attempt.ended = self.now
        self.lines_taken -= int(self.model.queues.takes_line[attempt.queue])
        self.follow(attempt, After.ANSWERED)
        ticks = self.ticks(agent, attempt, attempt.wrap_up)
        if ticks:
            done = (attempt.row,)
            self.at(self.now + ticks, Rank.DONE, done, lambda: self.release(agent, attempt))
        else:
            self.release(agent, attempt)

    def release(self, agent: Agent, attempt: Attempt) -> None:
        attempt.released = self.now
        self.empty_hands(agent)

    # --- presence (R20 to R29, R51) -------------------------------------------------------------

    def plan_presence(self) -> None:
        draws = self.draws
        columns = (draws.window_on, draws.window_off, draws.window_shift_end)
        for number, on, off, shift_end in zip(
            draws.window_agent.tolist(), *(column.tolist() for column in columns), strict=True
        ):
            agent = self.agents[number]
            self.at(on, Rank.ON, (number,), lambda agent=agent: self.begin_window(agent))
            self.at(
                off, Rank.OFF, (number,), lambda agent=agent, end=shift_end: self.off(agent, end)
            )
        for tick, group, heads in zip(
            draws.head_tick.tolist(),
            draws.head_group.tolist(),
            draws.head_count.tolist(),
            strict=True,
        ):
            change, self.heads[group] = heads - self.heads[group], heads
            first = (self.groups[group][0].number,)
            rank = Rank.ON if change > 0 else Rank.OFF
            self.at(tick, rank, first, lambda g=group, n=change: self.change_heads(g, n))

    def shift_is_over(self, agent: Agent) -> bool:
        return agent.owes_a_break_until is not None and agent.owes_a_break_until <= self.now

    def begin_window(self, agent: Agent) -> None:
        if agent.on_since is None:
            self.come(agent)
        elif self.shift_is_over(agent):  # R51: a new row
            assert agent.owes_a_break_until is not None
            due, hand = agent.owes_a_break_until, agent.hand
            self.go(agent, due)
            agent.on_since, agent.hand = self.now, hand
        agent.owes_a_break_until = None  # R27

    def off(self, agent: Agent, shift_end: int) -> None:
        if agent.hand is None:
            self.go(agent, self.now)
        else:
            agent.owes_a_break_until = shift_end

    def change_heads(self, group: int, change: int) -> None:
        """R26."""
        for _ in range(-change):
            here = idle(self, group)
            if here:
                self.go(here[-1], self.now)
            else:
                self.owed[group].append(self.now)
        for _ in range(change):
            if self.owed[group]:
                self.owed[group].pop()
            else:
                self.come(next(a for a in self.groups[group] if a.on_since is None))

    def come(self, agent: Agent) -> None:
        agent.on_since = self.now
        self.look_for_work(agent)

    def go(self, agent: Agent, due: int) -> None:
        assert agent.on_since is not None
        agent.on_before += self.now - agent.on_since
        if self.now > agent.on_since:
            self.presence.append((agent.number, agent.on_since, self.now, due))
        agent.on_since = agent.hand = agent.owes_a_break_until = None

    def empty_hands(self, agent: Agent) -> None:
        agent.handled += self.now - agent.hand_since
        owed = self.owed[agent.group]
        is_away = agent.owes_a_break_until is not None and not self.shift_is_over(agent)
        if is_away:  # R25
            self.go(agent, self.now)
        elif self.shift_is_over(agent) or owed:
            attempt = contact_for(self, agent, after_closing=True)
            if attempt is not None:  # R28
                self.start(agent, attempt)
            else:
                shift_end = agent.owes_a_break_until
                self.go(agent, owed.pop(0) if shift_end is None else shift_end)
        else:
            self.look_for_work(agent)

    def look_for_work(self, agent: Agent) -> None:
        attempt = contact_for(self, agent, after_closing=False)
        if attempt is not None:
            self.start(agent, attempt)
        else:
            agent.hand = None
            self.counter += 1
            agent.idle_since = self.counter  # R45

    # --- what customers do next -----------------------------------------------------------------

    def choices(self, queue: int, after: After) -> list[Choice]:
        return self.follow_ups.by_event.get((queue, after), [])

    def follow(self, attempt: Attempt, after: After) -> None:
        for choice in self.choices(attempt.queue, after):
            self.choose(attempt, choice)

    def choose(self, attempt: Attempt, choice: Choice) -> None:
        follow_up = self.follow_ups.chosen(attempt.key, choice)
        if follow_up is not None:  # R61, R67
            key = mix_one(mix_one(attempt.key, follow_up.name), 0)
            coming = self.follow_ups.coming(key, attempt.row, attempt.reason, follow_up)
            self.expect(attempt, coming, self.follow_ups.delay(key, follow_up))

    def expect(self, parent: Attempt, coming: Coming, delay: int) -> None:
        expected = Return(parent, coming, self.now + delay)
        self.returns.append(expected)
        parent.to_come.append(expected)
        self.counter += 1  # R2: in order of creation
        created = (self.counter,)
        self.at(expected.tick, Rank.RETURN, created, lambda: self.come_back(expected))

    def is_offered_a_callback(self, queue: int, in_line: int) -> bool:
        """R70, on arrival."""
        callbacks = self.model.callbacks
        limit = int(callbacks.limit[queue])
        if callbacks.to[queue] < 0 or callbacks.when[queue] == BY_WAITED:
            return False
        if callbacks.when[queue] == BY_QUEUE_LENGTH:
            return in_line >= limit
        skilled = self.model.skills.rank[:, queue] > 0
        on = [a for a in self.agents if a.on_since is not None and skilled[a.group]]
        work = (in_line + 1) * int(callbacks.mean_handle[queue])
        return not on or Fraction(work, len(on)) >= limit

    def accepts(self, attempt: Attempt) -> bool:
        draw = mix_one(attempt.key, name_hash("accepts")) >> 32
        return bool(draw < self.model.callbacks.accepted[attempt.queue])

    def call_back(self, attempt: Attempt) -> None:
        """R71."""
        callbacks, queue = self.model.callbacks, attempt.queue
        self.lose(attempt, Outcome.CALLBACK)
        key = mix_one(mix_one(attempt.key, int(callbacks.name[queue])), 0)
        to, number = int(callbacks.to[queue]), int(callbacks.follow_up[queue])
        coming = self.follow_ups.called_back(key, attempt.row, attempt.reason, to, number)
        self.expect(attempt, coming, 0)

    # --- the log --------------------------------------------------------------------------------

    def log(self) -> ContactLog:
        self.now = self.end
        for agent in reversed(self.agents):  # R51
            if agent.on_since is not None:
                due = self.end
                if self.shift_is_over(agent):
                    due = agent.owes_a_break_until or due
                elif self.owed[agent.group]:
                    due = self.owed[agent.group].pop(0)
                ringing = agent.hand is not None and agent.hand.outcome == Outcome.WAITING
                if agent.hand is not None and ringing:  # R53
                    row = agent.hand.row
                    self.stretches.append((row, agent.number, agent.hand_since, self.end))
                self.go(agent, due)
        return log_of(self.attempts, self.presence, self.stretches, self.returns, self.end)
