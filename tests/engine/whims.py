"""A policy that chooses whatever it may, or nothing, by the contact's `pick` and the time."""


class Whims:
    """Both decisions."""

    def agent_for(self, contact, agents, center):
        whim = int(contact.pick * 2**32) + 7 * center.tick // 1000 + 3 * len(agents)
        return None if whim % 3 == 0 else agents[whim % len(agents)]

    def contact_for(self, agent, contacts, center):
        whim = int(contacts[-1].pick * 2**32) + 5 * center.tick // 1000 + agent.number
        return None if whim % 4 == 0 else contacts[whim % len(contacts)]
