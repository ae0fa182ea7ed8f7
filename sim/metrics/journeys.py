"""What becomes of customers: figures of issues, and of attempts by what they caused.

An issue is a customer's first attempt and all it causes. It belongs to the interval and queue of
its first attempt; only issues that begin in the reported time count, with all of their attempts.
Whom a public post makes write or phone is another customer, whose issue begins there. A post that
needs no answer is no issue.

Most attempts neither were caused nor cause anything: their issue is themselves, and they are
counted by outcome and origin, block after block. The others are linked: `sim.metrics.linked`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import BLOCKED, Outcome
from sim.log import ContactLog
from sim.metrics.attempts import LEFT, of_rows
from sim.metrics.blocks import Block
from sim.metrics.cells import Floats, Ints, Table, indices
from sim.metrics.origins import Origin
from sim.metrics.plan import Plan

Flags = NDArray[np.bool_]

SERVED = [Outcome.ANSWERED, Outcome.CONTAINED, Outcome.PEER_ANSWERED]
"""Outcomes with which a customer has got what it came for."""

IS_SERVED: Flags = np.isin(np.arange(len(Outcome)), SERVED)
IS_NOT_SERVED: Flags = np.isin(np.arange(len(Outcome)), [*LEFT, *BLOCKED])

FIRST, SPREAD = int(Origin.FIRST), int(Origin.SPREAD)

Rule = Callable[[Outcome, Origin], bool]

BY_ORIGIN = {f"origin_{one.name.lower()}": one for one in Origin}

ALONE: dict[str, Rule] = {
    "issues": lambda outcome, origin: True,
    "issue_attempts": lambda outcome, origin: True,
    "issues_lost": lambda outcome, origin: outcome not in (*SERVED, Outcome.WAITING),
    "issues_resolved": lambda outcome, origin: outcome in SERVED,
    "issues_with_agent": lambda outcome, origin: outcome == Outcome.ANSWERED,
    "issues_first_contact": lambda outcome, origin: outcome == Outcome.ANSWERED,
    "issues_first_contact_strict": lambda outcome, origin: outcome == Outcome.ANSWERED,
    "issues_contained": lambda outcome, origin: outcome == Outcome.CONTAINED,
    "issues_proactive": lambda outcome, origin: origin == Origin.COMPANY,
    "truly_contained": lambda outcome, origin: outcome == Outcome.CONTAINED,
    "resolved_here": lambda outcome, origin: outcome in SERVED,
    "first_answered": lambda outcome, origin: outcome == Outcome.ANSWERED,
}
"""Columns to which an issue of one attempt belongs."""

OF_LINKED = (
    "caused", "repeated", "redialled", "handed_on", "bounced_back", "called_back", "total_wait_s",
    "posts_caused",
)  # fmt: skip
"""Columns to which only linked attempts belong."""

OF_POSTS = ("posts_relevant", "posts_original")

NAMES = (*BY_ORIGIN, *ALONE, *OF_LINKED, *OF_POSTS)
"""Columns [slot, queue] that add up over slots and queues."""

_ISSUES = slice(len(BY_ORIGIN), len(BY_ORIGIN) + len(ALONE))

# Of an issue of one attempt no column asks more of the outcome than these, nor of the origin more
# than whether it is the company's.
_KIND_OF = np.ones(len(Outcome), dtype=np.int64)
for _number, _outcome in enumerate((*SERVED, Outcome.WAITING), start=2):
    _KIND_OF[_outcome] = _number
_EXAMPLES = (Outcome.ABANDONED, *SERVED, Outcome.WAITING)
_KINDS = 1 + len(_EXAMPLES)  # 0: no issue of one attempt
_ALONE_TABLE: Floats = np.array(
    [
        [0.0] * len(Origin)
        + [float(rule(outcome, origin)) for outcome in _EXAMPLES for origin in Origin]
        for rule in ALONE.values()
    ]
)  # [column, kind x origins + origin]


def linked_rows(log: ContactLog) -> Flags:
    """Attempts that were caused or cause others, in the log or still to come."""
    linked = log.parent >= 0
    linked[log.parent[indices(linked)]] = True
    linked[log.coming_parent] = True
    return linked


def origins_of(log: ContactLog, plan: Plan, queue: Ints, rows: slice | Ints) -> NDArray[np.int8]:
    """The origin of rows of these queues. A first attempt of an outbound queue is the company's."""
    origin = plan.first_origin.take(queue)
    if plan.shifts:
        shifted = (of_rows(log.shift, rows) >= 0) & (origin == FIRST)
        origin[shifted] = Origin.CHANNEL_SHIFT
    if len(plan.follow_up_origin):
        follow_up = of_rows(log.follow_up, rows)
        caused = indices(follow_up >= 0)
        origin[caused] = plan.follow_up_origin.take(follow_up.take(caused))
    return origin


def count_alone(block: Block, log: ContactLog, plan: Plan, linked: Flags, table: Table) -> None:
    """Add a block of the reported time: origins of all, issues of those that are not linked."""
    attempts, rows = block.attempts, block.rows
    origin = origins_of(log, plan, attempts.queue, rows)
    relevant = log.relevant[rows] == 1
    code = _KIND_OF.take(attempts.outcome)
    code *= relevant & ~linked[rows]
    code += block.cell * _KINDS
    code *= len(Origin)
    code += origin
    shape = (block.slots, plan.queues)
    size = shape[0] * shape[1]
    counts = np.bincount(code, minlength=size * _KINDS * len(Origin))
    by_kind = counts.reshape(size, _KINDS * len(Origin)).T.astype(np.float64)
    columns = table.data[:, block.span]
    columns[_ISSUES] += (_ALONE_TABLE @ by_kind).reshape(-1, *shape)
    by_origin = by_kind.reshape(_KINDS, len(Origin), size).sum(axis=0)
    columns[: len(Origin)] += by_origin.reshape(-1, *shape)
    if plan.posts.any():
        posts = indices(plan.posts.take(attempts.queue) & relevant)
        original = posts[origin.take(posts) != SPREAD]
        for name, some in (("posts_relevant", posts), ("posts_original", original)):
            sums = np.bincount(block.cell.take(some), minlength=size)
            table[name][block.span] += sums.reshape(shape)


def flow_counts(log: ContactLog, plan: Plan) -> Ints:
    """Attempts that arrived in the reported time, by channel shift, then by follow-up."""
    first, last = np.searchsorted(log.arrived, plan.bins.edges[[0, -1]])
    follow_up = log.follow_up[first:last]
    followed = np.bincount(
        follow_up.take(indices(follow_up >= 0)), minlength=len(plan.follow_up_origin)
    )
    if not plan.shifts:
        return followed
    shift = log.shift[first:last]
    shifted = np.bincount(shift.take(indices(shift >= 0)), minlength=plan.shifts)
    return np.concatenate([shifted, followed])
