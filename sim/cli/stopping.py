"""Ctrl-C and the terminating signals: asked once, not forgotten.

A signal raises an exception wherever the program happens to be; a library in the middle of an
import or a clean-up may swallow it. So the wish is also written down, and `stop_if_asked` raises
it again at the last moment at which everything can still be left as it was.
"""

from __future__ import annotations

import signal
import threading
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


def _stop(number: int, frame: object) -> None:
    wish = KeyboardInterrupt() if number == signal.SIGINT else SystemExit(128 + number)
    _asked.append(wish)
    raise wish
