"""How much of a search is left: replications that are still expected, and what one takes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

RECENT = 0.3
"""Weight of the last trial in the seconds of a replication."""

WORTH_SAYING = 5.0
"""Seconds below which no time left is told."""

MINUTE, HOUR = 60, 3600


@dataclass(eq=False)
class Outlook:
    """`expected` replications are left of the search; each stage says it anew, for only then it is
    known. A trial takes from it what it simulates.
    """

    expected: float = 0.0
    seconds: float | None = None  # of one replication; of the first trial none: it loads modules
    _trials: int = field(default=0, repr=False)
    _begun: float = field(default=0.0, repr=False)

    def begin(self) -> None:
        """A trial begins."""
        self._begun = time.monotonic()

    def done(self, replications: int) -> None:
        """It has ended."""
        taken = (time.monotonic() - self._begun) / replications
        self._trials += 1
        if self._trials > 1:
            before = taken if self.seconds is None else self.seconds
            self.seconds = before + RECENT * (taken - before)
        self.expected = max(self.expected - replications, float(replications))

    def words(self, ends_in: float) -> str:
        """`about 40 s left`; empty where nothing can be said. `ends_in`: seconds at most."""
        if self.seconds is None or self.expected <= 0:
            return ""
        left = min(self.expected * self.seconds, ends_in)
        return f"about {rounded(left)} left" if left >= WORTH_SAYING else ""


def rounded(seconds: float) -> str:
    """`40 s`, `3 min`, `1 h 20 min`: as exact as a guess deserves."""
    if seconds < 2 * MINUTE:
        return f"{max(5, round(seconds / 5) * 5)} s"
    minutes = round(seconds / MINUTE)
    if minutes < MINUTE:
        return f"{minutes} min"
    return f"{minutes // MINUTE} h {minutes % MINUTE} min"
