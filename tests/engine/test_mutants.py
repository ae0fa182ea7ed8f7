# ruff: noqa: E501 - one mistake a line
"""Wrong rules must be noticed: changes to the compiled engine's source, each of which is a mistake.

Each is run uncompiled over random worlds until its log differs from that of the reference engine. A
mutant that nobody notices is a rule that no world reaches.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.draws import Draws
from sim.engine import reference
from sim.log import ContactLog, first_difference
from sim.model import Model
from tests.random_channels import channels
from tests.random_worlds import World, journeys, worlds
from tests.uncompiled import uncompiled

MISTAKES = [
    # rule, module, text, what it becomes
    ("R2 OFF before ON", "layout", "OFFER = ON + 1", "OFFER = RETURN + 1"),
    ("R20 an item fills nothing", "deeds", "    if not queue.deferred:\n        me.f", "    if True:\n        me.f"),
    ("R20 a wrap-up of an item fills the agent", "release", "agents(center, agent).filled = center.slots", "pass"),
    ("R25 an item done in this tick stays", "presence", " and not is_done_now(center, agent)", ""),
    ("R26 the highest number goes", "presence", "agent = house.until - 1\n        while agents(center, agent).list != house.lists:\n            agent -= 1", "agent = house.first\n        while agents(center, agent).list != house.lists:\n            agent += 1"),
    ("R28 closed queues alone", "choosing", "queue.drops or queue.asynchronous or", "queue.drops or"),
    ("R30 lines", "arrivals", "0 <= center.lines <= center.lines_taken", "0 <= center.lines < center.lines_taken"),
    ("R31 max_waiting", "arrivals", "queue.max_waiting <= queue.waiting", "queue.max_waiting < queue.waiting"),
    ("R33 patience", "arrivals", "elif patience > 0:\n", "elif patience > 5000:\n"),
    ("R37 rounded up", "work", "(contact.left + per_tick - 1) // per_tick", "contact.left // per_tick"),
    ("R37 slowdown counts all in hand", "work", "+ agents(center, agent).in_hand - 1", "+ 0"),
    ("R37 a re-planned completion is void", "happenings", "or agents(center, agent).plan_tick != center.now", "or False"),
    ("R40 rank before all", "choosing", "best >= 0 and cell.rank > best_rank", "False and cell.rank > best_rank"),
    ("R40 live before deferred", "choosing", "best_deferred = queue.deferred", "best_deferred = 0"),
    ("R42 after", "lines", "queues(center, me.queue).head_start >= after", "queues(center, me.queue).head_start > after"),
    ("R43 keep_idle at an arrival", "routing", "            continue\n        if policy < 0", "            pass\n        if policy < 0"),
    ("R43 keep_idle of an agent", "choosing", "house.free < cell.keep_idle", "house.free + 1 < cell.keep_idle"),
    ("R44 the longest idle", "routing", "agents(center, agent).sequence < agents(center, best).sequence", "agent < best"),
    ("R45 taking a contact changes the hands", "lists", "    agents(center, agent).sequence = center.sequence\n", ""),
    ("R46 draining", "choosing", "count = house.owed", "count = 0"),
    ("R47 offered again", "offers", "if queue.offered_again and queue.waiting > 0", "if False"),
    ("R61 one draw", "journeys", "follow_up.lower <= draw < follow_up.upper", "draw < follow_up.upper"),
    ("R68 until the transfer is answered", "journeys", "center.ended_holds += 1", "pass"),
    ("R72 the callback keeps its place", "arrivals", "since = parent.since", "pass"),
    ("R73 attempts", "happenings", "contact.tries < queue.attempts", "contact.tries <= queue.attempts"),
    ("R81 rank", "routing", "return rank <= skills", "return rank < skills"),
    ("R82 patience no longer counts", "happenings", "elif rows(center, row).was_put_down:  # R82", "elif False:"),
    ("R82 offered again", "offers", "        if waits(center, row):\n            offer(center, row)", "        pass"),
    ("R85 threads", "journeys", "drawn(contact.key, GOES_ON) >= queue.goes_on", "drawn(contact.key, GOES_ON) > 0"),
    ("R86 the same agent", "arrivals", "if coming.kind == TURN:  # R86", "if False:"),
    ("R87 the reply window", "arrivals", "arrived + queue.window_length", "arrived + 1000 + queue.window_length"),
    ("R92 cancelled by the answer", "happenings", "cancel(center, row, True)", "pass"),
    ("R93 at_most", "loop", "source.caused >= source.at_most", "source.caused > source.at_most"),
    ("R95 peers", "arrivals", "PEER_DELAY)\n        happens(center, center.now + delay", "PEER_DELAY)\n        happens(center, center.now + delay + 1"),
    ("R53 the last stretch", "deeds", "if contact.was_put_down:  # R53", "if False:"),
    ("R51 due", "deeds", "        go(center, agent, me.shift_end)", "        go(center, agent, center.now)"),
]  # fmt: skip

OFTEN = (
    "R33",
    "R37",
    "R42",
    "R43",
    "R44",
    "R45",
    "R46 draining",
    "R47",
    "R73",
    "R85",
    "R87",
)
"""Noticed soon, so checked in every test run; all of them in the slow one."""

Judged = tuple[World, ContactLog]


def pool(strategy: st.SearchStrategy[World], count: int) -> list[Judged]:
    """So many random worlds, always the same, each with its log."""
    found: list[Judged] = []

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(world: World) -> None:
        found.append((world, reference.run(world.model, world.draws)))

    collect()
    return found


@cache
def judged(count: int) -> list[Judged]:
    """Worlds of all three kinds, taken in turn."""
    pools = [pool(channels(), 4 * count), pool(journeys(), count), pool(worlds(), count)]
    turns: list[Judged] = []
    for place in range(4 * count):
        turns.extend(each[place] for each in pools if place < len(each))
    return turns


def differences(changes: dict[tuple[str, str], str], count: int) -> Iterator[str]:
    run = uncompiled(changes)
    for world, log in judged(count):
        found = difference(log, run, world.model, world.draws)
        if found is not None:
            yield found


def difference(log: ContactLog, run: object, model: Model, draws: Draws) -> str | None:
    try:
        return first_difference(log, run(model, draws))  # type: ignore[operator]
    except (IndexError, OverflowError, AttributeError, ValueError, ZeroDivisionError) as error:
        return f"{type(error).__name__}: {error}"


def check(module: str, text: str, mistake: str, count: int) -> None:
    assert next(differences({(module, text): mistake}, count), None) is not None, "not noticed"


@pytest.mark.parametrize(
    ("module", "text", "mistake"),
    [mistake[1:] for mistake in MISTAKES if mistake[0].startswith(OFTEN)],
    ids=[mistake[0] for mistake in MISTAKES if mistake[0].startswith(OFTEN)],
)
def test_a_mistake_is_noticed(module: str, text: str, mistake: str) -> None:
    check(module, text, mistake, 15)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "text", "mistake"),
    [mistake[1:] for mistake in MISTAKES],
    ids=[mistake[0] for mistake in MISTAKES],
)
def test_every_mistake_is_noticed(module: str, text: str, mistake: str) -> None:
    check(module, text, mistake, 110)


def test_the_source_itself_makes_none() -> None:
    assert list(differences({}, 15)) == []
