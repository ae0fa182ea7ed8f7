"""The least number for which a monotone condition holds."""

from __future__ import annotations

from collections.abc import Callable


def least(
    holds: Callable[[float], bool], low: float, high: float, resolution: float = 0.0
) -> float:
    """Least x of [low, high] for which `holds(x)`, by bisection to the last bits or to
    `resolution`.

    `holds` is monotone: False below some point, True above; it must hold at `high`, which is not
    tried.
    """
    if holds(low):
        return low
    while high - low > max(4e-16 * high, resolution):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
