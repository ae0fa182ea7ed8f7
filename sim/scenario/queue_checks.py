"""Rules between a queue's channel and its keys, callbacks, and who reaches which queue."""

from __future__ import annotations

from sim.scenario.kind_rules import CHANNEL_KEYS, LIVE, NEEDED_KEYS, takers
from sim.scenario.messages import Loc
from sim.scenario.names import listed, some_names
from sim.scenario.parts import Parts
from sim.scenario.schema import Queue
from sim.scenario.shape import nearest
from sim.scenario.yaml_nodes import Leaf, Table

_MENDS = {
    "handle_time": "write session: the time a customer spends there",
    "callback": f"remove `callback`: it is offered on {listed(LIVE)} queues",
}


def check_queues(parts: Parts) -> None:
    """Every rule of this module; problems and warnings are appended to `parts`."""
    _keys_of_channel(parts)
    _callbacks(parts)
    _contained(parts)
    _arrivals_present(parts)


def channels(parts: Parts) -> dict[str, str]:
    """The channel of each queue as written, also of queues that are not valid otherwise."""
    written = {}
    for name, queue in raw_queues(parts).items():
        channel = queue.entries.get("channel")
        if isinstance(channel, Leaf) and channel.text in CHANNEL_KEYS:
            written[name] = channel.text
    return written


def raw_queues(parts: Parts) -> dict[str, Table]:
    """The queues as written, whether they are valid or not."""
    queues = parts.raw.entries.get("queues")
    if not isinstance(queues, Table):
        return {}
    return {name: queue for name, queue in queues.entries.items() if isinstance(queue, Table)}


def _keys_of_channel(parts: Parts) -> None:
    """Judged as written, so that other mistakes of the queue do not hide these."""
    raw = raw_queues(parts)
    for name, channel in channels(parts).items():
        for key in raw[name].entries:
            if key not in CHANNEL_KEYS[channel] and takers(key):
                parts.refuse(
                    ("queues", name, key),
                    f"is not a key of {channel} queues",
                    ", ".join(CHANNEL_KEYS[channel]),
                    _mend(key, channel),
                    with_value=False,
                )
        for key in NEEDED_KEYS[channel]:
            if key not in raw[name].entries:
                info = Queue.model_fields[key]
                extra = info.json_schema_extra
                example = extra["x-example"] if isinstance(extra, dict) else ""
                parts.refuse(
                    ("queues", name, key), "is needed", f"{info.description}, such as {example}"
                )


def _mend(key: str, channel: str) -> str:
    if key in _MENDS:
        return _MENDS[key]
    taking = takers(key)
    if channel == "self_service" and len(taking) == len(CHANNEL_KEYS) - 1:
        return f"remove `{key}`: self-service has no agent and no waiting"
    return f"remove `{key}`, or write channel: {listed(taking, 'or')}"


def _callbacks(parts: Parts) -> None:
    """Who asks for a callback is called from an outbound queue."""
    channel_of = channels(parts)
    names = parts.names("queues")
    outbound = [name for name in names if channel_of.get(name) == "outbound"]
    for name, queue in parts.queues.items():
        if queue.callback is None:
            continue
        path: Loc = ("queues", name, "callback", "to")
        to = queue.callback.to
        if to not in names:
            parts.refuse(
                path,
                f"there is no queue named {to}",
                some_names(outbound or names),
                nearest(to, names),
            )
        elif to in channel_of and to not in outbound:
            parts.refuse(
                path,
                f"is a {channel_of[to]} queue; the company dials on outbound queues only",
                some_names(outbound) if outbound else "a queue with channel: outbound",
            )


def _contained(parts: Parts) -> None:
    known = parts.names("reasons")
    for name, queue in parts.queues.items():
        if queue.contained is None or not queue.contained.by_reason:
            continue
        for reason in queue.contained.by_reason:
            if reason not in known:
                parts.refuse(
                    ("queues", name, "contained", reason),
                    f"there is no reason named {reason}",
                    some_names(known),
                    nearest(reason, known),
                )
        if queue.arrivals is not None and not queue.reasons:
            parts.warnings.append(
                f"queues.{name}.contained is by reason, but its customers have none: they are "
                "never contained."
            )


def _arrivals_present(parts: Parts) -> None:
    """A queue without arrivals is reached from one with arrivals, or by an event."""
    sections = ("channel_shift", "events", "follow_ups")
    if any(len(parts.names(name)) != len(getattr(parts, name)) for name in sections):
        return  # a broken entry may be the one that feeds it
    names = parts.names("queues")
    broken = [name for name in names if name not in parts.queues]
    fed = {event.queue for event in parts.events.values() if event.extra is not None}
    fed |= {name for name, queue in parts.queues.items() if queue.arrivals is not None}
    fed |= set(broken)
    steps = [(shift.from_, shift.to) for shift in parts.channel_shift.values()]
    steps += [(step.from_, step.to) for step in parts.follow_ups.values()]
    steps += [(name, queue.callback.to) for name, queue in parts.queues.items() if queue.callback]
    steps += [
        (name, to)
        for name, queue in parts.queues.items()
        if queue.spread is not None
        for to in queue.spread.to
    ]
    fed |= {name for name, queue in parts.queues.items() if queue.waiting_at_start is not None}
    fed |= {to for source, to in steps if source not in names}  # said elsewhere
    todo = list(fed)
    while todo:
        here = todo.pop()
        reached = {to for source, to in steps if source == here} - fed
        fed |= reached
        todo.extend(reached)
    for name, queue in parts.queues.items():
        # A broken queue may be the one that offers the callback.
        is_called = queue.channel == "outbound" and bool(broken)
        if name not in fed and not is_called:
            parts.refuse(
                ("queues", name, "arrivals"),
                "is needed: nobody arrives here",
                "rate, per_interval, file or trace",
                "give it arrivals, or a channel_shift, follow-up, callback or spread to it",
            )
