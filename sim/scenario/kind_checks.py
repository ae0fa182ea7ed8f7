"""Rules of single channel kinds that need more than one node: targets, threads, posts, skills."""

from __future__ import annotations

from sim.scenario.kind_rules import ASYNCHRONOUS, LIVE, SEVERAL, TARGET_KEYS, WARM
from sim.scenario.means import mean_ticks
from sim.scenario.messages import Loc
from sim.scenario.names import listed
from sim.scenario.parts import Parts
from sim.scenario.queue_checks import channels, raw_queues
from sim.scenario.schema import Queue
from sim.scenario.unit_time import write_duration
from sim.scenario.yaml_nodes import Table


def check_kinds(parts: Parts) -> None:
    """Every rule of this module; problems and warnings are appended to `parts`."""
    _target_keys(parts)
    for name, queue in parts.queues.items():
        if queue.channel in ASYNCHRONOUS:
            _at_close(parts, name, queue)
            _waiting_at_start(parts, name, queue)
        if queue.channel == "messaging":
            _gap(parts, name, queue)
            _reply_window(parts, name, queue)
        if queue.channel == "social":
            _triage(parts, name, queue)
    _concurrency(parts)
    _warm(parts)


def _target_keys(parts: Parts) -> None:
    """Judged as written: a target has every key, whether it is meant or not."""
    raw = raw_queues(parts)
    for name, channel in channels(parts).items():
        target = raw[name].entries.get("target")
        for key, taking in TARGET_KEYS.items():
            if isinstance(target, Table) and key in target.entries and channel not in taking:
                parts.refuse(
                    ("queues", name, "target", key),
                    f"is not a key of the target of {channel} queues",
                    f"{key} on {listed(taking)} queues",
                    f"remove `{key}`",
                )


def _at_close(parts: Parts, name: str, queue: Queue) -> None:
    if queue.at_close == "drop":
        parts.refuse(
            ("queues", name, "at_close"),
            f"does not go with {queue.channel}: its contacts wait until the desk is there again",
            "serve",
            "remove `at_close`",
        )


def _waiting_at_start(parts: Parts, name: str, queue: Queue) -> None:
    waiting = queue.waiting_at_start
    if waiting is None:
        return
    path: Loc = ("queues", name, "waiting_at_start")
    if parts.period is not None and parts.period.warm_up:
        parts.refuse(
            path,
            "does not go with period.warm_up: the warm-up builds the backlog itself",
            "one of waiting_at_start and period.warm_up",
            "remove `waiting_at_start`, or write period.warm_up: 0s",
            with_value=False,
        )
    age = mean_ticks(waiting.age, parts.tables.get(f"queues.{name}.waiting_at_start.age.file"))
    if queue.reply_window and age is not None and waiting.contacts and age >= queue.reply_window:
        parts.warnings.append(
            f"queues.{name}.waiting_at_start: at a mean age of {write_duration(round(age))} most "
            f"of them are past the reply_window of {write_duration(queue.reply_window)}: they "
            "expire at once."
        )


def _gap(parts: Parts, name: str, queue: Queue) -> None:
    """Turns have a pause between them."""
    turns = 1.0 if queue.turns is None else queue.turns.mean
    if turns > 1 and queue.gap is None:
        parts.refuse(
            ("queues", name, "gap"),
            "is needed: the turns of a thread have no pause between them",
            "the customer's pause before the next message, such as {mean: 2min}",
        )
    if queue.gap is None:
        return
    if turns <= 1:
        parts.refuse(
            ("queues", name, "gap"),
            "is the pause between turns, and a thread has only one",
            "gap with turns above 1",
            "write turns: {mean: 4}, or remove `gap`",
            with_value=False,
        )
    mean = mean_ticks(queue.gap, parts.tables.get(f"queues.{name}.gap.file"))
    if mean is not None and parts.period is not None and mean * (turns - 1) >= parts.period.length:
        parts.warnings.append(
            f"queues.{name}.gap: a thread of {turns:g} turns takes longer than the period of "
            f"{write_duration(parts.period.length)}: most threads do not end in it."
        )


def _reply_window(parts: Parts, name: str, queue: Queue) -> None:
    """A reply can be written before no reply is possible."""
    window = queue.reply_window
    if window is None:
        return
    path: Loc = ("queues", name, "reply_window")
    handle = None
    if queue.handle_time is not None:
        numbers = parts.tables.get(f"queues.{name}.handle_time.file")
        handle = mean_ticks(queue.handle_time, numbers)
    if handle is not None and window < handle:
        takes = write_duration(round(handle))
        parts.refuse(path, f"is shorter than a turn takes ({takes})", f"{takes} or longer")
    within = queue.target.within if queue.target is not None else None
    if within is not None and window < within:
        parts.refuse(
            path,
            f"is shorter than the target allows (within: {write_duration(within)})",
            f"{write_duration(within)} or longer",
            "lengthen it, or shorten `within`",
        )


def _triage(parts: Parts, name: str, queue: Queue) -> None:
    """To see that a post needs no answer takes time."""
    if queue.relevant < 1 and queue.triage is None:
        parts.refuse(
            ("queues", name, "triage"),
            "is needed: some posts are not relevant",
            "agent time for a post that needs no answer, such as 15s",
        )
    if queue.relevant == 1 and queue.triage is not None:
        parts.warnings.append(
            f"queues.{name}.triage is never needed: every post is relevant (relevant: 100%)."
        )


def _concurrency(parts: Parts) -> None:
    channel_of = channels(parts)
    for name, group in parts.agents.items():
        for queue, skill in group.skills.items():
            channel = channel_of.get(queue)
            if skill.concurrency > 1 and channel is not None and channel not in SEVERAL:
                parts.refuse(
                    ("agents", name, "skills", queue, "concurrency"),
                    f"an agent takes {channel} contacts one at a time",
                    f"1; more for {listed(SEVERAL)} queues",
                    "remove `concurrency`",
                )


def _warm(parts: Parts) -> None:
    """Both agents and the customer can be there at once."""
    channel_of = channels(parts)
    for label, follow_up in parts.follow_ups.items():
        if follow_up.warm is None:
            continue
        ends = (("come from", follow_up.from_, WARM), ("go to", follow_up.to, LIVE))
        for word, queue, taking in ends:
            channel = channel_of.get(queue)
            if channel is not None and channel not in taking:
                parts.refuse(
                    ("follow_ups", label, "warm"),
                    f"a warm transfer cannot {word} {queue} ({channel}): the agents and the "
                    "customer are not there at once",
                    f"{listed(taking, 'or')} queues",
                    "remove `warm` for a cold transfer",
                )
