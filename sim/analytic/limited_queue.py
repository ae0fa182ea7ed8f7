"""M/M/N+M with limited waiting places, as an explicit sum over the states of the queue."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.analytic.queue_figures import QueueFigures
from sim.analytic.special import busy_sum, log_pmf

FloatArray = npt.NDArray[np.float64]

# Queue lengths whose weight is below e^-60 of the largest are left out.
_CUT = 60.0
_MAX_STATES = 5_000_000


def limited_queue(
    load: float,
    agents: float,
    handle: float,
    patience: float,
    within: float,
    balking: float,
    places: float,
) -> QueueFigures:
    """Figures of one queue with this many waiting places; patience may be infinite, places
    fractional.

    An arrival that finds j waiting is answered when j + 1 exponential steps of rates (agents/handle
    + i/patience), i = 0..j, are over, so e^(-wait/patience) is a Beta variable and its tail an
    incomplete beta function. A fractional last place lets a contact in with the probability of its
    fraction.
    """
    if agents == 0.0 and math.isinf(patience):
        return _all_blocked()
    whole = math.floor(places)
    fraction = places - whole
    ratio = _Ratio(load * (1.0 - balking), agents, handle, patience)
    first, last = ratio.window(whole)
    waiting = np.arange(first, last + 1, dtype=float)
    log_weight = ratio.log_weights(waiting)
    admitted = np.where(waiting < whole, 1.0, fraction)
    if last == whole and fraction > 0.0:
        beyond = log_weight[-1] + ratio.log_step(np.asarray(whole + 1.0)) + math.log(fraction)
        log_weight = np.append(log_weight, beyond)
        waiting = np.append(waiting, whole + 1.0)
        admitted = np.append(admitted, 0.0)
    top = max(float(np.max(log_weight)), 0.0)
    weight = np.exp(log_weight - top)
    idle = float(busy_sum(np.asarray(agents), np.asarray(load))) - 1.0
    idle_weight = idle * math.exp(-top)
    if math.isinf(idle):  # far more agents than load: nobody ever finds all busy
        idle_weight, weight = 1.0, np.zeros_like(weight)

    entering = weight * admitted
    offered = idle_weight + float(entering.sum())
    total = idle_weight + float(weight.sum())
    if offered == 0.0:  # no agent and no place: every attempt is blocked
        return _all_blocked()
    joining = entering * (1.0 - balking) / offered
    served = joining * ratio.served_share(waiting)
    no_wait = idle_weight / offered
    wait = float(entering.sum()) / offered
    late, served_late = ratio.late_shares(waiting, within)
    still_there = math.exp(-within / patience)
    values = {
        "wait": wait,
        "answered": no_wait + served.sum(),
        "answered_within": no_wait + (served * (1.0 - served_late)).sum(),
        "abandoned": wait * balking + (joining * ratio.left_share(waiting)).sum(),
        "done_late": (joining * late).sum() * still_there,
        "virtual_late": (entering * late).sum() / offered,
        "served_wait": (served * ratio.served_wait(waiting)).sum(),
        "total_wait": (joining * ratio.mean_wait(waiting)).sum(),
        "blocked": float((weight * (1.0 - admitted)).sum()) / total,
    }
    return QueueFigures(**{name: np.asarray(value, dtype=float) for name, value in values.items()})


def _all_blocked() -> QueueFigures:
    """Nobody enters: only the blocking is known."""
    figures = QueueFigures.empty(())
    figures.blocked[()] = 1.0
    return figures


class _Ratio:
    """Weights and waits by queue length j for one set of rates, in units of the handle time."""

    def __init__(self, joining: float, agents: float, handle: float, patience: float) -> None:
        self.joining = joining
        self.agents = agents
        self.handle = handle
        self.patience = patience
        self.leaving = handle / patience

    def log_step(self, j: FloatArray) -> FloatArray:
        """Log of weight(j) / weight(j - 1)."""
        with np.errstate(divide="ignore"):
            return np.log(self.joining / (self.agents + j * self.leaving))

    def window(self, whole: int) -> tuple[int, int]:
        """First and last queue length worth summing; weights rise to one peak and then fall."""
        peak = whole
        if self.leaving > 0.0:
            peak = int(min(max((self.joining - self.agents) / self.leaving, 0.0), whole))
        elif self.joining < self.agents:
            peak = 0
        first = self._edge(peak, 0, whole)
        last = self._edge(peak, whole, whole)
        if last - first > _MAX_STATES:
            raise ValueError(f"lines: a queue of {whole} places is more than can be summed")
        return first, last

    def _edge(self, peak: int, end: int, whole: int) -> int:
        """The queue length towards `end` at which the weight has fallen by e^-_CUT, or `end`."""
        inside, outside = peak, end
        if self._fall(peak, end) < _CUT:
            return end
        while abs(outside - inside) > 1:
            middle = (inside + outside) // 2
            if self._fall(peak, middle) < _CUT:
                inside = middle
            else:
                outside = middle
        return outside

    def _fall(self, peak: int, j: int) -> float:
        return self._log_weight(peak) - self._log_weight(j)

    def _log_weight(self, j: int) -> float:
        """Log of weight(j) / weight(0)."""
        if j == 0:
            return 0.0
        if self.joining == 0.0:
            return -math.inf
        if self.leaving == 0.0:
            return j * math.log(self.joining / self.agents) if self.agents > 0.0 else math.inf
        size, load = self.agents / self.leaving, self.joining / self.leaving
        pair = log_pmf(np.asarray([size, size + j]), np.asarray(load))
        return float(pair[1] - pair[0])

    def log_weights(self, waiting: FloatArray) -> FloatArray:
        """Log of weight(j) / weight(0) for consecutive j; summed step by step, for that loses
        nothing.
        """
        start = self._log_weight(int(waiting[0]))
        steps = self.log_step(waiting[1:])
        result: FloatArray = start + np.concatenate(([0.0], np.cumsum(steps)))
        return result

    def served_share(self, waiting: FloatArray) -> FloatArray:
        """Chance to be answered of a contact that finds j waiting and joins."""
        return self.agents / (self.agents + (waiting + 1.0) * self.leaving)

    def left_share(self, waiting: FloatArray) -> FloatArray:
        """Chance to give up of a contact that finds j waiting and joins."""
        leaving = (waiting + 1.0) * self.leaving
        return leaving / (self.agents + leaving)

    def mean_wait(self, waiting: FloatArray) -> FloatArray:
        """Mean wait, answered or not, of a contact that finds j waiting and joins."""
        ahead = waiting + 1.0
        return ahead * self.handle / (self.agents + ahead * self.leaving)

    def served_wait(self, waiting: FloatArray) -> FloatArray:
        """Mean wait of the answered among those who find j waiting: sum of 1 / (agents/handle +
        i/patience), i = 1..j+1.
        """
        steps = self.handle / (self.agents + (waiting + 1.0) * self.leaving)
        before = 0.0
        first = float(waiting[0])
        if first > 0.0 and self.leaving > 0.0:
            size = self.agents / self.leaving
            before = self.patience * float(
                special.digamma(size + first + 1.0) - special.digamma(size + 1.0)
            )
        elif first > 0.0:
            before = first * self.handle / self.agents
        result: FloatArray = before + np.cumsum(steps)
        return result

    def late_shares(self, waiting: FloatArray, within: float) -> tuple[FloatArray, FloatArray]:
        """Chance that the wait of one who finds j waiting exceeds `within`: with endless patience;
        given it is answered.
        """
        ahead = waiting + 1.0
        if self.leaving == 0.0:
            erlang = special.gammaincc(ahead, self.agents * within / self.handle)
            return np.asarray(erlang, dtype=float), np.asarray(erlang, dtype=float)
        size = self.agents / self.leaving
        late = (
            _beta_tail(size, ahead, within / self.patience) if size > 0.0 else np.ones_like(ahead)
        )
        return late, _beta_tail(size + 1.0, ahead, within / self.patience)


def _beta_tail(size: float, ahead: FloatArray, decay: float) -> FloatArray:
    """P(Beta(size, ahead) < e^-decay), from whichever end of the interval keeps the digits."""
    if decay < 0.5:
        return np.asarray(special.betaincc(ahead, size, -math.expm1(-decay)), dtype=float)
    if decay < 600.0:
        return np.asarray(special.betainc(size, ahead, math.exp(-decay)), dtype=float)
    # e^-decay leaves the floats: the first term of the power series in it is all that remains.
    log_tail = -size * decay - math.log(size) - special.betaln(size, ahead)
    return np.asarray(np.exp(log_tail), dtype=float)
