"""Names and dotted paths: what a name may look like, how `*` matches, unknown keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sim.scenario.schema import Arrivals, FollowUp, Group, Node, Queue
from sim.scenario.shape import nearest, slots

MAX_NAME = 100
NAME_ALLOWED = "a name without dots, * or $, 1 to 100 printable characters"

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
    known = list(slots(node))
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


def listed(words: Sequence[str], joint: str = "and") -> str:
    """ "chat, messaging and email"."""
    return f" {joint} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def some_names(names: Iterable[str], limit: int = 12) -> str:
    """Known names for a message."""
    listed = list(names)
    more = f", and {len(listed) - limit} more" if len(listed) > limit else ""
    return ", ".join(listed[:limit]) + more if listed else "none is defined"
