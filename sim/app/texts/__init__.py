"""Texts of the pages by key, one file a language; what reports say by its English form.

What is wrong with a scenario is said as on the command line, in English, sign for sign.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from sim.app.texts import en, zh, zh_metrics, zh_sentences, zh_terms, zh_words


@dataclass(frozen=True)
class Language:
    """A language: its own name, the texts by key, and how it says what reports say.

    `terms`: words and whole sentences by their English form. `sentences`: the same with `{...}` for
    what changes: `{word...}` is a term or a sentence itself, `{words...}` a list of them, `{names}`
    a list that is kept, `{number...}` a figure with its unit; all others are kept as they are.
    """

    code: str
    name: str
    texts: Mapping[str, str]
    terms: Mapping[str, str]
    sentences: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of this key with its `{...}` filled. KeyError if there is none."""
        return self.texts[key].format(**values)

    def term(self, word: str) -> str:
        """What a table calls a column, a title or a metric; the word itself if it has no other."""
        return self.terms.get(word, word)

    def say(self, said: str) -> str:
        """What a report says: a term, a sentence, or several of them; else as it is."""
        if not self.terms and not self.sentences:
            return said
        known = self._known(said)
        if known is not None:
            return known
        parts = SENTENCE_END.split(said)
        if len(parts) == 1:
            return said
        found = [self._known(part) for part in parts]
        if all(one is None for one in found):
            return said
        return "".join(part if one is None else one for one, part in zip(found, parts, strict=True))

    def _known(self, said: str) -> str | None:
        """The words for a term or a sentence; None if it is neither."""
        known = self.terms.get(said.replace("\n", " "))
        if known is not None:
            return known
        for pattern, template in patterns(self.code):
            found = pattern.fullmatch(said.replace("\n", " "))
            if found is not None:
                values = {name: self._value(name, value) for name, value in
                          found.groupdict(default="").items()}  # fmt: skip
                return template.format(**values)
        return None

    def _value(self, name: str, value: str) -> str:
        """What stands in a field of a sentence."""
        if name.startswith("words"):
            return LIST_MARK.join(self.say(one) for one in LISTED.split(value))
        if name.startswith("word"):
            return self.say(value)
        if name == "names":
            return PART_OF.sub(r"\1/\2", LIST_MARK.join(LISTED.split(value)))
        return value


SENTENCE_END: Final = re.compile(r"(?<=[.;]) (?=[A-Z1-9])")
LISTED: Final = re.compile(r", | and ")
LIST_MARK: Final = "、"
PART_OF: Final = re.compile(r"(\d+) of (\d+)")
NUMBER: Final = r"(?:[-+<>.,\d]+ ?(?:%|s|min|h|d|[A-Z]{3})? ?(?:- )?)+"
FIELD: Final = re.compile(r"\\{(\w+)\\}")


@lru_cache
def patterns(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences of a language as expressions, those with most fixed text first."""
    pairs = sorted(
        LANGUAGES[code].sentences.items(), key=lambda pair: -len(FIELD.sub("", re.escape(pair[0])))
    )
    return tuple((expression(english), said) for english, said in pairs)


def expression(english: str) -> re.Pattern[str]:
    """`{count} of {all} queues` as an expression with a group for each field."""

    def group(field: re.Match[str]) -> str:
        return f"(?P<{field[1]}>{NUMBER if field[1].startswith('number') else '.+?'})"

    return re.compile(FIELD.sub(group, re.escape(english)))


LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {
        "en": Language("en", "English", en.TEXTS, {}, {}),
        "zh": Language(
            "zh",
            "中文",
            zh.TEXTS,
            {**zh_metrics.FORMULAS, **zh_metrics.TITLES, **zh_words.WORDS, **zh_terms.TERMS},
            {**zh_sentences.SENTENCES, **zh_metrics.WAITED},
        ),
    }
)


def language_of(locale: str | None) -> Language:
    """The language for a reader's locale, such as zh-CN; English for all others."""
    code = (locale or "").split("-")[0].lower()
    return LANGUAGES.get(code, LANGUAGES["en"])
