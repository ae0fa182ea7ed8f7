"""Chats, messages, posts and deferred work as tables; where present."""

from __future__ import annotations

from sim.report.by_queue import Column, count, duration, factor, queues_table
from sim.report.reading import Reader
from sim.report.table import Table
from sim.report.wording import duration_interval, percent_interval


def written_tables(reader: Reader) -> list[Table]:
    """The tables that this scenario has anything to say in."""
    found = (
        deferred_table(reader),
        messages_table(reader),
        posts_table(reader),
        chats_table(reader),
    )
    return [table for table in found if table is not None]


def deferred_table(reader: Reader) -> Table | None:
    """One row a queue of deferred work: replies in time, and what is left at the end."""
    queues = [
        queue for kind in ("email", "social", "community") for queue in reader.queues_of(kind)
    ]
    columns = (
        Column("response level RL", "response_level", percent_interval),
        Column("by arrival", "response_level_arrived", percent_interval),
        Column("mean wait", "asa_s", duration),
        Column("on its clock", "response_s", duration),
        Column("completed", "completed", count),
        Column("backlog at end", "backlog", count),
        Column("days of work", "backlog_days", factor),
        Column("oldest", "oldest_age", duration),
    )
    note = (
        "Response level: of the items that fell due in the reported period; by arrival: of those "
        "that arrived in it. n/a: none fell due, or no target. Mean wait: elapsed, until the reply "
        "leaves; on its clock: what the target counts of it. Days of work: the backlog over the "
        "items completed per opening day."
    )
    return queues_table(reader, "Deferred work", "queue", queues, columns, note)


def messages_table(reader: Reader) -> Table | None:
    """One row a messaging queue: its threads and how fast their turns get a reply."""
    columns = (
        Column("threads", "threads", count),
        Column("turns", "offered", count),
        Column("response rate", "response_rate", percent_interval),
        Column("first response", "first_response_s", duration),
        Column("every reply", "reply_s", duration),
        Column("on its clock", "response_s", duration),
        Column("expired", "expired", count),
        Column("effort per turn", "effort_s", duration),
    )
    note = (
        "A contact is one turn of a thread. Replies count until they leave, day and night; on its "
        "clock: what the target counts of them. Effort is agent time, "
        "shared among what is in hand."
    )
    queues = reader.queues_of("messaging")
    return queues_table(reader, "Messages", "queue", queues, columns, note)


def posts_table(reader: Reader) -> Table | None:
    """One row a queue of public posts: what was heard, and what spread."""
    columns = (
        Column("heard", "heard", count),
        Column("relevant", "relevant", count),
        Column("triaged", "triaged", count),
        Column("replied", "answered", count),
        Column("spread per post", "spread", factor),
        Column("reproduction", "reproduction", factor),
    )
    note = (
        "Spread: contacts here and elsewhere that posts caused, over the relevant posts that came "
        "by themselves. Reproduction: over all relevant posts; from 1 on a storm feeds itself."
    )
    queues = reader.queues_of("social")
    return queues_table(reader, "Public posts", "queue", queues, columns, note)


def chats_table(reader: Reader) -> Table | None:
    """One row a chat queue: how handling stretches where agents hold several at once."""
    columns = (
        Column("answered", "answered", count),
        Column("first response", "first_response_s", duration),
        Column("AHT", "handle_s", duration_interval),
        Column("effort", "effort_s", duration_interval),
    )
    note = (
        "AHT: as stretched by what else is in hand; effort: agent time, shared among what is in "
        "hand. AHT over effort is how many were in hand."
    )
    return queues_table(reader, "Chats", "queue", reader.queues_of("chat"), columns, note)
