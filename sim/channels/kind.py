"""What a channel kind is to the model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChannelKind:
    """One kind of medium.

    `takes_line`: a contact takes one of the center's `lines` while it waits and talks.
    `live`: the customer is there while the agent works; such work is not put down.
    `asynchronous`: contacts arrive at any hour and wait for the desk.
    `deferred`: the work may be put down for live work and taken up again.
    `written`: answered means that the reply leaves, when the work ends; on the others that work
    starts.
    `several`: an agent may hold several contacts at once.
    """

    name: str
    takes_line: bool
    live: bool
    asynchronous: bool = False
    deferred: bool = False
    written: bool = False
    several: bool = False
