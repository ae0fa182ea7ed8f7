"""Loops of follow-ups that never end, or that go round without delay.

The queues are a graph, follow-ups and callbacks its edges. A loop without delay would go round
within one instant. For loops that never end, an edge weighs the expected number of contacts that
one contact sends along it for certain events (answered, by a peer too, contained, escalated): a
strongly connected part whose matrix has a spectral radius of 1 or more never empties. Abandoned,
blocked, expired and waiting are left out: they end when the queue has time again. The turns of a
thread are no loop: each follows with a probability below 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.scenario.means import mean_ticks
from sim.scenario.names import some_names
from sim.scenario.parts import Parts
from sim.scenario.schema import FollowUp, Queue

ROUNDS = 2_000
NEARLY_ONE = 1 - 1e-9


@dataclass(frozen=True)
class Edge:
    """One step from queue to queue: its name as said in messages, and its weight."""

    label: str
    source: str
    to: str
    weight: float = 1.0


def check_loops(parts: Parts) -> None:
    """Refuse both kinds of loops, each once, at its last follow-up."""
    _without_delay(parts)
    _never_ending(parts)


def _without_delay(parts: Parts) -> None:
    edges = [
        Edge(label, step.from_, step.to)
        for label, step in parts.follow_ups.items()
        if step.probability and not step.after.waited and _mean(parts, label, step) == 0
    ]
    edges += [
        Edge(f"callback of {name}", name, queue.callback.to)
        for name, queue in parts.queues.items()
        if queue.callback and queue.callback.accepted and queue.callback.when.waited is None
    ]
    for part in connected(edges):
        cycle = shortest_cycle(part)
        label = _last(parts, cycle)
        if label is not None:
            parts.refuse(
                ("follow_ups", label, "delay"),
                f"{_said(cycle, cycle)} goes round without delay",
                "a delay longer than 0s somewhere in every loop",
                f"write delay: 1min in {label}",
                with_value=False,
            )


def _mean(parts: Parts, label: str, step: FollowUp) -> float | None:
    """Mean delay in ticks, None if it is not known."""
    return mean_ticks(step.delay, parts.tables.get(f"follow_ups.{label}.delay.file"))


def _never_ending(parts: Parts) -> None:
    seen: set[str] = set()
    for reason in reasons_of(parts):
        edges = [
            Edge(label, step.from_, step.to, step.probability * certain_share(parts, step, reason))
            for label, step in parts.follow_ups.items()
        ]
        for part in connected([edge for edge in edges if edge.weight]):
            cycle = heaviest_cycle(part)
            label = _last(parts, part)
            if label is None or label in seen or not never_ends(part):
                continue
            seen.add(label)
            kind = f" for customers with the reason {reason}" if _differs(parts, cycle) else ""
            parts.refuse(
                ("follow_ups", label, "probability"),
                f"{_said(cycle, part)} never ends{kind}: every contact in it brings another",
                "a loop that some leave: less than 100% in all",
                with_value=True,
            )


def reasons_of(parts: Parts) -> list[str]:
    """Every reason, and "" if some customers have none."""
    sources = [queue for queue in parts.queues.values() if queue.arrivals is not None]
    has_plain = not sources or any(not queue.reasons for queue in sources)
    return [*([""] if has_plain else []), *parts.reasons]


def certain_share(parts: Parts, step: FollowUp, reason: str) -> float:
    """Share of the contacts of a queue that can be counted on to have the event."""
    source = parts.queues.get(step.from_)
    if source is None:
        return 0.0
    contained = contained_share(source, reason)
    peers = 0.0 if source.peers is None else source.peers.answer
    if step.after.event == "answered":
        dial = source.dial
        return 1 - peers if dial is None else 1 - (1 - dial.reached) ** dial.attempts
    by_event = {"contained": contained, "escalated": 1 - contained, "answered_by_peer": peers}
    return by_event.get(step.after.event, 0.0)


def contained_share(queue: Queue, reason: str) -> float:
    """Share of customers with a reason ("" for none) that self-service contains."""
    if queue.contained is None:
        return 0.0
    if queue.contained.share is not None:
        return queue.contained.share
    return queue.contained.by_reason.get(reason, 0.0)


def _differs(parts: Parts, cycle: Sequence[Edge]) -> bool:
    """Whether the loop weighs more for some reasons than for others."""
    queues = [parts.queues[edge.source] for edge in cycle]
    return any(queue.contained is not None and queue.contained.by_reason for queue in queues)


def _said(cycle: Sequence[Edge], edges: Sequence[Edge]) -> str:
    """The way round, and the follow-ups that lead along it."""
    way = " -> ".join([cycle[0].source, *(edge.to for edge in cycle)])
    return f"the loop {way} ({some_names([edge.label for edge in edges], 6)})"


def _last(parts: Parts, edges: Sequence[Edge]) -> str | None:
    """The follow-up among the edges that stands last in the file."""
    labels = {edge.label for edge in edges}
    return next((label for label in reversed(parts.follow_ups) if label in labels), None)


# ---------------------------------------------------------------- graphs


def connected(edges: Sequence[Edge]) -> list[list[Edge]]:
    """The edges inside each strongly connected part that has any, in the order of the edges."""
    onward: dict[str, list[str]] = {}
    backward: dict[str, list[str]] = {}
    for edge in edges:
        onward.setdefault(edge.source, []).append(edge.to)
        backward.setdefault(edge.to, []).append(edge.source)
    part_of: dict[str, int] = {}
    for number, name in enumerate(reversed(_finished(onward))):
        if name in part_of:
            continue
        todo = [name]
        while todo:
            here = todo.pop()
            if here not in part_of:
                part_of[here] = number
                todo.extend(backward.get(here, []))
    parts: dict[int, list[Edge]] = {}
    for edge in edges:
        if part_of[edge.source] == part_of[edge.to]:
            parts.setdefault(part_of[edge.source], []).append(edge)
    return list(parts.values())


def _finished(onward: Mapping[str, Sequence[str]]) -> list[str]:
    """Every node, in the order in which a depth-first search leaves it (Kosaraju's first pass)."""
    names = dict.fromkeys([*onward, *(to for targets in onward.values() for to in targets)])
    seen: set[str] = set()
    order: list[str] = []
    for name in names:
        todo = [(name, False)]
        while todo:
            here, is_left = todo.pop()
            if is_left:
                order.append(here)
            elif here not in seen:
                seen.add(here)
                todo.append((here, True))
                todo.extend((to, False) for to in onward.get(here, ()))
    return order


def shortest_cycle(part: Sequence[Edge]) -> list[Edge]:
    """The shortest cycle through the first edge of a strongly connected part."""
    first = part[0]
    came: dict[str, list[Edge]] = {first.to: [first]}
    todo = [first.to]
    for here in todo:
        if here == first.source:
            return came[here]
        for edge in part:
            if edge.source == here and edge.to not in came:
                came[edge.to] = [*came[here], edge]
                todo.append(edge.to)
    raise AssertionError("the part is not strongly connected")


def heaviest_cycle(part: Sequence[Edge]) -> list[Edge]:
    """The cycle that one enters by always taking the heaviest edge."""
    best: dict[str, Edge] = {}
    for edge in part:
        if edge.source not in best or edge.weight > best[edge.source].weight:
            best[edge.source] = edge
    here, walked = part[0].source, dict[str, Edge]()
    while here not in walked:
        walked[here] = best[here]
        here = best[here].to
    edges = list(walked.values())
    return edges[list(walked).index(here) :]


def never_ends(part: Sequence[Edge]) -> bool:
    """Whether the spectral radius of a strongly connected part is 1 or more.

    By the bounds of Collatz and Wielandt: for any positive v it lies between the least and the
    largest (M v) / v. Half the identity is added, which leaves 1 at 1 and lets the bounds meet.
    """
    value = {edge.source: 1.0 for edge in part}
    for _ in range(ROUNDS):
        brought = dict.fromkeys(value, 0.0)
        for edge in part:
            brought[edge.source] += edge.weight * value[edge.to]
        ratios = [brought[name] / value[name] for name in value]
        if min(ratios) >= NEARLY_ONE:
            return True
        if max(ratios) < NEARLY_ONE:
            return False
        value = {name: (value[name] + brought[name]) / 2 for name in value}
        largest = max(value.values())
        value = {name: amount / largest for name, amount in value.items()}
    return False
