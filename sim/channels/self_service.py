"""Self-service (bot, IVR, app, FAQ): no agent; contains a share, escalates the rest."""

from sim.channels.kind import ChannelKind

SELF_SERVICE = ChannelKind(name="self_service", takes_line=False, live=True)
