"""The intervals, the days and the whole period side by side, so that figures are made once."""

from __future__ import annotations

import numpy as np

from sim.metrics.bins import Bins, sum_slots
from sim.metrics.cells import Floats, Ints


class AllBins:
    """The intervals, then the days, then the whole period."""

    def __init__(self, bins: Bins) -> None:
        days = len(bins.days)
        self.intervals = slice(0, bins.intervals)
        self.days = slice(bins.intervals, bins.intervals + days)
        self.whole = slice(bins.intervals + days, bins.intervals + days + 1)
        self.count = bins.intervals + days + 1
        last = [
            np.searchsorted(bin_of, np.arange(int(bin_of[-1]) + 1), side="right") - 1
            for bin_of in (bins.interval_of, bins.day_of)
        ]
        self.last_slot: Ints = np.concatenate([*last, [bins.slots - 1]])
        """The slot with which each bin ends."""
        self._bins = bins
        lengths = np.zeros((1, self.count, 1))
        self.sums(bins.seconds()[None, :, None], lengths)
        self.lengths: Floats = lengths[0]
        """Seconds of each bin, [bin, 1]."""

    def sums(self, by_slot: Floats, out: Floats) -> None:
        """Sums of figures [column, slot, entity] into [column, bin, entity]."""
        out[:, self.intervals] = sum_slots(by_slot, self._bins.interval_of)
        out[:, self.days] = sum_slots(by_slot, self._bins.day_of)
        out[:, self.whole] = out[:, self.days].sum(axis=1, keepdims=True)
