"""The scenario's own routing (R40, R44) once more, as a policy: it must change nothing.

`ROUTING` is put before it: the `agents` and the `contacts` choice of each group.
"""

from fractions import Fraction

ROUTING = {}


class AsBuiltIn:
    """Both decisions."""

    def agent_for(self, contact, agents, center):
        best = min((agent.rank(contact), agent.filled, agent.puts_down) for agent in agents)
        equal = [a for a in agents if (a.rank(contact), a.filled, a.puts_down) == best]
        choice = ROUTING[equal[0].group]["agents"]
        if choice == "random":
            equal.sort(key=lambda agent: agent.number)
            return equal[int(contact.pick * len(equal))]
        if choice == "least_occupied":
            return min(equal, key=busiest_last)
        return equal[0]

    def contact_for(self, agent, contacts, center):
        choice = ROUTING[agent.group]["contacts"]

        def order(contact):
            live_first = agent.rank(contact), contact.is_deferred
            if choice == "earliest_due":
                return *live_first, 0, contact.due, contact.row
            if choice == "longest_wait":
                return *live_first, 0, contact.since, contact.row
            return *live_first, contact.priority, contact.since, contact.row

        return min(contacts, key=order)


def busiest_last(agent):
    return Fraction(agent.busy, agent.on) if agent.on else Fraction(0)


class AgentsAsBuiltIn:
    """An agent for a contact; the rest is the scenario's own."""

    agent_for = AsBuiltIn.agent_for


class ContactsAsBuiltIn:
    """A contact for an agent; the rest is the scenario's own."""

    contact_for = AsBuiltIn.contact_for
