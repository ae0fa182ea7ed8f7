"""Random worlds by number: the same in every run; comparing the engines; the least that differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.engine.engines import Engine
from sim.errors import InputError
from sim.log import TABLES, ContactLog, first_difference
from sim.model import Model
from tests.random_aims import aimed
from tests.random_chance import Chance, Plan, World, model_of_tree, with_contacts
from tests.random_channels import channels
from tests.random_worlds import journeys, worlds

KINDS: Mapping[str, Callable[[Chance], Plan]] = {
    "aimed": aimed,
    "channels": channels,
    "journeys": journeys,
    "worlds": worlds,
}

EACH = 3
"""Worlds of one scenario in tests: making the scenario takes longer than the engines do."""

PER_CONTACT = (
    "tick", "queue", "key", "reason", "shift", "work", "wrap_up", "patience", "pick", "relevant",
)  # fmt: skip
"""Columns of the draws with an entry for each contact."""


def family(kind: str, seed: int, worlds: int) -> Iterator[World]:
    """So many worlds of one scenario, which is made once, each with contacts of its own."""
    plan, text, model = _scenario(kind, seed)
    for number in range(worlds):
        yield with_contacts(Chance(f"{kind} {seed}.{number}"), plan, text, model)


def random_world(kind: str, seed: int) -> World:
    """The first world of the scenario of this kind and seed."""
    return next(family(kind, seed, 1))


def _scenario(kind: str, seed: int) -> tuple[Plan, str, Model]:
    """A scenario that is refused, such as follow-ups without end, is drawn again."""
    tries = 0
    while True:
        plan = KINDS[kind](Chance(f"{kind} {seed}, try {tries}"))
        try:
            return plan, *model_of_tree(plan.tree)
        except InputError:
            tries += 1
            if tries == 100:
                raise


def check_each(kind: str, seeds: range, check: Callable[[World], None]) -> None:
    """Check the worlds of these scenarios; what fails says which world it was."""
    for seed in seeds:
        for number, world in enumerate(family(kind, seed, EACH)):
            try:
                check(world)
            except AssertionError as error:
                error.add_note(f"world {number} of {kind} {seed}\n{world.text}")
                raise


TURNS = ("aimed", "channels", "aimed", "journeys", "aimed", "worlds")


def numbered(number: int) -> tuple[str, int]:
    """(kind, seed) of scenario 0, 1, 2, ...: the kinds take turns, every second one is aimed."""
    place = number % len(TURNS)
    kind = TURNS[place]
    before = TURNS[:place].count(kind)
    return kind, number // len(TURNS) * TURNS.count(kind) + before


def rows_of(log: ContactLog) -> int:
    """Rows of all tables of the log."""
    return sum(len(getattr(log, columns[0])) for columns in TABLES.values())


def difference(world: World, engine: Engine, other: Engine) -> str | None:
    """The first row in which the logs of two engines differ, in words."""
    return first_difference(engine(world.model, world.draws), other(world.model, world.draws))


def shrunken(world: World, fails: Callable[[World], object]) -> World:
    """The world without the contacts that are not needed for `fails` to be true of it."""
    number = 0
    while number < len(world.contacts):
        fewer = _without(world, number)
        if fails(fewer):
            world = fewer
        else:
            number += 1
    return world


def _without(world: World, number: int) -> World:
    """One contact less; the others keep what they draw."""
    columns: dict[str, Any] = {
        name: np.delete(getattr(world.draws, name), number) for name in PER_CONTACT
    }
    contacts = world.contacts[:number] + world.contacts[number + 1 :]
    return replace(world, draws=replace(world.draws, **columns), contacts=contacts)
