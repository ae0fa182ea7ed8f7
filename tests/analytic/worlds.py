"""Worlds with known exact answers, as chains: skills, priority, reservation, callback, redials."""

from __future__ import annotations

from collections.abc import Iterator

from tests.analytic.chains import mean, steady_state


def n_design(
    rate_a: float,
    rate_b: float,
    handle: float,
    patience: float,
    first: int,
    second: int,
    longest: int = 45,
) -> dict[str, float]:
    """A uses the first pool, then the second; B the second only, and is served before A there."""
    mu, theta = 1.0 / handle, 1.0 / patience
    World = tuple[int, int, int, int]  # busy in the first and second pool, A waiting, B waiting

    def moves(state: World) -> Iterator[tuple[float, World]]:
        one, two, a, b = state
        if one < first:
            yield rate_a, (one + 1, two, a, b)
        elif two < second:
            yield rate_a, (one, two + 1, a, b)
        elif a < longest:
            yield rate_a, (one, two, a + 1, b)
        if two < second:
            yield rate_b, (one, two + 1, a, b)
        elif b < longest:
            yield rate_b, (one, two, a, b + 1)
        yield one * mu, (one, two, a - 1, b) if a else (one - 1, two, a, b)
        if b:
            yield two * mu, (one, two, a, b - 1)
        elif a:
            yield two * mu, (one, two, a - 1, b)
        else:
            yield two * mu, (one, two - 1, a, b)
        yield a * theta, (one, two, a - 1, b)
        yield b * theta, (one, two, a, b - 1)

    shares = steady_state((0, 0, 0, 0), moves)
    return {
        "wait_a": mean(shares, lambda s: float(s[0] == first and s[1] == second)),
        "wait_b": mean(shares, lambda s: float(s[1] == second)),
        "abandon_a": mean(shares, lambda s: s[2] * theta) / rate_a,
        "abandon_b": mean(shares, lambda s: s[3] * theta) / rate_b,
        "occupancy_first": mean(shares, lambda s: s[0]) / first,
        "occupancy_second": mean(shares, lambda s: s[1]) / second,
    }


def reserved(
    rate_a: float,
    rate_b: float,
    handle: float,
    patience: float,
    agents: int,
    keep_idle: int,
    longest: int = 45,
) -> dict[str, float]:
    """One pool, A first; B starts only when more than `keep_idle` agents are idle."""
    mu, theta = 1.0 / handle, 1.0 / patience
    World = tuple[int, int, int]  # busy, A waiting, B waiting

    def settle(busy: int, a: int, b: int) -> World:
        if a and busy < agents:
            return busy + 1, a - 1, b
        if b and agents - busy > keep_idle:
            return busy + 1, a, b - 1
        return busy, a, b

    def moves(state: World) -> Iterator[tuple[float, World]]:
        busy, a, b = state
        if a < longest:
            yield rate_a, settle(busy, a + 1, b)
        if b < longest:
            yield rate_b, settle(busy, a, b + 1)
        if busy:
            yield busy * mu, settle(busy - 1, a, b)
        yield a * theta, (busy, a - 1, b)
        yield b * theta, (busy, a, b - 1)

    shares = steady_state((0, 0, 0), moves)
    return {
        "wait_a": mean(shares, lambda s: float(s[0] == agents)),
        "wait_b": mean(shares, lambda s: float(agents - s[0] <= keep_idle)),
        "abandon_a": mean(shares, lambda s: s[1] * theta) / rate_a,
        "abandon_b": mean(shares, lambda s: s[2] * theta) / rate_b,
        "occupancy": mean(shares, lambda s: s[0]) / agents,
    }


def callback(
    rate: float,
    handle: float,
    patience: float,
    agents: int,
    offer_from: int,
    accepted: float,
    most_live: int = 40,
    most_callbacks: int = 120,
) -> dict[str, float]:
    """With `offer_from` or more waiting, a share takes a callback, served after the live queue."""
    mu, theta = 1.0 / handle, 1.0 / patience
    World = tuple[int, int, int]  # busy, live waiting, callbacks waiting

    def taken(live: int) -> float:
        return accepted if live >= offer_from else 0.0

    def moves(state: World) -> Iterator[tuple[float, World]]:
        busy, live, later = state
        if busy < agents:
            yield rate, (busy + 1, live, later)
        else:
            if live < most_live:
                yield rate * (1.0 - taken(live)), (busy, live + 1, later)
            if later < most_callbacks:
                yield rate * taken(live), (busy, live, later + 1)
        if live:
            yield busy * mu, (busy, live - 1, later)
        elif later:
            yield busy * mu, (busy, live, later - 1)
        elif busy:
            yield busy * mu, (busy - 1, live, later)
        yield live * theta, (busy, live - 1, later)

    shares = steady_state((0, 0, 0), moves)
    accepting = mean(shares, lambda s: rate * taken(s[1]) if s[0] == agents else 0.0)
    return {
        "callback_share": accepting / rate,
        "time_to_callback": mean(shares, lambda s: s[2]) / accepting,
        "abandon": mean(shares, lambda s: s[1] * theta) / rate,
        "occupancy": mean(shares, lambda s: s[0]) / agents,
    }


def redials(
    rate: float,
    handle: float,
    patience: float,
    agents: int,
    redial_share: float,
    redial_after: float,
    most_inside: int = 60,
    most_orbit: int = 60,
) -> dict[str, float]:
    """A share of those who abandon comes back after an exponential time."""
    mu, theta = 1.0 / handle, 1.0 / patience
    World = tuple[int, int]  # inside (served or waiting), in orbit

    def moves(state: World) -> Iterator[tuple[float, World]]:
        inside, orbit = state
        leaving = max(inside - agents, 0) * theta
        if inside < most_inside:
            yield rate, (inside + 1, orbit)
            yield orbit / redial_after, (inside + 1, orbit - 1)
        yield min(inside, agents) * mu, (inside - 1, orbit)
        if orbit < most_orbit:
            yield leaving * redial_share, (inside - 1, orbit + 1)
            yield leaving * (1.0 - redial_share), (inside - 1, orbit)
        else:
            yield leaving, (inside - 1, orbit)

    shares = steady_state((0, 0), moves)
    attempts = rate + mean(shares, lambda s: s[1]) / redial_after
    abandoned = mean(shares, lambda s: max(s[0] - agents, 0) * theta)
    return {"attempts": attempts, "abandon_per_attempt": abandoned / attempts}
