"""Attempts that will arrive: expected, arrived, cancelled (rules R54, R62, R64, R92, R93)."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.follow_ups import Coming
from sim.model import Model


class StillToCome:
    """Attempts by order of creation, and those that each row is still to cause."""

    def __init__(self, model: Model) -> None:
        self._coming: list[Coming | None] = []  # None: arrived or cancelled
        self._tick: list[int] = []
        self._of_row: dict[int, list[int]] = {}
        self._at_most: list[int] = model.posts.at_most.tolist()
        self._spread = [0] * len(self._at_most)

    def expect(self, coming: Coming, tick: int) -> int:
        """Returns its number."""
        number = len(self._coming)
        self._coming.append(coming)
        self._tick.append(tick)
        self._of_row.setdefault(coming.parent, []).append(number)
        return number

    def arrives(self, number: int) -> Coming | None:
        """The attempt, which is no longer to come; None: it does not come after all."""
        coming = self._coming[number]
        if coming is None:
            return None
        self._coming[number] = None
        self._of_row[coming.parent].remove(number)
        if coming.spread_of >= 0:
            if self._spread[coming.spread_of] >= self._at_most[coming.spread_of]:  # R93
                return None
            self._spread[coming.spread_of] += 1
        return coming

    def cancel_all(self, row: int) -> list[int]:
        """R64: it is settled. The follow-ups (or spreads) that do not come."""
        return self._cancel(row, lambda _: True)

    def cancel_spread(self, row: int) -> None:
        """R92: the post is answered."""
        self._cancel(row, lambda coming: coming.spread_of >= 0)

    def _cancel(self, row: int, which: Callable[[Coming], bool]) -> list[int]:
        kept, cancelled = [], []
        for number in self._of_row.get(row, ()):
            coming = self._coming[number]
            assert coming is not None
            if which(coming):
                self._coming[number] = None
                cancelled.append(coming.follow_up)
            else:
                kept.append(number)
        self._of_row[row] = kept
        return cancelled

    def table(self) -> list[tuple[int, int, int]]:
        """(parent, follow-up, tick) of the attempts that have not arrived (R54)."""
        return [
            (coming.parent, coming.follow_up, tick)
            for coming, tick in zip(self._coming, self._tick, strict=True)
            if coming is not None
        ]
