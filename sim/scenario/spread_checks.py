"""Rules of posts that spread: where they may lead, and whether they explode."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.follow_up_loops import Edge, connected, never_ends
from sim.scenario.names import some_names
from sim.scenario.parts import Parts
from sim.scenario.queue_checks import channels
from sim.scenario.shape import nearest
from sim.scenario.unit_numbers import write_number


def check_spreading(parts: Parts) -> None:
    """Every rule of this module; problems and warnings are appended to `parts`."""
    _reaches_queues(parts)
    _explodes(parts)


def _reaches_queues(parts: Parts) -> None:
    names, channel_of = parts.names("queues"), channels(parts)
    for name, queue in parts.queues.items():
        for to in queue.spread.to if queue.spread else ():
            if to not in names:
                parts.refuse(
                    ("queues", name, "spread", "to", to),
                    f"there is no queue named {to}",
                    some_names(names),
                    nearest(to, names),
                    with_value=False,
                )
            elif channel_of.get(to) == "outbound":
                parts.refuse(
                    ("queues", name, "spread", "to", to),
                    "is an outbound queue: nobody comes there, the company calls",
                    some_names([other for other in names if channel_of.get(other) != "outbound"]),
                    with_value=False,
                )


def _explodes(parts: Parts) -> None:
    """A post that nobody answers causes one more on average, or more: no end but `at_most`.

    With several social queues it is the spectral radius of the matrix of means that counts.
    """
    edges = [
        Edge(to, name, to, mean)
        for name, queue in parts.queues.items()
        if queue.spread is not None
        for to, mean in queue.spread.to.items()
        if mean
    ]
    for part in connected(edges):
        if not never_ends(part):
            continue
        sources = list(dict.fromkeys(edge.source for edge in part))
        open_ended = [name for name in sources if not _has_limit(parts, name)]
        for name in open_ended:
            to = next(edge.to for edge in part if edge.source == name)
            parts.refuse(
                ("queues", name, "spread", "to", to),
                f"spreading that explodes: {_said(part)}",
                "a mean below 1, or `at_most` written in the spread",
                "write at_most: 20000 if it is meant to spread until it is answered",
            )
        if not open_ended:
            limits = [spread.at_most for name in sources if (spread := parts.queues[name].spread)]
            parts.warnings.append(
                f"queues.{sources[0]}.spread explodes: {_said(part)}. Until they are answered it "
                f"goes on to at_most {sum(limits):,} contacts."
            )


def _has_limit(parts: Parts, name: str) -> bool:
    spread = parts.queues[name].spread
    return spread is not None and "at_most" in spread.model_fields_set


def _said(part: Sequence[Edge]) -> str:
    """What one post of the part causes."""
    if len(part) == 1:
        return f"each post causes {write_number(part[0].weight)} others"
    causes = [f"{edge.source} {write_number(edge.weight)} on {edge.to}" for edge in part]
    return f"posts cause others without end ({some_names(causes, 6)})"
