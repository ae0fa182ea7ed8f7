"""Video: live, one at a time; no telephone line."""

from sim.channels.kind import ChannelKind

VIDEO = ChannelKind(name="video", takes_line=False, live=True)
