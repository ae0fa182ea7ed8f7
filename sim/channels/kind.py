"""What a channel kind is to the model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChannelKind:
    """One kind of medium.

    `takes_line`: a contact takes one of the center's `lines` while it waits and talks.
    `live`: the customer is there while the agent works; answered means that work starts.
    """

    name: str
    takes_line: bool
    live: bool
