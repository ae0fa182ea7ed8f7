"""Every shipped scenario, once: it loads, runs, and obeys the laws of conservation."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.draws import draw
from sim.metrics.catalogue import ORIGINS
from tests.test_channel_laws import (
    check_hands,
    check_origins,
    check_outcomes,
    check_presence,
    check_stretches,
    hands_of,
)
from tests.test_laws import check_agents, check_conservation, check_little, check_order
from tests.worlds import run_both

ROOT = Path(__file__).parent.parent
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
LARGE = ("telecom_1_plus_31",)
"""Scenarios of hundreds of thousands of contacts."""
SIMULATED = [
    pytest.param(path, marks=pytest.mark.slow) if path.stem in LARGE else path for path in SCENARIOS
]
COUNTS = (
    "answered", "abandoned", "expired", "flowed_out", "contained", "unreached", "triaged",
    "waiting_at_end",
)  # fmt: skip


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", SIMULATED, ids=name)
def test_conservation(path: Path) -> None:
    """The engines agree; outcomes, journeys and hands are possible; Little's law holds."""
    model = sim.compile_model(sim.load(path))
    draws = draw(model, 1, 0)
    log = run_both(model, draws)
    assert not log.truncated
    assert (log.parent < 0).sum() == (draws.tick < log.end).sum()
    check_outcomes(model, log)
    check_origins(model, log)
    check_stretches(model, log)
    hands = hands_of(log)
    check_hands(model, log, hands)
    check_presence(log, hands)
    check_little(log)
    if model.queues.deferred.any() or model.queues.several.any():
        return  # agents put work down or have several in hand, which `check_hands` judges
    check_agents(model, log)
    check_order(model, log)
    if not len(model.follow_ups.name):  # attempts of follow-ups have a patience of their own
        check_conservation(log, draws.patience)


@pytest.mark.parametrize("path", SIMULATED, ids=name)
def test_totals_add_up(path: Path) -> None:
    """Every attempt has one outcome and one origin, in the figures of every queue too."""
    found = sim.study(sim.load(path), replications=1).frame
    whole = found.pivot_table(index=["level", "name"], columns="metric", values="value")
    for level, queue in whole.index:
        if level not in ("queue", "center"):
            continue
        figures = whole.loc[level, queue]
        assert figures["offered"] == figures[list(COUNTS)].sum(), queue
        assert figures["attempts"] == figures["offered"] + figures["blocked"], queue
        origins = figures[[metric.name for metric in ORIGINS]].sum()
        assert figures["attempts"] == origins, queue


@pytest.mark.parametrize("path", SCENARIOS, ids=name)
def test_named_scenarios_compile(path: Path) -> None:
    base = sim.load(path)
    for variant in base.variants:
        assert len(sim.compile_model(base.variant_named(variant)).labels.queues)
