"""Service counter: live, face to face, one at a time; no telephone line."""

from sim.channels.kind import ChannelKind

COUNTER = ChannelKind(name="counter", takes_line=False, live=True)
