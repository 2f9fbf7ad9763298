"""Cells of vendors' sheets: the right time, or a clear refusal; never a guess."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vanhoa_rules.exchange.clocks import clock, day, moment
from vanhoa_rules.exchange.values import Fault
from vanhoa_rules.words import both

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
H = timedelta(hours=1)


@pytest.mark.parametrize(
    ("cell", "span"),
    [
        ("7h30", 7.5 * H),
        ("16g45", 16.75 * H),
        ("24:00", 24 * H),
        ("7 giờ 30 phút", 7.5 * H),
        ("7:30 SA", 7.5 * H),
        ("5:00 CH", 17 * H),
        ("12:00 SA", 0 * H),
        (Decimal("0.3125"), 7.5 * H),
        ("0,3125", 7.5 * H),
        (time(7, 30), 7.5 * H),
        (timedelta(hours=24), 24 * H),
    ],
)
def test_a_time_of_day(cell, span):
    assert clock(cell) == span


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (46248, "clock.has_date"),
        ("46248", "clock.has_date"),
        ("730", "clock.unclear"),
        ("7.30", "clock.unclear"),
        (7, "clock.unclear"),
        (True, "clock.unclear"),
        ("25:00", "clock.range"),
        ("24:01", "clock.range"),
        ("7h60", "clock.range"),
        ("sáng", "clock.unclear"),
    ],
)
def test_what_is_no_clear_time_is_refused(cell, code):
    assert clock(cell) == Fault(code)
    assert both(code, value=cell, field="in").vi


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("14/08/2026", date(2026, 8, 14)),
        (46248, date(2026, 8, 14)),
        ("46248", date(2026, 8, 14)),
        ("2026-08-14", date(2026, 8, 14)),
        ("20260814", date(2026, 8, 14)),
        (datetime(2026, 8, 14), date(2026, 8, 14)),  # noqa: DTZ001
        ("8/14/2026", Fault("day.month_first")),
        ("14/8/26", Fault("day.short_year")),
        ("30/02/2026", Fault("value.no_such_time")),
        (Decimal("46248.3125"), Fault("day.has_clock")),
        (14, Fault("day.unclear")),
    ],
)
def test_a_day(cell, found):
    assert day(cell) == found


@pytest.mark.parametrize(
    "cell",
    [
        "14/08/2026 7h30",
        "2026-08-14 07:30:00",
        "20260814073000",
        "2026-08-14T00:30:00Z",
        "7h30 14/08/2026",
        Decimal("46248.3125"),
        datetime(2026, 8, 14, 7, 30),  # noqa: DTZ001
    ],
)
def test_a_moment(cell):
    assert moment(cell, HANOI) == datetime(2026, 8, 14, 7, 30)  # noqa: DTZ001


def test_midnight_that_ends_a_day():
    assert moment("14/08/2026 24:00", HANOI) == datetime(2026, 8, 15)  # noqa: DTZ001


CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.from_regex(r"[0-9]{1,3}[:hg./ -][0-9]{0,4}[:hg./ -]?[0-9]{0,4}( [0-9:]{0,6})?", fullmatch=True),
)


@given(CELLS)
def test_no_cell_makes_a_traceback(cell):
    for read, kind in ((clock, timedelta), (day, date), (lambda raw: moment(raw, HANOI), datetime)):
        found = read(cell)
        assert isinstance(found, kind | Fault)
        if isinstance(found, Fault):
            assert both(found.code, value=str(cell)[:40], field="x").en


@given(st.integers(0, 86399))
def test_a_part_of_a_day_is_the_second_that_a_spreadsheet_means(seconds):
    written = Decimal(repr(seconds / 86400))
    if seconds:
        assert clock(written) == timedelta(seconds=seconds)
