"""Studies: replications of a scenario with intervals, the Erlang check and provenance."""

from sim.studies.erlang import ErlangCheck, ErlangSide
from sim.studies.parcel import one_replication
from sim.studies.pool import Pool
from sim.studies.replicate import study
from sim.studies.result import Study

__all__ = ["ErlangCheck", "ErlangSide", "Pool", "Study", "one_replication", "study"]
