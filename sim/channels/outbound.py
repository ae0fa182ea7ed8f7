"""Outbound: the company dials; callbacks, ring-back of lost callers, proactive contacts."""

from sim.channels.kind import ChannelKind

OUTBOUND = ChannelKind(name="outbound", takes_line=False, live=True)
