"""Chat: live, several at once for an agent; each further one in hand stretches the others."""

from sim.channels.kind import ChannelKind

CHAT = ChannelKind(name="chat", takes_line=False, live=True, several=True)
