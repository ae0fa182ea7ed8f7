"""What worker processes do. Nothing of Streamlit is imported here, nor by what it imports."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FrameType

from sim.compile import compile_model
from sim.errors import InputError, Problem
from sim.metrics.tally import Tally
from sim.model import Model
from sim.scenario import Scenario, load
from sim.studies import one_replication

MODELS_KEPT = 4

LONGEST_CHUNK = 1.0
"""Seconds, and the replication that is under way: others wait for a worker no longer than that."""


class TooLong(Exception):
    """The time allowed for one piece of work is over."""


@dataclass(frozen=True)
class Chunk:
    """Replications of one study, the first of those asked for, and the time they took together."""

    tallies: tuple[tuple[int, Tally], ...]
    seconds: float


def replicate(
    scenario: Scenario, seed: int, numbers: Sequence[int], engine: str, at_most: float
) -> Chunk:
    """Simulate and count these replications; those of about a second, if they take long.

    TooLong if one takes longer than `at_most` seconds.
    """
    begun = time.perf_counter()
    with time_limit(at_most):
        model = _model(scenario)
    found: list[tuple[int, Tally]] = []
    for number in numbers:
        if found and time.perf_counter() - begun > LONGEST_CHUNK:
            break
        with time_limit(at_most):
            found.append((number, one_replication(model, seed, number, engine)))
    return Chunk(tuple(found), time.perf_counter() - begun)


@lru_cache(maxsize=MODELS_KEPT)
def _model(scenario: Scenario) -> Model:
    return compile_model(scenario)


def read_scenario(path: Path, at_most: float) -> Scenario | tuple[Problem, ...]:
    """An uploaded scenario, or what is wrong with it. TooLong after `at_most` seconds.

    Problems are returned, for the exception does not survive the way between processes.
    """
    try:
        with time_limit(at_most):
            return load(path)
    except InputError as error:
        return error.problems


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """TooLong in the middle of whatever runs; only where there are alarms and in a main thread."""
    set_timer: Callable[..., object] | None = getattr(signal, "setitimer", None)
    if set_timer is None:
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TooLong

    try:
        before = signal.signal(signal.SIGALRM, ring)
    except ValueError:  # not the main thread: an executor of threads
        yield
        return
    set_timer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        set_timer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
