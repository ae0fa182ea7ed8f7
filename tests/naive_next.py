"""What attempts cause, in the naive engine: follow-ups, turns, posts, callbacks (R60 to R93)."""

from __future__ import annotations

from fractions import Fraction

from sim.engine.events import After, Rank
from sim.engine.follow_ups import Choice, Coming
from sim.keys import mix_one, name_hash
from tests.naive_state import Attempt, Return, World

BY_EXPECTED_WAIT, BY_QUEUE_LENGTH, BY_WAITED = 0, 1, 2


def choices(world: World, queue: int, after: After) -> list[Choice]:
    return world.follow_ups.by_event.get((queue, after), [])


def follow(world: World, attempt: Attempt, after: After) -> None:
    for choice in choices(world, attempt.queue, after):
        choose(world, attempt, choice)


def choose(world: World, attempt: Attempt, choice: Choice) -> None:
    follow_up = world.follow_ups.chosen(attempt.key, choice)
    if follow_up is not None and attempt.relevant:  # R61, R67, R90
        key = mix_one(mix_one(attempt.key, follow_up.name), 0)
        coming = world.follow_ups.coming(key, attempt.row, attempt.reason, follow_up)
        delay = world.follow_ups.delay(key, follow_up)
        expect(world, attempt, coming, delay, follow_up.warm)


def expect(world: World, parent: Attempt, coming: Coming, delay: int, warm: int = 0) -> None:
    expected = Return(parent, coming, world.now + delay, warm)
    world.returns.append(expected)
    parent.to_come.append(expected)
    if warm:
        parent.awaits.append(expected)
    created = (world.count(),)  # R2: in order of creation
    world.at(expected.tick, Rank.RETURN, created, "come_back", expected)


def cancel(world: World, expected: Return) -> None:
    world.returns.remove(expected)
    expected.parent.to_come.remove(expected)


def spread(world: World, post: Attempt) -> None:
    """R91."""
    if world.model.posts.is_one[post.queue] and post.relevant:
        caused = world.follow_ups.caused(post.key, post.row, post.reason, post.queue)
        for coming, delay in caused:
            expect(world, post, coming, delay)


def stop_spreading(world: World, post: Attempt) -> None:
    """R92."""
    for expected in list(post.to_come):
        if expected.coming.spread_of >= 0:
            cancel(world, expected)


def causes_no_more(world: World, expected: Return) -> bool:
    """R93."""
    source = expected.coming.spread_of
    return source >= 0 and world.arrived_by_posts[source] >= world.model.posts.at_most[source]


def after_the_talk(world: World, attempt: Attempt) -> None:
    """R60, R85."""
    if world.model.threads.is_one[attempt.queue]:
        turn = world.follow_ups.next_turn(attempt.key, attempt.row, attempt.reason, attempt.queue)
        if turn is not None:
            expect(world, attempt, *turn)
            return
    follow(world, attempt, After.ANSWERED)


def is_offered_a_callback(world: World, queue: int, in_line: int) -> bool:
    """R70, on arrival."""
    callbacks = world.model.callbacks
    limit = int(callbacks.limit[queue])
    if callbacks.to[queue] < 0 or callbacks.when[queue] == BY_WAITED:
        return False
    if callbacks.when[queue] == BY_QUEUE_LENGTH:
        return in_line >= limit
    on = [a for a in world.agents if a.on_since is not None and world.rank[a.group][queue] > 0]
    work = (in_line + 1) * int(callbacks.mean_handle[queue])
    return not on or Fraction(work, len(on)) >= limit


def accepts(world: World, attempt: Attempt) -> bool:
    draw = mix_one(attempt.key, name_hash("accepts")) >> 32
    return bool(draw < world.model.callbacks.accepted[attempt.queue])


def call_back(world: World, attempt: Attempt) -> None:
    """R71."""
    callbacks, queue = world.model.callbacks, attempt.queue
    key = mix_one(mix_one(attempt.key, int(callbacks.name[queue])), 0)
    to, number = int(callbacks.to[queue]), int(callbacks.follow_up[queue])
    slot = int(callbacks.slot[queue])
    coming = world.follow_ups.called_back(key, attempt.row, attempt.reason, to, number, slot)
    expect(world, attempt, coming, slot)
