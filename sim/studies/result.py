"""A study: the replications of one scenario put together, with what they were made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.metrics.cells import Floats
from sim.metrics.confidence import Estimate, mean_interval
from sim.metrics.frame import tally_frame
from sim.metrics.rows import Rows
from sim.metrics.summary import summary_rows
from sim.metrics.tally import WAIT_OUTCOMES, Tally, wait_bin_edges
from sim.model import Model
from sim.scenario import Scenario
from sim.studies.check import erlang_checks, without_check
from sim.studies.erlang import ErlangCheck
from sim.studies.remarks import remarks
from sim.studies.until import ALL_DONE, Ending

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Study:
    """Replications of one scenario. Figures are worked out when they are first asked for.

    `tallies` are the small results of the replications, in order; the logs are not kept.
    `ending` says why there are so many: all that were asked for, or what ended the study before.
    """

    scenario: Scenario
    model: Model
    seed: int
    replications: int
    engine: str
    tallies: tuple[Tally, ...]
    versions: Mapping[str, str]
    ending: Ending = ALL_DONE

    def __getstate__(self) -> dict[str, Any]:
        """A copy: another thread may put a figure there while this one is being pickled."""
        return dict(vars(self))

    @property
    def policy(self) -> dict[str, str] | None:
        """Name, file and SHA-256 of the policy written in Python that routed; None: none did."""
        return None if self.model.policy is None else self.model.policy.facts()

    @property
    def engine_words(self) -> str:
        """`fast engine`, or `reference engine, policy UrgentFirst of policies.py`."""
        policy = self.model.policy
        return f"{self.engine} engine" + ("" if policy is None else f", policy {policy}")

    @cached_property
    def summary(self) -> pd.DataFrame:
        """level, name, interval (-1: whole period), metric, mean, low, high (95 % of the mean)."""
        return self.rows.frame()

    @cached_property
    def rows(self) -> Rows:
        """The summary as plain arrays."""
        return summary_rows(self.tallies, self.model)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The whole period's figures of every replication.

        Columns as `sim.metrics.measure` with `scenario` and `replication` before them; by interval
        there is `replication_frame`.
        """
        import pandas as pd

        frames = []
        for number in range(self.replications):
            one = self.replication_frame(number)
            frames.append(one[one["interval"] == -1])
        return pd.concat(frames, ignore_index=True)

    def replication_frame(self, number: int) -> pd.DataFrame:
        """One replication's figures, of the whole period and of every interval."""
        frame = tally_frame(self.tallies[number], self.model)
        frame.insert(0, "replication", number)
        frame.insert(0, "scenario", self.scenario.variant)
        return frame

    @cached_property
    def waits(self) -> pd.DataFrame:
        """Waits of the contacts offered to agents, counted over all replications.

        Columns: queue, from_s, to_s, then WAIT_OUTCOMES. A row
        counts waits w with from_s < w <= to_s; the first row of a queue, 0 to 0, those that did
        not wait at all; the last has no end (inf).
        """
        import pandas as pd

        pooled = np.sum([one.waits for one in self.tallies], axis=0)
        low, high = wait_bin_edges()
        queues = self.model.labels.queues
        columns: dict[str, Any] = {
            "queue": np.repeat(np.array(queues, dtype=object), len(low)),
            "from_s": np.tile(low, len(queues)),
            "to_s": np.tile(high, len(queues)),
        }
        for place, outcome in enumerate(WAIT_OUTCOMES):
            columns[outcome] = pooled[:, place].ravel()
        return pd.DataFrame(columns)

    @cached_property
    def flows(self) -> Estimate:
        """Attempts by channel shift, then by follow-up (rows of Labels): mean and 95 % interval."""
        counts: Floats = np.array([one.flows for one in self.tallies], dtype=np.float64)
        return mean_interval(counts).within(0.0, np.inf)

    @cached_property
    def erlang(self) -> Mapping[str, ErlangCheck]:
        """Per queue: Erlang C and A beside the simulation, and why they differ."""
        return erlang_checks(self.model, self.tallies, self.rows)

    @property
    def without_erlang(self) -> Mapping[str, str]:
        """Queues without an Erlang check, and why."""
        return without_check(self.model)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What the reader must know: what ended the study early, the scenario, the replications."""
        cut_short = self.ending.reason in ("most", "time", "interrupted")
        ended = (self.ending.sentence,) if cut_short else ()
        return (*ended, *self.scenario.warnings, *remarks(self))

    def to_json(self) -> dict[str, Any]:
        """The document of `ccsim run --json`: plain values, null for what is not available."""
        from sim.studies.document import document

        return document(self)
