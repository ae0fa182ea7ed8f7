"""A progress bar on stderr, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(
    budget: float | None = None, what: str = "replications"
) -> Iterator[Callable[[int, int], None] | None]:
    """Gives what a study calls with (done, all), or None where nobody watches.

    With a time budget (seconds) the time left is never more than what is left of it.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task
    from rich.text import Text

    class TimeLeft(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(time_left(task.time_remaining, task.elapsed, budget))

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeLeft())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show


def time_left(estimated: float | None, elapsed: float | None, budget: float | None) -> str:
    """`1:05 left`; the smaller of what the pace says and what the budget leaves."""
    known = [] if estimated is None else [estimated]
    if budget is not None:
        known.append(max(budget - (elapsed or 0.0), 0.0))
    if not known:
        return ""
    minutes, seconds = divmod(round(min(known)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d} left" if hours else f"{minutes}:{seconds:02d} left"
