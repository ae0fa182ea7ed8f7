"""The engines, and what they share: ranks of events and outcome codes."""
