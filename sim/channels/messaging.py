"""Messaging: threads of turns with pauses of the customer; a turn is answered by its reply."""

from sim.channels.kind import ChannelKind

MESSAGING = ChannelKind(
    name="messaging", takes_line=False, live=True, asynchronous=True, written=True, several=True
)
