"""What happened to a contact, as text: "answered", "waiting 15min"."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, cast, get_args

from sim.scenario.unit_numbers import refuse, single_value
from sim.scenario.unit_time import parse_positive_duration, write_duration

EventName = Literal[
    "answered",
    "abandoned",
    "blocked",
    "waiting",
    "contained",
    "escalated",
    "answered_by_peer",
    "expired",
]
EVENT_NAMES: tuple[str, ...] = get_args(EventName)
EVENT_ALLOWED = (
    "answered, abandoned, blocked, contained, escalated, answered_by_peer, expired, or waiting "
    "with a duration, such as waiting 15min"
)


@dataclass(frozen=True)
class After:
    """What a follow-up follows: an event, for `waiting` after so many ticks (0 for the others)."""

    event: EventName
    waited: int = 0

    def __str__(self) -> str:
        return f"waiting {write_duration(self.waited)}" if self.waited else self.event


def parse_after(text: object) -> After:
    """ "waiting 15min" to After("waiting", 900000)."""
    if isinstance(text, After):
        return text
    word, _, duration = single_value(text, EVENT_ALLOWED).partition(" ")
    if word not in EVENT_NAMES:
        refuse("is not something that happens to a contact", EVENT_ALLOWED, _mend(word))
    event = cast(EventName, word)
    if event == "waiting":
        if not duration.strip():
            refuse("does not say how long the customer has waited", EVENT_ALLOWED)
        return After(event, parse_positive_duration(duration.strip()))
    if duration.strip():
        refuse(
            f"has a duration, which `{word}` does not take",
            EVENT_ALLOWED,
            f"write {word}, and delay: {duration.strip()}",
        )
    return After(event)


def _mend(word: str) -> str:
    """The event that a misspelt word means."""
    found = get_close_matches(word.lower(), EVENT_NAMES, n=1, cutoff=0.6)
    return f"did you mean {found[0]}?" if found else ""
