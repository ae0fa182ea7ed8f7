# ruff: noqa: E501 - one mistake a line
"""Mistakes: changes to the source of the compiled engine, each of which breaks a rule.

Not among them, because no log can tell: that a contact which arrives while another of its queue waits
is not taken at once (R41). Who could be taken then is the first of its queue or, by R42 and R47, has
been offered before. Nor that an item which is taken up again settles nothing (R64): one world in
some thousands would tell; tests/rules/test_together.py does.
"""

from __future__ import annotations

from typing import NamedTuple


class Mistake(NamedTuple):
    """One place of the source, and what it becomes."""

    name: str  # the rule and what of it is broken
    module: str
    text: str
    becomes: str


MISTAKES = (
    Mistake("R2 OFF before ON", "layout", "OFFER = ON + 1", "OFFER = RETURN + 1"),
    Mistake("R2 the lower row of two completions", "work", "done == tick and row < first", "done == tick and row > first"),
    Mistake("R2 a peer before patience", "layout", "PEER_ANSWERS, PATIENCE_ENDS, WINDOW_ENDS = range(3)", "PATIENCE_ENDS, PEER_ANSWERS, WINDOW_ENDS = range(3)"),
    Mistake("R20 an item fills nothing", "deeds", "    if not queue.deferred:\n        me.f", "    if True:\n        me.f"),
    Mistake("R20 a wrap-up of an item fills the agent", "release", "agents(center, agent).filled = center.slots", "pass"),
    Mistake("R25 an item done in this tick stays", "presence", " and not is_done_now(center, agent)", ""),
    Mistake("R26 the highest number goes", "presence", "agent = house.until - 1\n        while agents(center, agent).list != house.lists:\n            agent -= 1", "agent = house.first\n        while agents(center, agent).list != house.lists:\n            agent += 1"),
    Mistake("R26 a departure owed is cancelled", "presence", "        if house.owed > 0:\n            house.owed -= 1\n            continue\n", ""),
    Mistake("R26 an item is put down", "presence", "if agents(center, agent).is_on and may_put_down(center, agent):", "if False:"),
    Mistake("R27 a lost break", "presence", "    me.is_leaving = 0\n    if me.filled", "    if me.filled"),
    Mistake("R28 closed queues alone", "choosing", "queue.drops or queue.asynchronous or", "queue.drops or"),
    Mistake("R30 lines", "arrivals", "0 <= center.lines <= center.lines_taken", "0 <= center.lines < center.lines_taken"),
    Mistake("R31 max_waiting", "arrivals", "queue.max_waiting <= queue.waiting", "queue.max_waiting < queue.waiting"),
    Mistake("R33 patience", "arrivals", "elif patience > 0:\n", "elif patience > 5000:\n"),
    Mistake("R34 drop at closing", "happenings", "        leave_line(center, row)\n        depart(center, row, DROPPED)\n        follow(center, row, AFTER_ABANDONED)\n        row = after", "        leave_line(center, row)\n        depart(center, row, DROPPED)\n        follow(center, row, AFTER_ABANDONED)\n        row = -1"),
    Mistake("R35 in the longest wait", "choosing", "            time -= queue.head_start  # R35\n", ""),
    Mistake("R35 not in the earliest due", "choosing", "time += queue.due", "time += queue.due - queue.head_start"),
    Mistake("R35 in after", "lines", "center.now - me.since + queues(center, me.queue).head_start >= after", "center.now - me.since >= after"),
    Mistake("R37 rounded up", "work", "(contact.left + per_tick - 1) // per_tick", "contact.left // per_tick"),
    Mistake("R37 slowdown counts all in hand", "work", "+ agents(center, agent).in_hand - 1", "+ 0"),
    Mistake("R37 a re-planned completion is void", "happenings", "or agents(center, agent).plan_tick != center.now", "or False"),
    Mistake("R40 rank before all", "choosing", "best >= 0 and cell.rank > best_rank", "False and cell.rank > best_rank"),
    Mistake("R40 live before deferred", "choosing", "best_deferred = queue.deferred", "best_deferred = 0"),
    Mistake("R40 queue priority", "choosing", "                priority = queue.priority\n", "                pass\n"),
    Mistake("R40 the lowest row last", "choosing", "time == best_time and row < best", "time == best_time and row > best"),
    Mistake("R41 in the order of arrival", "lines", "row < other)", "row > other)"),
    Mistake("R42 after", "lines", "queues(center, me.queue).head_start >= after", "queues(center, me.queue).head_start > after"),
    Mistake("R42 one that has waited so long already", "arrivals", "        if after > queue.head_start:\n", "        if contact.since + after - queue.head_start > center.now:\n"),
    Mistake("R43 keep_idle at an arrival", "routing", "            continue\n        if policy < 0", "            pass\n        if policy < 0"),
    Mistake("R43 keep_idle of an agent", "choosing", "house.free < cell.keep_idle", "house.free + 1 < cell.keep_idle"),
    Mistake("R44 the longest idle", "routing", "agents(center, agent).sequence < agents(center, best).sequence", "agent < best"),
    Mistake("R44 the idle come first", "routing", "if agent < 0 and center.has_deferred", "if center.has_deferred"),
    Mistake("R44 the least occupied", "routing", "return (whole < other_whole) == (sign == 1)", "return (whole > other_whole) == (sign == 1)"),
    Mistake("R44 a random one", "routing", "(rows(center, row).pick * count) >> 32", "0"),
    Mistake("R45 taking a contact changes the hands", "lists", "    agents(center, agent).sequence = center.sequence\n", ""),
    Mistake("R46 draining", "choosing", "count = house.owed", "count = 0"),
    Mistake("R46 each waiting contact", "choosing", "        if queue.waiting > 0 and not queue.deferred:", "        if False:"),
    Mistake("R46 one agent for each", "choosing", "count += ripe_in_line(center, cell.queue, cell.after, enough)", "count += 1"),
    Mistake("R46 live contacts alone", "choosing", "if queue.waiting > 0 and not queue.deferred:", "if queue.waiting > 0:"),
    Mistake("R46 ripe ones alone", "lines", "count < enough and is_ripe(center, row, after)", "count < enough"),
    Mistake("R46 better-ranked ones alone", "choosing", "if cell.rank >= rank or count >= enough:", "if cell.rank > rank or count >= enough:"),
    Mistake("R46 at an arrival", "routing", "    while agent >= 0 and draining > 0:\n", "    while False:\n"),
    Mistake("R46 the least filled drain first", "routing", "            draining -= level.count\n", "            pass\n"),
    Mistake("R46 when a contact has gone", "choosing", "if me.in_hand > 0 and is_draining(center, agent, cell.rank):", "if False:"),
    Mistake("R47 offered again", "offers", "if queue.offered_again and queue.waiting > 0", "if False"),
    Mistake("R47 the longest waiting first", "offers", "best < 0 or is_before(center, row, best)", "best < 0 or is_before(center, best, row)"),
    Mistake("R51 due", "deeds", "        go(center, agent, me.shift_end)", "        go(center, agent, center.now)"),
    Mistake("R53 the last stretch", "deeds", "if contact.was_put_down:  # R53", "if False:"),
    Mistake("R54 still to come", "run", "== layout.PENDING", "!= layout.ARRIVED"),
    Mistake("R60 waiting", "happenings", "if choices(center, number).waited == waited:", "if True:"),
    Mistake("R61 one draw", "journeys", "follow_up.lower <= draw < follow_up.upper", "draw < follow_up.upper"),
    Mistake("R62 work by reason", "arrivals", "        reason = coming.reason\n", "        pass\n"),
    Mistake("R63 a choice before an offer", "layout", "CHOOSES, OFFERS_CALLBACK, ENDS_WARM = range(5)", "OFFERS_CALLBACK, CHOOSES, ENDS_WARM = range(5)"),
    Mistake("R64 the parent is withdrawn", "journeys", "rows(center, parent).phase == WAITING:", "False:"),
    Mistake("R64 what was to come is cancelled", "journeys", "        cancel(center, contact.coming, False)\n", ""),
    Mistake("R66 withdrawn causes nothing", "journeys", "        cancel(center, contact.coming, False)\n", "        cancel(center, contact.coming, False)\n        follow(center, parent, int(After.ABANDONED))\n"),
    Mistake("R68 until the transfer is answered", "journeys", "center.ended_holds += 1", "pass"),
    Mistake("R68 at most warm long", "journeys", "            until = center.now + follow_up.warm\n", "            until = center.now + follow_up.warm + 1\n"),
    Mistake("R68 both transfers", "journeys", "            parent.holds -= 1\n", "            parent.holds = 0\n"),
    Mistake("R68 the longer warm", "journeys", "contact.left = max(contact.left, until)", "contact.left = until"),
    Mistake("R70 expected wait", "arrivals", "(queue.waiting + 1) * queue.mean_handle", "queue.waiting * queue.mean_handle"),
    Mistake("R70 queue length", "arrivals", "return queue.waiting >= queue.callback_limit", "return queue.waiting > queue.callback_limit"),
    Mistake("R71 a slot", "journeys", "queue.callback_number, queue.callback_slot", "queue.callback_number, 0"),
    Mistake("R72 the callback keeps its place", "journeys", "        comings(center, contact.pending).since = contact.since", "        pass"),
    Mistake("R72 not with a slot", "journeys", "if slot == 0:", "if True:"),
    Mistake("R73 attempts", "happenings", "contact.tries < queue.attempts", "contact.tries <= queue.attempts"),
    Mistake("R73 the old place", "happenings", "        stand_in_line(center, row)\n        if queues", "        contact.since = center.now\n        stand_in_line(center, row)\n        if queues"),
    Mistake("R73 the draw of each try", "deeds", "drawn(key, np.uint64(number))", "drawn(key, np.uint64(0))"),
    Mistake("R75 contained by reason", "happenings", "        column = contact.reason\n", "        pass\n"),
    Mistake("R81 rank", "routing", "return rank <= skills", "return rank < skills"),
    Mistake("R82 patience no longer counts", "happenings", "elif rows(center, row).was_put_down:  # R82", "elif False:"),
    Mistake("R82 offered again", "offers", "        if waits(center, row):\n            offer(center, row)", "        pass"),
    Mistake("R82 the old place", "lines", "while before >= 0 and is_before(center, row, before):", "while False:"),
    Mistake("R82 the work that is left", "deeds", "    item.was_put_down = 1\n", "    item.was_put_down = 1\n    item.left += 1_000_000_000\n"),
    Mistake("R84 asynchronous", "arrivals", "if not queue.asynchronous and not is_open(center, number):", "if not is_open(center, number):"),
    Mistake("R85 threads", "journeys", "drawn(contact.key, GOES_ON) >= queue.goes_on", "drawn(contact.key, GOES_ON) > 0"),
    Mistake("R86 the same agent", "arrivals", "if coming.kind == TURN:  # R86", "if False:"),
    Mistake("R87 the reply window", "arrivals", "arrived + queue.window_length", "arrived + 1000 + queue.window_length"),
    Mistake("R87 patience first", "layout", "PEER_ANSWERS, PATIENCE_ENDS, WINDOW_ENDS = range(3)", "PEER_ANSWERS, WINDOW_ENDS, PATIENCE_ENDS = range(3)"),
    Mistake("R90 causes nothing when it ends", "journeys", "    if contact.relevant:  # R90\n        for number", "    if True:\n        for number"),
    Mistake("R90 causes nothing while it waits", "happenings", "        if contact.relevant:  # R90\n            waited", "        if True:\n            waited"),
    Mistake("R90 does not spread", "arrivals", "if queue.is_social and contact.relevant:  # R91", "if queue.is_social:"),
    Mistake("R90 triaged", "happenings", "        contact.outcome = TRIAGED\n", ""),
    Mistake("R91 by how many", "journeys", "queue.edges, queue.edges_until", "queue.edges, queue.edges"),
    Mistake("R92 cancelled by the answer", "happenings", "cancel(center, contact.pending, True)", "pass"),
    Mistake("R92 others are not cancelled", "journeys", "(coming.kind == SPREAD or not only_spread)", "True"),
    Mistake("R93 at_most", "loop", "source.caused >= source.at_most", "source.caused > source.at_most"),
    Mistake("R95 peers", "arrivals", "PEER_DELAY)\n        may_leave(center, center.now + delay", "PEER_DELAY)\n        may_leave(center, center.now + delay + 1"),
)  # fmt: skip
