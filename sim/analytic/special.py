"""Poisson weights, the busy sum and the queue sum, for real (not only whole) numbers of agents.

Everything the Erlang formulas need comes from four functions of a size s and a load x:

    pmf(s, x)       = x^s e^-x / Gamma(s + 1)
    1 / Erlang B    = busy_sum(s, x) = 1 + s/x + s(s-1)/x^2 + ... = Gamma(s+1, x) e^x x^-s
    queue_sum(s, x) = 1 + x/(s+1) + x^2/((s+1)(s+2)) + ...  = s gamma(s, x) e^x x^-s
    leave_share     = share of those in the queue sum who leave before they are served

Each is computed by the method that is exact where (s, x) lies: SciPy's incomplete gamma functions
(Temme's uniform expansion) near x = s, continued fractions in the tails where those underflow, a
short power series near x = 0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import special

FloatArray = npt.NDArray[np.float64]

_LOG_TWO_PI = float(np.log(2.0 * np.pi))
# Standard deviations from x = s beyond which the continued fractions converge within 100 steps.
_TAIL = 3.5
_SERIES_LIMIT = 1.0
_MAX_STEPS = 500
_TINY = 1e-300
_EPS = 1e-16


def log_pmf(size: FloatArray, load: FloatArray) -> FloatArray:
    """Log of the Poisson weight x^s e^-x / Gamma(s+1), for real s >= 0 and x >= 0.

    Loader (2000), "Fast and accurate computation of binomial probabilities": the saddle-point form
    keeps full relative accuracy where x^s, e^-x and Gamma are each astronomically large.
    """
    s, x = np.broadcast_arrays(np.asarray(size, dtype=float), np.asarray(load, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        small = special.xlogy(s, x) - x - special.gammaln(s + 1.0)
        large = -_stirling_rest(s) - _deviance(s, x) - 0.5 * (_LOG_TWO_PI + np.log(s))
    result: FloatArray = np.where(s < 15.0, small, large)
    return result


def _stirling_rest(s: FloatArray) -> FloatArray:
    """Log Gamma(s+1) less Stirling's formula, by its asymptotic series; exact from s = 15."""
    s2 = np.square(np.maximum(s, 15.0))
    series = 1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / s2) / s2) / s2
    return (1 / 12 - (1 / 360 - series / s2) / s2) / np.maximum(s, 15.0)


def _deviance(s: FloatArray, x: FloatArray) -> FloatArray:
    """s log(s/x) + x - s, without cancellation when x is near s (Loader 2000, bd0)."""
    far = s * np.log(s / x) + (x - s)
    v = (s - x) / (s + x)
    near = (s - x) * v
    term = 2.0 * s * v
    for step in range(1, 16):
        term = term * v * v
        near = near + term / (2 * step + 1)
    return np.where(np.abs(v) < 0.25, near, far)


def busy_sum(size: FloatArray, load: FloatArray) -> FloatArray:
    """1 / ErlangB(s, x) for real s >= 0: Gamma(s+1, x) e^x x^-s (Jagerman 1974); inf where B is 0.

    Satisfies busy_sum(s, x) = 1 + s/x busy_sum(s - 1, x), the Erlang B recursion.
    """
    s, x = np.broadcast_arrays(np.asarray(size, dtype=float), np.asarray(load, dtype=float))
    result = np.empty(s.shape)
    tail = x - s > _TAIL * np.sqrt(s + 1.0) + 3.0
    if tail.any():
        result[tail] = _busy_fraction(s[tail], x[tail])
    rest = ~tail
    with np.errstate(over="ignore", divide="ignore"):
        weight = np.exp(log_pmf(s[rest], x[rest]))
        result[rest] = special.gammaincc(s[rest] + 1.0, x[rest]) / weight
    result[s == 0.0] = 1.0  # exactly: with no agent, everybody finds all agents busy
    return result


def queue_sum(size: FloatArray, load: FloatArray) -> FloatArray:
    """1 + x/(s+1) + x^2/((s+1)(s+2)) + ... for real s >= 0, x >= 0; inf where it exceeds 1e308.

    DLMF 8.7.1: equal to s gamma(s, x) e^x x^-s, the queue part of the birth-death chain of M/M/N+M
    (Palm 1957; Garnett, Mandelbaum & Reiman 2002).
    """
    total, _ = queue_sum_and_leave_share(size, load)
    return total


