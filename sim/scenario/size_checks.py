"""The estimate of contacts and memory that refuses absurd sizes and warns of large ones."""

from __future__ import annotations

from sim.scenario.calendar import Axis, spans_of_day
from sim.scenario.checks import largest_heads
from sim.scenario.follow_up_checks import shortest
from sim.scenario.follow_up_loops import certain_share, reasons_of
from sim.scenario.means import mean_ticks
from sim.scenario.messages import Loc
from sim.scenario.parts import Parts, arrival_hours
from sim.scenario.volume_shape import shape_of

MAX_CONTACTS = 50_000_000
MAX_AGENTS = 100_000
LARGE = 4e9
ROUNDS = 200

BYTES_PER_CONTACT = 950
"""Memory of the reference engine for a contact while it is simulated, as measured, with the
program included. The arrays of the model, the draws and the log alone are about 400 bytes."""


def check_agents_in_all(parts: Parts) -> None:
    """Refuse more agents than any center has."""
    total = 0.0
    largest = ("", 0.0)
    for name, group in parts.agents.items():
        heads = largest_heads(parts, name, group) or 0.0
        total += heads
        largest = max(largest, (name, heads), key=lambda pair: pair[1])
    if total > MAX_AGENTS:
        key = next(
            key
            for key in ("seated", "staff", "shifts")
            if getattr(parts.agents[largest[0]], key) is not None
        )
        parts.refuse(
            ("agents", largest[0], key),
            f"the center would have {total:,.0f} agents, absurdly many",
            f"at most {MAX_AGENTS:,} in all groups",
            with_value=False,
        )


def check_contacts(parts: Parts, axis: Axis) -> None:
    """Refuse absurd volumes, and warn of those that need much memory."""
    expected, added = expected_contacts(parts, axis)
    total = sum(expected.values())
    memory = total * BYTES_PER_CONTACT / 1e9
    said = f"about {total:,.0f} contacts in one replication"
    counted = f", with {' and '.join(added)}" if added else ""
    if total > MAX_CONTACTS:
        largest = max(expected, key=lambda name: expected[name])
        here = "all" if expected[largest] == total else f"{expected[largest]:,.0f} of them"
        has_own = parts.queues[largest].arrivals is not None
        path: Loc = ("queues", largest, "arrivals") if has_own else ("queues", largest)
        parts.refuse(
            path,
            f"{said}, {here} here{counted}; at about {BYTES_PER_CONTACT} bytes each while they are "
            f"simulated they need {memory:,.0f} GB of memory",
            f"at most {MAX_CONTACTS:,} contacts",
            "shorten the period, or simulate a part of the volume with a part of the agents",
            with_value=False,
        )
    elif total * BYTES_PER_CONTACT > LARGE:
        parts.warnings.append(
            f"{said}{counted}: at about {BYTES_PER_CONTACT} bytes each while they are simulated "
            f"they need {memory:,.0f} GB of memory for each replication that goes on at a time."
        )


def expected_contacts(parts: Parts, axis: Axis) -> tuple[dict[str, float], list[str]]:
    """About the contacts of each queue, warm-up included, and what is counted beside arrivals.

    Follow-ups are counted where every contact has the event (answered, contained, escalated);
    redials and chase contacts are not, for how many there are is what is simulated. Posts
    spread as if nobody answered them, up to `at_most`. A turn is a contact.
    """
    wave = {name: _arrivals(parts, name, axis) for name in parts.queues}
    for event in parts.events.values():
        if event.extra is not None and event.queue in wave:
            wave[event.queue] += event.extra
    _shift(parts, wave)
    steps = _steps(parts, axis)
    left = {
        name: float(queue.spread.at_most)
        for name, queue in parts.queues.items()
        if queue.spread is not None
    }
    relevant = {name: queue.relevant for name, queue in parts.queues.items()}
    total = dict(wave)
    added: set[str] = set()
    for _ in range(ROUNDS):
        fresh = dict.fromkeys(wave, 0.0)
        for source, to, mean in steps:
            fresh[to] += wave[source] * mean
            if wave[source] * mean:
                added.add("follow-ups of all but lost contacts")
        for name, queue in parts.queues.items():
            for to, mean in queue.spread.to.items() if queue.spread else ():
                caused = min(wave[name] * relevant[name] * mean, left[name])
                left[name] -= caused
                if to in fresh and caused:
                    fresh[to] += caused
                    added.add("posts that nobody answers in time")
        relevant = dict.fromkeys(relevant, 1.0)  # R90: only first attempts may be irrelevant
        for name, amount in fresh.items():
            total[name] += amount
        wave = fresh
        if sum(wave.values()) < 0.5 or sum(total.values()) > 10 * MAX_CONTACTS:
            break
    for name, queue in parts.queues.items():
        if queue.turns is not None and queue.turns.mean > 1 and total[name]:
            total[name] *= queue.turns.mean
            added.add("every turn of a thread")
    return total, sorted(added)


