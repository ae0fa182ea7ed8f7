"""What stands beside every page: which scenario, how precisely, which language."""

from __future__ import annotations

import streamlit as st

from sim.app.draft import BASE, Source
from sim.app.plain import plain
from sim.app.session import Session
from sim.app.texts import LANGUAGES
from sim.cli.shipped import shipped_files
from sim.errors import InputError

PRECISIONS = (20, 50, 100, 200)


def sidebar(session: Session) -> None:
    """Scenario, variant, replications, seed and language."""
    text = session.language
    draft = session.draft
    shipped = shipped_files()
    names = list(shipped)
    if draft.source.argument not in names:
        names.append(draft.source.argument)
    chosen = st.selectbox(
        text("side.scenario"),
        names,
        index=names.index(draft.source.argument),
        key=f"source-{draft.revision}",
    )
    if chosen != draft.source.argument:
        session.take(Source(shipped[chosen], chosen))
        st.rerun()
    try:
        variants = [BASE, *draft.base.variants]
    except InputError:
        variants = [BASE]
    if len(variants) > 1:
        variant = st.selectbox(
            text("side.variant"),
            variants,
            index=variants.index(draft.variant),
            key=f"variant-{draft.revision}",
            help=text("side.variant_help"),
        )
        if variant != draft.variant:
            draft.variant = variant
            draft.revision += 1
            st.rerun()
    _precision(session)
    changes = _changes(session)
    if changes:
        st.caption(text("side.changes", count=len(changes)))
        st.button(text("side.reset"), on_click=draft.reset, width="stretch", key="reset")
    codes = list(LANGUAGES)
    code = st.segmented_control(
        text("side.language"),
        codes,
        default=session.language.code,
        format_func=lambda code: LANGUAGES[code].name,
        key="language",
        label_visibility="collapsed",
    )
    if code is not None and code != session.language.code:
        session.language = LANGUAGES[code]
        session.visit += 1  # a browser keeps the words of what was chosen before: other boxes
        st.rerun()


def _precision(session: Session) -> None:
    """How many days are simulated, and the seed."""
    text = session.language
    choices = sorted({*PRECISIONS, session.replications})
    left, right = st.columns(2)
    session.replications = left.selectbox(
        text("side.replications"),
        choices,
        index=choices.index(session.replications),
        key=f"replications-{session.visit}",
        help=text("side.replications_help"),
    )
    try:
        given = session.draft.base.tree.run.seed
    except InputError:
        given = 0
    seed = right.number_input(
        text("side.seed"),
        min_value=0,
        max_value=2**53 - 1,  # as a browser counts
        value=min(given, 2**53 - 1) if session.seed is None else session.seed,
        key=f"seed-{session.visit}-{session.draft.revision}",
        help=text("side.seed_help"),
    )
    session.seed = None if seed == given else int(seed)


def _changes(session: Session) -> list[str]:
    try:
        return session.draft.settings()
    except InputError:
        return []


def title(session: Session, key: str) -> None:
    """The heading of a page, and which scenario it is about."""
    st.header(session.language(key))
    draft = session.draft
    name = draft.base.tree.name
    variant = "" if draft.variant == BASE else f" · {draft.variant}"
    st.caption(plain(f"{name}{variant}"))
