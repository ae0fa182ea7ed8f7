"""What `ccsim app` does: serve the pages, and get ready for the first reader before one comes."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence

from sim.app.pool import begin, leash

LONGEST_IMPORT = 10.0
"""Seconds; Python must not end while a library is being imported: some then end with a crash."""

LONGEST_END = 15.0
"""Seconds that the end may take, whatever still hangs."""


def serve(words: Sequence[str]) -> None:
    """Serve until interrupted; `words` is what Streamlit's own command is told."""
    # Processes that are begun anew find this package where this one has found it.
    os.environ["PYTHONPATH"] = os.pathsep.join(place for place in sys.path if place)
    begin()
    # Streamlit answers first: what is shown comes while a browser loads the page around it.
    from streamlit.web.cli import main

    preparing = threading.Thread(target=_first_answer, name="first answer", daemon=True)
    preparing.start()
    try:
        main(list(words), prog_name="streamlit", standalone_mode=False)
    finally:
        leash().let_go()
        last_resort = threading.Timer(LONGEST_END, os._exit, (0,))
        last_resort.daemon = True
        last_resort.start()
        preparing.join(LONGEST_IMPORT)


def _first_answer() -> None:
    """Import the pages and simulate what they show first; whoever comes meanwhile waits for it."""
    from sim.app.main import shared_server  # all pages, as the script of a reader imports them

    server = shared_server()
    from sim.app.first import first_answer

    first_answer(server)