def queue_sum_and_leave_share(size: FloatArray, load: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The queue sum A(s, x), and 1 - s/(s+1) A(s+1, x) / A(s, x).

    With s = agents x patience / handle time and x = arrivals within a mean patience, the second is
    the share of those who must wait that gives up. It is computed without the cancellation of 1 -
    (s/x)(1 - 1/A).
    """
    s, x = np.broadcast_arrays(np.asarray(size, dtype=float), np.asarray(load, dtype=float))
    total = np.empty(s.shape)
    leave = np.empty(s.shape)
    none = s == 0.0
    series = x <= _SERIES_LIMIT
    tail = ~series & (s - x > _TAIL * np.sqrt(s))
    rest = ~series & ~tail
    if series.any():
        total[series], leave[series] = _queue_series(s[series], x[series])
    if tail.any():
        total[tail], leave[tail] = _queue_fraction(s[tail], x[tail])
    if rest.any():
        total[rest], leave[rest] = _queue_centre(s[rest], x[rest])
    leave[none] = 1.0  # exactly: with no agent, nobody is served
    return total, leave


def log_gamma_cdf(size: FloatArray, log_value: FloatArray) -> FloatArray:
    """Log of the regularised lower incomplete gamma function P(s, y), sound in the lower tail;
    takes log y.
    """
    s, log_y = np.broadcast_arrays(
        np.asarray(size, dtype=float), np.asarray(log_value, dtype=float)
    )
    y = np.exp(log_y)
    series = y <= _SERIES_LIMIT
    tail = ~series & (s - y > _TAIL * np.sqrt(s))
    with np.errstate(divide="ignore"):
        result: FloatArray = np.log(special.gammainc(s, y))
    if tail.any():
        result[tail] = np.log(queue_sum(s[tail], y[tail])) + log_pmf(s[tail], y[tail])
    if series.any():
        log_weight = s[series] * log_y[series] - y[series] - special.gammaln(s[series] + 1.0)
        result[series] = np.log(queue_sum(s[series], y[series])) + log_weight
    return result


def gamma_cdf_ratio(size: FloatArray, load: FloatArray, decay: FloatArray) -> FloatArray:
    """P(s, x e^-u) / P(s, x) for u >= 0: the tail of the offered wait of those who must wait.

    The offered wait V of M/M/N+M, given that it is positive, is patience x log(x / Y) with Y a
    Gamma(s) variable kept below x; this is P(V > u x patience). Derived from the density of Zeltyn
    & Mandelbaum (2005).
    """
    s, x, u = np.broadcast_arrays(
        np.asarray(size, dtype=float), np.asarray(load, dtype=float), np.asarray(decay, dtype=float)
    )
    ratio = np.empty(s.shape)
    low = (s - x > _TAIL * np.sqrt(s)) | (x <= _SERIES_LIMIT)
    if low.any():
        ratio[low] = _low_cdf_ratio(s[low], x[low], u[low])
    high = ~low
    if high.any():
        log_x = np.log(x[high])
        log_ratio = log_gamma_cdf(s[high], log_x - u[high]) - log_gamma_cdf(s[high], log_x)
        ratio[high] = np.exp(np.minimum(log_ratio, 0.0))
    return ratio


def _low_cdf_ratio(s: FloatArray, x: FloatArray, u: FloatArray) -> FloatArray:
    """Below the centre both P underflow; the quotient of the queue sums does not."""
    exponent = -x * exp_gap(u) - (s - x) * u
    result: FloatArray = queue_sum(s, x * np.exp(-u)) / queue_sum(s, x) * np.exp(exponent)
    return result


def exp_gap(u: FloatArray) -> FloatArray:
    """e^-u - 1 + u, without cancellation near 0."""
    u = np.asarray(u, dtype=float)
    near = np.abs(u) < 0.1
    small = np.where(near, u, 0.0)
    series = np.ones_like(small)
    for order in range(12, 2, -1):
        series = 1.0 - series * small / order
    with np.errstate(over="ignore"):
        return np.where(near, 0.5 * small * small * series, np.expm1(-u) + u)


def _busy_fraction(s: FloatArray, x: FloatArray) -> FloatArray:
    """Busy sum for x well above s: Legendre's continued fraction of Gamma(s+1, x), DLMF 8.9.2 (even
    part).
    """
    fraction = _lentz(x - s, 2.0, lambda k: k * (s + 1.0 - k))
    return x / fraction


def _queue_centre(s: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Queue sum P(s, x) / pmf(s, x) and leave share 1 - (s/x)(1 - 1/sum), for x near or above s."""
    with np.errstate(over="ignore", divide="ignore"):
        # In logs, for the weight may be far below the smallest float.
        total = np.exp(np.log(special.gammainc(s, x)) - log_pmf(s, x))
    return total, (x - s) / x + s / x / total


def _queue_fraction(s: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Queue sum and leave share for x well below s, by s / (s-x + x/(s+1-x + 2x/(s+2-x + ...)))."""
    leave = 1.0 / _lentz(s + 1.0 - x, 1.0, lambda k: (k + 1) * x)
    return s / (s - x + x * leave), leave


def _queue_series(s: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Queue sum and leave share for x of at most 1, by their power series; all terms positive."""
    term = np.ones_like(x)
    total = np.ones_like(x)
    leave = 1.0 / (s + 1.0)
    for j in range(1, 25):
        term = term * x / (s + j)
        total = total + term
        leave = leave + term * (j + 1) / (s + j + 1)
    return total, leave / total


def _lentz(first: FloatArray, step: float, numerator: Callable[[int], FloatArray]) -> FloatArray:
    """b0 + a1/(b1 + a2/(b2 + ...)) with b_k = first + k step, a_k = numerator(k); modified Lentz
    method.
    """
    value = np.where(first == 0.0, _TINY, first)
    upper = value.copy()
    lower = np.zeros_like(value)
    for k in range(1, _MAX_STEPS):
        a = numerator(k)
        b = first + k * step
        lower = b + a * lower
        lower = 1.0 / np.where(lower == 0.0, _TINY, lower)
        upper = b + a / upper
        upper = np.where(upper == 0.0, _TINY, upper)
        change = upper * lower
        value = value * change
        if np.all(np.abs(change - 1.0) < _EPS):
            break
    return value
