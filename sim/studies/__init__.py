"""Studies: replications of a scenario with intervals, the Erlang check and provenance."""

from sim.studies.erlang import ErlangCheck, ErlangSide
from sim.studies.replicate import one_replication, study
from sim.studies.result import Study

__all__ = ["ErlangCheck", "ErlangSide", "Study", "one_replication", "study"]
