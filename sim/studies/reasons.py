"""Why the simulation differs from Erlang here: one plain sentence for each reason that applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sim.engine.events import NANOSECONDS_PER_TICK
from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints
from sim.model import Model
from sim.studies.erlang import Demand, ErlangSide, Supply, interval_seconds

Figures = Mapping[str, float]


def reasons(
    model: Model,
    queue: int,
    demand: Demand,
    supply: Supply,
    erlang_c: ErlangSide,
    simulated: Figures,
    groups: Mapping[str, Figures],
) -> tuple[str, ...]:
    """Sentences for one queue. `simulated` are means of the queue's metrics, `groups` by group."""
    skilled = np.flatnonzero(model.skills.rank[:, queue] > 0)
    return (
        *_overload(queue, supply, erlang_c, simulated),
        *_follow_ups(model, queue, simulated),
        *_limits(model, queue, simulated),
        *_abandonment(model, queue, simulated),
        *_sharing(model, queue, skilled, demand, supply),
        *_several_at_once(model, queue, skilled, demand),
        *_policy(model),
        *_precedence(model, queue, skilled),
        *_change(model, queue, supply),
        *_shape_of_handle_times(model, queue),
        *_shape_of_patience(model, queue),
        *_variability(model, queue),
        *_channel_shift(model, queue, simulated),
        *_flow_out(model, queue, simulated),
        *_presence(model, skilled, groups),
    )


def _overload(
    queue: int, supply: Supply, erlang_c: ErlangSide, simulated: Figures
) -> Iterable[str]:
    if not erlang_c.unstable_intervals:
        return
    load, agents = supply.load[queue], supply.agents[queue]
    count = int((load > 0).sum())
    with_agents = agents > 0
    worst = float(np.max(load[with_agents] / agents[with_agents])) if with_agents.any() else np.inf
    how_much = (
        f"up to {100 * worst:.0f} % of what the agents can do" if np.isfinite(worst) else "no agent"
    )
    leaves = simulated["abandon_rate"] > 0
    here = "here customers abandon" if leaves else "here the queue is worked off later"
    yield (
        f"Erlang C is unstable in {erlang_c.unstable_intervals} of {count} intervals "
        f"(offered load: {how_much}): it cannot lose contacts and its queue would grow for ever; "
        f"{here}."
    )


def _abandonment(model: Model, queue: int, simulated: Figures) -> Iterable[str]:
    rate = simulated["abandon_rate"]
    if rate > 0:
        yield (
            f"{_percent(rate)} of the offered contacts abandon: Erlang C knows no abandonment and "
            "lets them wait; Erlang A does know it."
        )
    elif not np.isfinite(model.judging.mean_patience[queue]):
        yield "Customers never leave, so Erlang A says what Erlang C says."


def _sharing(
    model: Model, queue: int, skilled: Ints, demand: Demand, supply: Supply
) -> Iterable[str]:
    names = model.labels
    if not len(skilled):
        yield "No group has the skill for this queue."
    if len(skilled) > 1:
        listed = _listed([names.groups[group] for group in skilled])
        yield (
            f"{len(skilled)} groups serve this queue ({listed}), each by its rank: Erlang is given "
            "all of them as one pool."
        )
    served = (model.skills.rank[skilled] > 0).any(axis=0)
    shared = [other for other in np.flatnonzero(served) if other != queue]
    put_down = [names.queues[other] for other in shared if model.queues.deferred[other]]
    others = [names.queues[other] for other in shared if not model.queues.deferred[other]]
    if put_down:
        yield (
            f"The same agents also work on {_listed(put_down)}, which they may put down for this "
            "queue: Erlang is given live work alone."
        )
    if others:
        own = demand.contacts[queue] * demand.work_s[queue]
        pool = supply.load[queue] * interval_seconds(model)
        share = float(own.sum() / pool.sum()) if pool.sum() > 0 else 1.0
        yield (
            f"The same agents also serve {_listed(others)}: Erlang is given one pool that does all "
            f"this work ({100 * share:.0f} % of it from this queue), as if each of them could "
            "take every contact of it, in the order of arrival."
        )
    for group in skilled:
        speed = model.skills.speed[group, queue, 0] / NANOSECONDS_PER_TICK
        if abs(speed - 1) > 0.001 and not demand.realised[queue]:
            yield (
                f"Agents of group {names.groups[group]} work at {100 * speed:.0f} % speed in this "
                "queue: Erlang is given the handle time at full speed."
            )


