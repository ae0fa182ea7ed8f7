"""Rules between the parts of a scenario. Each function judges one thing and notes all it finds."""

from __future__ import annotations

from datetime import timedelta

from sim.scenario.calendar import Axis, open_windows
from sim.scenario.follow_up_checks import check_follow_ups
from sim.scenario.follow_up_loops import check_loops
from sim.scenario.kind_checks import check_kinds
from sim.scenario.messages import Loc
from sim.scenario.names import some_names
from sim.scenario.parts import TOLERANCE, Parts, arrival_hours
from sim.scenario.queue_checks import channels, check_queues, raw_queues
from sim.scenario.schema import Distribution, Group, HeadCount
from sim.scenario.shape import nearest
from sim.scenario.spread_checks import check_spreading
from sim.scenario.unit_numbers import write_share
from sim.scenario.unit_time import write_instant
from sim.scenario.yaml_nodes import Table


def check_all(parts: Parts) -> None:
    """Every rule between parts; problems and warnings are appended to `parts`."""
    _reasons(parts)
    _profiles_named(parts)
    _channel_shifts(parts)
    _skills(parts)
    _no_agents_for_self_service(parts)
    _every_queue_has_a_group(parts)
    _routing(parts)
    _keep_idle(parts)
    _events(parts)
    _totals(parts)
    _durations(parts)
    check_queues(parts)
    check_kinds(parts)
    check_spreading(parts)
    check_follow_ups(parts)
    check_loops(parts)


def _unknown(parts: Parts, path: Loc, name: str, section: str, word: str) -> None:
    names = parts.names(section)
    parts.refuse(path, f"there is no {word} named {name}", some_names(names), nearest(name, names))


def _reasons(parts: Parts) -> None:
    known = parts.names("reasons")
    for name, queue in parts.queues.items():
        if not queue.reasons:
            continue
        for reason in queue.reasons:
            if reason not in known:
                _unknown(parts, ("queues", name, "reasons", reason), reason, "reasons", "reason")
        total = sum(queue.reasons.values())
        if abs(total - 1) > TOLERANCE:
            parts.refuse(
                ("queues", name, "reasons"),
                f"the shares sum to {write_share(round(total, 9))}",
                "100% together",
            )


def _profiles_named(parts: Parts) -> None:
    for name, queue in parts.queues.items():
        profile = queue.arrivals.profile if queue.arrivals else None
        if profile is not None and profile not in parts.names("profiles"):
            path: Loc = ("queues", name, "arrivals", "profile")
            _unknown(parts, path, profile, "profiles", "profile")


def _channel_shifts(parts: Parts) -> None:
    queues, reasons = parts.names("queues"), parts.names("reasons")
    leaving: dict[tuple[str, str], float] = {}
    for label, shift in parts.channel_shift.items():
        path: Loc = ("channel_shift", label)
        for key, name in (("from", shift.from_), ("to", shift.to)):
            if name not in queues:
                _unknown(parts, (*path, key), name, "queues", "queue")
        if shift.from_ == shift.to:
            parts.refuse((*path, "to"), "is the queue they come from", "another queue")
        source = parts.queues.get(shift.from_)
        own = list(source.reasons) if source else []
        for number, reason in enumerate(shift.reasons):
            if reason not in reasons:
                _unknown(parts, (*path, "reasons", number), reason, "reasons", "reason")
            elif source is not None and reason not in own:
                parts.refuse(
                    (*path, "reasons", number),
                    f"customers of {shift.from_} never have this reason",
                    some_names(own),
                )
        for reason in shift.reasons or own or ("",):
            before = leaving.get((shift.from_, reason), 0.0)
            leaving[shift.from_, reason] = total = before + shift.share
            if total > 1 + TOLERANCE >= before and before:
                what = f" with the reason {reason}" if reason else ""
                parts.refuse(
                    (*path, "share"),
                    f"the shares that leave {shift.from_}{what} sum to "
                    f"{write_share(round(total, 9))}",
                    "at most 100% from one queue",
                )


def _written_skills(parts: Parts) -> dict[str, list[str]] | None:
    """The queues that each group names, broken groups included; None if one cannot be read."""
    groups = parts.raw.entries.get("agents")
    if not isinstance(groups, Table):
        return None
    written = {}
    for name, group in groups.entries.items():
        skills = group.entries.get("skills") if isinstance(group, Table) else None
        if not isinstance(skills, Table):
            return None
        written[name] = list(skills.entries)
    return written


def _skills(parts: Parts) -> None:
    queues = parts.names("queues")
    for name, skills in (_written_skills(parts) or {}).items():
        for queue in skills:
            if queue not in queues and "*" not in queue:
                _unknown(parts, ("agents", name, "skills", queue), queue, "queues", "queue")


def _no_agents_for_self_service(parts: Parts) -> None:
    channel_of = channels(parts)
    for name, skills in (_written_skills(parts) or {}).items():
        for queue in skills:
            if channel_of.get(queue) == "self_service":
                parts.refuse(
                    ("agents", name, "skills", queue),
                    "is a self_service queue, which needs no agent",
                    "queues that agents take",
                    f"remove {queue} from the skills; * matches self_service queues too",
                    with_value=False,
                )


