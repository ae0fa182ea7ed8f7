"""Names and dotted paths: what a name may look like, how `*` matches, keys of later issues."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.scenario.schema import Arrivals, FollowUp, Group, Node, Queue, Skill, Target
from sim.scenario.shape import nearest, slots

MAX_NAME = 100
NAME_ALLOWED = "a name without dots, * or $, 1 to 100 printable characters"

_CHANNELS = "only voice, video, counter, outbound and self_service are available so far"
LATER_CHANNELS = ("chat", "messaging", "email", "social", "community")
LATER_KEYS: dict[type[Node], dict[str, str]] = {
    Queue: {
        "turns": _CHANNELS,
        "gap": _CHANNELS,
        "reply_window": _CHANNELS,
        "waiting_at_start": _CHANNELS,
        "relevant": _CHANNELS,
        "triage": _CHANNELS,
        "spread": _CHANNELS,
        "peers": _CHANNELS,
    },
    Skill: {
        "concurrency": "agents take one contact at a time so far",
        "slowdown": "agents take one contact at a time so far",
    },
    Target: {"reply": _CHANNELS, "clock": _CHANNELS},
}
MISPLACED: dict[type[Node], dict[str, str]] = {
    Queue: {
        "rate": "put it under arrivals",
        "per_interval": "put it under arrivals",
        "skills": "skills belong to agents",
        "seated": "head counts belong to agents",
    },
    Group: {"cost_per_hour": "write cost: {hour: ...}", "overflow": "write `after` in the skill"},
    Arrivals: {"volume": "write rate or per_interval"},
    FollowUp: {
        "share": "write probability",
        "queue": "write from, the queue they come from",
        "channel": "write to, the queue they come to",
        "when": "write after",
    },
}


def unknown_key(node: type[Node], key: str) -> tuple[str, str, str]:
    """(message, allowed, mend) for a key that the node does not take."""
    later = LATER_KEYS.get(node, {}).get(key)
    known = list(slots(node))
    if later is not None:
        return f"`{key}` is not available yet: {later}", "", f"remove `{key}`"
    mend = MISPLACED.get(node, {}).get(key) or nearest(key, known)
    return "unknown key", ", ".join(known), mend


def name_problem(name: str) -> str | None:
    """What is wrong with a free name, None if nothing is."""
    if not name.strip() or name != name.strip():
        return "a name is empty or begins or ends with a space"
    if len(name) > MAX_NAME:
        return "the name is too long"
    if not name.isprintable():
        return "the name has characters that cannot be printed"
    for character, word in ((".", "a dot"), ("*", "a star"), ("=", "an equals sign")):
        if character in name:
            return f"the name has {word}"
    return None


def matcher(pattern: str) -> re.Pattern[str]:
    """`*` matches any text; everything else stands for itself."""
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)


def matching(pattern: str, names: Iterable[str]) -> list[str]:
    """The names that a pattern matches, in their order."""
    expression = matcher(pattern)
    return [name for name in names if expression.fullmatch(name)]


def some_names(names: Iterable[str], limit: int = 12) -> str:
    """Known names for a message."""
    listed = list(names)
    more = f", and {len(listed) - limit} more" if len(listed) > limit else ""
    return ", ".join(listed[:limit]) + more if listed else "none is defined"
