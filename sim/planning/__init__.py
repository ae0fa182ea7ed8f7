"""Planning: the least staff that meets the targets, and the value that meets a goal."""

from sim.planning.errors import Stopped
from sim.planning.fte import FteHours, read_fte_hours
from sim.planning.result import GroupStaffing, QueueFigures, Staffing, StaffingDay, StaffingRow
from sim.planning.seek import seek
from sim.planning.seek_result import SeekPoint, SeekResult
from sim.planning.staffing import staffing

__all__ = [
    "FteHours",
    "GroupStaffing",
    "QueueFigures",
    "SeekPoint",
    "SeekResult",
    "Staffing",
    "StaffingDay",
    "StaffingRow",
    "Stopped",
    "read_fte_hours",
    "seek",
    "staffing",
]