def _policy(model: Model) -> Iterable[str]:
    if model.policy is not None:
        yield (
            f"The policy {model.policy} chooses who is served next, and by whom: Erlang serves in "
            "the order of arrival."
        )


def _several_at_once(model: Model, queue: int, skilled: Ints, demand: Demand) -> Iterable[str]:
    """Chats: Erlang knows one contact at a time."""
    if not model.queues.several[queue]:
        return
    fills = model.skills.fills[skilled, queue]
    most = model.skills.slots // int(fills[fills > 0].min())
    yield (
        f"Agents take up to {most} of these contacts at once, which stretch each other: Erlang is "
        f"given one at a time and the agent time that each took here, {demand.work_s[queue]:,.0f} "
        "s."
    )


def _precedence(model: Model, queue: int, skilled: Ints) -> Iterable[str]:
    """Other queues of the same groups that are served before or after this one."""
    queues, skills, names = model.queues, model.skills, model.labels
    first: set[str] = set()
    last: set[str] = set()
    for group in skilled:
        own = (skills.rank[group, queue], queues.priority[queue])
        for other in np.flatnonzero(skills.rank[group] > 0):
            theirs = (skills.rank[group, other], queues.priority[other])
            if theirs < own:
                first.add(names.queues[other])
            elif theirs > own:
                last.add(names.queues[other])
        if skills.after[group, queue] > 0:
            seconds = skills.after[group, queue] / TICKS_PER_SECOND
            yield f"Group {names.groups[group]} helps only contacts that have waited {seconds:g} s."
        if skills.keep_idle[group, queue] > 0:
            kept = int(skills.keep_idle[group, queue])
            yield f"Group {names.groups[group]} keeps {kept} agents free for better-ranked work."
    order = [
        f"{what} this queue: {_listed(sorted(others))}"
        for what, others in (("before", first), ("after", last))
        if others
    ]
    if order:
        listed = "; ".join(order)
        yield f"By rank or priority agents take contacts {listed}. Erlang knows one class."
    head_start = queues.head_start[queue] / TICKS_PER_SECOND
    if head_start > 0:
        yield f"Contacts are treated as having waited {head_start:g} s already (head start)."


def _change(model: Model, queue: int, supply: Supply) -> Iterable[str]:
    step = _largest_step(model.judging.expected[queue])
    step_agents = _largest_step(supply.agents[queue])
    if max(step, step_agents) > 0.02:
        what = (("expected contacts", step), ("seats", step_agents))
        changes = [
            f"{name} change by up to {100 * share:.0f} %" for name, share in what if share > 0.02
        ]
        yield (
            f"From one interval to the next {' and '.join(changes)}: the simulation carries the "
            "queue over, Erlang takes every interval as a steady state of its own."
        )
    bursts = model.sampling.queues[queue].bursts
    if bursts:
        extra = sum(burst.extra for burst in bursts)
        yield f"Events add {extra:g} contacts in bursts: arrivals change within the interval."


def _largest_step(values: Floats) -> float:
    """Largest change between neighbouring intervals, as a share of the larger of the two."""
    if len(values) < 2:
        return 0.0
    larger = np.maximum(values[1:], values[:-1])
    change = np.abs(np.diff(values))
    return float(np.max(np.where(larger > 0, change / np.where(larger > 0, larger, 1.0), 0.0)))


def _shape_of_handle_times(model: Model, queue: int) -> Iterable[str]:
    sampling = model.sampling.queues[queue]
    cv = float(model.judging.handle_cv[queue])
    parts = ["handle time"] if sampling.wrap_up is None else ["handle time with wrap-up"]
    exponential = sampling.handle.kind == "exponential" and sampling.wrap_up is None
    if exponential and abs(cv - 1) < 0.005:
        return
    yield (
        f"The {parts[0]} is not exponential ({sampling.handle.kind}, cv {cv:.2f} where exponential "
        "has 1): Erlang assumes it is."
    )


def _shape_of_patience(model: Model, queue: int) -> Iterable[str]:
    patience = model.sampling.queues[queue].patience
    if patience is not None and patience.kind != "exponential":
        yield (
            f"Patience is not exponential ({patience.kind}, cv {patience.cv:.2f} where exponential "
            "has 1): Erlang A assumes it is."
        )
    balk = float(model.judging.balk[queue])
    if balk > 0:
        yield f"{_percent(balk)} leave at once rather than wait: Erlang C does not know them."


