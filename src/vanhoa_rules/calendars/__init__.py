"""Before the facts: when — working days, hours of work, deadlines and windows, from dated tables with sources."""

from vanhoa_rules.calendars.calendar import Calendar
from vanhoa_rules.calendars.durations import (
    Days,
    Duration,
    EndOf,
    Hours,
    Months,
    Window,
    WorkingDays,
    WorkingHours,
    Years,
    days,
    end_of,
    hours,
    month,
    months,
    quarter,
    week,
    working_days,
    working_hours,
    year,
    years,
)
from vanhoa_rules.calendars.periods import ZONE, Period, instant
from vanhoa_rules.calendars.shifts import ShiftEntry, ShiftTable
from vanhoa_rules.calendars.tables import DayTable, MarkedDay

__all__ = [
    "ZONE",
    "Calendar",
    "DayTable",
    "Days",
    "Duration",
    "EndOf",
    "Hours",
    "MarkedDay",
    "Months",
    "Period",
    "ShiftEntry",
    "ShiftTable",
    "Window",
    "WorkingDays",
    "WorkingHours",
    "Years",
    "days",
    "end_of",
    "hours",
    "instant",
    "month",
    "months",
    "quarter",
    "week",
    "working_days",
    "working_hours",
    "year",
    "years",
]
