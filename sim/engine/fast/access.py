"""Where the state lies: `rows(center, 7)` is the record of row 7, compiled and uncompiled.

Compiled code gets one argument, the record of the center, which holds the address of every array.
So calls stay cheap to make and to compile, one signature fits all models, and no array needs its
references counted. Nothing checks an index: the arrays are never shorter than `World` makes them.
"""

from __future__ import annotations

from typing import Any

from sim.engine.fast.jit import hot, record_at

queues = record_at("queues")
groups = record_at("groups")
cells = record_at("cells")
takers = record_at("takers")
agents = record_at("agents")
lists = record_at("lists")
ring = record_at("rows")
hands = record_at("hands")
windows = record_at("windows")
skills = record_at("skills")
speed = record_at("speed")
presence = record_at("presence")
comings = record_at("comings")
spans = record_at("spans")
choices = record_at("choices")
nexts = record_at("nexts")
edges = record_at("edges")
limits = record_at("limits")
overflow = record_at("overflow")
contained = record_at("contained")
durations = record_at("durations")
reason_work = record_at("reason_work")
scratch = record_at("scratch")
stretches = record_at("stretches")
stays = record_at("stays")
planned_tick = record_at("planned_tick")
planned_queue = record_at("planned_queue")
planned_key = record_at("planned_key")
planned_reason = record_at("planned_reason")
planned_shift = record_at("planned_shift")
planned_relevant = record_at("planned_relevant")
planned_work = record_at("planned_work")
planned_wrap_up = record_at("planned_wrap_up")
planned_patience = record_at("planned_patience")
planned_pick = record_at("planned_pick")


@hot
def rows(center: Any, row: Any) -> Any:
    """The contact of this row; of a row that is over, it may be that of a later one by now."""
    return ring(center, row & center.ring)
