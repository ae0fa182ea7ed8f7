"""Trials: a plan, simulated with the same customers as every other plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sim.planning.errors import Stopped
from sim.planning.limits import Demand, Margins, Slack, margins_of, slack_of
from sim.planning.space import Flags, Ints, Space, trial_scenario
from sim.scenario import Scenario
from sim.studies import Pool, Study, study

Progress = Callable[[int, str], None]
"""Called with (trials done, what is being done) before every trial."""

Stop = Callable[[], bool]


@dataclass(eq=False)
class Trials:
    """Simulates plans; counts them, tells how far it is and asks whether to go on."""

    scenario: Scenario
    space: Space
    demand: Demand
    seed: int
    engine: str
    pool: Pool
    progress: Progress | None = None
    stop: Stop | None = None
    count: int = 0
    doing: str = field(default="")

    def study(self, plan: Ints, replications: int, seed: int | None = None) -> Study:
        """The study of a plan. Raises Stopped if the caller has had enough."""
        return self.study_of(trial_scenario(self.scenario, self.space, plan), replications, seed)

    def study_of(self, scenario: Scenario, replications: int, seed: int | None = None) -> Study:
        """The study of any scenario with the settings of these trials."""
        if self.progress is not None:
            self.progress(self.count, self.doing)
        if self._is_over():
            raise Stopped
        try:
            found = study(
                scenario,
                replications=replications,
                seed=self.seed if seed is None else seed,
                engine=self.engine,
                pool=self.pool,
                stop=self._is_over if self.stop is not None else None,
            )
        except KeyboardInterrupt:
            if self._is_over():
                raise Stopped from None
            raise
        if found.replications < replications:
            raise Stopped
        self.count += 1
        return found

    def margins(self, plan: Ints, replications: int) -> Margins:
        """What a plan leaves of each demand, replication by replication."""
        found = self.study(plan, replications)
        return margins_of(found.tallies, self.demand, found.model)

    def slack(self, margins: Margins) -> Slack:
        return slack_of(margins, self.demand)

    def met(self, margins: Margins) -> Flags:
        """[intervals, limits]"""
        return self.slack(margins).met(self.demand.day_of)

    def _is_over(self) -> bool:
        return self.stop is not None and self.stop()
