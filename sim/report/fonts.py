"""Fonts for names that the figures' own font cannot write (Chinese, Japanese, Korean)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sim.report.style import FAMILY

# fonts that have the signs, where they are installed; the first one found is used
CJK_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Arial Unicode MS",
)

READER_FAMILIES = f"'{FAMILY}', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
"""What a browser is to look for, in an SVG whose text is text."""


def needs_cjk(texts: Iterable[str]) -> bool:
    """Whether a text has signs of the CJK blocks (U+2E80 and up, wide forms included)."""
    return any("⺀" <= sign <= "힣" or "豈" <= sign <= "￯" for text in texts for sign in text)


def fitted(text: str, columns: int) -> str:
    """The text cut to so many columns, with a sign that it was; wide signs take two columns."""
    if sum(map(_columns, text)) <= columns:
        return text
    kept, used = "", 1  # the ellipsis
    for sign in text:
        used += _columns(sign)
        if used > columns:
            break
        kept += sign
    return kept.rstrip() + "…"


def _columns(sign: str) -> int:
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def installed_cjk_family() -> str | None:
    """The name of an installed font that writes Chinese; None where there is none."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((family for family in CJK_FAMILIES if family in installed), None)


def font_warning(texts: Iterable[str]) -> str | None:
    """A sentence for the report where names need a font that is not installed."""
    if not needs_cjk(texts) or installed_cjk_family() is not None:
        return None
    return (
        "Some names have Chinese, Japanese or Korean signs, and no font with them is installed "
        "here. The figures show them where the reader's computer has such a font; install one "
        "(for example Noto Sans CJK) to have them everywhere."
    )
