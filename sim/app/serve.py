"""What `ccsim app` does: serve the pages, and get ready for the first reader before one comes."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
import threading
from collections.abc import Sequence
from multiprocessing import util
from typing import NoReturn

from sim.app.pool import begin, leash

LONGEST_IMPORT = 10.0
"""Seconds; Python must not end while a library is being imported: some then end with a crash."""

LONGEST_END = 15.0
"""Seconds that the end after an error may take, whatever still hangs."""

LONGEST_TIDYING = 2.0
"""Seconds for what is to be done at an ordinary end: removing the folders of uploads."""


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
    except BaseException:
        leash().let_go()
        _no_later_than(LONGEST_END)
        preparing.join(LONGEST_IMPORT)
        raise
    _leave()


def _leave() -> NoReturn:
    """End now, as Ctrl-C asks: not when the workers have handed over what nobody waits for.

    Scripts of readers may still be drawing in threads that Python would cut off in the middle of a
    library, which can crash it; so Python is not wound down, only what it has to do at its end is.
    """
    leash().let_go()
    _no_later_than(LONGEST_TIDYING)
    for worker in multiprocessing.active_children():
        worker.terminate()
    # Its own way at the end waits for workers, and for queues that they no longer read; what does
    # not wait, such as giving up semaphores, is done here.
    wait, tidy = getattr(util, "_exit_function", None), getattr(util, "_run_finalizers", None)
    if wait is not None and tidy is not None:
        atexit.unregister(wait)
        tidy(0)
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(0)


def _no_later_than(seconds: float) -> None:
    last_resort = threading.Timer(seconds, os._exit, (0,))
    last_resort.daemon = True
    last_resort.start()


def _first_answer() -> None:
    """Import the pages and simulate what they show first; whoever comes meanwhile waits for it."""
    # All pages, as the script of a reader imports them.
    from sim.app.main import leave_to_stay, shared_server

    server = shared_server()
    from sim.app.first import first_answer

    first_answer(server)
    leave_to_stay()
