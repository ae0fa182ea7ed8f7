"""The numbers of all files a scenario names, keyed by the dotted path of the node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sim.scenario.calendar import Axis, open_windows
from sim.scenario.csv_files import Folder, Refused
from sim.scenario.file_lists import durations, trace_ticks, week_weights
from sim.scenario.messages import Loc
from sim.scenario.parts import Parts, arrival_hours
from sim.scenario.schema import Arrivals, Distribution, HeadCount, Opening, Queue
from sim.scenario.unit_time import write_instant
from sim.scenario.volumes import (
    MILLISECOND,
    Asked,
    Numbers,
    Unusable,
    interval_heads,
    interval_volumes,
)


def read_tables(parts: Parts, folder: Folder) -> None:
    """Fill `parts.tables`; problems and warnings are appended."""
    for name, profile in parts.profiles.items():
        path: Loc = ("profiles", name, "file")
        if profile.file is not None:
            asked = Asked(_dotted(path), profile.file, profile.columns)
            _put(parts, path, asked, folder, ("week",), partial(week_weights, asked, folder))
        elif profile.weights is not None:
            parts.tables[_dotted(path)] = profile.weights
    for name, queue in parts.queues.items():
        for keys, spec in _durations_of(queue):
            if spec is not None:
                _durations(parts, ("queues", name, *keys, "file"), spec, folder)
        if queue.arrivals is not None and parts.period is not None:
            opening = arrival_hours(parts, queue)
            _arrivals(parts, name, queue.arrivals, folder, opening)
    for name, follow_up in parts.follow_ups.items():
        _durations(parts, ("follow_ups", name, "delay", "file"), follow_up.delay, folder)
    for name, group in parts.agents.items():
        for key in ("seated", "staff"):
            count: HeadCount | None = getattr(group, key)
            if count is not None and count.file is not None and parts.period is not None:
                _heads(parts, name, key, count, folder, group.opening or parts.opening)


def _durations_of(queue: Queue) -> list[tuple[tuple[str, ...], Distribution | None]]:
    """Every duration of a queue, with the keys that lead to it."""
    single = ("handle_time", "session", "wrap_up", "patience", "gap", "triage")
    waiting, peers = queue.waiting_at_start, queue.peers
    return [
        *(((key,), getattr(queue, key)) for key in single),
        (("waiting_at_start", "age"), None if waiting is None else waiting.age),
        (("peers", "delay"), None if peers is None else peers.delay),
    ]


def _dotted(path: Loc) -> str:
    return ".".join(str(step) for step in path)


def _put(
    parts: Parts,
    path: Loc,
    asked: Asked,
    folder: Folder,
    key: tuple[object, ...],
    make: Callable[[], Numbers],
) -> None:
    """Read one table, once for all named scenarios, and note what is wrong with it."""

    def attempt() -> Numbers | Refused | Unusable:
        try:
            return make()
        except (Refused, Unusable) as error:
            return error

    result = folder.once((*key, *asked.key, asked.path, asked.missing_is_zero), attempt)
    if isinstance(result, Refused):
        parts.refuse(path, *result.details)
    elif isinstance(result, Unusable):
        parts.problems.extend(result.problems)
    else:
        parts.tables[asked.path] = result


def _durations(parts: Parts, path: Loc, spec: Distribution, folder: Folder) -> None:
    if spec.distribution != "empirical":
        return
    if spec.values is not None:
        if spec.values:
            parts.tables[_dotted(path)] = tuple(value / 1000 for value in spec.values)
        else:
            parts.refuse((*path[:-1], "values"), "the list is empty", "at least one duration")
        return
    assert spec.file is not None
    asked = Asked(_dotted(path), spec.file, spec.columns)
    _put(parts, path, asked, folder, ("durations",), lambda: durations(asked, folder))


def _arrivals(
    parts: Parts, queue: str, arrivals: Arrivals, folder: Folder, opening: Opening | None
) -> None:
    assert parts.period is not None
    axis, start = Axis.of(parts.period), parts.period.start
    base: Loc = ("queues", queue, "arrivals")
    if isinstance(arrivals.trace, tuple):
        parts.tables[_dotted((*base, "trace"))] = _listed_trace(parts, base, arrivals.trace, axis)
    elif arrivals.trace is not None:
        asked = Asked(_dotted((*base, "trace")), arrivals.trace, arrivals.columns)
        _put(
            parts,
            (*base, "trace"),
            asked,
            folder,
            ("trace", queue, axis),
            lambda: trace_ticks(asked, queue, folder, axis, start),
        )
    if arrivals.trace is not None:
        _trace_warnings(parts, queue, opening, axis)
    if arrivals.file is not None:
        zero = arrivals.missing == "zero"
        asked = Asked(_dotted((*base, "file")), arrivals.file, arrivals.columns, zero)
        opened = None if opening is None else opening.model_dump_json()
        _put(
            parts,
            (*base, "file"),
            asked,
            folder,
            ("volumes", queue, axis, opened),
            lambda: interval_volumes(asked, queue, folder, axis, start, opening),
        )
        _ignored_column(parts, queue, asked.file, folder)


def _ignored_column(parts: Parts, queue: str, file: str, folder: Folder) -> None:
    try:
        header = folder.csv(file).header
    except Refused:
        return
    if "handle_time_s" in header:
        parts.warnings.append(
            f"queues.{queue}.arrivals: the column handle_time_s of {file} is not used; "
            "handle_time is."
        )


def _listed_trace(parts: Parts, base: Loc, instants: Sequence[datetime], axis: Axis) -> Numbers:
    assert parts.period is not None
    start, length = parts.period.start, axis.end - axis.start
    ticks = sorted((at - start) // MILLISECOND for at in instants)
    return tuple(float(tick) for tick in ticks if 0 <= tick < length)


def _trace_warnings(parts: Parts, queue: str, opening: Opening | None, axis: Axis) -> None:
    """Nobody in the period, or instants in closed time (they find the queue closed)."""
    ticks = parts.tables.get(f"queues.{queue}.arrivals.trace")
    if ticks is None:
        return
    path: Loc = ("queues", queue, "arrivals", "trace")
    assert parts.period is not None
    if not ticks:
        end = parts.period.start + timedelta(milliseconds=parts.period.length)
        parts.refuse(
            path,
            "has no instant in the period "
            f"{write_instant(parts.period.start)} to {write_instant(end)}",
            "instants within the period",
            "change period.start, or take another file",
        )
        return
    windows = open_windows(opening, axis)
    closed = 0
    place = 0
    for tick in ticks:
        at = tick + axis.start
        while place < len(windows) and windows[place][1] <= at:
            place += 1
        closed += place == len(windows) or at < windows[place][0]
    if closed:
        parts.warnings.append(
            f"queues.{queue}: {closed:,} of {len(ticks):,} trace instants lie in closed time; "
            "these contacts are blocked."
        )


def _heads(
    parts: Parts, group: str, key: str, count: HeadCount, folder: Folder, opening: Opening | None
) -> None:
    assert parts.period is not None and count.file is not None
    axis, start = Axis.of(parts.period), parts.period.start
    path: Loc = ("agents", group, key, "file")
    asked = Asked(_dotted(path), count.file, count.columns, count.missing == "zero")
    opened = None if opening is None else opening.model_dump_json()
    _put(
        parts,
        path,
        asked,
        folder,
        ("heads", key, axis, opened),
        lambda: interval_heads(asked, key, folder, axis, start, opening),
    )
