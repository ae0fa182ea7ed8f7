"""Routing by a policy written in Python (rules R96 to R99)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sim.engine.events import NOBODY
from sim.engine.routing import Routing, State
from sim.engine.views import Agent, Center, Contact, Views
from sim.errors import InputError
from sim.model import Model

ForContact = Callable[[Contact, Sequence[Agent], Center], object]
ForAgent = Callable[[Agent, Sequence[Contact], Center], object]


def routing_of(model: Model, state: State) -> Routing:
    """The scenario's own routing, or the model's policy."""
    return Routing(model, state) if model.policy is None else ByPolicy(model, state)


class ByPolicy(Routing):
    """The policy chooses among what the rules allow; what it leaves out is the scenario's own."""

    def __init__(self, model: Model, state: State) -> None:
        super().__init__(model, state)
        if model.policy is None:
            raise ValueError("the model has no policy")
        self.policy = model.policy
        self._made = made = self.policy.make()
        self._agent_for: ForContact | None = getattr(made, "agent_for", None)
        self._contact_for: ForAgent | None = getattr(made, "contact_for", None)
        self._origin = model.clock.origin
        self._views = Views(model, self)
        self._center = Center(model, state)

    def next_in_line(self, queue: int) -> int:
        """R98: who is held back stands before nobody."""
        first = super().next_in_line(queue)
        if first not in self.held:
            return first
        line = self.state.lines.all_of(queue)
        return next((row for row in line if row not in self.held), NOBODY)

    def offered_again(self) -> list[int]:
        rows = self.state.rows
        self.held = {row for row in self.held if rows.waits[row]}
        firsts = {self.next_in_line(queue) for queue in self.offered_queues} - {NOBODY}
        return sorted(firsts | self.held, key=lambda row: (rows.since[row], row))

    def agent_for(self, row: int) -> int:
        if self._agent_for is None:
            return super().agent_for(row)
        found = self.takers(row)
        if not found:
            return NOBODY
        contact, agents = self._views.contact(row), tuple(map(self._views.agent, found))
        try:
            chosen = self._agent_for(contact, agents, self._center)
        except (Exception, SystemExit) as error:
            raise self.policy.raised(error, "agent_for", self._when(contact)) from error
        if chosen is None:  # R98
            self.held.add(row)
            return NOBODY
        if not isinstance(chosen, Agent) or chosen.number not in found:
            there = f"agent {_listed(found)}, or None to let it wait"
            raise self._refused("agent_for", chosen, there, self._when(contact))
        self.held.discard(row)
        return chosen.number

    def contact_for(self, agent: int, may_take: Callable[[int], bool]) -> int:
        if self._contact_for is None:
            return super().contact_for(agent, may_take)
        rows = self.takeable(agent, may_take)
        if not rows:
            return NOBODY
        asking, contacts = self._views.agent(agent), self._lasting(agent, rows)
        try:
            chosen = self._contact_for(asking, contacts, self._center)
        except (Exception, SystemExit) as error:
            raise self.policy.raised(error, "contact_for", self._when(asking)) from error
        if chosen is None:  # R98
            if self._agent_for is None:
                raise self._needs_both(self._when(asking))
            self.held.update(rows)
            return NOBODY
        if not isinstance(chosen, Contact) or chosen not in contacts:
            there = f"contact {_listed([one.row for one in contacts])}, or None to let them wait"
            raise self._refused("contact_for", chosen, there, self._when(asking))
        self.held.discard(chosen.row)
        return chosen.row

    def _lasting(self, agent: int, rows: Sequence[int]) -> tuple[Contact, ...]:
        """The contacts without items that it would put down at once for one of them (R81, R97)."""
        contacts = [self._views.contact(row) for row in rows]
        rank = self._views.ranks(agent)
        live = min((rank[one.queue] for one in contacts if not one.is_deferred), default=None)
        if live is None:
            return tuple(contacts)
        return tuple(one for one in contacts if not one.is_deferred or rank[one.queue] < live)

    def _when(self, about: Agent | Contact) -> str:
        """The time, and whom the policy was asked about."""
        now = self._origin + timedelta(milliseconds=self.state.now)
        who = (
            f"agent {about.number} ({about.group})"
            if isinstance(about, Agent)
            else f"contact {about.row} ({about.queue})"
        )
        instant = now.isoformat(sep=" ", timespec="milliseconds")
        return (
            f", at {instant} (tick {self.state.now}) of replication {self.state.replication}, "
            f"asked about {who}"
        )

    def _refused(self, method: str, chosen: object, allowed: str, when: str) -> InputError:
        if isinstance(chosen, Agent) and method == "agent_for":
            what = f"chose agent {chosen.number} ({chosen.group}), who may not take it now"
        elif isinstance(chosen, Contact) and method == "contact_for":
            what = f"chose contact {chosen.row} ({chosen.queue}), which it may not take now"
        else:
            what = f"returned {chosen!r:.60}, a {type(chosen).__name__}"
        line = self.policy.line_of(self._made, method)
        mend = "choose among those that are handed over"
        return self.policy.refused(what + when, line, method, allowed, mend)

    def _needs_both(self, when: str) -> InputError:
        return self.policy.refused(
            "left contacts waiting, but the policy has no agent_for: the scenario's own routing "
            "would hand them out at once" + when,
            self.policy.line_of(self._made, "contact_for"),
            "contact_for",
            mend="write agent_for as well, or always choose a contact",
        )


def _listed(numbers: Sequence[int]) -> str:
    some = ", ".join(map(str, numbers[:8]))
    return f"{some}, ... ({len(numbers)} of them)" if len(numbers) > 8 else some
