"""Whether tallies are the same, bit for bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.metrics.cells import Cells
from sim.metrics.tally import Tally


def assert_same_tallies(one: Sequence[Tally], other: Sequence[Tally]) -> None:
    """Every figure of every replication has the same bits."""
    assert len(one) == len(other)
    for number, (mine, theirs) in enumerate(zip(one, other, strict=True)):
        for kind in ("interval", "day", "whole"):
            first, second = getattr(mine, kind), getattr(theirs, kind)
            for level in ("contacts", "agents"):
                said = f"replication {number}, {kind}, {level}"
                assert_same_cells(getattr(first, level), getattr(second, level), said)
        assert np.array_equal(mine.waits, theirs.waits), f"replication {number}, waits"
        assert np.array_equal(mine.flows, theirs.flows), f"replication {number}, flows"
        assert mine.truncated == theirs.truncated


def assert_same_cells(one: Cells, other: Cells, said: str) -> None:
    assert one.names == other.names, said
    assert one.data.tobytes() == other.data.tobytes(), said