def _every_queue_has_a_group(parts: Parts) -> None:
    written = _written_skills(parts)
    if written is None:
        return  # a broken group may be the one that has the skill
    served = {queue for skills in written.values() for queue in skills}
    channel_of = channels(parts)
    peers = {name for name, queue in raw_queues(parts).items() if "peers" in queue.entries}
    for name in parts.names("queues"):
        if name in served or channel_of.get(name) == "self_service":
            continue
        if channel_of.get(name) == "community" and name in peers:
            parts.warnings.append(
                f"queues.{name}: no agent group takes it; whom no peer answers is never answered."
            )
        else:
            parts.refuse(
                ("queues", name),
                "no agent group has the skill for it",
                "every queue in the skills of some group",
                f"add {name}: 1 to the skills of a group ({some_names(parts.names('agents'), 5)})",
                with_value=False,
            )


def _routing(parts: Parts) -> None:
    """Groups that share a queue at one rank must choose agents by one policy."""
    policy_of: dict[tuple[str, int], tuple[str, str]] = {}
    for name, group in parts.agents.items():
        routing = group.routing or parts.routing
        for queue, skill in group.skills.items():
            first = policy_of.setdefault((queue, skill.rank), (name, routing.agents))
            if first[1] != routing.agents:
                own = group.routing is not None
                path: Loc = ("agents", name if own else first[0], "routing", "agents")
                other = first[0] if own else name
                policy = first[1] if own else routing.agents
                parts.refuse(
                    path,
                    f"differs from the group {other} ({policy}), which takes "
                    f"{queue} at the same rank {skill.rank}",
                    "one policy for groups that share a queue at one rank",
                    "give one of them another rank, or both the same policy",
                )
                return


def largest_heads(parts: Parts, name: str, group: Group) -> float | None:
    """The most agents a group ever has in the seat or on shift; None if that is not known."""
    if group.shifts is not None:
        return float(sum(shift.agents for shift in group.shifts.values()))
    for key in ("seated", "staff"):
        count: HeadCount | None = getattr(group, key)
        if count is None:
            continue
        if count.number is not None:
            return count.number
        listed = count.per_interval or parts.tables.get(f"agents.{name}.{key}.file")
        return max(listed) if listed else None
    return None


def _keep_idle(parts: Parts) -> None:
    for name, group in parts.agents.items():
        heads = largest_heads(parts, name, group)
        if heads is None:
            continue
        if heads == 0:
            parts.warnings.append(f"agents.{name} has nobody: its skills serve no contact.")
            continue
        best = min((skill.rank for skill in group.skills.values()), default=1)
        for queue, skill in group.skills.items():
            path: Loc = ("agents", name, "skills", queue, "keep_idle")
            if skill.keep_idle >= heads:
                parts.refuse(
                    path,
                    f"the group has at most {heads:g} agents, so it would never take {queue}",
                    f"below {heads:g}",
                )
            elif skill.keep_idle and skill.rank == best:
                parts.warnings.append(
                    f"agents.{name}.skills.{queue}.keep_idle: no queue of the group has a better "
                    "rank; the agents stay free for nothing."
                )


def _events(parts: Parts) -> None:
    if parts.period is None:
        return
    begin = parts.period.start - timedelta(milliseconds=parts.period.warm_up)
    end = parts.period.start + timedelta(milliseconds=parts.period.length)
    for label, event in parts.events.items():
        path: Loc = ("events", label)
        if event.queue not in parts.names("queues"):
            _unknown(parts, (*path, "queue"), event.queue, "queues", "queue")
            continue
        if not begin <= event.at < end:
            parts.refuse(
                (*path, "at"),
                "lies outside the simulated time",
                f"{write_instant(begin)} to {write_instant(end)}",
            )
            continue
        queue = parts.queues.get(event.queue)
        if queue is None:
            continue
        if event.scale is not None and (queue.arrivals is None or queue.arrivals.trace is not None):
            parts.refuse(
                (*path, "scale"),
                f"{event.queue} has no volume to scale",
                "a queue with rate, per_interval or file; or extra and half_life",
            )
        if event.extra and parts.is_center_opening_valid:
            axis = Axis.of(parts.period)
            tick = axis.tick(event.at)
            windows = open_windows(arrival_hours(parts, queue), axis)
            if not any(first <= tick < last for first, last in windows):
                parts.warnings.append(
                    f"events.{label}.at: {event.queue} is closed then; the extra customers who "
                    "come before it opens are blocked."
                )


def _totals(parts: Parts) -> None:
    for name, members in parts.totals.items():
        known = parts.names("queues") + parts.names("agents")
        for number, member in enumerate(members):
            if member not in known:
                parts.refuse(
                    ("totals", name, number),
                    f"there is no queue or group {member}",
                    some_names(known),
                    nearest(member, known),
                )
        if name in parts.names("queues") or name in parts.names("agents"):
            parts.refuse(
                ("totals", name),
                "is also the name of a queue or group",
                "a name of its own",
                with_value=False,
            )


def _durations(parts: Parts) -> None:
    for name, queue in parts.queues.items():
        for key in ("handle_time", "session", "triage"):
            spec: Distribution | None = getattr(queue, key)
            if spec is None:
                continue
            longest = spec.high if spec.distribution == "uniform" else spec.mean
            if longest == 0:
                parts.refuse(("queues", name, key), "takes no time at all", "a mean longer than 0s")
            numbers = parts.tables.get(f"queues.{name}.{key}.file")
            if numbers and not any(numbers):
                parts.refuse(
                    ("queues", name, key), "takes no time at all", "some durations longer than 0"
                )
