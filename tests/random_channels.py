"""Random small worlds over all channel kinds, full of ties.

Like those of `random_worlds`, with agents who hold several contacts, deferred work, threads, posts,
peers and warm transfers. Every instant and nearly every duration is a whole number of seconds, and
most work is a multiple of two of them, so completions, patience, breaks and arrivals meet.
"""

from __future__ import annotations

from tests.random_chance import (
    LATER,
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
from tests.random_worlds import AGENT_POLICIES, CONTACT_POLICIES

LIVE = ("voice", "video", "counter", "chat")
OWN_EVENTS = {"messaging": ["expired"] * 4, "community": ["answered_by_peer"] * 2}
SEVERAL = ("chat", "messaging")


def queue_of(chance: Chance, kind: str) -> Tree:
    queue: Tree = {
        "channel": kind,
        "arrivals": {"rate": "0/h"},
        "handle_time": constant(chance.pick([2, 4, 7])),
        "patience": constant(chance.between(1, 20)),
    }
    if chance.one_in(3):
        queue["priority"] = chance.between(1, 2)
    if chance.one_in(3):
        queue["wrap_up"] = constant(chance.between(1, 4))
    if chance.one_in(4):
        queue["patience"] = "none"
    if chance.one_in(4):
        queue["head_start"] = f"{chance.between(1, 10)}s"
    if chance.one_in(5):
        queue["max_waiting"] = chance.between(0, 3)
    if chance.one_in(4):
        queue["opening"] = {"mon": f"08:00-{clock(chance.between(20, 110))}"}
        if kind in LIVE:
            queue["at_close"] = chance.pick(["serve", "drop"])
    if chance.one_in(3):
        queue["target"] = {"answered": "80%", "within": f"{chance.between(1, 20)}s"}
    if kind == "messaging":
        queue["turns"] = {"mean": chance.pick([2, 4])}
        queue["gap"] = constant(chance.between(1, 8))
        queue["reply_window"] = f"{chance.pick([3, 8, 15, 100])}s"
    if kind == "community":
        queue["peers"] = {"answer": "60%", "delay": {"mean": f"{chance.between(1, 12)}s"}}
    if kind in LIVE and chance.one_in(5):
        queue["callback"] = callback(chance)
    return queue


def cell_of(chance: Chance, kind: str, most_free: int) -> Tree:
    cell: Tree = {"rank": chance.between(1, 3)}
    if kind in SEVERAL:
        cell["concurrency"] = chance.pick([1, 2, 2, 3, 4, "unlimited"])
        if cell["concurrency"] != 1:
            cell["slowdown"] = chance.pick(["0%", "100%", "50%", "20%"])
    if chance.one_in(6):
        cell["after"] = f"{chance.between(1, 15)}s"
    if most_free and chance.one_in(6):
        cell["keep_idle"] = chance.between(1, most_free)
    if chance.one_in(4):
        cell["speed"] = chance.pick(["50%", "70%", "200%"])
    return cell


def group_of(chance: Chance, kinds: dict[str, str]) -> Tree:
    group: Tree = {}
    if chance.one_in(2):
        heads = [chance.between(0, 3) for _ in range(8)]
        heads[0] = max(heads[0], 1)
        group[chance.pick(["seated", "seated", "staff"])] = heads
        most = max(heads)
        if chance.one_in(3):
            group["opening"] = {"mon": f"08:00-{clock(chance.between(20, 110))}"}
    else:
        shifts = [shift(chance) for _ in range(chance.between(1, 3))]
        group["shifts"] = {f"s{number}": each for number, each in enumerate(shifts)}
        most = sum(each["agents"] for each in shifts)
    if "seated" not in group and chance.one_in(2):
        group["shrinkage"] = {"absent": chance.pick(["0%", "20%"]), "off_desk": "20%"}
    most_free = min(most - 1, 2)
    served = chance.some(sorted(kinds))
    group["skills"] = {name: cell_of(chance, kinds[name], most_free) for name in served}
    group["routing"] = {"contacts": chance.pick(CONTACT_POLICIES)}
    return group


def follow_up_of(chance: Chance, kinds: dict[str, str]) -> Tree:
    source = chance.pick(sorted(kinds))
    events = ["answered", "abandoned", "blocked", "waiting 5s", "waiting 5s", "waiting 9s"]
    events += OWN_EVENTS.get(kinds[source], [])
    after = chance.pick(events)
    follow_up: Tree = {
        "from": source,
        "after": after,
        "to": chance.pick(sorted(kinds)),
        "probability": chance.pick(["20%", "40%"]),
        "by": chance.pick(["customer", "company"]),
    }
    live = sorted(name for name, kind in kinds.items() if kind in LIVE and name > source)
    if live and kinds[source] in (*LIVE, "outbound") and chance.one_in(2):
        follow_up |= {"after": "answered", "to": chance.pick(live), "as": "transfer"}
        return {**follow_up, "warm": f"{chance.between(1, 10)}s"}
    follow_up["delay"] = f"{chance.between(0, 12)}s"
    if chance.one_in(2):
        follow_up |= {"as": chance.pick(["repeat", "moved"]), "work": chance.pick(["50%", "200%"])}
    return follow_up | settling(chance, after)


def spread_of(chance: Chance, names: list[str]) -> Tree:
    return {
        "to": {name: chance.pick([0.3, 0.8, 1.5]) for name in chance.some(names, most=2)},
        "half_life": f"{chance.pick([1, 4, 10, 15, 60])}s",
        "at_most": chance.pick([1, 3, 10, 20]),
    }


def serve_everything(tree: Tree, chance: Chance) -> None:
    """Somebody has the skill of every queue, and one policy chooses among agents."""
    groups = tree["agents"]
    policy = chance.pick(AGENT_POLICIES)
    for group in groups.values():
        group["routing"]["agents"] = policy
    for name in tree["queues"]:
        if not any(name in group["skills"] for group in groups.values()):
            groups["g0"]["skills"][name] = {"rank": chance.between(1, 3)}


def _tree(chance: Chance) -> Tree:
    drawn = [chance.pick(("voice", *LIVE, "chat", *LATER)) for _ in range(chance.between(1, 4))]
    kinds = dict(zip("abcd", drawn, strict=False))
    queues = {name: queue_of(chance, kind) for name, kind in kinds.items()}
    if any("callback" in queue for queue in queues.values()) or chance.one_in(4):
        kinds["back"] = "outbound"
        queues["back"] = outbound(chance)
        if chance.one_in(2):
            queues["back"]["patience"] = constant(chance.between(1, 20))
    for queue in queues.values():
        if queue["channel"] == "social" and chance.one_in(2):
            queue["spread"] = spread_of(chance, [name for name in kinds if name != "back"])
    groups = {f"g{number}": group_of(chance, kinds) for number in range(chance.between(1, 3))}
    follow_ups = [follow_up_of(chance, kinds) for _ in range(chance.below(5))]
    tree: Tree = {
        "name": "A random world",
        "period": period(15),
        "queues": queues,
        "agents": groups,
        "follow_ups": {f"f{number}": each for number, each in enumerate(follow_ups)},
    }
    serve_everything(tree, chance)
    if chance.one_in(6):
        with_reasons(tree)
    if "voice" in drawn and chance.one_in(3):
        tree["lines"] = chance.between(0, 3)
    return tree


def channels(chance: Chance) -> Plan:
    """A scenario with queues of any kind."""
    return Plan(_tree(chance), 10, 40, 100)
