"""Finds what is still English on a Chinese page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache

import yaml
from streamlit.testing.v1 import AppTest

from sim.app.server import Server
from sim.app.session import Session
from sim.cli.shipped import shipped_files
from sim.metrics.catalogue import METRICS

WORD = re.compile(r"[A-Za-z]{2,}")
TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)

SAME = frozenset(
    """
    Erlang SL RL AHT ASA FTE FAQ IVR QQ CSV YAML HTML Excel PowerPoint MB English base ccsim SHA
    h s min d ms EUR CNY USD RMB Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep
    Oct Nov Dec cv LOW HIGH STEP fast reference none n/a csv yaml yml txt gz Erl Kaplan Meier turn
    """.split()
)  # fmt: skip
"""Words that are the same in Chinese: names of formulas, units, file kinds, days of dates."""


@lru_cache
def named(names: frozenset[str]) -> re.Pattern[str]:
    """Names and metrics as whole words."""
    keys = {"max_occupancy", "resolved_after", "max_waiting"}
    known = sorted({*names, *METRICS, *keys}, key=len, reverse=True)
    return re.compile(rf"(?<![\w])(?:{'|'.join(map(re.escape, known))})(?![A-Za-z_])")


CODE = re.compile(r"`[^`]*`|\*\*SL-\d+\*\*|:material/\w+:")


def english_in(
    app: AppTest, drawings: Iterable[str], names: frozenset[str]
) -> dict[str, list[str]]:
    """What is said on the page and in its figures with English words in it -> these words."""
    found: dict[str, list[str]] = {}
    for said in (*_said(app), *_drawn(drawings)):
        left = CODE.sub(" ", said.replace("\\", ""))
        left = named(names).sub(" ", left)
        words = [word for word in WORD.findall(left) if word not in SAME]
        if words:
            found[said] = words
    return found


def names_of(session: Session) -> frozenset[str]:
    """Every key and every text of the scenario file: names are never translated."""
    draft = session.draft
    document = yaml.safe_load(draft.source.path.read_text("utf-8"))
    return frozenset(
        {draft.source.argument, *_texts(document), *draft.base.variants, *shipped_files()}
    )


def _texts(node: object) -> Iterable[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)
    elif isinstance(node, str):
        yield node


def _said(app: AppTest) -> Iterable[str]:
    plain = (app.header, app.subheader, app.markdown, app.caption, app.info, app.success, app.error,
             app.warning, app.title)  # fmt: skip
    for kind in plain:
        yield from (element.value for element in kind)
    widgets = (app.button, app.selectbox, app.multiselect, app.text_input, app.number_input,
               app.slider, app.select_slider, app.checkbox, app.toggle, app.metric, app.tabs,
               app.expander)  # fmt: skip
    for kind in widgets:
        for element in kind:
            yield element.label
            yield getattr(element, "help", None) or ""
            yield from (str(option) for option in getattr(element, "options", ()))
    for metric in app.metric:
        yield from (metric.value, metric.delta)
    for table in app.dataframe:
        yield from (str(column) for column in table.value.columns)
        for row in table.value.itertuples(index=False):
            yield from (str(cell) for cell in row)


def drawings_of(server: Server) -> list[str]:
    """All figures that the server has drawn, as SVG."""
    return [drawing for drawing, _ in server._figures._found.values()]


def _drawn(drawings: Iterable[str]) -> Iterable[str]:
    for drawing in drawings:
        yield from (html.unescape(re.sub(r"<[^>]+>", "", text)) for text in TEXT.findall(drawing))
