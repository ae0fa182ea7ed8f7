"""Random small worlds aimed at what seldom happens in the others.

Each aim makes one corner of the rules busy: agents who hold several contacts while better-ranked
ones wait; customers who ask again elsewhere while they wait; contacts that keep an old place; posts
that need no answer; waits that count for more than they are.
"""

from __future__ import annotations

from tests.random_chance import (
    Chance,
    Plan,
    Tree,
    callback,
    clock,
    constant,
    outbound,
    period,
    settling,
)
from tests.random_channels import queue_of, serve_everything, spread_of
from tests.random_worlds import CONTACT_POLICIES

MIDST = (20, 25, 30, 40, 60)
"""Seconds at which a queue closes."""

EVENTS = ("answered", "abandoned", "blocked", "waiting 2s", "waiting 5s", "waiting 5s")


def aimed(chance: Chance) -> Plan:
    """One of the aims, each as often."""
    aim = chance.pick((hands_full, hands_full, chases, transfers, old_places, posts, head_starts))
    tree = aim(chance)
    serve_everything(tree, chance)
    return Plan(tree, 20, 50, chance.pick([25, 50, 100]))


def _tree(queues: Tree, groups: Tree, follow_ups: list[Tree]) -> Tree:
    return {
        "name": "An aimed world",
        "period": period(15),
        "queues": queues,
        "agents": groups,
        "follow_ups": {f"f{number}": each for number, each in enumerate(follow_ups)},
    }


def _heads(chance: Chance, least: int, most: int) -> list[int]:
    """A head count for every interval: it stays for a while, so departures are owed for long."""
    heads: list[int] = []
    while len(heads) < 8:
        heads += [chance.between(least, most)] * chance.between(1, 4)
    return heads[:8]


def hands_full(chance: Chance) -> Tree:
    """Few agents with several contacts each, whom better-ranked calls wait for (R20, R37, R46)."""
    queues = {"calls": queue_of(chance, "voice"), "chats": queue_of(chance, "chat")}
    queues["texts"] = queue_of(chance, chance.pick(["chat", "messaging"]))
    if chance.one_in(2):
        queues["mails"] = queue_of(chance, chance.pick(["email", "community"]))
    for queue in queues.values():
        queue.pop("max_waiting", None)
        queue.pop("callback", None)
    groups: Tree = {}
    for name in ("g0", "g1")[: chance.between(1, 2)]:
        skills: Tree = {"calls": {"rank": chance.pick([1, 1, 2])}}
        for queue_name in ("chats", "texts"):
            skills[queue_name] = {
                "rank": chance.between(1, 3),
                "concurrency": chance.between(2, 4),
                "slowdown": chance.pick(["0%", "50%", "100%"]),
            }
        if "mails" in queues and chance.one_in(2):
            skills["mails"] = {"rank": chance.between(1, 3)}
        if chance.one_in(3):
            skills["calls"]["after"] = f"{chance.between(1, 6)}s"
        groups[name] = {
            "seated": _heads(chance, 1, 4),
            "skills": skills,
            "routing": {"contacts": chance.pick(CONTACT_POLICIES)},
        }
    return _tree(queues, groups, [])


def _few(chance: Chance, names: list[str]) -> Tree:
    """One or two agents who can do everything."""
    skills = {name: {"rank": chance.between(1, 2)} for name in names}
    routing = {"contacts": chance.pick(CONTACT_POLICIES)}
    return {"seated": _heads(chance, 1, 2), "skills": skills, "routing": routing}


def chases(chance: Chance) -> Tree:
    """Customers who wait ask again elsewhere, perhaps twice; one answer settles it (R60 to R66)."""
    kinds = {"a": chance.pick(["voice", "email", "chat"]), "b": "voice"}
    kinds["c"] = chance.pick(["email", "email", "voice", "community"])
    queues = {name: queue_of(chance, kind) for name, kind in kinds.items()}
    for queue in queues.values():
        queue.pop("callback", None)
        queue.pop("opening", None)
        queue.pop("at_close", None)
    groups = {"g0": _few(chance, ["a"]), "g1": _few(chance, ["b", "c"])}
    if chance.one_in(2):  # an item in c is put down for b, and taken up again
        groups["g1"]["skills"] = {"b": {"rank": 1}, "c": {"rank": 2}}
    by_customer = {
        "from": "a",
        "after": chance.pick(["waiting 2s", "waiting 5s"]),
        "to": chance.pick(["b", "c"]),
        "probability": "70%",
        "delay": f"{chance.pick([0, 1, 4])}s",
        "settles": "100%",
    }
    after = chance.pick(["waiting 2s", "waiting 5s", "abandoned", "answered", "answered"])
    by_company = {
        "from": "a",
        "after": after,
        "to": chance.pick(["b", "c"]),
        "probability": "70%",
        "delay": f"{chance.pick([4, 12, 20, 60])}s",
        "by": "company",
    }
    if kinds["c"] == "email" and chance.one_in(2):  # and what settles is put down itself
        queues["c"] |= {"handle_time": constant(chance.pick([10, 20])), "patience": "none"}
        queues["c"].pop("max_waiting", None)
        by_customer |= {"after": "waiting 2s", "to": "c", "delay": f"{chance.pick([1, 4])}s"}
        after = "answered"
        by_company |= {"after": after, "to": "b"}
    follow_ups = [by_customer, by_company | settling(chance, after)]
    if chance.one_in(2):
        after = chance.pick(EVENTS)
        again = {"from": chance.pick(["a", "b"]), "after": after, "to": "c", "probability": "30%"}
        follow_ups.append(again | {"delay": "2s"} | settling(chance, after))
    return _tree(queues, groups, follow_ups)


