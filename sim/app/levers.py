"""Sliders that change the whole scenario: volume, handle time, head counts, channel shift."""

from __future__ import annotations

import streamlit as st

from sim.app.draft import Draft, Lever, Shift
from sim.app.plain import plain
from sim.app.session import Session

MOST_LEVERS = 6  # groups and shifts with a slider
ACROSS = 4
MOST_HEADS = 20
ADDED = "shift_"


def what_if(session: Session) -> None:
    """Volume, handle time and the head counts of the first groups."""
    text = session.language
    draft = session.draft
    if not draft.base.tree.queues:
        return
    mark = f"{session.visit}-{draft.revision}"
    with st.container(border=True):
        columns = st.columns(ACROSS)
        draft.volume = columns[0].slider(
            text("lever.volume"), 50, 200, draft.volume, 5, format="%d %%",
            key=f"volume-{mark}", help=text("lever.volume_help"),
        )  # fmt: skip
        draft.handle = columns[1].slider(
            text("lever.handle"), 50, 150, draft.handle, 5, format="%d %%",
            key=f"handle-{mark}", help=text("lever.handle_help"),
        )  # fmt: skip
        levers = draft.levers()
        for place, lever in enumerate(levers[:MOST_LEVERS], start=2):
            if place % ACROSS == 0:
                columns = st.columns(ACROSS)
            low, high = min(lever.heads), max(lever.heads)
            now = f"{low:g}" if low == high else f"{low:g}-{high:g}"
            draft.heads[lever.path] = columns[place % ACROSS].slider(
                text(heads_key(lever), name=plain(lever.name), now=now),
                -MOST_HEADS, MOST_HEADS, draft.heads.get(lever.path, 0), format="%+d",
                key=f"heads-{lever.path}-{mark}", help=text("lever.heads_help"),
            )  # fmt: skip
        if len(levers) > MOST_LEVERS:
            st.caption(text("lever.more", count=len(levers) - MOST_LEVERS))


def heads_key(lever: Lever) -> str:
    """Whether the numbers beside a slider are people in the seat, or rostered."""
    return "lever.seated" if lever.path.endswith(".seated") else "lever.rostered"


def shift_sliders(session: Session) -> None:
    """One slider a channel shift of the scenario, and a form for further ones."""
    text = session.language
    draft = session.draft
    base = draft.base.tree
    mark = f"{session.visit}-{draft.revision}"
    shifts = {name: (node.from_, node.to) for name, node in base.channel_shift.items()}
    shifts |= {name: (one.source, one.to) for name, one in draft.shifts.items()}
    for name, (source, to) in shifts.items():
        given = round(100 * base.channel_shift[name].share) if name in base.channel_shift else 0
        now = draft.shares.get(name, given)
        moved = st.slider(
            text("shift.slider", source=plain(source), to=plain(to), name=plain(name)),
            0, 100, now, format="%d %%", key=f"share-{name}-{mark}", help=text("shift.help"),
        )  # fmt: skip
        if moved != now:
            draft.shares[name] = moved
    _new_shift(session, draft, mark)


def _new_shift(session: Session, draft: Draft, mark: str) -> None:
    text = session.language
    queues = list(draft.base.tree.queues)
    sources = [q for q, node in draft.base.tree.queues.items() if node.arrivals is not None]
    if len(queues) < 2 or not sources:
        return
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    source = left.selectbox(text("shift.from"), sources, key=f"shift-from-{mark}")
    others = [queue for queue in queues if queue != source]
    to = middle.selectbox(text("shift.to"), others, key=f"shift-to-{mark}")

    def add() -> None:
        number = len(draft.shifts) + 1
        draft.shifts[f"{ADDED}{number}"] = Shift(source, to)
        draft.shares[f"{ADDED}{number}"] = 10

    right.button(text("shift.add"), on_click=add, key=f"shift-add-{mark}", width="stretch")
