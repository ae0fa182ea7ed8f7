"""The axis of time: clock times of one day, dates and times of several; dates as 2026-03-02."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

# Year, month, day, hour, minute, second: ticks, ticks at the start of a larger unit, and what all
# ticks share. No names of months: they would be English on a page in another language.
TICKS: Final = ["%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M", "%H:%M:%S"]
STARTS: Final = ["", "%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M"]
SHARED: Final = ["", "%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%d %H:%M"]


def time_axis_of(axes: Axes, first: datetime, last: datetime) -> None:
    """Ticks and label of a horizontal axis from `first` to `last`, and its ends."""
    from matplotlib.dates import AutoDateLocator, DateFormatter, date2num

    number: Any = date2num
    axes.set_xlim(float(number(first)), float(number(last)))
    locator = AutoDateLocator(minticks=4, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    if last - first <= timedelta(days=1):
        axes.xaxis.set_major_formatter(DateFormatter("%H:%M"))
        axes.set_xlabel(f"time of day, {first:%A %Y-%m-%d}")
    else:
        axes.xaxis.set_major_formatter(date_formatter(locator))
        axes.set_xlabel("date and time of day")


def date_formatter(locator: AutoDateLocator) -> ConciseDateFormatter:
    """Dates and times as far as they differ from tick to tick; what they share at the end."""
    from matplotlib.dates import ConciseDateFormatter

    return ConciseDateFormatter(
        locator, formats=TICKS, zero_formats=STARTS, offset_formats=SHARED, show_offset=True
    )
