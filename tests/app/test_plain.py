"""Names are shown sign for sign, whatever they look like."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sim.app.plain import PARTED, plain


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" ")))
def test_a_reader_of_markdown_sees_the_text_itself(text: str) -> None:
    shown = " ".join(text.split())
    tokens = MarkdownIt("commonmark").parseInline(plain(shown))[0].children or []
    assert {token.type for token in tokens} <= {"text", "text_special"}
    assert "".join(token.content for token in tokens).replace(PARTED, "") == shown


def test_signs_of_streamlit_lose_their_meaning() -> None:
    assert plain(":red[x] $y$ :smile:") == r"\:red\[x\] \$y\$ \:smile\:"


def test_it_is_one_line() -> None:
    assert plain("# a\n\n- b") == r"\# a \- b"


def test_addresses_do_not_become_links() -> None:
    assert plain("http://a") == rf"http\:\/\/{PARTED}a"
    assert plain("www.a, b@c") == rf"www{PARTED}\.a\, b\@{PARTED}c"
