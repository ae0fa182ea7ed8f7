"""Random small worlds of calls, full of ties: every instant and duration is a whole second."""

from __future__ import annotations

from tests.random_chance import (
    LENGTH,
    Chance,
    Plan,
    Tree,
    callback,
    clock,
    constant,
    outbound,
    period,
    settling,
    shift,
    with_reasons,
)

CONTACT_POLICIES = ("priority_then_longest_wait", "longest_wait", "earliest_due")
AGENT_POLICIES = ("longest_idle", "least_occupied", "random")


def _queue(chance: Chance) -> Tree:
    queue: Tree = {
        "channel": chance.pick(["voice", "voice", "video"]),
        "arrivals": {"rate": "0/h"},
        "handle_time": constant(10),
        "patience": "none",
        "priority": chance.between(1, 2),
    }
    if chance.one_in(2):
        queue["head_start"] = f"{chance.between(0, 10)}s"
    if chance.one_in(4):
        queue["max_waiting"] = chance.between(0, 3)
    if chance.one_in(3):
        queue["opening"] = {"mon": f"08:00-{clock(chance.between(20, 110))}"}
        queue["at_close"] = chance.pick(["serve", "drop"])
    if chance.one_in(2):
        queue["target"] = {"answered": "80%", "within": f"{chance.between(1, 20)}s"}
    return queue


def _group(chance: Chance, queues: list[str]) -> Tree:
    skills: Tree = {}
    for name in chance.some(queues):
        cell: Tree = {"rank": chance.between(1, 2)}
        if chance.one_in(4):
            cell["after"] = f"{chance.between(1, 15)}s"
        if chance.one_in(4):
            cell["keep_idle"] = chance.between(1, 2)
        if chance.one_in(4):
            cell["speed"] = chance.pick(["50%", "70%", "130%"])
        skills[name] = cell
    group: Tree = {"skills": skills, "routing": {"contacts": chance.pick(CONTACT_POLICIES)}}
    if chance.one_in(2):
        heads = [chance.between(0, 4) for _ in range(4)]
        heads[0] = max(heads[0], 3)  # room for keep_idle
        group["seated"] = heads
        return group
    group["shifts"] = {f"s{number}": shift(chance) for number in range(chance.between(1, 3))}
    heads_on = sum(each["agents"] for each in group["shifts"].values())
    for cell in skills.values():
        if cell.get("keep_idle", 0) >= heads_on:
            del cell["keep_idle"]
    return group


def _tree(chance: Chance) -> Tree:
    names = ["a", "b", "c"][: chance.between(1, 3)]
    groups = {f"g{number}": _group(chance, names) for number in range(chance.between(1, 3))}
    served = {name for group in groups.values() for name in group["skills"]}
    policy = chance.pick(AGENT_POLICIES)
    for group in groups.values():
        group["routing"]["agents"] = policy
    tree: Tree = {
        "name": "A random world",
        "period": period(30),
        "queues": {name: _queue(chance) for name in names if name in served},
        "agents": groups,
    }
    if chance.one_in(3):
        tree["lines"] = chance.between(0, 3)
    return tree


def worlds(chance: Chance) -> Plan:
    """Calls and video calls alone."""
    return Plan(_tree(chance), 15, 60, LENGTH - 1)


def journeys(chance: Chance) -> Plan:
    """The same with self-service, callbacks, an outbound queue and follow-ups of all kinds."""
    tree = _tree(chance)
    queues = tree["queues"]
    names = list(queues)
    for queue in queues.values():
        queue["handle_time"] = constant(7)
        queue["patience"] = constant(chance.between(1, 20))
        if chance.one_in(2):
            queue["callback"] = callback(chance)
    queues["back"] = outbound(chance)
    queues["bot"] = {
        "channel": "self_service",
        "arrivals": {"rate": "0/h"},
        "session": constant(5),
        "contained": "50%",
    }
    if chance.one_in(3):
        with_reasons(tree)
        queues["bot"]["contained"] = {"easy": "80%", "hard": "20%"}
    group = chance.pick(sorted(tree["agents"]))
    tree["agents"][group]["skills"]["back"] = {"rank": chance.between(1, 3)}
    from_bot = {"from": "bot", "to": names[0]}
    follow_ups: Tree = {
        "escalated": from_bot | {"after": "escalated", "probability": "100%"},
        "bounced": from_bot | {"after": "contained", "probability": "30%", "delay": "4s"},
    }
    for number in range(chance.between(1, 4)):
        follow_ups[f"f{number}"] = _follow_up(chance, names)
    tree["follow_ups"] = follow_ups
    return Plan(tree, 15, 60, LENGTH - 1)


def _follow_up(chance: Chance, names: list[str]) -> Tree:
    events = ["answered", "abandoned", "blocked", "waiting 5s", "waiting 5s", "waiting 9s"]
    after = chance.pick(events)
    follow_up = {
        "from": chance.pick([*names, "back"]),
        "after": after,
        "to": chance.pick([*names, "back"]),
        "probability": chance.pick(["20%", "25%"]),
        "delay": f"{chance.between(0, 15)}s",
        "by": chance.pick(["customer", "company"]),
    }
    return follow_up | settling(chance, after)
