"""Contacts in hand, in the naive engine: taken, worked on, put down, gone (R25 to R40, R68)."""

from __future__ import annotations

from sim.engine.events import BLOCKED, After, Outcome, Rank
from sim.keys import mix_one, name_hash
from tests.naive_choosing import contact_for, has_room, item_of, speed_of, work_left
from tests.naive_next import after_the_talk, cancel, follow, stop_spreading
from tests.naive_state import Agent, Attempt, Phase, Return, World

CAUSES = {
    **dict.fromkeys(BLOCKED, After.BLOCKED),
    Outcome.ABANDONED: After.ABANDONED,
    Outcome.DROPPED: After.ABANDONED,
    Outcome.EXPIRED: After.EXPIRED,
    Outcome.PEER_ANSWERED: After.ANSWERED_BY_PEER,
}
"""What follow-ups call the end of an attempt; others cause none (R60, R66)."""


# --- the clock of the work (R37) ------------------------------------------------------------------


def settle_work(world: World, agent: Agent) -> None:
    """Before the number in hand changes."""
    for attempt in agent.hands:
        if attempt.phase in (Phase.TALK, Phase.WRAP_UP):
            attempt.left, attempt.settled = work_left(world, attempt, agent), world.now


def plan_work(world: World, agent: Agent) -> None:
    """After it has changed."""
    for attempt in agent.hands:
        if attempt.phase in (Phase.TALK, Phase.WRAP_UP):
            ticks = -(-attempt.left // speed_of(world, attempt, agent))
            plan_done(world, attempt, ticks)


def plan_done(world: World, attempt: Attempt, ticks: int) -> None:
    attempt.plan += 1
    done = (attempt.row,)
    world.at(world.now + ticks, Rank.DONE, done, "done", attempt, attempt.plan)


def into_hands(world: World, agent: Agent, attempt: Attempt) -> None:
    settle_work(world, agent)
    if not agent.hands:
        agent.busy_since = world.now
    agent.hands.append(attempt)
    attempt.taken = attempt.settled = world.now
    agent.hands_changed = world.count()  # R45


def out_of_hands(world: World, agent: Agent, attempt: Attempt) -> None:
    settle_work(world, agent)
    agent.hands.remove(attempt)
    attempt.phase = Phase.NONE
    attempt.plan += 1
    if attempt.was_put_down:  # R53
        tell(world, attempt, agent)
    if not agent.hands:
        agent.handled += world.now - agent.busy_since
    plan_work(world, agent)


def tell(world: World, attempt: Attempt, agent: Agent) -> None:
    """R53."""
    world.stretches.append((attempt.row, agent.number, attempt.taken, world.now))


# --- taking and putting down ----------------------------------------------------------------------


def take(world: World, agent: Agent, attempt: Attempt) -> None:
    item = item_of(world, agent)
    if item is not None:  # R81
        put_down(world, agent, item)
        world.put_down.append(item)
    if attempt in world.waiting:
        world.waiting.remove(attempt)
    into_hands(world, agent, attempt)
    dialling, queue = world.model.dialling, attempt.queue
    if dialling.is_one[queue]:  # R73
        draw = mix_one(mix_one(attempt.key, name_hash("dial")), attempt.tries) >> 32
        attempt.tries += 1
        if draw >= dialling.reached[queue]:
            attempt.phase, attempt.agent = Phase.RINGING, agent
            plan_work(world, agent)
            plan_done(world, attempt, int(dialling.ring[queue]))
            return
    attempt.phase, attempt.agent, attempt.outcome = Phase.TALK, agent, Outcome.ANSWERED
    plan_work(world, agent)
    if attempt.answered < 0:  # R53: for the first time
        attempt.answered = world.now
        settle_parent(world, attempt)
        let_go_of(world, attempt)


def put_down(world: World, agent: Agent, item: Attempt) -> None:
    """R82."""
    item.was_put_down = True
    out_of_hands(world, agent, item)
    item.agent, item.outcome = None, Outcome.WAITING
    world.waiting.append(item)


# --- ending ---------------------------------------------------------------------------------------


def lose(world: World, attempt: Attempt, outcome: Outcome) -> None:
    """Without an answer: the customer is gone and its line is free."""
    attempt.outcome = outcome
    attempt.ended = world.now
    if attempt in world.waiting:
        world.waiting.remove(attempt)
    if outcome not in (Outcome.BLOCKED_CLOSED, Outcome.BLOCKED_LINES):
        world.lines_taken -= int(world.model.queues.takes_line[attempt.queue])
    if outcome in CAUSES:
        follow(world, attempt, CAUSES[outcome])


def end(world: World, attempt: Attempt, outcome: Outcome) -> None:
    lose(world, attempt, outcome)
    let_go_of(world, attempt)


def settle_parent(world: World, attempt: Attempt) -> None:
    """R64."""
    parent, came_as = attempt.parent, attempt.came_as
    if parent is None or came_as is None or not came_as.coming.settles:
        return
    if parent in world.waiting:
        end(world, parent, Outcome.WITHDRAWN)
    for expected in list(parent.to_come):
        cancel(world, expected)
        awaited_no_more(world, expected)


def done(world: World, attempt: Attempt, plan: int) -> bool:
    agent = attempt.agent
    if plan != attempt.plan or agent is None:
        return False
    if attempt.phase == Phase.RINGING:
        dialled_in_vain(world, agent, attempt)
    elif attempt.phase == Phase.TALK:
        end_talk(world, agent, attempt)
    else:
        release(world, agent, attempt)
    return True


def dialled_in_vain(world: World, agent: Agent, attempt: Attempt) -> None:
    dialling, queue = world.model.dialling, attempt.queue
    tell(world, attempt, agent)
    out_of_hands(world, agent, attempt)
    attempt.agent = None
    if attempt.tries < dialling.attempts[queue]:
        again = world.now + int(dialling.retry[queue])
        world.at(again, Rank.TIMER, (attempt.row, 0), "dial_again", attempt)
    else:
        end(world, attempt, Outcome.UNREACHED)
    look_around(world, agent)


def end_talk(world: World, agent: Agent, attempt: Attempt) -> None:
    attempt.ended = world.now
    world.lines_taken -= int(world.model.queues.takes_line[attempt.queue])
    stop_spreading(world, attempt)
    if attempt.relevant:
        after_the_talk(world, attempt)
    else:
        attempt.outcome = Outcome.TRIAGED  # R90
    if attempt.awaits:  # R68
        attempt.phase = Phase.WARM
        longest = max(expected.warm for expected in attempt.awaits)
        place = (attempt.row, 3)  # R63
        world.at(world.now + longest, Rank.TIMER, place, "end_of_warm", attempt)
    else:
        do_wrap_up(world, agent, attempt)


def do_wrap_up(world: World, agent: Agent, attempt: Attempt) -> None:
    if attempt.wrap_up:
        attempt.phase, attempt.left, attempt.settled = Phase.WRAP_UP, attempt.wrap_up, world.now
        settle_work(world, agent)
        plan_work(world, agent)
    else:
        release(world, agent, attempt)  # R36


def let_go_of(world: World, attempt: Attempt) -> None:
    """R68: it is answered, or ended in another way."""
    if attempt.came_as is not None:
        awaited_no_more(world, attempt.came_as)


def awaited_no_more(world: World, expected: Return) -> bool:
    stayed = expected.parent
    if expected not in stayed.awaits:
        return False
    stayed.awaits.remove(expected)
    if stayed.phase == Phase.WARM and not stayed.awaits:
        assert stayed.agent is not None
        do_wrap_up(world, stayed.agent, stayed)
    return True


def release(world: World, agent: Agent, attempt: Attempt) -> None:
    attempt.released = world.now
    out_of_hands(world, agent, attempt)
    look_around(world, agent)


# --- after it (R25 to R28, R40) -------------------------------------------------------------------


def look_around(world: World, agent: Agent) -> None:
    """A contact has gone from its hands."""
    is_to_go = agent.owes_a_break_until is not None
    over, owed = world.shift_is_over(agent), world.owed[agent.group]
    if agent.hands:
        if not is_to_go:  # R25
            look_for_work(world, agent)
    elif is_to_go and not over:  # R25
        go(world, agent, world.now)
    elif over or owed:
        attempt = contact_for(world, agent, after_closing=True)
        if attempt is not None:  # R28
            take(world, agent, attempt)
        else:
            shift_end = agent.owes_a_break_until
            go(world, agent, owed.pop(0) if shift_end is None else shift_end)
    else:
        look_for_work(world, agent)


def look_for_work(world: World, agent: Agent) -> None:
    attempt = contact_for(world, agent, after_closing=False)
    if attempt is not None:
        take(world, agent, attempt)
    else:
        agent.hands_changed = world.count()  # R45


def go(world: World, agent: Agent, due: int) -> None:
    assert agent.on_since is not None
    end_presence(world, agent, due)
    agent.on_since = agent.owes_a_break_until = None


def end_presence(world: World, agent: Agent, due: int) -> None:
    """R51."""
    assert agent.on_since is not None
    agent.on_before += world.now - agent.on_since
    if world.now > agent.on_since:
        world.presence.append((agent.number, agent.on_since, world.now, due))


def stay_on(world: World, agent: Agent) -> None:
    """R27, R51: it should be back and has not gone."""
    if world.shift_is_over(agent):
        assert agent.owes_a_break_until is not None
        end_presence(world, agent, agent.owes_a_break_until)
        agent.on_since = world.now
    agent.owes_a_break_until = None
    if has_room(world, agent):
        agent.hands_changed = world.count()
