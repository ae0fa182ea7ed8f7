"""Wrong rules must be noticed: each mistake, made in the compiled engine's source.

It is run uncompiled over random worlds, always the same, until its log differs from that of the
reference engine. A mistake that nobody notices is a rule that no world reaches.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import count, islice

import pytest

from sim.engine import reference
from sim.log import ContactLog, first_difference
from tests.engine.mistakes import MISTAKES, Mistake
from tests.random_chance import World
from tests.random_runs import EACH, family, numbered
from tests.uncompiled import Run, uncompiled

SOON = 66
"""Worlds in which mistakes are looked for in every test run."""

WORLDS = 600
"""Worlds in which they are looked for in the slow one."""

OFTEN = (
    "R20 a wrap-up of an item fills the agent",
    "R26 an item is put down",
    "R26 the highest number goes",
    "R31 max_waiting",
    "R35 in after",
    "R35 in the longest wait",
    "R41 in the order of arrival",
    "R46 draining",
    "R46 each waiting contact",
    "R46 when a contact has gone",
    "R68 at most warm long",
    "R68 the longer warm",
    "R90 causes nothing while it waits",
    "R90 triaged",
)
"""Noticed soon, so checked in every test run; all of them in the slow one."""


class Judged:
    """Random worlds, each with its log, made when they are asked for."""

    def __init__(self) -> None:
        self._made: list[tuple[World, ContactLog]] = []
        self._worlds = (world for number in count() for world in family(*numbered(number), EACH))

    def __iter__(self) -> Iterator[tuple[World, ContactLog]]:
        for place in count():
            if place == len(self._made):
                world = next(self._worlds)
                self._made.append((world, reference.run(world.model, world.draws)))
            yield self._made[place]


@cache
def judged() -> Judged:
    """Once for all tests of a process."""
    return Judged()


def noticed(run: Run, worlds: int) -> Iterator[str]:
    """How the logs of an engine differ from those of the reference engine, world by world."""
    for place, (world, log) in enumerate(islice(judged(), worlds)):
        try:
            difference = first_difference(log, run(world.model, world.draws))
        except (IndexError, OverflowError, AttributeError, ValueError, ZeroDivisionError) as error:
            difference = f"{type(error).__name__}: {error}"
        if difference is not None:
            yield f"world {place}: {difference}"


def check(mistake: Mistake, worlds: int) -> None:
    run = uncompiled({(mistake.module, mistake.text): mistake.becomes})
    assert next(noticed(run, worlds), None) is not None, f"{mistake.name}: nobody noticed"


BY_NAME = {mistake.name: mistake for mistake in MISTAKES}


@pytest.mark.parametrize("name", OFTEN)
def test_a_mistake_is_noticed(name: str) -> None:
    check(BY_NAME[name], SOON)


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_every_mistake_is_noticed(mistake: Mistake) -> None:
    check(mistake, WORLDS)


def test_the_source_itself_makes_none() -> None:
    assert list(noticed(uncompiled(), SOON)) == []
