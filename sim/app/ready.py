"""Importing this gets a process ready to simulate; the workers are forks of one that has."""

from contextlib import suppress

from sim.app.pool import get_ready

# What is wrong comes again in the workers, whose complaints are heard.
with suppress(Exception):
    get_ready()
