"""0 · Before the facts: attendance — what clocks and sheets say, against hours of duty, leave and missions.

``lines`` and ``wide`` read punches, ``monthsheet`` the official sheet C01a-HD; ``duty`` turns punches into facts.
"""

from vanhoa_rules.exchange.attendance.allowances import Allowance
from vanhoa_rules.exchange.attendance.duty import Attendance, Unknown, attendance_facts
from vanhoa_rules.exchange.attendance.lines import read_punches
from vanhoa_rules.exchange.attendance.monthsheet import MARKS, Mark, MonthSheet, read_month_sheet
from vanhoa_rules.exchange.attendance.punches import Punch, Punches
from vanhoa_rules.exchange.attendance.wide import read_wide

__all__ = [
    "MARKS",
    "Allowance",
    "Attendance",
    "Mark",
    "MonthSheet",
    "Punch",
    "Punches",
    "Unknown",
    "attendance_facts",
    "read_month_sheet",
    "read_punches",
    "read_wide",
]
