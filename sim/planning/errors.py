"""What stops a search: the user, or demands that no number of agents meets."""

from __future__ import annotations

from sim.errors import InputError, Problem

SOURCE = "planning"
"""Where a problem comes from that no file and no option has said."""


class Stopped(Exception):
    """The caller's `stop` said so; nothing was found."""


class EndedEarly(Exception):
    """The search is to end with the best plan so far; it does not leave this package."""


def refusal(
    path: str, value: str | None, message: str, allowed: str = "", mend: str = ""
) -> InputError:
    """One problem of what a search was asked for."""
    return InputError([Problem(SOURCE, None, path, value, message, allowed, mend)])
