"""Kernels: uncompiled they give the same, bit for bit, and touch no entry that is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.draws import Draws, draw
from sim.engine import reference
from sim.log import ContactLog
from sim.machine.kernels import Kernel, Known, Memory, kernel
from sim.machine.units import KERNELS
from sim.metrics.tally import Tally, tally
from sim.model import Model
from tests.metrics.test_properties import WORLD, contacts, presences
from tests.metrics.worlds import Contact, Presence, answered
from tests.metrics.worlds import log as log_of
from tests.random_chance import World
from tests.random_runs import KINDS, check_each
from tests.worlds import model_of


class Entries:
    """The entries of an array as plain numbers; there is none below 0, and none after the last."""

    def __init__(self, memory: Memory) -> None:
        self._flat = memory.array.reshape(-1)

    def __getitem__(self, place: int) -> Any:
        if not 0 <= place < len(self._flat):
            raise IndexError(place)
        return self._flat[place].item()

    def __setitem__(self, place: int, value: float) -> None:
        if not 0 <= place < len(self._flat):
            raise IndexError(place)
        self._flat[place] = value


def uncompiled(kernel: Kernel, known: Known) -> int:
    """What a kernel does, done by Python."""
    called.add(f"{kernel.function.__module__}.{kernel.function.__name__}")
    notes = dict(kernel.function.__annotations__)
    notes.pop("return")
    arguments = [known[name] for name in notes]
    with np.errstate(over="ignore"):  # keys wrap around, as they should
        answer: int | None = kernel.function(
            *(Entries(one) if isinstance(one, Memory) else one for one in arguments)
        )
    return answer or 0


called: set[str] = set()


def tally_uncompiled(log: ContactLog, model: Model) -> Tally:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Kernel, "__call__", uncompiled)
        return tally(log, model)


def draw_uncompiled(model: Model) -> Draws:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Kernel, "__call__", uncompiled)
        return draw(model, 3, 0)


def assert_same(one: Tally, other: Tally) -> None:
    for name in ("interval", "day", "whole"):
        for part in ("contacts", "agents"):
            left = getattr(getattr(one, name), part)
            right = getattr(getattr(other, name), part)
            assert np.array_equal(left.data, right.data, equal_nan=True), (name, part)
    assert np.array_equal(one.waits, other.waits)
    assert np.array_equal(one.flows, other.flows)


@pytest.mark.parametrize("kind", KINDS)
def test_uncompiled_kernels_count_the_same(kind: str) -> None:
    def compare(world: World) -> None:
        log = reference.run(world.model, world.draws)
        assert_same(tally(log, world.model), tally_uncompiled(log, world.model))

    check_each(kind, range(3000, 3012), compare)


@settings(max_examples=40, deadline=None)
@given(st.lists(contacts(), max_size=25), st.lists(presences(), max_size=6))
def test_also_with_open_time_midnight_and_parts_of_agents(
    rows: list[Contact], on: list[Presence]
) -> None:
    happened = log_of(rows, on, end_s=4200)
    for first_only in (0, 1):
        judging = replace(WORLD.judging, target_first=np.array([0, first_only, 0]))
        world = replace(WORLD, judging=judging)
        assert_same(tally(happened, world), tally_uncompiled(happened, world))


CHANGING = """
period: {start: 2026-03-02 22:00, length: 3h, interval: 5min}
queues:
  calls:
    channel: voice
    arrivals: {per_interval: [0, 0, 300, 5, 5, 5, 60, 60, 60, 60, 2, 2, 0, 0, 40, 40, 9, 9, 9, 9, 9,
      9, 9, 9, 9, 9, 9, 9, 30, 30, 30, 30, 30, 30, 0, 0]}
    handle_time: {mean: 60s, cv: 0.5}
    patience: {mean: 60s}
  mail: {channel: email, arrivals: {rate: 500/d}, handle_time: 2min}
events:
  outage: {queue: calls, at: 2026-03-02 23:00, extra: 100, half_life: 10min}
agents:
  desk: {seated: 5, skills: {calls: 1, mail: 2}}
"""


def test_uncompiled_kernels_draw_the_same() -> None:
    """Rates that change within tiles, nobody at times, a night between two days."""
    model = model_of(CHANGING)
    compiled, by_python = draw(model, 3, 0), draw_uncompiled(model)
    assert len(compiled) > 800
    for name, column in vars(compiled).items():
        assert np.array_equal(column, getattr(by_python, name)), name


def test_every_kernel_was_compared() -> None:
    draw_uncompiled(model_of(CHANGING))
    check_each("channels", range(4000, 4001), count_uncompiled)
    assert called == set(KERNELS)


def count_uncompiled(world: World) -> None:
    tally_uncompiled(reference.run(world.model, world.draws), world.model)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("queue", 3), ("queue", -1), ("agent", 5), ("agent", -2), ("parent", 1), ("parent", -2),
        ("shift", 0), ("follow_up", 9), ("arrived", 2**40), ("outcome", 15), ("outcome", -1),
        ("stretch_row", 3), ("stretch_row", 1), ("stretch_row", -1), ("stretch_agent", 5),
        ("presence_agent", 5), ("coming_parent", 3), ("coming_follow_up", 9),
    ],
)  # fmt: skip
def test_a_log_of_another_model_is_refused(column: str, value: int) -> None:
    """It would be counted in memory that is not its own. The value is that of the second row, or of
    the only stretch but one, stay or attempt to come."""
    happened = log_of(
        [answered(600 + number, 700, 800, number) for number in range(3)],
        [Presence(0, 0, 4200)],
        stretches=[(0, 0, 0, 1), (0, 0, 2, 3)],
        coming=[(0, 0, 5000)],
        end_s=4200,
    )
    tally(happened, WORLD)
    values = getattr(happened, column).copy()
    values[1 if len(values) == 3 else 0] = value
    with pytest.raises(ValueError, match="the log is none of this model, or its rows are not in"):
        tally(replace(happened, **{column: values}), WORLD)


def double(rows: int, number: np.ndarray[Any, Any]) -> None:
    for row in range(rows):
        number[row] *= 2


def test_arguments_are_looked_at() -> None:
    """Machine code would read whatever lies there."""
    double.__annotations__.update({"rows": "int", "number": "Ints", "return": "None"})
    doubled = kernel(double)
    KERNELS.pop(f"{double.__module__}.double")
    with pytest.raises(KeyError, match="number"):
        doubled({"rows": 1})
    with pytest.raises(TypeError, match="double: number is float64, not int64"):
        doubled({"rows": 1, "number": Memory(np.zeros(1))})
    with pytest.raises(TypeError, match="double: number is a number, not an array"):
        doubled({"rows": 1, "number": 7})
    with pytest.raises(TypeError, match="double: rows is int64, not None"):
        doubled({"rows": Memory(np.zeros(1, dtype=np.int64)), "number": 7})
    with pytest.raises(ValueError, match="do not lie one after the other"):
        Memory(np.zeros(6)[::2])
