"""What a process of the searches does: the least staff, a value that meets a goal, a tornado.

Nothing of Streamlit is imported here. A search and the page that waits for it talk by two small
files in a folder of the search: one says how far it is, the other is touched as long as anybody
wants it. Files, because a process that was begun before the search has no other way to be told.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, Problem
from sim.planning import SeekResult, Staffing, Stopped, seek, staffing
from sim.scenario import Scenario
from sim.studies import Pool
from sim.studies.sensitivity import Sensitivity, sensitivity

TOLD = "told"
WANTED = "wanted"
Found = Staffing | SeekResult | Sensitivity
Key = tuple[object, ...]
Tell = Callable[[int, str], None]
Stop = Callable[[], bool]


class OutOfTime(Exception):
    """The time allowed for one search is over."""


@dataclass(frozen=True)
class StaffingOrder:
    """A search for the least staff: everything that its answer depends on."""

    scenario: Scenario
    replications: int
    seed: int
    engine: str
    confidence: float | None
    every_interval: bool
    hold: int | None  # ticks

    @property
    def key(self) -> Key:
        """Equal for what gives the same answer."""
        how = (self.confidence, self.every_interval, self.hold)
        return ("staffing", *_of(self.scenario), self.replications, self.seed, self.engine, *how)


@dataclass(frozen=True)
class SeekOrder:
    """A goal-seek: `vary` and `until` as `ccsim seek` takes them."""

    scenario: Scenario
    replications: int
    seed: int
    engine: str
    vary: str
    until: str

    @property
    def key(self) -> Key:
        """Equal for what gives the same answer."""
        how = (self.vary, self.until)
        return ("seek", *_of(self.scenario), self.replications, self.seed, self.engine, *how)


@dataclass(frozen=True)
class SensitivityOrder:
    """A tornado of the usual figure: every input lower and higher by itself."""

    scenario: Scenario
    replications: int
    seed: int
    engine: str

    @property
    def key(self) -> Key:
        """Equal for what gives the same answer."""
        return ("tornado", *_of(self.scenario), self.replications, self.seed, self.engine)


SearchOrder = StaffingOrder | SeekOrder | SensitivityOrder


def _of(scenario: Scenario) -> tuple[str, str]:
    return scenario.content_hash, scenario.variant


def searched(
    order: SearchOrder, folder: Path, lease: float, at_most: float
) -> Found | tuple[Problem, ...]:
    """Carry out a search; problems are returned, for they do not survive between processes.

    Stopped when nobody has wanted it for `lease` seconds, OutOfTime after `at_most` seconds.
    """
    end = time.monotonic() + at_most

    def tell(trials: int, doing: str) -> None:
        written = folder / f"{TOLD}.new"
        written.write_text(f"{trials}\n{doing}", "utf-8")
        os.replace(written, folder / TOLD)

    def stop() -> bool:
        return time.monotonic() > end or not wanted(folder, lease)

    try:
        return _found(order, tell, stop)
    except Stopped:
        if time.monotonic() > end:
            raise OutOfTime from None
        raise
    except InputError as error:
        return error.problems


def _found(order: SearchOrder, tell: Tell, stop: Stop) -> Found:
    # Beside this process others simulate for other users: it takes no further ones.
    with Pool(1) as pool:
        if isinstance(order, StaffingOrder):
            return staffing(
                order.scenario, confidence=order.confidence, every_interval=order.every_interval,
                hold=order.hold, replications=order.replications, seed=order.seed,
                engine=order.engine, pool=pool, progress=tell, stop=stop,
            )  # fmt: skip
        if isinstance(order, SensitivityOrder):
            return _tornado(order, pool, tell, stop)
        return seek(
            order.scenario, order.vary, until=order.until, replications=order.replications,
            seed=order.seed, engine=order.engine, pool=pool, progress=tell, stop=stop,
        )  # fmt: skip


def _tornado(order: SensitivityOrder, pool: Pool, tell: Tell, stop: Stop) -> Sensitivity:
    try:
        found = sensitivity(
            order.scenario, replications=order.replications, seed=order.seed, engine=order.engine,
            pool=pool, progress=lambda done, total: tell(done // order.replications, ""), stop=stop,
        )  # fmt: skip
    except KeyboardInterrupt:  # its way to say that it was stopped before there was anything
        raise Stopped from None
    if found.ending.interrupted:
        raise Stopped
    return found


def wanted(folder: Path, lease: float) -> bool:
    """Whether somebody has asked for the search within the last `lease` seconds."""
    try:
        return time.time() - (folder / WANTED).stat().st_mtime < lease
    except OSError:
        return False


def told(folder: Path) -> tuple[int, str]:
    """How many trials are done, and what is being done; (0, "") before the first."""
    try:
        trials, _, doing = (folder / TOLD).read_text("utf-8").partition("\n")
    except OSError:
        return 0, ""
    return int(trials), doing
