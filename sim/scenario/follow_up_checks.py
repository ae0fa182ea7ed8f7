"""Rules between follow-ups, and between a follow-up and the queues that it joins."""

from __future__ import annotations

from sim.scenario.calendar import Axis, open_windows
from sim.scenario.kind_rules import ASYNCHRONOUS
from sim.scenario.messages import Loc
from sim.scenario.names import some_names
from sim.scenario.parts import TOLERANCE, Parts, arrival_hours, opening_of
from sim.scenario.queue_checks import channels
from sim.scenario.schema import Distribution, FollowUp, Queue
from sim.scenario.shape import nearest
from sim.scenario.unit_events import EVENT_NAMES
from sim.scenario.unit_numbers import write_share
from sim.scenario.unit_time import write_duration

SELF_SERVICE_EVENTS = ("contained", "escalated", "blocked")


def check_follow_ups(parts: Parts) -> None:
    """Every rule of this module; problems and warnings are appended to `parts`."""
    names = parts.names("queues")
    reserved = _reserved(parts)
    for label, follow_up in parts.follow_ups.items():
        for key, name in (("from", follow_up.from_), ("to", follow_up.to)):
            if name not in names:
                parts.refuse(
                    ("follow_ups", label, key),
                    f"there is no queue named {name}",
                    some_names(names),
                    nearest(name, names),
                )
        if label in reserved:
            parts.refuse(
                ("follow_ups", label),
                f"is the name of the {reserved[label]}",
                "a name of its own",
                with_value=False,
            )
    _events_of_channel(parts)
    _one_choice(parts)
    _never_happens(parts)
    if parts.period is not None and parts.is_center_opening_valid:
        _reach_open_queues(parts, Axis.of(parts.period))


def _events_of_channel(parts: Parts) -> None:
    """What can happen to a contact of the queue that it follows."""
    channel_of = channels(parts)
    for label, follow_up in parts.follow_ups.items():
        channel = channel_of.get(follow_up.from_)
        if channel is None:
            continue
        possible = [event for event in EVENT_NAMES if _happens(event, channel)]
        event = follow_up.after.event
        source = parts.queues.get(follow_up.from_)
        key = {"answered_by_peer": "peers", "expired": "reply_window"}.get(event)
        if event in possible and key and source is not None and getattr(source, key) is None:
            parts.refuse(
                ("follow_ups", label, "after"),
                f"contacts of {follow_up.from_} are never {event}: the queue has no {key}",
                ", ".join(other for other in possible if other != event),
                f"give {follow_up.from_} the key {key}",
            )
        if event not in possible:
            parts.refuse(
                ("follow_ups", label, "after"),
                f"contacts of {follow_up.from_} ({channel}) are never {event}",
                ", ".join(possible),
            )


def _happens(event: str, channel: str) -> bool:
    """Whether it can happen to a contact of the kind."""
    if channel == "self_service":
        return event in SELF_SERVICE_EVENTS
    only = {"answered_by_peer": "community", "expired": "messaging"}
    return event not in ("contained", "escalated") and channel == only.get(event, channel)


def _reserved(parts: Parts) -> dict[str, str]:
    """Names that what is caused without a follow-up has in logs and tables."""
    names = {}
    for name, queue in parts.queues.items():
        if queue.callback is not None:
            names[f"callback: {name}"] = f"callbacks of {name}"
        if queue.turns is not None:
            names[f"turn: {name}"] = f"turns of {name}"
        for to in queue.spread.to if queue.spread is not None else ():
            names[f"spread: {name} to {to}"] = f"posts that spread from {name} to {to}"
    return names


def _one_choice(parts: Parts) -> None:
    """Follow-ups with the same from, after and by: one of them happens, or none."""
    totals: dict[tuple[str, str, str], float] = {}
    for label, follow_up in parts.follow_ups.items():
        choice = (follow_up.from_, str(follow_up.after), follow_up.by)
        before = totals.get(choice, 0.0)
        totals[choice] = total = before + follow_up.probability
        if total > 1 + TOLERANCE >= before:
            source, after, by = choice
            parts.refuse(
                ("follow_ups", label, "probability"),
                f"the follow-ups from {source} after {after} by the {by} sum to "
                f"{write_share(round(total, 9))}",
                "at most 100%: one of them happens, or none",
            )


