"""Rules inside one node of callbacks, dialling, self-service and follow-ups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.scenario.kind_rules import check_warm
from sim.scenario.node_rules import Finding, exactly_one, refuse_all
from sim.scenario.unit_numbers import refuse

if TYPE_CHECKING:
    from sim.scenario import schema

MAX_DIALLED = 100
CONTAINED_ALLOWED = "one share, or one for each reason: {balance: 90%, complaint: 5%}"
SETTLED = ("waiting", "abandoned", "blocked", "escalated", "expired")


def complete_queue(value: Any) -> Any:
    """An outbound queue dials and a thread has turns, whether or not the file says how."""
    if not isinstance(value, Mapping):
        return value
    key = {"outbound": "dial", "messaging": "turns"}.get(str(value.get("channel")))
    return value if key is None or key in value else {**value, key: {}}


def check_callback_when(when: schema.CallbackWhen) -> None:
    """One condition."""
    refuse_all(exactly_one(when, ("expected_wait", "queue_length", "waited"), "`when`"))


def check_dial(dial: schema.Dial) -> None:
    """Attempts have time between them, and are not absurdly many."""
    findings = []
    if dial.attempts > MAX_DIALLED:
        findings.append(Finding("attempts", "is absurdly large", f"1 to {MAX_DIALLED}"))
    elif dial.attempts > 1 and not dial.retry:
        findings.append(
            Finding(
                "retry",
                f"is needed: {dial.attempts} attempts have no time between them",
                "a duration longer than 0s, such as 2h",
            )
        )
    refuse_all(findings)


def split_contained(value: Any) -> Any:
    """One share for all (`*`), or one for each reason."""
    if isinstance(value, (list, tuple)):
        refuse("is a list", CONTAINED_ALLOWED)
    if not isinstance(value, Mapping):
        return {"*": value} if isinstance(value, str) else value
    by_reason = {name: share for name, share in value.items() if name != "*"}
    return {"by_reason": by_reason, **({"*": value["*"]} if "*" in value else {})}


def check_contained(contained: schema.Contained) -> None:
    """One share, or shares by reason."""
    if contained.share is not None and contained.by_reason:
        names = ", ".join(contained.by_reason)
        refuse_all(
            [
                Finding(
                    "",
                    f"has one share for all and one for {names}",
                    CONTAINED_ALLOWED,
                    "name every reason, or give one share",
                )
            ]
        )
    if contained.share is None and not contained.by_reason:
        refuse_all([Finding("", "names no share", CONTAINED_ALLOWED)])


def check_follow_up(follow_up: schema.FollowUp) -> None:
    """Only a contact that is still open, or will be taken up again, can be settled."""
    event = follow_up.after.event
    findings = check_warm(follow_up)
    if follow_up.settles and event not in SETTLED:
        findings.append(
            Finding(
                "settles",
                f"has nothing to withdraw after `{event}`",
                "settles after waiting, abandoned, blocked, escalated or expired",
                "remove `settles`",
            )
        )
    refuse_all(findings)
