"""The workers that a command asks for: `--workers N`, `--cluster ADDRESS`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.studies.pool import Pool


def pool_of(options: argparse.Namespace) -> Pool:
    """A pool as the options say; use it with `with`. Raises InputError for a bad cluster.

    For every command with `sim.cli.parser.add_pool_options`.
    """
    from sim.studies.pool import Pool

    return Pool(options.workers, cluster=options.cluster)
