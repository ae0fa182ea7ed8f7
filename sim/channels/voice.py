"""Phone: live, one at a time, takes a line; wrap-up holds the agent, not the line."""

from sim.channels.kind import ChannelKind

VOICE = ChannelKind(name="voice", takes_line=True, live=True)
