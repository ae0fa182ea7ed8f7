"""Service-level formulas side by side, and the staffing curve."""

from __future__ import annotations

import pytest

from sim.analytic import erlang_a, erlang_c
from sim.report.drawing import theme
from sim.report.erlang_formulas import EXPLANATIONS, FIELDS, formulas_table
from sim.report.erlang_picture import staffing_curve


def test_formulas_of_erlang_a_obey_their_definitions() -> None:
    """SL-3 - SL-1 is the share that abandons in time, which SL-4 leaves out of SL-1."""
    result = erlang_a(10.0, 12.0, 180.0, 120.0, 20.0)
    table = formulas_table({"Erlang A": result})
    said = {row[0]: float(row[2].removesuffix(" %")) / 100 for row in table.rows}
    assert list(said) == list(FIELDS) == list(EXPLANATIONS)
    early = said["SL-3"] - said["SL-1"]
    assert said["SL-4"] == pytest.approx(said["SL-1"] / (1 - early), abs=1e-4)
    assert said["SL-2"] == pytest.approx(said["SL-1"] / (1 - result.abandon_rate), abs=1e-4)


def test_where_nobody_leaves_all_are_the_same_and_too_few_agents_are_unstable() -> None:
    table = formulas_table(
        {"Erlang C": erlang_c(10, 14, 180, 20), "too few": erlang_c(10, 9, 180, 20)}
    )
    assert len({row[2] for row in table.rows}) == 1
    assert {row[3] for row in table.rows} == {"unstable"}


def test_the_curve_passes_through_the_formula() -> None:
    with theme():
        picture = staffing_curve(10.0, 180.0, 120.0, 20.0, 0.8, 14)
        [axes] = picture.figure.axes
        lines = {line.get_label(): line for line in axes.lines}
        c, a = lines["Erlang C"], lines["Erlang A (with patience)"]
        assert dict(zip(*c.get_data(), strict=True))[14] == pytest.approx(
            erlang_c(10, 14, 180, 20).service_level
        )
        assert dict(zip(*c.get_data(), strict=True))[9] == 0  # unstable: nobody in time
        assert dict(zip(*a.get_data(), strict=True))[9] == pytest.approx(
            erlang_a(10, 9, 180, 120, 20).service_level
        )
        assert axes.get_xlabel() == "agents seated"
        assert "target 80 %" in lines
