"""Ctrl-C and the terminating signals: asked once, not forgotten.

A signal raises an exception wherever the program happens to be; a library in the middle of an
import or a clean-up may swallow it. So the wish is also written down, and `stop_if_asked` raises
it again at the last moment at which everything can still be left as it was.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_asked: list[BaseException] = []


def listen() -> dict[signal.Signals, Any]:
    """Let SIGINT, SIGTERM and SIGHUP end the command cleanly; returns the handlers before.

    SIGTERM and SIGHUP would otherwise end the process at once and leave a temporary folder behind.
    """
    _asked.clear()
    if threading.current_thread() is not threading.main_thread():
        return {}  # signals can be handled in the main thread alone
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    wanted = [signal.Signals[name] for name in names]  # not all on Windows
    # What somebody had ignored (nohup, a command in the background) stays ignored.
    heard = [number for number in wanted if signal.getsignal(number) is not signal.SIG_IGN]
    return {number: signal.signal(number, _stop) for number in heard}


def restore(before: dict[signal.Signals, Any]) -> None:
    """Put the handlers back that `listen` returned."""
    for number, handler in before.items():
        signal.signal(number, handler)


def stop_if_asked() -> None:
    """Raise the exception of a signal that came, if one did."""
    if _asked:
        raise _asked[0]


@contextmanager
def keep_what_is_done(kept: str = "the replications done") -> Iterator[Callable[[], bool]]:
    """Inside, the first Ctrl-C only asks to end with what is done; a second one stops at once.

    Gives the question "was it asked?".
    """
    asked = False

    def gently(number: int, frame: object) -> None:
        nonlocal asked
        if asked:
            _stop(number, frame)
        asked = True
        _say(f"\nccsim: keeping {kept}; Ctrl-C again stops at once\n")

    def was_asked() -> bool:
        return asked

    heard = threading.current_thread() is threading.main_thread()
    if not heard or signal.getsignal(signal.SIGINT) is not _stop:
        yield was_asked
        return
    before = signal.signal(signal.SIGINT, gently)
    try:
        yield was_asked
    finally:
        signal.signal(signal.SIGINT, before)


def _say(text: str) -> None:
    """Write to stderr from a signal handler, where Python's own buffer may be in use."""
    try:
        os.write(sys.stderr.fileno(), text.encode())
    except (OSError, ValueError):  # stderr is no real file (a test, a notebook)
        pass


def _stop(number: int, frame: object) -> None:
    wish = KeyboardInterrupt() if number == signal.SIGINT else SystemExit(128 + number)
    _asked.append(wish)
    raise wish
