"""The rules, naively: a second engine that keeps plain lists and looks through all of them.

Written from docs/rules.md alone, for small worlds; `run_both` holds the reference engine against
it. What the key of an attempt says (R61, R62, R67: choices, delays, durations) is looked up where
the reference engine looks it up. It knows no row limit (R52).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

from sim.draws import Draws
from sim.engine.events import NANOSECONDS_PER_TICK, NEVER, After, Outcome, Rank
from sim.engine.follow_ups import Choice
from sim.keys import mix_one, name_hash
from sim.log import ContactLog
from sim.model import Model
from tests import naive_hands as hands
from tests import naive_next as following
from tests import naive_presence as presence
from tests.naive_choosing import agent_for, may_take, stays
from tests.naive_state import Agent, Attempt, Phase, Return, World, log_of

PEER, CUSTOMER = 0, 1
"""Places in the rank LEAVE (R2)."""


def naive(model: Model, draws: Draws) -> ContactLog:
    """Simulate one replication."""
    world = World(model, draws)
    presence.plan_presence(world)
    for queue, _, until in world.windows:
        if model.queues.drop_at_close[queue] and not model.queues.asynchronous[queue]:
            world.at(until, Rank.TIMER, (-1, queue), "close", queue)
    for number in range(len(draws)):
        tick = max(int(draws.tick[number]), 0)  # R15
        world.at(tick, Rank.ARRIVE, (number,), "arrive", number)
    while world.events:
        world.now, _, _, _, name, about = heapq.heappop(world.events)
        if HAPPENINGS[name](world, *about):
            offer_around(world)
    return log(world)


def offer_around(world: World) -> None:
    """R47."""
    found = True
    while found:
        lines = [world.waiting_in(queue) for queue, yes in enumerate(world.offered_again) if yes]
        firsts = [line[0] for line in lines if line]
        firsts.sort(key=lambda attempt: (attempt.since, attempt.row))
        found = any(offer(world, attempt) for attempt in firsts)  # stops at the first one taken
    items, world.put_down = sorted(world.put_down, key=lambda item: item.row), []
    for item in items:
        if item in world.waiting:
            offer(world, item)


def offer(world: World, attempt: Attempt) -> bool:
    """R44: whether an agent took it."""
    agent = agent_for(world, attempt) if world.is_next_in_line(attempt) else None
    if agent is not None:
        hands.take(world, agent, attempt)
    return agent is not None


# --- arriving (R30 to R32) ------------------------------------------------------------------------


def arrive(world: World, number: int) -> bool:
    draws = world.draws
    tick = int(draws.tick[number])
    attempt = Attempt(
        row=len(world.attempts),
        key=int(draws.key[number]),
        queue=int(draws.queue[number]),
        reason=int(draws.reason[number]),
        shift=int(draws.shift[number]),
        work=int(draws.work[number]),
        left=int(draws.work[number]),
        wrap_up=int(draws.wrap_up[number]),
        patience=int(draws.patience[number]),
        pick=int(draws.pick[number]),
        relevant=int(draws.relevant[number]),
        arrived=tick,
        since=tick,
    )
    receive(world, attempt)
    return True


def come_back(world: World, expected: Return) -> bool:
    if expected not in world.returns:
        return False  # R64, R92: cancelled
    following.cancel(world, expected)
    parent, coming = expected.parent, expected.coming
    if coming.spread_of >= 0:
        if following.causes_no_more(world, expected):
            return False
        world.arrived_by_posts[coming.spread_of] += 1
    attempt = Attempt(
        row=len(world.attempts),
        key=coming.key,
        queue=coming.queue,
        reason=coming.reason,
        follow_up=coming.follow_up,
        parent=parent,
        came_as=expected,
        work=coming.work,
        left=coming.work,
        wrap_up=coming.wrap_up,
        patience=coming.patience,
        pick=coming.pick,
        arrived=world.now,
        since=parent.since if coming.keeps_place else world.now,  # R72
    )
    receive(world, attempt)
    return True


def receive(world: World, attempt: Attempt) -> None:
    world.attempts.append(attempt)
    queue, queues = attempt.queue, world.model.queues
    following.spread(world, attempt)
    if not queues.asynchronous[queue] and not world.is_open(queue):  # R84
        hands.end(world, attempt, Outcome.BLOCKED_CLOSED)
        return
    if world.model.self_service.is_one[queue]:  # R75
        ticks = -(-attempt.work // NANOSECONDS_PER_TICK)
        world.at(world.now + ticks, Rank.DONE, (attempt.row,), "session_ends", attempt)
        return
    if queues.takes_line[queue]:
        if 0 <= queues.lines <= world.lines_taken:
            hands.end(world, attempt, Outcome.BLOCKED_LINES)
            return
        world.lines_taken += 1
    agent = agent_on_arrival(world, attempt)
    in_line = len(world.waiting_in(queue))
    if agent is not None:
        hands.take(world, agent, attempt)
        plan_waits(world, attempt)
    elif 0 <= queues.max_waiting[queue] <= in_line:
        hands.end(world, attempt, Outcome.BLOCKED_FULL)
    elif following.is_offered_a_callback(world, queue, in_line) and following.accepts(
        world, attempt
    ):
        call_back(world, attempt)
    elif attempt.patience == 0:
        hands.end(world, attempt, Outcome.ABANDONED)
    else:
        world.waiting.append(attempt)
        plan_waits(world, attempt)


def agent_on_arrival(world: World, attempt: Attempt) -> Agent | None:
    parent, came_as = attempt.parent, attempt.came_as
    if parent is not None and came_as is not None and came_as.coming.is_turn:  # R86
        agent = parent.agent
        if agent is not None and stays(agent) and may_take(world, agent, attempt):
            return agent
    return None if world.waiting_in(attempt.queue) else agent_for(world, attempt)  # R41


def session_ends(world: World, attempt: Attempt) -> bool:
    draw = mix_one(attempt.key, name_hash("contained")) >> 32
    limits = world.model.self_service.contained[attempt.queue]
    contained = draw < limits[attempt.reason]
    attempt.outcome = Outcome.CONTAINED if contained else Outcome.ESCALATED
    attempt.ended = world.now
    following.follow(world, attempt, After.CONTAINED if contained else After.ESCALATED)
    hands.let_go_of(world, attempt)
    return True


# --- waiting: it may also begin later, as R73 and R82 say -----------------------------------------


def plan_waits(world: World, attempt: Attempt) -> None:
    queue, row, model = attempt.queue, attempt.row, world.model
    if attempt.patience != NEVER:
        gone = world.now + attempt.patience
        world.at(gone, Rank.LEAVE, (row, CUSTOMER), "leave", attempt, Outcome.ABANDONED)
    window = int(model.threads.window[queue])
    if window >= 0:  # R87; of two in one tick the first one planned comes first
        over = max(attempt.arrived + window, world.now)
        world.at(over, Rank.LEAVE, (row, CUSTOMER), "leave", attempt, Outcome.EXPIRED)
    delay = world.follow_ups.peer_delay(attempt.key, queue)
    if delay is not None:  # R95
        world.at(world.now + delay, Rank.LEAVE, (row, PEER), "peer_answers", attempt)
    for after in {of_group[queue] for of_group in world.after}:  # R42
        if after > world.head_start[queue]:
            ripe = max(attempt.since + after - world.head_start[queue], world.now)
            world.at(ripe, Rank.TIMER, (row, 0), "ripe", attempt)
    for number, choice in enumerate(following.choices(world, queue, After.WAITING)):  # R63
        due = attempt.arrived + choice.waited
        if due >= world.now:  # R15
            world.at(due, Rank.TIMER, (row, 1, number), "still_waits", attempt, choice)
    callbacks = model.callbacks
    if callbacks.to[queue] >= 0 and callbacks.when[queue] == following.BY_WAITED:
        due = attempt.arrived + int(callbacks.limit[queue])
        world.at(due, Rank.TIMER, (row, 2), "callback_offered", attempt)


def leave(world: World, attempt: Attempt, outcome: Outcome) -> bool:
    """R33, R87; R82: patience does not count after the work has begun."""
    if attempt not in world.waiting or attempt.answered >= 0:
        return False
    hands.end(world, attempt, outcome)
    return True


def peer_answers(world: World, attempt: Attempt) -> bool:
    if attempt not in world.waiting:
        return False
    hands.end(world, attempt, Outcome.PEER_ANSWERED)
    return True


def ripe(world: World, attempt: Attempt) -> bool:
    if attempt not in world.waiting:
        return False
    offer(world, attempt)
    return True


def still_waits(world: World, attempt: Attempt, choice: Choice) -> bool:
    if attempt not in world.waiting:
        return False
    following.choose(world, attempt, choice)
    return True


def callback_offered(world: World, attempt: Attempt) -> bool:
    if attempt not in world.waiting or not following.accepts(world, attempt):
        return False
    call_back(world, attempt)
    return True


def call_back(world: World, attempt: Attempt) -> None:
    hands.lose(world, attempt, Outcome.CALLBACK)
    following.call_back(world, attempt)
    hands.let_go_of(world, attempt)


def close(world: World, queue: int) -> bool:
    """R34."""
    dropped = world.waiting_in(queue)
    for attempt in dropped:
        hands.lose(world, attempt, Outcome.DROPPED)
    for attempt in dropped:
        hands.let_go_of(world, attempt)
    return True


def dial_again(world: World, attempt: Attempt) -> bool:
    """R73."""
    world.waiting.append(attempt)
    offer(world, attempt)
    return True


def end_of_warm(world: World, attempt: Attempt) -> bool:
    """R68."""
    if attempt.phase != Phase.WARM or attempt.agent is None:
        return False
    attempt.awaits.clear()
    hands.do_wrap_up(world, attempt.agent, attempt)
    return True


def item_offered(world: World, item: Attempt) -> bool:
    """R82."""
    if item not in world.waiting:
        return False
    offer(world, item)
    return True


HAPPENINGS: dict[str, Callable[..., bool]] = {
    "window_begins": presence.window_begins,
    "window_ends": presence.window_ends,
    "heads_change": presence.heads_change,
    "item_offered": item_offered,
    "done": hands.done,
    "session_ends": session_ends,
    "peer_answers": peer_answers,
    "leave": leave,
    "close": close,
    "ripe": ripe,
    "dial_again": dial_again,
    "still_waits": still_waits,
    "callback_offered": callback_offered,
    "end_of_warm": end_of_warm,
    "arrive": arrive,
    "come_back": come_back,
}
"""Each says whether something happened (R47), or it was void."""


def log(world: World) -> ContactLog:
    world.now = world.end
    for agent in reversed(world.agents):  # R51
        if agent.on_since is not None:
            due = world.end
            if world.shift_is_over(agent):
                due = agent.owes_a_break_until or due
            elif world.owed[agent.group]:
                due = world.owed[agent.group].pop(0)
            for attempt in agent.hands:
                ringing = attempt.phase == Phase.RINGING
                if ringing or attempt.was_put_down:  # R53
                    hands.tell(world, attempt, agent)
                if ringing:
                    attempt.agent = None
            hands.end_presence(world, agent, due)
    return log_of(world.attempts, world.presence, world.stretches, world.returns, world.end)
