"""Input checks of the analytic models: one sentence each, naming the value and what is allowed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def non_negative(name: str, values: npt.ArrayLike) -> FloatArray:
    """Values as floats, each finite and at least 0. ValueError otherwise."""
    numbers = _numbers(name, values)
    _refuse(name, numbers, ~(np.isfinite(numbers) & (numbers >= 0)), "a finite number of 0 or more")
    return numbers


def positive(name: str, values: npt.ArrayLike) -> FloatArray:
    """Values as floats, each finite and above 0. ValueError otherwise."""
    numbers = _numbers(name, values)
    _refuse(name, numbers, ~(np.isfinite(numbers) & (numbers > 0)), "a finite number above 0")
    return numbers


def positive_or_infinite(name: str, values: npt.ArrayLike) -> FloatArray:
    """Values as floats, each above 0, infinity included. ValueError otherwise."""
    numbers = _numbers(name, values)
    _refuse(name, numbers, ~(numbers > 0), "a number above 0, or infinity")
    return numbers


def share(name: str, values: npt.ArrayLike) -> FloatArray:
    """Values as floats, each from 0 to below 1. ValueError otherwise."""
    numbers = _numbers(name, values)
    _refuse(
        name, numbers, ~((numbers >= 0) & (numbers < 1)), "a share from 0 to below 1 (80 % is 0.8)"
    )
    return numbers


def inner_share(name: str, value: float) -> float:
    """A share above 0 and below 1. ValueError otherwise."""
    numbers = _numbers(name, value)
    outside = ~((numbers > 0) & (numbers < 1))
    _refuse(name, numbers, outside, "a share above 0 and below 1 (80 % is 0.8)")
    return float(numbers)


def _numbers(name: str, values: npt.ArrayLike) -> FloatArray:
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: {values!r} is not a number") from None


def _refuse(name: str, numbers: FloatArray, bad: npt.NDArray[np.bool_], allowed: str) -> None:
    if np.any(bad):
        first = float(numbers[bad].flat[0])
        raise ValueError(f"{name}: {first:g} is not allowed; give {allowed}")
