"""Texts of the pages by key, one file a language; words of tables by their English form.

Messages of the scenario, warnings and notes are those of the command line, in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sim.app.texts import en, zh


@dataclass(frozen=True)
class Language:
    """A language: its own name, the texts by key, and what it calls the words of tables."""

    code: str
    name: str
    texts: Mapping[str, str]
    terms: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of this key with its `{...}` filled. KeyError if there is none."""
        return self.texts[key].format(**values)

    def term(self, word: str) -> str:
        """What a table calls a column, a title or a metric; the word itself if it has no other."""
        return self.terms.get(word, word)


LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {
        "en": Language("en", "English", en.TEXTS, {}),
        "zh": Language("zh", "中文", zh.TEXTS, zh.TERMS),
    }
)


def language_of(locale: str | None) -> Language:
    """The language for a reader's locale, such as zh-CN; English for all others."""
    code = (locale or "").split("-")[0].lower()
    return LANGUAGES.get(code, LANGUAGES["en"])
