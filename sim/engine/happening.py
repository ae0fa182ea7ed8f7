"""One event of the reference engine, which may turn out to be void."""

from __future__ import annotations

from collections.abc import Callable

from simpy import Environment
from simpy.events import Event


class Void:
    """What an action returns for which the reason is gone: it is no happening (R47)."""


VOID = Void()

Action = Callable[[int], Void | None]
"""What happens to an agent, a contact row or a queue."""


class Happening(Event):
    """A SimPy event that knows whom it is about: an agent, a contact row or a queue."""

    def __init__(
        self,
        env: Environment,
        entity: int,
        action: Action,
        afterwards: Callable[[], None],
    ) -> None:
        # Born triggered: it happens when the environment reaches it.
        self.env = env
        self.callbacks = [self._happen]
        self._ok = True
        self._value = None
        self.entity = entity
        self.action = action
        self.afterwards = afterwards

    def _happen(self, _event: Event) -> None:
        if self.action(self.entity) is not VOID:
            self.afterwards()
