"""E-mail and back office: at any hour, put down for live work; answered when the reply leaves."""

from sim.channels.kind import ChannelKind

EMAIL = ChannelKind(
    name="email", takes_line=False, live=False, asynchronous=True, deferred=True, written=True
)
