"""Reading YAML: text stays text, every value knows its line, and nothing exhausts the machine."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.scenario.yaml_nodes import Items, Leaf, Table, decode, plain, read_document, read_value


def refused(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_document(text, "x.yaml")
    return str(caught.value)


def test_scalars_stay_text() -> None:
    text = "a: 10:30\nno: yes\nb: 010\nc: 2026-03-02\nd: 1e3\ne: 'null'\nf: .nan\ng: \"~\"\n"
    assert plain(read_document(text, "x")) == {
        "a": "10:30",
        "no": "yes",
        "b": "010",
        "c": "2026-03-02",
        "d": "1e3",
        "e": "null",
        "f": ".nan",
        "g": "~",
    }


@pytest.mark.parametrize("text", ["a:", "a: ~", "a: null", "a: Null", "a: NULL", "a: # nothing"])
def test_plain_null_is_nothing(text: str) -> None:
    assert plain(read_document(text, "x")) == {"a": None}


def test_every_value_knows_its_line() -> None:
    root = read_document("a:\n  b: 1\n  c:\n    - 2\n    - {d: 3}\n", "x")
    table = root.entries["a"]
    assert isinstance(table, Table)
    assert root.keys["a"].line == 1
    assert table.entries["b"].place.line == 2
    items = table.entries["c"]
    assert isinstance(items, Items)
    assert items.place.line == 3  # the key's line
    assert [value.place.line for value in items.values] == [4, 5]


def test_an_alias_stands_for_its_anchor() -> None:
    assert plain(read_document("a: &x {b: 1}\nc: *x\n", "x")) == {"a": {"b": "1"}, "c": {"b": "1"}}


def test_depth_and_number_are_bounded() -> None:
    assert "nested too deeply" in refused("a: " + "[" * 100_000)
    assert "nested too deeply" in refused("a: " + "{a: " * 100_000)
    assert "more than 400,000 values" in refused("a: [" + "1," * 400_001 + "]")
    bomb = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]\n"
        for n in range(20)
    )
    assert "more than 400,000 values (aliases counted in full)" in refused(bomb)


def test_all_duplicate_keys_and_tags_at_once() -> None:
    message = refused("a: 1\nb: !x 2\na: 3\nc: {d: 1, d: 2}\n")
    assert message.count("x.yaml:") == 3
    assert "x.yaml:2: b = !x: YAML tags are not allowed" in message
    assert "x.yaml:3: a: the key is written twice (first on line 1)" in message
    assert "x.yaml:4: c.d: the key is written twice (first on line 4)" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\n\tb: 2", "x.yaml:2: has a tab character"),
        ("a:\t1", "x.yaml:1: has a tab character"),
        ("a: 1 # a\ttab in a comment\nb: \x01", "x.yaml:2: has the control character U+0001"),
        ("a: \udcff", "has the control character U+DCFF"),
        ("%YAML 9.9\n---\na: 1", "is not valid YAML"),
        ("a: *x", "has no anchor &x"),
        ("? {a: 1}\n: 2", "cannot be a key"),
        ("&a a: *a", "has no anchor"),
        ("a: &x [*x]", "stands inside its own anchor"),
        ("a: 1\n---\nb: 2", "a second document begins here"),
        ("just text", "is not a mapping"),
        ("", "the file is empty"),
        ("---\n...\n", "the file is empty"),
        ("'': 1", "a key is empty"),
        ("a: {b: 1", "is not valid YAML"),
    ],
)
def test_refused(text: str, words: str) -> None:
    assert words in refused(text)


def test_bytes() -> None:
    assert decode(b"\xef\xbb\xbfname: x", "x") == "name: x"
    with pytest.raises(InputError, match="x:2: is not UTF-8 text"):
        decode(b"a: 1\nb: \xff", "x")
    with pytest.raises(InputError, match="is a binary file"):
        decode(b"\xff\x00\x01", "x")


def test_values_of_settings() -> None:
    assert read_value("[1, 2]", "--set").place.line is None
    assert plain(read_value("{a: 1}", "--set")) == {"a": "1"}
    assert plain(read_value("null", "--set")) is None
    assert isinstance(read_value("10:30", "--set"), Leaf)
