"""Seats that each interval requires by Erlang A, of the work that a study has simulated.

The least staff by simulation takes a search (`ccsim staff`); these are the needs of the formula
that stand beside it there: each group with its portion of the work, as a pool of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.errors import InputError
from sim.planning.levels import levels_of
from sim.planning.space import space_of
from sim.planning.workload import portion_of, workload_of
from sim.report.reading import Floats
from sim.studies import Study


def required_by_erlang(study: Study) -> Mapping[str, Floats]:
    """Agents in the seat (net) by group and interval, for the live work of queues with a target.

    nan where Erlang A has no answer: deferred work, and groups that are closed. A group that no
    target asks anything of is left out; work is split among groups as their planned seats are.
    """
    try:
        space = space_of(study.scenario, study.model, None)
    except InputError:  # no queue with a target, or seats that a plan could not say
        return {}
    work = workload_of(study, space)
    portion = portion_of(work, space, None)
    return {
        group: levels_of(space, portion, work.seconds, row).need_a
        for row, group in enumerate(space.groups)
    }
