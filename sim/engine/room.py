"""Which agents have room for a contact, in the order in which they are chosen (R44 to R46)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from sim.engine.hands import IDLE, WITH_ITEM, Hands, Level

Stamps = OrderedDict[int, int]
"""Agent -> number of the event when its hands changed, smallest first."""


class Room:
    """Agents that are on, are not to go and are not full: by group, by what they have in hand."""

    def __init__(self, group_of: list[int], groups: int, hands: Hands) -> None:
        self.hands = hands
        self._group_of = group_of
        self._levels: list[dict[Level, Stamps]] = [
            {IDLE: OrderedDict(), WITH_ITEM: OrderedDict()} for _ in range(groups)
        ]
        self._level_of: dict[int, Level] = {}
        self.stamp = [0] * len(group_of)
        self._next_stamp = 0

    def hands_changed(self, agent: int) -> None:
        """It took something, or found nothing to take (R45)."""
        self.stamp[agent] = self._next_stamp
        self._next_stamp += 1

    def enter(self, agent: int) -> None:
        """Its hands have just changed; a full agent has no room."""
        if self.hands.filled[agent] < self.hands.slots:
            level = self.hands.level(agent)
            levels = self._levels[self._group_of[agent]]
            levels.setdefault(level, OrderedDict())[agent] = self.stamp[agent]
            self._level_of[agent] = level

    def leave(self, agent: int) -> None:
        level = self._level_of.pop(agent, None)
        if level is not None:
            levels = self._levels[self._group_of[agent]]
            del levels[level][agent]
            if not levels[level] and level[0]:
                del levels[level]

    def has(self, agent: int) -> bool:
        return agent in self._level_of

    def idle(self, group: int) -> Stamps:
        return self._levels[group][IDLE]

    def with_item(self, group: int) -> Stamps:
        return self._levels[group][WITH_ITEM]

    def free(self, group: int) -> int:
        """How many agents of the group are free (R20)."""
        return len(self.idle(group)) + len(self.with_item(group))

    def partly_filled(self, group: int) -> Iterator[tuple[Level, Stamps]]:
        """Agents that are not free, the least filled first."""
        levels = self._levels[group]
        for level in sorted(level for level in levels if level[0]):
            yield level, levels[level]

    def less_filled(self, agent: int) -> int:
        """Agents of the group that are not free and come before this one in the order of R46."""
        mine = self.hands.filled[agent], self.stamp[agent]
        return sum(
            (filled, stamp) < mine
            for (filled, _), agents in self.partly_filled(self._group_of[agent])
            for other, stamp in agents.items()
            if other != agent
        )
