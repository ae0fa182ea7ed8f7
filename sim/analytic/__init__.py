"""Closed forms beside the simulation: Erlang B, C, A and their relatives. Loads in erlangs, times
in seconds.
"""

from sim.analytic.erlang_a import erlang_a, erlang_a_array
from sim.analytic.erlang_b import (
    blocking_array,
    blocking_probability,
    erlang_b,
    erlang_b_array,
    lines_for_blocking,
    load_for_blocking,
    whole_lines_for_blocking,
)
from sim.analytic.erlang_c import erlang_c, erlang_c_array, erlang_c_wait_percentile
from sim.analytic.general_patience import erlang_a_general
from sim.analytic.percentiles import WaitPercentile, erlang_a_wait_percentile
from sim.analytic.priority import mg1_priority_waits, mg1_wait, mmn_priority_waits
from sim.analytic.result import ErlangArrays, ErlangResult
from sim.analytic.staffing import StaffingResult, Targets, staffing, staffing_b
from sim.analytic.workload import BacklogStaffing, backlog_staffing, offered_load, rostered

__all__ = [
    "BacklogStaffing",
    "ErlangArrays",
    "ErlangResult",
    "StaffingResult",
    "Targets",
    "WaitPercentile",
    "backlog_staffing",
    "blocking_array",
    "blocking_probability",
    "erlang_a",
    "erlang_a_array",
    "erlang_a_general",
    "erlang_a_wait_percentile",
    "erlang_b",
    "erlang_b_array",
    "erlang_c",
    "erlang_c_array",
    "erlang_c_wait_percentile",
    "lines_for_blocking",
    "load_for_blocking",
    "mg1_priority_waits",
    "mg1_wait",
    "mmn_priority_waits",
    "offered_load",
    "rostered",
    "staffing",
    "staffing_b",
    "whole_lines_for_blocking",
]
