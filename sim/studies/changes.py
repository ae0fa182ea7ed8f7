"""What differs between two scenarios, by path, and whether it can change anything at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_LISTED = 4
LONGEST = 40
ABSENT = "(none)"


@dataclass(frozen=True)
class Change:
    """One value that differs: its path and how it is written in each."""

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}: {self.before} -> {self.after}"


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Differences of two resolved scenarios (`Scenario.resolved()`), in their order."""
    return tuple(_changes(before, after, ()))


def listed(found: Sequence[Change]) -> str:
    """The first few changes in a line: `agents.desk.seated: 8 -> 10; and 2 more`."""
    more = len(found) - MOST_LISTED
    said = [str(one) for one in found[:MOST_LISTED]] + ([f"and {more} more"] if more > 0 else [])
    return "; ".join(said)


def remarks_on(base: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """Sentences about changes that change nothing, though they look as if they did.

    A target is what a queue is judged by. Only agents who take the contact that is due first
    (`earliest_due`) act on it.
    """
    found = [one for one in changes(base, other) if not one.path.startswith("run.")]
    if not found:
        return ("It has the same content as the baseline: there is nothing to compare.",)
    said = []
    targets = [one for one in found if _is_target(one.path)]
    if targets and not _takes_earliest_due(other) and not _takes_earliest_due(base):
        alone = len(targets) == len(found)
        said.append(
            f"{'Only the' if alone else 'The'} target changed ({listed(targets)}): the target "
            "alone changes no behaviour, only what is counted as met. Agents act on targets with "
            "routing.contacts: earliest_due."
        )
    limits = [one for one in found if one.path.endswith(".max_occupancy")]
    if limits:
        said.append(
            f"max_occupancy is a planning limit ({listed(limits)}): it changes no behaviour."
        )
    return tuple(said)


def _is_target(path: str) -> bool:
    words = path.split(".")
    return words[0] == "queues" and "target" in words[2:]


def _takes_earliest_due(resolved: Mapping[str, Any]) -> bool:
    routings = [resolved.get("routing"), *(
        group.get("routing") for group in resolved.get("agents", {}).values()
    )]  # fmt: skip
    return any(one and one.get("contacts") == "earliest_due" for one in routings)


def _changes(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[Change]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _changes(before.get(key), after.get(key), (*path, str(key)))
    elif before != after:
        yield Change(".".join(path), _shown(before), _shown(after))


def _shown(value: Any) -> str:
    if value is None:
        return ABSENT
    text = str(value)
    if isinstance(value, Mapping):
        text = "{" + ", ".join(f"{key}: {inner}" for key, inner in value.items()) + "}"
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
