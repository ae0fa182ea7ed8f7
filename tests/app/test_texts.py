"""Both languages are complete, and nothing is shown untranslated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import sim
from sim.app import texts
from sim.app.main import PAGES
from sim.app.show import WORDED
from sim.app.texts import LANGUAGES, language_of
from sim.cli.shipped import shipped_files
from sim.report.definitions import definitions_table
from sim.report.erlang_check import erlang_table
from sim.report.follow_up_cost import follow_up_cost_table
from sim.report.journeys import journey_tables
from sim.report.reading import Reader
from sim.report.tables import group_table, queue_table, worst_table
from tests.app.conftest import Open

APP = Path(texts.__file__).parent.parent
ENGLISH, CHINESE = LANGUAGES["en"], LANGUAGES["zh"]
FIELD = re.compile(r"\{\w+\}")


def test_both_have_the_same_keys() -> None:
    assert set(ENGLISH.texts) == set(CHINESE.texts)


@pytest.mark.parametrize("key", sorted(ENGLISH.texts))
def test_a_text_is_filled_with_the_same_values(key: str) -> None:
    assert set(FIELD.findall(ENGLISH.texts[key])) == set(FIELD.findall(CHINESE.texts[key]))
    assert CHINESE.texts[key].strip()


def test_every_key_in_the_code_exists_and_every_text_is_used() -> None:
    known = set(ENGLISH.texts)
    used: set[str] = set()
    beginnings: set[str] = set()
    for path in [*APP.rglob("*.py"), APP.parent / "report" / "answer.py"]:
        if path.parent.name == "texts":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in known:
                used.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id == "text":
                first = node.args[0]  # type: ignore[attr-defined]
                if isinstance(first, ast.Constant):
                    assert first.value in known, f"{path.name}: {first.value}"
    starts = tuple(start for start in beginnings if re.fullmatch(r"\w+\.?", start))
    unused = {key for key in known - used if not key.startswith(starts)}
    assert unused == set()


def is_english(word: str) -> bool:
    """Whether it stays without Chinese, though it has words: letters of figures are no words."""
    said = CHINESE.say(word)
    if word in CHINESE.terms:  # Erlang A is that in Chinese too
        return False
    return re.search("[a-z]{2,}", said) is not None and re.search("[一-鿿]", said) is None


def test_words_of_tables_are_translated() -> None:
    missing = set()
    for name in ("phone_center", "app_with_proactive_calls", "leads_hotline"):
        study = sim.study(sim.load(shipped_files()[name]), replications=1)
        reader = Reader(study)
        tables = [queue_table(reader), group_table(reader), worst_table(reader),
                  erlang_table(study), definitions_table(reader), follow_up_cost_table(reader),
                  *journey_tables(reader)]  # fmt: skip
        for table in tables:
            if table is None:
                continue
            words = {table.title, *table.columns}
            for row in table.rows:
                pairs = zip(table.columns, row, strict=True)
                words |= {cell for column, cell in pairs if column in WORDED}
            missing |= {word for word in words if is_english(word)}
    assert missing == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_chinese_page_has_no_english_text(opened: Open, name: str) -> None:
    app = opened(name, language="zh")
    assert not app.exception
    kinds = (app.header, app.subheader, app.info, app.success, app.error, app.warning)
    written = [element.value for kind in kinds for element in kind]
    widgets = (app.button, app.selectbox, app.multiselect, app.text_input, app.number_input)
    written += [widget.label for kind in widgets for widget in kind]
    written += [tab.label for tab in app.tabs]
    english = {said for key, said in ENGLISH.texts.items() if said != CHINESE.texts[key]}
    assert [said for said in written if said in english] == []
    assert all(re.search("[一-鿿]", said) for said in written), written


@pytest.mark.parametrize(
    ("locale", "code"), [("zh-CN", "zh"), ("zh", "zh"), ("en-GB", "en"), ("de", "en"), (None, "en")]
)
def test_the_first_language_is_the_readers(locale: str | None, code: str) -> None:
    assert language_of(locale).code == code
