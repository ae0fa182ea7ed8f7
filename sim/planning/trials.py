"""Trials: a plan, simulated with the same customers as every other plan."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from sim.compile import compile_model
from sim.planning.counts import Counts, trial_counts
from sim.planning.errors import EndedEarly, Stopped
from sim.planning.limits import Demand, Margins, Slack, margins_of, slack_of
from sim.planning.outlook import Outlook
from sim.planning.space import Flags, Ints, Space, trial_scenario
from sim.scenario import Scenario
from sim.studies import Pool, Study, study

Progress = Callable[[int, str], None]
"""Called with (trials done, what is being done and how long it may take) before every trial."""

Stop = Callable[[], bool]

OUT_OF_TIME, ASKED = "the time was over", "it was interrupted"

MOST_REMEMBERED = 8
"""Margins of the last plans: stages ask for the plan again that the stage before ended with."""


@dataclass(frozen=True, eq=False)
class Best:
    """The cheapest plan that met all limits so far, with as many replications as any did."""

    plan: Ints
    margins: Margins
    replications: int
    cost: float


@dataclass(eq=False)
class Trials:
    """Simulates plans; counts them, tells how far it is and asks whether to go on.

    `stop`: give up, with nothing. `finish`, and the instant `deadline` (`time.monotonic`): end with
    the best plan so far. Both are looked at after every replication until `ending` is set.
    """

    scenario: Scenario
    space: Space
    demand: Demand
    seed: int
    engine: str
    pool: Pool
    progress: Progress | None = None
    stop: Stop | None = None
    finish: Stop | None = None
    deadline: float = math.inf
    count: int = 0
    doing: str = ""
    prefix: str = ""  # before what is being done
    best: Best | None = None
    ending: str = ""  # why the search ended early
    outlook: Outlook = field(default_factory=Outlook)
    _remembered: OrderedDict[tuple[bytes, int], Margins] = field(default_factory=OrderedDict)

    def study(self, plan: Ints, replications: int, seed: int | None = None) -> Study:
        """The study of a plan. Raises Stopped if the caller has had enough."""
        return self.study_of(trial_scenario(self.scenario, self.space, plan), replications, seed)

    def study_of(self, scenario: Scenario, replications: int, seed: int | None = None) -> Study:
        """The study of any scenario with the settings of these trials."""
        self._begin()
        try:
            found = study(
                scenario,
                replications=replications,
                seed=self.seed if seed is None else seed,
                engine=self.engine,
                pool=self.pool,
                stop=self._is_over,
            )
        except KeyboardInterrupt:
            self._heed()
            raise
        if found.replications < replications:
            self._heed()
        self._done(replications)
        return found

    def margins(self, plan: Ints, replications: int) -> Margins:
        """What a plan leaves of each demand, replication by replication.

        Raises Stopped or EndedEarly if the caller has had enough.
        """
        key = plan.tobytes(), replications
        known = self._remembered.get(key)
        if known is not None:
            return known
        self._begin()
        model = compile_model(trial_scenario(self.scenario, self.space, plan))
        wanted = [(0, number) for number in range(replications)]
        found: list[Counts] = []
        results = self.pool.results(trial_counts, [model], self.seed, wanted, self.engine)
        with closing(results) as done:
            for _, counted in done:
                found.append(counted)
                if len(found) < replications:
                    self._heed()
        self._done(replications)
        margins = margins_of(found, self.demand, model)
        self._remembered[key] = margins
        while len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        self._compare_with_best(plan, margins, replications)
        return margins

    def slack(self, margins: Margins) -> Slack:
        return slack_of(margins, self.demand)

    def met(self, margins: Margins) -> Flags:
        """[intervals, limits]"""
        return self.slack(margins).met(self.demand.day_of)

    def heed_no_more(self) -> None:
        """The search is over: what is left is needed for its result."""
        self.finish, self.deadline = None, math.inf

    def _compare_with_best(self, plan: Ints, margins: Margins, replications: int) -> None:
        """More replications are worth more than fewer hours: they are what can be relied on."""
        if not self.met(margins).all():
            return
        cost = self.space.cost(plan)
        best = self.best
        if best is None or (replications, -cost) > (best.replications, -best.cost):
            self.best = Best(plan.copy(), margins, replications, cost)

    def _begin(self) -> None:
        if self.progress is not None:
            left = self.outlook.words(self.deadline - time.monotonic())
            doing = f"{self.prefix}{self.doing}"
            self.progress(self.count, f"{doing}; {left}" if left else doing)
        self._heed()
        self.outlook.begin()

    def _done(self, replications: int) -> None:
        self.outlook.done(replications)
        self.count += 1

    def _is_over(self) -> bool:
        return (self.stop is not None and self.stop()) or bool(self._wish())

    def _wish(self) -> str:
        """Why to end with the best plan so far; empty: go on, or it is ending already."""
        if self.ending:
            return ""
        if self.finish is not None and self.finish():
            return ASKED
        return OUT_OF_TIME if time.monotonic() > self.deadline else ""

    def _heed(self) -> None:
        if self.stop is not None and self.stop():
            raise Stopped
        if wish := self._wish():
            self.ending = wish
            raise EndedEarly