def transfers(chance: Chance) -> Tree:
    """Agents who stay on for one transfer, or for two, some to a queue that closes (R34, R68)."""
    queues = {name: queue_of(chance, chance.pick(["voice", "chat"])) for name in ("a", "b", "c")}
    for queue in queues.values():
        queue.pop("callback", None)
    if chance.one_in(2):
        queues["b"] |= {
            "at_close": "drop",
            "opening": {"mon": f"08:00-{clock(chance.pick(MIDST))}"},
        }
    groups = {"g0": _few(chance, chance.some(["a", "b", "c"])), "g1": _few(chance, ["a", "b", "c"])}
    follow_ups: list[Tree] = [
        {
            "from": "a",
            "after": "answered",
            "to": chance.pick(["b", "c"]),
            "probability": chance.pick(["50%", "90%"]),
            "as": "transfer",
            "warm": f"{chance.pick([2, 5, 10, 30])}s",
            "by": by,
        }
        for by in ("customer", "company")
    ]
    if chance.one_in(2):
        chase = {"from": "a", "after": "waiting 2s", "to": "b", "delay": "4s", "settles": "100%"}
        follow_ups.append({**chase, "probability": "30%"})
    return _tree(queues, groups, follow_ups)


def old_places(chance: Chance) -> Tree:
    """Callbacks, tries and items that come back to their place, some too early for a group
    (R41, R42, R72, R73, R82)."""
    queues = {"calls": queue_of(chance, "voice"), "mails": queue_of(chance, "email")}
    queues["calls"]["callback"] = callback(chance) | {"accepted": "80%"}
    if chance.one_in(2):
        queues["calls"]["callback"] |= {"when": {"waited": "5s"}, "slot": "0s"}
    queues["calls"].pop("max_waiting", None)
    queues["back"] = outbound(chance)
    if chance.one_in(2):
        queues["back"]["head_start"] = f"{chance.between(1, 6)}s"
    groups = {"g0": _few(chance, ["calls", *chance.some(["mails", "back"])])}
    groups["g1"] = _few(chance, chance.some(["mails", "back"]))
    if chance.one_in(3):  # idle, but for those who have waited
        groups = {"g0": _few(chance, ["calls", "mails"]), "g1": _few(chance, ["back"])}
        groups["g1"] |= {"seated": chance.between(1, 3)}
        groups["g1"]["skills"]["back"]["after"] = f"{chance.between(2, 8)}s"
    for group in groups.values():
        for name in ("mails", "back"):
            if name in group["skills"] and chance.one_in(3):
                group["skills"][name]["after"] = f"{chance.between(1, 12)}s"
    follow_ups: list[Tree] = [
        {
            "from": "calls",
            "after": chance.pick(["abandoned", "answered", "waiting 2s", "waiting 4s"]),
            "to": chance.pick(["back", "back", "mails"]),
            "probability": "50%",
            "delay": f"{chance.between(0, 6)}s",
            "by": chance.pick(["customer", "company"]),
        }
        for _ in range(chance.between(1, 2))
    ]
    return _tree(queues, groups, follow_ups)


def posts(chance: Chance) -> Tree:
    """Posts, of which a third need no answer, and what they cause or would cause (R90 to R93)."""
    queues = {"posts": queue_of(chance, "social"), "calls": queue_of(chance, "voice")}
    queues["posts"]["patience"] = constant(chance.between(4, 20))
    queues["posts"]["spread"] = spread_of(chance, ["posts", "calls"])
    queues["calls"].pop("callback", None)
    groups = {"g0": _few(chance, ["posts", "calls"])}
    if chance.one_in(2):
        groups["g1"] = _few(chance, chance.some(["posts", "calls"]))
    follow_ups: list[Tree] = [
        {
            "from": "posts",
            "after": chance.pick(EVENTS),
            "to": chance.pick(["posts", "calls", "calls"]),
            "probability": chance.pick(["30%", "50%"]),
            "delay": f"{chance.pick([0, 1, 4, 8, 20, 60])}s",
            "by": chance.pick(["customer", "company"]),
        }
        for _ in range(chance.between(1, 3))
    ]
    return _tree(queues, groups, follow_ups)


def head_starts(chance: Chance) -> Tree:
    """Queues of one rank whose waits count for more than they are, or by target (R35, R40, R42)."""
    names = ["a", "b", "c"][: chance.between(2, 3)]
    queues = {name: queue_of(chance, chance.pick(["voice", "chat", "email"])) for name in names}
    for queue in queues.values():
        queue.pop("priority", None)
        queue.pop("callback", None)
        queue["target"] = {"answered": "80%", "within": f"{chance.between(1, 12)}s"}
        if chance.one_in(2):
            queue["head_start"] = f"{chance.between(1, 12)}s"
    groups: Tree = {}
    for name in ("g0", "g1")[: chance.between(1, 2)]:
        group = _few(chance, names)
        for cell in group["skills"].values():
            cell["rank"] = 1
            if chance.one_in(4):
                cell["after"] = f"{chance.between(1, 14)}s"
        groups[name] = group
    return _tree(queues, groups, [])
