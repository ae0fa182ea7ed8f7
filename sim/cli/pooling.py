"""The workers that a command asks for: `--workers N`, `--cluster ADDRESS`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.studies.pool import Pool


def pool_of(options: argparse.Namespace) -> Pool:
    """A pool as the options say; use it with `with`. Raises InputError for a bad cluster.

    For every command with `sim.cli.parser.add_pool_options`. At the first use the engine is
    compiled here, and stderr says so, before a bar of progress is drawn.
    """
    from sim.engine.engines import prepare
    from sim.studies.pool import Pool

    prepare(options.engine, lambda line: print(line, file=sys.stderr))
    return Pool(options.workers, cluster=options.cluster)