def _variability(model: Model, queue: int) -> Iterable[str]:
    sampling = model.sampling.queues[queue]
    cv = float(np.hypot(sampling.own_cv, sampling.common_cv))
    if cv > 0:
        yield (
            f"The volume differs from day to day (cv {100 * cv:.0f} %): bad days cost more than "
            "good days gain, and Erlang is given the average day."
        )


def _channel_shift(model: Model, queue: int, simulated: Figures) -> Iterable[str]:
    moved = simulated["moved_in"]
    if moved > 0:
        yield (
            f"{moved:,.1f} contacts a replication arrive by channel shift with their own amount of "
            "work: Erlang is given the queue's own mean handle time."
        )


CAUSED = {
    "redial": "redials",
    "repeat": "repeats",
    "transfer": "transfers",
    "moved": "moved from another channel",
    "chase": "chase contacts",
    "escalation": "escalated by self-service",
    "bounce_back": "bounced back from self-service",
    "spread": "caused by public posts",
    "turn": "next turns",
}
"""Origins of attempts that customers make because of earlier ones, in words."""


def _follow_ups(model: Model, queue: int, simulated: Figures) -> Iterable[str]:
    """Attempts that earlier ones caused: Erlang knows how many, not why."""
    attempts = simulated["attempts"]
    caused = {
        words: simulated[f"origin_{name}"]
        for name, words in CAUSED.items()
        if simulated[f"origin_{name}"] > 0
    }
    if caused:
        shares = [f"{_percent(count / attempts)} {words}" for words, count in caused.items()]
        yield (
            f"{_percent(sum(caused.values()) / attempts)} of the attempts were caused by earlier "
            f"ones ({_listed(shares)}): Erlang is given them as well, but as if they came by "
            "themselves, however long others wait."
        )
    into = model.callbacks.to[queue]
    if into >= 0:
        yield (
            f"{_percent(simulated['callback_rate'])} of the offered contacts accept a callback and "
            f"hang up; agents call them back in {model.labels.queues[into]}: Erlang lets them wait."
        )


def _flow_out(model: Model, queue: int, simulated: Figures) -> Iterable[str]:
    """Contacts that leave the queue because they are answered elsewhere."""
    withdrawn = simulated["withdrawn"]
    if withdrawn > 0:
        share = _percent(withdrawn / simulated["offered"])
        yield (
            f"{share} of the offered contacts are withdrawn, for an answer elsewhere settled "
            f"them: Erlang lets them wait in {model.labels.queues[queue]}."
        )


def _limits(model: Model, queue: int, simulated: Figures) -> Iterable[str]:
    limits = (
        ("blocked_lines", f"There are {model.queues.lines} lines"),
        ("blocked_full", f"No more than {int(model.queues.max_waiting[queue])} may wait"),
        ("blocked_closed", "The queue closes"),
    )
    for cause, what in limits:
        if simulated[cause] > 0:
            share = _percent(simulated[cause] / simulated["attempts"])
            yield f"{what}: {share} of the attempts are blocked by it. Erlang C and A block none."


def _presence(model: Model, skilled: Ints, groups: Mapping[str, Figures]) -> Iterable[str]:
    """Breaks, absence and overtime: present against planned, where it makes a difference."""
    for group in skilled:
        name = model.labels.groups[group]
        sampling = model.sampling.groups[group]
        present, planned = groups[name]["staffed"], groups[name]["seated"]
        shares = [
            f"{_percent(share)} {what}"
            for what, share in (("absent", sampling.absent), ("off the desk", sampling.off_desk))
            if share > 0
        ]
        differs = abs(present - planned) > max(0.005 * planned, 0.05)
        if shares:
            yield (
                f"Group {name}: {' and '.join(shares)} at random; on average {present:.1f} agents "
                f"were present, {planned:.1f} were planned, and Erlang is given the plan."
            )
        elif differs:
            yield (
                f"Group {name}: on average {present:.1f} agents were present, {planned:.1f} were "
                "planned (work finished after the planned end), and Erlang is given the plan."
            )


def _percent(share: float) -> str:
    """At most one decimal: more says nothing to a reader. A share under 0.1 % keeps one digit."""
    hundredths = share * 100
    return f"{hundredths:.1g} %" if hundredths < 0.1 else f"{round(hundredths, 1):g} %"


def _listed(names: Sequence[str]) -> str:
    """`a, b and c`; of many the first five and how many more."""
    shown = list(names[:5])
    if len(names) > 5:
        return f"{', '.join(shown)} and {len(names) - 5} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
