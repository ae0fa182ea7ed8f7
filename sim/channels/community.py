"""Community: customers answer each other, day and night; agents answer what is left."""

from sim.channels.kind import ChannelKind

COMMUNITY = ChannelKind(
    name="community", takes_line=False, live=False, asynchronous=True, deferred=True, written=True
)
