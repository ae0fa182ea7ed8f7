"""Public posts: a share is relevant; an unanswered post causes others until it is answered."""

from sim.channels.kind import ChannelKind

SOCIAL = ChannelKind(
    name="social", takes_line=False, live=False, asynchronous=True, deferred=True, written=True
)
