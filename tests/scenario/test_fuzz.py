"""Whatever is written, only InputError is raised, and its words say something."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.compile import compile_model
from sim.errors import InputError
from sim.scenario import load, loads
from sim.scenario.csv_files import Folder, Refused

CORPUS = Path(__file__).parents[1] / "scenarios"
TEXTS = [
    path.read_bytes()
    for folder in ("valid", "invalid")
    for path in sorted((CORPUS / folder).glob("*.yaml"))
    if path.stat().st_size < 3_000
]
VALID = [path.read_text("utf-8") for path in sorted((CORPUS / "valid").glob("*.yaml"))]
PIECES = [
    b"",
    b"null",
    b"~",
    b"[]",
    b"{}",
    b"[",
    b"}",
    b"- ",
    b": ",
    b"\n",
    b"  ",
    b"*",
    b"&a ",
    b"*a",
    b"!!x ",
    b"$province",
    b"${",
    b"$$",
    b"%",
    b"80%",
    b"20s",
    b"-1",
    b"1e400",
    b".nan",
    b"24:00",
    b"00:00-24:00",
    b"mon-fri",
    b"2026-02-30",
    b"9999-12-31",
    b"0001-01-01 00:00",
    b"/h",
    b"/month",
    b"none",
    b"closed",
    b"queues",
    b"agents.*.seated",
    b"\x00",
    b"\xff",
    b"\t",
    b"\xe4\xb8\xad",
    b"'",
    b'"',
    b"#",
    b"|",
    b">",
    b"---",
    b"<<: ",
    b"? ",
    b"1" * 400,
    b"../x.csv",
    b"/dev/zero",
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A scenario of the corpus with some pieces cut out, doubled, or put in."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(text)))
        end = min(len(text), begin + draw(st.integers(0, 30)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)))
        text = text[:begin] + piece + text[end:]
        if draw(st.booleans()):
            words = text.split(b" ")
            here, there = (draw(st.integers(0, len(words) - 1)) for _ in range(2))
            words[here] = words[there]
            text = b" ".join(words)
    return text


@given(mutated())
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_mutated_files_load_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, text: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "mutated.yaml"
    path.write_bytes(text)
    try:
        scenario = load(path)
        again = loads(json.dumps(scenario.resolved()))
        assert again == scenario
    except InputError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.message and str(problem)


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_settings_are_taken_or_refused(path: str, value: str) -> None:
    text = TEXTS[0].decode("utf-8", "ignore")
    for setting in (path, f"{path}={value}", f"agents.desk.seated={value}", f"queues.{path}=1"):
        try:
            loads(text, settings=[setting])
        except InputError as error:
            assert error.problems


@given(st.binary(max_size=200), st.sampled_from(["", "interval_start,offered\n", "a;b\n"]))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_csv_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, head: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "x.csv").write_bytes(head.encode() + data)
    try:
        table = Folder(folder).csv("x.csv")
    except Refused as error:
        assert error.details[0]
    else:
        assert all(len(cells) == len(table.header) for _, cells in table.rows)


VALUES: list[Any] = [
    "",
    "0",
    "1",
    "-1",
    "1.5",
    "1e9",
    "1e400",
    "nan",
    "80%",
    "0%",
    "100%",
    "1000%",
    "20s",
    "0s",
    "3660d",
    "1ms",
    "00:00",
    "24:00",
    "08:00-20:00",
    "closed",
    "none",
    "mon-fri",
    "sat",
    "calls",
    "desk",
    "voice",
    "empirical",
    "erlang",
    "uniform",
    "constant",
    "months.csv",
    "week.csv",
    "$x",
    "2026-03-02 08:00",
    "2026-03-02",
    "2200-12-31 23:59",
    "120/h",
    "1e6/d",
    "yes",
    [],
    {},
    ["1"],
    ["0"] * 48,
    ["mon", "fri"],
    {"calls": "1"},
    {"*": "1"},
    {"mean": "1s"},
    {"a.b": {}},
    [[]],
    "outbound",
    "self_service",
    "abandoned",
    "waiting 1min",
    "bot",
    "back",
    {"waited": "1min"},
    {"mon": []},
    {"2026-03-02": "closed"},
    {"file": "instants.csv"},
    {"rate": "1/s"},
]


def steps(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path of a plain tree."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    below = [
        found
        for key, value in pairs
        for found in (
            [(*path, key), *steps(value, (*path, key))]
            if isinstance(value, (dict, list))
            else [(*path, key)]
        )
    ]
    return below


@st.composite
def rearranged(draw: st.DrawFn) -> str:
    """A valid scenario in which whole values are replaced, removed, moved or renamed."""
    tree = yaml.load(draw(st.sampled_from(VALID)), Loader=yaml.BaseLoader)
    for _ in range(draw(st.integers(1, 5))):
        paths = steps(tree)
        if not paths:
            break
        path = draw(st.sampled_from(paths))
        parent = tree
        for step in path[:-1]:
            parent = parent[step]
        action = draw(st.sampled_from(["replace", "replace", "remove", "rename", "move"]))
        if action == "remove":
            del parent[path[-1]]
        elif action == "rename" and isinstance(parent, dict):
            parent[draw(st.sampled_from([str(p[-1]) for p in paths] + ["x*", "$a"]))] = parent.pop(
                path[-1]
            )
        elif action == "move":
            source = tree
            for step in draw(st.sampled_from(paths)):
                source = source[step]
            parent[path[-1]] = json.loads(json.dumps(source))
        else:
            parent[path[-1]] = json.loads(json.dumps(draw(st.sampled_from(VALUES))))
    return json.dumps(tree)


@given(rearranged())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_rearranged_trees_load_or_are_refused(text: str) -> None:
    try:
        scenario = loads(text, folder=CORPUS / "valid")
    except InputError as error:
        assert error.problems
        return
    for name in ("base", *scenario.variants):
        variant = scenario.variant_named(name)
        assert loads(json.dumps(variant.resolved())) == variant
        compile_model(variant)


LIKE: list[tuple[str, list[str]]] = [
    (r"[0-9.]+%", ["0%", "1%", "50%", "99.9999%", "100%", "250%"]),
    (r"[0-9.]+(ms|s|min|h|d)", ["0s", "1ms", "1s", "20s", "30min", "1h", "23h59min", "1d", "30d"]),
    (r"[0-9.]+/.*", ["0/h", "0.001/d", "1/s", "1000/d", "30/month", "1e5/h"]),
    (r"[0-9]{2}:[0-9]{2}", ["00:00", "00:30", "08:00", "12:00", "23:59", "24:00"]),
    (r"[0-9:]+-[0-9:]+", ["00:00-24:00", "08:00-08:01", "08:30-09:10", "23:00-24:00"]),
    (r"[0-9]{4}-.*", ["2026-03-02 08:00", "2026-03-01 23:59", "2026-03-02", "2027-01-01 00:00"]),
    (r"[0-9.]+", ["0", "0.4", "1", "2", "7.5", "24", "1000", "1e6"]),
    (
        r"[a-z_]+",
        [
            "exponential",
            "gamma",
            "weibull",
            "constant",
            "uniform",
            "hyperexponential",
            "erlang",
            "random",
            "least_occupied",
            "earliest_due",
            "drop",
            "zero",
            "video",
            "mon",
            "sat-sun",
            "outbound",
            "self_service",
            "chat",
            "messaging",
            "email",
            "social",
            "community",
            "answered",
            "abandoned",
            "blocked",
            "escalated",
            "expired",
            "answered_by_peer",
            "company",
            "elapsed",
            "unlimited",
        ],
    ),
]


@st.composite
def tweaked(draw: st.DrawFn) -> str:
    """A valid scenario in which single values are replaced by others of their kind."""
    tree = yaml.load(draw(st.sampled_from(VALID)), Loader=yaml.BaseLoader)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(steps(tree)))
        parent = tree
        for step in path[:-1]:
            parent = parent[step]
        text = parent[path[-1]]
        pools = [pool for kind, pool in LIKE if isinstance(text, str) and re.fullmatch(kind, text)]
        if pools:
            parent[path[-1]] = draw(st.sampled_from(pools[0]))
    return json.dumps(tree)


@given(tweaked())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_loads_compiles(text: str) -> None:
    try:
        scenario = loads(text, folder=CORPUS / "valid")
    except InputError as error:
        assert error.problems
        return
    assert loads(json.dumps(scenario.resolved())) == scenario
    compile_model(scenario)


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_overrides_anywhere_work_or_are_refused(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(VALID))
    tree = yaml.load(text, Loader=yaml.BaseLoader)
    chosen = []
    for _ in range(data.draw(st.integers(1, 3))):
        path = [str(step) for step in data.draw(st.sampled_from(steps(tree)))]
        if data.draw(st.booleans()):
            path[data.draw(st.integers(0, len(path) - 1))] = data.draw(
                st.sampled_from(["*", "d*", "mon-fri", "$province", "rank", "number", "x"])
            )
        value = data.draw(st.sampled_from([None, *VALUES]))
        chosen.append(f"{'.'.join(path)}={json.dumps(value)}")
    try:
        scenario = loads(text, folder=CORPUS / "valid", settings=chosen)
    except InputError as error:
        assert error.problems
        return
    assert loads(json.dumps(scenario.resolved())) == scenario
