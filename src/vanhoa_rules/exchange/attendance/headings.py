"""0 · Before the facts: what the columns of attendance sheets are called, and what devices' codes mean."""

from collections.abc import Mapping
from typing import Final

STAFF: Final = (
    "mã nhân viên",
    "mã nv",
    "mã số nhân viên",
    "mã cán bộ",
    "mã số cán bộ",
    "mã cb",
    "mã công chức",
    "mã số",
    "mã chấm công",
    "mã cc",
    "số hiệu",
    "số hiệu công chức",
    "mnv",
    "user id",
    "userid",
    "user",
    "pin",
    "ac-no",
    "ac no",
    "enno",
    "emp id",
    "employee id",
    "employeeid",
    "staff",
    "staff id",
    "id",
)
NAMES: Final = (
    "họ và tên",
    "họ tên",
    "tên nhân viên",
    "tên cán bộ",
    "cán bộ",
    "công chức",
    "name",
    "full name",
)
DAYS: Final = ("ngày", "ngày chấm công", "ngày công", "ngày làm việc", "date", "day")

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "staff": STAFF,
    "at": (
        "thời gian",
        "thời điểm",
        "ngày giờ",
        "giờ chấm",
        "thời gian chấm",
        "date time",
        "datetime",
        "date/time",
        "timestamp",
        "checktime",
        "at",
    ),
    "day": DAYS,
    "clock": ("giờ", "giờ chấm công", "time", "clock"),
    "code": (
        "trạng thái",
        "vào/ra",
        "kiểu chấm",
        "loại",
        "in/out",
        "inout",
        "state",
        "status",
        "checktype",
        "mode",
        "code",
    ),
    "in": ("giờ vào", "vào", "giờ đến", "đến", "vào 1", "in", "check in", "check-in", "time in"),
    "out": ("giờ ra", "ra", "giờ về", "về", "ra 1", "out", "check out", "check-out", "time out"),
}
"""What each column of a sheet of punches is called, compared by normal form."""

BOTH: Final = (("staff", "at"), ("staff", "day", "clock"), ("staff", "day", "in"), ("staff", "day", "out"))

CODES: Final[Mapping[str, str]] = {
    "0": "in",
    "1": "out",
    "i": "in",
    "o": "out",
    "in": "in",
    "out": "out",
    "c/in": "in",
    "c/out": "out",
    "check in": "in",
    "check out": "out",
    "checkin": "in",
    "checkout": "out",
    "vào": "in",
    "ra": "out",
    "đến": "in",
    "về": "out",
}
"""What devices write for going in and out; an agency whose device writes otherwise gives its own table."""
