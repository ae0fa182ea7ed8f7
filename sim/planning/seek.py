"""Goal-seek: the value of one input that reaches a goal, with the same customers for every value.

`--until`: bisection, for with the same customers a figure hardly ever turns back; where it does,
the result says so. `--maximize` and `--minimize`: a grid that is refined around the best, and all
values whose paired difference to the best may be nothing, for an optimum is often flat.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from sim.compile import compile_model
from sim.engine.names import DEFAULT_ENGINE
from sim.planning.errors import EndedEarly, Stopped
from sim.planning.seek_goal import Goal, read_goal
from sim.planning.seek_range import Grid, read_grid
from sim.planning.seek_result import SeekPoint, SeekResult
from sim.planning.seek_values import allowed_from, check_values, scenario_at
from sim.scenario import Scenario
from sim.studies import Pool, Study, study
from sim.studies.comparison import paired
from sim.studies.figures import Figures, estimate_of, whole_figures
from sim.studies.replicate import check_study

Progress = Callable[[int, str], None]
Stop = Callable[[], bool]

ALL_OF_THEM = 25
"""Up to so many values, an optimum is sought by trying them all."""

COARSE = 12
"""Else the range is cut into so many parts, and the best two of them again."""

INSIDE = 8
"""Parts of a range neither end of which meets a condition."""


def seek(
    scenario: Scenario,
    vary: str,
    *,
    until: str | None = None,
    maximize: str | None = None,
    minimize: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    workers: int | None = None,
    pool: Pool | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    finish: Stop | None = None,
) -> SeekResult:
    """The value of `vary` ("PATH" or "PATH=LOW..HIGH[:STEP]") that reaches the goal.

    A range that ends with a sign (`agents.desk.seated=+0..+20`) adds heads wherever there are any.

    `until` ("queues.calls.service_level>=80%"): the least value that meets it, where the figure
    gets better with the value, else the largest. `maximize`, `minimize`: a figure such as
    "net_result". The mean over the replications is judged; all values have the same customers.

    `progress` is told (trials done, the value that is tried next). After every replication `stop`
    is asked whether to give up, `finish` whether to end with the values tried so far (then
    `SeekResult.is_cut_short`). InputError for a path, range, figure or value that cannot be;
    Stopped if `stop` said so, or `finish` before any value was tried.
    """
    run = scenario.tree.run
    count = run.replications if replications is None else replications
    chosen_seed = run.seed if seed is None else seed
    check_study(count, chosen_seed, engine)
    goal = read_goal(compile_model(scenario).labels, until, maximize, minimize)
    grid = read_grid(vary, scenario)
    if "=" not in vary:
        grid = allowed_from(scenario, grid)
    check_values(scenario, grid)
    with Pool(workers) if pool is None else nullcontext(pool) as place:
        tried = _Tried(
            scenario, grid, goal, count, chosen_seed, engine, place, progress, stop, finish
        )
        try:
            return _condition(tried) if goal.aim == "until" else _optimum(tried)
        except EndedEarly:
            if not tried.points:
                raise Stopped from None
            return _so_far(tried)


@dataclass(eq=False)
class _Tried:
    """Values by their place on the grid, simulated when first asked for."""

    scenario: Scenario
    grid: Grid
    goal: Goal
    replications: int
    seed: int
    engine: str
    pool: Pool
    progress: Progress | None
    stop: Stop | None
    finish: Stop | None
    points: dict[int, SeekPoint] = field(default_factory=dict)
    figures: dict[int, Figures] = field(default_factory=dict)

    def at(self, place: int) -> SeekPoint:
        if place not in self.points:
            self.points[place] = self._simulated(place)
        return self.points[place]

    def meets(self, place: int) -> bool:
        return bool(self.at(place).meets)

    def _simulated(self, place: int) -> SeekPoint:
        text = self.grid.text(place)
        if self.progress is not None:
            self.progress(len(self.points), f"{self.grid.path} = {text}")
        self._heed()
        found = self._study(place)
        measure = self.goal.measure
        estimate = estimate_of(measure, found.tallies, found.model)
        self.figures[place] = whole_figures(found.tallies, found.model)[measure.key]
        mean = float(estimate.mean)
        return SeekPoint(
            value=text,
            number=self.grid.number(place),
            mean=mean,
            low=float(estimate.low),
            high=float(estimate.high),
            meets=self.goal.meets(mean) if self.goal.aim == "until" else None,
        )

    def _study(self, place: int) -> Study:
        try:
            found = study(
                scenario_at(self.scenario, self.grid, place),
                replications=self.replications,
                seed=self.seed,
                engine=self.engine,
                pool=self.pool,
                stop=self._is_over,
            )
        except KeyboardInterrupt:  # the study's way to say that `stop` said so at once
            self._heed()
            raise
        if found.replications < self.replications:
            self._heed()
        return found

    def _is_over(self) -> bool:
        return any(asked is not None and asked() for asked in (self.stop, self.finish))

    def _heed(self) -> None:
        if self.stop is not None and self.stop():
            raise Stopped
        if self.finish is not None and self.finish():
            raise EndedEarly

    def makes_no_difference(self) -> bool:
        """Whether the figure is the same with every value tried, in every replication."""
        first, *others = self.figures.values()
        return bool(others) and all(
            np.array_equal(first.numerator, one.numerator, equal_nan=True)
            and np.array_equal(first.denominator, one.denominator, equal_nan=True)
            for one in others
        )

    @property
    def no_difference(self) -> str:
        return (
            f"In {self.grid.span} {self.grid.path} makes no difference: {self.goal.measure.path} "
            "is the same with every value tried."
        )

    def result(self, answer: int | None, notes: list[str], flat: tuple[str, str] | None = None,
               which: str = "", *, is_cut_short: bool = False) -> SeekResult:  # fmt: skip
        scenario = self.scenario
        if answer is not None:
            scenario = scenario_at(scenario, self.grid, answer)
        return SeekResult(
            path=self.grid.path,
            span=self.grid.span,
            step=f"{self.grid.step.normalize():f}{self.grid.unit}",
            goal=self.goal.words,
            aim=self.goal.aim,
            measure=self.goal.measure,
            answer=None if answer is None else self.points[answer],
            which=which,
            flat=flat,
            points=tuple(self.points[place] for place in sorted(self.points)),
            notes=tuple(notes),
            scenario=scenario,
            replications=self.replications,
            seed=self.seed,
            engine=self.engine,
            is_cut_short=is_cut_short,
        )


def _so_far(tried: _Tried) -> SeekResult:
    """What the values tried before the end say: no more than that one of them is the best."""
    known = sorted(tried.points)
    notes = [f"Interrupted: values tried so far: {len(known)}. Others may do better."]
    if tried.goal.aim != "until":
        best = max(known, key=lambda place: _gain(tried, place))
        answer = best if np.isfinite(tried.points[best].mean) else None
        return tried.result(answer, notes, which="best", is_cut_short=True)
    meeting = [place for place in known if tried.meets(place)]
    rises = _gain(tried, known[-1]) >= _gain(tried, known[0])
    answer = None if not meeting else min(meeting) if rises else max(meeting)
    which = "least" if rises else "largest"
    return tried.result(answer, notes, which=which, is_cut_short=True)


def _condition(tried: _Tried) -> SeekResult:
    """The end of the values that meet a condition."""
    grid, goal = tried.grid, tried.goal
    first, last = tried.meets(0), tried.meets(grid.last)
    gains = [goal.gain(tried.at(place).mean) for place in (0, grid.last)]
    rises = gains[1] >= gains[0]
    notes: list[str] = []
    if first and last:
        answer = 0 if rises else grid.last
        notes.append(
            f"Both ends of {grid.span} meet it, so the range may not hold the end of the values "
            "that do: give a wider one to see."
        )
    elif first != last:
        rises = last
        answer = _boundary(tried, 0, grid.last)
    else:
        places = np.unique(np.linspace(0, grid.last, INSIDE + 1).astype(int)).tolist()
        inside = [place for place in places if tried.meets(place)]
        if not inside:
            return _out_of_reach(tried)
        answer = _boundary(tried, places[places.index(inside[0]) - 1], inside[0])
        rises = True
    for beside in (answer - 1, answer + 1):
        if 0 <= beside <= grid.last:
            tried.meets(beside)
    which = "least" if rises else "largest"
    if tried.makes_no_difference():
        return tried.result(answer, [*notes, tried.no_difference], which=which)
    notes += _doubts(tried, answer)
    return tried.result(answer, notes, which=which)


def _boundary(tried: _Tried, first: int, last: int) -> int:
    """The value that meets the condition next to one that does not, by bisection."""
    rises = tried.meets(last)
    while last - first > 1:
        middle = (first + last) // 2
        if tried.meets(middle) == rises:
            last = middle
        else:
            first = middle
    return last if rises else first


def _out_of_reach(tried: _Tried) -> SeekResult:
    finite = [p for p in tried.points.values() if np.isfinite(p.mean)]
    if not finite:
        note = f"{tried.goal.measure.path} is not available at any value tried."
        return tried.result(None, [note])
    if tried.makes_no_difference():
        return tried.result(None, [tried.no_difference])
    best = max(finite, key=lambda point: tried.goal.gain(point.mean))
    note = (
        f"Not reached in {tried.grid.span}: the best of the values tried is {best.value}. A wider "
        "range, or a lower goal, may help."
    )
    return tried.result(None, [note])


def _doubts(tried: _Tried, answer: int) -> list[str]:
    """Where the values tried do not fall into two parts, or the mean is close to the goal."""
    verdicts = [tried.meets(place) for place in sorted(tried.points)]
    changes = sum(one != other for one, other in pairwise(verdicts))
    notes = []
    if changes > 1:
        notes.append(
            "Not monotone: values that meet the goal and values that miss it alternate, see the "
            "values tried. More replications, or larger steps, tell whether that is chance."
        )
    point = tried.points[answer]
    if point.low <= tried.goal.value <= point.high:
        notes.append(
            "The interval of the figure contains the goal: with other customers the answer may "
            "be a step away. More replications make it surer."
        )
    return notes


def _optimum(tried: _Tried) -> SeekResult:
    """The best value of the grid, and those that may be as good."""
    grid = tried.grid
    places = list(range(grid.count))
    if grid.count > ALL_OF_THEM:
        places = _parts(0, grid.last)
    while True:
        for place in places:
            tried.at(place)
        best = max(tried.points, key=lambda place: _gain(tried, place))
        known = sorted(tried.points)
        at = known.index(best)
        low, high = known[max(at - 1, 0)], known[min(at + 1, len(known) - 1)]
        places = [place for place in _parts(low, high) if place not in tried.points]
        if not places:
            break
    if not np.isfinite(tried.points[best].mean):
        return tried.result(None, [f"{tried.goal.measure.path} is not available at any value."])
    notes = []
    if tried.makes_no_difference():
        flat = (grid.text(known[0]), grid.text(known[-1]))
        _as_good(tried, best)
        return tried.result(best, [tried.no_difference], flat, which="best")
    if best in (0, grid.last):
        notes.append(
            f"The best value is an end of {grid.span}: beyond it there may be a better one."
        )
    low, high = _as_good(tried, best)
    flat = (grid.text(low), grid.text(high))
    if low < best or best < high:
        notes.append(
            f"Flat: {flat[0]} to {flat[1]} cannot be told from the best with "
            f"{tried.replications} replications."
        )
    return tried.result(best, notes, flat, which="best")


def _gain(tried: _Tried, place: int) -> float:
    mean = tried.points[place].mean
    return tried.goal.gain(mean) if np.isfinite(mean) else -np.inf


def _parts(low: int, high: int) -> list[int]:
    return [int(place) for place in np.unique(np.linspace(low, high, COARSE + 1).round())]


def _as_good(tried: _Tried, best: int) -> tuple[int, int]:
    """The run of tried values around the best whose paired difference to it may be 0."""
    known = sorted(tried.points)
    for place in known:
        gap = paired(tried.figures[best], tried.figures[place])
        tried.points[place] = tried.points[place].compared(gap.difference, gap.low, gap.high)
    at = known.index(best)
    low = high = at
    while low > 0 and not tried.points[known[low - 1]].is_worse:
        low -= 1
    while high + 1 < len(known) and not tried.points[known[high + 1]].is_worse:
        high += 1
    return known[low], known[high]
