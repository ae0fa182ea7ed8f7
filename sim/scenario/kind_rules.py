"""What belongs to which channel kind, and rules inside one node of such keys.

The same facts stand in sim/channels/ for the model; a test compares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.node_rules import Finding, refuse_all

if TYPE_CHECKING:
    from sim.scenario import schema

LIVE = ("voice", "video", "counter", "chat")
"""The customer waits on the spot for an agent."""
ASYNCHRONOUS = ("messaging", "email", "social", "community")
"""Contacts arrive at any hour and wait for the desk."""
SEVERAL = ("chat", "messaging")
"""An agent may hold several at once."""
WARM = (*LIVE, "outbound")
"""Both agents and the customer can be there at once."""

MAX_TURNS = 1_000

_EVERY = ("channel", "arrivals", "reasons", "opening", "cost")
_AGENTS = (
    "handle_time",
    "wrap_up",
    "patience",
    "target",
    "priority",
    "head_start",
    "max_waiting",
    "at_close",
    "value",
)
_DESK = (*_EVERY, *_AGENTS, "waiting_at_start")
CHANNEL_KEYS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("voice", "video", "counter"), (*_EVERY, *_AGENTS, "callback")),
    "outbound": (*_EVERY, *_AGENTS, "dial"),
    "chat": (*_EVERY, *_AGENTS, "callback"),
    "messaging": (*_DESK, "turns", "gap", "reply_window"),
    "email": _DESK,
    "social": (*_DESK, "relevant", "triage", "spread"),
    "community": (*_DESK, "peers"),
    "self_service": (*_EVERY, "session", "contained"),
}
NEEDED_KEYS: dict[str, tuple[str, ...]] = {
    **{kind: ("handle_time",) for kind in CHANNEL_KEYS if kind != "self_service"},
    "self_service": ("session", "contained"),
}
TARGET_KEYS: dict[str, tuple[str, ...]] = {"reply": ("messaging",), "clock": ASYNCHRONOUS}
"""Keys of a target that only some kinds take."""


def takers(key: str) -> list[str]:
    """The channel kinds whose queues take the key."""
    return [channel for channel, keys in CHANNEL_KEYS.items() if key in keys]


def check_turns(turns: schema.Turns) -> None:
    """A thread has at least its first message."""
    if turns.mean < 1:
        refuse_all([Finding("mean", "is less than 1", f"1 to {MAX_TURNS:,}")])
    if turns.mean > MAX_TURNS:
        refuse_all([Finding("mean", "is absurdly large", f"1 to {MAX_TURNS:,}")])


def check_spread(spread: schema.Spread) -> None:
    """It reaches some queue."""
    if not spread.to:
        refuse_all([Finding("to", "names no queue", "queues with a mean: {weibo: 0.8}")])


def check_warm(follow_up: schema.FollowUp) -> list[Finding]:
    """An agent stays on with a customer who is handed on at once."""
    if follow_up.warm is None:
        return []
    delay = follow_up.delay
    findings = []
    if follow_up.as_ != "transfer":
        findings.append(
            Finding("warm", f"does not go with as: {follow_up.as_}", "warm with as: transfer")
        )
    if follow_up.after.event != "answered":
        findings.append(
            Finding(
                "warm",
                f"does not go with after: {follow_up.after}: no agent is there",
                "warm with after: answered",
            )
        )
    if delay.distribution != "constant" or delay.mean:
        findings.append(
            Finding(
                "warm",
                "does not go with a delay: the first agent stays on meanwhile",
                "warm without delay",
                "remove `delay`, or `warm`",
            )
        )
    return findings