def _never_happens(parts: Parts) -> None:
    """What follows an event that the keys of the queue rule out."""
    for label, follow_up in parts.follow_ups.items():
        source = parts.queues.get(follow_up.from_)
        if source is None or source.channel == "self_service":
            continue
        leaves = not source.patience.never or source.patience.balk or source.at_close == "drop"
        if follow_up.after.event == "abandoned" and not leaves:
            parts.warnings.append(
                f"follow_ups.{label}: customers of {follow_up.from_} never leave, so it never "
                "happens."
            )
        is_open = source.channel in ASYNCHRONOUS and source.max_waiting is None
        if follow_up.after.event == "blocked" and is_open:
            parts.warnings.append(
                f"follow_ups.{label}: contacts of {follow_up.from_} arrive at any hour and have no "
                "max_waiting: they are never blocked, so it never happens."
            )
        window = source.reply_window
        if window is not None and follow_up.after.waited >= window:
            parts.warnings.append(
                f"follow_ups.{label}: contacts of {follow_up.from_} expire after "
                f"{write_duration(window)}, so it never happens."
            )


def _reach_open_queues(parts: Parts, axis: Axis) -> None:
    """A queue is open at some time at which those who are sent there can come."""
    for label, follow_up in parts.follow_ups.items():
        source, to = parts.queues.get(follow_up.from_), parts.queues.get(follow_up.to)
        if source is None or to is None:
            continue
        earliest = _first_event(parts, source, follow_up, axis)
        path: Loc = ("follow_ups", label, "to")
        if not _is_open_later(parts, path, to, earliest, axis):
            continue
        later = earliest + follow_up.after.waited + shortest(follow_up.delay)
        if later >= axis.end:
            parts.warnings.append(
                f"follow_ups.{label} comes after the end of the period: nobody arrives by it."
            )
        else:
            _is_open_later(parts, path, to, later, axis)
    for name, queue in parts.queues.items():
        offer = queue.callback
        if offer is not None and offer.to in parts.queues:
            windows = open_windows(opening_of(parts, queue), axis)
            waited = offer.when.waited or 0
            earliest = windows[0][0] + waited if windows else 0
            _is_open_later(
                parts, ("queues", name, "callback", "to"), parts.queues[offer.to], earliest, axis
            )
        for caused in queue.spread.to if queue.spread is not None else ():
            if caused in parts.queues:
                path = ("queues", name, "spread", "to", caused)
                _is_open_later(parts, path, parts.queues[caused], 0, axis)


def _first_event(parts: Parts, source: Queue, follow_up: FollowUp, axis: Axis) -> int:
    """The first tick at which a contact of the queue can be there; closed queues block."""
    windows = open_windows(arrival_hours(parts, source), axis)
    return windows[0][0] if windows and follow_up.after.event != "blocked" else 0


def _is_open_later(parts: Parts, path: Loc, to: Queue, earliest: int, axis: Axis) -> bool:
    """Whether the queue is open at or after a tick; it is refused here if not."""
    windows = open_windows(arrival_hours(parts, to), axis)
    if any(until > earliest for _, until in windows):
        return True
    if earliest >= axis.end:
        return True  # the period ends first, whatever the opening hours
    when = "when they could come" if windows else "in the period"
    parts.refuse(
        path,
        f"is never open {when}: everyone who comes would be blocked",
        "a queue that is open later than the one they come from",
        "widen its `opening`",
    )
    return False


def shortest(delay: Distribution) -> int:
    """The shortest delay in ticks, 0 unless it is constant or uniform."""
    if delay.distribution == "constant":
        return delay.mean or 0
    return (delay.low or 0) if delay.distribution == "uniform" else 0