def _shift(parts: Parts, volumes: dict[str, float]) -> None:
    """Customers who arrive elsewhere; shares of the volume before any of it moved."""
    moves = []
    for shift in parts.channel_shift.values():
        source = parts.queues.get(shift.from_)
        if source is None or shift.to not in volumes:
            continue
        own = source.reasons
        part = sum(own.get(reason, 0.0) for reason in shift.reasons) if shift.reasons else 1.0
        moves.append((shift.from_, shift.to, volumes[shift.from_] * shift.share * part))
    for source_name, to, amount in moves:
        volumes[source_name] -= amount
        volumes[to] += amount


def _steps(parts: Parts, axis: Axis) -> list[tuple[str, str, float]]:
    """Follow-ups as (from, to, mean number that a contact causes before the end).

    Empty if follow-ups are refused: they may lead round without end.
    """
    if any(problem.path.startswith("follow_ups") for problem in parts.problems):
        return []
    reasons = reasons_of(parts)
    steps = []
    for label, step in parts.follow_ups.items():
        if step.from_ not in parts.queues or step.to not in parts.queues:
            continue
        own = parts.queues[step.from_].reasons
        weights = own or dict.fromkeys(reasons, 1 / max(len(reasons), 1))
        share = sum(part * certain_share(parts, step, reason) for reason, part in weights.items())
        delay = mean_ticks(step.delay, parts.tables.get(f"follow_ups.{label}.delay.file")) or 0.0
        in_time = 0.0 if shortest(step.delay) >= axis.end else min(1.0, axis.end / max(delay, 1.0))
        steps.append((step.from_, step.to, step.probability * share * in_time))
    return steps


def _arrivals(parts: Parts, name: str, axis: Axis) -> float:
    """About the expected first attempts of a queue, warm-up and those waiting at start included."""
    queue = parts.queues[name]
    arrivals = queue.arrivals
    waiting = float(queue.waiting_at_start.contacts) if queue.waiting_at_start else 0.0
    if arrivals is None:
        return waiting
    if arrivals.rate is None:
        if arrivals.trace is not None:
            return waiting + len(parts.tables.get(f"queues.{name}.arrivals.trace", ()))
        volumes = arrivals.per_interval or parts.tables.get(f"queues.{name}.arrivals.file", ())
        return waiting + sum(volumes) * arrivals.scale * axis.end / (axis.end - axis.start)
    shape = shape_of(parts, arrivals)
    opening = arrival_hours(parts, queue)
    total = 0.0
    for day, midnight, begin, until in axis.calendar_days():
        spans = spans_of_day(opening, day)
        whole = sum(stop - start for start, stop in spans)
        if not whole:
            continue
        inside = sum(
            max(0, min(stop + midnight, until) - max(start + midnight, begin))
            for start, stop in spans
        )
        per_tick = arrivals.rate.per_tick
        volume = (
            per_tick * inside
            if per_tick is not None
            else ((arrivals.rate.per_day or 0.0) * inside / whole)
        )
        total += volume * (1.0 if shape is None else shape.day(day))
    return waiting + total * arrivals.scale
