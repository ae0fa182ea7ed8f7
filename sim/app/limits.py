"""What one user may ask of a server that others share."""

from __future__ import annotations

from typing import Final

MOST_CONTACTS: Final = 4_000_000
"""First attempts of a study: expected per replication x replications."""

MOST_AT_ONCE: Final = 400_000
"""First attempts of one replication: what a worker process has to hold at a time."""

MOST_INTERVALS: Final = 4_000
"""Intervals of a scenario: a month by quarters of an hour, with room to spare."""

MOST_FIGURES: Final = 60_000
"""Intervals x (queues + groups): what a page has to keep and to draw for each metric."""

MOST_SECONDS: Final = 300.0
"""Working time of a study, summed over the worker processes."""

SECONDS_AT_ONCE: Final = 60.0
"""Working time of one replication, or of reading one uploaded scenario."""

MOST_REPLICATIONS: Final = 1000

MOST_SEARCH_SECONDS: Final = 600.0
"""Time of one search for staff or for the value that meets a goal."""

MOST_SEARCHES: Final = 2
"""Searches at a time, each in a process of its own; further ones wait for a place."""

SEARCH_LEASE_SECONDS: Final = 60.0
"""A search goes on for so long when its reader looks at another page."""

UPLOAD_FILES: Final = 20
UPLOAD_MEGABYTES: Final = 20
"""Of one file (also server.maxUploadSize) and of all files together."""

CACHE_BYTES: Final = 400_000_000
"""Results kept, of all users together."""

LEASE_SECONDS: Final = 6.0
"""A study that nobody has looked at for so long is given up: its reader has gone."""
